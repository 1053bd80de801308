//! The second factor: one stolen SIM, mailbox, password or token is never enough.

use futures_util::future::join_all;
use poem::http::Method;
use serde_json::{Value, json};
use simulator::{Act, Kind, Script};

use crate::kit::{Answer, House, Person, Stage, on_both, person::token};

on_both![
    a_password_and_a_code_sign_in,
    security_24_the_code_of_a_sign_in_is_limited,
    security_20_a_wrong_password_says_nothing_of_a_second_factor,
    security_02_the_token_of_a_sign_in_works_once,
    security_02_fifty_finish_one_sign_in_once,
    security_26_a_raised_generation_ends_a_sign_in_that_waits,
    the_token_of_a_sign_in_lives_ten_minutes,
    a_recovery_code_stands_in_once,
    security_24_recovery_codes_are_limited,
    security_02_fifty_sign_ins_with_one_recovery_code_open_one_session,
    a_code_is_sent_again_to_the_same_address_alone,
    a_double_click_sends_one_code,
    where_no_code_may_be_sent_a_recovery_code_still_signs_in,
    a_provider_that_hangs_does_not_hold_up_a_sign_in,
    security_23_it_is_switched_by_a_recent_sign_in_with_a_proven_address,
    security_23_it_is_switched_off_with_a_code_or_a_recovery_code_alone,
    security_23_new_recovery_codes_end_the_old_ones,
    security_03_a_code_for_signing_in_switches_nothing_off,
    a_stolen_sim_is_not_enough_to_sign_in_by_code,
    a_stolen_sim_is_not_enough_to_reset_the_password,
    security_22_a_stolen_address_that_is_not_the_factor_is_not_enough_either,
    security_23_the_address_of_the_factor_stays_until_it_is_switched,
    security_23_a_sign_in_older_than_the_factor_moves_nothing,
    security_10_what_is_told_of_changes_is_bounded,
    a_sign_in_whose_code_may_not_be_sent_says_when,
    a_stolen_mailbox_is_not_enough_where_it_is_the_second_factor,
    the_other_address_resets_the_password_and_the_second_factor_stays,
    security_25_tokens_tell_how_somebody_signed_in,
    an_operator_ends_it_for_somebody_who_lost_everything,
    security_23_a_password_alone_does_not_move_the_second_factor_elsewhere,
];

/// Somebody with a number and a mailbox, both proven, a sign-in, and ten recovery codes.
struct Protected<'h> {
    who: Person<'h>,
    token: String,
    codes: Vec<String>,
}

impl<'h> Protected<'h> {
    async fn by(house: &'h House, channel: &str) -> Self {
        let who = house.person("ada");
        let joined = who.joins_with_a_proven_mailbox().await;
        let told = who.switches(token(&joined), json!({"enabled": true, "channel": channel})).await.is(200);
        assert_eq!((told["enabled"].as_bool(), told["channel"].as_str()), (Some(true), Some(channel)));
        let codes: Vec<String> = serde_json::from_value(told["recovery_codes"].clone()).unwrap();
        assert_eq!(codes.len(), 10);
        house.wait(31);
        Self { who, token: token(&joined).to_owned(), codes }
    }

    /// The first step of a sign-in: what the 403 holds.
    async fn begins(&self) -> Value {
        let told = self.who.signs_in().await.is_problem(403, "second_factor_required");
        told["second_factor"].clone()
    }

    /// The first step, and the code that came of it.
    async fn gets_a_code(&self) -> (String, String) {
        let before = self.who.house.sends_to(&self.who.phone);
        let asked = self.begins().await;
        self.who.house.settles_until(|| self.who.house.sends_to(&self.who.phone) > before).await;
        (asked["token"].as_str().unwrap().to_owned(), self.who.reads_the_code())
    }
}

impl Person<'_> {
    async fn switches(&self, token: &str, body: Value) -> Answer {
        self.calls(Method::PUT, "/me/second-factor", token, body).await
    }

    async fn finishes(&self, token: &str, with: Value) -> Answer {
        let mut body = json!({"token": token});
        body.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
        self.posts("/login/verify", body).await
    }
}

fn other(code: &str) -> String {
    let first = if code.starts_with('9') { "1" } else { "9" };
    format!("{first}{}", &code[1..])
}

