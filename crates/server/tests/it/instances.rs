//! Several instances on one database, and a database that goes away.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use poem::http::Method;
use serde_json::{Value, json};
use simulator::{Act, Kind, Script, Simulator};

use crate::kit::{House, Person, Stage, on_both, person::token, postgres::Postgres};

on_both![
    security_42_instances_that_start_together_on_an_empty_database_all_serve,
    security_06_guesses_are_counted_over_all_instances,
    security_10_sends_are_counted_over_all_instances,
    security_17_registrations_at_two_instances_make_one_user,
    a_code_sent_by_one_instance_is_checked_by_another,
    sweeping_forgets_what_is_over_and_nothing_else,
    security_16_a_send_never_undoes_an_approval,
];

async fn security_42_instances_that_start_together_on_an_empty_database_all_serve(stage: Stage) {
    let houses = join_all((0..4).map(|_| stage.another().house())).await;
    for (n, house) in houses.iter().enumerate() {
        house.person("ada").from(format!("203.0.113.{n}")).asks_for_a_code().await.is(200);
        let ready = house.ask(Method::GET, "/readyz", "192.0.2.1", &[], &Value::Null).await;
        assert_eq!(ready.status, 200);
    }
    // the outboxes are apart, the challenge is one
    let sent: usize = houses.iter().map(House::sends).sum();
    assert_eq!(sent, 1);
}

async fn security_06_guesses_are_counted_over_all_instances(stage: Stage) {
    let house = stage.house().await;
    let other = house.twin().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let (right, wrong) = (ada.reads_the_code(), ada.wrong_code());
    let there = ada.at(&other);
    let guess = |n: usize| if n.is_multiple_of(2) { ada.guesses(&wrong) } else { there.guesses(&wrong) };
    let answers = join_all((0..50).map(guess)).await;
    let told: usize = answers
        .into_iter()
        .map(|answer| answer.is_problem(422, "invalid_code"))
        .filter(|body| body["attempts_left"] != 0)
        .count();
    assert_eq!(told, 4);
    there.guesses(&right).await.is_a_wrong_code(0);
}

async fn security_10_sends_are_counted_over_all_instances(stage: Stage) {
    let house = stage.with("OTP_RESEND_SECONDS", "0").house().await;
    let other = house.twin().await;
    let ada = house.person("ada");
    for n in 0..7 {
        let instance = if n % 2 == 0 { &house } else { &other };
        let answer = ada.at(instance).asks_for_a_code().await;
        assert_eq!(answer.status, if n < 5 { 200 } else { 429 });
    }
    // at the same moment, on a new code
    house.wait(601);
    let there = ada.at(&other);
    let before = house.sends_to(&ada.phone);
    let both = join_all([ada.asks_for_a_code(), there.asks_for_a_code()]).await;
    let told: Vec<_> = both.into_iter().map(|answer| answer.is(200)["expires_at"].clone()).collect();
    assert_eq!(told[0], told[1]);
    assert!(house.sends_to(&ada.phone) > before);
}

async fn security_17_registrations_at_two_instances_make_one_user(stage: Stage) {
    let house = stage.house().await;
    let other = house.twin().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let code = ada.reads_the_code();
    let there = ada.at(&other);
    let join = |n: usize| {
        let who = if n.is_multiple_of(2) { &ada } else { &there };
        who.registers(json!({"otp_code": code}))
    };
    let answers = join_all((0..20).map(join)).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 201) {
        assert!(matches!(answer.status, 409 | 422 | 503), "{}", answer.body);
    }
}

async fn a_code_sent_by_one_instance_is_checked_by_another(stage: Stage) {
    let house = stage.house().await;
    let other = house.twin().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let code = ada.reads_the_code();
    let told = ada.at(&other).guesses(&code).await.is(200);
    assert_eq!(ada.guesses(&code).await.is(200), told);
    let joined = ada.at(&other).registers(json!({"otp_code": code})).await.is(201);
    ada.looks_at_me(token(&joined)).await.is(200);
}

