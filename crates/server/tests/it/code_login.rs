//! Signing in with a code instead of a password: for who proved the address, and alike for everybody else.

use futures_util::future::join_all;
use poem::http::Method;
use serde_json::{Value, json};
use simulator::{Act, Kind, Script};

use crate::kit::{Answer, House, Person, Stage, on_both, person::token};

on_both![
    a_code_signs_in,
    a_code_signs_in_by_mailbox_once_it_is_proven,
    security_20_a_sign_in_by_code_answers_alike_for_everybody,
    security_20_wrong_codes_for_a_sign_in_are_refused_alike,
    security_20_limits_on_sign_ins_by_code_are_alike,
    a_provider_that_refuses_shows_nobody_who_may_sign_in,
    security_03_codes_of_other_purposes_sign_nobody_in,
    security_02_fifty_sign_ins_with_one_code_open_one_session,
    a_number_proven_long_ago_signs_nobody_in,
    a_number_that_changed_hands_in_between_signs_nobody_in,
    security_22_a_reset_voids_a_pending_sign_in,
    a_service_of_its_own_carries_sign_in_codes,
    the_operator_may_leave_it_out,
    security_12_a_sign_in_code_whose_start_was_lost_still_works,
];

impl Person<'_> {
    /// Step 1, with whatever is in `more`.
    async fn asks_to_sign_in(&self, more: Value) -> Answer {
        let mut body = json!({"to": self.phone});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.posts("/login-with-otp", body).await
    }

    /// Step 1, and the code.
    async fn gets_a_sign_in_code(&self) -> String {
        let before = self.house.sends_to(&self.phone);
        self.asks_to_sign_in(json!({})).await.is(200);
        self.house.settles_until(|| self.house.sends_to(&self.phone) > before).await;
        self.reads_the_code()
    }
}

async fn a_code_signs_in(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(31);
    let told = ada.asks_to_sign_in(json!({})).await.is(200);
    assert_eq!(told["message"], "If the account exists, a code is on its way");
    assert_eq!((told["status"].as_str(), told["channel"].as_str()), (Some("pending"), Some("sms")));
    assert!(told["expires_at"].is_string() && told["resend_at"].is_string());
    house.settles_until(|| house.sends_to(&ada.phone) == 2).await;
    let code = ada.reads_the_code();
    let signed = ada.asks_to_sign_in(json!({"otp_code": code})).await.is(200);
    assert_eq!(signed["status"], "signed_in");
    assert_eq!(signed["user"]["phone"], ada.phone);
    let me = ada.looks_at_me(token(&signed)).await.is(200);
    assert_eq!(me, signed["user"]);
    // once
    ada.asks_to_sign_in(json!({"otp_code": code})).await.is_problem(422, "invalid_code");
    let refreshed = ada.posts("/refresh", json!({"refresh_token": signed["refresh_token"]})).await.is(200);
    ada.looks_at_me(token(&refreshed)).await.is(200);
}

async fn a_code_signs_in_by_mailbox_once_it_is_proven(stage: Stage) {
    let house = stage.house().await;
    let (ada, mut bob) = (house.person("ada"), house.person("bob"));
    // a mailbox may begin as a number does
    "+bob@example.com".clone_into(&mut bob.email);
    ada.joins().await;
    bob.joins_with_a_proven_mailbox().await;
    house.wait(31);
    let before = house.sends_to(&ada.email);
    ada.posts("/login-with-otp", json!({"to": ada.email})).await.is(200);
    let told = bob.posts("/login-with-otp", json!({"to": bob.email})).await.is(200);
    assert_eq!(told["channel"], "email");
    house.settles_until(|| house.sends_to(&bob.email) == 2).await;
    let code = house.code_for(&bob.email);
    bob.posts("/login-with-otp", json!({"to": bob.email, "otp_code": code})).await.is(200);
    assert_eq!(house.sends_to(&ada.email), before, "a claim is not on file");
}

