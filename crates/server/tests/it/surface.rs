//! What the front does to every request, whatever it asks: problems, headers, slashes, origins, and who may read what.

use poem::http::{Method, StatusCode};
use serde_json::{Value, json};
use server::docs;

use crate::kit::bare::{house, problem};

#[tokio::test]
async fn secured_operations_ask_for_a_token_before_they_look_at_the_body() {
    let house = house(&[]).await;
    let document: Value = serde_json::from_str(docs::document_text()).unwrap();
    let mut seen = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            if operation["security"].as_array().is_none_or(Vec::is_empty) {
                continue;
            }
            let method: Method = method.to_uppercase().parse().unwrap();
            // another role is nowhere, whoever asks
            let response = house.request(method, path.replace("{role}", "core")).send().await;
            assert!(response.0.header("www-authenticate").is_some(), "{path}");
            problem(response, 401, "unauthorized").await;
            seen += 1;
        }
    }
    assert!(seen >= 5, "only {seen} secured operations were found");
}

#[tokio::test]
async fn security_28_what_the_framework_refuses_is_a_problem_like_any_other() {
    let house = house(&[]).await;
    problem(house.get("/nowhere").send().await, 404, "not_found").await;
    problem(house.get("/problems/no-such-problem").send().await, 404, "not_found").await;
    problem(house.post("/login").body("{}").send().await, 415, "unsupported_media_type").await;
    let text = house.post("/login").content_type("text/plain").body("{}").send().await;
    problem(text, 415, "unsupported_media_type").await;
    let large =
        house.post("/login").content_type("application/json").body(vec![b' '; 65 * 1024]).send().await;
    problem(large, 413, "body_too_large").await;
    let wrong = house.delete("/me/email").send().await;
    wrong.assert_header("allow", "PUT");
    problem(wrong, 405, "method_not_allowed").await;
}

