//! What became of a code, in the words of the contract.

use channels::Undelivered;
use identity::{DeliveryStatus, Verification, VerificationStatus};
use poem_openapi::{Enum, Object, types::Example};

use super::words::{ChannelWord, Time};

/// How far a verification has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "VerificationStatus", rename_all = "lowercase")]
pub enum StatusWord {
    /// The code can be typed.
    Pending,
    /// The code was right.
    Approved,
    /// Nobody typed it in time.
    Expired,
    /// No code can be right any more: the tries are used up, or a newer code took its place. Send again.
    Failed,
}

/// How far the latest message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "DeliveryStatus", rename_all = "lowercase")]
pub enum DeliveryWord {
    /// The provider took it, and reported nothing since.
    Accepted,
    /// It left the provider.
    Sent,
    /// It arrived.
    Delivered,
    /// It will not arrive.
    Failed,
}

/// Why a message did not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "DeliveryReason", rename_all = "snake_case")]
pub enum ReasonWord {
    /// The telephone is off, out of reach, or no longer in service.
    Unreachable,
    /// Nobody is at this address, or it takes no such messages.
    NoSuchAddress,
    /// The person asked not to get messages.
    OptedOut,
    /// A carrier or a filter held it back.
    Blocked,
    /// It came too late, and was dropped.
    Expired,
    /// The provider could not send it.
    ProviderFault,
    /// Nobody says why.
    Unknown,
}

/// What became of a message.
#[derive(Object)]
#[oai(rename = "Delivery")]
pub struct DeliverySeen {
    /// How far it has come.
    pub status: DeliveryWord,
    /// Why it failed, for a program to switch on.
    #[oai(skip_serializing_if_is_none)]
    pub reason: Option<ReasonWord>,
    /// A sentence to show where it failed.
    #[oai(skip_serializing_if_is_none)]
    pub message: Option<String>,
    /// When that was reported; absent while nothing was.
    #[oai(skip_serializing_if_is_none)]
    pub updated_at: Option<Time>,
}

/// A code that was sent, and what became of it.
#[derive(Object)]
#[oai(rename = "Verification", example)]
pub struct VerificationSeen {
    /// As asked for.
    pub id: String,
    /// How far it has come.
    pub status: StatusWord,
    /// The channel that was really used last.
    pub channel: ChannelWord,
    /// The latest message; absent while no provider is known to have taken it.
    #[oai(skip_serializing_if_is_none)]
    pub delivery: Option<DeliverySeen>,
    /// When the code was sent last.
    pub sent_at: Time,
    /// Until when the code can be checked.
    pub expires_at: Time,
}

impl From<VerificationStatus> for StatusWord {
    fn from(status: VerificationStatus) -> Self {
        match status {
            VerificationStatus::Pending => Self::Pending,
            VerificationStatus::Approved => Self::Approved,
            VerificationStatus::Expired => Self::Expired,
            VerificationStatus::Failed => Self::Failed,
        }
    }
}

impl From<Undelivered> for ReasonWord {
    fn from(reason: Undelivered) -> Self {
        match reason {
            Undelivered::Unreachable => Self::Unreachable,
            Undelivered::NoSuchAddress => Self::NoSuchAddress,
            Undelivered::OptedOut => Self::OptedOut,
            Undelivered::Blocked => Self::Blocked,
            Undelivered::Expired => Self::Expired,
            Undelivered::ProviderFault => Self::ProviderFault,
            Undelivered::Unknown => Self::Unknown,
        }
    }
}

/// What a person who waits can do about it.
const fn sentence(reason: Undelivered) -> &'static str {
    match reason {
        Undelivered::Unreachable => {
            "The telephone could not be reached. Switch it on, or check the number, and send again."
        }
        Undelivered::NoSuchAddress => {
            "This number or mailbox takes no such messages. Check it, or choose another channel."
        }
        Undelivered::OptedOut => "Messages to this number were stopped by its owner. Choose another channel.",
        Undelivered::Blocked => "The carrier held the message back. Choose another channel.",
        Undelivered::Expired => "The message came too late and was dropped. Send again.",
        Undelivered::ProviderFault => {
            "The message service could not send it. Send again, or choose another channel."
        }
        Undelivered::Unknown => "The message did not arrive. Send again, or choose another channel.",
    }
}

impl From<Verification> for VerificationSeen {
    fn from(seen: Verification) -> Self {
        let delivery = seen.delivery.map(|(status, at)| {
            let why = match status {
                DeliveryStatus::Failed(why) => Some(why),
                _ => None,
            };
            let status = match status {
                DeliveryStatus::Accepted => DeliveryWord::Accepted,
                DeliveryStatus::Sent => DeliveryWord::Sent,
                DeliveryStatus::Delivered => DeliveryWord::Delivered,
                DeliveryStatus::Failed(_) => DeliveryWord::Failed,
            };
            DeliverySeen {
                status,
                reason: why.map(ReasonWord::from),
                message: why.map(|why| sentence(why).to_owned()),
                updated_at: at.map(Time::from),
            }
        });
        Self {
            id: seen.id.expose(),
            status: seen.status.into(),
            channel: seen.channel.into(),
            delivery,
            sent_at: seen.sent_at.into(),
            expires_at: seen.expires_at.into(),
        }
    }
}

impl Example for VerificationSeen {
    fn example() -> Self {
        Self {
            id: "x6Pz1vTqkuFXw2hFvb9kD0mT3nQe8LsR".to_owned(),
            status: StatusWord::Pending,
            channel: ChannelWord::Sms,
            delivery: Some(DeliverySeen {
                status: DeliveryWord::Failed,
                reason: Some(ReasonWord::Unreachable),
                message: Some(sentence(Undelivered::Unreachable).to_owned()),
                updated_at: Some(Time::example()),
            }),
            sent_at: Time::example(),
            expires_at: Time::example(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use poem_openapi::types::ToJSON;

    #[test]
    fn a_reason_has_one_name_on_the_wire_in_figures_and_on_file() {
        for reason in Undelivered::ALL {
            assert_eq!(ReasonWord::from(reason).to_json(), Some(reason.as_str().into()));
        }
    }
}
