//! An operator's own words: which file is chosen, what it may say, and everything that can be wrong with it.

use std::time::Duration;

use channels::{
    Address, Ask, Channel, Code, Locale, Message, Notice, Purpose, TemplateFault, Templates, Wording, Words,
};
use proptest::prelude::*;

const CODE: &str = "123456";

fn read(files: &[(&str, &str)]) -> (Templates, Vec<TemplateFault>) {
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()));
    Templates::read(files, false)
}

fn words(brand: &str, seconds: u64, files: &[(&str, &str)]) -> Words {
    let (templates, faults) = read(files);
    assert_eq!(faults, []);
    Words::new(brand, Duration::from_secs(seconds)).with(templates)
}

fn message(words: &Words, channel: Channel, purpose: Purpose, tag: Option<&str>) -> Message {
    let to = if channel == Channel::Email { "ada@example.com" } else { "+12025550123" };
    let locale = tag.map(|tag| Locale::parse(tag).unwrap());
    let ask = Ask { locale, ..Ask::plain(Address::stored(to).unwrap(), channel, purpose) };
    words.code(&ask, &Code::parse(CODE).unwrap())
}

fn text(words: &Words, channel: Channel, purpose: Purpose, tag: Option<&str>) -> String {
    message(words, channel, purpose, tag).text().to_owned()
}

#[test]
fn the_wordings_of_existing_systems_come_out_byte_for_byte() {
    for (template, brand, seconds, expected) in [
        (
            "Your OTP is: {code}\n\nThis OTP will expire in {minutes} minutes.\n",
            "doorcode",
            600,
            "Your OTP is: 123456\n\nThis OTP will expire in 10 minutes.",
        ),
        (
            "Your {brand} verification code is: {code}. Valid for {minutes} minutes.\n",
            "Mgask",
            300,
            "Your Mgask verification code is: 123456. Valid for 5 minutes.",
        ),
        (
            "رمز التحقق الخاص بك هو: {code}. صالح لمدة {minutes} دقائق.\n",
            "Mgask",
            300,
            "رمز التحقق الخاص بك هو: 123456. صالح لمدة 5 دقائق.",
        ),
    ] {
        for template in [template, template.trim_end_matches('\n'), &template.replace('\n', "\r\n")] {
            let words = words(brand, seconds, &[("code.txt", template)]);
            for channel in Channel::ALL {
                for (purpose, tag) in [(Purpose::ProveAddress, None), (Purpose::Reset, Some("ar"))] {
                    let written = text(&words, channel, purpose, tag);
                    assert_eq!(written.as_bytes(), expected.as_bytes(), "{written}");
                }
            }
            assert_eq!(words.warnings(6, true), Vec::<String>::new(), "one segment");
        }
    }
}

#[test]
fn the_most_specific_file_wins() {
    let files = [
        ("code.txt", "any {code}"),
        ("code.de.txt", "german {code}"),
        ("code.de-AT.txt", "austrian {code}"),
        ("code.sms.txt", "sms {code}"),
        ("code.sms.de.txt", "german sms {code}"),
        ("reset.txt", "reset {code}"),
        ("reset.whatsapp.fr.txt", "french reset by whatsapp {code}"),
    ];
    let words = words("Acme", 600, &files);
    for (channel, purpose, tag, expected) in [
        (Channel::WhatsApp, Purpose::Login, None, "any"),
        (Channel::WhatsApp, Purpose::Login, Some("fr"), "any"),
        (Channel::WhatsApp, Purpose::Login, Some("de-CH"), "german"),
        (Channel::WhatsApp, Purpose::Login, Some("de-at"), "austrian"),
        (Channel::Sms, Purpose::Login, Some("en"), "sms"),
        (Channel::Sms, Purpose::Login, Some("de-AT"), "german sms"),
        (Channel::Sms, Purpose::Reset, Some("de-AT"), "reset"),
        (Channel::WhatsApp, Purpose::Reset, Some("fr-CA"), "french reset by whatsapp"),
        (Channel::WhatsApp, Purpose::Reset, Some("de"), "reset"),
    ] {
        assert_eq!(text(&words, channel, purpose, tag), format!("{expected} {CODE}"), "{purpose} {tag:?}");
    }
}

