//! What only the webhook does: an event in JSON, signed so that the library of Standard Webhooks believes it.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use channels::{Address, Ask, Channel, Failure, Grade, Notice, Purpose, Settings, Switchboard, Wording};
use reqwest::header::{HeaderMap, HeaderName};
use serde_json::{Value, json};
use simulator::{Act, Call, Kind, Script, Simulator, Vendor, known};
use standardwebhooks::Webhook;

use crate::settings::parts;
use crate::stage::{FirstLine, OWNER, OWNERS_MAILBOX, board_of_today, owner};

/// Every channel by a webhook, with other settings than usual.
pub(crate) fn webhook_board(double: &Simulator, other: &[(&str, &str)]) -> Switchboard {
    let channels = Channel::ALL.map(|channel| (channel.setting_key(), "webhook".to_owned()));
    let url = ("WEBHOOK_URL", format!("{}/webhook/codes", double.url()));
    let secret = ("WEBHOOK_SECRET", known::WEBHOOK_SECRET.to_owned());
    board_of_today(&[&channels[..], &[url, secret]].concat(), other)
}

async fn double() -> Simulator {
    Simulator::start().await.unwrap()
}

fn headers(call: &Call) -> HeaderMap {
    let pairs = call.headers.iter().filter(|(name, _)| name.starts_with("webhook-"));
    pairs
        .map(|(name, value)| (HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap()))
        .collect()
}

#[tokio::test]
async fn a_code_is_an_event_that_the_library_of_standard_webhooks_believes() {
    let double = double().await;
    let board = webhook_board(&double, &[]);
    let begun = board.begin(&owner(Channel::Call), None).await.unwrap();
    let call = double.calls().last().unwrap().clone();
    assert_eq!((call.vendor, call.path.as_str()), (Vendor::Webhook, "/webhook/codes"));
    assert_eq!(call.headers["content-type"], "application/json");
    let body = call.body.as_deref().unwrap();
    let library = Webhook::new(known::WEBHOOK_SECRET).unwrap();
    library.verify(body.as_bytes(), &headers(&call)).unwrap();
    assert!(library.verify(format!("{body} ").as_bytes(), &headers(&call)).is_err());
    let stranger = format!("whsec_{}", STANDARD.encode([1; 32]));
    assert!(Webhook::new(&stranger).unwrap().verify(body.as_bytes(), &headers(&call)).is_err());

    let event = call.json().unwrap();
    let (text, code) = (double.last_text(OWNER).unwrap().body, event["data"]["code"].as_str().unwrap());
    assert!(code.len() == 6 && text.contains(code));
    assert_eq!(
        event,
        json!({
            "type": "code.send",
            "timestamp": event["timestamp"],
            "data": {
                "to": OWNER, "channel": "call", "code": code, "purpose": "prove_address",
                "expires_in": 600, "locale": "en",
                "subject": "Your Acme verification code", "text": text, "spoken": event["data"]["spoken"],
            },
        })
    );
    assert!(event["timestamp"].as_str().unwrap().ends_with('Z') && event["data"]["spoken"].is_array());
    let id = call.headers["webhook-id"].as_str();
    assert_eq!(begun.message.unwrap().as_str(), format!("taken-{id}"), "the receiver's name for it");
}

#[tokio::test]
async fn a_notice_is_an_event_of_its_own_and_a_mailbox_an_address() {
    let double = double().await;
    let to = Address::stored(OWNERS_MAILBOX).unwrap();
    webhook_board(&double, &[]).tell(&to, Notice::PasswordChanged, None).await.ended.unwrap();
    let event = double.calls().last().unwrap().json().unwrap();
    assert_eq!((&event["type"], &event["data"]["channel"]), (&json!("notice.send"), &json!("email")));
    assert_eq!(event["data"]["notice"], "password_changed");
    for of_a_code in ["code", "purpose", "expires_in", "operation", "spoken"] {
        assert!(event["data"].get(of_a_code).is_none(), "{event}");
    }
}

