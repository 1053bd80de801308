//! The contract: the committed document is what the code says, and what it says is well formed.

#![expect(clippy::unwrap_used, reason = "a document that cannot be read is a failed test")]

use std::collections::BTreeSet;

use serde_json::Value;
use server::{docs, problem::ProblemCode};

const COMMITTED: &str = include_str!("../../../../api-spec/openapi.json");

fn document() -> Value {
    serde_json::from_str(docs::document_text()).unwrap()
}

/// Every operation with its path and method.
fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let each = |(path, methods): (&String, _)| -> Vec<(String, _)> {
        let methods: &Value = methods;
        let methods = methods.as_object().unwrap();
        methods.iter().map(|(method, operation)| (format!("{method} {path}"), operation)).collect()
    };
    paths.iter().flat_map(each).collect()
}

#[test]
fn the_committed_document_is_what_the_code_says() {
    let committed: Value = serde_json::from_str(COMMITTED).unwrap_or_default();
    let same = committed == document();
    assert!(same, "api-spec/openapi.json is out of date: run `just api-spec`");
}

#[test]
fn every_operation_of_the_contract_is_there() {
    let document = document();
    let ids: BTreeSet<_> = operations(&document)
        .into_iter()
        .map(|(_, operation)| operation["operationId"].as_str().unwrap())
        .collect();
    let contract = [
        "sendOtp",
        "verificationStatus",
        "verifyOtp",
        "redeemVerificationToken",
        "registerWithOtp",
        "login",
        "loginWithOtp",
        "loginVerify",
        "loginResend",
        "setSecondFactor",
        "forgotPasswordOtp",
        "forgotPassword",
        "me",
        "updateMe",
        "deleteMe",
        "exportMe",
        "changePassword",
        "setEmail",
        "sendPhoneOtp",
        "verifyPhoneOtp",
        "refresh",
        "logout",
        "logoutAll",
        "listSessions",
        "endSession",
        "register",
        "verifyRegistration",
        "resendRegistrationOtp",
        "askConfirmation",
        "confirm",
        "redeemConfirmation",
        "introspect",
        "config",
        "healthz",
        "readyz",
        "jwks",
    ];
    assert_eq!(ids, BTreeSet::from(contract));
}

#[test]
fn every_operation_has_a_tag_words_security_and_one_schema_for_its_problems() {
    let document = document();
    for (name, operation) in operations(&document) {
        assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{name}");
        assert!(operation["summary"].is_string() && operation["description"].is_string(), "{name}");
        assert!(operation["security"].is_array(), "{name}");
        for (status, response) in operation["responses"].as_object().unwrap() {
            assert!(response["headers"]["x-request-id"].is_object(), "{name} {status}");
            if status.starts_with('2') {
                continue;
            }
            let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/Problem", "{name} {status}");
            let waits = matches!(status.as_str(), "429" | "503");
            assert_eq!(response["headers"]["Retry-After"].is_object(), waits, "{name} {status}");
        }
    }
}

#[test]
fn media_types_are_plain_and_bodies_have_examples() {
    let document = document();
    for (name, operation) in operations(&document) {
        let bodies = operation.get("requestBody").into_iter();
        for body in bodies.chain(operation["responses"].as_object().unwrap().values()) {
            for media in body["content"].as_object().into_iter().flat_map(|content| content.keys()) {
                assert!(
                    ["application/json", "application/problem+json"].contains(&media.as_str()),
                    "{name}: {media}"
                );
            }
        }
        if let Some(body) = operation.get("requestBody") {
            let schema = body["content"]["application/json"]["schema"]["$ref"].as_str().unwrap();
            let schema = schema.rsplit('/').next().unwrap();
            assert!(document["components"]["schemas"][schema]["example"].is_object(), "{name}: {schema}");
        }
    }
}

#[test]
fn the_codes_of_a_problem_are_a_closed_list() {
    let document = document();
    let printed = document["components"]["schemas"]["ProblemCode"]["enum"].as_array().unwrap().clone();
    let known: Vec<_> = ProblemCode::ALL.iter().map(|code| Value::from(code.facts().name)).collect();
    assert_eq!(printed, known);
}

#[test]
fn bearer_tokens_are_called_jwt() {
    let schemes = &document()["components"]["securitySchemes"];
    assert_eq!(schemes["bearerAuth"]["scheme"], "bearer");
    assert_eq!(schemes["bearerAuth"]["bearerFormat"], "JWT");
    assert_eq!(schemes["clientAuth"]["scheme"], "basic");
}

#[test]
fn what_is_tried_first_is_read_first() {
    let text = docs::document_text();
    let place = |word: &str| text.find(word).unwrap_or_else(|| panic!("{word} is missing"));
    let paths = [
        "send-otp",
        "verifications/{id}",
        "verify-otp",
        "register-with-otp",
        "login",
        "forgot-password-otp",
        "refresh",
        "config",
    ];
    let places: Vec<_> = paths.iter().map(|path| place(&format!("\"/{path}\": {{"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    let me = &text[place("\"/me\": {")..];
    assert!(me.find("\"get\": {") < me.find("\"delete\": {"), "what ends an account is tried last");
    let document = document();
    let tags: Vec<_> =
        document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    assert_eq!(
        tags,
        ["One-time codes", "Accounts", "Phone", "Registration", "Confirmations", "Sessions", "Tools"]
    );
    assert_eq!(document["servers"][0]["url"], "/");
    assert_eq!(document["servers"][1]["url"], "http://localhost:8000");
}

#[test]
fn the_examples_follow_from_one_another_and_need_nothing_but_sms() {
    let document = document();
    let body = |path: &str| &document["paths"][path]["post"]["requestBody"]["content"]["application/json"];
    let (_, first) = body("/send-otp")["examples"].as_object().unwrap().iter().next().unwrap();
    assert_eq!(first["value"]["channel"], "sms");
    let number = &first["value"]["to"];
    let schema = |name: &str| &document["components"]["schemas"][name]["example"];
    assert_eq!(&schema("VerifyOtpRequest")["to"], number);
    assert_eq!(&schema("RegisterRequest")["phone"], number);
    assert_eq!(schema("VerifyOtpRequest")["code"], schema("RegisterRequest")["otp_code"]);
    let (_, login) = body("/login")["examples"].as_object().unwrap().iter().next().unwrap();
    for field in ["email", "password"] {
        assert_eq!(login["value"][field], schema("RegisterRequest")[field], "{field}");
    }
}

#[test]
fn an_operation_documents_the_codes_it_can_give_under_their_own_status() {
    let document = document();
    for (name, operation) in operations(&document) {
        for (status, response) in operation["responses"].as_object().unwrap() {
            if status.starts_with('2') {
                continue;
            }
            let says = response["description"].as_str().unwrap();
            let named = |code: &&ProblemCode| says.contains(&format!("`{}`", code.facts().name));
            let codes: Vec<_> = ProblemCode::ALL.iter().filter(named).collect();
            assert!(!codes.is_empty(), "{name} {status} names no code");
            for code in codes {
                assert_eq!(code.status().as_str(), status, "{name}: {says}");
            }
        }
    }
    let says = |path: &str, status: &str| {
        document["paths"][path]["post"]["responses"][status]["description"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    assert!(!says("/verify-otp", "422").contains("undeliverable"));
    assert!(!says("/send-otp", "422").contains("invalid_code"));
    assert!(!says("/send-otp", "400").contains("weak_password"));
    assert!(!says("/login", "401").contains("unauthorized"));
}
