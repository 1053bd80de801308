//! A send from the wish to the answer: reserve, start, tell. How a provider is asked is in `start`.

use std::time::Duration;

use channels::{Address, Ask, Channel, ChannelWish, Failure, Purpose};

use super::{LOOK_AGAIN, Otp, Rung, Sent};
use crate::caller::Caller;
use crate::challenge::{Challenge, State, outcome};
use crate::journal;
use crate::limits::{Counter, Limit};
use crate::refusal::Refusal;
use crate::store::{Charged, Hold, Job, Reservation, Reserved};

/// What somebody wants sent, and what it is bound to.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    pub(crate) ask: Ask,
    /// What else the challenge is bound to: user, registration or typed identifier; empty for strangers.
    pub(crate) subject: String,
    pub(crate) user: Option<i64>,
    /// Where the caller must not learn the address: what they typed. Limits they are told of count by it.
    pub(crate) typed: Option<String>,
    /// Where no channel was named: what may be used, in this order; empty where one was.
    pub(crate) ladder: Vec<Rung>,
    /// There is nobody to send to, and the caller must not notice. `ask.to` is only a stand-in then.
    pub(crate) decoy: bool,
}

impl Wish {
    /// A stranger proves an address.
    pub(crate) fn of_stranger(ask: Ask) -> Self {
        Self { ask, subject: String::new(), user: None, typed: None, ladder: Vec::new(), decoy: false }
    }

    /// What was named.
    pub(super) fn channel_wish(&self) -> ChannelWish {
        if self.ladder.is_empty() { self.ask.channel.into() } else { ChannelWish::Auto }
    }

    /// What the challenge's row is found by.
    pub(super) fn address(&self) -> String {
        self.address_at(self.ask.channel, &self.ask.to)
    }

    /// The same for another rung.
    pub(super) fn address_at(&self, channel: Channel, to: &Address) -> String {
        if self.decoy { decoy_address(&self.subject, channel) } else { to.as_str().to_owned() }
    }

    pub(super) fn hold(&self) -> Hold {
        if self.typed.is_some() { Hold::ByTimeAlone } else { Hold::WhilePending }
    }
}

/// A name no address can have; mailboxes and numbers of one subject are apart, as they are for real accounts.
fn decoy_address(subject: &str, channel: Channel) -> String {
    let kind = if channel == Channel::Email { "mailbox" } else { "number" };
    format!("decoy {kind} {subject}")
}

/// A send in flight whose sender died is taken for lost after this long: longer than a provider and the database may take,
/// shorter than a request waits for its answer.
pub(super) const SENDER_PATIENCE: Duration = Duration::from_secs(8);

/// A provider that just failed is not asked again for one challenge before this has passed.
const BREATH: Duration = Duration::from_secs(5);

/// More work than this under way is a provider or a database that does not keep up.
const MOST_UNDER_WAY: usize = 4096;

impl Otp {
    /// Sends and waits for the provider's answer.
    pub(super) async fn send_openly(&self, wish: &Wish, by: &Caller) -> Result<Sent, Refusal> {
        match self.reserve(wish, by).await? {
            Reserved::Held(pending) => Ok(told(&pending, pending.channel, wish, by, false)),
            Reserved::InFlight(id) => Box::pin(self.share(id, wish, by)).await,
            Reserved::Limited(limit, wait) => Err(limited(limit, wish, by, wait)),
            Reserved::Ours(job) => self.start(*job, wish, by).await,
        }
    }

    /// Sends without letting the caller notice whether anything was: the answer is the same, and leaves at the same time.
    pub(crate) async fn send_unseen(&self, wish: Wish, by: &Caller) -> Result<Sent, Refusal> {
        // these are answered before they are done, so nothing else bounds them
        if self.0.tasks.under_way() > MOST_UNDER_WAY {
            return Err(Refusal::unavailable());
        }
        let (this, by) = (self.clone(), by.clone());
        let reserved = self.0.tasks.run(async move {
            let wish = this.on_its_rung(wish).await?;
            let channel = wish.ask.channel;
            match this.reserve(&wish, &by).await? {
                Reserved::Held(pending) => {
                    let sent = told(&pending, channel, &wish, &by, false);
                    if failed_before(&pending) && pending.sent_at.plus(BREATH) <= this.now() {
                        let again = this.clone();
                        drop(this.0.tasks.run(async move { again.restart(*pending, &wish, &by).await }));
                    }
                    Ok(sent)
                }
                Reserved::Limited(limit, wait) => Err(limited(limit, &wish, &by, wait)),
                // nothing waits for a send in flight here
                Reserved::InFlight(_) => Err(Refusal::Internal),
                Reserved::Ours(job) => {
                    let sent = told(&job.challenge, channel, &wish, &by, true);
                    let start = this.clone();
                    // the outcome is in the journal; whoever asked must not learn it
                    drop(this.0.tasks.run(async move { start.start(*job, &wish, &by).await }));
                    Ok(sent)
                }
            }
        });
        reserved.await?
    }

