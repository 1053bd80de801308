//! Several vendors behind one port: a request belongs to whom its path says.

use simulator::{Act, Kind, Script, Simulator, Vendor};

use crate::wire::{Request, ask};

fn request(method: &'static str, path: &str, content_type: &'static str, body: &str) -> Request {
    Request { method, path: path.to_owned(), content_type, authorization: None, body: body.to_owned() }
}

#[tokio::test]
async fn a_request_belongs_to_the_vendor_of_its_path() {
    let vendors = Simulator::start().await.unwrap();
    let (json, form) = ("application/json", "application/x-www-form-urlencoded");
    for (asked, vendor, kind, to) in [
        (
            request("POST", "/v2/Services/VA0/Verifications", form, "To=%2B12025550123"),
            Vendor::Twilio,
            Kind::Start,
            Some("+12025550123"),
        ),
        (
            request("POST", "/v2/verify", json, r#"{"workflow":[{"channel":"sms","to":"12025550123"}]}"#),
            Vendor::Vonage,
            Kind::Start,
            Some("+12025550123"),
        ),
        (
            request("POST", "/v1/messages", json, r#"{"to":"12025550123"}"#),
            Vendor::Vonage,
            Kind::Text,
            Some("+12025550123"),
        ),
        (request("GET", "/account/get-balance", "", ""), Vendor::Vonage, Kind::Account, None),
        (
            request("POST", "/v1/Account/MA0/Verify/Session/", json, r#"{"recipient":"+12025550123"}"#),
            Vendor::Plivo,
            Kind::Start,
            Some("+12025550123"),
        ),
        (request("POST", "/webhook/codes", json, "{}"), Vendor::Webhook, Kind::Other, None),
        (request("POST", "/", form, "Action=Publish"), Vendor::Sns, Kind::Other, None),
        (request("POST", "/", form, "To=%2B12025550123"), Vendor::Twilio, Kind::Other, Some("+12025550123")),
    ] {
        // nothing is performed: this is about whom the request is taken for
        vendors.script(Script::any().act(Act::Status { status: 503, code: 0 }));
        let answer = ask(&vendors.url(), &asked).await.unwrap();
        assert_eq!(answer.status, 503, "{}", asked.path);
        let call = vendors.calls().last().unwrap().clone();
        assert_eq!((call.vendor, call.to.as_deref()), (vendor, to), "{}", asked.path);
        if !matches!(vendor, Vendor::Sns | Vendor::Webhook) {
            assert_eq!(call.kind, kind, "{}", asked.path);
        }
        if asked.content_type == json {
            assert_eq!(call.body.as_deref(), Some(asked.body.as_str()));
            assert!(call.json().is_some() && call.form.is_empty());
        }
        assert!(!call.headers.contains_key("authorization") && call.headers.contains_key("host"));
    }
}
