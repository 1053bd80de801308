//! Several providers of one channel, and numbers that none of them is asked about.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use channels::{
    Address, Ask, Caution, Channel, Circuit, Code, Failure, Notice, Parts, Purpose, Switchboard, Verdict,
};
use simulator::{Act, Kind, Script, Simulator, known};

use crate::settings::{faults, parts, settings};
use crate::stage::{FirstLine, another, owner};

/// Twilio, and the sandbox where Twilio sent nothing.
fn board(double: &Simulator, parts: &Parts) -> Switchboard {
    let url = double.url();
    let settings = settings(&[
        ("TWILIO_ACCOUNT_SID", known::ACCOUNT_SID),
        ("TWILIO_AUTH_TOKEN", known::AUTH_TOKEN),
        ("TWILIO_VERIFY_SERVICE_SID", known::SERVICE_SID),
        ("TWILIO_VERIFY_BASE_URL", &url),
        ("TWILIO_API_BASE_URL", &url),
        ("CHANNEL_SMS", "twilio-verify, sandbox"),
        ("CHANNEL_EMAIL", "sandbox"),
        ("TEST_NUMBERS", "+15005550101=424242, +966501234567=131313"),
        ("TEST_NUMBERS_UNTIL", "1970-01-31"),
    ]);
    let board = Switchboard::build(&settings, parts);
    assert_eq!(settings.faults(), []);
    board
}

/// A clock that tests move.
fn moved(parts: Parts) -> (Arc<Mutex<SystemTime>>, Parts) {
    let time = Arc::new(Mutex::new(SystemTime::UNIX_EPOCH));
    let clock = Arc::clone(&time);
    (time, Parts { now: Arc::new(move || *clock.lock().unwrap()), ..parts })
}

#[test]
fn the_order_of_providers_is_read_and_faults_are_told() {
    for (text, says) in [
        ("sandbox,pigeon", "CHANNEL_SMS must be one of: "),
        ("sandbox,", "CHANNEL_SMS must be one of: "),
        ("sandbox,sandbox", "CHANNEL_SMS names sandbox twice"),
        ("off,sandbox", "CHANNEL_SMS must be one of: "),
    ] {
        let found = faults(&[("CHANNEL_SMS", text)], true);
        assert!(found.len() == 1 && found[0].starts_with(says), "{text}: {found:?}");
    }
}

#[tokio::test]
async fn whoever_is_left_alone_is_asked_last() {
    let double = Simulator::start().await.unwrap();
    let caution = Caution { failures: 2, rest: Duration::from_secs(15) };
    let (time, parts) = moved(Parts { caution, ..parts(true) });
    let board = board(&double, &parts);
    let order = || board.routes(&owner(Channel::Sms)).iter().map(|route| route.provider).collect::<Vec<_>>();
    let circuit = || {
        let states = board.states();
        let twilio = states.iter().find(|state| state.provider == "twilio-verify");
        twilio.expect("Twilio serves").circuit
    };
    assert_eq!((order(), circuit()), (vec!["twilio-verify", "sandbox"], Circuit::Closed));
    for _ in 0..2 {
        double.script(Script::on(Kind::Start).act(Act::Cut));
        board.begin(&owner(Channel::Sms), None).await.unwrap_err();
    }
    assert_eq!((order(), circuit()), (vec!["sandbox", "twilio-verify"], Circuit::Open));
    let refused = board.start(&owner(Channel::Sms), "twilio-verify", None).await.unwrap_err();
    assert_eq!((refused.failure, double.calls().of(Kind::Start).count()), (Failure::Unreachable, 2));
    *time.lock().unwrap() += Duration::from_secs(15);
    assert_eq!((order(), circuit()), (vec!["twilio-verify", "sandbox"], Circuit::HalfOpen));
    board.begin(&owner(Channel::Sms), None).await.unwrap();
    assert_eq!(circuit(), Circuit::Closed);
}

#[tokio::test]
async fn a_call_that_is_given_up_on_counts_as_failed() {
    let double = Simulator::start().await.unwrap();
    let caution = Caution { failures: 1, rest: Duration::from_secs(15) };
    let board = board(&double, &Parts { caution, ..parts(true) });
    double.script(Script::on(Kind::Start).act(Act::Hang));
    let ask = owner(Channel::Sms);
    let asked = tokio::time::timeout(Duration::from_millis(100), board.begin(&ask, None)).await;
    assert!(asked.is_err());
    assert_eq!(board.first(&owner(Channel::Sms)).unwrap().provider, "sandbox");
}

