//! Whatever is sent: a problem of the 4xx kind, nothing of it repeated, nothing sent to anybody, nobody dropped.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use poem::http::Method;
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use serde_json::{Value, json};

use crate::kit::{Answer, Stage, on_both, wire};

on_both![
    security_32_no_body_causes_a_fault_of_ours_or_a_message,
    security_28_all_faults_of_a_body_are_told_at_once,
    security_32_no_value_of_a_field_causes_a_fault_of_ours,
    a_name_of_invisible_characters_is_none,
    security_11_numbers_that_must_not_be_rung_are_refused_before_anything_is_sent,
];

const ROUTES: [&str; 7] = [
    "/send-otp",
    "/verify-otp",
    "/register-with-otp",
    "/login",
    "/forgot-password-otp",
    "/refresh",
    "/logout",
];

/// A problem about the request itself.
#[track_caller]
fn is_refused(answer: &Answer, what: &str) -> Value {
    let code = answer.body["code"].as_str().unwrap_or_default().to_owned();
    let status = answer.status;
    assert!((400..500).contains(&status), "{what}: {status} {}", answer.body);
    answer.is_problem(status, &code)
}

async fn security_32_no_body_causes_a_fault_of_ours_or_a_message(stage: Stage) {
    let house = stage.without_limits().house().await;
    let json = "application/json";
    let deep = |open: &str, close: &str| format!("{{\"to\":{}1{}}}", open.repeat(3000), close.repeat(3000));
    let wide: Vec<_> = (0..5000).map(|n| format!("\"k{n}\":1,")).collect();
    let wide = wide.concat();
    let to = r#""to":"+12025550123""#;
    let bodies: Vec<(&str, Vec<u8>, u16)> = vec![
        ("empty", b"".to_vec(), 400),
        ("a brace", b"{".to_vec(), 400),
        ("two objects", b"{}{}".to_vec(), 400),
        ("an array", b"[]".to_vec(), 400),
        ("null", b"null".to_vec(), 400),
        ("a string", b"\"x\"".to_vec(), 400),
        ("a number", b"1e999".to_vec(), 400),
        ("a huge number", format!("{{{to},\"x\":{}}}", "9".repeat(5000)).into_bytes(), 400),
        ("bad UTF-8", b"{\"to\":\"+1202555\xff0123\"}".to_vec(), 400),
        ("a byte order mark", b"\xef\xbb\xbf{\"to\":\"+12025550123\"}".to_vec(), 400),
        ("UTF-16", b"{\0\"\0t\0o\0".to_vec(), 400),
        ("a lone surrogate", b"{\"to\":\"\\ud800\"}".to_vec(), 400),
        ("a control character", b"{\"to\":\"+1202\n5550123\"}".to_vec(), 400),
        ("a repeated key", format!("{{{to},{to}}}").into_bytes(), 400),
        ("a key repeated in disguise", format!("{{{to},\"t\\u006f\":\"+12025550124\"}}").into_bytes(), 400),
        ("deep arrays", deep("[", "]").into_bytes(), 400),
        ("deep objects", deep("{\"a\":", "}").into_bytes(), 400),
        ("many members", format!("{{{wide}{to}}}").into_bytes(), 400),
        ("a comment", format!("{{{to}/* */}}").into_bytes(), 400),
        ("NaN", b"{\"to\":NaN}".to_vec(), 400),
        ("XML", b"<to>+12025550123</to>".to_vec(), 400),
        ("a form", b"to=%2B12025550123".to_vec(), 400),
        ("one byte more than allowed", vec![b' '; 65_537], 413),
        ("a megabyte", format!("{{{to},\"x\":\"{}\"}}", "x".repeat(1 << 20)).into_bytes(), 413),
    ];
    for route in ROUTES {
        for (what, body, status) in &bodies {
            // signing out needs no body at all
            if route == "/logout" && body.is_empty() {
                continue;
            }
            let answer = house.ask_raw(route, json, body.clone()).await;
            assert_eq!(answer.status, *status, "{route}, {what}: {}", answer.body);
            is_refused(&answer, what);
        }
        let kinds = [
            "",
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/json; charset=latin1",
            "*/*",
            "application/jsonx",
        ];
        for kind in kinds {
            let answer = house.ask_raw(route, kind, format!("{{{to}}}").into_bytes()).await;
            assert_eq!(answer.status, 415, "{route}, {kind:?}: {}", answer.body);
            is_refused(&answer, kind);
        }
        for method in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH, Method::TRACE] {
            let answer = house.ask(method, route, "192.0.2.9", &[], &Value::Null).await;
            assert_eq!(answer.header("allow"), Some("POST"), "{route}");
            answer.is_problem(405, "method_not_allowed");
        }
    }
    // the largest body that is allowed
    let mut full = format!("{{{to}}}").into_bytes();
    full.resize(65_536, b' ');
    house.ask_raw("/verify-otp", json, full).await.is_problem(400, "invalid_request");
    assert_eq!(house.sends(), 0);
}

