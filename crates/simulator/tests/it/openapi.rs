//! A tour of every route, each answer held against statements of our own and, with `TWILIO_OPENAPI=FILE`, against
//! Twilio's OpenAPI document.

use serde_json::Value;
use simulator::{CheckStatus, FifthWrongCheck, Simulator, Switches, known};

use crate::customer::{Customer, other_than};
use crate::schema::faults;
use crate::wire::Answer;

const SERVICES: &str = "/v2/Services";
const SERVICE: &str = "/v2/Services/{Sid}";
const VERIFICATIONS: &str = "/v2/Services/{ServiceSid}/Verifications";
const VERIFICATION: &str = "/v2/Services/{ServiceSid}/Verifications/{Sid}";
const CHECK: &str = "/v2/Services/{ServiceSid}/VerificationCheck";
const LIMITS: &str = "/v2/Services/{ServiceSid}/RateLimits";
const LIMIT: &str = "/v2/Services/{ServiceSid}/RateLimits/{Sid}";
const BUCKETS: &str = "/v2/Services/{ServiceSid}/RateLimits/{RateLimitSid}/Buckets";
const BUCKET: &str = "/v2/Services/{ServiceSid}/RateLimits/{RateLimitSid}/Buckets/{Sid}";

/// An answer and the operation that gave it.
struct Stop {
    template: &'static str,
    method: &'static str,
    answer: Answer,
}

/// Walks through the routes with one customer.
struct Tour {
    customer: Customer,
    stops: Vec<Stop>,
}

impl Tour {
    async fn visit(
        &mut self,
        template: &'static str,
        method: &'static str,
        sids: &[&str],
        form: &[(&str, &str)],
    ) -> Answer {
        let mut path = template.replacen("{ServiceSid}", &self.customer.service, 1);
        for sid in sids {
            let (from, to) = (path.find('{').unwrap(), path.find('}').unwrap());
            path.replace_range(from..=to, sid);
        }
        let answer = self.customer.send(&self.customer.request(method, &path, form)).await;
        self.stops.push(Stop { template, method, answer: answer.clone() });
        answer
    }

    async fn verifications(&mut self, twilio: &Simulator) {
        for (n, channel) in ["sms", "call", "whatsapp"].into_iter().enumerate() {
            let to = format!("+1202555010{n}");
            self.visit(VERIFICATIONS, "POST", &[], &[("To", &to), ("Channel", channel)]).await;
        }
        let mailbox = "owner@example.com";
        self.visit(VERIFICATIONS, "POST", &[], &[("To", mailbox), ("Channel", "email")]).await;
        let to = ("To", "+12025550110");
        let start = [to, ("Channel", "sms")];
        let sid = self.visit(VERIFICATIONS, "POST", &[], &start).await.text("sid");
        self.visit(VERIFICATION, "GET", &[&sid], &[]).await;
        let code = twilio.last_code(to.1).unwrap();
        self.visit(CHECK, "POST", &[], &[to, ("Code", &other_than(&code))]).await;
        for _ in 0..5 {
            self.visit(VERIFICATIONS, "POST", &[], &start).await; // the last is 429/60203
        }
        self.visit(CHECK, "POST", &[], &[to, ("Code", &code)]).await;
        self.visit(CHECK, "POST", &[], &[to, ("Code", &code)]).await; // 404
        for status in ["canceled", "approved", "merry"] {
            let sid = self.visit(VERIFICATIONS, "POST", &[], &start).await.text("sid");
            self.visit(VERIFICATION, "POST", &[&sid], &[("Status", status)]).await;
        }
        twilio.set(Switches {
            check_status: CheckStatus::Created,
            fifth_wrong_check: FifthWrongCheck::MaxAttemptsReached,
            ..Switches::default()
        });
        for _ in 0..6 {
            self.visit(CHECK, "POST", &[], &[to, ("Code", "000000")]).await; // the last is 429/60202
        }
        self.visit(CHECK, "POST", &[], &[("Code", "000000")]).await; // 60221
        self.visit(VERIFICATIONS, "POST", &[], &[to, ("Channel", "pigeon")]).await; // 60200
    }

