//! Everything that can go wrong, in the one shape a caller sees (RFC 9457): every status code of ours lives in here.
//! No SQL, path, type name, provider text or submitted value may enter a problem.

mod code;
mod fault;
mod page;
mod refused;
mod render;

use std::time::Duration;

use identity::{Refusal, SecondFactorAsked, SecondFactorNeeded};
use poem::{
    Response,
    error::ResponseError,
    http::{HeaderValue, StatusCode, header},
};
use poem_openapi::{
    Object,
    types::{Example, ToJSON},
};

use crate::words::{ChannelWord, Time};

pub use code::{Facts, ProblemCode};
pub use fault::{FaultCode, FieldFault};
pub use page::page;
pub use refused::{Family, Refused, family};
pub use render::problem_of;

/// What went wrong. One schema for every status.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
#[oai(example)]
pub struct Problem {
    /// A help page for people, relative to this server.
    pub r#type: String,
    /// The kind of problem, the same for every occurrence.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The kind of problem, for a program to switch on.
    pub code: ProblemCode,
    /// The sentence to show to a person.
    pub error: String,
    /// The same sentence, under its RFC 9457 name.
    pub detail: String,
    /// Finds this request in the log; also in the header `x-request-id`.
    #[oai(skip_serializing_if_is_none)]
    pub request_id: Option<String>,
    /// Every field at fault.
    #[oai(skip_serializing_if_is_none)]
    pub errors: Option<Vec<FieldFault>>,
    /// How many tries of this code remain.
    #[oai(skip_serializing_if_is_none)]
    pub attempts_left: Option<u32>,
    /// Seconds to wait before the next try; also in the header `Retry-After`.
    #[oai(skip_serializing_if_is_none)]
    pub retry_after: Option<u64>,
    /// Only at `/api/{role}/send-otp` and `/api/{role}/verify-otp`, which older clients know: always `false`.
    #[oai(skip_serializing_if_is_none)]
    pub success: Option<bool>,
    /// Only there: the sentence of `error`.
    #[oai(skip_serializing_if_is_none)]
    pub message: Option<String>,
    /// What is needed to go on, where a second factor is.
    #[oai(skip_serializing_if_is_none)]
    pub second_factor: Option<SecondFactor>,
}

/// A code that went to the second factor.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
pub struct SecondFactor {
    /// Stands for the password at `/login/verify` and `/login/resend`; works once. Absent where a bearer token is used.
    #[oai(skip_serializing_if_is_none)]
    pub token: Option<String>,
    /// How the code travels.
    pub channel: ChannelWord,
    /// Where to, for its owner to recognise.
    pub masked_to: String,
    /// Until when the code can be checked.
    pub expires_at: Time,
    /// From when on a code can be sent again.
    pub resend_at: Time,
}

impl From<&SecondFactorAsked> for SecondFactor {
    fn from(asked: &SecondFactorAsked) -> Self {
        Self {
            token: asked.token.clone(),
            channel: asked.channel.into(),
            masked_to: asked.masked_to.clone(),
            expires_at: asked.expires_at.into(),
            resend_at: Time::not_before(asked.resend_at),
        }
    }
}

/// What the fields of a request are called, where operations differ.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    /// The one that a refused password is reported under.
    pub password: &'static str,
    /// The one that a taken number is reported under.
    pub phone: &'static str,
}

impl Names {
    /// What most operations call them.
    pub const USUAL: Self = Self { password: "password", phone: "phone" };
}

impl Example for Problem {
    fn example() -> Self {
        let fault = FieldFault::new("otp_code", FaultCode::Required, "otp_code is required.");
        let mut problem = Self::of_fields(vec![fault]);
        problem.request_id = Some("01KAJ3W4Q8ZT5M9D7XRB2C6VHN".to_owned());
        problem
    }
}

impl Problem {
    /// The problem `code`, in its own sentence.
    pub fn new(code: ProblemCode) -> Self {
        Self::saying(code, code.facts().sentence)
    }

    /// The problem `code`, in a more exact sentence.
    pub fn saying(code: ProblemCode, sentence: impl Into<String>) -> Self {
        let sentence = sentence.into();
        Self {
            r#type: format!("/problems/{}", code.slug()),
            title: code.facts().title.to_owned(),
            status: code.status().as_u16(),
            code,
            detail: sentence.clone(),
            error: sentence,
            request_id: None,
            errors: None,
            attempts_left: None,
            retry_after: None,
            success: None,
            message: None,
            second_factor: None,
        }
    }

