//! Accounts: made once, with what was proven and what was only said; addresses change hands by proof alone.

use std::time::Duration;

use futures_util::future::join_all;
use poem::http::Method;
use serde_json::{Value, json};

use crate::kit::{Stage, on_both, person::token};

on_both![
    security_15_a_weak_password_costs_no_code_however_often,
    security_15_a_bad_email_costs_no_code,
    security_17_a_taken_email_leaves_the_proof_usable,
    security_17_fifty_registrations_with_one_code_make_one_user,
    security_17_fifty_registrations_of_one_email_make_one_user,
    security_18_flags_and_ids_in_the_request_change_nothing,
    a_claim_holds_a_mailbox_against_claims_and_gives_way_to_a_proof,
    a_proven_mailbox_is_not_taken_by_another_proof,
    security_23_the_mailbox_that_was_left_is_told,
    security_23_an_old_sign_in_changes_the_mailbox_only_with_the_password,
    a_number_proven_by_two_people_moves_only_when_the_older_proof_is_old,
    a_username_is_taken_whatever_its_case,
    security_20_sign_in_answers_alike_for_known_and_unknown_until_the_limit,
    security_20_failures_elsewhere_do_not_lock_the_owner_out,
    security_20_a_disabled_account_is_told_to_the_right_password_alone,
    sign_in_works_by_email_phone_and_username,
    a_back_end_redeems_a_token_once,
    security_16_a_client_that_goes_away_loses_nothing,
];

async fn security_15_a_weak_password_costs_no_code_however_often(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let code = ada.reads_the_code();
    for weak in ["short", "password", "Password123", "ada2026!!", "doorcode99", ada.phone.as_str()] {
        let mut weakly = ada.clone();
        weakly.password = weak.to_owned();
        for _ in 0..3 {
            let told = weakly.registers(json!({"otp_code": code})).await.is_problem(400, "weak_password");
            assert_eq!(told["errors"][0]["field"], "password", "{told}");
        }
    }
    // far more often than a code may be guessed at
    let mut long = ada.clone();
    long.password = "x".repeat(129);
    long.registers(json!({"otp_code": code})).await.is_problem(400, "weak_password");
    ada.registers(json!({"otp_code": code})).await.is(201);
}

async fn security_23_the_mailbox_that_was_left_is_told(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let joined = ada.joins_with_a_proven_mailbox().await;
    let mut moved = ada.clone();
    moved.email = "ada@elsewhere.example.com".into();
    let proof = moved.proves_the_mailbox().await;
    let body = json!({"email": moved.email, "verification_token": proof});
    ada.calls(Method::PUT, "/me/email", token(&joined), body).await.is(200);
    house.settles_until(|| !house.notices().is_empty()).await;
    let told = house.notices();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].0, ada.email);
    assert!(told[0].1.contains("the e-mail address of your account was changed"), "{told:?}");
}

async fn security_15_a_bad_email_costs_no_code(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let code = ada.reads_the_code();
    for bad in ["ada", "ada@", "ada@@example.com", "a da@example.com", "ada@example.com\n"] {
        let mut badly = ada.clone();
        badly.email = bad.to_owned();
        for _ in 0..3 {
            badly.registers(json!({"otp_code": code})).await.is_problem(400, "invalid_request");
        }
    }
    ada.registers(json!({"otp_code": code})).await.is(201);
}

async fn security_17_a_taken_email_leaves_the_proof_usable(stage: Stage) {
    let house = stage.house().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    ada.joins().await;
    bob.asks_for_a_code().await.is(200);
    let code = bob.reads_the_code();
    let mut greedy = bob.clone();
    greedy.email = "Ada@Example.com".into();
    for _ in 0..8 {
        let told = greedy.registers(json!({"otp_code": code})).await.is_problem(409, "taken");
        assert_eq!(told["errors"][0]["field"], "email", "{told}");
    }
    bob.registers(json!({"otp_code": code})).await.is(201);
    // without a proof nobody learns that the mailbox is known
    let eve = house.person("eve");
    let mut curious = eve.clone();
    curious.email = ada.email;
    curious.registers(json!({"otp_code": "000000"})).await.is_problem(422, "invalid_code");
}

