//! An entry in the hall of providers: its name, its channels, and how it is built from settings.

use std::sync::Arc;
use std::time::SystemTime;

use crate::breaker::Caution;
use crate::channel::Channel;
use crate::http::Http;
use crate::line::Capacity;
use crate::locale::Locale;
use crate::message::Words;
use crate::outbox::Outbox;
use crate::settings::Settings;
use crate::verifier::Verifier;

/// What every provider may be built with, besides its own settings.
#[derive(Clone)]
pub struct Parts {
    /// The shared client.
    pub http: Http,
    /// The key of codes made here.
    pub key: [u8; 32],
    /// The name people read in a message that the provider words.
    pub brand: String,
    /// The words of messages made here.
    pub words: Arc<Words>,
    /// Digits of a code: made here, or expected of the provider.
    pub code_length: u8,
    /// The life of a code.
    pub ttl: std::time::Duration,
    /// The language of messages where nobody says another.
    pub default_locale: Option<Locale>,
    /// Where the world reaches this server, if it does; no slash at its end. Delivery reports come to
    /// `{public_url}/delivery-reports/{provider}`.
    pub public_url: Option<String>,
    /// When a provider that fails is left alone for a while.
    pub caution: Caution,
    /// How many calls to providers may be under way.
    pub capacity: Capacity,
    /// Whether the sandbox may serve.
    pub development: bool,
    /// Where the sandbox keeps its messages.
    pub outbox: Outbox,
    /// Tells the time.
    pub now: Arc<dyn Fn() -> SystemTime + Send + Sync>,
}

impl Parts {
    /// Where a provider's delivery reports come to, if the world reaches this server.
    pub fn report_url(&self, provider: &str) -> Option<String> {
        self.public_url.as_ref().map(|url| format!("{url}/delivery-reports/{provider}"))
    }
}

/// One provider.
pub struct Provider {
    /// As written in `CHANNEL_…`.
    pub name: &'static str,
    /// What it can carry.
    pub channels: &'static [Channel],
    /// Who makes its codes.
    pub codes: Codes,
    /// Whether it tells afterwards what became of a message.
    pub reports: bool,
    /// Keys that say it was meant, though no channel may name it: credentials never fall silently to the sandbox.
    pub claims: &'static [&'static str],
    /// Reads its settings; faults go there, and then there is nothing.
    pub build: fn(&Settings, &Parts) -> Option<Arc<dyn Verifier>>,
}

/// Who makes codes, and checks them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codes {
    /// The provider: it is asked whether a code is right.
    Hosted,
    /// This server: the provider only carries them.
    MadeHere,
}
