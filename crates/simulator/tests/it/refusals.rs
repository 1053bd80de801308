//! What is refused, with the status and the code Twilio documents.

use simulator::{Simulator, known};

use crate::customer::Customer;
use crate::wire::Request;

const TO: &str = "+12025550123";

#[tokio::test]
async fn credentials_are_checked() {
    let twilio = Simulator::start().await.unwrap();
    let start = |user: &str, password: &str| {
        let customer = Customer::of(&twilio).with_credentials(user, password);
        async move { customer.start(TO).await }
    };
    start(known::ACCOUNT_SID, "wrong").await.is_fault(401, 20003);
    start(known::OTHER_ACCOUNT_SID, known::AUTH_TOKEN).await.is_fault(401, 20003);
    start(known::API_KEY_SID, known::AUTH_TOKEN).await.is_fault(401, 20003);
    start(known::API_KEY_SID, known::API_KEY_SECRET).await.is(201, "pending");
    let customer = Customer::of(&twilio);
    for authorization in [None, Some("Basic !".to_owned()), Some("Bearer token".to_owned())] {
        let request = Request { authorization, ..customer.starting(TO, "sms") };
        customer.send(&request).await.is_fault(401, 20003);
    }
    assert_eq!(twilio.messages().len(), 1);
}

#[tokio::test]
async fn an_unknown_service_and_anothers_are_the_same() {
    let twilio = Simulator::start().await.unwrap();
    for sid in ["VA00000000000000000000000000000000", known::OTHER_SERVICE_SID] {
        let customer = Customer::of(&twilio).with_service(sid);
        let refused = customer.start(TO).await;
        let message = refused.is_fault(404, 20404).text("message");
        assert!(message.contains(&format!("/Services/{sid}/Verifications was not found")), "{message}");
        customer.check(TO, "123456").await.is_fault(404, 20404);
        customer.get(&format!("/v2/Services/{sid}")).await.is_fault(404, 20404);
    }
    let owner = Customer::of(&twilio)
        .with_service(known::OTHER_SERVICE_SID)
        .with_credentials(known::OTHER_ACCOUNT_SID, known::OTHER_AUTH_TOKEN);
    owner.start(TO).await.is(201, "pending");
}