async fn security_17_fifty_registrations_with_one_code_make_one_user(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let code = ada.reads_the_code();
    let many = (0..50).map(|n| {
        let mut one = ada.clone();
        one.email = format!("ada{n}@example.com");
        let code = code.clone();
        async move { one.registers(json!({"otp_code": code})).await }
    });
    let answers = join_all(many).await;
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(made, 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 201) {
        answer.is_refused_in_a_crowd(422, "invalid_code");
    }
}

async fn security_17_fifty_registrations_of_one_email_make_one_user(stage: Stage) {
    let house = stage.with("LIMIT_SEND_PER_CALLER", "off").house().await;
    let mut people = Vec::new();
    for n in 0..50 {
        let mut one = house.person("same");
        one.phone = format!("+1202555{:04}", 100 + n);
        one.asks_for_a_code().await.is(200);
        people.push(one);
    }
    let answers =
        join_all(people.iter().map(|one| one.registers(json!({"otp_code": one.reads_the_code()})))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 201) {
        answer.is_refused_in_a_crowd(409, "taken");
    }
}

async fn security_18_flags_and_ids_in_the_request_change_nothing(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let told = ada
        .registers(json!({
            "otp_code": ada.reads_the_code(), "id": 4711, "email_verified": true, "role": "admin",
            "is_admin": true, "phones": [{"role": "core", "number": "+12025550199"}], "created_at": "2001-01-01",
        }))
        .await
        .is(201);
    let user = &told["user"];
    assert_eq!(user["email_verified"], false);
    assert_ne!(user["id"], 4711);
    assert_eq!(user["phones"].as_array().map(Vec::len), Some(1));
    assert_eq!(user["phone"], ada.phone);
    assert!(user.get("is_admin").is_none());
}

async fn a_claim_holds_a_mailbox_against_claims_and_gives_way_to_a_proof(stage: Stage) {
    let house = stage.house().await;
    let eve = house.person("eve");
    let mut claimant = eve.clone();
    claimant.email = "ada@example.com".into();
    claimant.password = "a password of the claimant".into();
    let claimed = claimant.joins().await;
    assert_eq!(claimed["user"]["email"], "ada@example.com");

    // another claim: refused, once the number is proven
    let bob = house.person("bob");
    let mut second = bob.clone();
    second.email = "ada@example.com".into();
    second.asks_for_a_code().await.is(200);
    second.registers(json!({"otp_code": bob.reads_the_code()})).await.is_problem(409, "taken");

    // a proof: taken over
    let ada = house.person("ada");
    let proven = ada.joins_with_a_proven_mailbox().await;
    assert_eq!(
        (&proven["user"]["email"], &proven["user"]["email_verified"]),
        (&json!(ada.email), &json!(true))
    );
    let me = claimant.looks_at_me(token(&claimed)).await.is(200);
    assert_eq!(me.get("email"), None, "the claimant has no mailbox any more: {me}");
    claimant.signs_in().await.is_problem(401, "bad_credentials");
    assert_eq!(ada.signs_in().await.is(200)["user"]["id"], proven["user"]["id"]);
}

async fn a_proven_mailbox_is_not_taken_by_another_proof(stage: Stage) {
    let house = stage.house().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    ada.joins_with_a_proven_mailbox().await;
    let bobs = bob.joins().await;
    house.wait(31);
    let proof = ada.proves_the_mailbox().await;
    let body = json!({"email": ada.email, "verification_token": proof});
    let refused = bob.calls(Method::PUT, "/me/email", token(&bobs), body).await.is_problem(409, "taken");
    assert_eq!(refused["errors"][0]["field"], "email");
    ada.signs_in().await.is(200);
}