async fn a_password_and_a_code_sign_in(stage: Stage) {
    let house = stage.house().await;
    let ada = Protected::by(&house, "sms").await;
    let asked = ada.begins().await;
    assert_eq!(asked["channel"], "sms");
    assert!(asked["masked_to"].as_str().unwrap().ends_with(&ada.who.phone[10..]), "{asked}");
    assert!(!asked["masked_to"].as_str().unwrap().contains(&ada.who.phone[2..8]), "{asked}");
    assert!(asked["expires_at"].is_string() && asked["resend_at"].is_string());
    house.settles_until(|| house.sends_to(&ada.who.phone) == 2).await;
    let (token_of, code) = (asked["token"].as_str().unwrap(), ada.who.reads_the_code());
    ada.who.finishes(token_of, json!({"otp_code": other(&code)})).await.is_a_wrong_code(4);
    let signed = ada.who.finishes(token_of, json!({"otp_code": code})).await.is(200);
    assert_eq!(signed["message"], "Login successful");
    let me = ada.who.looks_at_me(token(&signed)).await.is(200);
    assert_eq!(me["second_factor"], "sms");
    // whoever has no second factor signs in as ever
    let bob = house.person("bob");
    bob.joins().await;
    bob.signs_in().await.is(200);
}

async fn security_24_the_code_of_a_sign_in_is_limited(stage: Stage) {
    let house = stage.house().await;
    let ada = Protected::by(&house, "sms").await;
    let (token, code) = ada.gets_a_code().await;
    for left in [4, 3, 2, 1, 0] {
        ada.who.finishes(&token, json!({"otp_code": other(&code)})).await.is_a_wrong_code(left);
    }
    ada.who.finishes(&token, json!({"otp_code": code})).await.is_problem(422, "invalid_code");
    for wrong in [json!({}), json!({"otp_code": "1"}), json!({"otp_code": code, "recovery_code": "x"})] {
        ada.who.finishes(&token, wrong).await.is_problem(400, "invalid_request");
    }
}

async fn security_20_a_wrong_password_says_nothing_of_a_second_factor(stage: Stage) {
    let house = stage.house().await;
    let ada = Protected::by(&house, "sms").await;
    let mut wrong = ada.who.clone();
    wrong.password = "trains run on mondays".into();
    let mut nobody = house.person("nobody");
    nobody.password.clone_from(&wrong.password);
    let before = house.sends();
    assert_eq!(wrong.signs_in().await.alike(), nobody.signs_in().await.alike());
    wrong.signs_in().await.is_problem(401, "bad_credentials");
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert_eq!(house.sends(), before);
}

async fn security_02_the_token_of_a_sign_in_works_once(stage: Stage) {
    let house = stage.house().await;
    let ada = Protected::by(&house, "sms").await;
    let (token, code) = ada.gets_a_code().await;
    ada.who.finishes(&token, json!({"otp_code": code})).await.is(200);
    ada.who.finishes(&token, json!({"otp_code": code})).await.is_problem(401, "unauthorized");
    ada.who.finishes(&token, json!({"recovery_code": ada.codes[0]})).await.is_problem(401, "unauthorized");
    for none in ["x", "q7Xk2m", &ada.token] {
        ada.who.finishes(none, json!({"otp_code": code})).await.is_problem(401, "unauthorized");
    }
}

async fn security_02_fifty_finish_one_sign_in_once(stage: Stage) {
    let house = stage.house().await;
    let second = house.twin().await;
    let ada = Protected::by(&house, "sms").await;
    let (token, code) = ada.gets_a_code().await;
    let many = (0..50).map(|n| {
        let who = ada.who.at(if n % 2 == 0 { &house } else { &second });
        let (token, code) = (token.clone(), code.clone());
        async move { who.finishes(&token, json!({"otp_code": code})).await }
    });
    let answers = join_all(many).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        if answer.status == 422 {
            answer.is_problem(422, "invalid_code");
        } else {
            answer.is_refused_in_a_crowd(401, "unauthorized");
        }
    }
}

async fn security_26_a_raised_generation_ends_a_sign_in_that_waits(stage: Stage) {
    let house = stage.house().await;
    let ada = Protected::by(&house, "sms").await;
    let (token, code) = ada.gets_a_code().await;
    ada.who.calls(Method::POST, "/logout-all", &ada.token, Value::Null).await.is(204);
    ada.who.finishes(&token, json!({"otp_code": code})).await.is_problem(401, "unauthorized");
}

