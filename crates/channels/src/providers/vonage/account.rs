//! An account at Vonage: who asks, from which sender, and where (<https://developer.vonage.com/en/getting-started/concepts/authentication>).

use std::io::Read;
use std::sync::Arc;
use std::time::SystemTime;

use secrecy::SecretString;

use super::token::Application;
use crate::channel::Channel;
use crate::finding::Finding;
use crate::http::Http;
use crate::provider::Parts;
use crate::request::{Credentials, Request};
use crate::settings::Settings;

/// Keys that say Vonage was meant.
pub(in crate::providers) const CLAIMS: &[&str] = &[
    "VONAGE_API_KEY",
    "VONAGE_API_SECRET",
    "VONAGE_APPLICATION_ID",
    "VONAGE_PRIVATE_KEY_FILE",
    "VONAGE_FROM",
    "VONAGE_WHATSAPP_NUMBER",
];

const KEY: &str = "VONAGE_API_KEY=a1b2c3d4, from https://dashboard.nexmo.com";
const SECRET: &str = "VONAGE_API_SECRET=A1b2C3d4E5f6G7h8, from https://dashboard.nexmo.com/settings";
const APPLICATION: &str = "VONAGE_APPLICATION_ID=78d335fa-323d-0114-9c3d-d6f0d48968cf";
const FILE: &str =
    "VONAGE_PRIVATE_KEY_FILE=/run/secrets/vonage.pem, downloaded when the application was made";
const IN_PART: &str = "Vonage is configured in part";
/// More than any key needs.
const LARGEST_PEM: u64 = 64 * 1024;

/// Whose Vonage this is.
#[derive(Clone)]
pub(in crate::providers) struct Account {
    key: Option<(String, SecretString)>,
    application: Option<Application>,
    /// The sender of text messages: a name or a number.
    pub(in crate::providers) from: Option<String>,
    /// The sender on WhatsApp, without plus.
    pub(in crate::providers) whatsapp: Option<String>,
    /// Of Verify and Messages.
    pub(in crate::providers) url: String,
    /// Of the account's balance: another host.
    rest_url: String,
    now: Arc<dyn Fn() -> SystemTime + Send + Sync>,
}

/// The account, if everything needed is there and well formed.
pub(in crate::providers) fn read(settings: &Settings, parts: &Parts, provider: &str) -> Option<Account> {
    let before = settings.faults().len();
    let by_application =
        settings.is_set("VONAGE_APPLICATION_ID") || settings.is_set("VONAGE_PRIVATE_KEY_FILE");
    let by_key = settings.is_set("VONAGE_API_KEY") || settings.is_set("VONAGE_API_SECRET");
    let application = if by_application { read_application(settings) } else { None };
    let key = if by_key || !by_application { read_key(settings) } else { None };
    let from = settings.text("VONAGE_FROM");
    if from.as_deref().is_some_and(|from| !is_sender(from)) {
        let fault = "must be 3 to 11 letters and digits, or a number without plus";
        settings.fault("VONAGE_FROM", fault, "VONAGE_FROM=Acme");
    }
    let whatsapp = read_whatsapp(settings, provider);
    let url = settings.base_url("VONAGE_BASE_URL", "https://api.nexmo.com");
    let rest_url = settings.base_url("VONAGE_REST_BASE_URL", "https://rest.nexmo.com");
    if settings.faults().len() > before {
        return None;
    }
    let now = Arc::clone(&parts.now);
    Some(Account { key, application, from, whatsapp, url: url?, rest_url: rest_url?, now })
}

fn read_key(settings: &Settings) -> Option<(String, SecretString)> {
    settings.required("VONAGE_API_KEY", IN_PART, KEY);
    settings.required("VONAGE_API_SECRET", IN_PART, SECRET);
    let (key, secret) =
        (settings.secret("VONAGE_API_KEY", KEY), settings.secret("VONAGE_API_SECRET", SECRET));
    Some((secrecy::ExposeSecret::expose_secret(&key?).to_owned(), secret?))
}

