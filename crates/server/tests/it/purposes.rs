//! Purposes stay apart at a provider that repeats the same code, and what is asked of it is counted.

use futures_util::future::join_all;
use serde_json::json;
use simulator::{Kind, Script, StartAfterMaxChecks, Switches, known};

use crate::kit::{House, Stage, on_both};

on_both![
    security_03_one_service_a_code_to_prove_never_resets_whichever_came_first,
    security_03_one_service_two_purposes_at_the_same_moment_stay_apart,
    security_03_a_repeated_verification_is_started_anew_where_the_cancellation_failed,
    security_03_two_services_leave_both_codes_alive,
    security_06_fifty_guesses_at_once_ask_the_provider_at_most_five_times,
    security_06_a_stranger_makes_the_provider_check_at_most_twice,
    security_05_guesses_at_nothing_never_reach_the_provider,
    security_02_verify_then_register_asks_the_provider_once,
    fifty_right_codes_at_once_are_all_right,
    a_resend_repeats_the_code_and_a_new_challenge_does_not,
    a_code_killed_by_guesses_is_cancelled_at_the_provider_before_the_next_send,
    security_11_nothing_of_a_request_but_address_channel_and_language_reaches_the_provider,
];

async fn security_03_one_service_a_code_to_prove_never_resets_whichever_came_first(stage: Stage) {
    a_code_to_prove_never_resets(&stage.house_at_twilio().await).await;
}

/// Nor does one to reset prove, where both are sent from one place at the provider.
pub(crate) async fn a_code_to_prove_never_resets(house: &House) {
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(601);
    for reset_first in [true, false] {
        let seen = house.sends_to(&ada.phone);
        let ask_to_reset = async {
            let before = house.sends_to(&ada.phone);
            ada.forgot(json!({})).await.is(200);
            house.settles_until(|| house.sends_to(&ada.phone) > before).await;
            ada.reads_the_code()
        };
        let ask_to_prove = async {
            ada.asks_for_a_code().await.is(200);
            ada.reads_the_code()
        };
        let (reset, prove) = if reset_first {
            let reset = ask_to_reset.await;
            (reset, ask_to_prove.await)
        } else {
            let prove = ask_to_prove.await;
            (ask_to_reset.await, prove)
        };
        assert_eq!(house.sends_to(&ada.phone), seen + 2);
        assert_ne!(reset, prove, "the provider repeated its code for another purpose");
        ada.guesses(&reset).await.is_problem(422, "invalid_code");
        ada.forgot(json!({"otp_code": prove})).await.is_problem(422, "invalid_code");
        // the later one is alive
        if reset_first {
            ada.guesses(&prove).await.is(200);
        } else {
            ada.forgot(json!({"otp_code": reset})).await.is(200);
        }
        house.wait(1300);
    }
}

async fn security_03_one_service_two_purposes_at_the_same_moment_stay_apart(stage: Stage) {
    let house = stage.without_limits().house_at_twilio().await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(601);
    for round in 0..5 {
        let seen = house.sends_to(&ada.phone);
        let (one, other) = tokio::join!(ada.asks_for_a_code(), ada.forgot(json!({})));
        assert_eq!((one.status, other.status), (200, 200), "{} {}", one.body, other.body);
        house.drains().await;
        let codes: Vec<_> = house.messages()[seen..].iter().map(|(_, code)| code.clone()).collect();
        let mut good = 0;
        for code in codes {
            let proves = ada.guesses(&code).await.status == 200;
            let resets = ada.forgot(json!({"otp_code": code})).await.status == 200;
            assert!(!(proves && resets), "round {round}: one code was good for both");
            good += usize::from(proves || resets);
        }
        assert!(good > 0, "round {round}: no code was good for anything");
        house.wait(1300);
    }
}

async fn security_03_a_repeated_verification_is_started_anew_where_the_cancellation_failed(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(601);
    ada.asks_for_a_code().await.is(200);
    let prove = ada.reads_the_code();
    house.twilio().script(Script::on(Kind::Cancel).status(500, 20500));
    let before = house.twilio().calls().starts(&ada.phone);
    ada.forgot(json!({})).await.is(200);
    // Twilio repeats the code of the other purpose: that one counts for nothing, and a new one follows
    house.settles_until(|| house.twilio().calls().starts(&ada.phone) == before + 2).await;
    house.drains().await;
    let reset = ada.reads_the_code();
    assert_ne!(reset, prove);
    ada.forgot(json!({"otp_code": prove})).await.is_problem(422, "invalid_code");
    ada.forgot(json!({"otp_code": reset})).await.is(200);
}

async fn security_03_two_services_leave_both_codes_alive(stage: Stage) {
    let house =
        stage.with("TWILIO_VERIFY_SERVICE_SID_RESET", known::SERVICE_SID_RESET).house_at_twilio().await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(601);
    ada.asks_for_a_code().await.is(200);
    let prove = ada.reads_the_code();
    let before = house.sends_to(&ada.phone);
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| house.sends_to(&ada.phone) > before).await;
    let reset = ada.reads_the_code();
    assert_eq!(house.twilio().messages().last().unwrap().service_sid, known::SERVICE_SID_RESET);
    ada.forgot(json!({"otp_code": prove})).await.is_problem(422, "invalid_code");
    ada.guesses(&reset).await.is_problem(422, "invalid_code");
    ada.guesses(&prove).await.is(200);
    ada.forgot(json!({"otp_code": reset})).await.is(200);
}

