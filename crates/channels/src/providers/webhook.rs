//! A webhook: whoever takes messages under an address of the operator's, for a carrier we do not know. Requests are signed as
//! Standard Webhooks (<https://www.standardwebhooks.com>) says. The code is made here.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretSlice};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::address::Address;
use crate::channel::Channel;
use crate::code::Code;
use crate::error::{Failure, ProviderError};
use crate::finding::Finding;
use crate::http::Http;
use crate::local_codes::LocalCodes;
use crate::message::{Message, Notice, Wording};
use crate::provider::{Codes, Parts, Provider};
use crate::purpose::Purpose;
use crate::request::{Credentials, Request};
use crate::settings::Settings;
use crate::verifier::{MessageId, Messenger, Verifier};

/// The entry.
pub(crate) const PROVIDER: Provider = Provider {
    name: "webhook",
    channels: &Channel::ALL,
    codes: Codes::MadeHere,
    reports: false,
    claims: &["WEBHOOK_URL", "WEBHOOK_SECRET"],
    build,
};

fn build(settings: &Settings, parts: &Parts) -> Option<Arc<dyn Verifier>> {
    const URL: &str = "https://codes.example.com/doorcode";
    const SECRET: &str = "WEBHOOK_SECRET=whsec_ and the output of: openssl rand -base64 32";
    settings.required("WEBHOOK_URL", "who takes the messages", &format!("WEBHOOK_URL={URL}"));
    settings.required("WEBHOOK_SECRET", "what signs them", SECRET);
    let checked = settings.base_url("WEBHOOK_URL", URL);
    let secret = settings.secret("WEBHOOK_SECRET", SECRET).and_then(|secret| {
        let key = secret.expose_secret().strip_prefix("whsec_").and_then(|key| STANDARD.decode(key).ok());
        let key = key.filter(|key| (24..=64).contains(&key.len()));
        if key.is_none() {
            settings.fault("WEBHOOK_SECRET", "must be whsec_ and 24 to 64 bytes in base64", SECRET);
        }
        key.map(SecretSlice::from)
    });
    // a slash at its end is the operator's
    let url = checked.and_then(|_| settings.text("WEBHOOK_URL"));
    let webhook =
        Webhook { http: parts.http.clone(), url: url?, secret: secret?, now: Arc::clone(&parts.now) };
    Some(LocalCodes::carried_by(webhook, PROVIDER.name, parts))
}

struct Webhook {
    http: Http,
    url: String,
    secret: SecretSlice<u8>,
    now: Arc<dyn Fn() -> SystemTime + Send + Sync>,
}

/// What is sent: the form of an event that Standard Webhooks recommends.
#[derive(Serialize)]
struct Event<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: String,
    data: Data<'a>,
}

/// The message, ready to be read, and its parts for whoever words it anew.
#[derive(Serialize)]
struct Data<'a> {
    to: &'a str,
    channel: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<&'static str>,
    /// Seconds that the code lives.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in: Option<u64>,
    /// What a code of the purpose `confirm` confirms.
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<Operation<'a>>,
    /// What a notice tells of.
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<&'static str>,
    locale: &'static str,
    subject: &'a str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    spoken: &'a [String],
}

/// What a code confirms.
#[derive(Serialize)]
struct Operation<'a> {
    action: &'a str,
    details: &'a BTreeMap<String, String>,
}

/// What a receiver may answer.
#[derive(Deserialize)]
struct Taken {
    id: String,
}

impl Webhook {
    /// `v1,` and the digest of id, time and body.
    fn signature(&self, id: &str, seconds: i64, body: &str) -> Option<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.expose_secret()).ok()?;
        mac.update(format!("{id}.{seconds}.{body}").as_bytes());
        Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
    }

    fn request(&self, id: &str, to: &Address, channel: Channel, message: &Message) -> Option<Request> {
        let now = OffsetDateTime::from((self.now)()).replace_nanosecond(0).ok()?;
        let code = message.code().map(Code::expose);
        let data = Data {
            to: to.as_str(),
            channel: channel.as_str(),
            code,
            purpose: message.purpose().map(Purpose::as_str),
            expires_in: message.life().map(|life| life.as_secs()),
            operation: message.operation().map(|Wording { action, details }| Operation { action, details }),
            notice: message.notice().map(Notice::as_str),
            locale: message.language(),
            subject: message.subject(),
            text: message.text(),
            html: message.html(),
            spoken: message.spoken(),
        };
        let kind = if code.is_some() { "code.send" } else { "notice.send" };
        let body =
            serde_json::to_string(&Event { kind, timestamp: now.format(&Rfc3339).ok()?, data }).ok()?;
        let seconds = now.unix_timestamp();
        let signature = self.signature(id, seconds, &body)?;
        let request = Request::text(&self.url, Credentials::None, "application/json", body)
            .with_header("webhook-id", id)
            .with_header("webhook-timestamp", seconds.to_string())
            .with_header("webhook-signature", signature);
        Some(request)
    }
}

#[async_trait]
impl Messenger for Webhook {
    async fn deliver(
        &self,
        to: &Address,
        channel: Channel,
        message: &Message,
    ) -> Result<Option<MessageId>, ProviderError> {
        let id = format!("msg_{:032x}", rand::random::<u128>());
        let request = self.request(&id, to, channel, message);
        let request = request.ok_or_else(|| ProviderError::new(PROVIDER.name, Failure::Denied))?;
        let reply = self.http.ask_as(PROVIDER.name, &request).await?;
        if reply.is_success() {
            let named =
                serde_json::from_slice(&reply.body).ok().and_then(|taken: Taken| MessageId::new(taken.id));
            return Ok(named.or_else(|| MessageId::new(id)));
        }
        // 410, which tells a sender of webhooks to stop, is among what says that the set-up is wrong
        Err(ProviderError::of_reply(PROVIDER.name, Failure::of_status(reply.status), &reply))
    }

    /// A receiver knows nothing but messages: it is not asked.
    async fn examine(&self) -> Vec<Finding> {
        let encrypted = self.url.to_ascii_lowercase().starts_with("https:");
        let way = if encrypted { "over HTTPS" } else { "on this machine, unencrypted" };
        let says =
            format!("messages go to it {way}, signed with WEBHOOK_SECRET; it was not asked for anything");
        vec![Finding::note("WEBHOOK_URL", says, Some("try it: doorcode send --to NUMBER_OR_MAILBOX"))]
    }
}
