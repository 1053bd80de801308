//! Plain words about a person: names, identifiers, what of a user leaves this floor. No storage, no flow.

use std::fmt;

use channels::{Address, Channel, EmailAddress, Locale, PhoneNumber};

use crate::clock::Timestamp;

/// The role of the number that serves login and reset.
pub const CORE_ROLE: &str = "core";

/// A user as they see themselves.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Never reused.
    pub id: i64,
    /// Mailbox, proven or claimed.
    pub email: Option<String>,
    /// Whether somebody who could read that mailbox proved it.
    pub email_verified: bool,
    /// Every proven number.
    pub phones: Vec<ProvenPhone>,
    /// As typed at registration.
    pub username: Option<String>,
    /// As typed.
    pub full_name: Option<String>,
    /// BCP 47.
    pub locale: Option<String>,
    /// When the account was made.
    pub created_at: Timestamp,
    /// Set by an operator; such an account signs in nowhere.
    pub disabled: bool,
    /// The channel of the second factor, where signing in needs one.
    pub second_factor: Option<Channel>,
    /// Until when the name of an account is kept that waits for its first code; none once it was activated.
    pub waits_until: Option<Timestamp>,
}

impl Profile {
    /// The number that serves login and reset.
    pub fn core_phone(&self) -> Option<&ProvenPhone> {
        self.phones.iter().find(|phone| phone.role == CORE_ROLE)
    }

    /// The language they read, if they said.
    pub(crate) fn language(&self) -> Option<Locale> {
        self.locale.as_deref().and_then(|tag| Locale::parse(tag).ok())
    }

    /// Words about this person that are no password.
    pub(crate) fn context_words(&self) -> Vec<&str> {
        let mut words: Vec<&str> = Vec::new();
        words.extend(self.email.as_deref());
        words.extend(self.username.as_deref());
        words.extend(self.phones.iter().map(|phone| phone.number.as_str()));
        words
    }

    /// The mailbox, if it was proven.
    pub(crate) fn proven_mailbox(&self) -> Option<Address> {
        self.email.as_deref().filter(|_| self.email_verified).and_then(Address::stored)
    }

    /// Where the codes of the second factor go.
    pub(crate) fn second_factor_address(&self) -> Option<Address> {
        self.second_factor.and_then(|channel| self.proven_address(channel))
    }

    /// The number for login and reset, and the mailbox; only what was proven.
    pub(crate) fn proven_addresses(&self) -> Vec<Address> {
        [Channel::Sms, Channel::Email]
            .into_iter()
            .filter_map(|channel| self.proven_address(channel))
            .collect()
    }

    /// Where a code goes by this channel: the number for login and reset, or the mailbox; only what was proven.
    pub(crate) fn proven_address(&self, channel: Channel) -> Option<Address> {
        match channel {
            Channel::Email => self.proven_mailbox(),
            Channel::Sms | Channel::WhatsApp | Channel::Call => {
                self.core_phone().and_then(|phone| Address::stored(&phone.number))
            }
        }
    }
}

/// What a number is for: 1 to 32 of `a-z 0-9 _ -`, beginning with a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role(String);

impl Role {
    /// Reads a role; nothing for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=32).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(&b))
            && text.as_bytes()[0].is_ascii_lowercase();
        fits.then(|| Self(text.to_owned()))
    }

    /// The roles of a server that was told nothing else.
    pub fn usual() -> Vec<Self> {
        [CORE_ROLE, "riders"].map(|role| Self(role.to_owned())).to_vec()
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether numbers of this role serve login and reset.
    pub fn is_core(&self) -> bool {
        self.0 == CORE_ROLE
    }
}

/// A number somebody proved to hold.
#[derive(Debug, Clone)]
pub struct ProvenPhone {
    /// What the number is for; `core` serves login and reset.
    pub role: String,
    /// E.164.
    pub number: String,
    /// When it was proven last.
    pub verified_at: Timestamp,
}

/// What is unique among users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The mailbox.
    Email,
    /// The number.
    Phone,
    /// The chosen name.
    Username,
}

impl Field {
    /// The name of the field in a request.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Username => "username",
        }
    }
}

/// How a person says who they are at login.
#[derive(Debug, Clone)]
pub enum Identifier {
    /// A mailbox, proven or claimed.
    Email(EmailAddress),
    /// A proven number of role `core`.
    Phone(PhoneNumber),
    /// A chosen name.
    Username(Username),
}

impl Identifier {
    /// What kind of name it is.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Email(_) => "email",
            Self::Phone(_) => "phone",
            Self::Username(_) => "username",
        }
    }

    /// As compared; a username as typed.
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Email(email) => email.as_str(),
            Self::Phone(phone) => phone.as_str(),
            Self::Username(name) => name.as_str(),
        }
    }

    /// One text for one identity, whatever its kind; keys the limits.
    pub(crate) fn key(&self) -> String {
        match self {
            Self::Email(email) => format!("email:{}", email.as_str()),
            Self::Phone(phone) => format!("phone:{}", phone.as_str()),
            Self::Username(name) => format!("username:{}", name.key()),
        }
    }
}

/// A chosen name: 3 to 32 of `A-Z a-z 0-9 . _ -`, beginning with a letter or a digit; compared without regard to case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Username(String);

/// Not a username.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "Invalid username: use 3 to 32 letters, digits, dots, hyphens or underscores, beginning with a letter or digit"
)]
pub struct UsernameFault;

impl Username {
    /// Reads what a person typed.
    pub fn parse(typed: &str) -> Result<Self, UsernameFault> {
        let fits = (3..=32).contains(&typed.len())
            && typed.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
            && typed.as_bytes()[0].is_ascii_alphanumeric();
        if fits { Ok(Self(typed.to_owned())) } else { Err(UsernameFault) }
    }

    /// As typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As compared.
    pub(crate) fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

/// A person's name: 1 to 100 characters, no control characters.
#[derive(Clone, PartialEq, Eq)]
pub struct FullName(String);

/// Not a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Invalid name: use 1 to 100 characters, one of them a letter, no control characters")]
pub struct FullNameFault;

impl FullName {
    /// Reads what a person typed; spaces around it are dropped.
    pub fn parse(typed: &str) -> Result<Self, FullNameFault> {
        let typed = typed.trim();
        // a letter, so that it is not made of invisible characters alone
        let fits = (1..=100).contains(&typed.chars().count())
            && typed.chars().any(char::is_alphabetic)
            && !typed.chars().any(char::is_control);
        if fits { Ok(Self(typed.to_owned())) } else { Err(FullNameFault) }
    }

    /// As typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for FullName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FullName(…)")
    }
}
