//! Every message of every verification, also after its end: what Twilio bills and reports. Bounded like the journal.

use std::collections::{HashMap, VecDeque};

use crate::clock::Instant;
use crate::journal::KEPT;
use crate::twilio::verification::{Attempt, Verification};

/// A verification as the books know it.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) account_sid: String,
    pub(crate) service_sid: String,
    pub(crate) verification_sid: String,
    pub(crate) to: String,
    pub(crate) code_length: usize,
    pub(crate) expires: Instant,
    /// When the person proved to have the code.
    pub(crate) converted: Option<Instant>,
    pub(crate) attempts: Vec<Sent>,
}

/// One message of it.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) attempt: Attempt,
    pub(crate) locale: Option<String>,
    /// Why it did not arrive.
    pub(crate) error: Option<u32>,
}

/// The entries, by the SID of the verification and in the order they were made.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    entries: HashMap<String, Entry>,
    order: VecDeque<String>,
}

impl Ledger {
    /// Enters the latest message of a verification.
    pub(crate) fn sent(&mut self, live: &Verification, locale: Option<&str>) {
        let Some(attempt) = live.attempts.last().cloned() else { return };
        if !self.entries.contains_key(&live.sid) {
            if self.order.len() == KEPT
                && let Some(oldest) = self.order.pop_front()
            {
                self.entries.remove(&oldest);
            }
            self.order.push_back(live.sid.clone());
        }
        let entry = self.entries.entry(live.sid.clone()).or_insert_with(|| Entry {
            account_sid: live.account_sid.clone(),
            service_sid: live.service_sid.clone(),
            verification_sid: live.sid.clone(),
            to: live.to.clone(),
            code_length: live.code.len(),
            expires: live.expires,
            converted: None,
            attempts: Vec::new(),
        });
        entry.attempts.push(Sent { attempt, locale: locale.map(str::to_owned), error: None });
    }

    /// Notes an approval. Nobody can tell which of several messages the code was read from: it counts for all.
    pub(crate) fn converts(&mut self, verification_sid: &str, now: Instant) {
        if let Some(entry) = self.entries.get_mut(verification_sid) {
            entry.converted = Some(now);
        }
    }

    /// Notes that the latest message to an address did not arrive.
    pub(crate) fn fails(&mut self, to: &str, code: u32) {
        let latest =
            self.order.iter().rev().find(|sid| self.entries.get(*sid).is_some_and(|entry| entry.to == to));
        let entry = latest.and_then(|sid| self.entries.get_mut(sid));
        if let Some(sent) = entry.and_then(|entry| entry.attempts.last_mut()) {
            sent.error = Some(code);
        }
    }

    /// What is known of a verification, also after its end.
    pub(crate) fn entry(&self, verification_sid: &str) -> Option<&Entry> {
        self.entries.get(verification_sid)
    }

    /// Whose verification it is, also after its end.
    pub(crate) fn address_of(&self, verification_sid: &str) -> Option<&str> {
        self.entries.get(verification_sid).map(|entry| entry.to.as_str())
    }

    /// The messages of an account, newest first.
    pub(crate) fn of_account(&self, account_sid: &str) -> Vec<(&Entry, &Sent)> {
        let own = self.order.iter().rev().filter_map(|sid| self.entries.get(sid));
        let own = own.filter(|entry| entry.account_sid == account_sid);
        let mut sent: Vec<_> =
            own.flat_map(|entry| entry.attempts.iter().rev().map(move |sent| (entry, sent))).collect();
        sent.sort_by_key(|(_, sent)| std::cmp::Reverse(sent.attempt.at));
        sent
    }
}
