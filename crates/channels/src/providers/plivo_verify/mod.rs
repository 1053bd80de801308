//! Plivo Verify: a hosted service that makes, sends and checks codes (<https://www.plivo.com/docs/verify/api/overview>).
//! Nothing of a request but the address, the channel and the code ever reaches it. Its messages are in English: translations are
//! made on request, and an account cannot be asked which it has.
//!
//! One session runs for a number until it is verified or over, and every start within it sends the same code again. Nothing
//! ends a session early, and there are no Services to keep purposes apart. So each start is read back: one that met a session
//! that was there before is told as a repeat, unless it is the one to be sent again. Whoever asks cannot cancel it, and refuses
//! rather than let a code that was sent for one purpose count for another. The life of the session (10 minutes, set at the
//! application) should therefore not exceed that of a code here.

mod examine;
mod settings;

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::json;

use self::settings::Account;
use super::uuid::{is_uuid, nobodys};
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
    name: "plivo-verify",
    channels: &[Channel::Sms, Channel::Call],
    codes: Codes::Hosted,
    reports: false,
    claims: &["PLIVO_AUTH_ID", "PLIVO_AUTH_TOKEN", "PLIVO_APP_UUID"],
    build,
};

/// Where every session of an account collides.
const STATION: &str = "plivo";

fn build(settings: &Settings, parts: &Parts) -> Option<Arc<dyn Verifier>> {
    let account = settings::read(settings)?;
    if parts.code_length > 8 {
        let fault = "must be at most 8: Plivo sends no longer codes";
        settings.fault("OTP_CODE_LENGTH", fault, "OTP_CODE_LENGTH=6");
        return None;
    }
    let (http, brand, code_length) = (parts.http.clone(), parts.brand.clone(), parts.code_length);
    Some(Arc::new(PlivoVerify { http, account, brand, code_length }))
}

struct PlivoVerify {
    http: Http,
    account: Account,
    brand: String,
    code_length: u8,
}

/// What a start is answered with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Begun {
    session_uuid: Option<String>,
}

/// A session, as it is read back. Every field may be absent or null.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Session {
    #[serde(rename = "session_uuid")]
    uuid: Option<String>,
    recipient: Option<String>,
    status: Option<String>,
    attempt_details: Option<Vec<IgnoredAny>>,
}

impl PlivoVerify {
    fn error(reply: &Reply) -> ProviderError {
        ProviderError::of_reply(PROVIDER.name, Failure::of_status(reply.status), reply)
    }

    fn unusable(reply: &Reply) -> ProviderError {
        ProviderError::of_reply(PROVIDER.name, Failure::Unknown, reply)
    }

    async fn ask(&self, request: &Request) -> Result<Reply, ProviderError> {
        self.http.ask_as(PROVIDER.name, request).await
    }

    fn url(&self, session: &str) -> String {
        let slash = if session.is_empty() { "" } else { "/" };
        self.account.url(&format!("Verify/Session/{session}{slash}"))
    }

    /// The session of this id and this number; nothing where there is none any more.
    async fn read(&self, ask: &Ask, id: &str) -> Result<Option<Session>, ProviderError> {
        let reply = self.ask(&Request::get(self.url(id), self.account.credentials())).await?;
        match reply.status {
            404 => return Ok(None),
            200..=299 => {}
            _ => return Err(Self::error(&reply)),
        }
        let session: Session = serde_json::from_slice(&reply.body).unwrap_or_default();
        let digits = |text: &str| text.trim_start_matches('+').to_owned();
        let ours = session.uuid.as_deref() == Some(id)
            && session.recipient.as_deref().map(digits) == Some(digits(ask.to.as_str()));
        if ours { Ok(Some(session)) } else { Err(Self::unusable(&reply)) }
    }
}

#[async_trait]
impl Verifier for PlivoVerify {
    fn station(&self, _purpose: Purpose) -> String {
        STATION.to_owned()
    }

    fn decoy(&self, _ask: &Ask) -> Reference {
        Reference::new(nobodys()).unwrap_or_else(|| unreachable!("a UUID is a reference"))
    }

    async fn start(&self, ask: &Ask, previous: Option<&Reference>) -> Result<Started, ProviderError> {
        let channel = match ask.channel {
            Channel::Sms => "sms",
            Channel::Call => "voice",
            Channel::WhatsApp | Channel::Email => {
                return Err(ProviderError::new(PROVIDER.name, Failure::NotOffered));
            }
        };
        let mut body = json!({
            "recipient": ask.to.as_str(), "channel": channel, "brand_name": self.brand,
            "code_length": self.code_length,
        });
        if let Some(application) = &self.account.application {
            body["app_uuid"] = json!(application);
        }
        let reply = self.ask(&Request::json(self.url(""), self.account.credentials(), &body)).await?;
        if !reply.is_success() {
            return Err(Self::error(&reply));
        }
        let begun: Begun = serde_json::from_slice(&reply.body).unwrap_or_default();
        let id = begun.session_uuid.filter(|id| is_uuid(id)).ok_or_else(|| Self::unusable(&reply))?;
        let reference = Reference::new(id.as_str()).ok_or_else(|| Self::unusable(&reply))?;
        // a message went out: whatever goes wrong from here on, nobody knows whose code it carried
        let lost = |error: ProviderError| ProviderError { failure: Failure::Unknown, ..error };
        let session = self.read(ask, &id).await.map_err(lost)?.ok_or_else(|| Self::unusable(&reply))?;
        let before = session.attempt_details.map_or(0, |attempts| attempts.len()) > 1;
        let repeated = before && previous != Some(&reference);
        Ok(Started { reference, message: MessageId::new(id), channel: ask.channel, repeated })
    }

    async fn check(&self, ask: &Ask, reference: &Reference, code: &Code) -> Result<Verdict, ProviderError> {
        let id = reference.as_str();
        if !is_uuid(id) {
            return Ok(Verdict::Gone);
        }
        let body = json!({ "otp": code.expose() });
        let reply = self.ask(&Request::json(self.url(id), self.account.credentials(), &body)).await?;
        let said_right = reply.is_success();
        // a wrong code is an error there, and nobody says which: what became of the session does. Who was not let in or
        // came too often was not heard, and of a 408 nobody can say
        if !(said_right || matches!(reply.status, 400 | 402..=407 | 409..=428 | 430..=499)) {
            return Err(Self::error(&reply));
        }
        // the code was judged, and perhaps used up: a failure to read how is no reason to give the guess back
        let judged = |error: ProviderError| ProviderError { failure: Failure::Unknown, ..error };
        let Some(session) = self.read(ask, id).await.map_err(judged)? else { return Ok(Verdict::Gone) };
        match (said_right, session.status.as_deref()) {
            (true, Some("verified")) => Ok(Verdict::Right),
            (false, Some("in-progress")) => Ok(Verdict::Wrong),
            (false, Some("verified" | "expired")) => Ok(Verdict::Gone),
            _ => Err(Self::unusable(&reply)),
        }
    }

    fn can_cancel(&self) -> bool {
        false
    }

    fn languages(&self) -> &'static [&'static str] {
        &["en"]
    }

    async fn examine(&self) -> Vec<Finding> {
        self.examine_account().await
    }
}
