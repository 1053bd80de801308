//! A forgotten password: whoever asks learns nothing, and whoever proves the number gets a new password and no session.

use futures_util::future::join_all;
use poem::http::Method;
use serde_json::{Value, json};

use crate::kit::{House, Person, Stage, on_both, person::token};

on_both![
    security_21_step_one_answers_alike_whatever_is_on_file,
    security_21_wrong_codes_are_refused_alike_whatever_is_on_file,
    security_21_limits_of_what_was_typed_are_alike_for_everybody,
    security_21_a_number_whose_limits_are_used_up_tells_nobody_whose_it_is,
    security_21_step_one_changes_nothing_on_the_account,
    security_22_a_reset_ends_every_session_on_every_instance_and_opens_none,
    security_22_a_reset_voids_other_pending_codes_of_the_user,
    security_02_a_reset_works_once,
    a_code_can_be_checked_before_the_new_password_is_chosen,
    security_15_a_weak_new_password_costs_no_code,
    security_03_a_code_to_prove_a_number_never_resets_a_password,
    security_03_a_code_to_reset_never_proves_a_number,
    a_new_password_without_evidence_is_a_fault_of_the_request,
    a_mailbox_gets_reset_codes_only_once_it_is_proven,
    security_02_fifty_resets_with_one_code_set_one_password,
];

const NEW: &str = "buses run on fridays";

impl Person<'_> {
    /// Step 2 with the evidence in `more`.
    async fn resets(&self, more: Value) -> crate::kit::Answer {
        let mut body = json!({"new_password": NEW});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.forgot(body).await
    }

    /// Step 1, and the code.
    async fn gets_a_reset_code(&self) -> String {
        let before = self.house.sends_to(&self.phone);
        self.forgot(json!({})).await.is(200);
        self.house.settles_until(|| self.house.sends_to(&self.phone) > before).await;
        self.reads_the_code()
    }
}

/// Ada has an account with an unproven mailbox, Dora a disabled one; Nobody has none.
async fn people(house: &House) -> (Person<'_>, Person<'_>, Person<'_>) {
    let (ada, dora, nobody) = (house.person("ada"), house.person("dora"), house.person("nobody"));
    ada.joins().await;
    let told = dora.joins().await;
    house.app.identity.accounts.disable(told["user"]["id"].as_i64().unwrap()).await.unwrap();
    house.wait(700);
    (ada, dora, nobody)
}

/// Every way to ask in vain, and the one that is not: each from an address of its own.
fn askers<'h>(ada: &Person<'h>, dora: &Person<'h>, nobody: &Person<'h>) -> Vec<(Person<'h>, Value)> {
    let strange = nobody.phone.as_str();
    let cases = [
        (ada, json!({})),
        (ada, json!({"phone": ada.phone})),
        (ada, json!({"phone": strange})),
        (dora, json!({})),
        (nobody, json!({})),
        (nobody, json!({"phone": ada.phone})),
    ];
    let place = |(n, (who, more)): (usize, (&Person<'h>, Value))| (who.from(format!("203.0.113.{n}")), more);
    cases.into_iter().enumerate().map(place).collect()
}

async fn security_21_step_one_answers_alike_whatever_is_on_file(stage: Stage) {
    let house = stage.house().await;
    let (ada, dora, nobody) = people(&house).await;
    let before = house.sends();
    let mut told = Vec::new();
    for (who, more) in askers(&ada, &dora, &nobody) {
        told.push(who.forgot(more.clone()).await.alike());
        // and again, before the resend time
        let again = who.forgot(more).await.alike();
        assert_eq!(again, *told.last().unwrap());
    }
    assert_eq!(told[0].0, 200);
    assert_eq!(told[0].1["status"], "pending");
    for other in &told {
        assert_eq!(*other, told[0]);
    }
    // ada's number got one message for each thing she typed that fits, and nobody else got any
    house.settles_until(|| house.sends() == before + 2).await;
    assert_eq!(house.sends_to(&ada.phone), 3);
}

async fn security_21_wrong_codes_are_refused_alike_whatever_is_on_file(stage: Stage) {
    let house = stage.house().await;
    let (ada, dora, nobody) = people(&house).await;
    let mut told: Vec<Vec<Value>> = Vec::new();
    for (who, more) in askers(&ada, &dora, &nobody).into_iter().skip(1) {
        who.forgot(more.clone()).await.is(200);
        let mut answers = Vec::new();
        for attempt in 0..6 {
            let mut body = more.clone();
            body["otp_code"] = json!("000001");
            if attempt % 2 == 0 {
                body["new_password"] = json!(NEW);
            }
            answers.push(who.forgot(body).await.alike().1);
        }
        told.push(answers);
    }
    let left: Vec<_> = told[0].iter().map(|body| body["attempts_left"].as_u64()).collect();
    assert_eq!(left, [4, 3, 2, 1, 0, 0].map(Some));
    for other in &told {
        assert_eq!(*other, told[0]);
    }
}

async fn security_21_limits_of_what_was_typed_are_alike_for_everybody(stage: Stage) {
    let house = stage.with("OTP_RESEND_SECONDS", "0").house().await;
    let (ada, dora, nobody) = people(&house).await;
    let mut told = Vec::new();
    for (who, more) in askers(&ada, &dora, &nobody).into_iter().skip(1) {
        let mut answers = Vec::new();
        for _ in 0..7 {
            answers.push(who.forgot(more.clone()).await.alike());
        }
        told.push(answers);
    }
    let statuses: Vec<_> = told[0].iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429, 429]);
    for other in &told {
        assert_eq!(*other, told[0]);
    }
}

