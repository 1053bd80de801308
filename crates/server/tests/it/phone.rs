//! Numbers of a signed-in user: each proven for its role by its own user, `core` by nobody but the owner of the account.

use std::time::Duration;

use futures_util::future::join_all;
use poem::http::Method;
use serde_json::{Value, json};
use simulator::{Kind, Script, known};

use crate::kit::{Answer, House, Person, Stage, on_both, person::token};

on_both![
    a_number_is_proven_for_its_role_and_listed,
    inside_the_resend_time_nothing_is_sent,
    every_problem_speaks_to_older_clients,
    an_unknown_role_is_nowhere_before_anything_else,
    security_10_a_refused_request_sends_nothing,
    security_03_a_code_for_one_role_never_proves_another,
    security_03_a_code_of_one_user_is_worth_nothing_to_another,
    security_03_codes_for_other_purposes_prove_no_number_and_the_reverse,
    security_23_an_old_sign_in_changes_core_only_with_the_password,
    security_24_wrong_passwords_of_a_signed_in_user_are_limited,
    security_24_guesses_of_a_signed_in_user_are_limited_whatever_the_number,
    security_24_sends_of_a_signed_in_user_are_limited_whatever_the_number,
    guesses_of_one_user_are_not_counted_against_another,
    the_latest_number_of_a_role_wins,
    security_23_the_old_number_serves_until_the_new_one_is_proven_and_is_told,
    security_23_codes_at_the_old_number_end_with_it,
    security_17_a_number_of_somebody_else_moves_only_when_the_older_proof_is_old,
    the_same_number_again_renews_its_proof,
    security_02_fifty_verifies_with_one_code_have_one_winner,
    security_02_two_instances_use_a_code_once,
    security_16_a_client_that_goes_away_loses_no_approval,
    a_service_of_its_own_keeps_the_codes_of_two_purposes_apart,
    a_second_channel_reaches_the_same_number,
];

const SECOND: &str = "+13125550142";
const THIRD: &str = "+13125550143";

/// Somebody with a session.
struct Signed<'h> {
    who: Person<'h>,
    access: String,
}

impl<'h> Signed<'h> {
    async fn joins(house: &'h House, name: &str) -> Self {
        let who = house.person(name);
        let access = token(&who.joins().await).to_owned();
        Self { who, access }
    }

    fn at<'o>(&self, house: &'o House) -> Signed<'o> {
        Signed { who: self.who.at(house), access: self.access.clone() }
    }

    async fn calls(&self, path: &str, body: Value) -> Answer {
        self.who.calls(Method::POST, path, &self.access, body).await
    }

    /// Asks for a code to `number`, with whatever else is in `more`.
    async fn asks(&self, role: &str, number: &str, more: Value) -> Answer {
        let mut body = json!({"phone_number": number});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.calls(&format!("/api/{role}/send-otp"), body).await
    }

    async fn answers(&self, role: &str, code: &str) -> Answer {
        self.calls(&format!("/api/{role}/verify-otp"), json!({"otp_code": code})).await
    }

    /// Asks, reads, answers.
    async fn proves(&self, role: &str, number: &str) -> Answer {
        self.asks(role, number, json!({})).await.is(200);
        self.answers(role, &self.who.house.code_for(number)).await
    }

    /// Role and number of every proven number.
    async fn numbers(&self) -> Vec<(String, String)> {
        let me = self.who.looks_at_me(&self.access).await.is(200);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let phones = me["phones"].as_array().unwrap();
        phones.iter().map(|phone| (text(&phone["role"]), text(&phone["number"]))).collect()
    }
}

fn pair(role: &str, number: &str) -> (String, String) {
    (role.to_owned(), number.to_owned())
}

/// A problem as older clients read it.
trait Legacy {
    fn speaks(&self, status: u16, code: &str) -> Value;
}

