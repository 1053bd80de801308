//! The control endpoints do what the handle does.

use serde_json::{Value, json};
use simulator::{CheckStatus, MailRules, Simulator, known};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};

use crate::customer::Customer;
use crate::wire::{Answer, Request, ask};

const TO: &str = "+12025550123";

async fn control(customer: &Customer, method: &'static str, path: &str, body: Value) -> Answer {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let path = format!("/control/{path}");
    let request = Request { method, path, content_type: "application/json", authorization: None, body };
    ask(&customer.url, &request).await.unwrap()
}

#[tokio::test]
async fn codes_messages_and_calls_can_be_read() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let nothing = control(&customer, "GET", "code/%2B12025550123", Value::Null).await;
    assert_eq!(nothing.status, 404);
    let sid = customer.start(TO).await.text("sid");
    customer.start("+12025550124").await;
    customer.check(TO, "000000").await;
    customer.update(&sid, "canceled").await;
    let code = control(&customer, "GET", "code/+12025550123", Value::Null).await;
    assert_eq!(code.text("code"), twilio.last_code(TO).unwrap());
    let messages = control(&customer, "GET", "messages?to=%2B12025550123", Value::Null).await.json();
    assert_eq!(messages["messages"].as_array().unwrap().len(), 1);
    let messages = control(&customer, "GET", "messages", Value::Null).await.json();
    assert_eq!(messages["messages"].as_array().unwrap().len(), 2);
    let calls = control(&customer, "GET", "calls?to=+12025550123", Value::Null).await.json();
    assert_eq!((&calls["starts"], &calls["checks"], &calls["cancels"]), (&json!(1), &json!(1), &json!(1)));
    let seen: Vec<_> = calls["calls"].as_array().unwrap().iter().map(|call| call["kind"].clone()).collect();
    assert_eq!(seen, ["start", "check", "cancel"]);
    assert_eq!(calls["calls"][0]["form"]["Channel"], "sms");
    let all = control(&customer, "GET", "calls", Value::Null).await.json();
    assert_eq!(all["starts"], 2);
}

#[tokio::test]
async fn clock_switches_and_scripts_can_be_set() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let set = control(&customer, "PUT", "switches", json!({ "check_status": "created" })).await;
    assert_eq!((set.status, twilio.switches().check_status), (200, CheckStatus::Created));
    let unknown = control(&customer, "PUT", "switches", json!({ "chek_status": "created" })).await;
    assert_eq!(unknown.status, 400);
    customer.start(TO).await;
    let script = json!({ "on": "check", "act": "status", "status": 503, "code": 20503 });
    assert_eq!(control(&customer, "POST", "script", script.clone()).await.status, 200);
    customer.check(TO, "000000").await.is_fault(503, 20503);
    control(&customer, "POST", "script", script).await;
    control(&customer, "DELETE", "script", Value::Null).await;
    customer.check(TO, "000000").await.is(201, "pending");
    for broken in [json!({ "act": "dance" }), json!({ "act": "hang", "times": 0 }), json!({})] {
        assert_eq!(control(&customer, "POST", "script", broken).await.status, 400);
    }
    control(&customer, "POST", "advance", json!({ "seconds": 601 })).await;
    customer.check(TO, "000000").await.is_fault(404, 20404);
}

#[tokio::test]
async fn the_readme_names_every_switch_and_its_values() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let readme = include_str!("../../README.md");
    let table = readme.split("| switch | values |").nth(1).unwrap().split("\n\n").next().unwrap();
    let mut named = Vec::new();
    for row in table.lines().skip(2) {
        let mut words = row.split('`').skip(1).step_by(2);
        let switch = words.next().unwrap();
        for (n, value) in words.enumerate() {
            let value = if value == "null" { Value::Null } else { value.into() };
            let set = control(&customer, "PUT", "switches", json!({ switch: value })).await;
            assert_eq!(set.status, 200, "{switch}: {value}");
            assert_eq!(twilio.switches() == simulator::Switches::default(), n == 0, "{switch}: {value}");
        }
        named.push(switch);
    }
    let all = control(&customer, "GET", "switches", Value::Null).await.json();
    named.sort_unstable();
    let mut known: Vec<_> = all.as_object().unwrap().keys().map(String::as_str).collect();
    known.sort_unstable();
    assert_eq!(named, known);
}