async fn security_28_all_faults_of_a_body_are_told_at_once(stage: Stage) {
    let house = stage.house().await;
    let told = |answer: Answer| -> Vec<(String, String)> {
        let body = answer.is_problem(400, "invalid_request");
        let text = |fault: &Value, key: &str| fault[key].as_str().unwrap().to_owned();
        let faults = body["errors"].as_array().unwrap();
        faults.iter().map(|fault| (text(fault, "field"), text(fault, "code"))).collect()
    };
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect()
    };
    let ask = |path: &'static str, body: Value| {
        let house = &house;
        async move { told(house.ask(Method::POST, path, "192.0.2.9", &[], &body).await) }
    };
    let sent = ask("/send-otp", json!({"to": 5, "channel": "pigeon", "locale": "??"})).await;
    assert_eq!(
        sent,
        pairs(&[("channel", "invalid_channel"), ("locale", "invalid_locale"), ("to", "wrong_type")])
    );
    let empty = ask("/register-with-otp", json!({"email": null, "phone": "", "password": {}})).await;
    let codes: Vec<_> = empty.iter().map(|(_, code)| code.as_str()).collect();
    assert_eq!(codes, ["required", "wrong_type", "required", "exactly_one_of"], "{empty:?}");
    let checked = ask("/verify-otp", json!({"to": "12", "code": "x"})).await;
    assert_eq!(checked, pairs(&[("to", "invalid_phone"), ("code", "malformed_code")]));
    assert_eq!(house.sends(), 0);
}

async fn a_name_of_invisible_characters_is_none(stage: Stage) {
    let house = stage.house().await;
    let ada = house.person("ada");
    ada.asks_for_a_code().await.is(200);
    let code = ada.reads_the_code();
    let told = ada.registers(json!({"otp_code": code, "full_name": "\u{202e}\u{200b}"})).await;
    assert_eq!(told.is_problem(400, "invalid_request")["errors"][0]["field"], "full_name");
    ada.registers(json!({"otp_code": code, "full_name": "艾达"})).await.is(201);
}

