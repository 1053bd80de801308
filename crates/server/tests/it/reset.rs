//! A forgotten password: whoever asks learns nothing, and whoever proves the number gets a new password and no session.

use std::time::Duration;

use futures_util::future::join_all;
use poem::http::Method;
use serde_json::{Value, json};
use simulator::{Act, Kind, Script};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::kit::{Answer, House, Person, Stage, on_both, person::token};

on_both![
    security_21_step_one_answers_alike_whatever_is_on_file,
    security_21_wrong_codes_are_refused_alike_whatever_is_on_file,
    security_21_limits_of_what_was_typed_are_alike_for_everybody,
    security_21_a_number_whose_limits_are_used_up_tells_nobody_whose_it_is,
    security_21_a_provider_that_refuses_tells_nobody_who_has_an_account,
    security_21_two_ways_to_ask_for_one_number_do_not_show_in_each_other,
    security_21_a_code_for_the_number_and_one_for_the_mailbox_do_not_show_in_each_other,
    security_21_a_silent_limit_that_has_room_again_shows_nothing,
    codes_asked_for_in_a_row_are_all_sent,
    security_21_a_provider_that_refuses_is_not_asked_again_and_again,
    security_21_a_send_and_a_reset_in_turn_do_not_wait_for_each_other,
    security_03_a_code_whose_cancellation_failed_resets_nothing,
    security_03_a_reset_that_failed_at_first_takes_over_no_code,
    security_03_a_reset_on_another_channel_takes_over_no_lost_code,
    security_03_a_reset_that_may_not_send_believes_no_code,
    security_21_a_reset_on_another_channel_shows_nothing,
    security_12_a_code_that_arrives_after_a_superseded_one_works,
    security_21_step_one_changes_nothing_on_the_account,
    security_22_a_reset_ends_every_session_on_every_instance_and_opens_none,
    security_22_a_reset_voids_other_pending_codes_of_the_user,
    security_22_a_reset_is_told_to_the_proven_addresses,
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
    async fn resets(&self, more: Value) -> Answer {
        let mut body = json!({"new_password": NEW});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.forgot(body).await
    }

    /// Step 1, and the code.
    async fn gets_a_reset_code(&self) -> String {
        let before = self.house.sends_to(&self.phone);
        self.forgot(json!({})).await.is(200);
        // written down, too: time may pass next
        let sent = || self.house.sends_to(&self.phone) > before && self.house.tasks.under_way() == 0;
        self.house.settles_until(sent).await;
        self.reads_the_code()
    }
}

/// Ada has an account with an unproven mailbox, Dora a disabled one; Nobody has none.
async fn people(house: &House) -> (Person<'_>, Person<'_>, Person<'_>) {
    let (ada, dora, nobody) = (house.person("ada"), house.person("dora"), house.person("nobody"));
    for (who, username) in [(&ada, "countess"), (&dora, "explorer")] {
        who.asks_for_a_code().await.is(200);
        who.registers(json!({"otp_code": who.reads_the_code(), "username": username})).await.is(201);
    }
    let told = dora.signs_in().await.is(200);
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
        // by other names
        (ada, json!({"email": null, "username": "Countess"})),
        (ada, json!({"email": null, "phone": ada.phone})),
        (dora, json!({"email": null, "username": "explorer"})),
        (dora, json!({"email": null, "phone": dora.phone})),
        (nobody, json!({"email": null, "username": "nobody"})),
        (nobody, json!({"email": null, "phone": strange})),
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
    house.settles_until(|| house.sends() == before + 4).await;
    assert_eq!(house.sends_to(&ada.phone), 5);
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
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(house.sends_to(&ada.phone), before + 5);
    let guess = json!({"phone": ada.phone, "otp_code": "000001"});
    let pair = ada.from("203.0.113.9").forgot(guess.clone()).await.alike();
    assert_eq!(pair, nobody.from("203.0.113.10").forgot(guess).await.alike());
}

