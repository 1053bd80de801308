//! Vonage's errors: problem JSON (RFC 7807), with a type that says which.

use serde_json::{Value, json};

use crate::reply::Reply;
use crate::vonage::uuid;

/// A refusal.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    status: u16,
    kind: String,
    title: String,
    detail: String,
    more: Vec<(&'static str, Value)>,
}

impl Problem {
    fn new(status: u16, kind: &str, title: &str, detail: &str) -> Self {
        Self {
            status,
            kind: format!("https://developer.vonage.com/api-errors{kind}"),
            title: title.to_owned(),
            detail: detail.to_owned(),
            more: Vec::new(),
        }
    }

    fn with(mut self, name: &'static str, value: Value) -> Self {
        self.more.push((name, value));
        self
    }

    /// An error by its status alone; `code` is one of Messages.
    pub(super) fn of_status(status: u16, code: u32) -> Self {
        let (kind, title, detail) = match status {
            400 => {
                ("#invalid-code", "Invalid Code", "The code you provided does not match the expected value.")
            }
            401 => ("#unauthorized", "Unauthorized", "You did not provide correct credentials."),
            402 => (
                "#low-balance",
                "Low balance",
                "This request could not be performed due to your account balance being low.",
            ),
            403 => {
                ("#forbidden", "Forbidden", "Your account does not have permission to perform this action.")
            }
            404 => (
                "#not-found",
                "Not Found",
                "The requested resource does not exist, or you do not have access to it.",
            ),
            409 => (
                "/verify#conflict",
                "Conflict",
                "Concurrent verifications to the same number are not allowed",
            ),
            410 => (
                "/verify#expired",
                "Invalid Code",
                "An incorrect code has been provided too many times. Workflow terminated.",
            ),
            422 => ("#invalid-params", "Invalid params", "The value of one or more parameters is invalid."),
            429 => ("#throttled", "Rate Limit Hit", "Please wait, then retry your request"),
            _ => ("#internal-error", "Internal Error", "An error has occurred."),
        };
        let mut problem = Self::new(status, kind, title, detail);
        if code != 0 {
            problem.kind = format!("https://developer.vonage.com/api-errors/messages#{code}");
        }
        problem
    }

    pub(super) fn unauthorized() -> Self {
        Self::of_status(401, 0)
    }

    /// A request that does not exist, or not any more.
    pub(super) fn no_request(id: &str) -> Self {
        let detail = format!("Request {id} was not found or it has been verified already.");
        Self::new(404, "#not-found", "Not Found", &detail)
    }

    /// Another verification of the number is running: this one, if it is told.
    pub(super) fn running(id: Option<&str>) -> Self {
        let problem = Self::of_status(409, 0);
        match id {
            Some(id) => problem.with("request_id", json!(id)),
            None => problem,
        }
    }

    pub(super) fn no_more_events(id: &str) -> Self {
        let detail = "There are no more events left to trigger.";
        Self::new(409, "/verify#conflict", "Conflict", detail).with("request_id", json!(id))
    }

    /// Asked for too early.
    pub(super) fn too_early() -> Self {
        let detail = "The request cannot be cancelled within its first 30 seconds.";
        Self::new(409, "/verify#conflict", "Conflict", detail)
    }

    /// What is wrong with which field.
    pub(super) fn invalid(name: &str, reason: &str) -> Self {
        Self::of_status(422, 0).with("invalid_parameters", json!([{ "name": name, "reason": reason }]))
    }

    /// The same of Messages.
    pub(super) fn invalid_message(name: &str, reason: &str) -> Self {
        Self::of_status(422, 1150).with("invalid_parameters", json!([{ "name": name, "reason": reason }]))
    }
}

impl From<Problem> for Reply {
    fn from(problem: Problem) -> Self {
        let mut body = json!({
            "type": problem.kind, "title": problem.title, "detail": problem.detail, "instance": uuid(),
        });
        for (name, value) in problem.more {
            body[name] = value;
        }
        Self::text(problem.status, "application/problem+json".to_owned(), body.to_string())
    }
}
