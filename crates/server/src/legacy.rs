//! What clients that are older than the contract are owed: fields of their own in every problem of their routes, and a word
//! that a route has a successor. Edge errors (no such role, a wrong method, a body too large) are no exception.

use poem::http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::problem::{Problem, ProblemCode};

/// The beginning and ends of the routes that speak of `success` and `message`.
const PHONE: (&str, [&str; 2]) = ("/api/", ["/send-otp", "/verify-otp"]);
/// The reset as it was, and where it is now.
const FORGOT_PASSWORD: (&str, &str) =
    ("/forgot-password", "</forgot-password-otp>; rel=\"successor-version\"");
/// When the old one was succeeded (RFC 9745: seconds since 1970): 2026-11-21.
const SINCE: &str = "@1795219200";

/// Whether `path` is one of `/api/{role}/send-otp` and `/api/{role}/verify-otp`, whatever the role.
fn is_phone(path: &str) -> bool {
    let (start, ends) = PHONE;
    let rest = path.trim_end_matches('/').strip_prefix(start);
    let role = rest.and_then(|rest| ends.iter().find_map(|end| rest.strip_suffix(end)));
    role.is_some_and(|role| !role.is_empty() && !role.contains('/'))
}

/// Adds what older clients read to a problem of `path`.
pub fn speak(problem: &mut Problem, path: &str) {
    if !is_phone(path) {
        return;
    }
    let sentence = match problem.code {
        ProblemCode::TooManyRequests => Some("Too many OTP requests. Please try again later."),
        ProblemCode::InvalidCode => Some("Invalid or expired OTP"),
        _ => None,
    };
    if let Some(sentence) = sentence {
        sentence.clone_into(&mut problem.error);
        sentence.clone_into(&mut problem.detail);
    }
    problem.success = Some(false);
    problem.message = Some(problem.error.clone());
}

/// Says of an answer that its route has a successor (RFC 9745, RFC 5829).
pub fn mark(path: &str, headers: &mut HeaderMap) {
    let (old, successor) = FORGOT_PASSWORD;
    if path.trim_end_matches('/') == old {
        headers.insert(HeaderName::from_static("deprecation"), HeaderValue::from_static(SINCE));
        headers.insert(header::LINK, HeaderValue::from_static(successor));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_routes_are_known_whatever_the_role() {
        for path in ["/api/core/send-otp", "/api/core/send-otp/", "/api/nobody/verify-otp"] {
            assert!(is_phone(path), "{path}");
        }
        for path in
            ["/send-otp", "/api/send-otp", "/api//send-otp", "/api/v1/auth/send-otp", "/api/core/other"]
        {
            assert!(!is_phone(path), "{path}");
        }
    }
}
