//! What `doorcode check` says of a Twilio account, from the double's point of view. Nothing is ever sent for it.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use channels::{Finding, Grade, Parts, Switchboard};
use simulator::{
    Account, AccountStatus, AccountType, Act, ApiKeyReadsAccount, Kind, Script, Simulator, Switches, known,
};

use crate::settings::{parts, settings};
use crate::stage::{carrier_board, reached, twilio_board, twilio_settings};

async fn double() -> Simulator {
    Simulator::start().await.unwrap()
}

async fn findings(board: &Switchboard) -> Vec<Finding> {
    let found = board.examine().await;
    for finding in &found {
        assert!(finding.grade != Grade::Fault || finding.remedy.is_some(), "{finding:?} has no remedy");
        let shown = format!("{finding:?}");
        for secret in [known::AUTH_TOKEN, known::API_KEY_SECRET] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
    found
}

async fn about(board: &Switchboard, subject: &str) -> Finding {
    let found = findings(board).await;
    found.into_iter().find(|finding| finding.subject == subject).expect(subject)
}

fn is(finding: &Finding, grade: Grade, says: &str) {
    assert!(finding.grade == grade && finding.says.contains(says), "{finding:?}");
}

fn changed(double: &Simulator, change: impl FnOnce(&mut Account)) {
    assert!(double.change_account(known::ACCOUNT_SID, change));
}

#[tokio::test]
async fn a_good_set_up_is_good_and_costs_nothing() {
    let double = double().await;
    let found = findings(&twilio_board(&double, &[])).await;
    let mut others = found.iter().filter(|finding| finding.subject != "delivery reports");
    assert!(others.all(|finding| finding.grade == Grade::Good), "{found:?}");
    assert!(found.iter().any(|finding| finding.says.contains("42.50 USD")), "{found:?}");
    let kinds: Vec<Kind> = double.calls().iter().map(|call| call.kind).collect();
    assert!(kinds.iter().all(|kind| matches!(kind, Kind::Service | Kind::Account)), "{kinds:?}");
    assert!(double.messages().is_empty());
}

#[tokio::test]
async fn one_service_for_everything_is_worth_a_word() {
    let double = double().await;
    let board = twilio_board(&double, &[("TWILIO_VERIFY_SERVICE_SID_RESET", "")]);
    is(&about(&board, "TWILIO_VERIFY_SERVICE_SID_RESET").await, Grade::Note, "void a pending reset code");
}

#[tokio::test]
async fn a_wrong_service_names_its_key() {
    let double = double().await;
    for (key, sid, says) in [
        ("TWILIO_VERIFY_SERVICE_SID", known::OTHER_SERVICE_SID, "no such Verify Service"),
        ("TWILIO_VERIFY_SERVICE_SID_RESET", known::OTHER_SERVICE_SID, "no such Verify Service"),
        (
            "TWILIO_VERIFY_SERVICE_SID",
            known::SERVICE_SID_FOUR_DIGITS,
            "codes of 4 digits, OTP_CODE_LENGTH says 6",
        ),
    ] {
        is(&about(&twilio_board(&double, &[(key, sid)]), key).await, Grade::Fault, says);
    }
}

#[tokio::test]
async fn bad_credentials_are_a_fault_whichever_they_are() {
    let double = double().await;
    let token = twilio_board(&double, &[("TWILIO_AUTH_TOKEN", known::OTHER_AUTH_TOKEN)]);
    is(&about(&token, "TWILIO_VERIFY_SERVICE_SID").await, Grade::Fault, "HTTP 401");
    is(&about(&token, "TWILIO_ACCOUNT_SID").await, Grade::Fault, "refuses the credentials");
    let key = twilio_board(
        &double,
        &[("TWILIO_API_KEY_SID", known::API_KEY_SID), ("TWILIO_API_KEY_SECRET", "0123456789abcdefghij")],
    );
    is(&about(&key, "TWILIO_VERIFY_SERVICE_SID").await, Grade::Fault, "HTTP 401");
}

#[tokio::test]
async fn what_an_api_key_may_not_read_is_no_fault() {
    let double = double().await;
    let pairs =
        [("TWILIO_API_KEY_SID", known::API_KEY_SID), ("TWILIO_API_KEY_SECRET", known::API_KEY_SECRET)];
    let board = twilio_board(&double, &pairs);
    for api_key_reads_account in [ApiKeyReadsAccount::Unauthorized, ApiKeyReadsAccount::Forbidden] {
        double.set(Switches { api_key_reads_account, ..Switches::default() });
        for subject in ["TWILIO_ACCOUNT_SID", "balance"] {
            is(&about(&board, subject).await, Grade::Note, "not readable");
        }
    }
    double.set(Switches { api_key_reads_account: ApiKeyReadsAccount::Allowed, ..Switches::default() });
    is(&about(&board, "TWILIO_ACCOUNT_SID").await, Grade::Good, "active");
    double.script(Script::on(Kind::Service).status(403, 20403));
    is(&about(&board, "TWILIO_VERIFY_SERVICE_SID").await, Grade::Note, "not readable");
    let foreign =
        twilio_board(&double, &[pairs[0], pairs[1], ("TWILIO_ACCOUNT_SID", known::OTHER_ACCOUNT_SID)]);
    is(&about(&foreign, "TWILIO_VERIFY_SERVICE_SID").await, Grade::Fault, "belongs to another account");
}

#[tokio::test]
async fn an_account_that_cannot_send_to_everybody_is_told() {
    for (change, grade, says) in [
        (
            Box::new(|account: &mut Account| account.status = AccountStatus::Suspended)
                as Box<dyn FnOnce(&mut Account)>,
            Grade::Fault,
            "suspended",
        ),
        (Box::new(|account: &mut Account| account.status = AccountStatus::Closed), Grade::Fault, "closed"),
        (Box::new(|account: &mut Account| account.kind = AccountType::Trial), Grade::Note, "trial account"),
    ] {
        let double = double().await;
        changed(&double, change);
        is(&about(&twilio_board(&double, &[]), "TWILIO_ACCOUNT_SID").await, grade, says);
    }
}

#[tokio::test]
async fn an_empty_purse_is_a_fault_and_a_thin_one_a_note() {
    let double = double().await;
    let board = twilio_board(&double, &[]);
    for (balance, grade, says) in [
        ("0.00", Grade::Fault, "0.00 USD"),
        ("-3.1", Grade::Fault, "-3.10 USD"),
        ("4.99", Grade::Note, "4.99 USD"),
        ("5.00", Grade::Good, "5.00 USD"),
        ("NaN", Grade::Note, "not readable"),
        ("much", Grade::Note, "not readable"),
    ] {
        changed(&double, |account| balance.clone_into(&mut account.balance));
        is(&about(&board, "balance").await, grade, says);
    }
}

#[tokio::test]
async fn nobody_there_and_somebody_else_are_faults() {
    let double = double().await;
    let board = twilio_board(&double, &[]);
    let page =
        Act::Raw { status: 200, content_type: "text/html".into(), body: "<html>welcome</html>".into() };
    double.script(Script::on(Kind::Service).act(page));
    is(&about(&board, "TWILIO_VERIFY_SERVICE_SID").await, Grade::Fault, "not as Twilio Verify does");
    double.script(Script::on(Kind::Service).status(500, 20500));
    is(&about(&board, "TWILIO_VERIFY_SERVICE_SID").await, Grade::Fault, "HTTP 500");
    drop(double);
    let found = findings(&board).await;
    let mut asked = found.iter().filter(|finding| finding.subject != "delivery reports");
    assert!(asked.all(|finding| finding.grade == Grade::Fault), "{found:?}");
    is(&about(&board, "TWILIO_VERIFY_SERVICE_SID").await, Grade::Fault, "does not answer");
}

fn carriers(double: &Simulator, other: &[(&str, &str)]) -> [Switchboard; 2] {
    // WhatsApp needs a template
    let other = [&[("CHANNEL_WHATSAPP", "off")], other].concat();
    ["twilio-messaging", "twilio-voice"].map(|name| carrier_board(double, name, &other, &reached()))
}

#[tokio::test]
async fn whatsapp_without_a_template_is_told_whatever_number_it_comes_from() {
    let double = double().await;
    let subject = "TWILIO_WHATSAPP_CONTENT_SID";
    let of = |other: &[(&str, &str)]| carrier_board(&double, "twilio-messaging", other, &parts(true));
    for number in ["", known::FROM_NUMBER] {
        let board = of(&[("TWILIO_WHATSAPP_NUMBER", number)]);
        is(&about(&board, subject).await, Grade::Note, "approved template");
    }
    for other in [(subject, known::CONTENT_SID), ("CHANNEL_WHATSAPP", "off")] {
        let found = findings(&of(&[other, ("TWILIO_WHATSAPP_NUMBER", known::FROM_NUMBER)])).await;
        assert!(found.iter().all(|finding| finding.subject != subject), "{other:?}: {found:?}");
    }
}

#[tokio::test]
async fn why_no_report_comes_is_told_once_with_its_remedy() {
    let double = double().await;
    let told = async |public_url: Option<&str>, more: &[(&str, &str)]| {
        let other = [
            ("CHANNEL_SMS", "twilio-verify,twilio-messaging"),
            ("CHANNEL_CALL", "twilio-voice"),
            ("TWILIO_PHONE_NUMBER", known::FROM_NUMBER),
        ];
        let settings = twilio_settings(&double, &[&other, more].concat());
        let public_url = public_url.map(str::to_owned);
        let board = Switchboard::build(&settings, &Parts { public_url, ..parts(true) });
        assert_eq!(settings.faults(), []);
        let mut found = findings(&board).await;
        found.retain(|finding| finding.subject == "delivery reports");
        assert!(found.len() == 1 && found[0].grade == Grade::Note, "{found:?}");
        let Finding { says, remedy, .. } = found.remove(0);
        format!("{says}. {}", remedy.unwrap())
    };
    // nobody answers there: a message to the real Twilio is nothing for a test
    let twilio = ("TWILIO_API_BASE_URL", "https://twilio.invalid");
    let by_key = [
        ("TWILIO_AUTH_TOKEN", ""),
        ("TWILIO_API_KEY_SID", known::API_KEY_SID),
        ("TWILIO_API_KEY_SECRET", known::API_KEY_SECRET),
    ];
    let (far, near) = (Some("https://192.168.1.20"), Some("https://door.example"));
    for (public_url, more, says) in [
        (near, &[][..], &["/delivery-reports/twilio-verify. ", "https://door.example/"][..]),
        (far, &[], &["a sink has to point at https://192.168.1.20/"]),
        (far, &[twilio], &["inside a private network. ", "set PUBLIC_URL"]),
        (None, &[], &["none by Twilio: PUBLIC_URL is not set. ", "set PUBLIC_URL"]),
        (near, &by_key, &["none by Twilio: TWILIO_AUTH_TOKEN is not set", "set TWILIO_AUTH_TOKEN beside"]),
        (
            None,
            &by_key,
            &["PUBLIC_URL is not set; TWILIO_AUTH_TOKEN is not set", "internet, and set TWILIO_A"],
        ),
    ] {
        let told = told(public_url, more).await;
        assert!(says.iter().all(|says| told.contains(says)), "{says:?} is not in {told}");
    }
}

#[tokio::test]
async fn test_numbers_are_counted_and_dated_and_none_is_shown() {
    let board = |more: &[(&str, &str)], now: u64| {
        let pairs = [("CHANNEL_SMS", "sandbox"), ("TEST_NUMBERS", "+12025550191=424242,+12025550192=131313")];
        let settings = settings(&[&pairs, more].concat());
        let now = move || SystemTime::UNIX_EPOCH + Duration::from_secs(now);
        let board = Switchboard::build(&settings, &Parts { now: Arc::new(now), ..parts(true) });
        assert_eq!(settings.faults(), []);
        board
    };
    let until = [("TEST_NUMBERS_UNTIL", "1970-01-01")];
    for (board, says) in [
        (board(&[], 0), "no message, for as long as they are set"),
        (board(&until, 86_399), "no message until 1970-01-02T00:00:00Z"),
        (board(&until, 86_400), "like any other since 1970-01-02T00:00:00Z: their date is past"),
    ] {
        let finding = about(&board, "TEST_NUMBERS").await;
        is(&finding, Grade::Note, says);
        is(&finding, Grade::Note, "2 numbers, +1********91 among them,");
        let shown = format!("{finding:?}");
        assert!(!shown.contains("424242") && !shown.contains("131313"), "{shown}");
    }
    let one = [("TEST_NUMBERS", "+12025550191=424242")];
    is(&about(&board(&one, 0), "TEST_NUMBERS").await, Grade::Note, "one number, +1********91,");
}

#[tokio::test]
async fn a_carrier_with_a_number_of_its_own_is_good_and_costs_nothing() {
    let double = double().await;
    for board in carriers(&double, &[]) {
        let found = findings(&board).await;
        assert!(found.iter().all(|finding| finding.grade == Grade::Good), "{found:?}");
        let subjects: Vec<&str> = found.iter().map(|finding| finding.subject.as_str()).collect();
        assert_eq!(subjects, ["TWILIO_PHONE_NUMBER", "TWILIO_ACCOUNT_SID", "balance"]);
    }
    assert!(double.texts().is_empty() && double.dials().is_empty());
    assert!(double.calls().iter().all(|call| call.kind == Kind::Account));
}

#[tokio::test]
async fn a_number_of_somebody_else_is_a_fault_for_texts_and_may_be_a_caller_id() {
    let double = double().await;
    let [texts, calls] = carriers(&double, &[("TWILIO_PHONE_NUMBER", "+12025550199")]);
    is(&about(&texts, "TWILIO_PHONE_NUMBER").await, Grade::Fault, "not one of this account");
    is(&about(&calls, "TWILIO_PHONE_NUMBER").await, Grade::Note, "not one of this account");
    let name = carrier_board(&double, "twilio-messaging", &[("TWILIO_PHONE_NUMBER", "Acme")], &parts(true));
    is(&about(&name, "TWILIO_PHONE_NUMBER").await, Grade::Note, "cannot be looked at");
    let row = |sms: bool, voice: bool| {
        let number = known::FROM_NUMBER;
        let body = format!(
            r#"{{"incoming_phone_numbers":[{{"phone_number":"{number}","capabilities":{{"sms":{sms},"voice":{voice}}}}}]}}"#
        );
        Act::Raw { status: 200, content_type: "application/json".into(), body: body.into() }
    };
    let [texts, calls] = carriers(&double, &[]);
    double.script(Script::on(Kind::Account).act(row(false, true)));
    is(&about(&texts, "TWILIO_PHONE_NUMBER").await, Grade::Fault, "cannot send texts");
    double.script(Script::on(Kind::Account).act(row(true, false)));
    is(&about(&calls, "TWILIO_PHONE_NUMBER").await, Grade::Fault, "cannot make calls");
    double.script(Script::on(Kind::Account).status(403, 20403));
    is(&about(&calls, "TWILIO_PHONE_NUMBER").await, Grade::Note, "not readable");
    double.script(Script::on(Kind::Account).status(500, 20500));
    is(&about(&calls, "TWILIO_PHONE_NUMBER").await, Grade::Fault, "HTTP 500");
}

#[tokio::test]
async fn a_messaging_service_is_looked_at_and_whatsapp_without_a_template_is_told() {
    let double = double().await;
    let of = |sid| {
        let other = [("TWILIO_MESSAGING_SERVICE_SID", sid), ("TWILIO_WHATSAPP_NUMBER", known::FROM_NUMBER)];
        carrier_board(&double, "twilio-messaging", &other, &parts(true))
    };
    let own = of(known::MESSAGING_SERVICE_SID);
    is(&about(&own, "TWILIO_MESSAGING_SERVICE_SID").await, Grade::Good, "answers");
    is(&about(&own, "TWILIO_WHATSAPP_CONTENT_SID").await, Grade::Note, "approved template");
    let foreign = of("MG00000000000000000000000000000000");
    is(&about(&foreign, "TWILIO_MESSAGING_SERVICE_SID").await, Grade::Fault, "no such Messaging Service");
    double.script(Script::on(Kind::Service).act(Act::Garbage));
    is(
        &about(&own, "TWILIO_MESSAGING_SERVICE_SID").await,
        Grade::Fault,
        "not as Twilio's messaging services do",
    );
    double.script(Script::on(Kind::Service).status(401, 20003));
    is(&about(&own, "TWILIO_MESSAGING_SERVICE_SID").await, Grade::Note, "not readable");
}

#[tokio::test]
async fn what_three_providers_say_of_one_account_is_said_once() {
    let double = double().await;
    let other = [
        ("CHANNEL_SMS", "twilio-verify,twilio-messaging"),
        ("CHANNEL_CALL", "twilio-voice"),
        ("TWILIO_PHONE_NUMBER", known::FROM_NUMBER),
    ];
    let found = findings(&twilio_board(&double, &other)).await;
    for subject in ["TWILIO_ACCOUNT_SID", "balance"] {
        assert_eq!(found.iter().filter(|finding| finding.subject == subject).count(), 1, "{found:?}");
    }
}