async fn codes_asked_for_in_a_row_are_all_sent(stage: Stage) {
    let house = stage.without_limits().with("OTP_RESEND_SECONDS", "0").house().await;
    let other = house.twin().await;
    let ada = house.person("ada");
    ada.joins().await;
    let before = house.sends_to(&ada.phone);
    // each meets the ones before it under way, waiting, or between two turns
    for n in 0..20 {
        ada.at(if n % 2 == 0 { &house } else { &other }).forgot(json!({})).await.is(200);
    }
    house.settles_until(|| house.sends_to(&ada.phone) == before + 20).await;
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

async fn security_22_a_reset_is_told_to_the_proven_addresses(stage: Stage) {
    let house = stage.house().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    ada.joins_with_a_proven_mailbox().await;
    bob.joins().await;
    house.wait(31);
    let heard = || house.notices().into_iter().map(|(to, _)| to);
    let code = bob.gets_a_reset_code().await;
    bob.resets(json!({"otp_code": code})).await.is(200);
    house.settles_until(|| heard().count() == 1).await;
    let code = ada.gets_a_reset_code().await;
    ada.resets(json!({"otp_code": ada.wrong_code()})).await.is_problem(422, "invalid_code");
    ada.resets(json!({"otp_code": code})).await.is(200);
    house.settles_until(|| heard().count() >= 3).await;
    // a mailbox that Bob merely claims is told nothing
    let mut told: Vec<_> = heard().collect();
    told[1..].sort();
    assert_eq!(told, [bob.phone.clone(), ada.phone.clone(), ada.email.clone()]);
    assert!(house.notices().iter().all(|(_, words)| words.contains("password of your account was changed")));
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
    tokio::time::sleep(Duration::from_millis(100)).await;
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

/// What fails before anything is sent is paid back where it was paid: to the address on file, in silence.
async fn security_21_a_provider_that_refuses_tells_nobody_who_has_an_account(stage: Stage) {
    let house = stage.with("OTP_RESEND_SECONDS", "0").house_at_twilio().await;
    let (ada, _, nobody) = people(&house).await;
    for (status, code) in [(429, 20429), (403, 60238), (401, 20003), (503, 20503)] {
        house.wait(600);
        house.twilio().clear_scripts();
        house.twilio().script(Script::on(Kind::Start).times(u32::MAX).status(status, code));
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for _ in 0..7 {
            known.push(ada.forgot(json!({})).await.alike());
            house.settles_until(|| house.tasks.under_way() == 0).await;
            unknown.push(nobody.forgot(json!({})).await.alike());
        }
        assert_eq!(known, unknown, "while starts are answered with {status}");
        let statuses: Vec<_> = known.iter().map(|(status, _)| *status).collect();
        assert_eq!(statuses, [200, 200, 200, 200, 200, 429, 429]);
    }
}

async fn security_21_two_ways_to_ask_for_one_number_do_not_show_in_each_other(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let (ada, _, nobody) = people(&house).await;
    let mut told = Vec::new();
    for number in [&ada.phone, &nobody.phone] {
        house.wait(600);
        let here = ada.from(if *number == ada.phone { "203.0.113.7" } else { "203.0.113.8" });
        let begun = house.sends_to(&ada.phone);
        let mut answers = Vec::new();
        answers.push(here.forgot(json!({})).await.alike());
        house.settles_until(|| house.sends_to(&ada.phone) > begun).await;
        house.wait(3);
        answers.push(here.forgot(json!({"phone": number})).await.alike());
        if *number == ada.phone {
            house.settles_until(|| house.sends_to(&ada.phone) > begun + 1).await;
        }
        let sent = house.sends_to(&ada.phone);
        house.wait(3);
        answers.push(here.forgot(json!({})).await.alike());
        assert_eq!(house.sends_to(&ada.phone), sent, "the resend time holds");
        let checks = house.twilio().calls().of(Kind::Check).count();
        answers.push(here.forgot(json!({"otp_code": "000001"})).await.alike());
        assert_eq!(house.twilio().calls().of(Kind::Check).count(), checks + 1, "the provider is asked alike");
        house.wait(30);
        answers.push(here.forgot(json!({})).await.alike());
        house.settles_until(|| house.sends_to(&ada.phone) > sent).await;
        // the code that was asked for last is right
        let code = here.reads_the_code();
        here.forgot(json!({"otp_code": code})).await.is(200);
        told.push(times_since(&answers));
    }
    assert_eq!(told[0], told[1]);
}

async fn security_21_a_code_for_the_number_and_one_for_the_mailbox_do_not_show_in_each_other(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let (ada, _, nobody) = people(&house).await;
    let mut told = Vec::new();
    for (n, number) in [&ada.phone, &nobody.phone].into_iter().enumerate() {
        house.wait(600);
        let eve = nobody.from(format!("203.0.113.{n}"));
        let send = || eve.posts("/send-otp", json!({"to": number}));
        let guess = || eve.posts("/verify-otp", json!({"to": number, "code": "000001"}));
        let reset = |more: Value| {
            let mut body = json!({"email": ada.email});
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            eve.posts("/forgot-password-otp", body)
        };
        let mut answers = vec![send().await];
        let before = house.sends_to(&ada.phone);
        answers.push(reset(json!({})).await);
        house.settles_until(|| house.sends_to(&ada.phone) > before).await;
        answers.extend([send().await, guess().await, send().await]);
        // and the other way round
        house.wait(700);
        let before = house.sends_to(&ada.phone);
        answers.push(reset(json!({})).await);
        house.settles_until(|| house.sends_to(&ada.phone) > before).await;
        answers.push(send().await);
        let checks = house.twilio().calls().of(Kind::Check).count();
        answers.extend([reset(json!({"otp_code": "000001"})).await, reset(json!({})).await]);
        assert_eq!(house.twilio().calls().of(Kind::Check).count(), checks + 1);
        let answers: Vec<_> = answers.into_iter().map(Answer::alike).collect();
        let mut text = json!(times_since(&answers)).to_string();
        // every verification has an id of its own; which answers share one must be alike
        for (_, answer) in &answers {
            if let Some(id) = answer["id"].as_str() {
                let place = answers.iter().position(|(_, other)| other["id"] == answer["id"]);
                text = text.replace(id, &format!("id of answer {}", place.unwrap()));
            }
        }
        told.push(text.replace(number.as_str(), "NUMBER"));
    }
    assert_eq!(told[0], told[1]);
}

async fn security_21_a_silent_limit_that_has_room_again_shows_nothing(stage: Stage) {
    let stage = stage.with("OTP_RESEND_SECONDS", "0").with("LIMIT_SEND_PER_PURPOSE_ADDRESS", "5/1m");
    let house = stage.house_at_twilio().await;
    let (ada, _, nobody) = people(&house).await;
    let mut told = Vec::new();
    for number in [&ada.phone, &nobody.phone] {
        house.wait(700);
        for _ in 0..5 {
            let before = house.sends_to(&ada.phone);
            ada.forgot(json!({})).await.is(200);
            house.settles_until(|| house.sends_to(&ada.phone) > before).await;
        }
        let before = house.sends_to(&ada.phone);
        let mut answers = vec![ada.forgot(json!({"phone": number})).await.alike()];
        house.wait(61);
        answers.push(ada.forgot(json!({"phone": number})).await.alike());
        if *number == ada.phone {
            house.settles_until(|| house.sends_to(&ada.phone) > before).await;
            let code = ada.reads_the_code();
            ada.forgot(json!({"phone": number, "otp_code": code})).await.is(200);
        }
        told.push(times_since(&answers));
    }
    assert_eq!(told[0], told[1]);
}

/// The answers with every time as seconds since the first one told.
fn times_since(answers: &[(u16, Value)]) -> Vec<(u16, Value)> {
    let read =
        |text: &Value| OffsetDateTime::parse(text.as_str().unwrap(), &Rfc3339).unwrap().unix_timestamp();
    let first = answers.iter().find_map(|(_, body)| body.get("expires_at")).map(read).unwrap();
    let mut answers = answers.to_vec();
    for (_, body) in &mut answers {
        for name in ["expires_at", "resend_at"] {
            if let Some(time) = body.get(name) {
                body[name] = json!(read(time) - first);
            }
        }
    }
    answers
}

/// Twilio repeats a code as long as its verification is pending: here its end is refused, and the code goes to another purpose.
async fn security_03_a_code_whose_cancellation_failed_resets_nothing(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let (ada, _, nobody) = people(&house).await;
    let code = ada.gets_a_reset_code().await;
    house.twilio().script(Script::on(Kind::Cancel).times(2).status(503, 20503));
    let eve = Person { phone: ada.phone.clone(), ..nobody.clone() };
    eve.asks_for_a_code().await;
    assert_eq!(ada.reads_the_code(), code, "it was repeated");
    house.twilio().clear_scripts();
    for body in [json!({"otp_code": code}), json!({"otp_code": code, "new_password": NEW})] {
        ada.forgot(body).await.is_problem(422, "invalid_code");
    }
    ada.signs_in().await.is(200);
}

async fn security_03_a_reset_that_failed_at_first_takes_over_no_code(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let (ada, _, nobody) = people(&house).await;
    let before = house.twilio().calls().starts(&ada.phone);
    house.twilio().script(Script::on(Kind::Start).status(429, 20429));
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| house.twilio().calls().starts(&ada.phone) > before).await;
    house.wait(3);
    let eve = Person { phone: ada.phone.clone(), ..nobody.clone() };
    eve.asks_for_a_code().await.is(200);
    let foreign = ada.reads_the_code();
    ada.forgot(json!({"otp_code": foreign})).await.is_problem(422, "invalid_code");
    // the reset is tried again, unseen
    house.wait(6);
    let sent = house.sends_to(&ada.phone);
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| house.sends_to(&ada.phone) > sent).await;
    ada.forgot(json!({"otp_code": foreign})).await.is_problem(422, "invalid_code");
    let own = ada.reads_the_code();
    ada.resets(json!({"otp_code": own})).await.is(200);
}

