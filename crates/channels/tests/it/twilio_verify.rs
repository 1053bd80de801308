//! What is Twilio Verify's own: the form of a request, its dialects, its Services and its table of errors on the wire.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use channels::{
    Address, Ask, Channel, Delivery, Failure, Found, Incoming, Locale, Purpose, Receipt, Reference, Report,
    ReportFault, Switchboard, Undelivered, Verdict,
};
use simulator::{
    Act, AddressAsSid, CheckStatus, CodeAfterCancel, FifthWrongCheck, Kind, RetryAfter, Script, Simulator,
    SixthCheck, Switches, known,
};

use crate::stage::{
    FirstLine, OWNER, Stage, another, incoming, last_code_of, message_of, owner, reached, twilio_board,
    twilio_settings,
};

fn form(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn security_11_nothing_but_address_channel_language_and_code_reaches_twilio() {
    let (stage, double) = Stage::twilio().await;
    let ask = Ask { locale: Some(Locale::parse("de-AT").unwrap()), ..owner(Channel::Sms) };
    let receipt = stage.start(&ask).await;
    let sid = message_of(&receipt).to_owned();
    let code = last_code_of(&double);
    let route = stage.board.first(&ask).unwrap();
    stage.check(&receipt, &another(&code)).await;
    stage
        .board
        .check_lost(&ask, (route.provider, &route.station), SystemTime::UNIX_EPOCH, &another(&code))
        .await
        .unwrap();
    stage.board.cancel(&ask, &receipt).await.unwrap();
    let wrong = another(&code);
    let service = format!("/v2/Services/{}", known::SERVICE_SID);
    let seen: Vec<_> = double.calls().iter().map(|call| (call.path.clone(), call.form.clone())).collect();
    let expected = [
        (format!("{service}/Verifications"), form(&[("To", OWNER), ("Channel", "sms"), ("Locale", "de")])),
        (
            format!("{service}/VerificationCheck"),
            form(&[("VerificationSid", &sid), ("Code", wrong.expose())]),
        ),
        (format!("{service}/VerificationCheck"), form(&[("To", OWNER), ("Code", wrong.expose())])),
        (format!("{service}/Verifications/{sid}"), form(&[("Status", "canceled")])),
    ];
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn a_language_twilio_would_refuse_is_never_asked_for_and_an_email_goes_without_one() {
    let (stage, double) = Stage::twilio().await;
    let mailbox = Address::stored("owner@example.com").unwrap();
    let uzbek = Address::stored("+998901234567").unwrap();
    for (to, channel, locale) in [
        (owner(Channel::Sms).to, Channel::Sms, "tlh"),
        (uzbek, Channel::Sms, "tlh"),
        (mailbox, Channel::Email, "de"),
    ] {
        let ask = Ask { to, locale: Some(Locale::parse(locale).unwrap()), ..owner(channel) };
        stage.start(&ask).await;
    }
    let asked: Vec<_> = double.calls().of(Kind::Start).map(|call| call.form.get("Locale").cloned()).collect();
    // that of the number's country stands in, where Twilio speaks it
    assert_eq!(asked, [Some("en".to_owned()), None, None]);
}

#[tokio::test]
async fn an_api_key_is_as_good_as_the_token() {
    let double = Simulator::start().await.unwrap();
    let keyed = twilio_board(
        &double,
        &[
            ("TWILIO_AUTH_TOKEN", ""),
            ("TWILIO_API_KEY_SID", known::API_KEY_SID),
            ("TWILIO_API_KEY_SECRET", known::API_KEY_SECRET),
        ],
    );
    let receipt = keyed.begin(&owner(Channel::Sms), None).await.unwrap().receipt;
    let verdict = keyed.check(&owner(Channel::Sms), &receipt, &last_code_of(&double)).await;
    assert_eq!(verdict, Ok(Verdict::Right));
    assert!(double.calls().iter().all(|call| call.user.as_deref() == Some(known::API_KEY_SID)));
    let wrong = twilio_board(&double, &[("TWILIO_AUTH_TOKEN", known::OTHER_AUTH_TOKEN)]);
    let error = wrong.begin(&owner(Channel::Sms), None).await.unwrap_err();
    assert_eq!((error.failure, error.status, error.code), (Failure::Denied, Some(401), Some(20003)));
}

#[tokio::test]
async fn every_purpose_goes_to_its_service() {
    let double = Simulator::start().await.unwrap();
    let board = twilio_board(
        &double,
        &[
            ("TWILIO_VERIFY_SERVICE_SID_LOGIN", known::SERVICE_SID_LOGIN),
            ("TWILIO_VERIFY_SERVICE_SID_PHONE", known::SERVICE_SID_PHONE),
        ],
    );
    for purpose in Purpose::ALL {
        let service = match purpose {
            Purpose::Reset => known::SERVICE_SID_RESET,
            Purpose::Login | Purpose::SecondFactor => known::SERVICE_SID_LOGIN,
            Purpose::Phone => known::SERVICE_SID_PHONE,
            Purpose::ProveAddress | Purpose::Activate | Purpose::Confirm => known::SERVICE_SID,
        };
        let ask = Ask { purpose, ..owner(Channel::Sms) };
        let receipt = board.begin(&ask, None).await.unwrap().receipt;
        assert_eq!(receipt.station, service, "{purpose}");
        assert_eq!(board.first(&ask).unwrap().station, service, "{purpose}");
        assert!(receipt.reference.as_str().starts_with(&format!("{service}/VE")), "{purpose}");
        assert!(message_of(&receipt).starts_with("VE"), "{purpose}");
        let decoy = board.nobody(&ask).unwrap();
        assert_eq!((decoy.station.as_str(), decoy.reference.as_str().len()), (service, 69), "{purpose}");
    }
}

#[tokio::test]
async fn every_error_of_a_start_keeps_its_code_and_its_meaning() {
    let (stage, double) = Stage::twilio().await;
    for (status, code, expected) in [
        (429, 20429, Failure::Busy),
        (401, 20003, Failure::Denied),
        (404, 20404, Failure::Denied),
        (403, 60410, Failure::Blocked),
        (400, 60223, Failure::NotOffered),
        (400, 68008, Failure::NotOffered),
        (429, 60202, Failure::Exhausted),
        (429, 60203, Failure::Exhausted),
        (429, 60212, Failure::Busy),
        (403, 60205, Failure::Landline),
        (400, 60200, Failure::Undeliverable),
        (503, 20500, Failure::Unknown),
    ] {
        double.script(Script::on(Kind::Start).status(status, code));
        let error = stage.board.begin(&owner(Channel::Sms), None).await.unwrap_err();
        assert_eq!((error.failure, error.status, error.code), (expected, Some(status), Some(code)));
        assert!(error.request_id.is_some_and(|id| id.starts_with("RQ")), "{code}");
    }
}

#[tokio::test]
async fn the_time_to_wait_is_taken_from_seconds_and_from_dates() {
    let (stage, double) = Stage::twilio().await;
    for (retry_after, expected) in [
        (RetryAfter::Seconds, Some(30)),
        (RetryAfter::HttpDate, Some(30)),
        (RetryAfter::Missing, None),
        (RetryAfter::Garbage, None),
    ] {
        double.set(Switches { retry_after, ..Switches::default() });
        double.script(Script::on(Kind::Start).status(429, 20429));
        let error = stage.board.begin(&owner(Channel::Sms), None).await.unwrap_err();
        let waits = error.retry_after.map(|wait| wait.as_secs());
        // the double's clock and the one of its HTTP server may stand on either side of a second
        let near = matches!((waits, expected), (Some(waits), Some(told)) if waits.abs_diff(told) <= 2);
        assert!(near || waits == expected, "{retry_after:?}: {waits:?}");
    }
}

#[tokio::test]
async fn both_statuses_of_a_check_count() {
    let (stage, double) = Stage::twilio().await;
    for check_status in [CheckStatus::Ok, CheckStatus::Created] {
        double.reset();
        double.set(Switches { check_status, ..Switches::default() });
        let receipt = stage.start(&owner(Channel::Sms)).await;
        let code = last_code_of(&double);
        assert_eq!(stage.check(&receipt, &another(&code)).await, Verdict::Wrong, "{check_status:?}");
        assert_eq!(stage.check(&receipt, &code).await, Verdict::Right, "{check_status:?}");
        assert_eq!(stage.check(&receipt, &code).await, Verdict::Gone, "Twilio forgets what it approved");
    }
}

#[tokio::test]
async fn used_up_and_forgotten_verifications_are_gone_in_every_dialect() {
    let (stage, double) = Stage::twilio().await;
    for sixth_check in [SixthCheck::TooMany, SixthCheck::NotFound] {
        for fifth_wrong_check in [FifthWrongCheck::Pending, FifthWrongCheck::MaxAttemptsReached] {
            double.reset();
            double.set(Switches { sixth_check, fifth_wrong_check, ..Switches::default() });
            let receipt = stage.start(&owner(Channel::Sms)).await;
            let code = last_code_of(&double);
            for _ in 0..5 {
                assert_eq!(stage.check(&receipt, &another(&code)).await, Verdict::Wrong, "{sixth_check:?}");
            }
            assert_eq!(stage.check(&receipt, &code).await, Verdict::Gone, "{sixth_check:?}");
        }
    }
}

#[tokio::test]
async fn an_expired_verification_is_gone() {
    let (stage, double) = Stage::twilio().await;
    let receipt = stage.start(&owner(Channel::Sms)).await;
    double.advance(Duration::from_secs(601));
    assert_eq!(stage.check(&receipt, &last_code_of(&double)).await, Verdict::Gone);
}

#[tokio::test]
async fn an_answer_is_believed_only_whole() {
    let (stage, double) = Stage::twilio().await;
    let receipt = stage.start(&owner(Channel::Sms)).await;
    let code = last_code_of(&double);
    let (service, sid) = (known::SERVICE_SID, message_of(&receipt).to_owned());
    let other_sid = "VE00000000000000000000000000000000";
    let answer = |service: &str, sid: &str, to: &str, status: &str| {
        format!(r#"{{"sid":"{sid}","service_sid":"{service}","to":"{to}","status":{status},"valid":true}}"#)
    };
    for (why, body) in [
        ("another Service", answer(known::SERVICE_SID_RESET, &sid, OWNER, r#""approved""#)),
        ("another verification", answer(service, other_sid, OWNER, r#""approved""#)),
        ("another verification that is pending", answer(service, other_sid, OWNER, r#""pending""#)),
        ("no verification", answer(service, "", OWNER, r#""approved""#)),
        ("an address in its place", answer(service, OWNER, OWNER, r#""approved""#)),
        ("another address", answer(service, &sid, "+12025550124", r#""approved""#)),
        ("no address", answer(service, &sid, "", r#""approved""#)),
        ("valid, but no status", answer(service, &sid, OWNER, "null")),
        ("a status of its own", answer(service, &sid, OWNER, r#""Approved""#)),
        ("a status of another type", answer(service, &sid, OWNER, "true")),
        ("a list", "[]".to_owned()),
        ("nothing", String::new()),
        ("nothing in it", "{}".to_owned()),
        ("half of it", answer(service, &sid, OWNER, r#""approved""#)[..60].to_owned()),
    ] {
        let body = body.into();
        let raw = Act::Raw { status: 200, content_type: "application/json".into(), body };
        double.script(Script::on(Kind::Check).act(raw));
        let verdict = stage.board.check(&owner(Channel::Sms), &receipt, &code).await;
        assert_eq!(verdict.unwrap_err().failure, Failure::Unknown, "{why}");
    }
    let full = answer(service, &sid, OWNER, r#""approved""#).into();
    double.script(Script::on(Kind::Check).act(Act::Raw {
        status: 200,
        content_type: "application/json".into(),
        body: full,
    }));
    assert_eq!(
        stage.check(&receipt, &another(&code)).await,
        Verdict::Right,
        "the fault is in the answers above"
    );
}

#[tokio::test]
async fn the_code_of_a_lost_start_counts_and_an_older_one_does_not() {
    let (stage, double) = Stage::twilio().await;
    for address_as_sid in [AddressAsSid::Allowed, AddressAsSid::Refused] {
        double.reset();
        double.set(Switches { address_as_sid, ..Switches::default() });
        let (ask, since) = (owner(Channel::Sms), real_now());
        let route = stage.board.first(&ask).unwrap();
        double.script(Script::on(Kind::Start).act(Act::Lost));
        stage.board.begin(&ask, None).await.unwrap_err();
        let code = last_code_of(&double);
        let later = since + Duration::from_secs(60);
        assert_eq!(
            stage
                .board
                .check_lost(&ask, (route.provider, &route.station), since, &another(&code))
                .await
                .unwrap(),
            Found::Wrong
        );
        let found =
            stage.board.check_lost(&ask, (route.provider, &route.station), since, &code).await.unwrap();
        let Found::Right(reference) = found else { panic!("{found:?}") };
        assert_eq!(reference.as_str().len(), 69);
        assert_eq!(
            stage.board.check_lost(&ask, (route.provider, &route.station), since, &code).await.unwrap(),
            Found::Gone
        );
        stage.start(&ask).await;
        let code = last_code_of(&double);
        assert_eq!(
            stage.board.check_lost(&ask, (route.provider, &route.station), later, &code).await.unwrap(),
            Found::Gone
        );
    }
}

#[tokio::test]
async fn a_verification_that_was_there_before_is_told() {
    let (stage, double) = Stage::twilio().await;
    double.set(Switches { code_after_cancel: CodeAfterCancel::Stays, ..Switches::default() });
    let first = stage.start(&owner(Channel::Sms)).await;
    let second = stage.board.begin(&owner(Channel::Sms), None).await.unwrap();
    assert!(second.repeated && second.receipt == first);
}

#[tokio::test]
async fn a_reference_of_another_provider_is_never_asked_about() {
    let (stage, double) = Stage::twilio().await;
    let ask = owner(Channel::Sms);
    let made = stage.board.nobody(&ask).unwrap();
    let foreign = Receipt { reference: Reference::new("../../2010-04-01/Accounts").unwrap(), ..made };
    assert_eq!(stage.board.cancel(&ask, &foreign).await, Ok(()));
    let code = channels::Code::parse("123456").unwrap();
    assert_eq!(stage.board.check(&ask, &foreign, &code).await, Ok(Verdict::Gone));
    assert!(double.calls().is_empty());
}

#[tokio::test]
async fn an_event_of_verify_tells_what_became_of_its_message() {
    let double = Simulator::start().await.unwrap();
    let board = twilio_board(&double, &[]);
    let begun = board.begin(&owner(Channel::Sms), None).await.unwrap();
    let (message, url) = (begun.message.unwrap(), "https://door.example/delivery-reports/twilio-verify");
    let sid = message_of(&begun.receipt);
    assert!(message.as_str().starts_with("VL") && sid.starts_with("VE"), "a verification has many messages");
    let event = |status, code| incoming(&double.event(sid, url, status, code).unwrap());
    let read = |board: &Switchboard, report: &Incoming| board.reports("twilio-verify", report);
    assert_eq!(read(&board, &event("SENT", None)), Err(ReportFault::NotOffered), "nobody reaches us");
    let (settings, parts) = (twilio_settings(&double, &[]), reached());
    let board = Switchboard::build(&settings, &parts);
    for (status, code, delivery) in [
        ("SENT", None, Delivery::Sent),
        ("DELIVERED", None, Delivery::Delivered),
        ("UNDELIVERED", Some(30003), Delivery::Failed(Undelivered::Unreachable)),
    ] {
        let expected = vec![Report { message: message.clone(), delivery, code }];
        assert_eq!(read(&board, &event(status, code)), Ok(expected), "{status}");
    }
    let mut other = event("SENT", None);
    other.body = event("DELIVERED", None).body;
    assert_eq!(read(&board, &other), Err(ReportFault::Forged));
    let by_key = twilio_settings(
        &double,
        &[
            ("TWILIO_AUTH_TOKEN", ""),
            ("TWILIO_API_KEY_SID", known::API_KEY_SID),
            ("TWILIO_API_KEY_SECRET", known::API_KEY_SECRET),
        ],
    );
    let by_key = Switchboard::build(&by_key, &parts);
    assert_eq!(read(&by_key, &event("SENT", None)), Err(ReportFault::NotOffered), "a key signs nothing");
}

#[tokio::test]
async fn an_event_of_an_older_message_is_told_from_the_latest() {
    let double = Simulator::start().await.unwrap();
    let board = Switchboard::build(&twilio_settings(&double, &[]), &reached());
    let ask = owner(Channel::Sms);
    let url = "https://door.example/delivery-reports/twilio-verify";
    let first = board.begin(&ask, None).await.unwrap();
    let sid = message_of(&first.receipt);
    let older = incoming(&double.event(sid, url, "DELIVERED", None).unwrap());
    let again = board.begin(&ask, Some(&first.receipt)).await.unwrap();
    assert_eq!(again.receipt, first.receipt, "the same verification");
    assert_ne!(again.message, first.message);
    let newer = incoming(&double.event(sid, url, "DELIVERED", None).unwrap());
    for (report, of) in [(older, first), (newer, again)] {
        let told = board.reports("twilio-verify", &report).unwrap();
        assert_eq!(told.into_iter().map(|report| report.message).collect::<Vec<_>>(), [of.message.unwrap()]);
    }
}

#[test]
fn a_reference_is_short_and_plain() {
    assert!(Reference::new("VA0/VE1").is_some());
    for bad in ["", "a b", "x\n", "ä", &"a".repeat(121)] {
        assert!(Reference::new(bad).is_none(), "{bad:?}");
    }
}

#[expect(clippy::disallowed_methods, reason = "compared with the double's own clock")]
fn real_now() -> SystemTime {
    SystemTime::now()
}
