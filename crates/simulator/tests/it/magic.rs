//! Addresses that fail on purpose: each row does what it says, and the table leaves no documented failure out.

use std::io::ErrorKind;
use std::time::Duration;

use simulator::{Act, ELSEWHERE, Kind, MAGIC, Simulator, known};

use crate::customer::Customer;
use crate::wire::{ask, is_silent};

#[tokio::test]
async fn every_magic_address_does_what_its_row_says() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    for row in MAGIC {
        let mailbox = format!("magic+{}@example.com", row.name);
        let mailboxes = usize::from(row.on != Kind::Text);
        for (to, channel) in
            [(row.number, "sms"), (mailbox.as_str(), "email")].into_iter().take(1 + mailboxes)
        {
            let start = customer.starting(to, channel);
            let request = match row.on {
                Kind::Start => start,
                Kind::Text => {
                    let path = format!("/2010-04-01/Accounts/{}/Messages.json", known::ACCOUNT_SID);
                    customer.request(
                        "POST",
                        &path,
                        &[("To", to), ("From", known::FROM_NUMBER), ("Body", "Hello")],
                    )
                }
                Kind::Check => {
                    customer.send(&start).await.is(201, "pending");
                    customer.checking(to, &twilio.last_code(to).unwrap())
                }
                _ => {
                    let sid = customer.send(&start).await.is(201, "pending").text("sid");
                    let path = customer.path(&format!("Verifications/{sid}"));
                    customer.request("POST", &path, &[("Status", "canceled")])
                }
            };
            let silent = matches!(row.act, Act::Hang | Act::Stall);
            if silent {
                assert!(is_silent(&customer.url, &request).await, "{}", row.name);
                continue;
            }
            let answer = ask(&customer.url, &request).await;
            match &row.act {
                Act::Status { status, code: 0 } => assert_eq!(answer.unwrap().status, *status),
                Act::Status { status, code } => {
                    answer.unwrap().is_fault(*status, *code);
                }
                Act::Cut | Act::Lost => {
                    assert_eq!(answer.unwrap_err().kind(), ErrorKind::ConnectionAborted, "{}", row.name);
                }
                Act::Truncated => assert_eq!(answer.unwrap_err().kind(), ErrorKind::UnexpectedEof),
                Act::Garbage => assert_eq!(answer.unwrap().body[0], b'<'),
                Act::Oversize => assert!(answer.unwrap().body.len() > 10_000_000),
                Act::WrongTarget => assert_eq!(answer.unwrap().text("to"), ELSEWHERE),
                Act::WrongVerification => assert_eq!(answer.unwrap().text("to"), to),
                Act::Raw { body, .. } => assert_eq!(answer.unwrap().body, body.as_bytes()),
                Act::Undelivered { code } if row.on == Kind::Text => {
                    let uri = answer.unwrap().text("uri");
                    twilio.advance(Duration::from_secs(3));
                    assert_eq!(customer.get(&uri).await.json()["error_code"], *code);
                }
                Act::Undelivered { code } => {
                    answer.unwrap().is(201, "pending");
                    let query = format!(
                        "/v2/Attempts?VerificationSid={}",
                        twilio.last_message(to).unwrap().verification_sid
                    );
                    let rows = customer.get(&query).await.json();
                    assert_eq!(rows["attempts"][0]["channel_data"]["error_code"], code.to_string());
                }
                act => panic!("{act:?} is no failure"),
            }
        }
    }
}

/// The error codes public documents name for Verify: `status` as they give it, or 400 to 499 where none does.
const DOCUMENTED: [(u16, u32); 36] = [
    (401, 20003),
    (404, 20404),
    (429, 20429),
    (0, 25109),
    (400, 60200),
    (429, 60202),
    (429, 60203),
    (0, 60204),
    (403, 60205),
    (0, 60206),
    (400, 60207),
    (429, 60212),
    (0, 60214),
    (400, 60220),
    (400, 60221),
    (400, 60223),
    (0, 60228),
    (0, 60229),
    (0, 60238),
    (0, 60245),
    (0, 60247),
    (0, 60248),
    (429, 60308),
    (429, 60310),
    (403, 60410),
    (400, 60410),
    (0, 60412),
    (0, 60500),
    (0, 60519),
    (0, 60550),
    (0, 60600),
    (0, 60602),
    (403, 60605),
    (0, 60624),
    (0, 60626),
    (0, 68008),
];

#[test]
fn every_documented_code_has_a_magic_address() {
    let told = |status: u16, code: u32| {
        let fits = |seen: u16| if status == 0 { (400..500).contains(&seen) } else { seen == status };
        MAGIC
            .iter()
            .any(|row| matches!(row.act, Act::Status { status, code: c } if c == code && fits(status)))
    };
    let missing: Vec<_> = DOCUMENTED.into_iter().filter(|(status, code)| !told(*status, *code)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[tokio::test]
async fn an_error_may_have_a_word_for_a_code() {
    let twilio = Simulator::start().await.unwrap();
    let answer = Customer::of(&twilio).start("+19075550145").await;
    assert_eq!((answer.status, answer.json()["code"].is_string()), (502, true));
}

#[test]
fn the_readme_lists_every_magic_address() {
    let readme = include_str!("../../README.md");
    let listed = |row: &simulator::Magic| {
        let answer = match &row.act {
            Act::Status { status, code } if *code > 0 => format!("{status}/{code} |"),
            _ => String::new(),
        };
        let on = serde_json::to_value(row.on).unwrap();
        let on = on.as_str().unwrap();
        readme.contains(&format!("| {} | `{}` | {on} | {answer}", row.number, row.name))
    };
    let missing: Vec<_> = MAGIC.iter().filter(|row| !listed(row)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert_eq!(readme.matches("| +1907").count(), MAGIC.len());
}

#[tokio::test]
async fn magic_is_for_known_callers_only_and_no_number_stands_twice() {
    let twilio = Simulator::start().await.unwrap();
    let stranger = Customer::of(&twilio).with_credentials("AC0", "nothing");
    stranger.start("+19075550108").await.is_fault(401, 20003);
    let mut numbers: Vec<_> =
        MAGIC.iter().flat_map(|row| [row.number, row.name]).chain([ELSEWHERE]).collect();
    numbers.sort_unstable();
    let all = numbers.len();
    numbers.dedup();
    assert_eq!(numbers.len(), all);
}
