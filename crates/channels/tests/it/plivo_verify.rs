//! What only Plivo Verify does: its wire, a wrong code that is an error nobody describes, and sessions that nothing can end.

use channels::{Ask, Channel, Failure, Grade, Purpose, Settings, Switchboard, Verdict};
use simulator::{
    Act, Call, Kind, PlivoAfterTen, PlivoStartStatus, PlivoWrongCode, Script, Setup, Simulator, Switches,
    known,
};

use crate::settings::parts;
use crate::stage::{FirstLine, OWNER, another, last_code_of, owner, plivo_board};

async fn stage() -> (Switchboard, Simulator) {
    let double = Simulator::start().await.unwrap();
    (plivo_board(&double, &[]), double)
}

fn last_call(double: &Simulator, kind: Kind) -> Call {
    double.calls().of(kind).last().unwrap().clone()
}

const WRONG: [(PlivoWrongCode, u16); 5] = [
    (PlivoWrongCode::BadRequest, 400),
    (PlivoWrongCode::Forbidden, 403),
    (PlivoWrongCode::NotFound, 404),
    (PlivoWrongCode::NotAcceptable, 406),
    (PlivoWrongCode::Unprocessable, 422),
];

#[tokio::test]
async fn a_start_says_exactly_this() {
    let double = Simulator::start().await.unwrap();
    let board = plivo_board(&double, &[("PLIVO_APP_UUID", known::PLIVO_APP_UUID)]);
    for (channel, name) in [(Channel::Sms, "sms"), (Channel::Call, "voice")] {
        double.reset();
        let begun = board.begin(&owner(channel), None).await.unwrap();
        let call = last_call(&double, Kind::Start);
        let expected = serde_json::json!({
            "recipient": "+12025550123", "channel": name, "brand_name": "Acme", "code_length": 6,
            "app_uuid": known::PLIVO_APP_UUID,
        });
        assert_eq!(call.json(), Some(expected));
        let path = format!("/v1/Account/{}/Verify/Session/", known::PLIVO_AUTH_ID);
        assert_eq!((call.method.as_str(), call.path.as_str()), ("POST", path.as_str()));
        assert_eq!(call.user.as_deref(), Some(known::PLIVO_AUTH_ID));
        let message = double.last_message(OWNER).unwrap();
        assert_eq!(begun.message.unwrap().as_str(), message.verification_sid);
        let read = last_call(&double, Kind::Fetch);
        assert_eq!(read.path, format!("{path}{}/", message.verification_sid));
    }
    let plain = plivo_board(&double, &[]);
    double.reset();
    plain.begin(&owner(Channel::Sms), None).await.unwrap();
    assert_eq!(last_call(&double, Kind::Start).json().unwrap().get("app_uuid"), None);
}

#[tokio::test]
async fn a_start_may_be_answered_with_any_success() {
    for (status, expected) in
        [(PlivoStartStatus::Accepted, 202), (PlivoStartStatus::Created, 201), (PlivoStartStatus::Ok, 200)]
    {
        let (board, double) = stage().await;
        double.set(Switches { plivo_start_status: status, ..Switches::default() });
        board.begin(&owner(Channel::Sms), None).await.unwrap();
        assert_eq!(last_call(&double, Kind::Start).status, Some(expected));
    }
}

#[tokio::test]
async fn a_wrong_code_is_wrong_however_plivo_says_it() {
    for (switch, status) in WRONG {
        let (board, double) = stage().await;
        double.set(Switches { plivo_wrong_code: switch, ..Switches::default() });
        let ask = owner(Channel::Sms);
        let receipt = board.begin(&ask, None).await.unwrap().receipt;
        let code = last_code_of(&double);
        assert_eq!(board.check(&ask, &receipt, &another(&code)).await, Ok(Verdict::Wrong));
        assert_eq!(last_call(&double, Kind::Check).status, Some(status));
        assert_eq!(board.check(&ask, &receipt, &code).await, Ok(Verdict::Right));
        assert_eq!(board.check(&ask, &receipt, &code).await, Ok(Verdict::Gone), "verified already");
    }
}

