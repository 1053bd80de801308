//! Codes: sent, sent again, checked, guessed at, and used once.

use std::time::Duration;

use futures_util::future::join_all;
use identity::Clock;
use serde_json::{Value, json};
use simulator::{Kind, Script};

use crate::kit::{Stage, on_both, person::token};

on_both![
    security_02_a_checked_code_registers_once_by_the_code_or_by_the_token,
    security_02_a_code_registers_without_being_checked_first,
    a_check_may_be_repeated_and_tells_the_same_until_the_proof_is_spent,
    a_code_can_be_sent_again_from_the_very_moment_that_was_told,
    security_13_a_second_send_within_the_resend_time_sends_nothing_and_is_no_error,
    two_sends_at_the_same_moment_send_once_and_answer_alike,
    a_code_killed_by_guesses_does_not_hold_back_the_next_send,
    a_send_on_another_channel_is_not_held_back_and_shares_the_guesses,
    security_09_every_code_that_is_not_right_gets_one_answer,
    security_06_five_wrong_guesses_end_a_code_and_the_right_one_comes_too_late,
    security_06_fifty_guesses_at_once_leave_no_sixth_try,
    security_16_ten_right_checks_at_once_are_all_right,
    wrong_codes_beside_the_right_one_are_answered_at_once_ever_after,
    security_06_asking_again_does_not_buy_further_guesses_without_end,
    security_06_a_malformed_code_costs_no_try,
    security_06_a_stranger_cannot_use_up_the_tries_of_the_owner,
    security_06_guesses_at_nothing_count_against_the_caller_alone,
    security_01_a_code_is_over_after_its_life_and_a_proof_after_its_own,
    a_code_may_be_typed_as_people_type_it,
    security_10_the_sixth_send_waits_and_the_refusal_is_charged_to_nobody,
    security_10_one_caller_may_not_send_to_everybody,
    security_04_05_a_token_is_good_for_its_own_address_only,
];

async fn security_02_a_checked_code_registers_once_by_the_code_or_by_the_token(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.proves_the_number().await;
    let code = ada.reads_the_code();
    ada.registers(json!({"otp_code": code})).await.is(201);
    let mut other = ada.clone();
    other.email = "somebody.else@example.com".into();
    other.registers(json!({"otp_code": code})).await.is_problem(422, "invalid_code");

    let bob = house.person("bob");
    let proof = bob.proves_the_number().await;
    bob.registers(json!({"verification_token": proof})).await.is(201);
    let mut other = bob.clone();
    other.email = "somebody.new@example.com".into();
    other.registers(json!({"verification_token": proof})).await.is_problem(422, "invalid_code");
    other.registers(json!({"otp_code": bob.reads_the_code()})).await.is_problem(422, "invalid_code");
}

async fn security_02_a_code_registers_without_being_checked_first(stage: Stage) {
    let house = stage.house().await;
    let told = house.person("ada").joins().await;
    assert_eq!(told["user"]["phone_verified"], true);
    assert_eq!(told["user"]["email_verified"], false, "nobody proved the mailbox");
    let me = house.person("ada").looks_at_me(token(&told)).await.is(200);
    assert_eq!(me, told["user"]);
}

async fn a_check_may_be_repeated_and_tells_the_same_until_the_proof_is_spent(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let code = ada.reads_the_code();
    let first = ada.guesses(&code).await.is(200);
    assert_eq!((&first["status"], &first["valid"]), (&json!("approved"), &json!(true)));
    house.wait(60);
    assert_eq!(ada.guesses(&code).await.is(200), first);
    ada.guesses("000000").await.is_problem(422, "invalid_code");
    assert_eq!(ada.guesses(&code).await.is(200), first, "a wrong code in between changes nothing");
    ada.registers(json!({"otp_code": code})).await.is(201);
    ada.guesses(&code).await.is_problem(422, "invalid_code");
}

async fn security_13_a_second_send_within_the_resend_time_sends_nothing_and_is_no_error(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let first = ada.asks_for_a_code().await.is(200);
    assert_eq!(first["message"], "OTP sent successfully via sms");
    for _ in 0..20 {
        let again = ada.asks_for_a_code().await.is(200);
        assert_eq!(again["message"], "OTP already sent via sms");
        assert_eq!((&again["expires_at"], &again["resend_at"]), (&first["expires_at"], &first["resend_at"]));
    }
    assert_eq!(house.sends_to(&ada.phone), 1);
    let code = ada.reads_the_code();
    house.wait(31);
    let resent = ada.asks_for_a_code().await.is(200);
    assert_eq!(resent["message"], "OTP sent successfully via sms");
    assert_eq!(house.sends_to(&ada.phone), 2);
    assert_eq!(ada.reads_the_code(), code, "a resend repeats the code");
    ada.guesses(&code).await.is(200);
}

