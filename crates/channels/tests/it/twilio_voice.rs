//! What is Twilio Voice's own: the form of a request, what is said, its errors on the wire, and the reports.

use channels::{
    Channel, Delivery, Failure, MessageId, Notice, Report, ReportFault, Switchboard, Undelivered,
};
use simulator::{Act, Kind, Script, Simulator, known};

use crate::settings::parts;
use crate::stage::{FirstLine, OWNER, carrier_board, incoming, owner, reached};

const NAME: &str = "twilio-voice";

async fn double() -> Simulator {
    Simulator::start().await.unwrap()
}

async fn called(board: &Switchboard) -> MessageId {
    board.begin(&owner(Channel::Call), None).await.unwrap().message.unwrap()
}

#[tokio::test]
async fn security_11_a_call_is_nothing_but_numbers_words_and_patience() {
    let double = double().await;
    for (parts, callback) in [(parts(true), false), (reached(), true)] {
        let message = called(&carrier_board(&double, NAME, &[], &parts)).await;
        let dial = double.last_dial(OWNER).unwrap();
        assert_eq!(message.as_str(), dial.sid);
        let calls = double.calls();
        let call = calls.of(Kind::Dial).last().unwrap();
        assert_eq!(call.path, format!("/2010-04-01/Accounts/{}/Calls.json", known::ACCOUNT_SID));
        let mut expected = vec![("From", known::FROM_NUMBER)];
        if callback {
            expected.push(("StatusCallback", "https://door.example/delivery-reports/twilio-voice"));
            // the last of two
            expected.push(("StatusCallbackEvent", "completed"));
        }
        expected.extend([("Timeout", "30"), ("To", OWNER), ("Twiml", dial.twiml.as_str())]);
        let seen: Vec<_> = call.form.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(seen, expected);
    }
}

#[tokio::test]
async fn the_code_is_said_twice_digit_by_digit() {
    let double = double().await;
    called(&carrier_board(&double, NAME, &[], &parts(true))).await;
    let dial = double.last_dial(OWNER).unwrap();
    let said: Vec<&str> = dial.said.iter().map(|speech| speech.words.as_str()).collect();
    let (first, again) = said.split_at(said.len() / 2);
    assert_eq!(first, again);
    assert_eq!(first.iter().filter(|words| words.len() == 1).count(), 6, "{first:?}");
    assert!(first.iter().any(|words| words.contains("Acme")), "{first:?}");
    assert!(dial.said.iter().all(|speech| {
        (speech.language.as_deref(), speech.voice.as_deref()) == (Some("en-US"), Some("Polly.Joanna"))
    }));
    assert_eq!(dial.twiml.matches("<Pause ").count(), said.len() + 1, "a pause after each, and one before");
}

#[tokio::test]
async fn nobody_is_called_for_a_notice() {
    let double = double().await;
    let board = carrier_board(&double, NAME, &[], &parts(true));
    let error = board.tell(&owner(Channel::Call).to, Notice::PasswordChanged, None).await.ended.unwrap_err();
    assert_eq!(error.failure, Failure::NotOffered);
    assert!(double.dials().is_empty());
}

#[tokio::test]
async fn every_error_keeps_its_code_and_its_meaning() {
    let double = double().await;
    let board = carrier_board(&double, NAME, &[], &parts(true));
    for (status, code, expected) in [
        (401, 20003, Failure::Denied),
        (429, 20429, Failure::Busy),
        (400, 21210, Failure::Denied),
        (400, 21214, Failure::Undeliverable),
        (400, 21215, Failure::Blocked),
        (400, 21216, Failure::Blocked),
        (400, 21217, Failure::Undeliverable),
        (400, 21219, Failure::Undeliverable),
        (403, 10004, Failure::Busy),
        (503, 20503, Failure::Unknown),
    ] {
        double.script(Script::on(Kind::Dial).status(status, code));
        let error = board.begin(&owner(Channel::Call), None).await.unwrap_err();
        assert_eq!((error.failure, error.status, error.code), (expected, Some(status), Some(code)));
    }
    for (status, expected) in
        [("failed", Failure::Undeliverable), ("busy", Failure::Undeliverable), ("odd", Failure::Unknown)]
    {
        let body = format!(
            r#"{{"sid":"CA0123456789abcdef0123456789abcdef","account_sid":"{}","to":"{OWNER}","status":"{status}"}}"#,
            known::ACCOUNT_SID
        );
        let raw = Act::Raw { status: 201, content_type: "application/json".into(), body: body.into() };
        double.script(Script::on(Kind::Dial).act(raw));
        let error = board.begin(&owner(Channel::Call), None).await.unwrap_err();
        assert_eq!(error.failure, expected, "{status}");
    }
}

#[tokio::test]
async fn a_report_tells_whether_the_call_was_taken() {
    let double = double().await;
    let board = carrier_board(&double, NAME, &[], &reached());
    let message = called(&board).await;
    for (status, sip, expected) in [
        ("initiated", None, Some(Delivery::Sent)),
        ("ringing", None, None),
        ("in-progress", None, None),
        ("completed", Some(200), Some(Delivery::Delivered)),
        ("busy", Some(486), Some(Delivery::Failed(Undelivered::Unreachable))),
        ("no-answer", None, Some(Delivery::Failed(Undelivered::Unreachable))),
        ("failed", Some(404), Some(Delivery::Failed(Undelivered::NoSuchAddress))),
        ("canceled", None, Some(Delivery::Failed(Undelivered::ProviderFault))),
    ] {
        let report = incoming(&double.report(message.as_str(), status, sip).unwrap());
        let expected: Vec<Report> = expected
            .map(|delivery| Report { message: message.clone(), delivery, code: None })
            .into_iter()
            .collect();
        assert_eq!(board.reports(NAME, &report), Ok(expected), "{status}");
        assert_eq!(
            carrier_board(&double, NAME, &[], &parts(true)).reports(NAME, &report),
            Err(ReportFault::NotOffered)
        );
        let stranger = [("TWILIO_ACCOUNT_SID", known::OTHER_ACCOUNT_SID)];
        let stranger = carrier_board(&double, NAME, &stranger, &reached());
        assert_eq!(stranger.reports(NAME, &report), Err(ReportFault::Unreadable));
        let mut forged = report;
        forged.body.extend_from_slice(b"&X=1");
        assert_eq!(board.reports(NAME, &forged), Err(ReportFault::Forged));
    }
}
