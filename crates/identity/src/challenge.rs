//! A challenge: somebody was asked to show that they hold an address. The only memory of a code.
//! Plain words; what happens to a challenge is decided in `otp` and written by `store`.

use std::time::Duration;

use channels::{Channel, ChannelWish, MessageId, Purpose, Receipt, Reference};

use crate::clock::Timestamp;
use crate::rules::STRANGERS_GUESSES;

/// Where a challenge is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// A provider is being asked, or the process died while it was.
    Sending,
    /// A code may be typed.
    Open,
    /// The code was right; the proof waits for its flow.
    Approved,
    /// The proof was used.
    Spent,
    /// Over, for the reason in `outcome`.
    Closed,
}

impl State {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Sending => "sending",
            Self::Open => "open",
            Self::Approved => "approved",
            Self::Spent => "spent",
            Self::Closed => "closed",
        }
    }

    pub(crate) fn read(text: &str) -> Self {
        match text {
            "sending" => Self::Sending,
            "open" => Self::Open,
            "approved" => Self::Approved,
            "spent" => Self::Spent,
            _ => Self::Closed,
        }
    }
}

/// Why a challenge ended, or what is odd about an open one.
pub(crate) mod outcome {
    /// The provider's answer to the start was lost; a code may still arrive.
    pub(crate) const LOST: &str = "lost";
    /// It was not its turn yet: the provider was not asked.
    pub(crate) const WAITING: &str = "waiting";
    /// The start certainly failed; the failure's name follows.
    pub(crate) const FAILED: &str = "failed:";
    /// The provider knows it no more.
    pub(crate) const GONE: &str = "gone";
    /// Another send took its place at the provider. Open all the same where nobody may notice.
    pub(crate) const SUPERSEDED: &str = "superseded";
    /// A newer challenge of the same key took its place.
    pub(crate) const REPLACED: &str = "replaced";
    /// A new password ended it, or an address that is no longer the account's.
    pub(crate) const VOIDED: &str = "voided";
}

/// One row, typed.
#[derive(Debug, Clone)]
pub(crate) struct Challenge {
    pub(crate) id: i64,
    pub(crate) purpose: Purpose,
    pub(crate) address: String,
    pub(crate) subject: String,
    pub(crate) user: Option<i64>,
    pub(crate) channel: Channel,
    /// What the latest request named, if that is another: a channel that turned out not to reach the address, or none.
    pub(crate) asked: Option<ChannelWish>,
    pub(crate) provider: String,
    pub(crate) station: String,
    pub(crate) reference: Option<Reference>,
    /// What the provider knows the latest message by.
    pub(crate) message: Option<MessageId>,
    pub(crate) decoy: bool,
    pub(crate) state: State,
    pub(crate) outcome: Option<String>,
    pub(crate) sends: i32,
    pub(crate) attempts: i32,
    pub(crate) stranger_attempts: i32,
    pub(crate) settled: i32,
    pub(crate) gone: i32,
    /// When a guess was counted last; the epoch before the first.
    pub(crate) guessed_at: Timestamp,
    pub(crate) askers: String,
    pub(crate) sent_at: Timestamp,
    pub(crate) resend_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    pub(crate) sending_until: Timestamp,
    pub(crate) approved_at: Option<Timestamp>,
    pub(crate) proof_expires_at: Option<Timestamp>,
    pub(crate) code_digest: Option<String>,
    /// Of the latest send that left, or may have; none before there was one.
    pub(crate) leg: Option<Leg>,
}

/// The way a code took: a resend by another channel or provider is another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Leg {
    pub(crate) channel: Channel,
    pub(crate) provider: String,
}

impl Challenge {
    /// Sending or open: the one challenge of its key that can still be answered, unless time or tries are up.
    pub(crate) fn is_live(&self) -> bool {
        matches!(self.state, State::Sending | State::Open)
    }

    /// A provider is being asked at this moment, and the answer decides. Past `sending_until` the asker is taken for dead and
    /// the answer for lost.
    pub(crate) fn is_in_flight(&self, now: Timestamp) -> bool {
        self.state == State::Sending && self.is_under_way(now)
    }

    /// The process died while a provider was asked, or could not write the answer down: it is taken for lost.
    pub(crate) fn is_abandoned(&self, now: Timestamp) -> bool {
        self.state == State::Sending && !self.is_under_way(now)
    }

    /// Whoever asked must not learn what became of it, for it would tell whose address it went to.
    pub(crate) fn is_unseen(&self) -> bool {
        matches!(self.purpose, Purpose::Reset | Purpose::Login)
    }

