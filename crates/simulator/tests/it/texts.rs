//! Programmable Messaging: text messages of one's own wording, their fate, and Twilio's test numbers.

use std::time::Duration;

use simulator::{AccountStatus, AccountType, Act, Kind, Script, Simulator, Switches, TextStatus, known};

use crate::customer::Customer;
use crate::wire::{Answer, Request};

const TO: &str = "+12025550123";
const FROM: (&str, &str) = ("From", known::FROM_NUMBER);

fn path(account: &str) -> String {
    format!("/2010-04-01/Accounts/{account}/Messages.json")
}

fn sending(customer: &Customer, to: &str, from: (&str, &str)) -> Request {
    customer.request("POST", &path(known::ACCOUNT_SID), &[("To", to), from, ("Body", "Hello")])
}

async fn send(customer: &Customer, to: &str) -> Answer {
    customer.send(&sending(customer, to, FROM)).await
}

async fn status(customer: &Customer, sent: &Answer) -> (String, serde_json::Value) {
    let read = customer.get(&sent.text("uri")).await;
    assert_eq!(read.status, 200);
    (read.text("status"), read.json()["error_code"].clone())
}

#[tokio::test]
async fn a_text_is_queued_sent_and_delivered() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let sent = send(&customer, TO).await;
    let body = sent.json();
    assert_eq!((sent.status, &body["status"], &body["to"]), (201, &"queued".into(), &TO.into()));
    assert_eq!(
        (&body["from"], &body["body"], &body["num_segments"]),
        (&FROM.1.into(), &"Hello".into(), &"1".into())
    );
    assert!(body["date_created"].as_str().unwrap().ends_with(" +0000") && body["date_sent"].is_null());
    let text = twilio.last_text(TO).unwrap();
    assert_eq!((text.sid, text.body), (sent.text("sid"), "Hello".to_owned()));
    twilio.advance(Duration::from_secs(1));
    assert_eq!(status(&customer, &sent).await, ("sent".to_owned(), serde_json::Value::Null));
    twilio.advance(Duration::from_secs(2));
    assert_eq!(status(&customer, &sent).await.0, "delivered");
    assert!(customer.get(&sent.text("uri")).await.json()["date_sent"].is_string());
    assert!(twilio.messages().is_empty() && twilio.calls().texts(TO) == 1);
}

#[tokio::test]
async fn a_messaging_service_accepts_first() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let service = ("MessagingServiceSid", known::MESSAGING_SERVICE_SID);
    let sent = customer.send(&sending(&customer, TO, service)).await;
    let body = sent.json();
    assert_eq!((&body["status"], &body["messaging_service_sid"]), (&"accepted".into(), &service.1.into()));
    assert!(body["from"].is_null());
    twilio.set(Switches { service_text_status: TextStatus::Queued, ..Switches::default() });
    let sent = customer.send(&sending(&customer, TO, service)).await;
    assert_eq!(sent.text("status"), "queued");
    let unknown = ("MessagingServiceSid", "MG00000000000000000000000000000000");
    customer.send(&sending(&customer, TO, unknown)).await.is_fault(404, 20404);
}

#[tokio::test]
async fn twilios_test_numbers_do_what_twilio_says() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    for (to, code) in [
        ("+15005550001", 21211),
        ("+15005550002", 21612),
        ("+15005550003", 21408),
        ("+15005550004", 21610),
        ("+15005550009", 21614),
        ("12025550123", 21211),
    ] {
        send(&customer, to).await.is_fault(400, code);
    }
    for (from, code) in
        [("+15005550001", 21212), ("+15005550007", 21606), ("+15005550008", 21611), ("+12025550199", 21606)]
    {
        customer.send(&sending(&customer, TO, ("From", from))).await.is_fault(400, code);
    }
    assert!(twilio.texts().is_empty());
    assert!(
        twilio.change_account(known::ACCOUNT_SID, |account| account.numbers.push("+12025550199".to_owned()))
    );
    assert_eq!(customer.send(&sending(&customer, TO, ("From", "+12025550199"))).await.status, 201);
}

