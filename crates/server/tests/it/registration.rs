//! Register first, verify later: an account waits for its code, gains nothing before, and tells nobody about others.

use futures_util::future::join_all;
use poem::http::Method;
use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::kit::{Answer, House, Person, Stage, on_both, person::token};

on_both![
    a_person_registers_with_a_number_verifies_it_and_signs_in,
    a_person_registers_with_a_mailbox_verifies_it_and_signs_in,
    with_both_the_code_goes_to_the_mobile_and_the_mailbox_stays_a_claim,
    with_channel_email_the_mailbox_is_proven_and_the_number_dropped,
    every_channel_reaches_only_what_was_given,
    at_twilio_a_person_registers_verifies_and_signs_in,
    answers_echo_what_was_typed_and_slashes_do_not_matter,
    all_faults_of_a_registration_are_told_at_once,
    security_19_a_weak_password_registers_nobody,
    security_10_limits_of_sends_refuse_before_an_account_is_made,
    a_send_that_certainly_failed_leaves_no_name_behind,
    a_send_whose_outcome_is_unknown_leaves_an_account_that_its_code_activates,
    security_16_a_client_that_goes_away_leaves_an_account_with_a_code,
    security_20_an_account_that_waits_is_told_to_the_right_password_alone,
    security_20_an_active_account_is_found_before_one_that_waits,
    security_13_the_same_registration_twice_is_one,
    security_18_a_code_asked_for_again_is_never_somebody_elses,
    nobody_but_the_login_sees_an_account_that_waits,
    security_18_whoever_registered_a_strangers_number_gains_nothing,
    security_03_a_code_activates_its_own_registration_alone,
    security_03_at_twilio_two_registrations_of_one_number_stay_apart,
    security_09_wrong_codes_are_refused_alike_whoever_waits,
    security_17_fifty_registrations_of_one_name_make_one_account,
    security_02_fifty_verifications_with_one_code_activate_once,
    security_02_a_code_activates_once,
    a_name_is_kept_while_its_code_lives_and_no_longer,
    a_name_is_free_for_those_who_prove_first_once_its_code_is_over,
    security_17_a_number_proven_by_somebody_else_is_told_after_the_proof_which_stays_usable,
    security_17_a_claimed_mailbox_is_told_after_the_proof_which_stays_usable,
    a_number_proven_long_ago_moves_and_its_old_holder_is_told,
    a_mailbox_is_taken_from_whoever_merely_claimed_it,
    security_21_registering_tells_nobody_who_has_an_account,
    security_21_a_resend_tells_nobody_who_has_an_account,
    a_resend_repeats_the_code_of_the_only_registration,
    a_resend_after_the_code_is_over_sends_a_new_one_and_keeps_the_name,
    a_resend_for_one_of_several_needs_its_id,
    security_31_a_resend_is_limited_by_what_was_typed,
    security_03_two_purposes_at_once_stay_apart,
    accounts_never_activated_are_swept_after_a_day,
    a_disabled_account_that_waits_is_not_activated,
];

impl Person<'_> {
    /// Registers first, with `more`; the username is the part of the mailbox before the `@`.
    async fn enrols(&self, more: Value) -> Answer {
        let mut body = json!({"username": self.name(), "password": self.password});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.posts("/api/v1/auth/register", body).await
    }

    /// The same with the number.
    async fn enrols_by_mobile(&self) -> Value {
        self.enrols(json!({"mobile_number": self.phone})).await.is(201)
    }

    async fn verifies(&self, more: Value) -> Answer {
        self.posts("/api/v1/auth/verify", more).await
    }

    async fn asks_again(&self, more: Value) -> Answer {
        self.posts("/api/v1/auth/resend-otp", more).await
    }

    async fn signs_in_by(&self, field: &str, value: &str) -> Answer {
        self.posts("/login", json!({field: value, "password": self.password})).await
    }

    fn name(&self) -> &str {
        self.email.split_once('@').unwrap().0
    }
}

impl House {
    /// Waits until nothing is under way behind the answers.
    async fn comes_to_rest(&self) {
        self.settles_until(|| self.tasks.under_way() == 0).await;
    }
}

/// Seconds from now until then.
fn seconds_until(house: &House, told: &Value) -> i64 {
    let then = OffsetDateTime::parse(told.as_str().unwrap(), &Rfc3339).unwrap();
    let now = identity::Clock::now(&house.clock).as_millis() / 1000;
    then.unix_timestamp() - now
}

async fn a_person_registers_with_a_number_verifies_it_and_signs_in(stage: Stage) {
    main_path(&stage.house().await).await;
}

async fn at_twilio_a_person_registers_verifies_and_signs_in(stage: Stage) {
    main_path(&stage.house_at_twilio().await).await;
}

async fn main_path(house: &House) {
    let ada = house.person("ada");
    let told = ada
        .enrols(json!({"mobile_number": ada.phone, "full_name": "Ada Example", "locale": "pt-BR"}))
        .await
        .is(201);
    let id = told["user_id"].as_i64().unwrap();
    let expected = json!({
        "message": "User registered successfully. Please check your mobile for verification OTP.",
        "user_id": id, "mobile_number": ada.phone, "verification_method": "mobile", "channel": "sms",
        "expires_at": told["expires_at"], "resend_at": told["resend_at"],
    });
    assert_eq!(told, expected);
    assert!((599..=600).contains(&seconds_until(house, &told["expires_at"])), "{told}");
    assert!((30..=31).contains(&seconds_until(house, &told["resend_at"])), "{told}");
    assert_eq!(house.sends(), 1);
    ada.signs_in_by("phone", &ada.phone).await.is_problem(401, "not_verified");

    let code = ada.reads_the_code();
    let told = ada.verifies(json!({"mobile_number": ada.phone, "otp": code})).await.is(200);
    let expected = json!({
        "message": "Mobile verified successfully. You can now log in.", "verified": true,
        "verification_method": "mobile",
    });
    assert_eq!(told, expected);
    for (field, value) in [("phone", ada.phone.as_str()), ("username", "ADA")] {
        let user = ada.signs_in_by(field, value).await.is(200)["user"].clone();
        assert_eq!(user["id"], id);
        assert_eq!((&user["phone"], &user["phone_verified"]), (&json!(ada.phone), &json!(true)));
        assert_eq!((&user["full_name"], &user["locale"]), (&json!("Ada Example"), &json!("pt-BR")));
        assert_eq!((&user["email_verified"], user.get("email")), (&json!(false), None));
    }
}

