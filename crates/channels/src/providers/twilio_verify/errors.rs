//! Twilio's error codes in the caller's words: by code and HTTP status, never by text
//! (<https://www.twilio.com/docs/verify/api/error-codes>).

use serde::Deserialize;

use super::PROVIDER;
use crate::error::{Failure, ProviderError};
use crate::http::Reply;

/// What Twilio says of an error; anything in it may be missing or of another type.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    code: serde_json::Value,
}

/// A check that was not answered with a verification.
pub(super) enum Checked {
    /// Nothing that a code could be right for.
    Gone,
    /// Not looked at.
    Malformed,
    /// The failure of the call itself.
    Failed(ProviderError),
}

fn code_of(reply: &Reply) -> Option<u32> {
    let said: Said = serde_json::from_slice(&reply.body).unwrap_or_default();
    let number = said.code.as_u64().or_else(|| said.code.as_str().and_then(|text| text.parse().ok()));
    number.and_then(|number| u32::try_from(number).ok())
}

fn error(reply: &Reply, code: Option<u32>, failure: Failure) -> ProviderError {
    ProviderError {
        provider: PROVIDER.name.to_owned(),
        failure,
        status: Some(reply.status),
        code,
        request_id: request_id(reply),
        retry_after: reply.retry_after(),
    }
}

/// What Twilio's support asks for; nothing else of that shape is let through to the log.
fn request_id(reply: &Reply) -> Option<String> {
    let id = reply.header("twilio-request-id")?;
    id.bytes().all(|b| b.is_ascii_alphanumeric()).then(|| id.to_owned())
}

/// A success that cannot be read, or is about something else.
pub(super) fn unusable(reply: &Reply) -> ProviderError {
    error(reply, None, Failure::Unknown)
}

/// A start or a cancel that failed.
pub(super) fn of_start(reply: &Reply) -> ProviderError {
    let code = code_of(reply);
    error(reply, code, failure(code, reply.status))
}

/// A check that failed.
pub(super) fn of_check(reply: &Reply) -> Checked {
    let code = code_of(reply);
    match (code, reply.status) {
        // documents disagree which of the two follows the fifth wrong check: alike for us
        (Some(20404 | 60202), _) | (None, 404) => Checked::Gone,
        (Some(60200), 400) => Checked::Malformed,
        (code, status) => Checked::Failed(error(reply, code, failure(code, status))),
    }
}

/// The table.
fn failure(code: Option<u32>, status: u16) -> Failure {
    match code {
        // channel not set up at the Service: 60223, WhatsApp 68008, silent network and auto 605xx
        Some(60223 | 68008 | 60500..=60550) => Failure::NotOffered,
        // the address: invalid, a landline, out of coverage, and what Messaging says of numbers
        Some(60200 | 60205 | 60600 | 21211 | 21608 | 21610 | 21612 | 21614 | 21635) => Failure::Undeliverable,
        // the country, the range or the look of fraud
        Some(60220 | 60238 | 60410 | 60412 | 60605 | 21408) => Failure::Blocked,
        // not processed; safe to ask again
        Some(20429 | 25109 | 60212 | 60624 | 60626) => Failure::Busy,
        // the number's own quota of this verification
        Some(60202 | 60203) => Failure::Exhausted,
        // our credentials, our account, our Service
        Some(
            20003 | 20005 | 20404 | 60204 | 60206 | 60207 | 60214 | 60221 | 60228 | 60229 | 60245 | 60247
            | 60248 | 60602,
        ) => Failure::Denied,
        _ => match status {
            429 => Failure::Busy,
            401 | 403 | 404 => Failure::Denied,
            400..=499 => Failure::Undeliverable,
            _ => Failure::Unknown,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_meaning() {
        use Failure::{Blocked, Busy, Denied, Exhausted, NotOffered, Undeliverable, Unknown};
        for (code, status, expected) in [
            (20003, 401, Denied),
            (20404, 404, Denied),
            (20429, 429, Busy),
            (25109, 429, Busy),
            (60200, 400, Undeliverable),
            (60202, 429, Exhausted),
            (60203, 429, Exhausted),
            (60204, 400, Denied),
            (60205, 403, Undeliverable),
            (60206, 400, Denied),
            (60207, 400, Denied),
            (60212, 429, Busy),
            (60214, 400, Denied),
            (60220, 400, Blocked),
            (60221, 400, Denied),
            (60223, 400, NotOffered),
            (60228, 400, Denied),
            (60229, 400, Denied),
            (60238, 403, Blocked),
            (60245, 400, Denied),
            (60247, 400, Denied),
            (60248, 400, Denied),
            (60410, 403, Blocked),
            (60410, 400, Blocked),
            (60412, 403, Blocked),
            (60519, 400, NotOffered),
            (60550, 400, NotOffered),
            (60600, 400, Undeliverable),
            (60605, 403, Blocked),
            (60624, 400, Busy),
            (60626, 429, Busy),
            (68008, 400, NotOffered),
            (21608, 400, Undeliverable),
        ] {
            assert_eq!(failure(Some(code), status), expected, "{code}");
        }
        for (status, expected) in [
            (401, Denied),
            (403, Denied),
            (404, Denied),
            (429, Busy),
            (400, Undeliverable),
            (500, Unknown),
            (503, Unknown),
            (302, Unknown),
        ] {
            assert_eq!(failure(None, status), expected, "HTTP {status}");
            assert_eq!(failure(Some(99_999), status), expected, "HTTP {status} with an unknown code");
        }
    }
}
