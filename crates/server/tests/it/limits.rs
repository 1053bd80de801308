//! Limits: whom they count, what they cost, and that nobody walks around them.

use std::time::Duration;

use futures_util::future::join_all;
use poem::http::Method;
use serde_json::{Value, json};

use crate::kit::{Stage, on_both, person::token};

on_both![
    security_14_a_made_up_forwarding_header_does_not_change_the_caller,
    security_14_behind_a_trusted_proxy_the_nearest_stranger_counts,
    security_24_a_signed_in_person_may_not_try_passwords_for_ever,
    security_24_tokens_are_guessed_at_within_limits,
    security_10_one_address_has_its_sends_over_all_purposes,
    security_41_a_crowd_at_the_password_door_is_turned_away_or_answered,
    security_07_31_alike_limits_count_down_for_a_mailbox_too,
    limits_outlive_the_instance_that_counted_them,
    limits_can_be_switched_off,
];

async fn security_14_a_made_up_forwarding_header_does_not_change_the_caller(stage: Stage) {
    let house = stage.with("TRUSTED_PROXIES", "10.0.0.0/8").house().await;
    let mut refused = 0;
    for n in 0..33u32 {
        let eve = house.person("eve").from(format!("203.0.113.{n}"));
        let answer = eve.posts("/send-otp", json!({"to": format!("+1202555{:04}", 100 + n)})).await;
        refused += usize::from(answer.status == 429);
    }
    assert_eq!((house.sends(), refused), (30, 3));
}

async fn security_14_behind_a_trusted_proxy_the_nearest_stranger_counts(stage: Stage) {
    let house = stage.with("LIMIT_SEND_PER_CALLER", "1/1h").house().await;
    let send = |address: &str, to: &str| {
        let who = house.person("eve").from(address.to_owned());
        let body = json!({"to": to});
        async move { who.posts("/send-otp", body).await.status }
    };
    assert_eq!(send("198.51.100.1, 203.0.113.9", "+12025550101").await, 200);
    // what stands left of the stranger can be invented
    assert_eq!(send("198.51.100.2, 203.0.113.9", "+12025550102").await, 429);
    assert_eq!(send("203.0.113.9, 127.0.0.1", "+12025550103").await, 429);
    assert_eq!(send("203.0.113.10", "+12025550104").await, 200);
}

async fn security_24_a_signed_in_person_may_not_try_passwords_for_ever(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    let put = |password: &str| {
        let body = json!({"email": "new@example.com", "verification_token": "x", "password": password});
        ada.calls(Method::PUT, "/me/email", token(&joined), body)
    };
    for _ in 0..10 {
        put("wrong on purpose").await.is_problem(401, "bad_credentials");
    }
    put("wrong on purpose").await.is_problem(429, "too_many_requests");
    put(&ada.password).await.is_problem(429, "too_many_requests");
    house.wait(901);
    let joined = ada.signs_in().await.is(200);
    let body = json!({"email": "new@example.com", "verification_token": "x", "password": ada.password});
    ada.calls(Method::PUT, "/me/email", token(&joined), body).await.is_problem(422, "invalid_code");
}

async fn security_24_tokens_are_guessed_at_within_limits(stage: Stage) {
    let house = stage.with("LIMIT_GUESS_PER_CALLER", "12/1h").house().await;
    let (ada, eve) = (house.person("ada"), house.person("eve"));
    let proof = ada.proves_the_number().await;
    for _ in 0..12 {
        eve.registers(json!({"verification_token": "AAAAAAAAAAEAAAA"})).await.is_problem(422, "invalid_code");
    }
    eve.registers(json!({"verification_token": "AAAAAAAAAAEAAAA"}))
        .await
        .is_problem(429, "too_many_requests");
    ada.registers(json!({"verification_token": proof})).await.is(201);
}

async fn security_10_one_address_has_its_sends_over_all_purposes(stage: Stage) {
    let house = stage
        .with("OTP_RESEND_SECONDS", "0")
        .with("LIMIT_SEND_PER_PURPOSE_ADDRESS", "off")
        .with("LIMIT_SEND_PER_ADDRESS", "4/1d")
        .house()
        .await;
    let ada = house.person("ada");
    ada.joins().await;
    for _ in 0..3 {
        ada.forgot(json!({"phone": ada.phone})).await.is(200);
    }
    house.settles_until(|| house.sends_to(&ada.phone) == 4).await;
    ada.asks_for_a_code().await.is_problem(429, "too_many_requests");
    // in silence where it may not be told
    ada.forgot(json!({"phone": ada.phone})).await.is(200);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(house.sends_to(&ada.phone), 4);
    house.wait(86_401);
    ada.asks_for_a_code().await.is(200);
}

async fn security_41_a_crowd_at_the_password_door_is_turned_away_or_answered(stage: Stage) {
    let house = stage.without_limits().house().await;
    let ada = house.person("ada");
    ada.joins().await;
    let mut wrong = ada.clone();
    wrong.password = "wrong on purpose".into();
    let answers = join_all((0..300).map(|_| wrong.signs_in())).await;
    for answer in &answers {
        match answer.status {
            401 => answer.is_problem(401, "bad_credentials"),
            _ => answer.is_problem(503, "unavailable"),
        };
    }
    assert!(answers.iter().any(|answer| answer.status == 401));
    ada.signs_in().await.is(200);
}

async fn security_07_31_alike_limits_count_down_for_a_mailbox_too(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code_by_email().await.is(200);
    let guess = |to: &str| ada.posts("/verify-otp", json!({"to": to, "code": "000001"}));
    for left in [4, 3, 2, 1, 0, 0] {
        let known = guess(&ada.email).await;
        known.is_a_wrong_code(left);
        assert_eq!(known.alike(), guess("nobody@example.com").await.alike());
    }
    // the same mailbox, however its domain is written
    let told = guess("ada@EXAMPLE.com").await;
    told.is_a_wrong_code(0);
}

async fn limits_outlive_the_instance_that_counted_them(stage: Stage) {
    let stage = stage.with("OTP_RESEND_SECONDS", "0");
    let first = stage.another().house().await;
    for _ in 0..5 {
        first.person("ada").asks_for_a_code().await.is(200);
    }
    drop(first);
    let second = stage.house().await;
    second.person("ada").asks_for_a_code().await.is_problem(429, "too_many_requests");
    assert_eq!(second.sends(), 0);
}

async fn limits_can_be_switched_off(stage: Stage) {
    let house = stage.without_limits().with("OTP_RESEND_SECONDS", "0").house().await;
    let ada = house.person("ada");
    for _ in 0..50 {
        ada.asks_for_a_code().await.is(200);
    }
    assert_eq!(house.sends_to(&ada.phone), 50);
    // but never the guesses of one code
    let wrong = ada.wrong_code();
    for left in [4, 3, 2, 1, 0, 0] {
        ada.guesses(&wrong).await.is_a_wrong_code(left);
    }
    let config = house.ask(Method::GET, "/config", "192.0.2.1", &[], &Value::Null).await.is(200);
    assert_eq!(config["resend_seconds"], 0);
}