async fn a_person_registers_with_a_mailbox_verifies_it_and_signs_in(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let told = ada.enrols(json!({"email": ada.email})).await.is(201);
    let expected = json!({
        "message": "User registered successfully. Please check your email for verification OTP.",
        "user_id": told["user_id"], "email": ada.email, "verification_method": "email", "channel": "email",
        "expires_at": told["expires_at"], "resend_at": told["resend_at"],
    });
    assert_eq!(told, expected);
    ada.signs_in().await.is_problem(401, "not_verified");
    let code = house.code_for(&ada.email);
    let told = ada.verifies(json!({"email": ada.email, "otp": code})).await.is(200);
    let expected = json!({
        "message": "Email verified successfully. You can now log in.", "verified": true,
        "verification_method": "email",
    });
    assert_eq!(told, expected);
    let user = ada.signs_in().await.is(200)["user"].clone();
    assert_eq!((&user["email"], &user["email_verified"]), (&json!(ada.email), &json!(true)));
    assert_eq!((user.get("phone"), &user["phones"]), (None, &json!([])));
}

async fn with_both_the_code_goes_to_the_mobile_and_the_mailbox_stays_a_claim(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let told = ada.enrols(json!({"mobile_number": ada.phone, "email": ada.email})).await.is(201);
    assert_eq!(told["verification_method"], "mobile");
    assert_eq!((house.sends_to(&ada.phone), house.sends_to(&ada.email)), (1, 0));
    // whichever name is typed, the account waits
    ada.signs_in().await.is_problem(401, "not_verified");
    let code = ada.reads_the_code();
    ada.verifies(json!({"email": ada.email, "otp": code})).await.is_problem(422, "invalid_code");
    ada.verifies(json!({"mobile_number": ada.phone, "otp": code})).await.is(200);
    let user = ada.signs_in().await.is(200)["user"].clone();
    assert_eq!((&user["email"], &user["email_verified"]), (&json!(ada.email), &json!(false)));
    assert_eq!(user["phone"], ada.phone);
}

async fn with_channel_email_the_mailbox_is_proven_and_the_number_dropped(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let both = json!({"mobile_number": ada.phone, "email": ada.email, "channel": "email"});
    let told = ada.enrols(both).await.is(201);
    assert_eq!((&told["verification_method"], &told["email"]), (&json!("email"), &json!(ada.email)));
    assert_eq!((house.sends_to(&ada.phone), house.sends_to(&ada.email)), (0, 1));
    let code = house.code_for(&ada.email);
    ada.verifies(json!({"email": ada.email, "otp": code})).await.is(200);
    let user = ada.signs_in().await.is(200)["user"].clone();
    assert_eq!((&user["email_verified"], &user["phones"]), (&json!(true), &json!([])));
    ada.signs_in_by("phone", &ada.phone).await.is_problem(401, "bad_credentials");
}

async fn every_channel_reaches_only_what_was_given(stage: Stage) {
    let house = stage.house().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    ada.enrols(json!({"mobile_number": ada.phone, "channel": "call"})).await.is(201);
    assert_eq!(house.sends_to(&ada.phone), 1);
    for (given, channel) in [("mobile_number", "email"), ("email", "sms"), ("email", "whatsapp")] {
        let value = if given == "email" { &bob.email } else { &bob.phone };
        let told = bob.enrols(json!({given: value, "channel": channel})).await;
        let told = told.is_problem(400, "invalid_request");
        assert_eq!(
            (&told["errors"][0]["field"], &told["errors"][0]["code"]),
            (&json!("channel"), &json!("invalid_channel"))
        );
    }
    // a resend answers alike, whether the channel reaches anything or not
    house.wait(31);
    let sends = house.sends();
    let known = ada.asks_again(json!({"mobile_number": ada.phone, "channel": "email"})).await;
    let strange = bob.asks_again(json!({"mobile_number": bob.phone, "channel": "email"})).await;
    assert_eq!(known.clone().alike(), strange.alike());
    assert_eq!(known.is(200)["message"], "OTP sent. Please check your email for verification OTP.");
    house.comes_to_rest().await;
    assert_eq!(house.sends(), sends);
    ada.asks_again(json!({"mobile_number": ada.phone, "channel": "whatsapp"})).await.is(200);
    house.settles_until(|| house.sends() == sends + 1).await;
}

async fn answers_echo_what_was_typed_and_slashes_do_not_matter(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let typed = "(202) 555-0177";
    let body = json!({"username": "ada", "password": ada.password, "mobile_number": typed});
    let told = ada.posts("/api/v1/auth/register/", body).await.is(201);
    assert_eq!(told["mobile_number"], typed);
    house.wait(31);
    ada.posts("/api/v1/auth/resend-otp/", json!({"mobile_number": "2025550177"})).await.is(200);
    let code = house.code_for("+12025550177");
    let verify = json!({"mobile_number": "+1 202 555 0177", "otp": code});
    ada.posts("/api/v1/auth/verify/", verify).await.is(200);
}

