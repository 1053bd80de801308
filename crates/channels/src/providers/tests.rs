//! The example of CONTRIBUTING.md: it is what is compiled, and it carries codes.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use simulator::{Act, Kind, Script, Simulator};

use super::acme::PROVIDER;
use crate::address::Address;
use crate::breaker::Caution;
use crate::channel::Channel;
use crate::code::Code;
use crate::error::Failure;
use crate::http::Http;
use crate::line::Capacity;
use crate::message::Words;
use crate::outbox::Outbox;
use crate::provider::Parts;
use crate::purpose::Purpose;
use crate::settings::Settings;
use crate::verifier::{Ask, Verdict};

const KEY: &str = "0123456789abcdef";
const TO: &str = "+12025550123";

fn parts() -> Parts {
    Parts {
        http: Http::new(),
        key: [7; 32],
        brand: "Acme".to_owned(),
        words: Arc::new(Words::new("Acme", Duration::from_secs(600))),
        code_length: 6,
        ttl: Duration::from_secs(600),
        default_locale: None,
        public_url: None,
        caution: Caution::none(),
        capacity: Capacity::default(),
        development: true,
        outbox: Outbox::default(),
        now: Arc::new(|| SystemTime::UNIX_EPOCH),
    }
}

#[test]
fn the_page_shows_what_is_compiled() {
    let page = include_str!("../../../../CONTRIBUTING.md");
    let shown = page.split_once("```rust\n").unwrap().1.split_once("```").unwrap().0;
    let compiled = include_str!("../../tests/example/acme.rs");
    assert!(shown == compiled, "put crates/channels/tests/example/acme.rs into CONTRIBUTING.md");
}

#[tokio::test]
async fn the_example_carries_codes_that_are_checked_here() {
    let double = Simulator::start().await.unwrap();
    let settings = [("ACME_API_KEY", KEY.to_owned()), ("ACME_BASE_URL", double.url())];
    let settings = Settings::new(settings.map(|(key, value)| (key.to_owned(), value)));
    let acme = (PROVIDER.build)(&settings, &parts()).unwrap();
    assert_eq!((settings.faults(), PROVIDER.channels), (Vec::new(), &[Channel::Sms][..]));

    let ask = Ask::plain(Address::stored(TO).unwrap(), Channel::Sms, Purpose::ProveAddress);
    let body = "{}".into();
    let taken = Act::Raw { status: 200, content_type: "application/json".into(), body };
    double.script(Script::on(Kind::Text).act(taken));
    let started = acme.start(&ask, None).await.unwrap();
    let call = double.calls().last().unwrap().clone();
    assert_eq!((call.path.as_str(), call.form["to"].as_str()), ("/v1/messages", TO));
    let code = call.form["text"].split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() == 6);
    let code = Code::parse(code.unwrap()).unwrap();
    assert_eq!(acme.check(&ask, &started.reference, &code).await, Ok(Verdict::Right));

    double.script(Script::on(Kind::Text).status(429, 0));
    let error = acme.start(&ask, None).await.unwrap_err();
    assert_eq!((error.failure, error.provider.as_str()), (Failure::Busy, PROVIDER.name));
}

#[test]
fn the_example_misses_its_key_by_name() {
    let settings = Settings::new([]);
    assert!((PROVIDER.build)(&settings, &parts()).is_none());
    let faults: Vec<String> = settings.faults().into_iter().map(|fault| fault.key).collect();
    assert_eq!(faults, ["ACME_API_KEY"]);
}
