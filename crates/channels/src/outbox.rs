//! What the sandbox "sent": kept for a developer to read, bounded, gone with the process.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use crate::address::Address;
use crate::channel::Channel;
use crate::code::Code;

/// A message nobody got. `Debug` shows no code.
#[derive(Clone)]
pub struct OutboxMessage {
    /// Whom it was for.
    pub to: Address,
    /// How it would have gone.
    pub channel: Channel,
    /// The code in it; a notice has none.
    pub code: Option<Code>,
    /// The words.
    pub body: String,
    /// When.
    pub sent_at: SystemTime,
}

/// The last 200 messages. Cheap to clone; all clones are one outbox.
#[derive(Clone, Default)]
pub struct Outbox(Arc<Mutex<VecDeque<OutboxMessage>>>);

const KEPT: usize = 200;

impl Outbox {
    pub(crate) fn put(&self, message: OutboxMessage) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front(message);
        kept.truncate(KEPT);
    }

    /// Newest first.
    pub fn messages(&self) -> Vec<OutboxMessage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// The newest to this address.
    pub fn last_to(&self, to: &Address) -> Option<OutboxMessage> {
        self.messages().into_iter().find(|message| message.to == *to)
    }
}

impl std::fmt::Debug for Outbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Outbox(…)")
    }
}

impl std::fmt::Debug for OutboxMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("OutboxMessage");
        shown.field("to", &self.to).field("channel", &self.channel).field("sent_at", &self.sent_at);
        shown.finish_non_exhaustive()
    }
}
