//! The words of messages made here: every language, every kind, every channel.

use std::collections::BTreeMap;
use std::time::Duration;

use channels::{Address, Ask, Channel, Code, LOCALES, Locale, Message, Notice, Purpose, Wording, Words};
use proptest::prelude::*;

/// As long as a brand may be for its text messages to take one segment.
const BRAND: &str = "Acme Trading";
const CODE: &str = "493021";

fn locale(tag: &str) -> Locale {
    Locale::parse(tag).unwrap()
}

fn code() -> Code {
    Code::parse(CODE).unwrap()
}

fn ask(channel: Channel, purpose: Purpose, tag: &str) -> Ask {
    let to = if channel == Channel::Email { "ada@example.com" } else { "+12025550123" };
    Ask { locale: Some(locale(tag)), ..Ask::plain(Address::stored(to).unwrap(), channel, purpose) }
}

fn transfer() -> Wording {
    let details = [("amount", "100 USD"), ("payee", "Bob")];
    let details = details.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Wording { action: "transfer".to_owned(), details: BTreeMap::from(details) }
}

fn words() -> Words {
    Words::new(BRAND, Duration::from_secs(600))
}

/// Every code message there is, with what it is called.
fn every_code(words: &Words) -> Vec<(String, Ask, Message)> {
    let mut all = Vec::new();
    for tag in LOCALES {
        for channel in Channel::ALL {
            for purpose in Purpose::ALL {
                let wording = (purpose == Purpose::Confirm).then(transfer);
                let ask = Ask { wording, ..ask(channel, purpose, tag) };
                let message = words.code(&ask, &code());
                all.push((format!("{purpose} by {channel} in {tag}"), ask, message));
            }
        }
    }
    all
}

#[test]
fn every_code_message_in_every_language_says_what_it_must_once() {
    for (what, ask, message) in every_code(&words()) {
        let (text, subject) = (message.text(), message.subject());
        assert_eq!(text.matches(CODE).count(), 1, "{what}: {text}");
        assert_eq!(text.matches("10").count(), if ask.wording.is_some() { 2 } else { 1 }, "{what}: {text}");
        assert_eq!(text.matches(BRAND).count(), 1, "{what}: {text}");
        assert!(subject.contains(BRAND) && !subject.contains(CODE), "{what}: {subject}");
        assert_eq!(message.language(), ask.locale.as_ref().unwrap().as_str());
        assert_eq!(message.code().unwrap().expose(), CODE);
        for part in [text, subject, message.html().unwrap_or_default(), &message.spoken().join(" ")] {
            assert!(!part.contains(['{', '}']) && !part.contains("  "), "{what}: {part}");
        }
        for shown in ask.wording.iter().flat_map(|_| ["transfer", "amount: \"100 USD\"", "payee: \"Bob\""]) {
            assert!(text.contains(shown), "{what}: {text}");
        }
        assert_eq!(message.html().is_some(), ask.channel == Channel::Email, "{what}");
        assert_eq!(!message.spoken().is_empty(), ask.channel == Channel::Call, "{what}");
    }
}

#[test]
fn a_text_message_with_a_code_takes_one_segment_in_every_language() {
    for seconds in [60, 120, 300, 600] {
        let words = Words::new(BRAND, Duration::from_secs(seconds));
        for (what, ask, message) in every_code(&words) {
            // what is confirmed has no bounds
            if ask.channel == Channel::Sms && ask.purpose != Purpose::Confirm {
                let (text, units) = (message.text(), message.text().encode_utf16().count());
                assert_eq!(message.segments(), 1, "{what}: {units} units: {text}");
            }
        }
    }
}

/// What protects a person from whoever asks for their code: that nobody gets it, and that we never ask.
const PROTECTION: [(&str, &str, &str); 8] = [
    ("en", "Never share it", "we never ask for it"),
    ("ar", "لا تشاركه مع أحد", "نطلبه"),
    ("de", "Geben Sie ihn nie weiter", "wir fragen nie danach"),
    ("es", "comparta", "nunca se l"),
    ("fr", "Ne le communiquez à personne", "nous ne le demandons jamais"),
    ("hi", "किसी को न ", "नहीं माँगते"),
    ("pt", "o passe a ninguém", "nunca o pediremos"),
    ("zh", "请勿告诉任何人", "我们绝不会"),
];

#[test]
fn every_message_says_that_nobody_gets_the_code_and_that_we_never_ask() {
    assert_eq!(PROTECTION.map(|(tag, ..)| tag), LOCALES);
    for (what, ask, message) in every_code(&words()) {
        let tag = message.language();
        let (_, secret, never) = PROTECTION.into_iter().find(|(of, ..)| *of == tag).unwrap();
        // where 70 characters are a segment, the longest occasion has no room for both
        let short =
            ask.channel == Channel::Sms && ask.purpose == Purpose::Reset && ["ar", "hi"].contains(&tag);
        for said in [message.text().to_owned(), message.spoken().join(" ")] {
            if said.is_empty() {
                continue;
            }
            assert!(said.contains(secret), "{what}: {said}");
            assert_eq!(said.contains(never), !short, "{what}: {said}");
        }
    }
}

