//! Twilio Verify v2: a hosted service that makes, sends and checks codes (<https://www.twilio.com/docs/verify/api>).
//! Nothing of a request but the address, the channel, the language and the code ever reaches it.

mod examine;
mod languages;
mod reports;
mod settings;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::twilio::account::Account;
use super::twilio::errors;
use super::twilio::seal::Seal;
use super::twilio::wire::{is_same, is_sid};
use crate::channel::Channel;
use crate::code::Code;
use crate::error::{Failure, ProviderError};
use crate::finding::Finding;
use crate::http::{Http, Reply};
use crate::provider::{Codes, Parts, Provider};
use crate::purpose::Purpose;
use crate::report::{Incoming, Report, ReportFault};
use crate::request::Request;
use crate::settings::Settings;
use crate::verifier::{Ask, Found, MessageId, Reference, Started, Verdict, Verifier};

/// The entry.
pub(crate) const PROVIDER: Provider = Provider {
    name: "twilio-verify",
    channels: &Channel::ALL,
    codes: Codes::Hosted,
    reports: true,
    claims: &[
        "TWILIO_ACCOUNT_SID",
        "TWILIO_AUTH_TOKEN",
        "TWILIO_API_KEY_SID",
        "TWILIO_API_KEY_SECRET",
        "TWILIO_VERIFY_SERVICE_SID",
        "TWILIO_VERIFY_SERVICE_SID_RESET",
        "TWILIO_VERIFY_SERVICE_SID_LOGIN",
        "TWILIO_VERIFY_SERVICE_SID_PHONE",
    ],
    build,
};

fn build(settings: &Settings, parts: &Parts) -> Option<Arc<dyn Verifier>> {
    let (account, services) = settings::read(settings)?;
    let (http, code_length) = (parts.http.clone(), parts.code_length);
    let seal = Seal::of(&account, parts.report_url(PROVIDER.name));
    let heard = Seal::unheard(&account, parts.public_url.as_deref());
    let heard = heard.unwrap_or_else(|| examine::sink(parts.report_url(PROVIDER.name).as_deref()));
    Some(Arc::new(TwilioVerify { http, account, services, seal, heard, code_length }))
}

struct TwilioVerify {
    http: Http,
    account: Account,
    services: Services,
    seal: Option<Seal>,
    /// How reports come, or why they do not.
    heard: Finding,
    code_length: u8,
}

/// The Verify Services of an account.
struct Services {
    /// VA…: that of every purpose without one of its own.
    usual: String,
    /// Those of single purposes, by the ending of their key.
    own: Vec<(&'static str, String)>,
    /// Of the API.
    url: String,
}

/// How far Twilio's clock and ours may be apart, plus the second its dates are cut to.
const CLOCKS_APART: Duration = Duration::from_secs(5);

/// A verification, as start, check and update answer with it. Every field may be absent or null.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Verification {
    sid: Option<String>,
    service_sid: Option<String>,
    to: Option<String>,
    channel: Option<String>,
    status: Option<String>,
    date_created: Option<String>,
    send_code_attempts: Option<Vec<Value>>,
}

impl Services {
    fn of(&self, purpose: Purpose) -> &str {
        let own = purpose.service_suffix().and_then(|suffix| self.own.iter().find(|(of, _)| *of == suffix));
        own.map_or(&self.usual, |(_, sid)| sid)
    }
}

impl TwilioVerify {
    fn error(failure: Failure) -> ProviderError {
        ProviderError::new(PROVIDER.name, failure)
    }

