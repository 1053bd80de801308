//! Verifications: start, resend, check, cancel, approve, read.

use serde_json::{Value, json};

use crate::journal::Message;
use crate::reply::{Body, Fault, Reply};
use crate::switches::{CodeAfterCancel, FifthWrongCheck, SixthCheck, StartAfterMaxChecks};
use crate::twilio::account::{AccountStatus, AccountType, Caller};
use crate::twilio::channel::Channel;
use crate::twilio::fault::{busy, fault, invalid};
use crate::twilio::magic::ELSEWHERE;
use crate::twilio::service::Service;
use crate::twilio::sid::sid;
use crate::twilio::verification::{CHECKS, Guess, Verification, random_code};
use crate::world::{Ask, World};

pub(super) fn start(world: &mut World, by: &Caller, ask: &Ask, service: &str) -> Result<Reply, Fault> {
    let now = world.clock.now();
    let settings = world.exchange(by, ask, service)?.service.clone();
    let (to, channel) = admitted(world, by, ask, &settings)?;
    if let Some(refused) = rate_limited(world, by, ask, service)? {
        return Ok(refused);
    }
    let switches = world.switches.clone();
    let exchange = world.exchange(by, ask, service)?;
    if exchange.at(&to, now).is_some_and(|live| live.used_up()) {
        if switches.start_after_max_checks == StartAfterMaxChecks::Blocked {
            return Err(fault(429, 60202));
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
            lookup: carrier(&settings),
            amount: ask.form.get("Amount").map(str::to_owned),
            payee: ask.form.get("Payee").map(str::to_owned),
        };
        exchange.begin(begun, now);
    }
    let missing = fault(500, 20500);
    let live = exchange.at(&to, now).ok_or(missing)?;
    if !live.may_send() {
        return Err(fault(429, 60203));
    }
    live.sent(channel, now);
    let body = live.resource("pending");
    let message = message(live, ask, &settings);
    let name = live.sid.clone();
    world.journal.started(&name, &to);
    world.journal.sent(message);
    Ok(Reply::json(201, body))
}

/// Everything Twilio asks of a start before it looks at what is pending.
fn admitted(world: &World, by: &Caller, ask: &Ask, service: &Service) -> Result<(String, Channel), Fault> {
    let to = ask.form.required("To")?.to_owned();
    let named = ask.form.required("Channel")?;
    let channel = Channel::named(named).map_err(|()| invalid("Channel"))?.ok_or_else(|| fault(400, 60223))?;
    if !channel.reaches(&to) {
        return Err(invalid("To"));
    }
    let account = world.account(&by.account_sid).ok_or_else(|| fault(401, 20003))?;
    if account.status != AccountStatus::Active {
        return Err(Fault::new(401, 20005, "Account not active"));
    }
    if account.kind == AccountType::Trial && !account.verified_numbers.contains(&to) {
        return Err(fault(400, 21608));
    }
    if !service.channels.contains(&channel) {
        return Err(fault(400, 60223));
    }
    if channel == Channel::WhatsApp && service.whatsapp_from.is_none() {
        return Err(fault(400, 68008));
    }
    if ask.form.get("AppHash").is_some() && channel != Channel::Sms {
        return Err(fault(400, 60602));
    }
    if service.psd2_enabled && (ask.form.get("Amount").is_none() || ask.form.get("Payee").is_none()) {
        return Err(fault(400, 60206));
    }
    if service.psd2_enabled && channel == Channel::Call {
        return Err(fault(400, 60214));
    }
    match ask.form.get("CustomCode") {
        Some(_) if !service.custom_code_enabled => Err(fault(400, 60204)),
        Some(code) if !(4..=10).contains(&code.len()) => Err(invalid("CustomCode")),
        _ => Ok((to, channel)),
    }
}

fn rate_limited(world: &mut World, by: &Caller, ask: &Ask, service: &str) -> Result<Option<Reply>, Fault> {
    let Some(values) = ask.form.object("RateLimits")? else { return Ok(None) };
    let now = world.clock.now();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let exchange = world.exchange(by, ask, service)?;
    let mut reached = None;
    for (name, value) in &values {
        let limit =
            exchange.rate_limits.iter().find(|limit| limit.unique_name == *name || limit.sid == *name);
        let limit = limit.ok_or_else(|| invalid("RateLimits"))?;
        if let Some(wait) = limit.wait(&text(value), now) {
            reached = Some((name.clone(), wait));
        }
    }
    let Some((name, wait)) = reached else {
        for limit in &mut exchange.rate_limits {
            if let Some(value) = values.get(&limit.unique_name).or_else(|| values.get(&limit.sid)) {
                limit.count(&text(value), now);
            }
        }
        return Ok(None);
    };
    let reply = Reply::from(fault(429, 20429)).header("Twilio-Reached-Rate-Limit", name);
    Ok(Some(busy(reply, &world.switches, &world.clock, wait)))
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

fn message(live: &Verification, ask: &Ask, service: &Service) -> Message {
    let name = ask.form.get("CustomFriendlyName").unwrap_or(&service.friendly_name);
    Message {
        attempt_sid: live.attempts.last().map(|attempt| attempt.sid.clone()).unwrap_or_default(),
        verification_sid: live.sid.clone(),
        service_sid: live.service_sid.clone(),
        to: live.to.clone(),
        channel: live.channel,
        code: live.code.clone(),
        body: format!("Your {name} verification code is: {}", live.code),
        locale: ask.form.get("Locale").map(str::to_owned),
        sent_at: live.updated.rfc3339(),
    }
}

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
        Guess::UsedUp if switches.sixth_check == SixthCheck::TooMany => return Err(fault(429, 60202)),
        Guess::UsedUp => return Err(missing),
    };
    let body = live.check_resource(status);
    if status == "approved" {
        let to = live.to.clone();
        exchange.end(&to);
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
    if status == "canceled" && stays {
        exchange.keep_code(&ended);
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
    let service = ask.route().service().unwrap_or_default();
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
