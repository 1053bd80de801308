//! The socket: what a provider must be able to do, and no more. Limits, wording, expiry and single use live elsewhere.

use std::time::{Duration, SystemTime};

use async_trait::async_trait;

use crate::address::Address;
use crate::channel::Channel;
use crate::code::Code;
use crate::error::{Failure, ProviderError};
use crate::finding::Finding;
use crate::locale::Locale;
use crate::message::{LOCALES, Message, Notice, Wording};
use crate::purpose::Purpose;
use crate::report::{Incoming, Report, ReportFault};

pub(crate) use crate::reference::{MessageId, Reference};

/// Whom to ask for a code, how, what for and in which language.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Where the code goes.
    pub to: Address,
    /// How.
    pub channel: Channel,
    /// What it will be worth.
    pub purpose: Purpose,
    /// The language the person reads.
    pub locale: Option<Locale>,
    /// What the message says besides; a hosted service has words of its own.
    pub wording: Option<Wording>,
    /// How long the code can still be typed, where that is not the usual time: a resend does not prolong it.
    pub life: Option<Duration>,
}

impl Ask {
    /// In the usual words of the usual language.
    pub fn plain(to: Address, channel: Channel, purpose: Purpose) -> Self {
        Self { to, channel, purpose, locale: None, wording: None, life: None }
    }
}

/// A provider took the request to send.
#[derive(Debug, Clone)]
pub struct Started {
    /// What it knows the verification by.
    pub reference: Reference,
    /// What it knows the message by, where it says so.
    pub message: Option<MessageId>,
    /// The channel really used.
    pub channel: Channel,
    /// The verification existed before this start, and is not the one that was to be sent again: its code may have been read for
    /// something else.
    pub repeated: bool,
}

/// What a provider says of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is the one.
    Right,
    /// It is not.
    Wrong,
    /// There is no such verification, or no more: expired, used, cancelled, out of tries.
    Gone,
}

/// What a provider says of a code when the verification is known by its address alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// It is the one of this verification.
    Right(Reference),
    /// It is not.
    Wrong,
    /// There is none, or only one that is older.
    Gone,
}

/// A hosted service that makes and checks codes.
#[async_trait]
pub trait Verifier: Send + Sync {
    /// Where repeats collide: starts for one station and address meet one verification at the provider. Empty is for codes
    /// made here: nothing collides, and every provider that carries them knows the codes of every other.
    fn station(&self, purpose: Purpose) -> String;

    /// A reference made before the start, where we make the code: the code of a start whose answer was lost still counts.
    fn draft(&self, _ask: &Ask) -> Option<Reference> {
        None
    }

    /// A well-formed reference that belongs to nobody.
    fn decoy(&self, ask: &Ask) -> Reference;

    /// Sends a code. `previous` is the live reference of a resend, or the draft: the code is repeated.
    async fn start(&self, ask: &Ask, previous: Option<&Reference>) -> Result<Started, ProviderError>;

    /// Whether a code is right.
    async fn check(&self, ask: &Ask, reference: &Reference, code: &Code) -> Result<Verdict, ProviderError>;

    /// Whether a code is right for the verification of this address, where the answer to the start at `since` was lost.
    /// One that is older than that does not count.
    async fn check_lost(&self, _ask: &Ask, _since: SystemTime, _code: &Code) -> Result<Found, ProviderError> {
        Ok(Found::Gone)
    }

    /// Ends a verification; one that is over already is a success.
    async fn cancel(&self, _ask: &Ask, _reference: &Reference) -> Result<(), ProviderError> {
        Ok(())
    }

    /// Whether `cancel` ends a verification. Where it does not, one that is alive is never met by a new one: its code would come again.
    fn can_cancel(&self) -> bool {
        true
    }

    /// Tells something that holds no code. `NotOffered` by whoever carries nothing but codes.
    async fn tell(
        &self,
        _to: &Address,
        _channel: Channel,
        _notice: Notice,
        _locale: Option<&Locale>,
    ) -> Result<(), ProviderError> {
        Err(ProviderError::new("none", Failure::NotOffered))
    }

    /// Tells the carrier that a code it carried was right, where that makes its routes better.
    async fn converted(&self, _message: &MessageId) -> Result<(), ProviderError> {
        Ok(())
    }

    /// What a delivery report says; its signature is checked first.
    fn reports(&self, _incoming: &Incoming) -> Result<Vec<Report>, ReportFault> {
        Err(ReportFault::NotOffered)
    }

    /// The languages its messages can be in (BCP 47); for any other it chooses.
    fn languages(&self) -> &'static [&'static str] {
        &LOCALES
    }

    /// What can be said of the set-up at the provider without sending anything.
    async fn examine(&self) -> Vec<Finding> {
        Vec::new()
    }
}

/// A plain carrier of messages.
#[async_trait]
pub trait Messenger: Send + Sync {
    /// Hands a message over: what the carrier knows it by, if it says so. An `Unknown` failure means that it may have been.
    async fn deliver(
        &self,
        to: &Address,
        channel: Channel,
        message: &Message,
    ) -> Result<Option<MessageId>, ProviderError>;

    /// Tells the carrier that the code of a message was right, where that makes its routes better.
    async fn converted(&self, _message: &MessageId) -> Result<(), ProviderError> {
        Ok(())
    }

    /// What a delivery report says; its signature is checked first.
    fn reports(&self, _incoming: &Incoming) -> Result<Vec<Report>, ReportFault> {
        Err(ReportFault::NotOffered)
    }

    /// What can be said of the set-up at the carrier without sending anything.
    async fn examine(&self) -> Vec<Finding> {
        Vec::new()
    }
}
