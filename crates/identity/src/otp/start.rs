//! Asking a provider to send: one at a time for one address, predecessors cancelled first, the outcome written down.

use std::time::Duration;

use channels::{Ask, Begun, Channel, Failure, ProviderError, Receipt};
use tokio::time::{Instant, timeout_at};

use super::predecessors::Hidden;
use super::send::{SENDER_PATIENCE, Wish, told};
use super::{LOOK_AGAIN, Otp, Sent};
use crate::caller::Caller;
use crate::challenge::Challenge;
use crate::journal;
use crate::limits::Counter;
use crate::refusal::Refusal;
use crate::store::{Charged, Hold, Job, StartOutcome, StoreError, Ticket};

impl Otp {
    /// Carries out a reserved send. Only one start for one station and address runs at a time, on all instances. Where a provider
    /// certainly sent nothing the next one is asked, as long as there is time.
    pub(super) async fn start(&self, mut job: Job, wish: &Wish, by: &Caller) -> Result<Sent, Refusal> {
        self.at_its_turn(&mut job, wish, by).await?;
        if wish.decoy || job.silenced {
            return Box::pin(self.pretend(&job, wish, by)).await;
        }
        let began = Instant::now();
        // a cancel, the start after it and a second start share one deadline
        match self.start_alone(&job, wish, by, began + self.0.rules.provider_patience).await {
            Err(Stop::Failed(error, unseen)) => {
                Box::pin(self.down_the_ladder(job, wish, by, began, (error, unseen))).await
            }
            ended => ended.map_err(Stop::refusal),
        }
    }

    pub(super) async fn at_its_turn(&self, job: &mut Job, wish: &Wish, by: &Caller) -> Result<(), Refusal> {
        if job.waits_for.is_empty() {
            return Ok(());
        }
        if !Box::pin(self.wait_for_turn(job, wish)).await? {
            let busy = ProviderError::new(&job.challenge.provider, Failure::Busy);
            Box::pin(self.give_up(job, wish, by, (busy, false))).await.ok();
            return Err(Refusal::unavailable());
        }
        // those before it may have taken its place at the provider
        if let Some(row) = self.0.store.challenge(job.challenge.id).await? {
            job.fresh |= row.reference.is_none();
            job.challenge = row;
        }
        Ok(())
    }

