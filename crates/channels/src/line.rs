//! One provider for one channel: how many calls may be under way, and whether it is worth asking at all.

use std::sync::Arc;
use std::time::SystemTime;

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::breaker::{Breaker, Caution, Circuit};
use crate::channel::Channel;
use crate::error::{Failure, ProviderError};
use crate::verifier::{Ask, Reference, Verifier};

/// Calls in flight for one provider and channel; more than that is a provider that hangs.
const CALLS: usize = 2_500;

/// A provider that serves a channel.
pub(crate) struct Line {
    pub(crate) channel: Channel,
    pub(crate) provider: &'static str,
    pub(crate) verifier: Arc<dyn Verifier>,
    calls: Semaphore,
    breaker: Breaker,
}

/// What a line is doing, for people who watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineState {
    /// What it carries.
    pub channel: Channel,
    /// Who serves it.
    pub provider: &'static str,
    /// Whether calls go through.
    pub circuit: Circuit,
    /// Calls under way.
    pub calls: usize,
    /// As many may be; further ones are refused.
    pub calls_limit: usize,
}

/// A call under way. One that is given up on counts as failed: nobody knows what came of it.
pub(crate) struct Call<'l> {
    line: &'l Line,
    ended: bool,
    _permit: SemaphorePermit<'l>,
}

impl Line {
    pub(crate) fn new(
        channel: Channel,
        provider: &'static str,
        verifier: Arc<dyn Verifier>,
        caution: Caution,
        now: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    ) -> Self {
        let (calls, breaker) = (Semaphore::new(CALLS), Breaker::new(caution, now));
        Self { channel, provider, verifier, calls, breaker }
    }

    /// Busy where too many calls are under way, unreachable where the breaker is open: nothing leaves this machine.
    pub(crate) fn enter(&self) -> Result<Call<'_>, ProviderError> {
        let refused = |failure| ProviderError::new(self.provider, failure);
        let permit = self.calls.try_acquire().map_err(|_| refused(Failure::Busy))?;
        if !self.breaker.admits() {
            return Err(refused(Failure::Unreachable));
        }
        Ok(Call { line: self, ended: false, _permit: permit })
    }

    pub(crate) fn state(&self) -> LineState {
        LineState {
            channel: self.channel,
            provider: self.provider,
            circuit: self.breaker.circuit(),
            calls: CALLS - self.calls.available_permits(),
            calls_limit: CALLS,
        }
    }

    /// Whether it knows of this provider's codes: its own, or all that are made here.
    pub(crate) fn knows(&self, provider: &str, station: &str, ask: &Ask) -> bool {
        let here = self.verifier.station(ask.purpose);
        here == station && (here.is_empty() || self.provider == provider)
    }

    pub(crate) fn draft(&self, ask: &Ask) -> Option<Reference> {
        self.verifier.draft(ask)
    }
}

impl Call<'_> {
    /// Notes how it ended.
    pub(crate) fn ends<T>(mut self, answer: Result<T, ProviderError>) -> Result<T, ProviderError> {
        self.ended = true;
        self.line.breaker.ended(answer.as_ref().err().map(|error| error.failure));
        answer
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        if !self.ended {
            self.line.breaker.ended(Some(Failure::Unknown));
        }
    }
}
