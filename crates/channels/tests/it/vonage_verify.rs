//! What only Vonage Verify does: its wire, its errors, one verification at a time for a number, and the token of an application.

use std::sync::Arc;
use std::time::SystemTime;

use channels::{
    Address, Ask, Channel, Code, Failure, Grade, Locale, Parts, Purpose, Settings, Switchboard, Verdict,
};
use simulator::{
    Act, Call, Kind, Script, Setup, Simulator, Switches, VonageConflict, VonageEarlyCancel, VonageExpired,
    VonageLowBalance, known,
};

use crate::settings::parts;
use crate::stage::{FirstLine, OWNER, OWNERS_MAILBOX, another, last_code_of, owner, vonage_board};

const NAME: &str = "vonage-verify";

async fn double() -> Simulator {
    Simulator::start().await.unwrap()
}

async fn stage() -> (Switchboard, Simulator) {
    let double = double().await;
    (vonage_board(&double, NAME, &[]), double)
}

fn last_call(double: &Simulator, kind: Kind) -> Call {
    double.calls().of(kind).last().unwrap().clone()
}

fn in_language(tag: &str, channel: Channel) -> Ask {
    Ask { locale: Some(Locale::parse(tag).unwrap()), ..owner(channel) }
}

#[expect(clippy::disallowed_methods, reason = "the double checks tokens against the real time")]
fn of_now() -> Parts {
    Parts { now: Arc::new(SystemTime::now), ..parts(true) }
}

/// An application signs, with the key in this file.
fn application(double: &Simulator, file: &str, parts: &Parts) -> (Switchboard, Vec<String>) {
    let settings = Settings::new(
        [
            ("VONAGE_APPLICATION_ID", known::VONAGE_APPLICATION_ID),
            ("VONAGE_PRIVATE_KEY_FILE", file),
            ("VONAGE_BASE_URL", &double.url()),
            ("CHANNEL_SMS", NAME),
        ]
        .map(|(key, value)| (key.to_owned(), value.to_owned())),
    );
    let board = Switchboard::build(&settings, parts);
    let faults = settings.faults().iter().map(|fault| format!("{} {}", fault.key, fault.fault)).collect();
    (board, faults)
}

#[tokio::test]
async fn a_start_says_exactly_this() {
    let (board, double) = stage().await;
    board.begin(&in_language("pt-BR", Channel::Sms), None).await.unwrap();
    let call = last_call(&double, Kind::Start);
    let expected = serde_json::json!({
        "brand": "Acme", "workflow": [{ "channel": "sms", "to": "12025550123" }], "channel_timeout": 600,
        "code_length": 6, "locale": "pt-br",
    });
    assert_eq!(call.json(), Some(expected));
    assert_eq!((call.method.as_str(), call.path.as_str()), ("POST", "/v2/verify"));
    assert_eq!(call.user.as_deref(), Some(known::VONAGE_API_KEY));
    assert_eq!(call.headers["content-type"], "application/json");
}

#[tokio::test]
async fn every_channel_has_its_step() {
    for (channel, to, expected) in [
        (Channel::Call, OWNER, serde_json::json!({ "channel": "voice", "to": "12025550123" })),
        (Channel::Email, OWNERS_MAILBOX, serde_json::json!({ "channel": "email", "to": OWNERS_MAILBOX })),
        (
            Channel::WhatsApp,
            OWNER,
            serde_json::json!({ "channel": "whatsapp", "to": "12025550123", "from": known::VONAGE_WHATSAPP_NUMBER }),
        ),
        (
            Channel::Sms,
            OWNER,
            serde_json::json!({ "channel": "sms", "to": "12025550123", "from": "AcmeBank" }),
        ),
    ] {
        let double = double().await;
        let board = vonage_board(&double, NAME, &[("VONAGE_FROM", "AcmeBank")]);
        let ask = Ask { to: Address::stored(to).unwrap(), ..owner(channel) };
        let begun = board.begin(&ask, None).await.unwrap();
        assert_eq!(last_call(&double, Kind::Start).json().unwrap()["workflow"][0], expected);
        let message = double.last_message(to).unwrap();
        assert_eq!(begun.message.unwrap().as_str(), message.verification_sid);
        assert_eq!(begun.receipt.reference.message_id(), message.verification_sid);
        assert_eq!(begun.receipt.station, "vonage");
    }
}

