//! Vonage's errors in the caller's words: by status, for Messages by the number at the end of the problem's type, and by the names
//! of the fields it refuses, never by text (<https://developer.vonage.com/en/api-errors>).

use serde::Deserialize;

use crate::error::{Failure, ProviderError};
use crate::http::Reply;

/// A problem (RFC 7807); anything in it may be missing or of another type.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Problem {
    #[serde(rename = "type")]
    kind: serde_json::Value,
    invalid_parameters: serde_json::Value,
}

impl Problem {
    fn of(reply: &Reply) -> Self {
        serde_json::from_slice(&reply.body).unwrap_or_default()
    }

    /// `…/api-errors/messages#1150` is 1150.
    fn code(&self) -> Option<u32> {
        self.kind.as_str()?.rsplit_once('#')?.1.parse().ok()
    }

    /// Whether fields are refused, and all of them are ours to set: the sender, the brand, the language. `workflow[0].from` is
    /// the sender; `to` is the address, and what cannot be told from it is taken for it.
    fn is_about_us(&self) -> bool {
        let fields = self.invalid_parameters.as_array().map(Vec::as_slice).unwrap_or_default();
        let ours = |field: &serde_json::Value| {
            let name = field["name"].as_str().unwrap_or("to");
            let last = name.rsplit('.').next().unwrap_or(name);
            !matches!(last.split('[').next(), Some("to" | "workflow"))
        };
        !fields.is_empty() && fields.iter().all(ours)
    }
}

/// A failure as an answer tells it.
pub(in crate::providers) fn error(provider: &str, reply: &Reply) -> ProviderError {
    let problem = Problem::of(reply);
    let code = problem.code();
    let failure = match failure(code, reply.status) {
        Failure::Undeliverable if problem.is_about_us() => Failure::Denied,
        failure => failure,
    };
    ProviderError { code, ..ProviderError::of_reply(provider, failure, reply) }
}

/// A success that cannot be read, or is about something else.
pub(in crate::providers) fn unusable(provider: &str, reply: &Reply) -> ProviderError {
    ProviderError::of_reply(provider, Failure::Unknown, reply)
}

/// The table.
fn failure(code: Option<u32>, status: u16) -> Failure {
    match code {
        // more than the account may send at once
        Some(1000) => Failure::Busy,
        // the number: no route, barred, not on the list of a trial account
        Some(1040 | 1050 | 1160) => Failure::Undeliverable,
        // our account, its money, our sender, our set-up
        Some(1022 | 1060 | 1070 | 1080 | 1120 | 1130 | 1140) => Failure::Denied,
        // it broke over there: what was asked for may have been done
        Some(1030 | 1100) => Failure::Unknown,
        // one verification at a time: the next may be asked for when this is over
        _ if status == 409 => Failure::Busy,
        _ => Failure::of_status(status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_its_meaning() {
        use Failure::{Busy, Denied, Undeliverable, Unknown};
        for (status, code, expected) in [
            (400, 0, Undeliverable),
            (401, 0, Denied),
            (402, 0, Denied),
            (402, 1070, Denied),
            (403, 0, Denied),
            (404, 0, Denied),
            (408, 0, Unknown),
            (409, 0, Busy),
            (410, 0, Denied),
            (422, 0, Undeliverable),
            (422, 1150, Undeliverable),
            (422, 1120, Denied),
            (422, 1030, Unknown),
            (429, 0, Busy),
            (429, 1000, Busy),
            (403, 1050, Undeliverable),
            (500, 0, Unknown),
            (503, 0, Unknown),
            (302, 0, Unknown),
        ] {
            let kind = match code {
                0 => "https://developer.vonage.com/api-errors#x".to_owned(),
                code => format!("https://developer.vonage.com/api-errors/messages#{code}"),
            };
            let body = format!(r#"{{"type":"{kind}","title":"t","detail":"for 12025550123"}}"#);
            let told = error("vonage-messages", &Reply::made(status, &[("retry-after", "9")], &body));
            assert_eq!((told.failure, told.code), (expected, (code != 0).then_some(code)), "HTTP {status}");
            assert_eq!((told.status, told.retry_after.map(|wait| wait.as_secs())), (Some(status), Some(9)));
            assert!(!format!("{told} {told:?}").contains("12025550123"));
        }
        for (named, expected) in [
            (r#"{"name":"from","reason":"x"}"#, Denied),
            (r#"{"name":"workflow[0].from"}"#, Denied),
            (r#"{"name":"brand"},{"name":"locale"}"#, Denied),
            (r#"{"name":"to","reason":"for 12025550123"}"#, Undeliverable),
            (r#"{"name":"workflow[].to"}"#, Undeliverable),
            (r#"{"name":"from"},{"name":"workflow[0].to"}"#, Undeliverable),
            (r#"{"name":"workflow[0]"}"#, Undeliverable),
            (r#"{"reason":"x"}"#, Undeliverable),
            (r#"{"name":7}"#, Undeliverable),
            ("", Undeliverable),
            (r#""from""#, Undeliverable),
        ] {
            let body = format!(r#"{{"type":"messages#1150","invalid_parameters":[{named}]}}"#);
            assert_eq!(error("vonage-verify", &Reply::made(422, &[], &body)).failure, expected, "{named}");
            // who we are is said by other statuses
            assert_eq!(error("vonage-verify", &Reply::made(429, &[], &body)).failure, Busy);
        }
        for body in ["", "[]", r#"{"type":7}"#, r#"{"type":"x#y"}"#, r#"{"type":"about:blank"}"#] {
            assert_eq!(error("vonage-verify", &Reply::made(429, &[], body)).code, None, "{body}");
        }
    }
}
