//! The body of the reset as older clients know it.

use channels::Channel;
use identity::{Evidence, Identifier, ResetAsk};
use poem_openapi::{Object, types::Example};

use super::reset_words::Step;
use crate::body::{Asked, Fields};

/// A step of a reset by e-mail: `email` alone sends a code; with `otp_code` and `new_password` it finishes.
#[derive(Object)]
#[oai(example)]
pub struct ForgotPasswordRequest {
    /// The mailbox of the account.
    pub email: String,
    /// The code of step 1.
    #[oai(skip_serializing_if_is_none)]
    pub otp_code: Option<String>,
    /// The new password.
    #[oai(skip_serializing_if_is_none)]
    pub new_password: Option<String>,
    /// BCP 47 tag of the language the message is written in; the account's own where none is named.
    #[oai(skip_serializing_if_is_none)]
    pub locale: Option<String>,
}

impl Example for ForgotPasswordRequest {
    fn example() -> Self {
        Self { email: "ada@example.com".to_owned(), otp_code: None, new_password: None, locale: None }
    }
}

/// A step of a reset by e-mail, understood.
pub struct Forgetting(ResetAsk, Step);

impl Asked for Forgetting {
    type Printed = ForgotPasswordRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let (email, locale) = (fields.email("email"), fields.locale("locale"));
        let step = if fields.has("otp_code") || fields.has("new_password") {
            let (code, password) = (fields.code("otp_code"), fields.password("new_password"));
            code.zip(password).map(|(code, password)| Step::Finish(Evidence::Code(code), password, None))
        } else {
            Some(Step::Begin)
        };
        let who = Identifier::Email(email?);
        Some(Self(ResetAsk { who, phone: None, channel: Some(Channel::Email.into()), locale }, step?))
    }
}

impl From<Forgetting> for (ResetAsk, Step) {
    fn from(asked: Forgetting) -> Self {
        (asked.0, asked.1)
    }
}