impl Legacy for Answer {
    #[track_caller]
    fn speaks(&self, status: u16, code: &str) -> Value {
        let told = self.is_problem(status, code);
        assert_eq!((&told["success"], &told["message"]), (&json!(false), &told["error"]), "{told}");
        told
    }
}

async fn a_number_is_proven_for_its_role_and_listed(stage: Stage) {
    let house = stage.house().await;
    let ada = Signed::joins(&house, "ada").await;
    // as typed, with the slash at the end that older clients send
    let body = json!({"phone_number": "(312) 555-0142"});
    let mut told = ada.calls("/api/riders/send-otp/", body).await.is(200);
    let times = told.as_object_mut().unwrap();
    assert!(times.remove("expires_at").is_some() && times.remove("resend_at").is_some());
    assert_eq!(told, json!({"success": true, "message": "OTP sent to (312) 555-0142", "channel": "sms"}));
    assert_eq!(ada.numbers().await, [pair("core", &ada.who.phone)], "not before it is proven");
    let body = json!({"otp_code": house.code_for(SECOND)});
    let told = ada.calls("/api/riders/verify-otp/", body).await.is(200);
    assert_eq!(told, json!({"success": true, "message": "Phone verified successfully!"}));
    assert_eq!(ada.numbers().await, [pair("core", &ada.who.phone), pair("riders", SECOND)]);
    // core is the number for login, riders is not
    let login = |phone: &str| json!({"phone": phone, "password": ada.who.password});
    ada.who.posts("/login", login(&ada.who.phone)).await.is(200);
    ada.who.posts("/login", login(SECOND)).await.is_problem(401, "bad_credentials");
    // another rider's number takes its place
    ada.proves("riders", THIRD).await.is(200);
    assert_eq!(ada.numbers().await, [pair("core", &ada.who.phone), pair("riders", THIRD)]);
    assert!(house.notices().is_empty(), "such a number serves neither login nor reset");
}

async fn inside_the_resend_time_nothing_is_sent(stage: Stage) {
    let house = stage.house().await;
    let ada = Signed::joins(&house, "ada").await;
    let first = ada.asks("riders", SECOND, json!({})).await.is(200);
    house.wait(10);
    let again = ada.asks("riders", SECOND, json!({})).await.is(200);
    assert_eq!(again["message"], format!("OTP already sent to {SECOND}"));
    assert_eq!((&again["expires_at"], &again["resend_at"]), (&first["expires_at"], &first["resend_at"]));
    assert_eq!(house.sends_to(SECOND), 1);
    house.wait(21);
    let fresh = ada.asks("riders", SECOND, json!({})).await.is(200);
    assert_eq!(fresh["message"], format!("OTP sent to {SECOND}"));
    assert_eq!(house.sends_to(SECOND), 2);
    ada.answers("riders", &house.code_for(SECOND)).await.is(200);
}

async fn every_problem_speaks_to_older_clients(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let ada = Signed::joins(&house, "ada").await;
    for path in ["/api/riders/send-otp", "/api/riders/send-otp/", "/api/riders/verify-otp"] {
        ada.who.posts(path, json!({})).await.speaks(401, "unauthorized");
        ada.who.calls(Method::GET, path, &ada.access, Value::Null).await.speaks(405, "method_not_allowed");
        ada.calls(path, json!({})).await.speaks(400, "invalid_request");
        ada.calls(path, json!({"otp_code": "x".repeat(70_000)})).await.speaks(413, "body_too_large");
        ada.calls(path, Value::Null).await.speaks(415, "unsupported_media_type");
    }
    for path in ["/api/nobody/send-otp", "/api/nobody/verify-otp/"] {
        ada.calls(path, json!({})).await.speaks(404, "not_found");
    }
    let told = ada.answers("riders", "123456").await.speaks(422, "invalid_code");
    assert_eq!(told["message"], "Invalid or expired OTP");
    assert_eq!(told["attempts_left"], 4);
    ada.asks("riders", SECOND, json!({"channel": "whatsapp"})).await.speaks(422, "channel_not_offered");
    house.twilio().script(Script::on(Kind::Start).status(401, 20003));
    ada.asks("riders", SECOND, json!({})).await.speaks(503, "unavailable");
    house.twilio().script(Script::on(Kind::Start).status(500, 20500));
    ada.asks("riders", SECOND, json!({})).await.speaks(502, "delivery_failed");
    house.twilio().script(Script::on(Kind::Start).status(429, 20429));
    let told = ada.asks("riders", THIRD, json!({})).await.speaks(429, "too_many_requests");
    assert_eq!(told["message"], "Too many OTP requests. Please try again later.");
    // the same words belong to these routes alone
    let told = ada.who.guesses("000000").await.is_problem(422, "invalid_code");
    assert!(told.get("success").is_none() && told.get("message").is_none(), "{told}");
}

