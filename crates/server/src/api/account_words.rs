//! The bodies of the account operations: what the document prints, what is read, and what is answered.

use std::time::Duration;

use channels::{EmailAddress, Locale, PhoneNumber};
use identity::{
    Evidence, FullName, Identifier, Password, Profile, Registration, TokenPair, Username, VerificationToken,
};
use poem_openapi::{Object, types::Example};
use secrecy::ExposeSecret;

use super::words::User;
use crate::body::{Asked, Fields};

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
