//! No text makes a parser panic, and what was read reads back the same.

use std::time::Duration;

use channels::{
    Address, Ask, Channel, Code, EmailAddress, Failure, Locale, PhoneNumber, Purpose, Reference, Region,
    Settings, Words,
};
use proptest::prelude::*;

/// Texts of every kind: anything at all, and what nearly is a number, a mailbox, a code or a tag.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "\\PC{0,60}",
        "[+0-9 ().٠-٩０-９-]{0,30}",
        "\\+[1-9][0-9]{6,14}",
        "[a-z0-9.+_%\"<> \\x00-\\x20-]{0,20}@[a-z0-9.\\[\\]\\x7f-]{0,30}",
        "[0-9 -]{0,14}",
        "[a-zA-Z]{0,4}(-[a-zA-Z0-9]{0,9}){0,4}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_number_is_read_or_refused(text in text()) {
        for home in [None, "SA".parse().ok(), "US".parse().ok()] {
            let Ok(number) = PhoneNumber::parse(&text, home) else { continue };
            let canonical = number.as_str();
            prop_assert!(canonical.starts_with('+') && canonical[1..].bytes().all(|b| b.is_ascii_digit()));
            prop_assert!((7..=16).contains(&canonical.len()), "{} digits", canonical.len());
            prop_assert_eq!(&PhoneNumber::parse(canonical, None).unwrap(), &number);
            prop_assert_eq!(Address::stored(canonical), Some(Address::from(number.clone())));
            prop_assert!(canonical.starts_with(number.range()));
            let masked = number.masked();
            prop_assert_eq!(masked.len(), canonical.len());
            let shown = masked.bytes().filter(u8::is_ascii_digit).count();
            prop_assert!(shown <= 5, "{shown} digits show");
            prop_assert_eq!(format!("{number:?}"), masked);
        }
    }

    #[test]
    fn any_mailbox_is_read_or_refused(text in text()) {
        if let Ok(mailbox) = EmailAddress::parse(&text) {
            let canonical = mailbox.as_str();
            prop_assert!(canonical.bytes().all(|b| b.is_ascii_graphic() && !b.is_ascii_uppercase()));
            prop_assert!(canonical.len() <= 254 && canonical.matches('@').count() == 1);
            prop_assert_eq!(&EmailAddress::parse(canonical).unwrap(), &mailbox);
            prop_assert_eq!(Address::stored(canonical), Some(Address::from(mailbox.clone())));
            prop_assert_eq!(format!("{mailbox:?}"), mailbox.masked());
        }
    }

    #[test]
    fn ordinary_mailboxes_are_read(local in "[a-zA-Z0-9]{1,10}([.+_-][a-zA-Z0-9]{1,5}){0,3}", domain in "[a-z0-9]{1,10}(-[a-z0-9]{1,5})?\\.[a-z]{2,6}") {
        let typed = format!("{local}@{domain}");
        let mailbox = EmailAddress::parse(&typed).unwrap();
        prop_assert_eq!(mailbox.as_str(), typed.to_lowercase());
    }

    #[test]
    fn any_address_is_of_one_kind(text in text()) {
        if let Ok(address) = Address::parse(&text, "US".parse().ok()) {
            prop_assert_eq!(text.contains('@'), matches!(address, Address::Email(_)));
            prop_assert!(Channel::ALL.iter().any(|channel| channel.carries(&address)));
            let shown = format!("{address:?}");
            prop_assert!(!shown.contains(address.as_str()));
        }
        if let Some(address) = Address::stored(&text) {
            prop_assert_eq!(address.as_str(), text);
        }
    }

    #[test]
    fn any_word_is_read_or_refused(text in text()) {
        if let Ok(code) = Code::parse(&text) {
            prop_assert!((4..=10).contains(&code.expose().len()) && code.expose().bytes().all(|b| b.is_ascii_digit()));
            prop_assert!(code.same(&Code::parse(code.expose()).unwrap()));
            let shown = format!("{code:?}");
            prop_assert!(!shown.contains(code.expose()));
        }
        if let Ok(locale) = Locale::parse(&text) {
            prop_assert_eq!(Locale::parse(locale.as_str()).unwrap(), locale.clone());
            prop_assert!((2..=3).contains(&locale.language().len()));
        }
        if let Ok(region) = text.parse::<Region>() {
            prop_assert_eq!(region.as_str().parse::<Region>().unwrap(), region);
        }
        if let Some(reference) = Reference::new(text.clone()) {
            prop_assert_eq!(Reference::new(reference.as_str()).unwrap(), reference);
        }
        prop_assert!(text.parse::<Channel>().is_ok_and(|read| read.as_str() == text) || text.parse::<Channel>().is_err());
    }

    #[test]
    fn a_code_in_any_grouping_is_the_same_code(digits in "[0-9]{4,10}", gap in 1usize..4) {
        let grouped: Vec<String> = digits.as_bytes().chunks(gap).map(|part| String::from_utf8_lossy(part).into_owned()).collect();
        for between in ["-", " "] {
            let code = Code::parse(&grouped.join(between)).unwrap();
            prop_assert_eq!(code.expose(), digits.as_str());
        }
    }

    #[test]
    fn no_value_shows_in_a_fault(value in text()) {
        let settings = Settings::new([("TWILIO_AUTH_TOKEN".to_owned(), value.clone())]);
        settings.secret("TWILIO_AUTH_TOKEN", "TWILIO_AUTH_TOKEN=0123");
        settings.sid("TWILIO_AUTH_TOKEN", "VA");
        let plain = format!("{:?} {settings:?}", Settings::new([("TWILIO_AUTH_TOKEN".to_owned(), "-".to_owned())]).faults());
        let shown = format!("{:?} {settings:?}", settings.faults());
        let value = value.trim();
        prop_assert!(value.len() < 24 || plain.contains(value) || !shown.contains(value), "a value shows");
    }
}

