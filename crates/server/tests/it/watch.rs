//! What an operator can watch: the lines of the log and the figures of `/metrics`, and what a failing provider is told as.

use std::{collections::BTreeMap, time::Duration};

use serde_json::{Value, json};
use simulator::{Act, Kind, Script, Simulator, known};

use crate::figures::hold_to_the_table;
use crate::kit::{Stage, on_both, program::Program, wire};

on_both![a_check_that_fails_says_so_and_speaks_of_no_message];

fn status(status: u16, code: u32) -> Act {
    Act::Status { status, code }
}

async fn a_check_that_fails_says_so_and_speaks_of_no_message(stage: Stage) {
    let house = stage.without_limits().house_at_twilio().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let code = ada.reads_the_code();
    for act in [status(500, 20500), status(400, 99_999)] {
        house.twilio().script(Script::on(Kind::Check).act(act));
        let told = ada.guesses(&code).await.is_problem(502, "delivery_failed");
        let says = told["error"].as_str().unwrap();
        assert!(says.contains("could not be checked") && says.contains("same code"), "{says}");
        assert!(!says.contains("arrives"), "{says}");
    }
    house.twilio().script(Script::on(Kind::Check).act(status(500, 20500)));
    let told = ada.registers(json!({"otp_code": code})).await.is_problem(502, "delivery_failed");
    assert!(told["error"].as_str().unwrap().contains("could not be checked"), "{told}");
    ada.registers(json!({"otp_code": code})).await.is(201);
}

/// A server at a simulated Twilio, with its log as JSON.
fn serves_at(twilio: &Simulator) -> Program {
    let base = twilio.url();
    Program::serves(&[
        ("TWILIO_ACCOUNT_SID", known::ACCOUNT_SID),
        ("TWILIO_AUTH_TOKEN", known::AUTH_TOKEN),
        ("TWILIO_VERIFY_SERVICE_SID", known::SERVICE_SID),
        ("TWILIO_VERIFY_BASE_URL", &base),
        ("LOG_FORMAT", "json"),
        ("OTP_RESEND_SECONDS", "0"),
        ("LIMIT_SEND_PER_PURPOSE_ADDRESS", "off"),
        ("LIMIT_GUESS_PER_CALLER", "1/1h"),
    ])
}

fn posts(program: &Program, path: &str, body: &Value) -> crate::kit::Answer {
    wire::post(program.address, path, "", &body.to_string()).unwrap()
}