async fn the_token_of_a_sign_in_lives_ten_minutes(stage: Stage) {
    let house = stage.house().await;
    let ada = Protected::by(&house, "sms").await;
    let (token, _) = ada.gets_a_code().await;
    house.wait(601);
    ada.who.finishes(&token, json!({"recovery_code": ada.codes[0]})).await.is_problem(401, "unauthorized");
}

async fn a_recovery_code_stands_in_once(stage: Stage) {
    let house = stage.house().await;
    let ada = Protected::by(&house, "sms").await;
    let typed = ada.codes[3].to_lowercase().replace('-', " ");
    let token_of = |asked: Value| asked["token"].as_str().unwrap().to_owned();
    let first = token_of(ada.begins().await);
    let signed = ada.who.finishes(&first, json!({"recovery_code": typed})).await.is(200);
    ada.who.looks_at_me(token(&signed)).await.is(200);
    let second = token_of(ada.begins().await);
    let told = ada.who.finishes(&second, json!({"recovery_code": typed})).await;
    assert_eq!(told.is_problem(422, "invalid_code")["attempts_left"], 4);
    // the token is still good
    ada.who.finishes(&second, json!({"recovery_code": ada.codes[4]})).await.is(200);
}

async fn security_24_recovery_codes_are_limited(stage: Stage) {
    let house = stage.with("LIMIT_GUESS_PER_PURPOSE_ADDRESS", "6/1d").house().await;
    let ada = Protected::by(&house, "sms").await;
    let asked = ada.begins().await;
    let token = asked["token"].as_str().unwrap();
    let wrong = json!({"recovery_code": "0000-0000-0000-0000"});
    for left in [4, 3, 2, 1, 0, 0] {
        ada.who.finishes(token, wrong.clone()).await.is_a_wrong_code(left);
    }
    ada.who.finishes(token, wrong).await.is_problem(429, "too_many_requests");
    ada.who.finishes(token, json!({"recovery_code": "nonsense"})).await.is_problem(400, "invalid_request");
}

async fn security_02_fifty_sign_ins_with_one_recovery_code_open_one_session(stage: Stage) {
    let house = stage.without_limits().house().await;
    let ada = Protected::by(&house, "sms").await;
    let mut tokens = Vec::new();
    for _ in 0..10 {
        tokens.push(ada.begins().await["token"].as_str().unwrap().to_owned());
    }
    let many = (0..50).map(|n| {
        let with = json!({"recovery_code": ada.codes[0]});
        ada.who.finishes(&tokens[n % tokens.len()], with)
    });
    let answers = join_all(many).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
}

async fn a_code_is_sent_again_to_the_same_address_alone(stage: Stage) {
    let house = stage.house().await;
    let ada = Protected::by(&house, "sms").await;
    let (token_of, _) = ada.gets_a_code().await;
    let before = house.sends();
    let held = ada.who.posts("/login/resend", json!({"token": token_of})).await.is(200);
    assert_eq!(held["message"], "OTP already sent via sms");
    assert_eq!(house.sends(), before);
    let told = ada.who.posts("/login/resend", json!({"token": token_of, "channel": "call"})).await.is(200);
    assert_eq!((told["channel"].as_str(), house.sends_to(&ada.who.phone)), (Some("call"), 3));
    let to_mailbox = json!({"token": token_of, "channel": "email"});
    ada.who.posts("/login/resend", to_mailbox).await.is_problem(422, "channel_not_offered");
    ada.who.posts("/login/resend", json!({"token": "none"})).await.is_problem(401, "unauthorized");
    ada.who.finishes(&token_of, json!({"otp_code": ada.who.reads_the_code()})).await.is(200);
    // a code that died is sent anew, and the token knows it
    let (token_of, old) = ada.gets_a_code().await;
    for _ in 0..5 {
        ada.who.finishes(&token_of, json!({"otp_code": other(&old)})).await.is_problem(422, "invalid_code");
    }
    let again = ada.who.posts("/login/resend", json!({"token": token_of})).await.is(200);
    assert_eq!(again["message"], "OTP sent successfully via sms");
    ada.who.finishes(&token_of, json!({"otp_code": ada.who.reads_the_code()})).await.is(200);
}

