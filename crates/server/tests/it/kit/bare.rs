//! A house of nothing but settings, for what needs neither a clock nor a provider.

use std::sync::Arc;

use channels::{Http, Settings, Switchboard};
use identity::{Clock, Store, SystemClock};
use poem::{
    Endpoint,
    test::{TestClient, TestResponse},
};
use serde_json::Value;
use server::{App, Config};

/// A house with these settings, a database in memory and the sandbox.
pub(crate) async fn house(settings: &[(&str, &str)]) -> TestClient<impl Endpoint> {
    let pairs = settings.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    let settings = Settings::new(pairs);
    let config = Config::read(&settings);
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let switchboard = Switchboard::build(&settings, &config.parts(Http::new(), &clock));
    assert!(settings.faults().is_empty(), "{:?}", settings.faults());
    let store = Store::connect("sqlite::memory:").await.unwrap();
    store.migrate().await.unwrap();
    TestClient::new(App::new(&config, store, switchboard, clock).unwrap().into_endpoint())
}

/// The body of a problem with this status and code.
pub(crate) async fn problem(response: TestResponse, status: u16, code: &str) -> Value {
    assert_eq!(response.0.status().as_u16(), status);
    response.assert_header("content-type", "application/problem+json");
    let id = response.0.header("x-request-id").unwrap().to_owned();
    let body: Value = serde_json::from_str(&response.0.into_body().into_string().await.unwrap()).unwrap();
    assert_eq!(body["code"], code);
    assert_eq!(body["status"], status);
    assert_eq!(body["request_id"], id.as_str());
    assert_eq!(body["error"], body["detail"]);
    body
}