fn read_application(settings: &Settings) -> Option<Application> {
    settings.required("VONAGE_APPLICATION_ID", IN_PART, APPLICATION);
    settings.required("VONAGE_PRIVATE_KEY_FILE", IN_PART, FILE);
    let (id, file) = (settings.text("VONAGE_APPLICATION_ID"), settings.text("VONAGE_PRIVATE_KEY_FILE"));
    let shaped = |id: &String| id.len() == 36 && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    if id.as_ref().is_some_and(|id| !shaped(id)) {
        settings.fault("VONAGE_APPLICATION_ID", "must be a UUID", APPLICATION);
    }
    let mut pem = Vec::new();
    let opened = std::fs::File::open(file?).and_then(|file| file.take(LARGEST_PEM).read_to_end(&mut pem));
    if opened.is_err() {
        settings.fault("VONAGE_PRIVATE_KEY_FILE", "names a file that cannot be read", FILE);
        return None;
    }
    let application = Application::new(id?, &pem);
    if application.is_none() {
        let fault = "names a file that holds no RSA private key in PEM";
        settings.fault("VONAGE_PRIVATE_KEY_FILE", fault, FILE);
    }
    application
}

/// The sender on WhatsApp: needed as soon as the channel is this provider's.
fn read_whatsapp(settings: &Settings, provider: &str) -> Option<String> {
    let example = "VONAGE_WHATSAPP_NUMBER=447700900000";
    if settings.names(Channel::WhatsApp, provider) {
        settings.required("VONAGE_WHATSAPP_NUMBER", "WhatsApp has no sender without it", example);
    }
    let number = settings.text("VONAGE_WHATSAPP_NUMBER")?;
    let digits = number.trim_start_matches('+');
    if (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Some(digits.to_owned());
    }
    settings.fault("VONAGE_WHATSAPP_NUMBER", "must be a number with its country code", example);
    None
}

fn is_sender(from: &str) -> bool {
    let name = (3..=11).contains(&from.len()) && from.bytes().all(|b| b.is_ascii_alphanumeric());
    name || ((7..=15).contains(&from.len()) && from.bytes().all(|b| b.is_ascii_digit()))
}

impl Account {
    /// Who asks: the application where there is one, as Vonage's own libraries choose.
    pub(in crate::providers) fn credentials(&self) -> Credentials {
        if let Some(application) = &self.application {
            let token = application.token((self.now)());
            return token.map_or(Credentials::None, Credentials::Bearer);
        }
        self.key.as_ref().map_or(Credentials::None, |(user, password)| Credentials::Basic {
            user: user.clone(),
            password: password.clone(),
        })
    }

    /// What can be said of the account without sending anything: its balance, which only the key may read.
    pub(in crate::providers) async fn examine(&self, http: &Http) -> Vec<Finding> {
        // the application asks where there is one: a good key says nothing of it
        let mut findings: Vec<Finding> = self.application.iter().map(|_| unseen()).collect();
        if let Some((user, password)) = &self.key {
            findings.push(self.balance(http, user, password).await);
        }
        findings
    }

    async fn balance(&self, http: &Http, user: &str, password: &SecretString) -> Finding {
        let subject = "VONAGE_API_KEY";
        let credentials = Credentials::Basic { user: user.to_owned(), password: password.clone() };
        let url = format!("{}/account/get-balance", self.rest_url);
        let Ok(reply) = http.ask(&Request::get(url, credentials)).await else {
            let remedy = "check the network, DNS and VONAGE_REST_BASE_URL from this machine";
            return Finding::fault(subject, "Vonage cannot be reached", remedy);
        };
        let answer: serde_json::Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        match (reply.status, answer["value"].as_f64()) {
            (200, Some(balance)) if balance > 0.0 => {
                Finding::good(subject, format!("the account has a balance of {balance:.2} EUR"))
            }
            (200, Some(_)) => {
                let remedy = "top it up at https://dashboard.nexmo.com";
                Finding::fault(subject, "the account has no money left", remedy)
            }
            (200, None) => Finding::fault(
                subject,
                "something answers, but not as Vonage does",
                "look at VONAGE_REST_BASE_URL, and at what stands between this machine and Vonage",
            ),
            (401, _) => Finding::fault(
                subject,
                "Vonage refuses the credentials (HTTP 401)",
                "copy VONAGE_API_KEY and VONAGE_API_SECRET again from https://dashboard.nexmo.com",
            ),
            (status, _) => Finding::fault(
                subject,
                format!("Vonage answers HTTP {status}"),
                "see https://vonageapi.statuspage.io and try again",
            ),
        }
    }
}

/// An application may send, and look at nothing.
fn unseen() -> Finding {
    Finding::note(
        "VONAGE_APPLICATION_ID",
        "not looked at: only a message shows whether Vonage takes the application and its private key",
        Some(
            "try it with `doorcode send`; with VONAGE_API_KEY and VONAGE_API_SECRET beside it the balance is told",
        ),
    )
}
