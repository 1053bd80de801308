//! What providers fail with, in the caller's words: a handful of outcomes, never one per provider.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::http::Reply;
use crate::reference::Reference;

/// What a failure means for the message and for who may try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Failure {
    /// The channel is not set up at the provider, or nobody serves it here. Nothing was sent.
    NotOffered,
    /// The provider refuses the address. Nothing was sent.
    Undeliverable,
    /// A fixed line that takes no text messages; a call may reach it. Nothing was sent.
    Landline,
    /// The country or number range is blocked. Nothing was sent.
    Blocked,
    /// Too much at once; it was not processed and may be asked again.
    Busy,
    /// The provider's quota for this address is used up until the verification ends.
    Exhausted,
    /// Our credentials or our set-up at the provider are wrong. Nothing was sent.
    Denied,
    /// No connection: nothing left this machine.
    Unreachable,
    /// Bytes may have left and no usable answer came back: a message may or may not arrive.
    Unknown,
}

/// Not the name of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown failure")]
pub struct FailureFault;

impl Failure {
    /// Every one.
    pub const ALL: [Self; 9] = [
        Self::NotOffered,
        Self::Undeliverable,
        Self::Landline,
        Self::Blocked,
        Self::Busy,
        Self::Exhausted,
        Self::Denied,
        Self::Unreachable,
        Self::Unknown,
    ];

    /// Its name in logs, figures and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotOffered => "not_offered",
            Self::Undeliverable => "undeliverable",
            Self::Landline => "landline",
            Self::Blocked => "blocked",
            Self::Busy => "busy",
            Self::Exhausted => "exhausted",
            Self::Denied => "denied",
            Self::Unreachable => "unreachable",
            Self::Unknown => "unknown",
        }
    }

    /// What an HTTP status alone means of something that was asked for. A 408 was given up on in the middle: what was sent may
    /// have been processed.
    pub const fn of_status(status: u16) -> Self {
        match status {
            429 => Self::Busy,
            400 | 422 => Self::Undeliverable,
            408 => Self::Unknown,
            401..=499 => Self::Denied,
            _ => Self::Unknown,
        }
    }
}

impl FromStr for Failure {
    type Err = FailureFault;

    fn from_str(text: &str) -> Result<Self, FailureFault> {
        Self::ALL.into_iter().find(|one| one.as_str() == text).ok_or(FailureFault)
    }
}

/// A provider did not do as asked. Holds no address, no code and no text of the provider, so that it can be logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderError {
    /// Who.
    pub provider: String,
    /// What it means.
    pub failure: Failure,
    /// The HTTP status, where there was one.
    pub status: Option<u16>,
    /// The provider's own error code.
    pub code: Option<u32>,
    /// The provider's id of the request, for its support.
    pub request_id: Option<String>,
    /// When to ask again, where the provider said.
    pub retry_after: Option<Duration>,
    /// What runs there for this address, where that is why: nothing was sent.
    pub running: Option<Reference>,
}

impl ProviderError {
    /// A failure with nothing to say about it.
    pub fn new(provider: &str, failure: Failure) -> Self {
        Self {
            provider: provider.to_owned(),
            failure,
            status: None,
            code: None,
            request_id: None,
            retry_after: None,
            running: None,
        }
    }

    /// A failure as an answer tells it: its status, and when to ask again.
    pub fn of_reply(provider: &str, failure: Failure, reply: &Reply) -> Self {
        let (status, retry_after) = (Some(reply.status), reply.retry_after());
        Self { status, retry_after, ..Self::new(provider, failure) }
    }

    /// Asked, and no answer within the time that was left.
    pub fn unanswered(provider: &str) -> Self {
        Self::new(provider, Failure::Unknown)
    }

    /// Whether the provider certainly did not process the request.
    pub fn is_certainly_unasked(&self) -> bool {
        self.failure != Failure::Unknown
    }
}

impl fmt::Display for ProviderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.provider, self.failure.as_str())?;
        if let Some(status) = self.status {
            write!(f, ", HTTP {status}")?;
        }
        if let Some(code) = self.code {
            write!(f, ", error {code}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ProviderError {}
