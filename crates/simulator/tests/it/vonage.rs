//! Vonage: one verification at a time for a number, errors as problems, and who may ask.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};
use simulator::{
    Act, Channel, Kind, Script, Simulator, Switches, VonageConflict, VonageEarlyCancel, VonageExpired, known,
};

use crate::wire::{Answer, Request, ask};

const TO: &str = "+12025550123";

async fn vonage() -> Simulator {
    Simulator::start().await.unwrap()
}

fn basic() -> String {
    let pair = format!("{}:{}", known::VONAGE_API_KEY, known::VONAGE_API_SECRET);
    format!("Basic {}", STANDARD.encode(pair))
}

async fn send(vonage: &Simulator, method: &'static str, path: &str, body: Value) -> Answer {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let request = Request {
        method,
        path: path.to_owned(),
        content_type: "application/json",
        authorization: Some(basic()),
        body,
    };
    ask(&vonage.url(), &request).await.unwrap()
}

fn workflow(channels: &[&str]) -> Value {
    let steps: Vec<Value> =
        channels.iter().map(|channel| json!({ "channel": channel, "to": "12025550123" })).collect();
    json!({ "brand": "Acme", "workflow": steps, "code_length": 6, "channel_timeout": 60 })
}

async fn start(vonage: &Simulator) -> String {
    let answer = send(vonage, "POST", "/v2/verify", workflow(&["sms"])).await;
    assert_eq!(answer.status, 202);
    answer.text("request_id")
}

async fn check(vonage: &Simulator, id: &str, code: &str) -> Answer {
    send(vonage, "POST", &format!("/v2/verify/{id}"), json!({ "code": code })).await
}

fn wrong(code: &str) -> String {
    format!("{}{}", if code.starts_with('9') { "8" } else { "9" }, &code[1..])
}

#[tokio::test]
async fn a_code_is_sent_and_is_right_once() {
    let vonage = vonage().await;
    let id = start(&vonage).await;
    let message = vonage.last_message(TO).unwrap();
    assert_eq!((message.verification_sid.as_str(), message.code.len()), (id.as_str(), 6));
    assert!(message.body.contains("Acme") && message.body.contains(&message.code));
    let right = check(&vonage, &id, &message.code).await;
    assert_eq!((right.status, right.json()), (200, json!({ "request_id": id, "status": "completed" })));
    let again = check(&vonage, &id, &message.code).await;
    assert_eq!(again.status, 404);
    assert!(again.text("detail").contains("was not found or it has been verified already"));
}

#[tokio::test]
async fn a_wrong_code_is_a_problem_and_the_last_one_ends_it() {
    for (tries, last) in [(None, 3), (Some(2), 2)] {
        let vonage = vonage().await;
        vonage.set(Switches { vonage_tries: tries, ..Switches::default() });
        let id = start(&vonage).await;
        let code = vonage.last_code(TO).unwrap();
        for _ in 1..last {
            let answer = check(&vonage, &id, &wrong(&code)).await;
            assert_eq!((answer.status, answer.text("title")), (400, "Invalid Code".to_owned()));
            assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        }
        assert_eq!(check(&vonage, &id, &wrong(&code)).await.status, 410);
        assert_eq!(check(&vonage, &id, &code).await.status, 404);
    }
}

#[tokio::test]
async fn one_at_a_time_for_a_number() {
    let vonage = vonage().await;
    let id = start(&vonage).await;
    let second = send(&vonage, "POST", "/v2/verify", workflow(&["voice"])).await;
    assert_eq!((second.status, second.text("request_id")), (409, id.clone()));
    vonage.set(Switches { vonage_conflict: VonageConflict::NamesNothing, ..Switches::default() });
    let silent = send(&vonage, "POST", "/v2/verify", workflow(&["sms"])).await;
    assert!(silent.status == 409 && silent.json().get("request_id").is_none());
    assert_eq!(send(&vonage, "DELETE", &format!("/v2/verify/{id}"), Value::Null).await.status, 204);
    assert_eq!(send(&vonage, "DELETE", &format!("/v2/verify/{id}"), Value::Null).await.status, 404);
    assert_ne!(start(&vonage).await, id);
    assert_eq!((vonage.calls().starts(TO), vonage.calls().cancels(TO), vonage.messages().len()), (4, 2, 2));
}