async fn an_unknown_role_is_nowhere_before_anything_else(stage: Stage) {
    let house = stage.with("PHONE_ROLES", "core,drivers").house().await;
    let ada = Signed::joins(&house, "ada").await;
    let before = house.sends();
    for role in ["riders", "CORE", "core%20", "c%00re", "%F0%9F%98%80", "a'--", "..%2fcore", "role"] {
        for end in ["send-otp", "verify-otp"] {
            let path = format!("/api/{role}/{end}");
            let body = json!({"phone_number": SECOND, "otp_code": "123456"});
            ada.calls(&path, body).await.speaks(404, "not_found");
            // neither the token nor the body is looked at
            ada.who.posts(&path, json!({"phone_number": 1})).await.speaks(404, "not_found");
            ada.who.posts(&path, Value::Null).await.speaks(404, "not_found");
        }
    }
    assert_eq!(house.sends(), before);
    ada.proves("drivers", SECOND).await.is(200);
}

async fn security_10_a_refused_request_sends_nothing(stage: Stage) {
    let stage = stage.with("ACCESS_TOKEN_TTL_SECONDS", "7200").with("ALLOWED_COUNTRIES", "US");
    let house = stage.house_at_twilio().await;
    let ada = Signed::joins(&house, "ada").await;
    house.wait(901);
    let before = house.twilio().calls().len();
    let field = |told: Value| told["errors"][0]["field"].as_str().unwrap_or_default().to_owned();
    for (number, more, named) in [
        ("12", json!({}), "phone_number"),
        ("ada@example.com", json!({}), "phone_number"),
        (SECOND, json!({"channel": "email"}), "channel"),
        (SECOND, json!({"channel": "pigeon"}), "channel"),
        (SECOND, json!({"password": 1}), "password"),
        // a fixed line of Belgium
        ("+3222345678", json!({}), "phone_number"),
    ] {
        let told = ada.asks("riders", number, more.clone()).await.speaks(400, "invalid_request");
        assert_eq!(field(told), named, "{number} {more}");
    }
    ada.asks("riders", "+447400123456", json!({})).await.speaks(422, "destination_blocked");
    ada.asks("riders", SECOND, json!({"channel": "whatsapp"})).await.speaks(422, "channel_not_offered");
    ada.asks("core", SECOND, json!({})).await.speaks(403, "reauthentication_required");
    ada.asks("core", SECOND, json!({"password": "not this one at all"})).await.speaks(401, "bad_credentials");
    // where no password is needed, one that was sent must be right all the same
    for (role, number) in [("riders", SECOND), ("core", ada.who.phone.as_str())] {
        let wrong = json!({"password": "not this one at all"});
        ada.asks(role, number, wrong).await.speaks(401, "bad_credentials");
    }
    ada.who.calls(Method::POST, "/logout", &ada.access, Value::Null).await;
    ada.asks("riders", SECOND, json!({})).await.speaks(401, "unauthorized");
    assert_eq!(house.twilio().calls().len(), before, "the provider was asked nothing");
}

