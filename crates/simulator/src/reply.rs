//! An answer before it is HTTP, and the shape of the vendor's errors. No state in here.

use poem::http::StatusCode;
use serde_json::{Value, json};

/// A status, a few headers, a body.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Body,
}

#[derive(Debug, Clone)]
pub(crate) enum Body {
    Empty,
    Json(Value),
    Other { content_type: String, text: String },
}

impl Reply {
    pub(crate) const fn json(status: u16, body: Value) -> Self {
        Self { status, headers: Vec::new(), body: Body::Json(body) }
    }

    pub(crate) const fn no_content() -> Self {
        Self { status: 204, headers: Vec::new(), body: Body::Empty }
    }

    pub(crate) const fn text(status: u16, content_type: String, text: String) -> Self {
        Self { status, headers: Vec::new(), body: Body::Other { content_type, text } }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn into_response(self, stamp: &str, request_id: &str) -> poem::Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = poem::Response::builder().status(status).header(stamp, request_id);
        for (name, value) in self.headers {
            response = response.header(name, value);
        }
        match self.body {
            Body::Empty => response.finish(),
            Body::Json(value) => response.content_type("application/json").body(value.to_string()),
            Body::Other { content_type, text } => response.content_type(content_type).body(text),
        }
    }
}

/// Twilio's error: `{"code":60200,"message":…,"more_info":…,"status":400}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) status: u16,
    pub(crate) code: u32,
    pub(crate) message: String,
    /// The seconds until it would not be one any more, where that is known.
    pub(crate) wait: Option<u64>,
}

impl Fault {
    pub(crate) fn new(status: u16, code: u32, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), wait: None }
    }

    pub(crate) const fn for_seconds(mut self, wait: u64) -> Self {
        self.wait = Some(wait);
        self
    }
}

impl From<Fault> for Reply {
    fn from(fault: Fault) -> Self {
        let Fault { status, code, message, .. } = fault;
        // Gateways in front of the API answer without a code of their own.
        let body = if code == 0 {
            json!({ "message": message, "status": status })
        } else {
            let more_info = format!("https://www.twilio.com/docs/errors/{code}");
            json!({ "code": code, "message": message, "more_info": more_info, "status": status })
        };
        Self::json(status, body)
    }
}
