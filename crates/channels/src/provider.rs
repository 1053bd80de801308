//! An entry in the hall of providers: its name, its channels, and how it is built from settings.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::channel::Channel;
use crate::http::Http;
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
    /// The name people read in a message.
    pub brand: String,
    /// Digits of a code: made here, or expected of the provider.
    pub code_length: u8,
    /// The life of a code made here.
    pub ttl: Duration,
    /// Whether the sandbox may serve.
    pub development: bool,
    /// Where the sandbox keeps its messages.
    pub outbox: Outbox,
    /// Tells the time, for the outbox.
    pub now: Arc<dyn Fn() -> SystemTime + Send + Sync>,
}

/// One provider.
pub struct Provider {
    /// As written in `CHANNEL_…`.
    pub name: &'static str,
    /// What it can carry.
    pub channels: &'static [Channel],
    /// Reads its settings; faults go there, and then there is nothing.
    pub build: fn(&Settings, &Parts) -> Option<Arc<dyn Verifier>>,
}
