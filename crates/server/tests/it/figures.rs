//! Figures of what became of codes: deliveries, completion, time and cost; and the state of every line to a provider.

use std::{collections::BTreeSet, time::Duration};

use channels::Failure;
use identity::{Figure, FigureKind};
use poem::http::Method;
use serde_json::{Value, json};

use crate::kit::{House, Stage, carrier::Carrier, on_both};

on_both![
    deliveries_are_counted_once_each_by_reason,
    what_never_happened_is_nought,
    completion_is_what_was_approved_out_of_what_was_started,
    a_code_is_completed_where_it_left_last,
    a_resend_that_never_left_completes_nothing,
    what_the_next_provider_sent_is_its_own,
    a_send_costs_what_the_operator_said,
    whatever_may_have_left_costs,
    the_state_of_every_line_is_told,
    nothing_is_counted_of_what_was_not_sent,
];

const TOKEN: &str = "q8Zr2mKx7Lw4TnBv";

/// A house that counts, at a carrier of its own.
async fn counting(stage: Stage, carrier: &Carrier) -> House {
    let house = stage.with("METRICS_TOKEN", TOKEN).by(carrier).house().await;
    house.figures(TOKEN).await;
    house
}

/// The samples of a figure that are this carrier's, as labels besides the provider and value.
async fn samples(house: &House, carrier: &Carrier, name: &str) -> Vec<(String, String)> {
    let page = house.figures(TOKEN).await;
    let own = format!("provider=\"{}\"", carrier.name());
    let mut found: Vec<(String, String)> = page
        .lines()
        .filter_map(|line| line.strip_prefix(name)?.strip_prefix('{')?.split_once("} "))
        .filter(|(labels, _)| labels.split(',').any(|label| label == own))
        .map(|(labels, value)| {
            let others: Vec<&str> = labels.split(',').filter(|label| *label != own).collect();
            (others.join(",").replace('"', ""), value.to_owned())
        })
        .collect();
    found.sort();
    found
}

/// Every sample on a page of figures has the labels its figure says it has, and every figure that counted says what it is.
#[track_caller]
pub(crate) fn hold_to_the_table(page: &str) {
    let mut seen = 0;
    for line in page.lines().filter(|line| line.starts_with("doorcode_")) {
        let (name, rest) = line.split_once(['{', ' ']).unwrap();
        let labels = rest.rsplit_once('}').map_or("", |(labels, _)| labels);
        let is_it = |figure: &&Figure| {
            let part = name.strip_prefix(figure.name);
            part == Some("")
                || (figure.kind == FigureKind::Histogram && part.is_some_and(|part| PARTS.contains(&part)))
        };
        let figure =
            server::metrics::figures().find(is_it).unwrap_or_else(|| panic!("{name} is in no table"));
        let found: BTreeSet<&str> = labels
            .split(',')
            .filter_map(|pair| Some(pair.split_once('=')?.0))
            .filter(|label| *label != "le")
            .collect();
        assert_eq!(found, figure.labels.iter().copied().collect(), "{name}");
        assert!(
            page.contains(&format!("# HELP {} {}", figure.name, figure.help)),
            "{name} does not say what it is"
        );
        seen += 1;
    }
    assert!(seen > 0);
}

const PARTS: [&str; 3] = ["_bucket", "_sum", "_count"];

fn told(samples: &[(&str, &str)]) -> Vec<(String, String)> {
    samples.iter().map(|(labels, value)| ((*labels).to_owned(), (*value).to_owned())).collect()
}

