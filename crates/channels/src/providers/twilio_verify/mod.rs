//! Twilio Verify v2: a hosted service that makes, sends and checks codes (<https://www.twilio.com/docs/verify/api>).
//! Nothing of a request but the address, the channel, the language and the code ever reaches it.

mod errors;
mod examine;
mod languages;
mod settings;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use secrecy::SecretString;
use serde::{Deserialize, de::IgnoredAny};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::address::Address;
use crate::channel::Channel;
use crate::code::Code;
use crate::error::{Failure, ProviderError};
use crate::http::{Http, HttpFault, Reply, Request};
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
    send_code_attempts: Option<Vec<IgnoredAny>>,
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
        let reply = self.post(service, "VerificationCheck", form, true).await?;
        if (200..=299).contains(&reply.status) {
            let read = Self::read(&reply, service, ask)?;
            let said = verdict(read.status.as_deref()).ok_or_else(|| errors::unusable(&reply))?;
            return Ok((said, read));
        }
        match errors::of_check(&reply) {
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
        self.account.service(purpose).to_owned()
    }

    fn decoy(&self, ask: &Ask) -> Reference {
        let sid = format!("{}/VE{:032x}", self.account.service(ask.purpose), rand::random::<u128>());
        Reference::new(sid).unwrap_or_else(|| unreachable!("two SIDs are a reference"))
    }

    async fn start(&self, ask: &Ask, previous: Option<&Reference>) -> Result<Started, ProviderError> {
        let service = self.account.service(ask.purpose);
        let mut form = vec![("To", ask.to.as_str().to_owned()), ("Channel", ask.channel.as_str().to_owned())];
        if let Some(language) = languages::tag(ask) {
            form.push(("Locale", language.to_owned()));
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
        let repeated = before && previous != Some(&reference);
        Ok(Started { reference, channel: channel.unwrap_or(ask.channel), repeated })
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
        let service = self.account.service(ask.purpose);
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
        let reply = self.post(service, &format!("Verifications/{sid}"), form, true).await?;
        match reply.status {
            // gone already is as good
            200..=299 | 404 => Ok(()),
            _ => Err(errors::of_start(&reply)),
        }
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

fn is_sid(text: &str, prefix: &str) -> bool {
    let digits = text.strip_prefix(prefix).unwrap_or_default();
    digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The Service and the verification of a reference; nothing for one that another provider made.
fn parts(reference: &Reference) -> Option<(&str, &str)> {
    reference.as_str().split_once('/').filter(|(service, sid)| is_sid(service, "VA") && is_sid(sid, "VE"))
}

/// Twilio may write an address in another way than we do; the same it must be.
fn is_same(to: &str, ours: &Address) -> bool {
    to == ours.as_str() || Address::parse(to, None).is_ok_and(|theirs| theirs == *ours)
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

    #[test]
    fn an_address_is_the_same_however_it_is_written() {
        let ours = Address::stored("+12025550123").unwrap();
        assert!(is_same("+12025550123", &ours) && is_same("+1 (202) 555-0123", &ours));
        assert!(!is_same("+12025550124", &ours) && !is_same("", &ours) && !is_same("2025550123", &ours));
    }
}