async fn a_code_can_be_sent_again_from_the_very_moment_that_was_told(stage: Stage) {
    let house = stage.house().await;
    // within a second, which no answer tells
    let into_a_second = u64::try_from(house.clock.now().as_millis() % 1000).unwrap();
    house.clock.advance(Duration::from_millis(1500 - into_a_second));
    let ada = house.person("ada");
    let first = ada.asks_for_a_code().await.is(200);
    house.wait_until(&first["resend_at"]);
    assert_eq!(ada.asks_for_a_code().await.is(200)["message"], "OTP sent successfully via sms");
    assert_eq!(house.sends_to(&ada.phone), 2);
}

async fn two_sends_at_the_same_moment_send_once_and_answer_alike(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let answers = join_all((0..20).map(|_| ada.asks_for_a_code())).await;
    assert_eq!(house.sends_to(&ada.phone), 1);
    let mut times: Vec<Value> = Vec::new();
    for answer in answers {
        let told = answer.is(200);
        assert_eq!(told["status"], "pending");
        times.push(json!([told["expires_at"], told["resend_at"], told["channel"]]));
    }
    times.dedup();
    assert_eq!(times.len(), 1, "{times:?}");
}

async fn a_code_killed_by_guesses_does_not_hold_back_the_next_send(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let dead = ada.reads_the_code();
    let wrong = ada.wrong_code();
    for _ in 0..5 {
        ada.guesses(&wrong).await.is_problem(422, "invalid_code");
    }
    let next = ada.asks_for_a_code().await.is(200);
    assert_eq!(next["message"], "OTP sent successfully via sms");
    assert_eq!(house.sends_to(&ada.phone), 2);
    let fresh = ada.reads_the_code();
    assert_ne!(fresh, dead);
    ada.guesses(&fresh).await.is(200);
}

async fn a_send_on_another_channel_is_not_held_back_and_shares_the_guesses(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let wrong = ada.wrong_code();
    ada.guesses(&wrong).await.is_a_wrong_code(4);
    let called = ada.posts("/send-otp", json!({"to": ada.phone, "channel": "call"})).await.is(200);
    assert_eq!(called["channel"], "call");
    assert_eq!(house.sends_to(&ada.phone), 2);
    ada.guesses(&wrong).await.is_a_wrong_code(3);
    ada.guesses(&ada.reads_the_code()).await.is(200);
}

async fn security_09_every_code_that_is_not_right_gets_one_answer(stage: Stage) {
    let house = stage.with("OTP_TTL_SECONDS", "300").house().await;
    // never sent
    let nobody = house.person("nobody");
    let mut never = Vec::new();
    for _ in 0..6 {
        never.push(nobody.guesses("000000").await.alike());
    }
    // wrong, until the code is used up
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let wrong = ada.wrong_code();
    let mut guessed = Vec::new();
    for _ in 0..6 {
        guessed.push(ada.guesses(&wrong).await.alike());
    }
    let left: Vec<_> = guessed.iter().map(|(_, body)| body["attempts_left"].as_u64().unwrap()).collect();
    assert_eq!(left, [4, 3, 2, 1, 0, 0]);
    assert_eq!(guessed, never);
    // expired
    let bob = house.person("bob");
    bob.asks_for_a_code().await.is(200);
    house.wait(301);
    assert_eq!(bob.guesses(&bob.reads_the_code()).await.alike(), never[0]);
    // used
    let eve = house.person("eve");
    eve.joins().await;
    assert_eq!(eve.guesses(&eve.reads_the_code()).await.alike(), never[0]);
}

async fn security_06_five_wrong_guesses_end_a_code_and_the_right_one_comes_too_late(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let (right, wrong) = (ada.reads_the_code(), ada.wrong_code());
    for left in [4, 3, 2, 1, 0] {
        ada.guesses(&wrong).await.is_a_wrong_code(left);
    }
    ada.guesses(&right).await.is_a_wrong_code(0);
    ada.registers(json!({"otp_code": right})).await.is_a_wrong_code(0);
}