#[tokio::test]
async fn a_start_with_a_faulty_parameter_is_60200() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let path = customer.path("Verifications");
    let forms: &[&[(&str, &str)]] = &[
        &[("Channel", "sms")],
        &[("To", TO)],
        &[("To", "12025550123"), ("Channel", "sms")],
        &[("To", "+1202"), ("Channel", "sms")],
        &[("To", "+1202555012x"), ("Channel", "sms")],
        &[("To", ""), ("Channel", "sms")],
        &[("To", TO), ("Channel", "pigeon")],
        &[("To", TO), ("Channel", "email")],
        &[("To", "owner@example.com"), ("Channel", "sms")],
        &[("to", TO), ("channel", "sms")],
        &[("To", TO), ("Channel", "sms"), ("RateLimits", "not json")],
        &[("To", TO), ("Channel", "sms"), ("RateLimits", r#"{"unknown":"1"}"#)],
        &[("To", TO), ("Channel", "sms"), ("RiskCheck", "maybe")],
        &[("To", TO), ("Channel", "sms"), ("AppHash", "short")],
        &[("To", TO), ("Channel", "sms"), ("DeviceIp", "203.0.113")],
        &[("To", TO), ("Channel", "sms"), ("EnableSnaClientToken", "perhaps")],
        &[("To", TO), ("Channel", "sms"), ("TemplateCustomSubstitutions", "[1]")],
        &[("To", "owner@example.com"), ("Channel", "email"), ("ChannelConfiguration", "{")],
    ];
    for form in forms {
        customer.post(&path, form).await.is_fault(400, 60200);
    }
    assert!(twilio.messages().is_empty());
}

#[tokio::test]
async fn ten_short_tags_and_no_more() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let tagged = |tags: String| {
        let form = [("To", TO), ("Channel", "sms"), ("Tags", tags.as_str())];
        customer.request("POST", &customer.path("Verifications"), &form)
    };
    let tags = |count: usize, length: usize| {
        let pairs: Vec<_> = (0..count).map(|n| format!(r#""k{n}":"{}""#, "v".repeat(length))).collect();
        format!("{{{}}}", pairs.join(","))
    };
    for wrong in [tags(11, 1), tags(1, 129), r#"{"k":1}"#.to_owned(), "tag".to_owned()] {
        customer.send(&tagged(wrong)).await.is_fault(400, 60200);
    }
    customer.send(&tagged(tags(10, 128))).await.is(201, "pending");
}

#[tokio::test]
async fn a_json_body_is_no_form() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let body = format!(r#"{{"To":"{TO}","Channel":"sms"}}"#);
    let request = Request { content_type: "application/json", body, ..customer.starting(TO, "sms") };
    customer.send(&request).await.is_fault(400, 60200);
}

#[tokio::test]
async fn a_check_needs_a_target_and_a_code() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    customer.start(TO).await;
    let path = customer.path("VerificationCheck");
    customer.post(&path, &[("Code", "123456")]).await.is_fault(400, 60221);
    for code in ["", "123", "12345678901"] {
        customer.check(TO, code).await.is_fault(400, 60200);
    }
    customer.post(&path, &[("To", TO)]).await.is_fault(400, 60200);
    for _ in 0..5 {
        customer.check(TO, "000000").await.is(200, "pending");
    }
    customer.check(TO, "000000").await.is_fault(429, 60202);
}

#[tokio::test]
async fn channels_that_are_off_are_told_apart() {
    let twilio = Simulator::start().await.unwrap();
    let texts_only = Customer::of(&twilio).with_service(known::SERVICE_SID_FOUR_DIGITS);
    texts_only.send(&texts_only.starting(TO, "call")).await.is_fault(400, 60223);
    let customer = Customer::of(&twilio);
    customer.send(&customer.starting(TO, "sna")).await.is_fault(400, 60223);
    assert!(twilio.change_service(known::SERVICE_SID, |service| service.whatsapp_from = None));
    customer.send(&customer.starting(TO, "whatsapp")).await.is_fault(400, 68008);
    customer.start(TO).await.is(201, "pending");
}

#[tokio::test]
async fn custom_codes_need_permission() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let path = customer.path("Verifications");
    let form = [("To", TO), ("Channel", "sms"), ("CustomCode", "424242")];
    customer.post(&path, &form).await.is_fault(400, 60204);
    assert!(twilio.change_service(known::SERVICE_SID, |service| service.custom_code_enabled = true));
    customer.post(&path, &form).await.is(201, "pending");
    assert_eq!(twilio.last_code(TO).as_deref(), Some("424242"));
}

#[tokio::test]
async fn a_payment_needs_amount_and_payee_and_no_call() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    assert!(twilio.change_service(known::SERVICE_SID, |service| service.psd2_enabled = true));
    let path = customer.path("Verifications");
    let form = [("To", TO), ("Channel", "sms"), ("Amount", "39.99"), ("Payee", "Acme")];
    customer.post(&path, &form[..3]).await.is_fault(400, 60206);
    let call = [form[0], ("Channel", "call"), form[2], form[3]];
    customer.post(&path, &call).await.is_fault(400, 60214);
    customer.post(&path, &form).await.is(201, "pending");
}

#[tokio::test]
async fn unknown_paths_and_methods_are_refused() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    customer.get("/v2/Nothing").await.is_fault(404, 20404);
    customer.get("/").await.is_fault(404, 20404);
    customer.get(&customer.path("VerificationCheck")).await.is_fault(405, 20004);
}

#[tokio::test]
async fn every_answer_has_a_request_id_of_its_own() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let mut seen = std::collections::HashSet::new();
    for answer in [customer.start(TO).await, customer.check(TO, "1").await, customer.get("/v2/x").await] {
        let id = answer.header("twilio-request-id").unwrap().to_owned();
        let digits = id.strip_prefix("RQ").unwrap();
        assert!(digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        assert!(seen.insert(id));
    }
}
