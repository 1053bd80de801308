//! What only AWS SNS does: a form, signed; every refusal by its code; what the account may do. Its double checks the signature as
//! AWS documents it.

use std::net::{Ipv4Addr, SocketAddr};

use channels::{Channel, Failure, Finding, Grade, Notice, Settings, Switchboard};
use simulator::{
    Act, Kind, Script, Setup, Simulator, SnsNamespace, SnsOptedOut, SnsRequestId, SnsSandbox, SnsThrottling,
    SnsUnknownKey, Switches, Vendor, known,
};

use crate::settings::parts;
use crate::stage::{FirstLine, OWNER, board_of_today, owner};

/// Texts by SNS, with other settings than usual; an empty one is not set.
pub(crate) fn sns_board(double: &Simulator, other: &[(&str, &str)]) -> Switchboard {
    let usual = [
        ("CHANNEL_SMS", "aws-sns".to_owned()),
        ("AWS_REGION", known::AWS_REGION.to_owned()),
        ("AWS_ACCESS_KEY_ID", known::AWS_ACCESS_KEY_ID.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", known::AWS_SECRET_ACCESS_KEY.to_owned()),
        ("AWS_SNS_BASE_URL", double.url()),
    ];
    board_of_today(&usual, other)
}

async fn double() -> Simulator {
    Simulator::start().await.unwrap()
}

/// With an account of another kind.
async fn double_of(change: impl FnOnce(&mut simulator::AwsAccount)) -> Simulator {
    let mut setup = Setup::default();
    change(&mut setup.aws[0]);
    Simulator::start_at(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), setup).await.unwrap()
}

async fn fails(board: &Switchboard) -> Failure {
    let error = board.begin(&owner(Channel::Sms), None).await.unwrap_err();
    let shown = format!("{error} {error:?}");
    for secret in [known::AWS_SECRET_ACCESS_KEY, &OWNER[2..]] {
        assert!(!shown.contains(secret), "{shown}");
    }
    error.failure
}

#[tokio::test]
async fn a_message_is_a_signed_form() {
    let double = double().await;
    let board = sns_board(
        &double,
        &[
            ("AWS_SNS_SENDER_ID", "Acme"),
            ("AWS_SNS_MAX_PRICE", "0.50"),
            ("AWS_SNS_ORIGINATION_NUMBER", "+12065550100"),
        ],
    );
    let begun = board.begin(&owner(Channel::Sms), None).await.unwrap();
    let text = double.last_text(OWNER).unwrap();
    assert_eq!((text.vendor, text.from.as_deref()), (Vendor::Sns, Some("+12065550100")));
    assert_eq!(begun.message.unwrap().as_str(), text.sid);
    let call = double.calls().last().unwrap().clone();
    assert_eq!((call.method.as_str(), call.path.as_str(), call.kind), ("POST", "/", Kind::Text));
    let form: Vec<(&str, &str)> =
        call.form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(
        form,
        [
            ("Action", "Publish"),
            ("Message", text.body.as_str()),
            ("MessageAttributes.entry.1.Name", "AWS.SNS.SMS.SMSType"),
            ("MessageAttributes.entry.1.Value.DataType", "String"),
            ("MessageAttributes.entry.1.Value.StringValue", "Transactional"),
            ("MessageAttributes.entry.2.Name", "AWS.SNS.SMS.SenderID"),
            ("MessageAttributes.entry.2.Value.DataType", "String"),
            ("MessageAttributes.entry.2.Value.StringValue", "Acme"),
            ("MessageAttributes.entry.3.Name", "AWS.MM.SMS.OriginationNumber"),
            ("MessageAttributes.entry.3.Value.DataType", "String"),
            ("MessageAttributes.entry.3.Value.StringValue", "+12065550100"),
            ("MessageAttributes.entry.4.Name", "AWS.SNS.SMS.MaxPrice"),
            ("MessageAttributes.entry.4.Value.DataType", "Number"),
            ("MessageAttributes.entry.4.Value.StringValue", "0.50"),
            ("PhoneNumber", OWNER),
            ("Version", "2010-03-31"),
        ]
    );
    let header = |name: &str| call.headers[name].as_str();
    assert_eq!(header("content-type"), "application/x-www-form-urlencoded");
    assert_eq!(header("accept"), "text/xml", "SNS answers JSON to whoever would take it");
    assert!(!call.headers.contains_key("x-amz-security-token"));
    assert_eq!(header("x-amz-date").len(), "20261121T033452Z".len());
}

