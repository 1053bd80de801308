//! What Twilio's Event Streams tell of Verify's messages: a list of `CloudEvents`, or a single one. Three kinds say how far a
//! message got (<https://www.twilio.com/docs/verify/message-status>,
//! <https://www.twilio.com/docs/events/event-types/verify/verification-status>); every other is passed over.

use serde_json::Value;

use crate::providers::twilio::outcome;
use crate::providers::twilio::seal::Opened;
use crate::providers::twilio::wire::is_sid;
use crate::report::{Report, ReportFault};
use crate::verifier::MessageId;

const EVENTS: &str = "com.twilio.accountsecurity.verify.";

/// What is said of the messages of this account.
pub(super) fn read(opened: &Opened, account: &str) -> Result<Vec<Report>, ReportFault> {
    match opened {
        Opened::Json(Value::Array(events)) => {
            Ok(events.iter().filter_map(|event| one(event, account)).collect())
        }
        Opened::Json(event @ Value::Object(_)) => Ok(one(event, account).into_iter().collect()),
        _ => Err(ReportFault::Unreadable),
    }
}

fn one(event: &Value, account: &str) -> Option<Report> {
    let (kind, data) = (event["type"].as_str()?.strip_prefix(EVENTS)?, &event["data"]);
    if data["account_sid"].as_str() != Some(account) {
        return None;
    }
    let (of, status) = match kind.split_once('.')?.0 {
        "message" => (data, &data["message_status"]),
        // what it was called before
        "attempt-dlr" => (data, &data["dlr_status"]),
        "verification" => {
            let latest = data["send_code_attempts"]["attempts"].as_array()?.last()?;
            (latest, &latest["delivery_status"])
        }
        _ => return None,
    };
    let code = number(&of["error_code"]);
    let sid = data["verification_sid"].as_str().filter(|sid| is_sid(sid, "VE"))?;
    let delivery = outcome::of_message(status.as_str()?, code)?;
    Some(Report { message: MessageId::new(sid)?, delivery, code })
}

fn number(value: &Value) -> Option<u32> {
    let number = value.as_u64().or_else(|| value.as_str().and_then(|text| text.parse().ok()));
    number.and_then(|number| u32::try_from(number).ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::report::{Delivery, Undelivered};

    const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
    const VE: &str = "VE0123456789abcdef0123456789abcdef";

    fn event(kind: &str, data: &Value) -> Value {
        let mut whole = json!({ "account_sid": ACCOUNT, "verification_sid": VE, "to": "+12025550123" });
        whole.as_object_mut().unwrap().extend(data.as_object().unwrap().clone());
        json!({ "specversion": "1.0", "type": format!("{EVENTS}{kind}"), "data": whole })
    }

    fn told(event: Value) -> Vec<Report> {
        read(&Opened::Json(event), ACCOUNT).unwrap()
    }

    #[test]
    fn each_kind_of_event_tells_what_became_of_a_message() {
        let attempts = |status: &str, code: Value| {
            let first = json!({ "delivery_status": "UNDELIVERED", "error_code": "30003" });
            let second = json!({ "delivery_status": status, "error_code": code, "locale": "es" });
            json!({ "send_code_attempts": { "count": 2, "attempts": [first, second] } })
        };
        for (event, expected, code) in [
            (
                event("message.delivered", &json!({ "message_status": "DELIVERED", "error_code": "" })),
                Delivery::Delivered,
                None,
            ),
            (event("message.read", &json!({ "message_status": "READ" })), Delivery::Delivered, None),
            (
                event(
                    "message.undelivered",
                    &json!({ "message_status": "UNDELIVERED", "error_code": "30003" }),
                ),
                Delivery::Failed(Undelivered::Unreachable),
                Some(30003),
            ),
            (event("message.sent", &json!({ "message_status": "SENT" })), Delivery::Sent, None),
            (
                event("attempt-dlr.failed", &json!({ "dlr_status": "FAILED", "error_code": 30007 })),
                Delivery::Failed(Undelivered::Blocked),
                Some(30007),
            ),
            (
                event("verification.approved", &attempts("UNDELIVERED", "30004".into())),
                Delivery::Failed(Undelivered::Blocked),
                Some(30004),
            ),
            (event("verification.pending", &attempts("DELIVERED", Value::Null)), Delivery::Delivered, None),
        ] {
            let expected = vec![Report { message: MessageId::new(VE).unwrap(), delivery: expected, code }];
            assert_eq!(told(event.clone()), expected);
            assert_eq!(told(json!([event, {}, "x", { "type": 5 }])), expected);
        }
    }

    #[test]
    fn what_is_unknown_or_somebody_elses_is_passed_over() {
        let delivered = json!({ "message_status": "DELIVERED" });
        for event in [
            event("message.delivered", &json!({ "message_status": "DELIVERED", "account_sid": "AC1" })),
            event(
                "message.delivered",
                &json!({ "message_status": "DELIVERED", "verification_sid": "VE/../x" }),
            ),
            event("message.delivered", &json!({ "message_status": 5 })),
            event("verification.pending", &json!({ "send_code_attempts": { "attempts": [] } })),
            event("verification.expired", &json!({})),
            event("factor.created", &delivered),
            json!({ "type": "com.twilio.messaging.message.delivered", "data": delivered }),
            json!({}),
            json!([]),
        ] {
            assert_eq!(told(event), []);
        }
        assert_eq!(read(&Opened::Json(json!("x")), ACCOUNT), Err(ReportFault::Unreadable));
        assert_eq!(read(&Opened::Form(Vec::new()), ACCOUNT), Err(ReportFault::Unreadable));
    }
}
