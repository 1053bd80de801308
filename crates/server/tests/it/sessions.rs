//! Where somebody is signed in, and what a new password does to it.

use futures_util::future::join_all;
use poem::http::Method;
use serde_json::{Value, json};

use crate::kit::{Answer, House, Person, Stage, on_both, person::token};

on_both![
    security_26_sessions_are_listed_newest_use_first_and_any_of_them_can_be_ended_everywhere_at_once,
    what_no_longer_counts_is_not_listed,
    nobody_ends_or_sees_a_session_of_somebody_else,
    ending_the_session_in_use_signs_out,
    security_26_a_new_password_ends_every_other_session_on_every_instance,
    security_19_a_new_password_is_refused_with_the_reason_before_the_current_one_is_counted,
    security_24_the_current_password_is_guessed_at_within_limits,
    security_26_fifty_changes_with_one_password_set_one_password,
    security_26_a_sign_in_at_the_moment_of_a_change_does_not_outlive_it,
    security_26_fifty_sign_outs_everywhere_leave_no_session,
    security_26_a_disabled_account_is_out_everywhere_at_once_and_comes_back_with_no_session,
    security_22_a_new_password_voids_codes_on_their_way,
    a_new_password_forgives_failed_ones,
];

const NEW: &str = "buses run on fridays";

impl Person<'_> {
    async fn signs_in_with(&self, device: &str) -> Value {
        let body = json!({"email": self.email, "password": self.password});
        let headers = [("user-agent", device)];
        self.house.ask(Method::POST, "/login", &self.address, &headers, &body).await.is(200)
    }

    async fn lists_sessions(&self, told: &Value) -> Vec<Value> {
        let list = self.calls(Method::GET, "/sessions", token(told), Value::Null).await.is(200);
        list["sessions"].as_array().unwrap().clone()
    }

    async fn ends(&self, told: &Value, id: impl ToString) -> Answer {
        let path = format!("/sessions/{}", id.to_string());
        self.calls(Method::DELETE, &path, token(told), Value::Null).await
    }

    async fn changes_password(&self, told: &Value, current: &str, new: &str) -> Answer {
        let body = json!({"current_password": current, "new_password": new});
        self.calls(Method::POST, "/change-password", token(told), body).await
    }

    async fn renews(&self, told: &Value) -> Answer {
        self.posts("/refresh", json!({"refresh_token": told["refresh_token"]})).await
    }
}

fn devices(list: &[Value]) -> Vec<&str> {
    list.iter().map(|session| session["device"].as_str().unwrap_or("none")).collect()
}

async fn security_26_sessions_are_listed_newest_use_first_and_any_of_them_can_be_ended_everywhere_at_once(
    stage: Stage,
) {
    let house = stage.house().await;
    let other = house.twin().await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(10);
    let laptop = ada.signs_in_with("a laptop").await;
    house.wait(10);
    let phone = ada.signs_in_with("a phone").await;
    assert_eq!(devices(&ada.lists_sessions(&laptop).await), ["a phone", "a laptop", "none"]);
    house.wait(10);
    let laptop = ada.renews(&laptop).await.is(200);
    let list = ada.at(&other).lists_sessions(&laptop).await;
    assert_eq!(devices(&list), ["a laptop", "a phone", "none"]);
    assert_eq!(
        list.iter().map(|one| one["current"].as_bool()).collect::<Vec<_>>(),
        [Some(true), Some(false), Some(false)]
    );
    assert!(list[0]["last_used_at"].as_str() > list[0]["created_at"].as_str(), "{list:?}");
    assert_eq!(list[2]["last_used_at"], list[2]["created_at"]);
    assert!(list.iter().all(|one| one["id"].is_i64()));

    let stolen = list[1]["id"].as_i64().unwrap();
    let gone = ada.at(&other).ends(&laptop, stolen).await;
    assert_eq!((gone.status, &gone.body), (204, &Value::Null));
    for instance in [&house, &other] {
        ada.at(instance).looks_at_me(token(&phone)).await.is_problem(401, "unauthorized");
        ada.at(instance).looks_at_me(token(&laptop)).await.is(200);
    }
    ada.renews(&phone).await.is_problem(401, "unauthorized");
    assert_eq!(devices(&ada.lists_sessions(&laptop).await), ["a laptop", "none"]);
    ada.ends(&laptop, stolen).await.is_problem(404, "not_found");
}

