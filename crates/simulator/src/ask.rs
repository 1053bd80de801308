//! A request as far as a vendor cares: no HTTP in here.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::twilio::form::Form;

/// A request, as far as a vendor cares.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ask {
    pub(crate) method: String,
    pub(crate) path: String,
    /// The path, split at its slashes and percent-decoded.
    pub(crate) segments: Vec<String>,
    pub(crate) form: Form,
    pub(crate) query: Form,
    /// Names in lower case; the last of repeated ones.
    pub(crate) headers: BTreeMap<String, String>,
    /// As it came, for whoever checks a signature.
    pub(crate) body: Vec<u8>,
    /// `http://` and the host as the caller names it, so that links lead back here.
    pub(crate) origin: String,
    /// Those of HTTP Basic.
    pub(crate) credentials: Option<(String, String)>,
}

impl Ask {
    pub(crate) fn new(method: &str, path: &str, headers: BTreeMap<String, String>, body: Vec<u8>) -> Self {
        let decoded = |segment: &str| {
            let pair = format!("s={segment}").replace('+', "%2B");
            let read: Vec<(String, String)> = serde_urlencoded::from_str(&pair).unwrap_or_default();
            read.into_iter().next().map_or_else(|| segment.to_owned(), |(_, text)| text)
        };
        let segments = path.split('/').filter(|segment| !segment.is_empty()).map(decoded).collect();
        let header = |name: &str| headers.get(name).map(String::as_str);
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            segments,
            form: Form::parse(header("content-type"), &body),
            query: Form::default(),
            origin: header("host")
                .map_or_else(|| "https://verify.twilio.com".to_owned(), |host| format!("http://{host}")),
            credentials: header("authorization").and_then(basic),
            headers,
            body,
        }
    }

    pub(crate) fn with_query(mut self, query: Option<&str>) -> Self {
        self.query = Form::of(query.unwrap_or_default().as_bytes());
        self
    }

    /// The path, to be matched.
    pub(crate) fn path(&self) -> Vec<&str> {
        self.segments.iter().map(String::as_str).collect()
    }

    /// A header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The body, where it is JSON, whatever it is said to be.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The token of `Authorization: Bearer`.
    pub(crate) fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.header("authorization")?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    }
}

fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, text) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(text.trim()).ok()?).ok()?;
    decoded.split_once(':').map(|(user, password)| (user.to_owned(), password.to_owned()))
}
