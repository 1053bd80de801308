//! One verification: its code, its sends, its guesses. Knows neither requests nor Services.

use serde_json::{Value, json};

use crate::clock::Instant;
use crate::twilio::channel::Channel;
use crate::twilio::recent::Recent;
use crate::twilio::sid::sid;

/// Sends to one address within one verification.
const SENDS: usize = 5;
/// Checks of one verification.
pub(crate) const CHECKS: u8 = 5;

/// A live verification. One that ended is simply gone, as at Twilio.
#[derive(Debug, Clone)]
pub(crate) struct Verification {
    pub(crate) sid: String,
    pub(crate) account_sid: String,
    pub(crate) service_sid: String,
    pub(crate) to: String,
    pub(crate) channel: Channel,
    pub(crate) code: String,
    pub(crate) created: Instant,
    pub(crate) updated: Instant,
    pub(crate) expires: Instant,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) checks: u8,
    pub(crate) reads: Recent,
    pub(crate) lookup: Value,
    pub(crate) amount: Option<String>,
    pub(crate) payee: Option<String>,
}

/// One message of a verification.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub(crate) sid: String,
    pub(crate) at: Instant,
    pub(crate) channel: Channel,
}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guess {
    Right,
    Wrong,
    UsedUp,
}

impl Verification {
    /// Whether another message may be sent.
    pub(crate) const fn may_send(&self) -> bool {
        self.attempts.len() < SENDS
    }

    pub(crate) const fn used_up(&self) -> bool {
        self.checks >= CHECKS
    }

    /// Notes another message. The time of expiry stays.
    pub(crate) fn sent(&mut self, channel: Channel, now: Instant) {
        self.channel = channel;
        self.updated = now;
        self.attempts.push(Attempt { sid: sid("VL"), at: now, channel });
    }

    /// Compares a code; every comparison counts.
    pub(crate) fn guess(&mut self, code: &str, now: Instant) -> Guess {
        if self.used_up() {
            return Guess::UsedUp;
        }
        self.checks += 1;
        self.updated = now;
        if code == self.code { Guess::Right } else { Guess::Wrong }
    }

    /// The Verification resource.
    pub(crate) fn resource(&self, status: &str) -> Value {
        let attempts: Vec<Value> = self.attempts.iter().map(Attempt::resource).collect();
        json!({
            "sid": self.sid, "service_sid": self.service_sid, "account_sid": self.account_sid, "to": self.to,
            "channel": self.channel, "status": status, "valid": status == "approved",
            "date_created": self.created.rfc3339(), "date_updated": self.updated.rfc3339(),
            "lookup": self.lookup, "amount": self.amount, "payee": self.payee, "send_code_attempts": attempts,
            "sna": null,
            "url": format!(
                "https://verify.twilio.com/v2/Services/{}/Verifications/{}", self.service_sid, self.sid
            ),
        })
    }

    /// The `VerificationCheck` resource.
    pub(crate) fn check_resource(&self, status: &str) -> Value {
        json!({
            "sid": self.sid, "service_sid": self.service_sid, "account_sid": self.account_sid, "to": self.to,
            "channel": self.channel, "status": status, "valid": status == "approved",
            "amount": self.amount, "payee": self.payee, "sna_attempts_error_codes": [],
            "date_created": self.created.rfc3339(), "date_updated": self.updated.rfc3339(),
        })
    }
}

impl Attempt {
    fn resource(&self) -> Value {
        json!({ "time": self.at.rfc3339(), "channel": self.channel.in_attempts(), "attempt_sid": self.sid })
    }
}

/// A random code that is not one of those people type as a wrong one (`000000`, `123456`, …): a test that guesses
/// wrong on purpose must never be right by chance.
pub(crate) fn random_code(length: u8) -> String {
    loop {
        let code: String = (0..length).map(|_| char::from(b'0' + rand::random_range(0..10_u8))).collect();
        let digits = code.as_bytes();
        let step = |by: i16| digits.windows(2).all(|pair| i16::from(pair[1]) - i16::from(pair[0]) == by);
        if ![0, 1, -1].into_iter().any(step) {
            return code;
        }
    }
}
