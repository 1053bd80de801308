//! Twilio Verify v2: a hosted service that makes, sends and checks codes (<https://www.twilio.com/docs/verify/api>).
//! Nothing of a request but the address, the channel, the language and the code ever reaches it.

mod errors;
mod examine;
mod settings;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use secrecy::SecretString;
use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::channel::Channel;
use crate::code::Code;
use crate::error::{Failure, ProviderError};
use crate::http::{Http, HttpFault, Reply, Request};
use crate::locale::Locale;
use crate::provider::{Parts, Provider};
use crate::purpose::Purpose;
use crate::settings::Settings;
use crate::verifier::{Ask, Finding, Found, Reference, Started, Verdict, Verifier};

/// The entry.
pub(crate) const PROVIDER: Provider = Provider { name: "twilio-verify", channels: &Channel::ALL, build };

fn build(settings: &Settings, parts: &Parts) -> Option<Arc<dyn Verifier>> {
    let account = settings::read(settings)?;
    Some(Arc::new(TwilioVerify { http: parts.http.clone(), account, code_length: parts.code_length }))
}

struct TwilioVerify {
    http: Http,
    account: Account,
    code_length: u8,
}

/// Whose Verify this is.
struct Account {
    /// AC…
    sid: String,
    /// The account's SID, or an API key's.
    user: String,
    password: SecretString,
    /// VA…: the Service of every purpose without one of its own.
    service: String,
    /// Services of single purposes, by the ending of their key.
    services: Vec<(&'static str, String)>,
    verify_url: String,
    api_url: String,
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
    send_code_attempts: Option<Vec<serde_json::Value>>,
}

impl Account {
    fn service(&self, purpose: Purpose) -> &str {
        let own =
            purpose.service_suffix().and_then(|suffix| self.services.iter().find(|(of, _)| *of == suffix));
        own.map_or(&self.service, |(_, sid)| sid)
    }
}

impl TwilioVerify {
    fn error(failure: Failure) -> ProviderError {
        ProviderError::new(PROVIDER.name, failure)
    }