#[tokio::test]
async fn a_language_vonage_does_not_speak_is_not_asked_for() {
    let (board, double) = stage().await;
    board.begin(&in_language("tlh", Channel::Sms), None).await.unwrap();
    // what most people of the number's country read
    assert_eq!(last_call(&double, Kind::Start).json().unwrap()["locale"], "en-us");
    assert!(board.locales().contains(&"pt-BR") && board.locales().contains(&"ar"));
}

#[tokio::test]
async fn a_wrong_code_is_an_error_there_and_a_wrong_code_here() {
    let (board, double) = stage().await;
    let ask = owner(Channel::Sms);
    let receipt = board.begin(&ask, None).await.unwrap().receipt;
    let code = last_code_of(&double);
    assert_eq!(board.check(&ask, &receipt, &another(&code)).await, Ok(Verdict::Wrong));
    let call = last_call(&double, Kind::Check);
    assert_eq!(call.status, Some(400));
    assert_eq!(call.path, format!("/v2/verify/{}", receipt.reference.message_id()));
    assert_eq!(call.json(), Some(serde_json::json!({ "code": another(&code).expose() })));
    assert_eq!(board.check(&ask, &receipt, &code).await, Ok(Verdict::Right));
    assert_eq!(board.check(&ask, &receipt, &code).await, Ok(Verdict::Gone), "404: verified already");
}

#[tokio::test]
async fn the_last_try_ends_it_wherever_vonage_draws_the_line() {
    for tries in [None, Some(5)] {
        let (board, double) = stage().await;
        double.set(Switches { vonage_tries: tries, ..Switches::default() });
        let ask = owner(Channel::Sms);
        let receipt = board.begin(&ask, None).await.unwrap().receipt;
        let code = last_code_of(&double);
        for _ in 1..tries.unwrap_or(3) {
            assert_eq!(board.check(&ask, &receipt, &another(&code)).await, Ok(Verdict::Wrong));
        }
        assert_eq!(board.check(&ask, &receipt, &another(&code)).await, Ok(Verdict::Gone), "410");
        assert_eq!(board.check(&ask, &receipt, &code).await, Ok(Verdict::Gone), "404");
    }
}

#[tokio::test]
async fn what_is_over_is_gone_whether_vonage_says_404_or_410() {
    for (expired, status) in [(VonageExpired::NotFound, 404), (VonageExpired::Gone, 410)] {
        let (board, double) = stage().await;
        double.set(Switches { vonage_expired: expired, ..Switches::default() });
        let ask = owner(Channel::Sms);
        let receipt = board.begin(&ask, None).await.unwrap().receipt;
        let code = last_code_of(&double);
        double.advance(std::time::Duration::from_secs(600));
        assert_eq!(board.check(&ask, &receipt, &code).await, Ok(Verdict::Gone));
        assert_eq!(last_call(&double, Kind::Check).status, Some(status));
    }
}

#[tokio::test]
async fn sending_again_ends_the_old_one_and_the_newest_code_counts() {
    let (board, double) = stage().await;
    let ask = owner(Channel::Sms);
    let first = board.begin(&ask, None).await.unwrap();
    let old = last_code_of(&double);
    let again = board.begin(&owner(Channel::Call), Some(&first.receipt)).await.unwrap();
    assert_eq!((again.repeated, again.channel), (false, Channel::Call));
    assert_ne!(again.receipt, first.receipt);
    assert_eq!((double.calls().cancels(OWNER), double.calls().starts(OWNER)), (1, 2));
    assert_eq!(board.check(&ask, &first.receipt, &old).await, Ok(Verdict::Gone));
    assert_eq!(board.check(&ask, &again.receipt, &last_code_of(&double)).await, Ok(Verdict::Right));
}

#[tokio::test]
async fn one_that_ended_by_itself_is_started_anew() {
    let (board, double) = stage().await;
    let ask = owner(Channel::Sms);
    let first = board.begin(&ask, None).await.unwrap().receipt;
    double.advance(std::time::Duration::from_secs(601));
    let again = board.begin(&ask, Some(&first)).await.unwrap();
    assert_eq!(last_call(&double, Kind::Cancel).status, Some(404));
    assert!(!again.repeated && again.receipt != first);
}

