//! Every way a flow says no, in the caller's words. No HTTP status, no text of a provider, no value that was submitted.

use std::time::Duration;

use channels::{Channel, Failure, ProviderError};

use crate::clock::Timestamp;
use crate::passwords::PasswordFault;
use crate::store::StoreError;
use crate::tasks::Lost;
use crate::user::Field;

/// A flow refused, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Wrong, expired, used, unknown or never-sent: one answer for all (OWASP ASVS 6.6.3).
    #[error("the code is wrong or no longer valid")]
    InvalidCode {
        /// Tries left for this purpose and typed identifier, whether or not anything was sent.
        attempts_left: u32,
    },
    /// The password would not protect the account.
    #[error("{0}")]
    WeakPassword(PasswordFault),
    /// No token, or one that does not count.
    #[error("the token is missing or no longer valid")]
    Unauthorized,
    /// Unknown identifier or wrong password: one answer for both.
    #[error("the identifier or the password is wrong")]
    BadCredentials,
    /// The password was right; the account's address is not proven yet.
    #[error("the account is not verified yet")]
    NotVerified,
    /// The sign-in is too old for this change.
    #[error("sign in again or send the password")]
    ReauthenticationRequired,
    /// The password or the code was right, and alone it is not enough; with what a client needs to go on, where it begins here.
    #[error("a second factor is needed")]
    SecondFactorRequired(SecondFactorNeeded),
    /// There is no such thing, or it is somebody else's.
    #[error("there is no such thing")]
    NotFound,
    /// The password was right; an operator disabled the account.
    #[error("the account is disabled")]
    AccountDisabled,
    /// Somebody else has it; said only to the holder of a proof, which stays usable.
    #[error("the {} is taken", .0.as_str())]
    Taken(Field),
    /// No proven number or mailbox is on file that this channel reaches.
    #[error("no proven address on file is reached by this channel")]
    NoSuchAddress,
    /// No provider serves this channel here.
    #[error("the channel is not offered")]
    ChannelNotOffered,
    /// The provider refuses the address, or the channel cannot reach it.
    #[error("nothing can be delivered to this address")]
    Undeliverable,
    /// The country or number range is not served.
    #[error("the destination is not served")]
    DestinationBlocked,
    /// A limit of ours or of the provider.
    #[error("too many requests")]
    TooMany {
        /// When to ask again.
        retry_after: Duration,
    },
    /// The provider could not be reached, or what became of the request is unknown.
    #[error("the provider gave no usable answer")]
    DeliveryFailed,
    /// The provider could not say whether the code is right.
    #[error("the code could not be checked")]
    NotChecked,
    /// The database is down, the provider denies our credentials, or too much is going on.
    #[error("the service is not available now")]
    Unavailable {
        /// When to ask again.
        retry_after: Duration,
    },
    /// A delivery report whose signature is missing or wrong.
    #[error("the signature is not right")]
    ForgedReport,
    /// A delivery report that was signed and cannot be read.
    #[error("the report cannot be read")]
    UnreadableReport,
    /// A fault of ours.
    #[error("an internal fault")]
    Internal,
}

/// What is missing where one factor is not enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecondFactorNeeded {
    /// The code that was sent, or a recovery code.
    Code(Box<SecondFactorAsked>),
    /// A recovery code: the second factor's own address is out of reach, or a code by another address is the wrong other half.
    RecoveryCode,
    /// The password or a recovery code, besides the code that was right.
    Companion,
    /// Nothing that can be sent here: the factor has to be switched off or over first.
    SwitchedFirst,
}

/// A sign-in that waits for its second factor.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactorAsked {
    /// Stands for the first factor; none where a bearer token does. Never printed.
    pub token: Option<String>,
    /// How the code travels.
    pub channel: Channel,
    /// Where to, for its owner to recognise.
    pub masked_to: String,
    /// Until when it can be answered.
    pub expires_at: Timestamp,
    /// From when on a code can be sent again.
    pub resend_at: Timestamp,
}

impl std::fmt::Debug for SecondFactorAsked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecondFactorAsked").field("channel", &self.channel).finish_non_exhaustive()
    }
}

impl Refusal {
    /// Not now; soon.
    pub(crate) const fn unavailable() -> Self {
        Self::Unavailable { retry_after: Duration::from_secs(5) }
    }

    /// The outcome's name in logs and figures.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::InvalidCode { .. } => "invalid_code",
            Self::WeakPassword(_) => "weak_password",
            Self::Unauthorized => "unauthorized",
            Self::BadCredentials => "bad_credentials",
            Self::NotVerified => "not_verified",
            Self::ReauthenticationRequired => "reauthentication_required",
            Self::SecondFactorRequired(_) => "second_factor_required",
            Self::NotFound => "not_found",
            Self::AccountDisabled => "account_disabled",
            Self::Taken(_) => "taken",
            Self::NoSuchAddress => "no_such_address",
            Self::ChannelNotOffered => "channel_not_offered",
            Self::Undeliverable => "undeliverable",
            Self::DestinationBlocked => "destination_blocked",
            Self::TooMany { .. } => "too_many_requests",
            Self::DeliveryFailed => "delivery_failed",
            Self::NotChecked => "not_checked",
            Self::Unavailable { .. } => "unavailable",
            Self::ForgedReport => "forged_report",
            Self::UnreadableReport => "unreadable_report",
            Self::Internal => "internal",
        }
    }

    /// What a failed check means to the person who waits; `life` is what is left of the code in question.
    pub(crate) fn of_check(error: &ProviderError, life: Duration) -> Self {
        match error.failure {
            Failure::Busy | Failure::Exhausted | Failure::Denied => {
                Self::of_failure(error.failure, error.retry_after, life)
            }
            // whatever else a provider says of the address or the channel: nothing was to be sent
            _ => Self::NotChecked,
        }
    }

    /// What a failed send means to the person who waits.
    pub(crate) fn of_failure(failure: Failure, retry_after: Option<Duration>, life: Duration) -> Self {
        match failure {
            Failure::NotOffered => Self::ChannelNotOffered,
            Failure::Undeliverable | Failure::Landline => Self::Undeliverable,
            Failure::Blocked => Self::DestinationBlocked,
            Failure::Busy => Self::TooMany { retry_after: retry_after.unwrap_or(Duration::from_secs(5)) },
            Failure::Exhausted => Self::TooMany { retry_after: retry_after.unwrap_or(life) },
            Failure::Denied => Self::Unavailable { retry_after: Duration::from_secs(60) },
            Failure::Unreachable | Failure::Unknown => Self::DeliveryFailed,
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable => Self::unavailable(),
            StoreError::Taken(field) => Self::Taken(field),
            // a proof that was used in between: the same answer as for any code that is no longer valid
            StoreError::Spent => Self::InvalidCode { attempts_left: 0 },
            StoreError::Conflict | StoreError::Corrupt => Self::Internal,
        }
    }
}

impl From<Lost> for Refusal {
    fn from(_: Lost) -> Self {
        Self::unavailable()
    }
}

impl From<PasswordFault> for Refusal {
    fn from(fault: PasswordFault) -> Self {
        Self::WeakPassword(fault)
    }
}