async fn security_23_an_old_sign_in_changes_the_mailbox_only_with_the_password(stage: Stage) {
    let house = stage.with("ACCESS_TOKEN_TTL_SECONDS", "7200").house().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    let access = token(&joined);
    let put = |body: Value| ada.calls(Method::PUT, "/me/email", access, body);

    // the first time the sign-in is fresh
    let proof = ada.proves_the_mailbox().await;
    let told = put(json!({"email": ada.email, "verification_token": proof})).await.is(200);
    assert_eq!(told["email_verified"], true);
    put(json!({"email": ada.email, "verification_token": proof})).await.is_problem(422, "invalid_code");

    house.wait(901);
    let mut new = ada.clone();
    new.email = "ada.new@example.com".into();
    let proof = new.proves_the_mailbox().await;
    let body = json!({"email": new.email, "verification_token": proof});
    put(body.clone()).await.is_problem(403, "reauthentication_required");
    let with = |password: &str| {
        let mut body = body.clone();
        body["password"] = json!(password);
        put(body)
    };
    with("not this one at all").await.is_problem(401, "bad_credentials");
    assert_eq!(ada.looks_at_me(access).await.is(200)["email"], ada.email, "the old one stays until then");
    assert_eq!(with(&ada.password).await.is(200)["email"], new.email);
    // a proof of one mailbox is none of another
    house.wait(31);
    let proof = new.proves_the_mailbox().await;
    let body = json!({"email": "third@example.com", "verification_token": proof, "password": ada.password});
    put(body).await.is_problem(422, "invalid_code");
}

async fn a_number_proven_by_two_people_moves_only_when_the_older_proof_is_old(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.joins().await;
    let mut later = house.person("bob");
    later.phone = ada.phone.clone();
    house.wait(89 * 86_400);
    later.asks_for_a_code().await.is(200);
    let told = later.registers(json!({"otp_code": later.reads_the_code()})).await.is_problem(409, "taken");
    assert_eq!(told["errors"][0]["field"], "phone", "{told}");
    house.wait(2 * 86_400);
    later.asks_for_a_code().await.is(200);
    let joined = later.registers(json!({"otp_code": later.reads_the_code()})).await.is(201);
    assert_eq!(joined["user"]["phone"], ada.phone);
    let old = ada.signs_in().await.is(200);
    assert_eq!(old["user"].get("phone"), None, "{old}");
    let by_phone = json!({"phone": ada.phone, "password": ada.password});
    assert_eq!(ada.posts("/login", by_phone).await.is(200)["user"]["id"], joined["user"]["id"]);
}

async fn a_username_is_taken_whatever_its_case(stage: Stage) {
    let house = stage.house().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    ada.asks_for_a_code().await.is(200);
    ada.registers(json!({"otp_code": ada.reads_the_code(), "username": "Countess"})).await.is(201);
    bob.asks_for_a_code().await.is(200);
    let code = bob.reads_the_code();
    let told =
        bob.registers(json!({"otp_code": code, "username": "cOUNTESS"})).await.is_problem(409, "taken");
    assert_eq!(told["errors"][0]["field"], "username");
    bob.registers(json!({"otp_code": code, "username": "builder"})).await.is(201);
}

async fn security_20_sign_in_answers_alike_for_known_and_unknown_until_the_limit(stage: Stage) {
    let house = stage.house().await;
    let (ada, nobody) = (house.person("ada"), house.person("nobody"));
    ada.joins().await;
    let mut known = ada.from("203.0.113.7");
    known.password = "wrong on purpose".into();
    let mut unknown = nobody.from("203.0.113.8");
    unknown.password = known.password.clone();
    for attempt in 0..13 {
        let (one, other) = (known.signs_in().await, unknown.signs_in().await);
        assert_eq!(one.status, if attempt < 10 { 401 } else { 429 });
        assert_eq!(one.alike(), other.alike(), "attempt {attempt}");
    }
    // also with the right password, from there
    known.password = ada.password.clone();
    known.signs_in().await.is_problem(429, "too_many_requests");
    ada.signs_in().await.is(200);
    house.wait(901);
    known.signs_in().await.is(200);
}