#[test]
fn a_voice_says_the_digits_one_by_one_as_a_sentence_of_their_own() {
    for (what, ask, message) in every_code(&words()) {
        if ask.channel == Channel::Call {
            let spoken = message.spoken();
            assert_eq!(spoken.len(), 3, "{what}: {spoken:?}");
            assert_eq!(spoken[1], "4, 9, 3, 0, 2, 1", "{what}");
            assert!(spoken[0].contains(BRAND) && spoken[2].contains("10"), "{what}: {spoken:?}");
            assert!(!spoken.concat().contains(['\u{2068}', '\u{2069}']), "{what}: {spoken:?}");
        }
    }
}

#[test]
fn a_page_shows_the_code_large_in_its_language_and_fetches_nothing() {
    for (what, ask, message) in every_code(&words()) {
        let Some(page) = message.html() else { continue };
        let tag = ask.locale.as_ref().unwrap().as_str();
        let direction = if tag == "ar" { "rtl" } else { "ltr" };
        assert!(page.contains(&format!("<html lang=\"{tag}\" dir=\"{direction}\">")), "{what}: {page}");
        assert!(page.contains(&format!(">{CODE}</strong>")), "{what}: {page}");
        assert_eq!(page.matches(CODE).count(), 1, "{what}: {page}");
        assert!(
            !page.contains("http") && !page.contains("src=") && !page.contains("<script"),
            "{what}: {page}"
        );
    }
}

#[test]
fn what_a_stranger_wrote_is_text_on_a_page() {
    let evil = "<img src=x onerror=alert(1)> & \"more\"";
    let words = Words::new("A&B <Shop>", Duration::from_secs(600));
    let details = BTreeMap::from([("payee".to_owned(), evil.to_owned())]);
    let wording = Some(Wording { action: "transfer".to_owned(), details });
    let message = words.code(&Ask { wording, ..ask(Channel::Email, Purpose::Confirm, "en") }, &code());
    let page = message.html().unwrap();
    assert!(page.contains("A&amp;B &lt;Shop&gt;") && page.contains("&lt;img src=x"), "{page}");
    assert!(!page.contains("<img") && !page.contains("<Shop>"), "{page}");
    assert!(message.text().contains(evil), "the text part is text");
}

#[test]
fn every_notice_is_told_in_every_language_without_a_code() {
    let words = words();
    for tag in LOCALES {
        let mut seen = Vec::new();
        for notice in Notice::ALL {
            for channel in [Channel::Sms, Channel::WhatsApp, Channel::Email] {
                let message = words.notice(notice, channel, Some(&locale(tag)));
                let text = message.text();
                assert_eq!(text.matches(BRAND).count(), 1, "{text}");
                assert!(!text.contains(['{', '}']) && message.subject().contains(BRAND), "{text}");
                assert!(message.code().is_none() && message.spoken().is_empty());
                assert_eq!((message.language(), message.html().is_some()), (tag, channel == Channel::Email));
            }
            seen.push(words.notice(notice, Channel::Sms, Some(&locale(tag))).text().to_owned());
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), Notice::ALL.len(), "each says something else in {tag}");
    }
    let english = words.notice(Notice::PasswordChanged, Channel::Sms, None);
    assert_eq!(
        english.text(),
        "Acme Trading: the password of your account was changed. If this was not you, contact us at once."
    );
}

#[test]
fn each_purpose_has_words_of_its_own_where_they_protect() {
    let words = words();
    for tag in LOCALES {
        let text = |channel, purpose| words.code(&ask(channel, purpose, tag), &code()).text().to_owned();
        for channel in Channel::ALL {
            let (proof, reset) = (text(channel, Purpose::ProveAddress), text(channel, Purpose::Reset));
            let login = text(channel, Purpose::Login);
            assert!(proof != reset && reset != login && login != proof, "{tag} by {channel}");
            assert_eq!(login, text(channel, Purpose::SecondFactor));
            assert_eq!(proof, text(channel, Purpose::Phone));
            assert_eq!(proof, text(channel, Purpose::Activate));
        }
    }
}

#[test]
fn a_language_we_do_not_write_is_answered_in_english_and_a_variant_in_its_language() {
    let words = words();
    for (tag, language) in [("it", "en"), ("tlh", "en"), ("pt-PT", "pt"), ("zh-Hant-TW", "zh"), ("AR", "ar")]
    {
        let message = words.code(&ask(Channel::Sms, Purpose::Login, tag), &code());
        assert_eq!(message.language(), language, "{tag}");
        let same = words.code(&ask(Channel::Sms, Purpose::Login, language), &code());
        assert_eq!(message.text(), same.text());
    }
}

