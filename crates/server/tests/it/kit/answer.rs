//! What the house answered, and the few things that hold for every answer.

use poem::{http::HeaderMap, test::TestResponse};
use serde_json::Value;

/// One answer, whole.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    /// The body; `Null` where there is none or it is no JSON.
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) async fn of(response: TestResponse) -> Self {
        let (parts, body) = response.0.into_parts();
        let body = body.into_string().await.unwrap();
        Self::new(parts.status.as_u16(), parts.headers, &body)
    }

    pub(crate) fn new(status: u16, headers: HeaderMap, body: &str) -> Self {
        let answer = Self { status, headers, body: serde_json::from_str(body).unwrap_or_default() };
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{answer:?}");
        assert!(answer.header("cache-control").is_some(), "{answer:?}");
        answer
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// A success with this status.
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// A problem with this status and code, well formed as every problem is.
    #[track_caller]
    pub(crate) fn is_problem(&self, status: u16, code: &str) -> Value {
        assert_eq!((self.status, self.body["code"].as_str()), (status, Some(code)), "{}", self.body);
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        let body = &self.body;
        assert_eq!(body["status"], status);
        assert_eq!(body["type"], format!("/problems/{}", code.replace('_', "-")));
        assert!(body["title"].is_string() && body["error"].is_string() && body["error"] == body["detail"]);
        assert_eq!(body["request_id"].as_str(), self.header("x-request-id"));
        assert_eq!(
            body["retry_after"].as_u64().map(|s| s.to_string()).as_deref(),
            self.header("retry-after")
        );
        if matches!(status, 429 | 503) {
            assert!(body["retry_after"].as_u64().is_some_and(|seconds| seconds > 0), "{body}");
        }
        self.body.clone()
    }

    /// The refusal of all but one in a crowd; on a machine that is busy with other things, some may be turned away instead.
    #[track_caller]
    pub(crate) fn is_refused_in_a_crowd(&self, status: u16, code: &str) {
        if self.status == 503 {
            self.is_problem(503, "unavailable");
        } else {
            self.is_problem(status, code);
        }
    }

    /// A refused code, with so many attempts left.
    #[track_caller]
    pub(crate) fn is_a_wrong_code(&self, left: u64) -> Value {
        let body = self.is_problem(422, "invalid_code");
        assert_eq!(body["attempts_left"], left, "{body}");
        body
    }

    /// A problem without what is different every time: for comparing two answers.
    pub(crate) fn alike(mut self) -> (u16, Value) {
        if let Some(body) = self.body.as_object_mut() {
            body.remove("request_id");
        }
        (self.status, self.body)
    }
}