    /// A body with these faults. A single fault speaks for itself; several are introduced.
    pub fn of_fields(faults: Vec<FieldFault>) -> Self {
        let sentence = match faults.as_slice() {
            [only] => only.message.clone(),
            _ => "Several fields are not valid.".to_owned(),
        };
        Self { errors: Some(faults), ..Self::saying(ProblemCode::InvalidRequest, sentence) }
    }

    /// A problem of one field.
    pub fn of_field(code: ProblemCode, fault: FieldFault) -> Self {
        Self { errors: Some(vec![fault.clone()]), ..Self::saying(code, fault.message) }
    }

    /// A problem that passes by itself after `wait`.
    #[must_use]
    pub fn after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(whole_seconds(wait));
        self
    }

    /// What a flow refused, in the words of the request.
    pub fn of_refusal(refusal: &Refusal, names: Names) -> Self {
        match refusal {
            Refusal::InvalidCode { attempts_left } => {
                Self { attempts_left: Some(*attempts_left), ..Self::new(ProblemCode::InvalidCode) }
            }
            Refusal::WeakPassword(fault) => {
                let fault = FieldFault::new(names.password, fault::of_password(fault), fault.to_string());
                Self::of_field(ProblemCode::WeakPassword, fault)
            }
            Refusal::Taken(field) => Self::of_field(ProblemCode::Taken, fault::of_taken(*field, names)),
            Refusal::TooMany { retry_after } => {
                let wait = whole_seconds(*retry_after);
                let sentence = format!("Too many requests. Try again in {wait} seconds.");
                Self::saying(ProblemCode::TooManyRequests, sentence).after(*retry_after)
            }
            Refusal::Unavailable { retry_after } => Self::new(ProblemCode::Unavailable).after(*retry_after),
            Refusal::Unauthorized => Self::new(ProblemCode::Unauthorized),
            Refusal::BadCredentials => Self::new(ProblemCode::BadCredentials),
            Refusal::NotVerified => Self::new(ProblemCode::NotVerified),
            Refusal::ReauthenticationRequired => Self::new(ProblemCode::ReauthenticationRequired),
            Refusal::SecondFactorRequired(needed) => Self::of_second_factor(needed),
            Refusal::NotFound => Self::not_yours(),
            Refusal::NoSuchAddress => Self::saying(ProblemCode::ChannelNotOffered, NO_SUCH_ADDRESS),
            Refusal::AccountDisabled => Self::new(ProblemCode::AccountDisabled),
            Refusal::ChannelNotOffered => Self::new(ProblemCode::ChannelNotOffered),
            Refusal::Undeliverable => Self::new(ProblemCode::Undeliverable),
            Refusal::DestinationBlocked => Self::new(ProblemCode::DestinationBlocked),
            Refusal::DeliveryFailed => Self::new(ProblemCode::DeliveryFailed),
            Refusal::NotChecked => Self::saying(ProblemCode::DeliveryFailed, NOT_CHECKED),
            Refusal::ForgedReport => Self::new(ProblemCode::InvalidSignature),
            Refusal::UnreadableReport => Self::saying(ProblemCode::InvalidRequest, UNREADABLE_REPORT),
            Refusal::Internal => Self::new(ProblemCode::Internal),
        }
    }

    /// An id in a path that names nothing, or something of somebody else's.
    pub fn not_yours() -> Self {
        Self::saying(ProblemCode::NotFound, NOT_YOURS)
    }

    fn of_second_factor(needed: &SecondFactorNeeded) -> Self {
        let (asked, sentence) = match needed {
            SecondFactorNeeded::Code(asked) => {
                (Some(asked), "Type the code that was sent to you, or a recovery code.")
            }
            SecondFactorNeeded::RecoveryCode => (None, "A recovery code is needed as well."),
            SecondFactorNeeded::Companion => {
                (None, "The code is right. Send your password or a recovery code as well.")
            }
            SecondFactorNeeded::SwitchedFirst => {
                (None, "This is the address of your second factor: switch it off, or to another one, first.")
            }
        };
        let second_factor = asked.map(|asked| SecondFactor::from(asked.as_ref()));
        Self { second_factor, ..Self::saying(ProblemCode::SecondFactorRequired, sentence) }
    }

    /// The HTTP status of this problem.
    pub fn http_status(&self) -> StatusCode {
        self.code.status()
    }

    /// The answer: `application/problem+json`, with `Retry-After` and `WWW-Authenticate` where they belong.
    pub fn response(&self, scheme: Scheme) -> Response {
        let mut response = Response::builder()
            .status(self.http_status())
            .header(header::CONTENT_TYPE, "application/problem+json")
            .body(self.to_json_string());
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.http_status() == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme.challenge());
        }
        response
    }
}