async fn a_double_click_sends_one_code(stage: Stage) {
    let house = stage.house().await;
    let ada = Protected::by(&house, "sms").await;
    let (first, second) = tokio::join!(ada.begins(), ada.begins());
    house.settles_until(|| house.sends_to(&ada.who.phone) == 2).await;
    let code = ada.who.reads_the_code();
    // either token will do, and the code is good for one of them
    ada.who.finishes(second["token"].as_str().unwrap(), json!({"otp_code": code})).await.is(200);
    let late = ada.who.finishes(first["token"].as_str().unwrap(), json!({"otp_code": code})).await;
    late.is_problem(422, "invalid_code");
    assert_eq!(house.sends_to(&ada.who.phone), 2);
}

async fn where_no_code_may_be_sent_a_recovery_code_still_signs_in(stage: Stage) {
    let house = stage.with("LIMIT_SEND_PER_CALLER", "3/1h").house().await;
    let ada = Protected::by(&house, "sms").await;
    ada.gets_a_code().await;
    house.wait(31);
    let before = house.sends();
    let asked = ada.begins().await;
    assert_eq!(house.sends(), before);
    let with = json!({"recovery_code": ada.codes[0]});
    ada.who.finishes(asked["token"].as_str().unwrap(), with).await.is(200);
}

async fn a_provider_that_hangs_does_not_hold_up_a_sign_in(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let ada = Protected::by(&house, "sms").await;
    house.twilio().script(Script::on(Kind::Start).times(u32::MAX).act(Act::Hang));
    let asked = tokio::time::timeout(std::time::Duration::from_secs(3), ada.begins()).await.unwrap();
    let with = json!({"recovery_code": ada.codes[0]});
    ada.who.finishes(asked["token"].as_str().unwrap(), with).await.is(200);
}

async fn security_23_it_is_switched_by_a_recent_sign_in_with_a_proven_address(stage: Stage) {
    let house = stage.house().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    let joined = ada.joins().await;
    let on = |channel: &str| json!({"enabled": true, "channel": channel});
    // the mailbox is a claim
    ada.switches(token(&joined), on("email")).await.is_problem(422, "channel_not_offered");
    ada.switches("none", on("sms")).await.is_problem(401, "unauthorized");
    for wrong in [json!({}), json!({"enabled": "yes"}), json!({"enabled": 1}), json!({"enabled": null})] {
        ada.switches(token(&joined), wrong).await.is_problem(400, "invalid_request");
    }
    // off already
    ada.switches(token(&joined), json!({"enabled": false})).await.is(200);
    house.wait(14 * 60);
    let renewed = ada.posts("/refresh", json!({"refresh_token": joined["refresh_token"]})).await.is(200);
    house.wait(61);
    ada.switches(token(&renewed), on("sms")).await.is_problem(403, "reauthentication_required");
    let mut with = on("sms");
    with["password"] = json!(bob.password.replace("tuesdays", "mondays"));
    ada.switches(token(&renewed), with.clone()).await.is_problem(401, "bad_credentials");
    with["password"] = json!(ada.password);
    ada.switches(token(&renewed), with).await.is(200);
    ada.signs_in().await.is_problem(403, "second_factor_required");
}

async fn security_23_it_is_switched_off_with_a_code_or_a_recovery_code_alone(stage: Stage) {
    let house = stage.house().await;
    let ada = Protected::by(&house, "sms").await;
    let off = json!({"enabled": false});
    let told = ada.who.switches(&ada.token, off.clone()).await.is_problem(403, "second_factor_required");
    assert!(told["second_factor"]["token"].is_null(), "{told}");
    assert_eq!(told["second_factor"]["channel"], "sms");
    let code = ada.who.reads_the_code();
    let with = |code: &str| json!({"enabled": false, "otp_code": code});
    ada.who.switches(&ada.token, with(&other(&code))).await.is_a_wrong_code(4);
    ada.begins().await;
    ada.who.switches(&ada.token, with(&code)).await.is(200);
    ada.who.signs_in().await.is(200);
    let told_of = |words: &str| house.notices().into_iter().filter(|(_, text)| text.contains(words)).count();
    house.settles_until(|| told_of("a second factor was set for your account") == 2).await;
    house.settles_until(|| told_of("the second factor of your account was switched off") == 2).await;
    // its recovery codes are worth nothing any more
    let told = ada.who.switches(&ada.token, json!({"enabled": true, "channel": "email"})).await.is(200);
    let old = json!({"enabled": false, "recovery_code": ada.codes[0]});
    ada.who.switches(&ada.token, old).await.is_problem(422, "invalid_code");
    let new = json!({"enabled": false, "recovery_code": told["recovery_codes"][9]});
    ada.who.switches(&ada.token, new).await.is(200);
    ada.who.signs_in().await.is(200);
}

