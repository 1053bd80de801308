//! A Service rate limit: buckets that count starts by a value the caller names.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::clock::Instant;
use crate::twilio::sid::sid;

/// A rate limit and its buckets; without a bucket it limits nothing.
#[derive(Debug)]
pub(crate) struct RateLimit {
    pub(crate) sid: String,
    pub(crate) unique_name: String,
    pub(crate) description: Option<String>,
    pub(crate) buckets: Vec<Bucket>,
    pub(crate) created: Instant,
    pub(crate) updated: Instant,
}

/// At most `max` starts in `interval` seconds for one value.
#[derive(Debug)]
pub(crate) struct Bucket {
    pub(crate) sid: String,
    pub(crate) max: u64,
    pub(crate) interval: u64,
    pub(crate) created: Instant,
    pub(crate) updated: Instant,
    /// The end of the running interval and the starts in it, by value.
    counts: HashMap<String, (Instant, u64)>,
}

impl RateLimit {
    pub(crate) fn new(unique_name: &str, description: Option<&str>, now: Instant) -> Self {
        Self {
            sid: sid("RK"),
            unique_name: unique_name.to_owned(),
            description: description.map(str::to_owned),
            buckets: Vec::new(),
            created: now,
            updated: now,
        }
    }

    /// The seconds a start for `value` has to wait; `None` lets it through (and does not count it yet).
    pub(crate) fn wait(&self, value: &str, now: Instant) -> Option<u64> {
        self.buckets.iter().filter_map(|bucket| bucket.wait(value, now)).max()
    }

    pub(crate) fn count(&mut self, value: &str, now: Instant) {
        for bucket in &mut self.buckets {
            bucket.count(value, now);
        }
    }

    pub(crate) fn resource(&self, account_sid: &str, service_sid: &str) -> Value {
        let url = format!("https://verify.twilio.com/v2/Services/{service_sid}/RateLimits/{}", self.sid);
        json!({
            "sid": self.sid, "service_sid": service_sid, "account_sid": account_sid,
            "unique_name": self.unique_name, "description": self.description,
            "date_created": self.created.rfc3339(), "date_updated": self.updated.rfc3339(),
            "links": { "buckets": format!("{url}/Buckets") }, "url": url,
        })
    }
}

impl Bucket {
    pub(crate) fn new(max: u64, interval: u64, now: Instant) -> Self {
        Self { sid: sid("BL"), max, interval, created: now, updated: now, counts: HashMap::new() }
    }

    fn wait(&self, value: &str, now: Instant) -> Option<u64> {
        let (ends, count) = self.counts.get(value)?;
        (*ends > now && *count >= self.max).then(|| ends.seconds_after(now))
    }

    fn count(&mut self, value: &str, now: Instant) {
        self.counts.retain(|_, (ends, _)| *ends > now);
        let fresh = (now.plus_seconds(self.interval), 0);
        self.counts.entry(value.to_owned()).or_insert(fresh).1 += 1;
    }

    pub(crate) fn resource(&self, account_sid: &str, service_sid: &str, limit_sid: &str) -> Value {
        json!({
            "sid": self.sid, "rate_limit_sid": limit_sid, "service_sid": service_sid, "account_sid": account_sid,
            "max": self.max, "interval": self.interval,
            "date_created": self.created.rfc3339(), "date_updated": self.updated.rfc3339(),
            "url": format!(
                "https://verify.twilio.com/v2/Services/{service_sid}/RateLimits/{limit_sid}/Buckets/{}", self.sid
            ),
        })
    }
}