/// Signed, and not what this provider reports with.
const UNREADABLE_REPORT: &str = "The delivery report cannot be read.";
/// An id in a path.
const NOT_YOURS: &str = "There is no such thing, or it is not yours.";
/// The channel is served, and reaches nothing of this person.
const NO_SUCH_ADDRESS: &str = "No proven number or mailbox is on file that this channel reaches. Prove one first, or choose another channel.";
/// A check without an answer: nothing was sent, so the sentence about a code that may still arrive would mislead.
const NOT_CHECKED: &str =
    "The code could not be checked. Try the same code again; if it is refused then, ask for a new one.";

/// The way to authorise that a 401 asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scheme {
    /// An access token.
    #[default]
    Bearer,
    /// The name and secret of an API client.
    Basic,
    /// The same, for a script in a browser, which would show its own window for a `Basic` it is asked for. RFC 9110
    /// (11.6.1) wants a challenge in every 401, so it gets one that browsers do not know.
    BasicUnasked,
}

impl Scheme {
    fn challenge(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Bearer => "Bearer",
            Self::Basic => "Basic realm=\"doorcode\", charset=\"UTF-8\"",
            Self::BasicUnasked => "X-Basic realm=\"doorcode\", charset=\"UTF-8\"",
        })
    }
}

/// A problem on its way up through poem.
#[derive(Debug, thiserror::Error)]
#[error("{}", .problem.title)]
pub struct Raised {
    /// What went wrong.
    pub problem: Box<Problem>,
    /// What a 401 asks for.
    pub scheme: Scheme,
}

impl Raised {
    /// Wraps a problem whose 401, if it is one, asks for a bearer token.
    pub fn new(problem: Problem) -> Self {
        Self { problem: Box::new(problem), scheme: Scheme::Bearer }
    }
}

impl From<Problem> for Raised {
    fn from(problem: Problem) -> Self {
        Self::new(problem)
    }
}

impl From<Problem> for poem::Error {
    fn from(problem: Problem) -> Self {
        Raised::new(problem).into()
    }
}

impl ResponseError for Raised {
    fn status(&self) -> StatusCode {
        self.problem.http_status()
    }

    fn as_response(&self) -> Response {
        self.problem.response(self.scheme)
    }
}

/// Whole seconds, rounded up, so that a caller who waits exactly this long is not a moment early; at least one.
fn whole_seconds(wait: Duration) -> u64 {
    (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_rounded_up_to_whole_seconds() {
        let answers = [(0, 1), (1, 1), (999, 1), (1000, 1), (1001, 2), (29_999, 30)];
        for (millis, seconds) in answers {
            assert_eq!(whole_seconds(Duration::from_millis(millis)), seconds, "{millis} ms");
        }
    }

    #[test]
    fn retry_after_is_told_twice() {
        let problem = Problem::new(ProblemCode::TooManyRequests).after(Duration::from_millis(1500));
        let response = problem.response(Scheme::Bearer);
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()[header::RETRY_AFTER], "2");
        assert_eq!(problem.retry_after, Some(2));
    }

    #[test]
    fn a_single_fault_speaks_for_itself() {
        let one = FieldFault::new("phone", FaultCode::InvalidPhone, "Invalid phone number.");
        let two = FieldFault::new("email", FaultCode::InvalidEmail, "Invalid e-mail address.");
        assert_eq!(Problem::of_fields(vec![one.clone()]).error, "Invalid phone number.");
        assert_eq!(Problem::of_fields(vec![one, two]).error, "Several fields are not valid.");
    }
}
