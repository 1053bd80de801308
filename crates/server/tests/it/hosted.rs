//! Hosted services without a place for each purpose: Vonage runs one verification for a number, and Plivo one session that
//! nothing ends. Codes of one purpose never count for another, and whoever asks again gets a code.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use poem::http::Method;
use serde_json::{Value, json};
use simulator::{Act, Kind, Script, Simulator, Switches, VonageConflict, VonageEarlyCancel, known};

use crate::{
    kit::{House, Person, Stage, on_both, program::Program},
    program::nothing_secret_is_written,
    purposes::a_code_to_prove_never_resets,
};

on_both![
    a_code_by_vonage_proves_a_number_and_a_wrong_one_does_not,
    at_vonage_the_newest_code_counts,
    at_vonage_a_resend_that_comes_too_early_loses_nothing,
    security_03_at_vonage_a_code_to_prove_never_resets_whichever_came_first,
    security_03_at_vonage_a_verification_nobody_names_is_not_shared,
    a_lost_start_at_vonage_is_found_again,
    a_code_by_plivo_proves_a_number_and_a_resend_repeats_it,
    security_03_at_plivo_a_code_to_prove_never_resets_though_the_session_lives_on,
    security_03_at_plivo_a_code_whose_start_was_lost_never_resets,
    at_plivo_a_start_that_was_refused_stands_in_nobodys_way,
    at_plivo_auto_repeats_what_it_cannot_end,
    security_06_at_plivo_a_repeated_code_has_no_more_tries,
    at_plivo_a_code_nobody_typed_stands_in_the_way_until_its_time_is_over,
    security_21_at_vonage_nothing_older_makes_a_reset_show,
    security_21_at_plivo_a_reset_in_the_way_of_an_open_send_does_not_show,
    security_21_at_vonage_a_reset_in_the_way_of_an_open_send_does_not_show,
    at_vonage_a_send_that_certainly_sent_nothing_ends_no_other_code,
];

const SHORT: Duration = Duration::from_millis(400);

async fn at(stage: Stage, provider: &str) -> House {
    stage.without_limits().patient_for(SHORT).house_at_another(provider).await
}

/// The codes sent to somebody, oldest first.
fn codes(house: &House, of: &Person<'_>) -> Vec<String> {
    let messages = house.twilio().messages().into_iter();
    messages.filter(|message| message.to == of.phone).map(|message| message.code).collect()
}

async fn a_code_by_vonage_proves_a_number_and_a_wrong_one_does_not(stage: Stage) {
    let house = at(stage, "vonage-verify").await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    ada.guesses(&ada.wrong_code()).await.is_problem(422, "invalid_code");
    ada.guesses(&ada.reads_the_code()).await.is(200);
}

async fn at_vonage_the_newest_code_counts(stage: Stage) {
    let house = at(stage, "vonage-verify").await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    house.wait(31);
    ada.posts("/send-otp", json!({"to": ada.phone, "channel": "call"})).await.is(200);
    let sent = codes(&house, &ada);
    assert!(sent.len() == 2 && sent[0] != sent[1], "{sent:?}");
    ada.guesses(&sent[0]).await.is_problem(422, "invalid_code");
    ada.guesses(&sent[1]).await.is(200);
}

async fn at_vonage_a_resend_that_comes_too_early_loses_nothing(stage: Stage) {
    let house = at(stage.with("OTP_RESEND_SECONDS", "10"), "vonage-verify").await;
    house.twilio().set(Switches { vonage_early_cancel: VonageEarlyCancel::Refused, ..Switches::default() });
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    house.wait(11);
    ada.asks_for_a_code().await.is_problem(429, "too_many_requests");
    assert_eq!(codes(&house, &ada).len(), 1);
    ada.guesses(&ada.reads_the_code()).await.is(200);
}

async fn security_03_at_vonage_a_code_to_prove_never_resets_whichever_came_first(stage: Stage) {
    a_code_to_prove_never_resets(&at(stage, "vonage-verify").await).await;
}