    async fn reserve(&self, wish: &Wish, by: &Caller) -> Result<Reserved, Refusal> {
        let (ask, rules) = (&wish.ask, &self.0.rules);
        let routes = self.0.switchboard.routes(ask);
        if routes.is_empty() {
            return Err(Refusal::ChannelNotOffered);
        }
        let address = wish.address();
        let (country, range) = if wish.decoy { (None, None) } else { crate::store::geography(&ask.to) };
        let send = Reservation {
            purpose: ask.purpose,
            subject: wish.subject.clone(),
            user: wish.user,
            channel: ask.channel,
            wish: wish.channel_wish(),
            locale: ask.locale.clone(),
            routes,
            decoy: wish.decoy,
            country,
            range,
            caller: by.key().to_owned(),
            told: self.told_counters(wish, by),
            silent: self.silent_counters(wish),
            address,
            hold: wish.hold(),
            resend: rules.resend,
            ttl: rules.ttl,
            max_attempts: rules.max_attempts,
            patience: SENDER_PATIENCE,
        };
        Ok(self.0.store.reserve(&send, self.now()).await?)
    }

    /// Whether the limits would let this be sent now. Charges nothing, so that it can be asked before work that is dear; the
    /// send decides.
    pub(crate) async fn has_room(&self, wish: &Wish, by: &Caller) -> Result<(), Refusal> {
        match self.0.store.full(&self.told_counters(wish, by), self.now()).await? {
            Some((limit, wait)) => Err(limited(limit, wish, by, wait)),
            None => Ok(()),
        }
    }

    /// The limits on sends that the caller may learn of.
    fn told_counters(&self, wish: &Wish, by: &Caller) -> Vec<Counter> {
        if self.is_test(wish) {
            return Vec::new();
        }
        let mut counters = self.address_counters(wish);
        counters.extend(self.counters(Limit::SendPerCaller, &[by.key()]));
        if !is_silent(wish) {
            counters.extend(self.counters_of_all(wish));
        }
        counters
    }

    /// The limits of the address a message goes to: what failed without one is given back there, and there alone, for what
    /// was typed in its place must count alike whether anything was sent or not.
    pub(super) fn counters_of_address(&self, wish: &Wish) -> Vec<Counter> {
        if self.is_test(wish) {
            return Vec::new();
        }
        if is_silent(wish) {
            return self.silent_counters(wish);
        }
        let mut counters = self.address_counters(wish);
        counters.extend(self.counters_of_all(wish));
        counters
    }

    /// Whether nothing will be sent, and the code is known to whoever set it.
    fn is_test(&self, wish: &Wish) -> bool {
        !wish.decoy && self.0.switchboard.is_test(&wish.ask.to)
    }

    /// The limits that a message shares with those to other addresses: of its range of numbers, and of all there are. What goes to
    /// nobody uses up neither, and where the address must not be known they act in silence.
    pub(super) fn counters_of_all(&self, wish: &Wish) -> Vec<Counter> {
        if wish.decoy || self.is_test(wish) {
            return Vec::new();
        }
        let range = wish.ask.to.range();
        let mut counters = range.map_or_else(Vec::new, |range| self.counters(Limit::SendPerRange, &[range]));
        counters.extend(self.counters(Limit::SendTotal, &[]));
        counters
    }

    /// Of those, the ones that protect an address, or what was typed for one; and the user's own.
    fn address_counters(&self, wish: &Wish) -> Vec<Counter> {
        let of = wish.typed.as_ref().map_or_else(|| wish.address(), |typed| format!("typed {typed}"));
        let mut counters = self.send_counters(wish.ask.purpose, &of);
        // whoever is signed in has no more sends for having many numbers
        if let (Some(user), None) = (wish.user, &wish.typed) {
            counters.extend(self.send_counters(wish.ask.purpose, &format!("user {user}")));
        }
        if wish.typed.is_some() && !is_silent(wish) {
            counters.extend(self.send_counters(wish.ask.purpose, &wish.address()));
        }
        counters
    }