#[tokio::test]
async fn a_temporary_key_brings_its_token() {
    let token = "IQoJb3JpZ2luX2VjE51d0c0de5eed==";
    let double = double_of(|account| {
        account.access_key_id = "ASIA51D0C0DE5EEDA002".to_owned();
        account.session_token = Some(token.to_owned());
    })
    .await;
    let key = ("AWS_ACCESS_KEY_ID", "ASIA51D0C0DE5EEDA002");
    sns_board(&double, &[key, ("AWS_SESSION_TOKEN", token)]).begin(&owner(Channel::Sms), None).await.unwrap();
    let other = sns_board(&double, &[key, ("AWS_SESSION_TOKEN", "another")]);
    assert_eq!(fails(&other).await, Failure::Denied);
}

#[tokio::test]
async fn what_is_wrong_with_our_key_is_denied() {
    let double = double().await;
    for (key, value) in [
        ("AWS_ACCESS_KEY_ID", "AKIA0000000000000000"),
        ("AWS_SECRET_ACCESS_KEY", "0123456789012345678901234567890123456789"),
        ("AWS_REGION", "us-east-1"),
    ] {
        assert_eq!(fails(&sns_board(&double, &[(key, value)])).await, Failure::Denied, "{key}");
    }
    let board = sns_board(&double, &[]);
    double.advance(std::time::Duration::from_secs(16 * 60));
    assert_eq!(fails(&board).await, Failure::Denied, "a clock that is wrong");
    assert!(double.texts().is_empty());
}

#[tokio::test]
async fn the_region_goes_by_either_name_and_the_first_comes_first() {
    let double = double().await;
    let other = ("AWS_DEFAULT_REGION", known::AWS_REGION);
    for keys in [&[("AWS_REGION", ""), other][..], &[("AWS_DEFAULT_REGION", "us-east-1")]] {
        sns_board(&double, keys).begin(&owner(Channel::Sms), None).await.unwrap();
    }
    assert_eq!(fails(&sns_board(&double, &[("AWS_REGION", "us-east-1"), other])).await, Failure::Denied);
}

#[tokio::test]
async fn a_refusal_counts_by_its_code_whatever_its_status() {
    let double = double().await;
    let board = sns_board(&double, &[]);
    for (code, statuses, failure) in [
        ("InvalidParameter", [400, 422], Failure::Undeliverable),
        ("OptedOut", [400, 403], Failure::Undeliverable),
        ("Throttling", [400, 429], Failure::Busy),
        ("Throttled", [429, 400], Failure::Busy),
        ("InvalidClientTokenId", [403, 400], Failure::Denied),
        ("AuthorizationError", [403, 400], Failure::Denied),
        ("KMSDisabled", [400, 403], Failure::Denied),
        ("InternalError", [500, 400], Failure::Unknown),
    ] {
        for status in statuses {
            let body = format!(
                "<ErrorResponse><Error><Code>{code}</Code><Message>{OWNER}</Message></Error></ErrorResponse>"
            );
            let act = Act::Raw { status, content_type: "text/xml".into(), body: body.into() };
            double.script(Script::on(Kind::Text).act(act));
            assert_eq!(fails(&board).await, failure, "{code} with HTTP {status}");
        }
    }
}

#[tokio::test]
async fn an_answer_counts_with_and_without_a_namespace_and_the_name_of_its_request() {
    let double = double().await;
    let board = sns_board(&double, &[]);
    for sns_namespace in [SnsNamespace::Declared, SnsNamespace::Missing] {
        for (sns_request_id, told) in [(SnsRequestId::Told, true), (SnsRequestId::Missing, false)] {
            double.set(Switches { sns_namespace, sns_request_id, ..Switches::default() });
            let what = format!("{sns_namespace:?} {sns_request_id:?}");
            let begun = board.begin(&owner(Channel::Sms), None).await.unwrap();
            assert_eq!(begun.message.unwrap().as_str(), double.last_text(OWNER).unwrap().sid, "{what}");
            double.script(Script::on(Kind::Text).status(400, 1));
            let error = board.begin(&owner(Channel::Sms), None).await.unwrap_err();
            assert_eq!(error.failure, Failure::Undeliverable, "{what}");
            assert_eq!(error.request_id.is_some(), told, "{what}");
            let findings = findings(&board).await;
            assert!(findings.iter().all(|finding| finding.grade == Grade::Good), "{what}: {findings:?}");
        }
    }
}

