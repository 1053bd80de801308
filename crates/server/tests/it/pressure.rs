//! What the front does when a handler panics, hangs, or when too many requests are inside.

#![expect(clippy::unwrap_used, reason = "a house that cannot be opened is a failed test")]

use std::{sync::Arc, time::Duration};

use channels::{Capacity, Http, Settings, Switchboard};
use futures_util::future::join_all;
use identity::{Clock, Store, SystemClock};
use poem::{
    Endpoint, Request, Response,
    endpoint::make,
    http::{Method, Uri},
};
use serde_json::{Value, json};
use server::{
    App, Config,
    cors::Origins,
    front::{Front, Manners},
    routes::Routes,
};
use tokio::time::Instant;

use crate::kit::{Stage, carrier::Carrier, on_both, person::token};

on_both![lines_that_hang_leave_room_for_whatever_needs_none];

/// A front before `inner`, with a real desk behind it.
async fn front<E: Endpoint>(inner: E) -> Front<E> {
    let settings = Settings::new([]);
    let config = Config::read(&settings);
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let switchboard = Switchboard::build(&settings, &config.parts(Http::new(), &clock));
    let store = Store::connect("sqlite::memory:").await.unwrap();
    let desk = App::new(&config, store, switchboard, clock).unwrap().desk;
    let manners = Manners { origins: Origins::default(), trusted: vec![], hsts: true, most_inside: 3_000 };
    Front::new(inner, desk, manners, Routes::new(&[], &[]))
}

fn request(path: &'static str) -> Request {
    Request::builder().uri(Uri::from_static(path)).finish()
}

async fn body(response: Response) -> Value {
    serde_json::from_str(&response.into_body().into_string().await.unwrap()).unwrap()
}

#[tokio::test]
async fn security_28_a_panic_is_answered_without_its_text() {
    let front =
        front(make(|request: Request| async move { assert!(request.uri().path() == "/", "hunter2") })).await;
    let response = front.call(request("/login")).await.unwrap();
    assert_eq!(response.status().as_u16(), 500);
    assert!(response.headers().contains_key("strict-transport-security"));
    let told = body(response).await;
    assert_eq!(told["code"], "internal");
    assert!(!told.to_string().contains("hunter2"));
}

#[tokio::test]
async fn a_handler_that_hangs_is_given_up_after_the_deadline() {
    let front = front(make(|_| std::future::pending::<()>())).await;
    tokio::time::pause();
    let started = Instant::now();
    let response = front.call(request("/login")).await.unwrap();
    assert_eq!(started.elapsed().as_secs(), 10);
    assert_eq!(response.status().as_u16(), 503);
    assert_eq!(response.header("retry-after"), Some("2"));
}

#[tokio::test]
async fn security_43_a_full_house_turns_requests_away_at_once_and_still_tells_its_supervisor_that_it_lives() {
    let front = front(make(|request: Request| async move {
        if request.uri().path() == "/login" {
            std::future::pending::<()>().await;
        }
    }))
    .await;
    let crowd: Vec<_> = (0..3000).map(|_| front.call(request("/login"))).collect();
    let crowd = join_all(crowd);
    tokio::pin!(crowd);
    let waiting = tokio::time::timeout(Duration::from_millis(50), &mut crowd).await;
    assert!(waiting.is_err(), "the crowd was not let in");
    let late = front.call(request("/me")).await.unwrap();
    assert_eq!(late.status().as_u16(), 503);
    assert_eq!(body(late).await["code"], "unavailable");
    assert_eq!(front.call(request("/healthz")).await.unwrap().status().as_u16(), 200);
}

async fn lines_that_hang_leave_room_for_whatever_needs_none(stage: Stage) {
    let carrier = Carrier::new();
    let room = Capacity { all: 25, each: 2 };
    let house = stage.without_limits().with_room(30, room).by(&carrier).house().await;
    let ada = house.person("ada");
    let token = token(&ada.joins().await).to_owned();
    let lines = async || {
        let ready = house.ask(Method::GET, "/readyz", "198.51.100.9", &[], &Value::Null).await.is(200);
        ["calls", "calls_limit"].map(|field| [0, 1].map(|line| ready["providers"][line][field].clone()))
    };
    let asks = async |one: usize| {
        let (to, channel) = (format!("+12025552{one:03}"), ["sms", "call"][one % 2]);
        house.person("somebody").posts("/send-otp", json!({"to": to, "channel": channel})).await
    };
    carrier.falls_silent();
    let first = join_all((0..24).map(asks));
    let others = async {
        while lines().await != [[12, 12], [12, 12]] {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        for one in 24..36 {
            asks(one).await.is_problem(429, "too_many_requests");
        }
        house.ask(Method::GET, "/healthz", "198.51.100.9", &[], &Value::Null).await.is(200);
        ada.looks_at_me(&token).await.is(200);
        ada.signs_in().await.is(200);
        carrier.answers_again();
    };
    let others = tokio::time::timeout(Duration::from_secs(4), others);
    let (first, others) = tokio::join!(first, others);
    others.unwrap();
    for answer in first {
        answer.is(200);
    }
}