#[tokio::test]
async fn one_that_cannot_be_ended_yet_keeps_its_code() {
    let (board, double) = stage().await;
    double.set(Switches { vonage_early_cancel: VonageEarlyCancel::Refused, ..Switches::default() });
    let ask = owner(Channel::Sms);
    let first = board.begin(&ask, None).await.unwrap().receipt;
    let code = last_code_of(&double);
    let error = board.begin(&ask, Some(&first)).await.unwrap_err();
    assert_eq!((error.failure, error.status), (Failure::Busy, Some(409)));
    assert_eq!(error.retry_after, Some(std::time::Duration::from_secs(30)));
    assert_eq!((double.calls().starts(OWNER), double.messages().len()), (1, 1), "nothing was sent");
    assert_eq!(board.check(&ask, &first, &code).await, Ok(Verdict::Right), "the old code is as good as ever");
}

#[tokio::test]
async fn a_cancelling_nobody_answered_sends_nothing() {
    let (board, double) = stage().await;
    let ask = owner(Channel::Sms);
    let first = board.begin(&ask, None).await.unwrap().receipt;
    double.script(Script::on(Kind::Cancel).act(Act::Cut));
    assert_eq!(board.begin(&ask, Some(&first)).await.unwrap_err().failure, Failure::Unknown);
    assert_eq!(double.calls().starts(OWNER), 1);
    assert_eq!(board.check(&ask, &first, &last_code_of(&double)).await, Ok(Verdict::Right));
}

#[tokio::test]
async fn a_number_with_a_verification_running_is_told_which_so_that_it_can_be_ended() {
    let (board, double) = stage().await;
    let ask = owner(Channel::Sms);
    let first = board.begin(&ask, None).await.unwrap().receipt;
    let reset = Ask { purpose: Purpose::Reset, ..ask.clone() };
    let error = board.begin(&reset, None).await.unwrap_err();
    assert_eq!((error.failure, error.status), (Failure::Busy, Some(409)), "nothing was sent");
    assert_eq!(double.messages().len(), 1);
    let met = board.met(&reset, error);
    assert_eq!(met, first, "as it is stored beside the other purpose");
    board.cancel(&reset, &met).await.unwrap();
    let own = board.begin(&reset, None).await.unwrap();
    assert!(!own.repeated && own.receipt != first);
}

#[tokio::test]
async fn a_conflict_without_a_name_is_a_wait() {
    let (board, double) = stage().await;
    double.set(Switches { vonage_conflict: VonageConflict::NamesNothing, ..Switches::default() });
    let ask = owner(Channel::Sms);
    board.begin(&ask, None).await.unwrap();
    let error = board.begin(&ask, None).await.unwrap_err();
    assert_eq!((error.failure, error.status), (Failure::Busy, Some(409)));
    assert_eq!(double.messages().len(), 1);
}

#[tokio::test]
async fn one_that_was_ended_and_still_runs_is_not_sent_again() {
    let (board, double) = stage().await;
    let ask = owner(Channel::Sms);
    let first = board.begin(&ask, None).await.unwrap().receipt;
    double.script(Script::on(Kind::Cancel).act(Act::Raw {
        status: 204,
        content_type: "text/plain".into(),
        body: "".into(),
    }));
    let error = board.begin(&ask, Some(&first)).await.unwrap_err();
    assert_eq!(error.failure, Failure::Busy);
}

#[tokio::test]
async fn every_refusal_of_a_start_has_its_meaning() {
    let (board, double) = stage().await;
    for (status, expected) in [
        (400, Failure::Undeliverable),
        (401, Failure::Denied),
        (402, Failure::Denied),
        (403, Failure::Denied),
        (404, Failure::Denied),
        (422, Failure::Undeliverable),
        (429, Failure::Busy),
        (500, Failure::Unknown),
        (502, Failure::Unknown),
    ] {
        double.script(Script::on(Kind::Start).status(status, 0));
        let error = board.begin(&owner(Channel::Sms), None).await.unwrap_err();
        assert_eq!((error.failure, error.status), (expected, Some(status)));
    }
}

