//! Named examples of requests that have more than one face. The first one works against a fresh sandbox.

use serde_json::{Value, json};

/// Name, summary and body of every example of an operation.
pub(super) fn of(operation: &str) -> Vec<(&'static str, &'static str, Value)> {
    match operation {
        "sendOtp" => vec![
            ("sms", "By text message", json!({ "to": "+12025550123", "channel": "sms" })),
            ("email", "By e-mail", json!({ "to": "ada@example.com", "channel": "email" })),
        ],
        "login" => vec![
            ("email", "By mailbox", json!({ "email": "ada@example.com", "password": PASSWORD })),
            ("phone", "By phone number", json!({ "phone": "+12025550123", "password": PASSWORD })),
            ("username", "By username", json!({ "username": "ada", "password": PASSWORD })),
        ],
        "forgotPasswordOtp" => vec![
            ("begin", "Step 1: send a code", json!({ "email": "ada@example.com" })),
            (
                "check",
                "In between, if you like: check the code",
                json!({ "email": "ada@example.com", "otp_code": "123456" }),
            ),
            (
                "finish",
                "Step 2: set the password",
                json!({
                    "email": "ada@example.com", "otp_code": "123456", "new_password": "a better battery staple"
                }),
            ),
        ],
        _ => vec![],
    }
}

const PASSWORD: &str = "correct horse battery";
