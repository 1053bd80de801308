//! A Service at work: its live verifications, one for each address, its rate limits and senders.

use std::collections::{HashMap, VecDeque};

use crate::clock::Instant;
use crate::switches::AddressAsSid;
use crate::twilio::rate_limit::RateLimit;
use crate::twilio::senders::Sender;
use crate::twilio::service::Service;
use crate::twilio::verification::Verification;

/// A Service and what it remembers.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) service: Service,
    pub(crate) rate_limits: Vec<RateLimit>,
    pub(crate) senders: Vec<Sender>,
    pub(crate) created: Instant,
    pub(crate) updated: Instant,
    live: HashMap<String, Verification>,
    names: HashMap<String, String>,
    /// In the order of creation, so that what nobody asks about again is forgotten too.
    ends: VecDeque<(Instant, String)>,
    /// Codes of canceled verifications, for the switch that keeps them.
    kept: HashMap<String, (String, Instant)>,
}

impl Exchange {
    pub(crate) fn new(service: Service, now: Instant) -> Self {
        Self {
            service,
            rate_limits: Vec::new(),
            senders: Vec::new(),
            created: now,
            updated: now,
            live: HashMap::new(),
            names: HashMap::new(),
            ends: VecDeque::new(),
            kept: HashMap::new(),
        }
    }

    /// The live verification of an address.
    pub(crate) fn at(&mut self, to: &str, now: Instant) -> Option<&mut Verification> {
        if self.live.get(to).is_some_and(|found| found.expires <= now) {
            self.end(to);
        }
        self.live.get_mut(to)
    }

    /// The live verification of a SID, or of an address standing in its place where that is allowed.
    pub(crate) fn named(
        &mut self,
        name: &str,
        now: Instant,
        address: AddressAsSid,
    ) -> Option<&mut Verification> {
        let to = match self.names.get(name) {
            Some(to) => to.clone(),
            None if address == AddressAsSid::Allowed => name.to_owned(),
            None => return None,
        };
        self.at(&to, now)
    }

    /// Enters a new verification.
    pub(crate) fn begin(&mut self, verification: Verification, now: Instant) -> &mut Verification {
        self.forget(now);
        let to = verification.to.clone();
        self.end(&to);
        self.names.insert(verification.sid.clone(), to.clone());
        self.ends.push_back((verification.expires, verification.sid.clone()));
        self.live.entry(to).insert_entry(verification).into_mut()
    }

    /// Soft delete: neither address nor SID finds it any more.
    pub(crate) fn end(&mut self, to: &str) -> Option<Verification> {
        let ended = self.live.remove(to)?;
        self.names.remove(&ended.sid);
        Some(ended)
    }

    /// Lays the code of a canceled verification by.
    pub(crate) fn keep_code(&mut self, ended: &Verification) {
        self.kept.insert(ended.to.clone(), (ended.code.clone(), ended.expires));
    }

    pub(crate) fn kept_code(&mut self, to: &str, now: Instant) -> Option<String> {
        self.kept.remove(to).filter(|(_, until)| *until > now).map(|(code, _)| code)
    }

    fn forget(&mut self, now: Instant) {
        while self.ends.front().is_some_and(|(expires, _)| *expires <= now) {
            if let Some(to) = self.ends.pop_front().and_then(|(_, sid)| self.names.get(&sid).cloned()) {
                self.at(&to, now);
            }
        }
    }
}