async fn security_06_fifty_guesses_at_once_ask_the_provider_at_most_five_times(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let other = house.twin().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let wrong = ada.wrong_code();
    let there = ada.at(&other);
    let answers =
        join_all((0..50).map(|n| if n % 2 == 0 { ada.guesses(&wrong) } else { there.guesses(&wrong) })).await;
    for answer in answers {
        answer.is_problem(422, "invalid_code");
    }
    assert_eq!(house.twilio().calls().checks(&ada.phone), 5);
    ada.guesses(&ada.reads_the_code()).await.is_a_wrong_code(0);
    ada.registers(json!({"otp_code": ada.reads_the_code()})).await.is_a_wrong_code(0);
    assert_eq!(house.twilio().calls().checks(&ada.phone), 5);
}

async fn security_06_a_stranger_makes_the_provider_check_at_most_twice(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let wrong = ada.wrong_code();
    let crowd: Vec<_> = (0..30).map(|n| ada.from(format!("203.0.113.{n}"))).collect();
    for answer in join_all(crowd.iter().map(|stranger| stranger.guesses(&wrong))).await {
        answer.is_problem(422, "invalid_code");
    }
    assert_eq!(house.twilio().calls().checks(&ada.phone), 2);
    ada.guesses(&ada.reads_the_code()).await.is(200);
}

async fn security_05_guesses_at_nothing_never_reach_the_provider(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let nobody = house.person("nobody");
    for _ in 0..6 {
        nobody.guesses("000001").await.is_problem(422, "invalid_code");
        nobody.registers(json!({"otp_code": "000001"})).await.is_problem(422, "invalid_code");
    }
    assert_eq!(house.twilio().calls().len(), 0);
}

async fn security_02_verify_then_register_asks_the_provider_once(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    ada.proves_the_number().await;
    let code = ada.reads_the_code();
    for _ in 0..3 {
        ada.guesses(&code).await.is(200);
    }
    ada.registers(json!({"otp_code": code})).await.is(201);
    assert_eq!(house.twilio().calls().checks(&ada.phone), 1);
    let proof = bob.proves_the_number().await;
    bob.registers(json!({"verification_token": proof})).await.is(201);
    assert_eq!(house.twilio().calls().checks(&bob.phone), 1);
}

async fn fifty_right_codes_at_once_are_all_right(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let code = ada.reads_the_code();
    let answers = join_all((0..50).map(|_| ada.guesses(&code))).await;
    let right = answers.iter().filter(|answer| answer.status == 200).count();
    // no more than five may ask; those that asked, and those that came when it was known, were right
    assert!(right >= 5, "{right} of 50");
    assert!(house.twilio().calls().checks(&ada.phone) <= 5);
    ada.guesses(&code).await.is(200);
    ada.registers(json!({"otp_code": code})).await.is(201);
}

async fn a_resend_repeats_the_code_and_a_new_challenge_does_not(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let ada = house.person("ada");
    let first = ada.asks_for_a_code().await.is(200);
    let code = ada.reads_the_code();
    house.wait(31);
    let again = ada.asks_for_a_code().await.is(200);
    assert_eq!(ada.reads_the_code(), code);
    assert_eq!(again["expires_at"], first["expires_at"]);
    house.wait(400);
    // under half of its life is left: a new code with a life of its own
    let late = ada.asks_for_a_code().await.is(200);
    assert_ne!(late["expires_at"], first["expires_at"]);
    let fresh = ada.reads_the_code();
    assert_ne!(fresh, code);
    ada.guesses(&code).await.is_problem(422, "invalid_code");
    ada.guesses(&fresh).await.is(200);
}

async fn a_code_killed_by_guesses_is_cancelled_at_the_provider_before_the_next_send(stage: Stage) {
    let house = stage.house_at_twilio().await;
    house
        .twilio()
        .set(Switches { start_after_max_checks: StartAfterMaxChecks::Blocked, ..Switches::default() });
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let wrong = ada.wrong_code();
    for left in [4, 3, 2, 1, 0] {
        ada.guesses(&wrong).await.is_a_wrong_code(left);
    }
    ada.asks_for_a_code().await.is(200);
    assert_eq!(house.twilio().calls().cancels(&ada.phone), 1);
    ada.guesses(&ada.reads_the_code()).await.is(200);
}

async fn security_11_nothing_of_a_request_but_address_channel_and_language_reaches_the_provider(
    stage: Stage,
) {
    let house = stage.house_at_twilio().await;
    let ada = house.person("ada");
    let body = json!({
        "to": ada.phone, "channel": "sms", "locale": "pt-BR", "CustomCode": "123456", "customCode": "123456",
        "Amount": "1", "template_sid": "HJ0", "app_hash": "x", "RateLimits": {"a": "b"}, "friendly_name": "Bank",
    });
    ada.posts("/send-otp", body).await.is(200);
    ada.guesses(&ada.reads_the_code()).await.is(200);
    let calls = house.twilio().calls();
    let names: Vec<Vec<&str>> =
        calls.iter().map(|call| call.form.keys().map(String::as_str).collect()).collect();
    assert_eq!(names, [vec!["Channel", "Locale", "To"], vec!["Code", "VerificationSid"]]);
}

impl House {
    /// Waits until nothing is under way behind the answers.
    async fn drains(&self) {
        let mut quiet = 0;
        let mut seen = 0;
        while quiet < 15 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            let now = self.twilio().calls().len();
            quiet = if now == seen { quiet + 1 } else { 0 };
            seen = now;
        }
    }
}