async fn what_no_longer_counts_is_not_listed(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    ada.signs_in_with("signed out").await;
    ada.calls(Method::POST, "/logout-all", token(&joined), Value::Null).await;
    ada.signs_in_with("forgotten").await;
    house.wait(31 * 86_400);
    let here = ada.signs_in_with("here").await;
    let list = ada.lists_sessions(&here).await;
    assert_eq!(devices(&list), ["here"]);
    // what is not listed cannot be ended either
    let id = list[0]["id"].as_i64().unwrap();
    for over in 1..id {
        ada.ends(&here, over).await.is_problem(404, "not_found");
    }
    let nobody = house.ask(Method::GET, "/sessions", "192.0.2.1", &[], &Value::Null).await;
    nobody.is_problem(401, "unauthorized");
}

async fn nobody_ends_or_sees_a_session_of_somebody_else(stage: Stage) {
    let house = stage.house().await;
    let (ada, eve) = (house.person("ada"), house.person("eve"));
    let (adas, eves) = (ada.joins().await, eve.joins().await);
    let of_ada = ada.lists_sessions(&adas).await[0]["id"].as_i64().unwrap();
    let of_eve = eve.lists_sessions(&eves).await;
    assert_eq!(of_eve.len(), 1);
    assert_ne!(of_eve[0]["id"], of_ada);
    let mut answers = Vec::new();
    for id in [of_ada.to_string(), "4711".into(), "0".into(), "-1".into(), i64::MAX.to_string()] {
        answers.push(eve.ends(&eves, id).await);
    }
    // no id at all, too
    for id in ["abc", "99999999999999999999", "1.5", "%20", "1;drop"] {
        answers.push(eve.ends(&eves, id).await);
    }
    for answer in &answers {
        answer.is_problem(404, "not_found");
    }
    let mut alike: Vec<_> = answers.into_iter().map(Answer::alike).collect();
    alike.dedup();
    assert_eq!(alike.len(), 1, "{alike:?}");
    ada.looks_at_me(token(&adas)).await.is(200);
    let path = format!("/sessions/{of_ada}");
    house.ask(Method::DELETE, &path, "192.0.2.1", &[], &Value::Null).await.is_problem(401, "unauthorized");
    ada.renews(&adas).await.is(200);
}

async fn ending_the_session_in_use_signs_out(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    let id = ada.lists_sessions(&joined).await[0]["id"].clone();
    assert_eq!(ada.ends(&joined, id).await.status, 204);
    ada.looks_at_me(token(&joined)).await.is_problem(401, "unauthorized");
    ada.signs_in().await.is(200);
}

async fn security_26_a_new_password_ends_every_other_session_on_every_instance(stage: Stage) {
    let house = stage.house().await;
    let other = house.twin().await;
    let ada = house.person("ada");
    let here = ada.joins_with_a_proven_mailbox().await;
    let there = ada.at(&other).signs_in().await.is(200);
    let bob = house.person("bob");
    let bobs = bob.joins().await;
    let told = ada.changes_password(&here, &ada.password, NEW).await.is(200);
    assert_eq!(told, json!({"message": "Password changed successfully"}));
    for instance in [&house, &other] {
        ada.at(instance).looks_at_me(token(&there)).await.is_problem(401, "unauthorized");
        ada.at(instance).looks_at_me(token(&here)).await.is(200);
        ada.at(instance).signs_in().await.is_problem(401, "bad_credentials");
        bob.at(instance).looks_at_me(token(&bobs)).await.is(200);
    }
    ada.renews(&there).await.is_problem(401, "unauthorized");
    let here = ada.renews(&here).await.is(200);
    ada.looks_at_me(token(&here)).await.is(200);
    let mut renewed = ada.clone();
    renewed.password = NEW.into();
    renewed.signs_in().await.is(200);
    // whoever holds the proven addresses hears of it
    house.settles_until(|| house.notices().len() >= 2).await;
    let mut heard: Vec<_> = house.notices();
    heard.sort();
    let to: Vec<_> = heard.iter().map(|(to, _)| to.as_str()).collect();
    assert_eq!(to, [ada.phone.as_str(), ada.email.as_str()]);
    assert!(heard.iter().all(|(_, words)| words.contains("the password of your account was changed")));
}

