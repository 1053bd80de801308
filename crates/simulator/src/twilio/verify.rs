//! Verifications that were started: check, cancel, approve, read.

use serde_json::{Value, json};

use crate::ask::Ask;
use crate::reply::{Body, Fault, Reply};
use crate::switches::{CodeAfterCancel, FifthWrongCheck, SixthCheck};
use crate::twilio::account::Caller;
use crate::twilio::fault::{fault, invalid};
use crate::twilio::magic::ELSEWHERE;
use crate::twilio::recent::Limit;
use crate::twilio::route::Route;
use crate::twilio::sid::sid;
use crate::twilio::verification::{CHECKS, Guess};
use crate::world::World;

/// How often one verification may be read: a minute, an hour, a day.
const READS: [Limit; 3] = [(60, 60), (180, 3600), (250, 86_400)];

pub(super) fn check(world: &mut World, by: &Caller, ask: &Ask, service: &str) -> Result<Reply, Fault> {
    let now = world.clock.now();
    let switches = world.switches.clone();
    let missing = world.not_found(ask);
    let exchange = world.exchange(by, ask, service)?;
    let (name, to) = (ask.form.get("VerificationSid"), ask.form.get("To"));
    if name.is_none() && to.is_none() {
        return Err(fault(400, 60221));
    }
    let code = ask.form.get("Code").unwrap_or_default();
    if !(4..=10).contains(&code.len()) {
        return Err(invalid("Code"));
    }
    let found = match name {
        Some(name) => exchange.named(name, now, crate::switches::AddressAsSid::Refused),
        None => exchange.at(to.unwrap_or_default(), now),
    };
    // With both, they must be about the same verification.
    let found = found.filter(|live| to.is_none_or(|to| to == live.to));
    let live = found.ok_or_else(|| missing.clone())?;
    let status = match live.guess(code, now) {
        Guess::Right => "approved",
        Guess::Wrong
            if live.checks == CHECKS && switches.fifth_wrong_check == FifthWrongCheck::MaxAttemptsReached =>
        {
            "max_attempts_reached"
        }
        Guess::Wrong => "pending",
        Guess::UsedUp if switches.sixth_check == SixthCheck::TooMany => {
            return Err(fault(429, 60202).for_seconds(live.expires.seconds_after(now)));
        }
        Guess::UsedUp => return Err(missing),
    };
    let body = live.check_resource(status);
    if status == "approved" {
        let to = live.to.clone();
        if let Some(ended) = exchange.end(&to) {
            world.ledger.converts(&ended.sid, now);
        }
    }
    let code = if switches.check_status == crate::switches::CheckStatus::Created { 201 } else { 200 };
    Ok(Reply::json(code, body))
}

pub(super) fn fetch(
    world: &mut World,
    by: &Caller,
    ask: &Ask,
    service: &str,
    name: &str,
) -> Result<Reply, Fault> {
    let (now, address) = (world.clock.now(), world.switches.address_as_sid);
    let missing = world.not_found(ask);
    let live = world.exchange(by, ask, service)?.named(name, now, address).ok_or(missing)?;
    live.reads.note(now, &READS).map_err(|wait| fault(429, 20429).for_seconds(wait))?;
    Ok(Reply::json(200, live.resource("pending")))
}

pub(super) fn update(
    world: &mut World,
    by: &Caller,
    ask: &Ask,
    service: &str,
    name: &str,
) -> Result<Reply, Fault> {
    let (now, address) = (world.clock.now(), world.switches.address_as_sid);
    let stays = world.switches.code_after_cancel == CodeAfterCancel::Stays;
    let missing = world.not_found(ask);
    let status = ask.form.required("Status")?;
    if !matches!(status, "canceled" | "approved") {
        return Err(invalid("Status"));
    }
    let exchange = world.exchange(by, ask, service)?;
    let live = exchange.named(name, now, address).ok_or_else(|| missing.clone())?;
    live.updated = now;
    let to = live.to.clone();
    let ended = exchange.end(&to).ok_or(missing)?;
    match status {
        "approved" => world.ledger.converts(&ended.sid, now),
        _ if stays => exchange.keep_code(&ended),
        _ => {}
    }
    Ok(Reply::json(200, ended.resource(status)))
}

/// The same answer, about another address or about another verification of the same address.
pub(crate) fn about_another(mut reply: Reply, same_address: bool) -> Reply {
    let (name, value) = if same_address { ("sid", sid("VE")) } else { ("to", ELSEWHERE.to_owned()) };
    if let Body::Json(Value::Object(fields)) = &mut reply.body
        && let Some(field) = fields.get_mut(name)
    {
        *field = json!(value);
    }
    reply
}

/// An approval nobody asked for: of another address, or of another verification of this one.
pub(crate) fn approved_elsewhere(world: &World, ask: &Ask, to: Option<&str>, same_address: bool) -> Reply {
    let now = world.clock.now().rfc3339();
    let service = Route::of(&ask.segments).service().unwrap_or_default();
    let name = if same_address {
        sid("VE")
    } else {
        ask.form.get("VerificationSid").map_or_else(|| sid("VE"), str::to_owned)
    };
    let to = if same_address { to.unwrap_or(ELSEWHERE) } else { ELSEWHERE };
    let account = world.identify(ask).map(|caller| caller.account_sid);
    Reply::json(
        200,
        json!({
            "sid": name, "service_sid": service, "account_sid": account, "to": to, "channel": "sms",
            "status": "approved", "valid": true, "amount": null, "payee": null, "sna_attempts_error_codes": [],
            "date_created": now, "date_updated": now,
        }),
    )
}
