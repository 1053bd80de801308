//! A provider that keeps failing is left alone for a while, so that nobody waits for it and the next one is asked instead.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::error::Failure;

/// When a provider is left alone: of its last answers, within a minute, so many failed. What refuses an address, or us, is an answer like any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caution {
    /// Failures among the last [`Self::SEEN`] calls, none older than [`Self::AGE`], that open the breaker; 0 never opens it.
    pub failures: usize,
    /// How long nobody asks; then one call is let through, and decides.
    pub rest: Duration,
}

impl Caution {
    /// So many calls are remembered.
    pub const SEEN: usize = 20;
    /// For so long.
    pub const AGE: Duration = Duration::from_secs(60);

    /// Never leaves a provider alone.
    pub const fn none() -> Self {
        Self { failures: 0, rest: Duration::ZERO }
    }
}

impl Default for Caution {
    fn default() -> Self {
        Self { failures: 10, rest: Duration::from_secs(15) }
    }
}

/// Whether calls go through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Circuit {
    /// They do.
    Closed,
    /// One does, and decides.
    HalfOpen,
    /// None does.
    Open,
}

impl Circuit {
    /// Its name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::HalfOpen => "half_open",
            Self::Open => "open",
        }
    }
}

/// The breaker of one line.
pub(crate) struct Breaker {
    caution: Caution,
    now: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    memory: Mutex<Memory>,
}

#[derive(Debug, Default)]
struct Memory {
    /// The latest calls, newest last: when each ended, and whether it failed.
    calls: VecDeque<(SystemTime, bool)>,
    /// Nobody asks until then.
    open_until: Option<SystemTime>,
    /// When the one call that decides was let through.
    trial: Option<SystemTime>,
}

impl Breaker {
    pub(crate) fn new(caution: Caution, now: Arc<dyn Fn() -> SystemTime + Send + Sync>) -> Self {
        Self { caution, now, memory: Mutex::default() }
    }

    /// Whether a call may go through; whoever is let through says how it ended.
    pub(crate) fn admits(&self) -> bool {
        let (now, mut memory) = ((self.now)(), self.memory());
        match memory.circuit(now, self.caution.rest) {
            Circuit::Closed => true,
            Circuit::Open => false,
            Circuit::HalfOpen => {
                memory.trial = Some(now);
                true
            }
        }
    }

    /// How a call ended; nothing for one that succeeded.
    pub(crate) fn ended(&self, failure: Option<Failure>) {
        let failed = matches!(failure, Some(Failure::Unknown | Failure::Unreachable));
        // too much at once says nothing of the line's health, nor does what nobody was asked
        if matches!(failure, Some(Failure::Busy | Failure::NotOffered)) {
            self.memory().trial = None;
            return;
        }
        let (now, mut memory) = ((self.now)(), self.memory());
        memory.note(now, failed);
        if !failed && memory.open_until.is_some() {
            *memory = Memory::default();
            return;
        }
        let failures = memory.calls.iter().filter(|(_, failed)| *failed).count();
        let too_many = self.caution.failures > 0 && failures >= self.caution.failures;
        if failed && (too_many || memory.trial.is_some()) {
            memory.open_until = now.checked_add(self.caution.rest);
            memory.trial = None;
        }
    }

