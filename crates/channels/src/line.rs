//! One provider for one channel: how many calls may be under way, and whether it is worth asking at all.

use std::sync::Arc;
use std::time::SystemTime;

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::breaker::{Breaker, Caution, Circuit};
use crate::channel::Channel;
use crate::error::{Failure, ProviderError};
use crate::verifier::{Ask, Reference, Verifier};

/// How many calls may be under way. Where there are more, providers hang: they must not fill the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capacity {
    /// Of all lines together; each has an equal part of it.
    pub all: usize,
    /// Of each line at least, however many there are.
    pub each: usize,
}

impl Capacity {
    /// What one of so many lines may have.
    const fn of_each(self, lines: usize) -> usize {
        let part = self.all / if lines == 0 { 1 } else { lines };
        if part < self.each { self.each } else { part }
    }
}

impl Default for Capacity {
    fn default() -> Self {
        Self { all: 2_500, each: 250 }
    }
}

/// What the lines of one switchboard have of it.
#[derive(Clone)]
pub(crate) struct Share {
    limit: usize,
    all: Arc<Semaphore>,
}

impl Share {
    /// Of each of so many lines.
    pub(crate) fn of_each(lines: usize, capacity: Capacity) -> Self {
        Self { limit: capacity.of_each(lines), all: Arc::new(Semaphore::new(capacity.all)) }
    }
}

/// A provider that serves a channel.
pub(crate) struct Line {
    pub(crate) channel: Channel,
    pub(crate) provider: &'static str,
    pub(crate) verifier: Arc<dyn Verifier>,
    calls: Semaphore,
    share: Share,
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
    _permits: [SemaphorePermit<'l>; 2],
}

impl Line {
    pub(crate) fn new(
        channel: Channel,
        provider: &'static str,
        verifier: Arc<dyn Verifier>,
        share: Share,
        caution: Caution,
        now: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    ) -> Self {
        let (calls, breaker) = (Semaphore::new(share.limit), Breaker::new(caution, now));
        Self { channel, provider, verifier, calls, share, breaker }
    }

    /// Busy where too many calls are under way, unreachable where the breaker is open: nothing leaves this machine.
    pub(crate) fn enter<'l>(&'l self) -> Result<Call<'l>, ProviderError> {
        let refused = |failure| ProviderError::new(self.provider, failure);
        let permit = |calls: &'l Semaphore| calls.try_acquire().map_err(|_| refused(Failure::Busy));
        let permits = [permit(&self.calls)?, permit(&self.share.all)?];
        if !self.breaker.admits() {
            return Err(refused(Failure::Unreachable));
        }
        Ok(Call { line: self, ended: false, _permits: permits })
    }

    pub(crate) fn state(&self) -> LineState {
        LineState {
            channel: self.channel,
            provider: self.provider,
            circuit: self.breaker.circuit(),
            calls: self.share.limit - self.calls.available_permits(),
            calls_limit: self.share.limit,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_lines_share_what_one_would_have_alone() {
        let usual = Capacity::default();
        for (lines, each) in [(0, 2_500), (1, 2_500), (2, 1_250), (3, 833), (10, 250), (25, 250)] {
            assert_eq!(usual.of_each(lines), each, "{lines} lines");
        }
    }
}
