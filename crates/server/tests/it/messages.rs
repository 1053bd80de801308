//! What people read, and in which language; an operator's own words, byte for byte.

use std::{fs, path::Path};

use poem::http::Method;
use serde_json::{Value, json};
use simulator::Kind;
use tempfile::TempDir;

use crate::kit::{House, Stage, on_both, person::PASSWORD, program};

on_both![
    the_language_is_that_of_the_request_then_of_the_country_then_of_the_server,
    the_language_of_an_account_is_that_of_its_codes_and_notices,
    the_language_named_at_registration_is_that_of_its_code,
    the_language_a_request_names_is_that_of_its_message_whatever_it_is_for,
    the_wordings_of_existing_systems_come_out_byte_for_byte,
    a_text_message_ends_in_the_domain_its_code_is_for,
    a_resend_tells_the_life_that_is_left,
];

const SAUDI: &str = "+966501234567";
const BRAZILIAN: &str = "+5511961234567";
const INDIAN: &str = "+919812345678";
const JAPANESE: &str = "+819012345678";
const SWISS: &str = "+41791234567";

/// How a text message to prove an address begins or ends, by language.
const MARKS: [(&str, &str); 8] = [
    ("en", "verification code is"),
    ("ar", "رمزك في"),
    ("de", "Bestätigungscode"),
    ("es", "clave de un solo uso"),
    ("fr", "code de vérification"),
    ("hi", "किसी को न"),
    ("pt", "confirmar sua identidade"),
    ("zh", "验证码"),
];

impl House {
    /// A code to this number by text message, and the language it came in.
    async fn speaks(&self, to: &str, locale: Option<&str>) -> &'static str {
        let body = json!({"to": to, "locale": locale});
        self.ask(Method::POST, "/send-otp", "198.51.100.7", &[], &body).await.is(200);
        let words = self.words_for(to);
        let found: Vec<_> = MARKS.iter().filter(|(_, mark)| words.contains(mark)).collect();
        assert_eq!(found.len(), 1, "{words}");
        found[0].0
    }
}

async fn the_language_is_that_of_the_request_then_of_the_country_then_of_the_server(stage: Stage) {
    let house =
        stage.with("DEFAULT_LOCALE", "de").with("OTP_RESEND_SECONDS", "0").without_limits().house().await;
    for (to, locale, language) in [
        (BRAZILIAN, Some("fr"), "fr"),
        (BRAZILIAN, Some("zh-Hant-TW"), "zh"),
        (BRAZILIAN, Some("PT-pt"), "pt"),
        // nobody writes Italian here: the country is the next to say
        (BRAZILIAN, Some("it"), "pt"),
        (BRAZILIAN, None, "pt"),
        (SAUDI, None, "ar"),
        (INDIAN, None, "hi"),
        (SWISS, None, "de"),
        ("+12025550123", None, "en"),
        // nor Japanese: the server is
        (JAPANESE, None, "de"),
        (JAPANESE, Some("it"), "de"),
        (JAPANESE, Some("es-MX"), "es"),
    ] {
        assert_eq!(house.speaks(to, locale).await, language, "{to} {locale:?}");
    }
    let house = Stage::sqlite().house().await;
    assert_eq!(house.speaks(JAPANESE, None).await, "en", "where nobody says a language");
}

async fn the_language_of_an_account_is_that_of_its_codes_and_notices(stage: Stage) {
    let house = stage.with("DEFAULT_LOCALE", "de").house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    ada.registers(json!({"otp_code": ada.reads_the_code(), "locale": "es-MX"})).await.is(201);
    // their number is American
    let reset = json!({"phone": ada.phone});
    ada.posts("/forgot-password-otp", json!({"email": ada.email, "phone": ada.phone})).await.is(200);
    house.settles_until(|| house.words_for(&ada.phone).contains("cambiar la contraseña")).await;
    let mut finish = json!({"email": ada.email, "otp_code": ada.reads_the_code(), "new_password": "quiet rivers run deep"});
    finish.as_object_mut().unwrap().extend(reset.as_object().unwrap().clone());
    ada.posts("/forgot-password-otp", finish).await.is(200);
    let told =
        || house.notices().into_iter().any(|(_, words)| words.contains("se ha cambiado la contraseña"));
    house.settles_until(told).await;
    house.wait(60);
    ada.posts("/login-with-otp", json!({"to": ada.phone})).await.is(200);
    house.settles_until(|| house.words_for(&ada.phone).contains("acceder a su cuenta")).await;
}

async fn the_language_named_at_registration_is_that_of_its_code(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    let body = json!({
        "username": "ada", "password": PASSWORD, "mobile_number": ada.phone, "locale": "fr",
    });
    ada.posts("/api/v1/auth/register", body).await.is(201);
    assert!(house.words_for(&ada.phone).contains("code de vérification"));
    house.wait(60);
    ada.posts("/api/v1/auth/resend-otp", json!({"mobile_number": ada.phone})).await.is(200);
    house.settles_until(|| house.sends_to(&ada.phone) == 2).await;
    assert!(house.words_for(&ada.phone).contains("code de vérification"), "once more in French");
}

