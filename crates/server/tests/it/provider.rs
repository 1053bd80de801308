//! A provider that is slow, silent, wrong or hostile: a clear problem in time, nothing approved, nothing sent twice.

use std::{
    borrow::Cow,
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use poem::http::Method;
use serde_json::{Value, json};
use simulator::{Act, Kind, Script};

use crate::kit::{Answer, Person, Stage, on_both};

on_both![
    security_38_a_start_that_fails_is_a_clear_problem_and_never_repeated,
    security_12_a_code_that_arrives_after_a_lost_answer_works,
    security_08_a_check_counts_only_when_it_is_well_formed_approved_and_ours,
    security_16_an_approval_whose_answer_was_lost_needs_a_new_code_and_gets_it_at_once,
    security_21_reset_answers_alike_and_at_once_while_the_provider_hangs,
    security_21_a_reset_code_is_refused_alike_while_the_provider_fails,
    security_37_a_provider_that_hangs_does_not_slow_the_others,
    security_16_a_client_that_leaves_while_the_provider_is_asked_loses_nothing,
    a_failed_start_does_not_hold_back_the_next_send_and_costs_the_person_nothing,
    security_36_a_provider_that_is_not_there_is_a_problem_and_comes_back,
    a_channel_nobody_named_is_not_offered,
    a_guess_that_is_quicker_than_the_message_ends_nothing,
];

const SHORT: Duration = Duration::from_millis(400);

fn status(status: u16, code: u32) -> Act {
    Act::Status { status, code }
}

fn raw(status: u16, body: &'static str) -> Act {
    Act::Raw { status, content_type: Cow::Borrowed("application/json"), body: Cow::Borrowed(body) }
}

async fn security_38_a_start_that_fails_is_a_clear_problem_and_never_repeated(stage: Stage) {
    let house = stage.without_limits().patient_for(SHORT).house_at_twilio().await;
    let cases = [
        (Act::Hang, 502, "delivery_failed"),
        (Act::Stall, 502, "delivery_failed"),
        (Act::Cut, 502, "delivery_failed"),
        (Act::Lost, 502, "delivery_failed"),
        (Act::Truncated, 502, "delivery_failed"),
        (Act::Garbage, 502, "delivery_failed"),
        (Act::Oversize, 502, "delivery_failed"),
        (Act::WrongTarget, 502, "delivery_failed"),
        (raw(201, r#"{"status":"pending"}"#), 502, "delivery_failed"),
        (raw(201, "[]"), 502, "delivery_failed"),
        (raw(302, ""), 502, "delivery_failed"),
        (status(500, 20500), 502, "delivery_failed"),
        (status(503, 20503), 502, "delivery_failed"),
        (status(429, 20429), 429, "too_many_requests"),
        (status(429, 60203), 429, "too_many_requests"),
        (status(401, 20003), 503, "unavailable"),
        (status(404, 20404), 503, "unavailable"),
        (status(400, 60200), 422, "undeliverable"),
        (status(403, 60410), 422, "destination_blocked"),
        (status(400, 60223), 422, "channel_not_offered"),
    ];
    for (n, (act, expected, code)) in cases.into_iter().enumerate() {
        let mut one = house.person("one");
        one.phone = format!("+1202555{:04}", 100 + n);
        house.twilio().script(Script::on(Kind::Start).to(one.phone.clone()).act(act.clone()));
        // one that failed so often is left alone for a while
        house.wait(16);
        let begun = Instant::now();
        let told = one.asks_for_a_code().await.is_problem(expected, code).to_string();
        assert!(begun.elapsed() < Duration::from_secs(3), "{act:?} took {:?}", begun.elapsed());
        assert!(!told.to_lowercase().contains("twilio") && !told.contains("20404"), "{told}");
        assert_eq!(house.twilio().calls().starts(&one.phone), 1, "{act:?}");
    }
}

async fn security_12_a_code_that_arrives_after_a_lost_answer_works(stage: Stage) {
    let house = stage.without_limits().patient_for(SHORT).house_at_twilio().await;
    for (n, act) in [Act::Lost, Act::Stall, Act::Truncated].into_iter().enumerate() {
        let mut one = house.person("one");
        one.phone = format!("+1202555{:04}", 100 + n);
        one.email = format!("one{n}@example.com");
        house.twilio().script(Script::on(Kind::Start).act(act.clone()));
        one.asks_for_a_code().await.is_problem(502, "delivery_failed");
        let code = one.reads_the_code();
        one.guesses(&one.wrong_code()).await.is_a_wrong_code(4);
        one.guesses(&code).await.is(200);
        one.registers(json!({"otp_code": code})).await.is(201);
        assert_eq!(house.twilio().calls().starts(&one.phone), 1, "{act:?}");
    }
}

async fn security_08_a_check_counts_only_when_it_is_well_formed_approved_and_ours(stage: Stage) {
    let house = stage.without_limits().patient_for(SHORT).house_at_twilio().await;
    let cases = [
        (Act::Hang, 502),
        (Act::Cut, 502),
        (Act::Garbage, 502),
        (Act::Oversize, 502),
        (Act::WrongTarget, 502),
        (Act::WrongVerification, 502),
        (raw(200, r#"{"status":"approved","valid":true}"#), 502),
        (raw(200, r#"{"valid":true}"#), 502),
        (raw(200, "true"), 502),
        (raw(200, ""), 502),
        (status(500, 20500), 502),
        (status(503, 0), 502),
        (status(429, 20429), 429),
        (status(401, 20003), 503),
        (status(403, 20403), 503),
    ];
    for (n, (act, expected)) in cases.into_iter().enumerate() {
        let mut one = house.person("one");
        one.phone = format!("+1202555{:04}", 100 + n);
        one.asks_for_a_code().await.is(200);
        let code = one.reads_the_code();
        house.twilio().script(Script::on(Kind::Check).to(one.phone.clone()).act(act.clone()));
        let answer = one.guesses(&code).await;
        assert_eq!(answer.status, expected, "{act:?}: {}", answer.body);
        // nothing was approved, and the right code still is right
        one.guesses(&one.wrong_code()).await.is_problem(422, "invalid_code");
        one.guesses(&code).await.is(200);
    }
}

async fn security_16_an_approval_whose_answer_was_lost_needs_a_new_code_and_gets_it_at_once(stage: Stage) {
    let house = stage.patient_for(SHORT).house_at_twilio().await;
    for (name, act) in [("ada", Act::Lost), ("bob", Act::Stall), ("eve", Act::Truncated)] {
        let ada = house.person(name);
        ada.asks_for_a_code().await.is(200);
        let code = ada.reads_the_code();
        house.twilio().script(Script::on(Kind::Check).act(act));
        ada.guesses(&code).await.is_problem(502, "delivery_failed");
        // Twilio forgot it with the approval
        ada.guesses(&code).await.is_problem(422, "invalid_code");
        let sent = ada.asks_for_a_code().await.is(200);
        assert_eq!(sent["message"], "OTP sent successfully via sms");
        ada.registers(json!({"otp_code": ada.reads_the_code()})).await.is(201);
    }
}

async fn security_21_reset_answers_alike_and_at_once_while_the_provider_hangs(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let (ada, nobody) = (house.person("ada"), house.person("nobody"));
    ada.joins().await;
    house.wait(601);
    house.twilio().script(Script::on(Kind::Start).times(u32::MAX).act(Act::Hang));
    for who in [ada.clone(), nobody.clone()] {
        let begun = Instant::now();
        who.forgot(json!({})).await.is(200);
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    }
    house.wait(31);
    let told = [ada.forgot(json!({})).await.alike(), nobody.forgot(json!({})).await.alike()];
    assert_eq!(told[0], told[1]);
}

async fn security_21_a_reset_code_is_refused_alike_while_the_provider_fails(stage: Stage) {
    let house = stage.without_limits().patient_for(SHORT).house_at_twilio().await;
    let (ada, nobody) = (house.person("ada"), house.person("nobody"));
    ada.joins().await;
    house.wait(601);
    let sent = [ada.forgot(json!({})).await.alike(), nobody.forgot(json!({})).await.alike()];
    assert_eq!(sent[0], sent[1]);
    house.settles_until(|| house.sends_to(&ada.phone) == 2).await;
    for act in [Act::Hang, Act::Cut, Act::Garbage, status(500, 20500), status(401, 20003)] {
        let mut told: Vec<(u16, Value)> = Vec::new();
        for who in [&ada, &nobody] {
            house.twilio().script(Script::on(Kind::Check).act(act.clone()));
            told.push(
                who.forgot(json!({"otp_code": "000001", "new_password": "buses run on fridays"}))
                    .await
                    .alike(),
            );
        }
        assert!(told[0].0 >= 500, "{act:?}: {told:?}");
        assert_eq!(told[0], told[1], "{act:?}");
    }
    // a start that failed unseen is not seen by a guess either
    house.wait(1300);
    house.twilio().script(Script::on(Kind::Start).status(500, 20500));
    let sent = [ada.forgot(json!({})).await.alike(), nobody.forgot(json!({})).await.alike()];
    assert_eq!(sent[0], sent[1]);
    tokio::time::sleep(Duration::from_millis(200)).await;
    for _ in 0..6 {
        let guess = json!({"otp_code": "000001"});
        let told = [ada.forgot(guess.clone()).await.alike(), nobody.forgot(guess).await.alike()];
        assert_eq!(told[0], told[1]);
        assert_eq!(told[0].0, 422);
    }
}

async fn security_37_a_provider_that_hangs_does_not_slow_the_others(stage: Stage) {
    let house = stage.without_limits().house_at_twilio().await;
    let ada = house.person("ada");
    ada.joins().await;
    house.twilio().script(Script::on(Kind::Start).times(u32::MAX).act(Act::Hang));
    let people: Vec<_> = (0..100)
        .map(|n| {
            let mut one = house.person("one");
            one.phone = format!("+1202555{:04}", 100 + n);
            one
        })
        .collect();
    let begun = Instant::now();
    let hanging = join_all(people.iter().map(Person::asks_for_a_code));
    let meanwhile = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let begun = Instant::now();
        ada.signs_in().await.is(200);
        let health = house.ask(Method::GET, "/healthz", "192.0.2.1", &[], &Value::Null).await;
        let ready = house.ask(Method::GET, "/readyz", "192.0.2.1", &[], &Value::Null).await;
        assert_eq!((health.status, ready.status), (200, 200));
        begun.elapsed()
    };
    let (answers, took) = tokio::join!(hanging, meanwhile);
    assert!(took < Duration::from_secs(2), "others waited {took:?}");
    let all: Duration = begun.elapsed();
    assert!(all > Duration::from_secs(4) && all < Duration::from_secs(9), "the deadline is 5 s: {all:?}");
    for answer in answers {
        answer.is_problem(502, "delivery_failed");
    }
    assert_eq!(house.twilio().calls().of(Kind::Start).count(), 101, "no send was repeated");
}

async fn security_16_a_client_that_leaves_while_the_provider_is_asked_loses_nothing(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let ada = house.person("ada");
    let (slow, twilio) = (Duration::from_millis(300), house.twilio());
    twilio.script(Script::on(Kind::Start).delay(slow));
    let send = json!({"to": ada.phone});
    let asked = || twilio.calls().starts(&ada.phone) == 1;
    house.ask_and_leave_when("/send-otp", &ada.address, &send, asked).await;
    // the same person again, while the first request is under way: one message, one answer
    assert_eq!(ada.asks_for_a_code().await.is(200)["status"], "pending");
    assert_eq!(house.sends_to(&ada.phone), 1);
    let code = ada.reads_the_code();
    twilio.script(Script::on(Kind::Check).delay(slow));
    let guess = json!({"to": ada.phone, "code": code});
    let asked = || twilio.calls().checks(&ada.phone) == 1;
    house.ask_and_leave_when("/verify-otp", &ada.address, &guess, asked).await;
    house.settles_until(|| house.tasks.under_way() == 0).await;
    ada.registers(json!({"otp_code": code})).await.is(201);
    assert_eq!(twilio.calls().checks(&ada.phone), 1, "the approval was written down");
}

async fn a_failed_start_does_not_hold_back_the_next_send_and_costs_the_person_nothing(stage: Stage) {
    let house = stage.patient_for(SHORT).house_at_twilio().await;
    let ada = house.person("ada");
    for _ in 0..12 {
        house.twilio().script(Script::on(Kind::Start).status(429, 20429));
        ada.asks_for_a_code().await.is_problem(429, "too_many_requests");
    }
    let sent: Answer = ada.asks_for_a_code().await;
    assert_eq!(sent.is(200)["message"], "OTP sent successfully via sms");
    ada.guesses(&ada.reads_the_code()).await.is(200);
}

async fn security_36_a_provider_that_is_not_there_is_a_problem_and_comes_back(stage: Stage) {
    // nobody listens on port 9 of this machine
    let house = stage
        .patient_for(SHORT)
        .with("CHANNEL_SMS", "twilio-verify")
        .with("TWILIO_ACCOUNT_SID", simulator::known::ACCOUNT_SID)
        .with("TWILIO_AUTH_TOKEN", simulator::known::AUTH_TOKEN)
        .with("TWILIO_VERIFY_SERVICE_SID", simulator::known::SERVICE_SID)
        .with("TWILIO_VERIFY_BASE_URL", "http://127.0.0.1:9")
        .house()
        .await;
    let ada = house.person("ada");
    for _ in 0..8 {
        ada.asks_for_a_code().await.is_problem(502, "delivery_failed");
    }
    let ready = house.ask(Method::GET, "/readyz", "192.0.2.1", &[], &Value::Null).await;
    assert_eq!(ready.status, 200, "the provider is not asked, and this house can serve");
}

async fn a_channel_nobody_named_is_not_offered(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let ada = house.person("ada");
    let config = house.ask(Method::GET, "/config", "192.0.2.1", &[], &Value::Null).await.is(200);
    assert_eq!(config["channels"], json!(["sms", "call", "email"]));
    let body = json!({"to": ada.phone, "channel": "whatsapp"});
    ada.posts("/send-otp", body).await.is_problem(422, "channel_not_offered");
    ada.forgot(json!({"channel": "whatsapp"})).await.is_problem(422, "channel_not_offered");
    assert_eq!(house.twilio().calls().len(), 0);
}

async fn a_guess_that_is_quicker_than_the_message_ends_nothing(stage: Stage) {
    let house = stage.without_limits().house_at_twilio().await;
    let one = house.person("one");
    house.twilio().script(Script::on(Kind::Start).delay(SHORT));
    // the verification is not there yet
    house.twilio().script(Script::on(Kind::Check).act(status(404, 20404)));
    let (sent, ()) = tokio::join!(one.asks_for_a_code(), async {
        tokio::time::sleep(SHORT / 4).await;
        one.from("203.0.113.9").guesses("000001").await.is_a_wrong_code(4);
    });
    sent.is(200);
    one.guesses(&one.reads_the_code()).await.is(200);
}
