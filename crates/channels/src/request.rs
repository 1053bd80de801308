//! A question to a provider over HTTP: pure data, which shows nothing of what it carries.

use std::fmt;

use reqwest::Method;
use secrecy::SecretString;
use serde::Serialize;

/// A request. `Debug` shows its verb, its kind and the names in its form.
pub struct Request {
    /// GET, POST or DELETE.
    pub verb: Verb,
    /// The whole URL.
    pub url: String,
    /// Who asks.
    pub credentials: Credentials,
    /// Further headers, names in lower case; `accept` is `application/json` unless it is among them.
    pub headers: Vec<(&'static str, String)>,
    /// What is asked.
    pub payload: Payload,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Looked at.
    Get,
    /// Asked for.
    Post,
    /// Ended.
    Delete,
}

/// Who asks.
pub enum Credentials {
    /// Nobody, or a header says it.
    None,
    /// HTTP Basic (RFC 7617).
    Basic {
        /// The name.
        user: String,
        /// The password.
        password: SecretString,
    },
    /// A bearer token (RFC 6750).
    Bearer(SecretString),
}

/// The body.
pub enum Payload {
    /// None.
    None,
    /// `application/x-www-form-urlencoded`.
    Form(Vec<(&'static str, String)>),
    /// As it is, byte for byte: for what is signed, and for JSON.
    Text {
        /// Its media type.
        content_type: &'static str,
        /// The body.
        text: String,
    },
}

impl Verb {
    pub(crate) const fn method(self) -> Method {
        match self {
            Self::Get => Method::GET,
            Self::Post => Method::POST,
            Self::Delete => Method::DELETE,
        }
    }
}

impl Request {
    fn new(verb: Verb, url: impl Into<String>, credentials: Credentials, payload: Payload) -> Self {
        Self { verb, url: url.into(), credentials, headers: Vec::new(), payload }
    }

    /// Looks.
    pub fn get(url: impl Into<String>, credentials: Credentials) -> Self {
        Self::new(Verb::Get, url, credentials, Payload::None)
    }

    /// Ends.
    pub fn delete(url: impl Into<String>, credentials: Credentials) -> Self {
        Self::new(Verb::Delete, url, credentials, Payload::None)
    }

    /// Asks with a form.
    pub fn form(url: impl Into<String>, credentials: Credentials, form: Vec<(&'static str, String)>) -> Self {
        Self::new(Verb::Post, url, credentials, Payload::Form(form))
    }

    /// Asks with JSON.
    pub fn json(url: impl Into<String>, credentials: Credentials, body: &impl Serialize) -> Self {
        // only a map with keys that are no text could fail, and nobody sends one
        let text = serde_json::to_string(body).unwrap_or_default();
        Self::text(url, credentials, "application/json", text)
    }

    /// Asks with a body as it is.
    pub fn text(
        url: impl Into<String>,
        credentials: Credentials,
        content_type: &'static str,
        text: String,
    ) -> Self {
        Self::new(Verb::Post, url, credentials, Payload::Text { content_type, text })
    }

    /// With one header more.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Request");
        shown.field("verb", &self.verb);
        match &self.payload {
            Payload::None => {}
            Payload::Form(form) => {
                shown.field("form", &form.iter().map(|(name, _)| *name).collect::<Vec<_>>());
            }
            Payload::Text { content_type, .. } => {
                shown.field("content_type", content_type);
            }
        }
        shown.finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_does_not_show_what_it_carries() {
        let basic = || Credentials::Basic { user: "AC0".to_owned(), password: "secret".to_owned().into() };
        let url = "https://example.com/+12025550123";
        let form = vec![("To", "+12025550123".to_owned()), ("Code", "482913".to_owned())];
        let json = serde_json::json!({ "to": "12025550123", "code": "482913" });
        let form = Request::form(url, basic(), form).with_header("x-key", "secret");
        let json = Request::json(url, Credentials::Bearer("secret".to_owned().into()), &json);
        let shown =
            format!("{form:?} {json:?} {:?} {:?}", Request::get(url, basic()), Request::delete(url, basic()));
        assert!(
            shown.contains("Code") && shown.contains("application/json") && shown.contains("Delete"),
            "{shown}"
        );
        for carried in ["12025550123", "482913", "secret", "AC0"] {
            assert!(!shown.contains(carried), "{carried} in {shown}");
        }
    }
}