async fn security_03_a_code_for_one_role_never_proves_another(stage: Stage) {
    let house = stage.house().await;
    let ada = Signed::joins(&house, "ada").await;
    for (asked, other) in [("riders", "core"), ("core", "riders")] {
        house.wait(700);
        let signed_in = ada.who.signs_in().await.is(200);
        let ada = Signed { who: ada.who.clone(), access: token(&signed_in).to_owned() };
        let before = ada.numbers().await;
        ada.asks(asked, SECOND, json!({})).await.is(200);
        let code = house.code_for(SECOND);
        ada.answers(other, &code).await.speaks(422, "invalid_code");
        // also where the other role waits for a code to the same number
        ada.asks(other, SECOND, json!({})).await.is(200);
        let another = house.code_for(SECOND);
        assert_ne!(code, another);
        ada.answers(other, &code).await.speaks(422, "invalid_code");
        ada.answers(asked, &another).await.speaks(422, "invalid_code");
        assert_eq!(ada.numbers().await, before);
        ada.answers(other, &another).await.is(200);
    }
}

async fn security_03_a_code_of_one_user_is_worth_nothing_to_another(stage: Stage) {
    let house = stage.house().await;
    let (ada, bob) = (Signed::joins(&house, "ada").await, Signed::joins(&house, "bob").await);
    ada.asks("riders", SECOND, json!({})).await.is(200);
    let code = house.code_for(SECOND);
    bob.answers("riders", &code).await.speaks(422, "invalid_code");
    bob.asks("riders", THIRD, json!({})).await.is(200);
    bob.answers("riders", &code).await.speaks(422, "invalid_code");
    ada.answers("riders", &code).await.is(200);
    assert_eq!(bob.numbers().await, [pair("core", &bob.who.phone)]);
}

async fn security_03_codes_for_other_purposes_prove_no_number_and_the_reverse(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let ada = Signed::joins(&house, "ada").await;
    let stranger = Person { phone: SECOND.to_owned(), ..house.person("eve") };
    stranger.asks_for_a_code().await.is(200);
    let public = stranger.reads_the_code();
    ada.answers("riders", &public).await.speaks(422, "invalid_code");
    ada.asks("riders", SECOND, json!({})).await.is(200);
    let own = stranger.reads_the_code();
    assert_ne!(public, own, "one Service, two codes");
    ada.answers("riders", &public).await.speaks(422, "invalid_code");
    stranger.guesses(&own).await.is_problem(422, "invalid_code");
    ada.answers("riders", &own).await.is(200);
}

async fn security_23_an_old_sign_in_changes_core_only_with_the_password(stage: Stage) {
    let house = stage.with("ACCESS_TOKEN_TTL_SECONDS", "7200").house().await;
    let ada = Signed::joins(&house, "ada").await;
    house.wait(901);
    let before = house.sends();
    ada.asks("core", SECOND, json!({})).await.speaks(403, "reauthentication_required");
    // nor does the bearer add a first one
    let id = ada.who.looks_at_me(&ada.access).await.is(200)["id"].as_i64().unwrap();
    house.app.identity.accounts.release_phone(id, Some("core")).await.unwrap();
    ada.asks("core", &ada.who.phone, json!({})).await.speaks(403, "reauthentication_required");
    assert_eq!(house.sends(), before);
    // the owner knows the password
    let password = json!({"password": ada.who.password});
    ada.asks("core", SECOND, password).await.is(200);
    ada.answers("core", &house.code_for(SECOND)).await.is(200);
    assert_eq!(ada.numbers().await, [pair("core", SECOND)]);
    // the number it has already, and other roles, decide nothing
    ada.proves("core", SECOND).await.is(200);
    ada.proves("riders", THIRD).await.is(200);
}

