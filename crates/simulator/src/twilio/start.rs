//! Verifications: start and resend.

use serde_json::{Value, json};

use crate::ask::Ask;
use crate::journal::Message;
use crate::reply::{Fault, Reply};
use crate::switches::{RetryAfterOn, StartAfterMaxChecks};
use crate::twilio::account::Caller;
use crate::twilio::admission::admitted;
use crate::twilio::fault::{busy, fault, invalid, told};
use crate::twilio::rate_limit::RateLimit;
use crate::twilio::recent::Recent;
use crate::twilio::service::Service;
use crate::twilio::sid::sid;
use crate::twilio::templates::wording;
use crate::twilio::verification::{Verification, random_code};
use crate::vendor::Vendor;
use crate::world::World;

pub(super) fn start(world: &mut World, by: &Caller, ask: &Ask, service: &str) -> Result<Reply, Fault> {
    let now = world.clock.now();
    let settings = world.exchange(by, ask, service)?.service.clone();
    let (to, channel) = admitted(world, by, ask, &settings)?;
    let wording = wording(ask, channel, &settings)?;
    let counted = match rate_limited(world, by, ask, service)? {
        Limits::Reached(refused) => return Ok(refused),
        counted => counted,
    };
    let switches = world.switches.clone();
    let exchange = world.exchange(by, ask, service)?;
    if let Some(dead) = exchange.at(&to, now).filter(|live| live.used_up()) {
        if switches.start_after_max_checks == StartAfterMaxChecks::Blocked {
            return Err(fault(429, 60202).for_seconds(dead.expires.seconds_after(now)));
        }
        exchange.end(&to);
    }
    if exchange.at(&to, now).is_none() {
        let kept = exchange.kept_code(&to, now);
        let custom = ask.form.get("CustomCode").map(str::to_owned);
        let code = custom
            .or_else(|| switches.fixed_code.clone())
            .or(kept)
            .unwrap_or_else(|| random_code(settings.code_length));
        let begun = Verification {
            sid: sid("VE"),
            account_sid: settings.account_sid.clone(),
            service_sid: settings.sid.clone(),
            to: to.clone(),
            channel,
            code,
            created: now,
            updated: now,
            expires: now.plus_seconds(settings.life_seconds),
            attempts: Vec::new(),
            checks: 0,
            reads: Recent::default(),
            lookup: carrier(&settings),
            amount: ask.form.get("Amount").map(str::to_owned),
            payee: ask.form.get("Payee").map(str::to_owned),
        };
        exchange.begin(begun, now);
    }
    let missing = fault(500, 20500);
    let live = exchange.at(&to, now).ok_or(missing)?;
    if !live.may_send() {
        return Err(fault(429, 60203).for_seconds(live.expires.seconds_after(now)));
    }
    live.sent(channel, now);
    let body = live.resource("pending");
    let message = message(live, ask, &wording);
    let sent = live.clone();
    world.ledger.sent(&sent, message.locale.as_deref());
    world.journal.sent(message);
    let reply = Reply::json(201, body);
    Ok(match counted {
        Limits::UsedUp { name, wait } if switches.retry_after_on == RetryAfterOn::CreatedToo => {
            busy(reply.header(REACHED, name), &switches, &world.clock, wait)
        }
        _ => reply,
    })
}

/// The header that names the limit.
const REACHED: &str = "Twilio-Reached-Rate-Limit";

/// What the Service's rate limits say of a start.
enum Limits {
    /// It is refused, so.
    Reached(Reply),
    /// It is the last for some seconds.
    UsedUp {
        name: String,
        wait: u64,
    },
    Free,
}

fn rate_limited(world: &mut World, by: &Caller, ask: &Ask, service: &str) -> Result<Limits, Fault> {
    let Some(values) = ask.form.object("RateLimits")? else { return Ok(Limits::Free) };
    let now = world.clock.now();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let exchange = world.exchange(by, ask, service)?;
    let reached = |limits: &[RateLimit]| -> Result<Option<(String, u64)>, Fault> {
        let mut reached = None;
        for (name, value) in &values {
            let limit = limits.iter().find(|limit| limit.unique_name == *name || limit.sid == *name);
            let limit = limit.ok_or_else(|| invalid("RateLimits"))?;
            if let Some(wait) = limit.wait(&text(value), now) {
                reached = Some((name.clone(), wait));
            }
        }
        Ok(reached)
    };
    if let Some((name, wait)) = reached(&exchange.rate_limits)? {
        let refused = fault(429, 20429).for_seconds(wait);
        return Ok(Limits::Reached(told(&world.switches, &world.clock, refused).header(REACHED, name)));
    }
    for limit in &mut exchange.rate_limits {
        if let Some(value) = values.get(&limit.unique_name).or_else(|| values.get(&limit.sid)) {
            limit.count(&text(value), now);
        }
    }
    Ok(reached(&exchange.rate_limits)?.map_or(Limits::Free, |(name, wait)| Limits::UsedUp { name, wait }))
}

fn carrier(service: &Service) -> Value {
    if !service.lookup_enabled {
        return json!({});
    }
    json!({ "carrier": {
        "mobile_country_code": "310", "mobile_network_code": "150", "name": "Simulated Wireless", "type": "mobile",
        "error_code": null,
    } })
}

fn message(live: &Verification, ask: &Ask, wording: &str) -> Message {
    Message {
        vendor: Vendor::Twilio,
        attempt_sid: live.attempts.last().map(|attempt| attempt.sid.clone()).unwrap_or_default(),
        verification_sid: live.sid.clone(),
        service_sid: live.service_sid.clone(),
        to: live.to.clone(),
        channel: live.channel,
        code: live.code.clone(),
        body: wording.replace("{{code}}", &live.code),
        locale: ask.form.filled("Locale").map(str::to_owned),
        sent_at: live.updated.rfc3339(),
    }
}