    /// The limits of the address on file, where only what was typed may be told of.
    fn silent_counters(&self, wish: &Wish) -> Vec<Counter> {
        if !is_silent(wish) || self.is_test(wish) {
            return Vec::new();
        }
        let mut counters = self.send_counters(wish.ask.purpose, &wish.address());
        counters.extend(self.counters_of_all(wish));
        counters
    }

    fn send_counters(&self, purpose: Purpose, of: &str) -> Vec<Counter> {
        let mut counters = self.counters(Limit::SendPerPurposeAddress, &[purpose.as_str(), of]);
        counters.extend(self.counters(Limit::SendPerAddress, &[of]));
        counters
    }

    /// Waits for the request that is sending this very code, and answers as it did.
    async fn share(&self, id: i64, wish: &Wish, by: &Caller) -> Result<Sent, Refusal> {
        let rounds = SENDER_PATIENCE.as_millis() / LOOK_AGAIN.as_millis();
        for _ in 0..rounds {
            tokio::time::sleep(LOOK_AGAIN).await;
            let Some(row) = self.0.store.challenge(id).await? else { break };
            if row.is_in_flight(self.now()) {
                continue;
            }
            return match row.outcome.as_deref() {
                Some(outcome::LOST) => Err(Refusal::DeliveryFailed),
                Some(why) if why.starts_with(outcome::FAILED) => Err(self.failure(why, &row)),
                // whoever was sending it died
                _ if row.is_abandoned(self.now()) => Err(Refusal::DeliveryFailed),
                _ => Ok(told(&row, row.channel, wish, by, true)),
            };
        }
        Err(Refusal::DeliveryFailed)
    }

    fn failure(&self, why: &str, row: &Challenge) -> Refusal {
        let failure = why.trim_start_matches(outcome::FAILED).parse().unwrap_or(Failure::Unknown);
        Refusal::of_failure(failure, None, row.expires_at.since(self.now()))
    }

    /// A send that failed unseen is tried again by the next request, unseen as well, within the limits of the address.
    async fn restart(&self, row: Challenge, wish: &Wish, by: &Caller) -> Result<Sent, Refusal> {
        let now = self.now();
        let charged = self.0.store.charge(&self.silent_counters(wish), now).await?;
        if let Charged::Refused(limit, wait) = charged {
            return Err(limited(limit, wish, by, wait));
        }
        let until = now.plus(SENDER_PATIENCE);
        let Some((row, waits_for)) = self.0.store.restart(&row, until, now).await? else {
            self.0.store.refund(&self.silent_counters(wish)).await.ok();
            return Err(Refusal::DeliveryFailed);
        };
        // it may have been handed on to another channel
        let wish = &Wish { ask: Ask { channel: row.channel, ..wish.ask.clone() }, ..wish.clone() };
        // what is alive at the provider is asked once more at its turn
        let ancestors = self.0.store.ancestors(&row, now).await?;
        let fresh = row.reference.is_none();
        let (continues, silenced, replaced) = (true, false, None);
        let job = Job { challenge: row, continues, fresh, silenced, waits_for, ancestors, replaced };
        self.start(job, wish, by).await
    }
}

/// Whether the limits of the address on file act in silence: not for somebody whose password was right, who would wait for a code
/// that never left.
fn is_silent(wish: &Wish) -> bool {
    wish.typed.is_some() && wish.ask.purpose != Purpose::SecondFactor
}

fn failed_before(row: &Challenge) -> bool {
    let failed = row.outcome.as_deref().is_some_and(|why| why.starts_with(outcome::FAILED));
    row.state == State::Open && !row.decoy && failed
}

fn limited(limit: Limit, wish: &Wish, by: &Caller, retry_after: Duration) -> Refusal {
    let to: Option<&Address> = (!wish.decoy).then_some(&wish.ask.to);
    journal::limited(limit, Some(wish.ask.purpose), to, by, retry_after);
    Refusal::TooMany { retry_after }
}

pub(super) fn told(row: &Challenge, channel: Channel, wish: &Wish, by: &Caller, fresh: bool) -> Sent {
    let told = if wish.typed.is_some() { wish.channel_wish() } else { channel.into() };
    let (expires_at, resend_at, began) = (row.expires_at, row.resend_at, row.was_begun_by(by.key()));
    Sent { channel, told, fresh, expires_at, resend_at, challenge: row.id, began }
}