#[tokio::test]
async fn a_sender_that_is_not_ours_is_no_fault_of_the_address() {
    let double = double().await;
    let board = vonage_board(&double, NAME, &[("VONAGE_WHATSAPP_NUMBER", "447700900999")]);
    let error = board.begin(&owner(Channel::WhatsApp), None).await.unwrap_err();
    assert_eq!((error.failure, error.status), (Failure::Denied, Some(422)));
    let body = r#"{"title":"Invalid params","invalid_parameters":[{"name":"workflow[0].to","reason":"x"}]}"#;
    let (content_type, body) = ("application/problem+json".into(), body.into());
    double.script(Script::on(Kind::Start).act(Act::Raw { status: 422, content_type, body }));
    let error = board.begin(&owner(Channel::Sms), None).await.unwrap_err();
    assert_eq!(error.failure, Failure::Undeliverable);
    assert!(double.messages().is_empty());
}

#[tokio::test]
async fn an_account_without_money_is_denied_whatever_the_status() {
    for (switch, status) in [(VonageLowBalance::PaymentRequired, 402), (VonageLowBalance::Forbidden, 403)] {
        let mut setup = Setup::default();
        setup.vonage[0].balance = 0.0;
        let double = Simulator::start_at("127.0.0.1:0".parse().unwrap(), setup).await.unwrap();
        double.set(Switches { vonage_low_balance: switch, ..Switches::default() });
        let board = vonage_board(&double, NAME, &[]);
        let error = board.begin(&owner(Channel::Sms), None).await.unwrap_err();
        assert_eq!((error.failure, error.status), (Failure::Denied, Some(status)));
        let found = board.examine().await;
        assert!(found[0].grade == Grade::Fault && found[0].says.contains("no money"), "{found:?}");
    }
}

#[tokio::test]
async fn whatsapp_without_a_sender_is_a_fault_at_start_and_not_offered_later() {
    let double = double().await;
    let named = |channel: &str| {
        let pairs = [
            ("VONAGE_API_KEY", known::VONAGE_API_KEY),
            ("VONAGE_API_SECRET", known::VONAGE_API_SECRET),
            ("VONAGE_BASE_URL", &double.url()),
            (channel, NAME),
        ];
        let settings = Settings::new(pairs.map(|(key, value)| (key.to_owned(), value.to_owned())));
        Switchboard::build(&settings, &parts(true));
        settings.faults().iter().map(|fault| fault.key.clone()).collect::<Vec<_>>()
    };
    assert_eq!(named("CHANNEL_WHATSAPP"), ["VONAGE_WHATSAPP_NUMBER"]);
    assert!(named("CHANNEL_SMS").is_empty());
}

#[tokio::test]
async fn an_application_signs_what_the_double_can_verify() {
    let double = double().await;
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), known::VONAGE_PRIVATE_KEY).unwrap();
    let (board, faults) = application(&double, file.path().to_str().unwrap(), &of_now());
    assert!(faults.is_empty(), "{faults:?}");
    let ask = owner(Channel::Sms);
    let receipt = board.begin(&ask, None).await.unwrap().receipt;
    assert_eq!(board.check(&ask, &receipt, &last_code_of(&double)).await, Ok(Verdict::Right));
    assert_eq!(last_call(&double, Kind::Start).user, None, "nothing but the token says who asks");
    let found = board.examine().await;
    assert!(found[0].grade == Grade::Note && found[0].subject == "VONAGE_APPLICATION_ID", "{found:?}");
    assert!(found[0].remedy.as_ref().unwrap().contains("`doorcode send`"), "{found:?}");
    // a clock that is wrong, and a key of somebody else's
    let (early, _) = application(&double, file.path().to_str().unwrap(), &parts(true));
    assert_eq!(early.begin(&ask, None).await.unwrap_err().failure, Failure::Denied);
}