#[test]
fn where_no_template_fits_our_own_words_stand() {
    let words = words("Acme", 600, &[("code.de.txt", "Kode {code}"), ("code.en.txt", "code {code}")]);
    assert_eq!(text(&words, Channel::Sms, Purpose::Login, Some("de")), "Kode 123456");
    assert_eq!(
        text(&words, Channel::Sms, Purpose::Login, None),
        "code 123456",
        "without a language, English"
    );
    let french = message(&words, Channel::Sms, Purpose::Login, Some("fr"));
    assert!(french.text().contains("votre code") && french.language() == "fr", "{}", french.text());
    let told = words.notice(Notice::PasswordChanged, Channel::Sms, None);
    assert!(told.text().contains("the password of your account was changed"));
}

#[test]
fn a_confirmation_always_says_what_it_confirms() {
    let details = [("amount".to_owned(), "100 USD".to_owned())].into();
    let wording = Some(Wording { action: "transfer".to_owned(), details });
    let to = Address::stored("+12025550123").unwrap();
    let ask = Ask { wording, ..Ask::plain(to, Channel::Sms, Purpose::Confirm) };
    let code = Code::parse(CODE).unwrap();
    let any = words("Acme", 600, &[("code.txt", "just {code}")]).code(&ask, &code);
    assert!(any.text().contains("transfer (amount: \"100 USD\")"), "{}", any.text());
    let own = words("Acme", 600, &[("confirm.txt", "{code} for {action}: {details}.")]).code(&ask, &code);
    assert_eq!(own.text(), "123456 for transfer: amount: \"100 USD\".");
}

#[test]
fn a_mail_has_a_subject_and_a_page_of_its_own() {
    let files = [
        ("code.email.txt", "Hello,\nyour code <of {brand}> is {code}.\n\nBye"),
        ("code.subject.txt", "{brand} & you"),
        ("reset.html", "<style>p {{ color: red }}</style><p title=\"{brand}\">{code}</p>"),
        ("password_changed.subject.txt", "Password of {brand}"),
        ("password_changed.txt", "It was changed at {brand}."),
    ];
    let words = words("A<B", 600, &files);
    let plain = message(&words, Channel::Email, Purpose::Login, Some("fr"));
    assert_eq!(plain.subject(), "A<B & you");
    let page = plain.html().unwrap();
    assert!(page.contains("<title>A&lt;B &amp; you</title>"), "{page}");
    assert!(page.contains("Hello,<br>\nyour code &lt;of A&lt;B&gt; is <strong"), "{page}");
    assert!(page.contains("<p dir=\"auto\">Bye</p>") && page.contains("<html dir=\"auto\">"), "{page}");
    let reset = message(&words, Channel::Email, Purpose::Reset, None);
    let expected = "<style>p { color: red }</style><p title=\"A&lt;B\">123456</p>";
    assert_eq!(reset.html(), Some(expected));
    let told = words.notice(Notice::PasswordChanged, Channel::Email, None);
    assert_eq!((told.subject(), told.text()), ("Password of A<B", "It was changed at A<B."));
    let sms = text(&words, Channel::Sms, Purpose::Login, None);
    assert!(sms.contains("is your code to sign in"), "{sms}");
}

#[test]
fn a_call_says_each_line_of_its_template_and_the_digits_one_by_one() {
    let files = [("code.txt", "{code} it is"), ("code.call.de.txt", "Ihr Code:\n\n{code}\n")];
    let words = words("Acme", 600, &files);
    let called = message(&words, Channel::Call, Purpose::Login, Some("de"));
    assert_eq!(called.spoken(), ["Ihr Code:", "1, 2, 3, 4, 5, 6"]);
    assert_eq!((called.text(), called.language()), ("Ihr Code:\n\n123456", "de"));
    // a text for the eye is not read aloud
    let usual = message(&words, Channel::Call, Purpose::Login, Some("fr"));
    assert_eq!((usual.spoken().len(), usual.text(), usual.language()), (3, "123456 it is", "fr"));
}