#[tokio::test]
async fn a_guess_that_may_have_been_judged_is_not_given_back() {
    let (board, double) = stage().await;
    let ask = owner(Channel::Sms);
    let receipt = board.begin(&ask, None).await.unwrap().receipt;
    let code = another(&last_code_of(&double));
    for status in [402, 403, 405, 406, 409, 410, 418, 451, 499] {
        double.script(Script::on(Kind::Check).status(status, 0));
        assert_eq!(board.check(&ask, &receipt, &code).await, Ok(Verdict::Wrong), "{status}");
        // and where the session cannot be read either
        double.script(Script::on(Kind::Check).status(status, 0));
        double.script(Script::on(Kind::Fetch).status(status, 0));
        let error = board.check(&ask, &receipt, &code).await.unwrap_err();
        assert!(!error.is_certainly_unasked(), "{status}");
    }
    // nobody was let in, or nobody had time: no code was looked at
    for (status, failure) in [(401, Failure::Denied), (429, Failure::Busy)] {
        let reads = double.calls().of(Kind::Fetch).count();
        double.script(Script::on(Kind::Check).status(status, 0));
        let error = board.check(&ask, &receipt, &code).await.unwrap_err();
        assert_eq!((error.failure, error.is_certainly_unasked()), (failure, true));
        assert_eq!(double.calls().of(Kind::Fetch).count(), reads);
    }
    for status in [302, 408, 500, 503] {
        double.script(Script::on(Kind::Check).status(status, 0));
        assert_eq!(
            board.check(&ask, &receipt, &code).await.unwrap_err().failure,
            Failure::Unknown,
            "{status}"
        );
    }
}

#[tokio::test]
async fn what_is_over_is_gone_however_plivo_says_it() {
    for (switch, _) in WRONG {
        let (board, double) = stage().await;
        double.set(Switches { plivo_wrong_code: switch, ..Switches::default() });
        let ask = owner(Channel::Sms);
        let receipt = board.begin(&ask, None).await.unwrap().receipt;
        let code = last_code_of(&double);
        double.advance(std::time::Duration::from_secs(600));
        assert_eq!(board.check(&ask, &receipt, &code).await, Ok(Verdict::Gone));
        let nobody = board.nobody(&ask).unwrap();
        assert_eq!(board.check(&ask, &nobody, &code).await, Ok(Verdict::Gone));
    }
}

#[tokio::test]
async fn after_ten_tries_no_code_is_right() {
    for (after, repeated) in [(PlivoAfterTen::SameSession, true), (PlivoAfterTen::NewSession, false)] {
        let (board, double) = stage().await;
        double.set(Switches { plivo_after_ten: after, ..Switches::default() });
        let ask = owner(Channel::Sms);
        let receipt = board.begin(&ask, None).await.unwrap().receipt;
        let code = last_code_of(&double);
        for _ in 0..10 {
            assert_eq!(board.check(&ask, &receipt, &another(&code)).await, Ok(Verdict::Wrong));
        }
        assert_ne!(board.check(&ask, &receipt, &code).await, Ok(Verdict::Right));
        let next = board.begin(&ask, None).await.unwrap();
        assert_eq!((next.repeated, next.receipt == receipt), (repeated, repeated));
    }
}

#[tokio::test]
async fn sending_again_repeats_the_code_of_the_same_session() {
    let (board, double) = stage().await;
    let receipt = board.begin(&owner(Channel::Sms), None).await.unwrap().receipt;
    let code = last_code_of(&double);
    let again = board.begin(&owner(Channel::Call), Some(&receipt)).await.unwrap();
    assert_eq!((again.receipt == receipt, again.repeated), (true, false));
    assert!(code.same(&last_code_of(&double)));
    double.advance(std::time::Duration::from_secs(601));
    let anew = board.begin(&owner(Channel::Sms), Some(&receipt)).await.unwrap();
    assert!(anew.receipt != receipt && !anew.repeated, "a session of its own after the old one's end");
}

#[tokio::test]
async fn security_03_a_session_that_was_there_before_is_told_and_cannot_be_ended() {
    let (board, double) = stage().await;
    let ask = owner(Channel::Sms);
    let proof = board.begin(&ask, None).await.unwrap().receipt;
    let reset = Ask { purpose: Purpose::Reset, ..ask.clone() };
    let met = board.begin(&reset, None).await.unwrap();
    assert!(met.repeated, "its code may have been read for something else");
    let asked = double.calls().len();
    board.cancel(&reset, &met.receipt).await.unwrap();
    assert_eq!(double.calls().len(), asked, "there is nobody to ask");
    assert!(board.begin(&reset, None).await.unwrap().repeated);
    // one whose answer was lost is found out, too: nobody knows its reference
    double.reset();
    double.script(Script::on(Kind::Start).act(Act::Lost));
    board.begin(&ask, None).await.unwrap_err();
    assert!(board.begin(&reset, None).await.unwrap().repeated);
    assert_ne!(board.check(&reset, &proof, &last_code_of(&double)).await, Ok(Verdict::Right));
}

