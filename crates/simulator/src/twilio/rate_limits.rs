//! The `RateLimits` and Buckets resources.

use serde_json::Value;

use crate::ask::Ask;
use crate::reply::{Fault, Reply};
use crate::twilio::Exchange;
use crate::twilio::account::Caller;
use crate::twilio::fault::{fault, invalid};
use crate::twilio::page::page;
use crate::twilio::rate_limit::{Bucket, RateLimit};
use crate::world::World;

/// Rate limits of one Service; Twilio names no number, only the error (60207).
const RATE_LIMITS: usize = 10;

pub(super) fn all(world: &mut World, by: &Caller, ask: &Ask, service: &str) -> Result<Reply, Fault> {
    let now = world.clock.now();
    let exchange = world.exchange(by, ask, service)?;
    if ask.method == "GET" {
        let rows = exchange.rate_limits.iter().map(|limit| resource(exchange, limit)).collect();
        return page(ask, "rate_limits", rows);
    }
    let name = ask.form.required("UniqueName")?;
    if exchange.rate_limits.iter().any(|limit| limit.unique_name == name) {
        return Err(invalid("UniqueName"));
    }
    if exchange.rate_limits.len() >= RATE_LIMITS {
        return Err(fault(400, 60207));
    }
    let limit = RateLimit::new(name, ask.form.get("Description"), now);
    let body = resource(exchange, &limit);
    exchange.rate_limits.push(limit);
    Ok(Reply::json(201, body))
}

pub(super) fn one(
    world: &mut World,
    by: &Caller,
    ask: &Ask,
    service: &str,
    sid: &str,
) -> Result<Reply, Fault> {
    let now = world.clock.now();
    let missing = world.not_found(ask);
    let exchange = world.exchange(by, ask, service)?;
    let at = position(exchange, sid).ok_or(missing)?;
    match ask.method.as_str() {
        "DELETE" => {
            exchange.rate_limits.remove(at);
            return Ok(Reply::no_content());
        }
        "POST" => {
            exchange.rate_limits[at].description = ask.form.get("Description").map(str::to_owned);
            exchange.rate_limits[at].updated = now;
        }
        _ => {}
    }
    Ok(Reply::json(200, resource(exchange, &exchange.rate_limits[at])))
}

pub(super) fn buckets(
    world: &mut World,
    by: &Caller,
    ask: &Ask,
    service: &str,
    limit: &str,
) -> Result<Reply, Fault> {
    let now = world.clock.now();
    let missing = world.not_found(ask);
    let exchange = world.exchange(by, ask, service)?;
    let account = exchange.service.account_sid.clone();
    let at = position(exchange, limit).ok_or(missing)?;
    let limit = &mut exchange.rate_limits[at];
    if ask.method == "GET" {
        let rows =
            limit.buckets.iter().map(|bucket| bucket.resource(&account, service, &limit.sid)).collect();
        return page(ask, "buckets", rows);
    }
    let max = ask.form.number("Max", 1..=u64::from(u32::MAX))?.ok_or_else(|| invalid("Max"))?;
    let interval =
        ask.form.number("Interval", 1..=u64::from(u32::MAX))?.ok_or_else(|| invalid("Interval"))?;
    let bucket = Bucket::new(max, interval, now);
    let body = bucket.resource(&account, service, &limit.sid);
    limit.buckets.push(bucket);
    Ok(Reply::json(201, body))
}

pub(super) fn bucket(
    world: &mut World,
    by: &Caller,
    ask: &Ask,
    service: &str,
    limit: &str,
    sid: &str,
) -> Result<Reply, Fault> {
    let now = world.clock.now();
    let missing = world.not_found(ask);
    let exchange = world.exchange(by, ask, service)?;
    let account = exchange.service.account_sid.clone();
    let at = position(exchange, limit).ok_or_else(|| missing.clone())?;
    let limit = &mut exchange.rate_limits[at];
    let at = limit.buckets.iter().position(|bucket| bucket.sid == sid).ok_or(missing)?;
    let bucket = &mut limit.buckets[at];
    match ask.method.as_str() {
        "DELETE" => {
            limit.buckets.remove(at);
            return Ok(Reply::no_content());
        }
        "POST" => {
            let max = ask.form.number("Max", 1..=u64::from(u32::MAX))?;
            let interval = ask.form.number("Interval", 1..=u64::from(u32::MAX))?;
            bucket.max = max.unwrap_or(bucket.max);
            bucket.interval = interval.unwrap_or(bucket.interval);
            bucket.updated = now;
        }
        _ => {}
    }
    Ok(Reply::json(200, bucket.resource(&account, service, &limit.sid)))
}

/// By SID or by unique name.
fn position(exchange: &Exchange, name: &str) -> Option<usize> {
    exchange.rate_limits.iter().position(|limit| limit.sid == name || limit.unique_name == name)
}

fn resource(exchange: &Exchange, limit: &RateLimit) -> Value {
    limit.resource(&exchange.service.account_sid, &exchange.service.sid)
}