async fn sweeping_forgets_what_is_over_and_nothing_else(stage: Stage) {
    let house = stage.house().await;
    let other = house.twin().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    let joined = ada.joins().await;
    house.wait(29 * 86_400);
    let renewed = ada.posts("/refresh", json!({"refresh_token": joined["refresh_token"]})).await.is(200);
    let proof = bob.proves_the_number().await;
    house.wait(2 * 86_400 - 1200);
    let late = house.person("eve");
    late.asks_for_a_code().await.is(200);
    let both = join_all([house.app.identity.sweep(), other.app.identity.sweep()]).await;
    assert!(both.iter().all(Result::is_ok));
    late.guesses(&late.reads_the_code()).await.is(200);
    ada.posts("/refresh", json!({"refresh_token": renewed["refresh_token"]})).await.is(200);
    ada.signs_in().await.is(200);
    bob.registers(json!({"verification_token": proof})).await.is_problem(422, "invalid_code");
}

/// Every route but those that need no database says 503 in time while it is gone, and works again by itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn security_39_40_without_a_database_everything_waits_and_nothing_is_sent() {
    let mut server = Postgres::of_its_own();
    let house = Stage::on(server.fresh_database(), None).house().await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    let joined = ada.joins().await;
    bob.asks_for_a_code().await.is(200);
    let code = bob.reads_the_code();
    let before = house.sends();

    server.stop();
    let begun = Instant::now();
    let eve = house.person("eve");
    let bodies = [
        ("/send-otp", json!({"to": eve.phone})),
        ("/verify-otp", json!({"to": bob.phone, "code": code})),
        ("/login", json!({"email": ada.email, "password": ada.password})),
        ("/forgot-password-otp", json!({"email": ada.email})),
        ("/refresh", json!({"refresh_token": joined["refresh_token"]})),
    ];
    for (path, body) in bodies {
        let told = eve.posts(path, body).await.is_problem(503, "unavailable");
        assert!(!told.to_string().to_lowercase().contains("postgres"), "{told}");
    }
    bob.registers(json!({"otp_code": code})).await.is_problem(503, "unavailable");
    ada.looks_at_me(token(&joined)).await.is_problem(503, "unavailable");
    let ask = |path: &'static str| house.ask(Method::GET, path, "192.0.2.1", &[], &Value::Null);
    assert_eq!(ask("/readyz").await.status, 503);
    assert_eq!(ask("/healthz").await.status, 200);
    assert!(begun.elapsed() < Duration::from_secs(40), "each within the deadline: {:?}", begun.elapsed());
    assert_eq!(house.sends(), before);

    server.start_again();
    let mut ready = false;
    for _ in 0..100 {
        ready = ask("/readyz").await.status == 200;
        if ready {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(ready, "it never recovered");
    ada.looks_at_me(token(&joined)).await.is(200);
    bob.registers(json!({"otp_code": code})).await.is(201);
    eve.asks_for_a_code().await.is(200);
}

/// A restart in the middle of many registrations: whoever was told 201 is there, whoever was not can try again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn security_40_a_restart_in_the_middle_of_registrations_loses_nobody() {
    let mut server = Postgres::of_its_own();
    let house = Stage::on(server.fresh_database(), None).without_limits().house().await;
    let mut people = Vec::new();
    for n in 0..24 {
        let mut one = house.person("one");
        one.phone = format!("+1202555{:04}", 100 + n);
        one.email = format!("one{n}@example.com");
        one.asks_for_a_code().await.is(200);
        people.push(one);
    }
    let registering =
        join_all(people.iter().map(|one| one.registers(json!({"otp_code": one.reads_the_code()}))));
    let restarting = tokio::task::spawn_blocking(move || {
        std::thread::sleep(Duration::from_millis(150));
        server.stop();
        server.start_again();
        server
    });
    let (answers, server) = tokio::join!(registering, restarting);
    let _server = server.unwrap();
    for (one, answer) in people.iter().zip(answers) {
        match answer.status {
            201 => drop(one.signs_in().await.is(200)),
            503 => {
                // the answer may have been lost after the user was written
                let again = one.registers(json!({"otp_code": one.reads_the_code()})).await;
                assert!(matches!(again.status, 201 | 409 | 422), "{}", again.body);
                one.signs_in().await.is(200);
            }
            _ => panic!("{}", answer.body),
        }
    }
}

