//! Twilio's error codes in the caller's words: by code and HTTP status, never by text
//! (<https://www.twilio.com/docs/verify/api/error-codes>).

use serde::Deserialize;

use crate::error::{Failure, ProviderError};
use crate::http::Reply;

/// What Twilio says of an error; anything in it may be missing or of another type.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    code: serde_json::Value,
}

/// A check that was not answered with a verification.
pub(in crate::providers) enum Checked {
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

fn error(provider: &str, reply: &Reply, code: Option<u32>, failure: Failure) -> ProviderError {
    let request_id = request_id(reply);
    ProviderError { code, request_id, ..ProviderError::of_reply(provider, failure, reply) }
}

/// What Twilio's support asks for; nothing else of that shape is let through to the log.
fn request_id(reply: &Reply) -> Option<String> {
    let id = reply.header("twilio-request-id")?;
    id.bytes().all(|b| b.is_ascii_alphanumeric()).then(|| id.to_owned())
}

/// A success that cannot be read, or is about something else.
pub(in crate::providers) fn unusable(provider: &str, reply: &Reply) -> ProviderError {
    error(provider, reply, None, Failure::Unknown)
}

/// A start or a cancel that failed.
pub(in crate::providers) fn of_start(provider: &str, reply: &Reply) -> ProviderError {
    let code = code_of(reply);
    error(provider, reply, code, failure(code, reply.status))
}

/// Something that was taken, and failed at once: with the code its resource tells, if any.
pub(in crate::providers) fn of_failed(provider: &str, reply: &Reply, code: Option<u32>) -> ProviderError {
    error(provider, reply, code, failure(code, 400))
}

/// A check that failed.
pub(in crate::providers) fn of_check(provider: &str, reply: &Reply) -> Checked {
    let code = code_of(reply);
    match (code, reply.status) {
        // documents disagree which of the two follows the fifth wrong check: alike for us
        (Some(20404 | 60202), _) | (None, 404) => Checked::Gone,
        (Some(60200), 400) => Checked::Malformed,
        (code, status) => Checked::Failed(error(provider, reply, code, failure(code, status))),
    }
}

/// The table.
fn failure(code: Option<u32>, status: u16) -> Failure {
    match code {
        // channel not set up at the Service: 60223, WhatsApp 68008, silent network and auto 605xx
        Some(60223 | 68008 | 60500..=60550) => Failure::NotOffered,
        // the address: invalid, out of coverage, and what Messaging, Voice and WhatsApp say of numbers
        Some(
            60200 | 60600 | 21211 | 21214 | 21217 | 21219 | 21608 | 21610 | 21612 | 30003 | 30005 | 63003
            | 63024,
        ) => Failure::Undeliverable,
        // a fixed line, as Verify and Messaging call it
        Some(60205 | 21614 | 21635 | 30006) => Failure::Landline,
        // the country, the range or the look of fraud; 304xx is Messaging's protection against pumping, 30007 a filter
        Some(
            60220 | 60238 | 60410 | 60412 | 60605 | 13227 | 21215 | 21216 | 21408 | 30004 | 30007 | 30450
            | 30453,
        ) => Failure::Blocked,
        // not processed; safe to ask again (60308 and 60310 belong to other factors than codes, 21611 is a full queue,
        // 10004 too many calls at once)
        Some(10004 | 20429 | 25109 | 60212 | 60308 | 60310 | 60624 | 60626 | 21611 | 63018) => Failure::Busy,
        // the number's own quota of this verification
        Some(60202 | 60203) => Failure::Exhausted,
        // our credentials, our account, our Service, our sender, our words, our template
        Some(
            10002 | 10005 | 20003 | 20005 | 20404 | 60204 | 60206 | 60207 | 60214 | 60221 | 60228 | 60229
            | 60245 | 60247 | 60248 | 60602 | 21205 | 21210 | 21212 | 21213 | 21602 | 21603 | 21606 | 21609
            | 21617 | 21655 | 21656 | 21703 | 21704 | 21705 | 30001 | 30002 | 30032 | 30034 | 63007 | 63016,
        ) => Failure::Denied,
        _ => Failure::of_status(status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_meaning() {
        use Failure::{Blocked, Busy, Denied, Exhausted, Landline, NotOffered, Undeliverable, Unknown};
        for (code, status, expected) in [
            (20003, 401, Denied),
            (20005, 403, Denied),
            (20404, 404, Denied),
            (20429, 429, Busy),
            (25109, 429, Busy),
            (60200, 400, Undeliverable),
            (60202, 429, Exhausted),
            (60203, 429, Exhausted),
            (60204, 400, Denied),
            (60205, 403, Landline),
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
            (60308, 429, Busy),
            (60310, 429, Busy),
            (60410, 403, Blocked),
            (60410, 400, Blocked),
            (60412, 403, Blocked),
            (60500, 400, NotOffered),
            (60519, 400, NotOffered),
            (60550, 400, NotOffered),
            (60600, 400, Undeliverable),
            (60602, 400, Denied),
            (60605, 403, Blocked),
            (60624, 400, Busy),
            (60626, 429, Busy),
            (68008, 400, NotOffered),
        ] {
            assert_eq!(failure(Some(code), status), expected, "{code}");
        }
        for (status, expected) in [
            (401, Denied),
            (403, Denied),
            (404, Denied),
            (429, Busy),
            (400, Undeliverable),
            (422, Undeliverable),
            (405, Denied),
            (408, Unknown),
            (500, Unknown),
            (503, Unknown),
            (302, Unknown),
        ] {
            assert_eq!(failure(None, status), expected, "HTTP {status}");
            assert_eq!(failure(Some(99_999), status), expected, "HTTP {status} with an unknown code");
        }
    }

    #[test]
    fn every_code_of_messaging_and_voice_has_its_meaning() {
        use Failure::{Blocked, Busy, Denied, Landline, Undeliverable};
        for (code, status, expected) in [
            (10002, 403, Denied),
            (10004, 403, Busy),
            (10005, 403, Denied),
            (13227, 400, Blocked),
            (21205, 400, Denied),
            (21210, 400, Denied),
            (21213, 400, Denied),
            (21214, 400, Undeliverable),
            (21215, 400, Blocked),
            (21216, 400, Blocked),
            (21217, 400, Undeliverable),
            (21219, 400, Undeliverable),
            (21602, 400, Denied),
            (21603, 400, Denied),
            (21609, 400, Denied),
            (21617, 400, Denied),
            (21655, 400, Denied),
            (21656, 400, Denied),
            (21703, 400, Denied),
            (21704, 400, Denied),
            (21705, 400, Denied),
            (30002, 400, Denied),
            (30004, 400, Blocked),
            (30034, 400, Denied),
            (63003, 400, Undeliverable),
            (63007, 400, Denied),
            (63016, 400, Denied),
            (63018, 429, Busy),
            (63024, 400, Undeliverable),
            (21211, 400, Undeliverable),
            (21212, 400, Denied),
            (21408, 400, Blocked),
            (21606, 400, Denied),
            (21608, 400, Undeliverable),
            (21610, 400, Undeliverable),
            (21611, 400, Busy),
            (21612, 400, Undeliverable),
            (21614, 400, Landline),
            (21635, 400, Landline),
            (30003, 400, Undeliverable),
            (30005, 400, Undeliverable),
            (30006, 400, Landline),
            (30007, 400, Blocked),
            (30450, 400, Blocked),
            (30453, 400, Blocked),
        ] {
            assert_eq!(failure(Some(code), status), expected, "{code}");
        }
    }

    #[test]
    fn a_check_of_what_is_over_is_no_failure() {
        let of = |status, body: &str| match of_check("twilio-verify", &Reply::made(status, &[], body)) {
            Checked::Gone => "gone".to_owned(),
            Checked::Malformed => "malformed".to_owned(),
            Checked::Failed(error) => error.to_string(),
        };
        for (status, body, expected) in [
            (404, r#"{"code":20404}"#, "gone"),
            (404, "<html>", "gone"),
            (429, r#"{"code":60202}"#, "gone"),
            (400, r#"{"code":60200}"#, "malformed"),
            (400, r#"{"code":"60200"}"#, "malformed"),
            (429, r#"{"code":20429}"#, "twilio-verify: busy, HTTP 429, error 20429"),
            (429, "", "twilio-verify: busy, HTTP 429"),
            (429, r#"{"code":null}"#, "twilio-verify: busy, HTTP 429"),
            (401, r#"{"code":20003}"#, "twilio-verify: denied, HTTP 401, error 20003"),
            (503, r#"{"code":-1}"#, "twilio-verify: unknown, HTTP 503"),
            (302, "[]", "twilio-verify: unknown, HTTP 302"),
        ] {
            assert_eq!(of(status, body), expected, "HTTP {status} {body}");
        }
    }

    #[test]
    fn an_error_keeps_what_support_asks_for_and_no_text() {
        let headers = [("twilio-request-id", "RQ0123"), ("retry-after", "9")];
        let body = r#"{"code":60203,"message":"Max send attempts reached for +12025550123"}"#;
        let error = of_start("twilio-verify", &Reply::made(429, &headers, body));
        assert_eq!((error.code, error.status), (Some(60203), Some(429)));
        assert_eq!(error.request_id.as_deref(), Some("RQ0123"));
        assert_eq!(error.retry_after, Some(std::time::Duration::from_secs(9)));
        assert!(!format!("{error} {error:?}").contains("202"));
        let odd =
            of_start("twilio-verify", &Reply::made(429, &[("twilio-request-id", "+12025550123 ?")], ""));
        assert_eq!(odd.request_id, None);
    }
}