async fn security_12_a_code_that_arrives_after_a_superseded_one_works(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let (ada, _, nobody) = people(&house).await;
    let eve = Person { phone: ada.phone.clone(), ..nobody.clone() };
    eve.asks_for_a_code().await.is(200);
    ada.gets_a_reset_code().await;
    house.wait(31);
    house.twilio().script(Script::on(Kind::Start).act(Act::Lost));
    eve.asks_for_a_code().await.is_problem(502, "delivery_failed");
    eve.guesses(&eve.reads_the_code()).await.is(200);
}

async fn security_21_a_provider_that_refuses_is_not_asked_again_and_again(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let (ada, _, _) = people(&house).await;
    let asked = || house.twilio().calls().starts(&ada.phone);
    let before = asked();
    house.twilio().script(Script::on(Kind::Start).times(u32::MAX).status(429, 20429));
    for round in 1..=2 {
        for _ in 0..10 {
            ada.forgot(json!({})).await.is(200);
        }
        house.settles_until(|| asked() == before + round).await;
        house.wait(6);
    }
    assert_eq!(asked(), before + 2);
}

/// A send, a reset behind it, and a send on another channel behind the reset.
async fn security_21_a_send_and_a_reset_in_turn_do_not_wait_for_each_other(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let (ada, _, nobody) = people(&house).await;
    house.twilio().script(Script::on(Kind::Start).times(u32::MAX).delay(Duration::from_millis(150)));
    let eve = Person { phone: ada.phone.clone(), ..nobody.clone() };
    let sends = async {
        eve.asks_for_a_code().await.is(200);
        eve.posts("/send-otp", json!({"to": eve.phone, "channel": "call"})).await.is(200);
    };
    let reset = async {
        tokio::time::sleep(Duration::from_millis(30)).await;
        ada.forgot(json!({})).await.is(200);
    };
    let before = house.sends_to(&ada.phone);
    let both = async { tokio::join!(sends, reset) };
    tokio::time::timeout(Duration::from_secs(4), both)
        .await
        .unwrap_or_else(|_| panic!("they wait for each other"));
    house.settles_until(|| house.sends_to(&ada.phone) == before + 3).await;
    house.settles_until(|| house.tasks.under_way() == 0).await;
    assert_eq!(house.sends_to(&ada.phone), before + 3);
}

