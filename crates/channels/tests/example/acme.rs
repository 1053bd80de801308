//! Acme, a plain carrier of text messages. The code is made here, by `LocalCodes`.

use std::sync::Arc;

use async_trait::async_trait;
use secrecy::SecretString;

use crate::address::Address;
use crate::channel::Channel;
use crate::error::{Failure, ProviderError};
use crate::http::Http;
use crate::local_codes::LocalCodes;
use crate::message::Message;
use crate::provider::{Codes, Parts, Provider};
use crate::request::{Credentials, Request};
use crate::settings::Settings;
use crate::verifier::{MessageId, Messenger, Verifier};

/// The entry.
pub(crate) const PROVIDER: Provider = Provider {
    name: "acme",
    channels: &[Channel::Sms],
    codes: Codes::MadeHere,
    reports: false,
    claims: &["ACME_API_KEY"],
    build,
};

fn build(settings: &Settings, parts: &Parts) -> Option<Arc<dyn Verifier>> {
    const KEY: &str = "ACME_API_KEY=… from the console of Acme";
    settings.required("ACME_API_KEY", "the key of the account", KEY);
    let (key, url) = (settings.secret("ACME_API_KEY", KEY), "https://api.acme.example");
    let url = settings.base_url("ACME_BASE_URL", url);
    let acme = Acme { http: parts.http.clone(), key: key?, url: url? };
    Some(LocalCodes::carried_by(acme, PROVIDER.name, parts))
}

struct Acme {
    http: Http,
    key: SecretString,
    url: String,
}

#[async_trait]
impl Messenger for Acme {
    async fn deliver(
        &self,
        to: &Address,
        _channel: Channel,
        message: &Message,
    ) -> Result<Option<MessageId>, ProviderError> {
        let form = vec![("to", to.as_str().to_owned()), ("text", message.text().to_owned())];
        let key = Credentials::Bearer(self.key.clone());
        let request = Request::form(format!("{}/v1/messages", self.url), key, form);
        let reply = self.http.ask_as(PROVIDER.name, &request).await?;
        if reply.is_success() {
            return Ok(reply.header("x-message-id").and_then(MessageId::new));
        }
        // what the carrier's own error codes mean comes first; the status speaks for the rest
        Err(ProviderError::of_reply(PROVIDER.name, Failure::of_status(reply.status), &reply))
    }
}
