//! Sending and redeeming codes: the beam every flow stands on. Knows no HTTP and no provider by name.

mod claim;
mod feedback;
mod guess;
mod ladder;
mod predecessors;
mod proof;
mod send;
mod start;

use std::sync::Arc;
use std::time::Duration;

use channels::{Address, Ask, Channel, ChannelWish, Code, Purpose, Switchboard};

use crate::caller::Caller;
use crate::clock::{Clock, Timestamp};
use crate::keys::Keys;
use crate::limits::{Counter, Limit};
use crate::refusal::Refusal;
use crate::rules::Rules;
use crate::store::Store;
use crate::tasks::Tasks;
use crate::tokens::VerificationToken;

pub(crate) use claim::Claim;
pub use ladder::AutoChannels;
pub(crate) use ladder::Rung;
pub use proof::Proof;
pub(crate) use send::Wish;

/// Codes: sent, checked, and turned into proofs. Cheap to clone.
#[derive(Clone)]
pub struct Otp(Arc<Line>);

struct Line {
    store: Store,
    switchboard: Arc<Switchboard>,
    clock: Arc<dyn Clock>,
    keys: Keys,
    rules: Rules,
    tasks: Tasks,
}

/// A code is on its way, or was already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// The channel really used.
    pub channel: Channel,
    /// What whoever asked may be told of it: where they must not learn which address there is, what they asked for.
    pub told: ChannelWish,
    /// `false`: a pending code answered this request, nothing was sent.
    pub fresh: bool,
    /// When the code ends.
    pub expires_at: Timestamp,
    /// From when on a request sends again.
    pub resend_at: Timestamp,
    /// The row that remembers it.
    pub(crate) challenge: i64,
    /// Whether whoever asked is who began it.
    pub(crate) began: bool,
}

/// A code was right; the token stands for the proof until it is spent.
#[derive(Debug, Clone)]
pub struct Verified {
    /// The same each time.
    pub token: VerificationToken,
    /// When the proof ends.
    pub expires_at: Timestamp,
}

/// What somebody brings to show that they hold an address.
#[derive(Debug, Clone)]
pub enum Evidence {
    /// The code from the message.
    Code(Code),
    /// The token that a right code was answered with.
    Token(VerificationToken),
}

/// A proof that a back end of the operator's redeemed.
#[derive(Debug, Clone, Copy)]
pub struct Redeemed {
    /// How the code went.
    pub channel: Channel,
    /// When it was right.
    pub verified_at: Timestamp,
}

impl Otp {
    pub(crate) fn new(
        store: Store,
        switchboard: Arc<Switchboard>,
        clock: Arc<dyn Clock>,
        keys: Keys,
        rules: Rules,
        tasks: Tasks,
    ) -> Self {
        Self(Arc::new(Line { store, switchboard, clock, keys, rules, tasks }))
    }

    /// Sends a code to a stranger, or answers with the one that is pending.
    /// Finishes even if the caller goes away; spends nothing before every cheap check has passed.
    pub async fn send(&self, ask: Ask, by: &Caller) -> Result<Sent, Refusal> {
        self.send_for(Wish::of_stranger(ask), by).await
    }

    /// The same by whatever channel gets it through. `ask.channel` is not looked at.
    pub async fn send_by_any(&self, ask: Ask, by: &Caller) -> Result<Sent, Refusal> {
        let ladder = self.rungs_to(&ask)?;
        self.send_for(Wish { ladder, ..Wish::of_stranger(ask) }, by).await
    }

    /// The same for a flow that binds the code to a subject.
    pub(crate) async fn send_for(&self, wish: Wish, by: &Caller) -> Result<Sent, Refusal> {
        let wish = self.on_its_rung(wish).await?;
        self.admit(&wish.ask)?;
        let (this, by) = (self.clone(), by.clone());
        self.0.tasks.run(async move { this.send_openly(&wish, &by).await }).await?
    }

    /// Checks a stranger's code. May be repeated: the answer and the token stay the same until the proof is spent.
    pub async fn verify(
        &self,
        purpose: Purpose,
        to: &Address,
        code: &Code,
        by: &Caller,
    ) -> Result<Verified, Refusal> {
        self.verify_claim(&Claim::of_stranger(purpose, to), code, by).await
    }

    /// Turns a stranger's code or token into a proof, which one flow may use once.
    pub async fn redeem(
        &self,
        purpose: Purpose,
        to: &Address,
        evidence: &Evidence,
        by: &Caller,
    ) -> Result<Proof, Refusal> {
        self.redeem_claim(&Claim::of_stranger(purpose, to), evidence, by).await
    }

    /// For a back end that must not trust the browser: says once that the token's address was proven, and spends the proof.
    pub async fn redeem_for_client(
        &self,
        token: &VerificationToken,
        to: &Address,
        by: &Caller,
    ) -> Result<Redeemed, Refusal> {
        let evidence = Evidence::Token(token.clone());
        let proof = self.redeem(Purpose::ProveAddress, to, &evidence, by).await?;
        let redeemed = Redeemed { channel: proof.channel(), verified_at: proof.approved_at() };
        self.0.store.spend(&proof, self.0.clock.now()).await?;
        Ok(redeemed)
    }

    /// Everything that can be known without asking anybody: channel, kind of address, country.
    pub(crate) fn admit(&self, ask: &Ask) -> Result<(), Refusal> {
        if !self.0.switchboard.offers(ask.channel) {
            return Err(Refusal::ChannelNotOffered);
        }
        self.admits(ask)
    }

    /// Of what is offered: whether the rules let it be sent. A test number has whatever country it likes, for nothing goes there.
    fn admits(&self, ask: &Ask) -> Result<(), Refusal> {
        if self.0.switchboard.is_test(&ask.to) { Ok(()) } else { admissible(ask, &self.0.rules) }
    }

    pub(crate) fn offers(&self, channel: Channel) -> bool {
        self.0.switchboard.offers(channel)
    }

    fn counters(&self, limit: Limit, of: &[&str]) -> Vec<Counter> {
        self.0.rules.limits.counters(&self.0.keys, limit, of)
    }

    fn now(&self) -> Timestamp {
        self.0.clock.now()
    }
}

/// Whether the rules let this be sent at all: the channel reaches the address, and its country is served.
pub fn admissible(ask: &Ask, rules: &Rules) -> Result<(), Refusal> {
    let by_voice_only = matches!(&ask.to, Address::Phone(number) if number.is_fixed_line());
    if !ask.channel.carries(&ask.to) || (by_voice_only && ask.channel != Channel::Call) {
        return Err(Refusal::Undeliverable);
    }
    match (&rules.allowed_countries, &ask.to) {
        (Some(served), Address::Phone(number)) if !number.country().is_some_and(|c| served.contains(&c)) => {
            Err(Refusal::DestinationBlocked)
        }
        _ => Ok(()),
    }
}

/// How often a request that waits for another one looks again.
const LOOK_AGAIN: Duration = Duration::from_millis(20);
