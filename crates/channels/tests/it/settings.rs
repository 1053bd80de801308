//! Configuration: every fault at once, by key, with an example, and never the value.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use channels::{Capacity, Caution, Channel, Http, Outbox, Parts, Settings, Switchboard, Words};

const SID: &str = "fedcba98765432100123456789abcdef";

pub(crate) fn parts(development: bool) -> Parts {
    Parts {
        http: Http::with_deadlines(Duration::from_millis(300), Duration::from_millis(900)),
        key: [7; 32],
        brand: "Acme".to_owned(),
        words: Arc::new(Words::new("Acme", Duration::from_secs(600))),
        code_length: 6,
        ttl: Duration::from_secs(600),
        default_locale: None,
        public_url: None,
        caution: Caution::none(),
        capacity: Capacity::default(),
        development,
        outbox: Outbox::default(),
        now: Arc::new(|| SystemTime::UNIX_EPOCH),
    }
}

pub(crate) fn settings(pairs: &[(&str, &str)]) -> Settings {
    Settings::new(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())))
}

pub(crate) fn faults(pairs: &[(&str, &str)], development: bool) -> Vec<String> {
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
fn account_token_and_sender_are_enough_for_text_messages_and_a_verify_service_goes_first() {
    let (account, service) = (format!("AC{SID}"), format!("VA{SID}"));
    let messaging = format!("MG{SID}");
    let pairs =
        [("TWILIO_ACCOUNT_SID", account.as_str()), ("TWILIO_AUTH_TOKEN", "d41d8cd98f00b204e9800998ecf8427e")];
    let (number, service) =
        (("TWILIO_PHONE_NUMBER", "+15005550006"), ("TWILIO_VERIFY_SERVICE_SID", service.as_str()));
    let messaging = ("TWILIO_MESSAGING_SERVICE_SID", messaging.as_str());
    for (more, expected) in [
        (vec![number], "twilio-messaging"),
        (vec![messaging], "twilio-messaging"),
        (vec![number, messaging], "twilio-messaging"),
        (vec![service], "twilio-verify"),
        (vec![service, number, messaging], "twilio-verify"),
    ] {
        for development in [true, false] {
            let settings = settings(&[&pairs[..], &more].concat());
            let board = Switchboard::build(&settings, &parts(development));
            assert_eq!(settings.faults(), []);
            assert_eq!(board.table(), [(Channel::Sms, expected)], "{more:?}");
        }
    }
    let placeholder = faults(&[("TWILIO_ACCOUNT_SID", "ACxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")], true);
    assert!(
        placeholder.iter().any(|fault| fault.starts_with("TWILIO_ACCOUNT_SID is a placeholder")),
        "{placeholder:?}"
    );
}

#[test]
fn credentials_without_service_or_sender_name_all_that_would_do() {
    let account = format!("AC{SID}");
    let pairs =
        [("TWILIO_ACCOUNT_SID", account.as_str()), ("TWILIO_AUTH_TOKEN", "d41d8cd98f00b204e9800998ecf8427e")];
    for development in [true, false] {
        let found = faults(&pairs, development);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("TWILIO_VERIFY_SERVICE_SID is missing"), "{found:?}");
        let named = faults(&[&pairs[..], &[("CHANNEL_SMS", "twilio-messaging")]].concat(), development);
        assert_eq!(named.len(), 1, "{named:?}");
        assert!(named[0].starts_with("TWILIO_PHONE_NUMBER is missing"), "{named:?}");
        for found in [&found[0], &named[0]] {
            assert!(found.contains("TWILIO_MESSAGING_SERVICE_SID"), "{found}");
        }
        let call = faults(&[&pairs[..], &[("CHANNEL_CALL", "twilio-voice")]].concat(), development);
        assert!(call.iter().any(|fault| fault.starts_with("TWILIO_PHONE_NUMBER is missing")), "{call:?}");
    }
}

