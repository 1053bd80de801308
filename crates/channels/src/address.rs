//! Where a code goes: a number or a mailbox, canonical from the moment it was read.

use crate::email::{EmailAddress, EmailFault};
use crate::phone::{PhoneFault, PhoneNumber};
use crate::region::Region;

/// A number or a mailbox. `Debug` masks it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Address {
    /// E.164.
    Phone(PhoneNumber),
    /// Lower case.
    Email(EmailAddress),
}

/// Neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// It was meant as a number.
    #[error(transparent)]
    Phone(#[from] PhoneFault),
    /// It was meant as a mailbox.
    #[error(transparent)]
    Email(#[from] EmailFault),
}

impl Address {
    /// Reads what a person typed: with an `@` a mailbox, otherwise a number.
    pub fn parse(typed: &str, default_region: Option<Region>) -> Result<Self, AddressFault> {
        if typed.contains('@') {
            Ok(Self::Email(EmailAddress::parse(typed)?))
        } else {
            Ok(Self::Phone(PhoneNumber::parse(typed, default_region)?))
        }
    }

    /// Reads back what was stored as `as_str`; nothing for any other text.
    pub fn stored(text: &str) -> Option<Self> {
        Self::parse(text, None).ok().filter(|address| address.as_str() == text)
    }

    /// Canonical.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Phone(number) => number.as_str(),
            Self::Email(mailbox) => mailbox.as_str(),
        }
    }

    /// For logs and for people who know it already.
    pub fn masked(&self) -> String {
        match self {
            Self::Phone(number) => number.masked(),
            Self::Email(mailbox) => mailbox.masked(),
        }
    }

    /// The country of a number.
    pub fn country(&self) -> Option<Region> {
        match self {
            Self::Phone(number) => number.country(),
            Self::Email(_) => None,
        }
    }

    /// The range of a number.
    pub fn range(&self) -> Option<&str> {
        match self {
            Self::Phone(number) => Some(number.range()),
            Self::Email(_) => None,
        }
    }
}

impl From<PhoneNumber> for Address {
    fn from(number: PhoneNumber) -> Self {
        Self::Phone(number)
    }
}

impl From<EmailAddress> for Address {
    fn from(mailbox: EmailAddress) -> Self {
        Self::Email(mailbox)
    }
}