async fn security_06_fifty_guesses_at_once_leave_no_sixth_try(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let wrong = ada.wrong_code();
    let answers = join_all((0..50).map(|_| ada.guesses(&wrong))).await;
    let mut left: Vec<_> = answers
        .into_iter()
        .map(|answer| answer.is_problem(422, "invalid_code")["attempts_left"].clone())
        .collect();
    left.sort_by_key(|left| std::cmp::Reverse(left.as_u64()));
    assert_eq!(left[..5], [json!(4), json!(3), json!(2), json!(1), json!(0)]);
    assert!(left[5..].iter().all(|left| *left == 0));
    ada.guesses(&ada.reads_the_code()).await.is_a_wrong_code(0);
}

async fn security_16_ten_right_checks_at_once_are_all_right(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let slowly = Script::on(Kind::Check).times(u32::MAX).delay(Duration::from_millis(100));
    house.twilio().script(slowly);
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let code = ada.reads_the_code();
    let elsewhere = ada.from("198.51.100.77");
    let owner = (0..10).map(|_| ada.guesses(&code));
    // the telephone changed from one network to another: to us a stranger, who has fewer tries
    let stranger = (0..10).map(|_| elsewhere.guesses(&code));
    let answers = join_all(owner.chain(stranger)).await;
    let tokens: Vec<Value> =
        answers.into_iter().map(|answer| answer.is(200)["verification_token"].clone()).collect();
    assert!(tokens.iter().all(|token| *token == tokens[0]), "one proof, one token");
    let asked = house.twilio().calls().len() - 1;
    assert!(asked <= 5, "{asked} checks for five tries");
    ada.registers(json!({"otp_code": code})).await.is(201);
}

async fn wrong_codes_beside_the_right_one_are_answered_at_once_ever_after(stage: Stage) {
    let house = stage.house_at_twilio().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let (right, wrong) = (ada.reads_the_code(), ada.wrong_code());
    // the wrong ones reach the provider when it has forgotten the verification already
    let late = Script::on(Kind::Check).times(4).delay(Duration::from_millis(200));
    house.twilio().script(late);
    let first = async {
        let answer = ada.guesses(&right).await;
        answer.is(200)
    };
    let others = async {
        house.settles_until(|| house.twilio().calls().checks(&ada.phone) == 1).await;
        join_all((0..3).map(|_| ada.guesses(&wrong))).await
    };
    tokio::join!(first, others);
    while ada.guesses(&wrong).await.is_problem(422, "invalid_code")["attempts_left"] != 0 {}
    // no answer is under way, so there is none to wait for
    let at_once = tokio::time::timeout(Duration::from_secs(3), ada.guesses(&wrong)).await;
    at_once.unwrap_or_else(|_| panic!("it waits for an answer that never comes")).is_a_wrong_code(0);
}

async fn security_06_asking_again_does_not_buy_further_guesses_without_end(stage: Stage) {
    let house = stage
        .with("LIMIT_SEND_PER_PURPOSE_ADDRESS", "off")
        .with("LIMIT_SEND_PER_ADDRESS", "off")
        .with("LIMIT_SEND_PER_CALLER", "off")
        .house()
        .await;
    let ada = house.person("ada");
    for round in 0..20 {
        ada.asks_for_a_code().await.is(200);
        assert_eq!(ada.guesses(&ada.wrong_code()).await.status, 422, "round {round}");
        house.wait(601);
    }
    ada.asks_for_a_code().await.is(200);
    let told = ada.guesses(&ada.wrong_code()).await.is_problem(429, "too_many_requests");
    assert!(told["retry_after"].as_u64().unwrap() > 3600, "{told}");
    house.wait(86_400);
    ada.asks_for_a_code().await.is(200);
    ada.guesses(&ada.reads_the_code()).await.is(200);
}

async fn security_06_a_malformed_code_costs_no_try(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    for malformed in ["", "123", "12345678901", "12a456", "１２３４５六", "123456\u{200b}x"] {
        let told = ada.guesses(malformed).await.is_problem(400, "invalid_request");
        assert_eq!(told["errors"][0]["field"], "code", "{malformed}");
    }
    ada.guesses(&ada.wrong_code()).await.is_a_wrong_code(4);
}

async fn security_06_a_stranger_cannot_use_up_the_tries_of_the_owner(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let (right, wrong) = (ada.reads_the_code(), ada.wrong_code());
    for stranger in 1..=30 {
        let stranger = ada.from(format!("203.0.113.{stranger}"));
        stranger.guesses(&wrong).await.is_problem(422, "invalid_code");
    }
    ada.from("203.0.113.77").guesses(&right).await.is_problem(422, "invalid_code");
    ada.guesses(&right).await.is(200);
}