/// The journal's lines of one request.
fn lines_of(said: &str, answer: &crate::kit::Answer) -> Vec<Value> {
    let id = answer.header("x-request-id").unwrap();
    let lines = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines.filter(|line| line["request_id"] == id && line["target"] == "doorcode").collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn security_34_one_line_tells_how_a_call_to_the_provider_ended() {
    let twilio = Simulator::start().await.unwrap();
    let run = tokio::task::spawn_blocking(move || {
        let program = serves_at(&twilio);
        let phone = "+12025550147";
        let sent = posts(&program, "/send-otp", &json!({"to": phone}));
        let wrong = posts(&program, "/verify-otp", &json!({"to": phone, "code": "00000"}));
        twilio.script(Script::on(Kind::Start).act(status(401, 20003)));
        let denied = posts(&program, "/send-otp", &json!({"to": phone}));
        twilio.script(Script::on(Kind::Start).act(status(500, 20500)));
        let unknown = posts(&program, "/send-otp", &json!({"to": phone}));
        twilio.script(Script::on(Kind::Check).act(status(401, 20003)));
        let denied_check = posts(&program, "/verify-otp", &json!({"to": phone, "code": "00000"}));
        // a code that died is cancelled before the next one is sent
        let other = "+12025550148";
        posts(&program, "/send-otp", &json!({"to": other})).is(200);
        for _ in 0..5 {
            posts(&program, "/verify-otp", &json!({"to": other, "code": "00000"}))
                .is_problem(422, "invalid_code");
        }
        twilio.script(Script::on(Kind::Cancel).act(status(401, 20003)));
        let undying = posts(&program, "/send-otp", &json!({"to": other}));
        program.asks_it_to_stop();
        let said = program.ends().said;

        let told: Vec<_> = lines_of(&said, &undying);
        let loud: Vec<_> = told.iter().map(|line| (line["event"].as_str(), line["level"].as_str())).collect();
        // nothing is started after it that would say so
        assert_eq!(loud, [(Some("provider_denied"), Some("ERROR"))]);
        let id = twilio.messages().first().unwrap().verification_sid.clone();
        let only = |answer| match lines_of(&said, answer).as_slice() {
            [line] => line.clone(),
            lines => panic!("{} lines of one event: {lines:?}", lines.len()),
        };
        let line = only(&sent);
        assert_eq!(
            (&line["level"], &line["event"], &line["outcome"]),
            (&json!("INFO"), &json!("send"), &json!("sent"))
        );
        assert_eq!((&line["message_id"], &line["caller"]), (&json!(id), &json!("127.0.0.1")));
        let line = only(&wrong);
        assert_eq!((&line["event"], &line["outcome"]), (&json!("check"), &json!("wrong")));
        assert_eq!(line["message_id"], json!(id));
        for (answer, call) in [(&denied, "send"), (&denied_check, "check")] {
            answer.is_problem(503, "unavailable");
            let line = only(answer);
            assert_eq!((&line["level"], &line["event"]), (&json!("ERROR"), &json!("provider_denied")));
            assert_eq!(
                (&line["call"], &line["channel"], &line["outcome"]),
                (&json!(call), &json!("sms"), &json!("denied"))
            );
            assert_eq!((&line["provider_status"], &line["provider_code"]), (&json!(401), &json!(20003)));
        }
        unknown.is_problem(502, "delivery_failed");
        let line = only(&unknown);
        assert_eq!(
            (&line["level"], &line["event"], &line["outcome"]),
            (&json!("WARN"), &json!("send"), &json!("unknown"))
        );
    });
    run.await.unwrap();
}

/// The labels of every sample of a figure that counted something.
fn samples(figures: &str, name: &str) -> Vec<BTreeMap<String, String>> {
    let counted =
        figures.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix('{')?.split_once('}'));
    counted
        .map(|(labels, _)| {
            let pairs = labels.split(',').filter_map(|pair| pair.split_once('='));
            pairs.map(|(key, value)| (key.to_owned(), value.trim_matches('"').to_owned())).collect()
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_figure_says_what_it_is_and_has_its_labels() {
    let twilio = Simulator::start().await.unwrap();
    let run = tokio::task::spawn_blocking(move || {
        let program = serves_at(&twilio);
        let (phone, password) = ("+12025550147", "trains run on tuesdays");
        posts(&program, "/send-otp", &json!({"to": phone})).is(200);
        let code = twilio.messages().last().unwrap().code.clone();
        let account =
            json!({"email": "ada@example.com", "password": password, "phone": phone, "otp_code": code});
        posts(&program, "/register-with-otp", &account).is(201);
        posts(
            &program,
            "/register-with-otp",
            &json!({"email": "ada@example.com", "password": password, "phone": "+442071838750", "otp_code": "12345"}),
        );
        posts(&program, "/login", &json!({"phone": phone, "password": password})).is(200);
        twilio.script(Script::on(Kind::Start).act(status(500, 20500)));
        posts(&program, "/send-otp", &json!({"to": "+12025550148"})).is_problem(502, "delivery_failed");
        posts(&program, "/verify-otp", &json!({"to": "+12025550149", "code": "12345"}))
            .is_problem(429, "too_many_requests");

        let request = b"GET /metrics HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        let figures = wire::text(program.address, request);
        let kinds: Vec<_> =
            figures.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
        assert!(kinds.len() >= 9, "{kinds:?}");
        for name in &kinds {
            assert!(figures.contains(&format!("# HELP {name} ")), "{name} does not say what it is");
        }
        hold_to_the_table(&figures);
        let has = |name: &str, labels: &[(&str, &str)]| {
            let seen = samples(&figures, name);
            let fits = |sample: &BTreeMap<String, String>| {
                labels.iter().all(|(key, value)| sample.get(*key).is_some_and(|found| found == value))
            };
            assert!(seen.iter().any(fits), "{name} {labels:?} is not among {seen:?}");
        };
        let all = [
            ("purpose", "prove_address"),
            ("provider", "twilio-verify"),
            ("channel", "sms"),
            ("country", "US"),
        ];
        let with = |outcome| [all[0], all[1], all[2], all[3], ("outcome", outcome)];
        has("doorcode_sends_total", &with("sent"));
        has("doorcode_sends_total", &with("unknown"));
        has("doorcode_checks_total", &with("right"));
        has("doorcode_approvals_total", &with("approved"));
        has("doorcode_verifications_started_total", &all);
        has("doorcode_verifications_approved_total", &all);
        has("doorcode_approval_seconds_count", &all[1..]);
        has("doorcode_provider_circuit", &all[1..3]);
        has("doorcode_provider_calls", &all[1..3]);
        has("doorcode_provider_calls_limit", &all[1..3]);
        has("doorcode_registrations_total", &[("outcome", "ok"), all[2], all[3]]);
        has(
            "doorcode_registrations_total",
            &[("outcome", "invalid_code"), ("channel", "none"), ("country", "GB")],
        );
        has("doorcode_logins_total", &[("outcome", "ok"), ("identifier", "phone")]);
        has("doorcode_limits_hit_total", &[("limit", "guess_per_caller"), all[0], all[3]]);
        has("doorcode_provider_seconds_count", &[all[1], ("call", "send"), all[2], ("outcome", "sent")]);
        has("doorcode_provider_failures_total", &[all[1], ("call", "send"), all[2], ("failure", "unknown")]);
    });
    tokio::time::timeout(Duration::from_secs(60), run).await.unwrap().unwrap();
}