async fn the_language_a_request_names_is_that_of_its_message_whatever_it_is_for(stage: Stage) {
    const SECRET: &str = "communiquez à personne";
    let house = stage.without_limits().house().await;
    let ada = house.person("ada");
    let joined = ada.joins().await;
    let token = joined["token"].as_str().unwrap();
    let in_french = async |to: &str, said: usize| {
        house.settles_until(|| house.sends_to(to) == said).await;
        assert!(house.words_for(to).contains(SECRET), "{}", house.words_for(to));
    };
    ada.forgot(json!({"locale": "fr"})).await.is(200);
    in_french(&ada.phone, 2).await;
    ada.posts("/login-with-otp", json!({"to": ada.phone, "locale": "fr-CA"})).await.is(200);
    in_french(&ada.phone, 3).await;
    let operation = json!({"action": "transfer", "locale": "fr"});
    ada.calls(Method::POST, "/confirmations", token, operation).await.is(201);
    in_french(&ada.phone, 4).await;
    let other = "+12025550188";
    let number = json!({"phone_number": other, "locale": "fr"});
    ada.calls(Method::POST, "/api/core/send-otp", token, number).await.is(200);
    in_french(other, 1).await;
    ada.calls(Method::PUT, "/me/second-factor", token, json!({"enabled": true})).await.is(200);
    let asked = ada.signs_in().await.is_problem(403, "second_factor_required");
    house.settles_until(|| house.sends_to(&ada.phone) == 5).await;
    assert!(!house.words_for(&ada.phone).contains(SECRET), "a request that names none");
    house.wait(31);
    let again = json!({"token": asked["second_factor"]["token"], "locale": "fr"});
    ada.posts("/login/resend", again).await.is(200);
    in_french(&ada.phone, 6).await;
    let body = json!({"username": "bob", "password": PASSWORD, "mobile_number": "+12025550199"});
    ada.posts("/api/v1/auth/register", body).await.is(201);
    house.wait(31);
    let again = json!({"mobile_number": "+12025550199", "locale": "fr"});
    ada.posts("/api/v1/auth/resend-otp", again).await.is(200);
    in_french("+12025550199", 2).await;
    let wrong = ada.forgot(json!({"locale": "not a language"})).await.is_problem(400, "invalid_request");
    assert_eq!(wrong["errors"][0]["field"], "locale");
}

/// A folder of templates.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn path(folder: &TempDir) -> String {
    folder.path().to_str().unwrap().to_owned()
}

