//! What Vonage remembers: the verifications that are running, and whom every one was about.

use std::collections::{HashMap, VecDeque};

use crate::clock::Instant;
use crate::journal::{Journal, KEPT, Message};
use crate::vendor::Vendor;
use crate::vonage::uuid;
use crate::vonage::verification::Verification;

/// The verifications.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    running: HashMap<String, Verification>,
    /// By request id, also after their end.
    addresses: HashMap<String, String>,
    order: VecDeque<String>,
}

impl Ledger {
    /// Whom a verification is or was about.
    pub(crate) fn address_of(&self, id: &str) -> Option<&str> {
        self.addresses.get(id).map(String::as_str)
    }

    /// Lets time go by: steps that are over make room for the next, and what has none left ends.
    pub(super) fn until(&mut self, now: Instant, journal: &mut Journal) {
        self.running.retain(|_, one| {
            while one.until <= now {
                let from = one.until;
                if !one.next(from) {
                    return false;
                }
                send(one, from, journal);
            }
            true
        });
    }

    /// The one of this account that is running for an address.
    pub(super) fn of(&self, api_key: &str, to: &str) -> Option<&Verification> {
        self.running.values().find(|one| one.api_key == api_key && one.reaches(to))
    }

    pub(super) fn begin(&mut self, verification: Verification, now: Instant, journal: &mut Journal) {
        send(&verification, now, journal);
        let id = verification.id.clone();
        let to = verification.step().map(|step| step.to.clone()).unwrap_or_default();
        if self.order.len() == KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            self.addresses.remove(&oldest);
        }
        self.order.push_back(id.clone());
        self.addresses.insert(id.clone(), to);
        self.running.insert(id, verification);
    }

    pub(super) fn named(&mut self, api_key: &str, id: &str) -> Option<&mut Verification> {
        self.running.get_mut(id).filter(|one| one.api_key == api_key)
    }

    pub(super) fn end(&mut self, id: &str) {
        self.running.remove(id);
    }
}

/// Has the message of the step under way sent.
pub(super) fn send(one: &Verification, now: Instant, journal: &mut Journal) {
    let Some(step) = one.step() else { return };
    journal.sent(Message {
        vendor: Vendor::Vonage,
        attempt_sid: uuid(),
        verification_sid: one.id.clone(),
        service_sid: one.api_key.clone(),
        to: step.to.clone(),
        channel: step.channel,
        code: one.code.clone(),
        body: format!("{} code: {}. Valid for {} minutes.", one.brand, one.code, one.timeout.div_ceil(60)),
        locale: one.locale.clone(),
        sent_at: now.rfc3339(),
    });
}
