//! Each answer of the tour held against statements of our own and, with `TWILIO_OPENAPI=FILE` (or several files, as in
//! `PATH`), against Twilio's OpenAPI documents.

use serde_json::Value;

use crate::schema::faults;
use crate::tour::{
    ATTEMPT, ATTEMPTS, BUCKETS, CHECK, LIMIT, LIMITS, SAFE_NUMBER, SAFE_NUMBERS, SENDER, SENDERS, SERVICE,
    SERVICES, SUMMARY, Stop, TEMPLATES, TEXT, TEXTS, VERIFICATION, VERIFICATIONS, tour,
};

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
const SENDER_HAS: &str =
    "account_sid country date_created date_updated messaging_service_sid service_sid url";
const ATTEMPT_HAS: &str = "account_sid channel channel_data conversion_status date_created date_updated price \
    service_sid sid url verification_sid";
const SUMMARY_HAS: &str = "conversion_rate_percentage total_attempts total_converted total_unconverted url";
const SAFE_NUMBER_HAS: &str = "phone_number sid url";
const TEXT_HAS: &str = "account_sid api_version body date_created date_sent date_updated direction error_code \
    error_message from messaging_service_sid num_media num_segments price price_unit sid status \
    subresource_uris to uri";
const FAULT_HAS: &str = "code message more_info status";

/// The status and the property names of each operation's answer.
fn expected(stop: &Stop) -> (&'static [u16], &'static str) {
    match (stop.template, stop.method) {
        (_, "DELETE") => (&[204], ""),
        (SERVICES, "GET") => (&[200], "meta services"),
        (SENDERS, "GET") => (&[200], "messaging_configurations meta"),
        (ATTEMPTS, _) => (&[200], "attempts meta"),
        (TEMPLATES, _) => (&[200], "meta templates"),
        (LIMITS, "GET") => (&[200], "meta rate_limits"),
        (BUCKETS, "GET") => (&[200], "buckets meta"),
        (SERVICES, _) => (&[201], SERVICE_HAS),
        (SERVICE, _) => (&[200], SERVICE_HAS),
        (VERIFICATIONS, _) => (&[201], VERIFICATION_HAS),
        (VERIFICATION, _) => (&[200], VERIFICATION_HAS),
        (CHECK, _) => (&[200, 201], CHECK_HAS),
        (SENDERS, _) => (&[201], SENDER_HAS),
        (SENDER, _) => (&[200], SENDER_HAS),
        (ATTEMPT, _) => (&[200], ATTEMPT_HAS),
        (SUMMARY, _) => (&[200], SUMMARY_HAS),
        (SAFE_NUMBERS, _) => (&[201], SAFE_NUMBER_HAS),
        (SAFE_NUMBER, _) => (&[200], SAFE_NUMBER_HAS),
        (TEXTS, _) => (&[201], TEXT_HAS),
        (TEXT, _) => (&[200], TEXT_HAS),
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
    if let Some(files) = std::env::var_os("TWILIO_OPENAPI") {
        let read = |file| std::fs::read_to_string(file).expect("TWILIO_OPENAPI names readable files");
        let parse = |text: String| serde_json::from_str(&text).expect("TWILIO_OPENAPI names JSON files");
        as_documented(&stops, &std::env::split_paths(&files).map(read).map(parse).collect::<Vec<_>>());
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
    assert_eq!(faults, [60203, 20404, 60200, 60202, 60221, 60200, 20429, 20404, 20404, 20003, 20404, 21211]);
}

/// The versions of Twilio's APIs, each with a document of its own; one that is not given judges nothing.
const VERSIONS: [&str; 2] = ["/v2/", "/2010-04-01/"];

fn as_documented(stops: &[Stop], documents: &[Value]) {
    let of = |version: &str| {
        let paths = |document: &Value| document["paths"].as_object().cloned().unwrap_or_default();
        documents.iter().find(|document| paths(document).keys().any(|path| path.starts_with(version)))
    };
    let mut judged = 0;
    for version in VERSIONS {
        if let Some(document) = of(version) {
            judged += 1;
            let stops = stops.iter().filter(|stop| stop.template.starts_with(version));
            let found: Vec<_> = stops.flat_map(|stop| differences(stop, document, of("/v2/"))).collect();
            assert!(found.is_empty(), "{}", found.join("\n"));
        }
    }
    assert_eq!(judged, documents.len(), "a document that describes none of these routes");
}

fn differences(
    Stop { template, method, answer }: &Stop,
    document: &Value,
    verify: Option<&Value>,
) -> Vec<String> {
    let operation = &document["paths"][template][method.to_lowercase()];
    assert!(operation.is_object(), "{method} {template} is not in the document");
    let place = format!("{method} {template} {}", answer.status);
    let response = &operation["responses"][answer.status.to_string()];
    let documented = &response["content"]["application/json"]["schema"];
    // The one error Twilio describes; all others have its shape.
    let pointer = format!(
        "/paths/{}/post/responses/429/content/application~1json/schema",
        VERIFICATIONS.replace('/', "~1")
    );
    let (document, schema) = match (answer.status, verify) {
        (204, _) if response.is_object() => return Vec::new(),
        (400.., Some(verify)) if response.is_null() => (verify, verify.pointer(&pointer).unwrap()),
        (400.., None) => return Vec::new(),
        _ => (document, documented),
    };
    if schema.is_null() {
        return vec![format!("{place}: the status is not in the document")];
    }
    faults(document, schema, &answer.json()).iter().map(|fault| format!("{place}: {fault}")).collect()
}