async fn all_faults_of_a_registration_are_told_at_once(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let told = ada
        .posts(
            "/api/v1/auth/register",
            json!({"username": "a", "mobile_number": "1", "email": "x", "locale": 7}),
        )
        .await
        .is_problem(400, "invalid_request");
    let faults: Vec<_> =
        told["errors"].as_array().unwrap().iter().map(|fault| fault["field"].as_str().unwrap()).collect();
    for field in ["username", "password", "mobile_number", "email", "locale"] {
        assert!(faults.contains(&field), "{field}: {told}");
    }
    let told = ada.enrols(json!({})).await.is_problem(400, "invalid_request");
    assert_eq!(told["error"], "Give mobile_number, email or both.");
    let two = json!({"mobile_number": ada.phone, "email": ada.email, "otp": "123456"});
    ada.verifies(two).await.is_problem(400, "invalid_request");
    for wrong in [json!("7"), json!(1.5), json!(true)] {
        let body = json!({"mobile_number": ada.phone, "otp": "123456", "user_id": wrong});
        let told = ada.verifies(body).await.is_problem(400, "invalid_request");
        assert_eq!(
            (&told["errors"][0]["field"], &told["errors"][0]["code"]),
            (&json!("user_id"), &json!("wrong_type"))
        );
    }
    assert_eq!(house.sends(), 0);
}

async fn security_19_a_weak_password_registers_nobody(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("adalovelace");
    for weak in
        ["short", "password", "AdaLovelace1815", "adalovelace@example.com", ada.phone.as_str(), "doorcode99"]
    {
        let mut weakly = ada.clone();
        weakly.password = weak.into();
        let told = weakly.enrols(json!({"mobile_number": ada.phone, "email": ada.email})).await;
        told.is_problem(400, "weak_password");
    }
    assert_eq!(house.sends(), 0);
    ada.enrols_by_mobile().await;
}

async fn security_10_limits_of_sends_refuse_before_an_account_is_made(stage: Stage) {
    let house = stage.with("LIMIT_SEND_PER_CALLER", "3/1h").house().await;
    let ada = house.person("ada");
    for n in 0..3 {
        let body = json!({"username": format!("ada{n}"), "mobile_number": ada.phone});
        ada.enrols(body).await.is(201);
    }
    for _ in 0..2 {
        let told = ada.enrols(json!({"username": "ada-again", "mobile_number": ada.phone})).await;
        told.is_problem(429, "too_many_requests");
    }
    assert_eq!(house.sends(), 3);
    // nothing was charged to the number, and the name is free
    let elsewhere = ada.from("203.0.113.5");
    elsewhere.enrols(json!({"username": "ada-again", "mobile_number": ada.phone})).await.is(201);
}

async fn a_send_that_certainly_failed_leaves_no_name_behind(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let ada = house.person("ada");
    house.twilio().script(simulator::Script::on(simulator::Kind::Start).status(400, 60200));
    ada.enrols(json!({"mobile_number": ada.phone})).await.is_problem(422, "undeliverable");
    ada.signs_in_by("username", "ada").await.is_problem(401, "bad_credentials");
    ada.enrols(json!({"mobile_number": ada.phone, "channel": "whatsapp"}))
        .await
        .is_problem(422, "channel_not_offered");
    ada.enrols_by_mobile().await;
    ada.verifies(json!({"mobile_number": ada.phone, "otp": ada.reads_the_code()})).await.is(200);
}

async fn a_send_whose_outcome_is_unknown_leaves_an_account_that_its_code_activates(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let ada = house.person("ada");
    house.twilio().script(simulator::Script::on(simulator::Kind::Start).act(simulator::Act::Lost));
    ada.enrols(json!({"mobile_number": ada.phone})).await.is_problem(502, "delivery_failed");
    // the name is kept, for the code arrives; only who has the password is answered
    let mut eve = ada.clone();
    eve.password = "somebody else's altogether".into();
    eve.enrols(json!({"mobile_number": ada.phone})).await.is_problem(409, "taken");
    ada.verifies(json!({"mobile_number": ada.phone, "otp": ada.reads_the_code()})).await.is(200);
    ada.signs_in_by("username", "ada").await.is(200);
}

async fn security_16_a_client_that_goes_away_leaves_an_account_with_a_code(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let body = json!({"username": "ada", "password": ada.password, "mobile_number": ada.phone});
    for millis in [0, 1, 5, 20, 50, 400] {
        let after = std::time::Duration::from_millis(millis);
        house.ask_and_leave("/api/v1/auth/register", &ada.address, &body, after).await;
    }
    house.comes_to_rest().await;
    // whenever the client went, an account that is there has its code
    let again = ada.enrols(json!({"mobile_number": ada.phone})).await;
    assert!(matches!(again.status, 201 | 409), "{}", again.body);
    assert_eq!(house.sends_to(&ada.phone), 1);
    ada.verifies(json!({"mobile_number": ada.phone, "otp": ada.reads_the_code()})).await.is(200);
}

async fn security_20_an_account_that_waits_is_told_to_the_right_password_alone(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.enrols(json!({"mobile_number": ada.phone, "email": ada.email})).await.is(201);
    let nobody = house.person("nobody");
    for (field, value, strange) in [
        ("username", "ada", "nobody"),
        ("phone", ada.phone.as_str(), nobody.phone.as_str()),
        ("email", ada.email.as_str(), nobody.email.as_str()),
    ] {
        ada.signs_in_by(field, value).await.is_problem(401, "not_verified");
        let mut wrong = ada.clone();
        wrong.password = "wrong on purpose".into();
        let known = wrong.signs_in_by(field, value).await;
        known.is_problem(401, "bad_credentials");
        assert_eq!(known.alike(), nobody.signs_in_by(field, strange).await.alike());
    }
    // told as well once the code is over; a right password is no failure, however often
    house.wait(601);
    for _ in 0..12 {
        ada.signs_in_by("username", "ada").await.is_problem(401, "not_verified");
    }
}

