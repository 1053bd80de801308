//! The other door: what a test or a person at a terminal may see and change of the simulated world.

use std::collections::HashMap;
use std::time::Duration;

use poem::Response;
use poem::http::StatusCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::calls::{Call, Calls, Kind};
use crate::front::Front;
use crate::journal::{Message, Text};
use crate::post::post;
use crate::script::{Act, Script};
use crate::switches::Switches;
use crate::task::spawn;
use crate::twilio::callback;
use crate::twilio::dial::Dial;
use crate::twilio::magic::MAGIC;
use crate::world::World;

/// Answers `/control/…`; the routes are listed in the crate's README.
pub(crate) fn answer(front: &Front, method: &str, path: &str, query: Option<&str>, body: &[u8]) -> Response {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let query: HashMap<String, String> =
        serde_urlencoded::from_str(query.unwrap_or_default()).unwrap_or_default();
    // A plus sign that nobody encoded arrives as a space.
    let to = query.get("to").map(|to| to.replacen(' ', "+", 1));
    let world = &mut *front.world();
    let done = match (method, segments.as_slice()) {
        ("GET", ["code", to]) => return code(world, &to.replace("%2B", "+").replace("%40", "@")),
        ("GET", ["messages"]) => Ok(messages(world, to.as_deref())),
        ("GET", ["texts"]) => Ok(texts(world, to.as_deref())),
        ("GET", ["dials"]) => Ok(dials(world, to.as_deref())),
        ("GET", ["calls"]) => Ok(calls(&world.journal.calls(), to.as_deref())),
        ("POST", ["report"]) => read::<Telling>(body).and_then(|telling| report(world, &telling)),
        ("GET", ["magic"]) => Ok(magic()),
        ("GET", ["switches"]) => Ok(json!(world.switches)),
        ("PUT" | "POST", ["switches"]) => read::<Switches>(body).map(|switches| {
            world.switches = switches;
            json!({})
        }),
        ("POST", ["script"]) => script(world, body),
        ("DELETE", ["script"]) => {
            world.clear_scripts();
            Ok(json!({}))
        }
        ("POST", ["advance"]) => read::<Advance>(body).map(|by| {
            world.clock.advance(Duration::from_secs(by.seconds));
            json!({ "now": world.clock.now().rfc3339() })
        }),
        ("POST", ["account"]) => change(body, |sid, fields| {
            let mut merged = Err("sid: unknown".to_owned());
            world.change_account(sid, |account| merged = merge(account, fields));
            merged
        }),
        ("POST", ["service"]) => change(body, |sid, fields| {
            let mut merged = Err("sid: unknown".to_owned());
            world.change_service(sid, |service| merged = merge(service, fields));
            merged
        }),
        ("POST", ["reset"]) => {
            world.reset();
            Ok(json!({}))
        }
        _ => return said(StatusCode::NOT_FOUND, "no such control"),
    };
    done.map_or_else(|fault| said(StatusCode::BAD_REQUEST, &fault), |body| ok(&body))
}

#[derive(serde::Deserialize)]
struct Advance {
    seconds: u64,
}

/// What is to be told, and whether it is posted or only shown.
#[derive(serde::Deserialize)]
struct Telling {
    sid: String,
    status: String,
    #[serde(default)]
    code: Option<u32>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    post: bool,
}

fn report(world: &World, telling: &Telling) -> Result<Value, String> {
    let made = callback::of(world, &telling.sid, telling.url.as_deref(), &telling.status, telling.code);
    let made = made.ok_or("sid: unknown, or without a url to tell")?;
    let shown = json!(made);
    if telling.post {
        spawn(async { drop(post(made).await) });
    }
    Ok(shown)
}

fn code(world: &World, to: &str) -> Response {
    match world.journal.last_code_to(to) {
        Some(code) => ok(&json!({ "to": to, "code": code })),
        None => said(StatusCode::NOT_FOUND, "no code to this address"),
    }
}

fn messages(world: &World, to: Option<&str>) -> Value {
    let wanted = |message: &&Message| to.is_none_or(|to| to == message.to);
    json!({ "messages": world.journal.messages().filter(wanted).collect::<Vec<_>>() })
}

fn texts(world: &World, to: Option<&str>) -> Value {
    let wanted = |text: &&Text| to.is_none_or(|to| to == text.to);
    json!({ "texts": world.journal.texts().filter(wanted).collect::<Vec<_>>() })
}

fn dials(world: &World, to: Option<&str>) -> Value {
    let wanted = |dial: &&Dial| to.is_none_or(|to| to == dial.to);
    json!({ "dials": world.dials.all().filter(wanted).collect::<Vec<_>>() })
}

fn calls(calls: &Calls, to: Option<&str>) -> Value {
    let wanted = |call: &&Call| to.is_none() || to == call.to.as_deref();
    let count = |kind| calls.of(kind).filter(wanted).count();
    json!({
        "starts": count(Kind::Start), "checks": count(Kind::Check), "cancels": count(Kind::Cancel),
        "texts": count(Kind::Text), "dials": count(Kind::Dial),
        "calls": calls.iter().filter(wanted).collect::<Vec<_>>(),
    })
}

fn magic() -> Value {
    let row = |row: &crate::Magic| {
        let mailbox = (row.on != Kind::Text).then(|| format!("magic+{}@example.com", row.name));
        json!({ "number": row.number, "mailbox": mailbox, "name": row.name, "on": row.on, "act": row.act })
    };
    json!({ "magic": MAGIC.iter().map(row).collect::<Vec<_>>() })
}

fn script(world: &mut World, body: &[u8]) -> Result<Value, String> {
    let script = read::<Script>(body)?;
    if script.times == 0 {
        return Err("times: at least one".to_owned());
    }
    if let Act::Status { status, .. } | Act::Raw { status, .. } = &script.act
        && !(200..600).contains(status)
    {
        return Err("status: 200 to 599".to_owned());
    }
    world.script(script);
    Ok(json!({}))
}

/// Hands the fields of the body to whatever its `sid` names.
fn change(
    body: &[u8],
    apply: impl FnOnce(&str, &Map<String, Value>) -> Result<(), String>,
) -> Result<Value, String> {
    let fields = read::<Map<String, Value>>(body)?;
    let sid = fields.get("sid").and_then(Value::as_str).unwrap_or_default();
    apply(sid, &fields).map(|()| json!({}))
}

/// Sets the named fields; what cannot be read changes nothing.
fn merge<T: Serialize + DeserializeOwned>(target: &mut T, fields: &Map<String, Value>) -> Result<(), String> {
    let mut merged = json!(target);
    for (name, value) in fields {
        *merged.get_mut(name).ok_or_else(|| format!("{name}: no such field"))? = value.clone();
    }
    *target = serde_json::from_value(merged).map_err(|fault| fault.to_string())?;
    Ok(())
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|fault| fault.to_string())
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