#[tokio::test]
async fn a_cancelling_may_be_too_early() {
    let vonage = vonage().await;
    vonage.set(Switches { vonage_early_cancel: VonageEarlyCancel::Refused, ..Switches::default() });
    let path = format!("/v2/verify/{}", start(&vonage).await);
    assert_eq!(send(&vonage, "DELETE", &path, Value::Null).await.status, 409);
    vonage.advance(Duration::from_secs(30));
    assert_eq!(send(&vonage, "DELETE", &path, Value::Null).await.status, 204);
}

#[tokio::test]
async fn the_next_step_repeats_the_code_by_itself_or_when_asked() {
    let vonage = vonage().await;
    let answer = send(&vonage, "POST", "/v2/verify", workflow(&["sms", "voice", "sms"])).await;
    let next = format!("/v2/verify/{}/next_workflow", answer.text("request_id"));
    assert_eq!(send(&vonage, "POST", &next, json!({})).await.status, 200);
    vonage.advance(Duration::from_secs(60));
    let over = send(&vonage, "POST", &next, json!({})).await;
    assert_eq!(over.text("detail"), "There are no more events left to trigger.");
    assert_eq!(over.status, 409);
    let channels: Vec<Channel> = vonage.messages().iter().map(|message| message.channel).collect();
    assert_eq!(channels, [Channel::Sms, Channel::Call, Channel::Sms]);
    let codes: Vec<String> = vonage.messages().into_iter().map(|message| message.code).collect();
    assert!(codes.iter().all(|code| *code == codes[0]));
    vonage.advance(Duration::from_secs(60));
    assert_eq!(send(&vonage, "POST", &next, json!({})).await.status, 404, "over");
}

#[tokio::test]
async fn what_expired_is_404_or_410() {
    for (switch, status) in [(VonageExpired::NotFound, 404), (VonageExpired::Gone, 410)] {
        let vonage = vonage().await;
        vonage.set(Switches { vonage_expired: switch, ..Switches::default() });
        let id = start(&vonage).await;
        vonage.advance(Duration::from_secs(60));
        assert_eq!(check(&vonage, &id, "123456").await.status, status);
        assert_eq!(check(&vonage, &id, "123456").await.status, 404);
    }
}

#[tokio::test]
async fn what_is_not_valid_is_named() {
    let vonage = vonage().await;
    let good = workflow(&["sms"]);
    for (field, value, named) in [
        ("brand", json!(""), "brand"),
        ("brand", json!("seventeen letters"), "brand"),
        ("brand", json!("A/B"), "brand"),
        ("workflow", json!([]), "workflow"),
        ("workflow", json!([{ "channel": "fax", "to": "12025550123" }]), "workflow[].channel"),
        ("workflow", json!([{ "channel": "sms", "to": "+12025550123" }]), "workflow[].to"),
        ("workflow", json!([{ "channel": "email", "to": "12025550123" }]), "workflow[].to"),
        ("workflow", json!([{ "channel": "whatsapp", "to": "12025550123" }]), "workflow[].from"),
        ("locale", json!("tlh"), "locale"),
        ("locale", json!("pt-BR"), "locale"),
        ("channel_timeout", json!(14), "channel_timeout"),
        ("channel_timeout", json!(901), "channel_timeout"),
        ("code_length", json!(11), "code_length"),
        ("code", json!("12-45"), "code"),
    ] {
        let mut body = good.clone();
        body[field] = value.clone();
        let answer = send(&vonage, "POST", "/v2/verify", body).await;
        assert_eq!(answer.status, 422, "{field} {value}");
        assert_eq!(answer.json()["invalid_parameters"][0]["name"], named, "{value}");
    }
    assert!(vonage.messages().is_empty());
}

