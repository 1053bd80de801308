//! The bodies of the account operations: what the document prints, what is read, and what is answered.

use std::time::Duration;

use channels::{Code, EmailAddress, Locale, PhoneNumber};
use identity::{
    Evidence, FullName, Identifier, Password, Profile, RecoveryCode, Registration, ResetAsk, Sent, TokenPair,
    Username, VerificationToken, Verified,
};
use poem_openapi::{Enum, Object, types::Example};
use secrecy::ExposeSecret;

use super::{
    forgot_words,
    words::{ChannelWord, Time, User},
};
use crate::{
    body::{Asked, Fields},
    problem::FaultCode,
};

/// A new account, and the proof of its phone number.
#[derive(Object)]
#[oai(example)]
pub struct RegisterRequest {
    /// A mailbox; a claim until it is proven.
    pub email: String,
    /// At least 8 characters by default, at most 128.
    pub password: String,
    /// The number the code was sent to.
    pub phone: String,
    /// The code; or give `verification_token`.
    #[oai(skip_serializing_if_is_none)]
    pub otp_code: Option<String>,
    /// The token of `/verify-otp`; or give `otp_code`.
    #[oai(skip_serializing_if_is_none)]
    pub verification_token: Option<String>,
    /// The token of a code that was sent to `email`: then the mailbox is proven, too.
    #[oai(skip_serializing_if_is_none)]
    pub email_verification_token: Option<String>,
    /// A name to sign in with: 3 to 32 letters, digits, dots, hyphens or underscores.
    #[oai(skip_serializing_if_is_none)]
    pub username: Option<String>,
    /// The person's name.
    #[oai(skip_serializing_if_is_none)]
    pub full_name: Option<String>,
    /// The person's language, for example `en` or `pt-BR`.
    #[oai(skip_serializing_if_is_none)]
    pub locale: Option<String>,
}

impl Example for RegisterRequest {
    fn example() -> Self {
        Self {
            email: "ada@example.com".to_owned(),
            password: "correct horse battery".to_owned(),
            phone: "+12025550123".to_owned(),
            otp_code: Some("123456".to_owned()),
            verification_token: None,
            email_verification_token: None,
            username: Some("ada".to_owned()),
            full_name: Some("Ada Example".to_owned()),
            locale: Some("en".to_owned()),
        }
    }
}

/// A new account, understood.
pub struct Registering {
    email: EmailAddress,
    password: Password,
    phone: PhoneNumber,
    evidence: Evidence,
    email_token: Option<VerificationToken>,
    username: Option<Username>,
    full_name: Option<FullName>,
    locale: Option<Locale>,
}

impl Asked for Registering {
    type Printed = RegisterRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let (email, password, phone) =
            (fields.email("email"), fields.password("password"), fields.phone("phone"));
        let evidence = fields.evidence();
        let email_token = fields.token_if_given("email_verification_token");
        let (username, full_name) = (fields.username("username"), fields.full_name("full_name"));
        let locale = fields.locale("locale");
        let (email, password, phone, evidence) = (email?, password?, phone?, evidence?);
        Some(Self { email, password, phone, evidence, email_token, username, full_name, locale })
    }
}

impl From<Registering> for Registration {
    fn from(asked: Registering) -> Self {
        let Registering { email, password, phone, evidence, email_token, username, full_name, locale } =
            asked;
        Self { email, password, phone, evidence, email_token, username, full_name, locale }
    }
}

/// Who signs in: exactly one of `email`, `phone` and `username`.
#[derive(Object)]
#[oai(example)]
pub struct LoginRequest {
    /// The mailbox.
    #[oai(skip_serializing_if_is_none)]
    pub email: Option<String>,
    /// The phone number.
    #[oai(skip_serializing_if_is_none)]
    pub phone: Option<String>,
    /// The chosen name.
    #[oai(skip_serializing_if_is_none)]
    pub username: Option<String>,
    /// The password.
    pub password: String,
}

impl Example for LoginRequest {
    fn example() -> Self {
        let (email, password) = (Some("ada@example.com".to_owned()), "correct horse battery".to_owned());
        Self { email, phone: None, username: None, password }
    }
}

/// Who signs in, understood.
pub struct SigningIn(Identifier, Password);