async fn security_32_no_value_of_a_field_causes_a_fault_of_ours(stage: Stage) {
    let house = stage.without_limits().house().await;
    let mut values: Vec<Value> = vec![
        json!(true),
        json!(-1),
        json!(1.5),
        json!([]),
        json!({}),
        json!([["x"]]),
        Value::Null,
        json!(""),
        json!(" "),
        json!("\0"),
        json!("a\0b@example.com"),
        json!("'; DROP TABLE users; --"),
        json!("%s%n"),
        json!("../../etc/passwd"),
        json!("<script>"),
        json!("{{7*7}}"),
        json!("\u{202e}123456"),
        json!("x".repeat(60_000)),
        json!("١٢٣٤٥٦"),
        json!("+12025550123;ext=1"),
        json!("+1 (202) 555-0123 x5"),
        json!("tel:+12025550123"),
        json!("\u{1f4a3}".repeat(500)),
        json!("ada@example.com, bob@example.com"),
        json!("ada@[127.0.0.1]"),
        json!("ada@example.com\r\nBcc: x@y.zz"),
        json!("AAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        json!("/////////////////////w"),
        json!("f".repeat(1024)),
    ];
    let anything = proptest::collection::vec("\\PC{0,40}", 20)
        .new_tree(&mut TestRunner::deterministic())
        .unwrap()
        .current();
    values.extend(anything.into_iter().map(Value::from));
    let fields = [
        "to",
        "code",
        "channel",
        "locale",
        "email",
        "password",
        "phone",
        "otp_code",
        "verification_token",
        "email_verification_token",
        "username",
        "full_name",
        "new_password",
        "refresh_token",
    ];
    // what is right for each route but for one field
    let right = json!({
        "to": "+12025550123", "code": "000000", "email": "ada@example.com", "password": "trains run on tuesdays",
        "phone": "+12025550123", "otp_code": "000000", "refresh_token": "x",
    });
    for route in ROUTES.into_iter().filter(|route| *route != "/login") {
        for field in fields {
            for value in &values {
                let mut body = right.clone();
                body[field] = value.clone();
                let answer = house.ask(Method::POST, route, "192.0.2.9", &[], &body).await;
                let shown = value
                    .as_str()
                    .is_some_and(|text| text.len() > 12 && answer.body.to_string().contains(text));
                assert!(answer.status < 500, "{route} {field} {value}: {}", answer.body);
                assert!(
                    answer.status < 400 || !shown,
                    "{route} {field} {value} is repeated: {}",
                    answer.body
                );
            }
        }
    }
}

async fn security_11_numbers_that_must_not_be_rung_are_refused_before_anything_is_sent(stage: Stage) {
    let house = stage.with("ALLOWED_COUNTRIES", "US,DE").without_limits().house().await;
    let send = |body: Value| {
        let house = &house;
        async move { house.ask(Method::POST, "/send-otp", "192.0.2.9", &[], &body).await }
    };
    // premium, shared cost, too short, an emergency number, a made-up country, letters, an extension
    for to in [
        "+19005550123",
        "+448450000000",
        "+1202555",
        "911",
        "+9991234567",
        "+1800FLOWERS",
        "+12025550123x9",
        "+1202555012\u{200b}3",
    ] {
        send(json!({"to": to})).await.is_problem(400, "invalid_request");
    }
    // a country that is not served
    send(json!({"to": "+33612345678"})).await.is_problem(422, "destination_blocked");
    // a fixed line takes calls only
    send(json!({"to": "+4930123456"})).await.is_problem(400, "invalid_request");
    assert_eq!(house.sends(), 0);
    send(json!({"to": "+4930123456", "channel": "call"})).await.is(200);
    send(json!({"to": "ada@example.com", "channel": "sms"})).await.is_problem(400, "invalid_request");
    send(json!({"to": "+12025550123", "channel": "email"})).await.is_problem(400, "invalid_request");
    assert_eq!(house.sends(), 1);
}

/// A head and then silence, a body that dribbles, a body longer than announced, and heads nobody sends by accident.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn security_29_broken_and_dawdling_connections_are_answered_or_closed_and_hurt_nobody() {
    let house = Stage::sqlite().house().await;
    let at = house.opens_its_doors().await;
    let done = tokio::task::spawn_blocking(move || {
        let head = |extra: &str| {
            format!(
                "POST /send-otp HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n{extra}\r\n"
            )
        };
        // chunked bodies are bounded, too
        let mut chunked = head("connection: close\r\ntransfer-encoding: chunked\r\n").into_bytes();
        for _ in 0..20 {
            chunked.extend(b"2000\r\n");
            chunked.extend([b' '; 0x2000]);
            chunked.extend(b"\r\n");
        }
        chunked.extend(b"0\r\n\r\n");
        wire::exchange(at, &chunked).unwrap().is_problem(413, "body_too_large");
        // a well-formed one is read
        let small = head("connection: close\r\ntransfer-encoding: chunked\r\n") + "2\r\n{}\r\n0\r\n\r\n";
        wire::exchange(at, small.as_bytes()).unwrap().is_problem(400, "invalid_request");
        // hyper itself answers these, without a problem body; what matters is that it answers, or closes, and lives on
        for broken in [
            "GARBAGE\r\n\r\n".to_owned(),
            head("content-length: 5\r\ncontent-length: 9\r\n"),
            head("content-length: -1\r\n"),
            head("content-length: 5\r\ntransfer-encoding: chunked\r\n") + "zz\r\n",
            head(&format!("x: {}\r\n", "y".repeat(1 << 20))),
            head(&"x: y\r\n".repeat(500)),
            "GET / HTTP/9.9\r\n\r\n".to_owned(),
        ] {
            let status = raw_status(at, broken.as_bytes());
            assert!(status.is_none_or(|status| (400..500).contains(&status) || status == 505), "{status:?}");
        }
        assert_eq!(wire::get(at, "/healthz", "").unwrap().status, 200);
        let odd = "x-forwarded-for: \u{fffd}\r\nx-request-id: a\"b\r\norigin: null\r\nauthorization: \r\n";
        assert_eq!(wire::get(at, "/config", odd).unwrap().status, 200);
        for path in [
            "/%ff",
            "/%00",
            "//",
            "/../../etc/passwd",
            "/problems/%2e%2e",
            "/me?%zz",
            "/send-otp/x",
            "/\u{e9}",
        ] {
            let answer = raw_status(
                at,
                format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes(),
            );
            assert!(
                answer.is_some_and(|status| status == 200 || (400..500).contains(&status)),
                "{path}: {answer:?}"
            );
        }
        // a slash at the end is the same route, and a head without host is still answered
        assert_eq!(wire::get(at, "/healthz/", "").unwrap().status, 200);
    });
    done.await.unwrap();
    assert_eq!(house.sends(), 0);
}

/// The status of whatever comes back within two seconds.
fn raw_status(to: SocketAddr, request: &[u8]) -> Option<u16> {
    let mut line = TcpStream::connect(to).unwrap();
    line.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    line.write_all(request).ok();
    let mut answer = [0u8; 64];
    let read = line.read(&mut answer).unwrap_or(0);
    String::from_utf8_lossy(&answer[..read]).split(' ').nth(1)?.parse().ok()
}
