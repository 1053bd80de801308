//! The bodies of what a signed-in person does to their account: what the document prints, and what is read.

use channels::Locale;
use identity::{FullName, Password};
use poem_openapi::{Object, types::Example};

use crate::body::{Asked, Fields};

/// What a person says about themselves.
#[derive(Object)]
#[oai(example)]
pub struct UpdateMeRequest {
    /// The person's name.
    #[oai(skip_serializing_if_is_none)]
    pub full_name: Option<String>,
    /// The person's language, for example `en` or `pt-BR`.
    #[oai(skip_serializing_if_is_none)]
    pub locale: Option<String>,
}

impl Example for UpdateMeRequest {
    fn example() -> Self {
        Self { full_name: Some("Ada Example".to_owned()), locale: Some("en".to_owned()) }
    }
}

/// What a person says about themselves, understood.
pub struct Describing {
    /// Their name, if it shall be another.
    pub full_name: Option<FullName>,
    /// Their language, if it shall be another.
    pub locale: Option<Locale>,
}

impl Asked for Describing {
    type Printed = UpdateMeRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        Some(Self { full_name: fields.full_name("full_name"), locale: fields.locale("locale") })
    }
}

/// What stands for a recent sign-in.
#[derive(Object)]
#[oai(example)]
pub struct DeleteMeRequest {
    /// The password; needed where the sign-in is older than 15 minutes.
    #[oai(skip_serializing_if_is_none)]
    pub password: Option<String>,
}

impl Example for DeleteMeRequest {
    fn example() -> Self {
        Self { password: Some("correct horse battery".to_owned()) }
    }
}

/// What stands for a recent sign-in, understood.
pub struct Leaving {
    /// The password, if it was sent.
    pub password: Option<Password>,
}

impl Asked for Leaving {
    type Printed = DeleteMeRequest;
    const REQUIRED: bool = false;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        Some(Self { password: fields.password_if_given("password") })
    }
}

/// A password for another.
#[derive(Object)]
#[oai(example)]
pub struct ChangePasswordRequest {
    /// The password as it is.
    pub current_password: String,
    /// The password as it shall be: at least 8 characters by default, at most 128.
    pub new_password: String,
}

impl Example for ChangePasswordRequest {
    fn example() -> Self {
        Self {
            current_password: "correct horse battery".to_owned(),
            new_password: "a better battery staple".to_owned(),
        }
    }
}

/// A password for another, understood.
pub struct NewPassword {
    /// As it is.
    pub current: Password,
    /// As it shall be.
    pub new: Password,
}

impl Asked for NewPassword {
    type Printed = ChangePasswordRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let (current, new) = (fields.password("current_password"), fields.password("new_password"));
        Some(Self { current: current?, new: new? })
    }
}