#[tokio::test]
async fn whoever_words_it_anew_is_told_what_the_code_is_for() {
    let double = double().await;
    let board = webhook_board(&double, &[]);
    for purpose in Purpose::ALL {
        let details = BTreeMap::from([("payee".to_owned(), "Bob".to_owned())]);
        let wording = Wording { action: "transfer".to_owned(), details };
        let wording = (purpose == Purpose::Confirm).then_some(wording);
        board.begin(&Ask { purpose, wording, ..owner(Channel::Sms) }, None).await.unwrap();
        let data = double.calls().last().unwrap().json().unwrap()["data"].take();
        assert_eq!(data["purpose"], purpose.as_str());
        let operation = json!({"action": "transfer", "details": {"payee": "Bob"}});
        let told = data.get("operation");
        assert_eq!(told, (purpose == Purpose::Confirm).then_some(&operation), "{purpose}");
    }
}

/// The requests the README shows: headers and body.
fn shown() -> Vec<(HeaderMap, &'static str)> {
    let readme = include_str!("../../../../README.md");
    let (_, section) = readme.split_once("### Your own carrier: the webhook\n").unwrap();
    let blocks = section.split("```http\n").skip(1).map(|block| block.split_once("\n```").unwrap().0);
    let requests = blocks.map(|block| {
        let (head, body) = block.split_once("\n\n").unwrap();
        let headers = head.lines().skip(1).map(|line| line.split_once(": ").unwrap());
        let headers = headers.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        (headers.collect::<HeaderMap>(), body)
    });
    requests.collect()
}

#[tokio::test]
async fn the_readme_shows_what_is_really_sent() {
    let double = double().await;
    let board = webhook_board(&double, &[]);
    let reset = Ask { purpose: Purpose::Reset, ..owner(Channel::Sms) };
    board.begin(&reset, None).await.unwrap();
    let alone = [("CHANNEL_EMAIL", "off"), ("CHANNEL_CALL", "off"), ("CHANNEL_WHATSAPP", "off")];
    let board = webhook_board(&double, &alone);
    board.tell(&reset.to, Notice::PasswordChanged, None).await.ended.unwrap();
    let (calls, shown) = (double.calls(), shown());
    assert_eq!((calls.len(), shown.len()), (2, 2));
    for (call, (headers, body)) in calls.iter().zip(shown) {
        let text = |name: &str| headers[name].to_str().unwrap();
        let library = Webhook::new(known::WEBHOOK_SECRET).unwrap();
        let at = text("webhook-timestamp").parse().unwrap();
        let signature = library.sign(text("webhook-id"), at, body.as_bytes()).unwrap();
        assert_eq!(text("webhook-signature"), signature);
        for name in headers.keys() {
            assert_eq!(call.headers[name.as_str()].len(), text(name.as_str()).len(), "{name}");
        }
        // but for the code and the time they are the same, byte for byte
        let (sent, example) = (call.json().unwrap(), serde_json::from_str::<Value>(body).unwrap());
        let plain = |event: &Value, body: &str| {
            let body = body.replace(event["timestamp"].as_str().unwrap(), "now");
            event["data"]["code"].as_str().map_or(body.clone(), |code| body.replace(code, "000000"))
        };
        assert_eq!(plain(&sent, call.body.as_deref().unwrap()), plain(&example, body));
    }
}