async fn security_20_an_active_account_is_found_before_one_that_waits(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    house.wait(31);
    let mut mallory = house.person("mallory");
    mallory.password = "a password of mallory's own".into();
    mallory.enrols(json!({"mobile_number": ada.phone, "email": ada.email})).await.is(201);
    for (field, value) in [("phone", &ada.phone), ("email", &ada.email)] {
        assert_eq!(ada.signs_in_by(field, value).await.is(200)["user"]["id"], joined["user"]["id"]);
        // alike whether it is somebody's or not
        mallory.signs_in_by(field, value).await.is_problem(401, "not_verified");
    }
    mallory.signs_in_by("username", "mallory").await.is_problem(401, "not_verified");
    let nobody = house.person("nobody");
    let mut curious = mallory.clone();
    curious.email = "curious@example.com".into();
    curious.enrols(json!({"mobile_number": nobody.phone})).await.is(201);
    let known = mallory.signs_in_by("phone", &ada.phone).await.alike();
    assert_eq!(known, curious.signs_in_by("phone", &nobody.phone).await.alike());
}

async fn security_13_the_same_registration_twice_is_one(stage: Stage) {
    let house = stage.house().await;
    let other = house.twin().await;
    let ada = house.person("ada");
    let both = json!({"mobile_number": ada.phone, "email": ada.email});
    let first = ada.enrols(both.clone()).await.is(201);
    assert_eq!(ada.enrols(both.clone()).await.is(201), first);
    assert_eq!(ada.at(&other).enrols(both.clone()).await.is(201), first);
    assert_eq!(house.sends(), 1);
    // not with another password, nor for other addresses
    let mut eve = ada.clone();
    eve.password = "somebody else's altogether".into();
    eve.enrols(both).await.is_problem(409, "taken");
    ada.enrols(json!({"mobile_number": ada.phone})).await.is_problem(409, "taken");
    house.wait(31);
    ada.enrols(json!({"mobile_number": ada.phone, "email": ada.email})).await.is(201);
    assert_eq!(house.sends(), 2);
    ada.verifies(json!({"mobile_number": ada.phone, "otp": ada.reads_the_code()})).await.is(200);
}

async fn security_18_a_code_asked_for_again_is_never_somebody_elses(stage: Stage) {
    let house = stage.house().await;
    let (ada, mut mallory) = (house.person("ada"), house.person("mallory"));
    mallory.password = "a password of mallory's own".into();
    let mine = ada.enrols_by_mobile().await;
    // just before that code ends, somebody else registers with the same number
    house.wait(590);
    mallory.enrols(json!({"mobile_number": ada.phone})).await.is(201);
    let trap = ada.reads_the_code();
    house.wait(15);
    let before = house.sends();
    ada.posts("/api/v1/auth/resend-otp", json!({"mobile_number": ada.phone})).await.is(200);
    ada.verifies(json!({"mobile_number": ada.phone, "otp": trap})).await.is_problem(422, "invalid_code");
    house.comes_to_rest().await;
    assert_eq!(house.sends(), before);
    mallory.signs_in_by("username", "mallory").await.is_problem(401, "not_verified");
    let resend = json!({"mobile_number": ada.phone, "user_id": mine["user_id"]});
    ada.posts("/api/v1/auth/resend-otp", resend).await.is(200);
    house.comes_to_rest().await;
    let own = json!({"mobile_number": ada.phone, "otp": ada.reads_the_code(), "user_id": mine["user_id"]});
    ada.verifies(own).await.is(200);
    ada.signs_in_by("phone", &ada.phone).await.is(200);
}

async fn nobody_but_the_login_sees_an_account_that_waits(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.enrols(json!({"mobile_number": ada.phone, "email": ada.email})).await.is(201);
    let sends = house.sends();
    for channel in ["sms", "email"] {
        ada.forgot(json!({"channel": channel})).await.is(200);
    }
    house.comes_to_rest().await;
    assert_eq!(house.sends(), sends, "a reset was sent to an account that waits");
    // its addresses are nobody's: somebody else proves and claims them
    house.wait(31);
    let mut other = ada.clone();
    other.password = "another password altogether".into();
    let joined = other.joins_with_a_proven_mailbox().await;
    assert_eq!((&joined["user"]["phone"], &joined["user"]["email"]), (&json!(ada.phone), &json!(ada.email)));
}

async fn security_18_whoever_registered_a_strangers_number_gains_nothing(stage: Stage) {
    let house = stage.house().await;
    let (ada, mut mallory) = (house.person("ada"), house.person("mallory"));
    mallory.password = "a password of mallory's own".into();
    let hers = json!({"mobile_number": ada.phone});
    let first = mallory.enrols(hers.clone()).await.is(201);
    let trap = ada.reads_the_code();
    let second = ada.enrols_by_mobile().await;
    let code = ada.reads_the_code();
    assert_ne!(code, trap);

    // both alive: whose code it is must be said
    ada.verifies(json!({"mobile_number": ada.phone, "otp": code})).await.is_a_wrong_code(4);
    ada.verifies(json!({"mobile_number": ada.phone, "otp": trap})).await.is_a_wrong_code(3);
    let of = |id: &Value, code: &str| json!({"mobile_number": ada.phone, "otp": code, "user_id": id});
    ada.verifies(of(&first["user_id"], &code)).await.is_problem(422, "invalid_code");
    ada.verifies(of(&json!(4711), &code)).await.is_problem(422, "invalid_code");
    ada.verifies(of(&second["user_id"], &code)).await.is(200);

    let user = ada.signs_in_by("phone", &ada.phone).await.is(200)["user"].clone();
    assert_eq!((&user["id"], &user["username"]), (&second["user_id"], &json!("ada")));
    mallory.signs_in_by("username", "mallory").await.is_problem(401, "not_verified");
    mallory.signs_in_by("phone", &ada.phone).await.is_problem(401, "not_verified");
    // not even the code of the trap, should the owner give it away
    let told = mallory.verifies(of(&first["user_id"], &trap)).await.is_problem(409, "taken");
    assert_eq!(told["errors"][0]["field"], "mobile_number");
    mallory.signs_in_by("username", "mallory").await.is_problem(401, "not_verified");
}

