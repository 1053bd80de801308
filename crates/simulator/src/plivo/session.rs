//! One session: a code for a number, the messages that carried it, and what was guessed.

use serde_json::{Value, json};

use crate::clock::Instant;
use crate::twilio::channel::Channel;

/// How often a code may be tried.
pub(super) const VALIDATIONS: u32 = 10;
/// Seconds a session lives.
pub(super) const LIFE: u64 = 600;

/// A session.
#[derive(Debug, Clone)]
pub(super) struct Session {
    pub(super) uuid: String,
    pub(super) auth_id: String,
    pub(super) app_uuid: String,
    /// With its plus, as everywhere here.
    pub(super) recipient: String,
    pub(super) locale: String,
    pub(super) brand: String,
    pub(super) otp: String,
    pub(super) verified: bool,
    pub(super) validations: u32,
    pub(super) attempts: Vec<Attempt>,
    pub(super) created: Instant,
    pub(super) updated: Instant,
}

/// One message of a session.
#[derive(Debug, Clone)]
pub(super) struct Attempt {
    pub(super) uuid: String,
    pub(super) channel: Channel,
    pub(super) time: Instant,
}

impl Session {
    pub(super) fn is_expired(&self, now: Instant) -> bool {
        self.created.plus_seconds(LIFE) <= now
    }

    /// Whether its code can still become right, however many guesses are left.
    pub(super) fn is_open(&self, now: Instant) -> bool {
        !self.verified && !self.is_expired(now)
    }

    pub(super) fn status(&self, now: Instant) -> &'static str {
        match (self.verified, self.is_expired(now)) {
            (true, _) => "verified",
            (_, true) => "expired",
            _ => "in-progress",
        }
    }

    /// As a `GET` tells it. The number is without its plus there.
    pub(super) fn resource(&self, api_id: &str, now: Instant) -> Value {
        let attempt = |attempt: &Attempt| {
            json!({
                "channel": named(attempt.channel), "attempt_uuid": attempt.uuid, "status": "sent",
                "time": attempt.time.rfc3339(),
            })
        };
        let charge = |attempt: &Attempt| json!({ "attempt_uuid": attempt.uuid, "channel": named(attempt.channel), "charge": "0.00500" });
        json!({
            "api_id": api_id, "session_uuid": self.uuid, "app_uuid": self.app_uuid,
            "recipient": self.recipient.trim_start_matches('+'),
            "channel": self.attempts.last().map(|attempt| named(attempt.channel)),
            "locale": self.locale, "status": self.status(now), "count": self.attempts.len(),
            "attempt_details": self.attempts.iter().map(attempt).collect::<Vec<_>>(),
            "charges": {
                "total_charge": "0.00500", "validation_charge": "0.0000",
                "attempt_charges": self.attempts.iter().map(charge).collect::<Vec<_>>(),
            },
            "created_at": self.created.rfc3339(), "updated_at": self.updated.rfc3339(),
        })
    }
}

/// A call is `voice` there.
pub(super) const fn named(channel: Channel) -> &'static str {
    match channel {
        Channel::Call => "voice",
        other => other.name(),
    }
}
