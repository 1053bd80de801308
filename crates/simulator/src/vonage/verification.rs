//! One verification: the steps of its workflow, one after the other, and what a code does to it.

use crate::clock::Instant;
use crate::twilio::channel::Channel;

/// One step of a workflow.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) channel: Channel,
    /// As everywhere here: with its plus.
    pub(super) to: String,
}

/// A verification that is running.
#[derive(Debug, Clone)]
pub(super) struct Verification {
    pub(super) id: String,
    pub(super) api_key: String,
    pub(super) brand: String,
    pub(super) locale: Option<String>,
    pub(super) code: String,
    pub(super) steps: Vec<Step>,
    /// The step that is under way.
    pub(super) at: usize,
    pub(super) created: Instant,
    /// When that step is over.
    pub(super) until: Instant,
    /// Seconds of each step.
    pub(super) timeout: u64,
    pub(super) tries: u32,
}

/// What became of a code.
pub(super) enum Guess {
    Right,
    Wrong,
    /// Wrong once too often.
    Terminated,
}

impl Verification {
    pub(super) fn reaches(&self, to: &str) -> bool {
        self.steps.iter().any(|step| step.to == to)
    }

    pub(super) fn step(&self) -> Option<&Step> {
        self.steps.get(self.at)
    }

    /// Goes on to the next step, which begins at `from`; `false` where there is none.
    pub(super) fn next(&mut self, from: Instant) -> bool {
        let more = self.at + 1 < self.steps.len();
        if more {
            self.at += 1;
            self.until = from.plus_seconds(self.timeout);
        }
        more
    }

    pub(super) fn guess(&mut self, code: &str, tries: u32) -> Guess {
        if code == self.code {
            return Guess::Right;
        }
        self.tries += 1;
        if self.tries >= tries { Guess::Terminated } else { Guess::Wrong }
    }
}
