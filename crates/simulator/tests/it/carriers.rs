//! WhatsApp messages, calls, feedback and signed reports: what a plain carrier of codes needs of Twilio.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use simulator::{Act, Callback, Channel, Kind, Script, Simulator, known};

use crate::customer::Customer;
use crate::wire::{Answer, Request};

const TO: &str = "+12025550123";
const URL: &str = "https://door.example/reports?x=1";

fn path(rest: &str) -> String {
    format!("/2010-04-01/Accounts/{}/{rest}", known::ACCOUNT_SID)
}

const SAID: &str =
    r#"<Response><Say language="en-US" voice="Polly.Joanna">4 &amp; 2</Say><Pause length="1"/></Response>"#;

async fn call(customer: &Customer, more: &[(&str, &str)]) -> Answer {
    let form = [("To", TO), ("From", known::FROM_NUMBER), ("Twiml", SAID)];
    let form: Vec<_> =
        form.into_iter().filter(|(key, _)| more.iter().all(|(other, _)| other != key)).collect();
    customer.post(&path("Calls.json"), &[&form, more].concat()).await
}

#[tokio::test]
async fn a_call_says_what_it_was_told_to() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let made = call(&customer, &[("Timeout", "30")]).await;
    assert_eq!((made.status, made.text("status"), made.text("to")), (201, "queued".into(), TO.into()));
    let dial = twilio.last_dial(TO).unwrap();
    assert_eq!((dial.sid, dial.timeout), (made.text("sid"), Some(30)));
    assert_eq!((dial.said[0].words.as_str(), dial.said.len()), ("4 & 2", 1));
    assert_eq!(dial.said[0].voice.as_deref(), Some("Polly.Joanna"));
    for (seconds, status) in [(1, "ringing"), (4, "in-progress"), (25, "completed")] {
        twilio.advance(std::time::Duration::from_secs(seconds));
        assert_eq!(customer.get(&made.text("uri")).await.text("status"), status);
    }
    assert_eq!(twilio.calls().dials(TO), 1);
    let read = Request { method: "GET", path: "/control/dials".to_owned(), ..Request::default() };
    assert_eq!(customer.send(&read).await.json()["dials"][0]["said"][0]["words"], "4 & 2");
}

#[tokio::test]
async fn a_call_that_cannot_be_made_is_refused() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let long = format!("<Response><Say>{}</Say></Response>", "x".repeat(4000));
    for (more, code) in [
        (("To", "+15005550001"), 21217),
        (("To", "+15005550002"), 21214),
        (("To", "+15005550003"), 21215),
        (("To", "+15005550004"), 21216),
        (("To", "12025550123"), 21217),
        (("From", "+15005550001"), 21212),
        (("From", "+12025550199"), 21210),
        (("From", ""), 21213),
        (("Twiml", ""), 21205),
        (("Twiml", "<Response><Say>4</Response>"), 12100),
        (("Twiml", "<Response><Dial>+1</Dial></Response>"), 12100),
        (("Twiml", long.as_str()), 12100),
        (("StatusCallback", "door.example"), 21609),
    ] {
        call(&customer, &[more]).await.is_fault(400, code);
    }
    assert!(twilio.dials().is_empty());
    twilio.script(Script::on(Kind::Dial).act(Act::Undelivered { code: 0 }));
    let made = call(&customer, &[]).await;
    twilio.advance(std::time::Duration::from_secs(2));
    assert_eq!(customer.get(&made.text("uri")).await.text("status"), "failed");
}

#[tokio::test]
async fn whatsapp_has_senders_and_templates_of_its_own() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let to = format!("whatsapp:{TO}");
    let from = format!("whatsapp:{}", known::FROM_NUMBER);
    let (to, from, body) = (("To", to.as_str()), ("From", from.as_str()), ("Body", "Hello"));
    let template = ("ContentSid", known::CONTENT_SID);
    let sent = customer.post(&path("Messages.json"), &[to, from, body]).await;
    assert_eq!((sent.text("to"), sent.text("from")), (to.1.to_owned(), from.1.to_owned()));
    let variables = ("ContentVariables", r#"{"1":"482913"}"#);
    let sent = customer.post(&path("Messages.json"), &[to, from, template, variables]).await;
    assert!(sent.text("body").starts_with("482913 is your verification code"));
    let text = twilio.last_text(TO).unwrap();
    assert_eq!((text.channel, text.to.as_str()), (Channel::WhatsApp, TO));
    for (form, code) in [
        (vec![to, ("From", known::FROM_NUMBER), body], 63007),
        (vec![to, ("From", "whatsapp:+12025550199"), body], 63007),
        (vec![to, from, ("ContentSid", "HX00000000000000000000000000000000"), variables], 21655),
        (vec![to, from, template], 21656),
        (vec![to, from, template, ("ContentVariables", "482913")], 21656),
        (vec![to, from], 21602),
    ] {
        customer.post(&path("Messages.json"), &form).await.is_fault(400, code);
    }
}

