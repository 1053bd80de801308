//! Verify v2: start, check, cancel, next step.

use serde_json::{Value, json};

use crate::clock::Instant;
use crate::reply::Reply;
use crate::switches::{VonageConflict, VonageEarlyCancel, VonageExpired, VonageLowBalance};
use crate::twilio::verification::random_code;
use crate::vonage::account::VonageAccount;
use crate::vonage::ledger::send;
use crate::vonage::problem::Problem;
use crate::vonage::verification::{Guess, Verification};
use crate::vonage::{admission, uuid};
use crate::world::World;

/// Wrong codes until it is over, unless a switch says otherwise.
const TRIES: u32 = 3;
/// Seconds in which a cancellation may be refused.
const EARLY: u64 = 30;

pub(super) fn start(world: &mut World, by: &VonageAccount, body: &Value) -> Result<Reply, Problem> {
    let now = passed(world);
    let admitted = admission::start(body, by)?;
    funded(world, by)?;
    let running = admitted.steps.iter().find_map(|step| world.vonage.of(&by.api_key, &step.to));
    if let Some(running) = running {
        let named = world.switches.vonage_conflict == VonageConflict::NamesTheRequest;
        return Err(Problem::running(named.then_some(running.id.as_str())));
    }
    let code = admitted.code.or_else(|| world.switches.fixed_code.clone());
    let begun = Verification {
        id: uuid(),
        api_key: by.api_key.clone(),
        brand: admitted.brand,
        locale: admitted.locale,
        code: code.unwrap_or_else(|| random_code(admitted.length)),
        steps: admitted.steps,
        at: 0,
        created: now,
        until: now.plus_seconds(admitted.timeout),
        timeout: admitted.timeout,
        tries: 0,
    };
    let answer = json!({ "request_id": begun.id });
    world.vonage.begin(begun, now, &mut world.journal);
    Ok(Reply::json(202, answer))
}

pub(super) fn check(world: &mut World, by: &VonageAccount, id: &str, body: &Value) -> Result<Reply, Problem> {
    let code = body["code"].as_str().unwrap_or_default();
    if !(4..=10).contains(&code.len()) {
        return Err(Problem::invalid("code", "length must be 4 to 10"));
    }
    let expired = world.vonage.named(&by.api_key, id).is_some();
    passed(world);
    let tries = world.switches.vonage_tries.unwrap_or(TRIES);
    let Some(running) = world.vonage.named(&by.api_key, id) else {
        let gone = expired && world.switches.vonage_expired == VonageExpired::Gone;
        return Err(if gone { Problem::of_status(410, 0) } else { Problem::no_request(id) });
    };
    match running.guess(code, tries) {
        Guess::Wrong => Err(Problem::of_status(400, 0)),
        Guess::Terminated => {
            world.vonage.end(id);
            Err(Problem::of_status(410, 0))
        }
        Guess::Right => {
            world.vonage.end(id);
            Ok(Reply::json(200, json!({ "request_id": id, "status": "completed" })))
        }
    }
}

pub(super) fn cancel(world: &mut World, by: &VonageAccount, id: &str) -> Result<Reply, Problem> {
    let now = passed(world);
    let running = world.vonage.named(&by.api_key, id).ok_or_else(|| Problem::no_request(id))?;
    let early = now < running.created.plus_seconds(EARLY);
    if early && world.switches.vonage_early_cancel == VonageEarlyCancel::Refused {
        return Err(Problem::too_early());
    }
    world.vonage.end(id);
    Ok(Reply::no_content())
}

pub(super) fn next(world: &mut World, by: &VonageAccount, id: &str) -> Result<Reply, Problem> {
    let now = passed(world);
    let running = world.vonage.named(&by.api_key, id).ok_or_else(|| Problem::no_request(id))?;
    if !running.next(now) {
        return Err(Problem::no_more_events(id));
    }
    let sent = running.clone();
    send(&sent, now, &mut world.journal);
    Ok(Reply::json(200, json!({})))
}

/// Nothing goes out of an empty account.
pub(super) fn funded(world: &World, by: &VonageAccount) -> Result<(), Problem> {
    if by.balance > 0.0 {
        return Ok(());
    }
    let forbidden = world.switches.vonage_low_balance == VonageLowBalance::Forbidden;
    Err(Problem::of_status(if forbidden { 403 } else { 402 }, 0))
}

/// What happened by itself until now.
fn passed(world: &mut World) -> Instant {
    let now = world.clock.now();
    world.vonage.until(now, &mut world.journal);
    now
}