#[tokio::test]
async fn a_receiver_may_name_the_message_or_say_nothing() {
    let double = double().await;
    let board = webhook_board(&double, &[]);
    for (status, body, named) in [
        (200, r#"{"id":"abc-1"}"#, Some("abc-1")),
        (202, "", None),
        (204, "", None),
        (200, "<html>", None),
        (200, r#"{"id":7}"#, None),
        (200, r#"{"id":"a b"}"#, None),
    ] {
        let act = Act::Raw { status, content_type: "application/json".into(), body: body.into() };
        double.script(Script::on(Kind::Text).act(act));
        let id = board.begin(&owner(Channel::Sms), None).await.unwrap().message.unwrap();
        let ours = double.calls().last().unwrap().headers["webhook-id"].clone();
        assert_eq!(id.as_str(), named.unwrap_or(&ours), "{status} {body}");
    }
}

#[tokio::test]
async fn every_status_has_its_meaning() {
    let double = double().await;
    let board = webhook_board(&double, &[]);
    for (status, failure) in [
        (400, Failure::Undeliverable),
        (422, Failure::Undeliverable),
        (401, Failure::Denied),
        (404, Failure::Denied),
        (410, Failure::Denied),
        (429, Failure::Busy),
        (408, Failure::Unknown),
        (307, Failure::Unknown),
        (500, Failure::Unknown),
        (503, Failure::Unknown),
    ] {
        double.script(Script::on(Kind::Text).status(status, 0));
        let error = board.begin(&owner(Channel::Sms), None).await.unwrap_err();
        assert_eq!((error.failure, error.status), (failure, Some(status)));
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(&OWNER[2..]) && !shown.contains(&known::WEBHOOK_SECRET[6..]), "{shown}");
    }
    let other = format!("whsec_{}", STANDARD.encode([1; 24]));
    let stranger = webhook_board(&double, &[("WEBHOOK_SECRET", &other)]);
    let ask = Ask { ..owner(Channel::Sms) };
    assert_eq!(stranger.begin(&ask, None).await.unwrap_err().failure, Failure::Denied);
    assert!(double.texts().is_empty());
}

#[test]
fn every_fault_of_a_configuration_is_told_at_once_and_no_secret_is() {
    let faults = |pairs: &[(&str, &str)]| {
        let named = [("CHANNEL_WHATSAPP", "webhook")];
        let pairs = named.iter().chain(pairs).map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let settings = Settings::new(pairs);
        let board = Switchboard::build(&settings, &parts(false));
        assert_eq!(board.offers(Channel::WhatsApp), settings.faults().is_empty());
        assert!(!format!("{:?} {settings:?}", settings.faults()).contains(&known::WEBHOOK_SECRET[6..]));
        settings
            .faults()
            .into_iter()
            .map(|fault| format!("{} {}", fault.key, fault.fault))
            .collect::<Vec<_>>()
    };
    let whole = [("WEBHOOK_URL", "https://codes.example.com/in/"), ("WEBHOOK_SECRET", known::WEBHOOK_SECRET)];
    assert_eq!(faults(&whole), [""; 0]);
    assert_eq!(faults(&[]).len(), 2);
    let (short, long) =
        (format!("whsec_{}", STANDARD.encode([1; 23])), format!("whsec_{}", STANDARD.encode([1; 65])));
    for (wrong, says) in [
        (("WEBHOOK_URL", "http://codes.example.com/in"), "WEBHOOK_URL must begin with https://"),
        (("WEBHOOK_URL", "https://user:pw@codes.example.com"), "WEBHOOK_URL must begin with https://"),
        (("WEBHOOK_SECRET", &known::WEBHOOK_SECRET[6..]), "WEBHOOK_SECRET must be whsec_"),
        (("WEBHOOK_SECRET", &short), "WEBHOOK_SECRET must be whsec_"),
        (("WEBHOOK_SECRET", &long), "WEBHOOK_SECRET must be whsec_"),
        (("WEBHOOK_SECRET", "whsec_not!base64"), "WEBHOOK_SECRET must be whsec_"),
        (("WEBHOOK_SECRET", "your_secret"), "WEBHOOK_SECRET is a placeholder"),
    ] {
        let found = faults(&[whole.as_slice(), &[wrong]].concat());
        assert!(found.len() == 1 && found[0].starts_with(says), "{says}: {found:?}");
    }
}

#[tokio::test]
async fn the_set_up_is_told_without_its_path_and_nobody_is_asked() {
    let double = double().await;
    let told = async |url: &str| {
        let found = webhook_board(&double, &[("WEBHOOK_URL", url)]).examine().await;
        assert!(found.len() == 1 && found[0].subject == "WEBHOOK_URL" && found[0].grade == Grade::Note);
        assert!(found[0].says.contains("signed with WEBHOOK_SECRET"), "{found:?}");
        found[0].says.clone()
    };
    assert!(told("https://codes.example.com/s3cret").await.contains("over HTTPS"));
    let near = told(&format!("{}/webhook/s3cret", double.url())).await;
    assert!(near.contains("on this machine, unencrypted") && !near.contains("s3cret"), "{near}");
    assert!(double.calls().is_empty());
}