    async fn post(
        &self,
        service: &str,
        path: &str,
        form: Vec<(&'static str, String)>,
    ) -> Result<Reply, ProviderError> {
        let url = format!("{}/v2/Services/{service}/{path}", self.services.url);
        self.http.ask_as(PROVIDER.name, &Request::form(url, self.account.credentials(), form)).await
    }

    /// An answer counts only if it is well formed and about this Service and this address.
    fn read(reply: &Reply, service: &str, ask: &Ask) -> Result<Verification, ProviderError> {
        let garbled = || errors::unusable(PROVIDER.name, reply);
        let read: Verification = serde_json::from_slice(&reply.body).map_err(|_| garbled())?;
        let ours = read.service_sid.as_deref() == Some(service)
            && read.to.as_deref().is_some_and(|to| is_same(to, &ask.to))
            && read.sid.as_deref().is_some_and(|sid| is_sid(sid, "VE"));
        if ours { Ok(read) } else { Err(garbled()) }
    }

    /// What a check of `target` says, and of which verification.
    async fn ask_check(
        &self,
        ask: &Ask,
        service: &str,
        target: (&'static str, String),
        code: &Code,
    ) -> Result<(Verdict, Verification), ProviderError> {
        let form = vec![target, ("Code", code.expose().to_owned())];
        let reply = self.post(service, "VerificationCheck", form).await?;
        if reply.is_success() {
            let read = Self::read(&reply, service, ask)?;
            let said =
                verdict(read.status.as_deref()).ok_or_else(|| errors::unusable(PROVIDER.name, &reply))?;
            return Ok((said, read));
        }
        match errors::of_check(PROVIDER.name, &reply) {
            errors::Checked::Gone => Ok((Verdict::Gone, Verification::default())),
            // a code Twilio would not even look at is a wrong one
            errors::Checked::Malformed => Ok((Verdict::Wrong, Verification::default())),
            errors::Checked::Failed(error) => Err(error),
        }
    }
}

#[async_trait]
impl Verifier for TwilioVerify {
    fn station(&self, purpose: Purpose) -> String {
        self.services.of(purpose).to_owned()
    }

    fn decoy(&self, ask: &Ask) -> Reference {
        let sid = format!("{}/VE{:032x}", self.services.of(ask.purpose), rand::random::<u128>());
        Reference::new(sid).unwrap_or_else(|| unreachable!("two SIDs are a reference"))
    }

    async fn start(&self, ask: &Ask, previous: Option<&Reference>) -> Result<Started, ProviderError> {
        let service = self.services.of(ask.purpose);
        let mut form = vec![("To", ask.to.as_str().to_owned()), ("Channel", ask.channel.as_str().to_owned())];
        if let Some(language) = languages::tag(ask) {
            form.push(("Locale", language.to_owned()));
        }
        let reply = self.post(service, "Verifications", form).await?;
        if !reply.is_success() {
            return Err(errors::of_start(PROVIDER.name, &reply));
        }
        let begun = Self::read(&reply, service, ask)?;
        if begun.status.as_deref() != Some("pending") {
            return Err(errors::unusable(PROVIDER.name, &reply));
        }
        let sid = begun.sid.unwrap_or_default();
        let reference = Reference::new(format!("{service}/{sid}"))
            .ok_or_else(|| errors::unusable(PROVIDER.name, &reply))?;
        let attempts = begun.send_code_attempts.unwrap_or_default();
        let before = attempts.len() > 1;
        // a verification sends several messages, and each has reports of its own
        let newest = attempts.iter().max_by_key(|attempt| attempt["time"].as_str());
        let channel = begun.channel.and_then(|name| name.to_lowercase().parse().ok());
        let repeated = before && previous != Some(&reference);
        let channel = channel.unwrap_or(ask.channel);
        Ok(Started { reference, message: newest.and_then(attempt_of), channel, repeated })
    }

    async fn check(&self, ask: &Ask, reference: &Reference, code: &Code) -> Result<Verdict, ProviderError> {
        let Some((service, sid)) = parts(reference) else { return Ok(Verdict::Gone) };
        let target = ("VerificationSid", sid.to_owned());
        let (verdict, of) = self.ask_check(ask, service, target, code).await?;
        // what is said of another verification says nothing of ours
        if of.sid.is_some_and(|other| other != sid) {
            return Err(Self::error(Failure::Unknown));
        }
        Ok(verdict)
    }

    async fn check_lost(&self, ask: &Ask, since: SystemTime, code: &Code) -> Result<Found, ProviderError> {
        let service = self.services.of(ask.purpose);
        let target = ("To", ask.to.as_str().to_owned());
        let (said, of) = self.ask_check(ask, service, target, code).await?;
        match said {
            Verdict::Wrong => return Ok(Found::Wrong),
            Verdict::Gone => return Ok(Found::Gone),
            Verdict::Right => {}
        }
        let born = of.date_created.and_then(|date| OffsetDateTime::parse(&date, &Rfc3339).ok());
        let young = born.is_some_and(|born| SystemTime::from(born) + CLOCKS_APART >= since);
        let reference = of.sid.and_then(|sid| Reference::new(format!("{service}/{sid}")));
        Ok(match reference {
            Some(reference) if young => Found::Right(reference),
            _ => Found::Gone,
        })
    }

    async fn cancel(&self, _ask: &Ask, reference: &Reference) -> Result<(), ProviderError> {
        let Some((service, sid)) = parts(reference) else { return Ok(()) };
        let form = vec![("Status", "canceled".to_owned())];
        let reply = self.post(service, &format!("Verifications/{sid}"), form).await?;
        match reply.status {
            // gone already is as good
            200..=299 | 404 => Ok(()),
            _ => Err(errors::of_start(PROVIDER.name, &reply)),
        }
    }

    fn reports(&self, incoming: &Incoming) -> Result<Vec<Report>, ReportFault> {
        let seal = self.seal.as_ref().ok_or(ReportFault::NotOffered)?;
        reports::read(&seal.opened(incoming)?, &self.account.sid)
    }

    fn languages(&self) -> &'static [&'static str] {
        &languages::SPOKEN
    }

    async fn examine(&self) -> Vec<Finding> {
        self.examine_account().await
    }
}

/// Decided on the status alone; a wrong code is no error at Twilio. Nothing for a status that says neither.
fn verdict(status: Option<&str>) -> Option<Verdict> {
    match status? {
        "approved" => Some(Verdict::Right),
        "pending" | "max_attempts_reached" => Some(Verdict::Wrong),
        "canceled" | "expired" | "deleted" | "failed" => Some(Verdict::Gone),
        _ => None,
    }
}

/// What a message of a verification is known by: the SID of its attempt.
fn attempt_of(attempt: &Value) -> Option<MessageId> {
    attempt["attempt_sid"].as_str().filter(|sid| is_sid(sid, "VL")).and_then(MessageId::new)
}

/// The Service and the verification of a reference; nothing for one that another provider made.
fn parts(reference: &Reference) -> Option<(&str, &str)> {
    reference.as_str().split_once('/').filter(|(service, sid)| is_sid(service, "VA") && is_sid(sid, "VE"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_approved_is_approved() {
        for (status, expected) in [
            (Some("approved"), Some(Verdict::Right)),
            (Some("pending"), Some(Verdict::Wrong)),
            (Some("max_attempts_reached"), Some(Verdict::Wrong)),
            (Some("canceled"), Some(Verdict::Gone)),
            (Some("expired"), Some(Verdict::Gone)),
            (Some("deleted"), Some(Verdict::Gone)),
            (Some("failed"), Some(Verdict::Gone)),
            (Some("Approved"), None),
            (Some(" approved"), None),
            (Some(""), None),
            (None, None),
        ] {
            assert_eq!(verdict(status), expected, "{status:?}");
        }
    }

    #[test]
    fn a_reference_is_a_service_and_a_verification() {
        let hex = "0123456789abcdef0123456789abcdef";
        let read = |text: String| parts(&Reference::new(text).unwrap()).is_some();
        assert!(read(format!("VA{hex}/VE{hex}")));
        for foreign in
            [hex.to_owned(), format!("VE{hex}"), format!("VA{hex}/.."), format!("VA{hex}/VE{hex}/x")]
        {
            assert!(!read(foreign.clone()), "{foreign}");
        }
    }
}