    async fn limits(&mut self) {
        let limit =
            self.visit(LIMITS, "POST", &[], &[("UniqueName", "ip"), ("Description", "by caller")]).await;
        let limit = limit.text("sid");
        self.visit(LIMITS, "GET", &[], &[]).await;
        self.visit(LIMIT, "GET", &[&limit], &[]).await;
        self.visit(LIMIT, "POST", &[&limit], &[("Description", "changed")]).await;
        let bucket =
            self.visit(BUCKETS, "POST", &[&limit], &[("Max", "1"), ("Interval", "60")]).await.text("sid");
        self.visit(BUCKETS, "GET", &[&limit], &[]).await;
        self.visit(BUCKET, "GET", &[&limit, &bucket], &[]).await;
        let start = [("To", "+12025550120"), ("Channel", "sms"), ("RateLimits", r#"{"ip":"203.0.113.7"}"#)];
        self.visit(VERIFICATIONS, "POST", &[], &start).await;
        self.visit(VERIFICATIONS, "POST", &[], &start).await; // 429/20429
        self.visit(BUCKET, "POST", &[&limit, &bucket], &[("Max", "2")]).await;
        self.visit(BUCKET, "DELETE", &[&limit, &bucket], &[]).await;
        self.visit(LIMIT, "DELETE", &[&limit], &[]).await;
        self.visit(LIMIT, "GET", &[&limit], &[]).await; // 404
    }

    async fn services(&mut self) {
        let made = self.visit(SERVICES, "POST", &[], &[("FriendlyName", "Shop")]).await.text("sid");
        self.visit(SERVICES, "GET", &[], &[]).await;
        self.visit(SERVICE, "GET", &[&made], &[]).await;
        self.visit(SERVICE, "POST", &[&made], &[("LookupEnabled", "true"), ("Psd2Enabled", "true")]).await;
        let first = std::mem::replace(&mut self.customer.service, made.clone());
        let paid = [("Amount", "39.99"), ("Payee", "Acme")];
        let start = [("To", "+12025550130"), ("Channel", "sms"), paid[0], paid[1]];
        self.visit(VERIFICATIONS, "POST", &[], &start).await;
        self.visit(CHECK, "POST", &[], &[start[0], ("Code", "000000")]).await;
        self.customer.service = first;
        self.visit(SERVICE, "DELETE", &[&made], &[]).await;
        self.visit(SERVICE, "GET", &[&made], &[]).await; // 404
        let token = std::mem::take(&mut self.customer.password);
        self.visit(SERVICE, "GET", &[known::SERVICE_SID], &[]).await; // 401
        self.customer.password = token;
    }
}

async fn tour() -> Vec<Stop> {
    let twilio = Simulator::start().await.unwrap();
    let mut tour = Tour { customer: Customer::of(&twilio), stops: Vec::new() };
    tour.verifications(&twilio).await;
    tour.limits().await;
    tour.services().await;
    tour.stops
}

const VERIFICATION_HAS: &str = "account_sid amount channel date_created date_updated lookup payee \
    send_code_attempts service_sid sid sna status to url valid";
const CHECK_HAS: &str = "account_sid amount channel date_created date_updated payee service_sid sid \
    sna_attempts_error_codes status to valid";
const SERVICE_HAS: &str = "account_sid code_length custom_code_enabled date_created date_updated \
    default_template_sid do_not_share_warning_enabled dtmf_input_required friendly_name links lookup_enabled \
    passkeys psd2_enabled push sid skip_sms_to_landlines totp tts_name url verify_event_subscription_enabled whatsapp";
const LIMIT_HAS: &str =
    "account_sid date_created date_updated description links service_sid sid unique_name url";
const BUCKET_HAS: &str =
    "account_sid date_created date_updated interval max rate_limit_sid service_sid sid url";
const FAULT_HAS: &str = "code message more_info status";

/// The status and the property names of each operation's answer.
fn expected(stop: &Stop) -> (&'static [u16], &'static str) {
    match (stop.template, stop.method) {
        (_, "DELETE") => (&[204], ""),
        (SERVICES, "GET") => (&[200], "meta services"),
        (LIMITS, "GET") => (&[200], "meta rate_limits"),
        (BUCKETS, "GET") => (&[200], "buckets meta"),
        (SERVICES, _) => (&[201], SERVICE_HAS),
        (SERVICE, _) => (&[200], SERVICE_HAS),
        (VERIFICATIONS, _) => (&[201], VERIFICATION_HAS),
        (VERIFICATION, _) => (&[200], VERIFICATION_HAS),
        (CHECK, _) => (&[200, 201], CHECK_HAS),
        (LIMITS, _) => (&[201], LIMIT_HAS),
        (LIMIT, _) => (&[200], LIMIT_HAS),
        (BUCKETS, _) => (&[201], BUCKET_HAS),
        _ => (&[200], BUCKET_HAS),
    }
}

fn names(body: &Value) -> String {
    let mut names: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names.join(" ")
}

#[tokio::test]
async fn every_answer_has_its_shape() {
    let stops = tour().await;
    as_we_state(&stops);
    #[expect(clippy::disallowed_methods, reason = "the document is not ours to keep, so a tester names it")]
    if let Some(file) = std::env::var_os("TWILIO_OPENAPI") {
        let text = std::fs::read_to_string(&file).expect("TWILIO_OPENAPI names a readable file");
        as_documented(&stops, &serde_json::from_str(&text).expect("TWILIO_OPENAPI is JSON"));
    }
}

fn as_we_state(stops: &[Stop]) {
    for stop in stops {
        let place = format!("{} {} {}", stop.method, stop.template, stop.answer.status);
        assert!(stop.answer.header("twilio-request-id").is_some(), "{place}");
        if stop.answer.status == 204 {
            assert!(stop.method == "DELETE" && stop.answer.body.is_empty(), "{place}");
            continue;
        }
        assert_eq!(stop.answer.header("content-type"), Some("application/json"), "{place}");
        if stop.answer.status >= 400 {
            assert_eq!(names(&stop.answer.json()), FAULT_HAS, "{place}");
            continue;
        }
        let (statuses, properties) = expected(stop);
        assert!(statuses.contains(&stop.answer.status), "{place}");
        assert_eq!(names(&stop.answer.json()), properties, "{place}");
    }
    let faults: Vec<u64> = stops
        .iter()
        .filter(|stop| stop.answer.status >= 400)
        .map(|stop| stop.answer.json()["code"].as_u64().unwrap())
        .collect();
    assert_eq!(faults, [60203, 20404, 60200, 60202, 60221, 60200, 20429, 20404, 20404, 20003]);
}

fn as_documented(stops: &[Stop], document: &Value) {
    // The one error the document describes; all others have its shape.
    let described = &document["paths"][VERIFICATIONS]["post"]["responses"]["429"];
    let error = &described["content"]["application/json"]["schema"];
    assert!(error.is_object());
    let mut found = Vec::new();
    for Stop { template, method, answer } in stops {
        let operation = &document["paths"][template][method.to_lowercase()];
        assert!(operation.is_object(), "{method} {template} is not in the document");
        let place = format!("{method} {template} {}", answer.status);
        let response = &operation["responses"][answer.status.to_string()];
        let schema = &response["content"]["application/json"]["schema"];
        let schema = match answer.status {
            204 if response.is_object() => continue,
            400.. if response.is_null() => error,
            _ => schema,
        };
        if schema.is_null() {
            found.push(format!("{place}: the status is not in the document"));
            continue;
        }
        found
            .extend(faults(document, schema, &answer.json()).iter().map(|fault| format!("{place}: {fault}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
