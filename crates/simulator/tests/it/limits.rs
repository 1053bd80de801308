//! Service rate limits: created over the API, applied where a start names them.

use std::time::Duration;

use simulator::{RetryAfter, Simulator, Switches};

use crate::customer::Customer;
use crate::wire::Answer;

async fn limited(customer: &Customer, max: &str, interval: &str) -> String {
    let path = customer.path("RateLimits");
    let limit = customer.post(&path, &[("UniqueName", "end_user_ip")]).await;
    assert_eq!(limit.status, 201);
    let path = format!("{path}/{}/Buckets", limit.text("sid"));
    assert_eq!(customer.post(&path, &[("Max", max), ("Interval", interval)]).await.status, 201);
    limit.text("sid")
}

async fn start(customer: &Customer, to: &str, value: &str) -> Answer {
    let limits = format!(r#"{{"end_user_ip": "{value}"}}"#);
    let form = [("To", to), ("Channel", "sms"), ("RateLimits", limits.as_str())];
    customer.post(&customer.path("Verifications"), &form).await
}

#[tokio::test]
async fn a_bucket_counts_by_value_and_empties_with_time() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    limited(&customer, "2", "60").await;
    start(&customer, "+12025550101", "203.0.113.7").await.is(201, "pending");
    start(&customer, "+12025550102", "203.0.113.7").await.is(201, "pending");
    let refused = start(&customer, "+12025550103", "203.0.113.7").await;
    refused.is_fault(429, 20429);
    assert_eq!(refused.header("twilio-reached-rate-limit"), Some("end_user_ip"));
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    start(&customer, "+12025550103", "203.0.113.8").await.is(201, "pending");
    customer.start("+12025550103").await.is(201, "pending");
    twilio.advance(Duration::from_secs(61));
    start(&customer, "+12025550104", "203.0.113.7").await.is(201, "pending");
    assert_eq!(twilio.messages().len(), 5);
}

#[tokio::test]
async fn without_a_bucket_nothing_is_limited() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    customer.post(&customer.path("RateLimits"), &[("UniqueName", "end_user_ip")]).await;
    for n in 0..9 {
        start(&customer, &format!("+1202555010{n}"), "203.0.113.7").await.is(201, "pending");
    }
}

#[tokio::test]
async fn a_deleted_limit_is_unknown() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let sid = limited(&customer, "1", "60").await;
    let path = customer.path(&format!("RateLimits/{sid}"));
    assert_eq!(customer.get(&path).await.text("unique_name"), "end_user_ip");
    assert_eq!(customer.send(&customer.request("DELETE", &path, &[])).await.status, 204);
    customer.get(&path).await.is_fault(404, 20404);
    start(&customer, "+12025550101", "203.0.113.7").await.is_fault(400, 60200);
}

#[tokio::test]
async fn setting_limits_up_is_checked() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let path = customer.path("RateLimits");
    customer.post(&path, &[]).await.is_fault(400, 60200);
    let sid = limited(&customer, "1", "60").await;
    customer.post(&format!("{path}/{sid}/Buckets"), &[("Max", "1")]).await.is_fault(400, 60200);
    customer
        .post(&format!("{path}/{sid}/Buckets"), &[("Max", "0"), ("Interval", "1")])
        .await
        .is_fault(400, 60200);
    for n in 0..9 {
        assert_eq!(customer.post(&path, &[("UniqueName", &format!("limit_{n}"))]).await.status, 201);
    }
    customer.post(&path, &[("UniqueName", "one_too_many")]).await.is_fault(400, 60207);
}

#[tokio::test]
async fn retry_after_comes_in_every_form_a_client_must_survive() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let fits = |retry_after, value: Option<&str>| match (retry_after, value) {
        (RetryAfter::Seconds, Some(value)) => value.parse::<u64>().is_ok(),
        (RetryAfter::Missing, value) => value.is_none(),
        (RetryAfter::Garbage, value) => value == Some("string"),
        (RetryAfter::HttpDate, Some(value)) => {
            value.len() == 29 && value.as_bytes()[3] == b',' && value.ends_with(" GMT")
        }
        _ => false,
    };
    for retry_after in [RetryAfter::Seconds, RetryAfter::Missing, RetryAfter::Garbage, RetryAfter::HttpDate] {
        twilio.set(Switches { retry_after, ..Switches::default() });
        for number in ["+19075550116", "+19075550117"] {
            let answer = customer.start(number).await;
            assert_eq!(answer.status, 429);
            assert!(fits(retry_after, answer.header("retry-after")), "{retry_after:?}: {answer:?}");
        }
    }
}
