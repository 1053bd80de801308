//! One text message of Programmable Messaging: its fate as time goes by, and how Twilio tells it.

use serde_json::{Value, json};

use crate::clock::Instant;
use crate::journal::Text;

/// Seconds until it is on its way, and until it arrived or is known not to.
const SENT_AFTER: u64 = 1;
const SETTLED_AFTER: u64 = 3;

/// A text on its way.
#[derive(Debug, Clone)]
pub(crate) struct Dispatch {
    pub(crate) text: Text,
    pub(crate) created: Instant,
    /// The status of its first second.
    pub(crate) first: &'static str,
    /// Why it will not arrive.
    pub(crate) error: Option<u32>,
}

impl Dispatch {
    /// The Message resource.
    pub(crate) fn resource(&self, now: Instant) -> Value {
        let sent_at = self.created.plus_seconds(SENT_AFTER);
        let settled_at = self.created.plus_seconds(SETTLED_AFTER);
        let (sent, settled) = (sent_at <= now, settled_at <= now);
        let error = self.error.filter(|_| settled);
        let (status, updated) = match (settled, sent) {
            (true, _) => (if error.is_some() { "undelivered" } else { "delivered" }, settled_at),
            (_, true) => ("sent", sent_at),
            _ => (self.first, self.created),
        };
        let uri = format!("/2010-04-01/Accounts/{}/Messages/{}", self.text.account_sid, self.text.sid);
        json!({
            "sid": self.text.sid, "account_sid": self.text.account_sid, "api_version": "2010-04-01",
            "to": self.text.addressed(&self.text.to),
            "from": self.text.from.as_deref().map(|from| self.text.addressed(from)), "body": self.text.body,
            "messaging_service_sid": self.text.messaging_service_sid, "direction": "outbound-api",
            "status": status, "error_code": error, "error_message": error.map(|_| "The message was not delivered"),
            "num_media": "0", "num_segments": segments(&self.text.body).to_string(),
            "price": null, "price_unit": null, "date_created": self.created.rfc2822(),
            "date_sent": sent.then(|| sent_at.rfc2822()), "date_updated": updated.rfc2822(),
            "subresource_uris": { "media": format!("{uri}/Media.json") }, "uri": format!("{uri}.json"),
        })
    }
}

/// How many messages a phone network makes of it: 160 characters, or 153 of each part; 70 and 67 beyond ASCII (of the
/// network's own alphabet beyond ASCII nothing is known here).
fn segments(body: &str) -> usize {
    let (length, one, part) =
        if body.is_ascii() { (body.len(), 160, 153) } else { (body.encode_utf16().count(), 70, 67) };
    if length <= one { 1 } else { length.div_ceil(part) }
}