async fn deliveries_are_counted_once_each_by_reason(stage: Stage) {
    let carrier = Carrier::new();
    let house = counting(stage, &carrier).await;
    house.person("ada").asks_for_a_code().await.is(200);
    let first = carrier.last_id();
    house.person("bob").asks_for_a_code().await.is(200);
    let second = carrier.last_id();
    for words in ["sent", "sent", "delivered", "delivered", "failed blocked"] {
        carrier.reports(&house, &format!("{first} {words}")).await.is(204);
        carrier
            .reports_signed(&house, &format!("{first} {words}"), "")
            .await
            .is_problem(403, "invalid_signature");
    }
    carrier.reports(&house, &format!("{second} failed no_such_address\nSM9999 delivered")).await.is(204);
    carrier.reports(&house, "nonsense").await.is_problem(400, "invalid_request");
    assert_eq!(
        samples(&house, &carrier, "doorcode_deliveries_total").await,
        told(&[
            ("channel=sms,country=US,outcome=delivered,reason=none", "1"),
            ("channel=sms,country=US,outcome=failed,reason=no_such_address", "1"),
            ("channel=sms,country=US,outcome=sent,reason=none", "1"),
        ])
    );
    assert_eq!(
        samples(&house, &carrier, "doorcode_reports_refused_total").await,
        told(&[("fault=forged", "5"), ("fault=unreadable", "1")])
    );
    hold_to_the_table(&house.figures(TOKEN).await);
}

async fn what_never_happened_is_nought(stage: Stage) {
    let carrier = Carrier::new();
    let house = counting(stage, &carrier).await;
    // before anything is sent: the first call that is denied must be a rise
    assert_eq!(
        samples(&house, &carrier, "doorcode_provider_failures_total").await,
        told(&[
            ("call=cancel,channel=call,failure=denied", "0"),
            ("call=cancel,channel=sms,failure=denied", "0"),
            ("call=check,channel=call,failure=denied", "0"),
            ("call=check,channel=sms,failure=denied", "0"),
            ("call=send,channel=call,failure=denied", "0"),
            ("call=send,channel=sms,failure=denied", "0"),
        ])
    );
    // nobody types it, and it never arrives
    house.person("ada").asks_for_a_code().await.is(200);
    carrier.reports(&house, &format!("{} failed blocked", carrier.last_id())).await.is(204);
    for (name, labels, value) in [
        (
            "doorcode_verifications_started_total",
            "purpose=prove_address,channel=sms,country=US,leg=first",
            "1",
        ),
        ("doorcode_verifications_approved_total", "purpose=prove_address,channel=sms,country=US", "0"),
    ] {
        assert_eq!(samples(&house, &carrier, name).await, told(&[(labels, value)]), "{name}");
    }
    assert_eq!(
        samples(&house, &carrier, "doorcode_deliveries_total").await,
        told(&[
            ("channel=sms,country=US,outcome=delivered,reason=none", "0"),
            ("channel=sms,country=US,outcome=failed,reason=blocked", "1"),
        ])
    );
    hold_to_the_table(&house.figures(TOKEN).await);
}

