//! Plivo: one session for a number, the same code in it, ten validations, and no end but its own.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use simulator::{Channel, PlivoAfterTen, PlivoStartStatus, PlivoWrongCode, Simulator, Switches, known};

use crate::wire::{Answer, Request, ask};

const TO: &str = "+12025550123";

async fn plivo() -> Simulator {
    Simulator::start().await.unwrap()
}

async fn send(plivo: &Simulator, method: &'static str, resource: &str, body: Value) -> Answer {
    let pair = format!("{}:{}", known::PLIVO_AUTH_ID, known::PLIVO_AUTH_TOKEN);
    let request = Request {
        method,
        path: format!("/v1/Account/{}/{resource}", known::PLIVO_AUTH_ID),
        content_type: "application/json",
        authorization: Some(format!("Basic {}", STANDARD.encode(pair))),
        body: if body.is_null() { String::new() } else { body.to_string() },
    };
    ask(&plivo.url(), &request).await.unwrap()
}

async fn start(plivo: &Simulator, channel: &str) -> String {
    let answer = send(plivo, "POST", "Verify/Session/", json!({ "recipient": TO, "channel": channel })).await;
    assert_eq!(answer.text("message"), "Session initiated");
    answer.text("session_uuid")
}

async fn validate(plivo: &Simulator, uuid: &str, otp: &str) -> Answer {
    send(plivo, "POST", &format!("Verify/Session/{uuid}/"), json!({ "otp": otp })).await
}

async fn read(plivo: &Simulator, uuid: &str) -> Value {
    send(plivo, "GET", &format!("Verify/Session/{uuid}/"), Value::Null).await.json()
}

fn wrong(code: &str) -> String {
    format!("{}{}", if code.starts_with('9') { "8" } else { "9" }, &code[1..])
}

#[tokio::test]
async fn a_session_repeats_its_code_until_it_is_verified() {
    let plivo = plivo().await;
    let uuid = start(&plivo, "sms").await;
    assert_eq!(start(&plivo, "voice").await, uuid);
    let channels: Vec<Channel> = plivo.messages().iter().map(|message| message.channel).collect();
    assert_eq!(channels, [Channel::Sms, Channel::Call]);
    let session = read(&plivo, &uuid).await;
    assert_eq!((&session["status"], &session["count"]), (&json!("in-progress"), &json!(2)));
    assert_eq!(session["recipient"], "12025550123", "without its plus there");
    assert_eq!(session["attempt_details"][1]["channel"], "voice");
    let code = plivo.last_code(TO).unwrap();
    let right = validate(&plivo, &uuid, &code).await;
    assert_eq!((right.status, right.text("message")), (200, "session validated successfully.".to_owned()));
    assert_eq!(read(&plivo, &uuid).await["status"], "verified");
    assert_eq!(validate(&plivo, &uuid, &code).await.status, 400);
    assert_ne!(start(&plivo, "sms").await, uuid);
    assert_eq!((plivo.calls().starts(TO), plivo.calls().checks(TO)), (3, 2));
}

#[tokio::test]
async fn it_expires_after_ten_minutes() {
    let plivo = plivo().await;
    let uuid = start(&plivo, "sms").await;
    plivo.advance(Duration::from_secs(600));
    assert_eq!(read(&plivo, &uuid).await["status"], "expired");
    assert_eq!(validate(&plivo, &uuid, &plivo.last_code(TO).unwrap()).await.status, 400);
    assert_ne!(start(&plivo, "sms").await, uuid);
}

#[tokio::test]
async fn ten_validations_and_no_more() {
    for (switch, same) in [(PlivoAfterTen::SameSession, true), (PlivoAfterTen::NewSession, false)] {
        let plivo = plivo().await;
        plivo.set(Switches { plivo_after_ten: switch, ..Switches::default() });
        let uuid = start(&plivo, "sms").await;
        let code = plivo.last_code(TO).unwrap();
        for _ in 0..10 {
            assert_eq!(validate(&plivo, &uuid, &wrong(&code)).await.status, 400);
        }
        assert_eq!(validate(&plivo, &uuid, &code).await.status, 400);
        assert_eq!(start(&plivo, "sms").await == uuid, same);
    }
}

#[tokio::test]
async fn statuses_nobody_confirmed_are_switches() {
    let plivo = plivo().await;
    for (start_status, expected) in
        [(PlivoStartStatus::Accepted, 202), (PlivoStartStatus::Created, 201), (PlivoStartStatus::Ok, 200)]
    {
        plivo.set(Switches { plivo_start_status: start_status, ..Switches::default() });
        let answer = send(&plivo, "POST", "Verify/Session/", json!({ "recipient": TO })).await;
        assert_eq!(answer.status, expected);
    }
    let (uuid, code) = (start(&plivo, "sms").await, plivo.last_code(TO).unwrap());
    for (wrong_code, expected) in [
        (PlivoWrongCode::BadRequest, 400),
        (PlivoWrongCode::Forbidden, 403),
        (PlivoWrongCode::NotFound, 404),
        (PlivoWrongCode::NotAcceptable, 406),
        (PlivoWrongCode::Unprocessable, 422),
    ] {
        plivo.set(Switches { plivo_wrong_code: wrong_code, ..Switches::default() });
        let answer = validate(&plivo, &uuid, &wrong(&code)).await;
        assert_eq!(answer.status, expected);
        assert!(answer.json()["api_id"].is_string() && answer.json()["error"].is_string());
    }
}

#[tokio::test]
async fn what_is_not_valid_is_refused() {
    let plivo = plivo().await;
    for (body, expected) in [
        (json!({}), 400),
        (json!({ "recipient": "hello" }), 400),
        (json!({ "recipient": TO, "channel": "whatsapp" }), 400),
        (json!({ "recipient": TO, "code_length": 9 }), 400),
        (json!({ "recipient": TO, "app_uuid": "another" }), 404),
        (json!({ "recipient": TO, "app_uuid": known::PLIVO_APP_UUID, "code_length": 8 }), 202),
    ] {
        assert_eq!(send(&plivo, "POST", "Verify/Session/", body.clone()).await.status, expected, "{body}");
    }
    assert_eq!(plivo.last_code(TO).unwrap().len(), 8);
    let form = Request {
        method: "POST",
        path: format!("/v1/Account/{}/Verify/Session/", known::PLIVO_AUTH_ID),
        content_type: "application/x-www-form-urlencoded",
        authorization: None,
        body: "recipient=12025550124".to_owned(),
    };
    assert_eq!(ask(&plivo.url(), &form).await.unwrap().status, 401);
    let pair = STANDARD.encode(format!("{}:{}", known::PLIVO_AUTH_ID, known::PLIVO_AUTH_TOKEN));
    let form = Request { authorization: Some(format!("Basic {pair}")), ..form };
    assert_eq!(ask(&plivo.url(), &form).await.unwrap().status, 400, "JSON alone is read");
    assert_eq!(send(&plivo, "DELETE", "Verify/Session/x/", Value::Null).await.status, 405);
}

#[tokio::test]
async fn the_account_tells_its_credits() {
    let plivo = plivo().await;
    let account = send(&plivo, "GET", "", Value::Null).await;
    assert_eq!((account.status, account.text("cash_credits")), (200, "42.50".to_owned()));
}
