//! What Plivo remembers: every session, the newest last.

use std::collections::VecDeque;

use crate::clock::Instant;
use crate::journal::KEPT;
use crate::plivo::session::Session;

/// The sessions.
#[derive(Debug, Default)]
pub(crate) struct Ledger(VecDeque<Session>);

impl Ledger {
    /// Whom a session is about.
    pub(crate) fn address_of(&self, uuid: &str) -> Option<&str> {
        self.0.iter().rev().find(|session| session.uuid == uuid).map(|session| session.recipient.as_str())
    }

    /// The one of this account that is open for a number.
    pub(super) fn open(&mut self, auth_id: &str, recipient: &str, now: Instant) -> Option<&mut Session> {
        let fits = |session: &&mut Session| {
            session.auth_id == auth_id && session.recipient == recipient && session.is_open(now)
        };
        self.0.iter_mut().rev().find(fits)
    }

    pub(super) fn named(&mut self, auth_id: &str, uuid: &str) -> Option<&mut Session> {
        self.0.iter_mut().rev().find(|session| session.auth_id == auth_id && session.uuid == uuid)
    }

    pub(super) fn begin(&mut self, session: Session) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(session);
    }
}
