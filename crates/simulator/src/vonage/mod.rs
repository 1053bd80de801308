//! Vonage: Verify v2 and Messages, with an account's balance. Connections, scripts and the clock are no business of these files.

pub(crate) mod account;
mod admission;
pub(crate) mod ledger;
mod problem;
mod verification;
mod verify;

use serde_json::{Value, json};

use crate::ask::Ask;
use crate::calls::Kind;
use crate::journal::Text;
use crate::reply::{Body, Reply};
use crate::vendor::{Desk, Vendor};
use crate::vonage::account::VonageAccount;
use crate::vonage::problem::Problem;
use crate::world::World;

/// The vendor.
pub(crate) struct Vonage;

impl Desk for Vonage {
    fn kind(&self, ask: &Ask) -> Kind {
        match (ask.method.as_str(), ask.path().as_slice()) {
            ("POST", ["v2", "verify"] | ["v2", "verify", _, "next_workflow"]) => Kind::Start,
            ("POST", ["v2", "verify", _]) => Kind::Check,
            ("DELETE", ["v2", "verify", _]) => Kind::Cancel,
            ("POST", ["v1", "messages"]) => Kind::Text,
            ("GET", ["account", "get-balance"]) => Kind::Account,
            _ => Kind::Other,
        }
    }

    fn address_of(&self, world: &World, ask: &Ask) -> Option<String> {
        if let ["v2", "verify", id, ..] = ask.path().as_slice() {
            return world.vonage.address_of(id).map(str::to_owned);
        }
        let json = ask.json()?;
        let to = json["to"].as_str().or_else(|| json["workflow"][0]["to"].as_str())?;
        Some(if to.contains('@') { to.to_owned() } else { format!("+{to}") })
    }

    fn answer(&self, world: &mut World, ask: &Ask) -> Reply {
        decide(world, ask).unwrap_or_else(Reply::from)
    }

    fn fault(&self, _world: &World, status: u16, code: u32) -> Reply {
        Problem::of_status(status, code).into()
    }

    /// Vonage names no address in its answers: another one is another request.
    fn astray(&self, world: &mut World, ask: &Ask, _to: Option<&str>, _same_address: bool) -> Reply {
        if self.kind(ask) == Kind::Check {
            return Reply::json(200, json!({ "request_id": uuid(), "status": "completed" }));
        }
        let mut reply = self.answer(world, ask);
        if let Body::Json(Value::Object(fields)) = &mut reply.body {
            for name in ["request_id", "message_uuid"] {
                if let Some(field) = fields.get_mut(name) {
                    *field = json!(uuid());
                }
            }
        }
        reply
    }
}

fn decide(world: &mut World, ask: &Ask) -> Result<Reply, Problem> {
    let by = account::identify(&world.setup.vonage, ask, world.clock.now()).cloned();
    let by = by.ok_or_else(Problem::unauthorized)?;
    let is_json = ask.header("content-type").is_some_and(|media| media.starts_with("application/json"));
    let body = || ask.json().filter(|body| is_json && body.is_object()).ok_or(Problem::of_status(422, 0));
    match (ask.method.as_str(), ask.path().as_slice()) {
        ("POST", ["v2", "verify"]) => verify::start(world, &by, &body()?),
        ("POST", ["v2", "verify", id]) => verify::check(world, &by, id, &body()?),
        ("DELETE", ["v2", "verify", id]) => verify::cancel(world, &by, id),
        ("POST", ["v2", "verify", id, "next_workflow"]) => verify::next(world, &by, id),
        ("POST", ["v1", "messages"]) => message(world, &by, &body()?),
        // tokens are not for this host
        ("GET", ["account", "get-balance"]) if ask.credentials.is_some() => {
            Ok(Reply::json(200, json!({ "value": by.balance, "autoReload": false })))
        }
        ("GET", ["account", "get-balance"]) => Err(Problem::unauthorized()),
        _ => Err(Problem::of_status(404, 0)),
    }
}

/// Messages: a text of the caller's own wording.
fn message(world: &mut World, by: &VonageAccount, body: &Value) -> Result<Reply, Problem> {
    let parcel = admission::message(body, by)?;
    verify::funded(world, by)?;
    let id = uuid();
    world.journal.text(Text {
        sid: id.clone(),
        account_sid: by.api_key.clone(),
        to: parcel.to,
        from: Some(parcel.from),
        body: parcel.text,
        ..Text::blank(Vendor::Vonage, parcel.channel)
    });
    Ok(Reply::json(202, json!({ "message_uuid": id })))
}

/// A new one, as version 4 writes them.
pub(crate) fn uuid() -> String {
    let number = rand::random::<u128>() & !(0xf << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
    let hex = format!("{number:032x}");
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}
