//! The bodies of a reset: what the document prints, what is read, and what is answered.

use channels::{Code, PhoneNumber};
use identity::{Evidence, Identifier, Password, RecoveryCode, ResetAsk, Sent, Verified};
use poem_openapi::{Enum, Object, types::Example};

use super::words::{ChannelWishWord, Time};
use crate::{
    body::{Asked, Fields},
    problem::FaultCode,
};

/// How somebody names the account, and the number that must be its own, too: one of `email`, `username` and `phone`, where
/// a number beside a mailbox is no second name.
fn who(fields: &mut Fields<'_>) -> Option<(Identifier, Option<PhoneNumber>)> {
    if fields.has("email") && !fields.has("username") {
        let (email, phone) = (fields.email("email"), fields.phone_if_given("phone"));
        return Some((Identifier::Email(email?), phone));
    }
    let who = match fields.exactly_one(&["email", "username", "phone"])? {
        "username" => Identifier::Username(fields.username("username")?),
        "phone" => Identifier::Phone(fields.phone("phone")?),
        _ => Identifier::Email(fields.email("email")?),
    };
    Some((who, None))
}

/// A step of a reset: exactly one of `email`, `username` and `phone` sends a code; `otp_code` checks it; `new_password` with
/// one of `otp_code` and `verification_token` finishes.
#[derive(Object)]
#[oai(example)]
pub struct ResetRequest {
    /// The mailbox of the account.
    #[oai(skip_serializing_if_is_none)]
    pub email: Option<String>,
    /// The chosen name of the account.
    #[oai(skip_serializing_if_is_none)]
    pub username: Option<String>,
    /// The number of the account; beside `email` it is compared.
    #[oai(skip_serializing_if_is_none)]
    pub phone: Option<String>,
    /// How the code travels; `sms` by default. `email` goes to the proven mailbox, the others to the proven number.
    #[oai(skip_serializing_if_is_none)]
    pub channel: Option<ChannelWishWord>,
    /// BCP 47 tag of the language the message is written in; the account's own where none is named.
    #[oai(skip_serializing_if_is_none)]
    pub locale: Option<String>,
    /// The code of step 1.
    #[oai(skip_serializing_if_is_none)]
    pub otp_code: Option<String>,
    /// The token of the check.
    #[oai(skip_serializing_if_is_none)]
    pub verification_token: Option<String>,
    /// The new password.
    #[oai(skip_serializing_if_is_none)]
    pub new_password: Option<String>,
    /// One of the recovery codes, where the code went to the address that is the second factor.
    #[oai(skip_serializing_if_is_none)]
    pub recovery_code: Option<String>,
}

impl Example for ResetRequest {
    fn example() -> Self {
        Self {
            email: Some("ada@example.com".to_owned()),
            username: None,
            phone: None,
            channel: None,
            locale: None,
            otp_code: None,
            verification_token: None,
            new_password: None,
            recovery_code: None,
        }
    }
}

/// What a reset is asked to do now.
pub enum Step {
    /// Send a code.
    Begin,
    /// Check the code.
    Check(Code, Option<RecoveryCode>),
    /// Set the password.
    Finish(Evidence, Password, Option<RecoveryCode>),
}

/// A step of a reset, understood.
pub struct Resetting(ResetAsk, Step);

impl Asked for Resetting {
    type Printed = ResetRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let (who, channel, locale) = (who(fields), fields.channel_wish("channel"), fields.locale("locale"));
        let step = if fields.has("new_password") {
            let (evidence, password) = (fields.evidence(), fields.password("new_password"));
            let recovery = fields.recovery_code_if_given("recovery_code");
            evidence.zip(password).map(|(evidence, password)| Step::Finish(evidence, password, recovery))
        } else if fields.has("verification_token") {
            fields.fault("new_password", FaultCode::Required, "new_password is required.")
        } else if fields.has("otp_code") {
            let recovery = fields.recovery_code_if_given("recovery_code");
            fields.code("otp_code").map(|code| Step::Check(code, recovery))
        } else {
            Some(Step::Begin)
        };
        let (who, phone) = who?;
        Some(Self(ResetAsk { who, phone, channel, locale }, step?))
    }
}

impl From<Resetting> for (ResetAsk, Step) {
    fn from(asked: Resetting) -> Self {
        (asked.0, asked.1)
    }
}

/// How far a reset has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "lowercase")]
pub enum ResetStatus {
    /// A code is on its way, if the account exists.
    Pending,
    /// The code was right.
    Approved,
    /// The password was replaced.
    Reset,
}

/// The answer of a step; `status` tells which fields are there.
#[derive(Object)]
#[oai(example)]
pub struct ResetAnswer {
    /// A sentence to show.
    pub message: String,
    /// How far the reset has come.
    pub status: ResetStatus,
    /// `pending`: how the code travels.
    #[oai(skip_serializing_if_is_none)]
    pub channel: Option<ChannelWishWord>,
    /// `approved`: stands for the code in the next step.
    #[oai(skip_serializing_if_is_none)]
    pub verification_token: Option<String>,
    /// `pending`: until when the code can be checked; `approved`: until when it can be spent.
    #[oai(skip_serializing_if_is_none)]
    pub expires_at: Option<Time>,
    /// `pending`: from when a new send really sends.
    #[oai(skip_serializing_if_is_none)]
    pub resend_at: Option<Time>,
}

impl ResetAnswer {
    fn bare(message: &str, status: ResetStatus) -> Self {
        let message = message.to_owned();
        Self { message, status, channel: None, verification_token: None, expires_at: None, resend_at: None }
    }

    /// The password was replaced.
    pub fn done() -> Self {
        Self::bare("Password reset successful", ResetStatus::Reset)
    }
}

impl From<Sent> for ResetAnswer {
    fn from(sent: Sent) -> Self {
        Self {
            channel: Some(sent.told.into()),
            expires_at: Some(sent.expires_at.into()),
            resend_at: Some(Time::not_before(sent.resend_at)),
            ..Self::bare("If the account exists, a code is on its way", ResetStatus::Pending)
        }
    }
}

impl From<Verified> for ResetAnswer {
    fn from(verified: Verified) -> Self {
        Self {
            verification_token: Some(verified.token.expose()),
            expires_at: Some(verified.expires_at.into()),
            ..Self::bare("OTP verified successfully", ResetStatus::Approved)
        }
    }
}

impl Example for ResetAnswer {
    fn example() -> Self {
        Self {
            channel: Some(ChannelWishWord::Sms),
            expires_at: Some(Time::example()),
            resend_at: Some(Time::example()),
            ..Self::bare("If the account exists, a code is on its way", ResetStatus::Pending)
        }
    }
}
