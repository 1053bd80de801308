//! Service rate limits: created over the API, applied where a start names them.

use std::time::Duration;

use simulator::{RetryAfter, RetryAfterOn, Simulator, Switches};

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

/// The seconds an answer asks to wait.
fn wait(answer: &Answer) -> Option<u64> {
    answer.header("retry-after").map(|value| value.parse().unwrap())
}

#[tokio::test]
async fn a_verification_may_be_read_sixty_times_a_minute() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let sid = customer.start("+12025550101").await.text("sid");
    let other = customer.start("+12025550102").await.text("sid");
    for _ in 0..60 {
        customer.fetch(&sid).await.is(200, "pending");
    }
    let refused = customer.fetch(&sid).await;
    refused.is_fault(429, 20429);
    assert!(wait(&refused).is_some_and(|seconds| (1..=60).contains(&seconds)), "{refused:?}");
    customer.fetch("+12025550101").await.is_fault(429, 20429);
    customer.fetch(&other).await.is(200, "pending");
    customer.check("+12025550101", "000000").await.is(200, "pending");
    twilio.advance(Duration::from_secs(61));
    customer.fetch(&sid).await.is(200, "pending");
}

#[tokio::test]
async fn a_verification_may_be_read_180_times_an_hour_and_250_times_a_day() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let day = 86_400;
    assert!(twilio.change_service(&customer.service, |service| service.life_seconds = day));
    let sid = customer.start("+12025550101").await.text("sid");
    let mut read = 0;
    for _ in 0..3 {
        for _ in 0..60 {
            read += u32::from(customer.fetch(&sid).await.status == 200);
        }
        twilio.advance(Duration::from_secs(61));
    }
    let refused = customer.fetch(&sid).await;
    refused.is_fault(429, 20429);
    assert!(wait(&refused).is_some_and(|seconds| (3000..3600).contains(&seconds)), "{refused:?}");
    for _ in 0..2 {
        twilio.advance(Duration::from_secs(3600));
        for _ in 0..60 {
            read += u32::from(customer.fetch(&sid).await.status == 200);
        }
    }
    assert_eq!(read, 250);
}

#[tokio::test]
async fn every_429_may_say_when_to_come_back() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let to = "+12025550101";
    for _ in 0..5 {
        customer.start(to).await;
        customer.check(to, "000000").await;
    }
    assert_eq!(wait(customer.start(to).await.is_fault(429, 60202)), None);
    assert_eq!(wait(customer.start("+19075550104").await.is_fault(429, 60212)), None);
    twilio.set(Switches { retry_after_on: RetryAfterOn::Every429, ..Switches::default() });
    twilio.advance(Duration::from_secs(400));
    let until_expiry = 190..=200;
    assert!(until_expiry.contains(&wait(customer.start(to).await.is_fault(429, 60202)).unwrap()));
    assert!(until_expiry.contains(&wait(customer.check(to, "000000").await.is_fault(429, 60202)).unwrap()));
    assert!(wait(customer.start("+19075550104").await.is_fault(429, 60212)).is_some());
    let to = "+12025550102";
    for _ in 0..5 {
        customer.start(to).await;
    }
    assert!((590..=600).contains(&wait(customer.start(to).await.is_fault(429, 60203)).unwrap()));
    assert_eq!(wait(&customer.start("+19075550115").await), None, "only a 429");
}

#[tokio::test]
async fn the_start_that_fills_a_bucket_may_say_so() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    limited(&customer, "2", "60").await;
    for (switch, told) in [(RetryAfterOn::Throttling, false), (RetryAfterOn::CreatedToo, true)] {
        twilio.set(Switches { retry_after_on: switch, ..Switches::default() });
        let first = start(&customer, "+12025550101", "203.0.113.7").await;
        assert_eq!(wait(first.is(201, "pending")), None);
        let last = start(&customer, "+12025550102", "203.0.113.7").await;
        assert_eq!(wait(last.is(201, "pending")).is_some(), told);
        assert_eq!(last.header("twilio-reached-rate-limit"), told.then_some("end_user_ip"));
        twilio.advance(Duration::from_secs(61));
    }
}