/// What a reader sees from left to right, line by line, by the algorithm of Unicode (UAX #9); isolates show nothing.
fn displayed(text: &str) -> String {
    let info = unicode_bidi::BidiInfo::new(text, None);
    let lines = info.paragraphs.iter().map(|line| info.reorder_line(line, line.range.clone()).into_owned());
    lines.collect::<String>().replace(['\u{2068}', '\u{2069}'], "")
}

#[test]
fn arabic_reads_from_right_to_left_with_the_code_and_the_brand_in_their_own_order() {
    for brand in ["Acme", "Acme Shop", "Yahoo!", "24 Shop", "متجر", "C++"] {
        let words = Words::new(brand, Duration::from_secs(600));
        for (what, ask, message) in every_code(&words) {
            if message.language() != "ar" {
                continue;
            }
            let text = message.text();
            assert!(unicode_bidi::BidiInfo::new(text, None).paragraphs[0].level.is_rtl(), "{what}: {text}");
            let shown = displayed(text);
            let seen = if brand == "متجر" { brand.chars().rev().collect() } else { brand.to_owned() };
            assert!(shown.contains(CODE), "{what}: {shown}");
            assert!(shown.contains(&seen), "{brand}, {what}: {shown}");
            if ask.wording.is_some() {
                let operation = "transfer (amount: \"100 USD\", payee: \"Bob\")";
                assert!(shown.contains(operation), "{what}: {shown}");
            }
        }
    }
    let words = Words::new("Acme", Duration::from_secs(300));
    let message = words.code(&ask(Channel::Sms, Purpose::ProveAddress, "ar"), &code());
    assert!(!message.text().contains('\u{2068}'), "no isolate where none is needed: {}", message.text());
}

#[test]
fn an_arabic_brand_does_not_turn_an_english_message() {
    let words = Words::new("متجر", Duration::from_secs(600));
    for (what, _, message) in every_code(&words).into_iter().filter(|(_, _, m)| m.language() != "ar") {
        let text = message.text();
        assert!(unicode_bidi::BidiInfo::new(text, None).paragraphs[0].level.is_ltr(), "{what}: {text}");
        assert!(displayed(text).contains(CODE), "{what}");
    }
}

#[test]
fn only_a_text_message_with_a_code_ends_in_the_domain_it_is_for() {
    let bound = words().bound_to(Some("example.com".to_owned()));
    for (what, ask, message) in every_code(&bound) {
        let line = format!("@example.com #{CODE}");
        let ends = message.text().ends_with(&format!("\n\n{line}"));
        assert_eq!(ends, ask.channel == Channel::Sms, "{what}: {}", message.text());
        assert_eq!(message.text().matches('@').count(), usize::from(ends), "{what}");
        if ends {
            let free = words().code(&ask, &code());
            assert_eq!(message.text(), format!("{}\n\n{line}", free.text()), "{what}");
        }
    }
    let notice = bound.notice(Notice::NumberChanged, Channel::Sms, None);
    assert!(!notice.text().contains('@'), "{}", notice.text());
    assert_eq!(words().warnings(6, true), Vec::<String>::new());
    let warned = bound.warnings(6, false);
    assert_eq!(warned.len(), 1);
    assert!(warned[0].ends_with("take more than one segment: ar 2, fr 2, hi 2, zh 2"), "{warned:?}");
}

proptest! {
    #[test]
    fn any_brand_and_any_operation_can_be_written(
        brand in "\\PC{0,20}",
        action in "[a-zA-Z{}][a-zA-Z0-9._:{}-]{0,20}",
        details in proptest::collection::btree_map("[a-z]{1,8}", "\\PC{1,30}", 0..4),
        which in 0usize..8,
        seconds in 1u64..=600,
    ) {
        let words = Words::new(&brand, Duration::from_secs(seconds)).bound_to(Some("example.com".to_owned()));
        let braces = |text: &str| text.matches(['{', '}']).count();
        let wording = Wording { action, details };
        let values = braces(&brand) + braces(&wording.action)
            + wording.details.iter().map(|(name, value)| braces(name) + braces(value)).sum::<usize>();
        for channel in Channel::ALL {
            let ask = Ask { wording: Some(wording.clone()), ..ask(channel, Purpose::Confirm, LOCALES[which]) };
            let message = words.code(&ask, &code());
            // what is in the values stays; nothing of the phrases is left
            prop_assert_eq!(braces(message.text()), values, "{}", message.text());
            prop_assert!(message.text().contains(CODE));
            prop_assert!(message.segments() >= 1);
        }
        for notice in Notice::ALL {
            let told = words.notice(notice, Channel::Email, Some(&locale(LOCALES[which])));
            prop_assert_eq!(braces(told.text()), braces(&brand));
        }
    }
}
