//! A send before anything is spent, and what the database decided about it. Plain words; `sends` writes them.

use std::time::Duration;

use channels::{Channel, ChannelWish, Locale, Purpose, Reference, Route};

use super::turns::Ticket;
use crate::challenge::{Challenge, State};
use crate::clock::Timestamp;
use crate::limits::{Counter, Limit};

/// A send, before anything is spent.
#[derive(Debug, Clone)]
pub(crate) struct Reservation {
    pub(crate) purpose: Purpose,
    /// Canonical, or a name that no address can have for a decoy.
    pub(crate) address: String,
    /// What else the challenge is bound to; empty for strangers.
    pub(crate) subject: String,
    pub(crate) user: Option<i64>,
    pub(crate) channel: Channel,
    /// What the request named.
    pub(crate) wish: ChannelWish,
    pub(crate) locale: Option<Locale>,
    /// Who may carry it, in the order to try; never empty.
    pub(crate) routes: Vec<Route>,
    /// Nothing will be sent.
    pub(crate) decoy: bool,
    pub(crate) country: Option<String>,
    pub(crate) range: Option<String>,
    pub(crate) caller: String,
    /// Limits the caller may learn of.
    pub(crate) told: Vec<Counter>,
    /// Limits that act in silence.
    pub(crate) silent: Vec<Counter>,
    pub(crate) hold: Hold,
    pub(crate) resend: Duration,
    pub(crate) ttl: Duration,
    pub(crate) max_attempts: u32,
    /// How long the provider may take before the sender is taken for dead.
    pub(crate) patience: Duration,
}

impl Reservation {
    /// Who is asked first.
    pub(super) fn first(&self) -> Place<'_> {
        self.routes.first().map_or(Place::NOBODY, Place::of)
    }

    /// Who is asked for a challenge that is pending: whoever began it, if they still serve the channel; then whoever knows its
    /// code, and then the first.
    pub(super) fn place_for(&self, pending: Option<&Challenge>) -> Place<'_> {
        let place =
            |fits: &dyn Fn(&Place<'_>) -> bool| self.routes.iter().map(Place::of).find(|place| fits(place));
        pending
            .and_then(|row| place(&|place| place.is_of(row)).or_else(|| place(&|place| place.knows(row))))
            .unwrap_or_else(|| self.first())
    }

    /// Where nobody may notice which ways there are to an account, no send of `auto` continues the one before: it might have
    /// gone to another address, and times and tries would tell.
    pub(super) fn always_begins_anew(&self) -> bool {
        self.wish == ChannelWish::Auto && self.hold == Hold::ByTimeAlone
    }

    /// The challenge that begins with this send.
    pub(super) fn begun(&self, id: i64, place: Place<'_>, silenced: bool, now: Timestamp) -> Challenge {
        Challenge {
            id,
            purpose: self.purpose,
            address: self.address.clone(),
            subject: self.subject.clone(),
            user: self.user,
            channel: self.channel,
            asked: Some(self.wish),
            provider: place.provider.to_owned(),
            station: place.station.to_owned(),
            reference: place.draft.cloned(),
            message: None,
            decoy: self.decoy || silenced,
            state: State::Sending,
            outcome: None,
            sends: 1,
            attempts: 0,
            stranger_attempts: 0,
            settled: 0,
            gone: 0,
            guessed_at: Timestamp::from_millis(0),
            askers: self.caller.clone(),
            sent_at: now,
            resend_at: now.plus(self.resend),
            expires_at: now.plus(self.ttl),
            sending_until: now.plus(self.patience),
            approved_at: None,
            proof_expires_at: None,
            code_digest: None,
            leg: None,
        }
    }
}

/// Whom a send goes to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'r> {
    pub(crate) provider: &'r str,
    pub(crate) station: &'r str,
    /// The reference a new challenge begins with, where one is made before the start.
    pub(crate) draft: Option<&'r Reference>,
    /// Whether what is alive there can be ended.
    pub(crate) cancels: bool,
}

impl<'r> Place<'r> {
    const NOBODY: Place<'static> = Place { provider: "none", station: "", draft: None, cancels: true };

    pub(crate) fn of(route: &'r Route) -> Self {
        let Route { provider, station, draft, cancels, .. } = route;
        Self { provider, station, draft: draft.as_ref(), cancels: *cancels }
    }

    fn is_of(&self, row: &Challenge) -> bool {
        self.provider == row.provider && self.station == row.station
    }

    /// Whether the code of this challenge can be sent again from here: codes made here are known wherever such are carried.
    pub(super) fn knows(&self, row: &Challenge) -> bool {
        self.station == row.station && (self.station.is_empty() || self.provider == row.provider)
    }
}

/// What holds back a second send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// A pending code, until the resend time. A send in flight is waited for.
    WhilePending,
    /// The resend time alone, whatever became of the send: the caller must not learn it.
    ByTimeAlone,
}

/// What the transaction decided.
#[derive(Debug)]
pub(crate) enum Reserved {
    /// A pending code answers this request; nothing was charged.
    Held(Box<Challenge>),
    /// Another request is sending this very code at this moment: its challenge.
    InFlight(i64),
    /// A limit says no; nothing was charged.
    Limited(Limit, Duration),
    /// Ours to send.
    Ours(Box<Job>),
}

/// A reserved send.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) challenge: Challenge,
    /// The challenge was open before.
    pub(crate) continues: bool,
    /// Nothing of it is alive at the provider: predecessors are cancelled first, and a repeat of theirs does not count.
    pub(crate) fresh: bool,
    /// A silent limit said no: nothing may be sent, and nobody may notice.
    pub(crate) silenced: bool,
    /// Sends for this station and address that were reserved before this one and are under way: theirs is the turn.
    pub(crate) waits_for: Vec<Ticket>,
    /// What may still be alive at the provider for this address, newest first.
    pub(crate) ancestors: Vec<Challenge>,
    /// The challenge of the same key whose place it took, as it was: whoever asked knows that it may be answered no more.
    pub(crate) replaced: Option<Box<Challenge>>,
}