async fn security_20_failures_elsewhere_do_not_lock_the_owner_out(stage: Stage) {
    let house = stage.with("LIMIT_PASSWORD_PER_IDENTIFIER", "20/1d").house().await;
    let ada = house.person("ada");
    ada.joins().await;
    for crowd in 0..30 {
        let mut stranger = ada.from(format!("203.0.113.{crowd}"));
        stranger.password = "wrong on purpose".into();
        let status = stranger.signs_in().await.status;
        assert_eq!(status, if crowd < 20 { 401 } else { 429 });
    }
    ada.signs_in().await.is(200);
    ada.from("203.0.113.200").signs_in().await.is_problem(429, "too_many_requests");
}

async fn security_20_a_disabled_account_is_told_to_the_right_password_alone(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    let id = joined["user"]["id"].as_i64().unwrap();
    house.app.identity.accounts.disable(id).await.unwrap();
    ada.looks_at_me(token(&joined)).await.is_problem(401, "unauthorized");
    ada.signs_in().await.is_problem(403, "account_disabled");
    let mut wrong = ada.clone();
    wrong.password = "wrong on purpose".into();
    wrong.signs_in().await.is_problem(401, "bad_credentials");
    ada.posts("/refresh", json!({"refresh_token": joined["refresh_token"]}))
        .await
        .is_problem(401, "unauthorized");
}

async fn sign_in_works_by_email_phone_and_username(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let joined =
        ada.registers(json!({"otp_code": ada.reads_the_code(), "username": "countess"})).await.is(201);
    for (field, name) in
        [("email", "ADA@example.com"), ("phone", ada.phone.as_str()), ("username", "Countess")]
    {
        let told = ada.posts("/login", json!({field: name, "password": ada.password})).await.is(200);
        assert_eq!(told["user"]["id"], joined["user"]["id"], "{field}");
    }
    let two = json!({"email": ada.email, "phone": ada.phone, "password": ada.password});
    ada.posts("/login", two).await.is_problem(400, "invalid_request");
}

async fn a_back_end_redeems_a_token_once(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let proof = ada.proves_the_number().await;
    let body = json!({"verification_token": proof, "to": ada.phone});
    let redeem = |credentials: &'static str, body: Value| {
        let house = &house;
        async move {
            let headers = [("authorization", credentials)];
            house.ask(Method::POST, "/verification-tokens/redeem", "192.0.2.50", &headers, &body).await
        }
    };
    // shop:c9Lm4vZk8NyPd3sGf6Ja, and the same with another secret
    let (shop, thief) =
        ("Basic c2hvcDpjOUxtNHZaazhOeVBkM3NHZjZKYQ==", "Basic c2hvcDpjOUxtNHZaazhOeVBkM3NHZjZKYg==");
    redeem(thief, body.clone()).await.is_problem(401, "unauthorized");
    let other = json!({"verification_token": proof, "to": "+12025550177"});
    redeem(shop, other).await.is_problem(422, "invalid_code");
    let told = redeem(shop, body.clone()).await.is(200);
    assert_eq!((&told["to"], &told["channel"]), (&json!(ada.phone), &json!("sms")));
    redeem(shop, body).await.is_problem(422, "invalid_code");
    ada.registers(json!({"verification_token": proof})).await.is_problem(422, "invalid_code");
}

async fn security_16_a_client_that_goes_away_loses_nothing(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    house.ask_and_leave("/send-otp", &ada.address, &json!({"to": ada.phone}), Duration::ZERO).await;
    house.settles_until(|| house.sends_to(&ada.phone) == 1).await;
    ada.asks_for_a_code().await.is(200);
    assert_eq!(house.sends_to(&ada.phone), 1);
    let code = ada.reads_the_code();
    let body = json!({"to": ada.phone, "code": code});
    for _ in 0..10 {
        house.ask_and_leave("/verify-otp", &ada.address, &body, Duration::ZERO).await;
    }
    ada.registers(json!({"otp_code": code})).await.is(201);
}
