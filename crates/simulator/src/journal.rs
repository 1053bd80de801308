//! What happened so far: messages "sent" and requests seen, each list bounded, so that a load test does not fill
//! the memory.

use std::collections::VecDeque;

use serde::Serialize;

use crate::calls::{Call, Calls};
use crate::twilio::channel::Channel;

/// How many messages, requests and old verifications are kept.
pub(crate) const KEPT: usize = 50_000;

/// One code on its way to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// The attempt's SID (`VL…`).
    pub attempt_sid: String,
    /// The verification's SID (`VE…`).
    pub verification_sid: String,
    /// The Service it was sent for (`VA…`).
    pub service_sid: String,
    /// Phone number or mailbox, as given in `To`.
    pub to: String,
    /// The channel of this attempt.
    pub channel: Channel,
    /// The code.
    pub code: String,
    /// The sentence the person reads or hears.
    pub body: String,
    /// The `Locale` of the request.
    pub locale: Option<String>,
    /// The vendor's time, RFC 3339.
    pub sent_at: String,
}

/// The bounded lists.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    messages: VecDeque<Message>,
    calls: VecDeque<Call>,
    next: u64,
}

impl Journal {
    /// Enters a request and returns its number.
    pub(crate) fn arrives(&mut self, mut call: Call) -> u64 {
        self.next += 1;
        call.number = self.next;
        push(&mut self.calls, call);
        self.next
    }

    /// Notes the status request `number` was answered with.
    pub(crate) fn answered(&mut self, number: u64, status: u16) {
        let first = self.calls.front().map_or(0, |call| call.number);
        let at = number.checked_sub(first).and_then(|at| usize::try_from(at).ok());
        if let Some(call) = at.and_then(|at| self.calls.get_mut(at)) {
            call.status = Some(status);
        }
    }

    pub(crate) fn sent(&mut self, message: Message) {
        push(&mut self.messages, message);
    }

    pub(crate) fn last_to(&self, to: &str) -> Option<&Message> {
        self.messages.iter().rev().find(|message| message.to == to)
    }

    pub(crate) fn messages(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter()
    }

    pub(crate) fn calls(&self) -> Calls {
        Calls::new(self.calls.iter().cloned().collect())
    }
}

/// Appends; what is too old makes room.
fn push<T>(list: &mut VecDeque<T>, item: T) {
    if list.len() == KEPT {
        list.pop_front();
    }
    list.push_back(item);
}
