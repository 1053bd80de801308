//! Vonage Messages: a carrier of messages that are made here (<https://developer.vonage.com/en/api/messages>). WhatsApp lets a
//! business begin a conversation with an approved template only; outside of one, its plain texts are accepted and not delivered.

use std::sync::Arc;

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::json;

use super::vonage::account::{self, Account};
use super::vonage::{errors, written};
use crate::address::Address;
use crate::channel::Channel;
use crate::error::{Failure, ProviderError};
use crate::finding::Finding;
use crate::http::Http;
use crate::local_codes::LocalCodes;
use crate::message::Message;
use crate::provider::{Codes, Parts, Provider};
use crate::request::Request;
use crate::settings::Settings;
use crate::verifier::{MessageId, Messenger, Verifier};

/// The entry.
pub(crate) const PROVIDER: Provider = Provider {
    name: "vonage-messages",
    channels: &[Channel::Sms, Channel::WhatsApp],
    codes: Codes::MadeHere,
    reports: false,
    claims: account::CLAIMS,
    build,
};

fn build(settings: &Settings, parts: &Parts) -> Option<Arc<dyn Verifier>> {
    let account = account::read(settings, parts, PROVIDER.name)?;
    let Some(from) = account.from.clone().or_else(|| sender(&parts.brand)) else {
        let fault = "is missing: the brand has no three letters or digits that could be a sender";
        settings.fault("VONAGE_FROM", fault, "VONAGE_FROM=Acme");
        return None;
    };
    let messenger = VonageMessages { http: parts.http.clone(), account, from };
    Some(LocalCodes::carried_by(messenger, PROVIDER.name, parts))
}

struct VonageMessages {
    http: Http,
    account: Account,
    from: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Taken {
    message_uuid: Option<String>,
}

#[async_trait]
impl Messenger for VonageMessages {
    async fn deliver(
        &self,
        to: &Address,
        channel: Channel,
        message: &Message,
    ) -> Result<Option<MessageId>, ProviderError> {
        let refused = || ProviderError::new(PROVIDER.name, Failure::NotOffered);
        let (name, from) = match channel {
            Channel::Sms => ("sms", &self.from),
            Channel::WhatsApp => ("whatsapp", self.account.whatsapp.as_ref().ok_or_else(refused)?),
            Channel::Call | Channel::Email => return Err(refused()),
        };
        let body = json!({
            "message_type": "text", "channel": name, "to": written(to), "from": from,
            "text": message.text(),
        });
        let url = format!("{}/v1/messages", self.account.url);
        let request = Request::json(url, self.account.credentials(), &body);
        let reply = self.http.ask_as(PROVIDER.name, &request).await?;
        if !reply.is_success() {
            return Err(errors::error(PROVIDER.name, &reply));
        }
        let taken: Taken = serde_json::from_slice(&reply.body).unwrap_or_default();
        let id = taken.message_uuid.and_then(MessageId::new);
        id.map(Some).ok_or_else(|| errors::unusable(PROVIDER.name, &reply))
    }

    async fn examine(&self) -> Vec<Finding> {
        self.account.examine(&self.http).await
    }
}

/// The brand as a sender: its first eleven letters and digits, if there are three.
fn sender(brand: &str) -> Option<String> {
    let name: String = brand.chars().filter(char::is_ascii_alphanumeric).take(11).collect();
    (name.len() >= 3).then_some(name)
}
