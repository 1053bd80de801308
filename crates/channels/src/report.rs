//! What a provider reports of a message after it took it, as it arrives and as it is understood.

use std::fmt;
use std::str::FromStr;

use crate::verifier::MessageId;

/// A report as it came over HTTP, before anybody believes it. `Debug` shows nothing of it.
pub struct Incoming {
    /// The query of the URL, without the question mark.
    pub query: Option<String>,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
}

impl Incoming {
    /// The first header of this name, in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Incoming(…)")
    }
}

/// Why a report is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReportFault {
    /// This provider reports nothing here, or there is no such provider.
    #[error("no reports are taken from this provider")]
    NotOffered,
    /// The signature is missing or wrong.
    #[error("the signature is not right")]
    Forged,
    /// It was signed and cannot be read.
    #[error("the report cannot be read")]
    Unreadable,
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Which.
    pub message: MessageId,
    /// What became of it.
    pub delivery: Delivery,
    /// The provider's own error code, for the log.
    pub code: Option<u32>,
}

/// How far a message got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// It left the provider.
    Sent,
    /// It arrived.
    Delivered,
    /// It will not arrive.
    Failed(Undelivered),
}

/// Why a message did not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Undelivered {
    /// The telephone is off, out of reach, or no longer in service.
    Unreachable,
    /// There is nobody at this address, or it takes no such messages: a fixed line, a mailbox that does not exist.
    NoSuchAddress,
    /// The person asked not to get messages.
    OptedOut,
    /// A carrier or a filter held it back.
    Blocked,
    /// It came too late, and was dropped.
    Expired,
    /// The provider could not: its sender, its account, its network.
    ProviderFault,
    /// Nobody says why.
    Unknown,
}

/// Not the name of a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown reason")]
pub struct UndeliveredFault;

impl Undelivered {
    /// Every one.
    pub const ALL: [Self; 7] = [
        Self::Unreachable,
        Self::NoSuchAddress,
        Self::OptedOut,
        Self::Blocked,
        Self::Expired,
        Self::ProviderFault,
        Self::Unknown,
    ];

    /// Its name on the wire, in figures and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::NoSuchAddress => "no_such_address",
            Self::OptedOut => "opted_out",
            Self::Blocked => "blocked",
            Self::Expired => "expired",
            Self::ProviderFault => "provider_fault",
            Self::Unknown => "unknown",
        }
    }
}

impl FromStr for Undelivered {
    type Err = UndeliveredFault;

    fn from_str(text: &str) -> Result<Self, UndeliveredFault> {
        Self::ALL.into_iter().find(|one| one.as_str() == text).ok_or(UndeliveredFault)
    }
}