#[test]
fn the_words_of_closed_sets_read_back() {
    for channel in Channel::ALL {
        assert_eq!(channel.as_str().parse(), Ok(channel));
        assert_eq!(channel.to_string(), channel.as_str());
        assert_eq!(channel.setting_key(), format!("CHANNEL_{}", channel.as_str().to_uppercase()));
    }
    for purpose in Purpose::ALL {
        assert_eq!(purpose.as_str().parse(), Ok(purpose));
    }
    for failure in Failure::ALL {
        assert_eq!(failure.as_str().parse(), Ok(failure));
    }
    for bad in ["", "SMS", " sms", "voice", "sms\n", "register"] {
        assert!(bad.parse::<Channel>().is_err() && bad.parse::<Purpose>().is_err(), "{bad:?}");
    }
}

#[test]
fn a_message_says_how_long_it_counts() {
    let code = Code::parse("012345").unwrap();
    let to = Address::stored("+12025550123").unwrap();
    let ask = Ask::plain(to, Channel::Sms, Purpose::ProveAddress);
    for (millis, words) in [
        (600_000, "10 minutes"),
        // it waited for its turn
        (592_400, "10 minutes"),
        (589_000, "9 minutes"),
        (90_000, "1 minute"),
        (59_990, "1 minute"),
        (1, "1 minute"),
    ] {
        let life = Duration::from_millis(millis);
        let message = Words::new("Acme", Duration::from_secs(900))
            .code(&Ask { life: Some(life), ..ask.clone() }, &code);
        assert!(message.text().contains(&format!("012345. It expires in {words}.")), "{}", message.text());
        assert_eq!(message.life(), Some(Duration::from_secs(millis.div_ceil(1000))));
        let message = Words::new("Acme", life).code(&ask, &code);
        assert!(message.text().contains(&format!("012345. It expires in {words}.")), "{}", message.text());
        assert!(!format!("{message:?}").contains("012345"), "a code shows in {message:?}");
    }
}
