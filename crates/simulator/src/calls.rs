//! What was asked of the simulated vendor, in order, so that a test can say "at most five times".

use std::collections::BTreeMap;
use std::ops::Deref;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::vendor::Vendor;

/// What a request wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A code of the vendor's making is to be sent: `POST …/Verifications`.
    Start,
    /// A code is to be checked: `POST …/VerificationCheck`.
    Check,
    /// A verification is to be ended: `POST …/Verifications/{Sid}` with `Status=canceled`.
    Cancel,
    /// `POST …/Verifications/{Sid}` with any other status.
    Approve,
    /// `GET …/Verifications/{Sid}`.
    Fetch,
    /// Services and what is set up beside them: rate limits, buckets, senders by country, templates, the safe list.
    Service,
    /// A text of one's own wording is to be sent, by any vendor: `POST …/Messages.json`.
    Text,
    /// `GET …/Messages/{Sid}.json`.
    FetchText,
    /// `POST …/Messages/{Sid}/Feedback.json`.
    Feedback,
    /// `POST …/Calls.json`: somebody is to be called.
    Dial,
    /// `GET …/Calls/{Sid}.json`.
    FetchDial,
    /// The account, its balance or its numbers.
    Account,
    /// The list of attempts, one of them, or their summary.
    Attempts,
    /// No route of ours.
    Other,
}

/// One request as it arrived.
#[derive(Debug, Clone, Serialize)]
pub struct Call {
    /// Counts up from 1; the order of arrival.
    pub number: u64,
    /// Who was asked.
    pub vendor: Vendor,
    /// What it wanted.
    pub kind: Kind,
    /// The HTTP method.
    pub method: String,
    /// The path, without query.
    pub path: String,
    /// The Verify Service in the path.
    pub service_sid: Option<String>,
    /// The address it is about: `To`, or that of the verification it names, also after its end.
    pub to: Option<String>,
    /// The user name of its Basic authentication.
    pub user: Option<String>,
    /// The form as sent (the last of repeated names).
    pub form: BTreeMap<String, String>,
    /// The body, where it was no form.
    pub body: Option<String>,
    /// The headers but `authorization`, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The status answered; `None` while it hangs, and when the line was cut.
    pub status: Option<u16>,
}

/// The requests seen so far, oldest first; only the latest 50,000 are kept.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(transparent)]
pub struct Calls(Vec<Call>);

impl Calls {
    pub(crate) const fn new(calls: Vec<Call>) -> Self {
        Self(calls)
    }

    /// How often a code was to be sent to `to`, whatever the answer was.
    pub fn starts(&self, to: &str) -> usize {
        self.count(Kind::Start, to)
    }

    /// How often a code for `to` was to be checked, whatever the answer was.
    pub fn checks(&self, to: &str) -> usize {
        self.count(Kind::Check, to)
    }

    /// How often the verification of `to` was to be canceled, whatever the answer was.
    pub fn cancels(&self, to: &str) -> usize {
        self.count(Kind::Cancel, to)
    }

    /// How often a text was to be sent to `to`, whatever the answer was.
    pub fn texts(&self, to: &str) -> usize {
        self.count(Kind::Text, to)
    }

    /// How often `to` was to be called, whatever the answer was.
    pub fn dials(&self, to: &str) -> usize {
        self.count(Kind::Dial, to)
    }

    /// The requests of one kind, to anybody.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Call> {
        self.0.iter().filter(move |call| call.kind == kind)
    }

    fn count(&self, kind: Kind, to: &str) -> usize {
        self.of(kind).filter(|call| call.to.as_deref() == Some(to)).count()
    }
}

impl Call {
    /// The body, where it is JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_str(self.body.as_deref()?).ok()
    }
}

impl Deref for Calls {
    type Target = [Call];

    fn deref(&self) -> &[Call] {
        &self.0
    }
}
