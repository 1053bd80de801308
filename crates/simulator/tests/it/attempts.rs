//! What was sent, and what came of it: the list of attempts, one of them, their summary.

use std::time::Duration;

use serde_json::Value;
use simulator::{Act, Kind, Script, Simulator, known};

use crate::customer::Customer;

const TO: &str = "+12025550123";
const ABROAD: &str = "+4915123456789";

/// Four attempts: two to a number in America that proved itself, one by call to a German one, one to a mailbox.
async fn four(twilio: &Simulator) -> Customer {
    let customer = Customer::of(twilio);
    customer.start(TO).await.is(201, "pending");
    customer.start(TO).await.is(201, "pending");
    twilio.advance(Duration::from_secs(60));
    customer.send(&customer.starting(ABROAD, "call")).await.is(201, "pending");
    customer.send(&customer.starting("owner@example.com", "email")).await.is(201, "pending");
    customer.check(TO, &twilio.last_code(TO).unwrap()).await.is(200, "approved");
    customer
}

async fn listed(customer: &Customer, query: &str) -> Vec<Value> {
    let list = customer.get(&format!("/v2/Attempts?{query}")).await;
    assert_eq!(list.status, 200, "{query}");
    list.json()["attempts"].as_array().unwrap().clone()
}

#[tokio::test]
async fn attempts_are_listed_newest_first_and_tell_what_came_of_them() {
    let twilio = Simulator::start().await.unwrap();
    let customer = four(&twilio).await;
    let all = listed(&customer, "").await;
    let told: Vec<_> =
        all.iter().map(|row| (row["channel"].as_str(), row["conversion_status"].as_str())).collect();
    assert_eq!(
        told,
        [("email", "unconverted"), ("call", "unconverted"), ("sms", "converted"), ("sms", "converted")]
            .map(|(channel, status)| (Some(channel), Some(status)))
    );
    let data = |n: usize, field: &str| all[n]["channel_data"][field].clone();
    assert_eq!(
        (data(1, "to"), data(1, "country"), data(1, "status")),
        (ABROAD.into(), "DE".into(), "unconfirmed".into())
    );
    assert_eq!(
        (data(2, "country"), data(2, "status"), data(2, "code_length")),
        ("US".into(), "confirmed".into(), 6.into())
    );
    assert_eq!(all[3]["sid"], twilio.messages()[0].attempt_sid);
    twilio.advance(Duration::from_secs(601));
    assert_eq!(listed(&customer, "Channel=call").await[0]["channel_data"]["status"], "expired");
}

#[tokio::test]
async fn attempts_are_found_by_what_is_known_of_them() {
    let twilio = Simulator::start().await.unwrap();
    let customer = four(&twilio).await;
    let verification = twilio.last_message(ABROAD).unwrap().verification_sid;
    let created = |row: &Value| row["date_created"].as_str().unwrap().to_owned();
    let (first, last) = (created(&listed(&customer, "").await[3]), created(&listed(&customer, "").await[0]));
    for (query, found) in [
        ("ChannelData.To=%2B12025550123".to_owned(), 2),
        ("Country=DE".to_owned(), 1),
        ("Channel=email".to_owned(), 1),
        (format!("VerifyServiceSid={}", known::SERVICE_SID), 4),
        (format!("VerifyServiceSid={}", known::SERVICE_SID_RESET), 0),
        (format!("VerificationSid={verification}"), 1),
        ("Status=converted".to_owned(), 2),
        ("Status=unconverted&Channel=sms".to_owned(), 0),
        (format!("DateCreatedAfter={last}"), 2),
        (format!("DateCreatedBefore={last}"), 2),
        (format!("DateCreatedBefore={first}"), 0),
    ] {
        assert_eq!(listed(&customer, &query).await.len(), found, "{query}");
    }
    for wrong in
        ["Channel=pigeon", "Status=merry", "DateCreatedAfter=yesterday", "PageSize=0", "PageSize=1001"]
    {
        customer.get(&format!("/v2/Attempts?{wrong}")).await.is_fault(400, 60200);
    }
}