#[tokio::test]
async fn too_many_and_an_unknown_key_are_what_they_are_with_either_status() {
    let double = double().await;
    let (board, stranger) =
        (sns_board(&double, &[]), sns_board(&double, &[("AWS_ACCESS_KEY_ID", "AKIA0000000000000000")]));
    for (sns_throttling, status) in [(SnsThrottling::BadRequest, 400), (SnsThrottling::TooManyRequests, 429)]
    {
        double.set(Switches { sns_throttling, ..Switches::default() });
        double.script(Script::on(Kind::Text).status(429, 1));
        let error = board.begin(&owner(Channel::Sms), None).await.unwrap_err();
        assert_eq!((error.failure, error.status), (Failure::Busy, Some(status)));
    }
    for (sns_unknown_key, status) in [(SnsUnknownKey::Forbidden, 403), (SnsUnknownKey::BadRequest, 400)] {
        double.set(Switches { sns_unknown_key, ..Switches::default() });
        let error = stranger.begin(&owner(Channel::Sms), None).await.unwrap_err();
        assert_eq!((error.failure, error.status), (Failure::Denied, Some(status)));
    }
}

#[tokio::test]
async fn whoever_opted_out_gets_nothing_whether_or_not_it_is_told() {
    let double = double_of(|account| account.opted_out = vec![OWNER.to_owned()]).await;
    let board = sns_board(&double, &[]);
    for (sns_opted_out, expected) in [
        (SnsOptedOut::Accepted, None),
        (SnsOptedOut::OptedOut, Some(Failure::Undeliverable)),
        (SnsOptedOut::InvalidParameter, Some(Failure::Undeliverable)),
    ] {
        double.set(Switches { sns_opted_out, ..Switches::default() });
        let sent = board.begin(&owner(Channel::Sms), None).await;
        assert_eq!(sent.err().map(|error| error.failure), expected, "{sns_opted_out:?}");
    }
    assert!(double.texts().is_empty());
}

#[tokio::test]
async fn the_sandbox_reaches_verified_numbers_alone() {
    let double = double_of(|account| {
        account.in_sandbox = true;
        account.verified = vec!["+12025550124".to_owned()];
    })
    .await;
    let board = sns_board(&double, &[]);
    assert_eq!(fails(&board).await, Failure::Undeliverable);
    double.set(Switches { sns_sandbox: SnsSandbox::Accepted, ..Switches::default() });
    board.begin(&owner(Channel::Sms), None).await.unwrap();
    assert!(double.texts().is_empty());
    let to = channels::Address::stored("+12025550124").unwrap();
    board.begin(&channels::Ask { to, ..owner(Channel::Sms) }, None).await.unwrap();
    assert_eq!(double.texts().len(), 1);
}

#[tokio::test]
async fn a_notice_is_a_text_without_a_code() {
    let double = double().await;
    sns_board(&double, &[]).tell(&owner(Channel::Sms).to, Notice::NumberMoved, None).await.ended.unwrap();
    assert!(double.last_text(OWNER).unwrap().body.contains("it left your account"));
}

async fn findings(board: &Switchboard) -> Vec<Finding> {
    let found = board.examine().await;
    for finding in &found {
        assert!(finding.grade != Grade::Fault || finding.remedy.is_some(), "{finding:?}");
        assert!(!format!("{finding:?}").contains(known::AWS_SECRET_ACCESS_KEY), "{finding:?}");
    }
    found
}

#[tokio::test]
async fn a_check_tells_the_account_and_sends_nothing() {
    let good = double().await;
    let found = findings(&sns_board(&good, &[])).await;
    assert!(found.iter().all(|finding| finding.grade == Grade::Good), "{found:?}");
    assert!(found[0].says.contains("eu-west-1") && found[1].says.contains("50.00 USD"), "{found:?}");
    assert!(good.calls().iter().all(|call| call.kind == Kind::Account) && good.texts().is_empty());

    for (key, value, subject, says) in [
        ("AWS_ACCESS_KEY_ID", "AKIA0000000000000000", "AWS_ACCESS_KEY_ID", "does not know this key"),
        (
            "AWS_SECRET_ACCESS_KEY",
            "0123456789012345678901234567890123456789",
            "AWS_SECRET_ACCESS_KEY",
            "refuses the signature",
        ),
    ] {
        let found = findings(&sns_board(&good, &[(key, value)])).await;
        assert!(found.len() == 1 && found[0].grade == Grade::Fault, "{found:?}");
        assert!(found[0].subject == subject && found[0].says.contains(says), "{found:?}");
    }

    let sandbox = double_of(|account| {
        account.in_sandbox = true;
        account.monthly_spend_limit = None;
    })
    .await;
    let found = findings(&sns_board(&sandbox, &[])).await;
    assert!(found[0].grade == Grade::Note && found[0].says.contains("SMS sandbox"), "{found:?}");
    assert!(found[1].grade == Grade::Note && found[1].says.contains("1 USD"), "{found:?}");

    let blind = double_of(|account| account.may_read = false).await;
    let found = findings(&sns_board(&blind, &[])).await;
    assert!(found[0].grade == Grade::Note && found[0].says.contains("it may still send"), "{found:?}");

    let board = sns_board(&good, &[]);
    good.script(Script::on(Kind::Account).act(Act::Garbage));
    let found = findings(&board).await;
    assert!(found[0].says.contains("not as AWS SNS does"), "{found:?}");
    drop(good);
    let found = findings(&sns_board(&blind, &[("AWS_SNS_BASE_URL", "http://127.0.0.1:9")])).await;
    assert!(found[0].grade == Grade::Fault && found[0].says.contains("no connection"), "{found:?}");
}