async fn security_24_wrong_passwords_of_a_signed_in_user_are_limited(stage: Stage) {
    let house = stage.house().await;
    let ada = Signed::joins(&house, "ada").await;
    let wrong = json!({"password": "not this one at all"});
    for (n, role) in ["core", "riders"].into_iter().cycle().take(12).enumerate() {
        let told = ada.asks(role, SECOND, wrong.clone()).await;
        if n < 10 {
            told.speaks(401, "bad_credentials");
        } else {
            let told = told.speaks(429, "too_many_requests");
            assert_eq!(told["message"], "Too many OTP requests. Please try again later.");
        }
    }
    let right = json!({"password": ada.who.password});
    ada.asks("core", SECOND, right.clone()).await.speaks(429, "too_many_requests");
    assert_eq!(house.sends_to(SECOND), 0);
    house.wait(901);
    let signed_in = ada.who.signs_in().await.is(200);
    let ada = Signed { who: ada.who.clone(), access: token(&signed_in).to_owned() };
    ada.asks("core", SECOND, right).await.is(200);
}

async fn security_24_guesses_of_a_signed_in_user_are_limited_whatever_the_number(stage: Stage) {
    let stage = stage.with("LIMIT_SEND_PER_PURPOSE_ADDRESS", "off").with("OTP_RESEND_SECONDS", "0");
    let house = stage.with("LIMIT_GUESS_PER_PURPOSE_ADDRESS", "7/1d").house().await;
    let ada = Signed::joins(&house, "ada").await;
    for n in 0..10 {
        let number = format!("+1312555{:04}", 150 + n / 2);
        ada.asks("riders", &number, json!({})).await.is(200);
        let code = house.code_for(&number);
        let wrong = if code.starts_with('9') { "100000" } else { "900000" };
        let told = ada.answers("riders", wrong).await;
        if n < 7 {
            told.speaks(422, "invalid_code");
        } else {
            told.speaks(429, "too_many_requests");
            ada.answers("riders", &code).await.speaks(429, "too_many_requests");
        }
    }
    assert_eq!(ada.numbers().await, [pair("core", &ada.who.phone)]);
}

async fn guesses_of_one_user_are_not_counted_against_another(stage: Stage) {
    let house = stage.with("LIMIT_GUESS_PER_PURPOSE_ADDRESS", "4/1d").house().await;
    let (ada, bob) = (Signed::joins(&house, "ada").await, Signed::joins(&house, "bob").await);
    bob.asks("riders", THIRD, json!({})).await.is(200);
    let code = house.code_for(THIRD);
    let wrong = if code.starts_with('9') { "100000" } else { "900000" };
    for left in [4, 3, 2, 1] {
        bob.answers("riders", wrong).await.is_a_wrong_code(left);
    }
    bob.answers("riders", wrong).await.speaks(429, "too_many_requests");
    ada.asks("riders", SECOND, json!({})).await.is(200);
    let code = house.code_for(SECOND);
    let wrong = if code.starts_with('9') { "100000" } else { "900000" };
    ada.answers("riders", wrong).await.is_a_wrong_code(4);
    ada.answers("riders", &code).await.is(200);
}

async fn security_24_sends_of_a_signed_in_user_are_limited_whatever_the_number(stage: Stage) {
    let house = stage.house().await;
    let ada = Signed::joins(&house, "ada").await;
    let number = |n: usize| format!("+1312555{:04}", 150 + n);
    for n in 0..7 {
        // from anywhere, and for any role
        let who = ada.who.from(format!("203.0.113.{n}"));
        let here = Signed { who, access: ada.access.clone() };
        let role = if n % 2 == 0 { "core" } else { "riders" };
        let told = here.asks(role, &number(n), json!({})).await;
        if n < 5 {
            told.is(200);
        } else {
            told.speaks(429, "too_many_requests");
            assert_eq!(house.sends_to(&number(n)), 0);
        }
    }
    // somebody else has sends of their own
    let bob = Signed::joins(&house, "bob").await;
    bob.asks("riders", &number(7), json!({})).await.is(200);
    house.wait(301);
    ada.asks("riders", &number(8), json!({})).await.is(200);
}