async fn security_03_a_reset_on_another_channel_takes_over_no_lost_code(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let (ada, _, nobody) = people(&house).await;
    let starts = || house.twilio().calls().starts(&ada.phone);
    let before = starts();
    house.twilio().script(Script::on(Kind::Start).status(429, 20429));
    ada.forgot(json!({"channel": "call"})).await.is(200);
    house.settles_until(|| starts() > before && house.tasks.under_way() == 0).await;
    house.twilio().script(Script::on(Kind::Start).act(Act::Lost));
    let eve = Person { phone: ada.phone.clone(), ..nobody.clone() };
    eve.asks_for_a_code().await.is_problem(502, "delivery_failed");
    let foreign = ada.reads_the_code();
    let sent = house.sends_to(&ada.phone);
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| house.sends_to(&ada.phone) > sent && house.tasks.under_way() == 0).await;
    ada.resets(json!({"otp_code": foreign})).await.is_problem(422, "invalid_code");
    ada.resets(json!({"otp_code": ada.reads_the_code()})).await.is(200);
}

async fn security_03_a_reset_that_may_not_send_believes_no_code(stage: Stage) {
    let house = stage.with("OTP_RESEND_SECONDS", "0").house_at_twilio().await;
    let (ada, _, nobody) = people(&house).await;
    // the limits of the number are used up by two ways to ask for it
    for more in [json!({}), json!({}), json!({}), json!({"phone": ada.phone}), json!({"phone": ada.phone})] {
        let sent = house.sends_to(&ada.phone);
        ada.forgot(more).await.is(200);
        house.settles_until(|| house.sends_to(&ada.phone) > sent && house.tasks.under_way() == 0).await;
    }
    let eve = Person { phone: ada.phone.clone(), ..nobody.clone() };
    house.twilio().script(Script::on(Kind::Start).act(Act::Lost).delay(Duration::from_millis(200)));
    let send = async { eve.asks_for_a_code().await.is_problem(502, "delivery_failed") };
    let reset = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        ada.forgot(json!({})).await.is(200)
    };
    tokio::join!(send, reset);
    house.settles_until(|| house.tasks.under_way() == 0).await;
    let foreign = ada.reads_the_code();
    ada.resets(json!({"otp_code": foreign})).await.is_problem(422, "invalid_code");
    // and it was not asked about: it is still good for what it was sent for
    eve.guesses(&foreign).await.is(200);
}

async fn security_21_a_reset_on_another_channel_shows_nothing(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let (ada, _, nobody) = people(&house).await;
    house.twilio().script(Script::on(Kind::Start).times(u32::MAX).delay(Duration::from_millis(100)));
    let mut told = Vec::new();
    for who in [&ada, &nobody] {
        let mut answers = Vec::new();
        for channel in ["sms", "call"] {
            answers.push(who.forgot(json!({"channel": channel})).await.alike());
        }
        house.wait(2);
        house.settles_until(|| house.tasks.under_way() == 0).await;
        for channel in ["call", "sms"] {
            answers.push(who.forgot(json!({"channel": channel})).await.alike());
        }
        house.settles_until(|| house.tasks.under_way() == 0).await;
        told.push(times_since(&answers));
    }
    assert_eq!(told[0], told[1]);
}