#[tokio::test]
async fn every_fault_of_a_body_is_told_at_once_and_no_value_is_repeated() {
    let house = house(&[]).await;
    let body = json!({"email": "not an address", "password": 5, "phone": "hunter2", "otp_code": "12", "x": {"y": 1}});
    let response = house.post("/register-with-otp").body_json(&body).send().await;
    let told = problem(response, 400, "invalid_request").await;
    let faults: Vec<_> = told["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (fault["field"].as_str().unwrap(), fault["code"].as_str().unwrap()))
        .collect();
    assert_eq!(
        faults,
        [
            ("email", "invalid_email"),
            ("password", "wrong_type"),
            ("phone", "invalid_phone"),
            ("otp_code", "malformed_code")
        ]
    );
    assert!(!told.to_string().contains("hunter2"));

    let one = house.post("/verify-otp").body_json(&json!({"to": "12", "code": "123456"})).send().await;
    let told = problem(one, 400, "invalid_request").await;
    assert_eq!(told["error"], told["errors"][0]["message"]);
}

#[tokio::test]
async fn bodies_that_do_not_parse_are_refused() {
    let house = house(&[]).await;
    for body in ["", "{", "[]", "null", r#"{"to":"a","to":"b"}"#, "{\"to\":\"\u{1}\"}"] {
        let response = house.post("/send-otp").content_type("application/json").body(body).send().await;
        problem(response, 400, "invalid_request").await;
    }
}

#[tokio::test]
async fn a_slash_at_the_end_is_the_same_route() {
    let house = house(&[]).await;
    for path in
        ["/", "/healthz/", "/config/", "/openapi.json/", "/docs/", "/dev/outbox/", "/problems/invalid-code/"]
    {
        assert_eq!(house.get(path).send().await.0.status(), StatusCode::OK, "{path}");
    }
    problem(house.post("/login/").body("").send().await, 415, "unsupported_media_type").await;
}

#[tokio::test]
async fn security_30_every_answer_carries_the_same_headers() {
    let house = house(&[]).await;
    for path in ["/healthz", "/nowhere", "/me", "/dev/outbox.json"] {
        let response = house.get(path).header("x-request-id", "mine-1").send().await;
        response.assert_header("x-request-id", "mine-1");
        response.assert_header("cache-control", "no-store");
        response.assert_header("x-content-type-options", "nosniff");
        response.assert_header_is_not_exist("strict-transport-security");
    }
    let forged = house.get("/healthz").header("x-request-id", "a b\"c").send().await;
    assert_ne!(forged.0.header("x-request-id"), Some("a b\"c"));
}

#[tokio::test]
async fn security_30_pages_on_this_machine_may_call_and_read_errors_and_strangers_may_not() {
    let house = house(&[]).await;
    let error = house.get("/me").header("origin", "http://localhost:5173").send().await;
    error.assert_header("access-control-allow-origin", "http://localhost:5173");
    error.assert_header("access-control-expose-headers", "date, retry-after, x-request-id");
    error.assert_header_is_not_exist("access-control-allow-credentials");
    let stranger = house.get("/me").header("origin", "https://evil.example").send().await;
    stranger.assert_header_is_not_exist("access-control-allow-origin");

    let preflight = house
        .request(Method::OPTIONS, "/login")
        .header("origin", "http://localhost:5173")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type")
        .send()
        .await;
    preflight.assert_status(StatusCode::NO_CONTENT);
    preflight.assert_header("access-control-allow-origin", "http://localhost:5173");
}

#[tokio::test]
async fn metrics_are_for_this_machine_or_for_the_holder_of_the_token() {
    let open = house(&[]).await;
    assert_eq!(open.get("/metrics").send().await.0.status(), StatusCode::OK);
    let proxied = open.get("/metrics").header("x-forwarded-for", "127.0.0.1").send().await;
    problem(proxied, 404, "not_found").await;

    let closed = house(&[("METRICS_TOKEN", "q8Zr2mKx7Lw4TnBv")]).await;
    problem(closed.get("/metrics").send().await, 401, "unauthorized").await;
    let wrong = closed.get("/metrics").header("authorization", "Bearer q8Zr2mKx7Lw4TnBw").send().await;
    problem(wrong, 401, "unauthorized").await;
    let right = closed.get("/metrics").header("authorization", "Bearer q8Zr2mKx7Lw4TnBv").send().await;
    right.assert_status_is_ok();
}

#[tokio::test]
async fn the_outbox_is_shown_under_our_own_names_only() {
    let house = house(&[]).await;
    let sent = house.post("/send-otp").body_json(&json!({"to": "+12025550123"})).send().await;
    sent.assert_status_is_ok();
    let outbox = house.get("/dev/outbox.json").header("host", "localhost:8000").send().await;
    let shown: Value = serde_json::from_str(&outbox.0.into_body().into_string().await.unwrap()).unwrap();
    assert_eq!(shown["messages"][0]["to"], "+12025550123");
    assert_eq!(shown["messages"][0]["code"].as_str().map(str::len), Some(6));
    for (host, told) in [("localhost:8000", "true"), ("evil.example", "false")] {
        let config = house.get("/config").header("host", host).send().await;
        let config = config.0.into_body().into_string().await.unwrap();
        assert!(config.contains(&format!("\"outbox\":{told}")), "{config}");
    }
    for path in ["/dev/outbox", "/dev/outbox.json"] {
        problem(house.get(path).header("host", "evil.example").send().await, 404, "not_found").await;
        let both = house.get(path).header("host", "localhost").header("host", "evil.example");
        problem(both.send().await, 404, "not_found").await;
    }
}

#[tokio::test]
async fn documents_can_be_switched_off() {
    let house = house(&[("DOCS", "off")]).await;
    problem(house.get("/docs").send().await, 404, "not_found").await;
    problem(house.get("/openapi.json").send().await, 404, "not_found").await;
    problem(house.get("/readme").send().await, 404, "not_found").await;
}

#[tokio::test]
async fn swagger_is_sent_once_and_runs_its_own_scripts_only() {
    let house = house(&[]).await;
    let page = house.get("/docs").header("accept-encoding", "gzip").send().await;
    page.assert_header("content-encoding", "gzip");
    let policy = page.0.header("content-security-policy").unwrap();
    assert!(policy.contains("script-src 'sha256-") && !policy.contains("script-src 'unsafe-inline'"));
    let tag = page.0.header("etag").unwrap().to_owned();
    let again = house.get("/docs").header("if-none-match", tag).send().await;
    again.assert_status(StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn a_script_in_a_browser_is_refused_without_the_browsers_own_window() {
    let house = house(&[]).await;
    let path = "/verification-tokens/redeem";
    for (name, value) in
        [("origin", "http://localhost:8000"), ("sec-fetch-mode", "cors"), ("sec-fetch-mode", "same-origin")]
    {
        let response = house.post(path).header(name, value).send().await;
        let challenge = response.0.header("www-authenticate").unwrap().to_owned();
        assert!(challenge.starts_with("X-Basic "), "{challenge}");
        problem(response, 401, "unauthorized").await;
    }
    for program in [house.post(path), house.post(path).header("sec-fetch-mode", "navigate")] {
        let response = program.send().await;
        assert!(response.0.header("www-authenticate").unwrap().starts_with("Basic realm="));
    }
}

#[tokio::test]
async fn a_field_of_the_wrong_type_is_told_together_with_the_others() {
    let house = house(&[]).await;
    for (body, expected) in [
        (json!({"email": 5}), vec![("email", "wrong_type"), ("password", "required")]),
        (
            json!({"email": 5, "phone": "+12025550123", "password": true}),
            vec![("email", "wrong_type"), ("phone", "exactly_one_of"), ("password", "wrong_type")],
        ),
        (
            json!({"email": "ada@example.com", "phone": [], "password": "x"}),
            vec![("phone", "wrong_type"), ("phone", "exactly_one_of")],
        ),
    ] {
        let response = house.post("/login").body_json(&body).send().await;
        let told = problem(response, 400, "invalid_request").await;
        let faults: Vec<_> = told["errors"].as_array().unwrap().iter().collect();
        let faults: Vec<_> = faults
            .iter()
            .map(|fault| (fault["field"].as_str().unwrap(), fault["code"].as_str().unwrap()))
            .collect();
        assert_eq!(faults, expected, "{body}");
    }
}

#[tokio::test]
async fn the_readme_is_there_to_read() {
    let house = house(&[]).await;
    let readme = house.get("/readme").send().await;
    readme.assert_status_is_ok();
    readme.assert_header("content-type", "text/plain; charset=utf-8");
    let text = readme.0.into_body().into_string().await.unwrap();
    assert!(text.starts_with("# doorcode"), "{text}");
}

#[tokio::test]
async fn the_languages_are_those_of_who_sends_the_messages() {
    let locales = async |settings: &[(&str, &str)]| {
        let answer = house(settings).await.get("/config").send().await;
        let told: Value = serde_json::from_str(&answer.0.into_body().into_string().await.unwrap()).unwrap();
        told["locales"].as_array().unwrap().clone()
    };
    let ours = ["ar", "de", "en", "es", "fr", "hi", "pt", "zh"].map(|tag| json!(tag));
    assert_eq!(locales(&[]).await, ours);
    let twilio = [
        ("TWILIO_ACCOUNT_SID", "AC51d0c0de5eed0000000000000000a001"),
        ("TWILIO_AUTH_TOKEN", "51d0c0de5eed000000000000a001f00d"),
        ("TWILIO_VERIFY_SERVICE_SID", "VA51d0c0de5eed0000000000000000b001"),
    ];
    let spoken = locales(&twilio).await;
    assert!(["de", "en", "pt-BR"].iter().all(|tag| spoken.contains(&json!(tag))), "{spoken:?}");
}