async fn security_21_a_number_whose_limits_are_used_up_tells_nobody_whose_it_is(stage: Stage) {
    let house = stage.with("OTP_RESEND_SECONDS", "0").house().await;
    let (ada, _, nobody) = people(&house).await;
    let before = house.sends_to(&ada.phone);
    for _ in 0..5 {
        ada.forgot(json!({})).await.is(200);
    }
    house.settles_until(|| house.sends_to(&ada.phone) == before + 5).await;
    // the number has had its five; whoever types the pair still hears what a stranger hears
    let pair = ada.from("203.0.113.9").forgot(json!({"phone": ada.phone})).await.alike();
    let strange = nobody.from("203.0.113.10").forgot(json!({"phone": ada.phone})).await.alike();
    assert_eq!(pair, strange);
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    assert_eq!(house.sends_to(&ada.phone), before + 5);
    let guess = json!({"phone": ada.phone, "otp_code": "000001"});
    let pair = ada.from("203.0.113.9").forgot(guess.clone()).await.alike();
    assert_eq!(pair, nobody.from("203.0.113.10").forgot(guess).await.alike());
}

async fn security_21_step_one_changes_nothing_on_the_account(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    house.wait(31);
    ada.gets_a_reset_code().await;
    assert_eq!(ada.looks_at_me(token(&joined)).await.is(200), joined["user"]);
    ada.signs_in().await.is(200);
}

async fn security_22_a_reset_ends_every_session_on_every_instance_and_opens_none(stage: Stage) {
    let house = stage.house().await;
    let other = house.twin().await;
    let ada = house.person("ada");
    let here = ada.joins().await;
    let there = ada.at(&other).signs_in().await.is(200);
    ada.at(&other).looks_at_me(token(&here)).await.is(200);
    house.wait(31);
    let code = ada.gets_a_reset_code().await;
    let told = ada.at(&other).resets(json!({"otp_code": code})).await.is(200);
    assert_eq!(told, json!({"message": "Password reset successful", "status": "reset"}));
    for instance in [&house, &other] {
        for session in [&here, &there] {
            let ada = ada.at(instance);
            ada.looks_at_me(token(session)).await.is_problem(401, "unauthorized");
            let refresh = json!({"refresh_token": session["refresh_token"]});
            ada.posts("/refresh", refresh).await.is_problem(401, "unauthorized");
        }
        ada.at(instance).signs_in().await.is_problem(401, "bad_credentials");
    }
    let mut again = ada.clone();
    again.password = NEW.into();
    again.signs_in().await.is(200);
}

async fn security_22_a_reset_voids_other_pending_codes_of_the_user(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(31);
    // one code for the e-mail alone, one for the pair
    let alone = ada.gets_a_reset_code().await;
    let before = house.sends_to(&ada.phone);
    ada.forgot(json!({"phone": ada.phone})).await.is(200);
    house.settles_until(|| house.sends_to(&ada.phone) > before).await;
    let pair = ada.reads_the_code();
    ada.resets(json!({"phone": ada.phone, "otp_code": pair})).await.is(200);
    ada.resets(json!({"otp_code": alone})).await.is_problem(422, "invalid_code");
}

async fn security_02_a_reset_works_once(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(31);
    let code = ada.gets_a_reset_code().await;
    ada.resets(json!({"otp_code": code})).await.is(200);
    ada.resets(json!({"otp_code": code})).await.is_problem(422, "invalid_code");
    ada.forgot(json!({"otp_code": code})).await.is_problem(422, "invalid_code");
}

