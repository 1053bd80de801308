//! Times: however the provider fares, how long an answer takes does not tell who has an account. What is looked for is gross,
//! such as waiting for a provider that is slow; finer differences drown in the noise of a machine that runs tests.

use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use serde_json::json;
use simulator::{Kind, Script, known};

use crate::kit::{Answer, House, Person, Stage, on_both};

on_both![
    security_21_times_tell_nothing_while_the_provider_answers,
    security_21_times_tell_nothing_while_the_provider_is_slow,
    security_21_times_tell_nothing_while_the_provider_refuses,
    security_21_times_tell_nothing_while_the_provider_cannot_be_reached,
];

/// Of one question, for both people together.
const TRIES: usize = 200;
/// What is nearer together than this is taken for alike, in a build without optimisations beside other work.
const ALIKE: Duration = Duration::from_micros(500);
/// Far beyond the noise.
const SLOW: Duration = Duration::from_millis(25);
/// The life of a code and a moment: what was asked for before is over.
const A_CODE: u64 = 601;

/// What somebody who wants to know asks.
type Question = for<'p> fn(&'p Person<'p>) -> BoxFuture<'p, Answer>;

/// Every flow that must not tell, who has an account to ask for in it, and the questions of one round in their order; a flow
/// more is an entry more.
const FLOWS: &[(&str, &str, &[Question])] = &[
    (
        "a reset by mailbox",
        "ada",
        &[|who| Box::pin(who.forgot(json!({}))), |who| Box::pin(who.forgot(guess(who, false)))],
    ),
    (
        "a reset by username",
        "bob",
        &[
            |who| Box::pin(who.forgot(json!({"email": null, "username": username(who)}))),
            |who| Box::pin(who.forgot(guess(who, true))),
        ],
    ),
    (
        "a sign-in by code",
        "eve",
        &[
            |who| Box::pin(who.posts("/login-with-otp", json!({"to": who.phone}))),
            |who| Box::pin(who.posts("/login-with-otp", json!({"to": who.phone, "otp_code": "000001"}))),
        ],
    ),
    (
        "a code for a registration, sent again",
        "fay",
        &[|who| Box::pin(who.posts("/api/v1/auth/resend-otp", json!({"mobile_number": who.phone})))],
    ),
];

fn username<'p>(who: &'p Person<'_>) -> &'p str {
    who.email.split('@').next().unwrap()
}

fn guess(who: &Person<'_>, by_username: bool) -> serde_json::Value {
    let mut body = json!({"otp_code": "000001", "new_password": "buses run on fridays"});
    if by_username {
        body["email"] = json!(null);
        body["username"] = json!(username(who));
    }
    body
}

/// Everybody who has an account gets one, on the ground of this house.
async fn all_join(house: &House) {
    for (_, name, _) in FLOWS {
        let who = house.person(name);
        who.asks_for_a_code().await.is(200);
        who.registers(json!({"otp_code": who.reads_the_code(), "username": name})).await.is(201);
    }
}

/// A house whose provider treats everything but the registrations by these scripts.
async fn house_where(stage: Stage, scripts: [Script; 2]) -> House {
    let house = stage.without_limits().house_at_twilio().await;
    all_join(&house).await;
    for script in scripts {
        house.twilio().script(script.times(u32::MAX));
    }
    house
}

/// Asks every question for somebody with an account and somebody without, in turn, and compares how long the answers took.
async fn tells_nothing(house: &House) {
    for (flow, name, questions) in FLOWS {
        let people = [house.person(name), house.person("nobody")];
        let mut took = vec![[Vec::new(), Vec::new()]; questions.len()];
        for round in 0..TRIES / 2 {
            house.wait(A_CODE);
            for (question, took) in questions.iter().zip(&mut took) {
                let mut statuses = [0; 2];
                for turn in 0..2 {
                    let who = (round + turn) % 2;
                    house.settles_until(|| house.tasks.under_way() == 0).await;
                    let begun = Instant::now();
                    statuses[who] = question(&people[who]).await.status;
                    took[who].push(begun.elapsed());
                }
                assert_eq!(statuses[0], statuses[1], "{flow}");
                assert!(![400, 429].contains(&statuses[0]), "{flow}: {}", statuses[0]);
            }
        }
        for (place, [known, unknown]) in took.iter().enumerate() {
            let told = rank_statistic(known, unknown);
            assert!((0.25..=0.75).contains(&told), "{flow}, question {place}: {told}");
        }
    }
}

/// How often the first takes longer than the second, over all pairs: the area under the ROC curve of somebody who tells them
/// apart by time alone. One half is guessing.
fn rank_statistic(first: &[Duration], second: &[Duration]) -> f64 {
    let pairs = || first.iter().flat_map(|one| second.iter().map(move |other| (one, other)));
    let score = |(one, other): (&Duration, &Duration)| match one.abs_diff(*other) {
        near if near < ALIKE => 0.5,
        _ if one > other => 1.0,
        _ => 0.0,
    };
    let all = u32::try_from(pairs().count()).unwrap();
    pairs().map(score).sum::<f64>() / f64::from(all)
}

async fn security_21_times_tell_nothing_while_the_provider_answers(stage: Stage) {
    let house = house_where(stage, [Kind::Start, Kind::Check].map(Script::on)).await;
    tells_nothing(&house).await;
}

async fn security_21_times_tell_nothing_while_the_provider_is_slow(stage: Stage) {
    let slow = [Kind::Start, Kind::Check].map(|kind| Script::on(kind).delay(SLOW));
    tells_nothing(&house_where(stage, slow).await).await;
}

async fn security_21_times_tell_nothing_while_the_provider_refuses(stage: Stage) {
    let refused = [Script::on(Kind::Start).status(403, 60410), Script::on(Kind::Check).status(401, 20003)];
    tells_nothing(&house_where(stage, refused).await).await;
}

async fn security_21_times_tell_nothing_while_the_provider_cannot_be_reached(stage: Stage) {
    let stage = stage.without_limits();
    all_join(&stage.another().house().await).await;
    // nobody listens on port 9 of this machine
    let house = stage
        .with("CHANNEL_SMS", "twilio-verify")
        .with("TWILIO_ACCOUNT_SID", known::ACCOUNT_SID)
        .with("TWILIO_AUTH_TOKEN", known::AUTH_TOKEN)
        .with("TWILIO_VERIFY_SERVICE_SID", known::SERVICE_SID)
        .with("TWILIO_VERIFY_BASE_URL", "http://127.0.0.1:9")
        .house()
        .await;
    tells_nothing(&house).await;
}

#[test]
fn the_statistic_tells_apart_what_is_apart() {
    let ms = |times: &[u64]| times.iter().copied().map(Duration::from_millis).collect::<Vec<_>>();
    let told = |first: &[u64], second: &[u64]| rank_statistic(&ms(first), &ms(second));
    assert!((told(&[5, 6, 7], &[1, 2, 3]) - 1.0).abs() < 1e-9);
    assert!(told(&[1, 2], &[5, 6]).abs() < 1e-9);
    assert!((told(&[1, 4], &[1, 4]) - 0.5).abs() < 1e-9);
    let near = rank_statistic(&ms(&[5, 9]), &[5100, 9100].map(Duration::from_micros));
    assert!((near - 0.5).abs() < 1e-9);
}