async fn security_19_a_new_password_is_refused_with_the_reason_before_the_current_one_is_counted(
    stage: Stage,
) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let joined =
        ada.registers(json!({"otp_code": ada.reads_the_code(), "username": "countess"})).await.is(201);
    let long = "x".repeat(129);
    for (weak, why) in [
        ("short", "too_short"),
        (long.as_str(), "too_long"),
        ("Password123", "too_common"),
        ("countess-2026", "context_word"),
        (ada.email.as_str(), "context_word"),
        (ada.phone.as_str(), "context_word"),
        ("doorcode99", "context_word"),
    ] {
        // far more often than a password may be guessed at
        for _ in 0..3 {
            let told = ada.changes_password(&joined, "not this one", weak).await;
            let told = told.is_problem(400, "weak_password");
            assert_eq!(told["errors"][0]["field"], "new_password", "{told}");
            assert_eq!(told["errors"][0]["code"], why, "{told}");
        }
    }
    let missing = json!({"current_password": ada.password});
    let told = ada.calls(Method::POST, "/change-password", token(&joined), missing).await;
    told.is_problem(400, "invalid_request");
    // counted in characters, of whatever script
    let longest = "ü".repeat(128);
    ada.changes_password(&joined, &ada.password, &longest).await.is(200);
    // two keyboards, one password
    let decomposed = "u\u{308}".repeat(128);
    ada.changes_password(&joined, &decomposed, NEW).await.is(200);
}

async fn security_24_the_current_password_is_guessed_at_within_limits(stage: Stage) {
    let house = stage.with("ACCESS_TOKEN_TTL_SECONDS", "7200").house().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    for guess in 0..12 {
        let told = ada.changes_password(&joined, "wrong on purpose", NEW).await;
        if guess < 10 {
            told.is_problem(401, "bad_credentials");
        } else {
            told.is_problem(429, "too_many_requests");
        }
    }
    ada.changes_password(&joined, &ada.password, NEW).await.is_problem(429, "too_many_requests");
    house.wait(901);
    ada.changes_password(&joined, &ada.password, NEW).await.is(200);
    let unsigned = json!({"current_password": NEW, "new_password": ada.password});
    ada.posts("/change-password", unsigned).await.is_problem(401, "unauthorized");
}

async fn security_26_fifty_changes_with_one_password_set_one_password(stage: Stage) {
    let house = stage.without_limits().house().await;
    let other = house.twin().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    let there = ada.at(&other);
    let change = |n: usize| {
        let who = if n.is_multiple_of(2) { &ada } else { &there };
        let (joined, new) = (&joined, format!("buses run on friday {n:02}"));
        async move {
            let answer = who.changes_password(joined, &who.password, &new).await;
            (answer, new)
        }
    };
    let answers = join_all((0..50).map(change)).await;
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|(answer, _)| answer.status == 200);
    assert_eq!(won.len(), 1);
    for (answer, _) in lost {
        answer.is_refused_in_a_crowd(401, "bad_credentials");
    }
    let mut renewed = ada.clone();
    renewed.password.clone_from(&won[0].1);
    renewed.signs_in().await.is(200);
    ada.looks_at_me(token(&joined)).await.is(200);
}

async fn security_26_a_sign_in_at_the_moment_of_a_change_does_not_outlive_it(stage: Stage) {
    let house = stage.without_limits().house().await;
    let other = house.twin().await;
    let mut ada = house.person("ada");
    let joined = ada.joins().await;
    for round in 0..5 {
        let new = format!("buses run on friday {round:02}");
        let there = ada.at(&other);
        let sign_ins = join_all((0..8).map(|_| there.signs_in()));
        let (signed_in, changed) =
            futures_util::join!(sign_ins, ada.changes_password(&joined, &ada.password, &new));
        changed.is(200);
        for answer in signed_in {
            // before the change: ended by it; after it: the wrong password
            if answer.status == 200 {
                ada.looks_at_me(token(&answer.body)).await.is_problem(401, "unauthorized");
            } else {
                answer.is_refused_in_a_crowd(401, "bad_credentials");
            }
        }
        assert_eq!(ada.lists_sessions(&joined).await.len(), 1);
        ada.password = new;
    }
}