async fn security_03_a_code_activates_its_own_registration_alone(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let one = ada.enrols(json!({"mobile_number": ada.phone})).await.is(201);
    let first = ada.reads_the_code();
    let other = ada.enrols(json!({"username": "ada2", "mobile_number": ada.phone})).await.is(201);
    let second = ada.reads_the_code();
    let of = |told: &Value, code: &str| json!({"mobile_number": ada.phone, "otp": code, "user_id": told["user_id"]});
    ada.verifies(of(&one, &second)).await.is_problem(422, "invalid_code");
    ada.verifies(of(&other, &first)).await.is_problem(422, "invalid_code");
    // of one number, not of another
    let bob = house.person("bob");
    let astray = json!({"mobile_number": bob.phone, "otp": first, "user_id": one["user_id"]});
    ada.verifies(astray).await.is_problem(422, "invalid_code");
    ada.verifies(of(&one, &first)).await.is(200);
    ada.signs_in_by("username", "ada").await.is(200);
    ada.signs_in_by("username", "ada2").await.is_problem(401, "not_verified");
}

async fn security_03_at_twilio_two_registrations_of_one_number_stay_apart(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let (ada, mallory) = (house.person("ada"), house.person("mallory"));
    let first = mallory.enrols(json!({"mobile_number": ada.phone})).await.is(201);
    let trap = ada.reads_the_code();
    let second = ada.enrols_by_mobile().await;
    let code = ada.reads_the_code();
    assert_ne!(code, trap, "the provider repeated its code for another registration");
    let of = |told: &Value, code: &str| json!({"mobile_number": ada.phone, "otp": code, "user_id": told["user_id"]});
    for (told, wrong) in [(&first, &code), (&first, &trap), (&second, &trap)] {
        ada.verifies(of(told, wrong)).await.is_problem(422, "invalid_code");
    }
    ada.verifies(of(&second, &code)).await.is(200);
    assert_eq!(ada.signs_in_by("phone", &ada.phone).await.is(200)["user"]["id"], second["user_id"]);
}

async fn security_09_wrong_codes_are_refused_alike_whoever_waits(stage: Stage) {
    let house = stage.house().await;
    let (ada, bob, nobody, dora) =
        (house.person("ada"), house.person("bob"), house.person("nobody"), house.person("dora"));
    // ada waits, dora waits twice, bob has an account
    let waits = ada.enrols_by_mobile().await["user_id"].clone();
    dora.enrols_by_mobile().await;
    dora.enrols(json!({"username": "dora2", "mobile_number": dora.phone})).await.is(201);
    bob.joins().await;
    let wrong = ada.wrong_code();
    let mut told = Vec::new();
    for (who, id) in [(&ada, None), (&dora, None), (&bob, None), (&nobody, None), (&nobody, Some(waits))] {
        let mut answers = Vec::new();
        for _ in 0..7 {
            let body = json!({"mobile_number": who.phone, "otp": wrong, "user_id": id});
            answers.push(who.verifies(body).await.alike());
        }
        told.push(answers);
    }
    let left: Vec<_> = told[0].iter().map(|(_, body)| body["attempts_left"].as_u64()).collect();
    assert_eq!(left, [4, 3, 2, 1, 0, 0, 0].map(Some));
    assert_eq!(told[1], told[0]);
    assert_eq!(told[2], told[0]);
    // nobody typed two things, and each counts for itself
    assert_eq!(told[3], told[0]);
    assert_eq!(told[4], told[0]);
}

async fn security_17_fifty_registrations_of_one_name_make_one_account(stage: Stage) {
    let house = stage.without_limits().house().await;
    let twin = house.twin().await;
    let ada = house.person("ada");
    let many = (0..50).map(|n| {
        let mut one = if n % 2 == 0 { ada.clone() } else { ada.at(&twin) };
        one.phone = format!("+1202555{:04}", 100 + n);
        async move { one.enrols(json!({"mobile_number": one.phone})).await }
    });
    let answers = join_all(many).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        answer.is_refused_in_a_crowd(409, "taken");
        if answer.status == 409 {
            assert_eq!(answer.body["errors"][0]["field"], "username");
        }
    }
    assert_eq!(house.sends(), 1, "the losers got codes");
}

async fn security_02_fifty_verifications_with_one_code_activate_once(stage: Stage) {
    let house = stage.without_limits().house().await;
    let twin = house.twin().await;
    let ada = house.person("ada");
    ada.enrols_by_mobile().await;
    let body = json!({"mobile_number": ada.phone, "otp": ada.reads_the_code()});
    let there = ada.at(&twin);
    let many =
        (0..50).map(|n| if n % 2 == 0 { ada.verifies(body.clone()) } else { there.verifies(body.clone()) });
    let answers = join_all(many).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        answer.is_refused_in_a_crowd(422, "invalid_code");
    }
    let user = ada.signs_in_by("username", "ada").await.is(200)["user"].clone();
    assert_eq!(user["phones"].as_array().map(Vec::len), Some(1));
}