/// Ada has an account, Dora a disabled one, Nobody none.
async fn people(house: &House) -> [Person<'_>; 3] {
    let [ada, dora, nobody] = ["ada", "dora", "nobody"].map(|name| house.person(name));
    ada.joins().await;
    let told = dora.joins().await;
    house.app.identity.accounts.disable(told["user"]["id"].as_i64().unwrap()).await.unwrap();
    house.wait(700);
    [ada, dora, nobody]
}

async fn security_20_a_sign_in_by_code_answers_alike_for_everybody(stage: Stage) {
    let house = stage.house().await;
    let people = people(&house).await;
    let before = house.sends();
    let mut told = Vec::new();
    for who in &people {
        told.push(who.asks_to_sign_in(json!({})).await.alike());
        assert_eq!(who.asks_to_sign_in(json!({})).await.alike(), *told.last().unwrap());
        told.push(who.posts("/login-with-otp", json!({"to": who.email})).await.alike());
    }
    assert_eq!((told[0].0, told[1].0), (200, 200));
    for other in told.chunks(2) {
        assert_eq!(other, &told[..2]);
    }
    house.settles_until(|| house.sends() == before + 1).await;
    assert_eq!(house.sends_to(&people[0].phone), 2);
}

async fn security_20_wrong_codes_for_a_sign_in_are_refused_alike(stage: Stage) {
    let house = stage.house().await;
    let mut told: Vec<Vec<Value>> = Vec::new();
    for who in &people(&house).await {
        who.asks_to_sign_in(json!({})).await.is(200);
        let mut answers = Vec::new();
        for _ in 0..6 {
            let guess = json!({"otp_code": "000001", "password": who.password});
            answers.push(who.asks_to_sign_in(guess).await.alike().1);
        }
        told.push(answers);
    }
    let left: Vec<_> = told[0].iter().map(|body| body["attempts_left"].as_u64()).collect();
    assert_eq!(left, [4, 3, 2, 1, 0, 0].map(Some));
    for other in &told {
        assert_eq!(*other, told[0]);
    }
}

async fn security_20_limits_on_sign_ins_by_code_are_alike(stage: Stage) {
    let house = stage.with("OTP_RESEND_SECONDS", "0").house().await;
    let mut told = Vec::new();
    for who in &people(&house).await {
        let mut answers = Vec::new();
        for _ in 0..7 {
            answers.push(who.asks_to_sign_in(json!({})).await.alike());
        }
        told.push(answers);
    }
    let statuses: Vec<_> = told[0].iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429, 429]);
    for other in &told {
        assert_eq!(*other, told[0]);
    }
}

async fn a_provider_that_refuses_shows_nobody_who_may_sign_in(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let people = people(&house).await;
    for act in
        [Act::Status { status: 500, code: 20500 }, Act::Status { status: 401, code: 20003 }, Act::Garbage]
    {
        house.twilio().script(Script::on(Kind::Start).times(u32::MAX).act(act));
        let mut told = Vec::new();
        for who in &people {
            told.push(who.asks_to_sign_in(json!({})).await.alike());
        }
        assert!(told.iter().all(|one| *one == told[0]), "{told:?}");
        house.wait(700);
    }
}

async fn security_03_codes_of_other_purposes_sign_nobody_in(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(31);
    let sign_in = ada.gets_a_sign_in_code().await;
    ada.asks_for_a_code().await.is(200);
    let proof = ada.reads_the_code();
    ada.asks_to_sign_in(json!({"otp_code": proof})).await.is_problem(422, "invalid_code");
    ada.guesses(&sign_in).await.is_problem(422, "invalid_code");
    let reset = json!({"otp_code": sign_in, "new_password": "buses run on fridays"});
    ada.forgot(reset).await.is_problem(422, "invalid_code");
    ada.asks_to_sign_in(json!({"otp_code": sign_in})).await.is(200);
}

