//! The sandbox: messages go to an outbox that a developer reads, and to nobody else.

use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;

use crate::address::Address;
use crate::channel::Channel;
use crate::error::ProviderError;
use crate::local_codes::LocalCodes;
use crate::message::Message;
use crate::outbox::{Outbox, OutboxMessage};
use crate::provider::{Codes, Parts, Provider};
use crate::settings::Settings;
use crate::verifier::{MessageId, Messenger, Verifier};

/// The entry.
pub(crate) const PROVIDER: Provider = Provider {
    name: "sandbox",
    channels: &Channel::ALL,
    codes: Codes::MadeHere,
    reports: false,
    claims: &[],
    build,
};

#[expect(clippy::unnecessary_wraps, reason = "the signature of every provider")]
fn build(_settings: &Settings, parts: &Parts) -> Option<Arc<dyn Verifier>> {
    let sandbox = Sandbox { outbox: parts.outbox.clone(), now: Arc::clone(&parts.now) };
    Some(LocalCodes::carried_by(sandbox, PROVIDER.name, parts))
}

struct Sandbox {
    outbox: Outbox,
    now: Arc<dyn Fn() -> SystemTime + Send + Sync>,
}

#[async_trait]
impl Messenger for Sandbox {
    async fn deliver(
        &self,
        to: &Address,
        channel: Channel,
        message: &Message,
    ) -> Result<Option<MessageId>, ProviderError> {
        self.outbox.put(OutboxMessage {
            to: to.clone(),
            channel,
            code: message.code().cloned(),
            body: message.text().to_owned(),
            sent_at: (self.now)(),
        });
        Ok(None)
    }
}