    pub(crate) fn circuit(&self) -> Circuit {
        self.memory().circuit((self.now)(), self.caution.rest)
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    fn note(&mut self, now: SystemTime, failed: bool) {
        // a clock that was set back makes nothing old
        let is_old = |at: SystemTime| now.duration_since(at).is_ok_and(|age| age > Caution::AGE);
        while self.calls.len() >= Caution::SEEN || self.calls.front().is_some_and(|(at, _)| is_old(*at)) {
            self.calls.pop_front();
        }
        self.calls.push_back((now, failed));
    }

    fn circuit(&self, now: SystemTime, rest: Duration) -> Circuit {
        match (self.open_until, self.trial) {
            (None, _) => Circuit::Closed,
            (Some(until), _) if now < until => Circuit::Open,
            // a trial that never came back does not keep the line closed for ever
            (Some(_), Some(since)) if since.checked_add(rest).is_some_and(|until| now < until) => {
                Circuit::Open
            }
            (Some(_), _) => Circuit::HalfOpen,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Watch(Arc<Mutex<SystemTime>>);

    impl Watch {
        fn breaker() -> (Self, Breaker) {
            let time = Arc::new(Mutex::new(SystemTime::UNIX_EPOCH));
            let watch = Self(Arc::clone(&time));
            let caution = Caution { failures: 3, rest: Duration::from_secs(15) };
            (watch, Breaker::new(caution, Arc::new(move || *time.lock().unwrap())))
        }

        fn waits(&self, seconds: u64) {
            *self.0.lock().unwrap() += Duration::from_secs(seconds);
        }
    }

    fn fails(breaker: &Breaker, times: usize) {
        for _ in 0..times {
            assert!(breaker.admits());
            breaker.ended(Some(Failure::Unknown));
        }
    }

    #[test]
    fn it_opens_after_failures_and_closes_when_one_call_went_well() {
        let (watch, breaker) = Watch::breaker();
        fails(&breaker, 2);
        breaker.ended(None);
        assert_eq!(breaker.circuit(), Circuit::Closed);
        fails(&breaker, 1);
        assert_eq!(breaker.circuit(), Circuit::Open);
        assert!(!breaker.admits());
        watch.waits(15);
        assert_eq!(breaker.circuit(), Circuit::HalfOpen);
        assert!(breaker.admits() && !breaker.admits(), "one call decides");
        breaker.ended(None);
        assert_eq!(breaker.circuit(), Circuit::Closed);
        fails(&breaker, 2);
        assert_eq!(breaker.circuit(), Circuit::Closed, "what was before is forgotten");
    }

    #[test]
    fn a_trial_that_fails_or_never_returns_keeps_it_open_for_another_rest() {
        let (watch, breaker) = Watch::breaker();
        fails(&breaker, 3);
        watch.waits(15);
        fails(&breaker, 1);
        assert_eq!(breaker.circuit(), Circuit::Open);
        watch.waits(15);
        assert!(breaker.admits());
        watch.waits(14);
        assert!(!breaker.admits());
        watch.waits(1);
        assert!(breaker.admits());
    }

    #[test]
    fn failures_that_are_a_minute_old_are_forgotten() {
        let (watch, breaker) = Watch::breaker();
        fails(&breaker, 2);
        watch.waits(60);
        fails(&breaker, 1);
        assert_eq!(breaker.circuit(), Circuit::Open, "a minute is not over yet");
        let (watch, breaker) = Watch::breaker();
        for _ in 0..10 {
            fails(&breaker, 2);
            watch.waits(61);
        }
        fails(&breaker, 1);
        watch.waits(30);
        fails(&breaker, 1);
        watch.waits(31);
        fails(&breaker, 1);
        assert_eq!(breaker.circuit(), Circuit::Closed, "two within a minute");
        fails(&breaker, 1);
        assert_eq!(breaker.circuit(), Circuit::Open);
    }

    #[test]
    fn only_the_last_twenty_calls_are_remembered() {
        let (_, breaker) = Watch::breaker();
        fails(&breaker, 2);
        for _ in 0..19 {
            breaker.ended(None);
        }
        fails(&breaker, 2);
        assert_eq!(breaker.circuit(), Circuit::Closed, "the first two are out of sight");
        fails(&breaker, 1);
        assert_eq!(breaker.circuit(), Circuit::Open);
    }

    #[test]
    fn what_nobody_was_asked_closes_nothing() {
        let (watch, breaker) = Watch::breaker();
        fails(&breaker, 3);
        watch.waits(15);
        for nothing in [Failure::NotOffered, Failure::Busy] {
            assert!(breaker.admits());
            breaker.ended(Some(nothing));
            assert_eq!(breaker.circuit(), Circuit::HalfOpen, "{nothing:?}");
        }
    }

    #[test]
    fn what_refuses_an_address_is_an_answer() {
        let (_, breaker) = Watch::breaker();
        for failure in Failure::ALL {
            if !matches!(failure, Failure::Unknown | Failure::Unreachable) {
                for _ in 0..30 {
                    breaker.ended(Some(failure));
                }
                assert_eq!(breaker.circuit(), Circuit::Closed, "{failure:?}");
            }
        }
    }
}