async fn security_03_at_vonage_a_verification_nobody_names_is_not_shared(stage: Stage) {
    let house = at(stage, "vonage-verify").await;
    house.twilio().set(Switches { vonage_conflict: VonageConflict::NamesNothing, ..Switches::default() });
    let ada = house.person("ada");
    // its answer is lost: nobody here knows its id
    house.twilio().script(Script::on(Kind::Start).act(Act::Lost));
    ada.asks_for_a_code().await.is_problem(502, "delivery_failed");
    ada.asks_for_a_code().await.is_problem(429, "too_many_requests");
    assert_eq!(codes(&house, &ada).len(), 1);
    house.wait(601);
    ada.asks_for_a_code().await.is(200);
    ada.guesses(&ada.reads_the_code()).await.is(200);
}

async fn a_lost_start_at_vonage_is_found_again(stage: Stage) {
    let house = at(stage, "vonage-verify").await;
    let ada = house.person("ada");
    house.twilio().script(Script::on(Kind::Start).act(Act::Lost));
    ada.asks_for_a_code().await.is_problem(502, "delivery_failed");
    // the message arrived all the same: asked again, Vonage names the verification that runs
    ada.asks_for_a_code().await.is(200);
    ada.guesses(&ada.reads_the_code()).await.is(200);
}

async fn a_code_by_plivo_proves_a_number_and_a_resend_repeats_it(stage: Stage) {
    let house = at(stage, "plivo-verify").await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    ada.guesses(&ada.wrong_code()).await.is_problem(422, "invalid_code");
    house.wait(31);
    ada.posts("/send-otp", json!({"to": ada.phone, "channel": "call"})).await.is(200);
    let sent = codes(&house, &ada);
    assert!(sent.len() == 2 && sent[0] == sent[1], "{sent:?}");
    ada.guesses(&sent[0]).await.is(200);
}

async fn security_03_at_plivo_a_code_to_prove_never_resets_though_the_session_lives_on(stage: Stage) {
    let house = at(stage, "plivo-verify").await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(601);
    ada.asks_for_a_code().await.is(200);
    let code = ada.reads_the_code();
    let before = codes(&house, &ada).len();
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| true).await;
    assert_eq!(
        codes(&house, &ada).len(),
        before,
        "Plivo would repeat the code, and cannot end it: nothing is spent"
    );
    ada.forgot(json!({"otp_code": code})).await.is_problem(422, "invalid_code");
    let enrolment = json!({"username": "ada2", "password": ada.password, "mobile_number": ada.phone});
    let told = ada.posts("/api/v1/auth/register", enrolment).await.is_problem(429, "too_many_requests");
    assert!((500..=600).contains(&told["retry_after"].as_u64().unwrap()), "{told}");
    assert_eq!(codes(&house, &ada).len(), before);
    // a late resend of the same code repeats it, too
    house.wait(400);
    ada.asks_for_a_code().await.is(200);
    assert_eq!(ada.reads_the_code(), code);
    ada.guesses(&code).await.is(200);
    // when the session is over, both can be had again
    house.wait(1300);
    let before = codes(&house, &ada).len();
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| codes(&house, &ada).len() > before).await;
    ada.forgot(json!({"otp_code": ada.reads_the_code()})).await.is(200);
}

async fn security_03_at_plivo_a_code_whose_start_was_lost_never_resets(stage: Stage) {
    let house = at(stage, "plivo-verify").await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(601);
    house.twilio().script(Script::on(Kind::Start).act(Act::Lost));
    ada.asks_for_a_code().await.is_problem(502, "delivery_failed");
    let code = ada.reads_the_code();
    let before = codes(&house, &ada).len();
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| true).await;
    assert_eq!(codes(&house, &ada).len(), before);
    ada.forgot(json!({"otp_code": code})).await.is_problem(422, "invalid_code");
}