async fn security_23_new_recovery_codes_end_the_old_ones(stage: Stage) {
    let house = stage.house().await;
    let ada = Protected::by(&house, "sms").await;
    let again = json!({"enabled": true, "channel": "sms"});
    ada.who.switches(&ada.token, again.clone()).await.is_problem(403, "second_factor_required");
    let mut with = again;
    with["recovery_code"] = json!(ada.codes[0]);
    let told = ada.who.switches(&ada.token, with).await.is(200);
    let asked = ada.begins().await;
    let token = asked["token"].as_str().unwrap();
    let old = json!({"recovery_code": ada.codes[1]});
    ada.who.finishes(token, old).await.is_problem(422, "invalid_code");
    ada.who.finishes(token, json!({"recovery_code": told["recovery_codes"][0]})).await.is(200);
}

async fn security_03_a_code_for_signing_in_switches_nothing_off(stage: Stage) {
    let house = stage.house().await;
    let ada = Protected::by(&house, "sms").await;
    let (_, code) = ada.gets_a_code().await;
    let with = json!({"enabled": false, "otp_code": code});
    ada.who.switches(&ada.token, with).await.is_problem(422, "invalid_code");
    ada.begins().await;
}

async fn a_stolen_sim_is_not_enough_to_sign_in_by_code(stage: Stage) {
    let house = stage.house().await;
    let ada = Protected::by(&house, "sms").await;
    let thief = ada.who.from("203.0.113.77");
    let before = house.sends_to(&thief.phone);
    thief.posts("/login-with-otp", json!({"to": thief.phone})).await.is(200);
    house.settles_until(|| house.sends_to(&thief.phone) > before).await;
    let code = thief.reads_the_code();
    let with = |more: Value| {
        let mut body = json!({"to": thief.phone, "otp_code": code});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        thief.posts("/login-with-otp", body)
    };
    with(json!({})).await.is_problem(403, "second_factor_required");
    with(json!({"password": "trains run on mondays"})).await.is_problem(401, "bad_credentials");
    with(json!({"recovery_code": "0000-0000-0000-0000"})).await.is_problem(422, "invalid_code");
    with(json!({"recovery_code": ada.codes[0], "password": "x"})).await.is_problem(400, "invalid_request");
    // its owner has more, and the code is still good
    with(json!({"password": ada.who.password})).await.is(200);
}

/// The steps of a reset by this channel, with the code that came.
async fn asks_for_a_reset(who: &Person<'_>, channel: &str) -> Value {
    let to = if channel == "email" { &who.email } else { &who.phone };
    let before = who.house.sends_to(to);
    who.forgot(json!({"channel": channel})).await.is(200);
    who.house.settles_until(|| who.house.sends_to(to) > before).await;
    json!({"channel": channel, "otp_code": who.house.code_for(to), "new_password": "buses run on fridays"})
}

async fn a_stolen_sim_is_not_enough_to_reset_the_password(stage: Stage) {
    let house = stage.house().await;
    let ada = Protected::by(&house, "sms").await;
    let mut reset = asks_for_a_reset(&ada.who, "sms").await;
    ada.who.forgot(reset.clone()).await.is_problem(403, "second_factor_required");
    reset["recovery_code"] = json!("0000-0000-0000-0000");
    ada.who.forgot(reset.clone()).await.is_problem(422, "invalid_code");
    ada.who.looks_at_me(&ada.token).await.is(200);
    reset["recovery_code"] = json!(ada.codes[0]);
    ada.who.forgot(reset.clone()).await.is(200);
    ada.who.looks_at_me(&ada.token).await.is_problem(401, "unauthorized");
}

async fn a_stolen_mailbox_is_not_enough_where_it_is_the_second_factor(stage: Stage) {
    let house = stage.house().await;
    let ada = Protected::by(&house, "email").await;
    let reset = asks_for_a_reset(&ada.who, "email").await;
    ada.who.forgot(reset).await.is_problem(403, "second_factor_required");
    let before = house.sends_to(&ada.who.email);
    ada.begins().await;
    house.settles_until(|| house.sends_to(&ada.who.email) > before).await;
}

