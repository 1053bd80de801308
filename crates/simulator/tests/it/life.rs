//! The life of a verification: start, resend, guesses, approval, cancellation, expiry.

use std::time::Duration;

use simulator::{Channel, Simulator, known};

use crate::customer::{Customer, other_than};

const TO: &str = "+12025550123";

#[tokio::test]
async fn a_right_code_is_approved_once() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let started = customer.start(TO).await;
    started.is(201, "pending");
    let code = twilio.last_code(TO).unwrap();
    assert!(!String::from_utf8_lossy(&started.body).contains(&code), "the code is for the person alone");
    customer.check(TO, &other_than(&code)).await.is(200, "pending");
    customer.check(TO, &code).await.is(200, "approved");
    customer.check(TO, &code).await.is_fault(404, 20404);
    customer.fetch(&started.text("sid")).await.is_fault(404, 20404);
    customer.update(&started.text("sid"), "canceled").await.is_fault(404, 20404);
}

#[tokio::test]
async fn a_resend_repeats_the_code_on_any_channel() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let first = customer.start(TO).await;
    let second = customer.send(&customer.starting(TO, "call")).await;
    let third = customer.send(&customer.starting(TO, "whatsapp")).await;
    assert_eq!(first.text("sid"), third.text("sid"));
    assert_eq!(second.text("channel"), "call");
    assert_eq!(third.attempts(), ["SMS", "CALL", "whatsapp"]);
    let messages = twilio.messages();
    let channels: Vec<_> = messages.iter().map(|message| message.channel).collect();
    assert_eq!(channels, [Channel::Sms, Channel::Call, Channel::WhatsApp]);
    assert!(messages.iter().all(|message| message.code == messages[0].code));
    assert!(messages.iter().all(|message| message.body.contains(&message.code)));
}

#[tokio::test]
async fn a_mailbox_gets_an_email() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let started = customer.send(&customer.starting("owner@example.com", "email")).await;
    assert_eq!(started.is(201, "pending").attempts(), ["EMAIL"]);
    let code = twilio.last_code("owner@example.com").unwrap();
    customer.check("owner@example.com", &code).await.is(200, "approved");
}

#[tokio::test]
async fn five_sends_and_no_more_until_it_ends() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    for _ in 0..5 {
        customer.start(TO).await.is(201, "pending");
    }
    customer.start(TO).await.is_fault(429, 60203);
    assert_eq!(twilio.messages().len(), 5);
    customer.start("+12025550124").await.is(201, "pending");
    customer.check(TO, &twilio.last_code(TO).unwrap()).await.is(200, "approved");
    customer.start(TO).await.is(201, "pending");
}

#[tokio::test]
async fn five_checks_and_no_more_until_it_expires() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    customer.start(TO).await;
    let code = twilio.last_code(TO).unwrap();
    for _ in 0..5 {
        customer.check(TO, &other_than(&code)).await.is(200, "pending");
    }
    customer.check(TO, &code).await.is_fault(429, 60202);
    customer.start(TO).await.is_fault(429, 60202);
    twilio.advance(Duration::from_secs(599));
    customer.check(TO, &code).await.is_fault(429, 60202);
    twilio.advance(Duration::from_secs(1));
    customer.check(TO, &code).await.is_fault(404, 20404);
    customer.start(TO).await.is(201, "pending");
}

#[tokio::test]
async fn the_fifth_check_may_be_right() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    customer.start(TO).await;
    let code = twilio.last_code(TO).unwrap();
    for _ in 0..4 {
        customer.check(TO, &other_than(&code)).await;
    }
    customer.check(TO, &code).await.is(200, "approved");
}

#[tokio::test]
async fn it_expires_ten_minutes_after_the_first_send() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let first = customer.start(TO).await;
    let code = twilio.last_code(TO).unwrap();
    twilio.advance(Duration::from_secs(500));
    assert_eq!(customer.start(TO).await.text("sid"), first.text("sid"), "a resend");
    twilio.advance(Duration::from_secs(99));
    customer.check(TO, &other_than(&code)).await.is(200, "pending");
    twilio.advance(Duration::from_secs(2));
    customer.check(TO, &code).await.is_fault(404, 20404);
    customer.fetch(&first.text("sid")).await.is_fault(404, 20404);
    let anew = customer.start(TO).await;
    assert_ne!(anew.text("sid"), first.text("sid"));
    assert_eq!(anew.attempts(), ["SMS"]);
}

