//! Vonage Verify v2: a hosted service that makes, sends and checks codes (<https://developer.vonage.com/en/api/verify.v2>).
//! Nothing of a request but the address, the channel, the language and the code ever reaches it.
//!
//! One verification runs for a number at a time, whatever it is for: a second start is answered with 409 and the first one's
//! id. So sending again is ending and starting anew: another reference and another code, of which the newest counts. A
//! workflow of several steps would repeat the code, but Vonage goes on to the next step by itself, and every step costs.

mod languages;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::Sha256;

use super::uuid::{is_uuid, nobodys};
use super::vonage::account::{self, Account};
use super::vonage::{errors, written};
use crate::address::Address;
use crate::channel::Channel;
use crate::code::Code;
use crate::error::{Failure, ProviderError};
use crate::finding::Finding;
use crate::http::{Http, Reply};
use crate::provider::{Codes, Parts, Provider};
use crate::purpose::Purpose;
use crate::request::Request;
use crate::settings::Settings;
use crate::verifier::{Ask, MessageId, Reference, Started, Verdict, Verifier};

/// The entry.
pub(crate) const PROVIDER: Provider = Provider {
    name: "vonage-verify",
    channels: &Channel::ALL,
    codes: Codes::Hosted,
    reports: false,
    claims: account::CLAIMS,
    build,
};

/// Where every verification of an account collides: there are no Services.
const STATION: &str = "vonage";
/// What a brand may not hold, and how long it may be.
const BARRED: [char; 7] = ['\\', '/', '{', '}', ':', '$', '\n'];
const LONGEST_BRAND: usize = 16;
/// Seconds a step may last.
const LONGEST_LIFE: u64 = 900;
/// How long a verification that just began may refuse to be ended.
const EARLY: Duration = Duration::from_secs(30);

fn build(settings: &Settings, parts: &Parts) -> Option<Arc<dyn Verifier>> {
    let account = account::read(settings, parts, PROVIDER.name)?;
    Some(Arc::new(VonageVerify {
        http: parts.http.clone(),
        account,
        brand: brand(&parts.brand),
        // a workflow of one step lives as long as its step
        life: parts.ttl.as_secs().clamp(15, LONGEST_LIFE),
        is_shorter: parts.ttl.as_secs() > LONGEST_LIFE,
        code_length: parts.code_length.clamp(4, 10),
        key: parts.key,
    }))
}

struct VonageVerify {
    http: Http,
    account: Account,
    brand: String,
    life: u64,
    /// Codes would live longer here than they can there.
    is_shorter: bool,
    code_length: u8,
    /// Binds a verification to its address.
    key: [u8; 32],
}

/// What a start, its refusal and a check are answered with. Every field may be absent or null.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Answer {
    request_id: Option<String>,
    status: Option<String>,
}

impl VonageVerify {
    fn url(&self, path: &str) -> String {
        format!("{}/v2/verify{path}", self.account.url)
    }

    /// What a verification is stored by. Vonage never says whom one is about, so that it is kept beside its id.
    fn reference(&self, to: &Address, id: &str) -> Option<Reference> {
        Reference::new(format!("{}/{id}", self.tie(to)?))
    }

    /// The id of a reference, if it was made for this address.
    fn id_of<'r>(&self, to: &Address, reference: &'r Reference) -> Option<&'r str> {
        let (tie, id) = reference.as_str().split_once('/')?;
        (is_uuid(id) && self.tie(to)? == tie).then_some(id)
    }

    fn tie(&self, to: &Address) -> Option<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).ok()?;
        mac.update(b"vonage-verify address");
        mac.update(to.as_str().as_bytes());
        let number = u64::from_be_bytes(*mac.finalize().into_bytes().first_chunk::<8>()?);
        Some(format!("{number:016x}"))
    }

    async fn ask(&self, request: &Request) -> Result<Reply, ProviderError> {
        self.http.ask_as(PROVIDER.name, request).await
    }

    fn step(&self, ask: &Ask) -> Result<Value, ProviderError> {
        let mut step = Map::new();
        let (name, from) = match ask.channel {
            Channel::Sms => ("sms", self.account.from.as_ref()),
            Channel::Call => ("voice", None),
            Channel::Email => ("email", None),
            Channel::WhatsApp => {
                let from = self.account.whatsapp.as_ref();
                (
                    "whatsapp",
                    Some(from.ok_or_else(|| ProviderError::new(PROVIDER.name, Failure::NotOffered))?),
                )
            }
        };
        step.insert("channel".to_owned(), json!(name));
        step.insert("to".to_owned(), json!(written(&ask.to)));
        if let Some(from) = from {
            step.insert("from".to_owned(), json!(from));
        }
        Ok(Value::Object(step))
    }

    /// A new one; or, as an error, what runs for this number.
    async fn begin(&self, ask: &Ask) -> Result<Reference, ProviderError> {
        let mut body = json!({
            "brand": self.brand, "workflow": [self.step(ask)?], "channel_timeout": self.life,
            "code_length": self.code_length,
        });
        if let Some(locale) = languages::tag(ask) {
            body["locale"] = json!(locale);
        }
        let reply = self.ask(&Request::json(self.url(""), self.account.credentials(), &body)).await?;
        let named = read(&reply).request_id.filter(|id| is_uuid(id));
        let named = named.and_then(|id| self.reference(&ask.to, &id));
        match (reply.status, named) {
            (200..=299, Some(reference)) => Ok(reference),
            (200..=299, None) => Err(errors::unusable(PROVIDER.name, &reply)),
            (409, running) => Err(ProviderError { running, ..errors::error(PROVIDER.name, &reply) }),
            _ => Err(errors::error(PROVIDER.name, &reply)),
        }
    }

    /// Ends what runs under this id; what is over already is as good.
    async fn end(&self, ask: &Ask, reference: &Reference) -> Result<(), ProviderError> {
        let Some(id) = self.id_of(&ask.to, reference) else { return Ok(()) };
        let url = self.url(&format!("/{id}"));
        let reply = self.ask(&Request::delete(url, self.account.credentials())).await?;
        match reply.status {
            200..=299 | 404 | 410 => Ok(()),
            // it began a moment ago: for its first 30 s it cannot be ended
            409 => {
                let error = errors::error(PROVIDER.name, &reply);
                let retry_after = error.retry_after.or(Some(EARLY));
                Err(ProviderError { retry_after, running: Some(reference.clone()), ..error })
            }
            _ => Err(errors::error(PROVIDER.name, &reply)),
        }
    }
}