async fn at_plivo_a_start_that_was_refused_stands_in_nobodys_way(stage: Stage) {
    let house = at(stage, "plivo-verify").await;
    let ada = house.person("ada");
    for _ in 0..3 {
        house.twilio().script(Script::on(Kind::Start).act(Act::Status { status: 429, code: 0 }));
        ada.asks_for_a_code().await.is_problem(429, "too_many_requests");
    }
    ada.asks_for_a_code().await.is(200);
    ada.guesses(&ada.reads_the_code()).await.is(200);
}

async fn at_plivo_auto_repeats_what_it_cannot_end(stage: Stage) {
    let house = at(stage.with("AUTO_CHANNELS", "sms"), "plivo-verify").await;
    let (ada, nobody) = (house.person("ada"), house.person("nobody"));
    ada.joins().await;
    house.wait(31);
    for sent in 2..4 {
        let told = ada.forgot(json!({"channel": "auto"})).await.alike();
        assert_eq!(told, nobody.forgot(json!({"channel": "auto"})).await.alike());
        house.settles_until(|| codes(&house, &ada).len() == sent).await;
        house.wait(31);
    }
    let codes = codes(&house, &ada);
    assert_eq!(codes[1], codes[2], "a resend repeats the code");
    ada.forgot(json!({"otp_code": codes[1], "new_password": "buses run on thursdays"})).await.is(200);
}

async fn security_06_at_plivo_a_repeated_code_has_no_more_tries(stage: Stage) {
    let house = at(stage.with("AUTO_CHANNELS", "sms"), "plivo-verify").await;
    let (ada, nobody) = (house.person("ada"), house.person("nobody"));
    ada.joins().await;
    house.wait(31);
    let asks = json!({"channel": "auto"});
    for _ in 0..2 {
        let before = codes(&house, &ada).len();
        assert_eq!(ada.forgot(asks.clone()).await.alike(), nobody.forgot(asks.clone()).await.alike());
        house.settles_until(|| codes(&house, &ada).len() > before).await;
        let guess = json!({"otp_code": ada.wrong_code()});
        for left in [4, 3, 2] {
            ada.forgot(guess.clone()).await.is_a_wrong_code(left);
            nobody.forgot(guess.clone()).await.is_a_wrong_code(left);
        }
        house.wait(31);
    }
    let right = json!({"otp_code": ada.reads_the_code()});
    ada.forgot(right.clone()).await.is_a_wrong_code(1);
    nobody.forgot(right).await.is_a_wrong_code(1);
}

async fn at_plivo_a_code_nobody_typed_stands_in_the_way_until_its_time_is_over(stage: Stage) {
    let house = at(stage, "plivo-verify").await;
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(601);
    ada.asks_for_a_code().await.is(200);
    house.wait(1300);
    let before = codes(&house, &ada).len();
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| codes(&house, &ada).len() > before).await;
    ada.forgot(json!({"otp_code": ada.reads_the_code()})).await.is(200);
}

async fn security_21_at_vonage_nothing_older_makes_a_reset_show(stage: Stage) {
    let house = at(stage, "vonage-verify").await;
    house.twilio().set(Switches { vonage_early_cancel: VonageEarlyCancel::Refused, ..Switches::default() });
    let ada = house.person("ada");
    ada.joins().await;
    house.wait(601);
    ada.asks_for_a_code().await.is(200);
    house.wait(301);
    let before = codes(&house, &ada).len();
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| codes(&house, &ada).len() > before).await;
    assert_eq!(ada.asks_for_a_code().await.is(200)["message"], "OTP sent successfully via sms");
    assert_eq!(codes(&house, &ada).len(), before + 1);
}

async fn security_21_at_plivo_a_reset_in_the_way_of_an_open_send_does_not_show(stage: Stage) {
    what_is_in_the_way_does_not_show(stage, "plivo-verify").await;
}

async fn security_21_at_vonage_a_reset_in_the_way_of_an_open_send_does_not_show(stage: Stage) {
    what_is_in_the_way_does_not_show(stage, "vonage-verify").await;
}