async fn completion_is_what_was_approved_out_of_what_was_started(stage: Stage) {
    let carrier = Carrier::new();
    let house = counting(stage, &carrier).await;
    let (ada, bob) = (house.person("ada"), house.person("bob"));
    // one with a repeat, one that is never answered, one to another country by call
    ada.asks_for_a_code().await.is(200);
    house.wait(31);
    ada.asks_for_a_code().await.is(200);
    house.wait(20);
    ada.guesses(&ada.wrong_code()).await.is_a_wrong_code(4);
    ada.guesses(&ada.reads_the_code()).await.is(200);
    ada.guesses(&ada.reads_the_code()).await.is(200);
    bob.asks_for_a_code().await.is(200);
    let british = json!({"to": "+442071838750", "channel": "call"});
    bob.posts("/send-otp", british).await.is(200);
    assert_eq!(
        samples(&house, &carrier, "doorcode_verifications_started_total").await,
        told(&[
            ("purpose=prove_address,channel=call,country=GB,leg=first", "1"),
            ("purpose=prove_address,channel=sms,country=US,leg=first", "2"),
        ])
    );
    assert_eq!(
        samples(&house, &carrier, "doorcode_verifications_approved_total").await,
        told(&[
            ("purpose=prove_address,channel=call,country=GB", "0"),
            ("purpose=prove_address,channel=sms,country=US", "1"),
        ])
    );
    // from the last send: 20 seconds
    let took = samples(&house, &carrier, "doorcode_approval_seconds_bucket").await;
    let within = |bound: &str| {
        let labels = format!("channel=sms,country=US,le={bound}");
        took.iter().find(|(found, _)| *found == labels).unwrap_or_else(|| panic!("{took:?}")).1.clone()
    };
    assert_eq!((within("15").as_str(), within("20").as_str(), within("600").as_str()), ("0", "1", "1"));
    hold_to_the_table(&house.figures(TOKEN).await);
    // another purpose is counted apart: a reset by the same number
    ada.registers(json!({"otp_code": ada.reads_the_code()})).await.is(201);
    house.wait(31);
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| house.sends_to(&ada.phone) == 3).await;
    let words = json!({"otp_code": ada.reads_the_code(), "new_password": "trains run on wednesdays"});
    ada.forgot(words).await.is(200);
    for (name, leg) in [("started", ",leg=first"), ("approved", "")] {
        let all = samples(&house, &carrier, &format!("doorcode_verifications_{name}_total")).await;
        assert!(
            all.contains(&(format!("purpose=reset,channel=sms,country=US{leg}"), "1".to_owned())),
            "{all:?}"
        );
    }
}

/// What was started, by channel and leg, and approved, by channel, of codes to prove an address in the US: of no channel more
/// was approved than started.
async fn completion(house: &House, carrier: &Carrier) -> (Vec<(String, u32)>, Vec<(String, u32)>) {
    let counted = async |name: &str| -> Vec<(String, u32)> {
        let all = samples(house, carrier, name).await.into_iter();
        let short = |labels: &str| {
            labels
                .replace("purpose=prove_address,channel=", "")
                .replace(",country=US", "")
                .replace("leg=", "")
        };
        all.map(|(labels, value)| (short(&labels), value.parse().unwrap())).collect()
    };
    let started = counted("doorcode_verifications_started_total").await;
    let approved = counted("doorcode_verifications_approved_total").await;
    for (channel, count) in &approved {
        let of_it = started.iter().filter(|(labels, _)| labels.split(',').next() == Some(channel));
        assert!(*count <= of_it.map(|(_, count)| count).sum(), "{channel}: {approved:?} of {started:?}");
    }
    (started, approved)
}

fn counts(of: &[(&str, u32)]) -> Vec<(String, u32)> {
    of.iter().map(|(labels, count)| ((*labels).to_owned(), *count)).collect()
}

async fn a_code_is_completed_where_it_left_last(stage: Stage) {
    let carrier = Carrier::new();
    let house = counting(stage.without_limits(), &carrier).await;
    let (ada, bob, eve) = (house.person("ada"), house.person("bob"), house.person("eve"));
    // one is sent again by a call, one moves there by itself, one comes back, one is typed at once
    ada.asks_for_a_code().await.is(200);
    let auto = || json!({"to": bob.phone, "channel": "auto"});
    bob.posts("/send-otp", auto()).await.is(200);
    eve.asks_for_a_code().await.is(200);
    house.wait(31);
    let call = |to: &str| json!({"to": to, "channel": "call"});
    ada.posts("/send-otp", call(&ada.phone)).await.is(200);
    bob.posts("/send-otp", auto()).await.is(200);
    eve.posts("/send-otp", call(&eve.phone)).await.is(200);
    house.wait(31);
    // a repeat by the same channel is no leg of its own
    ada.posts("/send-otp", call(&ada.phone)).await.is(200);
    eve.asks_for_a_code().await.is(200);
    for person in [&ada, &bob, &eve] {
        person.guesses(&person.reads_the_code()).await.is(200);
    }
    let dan = house.person("dan");
    dan.asks_for_a_code().await.is(200);
    dan.guesses(&dan.reads_the_code()).await.is(200);
    assert_eq!(
        completion(&house, &carrier).await,
        (counts(&[("call,next", 3), ("sms,first", 4), ("sms,next", 1)]), counts(&[("call", 2), ("sms", 2)]))
    );
    hold_to_the_table(&house.figures(TOKEN).await);
}

