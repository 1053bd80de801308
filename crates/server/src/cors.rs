//! Which web pages may call us from a browser, and what they may read of the answer. Never with credentials mode: there
//! are no cookies.

use poem::{
    Request, Response,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
};

/// The methods of the contract.
const METHODS: &str = "GET, POST, PUT, PATCH, DELETE";
/// The headers a page may send.
const HEADERS: &str = "authorization, content-type, x-request-id";
/// The headers a page may read.
const EXPOSED: &str = "date, retry-after, x-request-id";
/// Seconds a browser may remember a preflight.
const REMEMBERED: &str = "600";

/// The origins that are let in.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    /// Exactly these.
    pub listed: Vec<String>,
    /// And every page served from this machine.
    pub loopback: bool,
}

impl Origins {
    /// Whether a page of this origin may call.
    pub fn admit(&self, origin: &str) -> bool {
        self.listed.iter().any(|listed| listed == origin) || (self.loopback && is_loopback(origin))
    }

    /// The answer to a preflight; `None` for any other request.
    pub fn preflight(&self, request: &Request) -> Option<Response> {
        let asked = request.headers().get(header::ACCESS_CONTROL_REQUEST_METHOD);
        if request.method() != Method::OPTIONS || asked.is_none() {
            return None;
        }
        let mut response = Response::builder().status(StatusCode::NO_CONTENT).finish();
        let headers = response.headers_mut();
        if request.headers().get(header::ORIGIN).is_some_and(|origin| self.admits(origin)) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(METHODS));
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(HEADERS));
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(REMEMBERED));
        }
        Some(response)
    }

    fn admits(&self, origin: &HeaderValue) -> bool {
        origin.to_str().is_ok_and(|origin| self.admit(origin))
    }

    /// Marks an answer, errors included, as readable for the page that asked.
    pub fn allow(&self, origin: Option<&HeaderValue>, headers: &mut HeaderMap) {
        let Some(origin) = origin else { return };
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
        if self.admits(origin) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
        }
    }
}

/// `http` or `https` on `localhost`, 127.0.0.1 or `[::1]`, with any port or none.
fn is_loopback(origin: &str) -> bool {
    let rest = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    let Some(rest) = rest else { return false };
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|host| match rest.strip_prefix(host) {
        Some("") => true,
        Some(port) => port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok()),
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_let_in_and_lookalikes_are_not() {
        let origins = Origins { listed: vec!["https://app.example.com".to_owned()], loopback: true };
        for origin in [
            "http://localhost",
            "http://localhost:5173",
            "https://127.0.0.1:3000",
            "http://[::1]:8000",
            "https://app.example.com",
        ] {
            assert!(origins.admit(origin), "{origin}");
        }
        for origin in [
            "http://localhost.evil.example",
            "http://localhost:5173.evil.example",
            "http://evil.example",
            "https://app.example.com.evil.example",
            "http://127.0.0.1@evil.example",
            "null",
            "",
        ] {
            assert!(!origins.admit(origin), "{origin}");
        }
        let production = Origins { loopback: false, ..origins };
        assert!(!production.admit("http://localhost:5173"));
    }
}