#[tokio::test]
async fn a_text_needs_address_sender_and_words() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let long = "x".repeat(1601);
    let (to, body) = (("To", TO), ("Body", "Hello"));
    for (form, code) in [
        (&[FROM, body][..], 21604),
        (&[to, body], 21603),
        (&[to, FROM], 21602),
        (&[to, FROM, ("Body", long.as_str())], 21617),
    ] {
        customer.post(&path(known::ACCOUNT_SID), form).await.is_fault(400, code);
    }
    let words = "x".repeat(1600);
    let sent = customer.post(&path(known::ACCOUNT_SID), &[to, FROM, ("Body", &words)]).await;
    assert_eq!(sent.text("num_segments"), "11");
    let sent = customer.post(&path(known::ACCOUNT_SID), &[to, FROM, ("Body", &"я".repeat(71))]).await;
    assert_eq!(sent.text("num_segments"), "2");
}

#[tokio::test]
async fn only_the_owner_sends_and_reads() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let sent = send(&customer, TO).await;
    let form = [("To", TO), FROM, ("Body", "Hello")];
    customer.post(&path(known::OTHER_ACCOUNT_SID), &form).await.is_fault(404, 20404);
    let stranger = Customer::of(&twilio).with_credentials(known::OTHER_ACCOUNT_SID, known::OTHER_AUTH_TOKEN);
    stranger.get(&sent.text("uri")).await.is_fault(404, 20404);
    let theirs = sent.text("uri").replace(known::ACCOUNT_SID, known::OTHER_ACCOUNT_SID);
    stranger.get(&theirs).await.is_fault(404, 20404);
    let by_key = Customer::of(&twilio).with_credentials(known::API_KEY_SID, known::API_KEY_SECRET);
    assert_eq!(send(&by_key, TO).await.status, 201);
    Customer::of(&twilio).with_credentials("AC0", "0").get(&sent.text("uri")).await.is_fault(401, 20003);
}

#[tokio::test]
async fn trial_and_suspended_accounts_text_as_they_verify() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    twilio.change_account(known::ACCOUNT_SID, |account| account.kind = AccountType::Trial);
    send(&customer, TO).await.is_fault(400, 21608);
    twilio.change_account(known::ACCOUNT_SID, |account| account.status = AccountStatus::Suspended);
    send(&customer, TO).await.is_fault(401, 20005);
    assert!(twilio.texts().is_empty());
}

#[tokio::test]
async fn a_text_may_be_blocked_after_it_was_accepted() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let blocked = send(&customer, "+19075550181").await;
    assert_eq!((blocked.status, blocked.text("status")), (201, "queued".to_owned()));
    twilio.script(Script::on(Kind::Text).act(Act::Undelivered { code: 30003 }));
    let unreachable = send(&customer, TO).await;
    let fine = send(&customer, TO).await;
    twilio.advance(Duration::from_secs(3));
    assert_eq!(status(&customer, &blocked).await, ("undelivered".to_owned(), 30450.into()));
    assert_eq!(status(&customer, &unreachable).await, ("undelivered".to_owned(), 30003.into()));
    assert!(customer.get(&unreachable.text("uri")).await.json()["error_message"].is_string());
    assert_eq!(status(&customer, &fine).await.0, "delivered");
}

#[tokio::test]
async fn a_lost_answer_sent_its_text() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    twilio.script(Script::on(Kind::Text).to(TO).act(Act::Lost));
    assert!(crate::wire::ask(&customer.url, &sending(&customer, TO, FROM)).await.is_err());
    assert_eq!((twilio.texts().len(), twilio.calls().texts(TO)), (1, 1));
}

#[tokio::test]
async fn texts_can_be_read_by_control() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    send(&customer, TO).await;
    send(&customer, "+12025550124").await;
    let read = |path: &str| Request { method: "GET", path: path.to_owned(), ..Request::default() };
    let own = customer.send(&read("/control/texts?to=%2B12025550123")).await.json();
    assert_eq!((&own["texts"][0]["body"], &own["texts"][1]), (&"Hello".into(), &serde_json::Value::Null));
    assert_eq!(customer.send(&read("/control/calls")).await.json()["texts"], 2);
    let all = customer.send(&read("/control/texts")).await.json();
    assert_eq!(all["texts"].as_array().unwrap().len(), 2);
}