async fn the_latest_number_of_a_role_wins(stage: Stage) {
    let house = stage.house().await;
    let (ada, bob) = (Signed::joins(&house, "ada").await, Signed::joins(&house, "bob").await);
    ada.asks("riders", SECOND, json!({})).await.is(200);
    let older = house.code_for(SECOND);
    ada.asks("riders", THIRD, json!({})).await.is(200);
    let newer = house.code_for(THIRD);
    ada.answers("riders", &older).await.speaks(422, "invalid_code");
    ada.answers("riders", &newer).await.is(200);
    assert_eq!(ada.numbers().await[1], pair("riders", THIRD));
    ada.answers("riders", &older).await.speaks(422, "invalid_code");

    // a proof that waits ends, too, when another number is asked for
    bob.asks("riders", THIRD, json!({})).await.is(200);
    let held = house.code_for(THIRD);
    bob.answers("riders", &held).await.speaks(409, "taken");
    bob.asks("riders", SECOND, json!({})).await.is(200);
    bob.answers("riders", &held).await.speaks(422, "invalid_code");
    // and back again: a code of its own
    bob.asks("riders", THIRD, json!({})).await.is(200);
    assert_ne!(house.code_for(THIRD), held);
    bob.answers("riders", &held).await.speaks(422, "invalid_code");
    bob.answers("riders", &house.code_for(THIRD)).await.speaks(409, "taken");
}

async fn security_23_the_old_number_serves_until_the_new_one_is_proven_and_is_told(stage: Stage) {
    let house = stage.house().await;
    let who = house.person("ada");
    let access = token(&who.joins_with_a_proven_mailbox().await).to_owned();
    let ada = Signed { who, access };
    let login = |phone: &str| ada.who.posts("/login", json!({"phone": phone, "password": ada.who.password}));
    ada.asks("core", SECOND, json!({})).await.is(200);
    login(&ada.who.phone).await.is(200);
    login(SECOND).await.is_problem(401, "bad_credentials");
    assert!(house.notices().is_empty());
    ada.answers("core", &house.code_for(SECOND)).await.is(200);
    assert_eq!(ada.numbers().await, [pair("core", SECOND)]);
    login(SECOND).await.is(200);
    login(&ada.who.phone).await.is_problem(401, "bad_credentials");
    house.settles_until(|| house.notices().len() >= 2).await;
    let mut told = house.notices();
    told.sort();
    let says = "the phone number of your account was changed";
    assert_eq!(told.len(), 2, "{told:?}");
    for ((to, words), place) in told.iter().zip([&ada.who.phone, &ada.who.email]) {
        assert_eq!(to, place);
        assert!(words.contains(says), "{words}");
    }
}

async fn security_23_codes_at_the_old_number_end_with_it(stage: Stage) {
    let house = stage.house().await;
    let ada = Signed::joins(&house, "ada").await;
    house.wait(31);
    let before = house.sends_to(&ada.who.phone);
    ada.who.forgot(json!({})).await.is(200);
    house.settles_until(|| house.sends_to(&ada.who.phone) > before).await;
    let reset = ada.who.reads_the_code();
    let checked = ada.who.forgot(json!({"otp_code": reset})).await.is(200);
    ada.proves("core", SECOND).await.is(200);
    let new = "buses run on fridays";
    for evidence in [
        json!({"otp_code": reset}),
        json!({"otp_code": reset, "new_password": new}),
        json!({"verification_token": checked["verification_token"], "new_password": new}),
    ] {
        ada.who.forgot(evidence).await.is_problem(422, "invalid_code");
    }
    // the next one goes to the new number
    house.wait(31);
    ada.who.forgot(json!({})).await.is(200);
    house.settles_until(|| house.sends_to(SECOND) > 1).await;
}