async fn a_resend_that_never_left_completes_nothing(stage: Stage) {
    let first = Carrier::new();
    let second = Carrier::behind(&first);
    let house = counting(stage.without_limits(), &second).await;
    let (ada, bob, eve) = (house.person("ada"), house.person("bob"), house.person("eve"));
    for person in [&ada, &bob, &eve] {
        person.asks_for_a_code().await.is(200);
    }
    let codes: Vec<String> = first.messages().into_iter().map(|(_, code)| code).collect();
    let to_eve = first.last_id();
    house.wait(31);
    // nobody calls: the code that came by SMS is typed, and its report is that of an SMS
    first.fails(Some(Failure::Blocked));
    second.fails(Some(Failure::Blocked));
    ada.posts("/send-otp", json!({"to": ada.phone, "channel": "call"}))
        .await
        .is_problem(422, "destination_blocked");
    ada.guesses(&codes[0]).await.is(200);
    assert_eq!(completion(&house, &first).await, (counts(&[("sms,first", 3)]), counts(&[("sms", 1)])));
    eve.posts("/send-otp", json!({"to": eve.phone, "channel": "call"}))
        .await
        .is_problem(422, "destination_blocked");
    first.reports(&house, &format!("{to_eve} delivered")).await.is(204);
    let arrived = samples(&house, &first, "doorcode_deliveries_total").await;
    assert_eq!(arrived, told(&[("channel=sms,country=US,outcome=delivered,reason=none", "1")]));
    // the next provider takes it: the code is completed there
    second.fails(None);
    bob.asks_for_a_code().await.is(200);
    bob.guesses(&bob.reads_the_code()).await.is(200);
    assert_eq!(completion(&house, &first).await, (counts(&[("sms,first", 3)]), counts(&[("sms", 1)])));
    assert_eq!(completion(&house, &second).await, (counts(&[("sms,next", 1)]), counts(&[("sms", 1)])));
    // it may have left: a call whose answer was lost
    second.fails(Some(Failure::Unknown));
    house.wait(31);
    eve.posts("/send-otp", json!({"to": eve.phone, "channel": "call"}))
        .await
        .is_problem(502, "delivery_failed");
    eve.guesses(&codes[2]).await.is(200);
    assert_eq!(
        completion(&house, &second).await,
        (counts(&[("call,next", 1), ("sms,next", 1)]), counts(&[("call", 1), ("sms", 1)]))
    );
}

async fn what_the_next_provider_sent_is_its_own(stage: Stage) {
    let first = Carrier::new();
    let second = Carrier::behind(&first);
    let house = counting(stage.with("PRICE_PER_SEND", "sms=2"), &second).await;
    first.fails(Some(Failure::Denied));
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    // a report comes from whoever has it, and nobody else
    let words = format!("{} delivered", second.last_id());
    first.reports(&house, &words).await.is(204);
    second.reports(&house, &words).await.is(204);
    ada.guesses(&ada.reads_the_code()).await.is(200);
    house.settles_until(|| !second.thanked().is_empty()).await;
    assert!(first.thanked().is_empty());
    for (name, labels, value) in [
        (
            "doorcode_verifications_started_total",
            "purpose=prove_address,channel=sms,country=US,leg=first",
            "1",
        ),
        ("doorcode_verifications_approved_total", "purpose=prove_address,channel=sms,country=US", "1"),
        ("doorcode_deliveries_total", "channel=sms,country=US,outcome=delivered,reason=none", "1"),
        ("doorcode_cost_total", "purpose=prove_address,channel=sms,country=US", "2.000000000"),
    ] {
        assert_eq!(samples(&house, &second, name).await, told(&[(labels, value)]), "{name}");
        assert_eq!(samples(&house, &first, name).await, told(&[]), "{name}");
    }
}