async fn the_wordings_of_existing_systems_come_out_byte_for_byte(stage: Stage) {
    for (round, (template, seconds, expected)) in [
        (
            "Your OTP is: {code}\n\nThis OTP will expire in {minutes} minutes.\n",
            "600",
            "Your OTP is: {}\n\nThis OTP will expire in 10 minutes.",
        ),
        (
            "Your {brand} verification code is: {code}. Valid for {minutes} minutes.\n",
            "300",
            "Your Mgask verification code is: {}. Valid for 5 minutes.",
        ),
        (
            "رمز التحقق الخاص بك هو: {code}. صالح لمدة {minutes} دقائق.\n",
            "300",
            "رمز التحقق الخاص بك هو: {}. صالح لمدة 5 دقائق.",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let folder = folder(&[("code.txt", template), (".hidden", "\u{0}")]);
        let house = stage
            .another()
            .with("MESSAGES_DIR", path(&folder))
            .with("BRAND_NAME", "Mgask")
            .with("OTP_TTL_SECONDS", seconds)
            .with("OTP_RESEND_SECONDS", "0")
            .without_limits()
            .house()
            .await;
        for (to, locale) in [
            ("+1202555012", None),
            ("+96650123456", None),
            ("+551196123456", Some("de")),
            ("ada@example.com", None),
        ] {
            let to = if to.contains('@') { format!("{round}{to}") } else { format!("{to}{round}") };
            let body = json!({"to": to, "locale": locale});
            house.ask(Method::POST, "/send-otp", "198.51.100.7", &[], &body).await.is(200);
            let host = [("host", "localhost")];
            let told =
                house.ask(Method::GET, "/dev/outbox.json", "127.0.0.1", &host, &Value::Null).await.is(200);
            let newest = &told["messages"][0];
            let expected = expected.replace("{}", newest["code"].as_str().unwrap());
            assert_eq!((&newest["to"], newest["body"].as_str()), (&json!(to), Some(&*expected)));
        }
    }
}

async fn a_text_message_ends_in_the_domain_its_code_is_for(stage: Stage) {
    let house = stage.with("WEBOTP_DOMAIN", "Example.COM").house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let line = format!("\n\n@example.com #{}", ada.reads_the_code());
    assert!(house.words_for(&ada.phone).ends_with(&line), "{}", house.words_for(&ada.phone));
    ada.asks_for_a_code_by_email().await.is(200);
    assert!(!house.words_for(&ada.email).contains("@example.com #"));
    ada.posts("/send-otp", json!({"to": ada.phone, "channel": "whatsapp"})).await.is(200);
    assert!(!house.words_for(&ada.phone).contains('@'));
}

async fn a_resend_tells_the_life_that_is_left(stage: Stage) {
    let folder = folder(&[("code.txt", "{code} {minutes} {seconds}\n")]);
    let house = stage
        .with("MESSAGES_DIR", path(&folder))
        .with("TWILIO_PHONE_NUMBER", "+15005550006")
        .with("OTP_TTL_SECONDS", "210")
        .without_limits()
        .house_at_twilio_with(&[("CHANNEL_SMS", "twilio-messaging")])
        .await;
    let ada = house.person("ada");
    for (waits, minutes, seconds) in [(0, "3", "210"), (40, "3", "170"), (60, "2", "110")] {
        house.wait(waits);
        ada.asks_for_a_code().await.is(200);
        let text = house.twilio().last_text(&ada.phone).unwrap();
        let said: Vec<&str> = text.body.split(' ').collect();
        assert_eq!(said[1..], [minutes, seconds]);
        let calls = house.twilio().calls();
        let call = calls.of(Kind::Text).last().unwrap();
        assert_eq!(call.form["ValidityPeriod"], seconds, "a dead code is not delivered");
    }
    let code = house.twilio().last_code(&ada.phone).unwrap();
    ada.guesses(&code).await.is(200);
}

#[test]
fn every_faulty_template_is_named_at_once() {
    let folder = folder(&[
        ("code.txt", "{kode}\n"),
        ("code.subject.txt", "{code}"),
        ("number_moved.txt", "It moved.\n{code}"),
        ("notes.txt", "to do"),
        ("reset.html", "<p>{code</p>"),
    ]);
    fs::write(folder.path().join("login.txt"), [0xff, 0xfe]).unwrap();
    fs::create_dir(folder.path().join("ar")).unwrap();
    let at = path(&folder);
    let settings = [("MESSAGES_DIR", at.as_str()), ("WEBOTP_DOMAIN", "https://example.com")];
    for command in [&["check"][..], &[]] {
        let ended = program::run(command, &settings, "");
        assert!(!ended.status.success(), "{}", ended.said);
        for says in [
            "MESSAGES_DIR, ar: is a folder",
            "MESSAGES_DIR, code.txt, line 1: {kode} has no place here",
            "MESSAGES_DIR, code.txt: holds no {code}",
            "MESSAGES_DIR, code.subject.txt, line 1: {code} has no place here",
            "MESSAGES_DIR, login.txt: is not UTF-8",
            "MESSAGES_DIR, notes.txt: names no code, purpose or notice",
            "MESSAGES_DIR, number_moved.txt, line 2: {code} has no place here",
            "MESSAGES_DIR, reset.html, line 1: has a brace alone",
            "WEBOTP_DOMAIN: must be the name of a host alone",
        ] {
            assert!(ended.said.contains(says), "{says} is not in {}", ended.said);
        }
        assert!(!ended.said.contains("to do"), "what stands in a file is its own: {}", ended.said);
    }
    let file = folder.path().join("notes.txt");
    let wrong = |folder: &Path| {
        let settings = [("MESSAGES_DIR", folder.to_str().unwrap())];
        program::run(&["check"], &settings, "").said
    };
    assert!(wrong(&file).contains("MESSAGES_DIR: must be a folder"));
    assert!(wrong(&folder.path().join("nowhere")).contains("MESSAGES_DIR: there is no such folder"));
}

#[test]
fn a_long_template_is_a_warning_that_says_how_many_segments() {
    let long = format!("{{code}} {}", "é, ".repeat(60));
    let folder = folder(&[("code.fr.txt", &long), ("code.ar.txt", "رمزك {code}"), ("code.email.txt", &long)]);
    let at = path(&folder);
    let settings = [("MESSAGES_DIR", at.as_str()), ("WEBOTP_DOMAIN", "example.com")];
    let ended = program::run(&["check"], &settings, "");
    assert!(ended.status.success(), "{}", ended.said);
    for says in [
        "note   configuration: code.fr.txt: a text message of it takes 2 segments",
        "our own text messages take more than one segment: hi 2, zh 2",
    ] {
        assert!(ended.said.contains(says), "{says} is not in {}", ended.said);
    }
    assert!(!ended.said.contains("code.ar.txt") && !ended.said.contains("code.email"), "{}", ended.said);
}