async fn security_02_fifty_sign_ins_with_one_code_open_one_session(stage: Stage) {
    let house = stage.house().await;
    let other = house.twin().await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(31);
    let code = ada.gets_a_sign_in_code().await;
    let many = (0..50).map(|n| {
        let ada = ada.at(if n % 2 == 0 { &house } else { &other });
        let code = code.clone();
        async move { ada.asks_to_sign_in(json!({"otp_code": code})).await }
    });
    let answers = join_all(many).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        answer.is_refused_in_a_crowd(422, "invalid_code");
    }
}

async fn a_number_proven_long_ago_signs_nobody_in(stage: Stage) {
    let house = stage.with("PHONE_PROOF_DAYS", "3").house().await;
    let (ada, nobody) = (house.person("ada"), house.person("nobody"));
    ada.joins().await;
    house.wait(2 * 86_400);
    // every right code renews the proof
    let code = ada.gets_a_sign_in_code().await;
    ada.asks_to_sign_in(json!({"otp_code": code})).await.is(200);
    house.wait(2 * 86_400);
    let code = ada.gets_a_sign_in_code().await;
    let before = house.sends();
    house.wait(4 * 86_400);
    let told = ada.asks_to_sign_in(json!({})).await.alike();
    assert_eq!(told, nobody.asks_to_sign_in(json!({})).await.alike());
    ada.asks_to_sign_in(json!({"otp_code": code})).await.is_problem(422, "invalid_code");
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert_eq!(house.sends(), before);
    ada.signs_in().await.is(200);
}

async fn a_number_that_changed_hands_in_between_signs_nobody_in(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    house.wait(31);
    let code = ada.gets_a_sign_in_code().await;
    let id = joined["user"]["id"].as_i64().unwrap();
    house.app.identity.accounts.release_phone(id, None).await.unwrap();
    ada.asks_to_sign_in(json!({"otp_code": code})).await.is_problem(422, "invalid_code");
}

async fn security_22_a_reset_voids_a_pending_sign_in(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(31);
    let sign_in = ada.gets_a_sign_in_code().await;
    let before = house.sends_to(&ada.phone);
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| house.sends_to(&ada.phone) > before).await;
    let reset = json!({"otp_code": ada.reads_the_code(), "new_password": "buses run on fridays"});
    ada.forgot(reset).await.is(200);
    ada.asks_to_sign_in(json!({"otp_code": sign_in})).await.is_problem(422, "invalid_code");
}

async fn a_service_of_its_own_carries_sign_in_codes(stage: Stage) {
    let stage = stage.with("TWILIO_VERIFY_SERVICE_SID_LOGIN", simulator::known::SERVICE_SID_LOGIN);
    let house = stage.house_at_twilio().await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(31);
    let code = ada.gets_a_sign_in_code().await;
    // a stranger's send in the other Service does not end it
    house.person("eve").posts("/send-otp", json!({"to": ada.phone})).await.is(200);
    ada.asks_to_sign_in(json!({"otp_code": code})).await.is(200);
}

async fn the_operator_may_leave_it_out(stage: Stage) {
    let house = stage.with("LOGIN_WITH_OTP", "off").house().await;
    let ada = house.person("ada");
    ada.joins().await;
    ada.asks_to_sign_in(json!({})).await.is_problem(404, "not_found");
    ada.posts("/login-with-otp", json!({})).await.is_problem(404, "not_found");
    let read = house.ask(Method::GET, "/login-with-otp/", &ada.address, &[], &Value::Null).await;
    read.is_problem(404, "not_found");
    let config = house.ask(Method::GET, "/config", &ada.address, &[], &Value::Null).await.is(200);
    assert_eq!(config["login_with_otp"], false);
}

async fn security_12_a_sign_in_code_whose_start_was_lost_still_works(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(31);
    house.twilio().script(Script::on(Kind::Start).act(Act::Lost));
    let code = ada.gets_a_sign_in_code().await;
    house.settles_until(|| house.sends_to(&ada.phone) == 2).await;
    ada.asks_to_sign_in(json!({"otp_code": code})).await.is(200);
}