#[test]
fn a_text_in_another_language_is_a_language_more() {
    let words =
        words("Acme", 600, &[("code.it.txt", "Il codice è {code}"), ("code.pt-PT.txt", "O código: {code}")]);
    assert_eq!(words.languages(), ["en", "ar", "de", "es", "fr", "hi", "pt", "zh", "it"]);
    let italian = message(&words, Channel::Sms, Purpose::Login, Some("it-CH"));
    assert_eq!((italian.text(), italian.language()), ("Il codice è 123456", "it"));
}

#[test]
fn everything_wrong_with_a_file_is_told_by_name_and_line() {
    let name = "is no name of a template";
    let place = "has no place";
    for (file, text, faults) in [
        ("code.txt", "nothing", vec![("code.txt", "holds no {code}")]),
        ("code.html", "<p>{brand}</p>", vec![("code.html", "holds no {code}")]),
        (
            "reset.de.txt",
            "a\n{kode}\n{code} {CODE}",
            vec![
                ("reset.de.txt, line 2", "{kode} has no place here: use {code}, {brand}"),
                ("reset.de.txt, line 3", "has a brace alone"),
                ("reset.de.txt, line 3", "has a brace alone"),
            ],
        ),
        (
            "confirm.txt",
            "{code}",
            vec![("confirm.txt", "holds no {action}"), ("confirm.txt", "holds no {details}")],
        ),
        ("login.txt", "{code} {action}", vec![("login.txt, line 1", "{action} has no place here")]),
        ("password_changed.txt", "{code}", vec![("password_changed.txt, line 1", "a notice has no code")]),
        ("code.subject.txt", "{code}", vec![("code.subject.txt, line 1", "a subject is read by everybody")]),
        ("code.subject.txt", "one\ntwo", vec![("code.subject.txt, line 2", "a subject is one line")]),
        ("code.txt", "{code} {domain}", vec![("code.txt, line 1", "set WEBOTP_DOMAIN")]),
        ("code.txt", "", vec![("code.txt", "is empty")]),
        ("code.txt", " \n", vec![("code.txt", "is empty")]),
        ("code.txt", "{code}\n\u{7}", vec![("code.txt, line 2", "holds a control character")]),
        ("code.txt~", "{code}", vec![("code.txt~", name)]),
        ("code.md", "{code}", vec![("code.md", name)]),
        ("README.txt", "{code}", vec![("README.txt", "names no code, purpose or notice")]),
        ("otp.txt", "{code}", vec![("otp.txt", "names no code, purpose or notice")]),
        ("code.pigeon.txt", "{code}", vec![("code.pigeon.txt", "names neither a channel nor a language")]),
        ("code.xyq.txt", "{code}", vec![("code.xyq.txt", "names neither a channel nor a language")]),
        ("code.de.sms.txt", "{code}", vec![("code.de.sms.txt", "has more in its name")]),
        ("code.sms.html", "{code}", vec![("code.sms.html", place)]),
        ("code.call.subject.txt", "code", vec![("code.call.subject.txt", place)]),
        ("number_moved.call.txt", "it moved", vec![("number_moved.call.txt", place)]),
    ] {
        let (_, found) = read(&[(file, text)]);
        assert_eq!(found.len(), faults.len(), "{file}: {found:?}");
        for ((at, says), found) in faults.into_iter().zip(found) {
            assert_eq!(found.place, at);
            assert!(found.fault.contains(says), "{file}: {found:?}");
            assert!(!found.example.is_empty());
        }
    }
    let (_, found) = Templates::read([("code.txt".to_owned(), vec![0xff, 0xfe])], false);
    assert_eq!((found[0].place.as_str(), found[0].fault.as_str()), ("code.txt", "is not UTF-8"));
    let (_, found) = Templates::read([("code.txt".to_owned(), vec![b'a'; 70_000])], false);
    assert!(found[0].fault.contains("64 KiB"));
    let (_, found) = read(&[("code.pt-BR.txt", "{code}"), ("code.pt-br.txt", "{code}"), ("x.txt", "")]);
    assert_eq!(found.len(), 2, "all at once: {found:?}");
    assert!(found[0].fault.contains("same message as code.pt-BR.txt"));
}