#[async_trait]
impl Verifier for VonageVerify {
    fn station(&self, _purpose: Purpose) -> String {
        STATION.to_owned()
    }

    fn decoy(&self, ask: &Ask) -> Reference {
        self.reference(&ask.to, &nobodys())
            .unwrap_or_else(|| unreachable!("digits and a UUID are a reference"))
    }

    async fn start(&self, ask: &Ask, previous: Option<&Reference>) -> Result<Started, ProviderError> {
        if let Some(previous) = previous {
            // one that cannot be ended now stays good: its code counts, and nothing is sent
            self.end(ask, previous).await.map_err(|error| ProviderError { running: None, ..error })?;
        }
        // its own one, ended and still running, is in nobody's way
        let own = |error: ProviderError| {
            let running = error.running.clone().filter(|running| previous != Some(running));
            ProviderError { running, ..error }
        };
        let reference = self.begin(ask).await.map_err(own)?;
        let message = MessageId::new(reference.message_id());
        Ok(Started { reference, message, channel: ask.channel, repeated: false })
    }

    async fn check(&self, ask: &Ask, reference: &Reference, code: &Code) -> Result<Verdict, ProviderError> {
        let Some(id) = self.id_of(&ask.to, reference) else { return Ok(Verdict::Gone) };
        let body = json!({ "code": code.expose() });
        let request = Request::json(self.url(&format!("/{id}")), self.account.credentials(), &body);
        let reply = self.ask(&request).await?;
        match reply.status {
            200..=299 => {
                let answer = read(&reply);
                let ours = answer.request_id.as_deref() == Some(id);
                let done = ours && answer.status.as_deref() == Some("completed");
                if done { Ok(Verdict::Right) } else { Err(errors::unusable(PROVIDER.name, &reply)) }
            }
            // a wrong code is an error there; so is one it would not even look at
            400 | 422 => Ok(Verdict::Wrong),
            404 | 410 => Ok(Verdict::Gone),
            _ => Err(errors::error(PROVIDER.name, &reply)),
        }
    }

    async fn cancel(&self, ask: &Ask, reference: &Reference) -> Result<(), ProviderError> {
        self.end(ask, reference).await
    }

    fn languages(&self) -> &'static [&'static str] {
        &languages::SPOKEN
    }

    async fn examine(&self) -> Vec<Finding> {
        let mut findings = self.account.examine(&self.http).await;
        if self.is_shorter {
            let says = "codes by Vonage Verify live 15 minutes, however much longer this says";
            findings.push(Finding::note("OTP_TTL_SECONDS", says, Some("set it to 900 or less")));
        }
        findings
    }
}

fn read(reply: &Reply) -> Answer {
    serde_json::from_slice(&reply.body).unwrap_or_default()
}

/// The name people read, as Vonage takes it.
fn brand(brand: &str) -> String {
    let allowed = brand.chars().filter(|c| !BARRED.contains(c));
    let cut: String = allowed.take(LONGEST_BRAND).collect();
    if cut.trim().is_empty() { "doorcode".to_owned() } else { cut.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brand_is_as_vonage_takes_it() {
        for (typed, expected) in [
            ("Acme", "Acme"),
            ("Acme Bank of the North", "Acme Bank of the"),
            ("A/B: {c} $d\\e", "AB c de"),
            ("رمز التحقق", "رمز التحقق"),
            ("/:/", "doorcode"),
        ] {
            assert_eq!(brand(typed), expected);
        }
    }
}
