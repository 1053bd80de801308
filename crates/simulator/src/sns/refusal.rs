//! What SNS refuses with: a code, a status, and whose fault it is, as XML.

use crate::reply::Reply;
use crate::switches::{SnsThrottling, SnsUnknownKey, Switches};

/// One refusal (<https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors> and the common errors).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    MissingAuthenticationToken,
    IncompleteSignature,
    InvalidClientTokenId,
    SignatureDoesNotMatch,
    AuthorizationError,
    InvalidAction,
    InvalidParameter(String),
    OptedOut,
    /// Of a script: a status, with a code that goes with it or none.
    Scripted(u16, bool),
}

impl Refusal {
    /// The answer.
    pub(super) fn reply(&self, switches: &Switches) -> Reply {
        let (status, code, text) = self.parts(switches);
        let kind = if status >= 500 { "Receiver" } else { "Sender" };
        let code = if code.is_empty() { String::new() } else { format!("<Code>{code}</Code>") };
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        let (namespace, request) = (super::namespace(switches), super::request(switches));
        let body = format!(
            "<ErrorResponse{namespace}><Error><Type>{kind}</Type>{code}<Message>{text}</Message></Error>{request}\
             </ErrorResponse>"
        );
        Reply::text(status, "text/xml".to_owned(), body)
    }

    fn parts(&self, switches: &Switches) -> (u16, &str, String) {
        let fixed = |status, code, text: &str| (status, code, text.to_owned());
        match self {
            Self::MissingAuthenticationToken => {
                fixed(403, "MissingAuthenticationToken", "Request is missing Authentication Token")
            }
            Self::IncompleteSignature => {
                fixed(400, "IncompleteSignature", "The request signature does not conform to AWS standards.")
            }
            Self::InvalidClientTokenId => {
                let status = match switches.sns_unknown_key {
                    SnsUnknownKey::Forbidden => 403,
                    SnsUnknownKey::BadRequest => 400,
                };
                fixed(
                    status,
                    "InvalidClientTokenId",
                    "The security token included in the request is invalid.",
                )
            }
            Self::SignatureDoesNotMatch => fixed(
                403,
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided.",
            ),
            Self::AuthorizationError => {
                fixed(403, "AuthorizationError", "User is not authorized to perform this action")
            }
            Self::InvalidAction => fixed(400, "InvalidAction", "Could not find operation"),
            Self::InvalidParameter(text) => (400, "InvalidParameter", format!("Invalid parameter: {text}")),
            Self::OptedOut => fixed(400, "OptedOut", "The phone number is opted out"),
            Self::Scripted(429, true) => {
                let status = match switches.sns_throttling {
                    SnsThrottling::BadRequest => 400,
                    SnsThrottling::TooManyRequests => 429,
                };
                fixed(status, "Throttling", "Rate exceeded")
            }
            Self::Scripted(status, named) => {
                let code = match status {
                    _ if !named => "",
                    400 => "InvalidParameter",
                    403 => "AuthorizationError",
                    404 => "NotFound",
                    503 => "ServiceUnavailable",
                    _ => "InternalError",
                };
                fixed(*status, code, "As you wish")
            }
        }
    }
}