#[test]
fn every_fault_of_a_configuration_is_told_at_once_and_no_secret_is() {
    let faults = |pairs: &[(&str, &str)]| {
        let named = [("CHANNEL_SMS", "aws-sns")];
        let pairs = named.iter().chain(pairs).map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let settings = Settings::new(pairs);
        let board = Switchboard::build(&settings, &parts(false));
        assert_eq!(board.offers(Channel::Sms), settings.faults().is_empty());
        let shown = format!("{:?} {settings:?}", settings.faults());
        assert!(!shown.contains(known::AWS_SECRET_ACCESS_KEY), "{shown}");
        settings
            .faults()
            .into_iter()
            .map(|fault| format!("{} {}", fault.key, fault.fault))
            .collect::<Vec<_>>()
    };
    let (region, key) = (("AWS_REGION", "eu-west-1"), ("AWS_ACCESS_KEY_ID", known::AWS_ACCESS_KEY_ID));
    let secret = ("AWS_SECRET_ACCESS_KEY", known::AWS_SECRET_ACCESS_KEY);
    let whole = [region, key, secret];
    assert_eq!(faults(&whole), [""; 0]);
    assert_eq!(faults(&[]).len(), 3, "region, key and secret are missing");
    for (wrong, says) in [
        (("AWS_REGION", "eu-west-1.evil.example/"), "AWS_REGION must be a region"),
        (("AWS_REGION", "Ireland"), "AWS_REGION must be a region"),
        (("AWS_ACCESS_KEY_ID", "AKIA"), "AWS_ACCESS_KEY_ID must be 16"),
        (
            ("AWS_ACCESS_KEY_ID", "ASIA51D0C0DE5EEDA002"),
            "AWS_SESSION_TOKEN is missing: AWS_ACCESS_KEY_ID is a temporary",
        ),
        (("AWS_SECRET_ACCESS_KEY", "your_secret"), "AWS_SECRET_ACCESS_KEY is a placeholder"),
        (("AWS_SESSION_TOKEN", "a b"), "AWS_SESSION_TOKEN holds white space"),
        (("AWS_SNS_SENDER_ID", "Acme Codes Inc"), "AWS_SNS_SENDER_ID must be 1 to 11"),
        (("AWS_SNS_SENDER_ID", "12345"), "AWS_SNS_SENDER_ID must be 1 to 11"),
        (("AWS_SNS_ORIGINATION_NUMBER", "Acme"), "AWS_SNS_ORIGINATION_NUMBER must be a number"),
        (("AWS_SNS_MAX_PRICE", "cheap"), "AWS_SNS_MAX_PRICE must be US dollars"),
        (("AWS_SNS_MAX_PRICE", "-1"), "AWS_SNS_MAX_PRICE must be US dollars"),
        (("AWS_SNS_MAX_PRICE", "inf"), "AWS_SNS_MAX_PRICE must be US dollars"),
        (("AWS_SNS_BASE_URL", "http://sns.example.com"), "AWS_SNS_BASE_URL must begin with https://"),
    ] {
        let found = faults(&[whole.as_slice(), &[wrong]].concat());
        assert!(found.len() == 1 && found[0].starts_with(says), "{says}: {found:?}");
    }
    let found = faults(&[("AWS_DEFAULT_REGION", "Ireland"), key, secret]);
    assert_eq!(found, ["AWS_DEFAULT_REGION must be a region of AWS"]);
    // machines have these keys for other reasons: they claim nothing
    let settings = Settings::new(whole.map(|(key, value)| (key.to_owned(), value.to_owned())));
    let board = Switchboard::build(&settings, &parts(true));
    assert!(settings.faults().is_empty() && board.outbox().is_some());
}
