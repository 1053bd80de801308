//! The other door: what a test or a person at a terminal may see and change of the simulated world.

use std::time::Duration;

use poem::Response;
use poem::http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::front::Front;
use crate::script::Script;
use crate::switches::Switches;
use crate::twilio::magic::MAGIC;

/// Answers `/control/…`: `GET code/{to}`, `GET messages`, `GET calls`, `GET magic`, `GET|PUT switches`, `POST script`,
/// `POST advance {"seconds": 600}`, `POST account {"sid": …, …}`, `POST reset`.
pub(crate) fn answer(front: &Front, method: &str, path: &str, body: &[u8]) -> Response {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let mut world = front.world();
    match (method, segments.as_slice()) {
        ("GET", ["code", to]) => {
            let to = to.replace("%2B", "+").replace("%40", "@");
            match world.journal.last_to(&to) {
                Some(message) => ok(&json!({ "to": to, "code": message.code })),
                None => said(StatusCode::NOT_FOUND, "no message to this address"),
            }
        }
        ("GET", ["messages"]) => ok(&json!({ "messages": world.journal.messages().collect::<Vec<_>>() })),
        ("GET", ["calls"]) => ok(&json!({ "calls": world.journal.calls() })),
        ("GET", ["magic"]) => {
            let rows: Vec<Value> = MAGIC
                .iter()
                .map(|row| json!({ "number": row.number, "name": row.name, "on": row.on, "act": row.act }))
                .collect();
            ok(&json!({ "magic": rows }))
        }
        ("GET", ["switches"]) => ok(&json!(world.switches)),
        ("PUT" | "POST", ["switches"]) => read::<Switches>(body, |switches| world.switches = switches),
        ("POST", ["script"]) => read::<Script>(body, |script| world.script(script)),
        ("POST", ["advance"]) => {
            read::<Advance>(body, |by| world.clock.advance(Duration::from_secs(by.seconds)))
        }
        ("POST", ["account"]) => read::<crate::twilio::account::Account>(body, |account| {
            let sid = account.sid.clone();
            world.change_account(&sid, |old| *old = account);
        }),
        ("POST", ["reset"]) => {
            world.reset();
            ok(&json!({}))
        }
        _ => said(StatusCode::NOT_FOUND, "no such control"),
    }
}

#[derive(serde::Deserialize)]
struct Advance {
    seconds: u64,
}

fn read<T: DeserializeOwned>(body: &[u8], act: impl FnOnce(T)) -> Response {
    match serde_json::from_slice(body) {
        Ok(value) => {
            act(value);
            ok(&json!({}))
        }
        Err(error) => said(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

fn ok(body: &Value) -> Response {
    Response::builder().content_type("application/json").body(body.to_string())
}

fn said(status: StatusCode, text: &str) -> Response {
    Response::builder()
        .status(status)
        .content_type("application/json")
        .body(json!({ "error": text }).to_string())
}