async fn security_02_a_code_activates_once(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.enrols_by_mobile().await;
    let body = json!({"mobile_number": ada.phone, "otp": ada.reads_the_code()});
    ada.verifies(body.clone()).await.is(200);
    ada.verifies(body.clone()).await.is_problem(422, "invalid_code");
    // it makes no session, and resets nothing
    ada.forgot(json!({"otp_code": body["otp"]})).await.is_problem(422, "invalid_code");
}

async fn a_name_is_kept_while_its_code_lives_and_no_longer(stage: Stage) {
    let house = stage.house().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    let first = ada.enrols_by_mobile().await;
    let squat = json!({"username": "ADA", "mobile_number": bob.phone});
    let told = bob.enrols(squat.clone()).await.is_problem(409, "taken");
    assert_eq!(told["errors"][0]["field"], "username");
    house.wait(599);
    bob.enrols(squat.clone()).await.is_problem(409, "taken");
    house.wait(2);
    let second = bob.enrols(squat.clone()).await.is(201);
    assert_ne!(first["user_id"], second["user_id"]);
    // what waited is gone, with its code
    let of = json!({"mobile_number": ada.phone, "otp": ada.reads_the_code(), "user_id": first["user_id"]});
    ada.verifies(of).await.is_problem(422, "invalid_code");
    bob.verifies(json!({"mobile_number": bob.phone, "otp": bob.reads_the_code()})).await.is(200);
    // and a name of an active account is its own for ever
    house.wait(700);
    ada.enrols(json!({"mobile_number": ada.phone})).await.is_problem(409, "taken");
}

async fn a_name_is_free_for_those_who_prove_first_once_its_code_is_over(stage: Stage) {
    let house = stage.house().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    ada.enrols_by_mobile().await;
    house.wait(590);
    bob.asks_for_a_code().await.is(200);
    let join = json!({"otp_code": bob.reads_the_code(), "username": "ada"});
    bob.registers(join.clone()).await.is_problem(409, "taken");
    house.wait(11);
    bob.registers(join).await.is(201);
}

async fn security_17_a_number_proven_by_somebody_else_is_told_after_the_proof_which_stays_usable(
    stage: Stage,
) {
    let house = stage.house().await;
    let bob = house.person("bob");
    let joined = bob.joins().await;
    house.wait(700);
    let mut ada = house.person("ada");
    ada.phone = bob.phone.clone();
    ada.enrols_by_mobile().await;
    house.wait(590);
    let body = json!({"mobile_number": ada.phone, "otp": ada.reads_the_code()});
    for _ in 0..8 {
        let told = ada.verifies(body.clone()).await.is_problem(409, "taken");
        assert_eq!(told["errors"][0]["field"], "mobile_number", "{told}");
    }
    // the operator takes the number from the other account; the code is over by now, the proof is not, and neither the name
    let id = joined["user"]["id"].as_i64().unwrap();
    house.app.identity.accounts.release_phone(id, None).await.unwrap();
    house.wait(60);
    bob.enrols(json!({"username": "ada", "email": bob.email})).await.is_problem(409, "taken");
    ada.verifies(body).await.is(200);
    ada.signs_in_by("phone", &ada.phone).await.is(200);
}

async fn security_17_a_claimed_mailbox_is_told_after_the_proof_which_stays_usable(stage: Stage) {
    let house = stage.house().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    let joined = bob.joins().await;
    ada.enrols(json!({"mobile_number": ada.phone, "email": bob.email})).await.is(201);
    let body = json!({"mobile_number": ada.phone, "otp": ada.reads_the_code()});
    let told = ada.verifies(body.clone()).await.is_problem(409, "taken");
    assert_eq!(told["errors"][0]["field"], "email", "{told}");
    ada.signs_in_by("username", "ada").await.is_problem(401, "not_verified");
    // the other one moves to another mailbox
    let mut moved = bob.clone();
    moved.email = "bob@elsewhere.example.com".into();
    let proof = moved.proves_the_mailbox().await;
    let put = json!({"email": moved.email, "verification_token": proof});
    moved.calls(Method::PUT, "/me/email", token(&joined), put).await.is(200);
    ada.verifies(body).await.is(200);
    let user = ada.signs_in_by("username", "ada").await.is(200)["user"].clone();
    assert_eq!((&user["email"], &user["email_verified"]), (&json!(bob.email), &json!(false)));
}

async fn a_number_proven_long_ago_moves_and_its_old_holder_is_told(stage: Stage) {
    let house = stage.house().await;
    let bob = house.person("bob");
    bob.joins_with_a_proven_mailbox().await;
    house.wait(91 * 86_400);
    let mut ada = house.person("ada");
    ada.phone = bob.phone.clone();
    ada.enrols_by_mobile().await;
    ada.verifies(json!({"mobile_number": ada.phone, "otp": ada.reads_the_code()})).await.is(200);
    assert_eq!(ada.signs_in_by("phone", &ada.phone).await.is(200)["user"]["username"], "ada");
    assert_eq!(bob.signs_in().await.is(200)["user"].get("phone"), None);
    house.settles_until(|| !house.notices().is_empty()).await;
    let told = house.notices();
    assert_eq!(told[0].0, bob.email);
    assert!(told[0].1.contains("it left your account"), "{told:?}");
}