async fn security_06_guesses_at_nothing_count_against_the_caller_alone(stage: Stage) {
    let house = stage.with("LIMIT_GUESS_PER_CALLER", "7/1h").house().await;
    let eve = house.person("eve");
    let ada = house.person("ada");
    for _ in 0..7 {
        ada.from(&eve.address).guesses("000000").await.is_problem(422, "invalid_code");
    }
    ada.from(&eve.address).guesses("000000").await.is_problem(429, "too_many_requests");
    ada.asks_for_a_code().await.is(200);
    ada.guesses(&ada.wrong_code()).await.is_a_wrong_code(4);
    ada.guesses(&ada.reads_the_code()).await.is(200);
}

async fn security_01_a_code_is_over_after_its_life_and_a_proof_after_its_own(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    house.wait(599);
    let code = ada.reads_the_code();
    let told = ada.guesses(&code).await.is(200);
    // the proof lives from the approval
    house.wait(599);
    assert_eq!(ada.guesses(&code).await.is(200), told);
    house.wait(2);
    ada.guesses(&code).await.is_problem(422, "invalid_code");
    ada.registers(json!({"verification_token": told["verification_token"]}))
        .await
        .is_problem(422, "invalid_code");
    ada.asks_for_a_code().await.is(200);
    house.wait(601);
    ada.guesses(&ada.reads_the_code()).await.is_problem(422, "invalid_code");
}

async fn a_code_may_be_typed_as_people_type_it(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let code = ada.reads_the_code();
    let arabic: String =
        code.bytes().map(|digit| char::from_u32(0x660 + u32::from(digit - b'0')).unwrap()).collect();
    let told = ada.guesses(&format!("{}-{}", &code[..3], &code[3..])).await.is(200);
    assert_eq!(ada.guesses(&format!(" {} {}", &code[..3], &code[3..])).await.is(200), told);
    assert_eq!(ada.guesses(&arabic).await.is(200), told);
    let dialled = json!({"to": "(202) 555-01".to_owned() + &ada.phone[10..], "code": code});
    assert_eq!(ada.posts("/verify-otp", dialled).await.is(200), told, "in the default region");
}

async fn security_10_the_sixth_send_waits_and_the_refusal_is_charged_to_nobody(stage: Stage) {
    let house = stage.with("OTP_RESEND_SECONDS", "0").house().await;
    let ada = house.person("ada");
    for _ in 0..5 {
        ada.asks_for_a_code().await.is(200);
    }
    for _ in 0..40 {
        let told = ada.asks_for_a_code().await.is_problem(429, "too_many_requests");
        assert!(told["retry_after"].as_u64().unwrap() <= 300, "{told}");
    }
    assert_eq!(house.sends_to(&ada.phone), 5);
    // forty refusals later the caller still has what one hour allows
    house.person("bob").from(&ada.address).asks_for_a_code().await.is(200);
    house.wait(301);
    ada.asks_for_a_code().await.is(200);
}

async fn security_10_one_caller_may_not_send_to_everybody(stage: Stage) {
    let house = stage.house().await;
    let eve = house.person("eve");
    let send = |n: u32| eve.posts("/send-otp", json!({"to": format!("+1202555{:04}", 100 + n)}));
    for n in 0..30 {
        send(n).await.is(200);
    }
    send(31).await.is_problem(429, "too_many_requests");
    assert_eq!(house.sends(), 30);
    let elsewhere = eve.from("203.0.113.5");
    elsewhere.posts("/send-otp", json!({"to": "+12025550131"})).await.is(200);
    // IPv6: the /64 is one caller
    let limited = house.person("nobody").from("2001:db8:0:1::1");
    for n in 40..70 {
        limited.posts("/send-otp", json!({"to": format!("+1202555{:04}", 100 + n)})).await.is(200);
    }
    let neighbour = limited.from("2001:db8:0:1:ffff::9");
    neighbour.posts("/send-otp", json!({"to": "+12025550199"})).await.is_problem(429, "too_many_requests");
}

async fn security_04_05_a_token_is_good_for_its_own_address_only(stage: Stage) {
    let house = stage.house().await;
    let (ada, eve) = (house.person("ada"), house.person("eve"));
    let proof = eve.proves_the_number().await;
    ada.registers(json!({"verification_token": proof})).await.is_problem(422, "invalid_code");
    let mut forged = proof.clone().into_bytes();
    let last = forged.len() - 3;
    forged[last] = if forged[last] == b'A' { b'B' } else { b'A' };
    let forged = String::from_utf8(forged).unwrap();
    eve.registers(json!({"verification_token": forged})).await.is_problem(422, "invalid_code");
    eve.registers(json!({"verification_token": proof})).await.is(201);
}