#[tokio::test]
async fn a_cancelled_one_is_gone_and_frees_the_sends() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let started = customer.start(TO).await;
    for _ in 0..4 {
        customer.start(TO).await;
    }
    let code = twilio.last_code(TO).unwrap();
    customer.update(&started.text("sid"), "canceled").await.is(200, "canceled");
    customer.check(TO, &code).await.is_fault(404, 20404);
    customer.update(&started.text("sid"), "canceled").await.is_fault(404, 20404);
    customer.start(TO).await.is(201, "pending");
}

#[tokio::test]
async fn it_can_be_approved_by_update_but_not_otherwise_changed() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let sid = customer.start(TO).await.text("sid");
    customer.update(&sid, "pending").await.is_fault(400, 60200);
    customer.fetch(&sid).await.is(200, "pending");
    customer.update(&sid, "approved").await.is(200, "approved");
    customer.check(TO, &twilio.last_code(TO).unwrap()).await.is_fault(404, 20404);
}

#[tokio::test]
async fn it_is_checked_by_sid_too_and_both_must_agree() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let sid = customer.start(TO).await.text("sid");
    let code = twilio.last_code(TO).unwrap();
    let check = customer.path("VerificationCheck");
    let both = [("VerificationSid", sid.as_str()), ("To", "+12025550124"), ("Code", code.as_str())];
    customer.post(&check, &both).await.is_fault(404, 20404);
    customer.post(&check, &[("VerificationSid", TO), ("Code", &code)]).await.is_fault(404, 20404);
    let answer = customer.post(&check, &[("VerificationSid", &sid), ("Code", &code)]).await;
    assert_eq!(answer.is(200, "approved").text("to"), TO);
}

#[tokio::test]
async fn services_share_nothing() {
    let twilio = Simulator::start().await.unwrap();
    let (one, other) = (Customer::of(&twilio), Customer::of(&twilio).with_service(known::SERVICE_SID_RESET));
    let sid = one.start(TO).await.text("sid");
    let code = twilio.last_code(TO).unwrap();
    other.check(TO, &code).await.is_fault(404, 20404);
    other.fetch(&sid).await.is_fault(404, 20404);
    assert_ne!(other.start(TO).await.text("sid"), sid);
    one.check(TO, &code).await.is(200, "approved");
}

#[tokio::test]
async fn a_service_decides_length_and_life_of_its_codes() {
    let twilio = Simulator::start().await.unwrap();
    let short = Customer::of(&twilio).with_service(known::SERVICE_SID_FOUR_DIGITS);
    assert!(twilio.change_service(known::SERVICE_SID_FOUR_DIGITS, |service| service.life_seconds = 120));
    short.start(TO).await.is(201, "pending");
    let code = twilio.last_code(TO).unwrap();
    assert_eq!(code.len(), 4);
    twilio.advance(Duration::from_secs(121));
    short.check(TO, &code).await.is_fault(404, 20404);
}

#[tokio::test]
async fn wrong_codes_people_type_are_never_right_by_chance() {
    let twilio = Simulator::start().await.unwrap();
    let short = Customer::of(&twilio).with_service(known::SERVICE_SID_FOUR_DIGITS);
    for n in 0..400 {
        short.start(&format!("+12025551{n:03}")).await.is(201, "pending");
    }
    let typed = ["0000", "1111", "9999", "1234", "9876"];
    assert!(twilio.messages().iter().all(|message| !typed.contains(&message.code.as_str())));
}

#[tokio::test]
async fn a_hundred_starts_at_once_send_five() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let answers = futures_util::future::join_all((0..100).map(|_| customer.start(TO))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 5);
    assert_eq!(twilio.messages().len(), 5);
    assert_eq!(twilio.calls().starts(TO), 100);
}