async fn security_17_a_number_of_somebody_else_moves_only_when_the_older_proof_is_old(stage: Stage) {
    let house = stage.with("ACCESS_TOKEN_TTL_SECONDS", "86400").house().await;
    let who = house.person("ada");
    who.joins_with_a_proven_mailbox().await;
    house.wait(89 * 86_400);
    let bob = Signed::joins(&house, "bob").await;
    bob.asks("core", &who.phone, json!({})).await.is(200);
    let code = house.code_for(&who.phone);
    for _ in 0..7 {
        let told = bob.answers("core", &code).await.speaks(409, "taken");
        assert_eq!(told["errors"][0]["field"], "phone_number", "{told}");
    }
    assert_eq!(bob.numbers().await, [pair("core", &bob.who.phone)]);
    assert!(house.notices().is_empty());
    // for another role the number is nobody's yet
    bob.proves("riders", &who.phone).await.is(200);

    house.wait(2 * 86_400);
    let signed_in = bob.who.signs_in().await.is(200);
    let bob = Signed { who: bob.who.clone(), access: token(&signed_in).to_owned() };
    bob.proves("core", &who.phone).await.is(200);
    assert_eq!(bob.numbers().await, [pair("core", &who.phone), pair("riders", &who.phone)]);
    let old = who.signs_in().await.is(200);
    assert_eq!(old["user"].get("phone"), None, "{old}");
    house.settles_until(|| house.notices().len() >= 2).await;
    let told = house.notices();
    let to = |address: &str| told.iter().find(|(to, _)| to == address).map(|(_, words)| words.as_str());
    assert!(to(&who.email).is_some_and(|words| words.contains("it left your account")), "{told:?}");
    assert!(to(&bob.who.phone).is_some_and(|words| words.contains("was changed")), "{told:?}");
    assert_eq!(told.len(), 2);
}

async fn the_same_number_again_renews_its_proof(stage: Stage) {
    let house = stage.house().await;
    let ada = Signed::joins(&house, "ada").await;
    house.wait(60 * 86_400);
    let signed_in = ada.who.signs_in().await.is(200);
    let ada = Signed { who: ada.who.clone(), access: token(&signed_in).to_owned() };
    let before = ada.who.looks_at_me(&ada.access).await.is(200)["phones"][0]["verified_at"].clone();
    ada.proves("core", &ada.who.phone).await.is(200);
    let after = ada.who.looks_at_me(&ada.access).await.is(200)["phones"].clone();
    assert_eq!(after.as_array().map(Vec::len), Some(1));
    assert_ne!(after[0]["verified_at"], before);
    assert!(house.notices().is_empty(), "nothing was changed");
    // so it stays with its user for as long again
    house.wait(60 * 86_400);
    let mut later = house.person("bob");
    later.phone = ada.who.phone.clone();
    later.asks_for_a_code().await.is(200);
    later.registers(json!({"otp_code": later.reads_the_code()})).await.is_problem(409, "taken");
}