async fn a_send_costs_what_the_operator_said(stage: Stage) {
    let carrier = Carrier::new();
    let prices = "sms.US=0.0079,sms.SA=0.05,sms=0.01";
    let house = counting(stage.with("PRICE_PER_SEND", prices), &carrier).await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    // a repeat that is held back costs nothing, a resend costs again
    ada.asks_for_a_code().await.is(200);
    house.wait(31);
    ada.asks_for_a_code().await.is(200);
    ada.posts("/send-otp", json!({"to": "+966501234567"})).await.is(200);
    ada.posts("/send-otp", json!({"to": "+4915123456789"})).await.is(200);
    // a call has no price, and what was not sent costs nothing
    ada.posts("/send-otp", json!({"to": "+442071838750", "channel": "call"})).await.is(200);
    carrier.fails(Some(Failure::Blocked));
    ada.posts("/send-otp", json!({"to": "+966501234568"})).await.is_problem(422, "destination_blocked");
    assert_eq!(
        samples(&house, &carrier, "doorcode_cost_total").await,
        told(&[
            ("purpose=prove_address,channel=sms,country=DE", "0.010000000"),
            ("purpose=prove_address,channel=sms,country=SA", "0.050000000"),
            ("purpose=prove_address,channel=sms,country=US", "0.015800000"),
        ])
    );
    let page = house.figures(TOKEN).await;
    assert!(page.contains("# TYPE doorcode_cost_total counter"));
    hold_to_the_table(&page);
}

async fn whatever_may_have_left_costs(stage: Stage) {
    let carrier = Carrier::new();
    let house = counting(stage.without_limits().with("PRICE_PER_SEND", "sms=2,call=5"), &carrier).await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    ada.registers(json!({"otp_code": ada.reads_the_code()})).await.is(201);
    house.wait(31);
    ada.forgot(json!({})).await.is(200);
    house.settles_until(|| house.sends_to(&ada.phone) == 2).await;
    let words = json!({"otp_code": ada.reads_the_code(), "new_password": "trains run on wednesdays"});
    ada.forgot(words).await.is(200);
    // what happened to the account is told by a message like any other
    house.settles_until(|| carrier.messages().len() == 3).await;
    let bob = house.person("bob");
    carrier.fails(Some(Failure::Unknown));
    bob.asks_for_a_code().await.is_problem(502, "delivery_failed");
    carrier.fails(Some(Failure::Unreachable));
    bob.asks_for_a_code().await.is_problem(502, "delivery_failed");
    let costs = told(&[
        ("purpose=notice,channel=sms,country=US", "2.000000000"),
        ("purpose=prove_address,channel=sms,country=US", "4.000000000"),
        ("purpose=reset,channel=sms,country=US", "2.000000000"),
    ]);
    let mut found = samples(&house, &carrier, "doorcode_cost_total").await;
    // a notice is charged once its answer is there, and nobody waits for that
    for _ in 0..100 {
        if found.len() == costs.len() {
            break;
        }
        found = samples(&house, &carrier, "doorcode_cost_total").await;
    }
    assert_eq!(found, costs);
    hold_to_the_table(&house.figures(TOKEN).await);
}

