//! Any messenger becomes a verifier: the reference is a nonce, and the code is derived from a key, the nonce, the purpose and
//! the address. A resend repeats the code, and nothing secret is stored.

use std::sync::Arc;

use async_trait::async_trait;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::address::Address;
use crate::channel::Channel;
use crate::code::Code;
use crate::error::{Failure, ProviderError};
use crate::finding::Finding;
use crate::locale::Locale;
use crate::message::{Notice, Words};
use crate::provider::Parts;
use crate::purpose::Purpose;
use crate::report::{Incoming, Report, ReportFault};
use crate::verifier::{Ask, MessageId, Messenger, Reference, Started, Verdict, Verifier};

/// Codes made here and carried by a messenger.
pub struct LocalCodes {
    messenger: Arc<dyn Messenger>,
    provider: &'static str,
    key: [u8; 32],
    length: u8,
    words: Arc<Words>,
}

impl LocalCodes {
    /// Codes of 4 to 10 digits, as `parts` say, carried by this messenger under the name of its provider.
    pub fn carried_by(
        messenger: impl Messenger + 'static,
        provider: &'static str,
        parts: &Parts,
    ) -> Arc<dyn Verifier> {
        Arc::new(Self {
            messenger: Arc::new(messenger),
            provider,
            key: parts.key,
            length: parts.code_length.clamp(4, 10),
            words: Arc::clone(&parts.words),
        })
    }

    // 64 bits cut to at most 10 digits: no code is likelier than another by more than one part in 10^9
    fn code(&self, ask: &Ask, nonce: &Reference) -> Option<Code> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).ok()?;
        for part in [nonce.as_str(), ask.purpose.as_str(), ask.to.as_str()] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        let bytes = mac.finalize().into_bytes();
        let number = u64::from_be_bytes(*bytes.first_chunk::<8>()?) % 10u64.pow(u32::from(self.length));
        Code::parse(&format!("{number:0width$}", width = usize::from(self.length))).ok()
    }
}

fn nonce() -> Option<Reference> {
    Reference::new(format!("{:032x}", rand::random::<u128>()))
}

#[async_trait]
impl Verifier for LocalCodes {
    fn station(&self, _purpose: Purpose) -> String {
        // the nonce keeps codes apart: nothing collides
        String::new()
    }

    fn draft(&self, _ask: &Ask) -> Option<Reference> {
        nonce()
    }

    fn decoy(&self, _ask: &Ask) -> Reference {
        nonce().unwrap_or_else(|| unreachable!("32 hexadecimal digits are a reference"))
    }

    async fn start(&self, ask: &Ask, previous: Option<&Reference>) -> Result<Started, ProviderError> {
        let fault = || ProviderError::new(self.provider, Failure::Denied);
        let reference = previous.cloned().or_else(nonce).ok_or_else(fault)?;
        let code = self.code(ask, &reference).ok_or_else(fault)?;
        let words = self.words.code(ask, &code);
        let message = self.messenger.deliver(&ask.to, ask.channel, &words).await?;
        Ok(Started { reference, message, channel: ask.channel, repeated: false })
    }

    async fn check(&self, ask: &Ask, reference: &Reference, code: &Code) -> Result<Verdict, ProviderError> {
        let right = self.code(ask, reference).is_some_and(|made| made.same(code));
        Ok(if right { Verdict::Right } else { Verdict::Wrong })
    }

    async fn tell(
        &self,
        to: &Address,
        channel: Channel,
        notice: Notice,
        locale: Option<&Locale>,
    ) -> Result<(), ProviderError> {
        self.messenger.deliver(to, channel, &self.words.notice(notice, channel, locale)).await.map(drop)
    }

    async fn converted(&self, message: &MessageId) -> Result<(), ProviderError> {
        self.messenger.converted(message).await
    }

    fn reports(&self, incoming: &Incoming) -> Result<Vec<Report>, ReportFault> {
        self.messenger.reports(incoming)
    }

    fn languages(&self) -> &'static [&'static str] {
        self.words.languages()
    }

    async fn examine(&self) -> Vec<Finding> {
        self.messenger.examine().await
    }
}