async fn the_other_address_resets_the_password_and_the_second_factor_stays(stage: Stage) {
    let house = stage.house().await;
    let ada = Protected::by(&house, "sms").await;
    let reset = asks_for_a_reset(&ada.who, "email").await;
    ada.who.forgot(reset).await.is(200);
    let mut again = ada.who.clone();
    again.password = "buses run on fridays".into();
    again.signs_in().await.is_problem(403, "second_factor_required");
}

async fn an_operator_ends_it_for_somebody_who_lost_everything(stage: Stage) {
    let house = stage.house().await;
    let ada = Protected::by(&house, "sms").await;
    let waiting = ada.begins().await;
    let accounts = &house.app.identity.accounts;
    let id = accounts.find(&ada.who.email).await.unwrap()[0].id;
    assert!(accounts.end_second_factor(id).await.unwrap());
    assert!(!accounts.end_second_factor(id).await.unwrap());
    ada.who.signs_in().await.is(200);
    let late = json!({"recovery_code": ada.codes[0]});
    ada.who.finishes(waiting["token"].as_str().unwrap(), late).await.is_problem(401, "unauthorized");
}

async fn security_23_a_password_alone_does_not_move_the_second_factor_elsewhere(stage: Stage) {
    let house = stage.with("ACCESS_TOKEN_TTL_SECONDS", "3600").house().await;
    let ada = Protected::by(&house, "email").await;
    let mut thief = ada.who.clone();
    thief.email = "eve@example.com".into();
    house.wait(13 * 60);
    let proof = thief.proves_the_mailbox().await;
    house.wait(100);
    let body = json!({"email": thief.email, "verification_token": proof, "password": ada.who.password});
    let told = ada.who.calls(Method::PUT, "/me/email", &ada.token, body).await;
    told.is_problem(403, "reauthentication_required");
}

/// The number or the mailbox, whichever the thief has: a reset by it, then a sign-in by code with the new password.
async fn security_22_a_stolen_address_that_is_not_the_factor_is_not_enough_either(stage: Stage) {
    let house = stage.house().await;
    let ada = Protected::by(&house, "email").await;
    let reset = asks_for_a_reset(&ada.who, "sms").await;
    ada.who.forgot(reset).await.is(200);
    let mut thief = ada.who.from("203.0.113.77");
    thief.password = "buses run on fridays".into();
    thief.signs_in().await.is_problem(403, "second_factor_required");
    let before = house.sends_to(&thief.phone);
    thief.posts("/login-with-otp", json!({"to": thief.phone})).await.is(200);
    house.settles_until(|| house.sends_to(&thief.phone) > before).await;
    let mut body = json!({"to": thief.phone, "otp_code": thief.reads_the_code()});
    thief.posts("/login-with-otp", body.clone()).await.is_problem(403, "second_factor_required");
    body["password"] = json!(thief.password);
    thief.posts("/login-with-otp", body.clone()).await.is_problem(403, "second_factor_required");
    body.as_object_mut().unwrap().remove("password");
    body["recovery_code"] = json!(ada.codes[0]);
    thief.posts("/login-with-otp", body).await.is(200);
}

async fn security_23_the_address_of_the_factor_stays_until_it_is_switched(stage: Stage) {
    let house = stage.house().await;
    let ada = Protected::by(&house, "sms").await;
    let (token_of, code) = ada.gets_a_code().await;
    let signed = ada.who.finishes(&token_of, json!({"otp_code": code})).await.is(200);
    let new = json!({"phone_number": "+12025550199"});
    let told = ada.who.calls(Method::POST, "/api/core/send-otp", token(&signed), new.clone()).await;
    told.is_problem(403, "second_factor_required");
    assert_eq!(house.sends_to("+12025550199"), 0);
    // the other address is free to go, and so is this one after a switch
    let mut moved = ada.who.clone();
    moved.email = "ada@elsewhere.example.com".into();
    let proof = moved.proves_the_mailbox().await;
    let body = json!({"email": moved.email, "verification_token": proof});
    ada.who.calls(Method::PUT, "/me/email", token(&signed), body).await.is(200);
    let over = json!({"enabled": true, "channel": "email", "recovery_code": ada.codes[0]});
    ada.who.switches(token(&signed), over).await.is(200);
    ada.who.calls(Method::POST, "/api/core/send-otp", token(&signed), new).await.is(200);
    let code = house.code_for("+12025550199");
    ada.who
        .calls(Method::POST, "/api/core/verify-otp", token(&signed), json!({"otp_code": code}))
        .await
        .is(200);
}

