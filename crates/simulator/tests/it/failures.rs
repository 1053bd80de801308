//! Failures on demand: scripts, and what happened behind them.

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use simulator::{Act, ELSEWHERE, Kind, Script, Simulator};

use crate::customer::Customer;
use crate::wire::{Line, ask, is_silent};

const TO: &str = "+12025550123";

#[tokio::test]
async fn a_lost_answer_sent_its_message() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    twilio.script(Script::on(Kind::Start).act(Act::Lost));
    let lost = ask(&customer.url, &customer.starting(TO, "sms")).await.unwrap_err();
    assert_eq!(lost.kind(), ErrorKind::ConnectionAborted);
    assert_eq!((twilio.messages().len(), twilio.calls().starts(TO)), (1, 1));
    assert_eq!(twilio.calls()[0].status, None);
    customer.check(TO, &twilio.last_code(TO).unwrap()).await.is(200, "approved");
}

#[tokio::test]
async fn a_cut_before_the_work_sent_nothing() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    twilio.script(Script::on(Kind::Start).act(Act::Cut));
    assert!(ask(&customer.url, &customer.starting(TO, "sms")).await.is_err());
    assert!(twilio.messages().is_empty());
    assert_eq!(twilio.calls().starts(TO), 1);
    customer.start(TO).await.is(201, "pending");
}

#[tokio::test]
async fn a_truncated_answer_ends_in_its_body() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    twilio.script(Script::any().act(Act::Truncated));
    let cut = ask(&customer.url, &customer.starting(TO, "sms")).await.unwrap_err();
    assert_eq!(cut.kind(), ErrorKind::UnexpectedEof);
    assert_eq!(twilio.messages().len(), 1);
}

#[tokio::test]
async fn a_hang_does_nothing_and_a_stall_does_it_all() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    twilio.script(Script::on(Kind::Start).act(Act::Hang));
    twilio.script(Script::on(Kind::Start).act(Act::Stall));
    assert!(is_silent(&customer.url, &customer.starting(TO, "sms")).await);
    assert!(twilio.messages().is_empty());
    assert!(is_silent(&customer.url, &customer.starting(TO, "sms")).await);
    assert_eq!(twilio.messages().len(), 1);
    customer.start(TO).await.is(201, "pending");
}

#[tokio::test]
async fn a_slow_answer_is_an_honest_one() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    twilio.script(Script::on(Kind::Start).delay(Duration::from_millis(30)));
    let begun = Instant::now();
    customer.start(TO).await.is(201, "pending");
    assert!(begun.elapsed() >= Duration::from_millis(30));
}

#[tokio::test]
async fn scripts_fit_kind_and_address_and_are_used_up() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    twilio.script(Script::on(Kind::Check).to(TO).times(2).status(503, 20503));
    customer.start(TO).await.is(201, "pending");
    customer.start("+12025550124").await.is(201, "pending");
    customer.check("+12025550124", "000000").await.is(200, "pending");
    customer.check(TO, "000000").await.is_fault(503, 20503);
    let sid = twilio.messages()[0].verification_sid.clone();
    let by_sid = [("VerificationSid", sid.as_str()), ("Code", "000000")];
    customer.post(&customer.path("VerificationCheck"), &by_sid).await.is_fault(503, 20503);
    customer.check(TO, "000000").await.is(200, "pending");
    assert_eq!(twilio.calls().checks(TO), 3);
}

#[tokio::test]
async fn a_script_without_end_holds_until_it_is_cleared() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    twilio.script(Script::any().times(u32::MAX).status(502, 0));
    for _ in 0..3 {
        let answer = customer.start(TO).await;
        assert_eq!((answer.status, answer.json().get("code")), (502, None));
    }
    twilio.clear_scripts();
    customer.start(TO).await.is(201, "pending");
}

