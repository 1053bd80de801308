//! The paths of Verify v2, of the account, of Messaging and of Voice, as far as they are simulated.

use crate::calls::Kind;
use crate::twilio::form::Form;

/// A path with its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route<'a> {
    Account { sid: &'a str },
    Balance { sid: &'a str },
    Texts { account: &'a str },
    Text { account: &'a str, sid: &'a str },
    Feedback { account: &'a str, sid: &'a str },
    Dials { account: &'a str },
    Dial { account: &'a str, sid: &'a str },
    Numbers { account: &'a str },
    MessagingService { sid: &'a str },
    Services,
    Service { sid: &'a str },
    Verifications { service: &'a str },
    Verification { service: &'a str, name: &'a str },
    Check { service: &'a str },
    RateLimits { service: &'a str },
    RateLimit { service: &'a str, sid: &'a str },
    Buckets { service: &'a str, limit: &'a str },
    Bucket { service: &'a str, limit: &'a str, sid: &'a str },
    Senders { service: &'a str },
    Sender { service: &'a str, country: &'a str },
    SafeNumbers,
    SafeNumber { number: &'a str },
    Templates,
    Attempts,
    AttemptsSummary,
    Attempt { sid: &'a str },
    Nowhere,
}

impl<'a> Route<'a> {
    /// Reads a path that was split at its slashes and percent-decoded.
    pub(crate) fn of(segments: &'a [String]) -> Self {
        let [first, rest @ ..] = segments else { return Self::Nowhere };
        let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
        match (first.as_str(), rest.as_slice()) {
            ("2010-04-01", &["Accounts", file]) => {
                file.strip_suffix(".json").map_or(Self::Nowhere, |sid| Self::Account { sid })
            }
            ("2010-04-01", &["Accounts", sid, "Balance.json"]) => Self::Balance { sid },
            ("2010-04-01", &["Accounts", account, "Messages.json"]) => Self::Texts { account },
            ("2010-04-01", &["Accounts", account, "Messages", file]) => {
                file.strip_suffix(".json").map_or(Self::Nowhere, |sid| Self::Text { account, sid })
            }
            ("2010-04-01", &["Accounts", account, "Messages", sid, "Feedback.json"]) => {
                Self::Feedback { account, sid }
            }
            ("2010-04-01", &["Accounts", account, "Calls.json"]) => Self::Dials { account },
            ("2010-04-01", &["Accounts", account, "Calls", file]) => {
                file.strip_suffix(".json").map_or(Self::Nowhere, |sid| Self::Dial { account, sid })
            }
            ("2010-04-01", &["Accounts", account, "IncomingPhoneNumbers.json"]) => Self::Numbers { account },
            ("v1", &["Services", sid]) => Self::MessagingService { sid },
            ("v2", &["Services"]) => Self::Services,
            ("v2", &["Services", sid]) => Self::Service { sid },
            ("v2", &["Services", service, "Verifications"]) => Self::Verifications { service },
            ("v2", &["Services", service, "Verifications", name]) => Self::Verification { service, name },
            ("v2", &["Services", service, "VerificationCheck"]) => Self::Check { service },
            ("v2", &["Services", service, "RateLimits"]) => Self::RateLimits { service },
            ("v2", &["Services", service, "RateLimits", sid]) => Self::RateLimit { service, sid },
            ("v2", &["Services", service, "RateLimits", limit, "Buckets"]) => {
                Self::Buckets { service, limit }
            }
            ("v2", &["Services", service, "RateLimits", limit, "Buckets", sid]) => {
                Self::Bucket { service, limit, sid }
            }
            ("v2", &["Services", service, "MessagingConfigurations"]) => Self::Senders { service },
            ("v2", &["Services", service, "MessagingConfigurations", country]) => {
                Self::Sender { service, country }
            }
            ("v2", &["SafeList", "Numbers"]) => Self::SafeNumbers,
            ("v2", &["SafeList", "Numbers", number]) => Self::SafeNumber { number },
            ("v2", &["Templates"]) => Self::Templates,
            ("v2", &["Attempts"]) => Self::Attempts,
            ("v2", &["Attempts", "Summary"]) => Self::AttemptsSummary,
            ("v2", &["Attempts", sid]) => Self::Attempt { sid },
            _ => Self::Nowhere,
        }
    }

    /// What a request on this path wants, whatever comes of it.
    pub(crate) fn kind(self, method: &str, form: &Form) -> Kind {
        match (self, method) {
            (Self::Verifications { .. }, "POST") => Kind::Start,
            (Self::Check { .. }, "POST") => Kind::Check,
            (Self::Verification { .. }, "POST") if form.get("Status") == Some("canceled") => Kind::Cancel,
            (Self::Verification { .. }, "POST") => Kind::Approve,
            (Self::Verification { .. }, "GET") => Kind::Fetch,
            (Self::Texts { .. }, "POST") => Kind::Text,
            (Self::Text { .. }, "GET") => Kind::FetchText,
            (Self::Feedback { .. }, "POST") => Kind::Feedback,
            (Self::Dials { .. }, "POST") => Kind::Dial,
            (Self::Dial { .. }, "GET") => Kind::FetchDial,
            (Self::Attempts | Self::AttemptsSummary | Self::Attempt { .. }, "GET") => Kind::Attempts,
            (Self::Account { .. } | Self::Balance { .. } | Self::Numbers { .. }, "GET") => Kind::Account,
            (
                Self::Services
                | Self::MessagingService { .. }
                | Self::Service { .. }
                | Self::RateLimits { .. }
                | Self::RateLimit { .. }
                | Self::Buckets { .. }
                | Self::Bucket { .. }
                | Self::Senders { .. }
                | Self::Sender { .. }
                | Self::SafeNumbers
                | Self::SafeNumber { .. }
                | Self::Templates,
                _,
            ) => Kind::Service,
            _ => Kind::Other,
        }
    }

    /// The Verify Service in the path.
    pub(crate) const fn service(self) -> Option<&'a str> {
        match self {
            Self::Service { sid: service }
            | Self::Verifications { service }
            | Self::Verification { service, .. }
            | Self::Check { service }
            | Self::RateLimits { service }
            | Self::RateLimit { service, .. }
            | Self::Buckets { service, .. }
            | Self::Bucket { service, .. }
            | Self::Senders { service }
            | Self::Sender { service, .. } => Some(service),
            _ => None,
        }
    }
}