#[tokio::test]
async fn a_key_that_is_none_is_told_without_its_content() {
    let double = double().await;
    let file = tempfile::NamedTempFile::new().unwrap();
    let path = file.path().to_str().unwrap();
    let cut: String = known::VONAGE_PRIVATE_KEY.chars().take(800).collect();
    for content in ["", "hello", &cut, &known::VONAGE_PRIVATE_KEY.replace("PRIVATE", "PUBLIC")] {
        std::fs::write(path, content).unwrap();
        let (_, faults) = application(&double, path, &parts(true));
        assert_eq!(faults, ["VONAGE_PRIVATE_KEY_FILE names a file that holds no RSA private key in PEM"]);
    }
    let (_, faults) = application(&double, "/nowhere/vonage.pem", &parts(true));
    assert_eq!(faults, ["VONAGE_PRIVATE_KEY_FILE names a file that cannot be read"]);
}

#[test]
fn every_fault_is_told_at_once_and_no_value() {
    let pairs = [
        ("CHANNEL_SMS", NAME),
        ("CHANNEL_WHATSAPP", NAME),
        ("VONAGE_API_KEY", "a1b2c3d4"),
        ("VONAGE_APPLICATION_ID", "no-uuid-at-all"),
        ("VONAGE_FROM", "Acme Bank & Sons"),
        ("VONAGE_BASE_URL", "http://api.nexmo.com"),
    ];
    let settings = Settings::new(pairs.map(|(key, value)| (key.to_owned(), value.to_owned())));
    Switchboard::build(&settings, &parts(true));
    let faults = settings.faults();
    let mut keys: Vec<&str> = faults.iter().map(|fault| fault.key.as_str()).collect();
    keys.sort_unstable();
    assert_eq!(
        keys,
        [
            "VONAGE_API_SECRET",
            "VONAGE_APPLICATION_ID",
            "VONAGE_BASE_URL",
            "VONAGE_FROM",
            "VONAGE_PRIVATE_KEY_FILE",
            "VONAGE_WHATSAPP_NUMBER"
        ]
    );
    let told = format!("{faults:?}");
    for value in ["no-uuid-at-all", "Acme Bank & Sons", "http://api.nexmo.com"] {
        assert!(!told.contains(value), "{value} shows in {told}");
    }
}

#[tokio::test]
async fn the_balance_is_looked_at_and_nothing_is_sent() {
    let (board, double) = stage().await;
    let found = board.examine().await;
    assert!(found[0].grade == Grade::Good && found[0].says.contains("10.28 EUR"), "{found:?}");
    double.script(Script::on(Kind::Account).status(401, 0));
    let refused = board.examine().await;
    assert!(refused[0].grade == Grade::Fault && refused[0].says.contains("401"), "{refused:?}");
    double.script(Script::on(Kind::Account).act(Act::Garbage));
    assert_eq!(board.examine().await[0].grade, Grade::Fault);
    assert!(double.messages().is_empty() && double.calls().iter().all(|call| call.kind == Kind::Account));
}

#[tokio::test]
async fn a_life_longer_than_vonage_grants_is_worth_a_word() {
    for (seconds, grades) in [(900, vec![Grade::Note]), (901, vec![Grade::Note, Grade::Note])] {
        let double = double().await;
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), known::VONAGE_PRIVATE_KEY).unwrap();
        let parts = Parts { ttl: std::time::Duration::from_secs(seconds), ..of_now() };
        let (board, _) = application(&double, file.path().to_str().unwrap(), &parts);
        let found = board.examine().await;
        assert_eq!(found.iter().map(|finding| finding.grade).collect::<Vec<_>>(), grades, "{found:?}");
        board.begin(&owner(Channel::Sms), None).await.unwrap();
        assert_eq!(last_call(&double, Kind::Start).json().unwrap()["channel_timeout"], 900);
    }
}

#[tokio::test]
async fn no_secret_shows_in_an_error_or_a_finding() {
    let (board, double) = stage().await;
    let ask = owner(Channel::Sms);
    for act in [Act::Garbage, Act::Status { status: 401, code: 0 }, Act::Status { status: 422, code: 1150 }] {
        double.script(Script::any().act(act));
        let error = board.begin(&ask, None).await.unwrap_err();
        let shown = format!("{error} {error:?} {:?}", board.examine().await);
        for secret in [known::VONAGE_API_SECRET, "12025550123"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
    let nobody = board.nobody(&ask).unwrap();
    assert_eq!(board.check(&ask, &nobody, &Code::parse("123456").unwrap()).await, Ok(Verdict::Gone));
}
