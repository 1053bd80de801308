//! What the front does when a handler panics, hangs, or when too many requests are inside.

#![expect(clippy::unwrap_used, reason = "a house that cannot be opened is a failed test")]

use std::{sync::Arc, time::Duration};

use channels::{Http, Settings, Switchboard};
use identity::{Clock, Store, SystemClock};
use poem::{Endpoint, Request, Response, endpoint::make, http::Uri};
use serde_json::Value;
use server::{
    App, Config,
    cors::Origins,
    front::{Front, Manners},
    routes::Routes,
};
use tokio::time::Instant;

/// A front before `inner`, with a real desk behind it.
async fn front<E: Endpoint>(inner: E) -> Front<E> {
    let settings = Settings::new([]);
    let config = Config::read(&settings);
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let switchboard = Switchboard::build(&settings, &config.parts(Http::new(), &clock));
    let store = Store::connect("sqlite::memory:").await.unwrap();
    let desk = App::new(&config, store, switchboard, clock).unwrap().desk;
    let manners = Manners { origins: Origins::default(), trusted: vec![], hsts: true };
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
    let crowd = futures_util::future::join_all(crowd);
    tokio::pin!(crowd);
    let waiting = tokio::time::timeout(Duration::from_millis(50), &mut crowd).await;
    assert!(waiting.is_err(), "the crowd was not let in");
    let late = front.call(request("/me")).await.unwrap();
    assert_eq!(late.status().as_u16(), 503);
    assert_eq!(body(late).await["code"], "unavailable");
    assert_eq!(front.call(request("/healthz")).await.unwrap().status().as_u16(), 200);
}
