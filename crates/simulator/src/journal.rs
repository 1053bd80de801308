//! What happened so far: messages "sent" and requests seen, each list bounded, so that a load test does not fill
//! the memory.

use std::collections::VecDeque;

use serde::Serialize;

use crate::calls::{Call, Calls};
use crate::code;
use crate::twilio::channel::Channel;
use crate::vendor::Vendor;

/// How many messages, requests and old verifications are kept.
pub(crate) const KEPT: usize = 50_000;

/// One code of a vendor's making on its way to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Who sent it.
    pub vendor: Vendor,
    /// The attempt's SID (`VL…`).
    pub attempt_sid: String,
    /// The verification's SID (`VE…`), request id or session.
    pub verification_sid: String,
    /// The Service it was sent for (`VA…`), or the account where there are no Services.
    pub service_sid: String,
    /// Phone number with its plus, or mailbox.
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

/// A text as its sender worded it, by any vendor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Text {
    /// Who was to send it.
    pub vendor: Vendor,
    /// How.
    pub channel: Channel,
    /// What the vendor knows it by: `SM…`, a UUID.
    pub sid: String,
    /// The account that sent it.
    pub account_sid: String,
    /// Phone number with its plus, or mailbox.
    pub to: String,
    /// The sender, unless the vendor chose.
    pub from: Option<String>,
    /// Twilio's messaging service (`MG…`).
    pub messaging_service_sid: Option<String>,
    /// What the person reads.
    pub body: String,
    /// Twilio's template it is made from (`HX…`).
    pub content_sid: Option<String>,
    /// The seconds it may wait to be sent.
    pub validity_period: Option<u64>,
    /// Whether the sender says later that it was read.
    pub provide_feedback: bool,
    /// What the sender said then.
    pub outcome: Option<String>,
    /// Where its fate is told.
    pub status_callback: Option<String>,
}

impl Text {
    /// Nothing yet, by this vendor and channel.
    pub(crate) const fn blank(vendor: Vendor, channel: Channel) -> Self {
        Self {
            vendor,
            channel,
            sid: String::new(),
            account_sid: String::new(),
            to: String::new(),
            from: None,
            messaging_service_sid: None,
            body: String::new(),
            content_sid: None,
            validity_period: None,
            provide_feedback: false,
            outcome: None,
            status_callback: None,
        }
    }

    /// An address as Twilio writes it for this channel.
    pub(crate) fn addressed(&self, number: &str) -> String {
        if self.channel == Channel::WhatsApp { format!("whatsapp:{number}") } else { number.to_owned() }
    }
}

/// The bounded lists.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    messages: VecDeque<Message>,
    texts: VecDeque<Text>,
    calls: VecDeque<Call>,
    /// Address and code of whatever held one.
    codes: VecDeque<(String, String)>,
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
        self.told(&message.to, Some(message.code.clone()));
        push(&mut self.messages, message);
    }

    /// Notes the code that somebody was told, if there was one.
    pub(crate) fn told(&mut self, to: &str, code: Option<String>) {
        if let Some(code) = code {
            push(&mut self.codes, (to.to_owned(), code));
        }
    }

    pub(crate) fn last_code_to(&self, to: &str) -> Option<&str> {
        self.codes.iter().rev().find(|(known, _)| known == to).map(|(_, code)| code.as_str())
    }

    pub(crate) fn last_to(&self, to: &str) -> Option<&Message> {
        self.messages.iter().rev().find(|message| message.to == to)
    }

    pub(crate) fn messages(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter()
    }

    pub(crate) fn text(&mut self, text: Text) {
        self.told(&text.to, code::in_text(&text.body));
        push(&mut self.texts, text);
    }

    /// Notes what its sender said of a text.
    pub(crate) fn judged(&mut self, sid: &str, outcome: &str) {
        if let Some(text) = self.texts.iter_mut().rev().find(|text| text.sid == sid) {
            text.outcome = Some(outcome.to_owned());
        }
    }

    pub(crate) fn last_text_to(&self, to: &str) -> Option<&Text> {
        self.texts.iter().rev().find(|text| text.to == to)
    }

    pub(crate) fn texts(&self) -> impl Iterator<Item = &Text> {
        self.texts.iter()
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