    fn request(&self, url: String, form: Option<Vec<(&'static str, String)>>, may_repeat: bool) -> Request {
        Request {
            url,
            user: self.account.user.clone(),
            password: self.account.password.clone(),
            form,
            may_repeat,
        }
    }

    async fn post(
        &self,
        service: &str,
        path: &str,
        form: Vec<(&'static str, String)>,
        may_repeat: bool,
    ) -> Result<Reply, ProviderError> {
        let url = format!("{}/v2/Services/{service}/{path}", self.account.verify_url);
        let asked = self.http.ask(&self.request(url, Some(form), may_repeat)).await;
        asked.map_err(|fault| {
            Self::error(match fault {
                HttpFault::Unreachable => Failure::Unreachable,
                HttpFault::Unknown => Failure::Unknown,
            })
        })
    }

    /// An answer counts only if it is well formed and about this Service and this address.
    fn read(reply: &Reply, service: &str, ask: &Ask) -> Result<Verification, ProviderError> {
        let garbled = || errors::unusable(reply);
        let read: Verification = serde_json::from_slice(&reply.body).map_err(|_| garbled())?;
        let ours = read.service_sid.as_deref() == Some(service)
            && read.to.as_deref() == Some(ask.to.as_str())
            && read.sid.as_deref().is_some_and(|sid| is_sid(sid, "VE"));
        if ours { Ok(read) } else { Err(garbled()) }
    }

    async fn ask_check(
        &self,
        ask: &Ask,
        service: &str,
        target: (&'static str, String),
        code: &Code,
    ) -> Result<Option<Verification>, ProviderError> {
        let form = vec![target, ("Code", code.expose().to_owned())];
        let reply = self.post(service, "VerificationCheck", form, true).await?;
        match reply.status {
            200..=299 => Self::read(&reply, service, ask).map(Some),
            _ => match errors::of_check(&reply) {
                errors::Checked::Gone => Ok(None),
                // a code Twilio would not even look at is a wrong one
                errors::Checked::Malformed => Ok(Some(Verification::default())),
                errors::Checked::Failed(error) => Err(error),
            },
        }
    }
}

#[async_trait]
impl Verifier for TwilioVerify {
    fn station(&self, purpose: Purpose) -> String {
        self.account.service(purpose).to_owned()
    }

    fn decoy(&self, ask: &Ask) -> Reference {
        let sid = format!("{}/VE{:032x}", self.account.service(ask.purpose), rand::random::<u128>());
        Reference::new(sid).unwrap_or_else(|| unreachable!("two SIDs are a reference"))
    }

    async fn start(&self, ask: &Ask, previous: Option<&Reference>) -> Result<Started, ProviderError> {
        let service = self.account.service(ask.purpose);
        let mut form = vec![("To", ask.to.as_str().to_owned()), ("Channel", ask.channel.as_str().to_owned())];
        if let Some(locale) = ask.locale.as_ref().and_then(spoken) {
            form.push(("Locale", locale.to_owned()));
        }
        // once bytes have left, a send is never repeated
        let reply = self.post(service, "Verifications", form, true).await?;
        if !(200..=299).contains(&reply.status) {
            return Err(errors::of_start(&reply));
        }
        let begun = Self::read(&reply, service, ask)?;
        if begun.status.as_deref() != Some("pending") {
            return Err(errors::unusable(&reply));
        }
        let sid = begun.sid.unwrap_or_default();
        let reference = Reference::new(format!("{service}/{sid}")).ok_or_else(|| errors::unusable(&reply))?;
        let before = begun.send_code_attempts.map_or(0, |attempts| attempts.len()) > 1;
        let channel = begun.channel.and_then(|name| name.to_lowercase().parse().ok());
        Ok(Started {
            reference,
            channel: channel.unwrap_or(ask.channel),
            repeated: before && previous.is_none(),
        })
    }

    async fn check(&self, ask: &Ask, reference: &Reference, code: &Code) -> Result<Verdict, ProviderError> {
        let Some((service, sid)) = reference.as_str().split_once('/') else { return Ok(Verdict::Gone) };
        let target = ("VerificationSid", sid.to_owned());
        let Some(read) = self.ask_check(ask, service, target, code).await? else { return Ok(Verdict::Gone) };
        if read.status.as_deref() == Some("approved") && read.sid.as_deref() != Some(sid) {
            return Err(Self::error(Failure::Unknown));
        }
        Ok(verdict(read.status.as_deref()))
    }

    async fn check_lost(&self, ask: &Ask, since: SystemTime, code: &Code) -> Result<Found, ProviderError> {
        let service = self.account.service(ask.purpose);
        let target = ("To", ask.to.as_str().to_owned());
        let Some(read) = self.ask_check(ask, service, target, code).await? else { return Ok(Found::Gone) };
        match verdict(read.status.as_deref()) {
            Verdict::Wrong => return Ok(Found::Wrong),
            Verdict::Gone => return Ok(Found::Gone),
            Verdict::Right => {}
        }
        let born = read.date_created.and_then(|date| OffsetDateTime::parse(&date, &Rfc3339).ok());
        let young = born.is_some_and(|born| SystemTime::from(born) + CLOCKS_APART >= since);
        let reference = read.sid.and_then(|sid| Reference::new(format!("{service}/{sid}")));
        Ok(match reference {
            Some(reference) if young => Found::Right(reference),
            _ => Found::Gone,
        })
    }

    async fn cancel(&self, _ask: &Ask, reference: &Reference) -> Result<(), ProviderError> {
        let Some((service, sid)) = reference.as_str().split_once('/') else { return Ok(()) };
        let form = vec![("Status", "canceled".to_owned())];
        let reply = self.post(service, &format!("Verifications/{sid}"), form, true).await?;
        match reply.status {
            // gone already is as good
            200..=299 | 404 => Ok(()),
            _ => Err(errors::of_start(&reply)),
        }
    }

    async fn examine(&self) -> Vec<Finding> {
        self.examine_account().await
    }
}

/// Decided on the status alone; a wrong code is no error at Twilio.
fn verdict(status: Option<&str>) -> Verdict {
    match status {
        Some("approved") => Verdict::Right,
        Some("canceled" | "expired" | "deleted" | "failed") => Verdict::Gone,
        _ => Verdict::Wrong,
    }
}

fn is_sid(text: &str, prefix: &str) -> bool {
    let digits = text.strip_prefix(prefix).unwrap_or_default();
    digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The languages Verify speaks (<https://www.twilio.com/docs/verify/supported-languages>); for others it chooses by the number.
const SPOKEN: [&str; 41] = [
    "af", "ar", "ca", "zh", "zh-CN", "zh-HK", "hr", "cs", "da", "nl", "en", "en-GB", "et", "fi", "fr", "de",
    "el", "he", "hi", "hu", "id", "it", "ja", "kn", "ko", "lt", "ms", "mr", "nb", "pl", "pt", "pt-BR", "ro",
    "ru", "sk", "es", "sv", "th", "tr", "uk", "vi",
];

fn spoken(locale: &Locale) -> Option<&'static str> {
    let exact = SPOKEN.into_iter().find(|tag| tag.eq_ignore_ascii_case(locale.as_str()));
    exact.or_else(|| SPOKEN.into_iter().find(|tag| **tag == locale.language()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_twilio_does_not_speak_is_not_asked_for() {
        let asked = |tag: &str| spoken(&Locale::parse(tag).unwrap());
        assert_eq!(asked("pt-br"), Some("pt-BR"));
        assert_eq!(asked("de-AT"), Some("de"));
        assert_eq!(asked("tlh"), None);
    }

    #[test]
    fn only_approved_is_approved() {
        for (status, expected) in [
            (Some("approved"), Verdict::Right),
            (Some("Approved"), Verdict::Wrong),
            (Some("pending"), Verdict::Wrong),
            (Some("max_attempts_reached"), Verdict::Wrong),
            (Some("canceled"), Verdict::Gone),
            (None, Verdict::Wrong),
        ] {
            assert_eq!(verdict(status), expected, "{status:?}");
        }
    }
}
