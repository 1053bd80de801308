//! One call of Programmable Voice: its fate as time goes by, and how Twilio tells it.

use serde::Serialize;
use serde_json::{Value, json};

use crate::clock::Instant;

/// Seconds until it rings, is answered, and is over.
const RINGS_AFTER: u64 = 1;
const ANSWERED_AFTER: u64 = 5;
const OVER_AFTER: u64 = 30;

/// A call as its caller wanted it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dial {
    /// `CA…`.
    pub sid: String,
    /// The account that calls.
    pub account_sid: String,
    /// E.164.
    pub to: String,
    /// The caller's number.
    pub from: String,
    /// What it does, as sent.
    pub twiml: String,
    /// What is said, in order.
    pub said: Vec<Speech>,
    /// The seconds it rings.
    pub timeout: Option<u64>,
    /// Where its fate is told.
    pub status_callback: Option<String>,
}

/// One `<Say>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Speech {
    /// The language, as Twilio names it.
    pub language: Option<String>,
    /// The voice.
    pub voice: Option<String>,
    /// The words.
    pub words: String,
}

/// A call under way.
#[derive(Debug, Clone)]
pub(crate) struct Ringing {
    pub(crate) dial: Dial,
    pub(crate) created: Instant,
    /// Nobody will be reached.
    pub(crate) fails: bool,
}

impl Ringing {
    /// The Call resource.
    pub(crate) fn resource(&self, now: Instant) -> Value {
        let after = |seconds| self.created.plus_seconds(seconds) <= now;
        let status = match (self.fails, after(RINGS_AFTER), after(ANSWERED_AFTER), after(OVER_AFTER)) {
            (_, false, ..) => "queued",
            (true, ..) => "failed",
            (_, _, false, _) => "ringing",
            (.., false) => "in-progress",
            _ => "completed",
        };
        let started = after(ANSWERED_AFTER) && !self.fails;
        let over = status == "completed";
        let created = self.created.rfc2822();
        let at = |seconds| self.created.plus_seconds(seconds).rfc2822();
        let uri = format!("/2010-04-01/Accounts/{}/Calls/{}", self.dial.account_sid, self.dial.sid);
        json!({
            "sid": self.dial.sid, "account_sid": self.dial.account_sid, "api_version": "2010-04-01",
            "to": self.dial.to, "to_formatted": self.dial.to, "from": self.dial.from,
            "from_formatted": self.dial.from, "direction": "outbound-api", "status": status,
            "parent_call_sid": null, "phone_number_sid": null, "answered_by": null, "forwarded_from": null,
            "group_sid": null, "caller_name": null, "queue_time": "0", "trunk_sid": "", "annotation": null,
            "price": null, "price_unit": "USD", "date_created": created, "date_updated": created,
            "start_time": started.then(|| at(ANSWERED_AFTER)), "end_time": over.then(|| at(OVER_AFTER)),
            "duration": over.then(|| (OVER_AFTER - ANSWERED_AFTER).to_string()),
            "subresource_uris": { "recordings": format!("{uri}/Recordings.json") }, "uri": format!("{uri}.json"),
        })
    }
}