#[tokio::test]
async fn a_test_number_is_nobodys_business_until_its_date() {
    let double = Simulator::start().await.unwrap();
    let (time, parts) = moved(parts(true));
    let board = board(&double, &parts);
    let (right, number) = (Code::parse("131313").unwrap(), Address::stored("+966501234567").unwrap());
    let ask = Ask { to: number.clone(), ..owner(Channel::Sms) };
    assert!(board.is_test(&number) && !board.is_test(&owner(Channel::Sms).to));
    let receipt = board.begin(&ask, None).await.unwrap().receipt;
    assert_eq!(receipt.provider, "test-number");
    assert_eq!(board.begin(&ask, Some(&receipt)).await.unwrap().receipt, receipt, "a resend is a resend");
    assert_eq!(board.check(&ask, &receipt, &another(&right)).await, Ok(Verdict::Wrong));
    assert_eq!(board.check(&ask, &receipt, &right).await, Ok(Verdict::Right));
    let reset = Ask { purpose: Purpose::Reset, ..ask.clone() };
    assert_ne!(board.begin(&reset, None).await.unwrap().receipt, receipt);
    let other = Ask { to: Address::stored("+15005550101").unwrap(), ..ask.clone() };
    assert_eq!(board.check(&other, &receipt, &right).await, Ok(Verdict::Wrong));
    let told = board.tell(&number, Notice::PasswordChanged, None).await.ended;
    assert_eq!(told.unwrap_err().failure, Failure::NotOffered);
    assert!(board.routes(&Ask { channel: Channel::WhatsApp, ..ask.clone() }).is_empty(), "nobody serves it");
    assert_eq!(double.calls().len(), 0);
    // the end of January, in UTC
    *time.lock().unwrap() += Duration::from_secs(31 * 86_400 - 1);
    assert!(board.is_test(&number));
    *time.lock().unwrap() += Duration::from_secs(1);
    assert!(!board.is_test(&number));
    assert_eq!(board.check(&ask, &receipt, &right).await, Ok(Verdict::Gone));
    assert_eq!(board.first(&ask).unwrap().provider, "twilio-verify");
}

#[test]
fn test_numbers_are_read_with_every_fault_and_want_an_end_in_production() {
    let set = |numbers, until, development| {
        let sandbox = if development { "sandbox" } else { "off" };
        let found = faults(
            &[("TEST_NUMBERS", numbers), ("TEST_NUMBERS_UNTIL", until), ("CHANNEL_SMS", sandbox)],
            development,
        );
        found.into_iter().filter(|fault| fault.starts_with("TEST_")).collect::<Vec<_>>()
    };
    assert!(set("+15005550191=424242", "", true).is_empty());
    assert!(set("+15005550191=424242", "2027-01-31", false).is_empty());
    assert!(set("+15005550191=424242", "2027-01-31T12:00:00Z", false).is_empty());
    let found = set("+15005550191=424242", "", false);
    assert_eq!(found, ["TEST_NUMBERS_UNTIL is required in production: the codes are known"]);
    for bad in ["+15005550191", "5005550191=424242", "+15005550191=12", "+15005550191=424242,", "x=424242"] {
        let found = set(bad, "", true);
        assert!(found.len() == 1 && found[0].starts_with("TEST_NUMBERS must be numbers"), "{bad}: {found:?}");
    }
    for twice in ["+15005550191=424242,+15005550191=131313", "+15005550191=424242, +1 500 555 0191=424242"] {
        let found = set(twice, "", true);
        assert!(found.len() == 1 && found[0].starts_with("TEST_NUMBERS names a number twice"), "{found:?}");
    }
    assert_eq!(set("+15005550191=424242", "tomorrow", true).len(), 1);
    // where anybody may guess, four digits are soon found
    for short in ["+15005550191=4242", "+15005550192=424242,+15005550191=42424"] {
        assert!(set(short, "2027-01-31", true).is_empty());
        let found = set(short, "2027-01-31", false);
        assert_eq!(
            found,
            ["TEST_NUMBERS must have codes of 6 digits or more in production: shorter ones are guessed"]
        );
    }
}