async fn nothing_is_counted_of_what_was_not_sent(stage: Stage) {
    let carrier = Carrier::new();
    let unpriced = counting(stage.another(), &carrier).await;
    let ada = unpriced.person("ada");
    ada.asks_for_a_code().await.is(200);
    assert_eq!(samples(&unpriced, &carrier, "doorcode_cost_total").await, told(&[]));
    // nor where nobody is asked to pay
    let sandbox = stage.with("METRICS_TOKEN", TOKEN).with("PRICE_PER_SEND", "sms=1,email=1").house().await;
    sandbox.person("bob").asks_for_a_code().await.is(200);
    let page = sandbox.figures(TOKEN).await;
    assert!(!page.lines().any(|line| line.starts_with("doorcode_cost_total{") && line.contains("sandbox")));
    // a send that failed began nothing, and a reset for nobody neither
    carrier.fails(Some(Failure::Blocked));
    let eve = unpriced.person("eve");
    eve.asks_for_a_code().await.is_problem(422, "destination_blocked");
    carrier.fails(None);
    eve.forgot(json!({})).await.is(200);
    unpriced.settles_until(|| true).await;
    assert_eq!(
        samples(&unpriced, &carrier, "doorcode_verifications_started_total").await,
        told(&[("purpose=prove_address,channel=sms,country=US,leg=first", "1")])
    );
    // an answer that was lost may have begun one: a code that arrives would be approved
    carrier.fails(Some(Failure::Unknown));
    eve.asks_for_a_code().await.is_problem(502, "delivery_failed");
    assert_eq!(
        samples(&unpriced, &carrier, "doorcode_verifications_started_total").await,
        told(&[("purpose=prove_address,channel=sms,country=US,leg=first", "2")])
    );
}

async fn the_state_of_every_line_is_told(stage: Stage) {
    let carrier = Carrier::new();
    let house = counting(stage.without_limits().with("OTP_RESEND_SECONDS", "0"), &carrier).await;
    let ready = async || {
        house.ask(Method::GET, "/readyz", "198.51.100.9", &[], &Value::Null).await.is(200)["providers"]
            .clone()
    };
    let line = |channel: &str, state: &str| {
        let (provider, calls) = (carrier.name(), 0);
        json!({"channel": channel, "provider": provider, "state": state, "calls": calls, "calls_limit": 1250})
    };
    assert_eq!(ready().await, json!([line("sms", "closed"), line("call", "closed")]));
    // a call under way is told
    carrier.falls_silent();
    let bob = house.person("bob");
    let seen = async {
        while ready().await[0]["calls"] != 1 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let calls = samples(&house, &carrier, "doorcode_provider_calls").await;
        carrier.answers_again();
        calls
    };
    let seen = tokio::time::timeout(Duration::from_secs(5), seen);
    let (answer, seen) = tokio::join!(bob.asks_for_a_code(), seen);
    answer.is(200);
    assert_eq!(seen.unwrap(), told(&[("channel=call", "0"), ("channel=sms", "1")]));
    let ada = house.person("ada");
    carrier.fails(Some(Failure::Unknown));
    for _ in 0..10 {
        ada.asks_for_a_code().await.is_problem(502, "delivery_failed");
    }
    // it is told, and the server is ready all the same: nobody's session needs a provider
    assert_eq!(ready().await, json!([line("sms", "open"), line("call", "closed")]));
    let circuit = samples(&house, &carrier, "doorcode_provider_circuit").await;
    assert_eq!(circuit, told(&[("channel=call", "0"), ("channel=sms", "2")]));
    let calls = samples(&house, &carrier, "doorcode_provider_calls").await;
    assert_eq!(calls, told(&[("channel=call", "0"), ("channel=sms", "0")]));
    let limit = samples(&house, &carrier, "doorcode_provider_calls_limit").await;
    assert_eq!(limit, told(&[("channel=call", "1250"), ("channel=sms", "1250")]));
    house.wait(15);
    assert_eq!(ready().await, json!([line("sms", "half_open"), line("call", "closed")]));
    let circuit = samples(&house, &carrier, "doorcode_provider_circuit").await;
    assert_eq!(circuit, told(&[("channel=call", "0"), ("channel=sms", "1")]));
    carrier.fails(None);
    ada.asks_for_a_code().await.is(200);
    assert_eq!(ready().await, json!([line("sms", "closed"), line("call", "closed")]));
}