async fn a_code_can_be_checked_before_the_new_password_is_chosen(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(31);
    let code = ada.gets_a_reset_code().await;
    let checked = ada.forgot(json!({"otp_code": code})).await.is(200);
    assert_eq!(checked["status"], "approved");
    house.wait(60);
    assert_eq!(ada.forgot(json!({"otp_code": code})).await.is(200), checked);
    let proof = &checked["verification_token"];
    // the token belongs to what was typed
    let pair = json!({"phone": ada.phone, "verification_token": proof});
    ada.resets(pair).await.is_problem(422, "invalid_code");
    ada.resets(json!({"verification_token": proof})).await.is(200);
    ada.resets(json!({"verification_token": proof})).await.is_problem(422, "invalid_code");
    let mut again = ada.clone();
    again.password = NEW.into();
    again.signs_in().await.is(200);
}

async fn security_15_a_weak_new_password_costs_no_code(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let username = json!({"otp_code": ada.reads_the_code(), "username": "lovelace_countess"});
    ada.registers(username).await.is(201);
    house.wait(31);
    let code = ada.gets_a_reset_code().await;
    for weak in ["short", "Password123", "ada@example.com", "lovelace_countess7", ada.phone.as_str()] {
        for _ in 0..2 {
            let body = json!({"new_password": weak, "otp_code": code});
            let told = ada.forgot(body).await.is_problem(400, "weak_password");
            assert_eq!(told["errors"][0]["field"], "new_password", "{weak}");
        }
    }
    // a wrong code and a word of the account: the word must not tell that there is an account
    let nobody = house.person("nobody");
    let guess = json!({"new_password": "lovelace_countess7", "otp_code": "000001"});
    nobody.forgot(guess.clone()).await.is_problem(422, "invalid_code");
    ada.forgot(guess).await.is_problem(422, "invalid_code");
    ada.resets(json!({"otp_code": code})).await.is(200);
}

async fn security_03_a_code_to_prove_a_number_never_resets_a_password(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(31);
    let reset = ada.gets_a_reset_code().await;
    let proof = ada.proves_the_number().await;
    let code = ada.reads_the_code();
    assert_ne!(code, reset);
    ada.resets(json!({"otp_code": code})).await.is_problem(422, "invalid_code");
    ada.resets(json!({"verification_token": proof})).await.is_problem(422, "invalid_code");
    ada.signs_in().await.is(200);
}

async fn security_03_a_code_to_reset_never_proves_a_number(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(31);
    ada.asks_for_a_code().await.is(200);
    let code = ada.gets_a_reset_code().await;
    ada.guesses(&code).await.is_problem(422, "invalid_code");
    let checked = ada.forgot(json!({"otp_code": code})).await.is(200);
    let mut other = ada.clone();
    other.email = "other@example.com".into();
    let evidence = json!({"verification_token": checked["verification_token"]});
    other.registers(evidence).await.is_problem(422, "invalid_code");
}

async fn a_new_password_without_evidence_is_a_fault_of_the_request(stage: Stage) {
    let house = stage.house().await;
    let (ada, nobody) = (house.person("ada"), house.person("nobody"));
    ada.joins().await;
    let before = house.sends();
    for who in [ada, nobody] {
        who.resets(json!({})).await.is_problem(400, "invalid_request");
        who.resets(json!({"otp_code": "123456", "verification_token": "x"}))
            .await
            .is_problem(400, "invalid_request");
    }
    assert_eq!(house.sends(), before);
}

async fn a_mailbox_gets_reset_codes_only_once_it_is_proven(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    let first = ada.forgot(json!({"channel": "email"})).await.is(200);
    assert_eq!(first["channel"], "email");
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    assert_eq!(house.sends_to(&ada.email), 0, "a claim is not on file");
    let proof = ada.proves_the_mailbox().await;
    let body = json!({"email": ada.email, "verification_token": proof});
    ada.calls(Method::PUT, "/me/email", token(&joined), body).await.is(200);
    house.wait(601);
    ada.forgot(json!({"channel": "email"})).await.is(200);
    house.settles_until(|| house.sends_to(&ada.email) == 2).await;
    let code = house.code_for(&ada.email);
    ada.resets(json!({"channel": "email", "otp_code": code})).await.is(200);
}

async fn security_02_fifty_resets_with_one_code_set_one_password(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(31);
    let code = ada.gets_a_reset_code().await;
    let reset =
        |n: usize| ada.forgot(json!({"otp_code": code, "new_password": format!("{NEW} and {n} more")}));
    let answers = join_all((0..50).map(reset)).await;
    let winners: Vec<_> = (0..50).filter(|n| answers[*n].status == 200).collect();
    assert_eq!(winners.len(), 1);
    let mut again = ada.clone();
    again.password = format!("{NEW} and {} more", winners[0]);
    again.signs_in().await.is(200);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        answer.is_refused_in_a_crowd(422, "invalid_code");
    }
}
