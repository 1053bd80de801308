//! Plivo: sessions of Verify, and the account. JSON in, JSON out; every answer has an `api_id`.

pub(crate) mod account;
pub(crate) mod ledger;
mod session;

use serde_json::{Value, json};

use crate::ask::Ask;
use crate::calls::Kind;
use crate::journal::Message;
use crate::plivo::account::PlivoAccount;
use crate::plivo::session::{Attempt, Session, VALIDATIONS};
use crate::reply::{Body, Reply};
use crate::switches::{PlivoAfterTen, PlivoStartStatus, PlivoWrongCode};
use crate::twilio::channel::{Channel, is_e164};
use crate::twilio::verification::random_code;
use crate::vendor::{Desk, Vendor};
use crate::vonage::uuid;
use crate::world::World;

/// The application of an account that names none.
const DEFAULT_APPLICATION: &str = "51d0c0de-5eed-4000-8000-00000000f000";

/// The vendor.
pub(crate) struct Plivo;

/// Status and sentence.
type Refusal = (u16, &'static str);

impl Desk for Plivo {
    fn kind(&self, ask: &Ask) -> Kind {
        match (ask.method.as_str(), ask.path().as_slice()) {
            ("POST", ["v1", "Account", _, "Verify", "Session"]) => Kind::Start,
            ("POST", ["v1", "Account", _, "Verify", "Session", _]) => Kind::Check,
            ("GET", ["v1", "Account", _, "Verify", "Session", _]) => Kind::Fetch,
            ("GET", ["v1", "Account", _]) => Kind::Account,
            _ => Kind::Other,
        }
    }

    fn address_of(&self, world: &World, ask: &Ask) -> Option<String> {
        if let ["v1", "Account", _, "Verify", "Session", uuid] = ask.path().as_slice() {
            return world.plivo.address_of(uuid).map(str::to_owned);
        }
        ask.json()?["recipient"].as_str().map(plus)
    }

    fn answer(&self, world: &mut World, ask: &Ask) -> Reply {
        decide(world, ask).unwrap_or_else(refused)
    }

    fn fault(&self, _world: &World, status: u16, _code: u32) -> Reply {
        refused((status, "an error on demand"))
    }

    /// Plivo names no address when it starts or checks: another one is another session.
    fn astray(&self, world: &mut World, ask: &Ask, _to: Option<&str>, _same_address: bool) -> Reply {
        if self.kind(ask) == Kind::Check {
            return validated();
        }
        let mut reply = self.answer(world, ask);
        if let Body::Json(Value::Object(fields)) = &mut reply.body
            && let Some(field) = fields.get_mut("session_uuid")
        {
            *field = json!(uuid());
        }
        reply
    }
}

fn decide(world: &mut World, ask: &Ask) -> Result<Reply, Refusal> {
    let by = account::identify(&world.setup.plivo, ask).cloned().ok_or((401, "authentication failed"))?;
    let path = ask.path();
    let ["v1", "Account", owner, rest @ ..] = path.as_slice() else { return Err((404, "not found")) };
    if *owner != by.auth_id {
        return Err((401, "authentication failed"));
    }
    match (ask.method.as_str(), rest) {
        ("GET", []) => Ok(Reply::json(
            200,
            json!({
                "account_type": "standard", "api_id": uuid(), "auth_id": by.auth_id, "auto_recharge": false,
                "billing_mode": "prepaid", "cash_credits": by.credits, "name": "Simulated account",
                "resource_uri": format!("/v1/Account/{}/", by.auth_id), "state": "", "timezone": "UTC",
            }),
        )),
        ("POST", ["Verify", "Session"]) => start(world, &by, &body(ask)?),
        ("POST", ["Verify", "Session", id]) => validate(world, &by, id, &body(ask)?),
        ("GET", ["Verify", "Session", id]) => {
            let now = world.clock.now();
            let session = world.plivo.named(&by.auth_id, id).ok_or((404, "session not found"))?;
            Ok(Reply::json(200, session.resource(&uuid(), now)))
        }
        (_, [] | ["Verify", "Session"] | ["Verify", "Session", _]) => Err((405, "method not allowed")),
        _ => Err((404, "not found")),
    }
}

/// Only JSON is read.
fn body(ask: &Ask) -> Result<Value, Refusal> {
    let is_json = ask.header("content-type").is_some_and(|media| media.starts_with("application/json"));
    ask.json().filter(|body| is_json && body.is_object()).ok_or((400, "the body must be JSON"))
}

fn start(world: &mut World, by: &PlivoAccount, body: &Value) -> Result<Reply, Refusal> {
    let now = world.clock.now();
    let recipient = body["recipient"].as_str().map(plus).filter(|to| is_e164(to));
    let recipient = recipient.ok_or((400, "recipient is missing or invalid"))?;
    let channel = match body["channel"].as_str() {
        None | Some("sms") => Channel::Sms,
        Some("voice") => Channel::Call,
        Some(_) => return Err((400, "channel must be sms or voice")),
    };
    let length = match body["code_length"].as_u64() {
        None if body["code_length"].is_null() => 6,
        Some(length @ 4..=8) => u8::try_from(length).unwrap_or(6),
        _ => return Err((400, "code_length must be 4 to 8")),
    };
    let app_uuid = body["app_uuid"].as_str().unwrap_or(DEFAULT_APPLICATION);
    if app_uuid != DEFAULT_APPLICATION && !by.applications.iter().any(|known| known == app_uuid) {
        return Err((404, "application not found"));
    }
    let words = |name: &str, usual: &str| body[name].as_str().unwrap_or(usual).to_owned();
    let (locale, brand) = (words("locale", "en"), words("brand_name", "Plivo"));
    let fresh = world.switches.plivo_after_ten == PlivoAfterTen::NewSession;
    let open = world.plivo.open(&by.auth_id, &recipient, now);
    if open.is_none_or(|session| fresh && session.validations >= VALIDATIONS) {
        let otp = body["otp"].as_str().map(str::to_owned).or_else(|| world.switches.fixed_code.clone());
        world.plivo.begin(Session {
            uuid: uuid(),
            auth_id: by.auth_id.clone(),
            app_uuid: app_uuid.to_owned(),
            recipient: recipient.clone(),
            locale,
            brand,
            otp: otp.unwrap_or_else(|| random_code(length)),
            verified: false,
            validations: 0,
            attempts: Vec::new(),
            created: now,
            updated: now,
        });
    }
    let session = world.plivo.open(&by.auth_id, &recipient, now).ok_or((500, "no session"))?;
    let attempt = Attempt { uuid: uuid(), channel, time: now };
    let message = Message {
        vendor: Vendor::Plivo,
        attempt_sid: attempt.uuid.clone(),
        verification_sid: session.uuid.clone(),
        service_sid: session.app_uuid.clone(),
        to: recipient,
        channel,
        code: session.otp.clone(),
        body: format!("Your {} verification code is {}.", session.brand, session.otp),
        locale: Some(session.locale.clone()),
        sent_at: now.rfc3339(),
    };
    session.attempts.push(attempt);
    session.updated = now;
    let answer = json!({ "api_id": uuid(), "message": "Session initiated", "session_uuid": session.uuid });
    world.journal.sent(message);
    let status = match world.switches.plivo_start_status {
        PlivoStartStatus::Accepted => 202,
        PlivoStartStatus::Created => 201,
        PlivoStartStatus::Ok => 200,
    };
    Ok(Reply::json(status, answer))
}

fn validate(world: &mut World, by: &PlivoAccount, id: &str, body: &Value) -> Result<Reply, Refusal> {
    let now = world.clock.now();
    let otp = body["otp"].as_str().ok_or((400, "otp is missing"))?;
    let wrong = match world.switches.plivo_wrong_code {
        PlivoWrongCode::BadRequest => 400,
        PlivoWrongCode::Forbidden => 403,
        PlivoWrongCode::NotFound => 404,
        PlivoWrongCode::NotAcceptable => 406,
        PlivoWrongCode::Unprocessable => 422,
    };
    let session = world.plivo.named(&by.auth_id, id).ok_or((404, "session not found"))?;
    if !session.is_open(now) {
        return Err((wrong, "the session is over"));
    }
    if session.validations >= VALIDATIONS {
        return Err((wrong, "too many validations"));
    }
    session.validations += 1;
    session.updated = now;
    if session.otp != otp {
        return Err((wrong, "the OTP is not correct"));
    }
    session.verified = true;
    Ok(validated())
}

fn validated() -> Reply {
    Reply::json(200, json!({ "api_id": uuid(), "message": "session validated successfully." }))
}

fn refused((status, error): Refusal) -> Reply {
    Reply::json(status, json!({ "api_id": uuid(), "error": error }))
}

/// Numbers may come with or without their plus.
fn plus(to: &str) -> String {
    format!("+{}", to.trim_start_matches('+'))
}
