//! What an account sets up beside its Services: the safe list, templates, senders by country.

use std::time::Duration;

use simulator::{Simulator, known};

use crate::customer::Customer;

const TO: &str = "+12025550123";
const NUMBERS: &str = "/v2/SafeList/Numbers";

#[tokio::test]
async fn a_number_is_put_on_the_safe_list_read_and_taken_off() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let path = format!("{NUMBERS}/{TO}");
    customer.get(&path).await.is_fault(404, 20404);
    customer.post(NUMBERS, &[("PhoneNumber", "12025550123")]).await.is_fault(400, 60200);
    let made = customer.post(NUMBERS, &[("PhoneNumber", TO)]).await;
    assert_eq!((made.status, made.text("phone_number")), (201, TO.to_owned()));
    for read in [customer.get(&path).await, customer.get(&path.replace('+', "%2B")).await] {
        assert_eq!((read.status, read.text("sid")), (200, made.text("sid")));
    }
    let stranger = Customer::of(&twilio).with_credentials(known::OTHER_ACCOUNT_SID, known::OTHER_AUTH_TOKEN);
    stranger.get(&path).await.is_fault(404, 20404);
    assert_eq!(customer.send(&customer.request("DELETE", &path, &[])).await.status, 204);
    customer.send(&customer.request("DELETE", &path, &[])).await.is_fault(404, 20404);
}

#[tokio::test]
async fn safe_numbers_pass_fraud_guard_and_geo_permissions_only() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    for (number, code) in [("+19075550108", 60410), ("+19075550111", 60605)] {
        customer.start(number).await.is_fault(403, code);
        customer.post(NUMBERS, &[("PhoneNumber", number)]).await;
        customer.start(number).await.is(201, "pending");
        customer.send(&customer.starting(number, "call")).await.is_fault(403, code);
    }
    customer.post(NUMBERS, &[("PhoneNumber", "+19075550109")]).await;
    customer.start("+19075550109").await.is_fault(403, 60412);
}

#[tokio::test]
async fn a_text_message_may_do_without_the_risk_check() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let start = |channel, check| {
        let form = [("To", "+19075550108"), ("Channel", channel), ("RiskCheck", check)];
        customer.request("POST", &customer.path("Verifications"), &form)
    };
    customer.send(&start("sms", "enable")).await.is_fault(403, 60410);
    customer.send(&start("call", "disable")).await.is_fault(403, 60410);
    customer.send(&start("sms", "disable")).await.is(201, "pending");
}

#[tokio::test]
async fn the_safe_list_answers_thirty_times_a_minute() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    for _ in 0..30 {
        customer.get(&format!("{NUMBERS}/{TO}")).await.is_fault(404, 20404);
    }
    let refused = customer.post(NUMBERS, &[("PhoneNumber", TO)]).await;
    refused.is_fault(429, 20429);
    assert!(refused.header("retry-after").is_some());
    twilio.advance(Duration::from_secs(61));
    assert_eq!(customer.post(NUMBERS, &[("PhoneNumber", TO)]).await.status, 201);
}

#[tokio::test]
async fn templates_are_listed_by_name_and_word_the_message() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let all = customer.get("/v2/Templates").await.json()["templates"].as_array().unwrap().clone();
    assert!(all.len() > 1 && all.iter().all(|row| row["account_sid"] == known::ACCOUNT_SID));
    let ours = all.iter().find(|row| row["sid"] == known::TEMPLATE_SID).unwrap();
    assert_eq!(ours["translations"]["en"]["is_default_translation"], true);
    let name = ours["friendly_name"].as_str().unwrap().replace(' ', "%20");
    let named = customer.get(&format!("/v2/Templates?FriendlyName={name}")).await.json();
    assert_eq!(named["templates"].as_array().unwrap().len(), 1);

    let path = customer.path("Verifications");
    let start =
        |template, locale| [("To", TO), ("Channel", "sms"), ("TemplateSid", template), ("Locale", locale)];
    customer.post(&path, &start(known::TEMPLATE_SID, "de")).await.is(201, "pending");
    let message = twilio.last_message(TO).unwrap();
    let text = ours["translations"]["de"]["text"].as_str().unwrap();
    let filled = text.replace("{{friendly_name}}", "Simulator").replace("{{code}}", &message.code);
    assert_eq!(message.body, filled);
    customer.post(&path, &start(known::TEMPLATE_SID, "th")).await.is_fault(404, 60229);
    customer.post(&path, &start(&format!("HJ{}", "0".repeat(32)), "en")).await.is_fault(404, 60228);
}

#[tokio::test]
async fn a_service_has_a_template_of_its_own_and_may_warn() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    customer.start(TO).await;
    let plain = twilio.last_message(TO).unwrap().body;
    let path = format!("/v2/Services/{}", known::SERVICE_SID);
    customer.post(&path, &[("DoNotShareWarningEnabled", "true")]).await;
    customer.start(TO).await;
    let warned = twilio.last_message(TO).unwrap().body;
    assert!(warned.starts_with(&plain) && warned.len() > plain.len(), "{warned}");
    customer
        .post(&path, &[("DefaultTemplateSid", &format!("HJ{}", "0".repeat(32)))])
        .await
        .is_fault(404, 60228);
    let set = customer.post(&path, &[("DefaultTemplateSid", known::TEMPLATE_SID)]).await;
    assert_eq!(set.text("default_template_sid"), known::TEMPLATE_SID);
    customer.post(&customer.path("Verifications"), &[("To", TO), ("Channel", "sms"), ("Locale", "es")]).await;
    assert!(twilio.last_message(TO).unwrap().body.starts_with("Tu "));
}

#[tokio::test]
async fn a_service_may_send_by_another_messaging_service_in_a_country() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let path = customer.path("MessagingConfigurations");
    let sender = known::MESSAGING_SERVICE_SID;
    for wrong in [
        &[("Country", "CA")][..],
        &[("MessagingServiceSid", sender)],
        &[("Country", "Canada"), ("MessagingServiceSid", sender)],
        &[("Country", "CA"), ("MessagingServiceSid", "MG12")],
    ] {
        customer.post(&path, wrong).await.is_fault(400, 60200);
    }
    for country in ["CA", "all"] {
        let made = customer.post(&path, &[("Country", country), ("MessagingServiceSid", sender)]).await;
        assert_eq!((made.status, made.text("country")), (201, country.to_owned()));
    }
    customer.post(&path, &[("Country", "CA"), ("MessagingServiceSid", sender)]).await.is_fault(400, 60200);
    let listed = customer.get(&path).await.json();
    assert_eq!(listed["messaging_configurations"].as_array().unwrap().len(), 2);
    let one = format!("{path}/CA");
    let other = format!("MG{}", "0b".repeat(16));
    assert_eq!(customer.post(&one, &[("MessagingServiceSid", &other)]).await.status, 200);
    assert_eq!(customer.get(&one).await.text("messaging_service_sid"), other);
    assert_eq!(customer.send(&customer.request("DELETE", &one, &[])).await.status, 204);
    customer.get(&one).await.is_fault(404, 20404);
    let elsewhere = Customer::of(&twilio).with_service(known::SERVICE_SID_RESET);
    elsewhere.get(&elsewhere.path("MessagingConfigurations/all")).await.is_fault(404, 20404);
}
