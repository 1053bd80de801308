//! One field at fault: which, why for a program, why for a person. Never the value that was sent.

use identity::{Field, PasswordFault};
use poem_openapi::{Enum, Object};

use super::Names;

/// Why a field was refused. Closed: a client may treat it as an enumeration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[oai(rename_all = "snake_case")]
pub enum FaultCode {
    /// The field is missing, null or empty.
    Required,
    /// Not of the JSON type it has to be, which is a string unless said otherwise.
    WrongType,
    /// More than one field of a group that allows one, or none of them where one must be there.
    ExactlyOneOf,
    /// None of the fields of a group.
    AtLeastOneOf,
    /// More than one field of a group that allows one or none.
    AtMostOneOf,
    /// Not a phone number that can be served.
    InvalidPhone,
    /// Not an e-mail address.
    InvalidEmail,
    /// Not one of the channels, or one that does not reach this kind of address.
    InvalidChannel,
    /// Not 4 to 10 digits, or no recovery code. No try was counted.
    MalformedCode,
    /// Not a token of this server.
    MalformedToken,
    /// Not a language tag such as `en` or `pt-BR`.
    InvalidLocale,
    /// Not a username.
    InvalidUsername,
    /// Not a name that can be kept.
    InvalidFullName,
    /// Not the identifier of an action.
    InvalidAction,
    /// Too many details, or too long, or not named as they must be.
    InvalidDetails,
    /// Control characters, where none belong.
    ControlCharacters,
    /// Shorter than allowed.
    TooShort,
    /// Longer than allowed.
    TooLong,
    /// One of the most common passwords.
    TooCommon,
    /// The password is a word of the account.
    ContextWord,
    /// Somebody else holds it.
    Taken,
}

/// One field at fault.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
pub struct FieldFault {
    /// The name of the field in the request body.
    pub field: String,
    /// Why, for a program to switch on.
    pub code: FaultCode,
    /// Why, for a person to read.
    pub message: String,
}

impl FieldFault {
    /// A fault of `field`.
    pub fn new(field: &'static str, code: FaultCode, message: impl Into<String>) -> Self {
        Self { field: field.into(), code, message: message.into() }
    }
}

/// Which rule a password broke.
pub(super) fn of_password(fault: &PasswordFault) -> FaultCode {
    match fault {
        PasswordFault::TooShort { .. } => FaultCode::TooShort,
        PasswordFault::TooLong => FaultCode::TooLong,
        PasswordFault::Common => FaultCode::TooCommon,
        PasswordFault::ContextWord => FaultCode::ContextWord,
    }
}

/// The sentence for an identifier that somebody else holds.
pub(super) fn of_taken(field: Field, names: Names) -> FieldFault {
    let (name, message) = match field {
        Field::Email => ("email", "This e-mail address is already registered."),
        Field::Phone => (names.phone, "This phone number is already registered."),
        Field::Username => ("username", "This username is already taken."),
    };
    FieldFault::new(name, FaultCode::Taken, message)
}
