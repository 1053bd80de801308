//! What a code is asked for. A code for one purpose is worth nothing for another.

use std::fmt;
use std::str::FromStr;

/// What somebody will be allowed to do once they typed the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Purpose {
    /// Show that an address is theirs: send, verify, register, set e-mail.
    ProveAddress,
    /// Sign in without a password.
    Login,
    /// Sign in with a second factor.
    SecondFactor,
    /// Set a new password.
    Reset,
    /// Add or change the number of their account.
    Phone,
    /// Finish a registration that began without a code.
    Activate,
    /// Confirm one operation.
    Confirm,
}

/// Not a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown purpose")]
pub struct PurposeFault;

impl Purpose {
    /// Every one.
    pub const ALL: [Self; 7] = [
        Self::ProveAddress,
        Self::Login,
        Self::SecondFactor,
        Self::Reset,
        Self::Phone,
        Self::Activate,
        Self::Confirm,
    ];

    /// Its name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ProveAddress => "prove_address",
            Self::Login => "login",
            Self::SecondFactor => "second_factor",
            Self::Reset => "reset",
            Self::Phone => "phone",
            Self::Activate => "activate",
            Self::Confirm => "confirm",
        }
    }

    /// The ending of `TWILIO_VERIFY_SERVICE_SID_…` that may give it a Service of its own.
    pub const fn service_suffix(self) -> Option<&'static str> {
        match self {
            Self::Reset => Some("RESET"),
            Self::Login | Self::SecondFactor => Some("LOGIN"),
            Self::Phone => Some("PHONE"),
            Self::ProveAddress | Self::Activate | Self::Confirm => None,
        }
    }
}

impl FromStr for Purpose {
    type Err = PurposeFault;

    fn from_str(text: &str) -> Result<Self, PurposeFault> {
        Self::ALL.into_iter().find(|one| one.as_str() == text).ok_or(PurposeFault)
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
