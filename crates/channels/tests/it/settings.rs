//! Configuration: every fault at once, by key, with an example, and never the value.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use channels::{Channel, Http, Outbox, Parts, Settings, Switchboard};

const SID: &str = "0123456789abcdef0123456789abcdef";

pub(crate) fn parts(development: bool) -> Parts {
    Parts {
        http: Http::with_deadlines(Duration::from_millis(300), Duration::from_millis(900)),
        key: [7; 32],
        brand: "Acme".to_owned(),
        code_length: 6,
        ttl: Duration::from_secs(600),
        development,
        outbox: Outbox::default(),
        now: Arc::new(|| SystemTime::UNIX_EPOCH),
    }
}

fn settings(pairs: &[(&str, &str)]) -> Settings {
    Settings::new(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())))
}

fn faults(pairs: &[(&str, &str)], development: bool) -> Vec<String> {
    let settings = settings(pairs);
    Switchboard::build(&settings, &parts(development));
    let faults = settings.faults();
    for fault in &faults {
        let text = format!("{} {} {}", fault.key, fault.fault, fault.example);
        for (_, value) in pairs.iter().filter(|(_, value)| value.len() > 12) {
            assert!(!text.contains(value), "a value shows in: {text}");
        }
    }
    faults.into_iter().map(|fault| format!("{} {}", fault.key, fault.fault)).collect()
}

#[test]
fn with_nothing_configured_the_sandbox_serves_every_channel_in_development_only() {
    let board = Switchboard::build(
        &settings(&[("TWILIO_VERIFY_BASE_URL", "https://verify.twilio.com")]),
        &parts(true),
    );
    assert_eq!(board.channels().len(), Channel::ALL.len());
    assert!(board.outbox().is_some());
    assert_eq!(faults(&[], false).len(), 1);
    assert!(faults(&[("CHANNEL_SMS", "sandbox")], false)[0].contains("must not be the sandbox"));
}

#[test]
fn three_keys_are_enough_for_text_messages_and_for_nothing_else() {
    let (account, service) = (format!("AC{SID}"), format!("VA{SID}"));
    let pairs = [
        ("TWILIO_ACCOUNT_SID", account.as_str()),
        ("TWILIO_AUTH_TOKEN", "d41d8cd98f00b204e9800998ecf8427e"),
        ("TWILIO_VERIFY_SERVICE_SID", service.as_str()),
    ];
    let settings = settings(&pairs);
    let board = Switchboard::build(&settings, &parts(true));
    assert_eq!(settings.faults(), []);
    assert_eq!(board.table(), [(Channel::Sms, "twilio-verify")]);
    assert!(board.outbox().is_none(), "configured credentials never fall to the sandbox");
}

#[test]
fn every_faulty_key_is_named_at_once() {
    let (messaging, key) = (format!("MG{SID}"), format!("SK{SID}"));
    let found = faults(
        &[
            ("TWILIO_ACCOUNT_SID", key.as_str()),
            ("TWILIO_AUTH_TOKEN", "a token with spaces"),
            ("TWILIO_VERIFY_SERVICE_SID", messaging.as_str()),
            ("CHANNEL_CALL", "carrier-pigeon"),
            ("TWILIO_VERIFY_BASE_URL", "http://verify.example.com"),
        ],
        true,
    );
    for expected in [
        "CHANNEL_CALL must be one of",
        "TWILIO_ACCOUNT_SID must begin with AC: this is the SID of an API key",
        "TWILIO_AUTH_TOKEN holds white space",
        "TWILIO_VERIFY_SERVICE_SID must begin with VA: this is the SID of a Messaging Service",
        "TWILIO_VERIFY_BASE_URL must begin with https://",
    ] {
        assert!(found.iter().any(|fault| fault.starts_with(expected)), "{expected} not in {found:#?}");
    }
}

#[test]
fn account_token_and_number_without_a_service_name_the_missing_key() {
    let account = format!("AC{SID}");
    let found = faults(
        &[
            ("TWILIO_ACCOUNT_SID", account.as_str()),
            ("TWILIO_AUTH_TOKEN", "d41d8cd98f00b204e9800998ecf8427e"),
            ("TWILIO_PHONE_NUMBER", "+15005550006"),
        ],
        true,
    );
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("TWILIO_VERIFY_SERVICE_SID is missing"));
    let placeholder = faults(&[("TWILIO_ACCOUNT_SID", "ACxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")], true);
    assert!(
        placeholder.iter().any(|fault| fault == "TWILIO_ACCOUNT_SID is a placeholder"),
        "{placeholder:?}"
    );
}