async fn security_02_fifty_verifies_with_one_code_have_one_winner(stage: Stage) {
    let house = stage.with("LIMIT_GUESS_PER_CALLER", "off").house().await;
    let ada = Signed::joins(&house, "ada").await;
    for (role, number) in [("riders", SECOND), ("core", THIRD)] {
        ada.asks(role, number, json!({})).await.is(200);
        let code = house.code_for(number);
        let answers = join_all((0..50).map(|_| ada.answers(role, &code))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        for answer in answers.into_iter().filter(|answer| answer.status != 200) {
            answer.is_refused_in_a_crowd(422, "invalid_code");
        }
    }
    assert_eq!(ada.numbers().await.len(), 2);
    house.settles_until(|| !house.notices().is_empty()).await;
    assert_eq!(house.notices().len(), 1, "told once");
}

async fn security_02_two_instances_use_a_code_once(stage: Stage) {
    let house = stage.house().await;
    let other = house.twin().await;
    let ada = Signed::joins(&house, "ada").await;
    let there = ada.at(&other);
    ada.asks("riders", SECOND, json!({})).await.is(200);
    let again = there.asks("riders", SECOND, json!({})).await.is(200);
    assert_eq!(again["message"], format!("OTP already sent to {SECOND}"));
    let code = house.code_for(SECOND);
    let (one, two) = tokio::join!(ada.answers("riders", &code), there.answers("riders", &code));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422]);
    assert_eq!(there.numbers().await, [pair("core", &ada.who.phone), pair("riders", SECOND)]);
    // two numbers of one role at the same moment: one of them serves, and nothing else
    let numbers: [String; 2] = ["+13125550160", "+13125550161"].map(str::to_owned);
    tokio::join!(ada.asks("core", &numbers[0], json!({})), there.asks("core", &numbers[1], json!({})));
    let answers = join_all(numbers.iter().map(|number| {
        let code = house.messages().into_iter().find(|(to, _)| to == number).map(|(_, code)| code);
        let there = &there;
        async move { there.answers("core", &code.unwrap_or_else(|| "000000".to_owned())).await.status }
    }))
    .await;
    assert!(answers.iter().all(|status| [200, 422].contains(status)), "{answers:?}");
    assert!(answers.iter().filter(|status| **status == 200).count() <= 1, "{answers:?}");
    assert_eq!(ada.numbers().await.len(), 2);
}

async fn security_16_a_client_that_goes_away_loses_no_approval(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let ada = Signed::joins(&house, "ada").await;
    ada.asks("riders", SECOND, json!({})).await.is(200);
    let code = house.code_for(SECOND);
    house.twilio().script(Script::on(Kind::Check).delay(Duration::from_millis(300)));
    let leaves = ada.answers("riders", &code);
    drop(tokio::time::timeout(Duration::from_millis(100), leaves).await);
    house.settles_until(|| house.tasks.under_way() == 0).await;
    let checks = house.twilio().calls().checks(SECOND);
    ada.answers("riders", &code).await.is(200);
    assert_eq!(house.twilio().calls().checks(SECOND), checks, "the approval was written down");
    assert_eq!(ada.numbers().await[1], pair("riders", SECOND));
}

async fn a_service_of_its_own_keeps_the_codes_of_two_purposes_apart(stage: Stage) {
    let stage = stage.with("TWILIO_VERIFY_SERVICE_SID_PHONE", known::SERVICE_SID_PHONE);
    let house = stage.house_at_twilio().await;
    let ada = Signed::joins(&house, "ada").await;
    let eve = Person { phone: SECOND.to_owned(), ..house.person("eve") };
    eve.asks_for_a_code().await.is(200);
    let public = eve.reads_the_code();
    ada.asks("core", SECOND, json!({})).await.is(200);
    assert_eq!(house.twilio().messages().last().unwrap().service_sid, known::SERVICE_SID_PHONE);
    let own = eve.reads_the_code();
    // two purposes at once, and neither ends the other
    eve.guesses(&public).await.is(200);
    ada.answers("core", &own).await.is(200);
    assert_eq!(ada.numbers().await, [pair("core", SECOND)]);
    // Twilio forgot it with the approval: the number and the code are asked about no more
    let checks = house.twilio().calls().of(Kind::Check).count();
    ada.answers("core", &own).await.speaks(422, "invalid_code");
    assert_eq!(house.twilio().calls().of(Kind::Check).count(), checks);
}

async fn a_second_channel_reaches_the_same_number(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let ada = Signed::joins(&house, "ada").await;
    ada.asks("riders", SECOND, json!({})).await.is(200);
    let told = ada.asks("riders", SECOND, json!({"channel": "call"})).await.is(200);
    assert_eq!(told["message"], format!("OTP sent to {SECOND}"));
    assert_eq!(house.sends_to(SECOND), 2);
    ada.answers("riders", &house.code_for(SECOND)).await.is(200);
}