#[tokio::test]
async fn an_approval_about_somebody_else_approves_nothing() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let sid = customer.start(TO).await.text("sid");
    twilio.script(Script::on(Kind::Check).act(Act::WrongTarget));
    twilio.script(Script::on(Kind::Check).act(Act::WrongVerification));
    let other_address = customer.check(TO, "000000").await;
    assert_eq!(other_address.is(200, "approved").text("to"), ELSEWHERE);
    let other_verification = customer.check(TO, "000000").await;
    assert_eq!(other_verification.is(200, "approved").text("to"), TO);
    assert_ne!(other_verification.text("sid"), sid);
    customer.fetch(&sid).await.is(200, "pending");
}

#[tokio::test]
async fn a_start_can_be_reported_for_somebody_else() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    twilio.script(Script::on(Kind::Start).act(Act::WrongTarget));
    twilio.script(Script::on(Kind::Start).act(Act::WrongVerification));
    assert_eq!(customer.start(TO).await.is(201, "pending").text("to"), ELSEWHERE);
    let other = customer.start(TO).await;
    assert_eq!(other.is(201, "pending").text("to"), TO);
    assert_ne!(other.text("sid"), twilio.last_message(TO).unwrap().verification_sid);
}

#[tokio::test]
async fn garbage_and_oversize_come_as_announced() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    twilio.script(Script::on(Kind::Start).act(Act::Garbage));
    twilio.script(Script::on(Kind::Start).act(Act::Oversize));
    let page = customer.start(TO).await;
    assert!(page.header("content-type").is_some_and(|media| media.starts_with("text/html")));
    let large = customer.start(TO).await;
    assert!(large.body.len() >= 10 * 1024 * 1024);
    assert_eq!(large.text("status"), "approved");
    let raw = Act::Raw { status: 418, content_type: "text/plain".into(), body: "no".into() };
    twilio.script(Script::on(Kind::Start).act(raw));
    let raw = customer.start(TO).await;
    assert_eq!((raw.status, raw.body.as_slice()), (418, b"no".as_slice()));
    assert!(twilio.messages().is_empty());
}

#[tokio::test]
async fn a_stop_ends_waiting_and_idle_connections_and_a_restart_remembers() {
    let mut twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let mut idle = Line::open(&customer.url).await.unwrap();
    idle.ask(&customer.starting(TO, "sms")).await.unwrap().is(201, "pending");
    twilio.script(Script::on(Kind::Start).act(Act::Hang));
    let (url, hanging) = (customer.url.clone(), customer.starting(TO, "sms"));
    let (waiting, ()) = tokio::join!(ask(&url, &hanging), async {
        while twilio.calls().starts(TO) < 2 {
            tokio::task::yield_now().await;
        }
        twilio.stop().await;
    });
    assert!(waiting.is_err());
    assert!(idle.ask(&customer.starting(TO, "sms")).await.is_err());
    assert!(ask(&customer.url, &customer.starting(TO, "sms")).await.is_err());
    assert_eq!(twilio.calls().starts(TO), 2, "nothing arrives while it is stopped");
    twilio.restart().await.unwrap();
    assert_eq!(twilio.url(), customer.url);
    customer.check(TO, &twilio.last_code(TO).unwrap()).await.is(200, "approved");
}

#[tokio::test]
async fn a_dropped_simulator_leaves_its_port() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let mut idle = Line::open(&customer.url).await.unwrap();
    idle.ask(&customer.starting(TO, "sms")).await.unwrap();
    drop(twilio);
    assert!(idle.ask(&customer.starting(TO, "sms")).await.is_err());
    assert!(ask(&customer.url, &customer.starting(TO, "sms")).await.is_err());
}

#[tokio::test]
async fn two_simulators_know_nothing_of_each_other() {
    let (one, other) = (Simulator::start().await.unwrap(), Simulator::start().await.unwrap());
    one.script(Script::any().times(u32::MAX).status(500, 20500));
    one.advance(Duration::from_secs(601));
    Customer::of(&other).start(TO).await.is(201, "pending");
    Customer::of(&one).start(TO).await.is_fault(500, 20500);
    assert!(one.messages().is_empty() && other.calls().starts(TO) == 1);
}
