//! The bodies of signing in with a code: what the document prints, what is read, and what is answered.

use channels::{Address, Channel, ChannelWish, Code, Locale};
use identity::{Companion, FactorEvidence, Sent, SignedIn};
use poem_openapi::{Enum, Object, types::Example};
use secrecy::ExposeSecret;

use super::words::{ChannelWishWord, ChannelWord, Time, User};
use crate::{
    body::{Asked, Fields},
    problem::FaultCode,
};

/// A step of a sign-in with a code: `to` alone sends one; with `otp_code` it signs in.
#[derive(Object)]
#[oai(example)]
pub struct LoginWithOtpRequest {
    /// The number or mailbox of the account.
    pub to: String,
    /// Step 1: how the code travels; `sms` by default, and `email` for a mailbox.
    #[oai(skip_serializing_if_is_none)]
    pub channel: Option<ChannelWishWord>,
    /// Step 1: BCP 47 tag of the language the message is written in; the account's own where none is named.
    #[oai(skip_serializing_if_is_none)]
    pub locale: Option<String>,
    /// Step 2: the code.
    #[oai(skip_serializing_if_is_none)]
    pub otp_code: Option<String>,
    /// Step 2, where the account has a second factor: its password.
    #[oai(skip_serializing_if_is_none)]
    pub password: Option<String>,
    /// Or one of its recovery codes.
    #[oai(skip_serializing_if_is_none)]
    pub recovery_code: Option<String>,
}

impl Example for LoginWithOtpRequest {
    fn example() -> Self {
        Self {
            to: "+12025550123".to_owned(),
            channel: None,
            locale: None,
            otp_code: None,
            password: None,
            recovery_code: None,
        }
    }
}

/// What a sign-in with a code is asked to do now.
pub enum CodeStep {
    /// Send a code, in this language.
    Begin(ChannelWish, Option<Locale>),
    /// Sign in.
    Finish(Code, Option<Companion>),
}

/// A step of a sign-in with a code, understood.
pub struct ByCode {
    /// Where the code goes.
    pub to: Address,
    /// What to do now.
    pub step: CodeStep,
}

impl Asked for ByCode {
    type Printed = LoginWithOtpRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let (channel, locale) = (fields.channel_wish("channel"), fields.locale("locale"));
        let (code, companion) = (fields.code_if_given("otp_code"), companion(fields));
        let to = match channel {
            Some(wish) => fields.address_for_wish("to", wish),
            None => fields.address("to"),
        };
        let (to, _) = to?;
        let usual = if matches!(to, Address::Email(_)) { Channel::Email } else { Channel::Sms };
        let step = match code {
            Some(code) => CodeStep::Finish(code, companion),
            None => CodeStep::Begin(channel.unwrap_or(usual.into()), locale),
        };
        Some(Self { to, step })
    }
}

fn companion(fields: &mut Fields<'_>) -> Option<Companion> {
    let (password, recovery) =
        (fields.password_if_given("password"), fields.recovery_code_if_given("recovery_code"));
    match (password, recovery) {
        (Some(_), Some(_)) => {
            let says = "Give at most one of password and recovery_code.";
            fields.fault("recovery_code", FaultCode::AtMostOneOf, says)
        }
        (Some(password), None) => Some(Companion::Password(password)),
        (None, recovery) => recovery.map(Companion::Recovery),
    }
}

/// How far a sign-in with a code has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum CodeLoginStatus {
    /// A code is on its way, if the account exists.
    Pending,
    /// Signed in.
    SignedIn,
}

/// The answer of a step; `status` tells which fields are there.
#[derive(Object)]
#[oai(example)]
pub struct CodeLoginAnswer {
    /// A sentence to show.
    pub message: String,
    /// How far the sign-in has come.
    pub status: CodeLoginStatus,
    /// `pending`: how the code travels.
    #[oai(skip_serializing_if_is_none)]
    pub channel: Option<ChannelWishWord>,
    /// `pending`: until when the code can be checked.
    #[oai(skip_serializing_if_is_none)]
    pub expires_at: Option<Time>,
    /// `pending`: from when a new send really sends.
    #[oai(skip_serializing_if_is_none)]
    pub resend_at: Option<Time>,
    /// `signed_in`: the access token.
    #[oai(skip_serializing_if_is_none)]
    pub token: Option<String>,
    /// `signed_in`: always `Bearer`.
    #[oai(skip_serializing_if_is_none)]
    pub token_type: Option<String>,
    /// `signed_in`: seconds the access token lives.
    #[oai(skip_serializing_if_is_none)]
    pub expires_in: Option<u64>,
    /// `signed_in`: gets the next pair at `/refresh`, once.
    #[oai(skip_serializing_if_is_none)]
    pub refresh_token: Option<String>,
    /// `signed_in`: the account.
    #[oai(skip_serializing_if_is_none)]
    pub user: Option<User>,
}