#[tokio::test]
async fn a_long_list_comes_in_pages_whose_links_lead_back_here() {
    let twilio = Simulator::start().await.unwrap();
    let customer = four(&twilio).await;
    let mut link = format!("{}/v2/Attempts?VerifyServiceSid={}&PageSize=3", twilio.url(), known::SERVICE_SID);
    let (mut seen, mut pages) = (Vec::new(), Vec::new());
    loop {
        let page = customer.get(link.strip_prefix(&twilio.url()).unwrap()).await.json();
        seen.extend(page["attempts"].as_array().unwrap().iter().map(|row| row["sid"].clone()));
        pages.push((page["meta"]["page"].clone(), page["meta"]["previous_page_url"].is_string()));
        let Some(next) = page["meta"]["next_page_url"].as_str() else { break };
        next.clone_into(&mut link);
    }
    assert_eq!(pages, [(0.into(), false), (1.into(), true)]);
    seen.dedup();
    assert_eq!(seen.len(), 4);
}

#[tokio::test]
async fn one_attempt_is_read_by_its_owner_only() {
    let twilio = Simulator::start().await.unwrap();
    let customer = four(&twilio).await;
    let sid = twilio.messages()[0].attempt_sid.clone();
    let path = format!("/v2/Attempts/{sid}");
    assert_eq!(customer.get(&path).await.text("conversion_status"), "converted");
    customer.get(&format!("/v2/Attempts/VL{}", "0".repeat(32))).await.is_fault(404, 20404);
    let stranger = Customer::of(&twilio).with_credentials(known::OTHER_ACCOUNT_SID, known::OTHER_AUTH_TOKEN);
    stranger.get(&path).await.is_fault(404, 20404);
    assert!(listed(&stranger, "").await.is_empty());
}

#[tokio::test]
async fn the_summary_counts() {
    let twilio = Simulator::start().await.unwrap();
    let customer = four(&twilio).await;
    for (query, all, converted, rate) in [
        ("", 4, 2, Value::from("50.000000000")),
        ("Channel=sms", 2, 2, "100.000000000".into()),
        ("Country=DE", 1, 0, "0.000000000".into()),
        ("DestinationPrefix=%2B1202", 2, 2, "100.000000000".into()),
        ("DestinationPrefix=49", 1, 0, "0.000000000".into()),
        ("Country=FR", 0, 0, Value::Null),
    ] {
        let told = customer.get(&format!("/v2/Attempts/Summary?{query}")).await.json();
        assert_eq!(told["total_attempts"], all, "{query}");
        assert_eq!(told["total_converted"], converted, "{query}");
        assert_eq!(told["total_unconverted"], all - converted, "{query}");
        assert_eq!(told["conversion_rate_percentage"], rate, "{query}");
    }
}

#[tokio::test]
async fn approval_by_update_converts_and_cancellation_does_not() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    for (status, conversion) in [("approved", "converted"), ("canceled", "unconverted")] {
        let sid = customer.start(TO).await.text("sid");
        customer.update(&sid, status).await.is(200, status);
        let rows = listed(&customer, &format!("VerificationSid={sid}")).await;
        assert_eq!(rows[0]["conversion_status"], conversion);
    }
}

#[tokio::test]
async fn a_message_that_never_arrives_says_why() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    twilio.script(Script::on(Kind::Start).act(Act::Undelivered { code: 30007 }));
    customer.start(TO).await.is(201, "pending");
    let row = listed(&customer, "").await.remove(0);
    assert_eq!(row["channel_data"]["message_status"], "undelivered");
    assert_eq!(row["channel_data"]["error_code"], "30007");
    customer.start(TO).await.is(201, "pending");
    let rows = listed(&customer, "").await;
    assert_eq!(rows[0]["channel_data"]["message_status"], "delivered");
    assert_eq!(rows[1]["channel_data"]["message_status"], "undelivered");
}