#[test]
fn a_sender_that_cannot_send_is_a_fault() {
    let account = format!("AC{SID}");
    let pairs = [
        ("TWILIO_ACCOUNT_SID", account.as_str()),
        ("TWILIO_AUTH_TOKEN", "d41d8cd98f00b204e9800998ecf8427e"),
        ("CHANNEL_SMS", "twilio-messaging"),
        ("CHANNEL_WHATSAPP", "twilio-messaging"),
    ];
    let calls = [("CHANNEL_CALL", "twilio-voice")];
    let verify = format!("VA{SID}");
    for (more, key, says) in [
        (vec![("TWILIO_PHONE_NUMBER", "a number of mine")], "TWILIO_PHONE_NUMBER", "country code"),
        (
            vec![("TWILIO_MESSAGING_SERVICE_SID", verify.as_str())],
            "TWILIO_MESSAGING_SERVICE_SID",
            "begin with MG",
        ),
        (
            vec![("TWILIO_PHONE_NUMBER", "Acme"), ("TWILIO_WHATSAPP_NUMBER", "Acme")],
            "TWILIO_WHATSAPP_NUMBER",
            "country code",
        ),
        (
            vec![("TWILIO_PHONE_NUMBER", "Acme"), ("TWILIO_WHATSAPP_CONTENT_SID", verify.as_str())],
            "TWILIO_WHATSAPP_CONTENT_SID",
            "begin with HX",
        ),
        (
            vec![("TWILIO_PHONE_NUMBER", "Acme"), ("TWILIO_MESSAGING_BASE_URL", "http://a.example")],
            "TWILIO_MESSAGING_BASE_URL",
            "https://",
        ),
        (vec![("TWILIO_PHONE_NUMBER", "Acme"), calls[0]], "TWILIO_PHONE_NUMBER", "plus sign and digits"),
    ] {
        let found = faults(&[&pairs[..], &more].concat(), true);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with(key) && found[0].contains(says), "{found:?}");
    }
    assert!(faults(&[&pairs[..], &[("TWILIO_PHONE_NUMBER", "Acme")]].concat(), true).is_empty());
}

fn keys(found: &[String]) -> Vec<&str> {
    found.iter().filter_map(|fault| fault.split(' ').next()).collect()
}

#[test]
fn half_a_configuration_names_every_missing_key_in_every_environment() {
    let (account, key, service) = (format!("AC{SID}"), format!("SK{SID}"), format!("VA{SID}"));
    let (account, key) = (("TWILIO_ACCOUNT_SID", account.as_str()), ("TWILIO_API_KEY_SID", key.as_str()));
    let service = ("TWILIO_VERIFY_SERVICE_SID", service.as_str());
    let token = ("TWILIO_AUTH_TOKEN", "d41d8cd98f00b204e9800998ecf8427e");
    let secret = ("TWILIO_API_KEY_SECRET", "d41d8cd98f00b204e9800998ecf8427f");
    let number = ("TWILIO_PHONE_NUMBER", "+15005550006");
    for (set, missing) in [
        (vec![account], vec![token.0, service.0]),
        (vec![token], vec![account.0, service.0]),
        (vec![service], vec![account.0, token.0]),
        (vec![number], vec![account.0, token.0]),
        (vec![("TWILIO_WHATSAPP_NUMBER", number.1)], vec![account.0, token.0, number.0]),
        (vec![account, service], vec![token.0]),
        (vec![account, token], vec![service.0]),
        (vec![account, number], vec![token.0]),
        (vec![account, key, number], vec![secret.0]),
        (vec![account, key, service], vec![secret.0]),
        (vec![account, secret, service], vec![key.0]),
        (vec![account, token, key, service], vec![secret.0]),
        (vec![("TWILIO_VERIFY_SERVICE_SID_RESET", service.1)], vec![account.0, token.0, service.0]),
    ] {
        for development in [true, false] {
            let found = faults(&set, development);
            let (found_keys, missing): (BTreeSet<_>, BTreeSet<_>) =
                (keys(&found).into_iter().collect(), missing.iter().copied().collect());
            assert_eq!(found_keys, missing, "{set:?}");
            assert!(found.iter().all(|fault| fault.contains("is missing")), "{found:?}");
        }
    }
    for whole in
        [vec![account, token, service], vec![account, key, secret, service], vec![account, token, number]]
    {
        assert!(faults(&whole, false).is_empty());
    }
}

#[test]
fn a_sid_of_another_kind_is_called_by_its_kind() {
    for (prefix, kind) in [
        ("AC", "an account"),
        ("SK", "an API key"),
        ("MG", "a Messaging Service"),
        ("PN", "a phone number"),
        ("VE", "a verification"),
        ("SM", "a message"),
    ] {
        for key in ["TWILIO_VERIFY_SERVICE_SID", "TWILIO_VERIFY_SERVICE_SID_LOGIN"] {
            let found = faults(&[(key, &format!("{prefix}{SID}"))], true);
            let expected = format!("{key} must begin with VA: this is the SID of {kind}");
            assert!(found.contains(&expected), "{expected} not in {found:?}");
        }
    }
    for bad in ["VA0123", &format!("VA{SID}0"), &format!("VA{}", SID.replace('0', "g")), &format!("va{SID}")]
    {
        let found = faults(&[("TWILIO_VERIFY_SERVICE_SID", bad)], true);
        assert!(found.iter().any(|fault| fault.contains("must be VA and 32")), "{found:?}");
    }
}

