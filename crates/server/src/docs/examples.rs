//! Named examples of requests that have more than one face. They are shown in the order of their names, so the first one
//! is the one that works with a fresh sandbox, and with the keys of a Twilio account alone: SMS, to the number of every
//! other example.

use serde_json::{Value, json};

/// Name, summary and body of every example of an operation.
pub(super) fn of(operation: &str) -> Vec<(&'static str, &'static str, Value)> {
    match operation {
        "sendOtp" => vec![
            (
                "1-sms",
                "By text message (with a carrier: your own number)",
                json!({ "to": "+12025550123", "channel": "sms" }),
            ),
            ("2-email", "By e-mail", json!({ "to": "ada@example.com", "channel": "email" })),
        ],
        "login" => vec![
            ("1-email", "By mailbox", json!({ "email": "ada@example.com", "password": PASSWORD })),
            ("2-phone", "By phone number", json!({ "phone": "+12025550123", "password": PASSWORD })),
            ("3-username", "By username", json!({ "username": "ada", "password": PASSWORD })),
        ],
        "loginWithOtp" => vec![
            ("1-begin", "Step 1: send a code", json!({ "to": "+12025550123" })),
            ("2-finish", "Step 2: sign in", json!({ "to": "+12025550123", "otp_code": "123456" })),
        ],
        "loginVerify" => vec![
            ("1-code", "With the code that was sent", json!({ "token": "q7Xk2m", "otp_code": "123456" })),
            (
                "2-recovery",
                "With a recovery code",
                json!({ "token": "q7Xk2m", "recovery_code": "7K3M-9PQR-XT2V-4WZ8" }),
            ),
        ],
        "setSecondFactor" => vec![
            ("1-on", "Switch it on", json!({ "enabled": true, "channel": "sms" })),
            ("2-off", "Switch it off: a code is sent", json!({ "enabled": false })),
            ("3-off", "And with that code, it is off", json!({ "enabled": false, "otp_code": "123456" })),
        ],
        "forgotPassword" => vec![
            ("1-begin", "Step 1: send a code", json!({ "email": "ada@example.com" })),
            (
                "2-finish",
                "Step 2: set the password",
                json!({
                    "email": "ada@example.com", "otp_code": "123456", "new_password": "a better battery staple"
                }),
            ),
        ],
        "forgotPasswordOtp" => vec![
            ("1-begin", "Step 1: send a code", json!({ "email": "ada@example.com" })),
            (
                "2-check",
                "In between, if you like: check the code",
                json!({ "email": "ada@example.com", "otp_code": "123456" }),
            ),
            (
                "3-finish",
                "Step 2: set the password",
                json!({
                    "email": "ada@example.com", "otp_code": "123456", "new_password": "a better battery staple"
                }),
            ),
            (
                "4-username",
                "Step 1 by username, to the mailbox",
                json!({ "username": "ada", "channel": "email" }),
            ),
            ("5-phone", "Step 1 by number, by call", json!({ "phone": "+12025550123", "channel": "call" })),
        ],
        _ => vec![],
    }
}

const PASSWORD: &str = "correct horse battery";