impl CodeLoginAnswer {
    fn bare(message: &str, status: CodeLoginStatus) -> Self {
        Self {
            message: message.to_owned(),
            status,
            channel: None,
            expires_at: None,
            resend_at: None,
            token: None,
            token_type: None,
            expires_in: None,
            refresh_token: None,
            user: None,
        }
    }
}

impl From<Sent> for CodeLoginAnswer {
    fn from(sent: Sent) -> Self {
        Self {
            channel: Some(sent.told.into()),
            expires_at: Some(sent.expires_at.into()),
            resend_at: Some(Time::not_before(sent.resend_at)),
            ..Self::bare("If the account exists, a code is on its way", CodeLoginStatus::Pending)
        }
    }
}

impl From<SignedIn> for CodeLoginAnswer {
    fn from(signed: SignedIn) -> Self {
        Self {
            token: Some(signed.tokens.access.expose_secret().to_owned()),
            token_type: Some("Bearer".to_owned()),
            expires_in: Some(signed.tokens.expires_in.as_secs()),
            refresh_token: Some(signed.tokens.refresh.expose_secret().to_owned()),
            user: Some(signed.user.into()),
            ..Self::bare("Login successful", CodeLoginStatus::SignedIn)
        }
    }
}

impl Example for CodeLoginAnswer {
    fn example() -> Self {
        Self {
            channel: Some(ChannelWishWord::Sms),
            expires_at: Some(Time::example()),
            resend_at: Some(Time::example()),
            ..Self::bare("If the account exists, a code is on its way", CodeLoginStatus::Pending)
        }
    }
}

/// The second factor of a sign-in: exactly one of `otp_code` and `recovery_code`.
#[derive(Object)]
#[oai(example)]
pub struct LoginVerifyRequest {
    /// The token of `second_factor`.
    pub token: String,
    /// The code that was sent.
    #[oai(skip_serializing_if_is_none)]
    pub otp_code: Option<String>,
    /// Or one of the recovery codes.
    #[oai(skip_serializing_if_is_none)]
    pub recovery_code: Option<String>,
}

impl Example for LoginVerifyRequest {
    fn example() -> Self {
        Self { token: "q7Xk2m".to_owned(), otp_code: Some("123456".to_owned()), recovery_code: None }
    }
}

/// The second factor of a sign-in, understood.
pub struct Finishing {
    /// Stands for the password.
    pub token: String,
    /// The factor.
    pub step: FactorEvidence,
}

impl Asked for Finishing {
    type Printed = LoginVerifyRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let token = fields.opaque("token");
        let step = match fields.exactly_one(&["otp_code", "recovery_code"]) {
            Some("otp_code") => fields.code("otp_code").map(FactorEvidence::Code),
            Some(_) => fields.recovery_code_if_given("recovery_code").map(FactorEvidence::Recovery),
            None => None,
        };
        Some(Self { token: token?, step: step? })
    }
}

/// A sign-in whose code shall be sent again.
#[derive(Object)]
#[oai(example)]
pub struct LoginResendRequest {
    /// The token of `second_factor`.
    pub token: String,
    /// Another channel to the same address.
    #[oai(skip_serializing_if_is_none)]
    pub channel: Option<ChannelWord>,
    /// BCP 47 tag of the language the message is written in; the account's own where none is named.
    #[oai(skip_serializing_if_is_none)]
    pub locale: Option<String>,
}

impl Example for LoginResendRequest {
    fn example() -> Self {
        Self { token: "q7Xk2m".to_owned(), channel: None, locale: None }
    }
}

/// A sign-in whose code shall be sent again, understood.
pub struct Resending {
    /// Stands for the password.
    pub token: String,
    /// Another channel.
    pub channel: Option<Channel>,
    /// The language of the message.
    pub locale: Option<Locale>,
}

impl Asked for Resending {
    type Printed = LoginResendRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let (token, channel) = (fields.opaque("token"), fields.channel("channel"));
        let locale = fields.locale("locale");
        Some(Self { token: token?, channel, locale })
    }
}

/// A code is on its way to an address of the account.
#[derive(Object)]
#[oai(example)]
pub struct CodeSent {
    /// A sentence to show.
    pub message: String,
    /// The channel that was really used.
    pub channel: ChannelWord,
    /// Where to, for its owner to recognise.
    pub masked_to: String,
    /// Until when the code can be checked.
    pub expires_at: Time,
    /// From when a new send really sends.
    pub resend_at: Time,
}

impl CodeSent {
    /// What was sent, and where to.
    pub fn new(sent: &Sent, masked_to: String) -> Self {
        let how = if sent.fresh { "sent successfully" } else { "already sent" };
        Self {
            message: format!("OTP {how} via {}", sent.channel),
            channel: sent.channel.into(),
            masked_to,
            expires_at: sent.expires_at.into(),
            resend_at: Time::not_before(sent.resend_at),
        }
    }
}

impl Example for CodeSent {
    fn example() -> Self {
        Self {
            message: "OTP sent successfully via sms".to_owned(),
            channel: ChannelWord::Sms,
            masked_to: "+1********23".to_owned(),
            expires_at: Time::example(),
            resend_at: Time::example(),
        }
    }
}
