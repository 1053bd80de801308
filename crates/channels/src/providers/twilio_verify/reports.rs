//! What Twilio's Event Streams tell of Verify's messages: a list of `CloudEvents`, or a single one. Three kinds say how far a
//! message got (<https://www.twilio.com/docs/verify/message-status>,
//! <https://www.twilio.com/docs/events/event-types/verify/verification-status>); every other is passed over.

use serde_json::Value;

use super::attempt_of;
use crate::providers::twilio::outcome;
use crate::providers::twilio::seal::Opened;
use crate::report::{Report, ReportFault};

const EVENTS: &str = "com.twilio.accountsecurity.verify.";

/// What is said of the messages of this account.
pub(super) fn read(opened: &Opened, account: &str) -> Result<Vec<Report>, ReportFault> {
    match opened {
        Opened::Json(Value::Array(events)) => {
            Ok(events.iter().flat_map(|event| said_by(event, account)).collect())
        }
        Opened::Json(event @ Value::Object(_)) => Ok(said_by(event, account)),
        _ => Err(ReportFault::Unreadable),
    }
}

/// What one event says: of one message, or of all that its verification sent.
fn said_by(event: &Value, account: &str) -> Vec<Report> {
    let (kind, data) = (event["type"].as_str().and_then(|kind| kind.strip_prefix(EVENTS)), &event["data"]);
    // the signature says whose it is; what names another account is another's
    if data["account_sid"].as_str().is_some_and(|sid| sid != account) {
        return Vec::new();
    }
    match kind.and_then(|kind| kind.split_once('.')).map(|(kind, _)| kind) {
        Some("message") => report(data, &data["message_status"]).into_iter().collect(),
        // what it was called before
        Some("attempt-dlr") => report(data, &data["dlr_status"]).into_iter().collect(),
        Some("verification") => {
            let attempts = data["send_code_attempts"]["attempts"].as_array().into_iter().flatten();
            attempts.filter_map(|attempt| report(attempt, &attempt["delivery_status"])).collect()
        }
        _ => Vec::new(),
    }
}

fn report(attempt: &Value, status: &Value) -> Option<Report> {
    let code = number(&attempt["error_code"]);
    let delivery = outcome::of_message(status.as_str()?, code)?;
    Some(Report { message: attempt_of(attempt)?, delivery, code })
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
    use crate::verifier::MessageId;

    const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
    const VE: &str = "VE0123456789abcdef0123456789abcdef";
    const VL: &str = "VL0123456789abcdef0123456789abcdef";

    fn event(kind: &str, data: &Value) -> Value {
        let mut whole = json!({ "account_sid": ACCOUNT, "verification_sid": VE, "attempt_sid": VL });
        whole.as_object_mut().unwrap().extend(data.as_object().unwrap().clone());
        json!({ "specversion": "1.0", "type": format!("{EVENTS}{kind}"), "data": whole })
    }

    fn told(event: Value) -> Vec<Report> {
        read(&Opened::Json(event), ACCOUNT).unwrap()
    }

    #[test]
    fn each_kind_of_event_tells_what_became_of_a_message() {
        let attempts = |status: &str, code: Value| {
            let nameless = json!({ "delivery_status": "UNDELIVERED", "error_code": "30003" });
            let named = json!({ "attempt_sid": VL, "delivery_status": status, "error_code": code });
            json!({ "send_code_attempts": { "count": 2, "attempts": [nameless, named] } })
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
            let expected = vec![Report { message: MessageId::new(VL).unwrap(), delivery: expected, code }];
            assert_eq!(told(event.clone()), expected);
            assert_eq!(told(json!([event, {}, "x", { "type": 5 }])), expected);
        }
    }

    #[test]
    fn a_verification_tells_of_each_of_its_messages() {
        let sids = [VL.replace('0', "1"), VL.replace('0', "2")];
        let attempts: Vec<Value> = sids
            .iter()
            .zip(["FAILED", "DELIVERED"])
            .map(|(sid, status)| json!({ "attempt_sid": sid, "delivery_status": status }))
            .collect();
        let whole = json!({ "send_code_attempts": { "count": 2, "attempts": attempts } });
        let said: Vec<(String, Delivery)> = told(event("verification.approved", &whole))
            .into_iter()
            .map(|report| (report.message.as_str().to_owned(), report.delivery))
            .collect();
        let [first, second] = sids;
        assert_eq!(said, [(first, Delivery::Failed(Undelivered::Unknown)), (second, Delivery::Delivered)]);
    }

    #[test]
    fn an_event_that_names_no_account_is_believed() {
        let mut event = event("message.sent", &json!({ "message_status": "SENT" }));
        event["data"].as_object_mut().unwrap().remove("account_sid");
        assert_eq!(told(event).len(), 1);
    }

    #[test]
    fn what_is_unknown_or_somebody_elses_is_passed_over() {
        let delivered = json!({ "message_status": "DELIVERED" });
        for event in [
            event("message.delivered", &json!({ "message_status": "DELIVERED", "account_sid": "AC1" })),
            event("message.delivered", &json!({ "message_status": "DELIVERED", "attempt_sid": "VL/../x" })),
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