async fn what_is_in_the_way_does_not_show(stage: Stage, provider: &str) {
    let house = at(stage, provider).await;
    house.twilio().set(Switches { vonage_early_cancel: VonageEarlyCancel::Refused, ..Switches::default() });
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    ada.joins().await;
    house.wait(31);
    let before = codes(&house, &ada).len();
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| codes(&house, &ada).len() > before).await;
    let reset = ada.reads_the_code();
    // whoever asks for a code to that number learns nothing of it
    let told = ada.asks_for_a_code().await.is(200);
    let plain = bob.asks_for_a_code().await.is(200);
    assert_eq!((&told["message"], &told["status"]), (&plain["message"], &plain["status"]), "{provider}");
    assert_eq!(ada.asks_for_a_code().await.is(200)["message"], "OTP already sent via sms");
    assert_eq!(codes(&house, &ada).len(), before + 1, "{provider}: nothing was sent");
    let looked = house
        .ask(
            Method::GET,
            &format!("/verifications/{}", told["id"].as_str().unwrap()),
            "192.0.2.1",
            &[],
            &Value::Null,
        )
        .await
        .is(200);
    assert_eq!((&looked["status"], &looked["delivery"]["status"]), (&json!("pending"), &json!("accepted")));
    ada.guesses(&reset).await.is_a_wrong_code(4);
    let step = json!({"otp_code": reset, "new_password": "buses run on thursdays"});
    ada.forgot(step).await.is(200);
}

async fn at_vonage_a_send_that_certainly_sent_nothing_ends_no_other_code(stage: Stage) {
    let house = at(stage, "vonage-verify").await;
    house.twilio().set(Switches { vonage_early_cancel: VonageEarlyCancel::Refused, ..Switches::default() });
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let code = ada.reads_the_code();
    let enrolment = json!({"username": "ada2", "password": ada.password, "mobile_number": ada.phone});
    let told = ada.posts("/api/v1/auth/register", enrolment).await.is_problem(429, "too_many_requests");
    assert!(told["retry_after"].as_u64().unwrap() <= 30, "{told}");
    assert_eq!(codes(&house, &ada).len(), 1);
    ada.guesses(&code).await.is(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn security_33_45_a_full_run_at_trace_level_with_vonage_writes_no_secret_to_the_log() {
    let vonage = Simulator::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("vonage.pem");
    std::fs::write(&file, known::VONAGE_PRIVATE_KEY).unwrap();
    let run = tokio::task::spawn_blocking(move || {
        let (base, file) = (vonage.url(), file.display().to_string());
        let by_key =
            [("VONAGE_API_KEY", known::VONAGE_API_KEY), ("VONAGE_API_SECRET", known::VONAGE_API_SECRET)];
        let by_token = [
            ("VONAGE_APPLICATION_ID", known::VONAGE_APPLICATION_ID),
            ("VONAGE_PRIVATE_KEY_FILE", file.as_str()),
        ];
        let line_of_key = known::VONAGE_PRIVATE_KEY.lines().nth(5).unwrap();
        let basic = STANDARD.encode(format!("{}:{}", known::VONAGE_API_KEY, known::VONAGE_API_SECRET));
        // every token begins with this: RS256 and JWT
        let token = STANDARD.encode(r#"{"alg":"RS256","typ":"JWT"}"#);
        for (n, credentials) in [by_key, by_token].into_iter().enumerate() {
            vonage.reset();
            let url = format!("sqlite://{}?mode=rwc", folder.path().join(format!("{n}.db")).display());
            let mut provider = vec![
                ("CHANNEL_SMS", "vonage-verify"),
                ("CHANNEL_EMAIL", "vonage-verify"),
                ("VONAGE_BASE_URL", base.as_str()),
            ];
            provider.extend(credentials);
            let last_code = |_: &Program| vonage.messages().last().unwrap().code.clone();
            let (_, said) = nothing_secret_is_written(&url, &provider, last_code);
            for secret in [known::VONAGE_API_SECRET, &basic, &token, line_of_key] {
                assert!(!said.contains(secret), "{secret} is in the log");
            }
            let sent = vonage.messages().first().unwrap().verification_sid.clone();
            assert!(said.contains(&sent), "the log does not tell what Vonage calls the message");
        }
    });
    run.await.unwrap();
}
