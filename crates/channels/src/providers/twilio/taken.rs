//! The answer to a message or a call that Twilio was asked for: it counts only if it is whole, and about what was asked.

use serde::Deserialize;

use super::account::Account;
use super::errors;
use super::wire::{is_same, is_sid};
use crate::address::Address;
use crate::error::ProviderError;
use crate::http::Reply;
use crate::verifier::MessageId;

/// A Message or a Call. Every field may be absent or null.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Taken {
    sid: Option<String>,
    account_sid: Option<String>,
    to: Option<String>,
    status: Option<String>,
    error_code: Option<u32>,
}

/// What it is known by, if Twilio took it. `prefixes` say what it is: `SM`, `MM`, `CA`.
pub(in crate::providers) fn read(
    provider: &str,
    reply: &Reply,
    account: &Account,
    prefixes: &[&str],
    to: &Address,
) -> Result<MessageId, ProviderError> {
    if !reply.is_success() {
        return Err(errors::of_start(provider, reply));
    }
    let garbled = || errors::unusable(provider, reply);
    let read: Taken = serde_json::from_slice(&reply.body).map_err(|_| garbled())?;
    let told = read.to.as_deref().map(|told| told.strip_prefix("whatsapp:").unwrap_or(told));
    let sid = read.sid.filter(|sid| prefixes.iter().any(|prefix| is_sid(sid, prefix)));
    let ours = read.account_sid.as_deref() == Some(account.sid.as_str())
        && told.is_some_and(|told| is_same(told, to));
    let message = sid.filter(|_| ours).and_then(MessageId::new).ok_or_else(garbled)?;
    match read.status.as_deref() {
        Some(
            "accepted" | "scheduled" | "queued" | "sending" | "sent" | "delivered" | "read" | "initiated"
            | "ringing" | "in-progress" | "completed",
        ) => Ok(message),
        // it exists, and will not arrive
        Some("failed" | "undelivered" | "canceled" | "busy" | "no-answer") => {
            Err(errors::of_failed(provider, reply, read.error_code))
        }
        _ => Err(garbled()),
    }
}
