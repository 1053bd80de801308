//! What may still be alive at a provider when a start comes to it: ended first, its code worth nothing after that, or left alone.

use std::time::Duration;

use channels::{Ask, Code, Failure, ProviderError, Receipt};
use tokio::time::{Instant, timeout_at};

use super::Otp;
use super::send::Wish;
use super::start::Stop;
use crate::caller::Caller;
use crate::challenge::Challenge;
use crate::clock::Timestamp;
use crate::journal;
use crate::refusal::Refusal;
use crate::store::Job;

impl Otp {
    pub(super) fn can_cancel(&self, job: &Job) -> bool {
        self.0.switchboard.can_cancel(job.challenge.channel, &job.challenge.provider)
    }

    /// What is alive at the provider cannot be ended, and its code would come again: nothing is sent until its time is over.
    pub(super) async fn refuse_to_repeat(&self, job: &Job) -> Result<(), Stop> {
        let now = self.now();
        let mut alive = self.0.store.ancestors(&job.challenge, now).await?;
        alive.retain(|row| may_live(row, now));
        let Some(until) = alive.iter().map(|row| row.expires_at).max() else { return Ok(()) };
        let retry_after = Some(until.since(now).max(Duration::from_secs(1)));
        let busy = ProviderError::new(&job.challenge.provider, Failure::Busy);
        let unseen = alive.iter().all(Challenge::is_unseen);
        Err(Stop::Failed(ProviderError { retry_after, ..busy }, unseen))
    }

    /// Ends what may still be alive at the provider for this address, whatever it was for. What certainly lives on keeps its
    /// code, and nothing is started.
    pub(super) async fn cancel_ancestors(
        &self,
        job: &Job,
        wish: &Wish,
        by: &Caller,
        deadline: Instant,
    ) -> Result<(), Stop> {
        let asked_again;
        let ancestors: &[Challenge] = if job.waits_for.is_empty() {
            &job.ancestors
        } else {
            asked_again = self.0.store.ancestors(&job.challenge, self.now()).await?;
            &asked_again
        };
        // at the provider at most one of them is alive: one whose time is not over, if any, and the newest is the likeliest
        let (live, over): (Vec<&Challenge>, Vec<&Challenge>) =
            ancestors.iter().partition(|row| may_live(row, self.now()));
        let known = live.into_iter().chain(over).filter_map(|row| Some((row.receipt()?, row.is_unseen())));
        for (receipt, unseen) in known.take(2) {
            match self.cancel(&wish.ask, &receipt, job.challenge.id, by, deadline).await {
                Ok(()) => {}
                Err(error) if error.is_certainly_unasked() => {
                    let unseen = unseen && error.running.is_some();
                    return Err(Stop::Failed(error, unseen));
                }
                Err(_) => break,
            }
        }
        // before anything is started, so that no answer about them counts after that
        self.supersede(job, wish, ancestors.iter()).await?;
        if Instant::now() < deadline {
            return Ok(());
        }
        Err(ProviderError::new(&job.challenge.provider, Failure::Unreachable).into())
    }

    /// Takes their place at the provider. What one of them shows must not tell that an unseen send went to the same address,
    /// and the reverse.
    pub(super) async fn supersede<'r>(
        &self,
        job: &Job,
        wish: &Wish,
        rows: impl Iterator<Item = &'r Challenge> + Send,
    ) -> Result<(), Refusal> {
        let unseen = job.challenge.is_unseen() || wish.typed.is_some();
        let live = rows.filter(|row| row.is_live() && !row.is_unsent());
        let (unnoticed, open): (Vec<&Challenge>, Vec<&Challenge>) =
            live.partition(|row| row.is_unseen() || unseen);
        for (rows, unnoticed) in [(open, false), (unnoticed, true)] {
            let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
            self.0.store.supersede(&ids, unnoticed, self.now()).await?;
        }
        Ok(())
    }

    /// An error: the provider did not say that it is gone.
    pub(super) async fn cancel(
        &self,
        ask: &Ask,
        receipt: &Receipt,
        challenge: i64,
        by: &Caller,
        deadline: Instant,
    ) -> Result<(), ProviderError> {
        let began = Instant::now();
        let asked = timeout_at(deadline, self.0.switchboard.cancel(ask, receipt)).await;
        let answer = asked.unwrap_or_else(|_| Err(ProviderError::unanswered(&receipt.provider)));
        let call = journal::Call { ask, by, challenge, provider: &receipt.provider, took: began.elapsed() };
        journal::cancelled(&call, receipt.reference.message_id(), answer.as_ref().copied());
        answer
    }

    /// What an open send shows where somebody's sign-in or reset is why nothing could be sent: whoever asks must not learn of it.
    /// Nothing for the refusal as it is; or that of a provider who does not answer anybody.
    pub(super) async fn hides(&self, job: &Job, wish: &Wish, error: &ProviderError) -> Option<Hidden> {
        let cancels = self.0.switchboard.can_cancel(wish.ask.channel, &error.provider);
        // where it can be ended soon, a second send so early would be refused to anybody
        if wish.typed.is_some() || (cancels && job.continues) {
            return None;
        }
        if !cancels {
            // nobody was asked: the time that takes, and whether anybody is there, show as they would
            let decoy = self.0.switchboard.decoy(&wish.ask, &error.provider)?;
            let any = Code::parse("000000").ok()?;
            let deadline = Instant::now() + self.0.rules.provider_patience;
            let asked = timeout_at(deadline, self.0.switchboard.check(&wish.ask, &decoy, &any)).await;
            if let Err(error) = asked.unwrap_or_else(|_| Err(ProviderError::unanswered(&error.provider))) {
                return Some(Hidden::Behind(error));
            }
        }
        Some(Hidden::AsSent)
    }
}

/// How it is hidden that something unseen is in the way.
pub(super) enum Hidden {
    /// It looks sent, and no code is right for it.
    AsSent,
    /// This would have come of it anyway.
    Behind(ProviderError),
}

/// Whether a verification of it can be alive still, as far as we know.
fn may_live(row: &Challenge, now: Timestamp) -> bool {
    row.expires_at > now && !row.is_superseded()
}