#[tokio::test]
async fn accounts_and_services_can_be_changed() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let poor =
        json!({ "sid": known::ACCOUNT_SID, "status": "suspended", "type": "Trial", "balance": "0.00" });
    assert_eq!(control(&customer, "POST", "account", poor).await.status, 200);
    let account = customer.get(&format!("/2010-04-01/Accounts/{}.json", known::ACCOUNT_SID)).await.json();
    assert_eq!((&account["status"], &account["type"]), (&"suspended".into(), &"Trial".into()));
    let fine = json!({ "sid": known::ACCOUNT_SID, "status": "active", "type": "Full" });
    control(&customer, "POST", "account", fine).await;
    let texts = json!({ "sid": known::SERVICE_SID, "channels": ["sms"], "code_length": 9 });
    assert_eq!(control(&customer, "POST", "service", texts).await.status, 200);
    customer.send(&customer.starting(TO, "call")).await.is_fault(400, 60223);
    customer.start(TO).await.is(201, "pending");
    assert_eq!(twilio.last_code(TO).unwrap().len(), 9);
    for wrong in [json!({ "sid": "AC0" }), json!({ "sid": known::ACCOUNT_SID, "status": "merry" })] {
        assert_eq!(control(&customer, "POST", "account", wrong).await.status, 400);
    }
}

#[tokio::test]
async fn a_reset_is_a_first_day() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let sid = customer.start(TO).await.text("sid");
    control(&customer, "POST", "script", json!({ "act": "cut", "times": 9 })).await;
    control(&customer, "PUT", "switches", json!({ "check_status": "created" })).await;
    assert_eq!(control(&customer, "POST", "reset", Value::Null).await.status, 200);
    assert!(twilio.messages().is_empty() && twilio.calls().is_empty());
    customer.fetch(&sid).await.is_fault(404, 20404);
    customer.start(TO).await.is(201, "pending");
    customer.check(TO, "000000").await.is(200, "pending");
}

#[tokio::test]
async fn the_table_of_failures_can_be_read_and_other_paths_are_none() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let table = control(&customer, "GET", "magic", Value::Null).await.json();
    assert_eq!(table["magic"].as_array().unwrap().len(), simulator::MAGIC.len());
    assert_eq!(control(&customer, "GET", "nothing", Value::Null).await.status, 404);
}

/// One mail by hand.
async fn mails(port: u16, to: &str, letter: &str) {
    let mut line = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let talk = format!(
        "EHLO a\r\nMAIL FROM:<codes@example.com>\r\nRCPT TO:<{to}>\r\nDATA\r\n{letter}\r\n.\r\nQUIT\r\n"
    );
    let mut answers = String::new();
    // one step at a time: nobody said that steps may be sent ahead
    let (reading, mut writing) = line.split();
    let mut reading = BufReader::new(reading);
    reading.read_line(&mut answers).await.unwrap();
    for step in talk.split_inclusive("\r\n") {
        writing.write_all(step.as_bytes()).await.unwrap();
    }
    reading.read_to_string(&mut answers).await.unwrap();
}

#[tokio::test]
async fn the_newest_code_is_found_whoever_carried_it() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let code = async || control(&customer, "GET", "code/+12025550123", Value::Null).await.text("code");
    customer.start(TO).await;
    assert_eq!(Some(code().await), twilio.last_message(TO).map(|message| message.code));
    let of = |resource: &str| format!("/2010-04-01/Accounts/{}/{resource}", known::ACCOUNT_SID);
    let text = |body| [("To", TO), ("From", known::FROM_NUMBER), ("Body", body)];
    customer.post(&of("Messages.json"), &text("Your Acme verification code is: 4829130.")).await;
    assert_eq!(code().await, "4829130");
    // what holds none changes nothing
    customer.post(&of("Messages.json"), &text("Acme: your password was changed.")).await;
    assert_eq!(code().await, "4829130");
    let said = "<Say>1</Say><Say>2</Say><Say>1</Say><Say>2</Say>";
    let said = format!("<Response>{said}{said}</Response>");
    customer.post(&of("Calls.json"), &[("To", TO), ("From", known::FROM_NUMBER), ("Twiml", &said)]).await;
    assert_eq!((code().await, twilio.last_code(TO)), ("1212".to_owned(), Some("1212".to_owned())));
    let post = twilio.takes_mail(0, MailRules::default()).await.unwrap();
    mails(post.port(), "ada@example.com", "Subject: 2026\r\n\r\nYour code is 71829.").await;
    assert_eq!(post.mails().len(), 1);
    let mailed = control(&customer, "GET", "code/ada@example.com", Value::Null).await;
    assert_eq!(mailed.text("code"), "71829");
    control(&customer, "POST", "reset", json!({})).await;
    assert_eq!(control(&customer, "GET", "code/+12025550123", Value::Null).await.status, 404);
}