async fn a_mailbox_is_taken_from_whoever_merely_claimed_it(stage: Stage) {
    let house = stage.house().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    let mut claimant = bob.clone();
    claimant.email = ada.email.clone();
    let claimed = claimant.joins().await;
    ada.enrols(json!({"email": ada.email})).await.is(201);
    ada.verifies(json!({"email": ada.email, "otp": house.code_for(&ada.email)})).await.is(200);
    assert_eq!(claimant.looks_at_me(token(&claimed)).await.is(200).get("email"), None);
    assert_eq!(ada.signs_in().await.is(200)["user"]["username"], "ada");
    // one that is proven stays where it is
    house.wait(31);
    bob.enrols(json!({"email": ada.email})).await.is(201);
    let told = bob.verifies(json!({"email": ada.email, "otp": house.code_for(&ada.email)})).await;
    assert_eq!(told.is_problem(409, "taken")["errors"][0]["field"], "email");
}

/// Ada has an account with a proven mailbox, Dora a disabled one; Nobody has none.
async fn people(house: &House) -> [Person<'_>; 3] {
    let (ada, dora, nobody) = (house.person("ada"), house.person("dora"), house.person("nobody"));
    ada.joins_with_a_proven_mailbox().await;
    let told = dora.joins().await;
    house.app.identity.accounts.disable(told["user"]["id"].as_i64().unwrap()).await.unwrap();
    house.wait(700);
    [ada, dora, nobody]
}

/// An answer without what differs from person to person.
fn faceless(answer: Answer) -> (u16, Value) {
    let (status, mut body) = answer.alike();
    for own in ["user_id", "mobile_number", "email"] {
        if let Some(value) = body.get_mut(own) {
            *value = Value::Null;
        }
    }
    (status, body)
}

async fn security_21_registering_tells_nobody_who_has_an_account(stage: Stage) {
    let house = stage.house().await;
    for by_mail in [false, true] {
        let mut told = Vec::new();
        for (n, owner) in people(&house).await.into_iter().enumerate() {
            let who = owner.from(format!("203.0.113.{n}"));
            let mut answers = Vec::new();
            let claims =
                if by_mail { json!({"email": who.email}) } else { json!({"mobile_number": who.phone}) };
            for round in 0..7 {
                let mut body = claims.clone();
                body["username"] = json!(format!("stranger{n}{round}"));
                answers.push(faceless(who.enrols(body).await));
            }
            told.push(answers);
        }
        let statuses: Vec<_> = told[0].iter().map(|(status, _)| *status).collect();
        assert_eq!(statuses, [201, 201, 201, 201, 201, 429, 429]);
        assert_eq!(told[1], told[0]);
        assert_eq!(told[2], told[0]);
        return_to_nothing(&house).await;
    }
}

/// Everybody is forgotten, so that they can be made anew.
async fn return_to_nothing(house: &House) {
    for person in [house.person("ada"), house.person("dora"), house.person("nobody")] {
        for account in house.app.identity.accounts.find(&person.email).await.unwrap() {
            house.app.identity.accounts.delete(account.id).await.unwrap();
        }
    }
    house.wait(2 * 86_400);
    house.app.identity.sweep().await.unwrap();
}

async fn security_21_a_resend_tells_nobody_who_has_an_account(stage: Stage) {
    let house = stage.with("OTP_RESEND_SECONDS", "20").house().await;
    let sends = {
        people(&house).await;
        house.sends()
    };
    for by in ["mobile_number", "email"] {
        for channel in [Value::Null, json!("sms"), json!("email")] {
            let mut told = Vec::new();
            for name in ["ada", "dora", "nobody"] {
                let who = house.person(name);
                let to = if by == "email" { &who.email } else { &who.phone };
                let body = json!({by: to, "channel": channel});
                let first = who.asks_again(body.clone()).await.alike();
                let again = who.asks_again(body.clone()).await.alike();
                let mut guess = body;
                guess["otp"] = json!("000001");
                told.push((first, again, who.verifies(guess).await.alike()));
            }
            assert_eq!(told[0].0.0, 200, "{:?}", told[0]);
            let keys: Vec<_> = told[0].0.1.as_object().unwrap().keys().cloned().collect();
            assert_eq!(keys, ["channel", "expires_at", "message", "resend_at"]);
            assert_eq!(told[1], told[0], "{by} {channel}");
            assert_eq!(told[2], told[0], "{by} {channel}");
            house.wait(700);
        }
    }
    house.comes_to_rest().await;
    assert_eq!(house.sends(), sends, "somebody who registered nothing got a code");
}

async fn a_resend_repeats_the_code_of_the_only_registration(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let told = ada.enrols_by_mobile().await;
    let code = ada.reads_the_code();
    // too soon: nothing is sent, and the times are those that were told
    let again = ada.asks_again(json!({"mobile_number": ada.phone})).await.is(200);
    let expected = json!({
        "channel": "sms",
        "message": "OTP sent. Please check your mobile for verification OTP.",
        "expires_at": told["expires_at"], "resend_at": told["resend_at"],
    });
    assert_eq!(again, expected);
    house.comes_to_rest().await;
    assert_eq!(house.sends_to(&ada.phone), 1);
    house.wait(31);
    ada.asks_again(json!({"mobile_number": ada.phone})).await.is(200);
    house.settles_until(|| house.sends_to(&ada.phone) == 2).await;
    assert_eq!(ada.reads_the_code(), code);
    ada.verifies(json!({"mobile_number": ada.phone, "otp": code})).await.is(200);
    // there is nothing left to send again
    house.wait(31);
    ada.asks_again(json!({"mobile_number": ada.phone})).await.is(200);
    house.comes_to_rest().await;
    assert_eq!(house.sends_to(&ada.phone), 2);
}

