//! What may still be alive at a provider when a start comes to it: ended first, its code worth nothing after that, or left alone.

use std::time::Duration;

use channels::{Ask, Failure, ProviderError, Receipt};
use tokio::time::{Instant, timeout_at};

use super::Otp;
use super::send::Wish;
use super::start::Stop;
use crate::caller::Caller;
use crate::challenge::Challenge;
use crate::journal;
use crate::refusal::Refusal;
use crate::store::Job;

impl Otp {
    pub(super) fn can_cancel(&self, job: &Job) -> bool {
        self.0.switchboard.can_cancel(job.challenge.channel, &job.challenge.provider)
    }

    /// What is alive at the provider cannot be ended, and its code would come again: nothing is sent until its time is over.
    pub(super) async fn refuse_to_repeat(&self, job: &Job) -> Result<(), Stop> {
        let alive = self.0.store.ancestors(&job.challenge, self.now()).await?;
        let Some(last) = alive.iter().max_by_key(|row| row.expires_at) else { return Ok(()) };
        let retry_after = Some(last.expires_at.since(self.now()).max(Duration::from_secs(1)));
        let running = last.reference.clone().or_else(|| alive.iter().find_map(|row| row.reference.clone()));
        let busy = ProviderError::new(&job.challenge.provider, Failure::Busy);
        Err(ProviderError { retry_after, running, ..busy }.into())
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
        // at the provider at most one of them is alive: a live one of ours, if any, and the newest is the likeliest
        let (live, over): (Vec<&Challenge>, Vec<&Challenge>) =
            ancestors.iter().partition(|row| row.is_live());
        let receipts = live.into_iter().chain(over).filter_map(Challenge::receipt).take(2);
        for receipt in receipts {
            match self.cancel(&wish.ask, &receipt, job.challenge.id, by, deadline).await {
                Ok(()) => {}
                Err(error) if error.is_certainly_unasked() => return Err(error.into()),
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

    /// Whether somebody's sign-in or reset is why nothing could be sent. Whoever asks openly must not learn of it: to them it looks
    /// sent, and no code is right for it.
    pub(super) async fn is_in_the_way_unseen(
        &self,
        job: &Job,
        wish: &Wish,
        error: &ProviderError,
    ) -> Result<bool, Refusal> {
        if error.running.is_none() || wish.typed.is_some() {
            return Ok(false);
        }
        let alive = self.0.store.ancestors(&job.challenge, self.now()).await?;
        Ok(!alive.is_empty() && alive.iter().all(Challenge::is_unseen))
    }
}