    /// No code can be right for it: nothing was sent, though it is open because nobody may notice, or because it waits.
    /// Without a reference, only a send that is under way or was lost may have made a verification.
    pub(crate) fn is_unsent(&self) -> bool {
        let asked = self.state == State::Sending && self.outcome.is_none();
        self.reference.is_none() && !asked && !self.is_lost()
    }

    /// The answer to a start was lost: a code may still arrive.
    pub(crate) fn is_lost(&self) -> bool {
        self.outcome.as_deref() == Some(outcome::LOST)
    }

    /// Its first send waits for others.
    pub(crate) fn is_waiting(&self) -> bool {
        self.outcome.as_deref() == Some(outcome::WAITING)
    }

    /// Another send took its place at the provider. If it is open all the same, nobody may notice, and no code is right for it.
    pub(crate) fn is_superseded(&self) -> bool {
        self.outcome.as_deref() == Some(outcome::SUPERSEDED)
    }

    /// A provider is being asked at this moment, whatever became of the challenge meanwhile.
    pub(crate) fn is_under_way(&self, now: Timestamp) -> bool {
        self.sending_until > now
    }

    /// Sending or open, and its time is not over.
    pub(crate) fn is_current(&self, now: Timestamp) -> bool {
        self.is_live() && self.expires_at > now
    }

    /// Whether a code typed now could be right.
    pub(crate) fn is_answerable(&self, now: Timestamp, max_attempts: u32) -> bool {
        self.is_current(now) && self.attempts < signed(max_attempts)
    }

    /// Whether this request is the one that was just answered, asked again.
    pub(crate) fn is_asked_again(&self, channel: Channel, wish: ChannelWish) -> bool {
        wish == ChannelWish::Auto || self.channel == channel || self.asked == Some(wish)
    }

    /// The way its code took last; the one it is about to take, where it was quicker than the answer to its send.
    pub(crate) fn way(&self) -> (Channel, &str) {
        let own = (self.channel, self.provider.as_str());
        self.leg.as_ref().map_or(own, |leg| (leg.channel, &leg.provider))
    }

    /// Whether its proof can be used now.
    pub(crate) fn is_proven(&self, now: Timestamp) -> bool {
        self.state == State::Approved && self.proof_expires_at.is_some_and(|end| end > now)
    }

    /// Whether this caller may guess: those who asked for the code, and strangers for a part of its tries.
    pub(crate) fn admits_guess_of(&self, caller: &str) -> bool {
        !self.is_stranger(caller) || self.stranger_attempts < signed(STRANGERS_GUESSES)
    }

    /// Whether this caller never asked for the code.
    pub(crate) fn is_stranger(&self, caller: &str) -> bool {
        !self.askers.split(' ').any(|asker| asker == caller)
    }

    /// Whether this caller was the first to ask.
    pub(crate) fn was_begun_by(&self, caller: &str) -> bool {
        self.askers.split(' ').next() == Some(caller)
    }

    /// The callers who asked, with one more; the first and the latest four are kept.
    pub(crate) fn askers_with(&self, caller: &str) -> String {
        if !self.is_stranger(caller) {
            return self.askers.clone();
        }
        let mut askers: Vec<&str> = self.askers.split(' ').collect();
        if askers.len() >= 5 {
            askers.remove(1);
        }
        askers.push(caller);
        askers.join(" ")
    }

    /// Guesses counted that may still turn out to be no wrong ones.
    pub(crate) fn has_open_guesses(&self, now: Timestamp) -> bool {
        self.attempts > self.settled && self.has_live_guesses(now)
    }

    /// Guesses counted that the provider has not answered yet, not even with "gone".
    pub(crate) fn has_unanswered_guesses(&self, now: Timestamp) -> bool {
        self.attempts > self.settled.saturating_add(self.gone) && self.has_live_guesses(now)
    }

    /// Past this the process that counted a guess is taken for dead.
    fn has_live_guesses(&self, now: Timestamp) -> bool {
        self.guessed_at.plus(GUESS_PATIENCE) > now
    }

    /// What the provider knows it by, if its answer was not lost.
    pub(crate) fn receipt(&self) -> Option<Receipt> {
        self.reference.clone().map(|reference| Receipt {
            provider: self.provider.clone(),
            station: self.station.clone(),
            reference,
        })
    }
}

/// A guess whose answer was not written down after this long never will be: longer than a provider and the database may take.
const GUESS_PATIENCE: Duration = Duration::from_secs(8);

pub(crate) fn signed(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