impl Asked for SigningIn {
    type Printed = LoginRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let identifier = match fields.exactly_one(&["email", "phone", "username"]) {
            Some("email") => fields.email("email").map(Identifier::Email),
            Some("phone") => fields.phone("phone").map(Identifier::Phone),
            Some(_) => fields.username("username").map(Identifier::Username),
            None => None,
        };
        let password = fields.password("password");
        Some(Self(identifier?, password?))
    }
}

impl From<SigningIn> for (Identifier, Password) {
    fn from(asked: SigningIn) -> Self {
        (asked.0, asked.1)
    }
}

/// Signed in.
#[derive(Object)]
#[oai(example)]
pub struct SignedInAnswer {
    /// A sentence to show.
    pub message: String,
    /// The access token: `Authorization: Bearer <token>`.
    pub token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// Seconds the access token lives.
    pub expires_in: u64,
    /// Gets the next pair at `/refresh`, once.
    pub refresh_token: String,
    /// The account.
    pub user: User,
}

impl SignedInAnswer {
    /// The tokens of a sign-in, and whose they are.
    pub fn new(message: &str, tokens: &TokenPair, user: Profile) -> Self {
        Self {
            message: message.to_owned(),
            token: tokens.access.expose_secret().to_owned(),
            token_type: "Bearer".to_owned(),
            expires_in: Duration::as_secs(&tokens.expires_in),
            refresh_token: tokens.refresh.expose_secret().to_owned(),
            user: user.into(),
        }
    }
}

impl Example for SignedInAnswer {
    fn example() -> Self {
        Self {
            message: "Login successful".to_owned(),
            token: "eyJ…".to_owned(),
            token_type: "Bearer".to_owned(),
            expires_in: 900,
            refresh_token: "q7…".to_owned(),
            user: User::example(),
        }
    }
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
    pub channel: Option<ChannelWord>,
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
    Check(Code),
    /// Set the password.
    Finish(Evidence, Password, Option<RecoveryCode>),
}

/// A step of a reset, understood.
pub struct Resetting(ResetAsk, Step);

impl Asked for Resetting {
    type Printed = ResetRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let (who, channel) = (forgot_words::who(fields), fields.channel("channel"));
        let step = if fields.has("new_password") {
            let (evidence, password) = (fields.evidence(), fields.password("new_password"));
            let recovery = fields.recovery_code_if_given("recovery_code");
            evidence.zip(password).map(|(evidence, password)| Step::Finish(evidence, password, recovery))
        } else if fields.has("verification_token") {
            fields.fault("new_password", FaultCode::Required, "new_password is required.")
        } else if fields.has("otp_code") {
            fields.code("otp_code").map(Step::Check)
        } else {
            Some(Step::Begin)
        };
        let (who, phone) = who?;
        Some(Self(ResetAsk { who, phone, channel }, step?))
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
    pub channel: Option<ChannelWord>,
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
            channel: Some(sent.channel.into()),
            expires_at: Some(sent.expires_at.into()),
            resend_at: Some(sent.resend_at.into()),
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
            channel: Some(ChannelWord::Sms),
            expires_at: Some(Time::example()),
            resend_at: Some(Time::example()),
            ..Self::bare("If the account exists, a code is on its way", ResetStatus::Pending)
        }
    }
}

/// The mailbox an account shall have.
#[derive(Object)]
#[oai(example)]
pub struct SetEmailRequest {
    /// The mailbox.
    pub email: String,
    /// The token of a code that was sent to it.
    pub verification_token: String,
    /// Stands for a recent sign-in.
    #[oai(skip_serializing_if_is_none)]
    pub password: Option<String>,
}

impl Example for SetEmailRequest {
    fn example() -> Self {
        Self {
            email: "ada@example.com".to_owned(),
            verification_token: "AAAAAAAAAAEs3cr3t".to_owned(),
            password: None,
        }
    }
}

/// The mailbox an account shall have, understood.
pub struct Changing {
    /// The mailbox.
    pub email: EmailAddress,
    /// The proof that somebody read it.
    pub token: VerificationToken,
    /// Stands for a recent sign-in.
    pub password: Option<Password>,
}

impl Asked for Changing {
    type Printed = SetEmailRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let (email, token) = (fields.email("email"), fields.token("verification_token"));
        let password = fields.password_if_given("password");
        Some(Self { email: email?, token: token?, password })
    }
}
