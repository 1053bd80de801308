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
        "verifyOtp",
        "redeemVerificationToken",
        "registerWithOtp",
        "login",
        "forgotPasswordOtp",
        "me",
        "setEmail",
        "refresh",
        "logout",
        "logoutAll",
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
