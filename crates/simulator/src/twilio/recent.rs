//! How often something happened lately: the limits Twilio itself sets on requests. Knows no request.

use std::collections::VecDeque;

use crate::clock::Instant;

/// So many times in so many seconds.
pub(crate) type Limit = (usize, u64);

/// When it happened, oldest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Recent(VecDeque<Instant>);

impl Recent {
    /// Notes that it happens now, or returns the seconds until it may.
    pub(crate) fn note(&mut self, now: Instant, limits: &[Limit]) -> Result<(), u64> {
        if let Some(wait) = limits.iter().filter_map(|limit| self.wait(now, *limit)).max() {
            return Err(wait);
        }
        let longest = limits.iter().map(|(_, seconds)| *seconds).max().unwrap_or_default();
        while self.0.front().is_some_and(|first| first.plus_seconds(longest) <= now) {
            self.0.pop_front();
        }
        self.0.push_back(now);
        Ok(())
    }

    fn wait(&self, now: Instant, (most, seconds): Limit) -> Option<u64> {
        // the one that has to be forgotten before there is room for another
        let at = self.0.len().checked_sub(most)?;
        let free = self.0.get(at)?.plus_seconds(seconds);
        (free > now).then(|| free.seconds_after(now))
    }
}