#[test]
fn credentials_nobody_filled_in_or_copied_badly_are_faults() {
    for (value, says) in [
        ("your_auth_token", "is a placeholder"),
        ("your-token-here", "is a placeholder"),
        ("<token>", "is a placeholder"),
        ("changeme", "is a placeholder"),
        ("xxxxxxxxxxxxxxxx", "is a placeholder"),
        (" d41d8cd98f00b204e9800998ecf8427e", "holds white space"),
        ("d41d8cd98f00b204e9800998ecf8427e\n", "holds white space"),
        ("d41d8cd98f00b204\u{a0}e9800998ecf8427e", "holds white space"),
        ("\"d41d8cd98f00b204e9800998ecf8427e\"", "holds quotes"),
        ("'d41d8cd98f00b204e9800998ecf8427e", "holds quotes"),
        ("“d41d8cd98f00b204e9800998ecf8427e”", "holds quotes"),
        ("‘d41d8cd98f00b204e9800998ecf8427e’", "holds quotes"),
    ] {
        let found = faults(&[("TWILIO_AUTH_TOKEN", value)], true);
        let says = format!("TWILIO_AUTH_TOKEN {says}");
        assert!(found.iter().any(|fault| fault.starts_with(&says)), "{value:?}: {found:?}");
        assert!(!found.iter().any(|fault| fault.starts_with("TWILIO_AUTH_TOKEN is missing")), "told once");
    }
    let blank = faults(&[("TWILIO_AUTH_TOKEN", "  "), ("CHANNEL_SMS", "")], true);
    assert!(blank.is_empty(), "an empty value is no value: {blank:?}");
}

#[test]
fn a_channel_is_served_by_whom_it_names_and_by_nobody_when_off() {
    let (account, service) = (format!("AC{SID}"), format!("VA{SID}"));
    let twilio = [
        ("TWILIO_ACCOUNT_SID", account.as_str()),
        ("TWILIO_AUTH_TOKEN", "d41d8cd98f00b204e9800998ecf8427e"),
        ("TWILIO_VERIFY_SERVICE_SID", service.as_str()),
    ];
    let table = |named: &[(&str, &str)], development| {
        let settings = settings(&[&twilio, named].concat());
        let board = Switchboard::build(&settings, &parts(development));
        assert_eq!(settings.faults(), [], "{named:?}");
        board.table()
    };
    let verify = |channel| (channel, "twilio-verify");
    assert_eq!(table(&[], false), [verify(Channel::Sms)]);
    assert_eq!(
        table(&[("CHANNEL_WHATSAPP", "twilio-verify"), ("CHANNEL_EMAIL", "twilio-verify")], false),
        [verify(Channel::Sms), verify(Channel::WhatsApp), verify(Channel::Email)]
    );
    assert_eq!(
        table(&[("CHANNEL_SMS", "off"), ("CHANNEL_CALL", "twilio-verify")], false),
        [verify(Channel::Call)]
    );
    assert_eq!(
        table(&[("CHANNEL_EMAIL", "sandbox")], true),
        [verify(Channel::Sms), (Channel::Email, "sandbox")]
    );
    for off in ["development", "production"] {
        let found = faults(&Channel::ALL.map(|channel| (channel.setting_key(), "off")), off == "development");
        assert_eq!(keys(&found), ["CHANNEL_SMS"], "a house where nothing can be sent: {found:?}");
    }
}

#[test]
fn nobody_to_send_is_told_beside_every_other_fault() {
    let settings = settings(&[("DATABASE_URL", "nonsense")]);
    settings.fault("DATABASE_URL", "is wrong", "DATABASE_URL=sqlite:x");
    Switchboard::build(&settings, &parts(false));
    let keys: Vec<String> = settings.faults().into_iter().map(|fault| fault.key).collect();
    assert_eq!(keys, ["DATABASE_URL", "CHANNEL_SMS"]);
}