#[tokio::test]
async fn a_session_that_cannot_be_read_back_is_a_send_whose_end_nobody_knows() {
    for act in [
        Act::Hang,
        Act::Cut,
        Act::Garbage,
        Act::Truncated,
        Act::Status { status: 404, code: 0 },
        Act::Status { status: 429, code: 0 },
        Act::Status { status: 503, code: 0 },
    ] {
        let (board, double) = stage().await;
        double.script(Script::on(Kind::Fetch).act(act.clone()));
        let error = board.begin(&owner(Channel::Sms), None).await.unwrap_err();
        assert_eq!(error.failure, Failure::Unknown, "{act:?}: a message went out");
        assert_eq!(double.calls().starts(OWNER), 1);
    }
}

#[tokio::test]
async fn a_success_counts_only_if_the_session_says_so_too() {
    let (board, double) = stage().await;
    let ask = owner(Channel::Sms);
    let receipt = board.begin(&ask, None).await.unwrap().receipt;
    let code = last_code_of(&double);
    double.script(Script::on(Kind::Check).act(Act::Raw {
        status: 200,
        content_type: "application/json".into(),
        body: r#"{"api_id":"1","message":"session validated successfully."}"#.into(),
    }));
    let error = board.check(&ask, &receipt, &another(&code)).await.unwrap_err();
    assert_eq!(error.failure, Failure::Unknown);
    assert_eq!(board.check(&ask, &receipt, &code).await, Ok(Verdict::Right));
}

#[tokio::test]
async fn every_refusal_has_its_meaning() {
    let (board, double) = stage().await;
    for (status, expected) in [
        (400, Failure::Undeliverable),
        (401, Failure::Denied),
        (402, Failure::Denied),
        (404, Failure::Denied),
        (405, Failure::Denied),
        (429, Failure::Busy),
        (500, Failure::Unknown),
    ] {
        double.script(Script::on(Kind::Start).status(status, 0));
        let error = board.begin(&owner(Channel::Sms), None).await.unwrap_err();
        assert_eq!((error.failure, error.status), (expected, Some(status)));
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(known::PLIVO_AUTH_TOKEN) && !shown.contains("2025550123"), "{shown}");
    }
}

#[tokio::test]
async fn the_account_is_looked_at_and_nothing_is_sent() {
    let (board, double) = stage().await;
    let found = board.examine().await;
    assert!(found[0].grade == Grade::Good && found[0].says.contains("42.50 USD"), "{found:?}");
    assert!(found[1].grade == Grade::Note && found[1].says.contains("one session at a time"), "{found:?}");
    let call = last_call(&double, Kind::Account);
    assert_eq!(call.path, format!("/v1/Account/{}/", known::PLIVO_AUTH_ID));
    double.script(Script::on(Kind::Account).act(Act::Garbage));
    assert_eq!(board.examine().await[0].grade, Grade::Fault);
    let wrong = plivo_board(&double, &[("PLIVO_AUTH_TOKEN", "0000000000000000")]);
    let refused = wrong.examine().await;
    assert!(refused[0].says.contains("401") && refused[0].remedy.is_some(), "{refused:?}");
    assert!(double.messages().is_empty());
    let mut setup = Setup::default();
    "0.00".clone_into(&mut setup.plivo[0].credits);
    let poor = Simulator::start_at("127.0.0.1:0".parse().unwrap(), setup).await.unwrap();
    assert!(plivo_board(&poor, &[]).examine().await[0].says.contains("no credits"));
}

#[test]
fn every_fault_is_told_at_once_and_no_value() {
    let faults = |pairs: &[(&str, &str)], length: u8| {
        let settings =
            Settings::new(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
        Switchboard::build(&settings, &channels::Parts { code_length: length, ..parts(true) });
        let told = format!("{:?}", settings.faults());
        assert!(pairs.iter().all(|(_, value)| value.len() < 14 || !told.contains(value)), "{told}");
        settings.faults().into_iter().map(|fault| fault.key).collect::<Vec<_>>()
    };
    let all = [
        ("CHANNEL_SMS", "plivo-verify"),
        ("PLIVO_AUTH_ID", "MA/../../Account"),
        ("PLIVO_APP_UUID", "not-a-uuid-but-long"),
        ("PLIVO_BASE_URL", "http://api.plivo.com"),
    ];
    assert_eq!(faults(&all, 6), ["PLIVO_AUTH_TOKEN", "PLIVO_AUTH_ID", "PLIVO_APP_UUID", "PLIVO_BASE_URL"]);
    let good =
        [("CHANNEL_SMS", "plivo-verify"), ("PLIVO_AUTH_ID", "MA01"), ("PLIVO_AUTH_TOKEN", "0123456789")];
    assert!(faults(&good, 8).is_empty());
    assert_eq!(faults(&good, 9), ["OTP_CODE_LENGTH"]);
    assert_eq!(faults(&[("PLIVO_AUTH_TOKEN", "0123456789")], 6), ["PLIVO_AUTH_ID"]);
}