#[test]
fn what_is_longer_than_a_segment_is_said_with_its_number() {
    let long = format!("{} {{code}}", "x".repeat(160));
    let files = [
        ("code.txt", long.as_str()),
        ("code.sms.de.txt", "{brand} {code} é"),
        ("code.sms.fr.txt", "{brand} {code} ç"),
        ("code.en.txt", "{code}"),
        ("code.email.txt", long.as_str()),
        ("password_changed.txt", long.trim_end_matches(" {code}")),
    ];
    let long_brand = "B".repeat(70);
    let words = words(&long_brand, 600, &files);
    assert_eq!(
        words.warnings(6, true),
        [
            "code.txt: a text message of it takes 2 segments",
            "code.sms.fr.txt: a text message of it takes 2 segments"
        ]
    );
    // our own are too long under this brand, but for those that have a template
    let ours = Words::new(&long_brand, Duration::from_secs(600)).warnings(6, true);
    assert_eq!(ours.len(), 1);
    assert_eq!(
        ours[0],
        "our own text messages take more than one segment: en 2, ar 2, de 2, es 2, fr 2, hi 2, pt 2, zh 2"
    );
    let longer = Words::new(&"ب".repeat(140), Duration::from_secs(600)).warnings(6, true);
    assert!(longer[0].ends_with("en 4, ar 3, de 4, es 4, fr 5, hi 3, pt 4, zh 3"), "{longer:?}");
    assert_eq!(Words::new(&long_brand, Duration::from_secs(600)).warnings(6, false), Vec::<String>::new());
    // what no text message is made of is as long as it likes
    let short = [("code.txt", long.as_str()), ("code.sms.txt", "{code}")];
    let (templates, _) = read(&short);
    assert_eq!(
        Words::new("Acme", Duration::from_secs(600)).with(templates).warnings(6, true),
        Vec::<String>::new()
    );
}

#[test]
fn the_line_of_a_browser_is_written_once() {
    let bound = |template: &str| {
        let (templates, faults) = Templates::read([("code.txt".to_owned(), template.into())], true);
        assert_eq!(faults, []);
        let words = Words::new("Acme", Duration::from_secs(600)).bound_to(Some("example.com".to_owned()));
        text(&words.with(templates), Channel::Sms, Purpose::Login, None)
    };
    assert_eq!(bound("Code {code}"), "Code 123456\n\n@example.com #123456");
    assert_eq!(bound("Code {code}\n@{domain} #{code}"), "Code 123456\n@example.com #123456");
    assert_eq!(bound("@{domain} #{code}\nbye"), "@example.com #123456\nbye\n\n@example.com #123456");
}

proptest! {
    #[test]
    fn no_file_makes_us_panic_and_no_name_is_left_in_a_message(
        stem in "(code|reset|confirm|number_moved|x)(\\.(sms|call|email|de|pt-BR|q))?(\\.(de|ar|x))?",
        end in "(\\.txt|\\.html|\\.subject\\.txt|\\.md|)",
        content in prop_oneof![
            "([a-z \n{}é]|\\{code\\}|\\{brand\\}|\\{action\\}|\\{details\\}|\\{\\{|\\}\\}){0,12}".prop_map(String::into_bytes),
            proptest::collection::vec(any::<u8>(), 0..40),
        ],
    ) {
        let (templates, faults) = Templates::read([(format!("{stem}{end}"), content.clone())], false);
        let literal = String::from_utf8_lossy(&content).matches("{{").count()
            + String::from_utf8_lossy(&content).matches("}}").count();
        let words = Words::new("Acme", Duration::from_secs(600)).with(templates);
        for channel in Channel::ALL {
            for tag in [None, Some("de"), Some("ar"), Some("pt-BR")] {
                let message = message(&words, channel, Purpose::Reset, tag);
                let braces = message.text().matches(['{', '}']).count();
                prop_assert!(braces <= literal, "{faults:?}: {}", message.text());
                prop_assert!(message.text().contains(CODE));
                prop_assert!(!message.subject().contains(CODE));
            }
        }
    }
}