#[tokio::test]
async fn a_message_is_taken_or_named_invalid() {
    let vonage = vonage().await;
    let good = json!({
        "message_type": "text", "channel": "sms", "to": "12025550123", "from": "Acme", "text": "hello",
    });
    let taken = send(&vonage, "POST", "/v1/messages", good.clone()).await;
    let text = vonage.last_text(TO).unwrap();
    assert_eq!((taken.status, taken.text("message_uuid")), (202, text.sid.clone()));
    assert_eq!(
        (text.body.as_str(), text.from.as_deref(), text.channel),
        ("hello", Some("Acme"), Channel::Sms)
    );
    for (field, value) in [
        ("to", json!("+12025550123")),
        ("from", json!("no sender!")),
        ("text", json!("")),
        ("channel", json!("viber")),
    ] {
        let mut body = good.clone();
        body[field] = value;
        let answer = send(&vonage, "POST", "/v1/messages", body).await;
        assert_eq!(answer.status, 422, "{field}");
        assert!(answer.text("type").ends_with("/api-errors/messages#1150"), "{field}");
    }
    assert_eq!((vonage.calls().texts(TO), vonage.texts().len()), (4, 1));
}

fn token(key: &str, claims: &Value) -> String {
    let pem: String = key.lines().filter(|line| !line.starts_with('-')).collect();
    let key = RsaKeyPair::from_pkcs8(&STANDARD.decode(pem).unwrap()).unwrap();
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&json!({ "alg": "RS256", "typ": "JWT" })), part(claims));
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

#[expect(clippy::disallowed_methods, reason = "the double lives in the real time")]
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

#[tokio::test]
async fn a_token_counts_if_the_application_signed_it_for_now() {
    let vonage = vonage().await;
    let good = json!({
        "application_id": known::VONAGE_APPLICATION_ID, "iat": now(), "exp": now() + 900, "jti": "one",
    });
    let with = |field: &str, value: Value| {
        let mut claims = good.clone();
        claims[field] = value;
        token(known::VONAGE_PRIVATE_KEY, &claims)
    };
    let right = token(known::VONAGE_PRIVATE_KEY, &good);
    let (start, end) = right.rsplit_once('.').unwrap();
    let none = URL_SAFE_NO_PAD.encode(json!({ "alg": "none", "typ": "JWT" }).to_string());
    let unsigned = format!("{none}.{}.", start.split_once('.').unwrap().1);
    for (header, expected) in [
        (format!("Bearer {right}"), 202),
        (format!("Bearer {start}.{}", end.chars().rev().collect::<String>()), 401),
        (format!("Bearer {unsigned}"), 401),
        (format!("Bearer {}", with("application_id", json!("another"))), 401),
        (format!("Bearer {}", with("exp", json!(now() - 1))), 401),
        (format!("Bearer {}", with("iat", json!(now() + 600))), 401),
        (format!("Bearer {}", with("jti", json!(""))), 401),
        ("Bearer x".to_owned(), 401),
        (format!("Basic {}", STANDARD.encode("51d0c0de:wrong")), 401),
    ] {
        let request = Request {
            method: "POST",
            path: "/v2/verify".to_owned(),
            content_type: "application/json",
            authorization: Some(header.clone()),
            body: workflow(&["sms"]).to_string(),
        };
        assert_eq!(ask(&vonage.url(), &request).await.unwrap().status, expected, "{header}");
    }
}

#[tokio::test]
async fn an_error_on_demand_is_a_problem_and_an_answer_may_be_about_another() {
    let vonage = vonage().await;
    vonage.script(Script::on(Kind::Start).status(429, 0));
    let busy = send(&vonage, "POST", "/v2/verify", workflow(&["sms"])).await;
    assert_eq!((busy.status, busy.text("title")), (429, "Rate Limit Hit".to_owned()));
    let id = start(&vonage).await;
    for act in [Act::WrongTarget, Act::WrongVerification] {
        vonage.script(Script::on(Kind::Check).to(TO).act(act));
        let answer = check(&vonage, &id, "000000").await;
        assert_eq!((answer.status, answer.text("status")), (200, "completed".to_owned()));
        assert_ne!(answer.text("request_id"), id);
    }
    assert_eq!(
        check(&vonage, &id, &vonage.last_code(TO).unwrap()).await.status,
        200,
        "nothing happened to it"
    );
}

#[tokio::test]
async fn the_balance_is_told_to_a_key() {
    let vonage = vonage().await;
    let answer = send(&vonage, "GET", "/account/get-balance", Value::Null).await;
    assert_eq!((answer.status, &answer.json()["value"]), (200, &json!(10.28)));
}
