//! What is Twilio Messaging's own: the form of a request, WhatsApp, its table of errors on the wire, feedback, and the reports.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use channels::{
    Address, Channel, Delivery, Failure, Incoming, MessageId, Notice, Parts, Report, ReportFault,
    Switchboard, Undelivered, Words,
};
use simulator::{Act, CallbackAccount, Kind, Script, Simulator, Switches, TextStatus, known};

use crate::settings::parts;
use crate::stage::{FirstLine, OWNER, carrier_board, code_in, incoming, owner, reached};

const NAME: &str = "twilio-messaging";

async fn double() -> Simulator {
    Simulator::start().await.unwrap()
}

fn board(double: &Simulator, other: &[(&str, &str)]) -> Switchboard {
    carrier_board(double, NAME, other, &parts(true))
}

/// The form of the last message.
fn form(double: &Simulator) -> BTreeMap<String, String> {
    let calls = double.calls();
    let call = calls.of(Kind::Text).last().unwrap();
    assert_eq!(call.path, format!("/2010-04-01/Accounts/{}/Messages.json", known::ACCOUNT_SID));
    call.form.clone()
}

fn fields(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

async fn sent(board: &Switchboard, channel: Channel) -> MessageId {
    let begun = board.begin(&owner(channel), None).await.unwrap();
    assert!(!begun.receipt.reference.as_str().starts_with("SM"), "the nonce is ours");
    begun.message.unwrap()
}

#[tokio::test]
async fn security_11_a_text_is_nothing_but_address_sender_words_and_life() {
    let double = double().await;
    for (other, sender) in [
        (vec![], ("From", known::FROM_NUMBER)),
        (
            vec![("TWILIO_MESSAGING_SERVICE_SID", known::MESSAGING_SERVICE_SID)],
            ("MessagingServiceSid", known::MESSAGING_SERVICE_SID),
        ),
        (
            vec![("TWILIO_MESSAGING_SERVICE_SID", known::MESSAGING_SERVICE_SID), ("TWILIO_PHONE_NUMBER", "")],
            ("MessagingServiceSid", known::MESSAGING_SERVICE_SID),
        ),
    ] {
        let message = sent(&board(&double, &other), Channel::Sms).await;
        let text = double.last_text(OWNER).unwrap();
        assert_eq!(message.as_str(), text.sid);
        assert!(code_in(&text.body).is_some() && text.body.contains("Acme"), "{}", text.body);
        let expected = [
            ("To", OWNER),
            sender,
            ("Body", text.body.as_str()),
            ("ValidityPeriod", "600"),
            ("ProvideFeedback", "true"),
        ];
        assert_eq!(form(&double), fields(&expected));
    }
}

#[tokio::test]
async fn a_message_may_wait_as_long_as_its_code_lives_within_twilios_bounds() {
    let double = double().await;
    for (ttl, expected) in [(0, "1"), (300, "300"), (86_400, "36000")] {
        let ttl = Duration::from_secs(ttl);
        let parts = Parts { ttl, words: Arc::new(Words::new("Acme", ttl)), ..parts(true) };
        sent(&carrier_board(&double, NAME, &[], &parts), Channel::Sms).await;
        assert_eq!(form(&double)["ValidityPeriod"], expected);
    }
}

#[tokio::test]
async fn whatsapp_is_written_before_both_numbers_and_begins_with_a_template() {
    let double = double().await;
    assert!(double.change_account(known::ACCOUNT_SID, |account| {
        account.whatsapp_numbers.push("+12025550177".to_owned());
    }));
    let whatsapp = ("TWILIO_WHATSAPP_NUMBER", "+12025550177");
    let template = ("TWILIO_WHATSAPP_CONTENT_SID", known::CONTENT_SID);
    let service = ("TWILIO_MESSAGING_SERVICE_SID", known::MESSAGING_SERVICE_SID);
    let to = format!("whatsapp:{OWNER}");
    for (other, sender) in [
        (vec![], ("From", "whatsapp:+15005550006")),
        (vec![service], ("From", "whatsapp:+15005550006")),
        (vec![whatsapp], ("From", "whatsapp:+12025550177")),
        (vec![service, ("TWILIO_PHONE_NUMBER", "")], ("MessagingServiceSid", known::MESSAGING_SERVICE_SID)),
        (
            vec![service, ("TWILIO_PHONE_NUMBER", "Acme")],
            ("MessagingServiceSid", known::MESSAGING_SERVICE_SID),
        ),
    ] {
        for templated in [false, true] {
            let other: Vec<_> = other.iter().copied().chain(templated.then_some(template)).collect();
            sent(&board(&double, &other), Channel::WhatsApp).await;
            let body = double.last_text(OWNER).unwrap().body;
            let variables = format!(r#"{{"1":"{}"}}"#, code_in(&body).unwrap());
            let mut expected = fields(&[
                ("To", to.as_str()),
                sender,
                ("ValidityPeriod", "600"),
                ("ProvideFeedback", "true"),
            ]);
            expected.extend(if templated {
                fields(&[("ContentSid", known::CONTENT_SID), ("ContentVariables", &variables)])
            } else {
                fields(&[("Body", body.as_str())])
            });
            assert_eq!(form(&double), expected, "{sender:?}");
        }
    }
    // texts have no template
    sent(&board(&double, &[template]), Channel::Sms).await;
    assert!(form(&double).contains_key("Body"));
    let nobody = board(&double, &[("TWILIO_PHONE_NUMBER", "Acme")]);
    let error = nobody.begin(&owner(Channel::WhatsApp), None).await.unwrap_err();
    assert_eq!(error.failure, Failure::NotOffered, "a name is no number of WhatsApp");
}

#[tokio::test]
async fn reports_are_asked_for_only_where_they_can_come_and_be_believed() {
    let double = double().await;
    let key = [("TWILIO_API_KEY_SID", known::API_KEY_SID), ("TWILIO_API_KEY_SECRET", known::API_KEY_SECRET)];
    let only_key = [key[0], key[1], ("TWILIO_AUTH_TOKEN", "")];
    for (other, parts, asked) in [
        (&[][..], parts(true), false),
        (&[], reached(), true),
        (&key, reached(), true),
        (&only_key, reached(), false),
    ] {
        sent(&carrier_board(&double, NAME, other, &parts), Channel::Sms).await;
        let url = form(&double).get("StatusCallback").cloned();
        assert_eq!(url.is_some(), asked, "{other:?}");
        assert!(url.is_none_or(|url| url == "https://door.example/delivery-reports/twilio-messaging"));
    }
}

#[tokio::test]
async fn a_notice_is_words_alone() {
    let double = double().await;
    let board = carrier_board(&double, NAME, &[("CHANNEL_WHATSAPP", "off")], &reached());
    board.tell(&owner(Channel::Sms).to, Notice::NumberMoved, None).await.ended.unwrap();
    let keys: Vec<String> = form(&double).into_keys().collect();
    assert_eq!(keys, ["Body", "From", "To"]);
    let other = [("CHANNEL_SMS", "off"), ("TWILIO_WHATSAPP_CONTENT_SID", known::CONTENT_SID)];
    let board = carrier_board(&double, NAME, &other, &reached());
    let error = board.tell(&owner(Channel::Sms).to, Notice::NumberMoved, None).await.ended.unwrap_err();
    assert_eq!(error.failure, Failure::NotOffered, "the template is one for codes");
}

#[tokio::test]
async fn what_twilio_accepts_first_counts_too() {
    let double = double().await;
    let board = board(&double, &[("TWILIO_MESSAGING_SERVICE_SID", known::MESSAGING_SERVICE_SID)]);
    for service_text_status in [TextStatus::Accepted, TextStatus::Queued] {
        double.set(Switches { service_text_status, ..Switches::default() });
        sent(&board, Channel::Sms).await;
    }
}

#[tokio::test]
async fn every_error_keeps_its_code_and_its_meaning_and_holds_nothing_secret() {
    let double = double().await;
    let board = board(&double, &[]);
    for (status, code, expected) in [
        (401, 20003, Failure::Denied),
        (429, 20429, Failure::Busy),
        (400, 21211, Failure::Undeliverable),
        (400, 21408, Failure::Blocked),
        (400, 21608, Failure::Undeliverable),
        (400, 21610, Failure::Undeliverable),
        (400, 21612, Failure::Undeliverable),
        (400, 21614, Failure::Landline),
        (400, 21635, Failure::Landline),
        (400, 21606, Failure::Denied),
        (400, 21212, Failure::Denied),
        (400, 21611, Failure::Busy),
        (400, 30450, Failure::Blocked),
        (400, 30453, Failure::Blocked),
        (400, 30006, Failure::Landline),
        (400, 30003, Failure::Undeliverable),
        (400, 30005, Failure::Undeliverable),
        (400, 30007, Failure::Blocked),
        (400, 21655, Failure::Denied),
        (400, 63007, Failure::Denied),
        (404, 20404, Failure::Denied),
        (503, 20503, Failure::Unknown),
    ] {
        double.script(Script::on(Kind::Text).status(status, code));
        let error = board.begin(&owner(Channel::Sms), None).await.unwrap_err();
        assert_eq!((error.failure, error.status, error.code), (expected, Some(status), Some(code)));
        let shown = format!("{error} {error:?} {:?}", reached().report_url(NAME));
        for secret in [known::AUTH_TOKEN, known::ACCOUNT_SID, &OWNER[1..]] {
            assert!(!shown.contains(secret), "{shown}");
        }
        assert!(error.request_id.is_some_and(|id| id.starts_with("RQ")), "{code}");
    }
    assert_eq!(double.texts().len(), 0);
}

#[tokio::test]
async fn twilios_test_numbers_fail_as_they_say() {
    let double = double().await;
    for (from, failure, code) in [
        ("+15005550001", Failure::Denied, 21212),
        ("+15005550007", Failure::Denied, 21606),
        ("+15005550008", Failure::Busy, 21611),
    ] {
        let board = board(&double, &[("TWILIO_PHONE_NUMBER", from)]);
        let error = board.begin(&owner(Channel::Sms), None).await.unwrap_err();
        assert_eq!((error.failure, error.code), (failure, Some(code)));
    }
}

#[tokio::test]
async fn an_answer_is_believed_only_whole() {
    let double = double().await;
    let board = board(&double, &[]);
    let (sid, account) = ("SM0123456789abcdef0123456789abcdef", known::ACCOUNT_SID);
    let answer = |sid: &str, account: &str, to: &str, rest: &str| {
        format!(r#"{{"sid":"{sid}","account_sid":"{account}","to":"{to}",{rest}}}"#)
    };
    let queued = r#""status":"queued","error_code":null"#;
    for (why, body, expected) in [
        ("another account", answer(sid, known::OTHER_ACCOUNT_SID, OWNER, queued), Failure::Unknown),
        ("another address", answer(sid, account, "+12025550124", queued), Failure::Unknown),
        ("no address", answer(sid, account, "", queued), Failure::Unknown),
        ("a call", answer(&sid.replace("SM", "CA"), account, OWNER, queued), Failure::Unknown),
        ("no SID", answer("SM..", account, OWNER, queued), Failure::Unknown),
        ("no status", answer(sid, account, OWNER, r#""status":null"#), Failure::Unknown),
        ("a status of its own", answer(sid, account, OWNER, r#""status":"Queued""#), Failure::Unknown),
        ("a list", "[]".to_owned(), Failure::Unknown),
        ("nothing", String::new(), Failure::Unknown),
        ("failed", answer(sid, account, OWNER, r#""status":"failed""#), Failure::Undeliverable),
        (
            "undelivered to a landline",
            answer(sid, account, OWNER, r#""status":"undelivered","error_code":30006"#),
            Failure::Landline,
        ),
        (
            "failed for its sender",
            answer(sid, account, OWNER, r#""status":"failed","error_code":30034"#),
            Failure::Denied,
        ),
    ] {
        let raw = Act::Raw { status: 201, content_type: "application/json".into(), body: body.into() };
        double.script(Script::on(Kind::Text).act(raw));
        let error = board.begin(&owner(Channel::Sms), None).await.unwrap_err();
        assert_eq!(error.failure, expected, "{why}");
    }
    for good in [
        answer(sid, account, OWNER, queued),
        answer(&sid.replace("SM", "MM"), account, "+1 (202) 555-0123", r#""status":"accepted""#),
    ] {
        let raw = Act::Raw { status: 200, content_type: "application/json".into(), body: good.into() };
        double.script(Script::on(Kind::Text).act(raw));
        sent(&board, Channel::Sms).await;
    }
}

#[tokio::test]
async fn a_code_that_was_right_is_confirmed_to_twilio() {
    let double = double().await;
    let board = board(&double, &[]);
    let message = sent(&board, Channel::Sms).await;
    let tell = async |message: &MessageId| board.converted(Channel::Sms, NAME, message).await;
    tell(&message).await.unwrap();
    let text = double.last_text(OWNER).unwrap();
    assert!(text.provide_feedback);
    assert_eq!(text.outcome.as_deref(), Some("confirmed"));
    let calls = double.calls();
    assert_eq!(calls.of(Kind::Feedback).next().unwrap().form, fields(&[("Outcome", "confirmed")]));
    double.script(Script::on(Kind::Feedback).status(503, 20503));
    assert_eq!(tell(&message).await.unwrap_err().failure, Failure::Unknown);
    let before = double.calls().len();
    for foreign in ["VE0123456789abcdef0123456789abcdef", "../../Balance", "SM1"] {
        tell(&MessageId::new(foreign).unwrap()).await.unwrap();
    }
    assert_eq!(double.calls().len(), before, "only its own messages are asked about");
}

#[tokio::test]
async fn a_report_tells_what_became_of_a_message() {
    let double = double().await;
    let board = carrier_board(&double, NAME, &[], &reached());
    for channel in [Channel::Sms, Channel::WhatsApp] {
        let message = sent(&board, channel).await;
        for (status, code, expected) in [
            ("queued", None, None),
            ("sent", None, Some(Delivery::Sent)),
            ("delivered", None, Some(Delivery::Delivered)),
            ("read", None, Some(Delivery::Delivered)),
            ("undelivered", Some(30003), Some(Delivery::Failed(Undelivered::Unreachable))),
            ("undelivered", Some(30005), Some(Delivery::Failed(Undelivered::NoSuchAddress))),
            ("undelivered", Some(30007), Some(Delivery::Failed(Undelivered::Blocked))),
            ("failed", Some(21610), Some(Delivery::Failed(Undelivered::OptedOut))),
            ("failed", Some(30036), Some(Delivery::Failed(Undelivered::Expired))),
            ("failed", Some(30008), Some(Delivery::Failed(Undelivered::Unknown))),
            ("failed", None, Some(Delivery::Failed(Undelivered::Unknown))),
        ] {
            let report = incoming(&double.report(message.as_str(), status, code).unwrap());
            let expected: Vec<Report> = expected
                .map(|delivery| Report { message: message.clone(), delivery, code })
                .into_iter()
                .collect();
            assert_eq!(board.reports(NAME, &report), Ok(expected), "{status} {code:?}");
        }
    }
}

#[tokio::test]
async fn a_report_nobody_signed_or_about_nothing_of_ours_is_not_believed() {
    let double = double().await;
    let message = {
        let board = carrier_board(&double, NAME, &[], &reached());
        sent(&board, Channel::Sms).await
    };
    let report = || incoming(&double.report(message.as_str(), "delivered", None).unwrap());
    let elsewhere = Parts { public_url: Some("https://other.example".to_owned()), ..parts(true) };
    let token = [("TWILIO_AUTH_TOKEN", known::OTHER_AUTH_TOKEN)];
    // a parent account's token signs for nobody else
    let account = [("TWILIO_ACCOUNT_SID", known::OTHER_ACCOUNT_SID)];
    let only_key = [
        ("TWILIO_AUTH_TOKEN", ""),
        ("TWILIO_API_KEY_SID", known::API_KEY_SID),
        ("TWILIO_API_KEY_SECRET", known::API_KEY_SECRET),
    ];
    for (other, parts, expected) in [
        (&[][..], parts(true), ReportFault::NotOffered),
        (&only_key, reached(), ReportFault::NotOffered),
        (&[], elsewhere, ReportFault::Forged),
        (&token, reached(), ReportFault::Forged),
        (&account, reached(), ReportFault::Unreadable),
    ] {
        let board = carrier_board(&double, NAME, other, &parts);
        assert_eq!(board.reports(NAME, &report()), Err(expected), "{other:?}");
    }
    let board = carrier_board(&double, NAME, &[], &reached());
    let mut forged = report();
    forged.body = String::from_utf8(forged.body).unwrap().replace("delivered", "failed").into_bytes();
    assert_eq!(board.reports(NAME, &forged), Err(ReportFault::Forged));
    let mut other_query = report();
    other_query.query = Some("x=1".to_owned());
    assert_eq!(board.reports(NAME, &other_query), Err(ReportFault::Forged));
    let mut unsigned = report();
    unsigned.headers.retain(|(name, _)| name != "x-twilio-signature");
    assert_eq!(board.reports(NAME, &unsigned), Err(ReportFault::Forged));
    assert_eq!(board.reports("twilio-voice", &report()), Err(ReportFault::NotOffered));
    assert!(board.reports(NAME, &report()).is_ok(), "the fault is in the reports above");
}

#[tokio::test]
async fn a_report_that_names_no_account_is_of_the_one_whose_token_signed_it() {
    for (provider, channel, status) in
        [(NAME, Channel::Sms, "delivered"), ("twilio-voice", Channel::Call, "completed")]
    {
        let double = double().await;
        let board = |other: &[(&str, &str)]| carrier_board(&double, provider, other, &reached());
        let begun = board(&[]).begin(&owner(channel), None).await.unwrap();
        let report = |callback_account| {
            double.set(Switches { callback_account, ..Switches::default() });
            incoming(&double.report(begun.message.as_ref().unwrap().as_str(), status, None).unwrap())
        };
        let (named, unnamed) = (report(CallbackAccount::Named), report(CallbackAccount::Missing));
        let says_whose = |report: &Incoming| String::from_utf8_lossy(&report.body).contains("AccountSid");
        assert!(says_whose(&named) && !says_whose(&unnamed));
        for report in [&named, &unnamed] {
            assert_eq!(board(&[]).reports(provider, report).map(|told| told.len()), Ok(1), "{provider}");
            let stranger = board(&[("TWILIO_AUTH_TOKEN", known::OTHER_AUTH_TOKEN)]);
            assert_eq!(stranger.reports(provider, report), Err(ReportFault::Forged), "{provider}");
        }
        let other = board(&[("TWILIO_ACCOUNT_SID", known::OTHER_ACCOUNT_SID)]);
        assert_eq!(other.reports(provider, &named), Err(ReportFault::Unreadable), "{provider}");
    }
}

#[tokio::test]
async fn a_report_is_believed_behind_a_port_as_well() {
    let double = double().await;
    let parts = Parts { public_url: Some("https://door.example:8443".to_owned()), ..parts(true) };
    let board = carrier_board(&double, NAME, &[], &parts);
    let message = sent(&board, Channel::Sms).await;
    let report = incoming(&double.report(message.as_str(), "sent", None).unwrap());
    assert_eq!(board.reports(NAME, &report).unwrap().len(), 1);
}

#[test]
fn an_address_of_another_kind_is_not_carried() {
    let mailbox = Address::stored("owner@example.com").unwrap();
    assert!(!Channel::Sms.carries(&mailbox) && !Channel::WhatsApp.carries(&mailbox));
}