#[tokio::test]
async fn what_a_sender_asks_for_is_kept_and_its_feedback_too() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let form = [("To", TO), ("From", known::FROM_NUMBER), ("Body", "Hello")];
    let more = [("ValidityPeriod", "600"), ("ProvideFeedback", "true"), ("StatusCallback", URL)];
    let sent = customer.post(&path("Messages.json"), &[&form[..], &more].concat()).await;
    let text = twilio.last_text(TO).unwrap();
    assert_eq!((text.validity_period, text.provide_feedback, text.outcome), (Some(600), true, None));
    for bad in [("ValidityPeriod", "0"), ("ValidityPeriod", "36001"), ("StatusCallback", "ftp://x")] {
        let refused = customer.post(&path("Messages.json"), &[&form[..], &[bad]].concat()).await;
        assert_eq!(refused.status, 400, "{bad:?}");
    }
    let feedback = path(&format!("Messages/{}/Feedback.json", sent.text("sid")));
    let told = customer.post(&feedback, &[("Outcome", "confirmed")]).await;
    assert_eq!((told.status, told.text("message_sid")), (201, sent.text("sid")));
    assert_eq!(twilio.last_text(TO).unwrap().outcome.as_deref(), Some("confirmed"));
    assert_eq!(customer.post(&feedback, &[("Outcome", "perhaps")]).await.status, 400);
    customer.post(&path("Messages/SM0/Feedback.json"), &[]).await.is_fault(404, 20404);
}

#[tokio::test]
async fn numbers_and_messaging_services_are_the_accounts_own() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let of =
        |number: &str| path(&format!("IncomingPhoneNumbers.json?PhoneNumber={}", number.replace('+', "%2B")));
    let own = customer.get(&of(known::FROM_NUMBER)).await.json();
    assert_eq!(own["incoming_phone_numbers"][0]["capabilities"]["voice"], true);
    let foreign = customer.get(&of("+12025550199")).await.json();
    assert_eq!(foreign["incoming_phone_numbers"].as_array().unwrap().len(), 0);
    let service = format!("/v1/Services/{}", known::MESSAGING_SERVICE_SID);
    assert_eq!(customer.get(&service).await.text("sid"), known::MESSAGING_SERVICE_SID);
    let stranger = Customer::of(&twilio).with_credentials(known::OTHER_ACCOUNT_SID, known::OTHER_AUTH_TOKEN);
    stranger.get(&service).await.is_fault(404, 20404);
    stranger.get(&of(known::FROM_NUMBER)).await.is_fault(404, 20404);
}

fn signature(text: &str) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(known::AUTH_TOKEN.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

fn header<'a>(callback: &'a Callback, name: &str) -> &'a str {
    callback.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap()
}

#[tokio::test]
async fn a_report_is_signed_as_twilio_signs_and_posted_when_told() {
    let twilio = Simulator::start().await.unwrap();
    let customer = Customer::of(&twilio);
    let made = call(&customer, &[]).await;
    assert_eq!(twilio.report(&made.text("sid"), "completed", None), None, "nobody to tell");
    let made = call(&customer, &[("StatusCallback", URL)]).await;
    let callback = twilio.report(&made.text("sid"), "busy", Some(486)).unwrap();
    let mut fields: Vec<(String, String)> = serde_urlencoded::from_str(&callback.body).unwrap();
    assert!(fields.contains(&("CallStatus".to_owned(), "busy".to_owned())), "{fields:?}");
    fields.sort();
    let text = fields.into_iter().fold(URL.to_owned(), |text, (name, value)| text + &name + &value);
    assert_eq!(header(&callback, "x-twilio-signature"), signature(&text));

    let form = [("To", TO), ("Channel", "sms")];
    let path = format!("/v2/Services/{}/Verifications", known::SERVICE_SID);
    let begun = customer.post(&path, &form).await;
    let event = twilio.event(&begun.text("sid"), URL, "DELIVERED", None).unwrap();
    let digest = Sha256::digest(event.body.as_bytes());
    let digest = digest.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    assert_eq!(event.url, format!("{URL}&bodySHA256={digest}"));
    assert_eq!(header(&event, "x-twilio-signature"), signature(&event.url));
    let told: serde_json::Value = serde_json::from_str(&event.body).unwrap();
    assert_eq!(told[0]["data"]["message_status"], "DELIVERED");

    // posted to the simulator itself, which notes whatever comes
    let here = format!("{}/reports", twilio.url());
    let made = call(&customer, &[("StatusCallback", &here)]).await;
    let callback = twilio.report(&made.text("sid"), "completed", None).unwrap();
    assert_eq!(twilio.post(&callback).await.unwrap(), 401);
    let seen = twilio.calls();
    let seen = seen.iter().find(|call| call.path == "/reports").unwrap();
    assert_eq!(seen.form["CallSid"], made.text("sid"));
    let body = format!(r#"{{"sid":"{}","status":"completed","post":true}}"#, made.text("sid"));
    let told = Request { method: "POST", path: "/control/report".to_owned(), body, ..Request::default() };
    assert_eq!(customer.send(&told).await.json()["url"], here);
    while twilio.calls().iter().filter(|call| call.path == "/reports").count() < 2 {
        tokio::task::yield_now().await;
    }
    let unknown = Request { body: r#"{"sid":"SM1","status":"sent"}"#.to_owned(), ..told };
    assert_eq!(customer.send(&unknown).await.status, 400);
}