/// The database goes away while the provider sends, for longer than it is waited for: whoever got a message can use its
/// code afterwards.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn security_40_an_outage_in_the_middle_of_sends_leaves_no_message_without_its_challenge() {
    let mut server = Postgres::of_its_own();
    let house = Stage::on(server.fresh_database(), None).without_limits().house_at_twilio().await;
    let people: Vec<_> = (0..10)
        .map(|n| {
            let mut one = house.person("one");
            one.phone = format!("+1202555{:04}", 100 + n);
            one
        })
        .collect();
    house.twilio().script(Script::on(Kind::Start).times(u32::MAX).delay(Duration::from_secs(1)));
    let sending = join_all(people.iter().map(Person::asks_for_a_code));
    let outage = async {
        house.settles_until(|| house.sends() == people.len()).await;
        tokio::task::block_in_place(|| server.stop());
        tokio::time::sleep(Duration::from_secs(6)).await;
        tokio::task::block_in_place(|| server.start_again());
    };
    let (answers, ()) = tokio::join!(sending, outage);
    for (one, answer) in people.iter().zip(answers) {
        answer.is_problem(503, "unavailable");
        one.guesses(&one.wrong_code()).await.is_a_wrong_code(4);
        one.guesses(&one.reads_the_code()).await.is(200);
    }
}

/// A process that dies while the provider is asked: nobody is told that a code was sent, and nothing holds back the next.
fn a_sender_that_dies_holds_nothing_back(stage: &Stage) {
    let runtime =
        || tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (here, there) = (runtime(), runtime());
    let twilio = there.block_on(Simulator::start()).unwrap();
    twilio.script(Script::on(Kind::Start).act(Act::Hang));
    here.block_on(async {
        let house = stage.another().at(&twilio).house().await;
        let ada = house.person("ada");
        let body = json!({"to": ada.phone});
        house.ask_and_leave("/send-otp", &ada.address, &body, Duration::from_millis(1)).await;
        house.settles_until(|| twilio.calls().starts(&ada.phone) == 1).await;
    });
    here.shutdown_background();

    there.block_on(async {
        let house = stage.another().at(&twilio).house().await;
        let ada = house.person("ada");
        let (waiting, ()) = tokio::join!(ada.asks_for_a_code(), async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            house.wait(9);
        });
        waiting.is_problem(502, "delivery_failed");
        let told = ada.asks_for_a_code().await.is(200);
        assert_eq!(told["message"], "OTP sent successfully via sms");
        ada.guesses(&twilio.last_code(&ada.phone).unwrap()).await.is(200);
    });
}

#[test]
fn security_42_a_sender_that_dies_holds_nothing_back_on_sqlite() {
    a_sender_that_dies_holds_nothing_back(&Stage::sqlite());
}

#[test]
fn security_42_a_sender_that_dies_holds_nothing_back_on_postgres() {
    a_sender_that_dies_holds_nothing_back(&Stage::postgres());
}

/// A send for a number whose code is just being approved leaves the approval as it is.
async fn security_16_a_send_never_undoes_an_approval(stage: Stage) {
    let house = stage.without_limits().with("OTP_RESEND_SECONDS", "0").house().await;
    let twin = house.twin().await;
    for round in 0..20 {
        let (house, twin) = (&house, &twin);
        let crowd = (0..8).map(|n| async move {
            let mut one = house.person("one");
            one.phone = format!("+1202555{:04}", 1000 + n + 8 * round);
            one.asks_for_a_code().await.is(200);
            let code = one.reads_the_code();
            let there = one.at(twin);
            let (guess, again) = tokio::join!(one.guesses(&code), there.asks_for_a_code());
            again.is(200);
            if guess.status == 200 {
                let told = one.guesses(&code).await.is(200);
                assert_eq!(told["verification_token"], guess.body["verification_token"]);
            }
            guess.status
        });
        assert!(join_all(crowd).await.contains(&200), "no code was right, so nothing was tested");
    }
}