async fn a_resend_after_the_code_is_over_sends_a_new_one_and_keeps_the_name(stage: Stage) {
    let house = stage.house().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    ada.enrols(json!({"mobile_number": ada.phone, "email": ada.email})).await.is(201);
    let old = ada.reads_the_code();
    house.wait(3600);
    ada.verifies(json!({"mobile_number": ada.phone, "otp": old})).await.is_problem(422, "invalid_code");
    // to the other address this time
    let told = ada.asks_again(json!({"mobile_number": ada.phone, "channel": "email"})).await.is(200);
    assert!((599..=600).contains(&seconds_until(&house, &told["expires_at"])), "{told}");
    house.settles_until(|| house.sends_to(&ada.email) == 1).await;
    house.comes_to_rest().await;
    house.wait(300);
    bob.enrols(json!({"username": "ada", "mobile_number": bob.phone})).await.is_problem(409, "taken");
    ada.verifies(json!({"mobile_number": ada.phone, "otp": old})).await.is_problem(422, "invalid_code");
    ada.verifies(json!({"email": ada.email, "otp": house.code_for(&ada.email)})).await.is(200);
    let user = ada.signs_in().await.is(200)["user"].clone();
    assert_eq!((&user["email_verified"], &user["phones"]), (&json!(true), &json!([])));
}

async fn a_resend_for_one_of_several_needs_its_id(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let one = ada.enrols_by_mobile().await;
    let code = ada.reads_the_code();
    ada.enrols(json!({"username": "ada2", "mobile_number": ada.phone})).await.is(201);
    house.wait(31);
    let vague = ada.asks_again(json!({"mobile_number": ada.phone})).await.alike();
    house.comes_to_rest().await;
    assert_eq!(house.sends_to(&ada.phone), 2);
    let exact = ada.asks_again(json!({"mobile_number": ada.phone, "user_id": one["user_id"]})).await.alike();
    assert_eq!((exact.0, &exact.1["message"]), (vague.0, &vague.1["message"]));
    house.settles_until(|| house.sends_to(&ada.phone) == 3).await;
    assert_eq!(ada.reads_the_code(), code);
    // an id of another address is none
    let bob = house.person("bob");
    ada.asks_again(json!({"mobile_number": bob.phone, "user_id": one["user_id"]})).await.is(200);
    house.comes_to_rest().await;
    assert_eq!(house.sends_to(&bob.phone), 0);
}

async fn security_31_a_resend_is_limited_by_what_was_typed(stage: Stage) {
    let house = stage.with("OTP_RESEND_SECONDS", "0").house().await;
    let (ada, nobody) = (house.person("ada"), house.person("nobody"));
    ada.enrols_by_mobile().await;
    let mut told = Vec::new();
    for who in [&ada, &nobody] {
        let mut statuses = Vec::new();
        for _ in 0..7 {
            statuses.push(who.asks_again(json!({"mobile_number": who.phone})).await.status);
        }
        told.push(statuses);
    }
    assert_eq!(told[0], [200, 200, 200, 200, 200, 429, 429]);
    assert_eq!(told[1], told[0]);
    house.comes_to_rest().await;
    // the number has had its five, the first one among them
    assert_eq!(house.sends_to(&ada.phone), 5);
    let told = ada.from("203.0.113.9").enrols(json!({"username": "ada2", "mobile_number": ada.phone})).await;
    told.is_problem(429, "too_many_requests");
}

async fn security_03_two_purposes_at_once_stay_apart(stage: Stage) {
    let house = stage.house_at_twilio().await;
    for (n, prove_first) in [true, false].into_iter().enumerate() {
        let mut ada = house.person(&format!("ada{n}"));
        ada.phone = format!("+1202555012{n}");
        let (prove, activate);
        if prove_first {
            ada.asks_for_a_code().await.is(200);
            prove = ada.reads_the_code();
            ada.enrols_by_mobile().await;
            activate = ada.reads_the_code();
        } else {
            ada.enrols_by_mobile().await;
            activate = ada.reads_the_code();
            ada.asks_for_a_code().await.is(200);
            prove = ada.reads_the_code();
        }
        assert_ne!(prove, activate, "the provider repeated its code for another purpose");
        ada.verifies(json!({"mobile_number": ada.phone, "otp": prove})).await.is_problem(422, "invalid_code");
        ada.guesses(&activate).await.is_problem(422, "invalid_code");
        ada.registers(json!({"otp_code": activate})).await.is_problem(422, "invalid_code");
        // the later one is alive
        if prove_first {
            ada.verifies(json!({"mobile_number": ada.phone, "otp": activate})).await.is(200);
        } else {
            ada.guesses(&prove).await.is(200);
        }
    }
}

async fn accounts_never_activated_are_swept_after_a_day(stage: Stage) {
    let house = stage.house().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    ada.enrols_by_mobile().await;
    let active = bob.enrols_by_mobile().await;
    bob.verifies(json!({"mobile_number": bob.phone, "otp": bob.reads_the_code()})).await.is(200);
    house.wait(86_000);
    house.app.identity.sweep().await.unwrap();
    ada.signs_in_by("username", "ada").await.is_problem(401, "not_verified");
    house.wait(1100);
    house.app.identity.sweep().await.unwrap();
    ada.signs_in_by("username", "ada").await.is_problem(401, "bad_credentials");
    let sends = house.sends();
    ada.asks_again(json!({"mobile_number": ada.phone})).await.is(200);
    house.comes_to_rest().await;
    assert_eq!(house.sends(), sends);
    assert_eq!(bob.signs_in_by("username", "bob").await.is(200)["user"]["id"], active["user_id"]);
}

async fn a_disabled_account_that_waits_is_not_activated(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let told = ada.enrols_by_mobile().await;
    house.app.identity.accounts.disable(told["user_id"].as_i64().unwrap()).await.unwrap();
    let body = json!({"mobile_number": ada.phone, "otp": ada.reads_the_code()});
    ada.verifies(body).await.is_problem(422, "invalid_code");
    ada.signs_in_by("username", "ada").await.is_problem(403, "account_disabled");
}