async fn security_23_a_sign_in_older_than_the_factor_moves_nothing(stage: Stage) {
    let house = stage.house().await;
    let ada = Protected::by(&house, "sms").await;
    let mut moved = ada.who.clone();
    moved.email = "eve@example.com".into();
    let proof = moved.proves_the_mailbox().await;
    let body = json!({"email": moved.email, "verification_token": proof, "password": ada.who.password});
    let told = ada.who.calls(Method::PUT, "/me/email", &ada.token, body).await;
    told.is_problem(403, "reauthentication_required");
    let told = ada.who.calls(Method::DELETE, "/me", &ada.token, json!({"password": ada.who.password})).await;
    told.is_problem(403, "reauthentication_required");
}

async fn security_10_what_is_told_of_changes_is_bounded(stage: Stage) {
    let house = stage.without_limits().house().await;
    let ada = Protected::by(&house, "sms").await;
    let mut old = ada.who.password.clone();
    for n in 0..12 {
        let new = format!("buses run on day {n}");
        let body = json!({"current_password": old, "new_password": new});
        ada.who.calls(Method::POST, "/change-password", &ada.token, body).await.is(200);
        old = new;
    }
    let of_passwords = || house.notices().into_iter().filter(|(_, text)| text.contains("password")).count();
    house.settles_until(|| of_passwords() == 6).await;
    assert_eq!(of_passwords(), 6);
}

async fn a_sign_in_whose_code_may_not_be_sent_says_when(stage: Stage) {
    let house = stage.with("LIMIT_SEND_PER_ADDRESS", "3/1d").house().await;
    let ada = Protected::by(&house, "sms").await;
    // somebody else has used up what may go to the number
    for n in 0..2 {
        house.wait(31);
        let eve = ada.who.from(format!("203.0.113.{n}"));
        eve.posts("/send-otp", json!({"to": eve.phone})).await.is(200);
    }
    let before = house.sends();
    let asked = ada.begins().await;
    assert_eq!(house.sends(), before);
    let seconds = |field: &str| {
        let at = time::OffsetDateTime::parse(
            asked[field].as_str().unwrap(),
            &time::format_description::well_known::Rfc3339,
        );
        at.unwrap().unix_timestamp() - identity::Clock::now(&house.clock).as_millis() / 1000
    };
    assert!(seconds("resend_at") > 80_000, "{asked}");
    let with = json!({"recovery_code": ada.codes[0]});
    ada.who.finishes(asked["token"].as_str().unwrap(), with).await.is(200);
}

/// What a token says, unread by anybody else.
fn claims(token: &str) -> Value {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

async fn security_25_tokens_tell_how_somebody_signed_in(stage: Stage) {
    let house = stage.house().await;
    let ada = Protected::by(&house, "sms").await;
    let (token_of, code) = ada.gets_a_code().await;
    let signed = ada.who.finishes(&token_of, json!({"otp_code": code})).await.is(200);
    let said = claims(token(&signed));
    assert_eq!(said["amr"], json!(["pwd", "otp", "mfa"]));
    house.wait(60);
    let renewed = ada.who.posts("/refresh", json!({"refresh_token": signed["refresh_token"]})).await.is(200);
    let later = claims(token(&renewed));
    assert_eq!((&later["amr"], &later["auth_time"]), (&said["amr"], &said["auth_time"]));
    let bob = house.person("bob");
    bob.joins().await;
    assert_eq!(claims(token(&bob.signs_in().await.is(200)))["amr"], json!(["pwd"]));
    house.wait(31);
    let before = house.sends_to(&bob.phone);
    bob.posts("/login-with-otp", json!({"to": bob.phone})).await.is(200);
    house.settles_until(|| house.sends_to(&bob.phone) > before).await;
    let body = json!({"to": bob.phone, "otp_code": bob.reads_the_code()});
    let by_code = bob.posts("/login-with-otp", body).await.is(200);
    assert_eq!(claims(token(&by_code))["amr"], json!(["otp"]));
}