async fn security_26_fifty_sign_outs_everywhere_leave_no_session(stage: Stage) {
    let house = stage.without_limits().house().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    let mut others = Vec::new();
    for _ in 0..3 {
        others.push(ada.signs_in().await.is(200));
    }
    let out = || ada.calls(Method::POST, "/logout-all", token(&joined), Value::Null);
    let answers = join_all((0..50).map(|_| out())).await;
    assert!(answers.iter().any(|answer| answer.status == 204));
    for answer in answers.into_iter().filter(|answer| answer.status != 204) {
        answer.is_refused_in_a_crowd(401, "unauthorized");
    }
    for session in others.iter().chain([&joined]) {
        ada.looks_at_me(token(session)).await.is_problem(401, "unauthorized");
        ada.renews(session).await.is_problem(401, "unauthorized");
    }
    let back = ada.signs_in().await.is(200);
    assert_eq!(ada.lists_sessions(&back).await.len(), 1);
}

async fn security_26_a_disabled_account_is_out_everywhere_at_once_and_comes_back_with_no_session(
    stage: Stage,
) {
    let house = stage.house().await;
    let other = house.twin().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    let second = ada.at(&other).signs_in().await.is(200);
    let id = joined["user"]["id"].as_i64().unwrap();
    house.app.identity.accounts.disable(id).await.unwrap();
    let is_out = async || {
        for (instance, session) in
            [(&house, &joined), (&other, &joined), (&house, &second), (&other, &second)]
        {
            let there = ada.at(instance);
            there.looks_at_me(token(session)).await.is_problem(401, "unauthorized");
            there.renews(session).await.is_problem(401, "unauthorized");
            there.changes_password(session, &ada.password, NEW).await.is_problem(401, "unauthorized");
        }
    };
    is_out().await;
    other.app.identity.accounts.enable(id).await.unwrap();
    is_out().await;
    let back = ada.signs_in().await.is(200);
    assert_eq!(ada.lists_sessions(&back).await.len(), 1);
}

/// A reset code on its way to Ada's number.
async fn a_reset_code(house: &House, ada: &Person<'_>) -> String {
    house.wait(31);
    let before = house.sends_to(&ada.phone);
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| house.sends_to(&ada.phone) > before).await;
    ada.reads_the_code()
}

async fn security_22_a_new_password_voids_codes_on_their_way(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    let code = a_reset_code(&house, &ada).await;
    ada.changes_password(&joined, &ada.password, NEW).await.is(200);
    let reset = |code: &str| ada.forgot(json!({"otp_code": code, "new_password": "a thief's own words"}));
    reset(&code).await.is_problem(422, "invalid_code");
    // one that was right before is worth nothing either
    let code = a_reset_code(&house, &ada).await;
    ada.forgot(json!({"otp_code": code})).await.is(200);
    ada.changes_password(&joined, NEW, &ada.password).await.is(200);
    reset(&code).await.is_problem(422, "invalid_code");
    ada.signs_in().await.is(200);
}

async fn a_new_password_forgives_failed_ones(stage: Stage) {
    let house = stage.with("LIMIT_PASSWORD_PER_IDENTIFIER", "10/1d").house().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    for crowd in 0..12 {
        let mut stranger = ada.from(format!("203.0.113.{crowd}"));
        stranger.password = "wrong on purpose".into();
        assert_eq!(stranger.signs_in().await.status, if crowd < 10 { 401 } else { 429 });
    }
    ada.changes_password(&joined, &ada.password, NEW).await.is(200);
    let mut abroad = ada.from("203.0.113.200");
    abroad.password = NEW.into();
    abroad.signs_in().await.is(200);
}