    /// `false`: the sends before this one took too long, or ended its challenge.
    async fn wait_for_turn(&self, job: &Job, wish: &Wish) -> Result<bool, Refusal> {
        let sends = !wish.decoy && !job.silenced;
        let (store, mine) = (&self.0.store, Ticket::of(&job.challenge));
        let rounds = SENDER_PATIENCE.as_millis() / LOOK_AGAIN.as_millis();
        for _ in 0..rounds {
            let now = self.now();
            if !store.any_under_way(&job.waits_for, now).await? {
                if store.take_turn(mine, sends, now, now.plus(SENDER_PATIENCE)).await? {
                    return Ok(true);
                }
                if !store.challenge(mine.challenge).await?.is_some_and(|row| row.is_live()) {
                    return Ok(false);
                }
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        Ok(false)
    }

    /// The same writes as a send, and nothing sent.
    async fn pretend(&self, job: &Job, wish: &Wish, by: &Caller) -> Result<Sent, Refusal> {
        let receipt = self.0.switchboard.decoy(&wish.ask, &job.challenge.provider);
        let receipt = receipt.ok_or(Refusal::ChannelNotOffered)?;
        let ended = if job.challenge.decoy {
            StartOutcome::Sent { receipt: &receipt, message: None, channel: None }
        } else {
            // an older code of this challenge can still be right: only the send is left out
            StartOutcome::Kept
        };
        self.settle(job, wish, &ended).await?;
        Ok(told(&job.challenge, wish.ask.channel, wish, by, true))
    }

    /// Asks one provider, until then.
    pub(super) async fn start_alone(
        &self,
        job: &Job,
        wish: &Wish,
        by: &Caller,
        deadline: Instant,
    ) -> Result<Sent, Stop> {
        // what is rare is boxed: its state would be carried along by every send
        let met = job.fresh && !(job.waits_for.is_empty() && job.ancestors.is_empty());
        if met && !self.can_cancel(job) {
            Box::pin(self.refuse_to_repeat(job)).await?;
        } else if met {
            Box::pin(self.cancel_ancestors(job, wish, by, deadline)).await?;
        }
        let previous = job.challenge.receipt();
        // where the answer to an older start was lost, what is there may be its verification; a reset is surer than that
        let its_own = job.challenge.is_lost() && !job.fresh && !job.challenge.is_unseen();
        let (begun, went_out) = match self.ask_to_start(job, wish, by, previous.as_ref(), deadline).await {
            Ok(begun) => (begun, true),
            Err(error) => (found_running(job, wish, &error).ok_or(error)?, false),
        };
        if its_own || !begun.repeated {
            let ended = sent(&begun, wish);
            match self.settle(job, wish, &ended).await {
                Ok(()) => return Ok(told(&job.challenge, begun.channel, wish, by, true)),
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let met = Met { receipt: begun.receipt, went_out };
        Box::pin(self.start_over(job, wish, by, &met, deadline)).await
    }

    /// Messages went out, and no code of theirs may count: written down, charged, and nobody else is asked.
    async fn stop_after_repeat(&self, job: &Job, wish: &Wish) -> Result<Sent, Stop> {
        self.settle(job, wish, &failed(Failure::Exhausted, job, wish)).await?;
        let retry_after = job.challenge.expires_at.since(self.now()).max(Duration::from_secs(1));
        Err(Refusal::TooMany { retry_after }.into())
    }

    /// The provider met a verification that is not this challenge's: its code may have been read for another purpose.
    /// It is cancelled and started once more, which counts as a send where the first one went out.
    async fn start_over(
        &self,
        job: &Job,
        wish: &Wish,
        by: &Caller,
        met: &Met,
        deadline: Instant,
    ) -> Result<Sent, Stop> {
        if !self.can_cancel(job) {
            return self.stop_after_repeat(job, wish).await;
        }
        if met.went_out {
            let charged = self.0.store.charge(&self.counters_of_address(wish), self.now()).await?;
            if let Charged::Refused(limit, retry_after) = charged {
                journal::limited(limit, Some(wish.ask.purpose), Some(&wish.ask.to), by, retry_after);
                self.settle(job, wish, &failed(Failure::Busy, job, wish)).await?;
                return Err(Refusal::TooMany { retry_after }.into());
            }
        }
        let holder = self.0.store.holder(&met.receipt).await?.filter(|row| row.id != job.challenge.id);
        if met.went_out {
            self.supersede(job, wish, holder.iter()).await?;
        }
        let cancelled = self.cancel(&wish.ask, &met.receipt, job.challenge.id, by, deadline).await;
        if !met.went_out {
            // whoever holds it keeps it, where it certainly lives on
            let unseen = holder.as_ref().is_some_and(Challenge::is_unseen);
            if let Err(error) = cancelled
                && error.is_certainly_unasked()
            {
                let unseen = unseen && error.running.is_some();
                return Err(Stop::Failed(error, unseen));
            }
            self.supersede(job, wish, holder.iter()).await?;
        }
        let begun = match self.ask_to_start(job, wish, by, None, deadline).await {
            Ok(begun) if !begun.repeated => begun,
            // still not ours: nothing it sent may count here
            Ok(_) => return self.stop_after_repeat(job, wish).await,
            Err(error) => return Err(error.into()),
        };
        let ended = sent(&begun, wish);
        match self.settle(job, wish, &ended).await {
            Ok(()) => Ok(told(&job.challenge, begun.channel, wish, by, true)),
            Err(StoreError::Conflict) => self.stop_after_repeat(job, wish).await,
            Err(error) => Err(error.into()),
        }
    }

    async fn ask_to_start(
        &self,
        job: &Job,
        wish: &Wish,
        by: &Caller,
        previous: Option<&Receipt>,
        deadline: Instant,
    ) -> Result<Begun, ProviderError> {
        let (began, provider) = (Instant::now(), job.challenge.provider.as_str());
        let ask = Ask { life: Some(job.challenge.expires_at.since(self.now())), ..wish.ask.clone() };
        let asked = timeout_at(deadline, self.0.switchboard.start(&ask, provider, previous)).await;
        let answer = asked.unwrap_or_else(|_| Err(ProviderError::unanswered(&job.challenge.provider)));
        let ended = answer.as_ref().map(|begun| (name_of(begun), begun.channel));
        let call = journal::Call {
            ask: &wish.ask,
            by,
            challenge: job.challenge.id,
            provider,
            took: began.elapsed(),
        };
        journal::sent(&call, ended);
        let channel = match ended {
            Ok((_, channel)) => Some(channel),
            // it may have gone out, and be on the bill
            Err(error) => (!error.is_certainly_unasked()).then_some(wish.ask.channel),
        };
        if let Some(channel) = channel {
            let (purpose, to) = (wish.ask.purpose.as_str(), &wish.ask.to);
            journal::charged(&self.0.rules.prices, purpose, to, provider, channel);
        }
        answer
    }

    pub(super) async fn give_up(
        &self,
        job: &Job,
        wish: &Wish,
        by: &Caller,
        (mut error, unseen): (ProviderError, bool),
    ) -> Result<Sent, Refusal> {
        // what may have gone out is told as such: its code counts
        let hides = unseen && error.is_certainly_unasked();
        let hidden = if hides { Box::pin(self.hides(job, wish, &error)).await } else { None };
        match hidden {
            Some(Hidden::AsSent) => {
                self.settle(job, wish, &StartOutcome::Kept).await?;
                // the address counts it as sent: how many it takes would tell
                self.refund(job, &self.counters_of_all(wish)).await;
                return Ok(told(&job.challenge, wish.ask.channel, wish, by, true));
            }
            Some(Hidden::Behind(another)) => error = another,
            None => {}
        }
        let failure = error.failure;
        let lost = failure == Failure::Unknown;
        if lost {
            self.settle(job, wish, &StartOutcome::Lost).await?;
        } else {
            self.fail(job, wish, failure).await?;
        }
        // certainly not sent, and not for a reason that lies with the address: the person should not pay for it
        if matches!(failure, Failure::NotOffered | Failure::Busy | Failure::Denied | Failure::Unreachable) {
            self.refund(job, &self.counters_of_address(wish)).await;
        } else if error.is_certainly_unasked() {
            self.refund(job, &self.counters_of_all(wish)).await;
        }
        if let Some(before) = job.replaced.as_ref().filter(|_| error.is_certainly_unasked()) {
            // its code may be in somebody's hand
            self.0.store.reopen(before, self.now()).await.ok();
        }
        let life = job.challenge.expires_at.since(self.now());
        Err(Refusal::of_failure(failure, error.retry_after, life))
    }

    /// What was silenced was given back at once.
    async fn refund(&self, job: &Job, counters: &[Counter]) {
        if !job.silenced {
            self.0.store.refund(counters).await.ok();
        }
    }

    async fn fail(&self, job: &Job, wish: &Wish, failure: Failure) -> Result<(), Refusal> {
        Ok(self.settle(job, wish, &failed(failure, job, wish)).await?)
    }

    /// Writes the outcome down; a send that failed or was lost does not hold back the next one, unless nobody may notice.
    async fn settle(&self, job: &Job, wish: &Wish, ended: &StartOutcome<'_>) -> Result<(), StoreError> {
        let now = self.now();
        let held = matches!(ended, StartOutcome::Sent { .. } | StartOutcome::Kept)
            || matches!(ended, StartOutcome::Failed { failure, .. } if *failure == Failure::Exhausted.as_str());
        let free_at = (!held && wish.hold() == Hold::WhilePending).then_some(now);
        self.0.store.settle_start(job.challenge.id, ended, free_at, now).await?;
        count_if_begun(job, wish, ended);
        Ok(())
    }
}

/// A code that is new went out, or may have; or one that is known did so by another channel or provider than before.
fn count_if_begun(job: &Job, wish: &Wish, ended: &StartOutcome<'_>) {
    let row = &job.challenge;
    let channel = match ended {
        StartOutcome::Sent { channel, .. } => channel.unwrap_or(wish.ask.channel),
        // one that was lost before stays what it was
        StartOutcome::Lost if !(job.continues && row.is_lost()) => wish.ask.channel,
        StartOutcome::Lost | StartOutcome::Kept | StartOutcome::Failed { .. } => return,
    };
    if wish.decoy || job.silenced {
        return;
    }
    // the next provider, after one that certainly sent nothing, begins it no less
    if job.fresh || !job.continues || row.leg.is_none() {
        journal::started(&wish.ask, &row.provider, channel, "first");
    } else if row.way() != (channel, row.provider.as_str()) {
        journal::started(&wish.ask, &row.provider, channel, "next");
    }
}

/// A verification that a start met at the provider, and whether a message of it went out.
struct Met {
    receipt: Receipt,
    went_out: bool,
}

/// What runs at the provider, where that is why it did not start another.
fn found_running(job: &Job, wish: &Wish, error: &ProviderError) -> Option<Begun> {
    let Challenge { provider, station, .. } = &job.challenge;
    let receipt = error.running.clone().map(|reference| Receipt {
        provider: provider.clone(),
        station: station.clone(),
        reference,
    })?;
    Some(Begun { receipt, message: None, channel: wish.ask.channel, repeated: true })
}

/// Why a start ended without a code on its way.
pub(super) enum Stop {
    /// The provider did not do as asked; another may. And whether why is nobody's to know.
    Failed(ProviderError, bool),
    /// It is over, and written down: what went out, if anything, counts for nothing.
    Refused(Refusal),
    /// The database did not answer: a message may be out.
    Broken(Refusal),
}

impl Stop {
    pub(super) fn refusal(self) -> Refusal {
        match self {
            Self::Refused(refusal) | Self::Broken(refusal) => refusal,
            // whoever can be asked next was asked
            Self::Failed(..) => Refusal::DeliveryFailed,
        }
    }
}

impl From<ProviderError> for Stop {
    fn from(error: ProviderError) -> Self {
        Self::Failed(error, false)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Broken(error.into())
    }
}

/// An older send that was lost may have arrived all the same: it stays what it was.
fn failed<'a>(failure: Failure, job: &Job, wish: &Wish) -> StartOutcome<'a> {
    if job.continues && job.challenge.is_lost() {
        return StartOutcome::Lost;
    }
    let keeps_open = job.continues || wish.hold() == Hold::ByTimeAlone;
    StartOutcome::Failed { failure: failure.as_str(), keeps_open }
}

fn sent<'a>(begun: &'a Begun, wish: &Wish) -> StartOutcome<'a> {
    StartOutcome::Sent {
        receipt: &begun.receipt,
        message: begun.message.as_ref(),
        channel: shown(begun, wish),
    }
}

fn name_of(begun: &Begun) -> &str {
    let Begun { receipt, message, .. } = begun;
    receipt.reference.known_as(&receipt.station, message.as_ref())
}

/// The channel that holds back a second send: the one really used, or the one asked for where nobody may learn of another.
fn shown(begun: &Begun, wish: &Wish) -> Option<Channel> {
    wish.typed.is_none().then_some(begun.channel)
}
