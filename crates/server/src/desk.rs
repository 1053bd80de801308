//! What every handler reaches for: the identity floor, and the few settings a request is read or answered with. One
//! value, shared by all requests; nothing in it changes while the server runs, except that it stops.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use channels::{Channel, Outbox, Region};
use identity::{Clock, Identity, Store};
use poem::Request;
use secrecy::SecretString;

use crate::{
    config::{ApiClient, Config, Optional},
    problem::{Problem, ProblemCode, Raised},
};

/// The desk behind the doors.
pub struct Desk {
    /// Who a person is, and what a proven code lets them do.
    pub identity: Identity,
    /// The database, for readiness.
    pub store: Store,
    /// The time of request ids and log lines.
    pub clock: Arc<dyn Clock>,
    /// The region of numbers typed without a country code.
    pub region: Option<Region>,
    /// Back ends that may redeem a verification token.
    pub clients: Vec<ApiClient>,
    /// What a client may ask and choose from.
    pub offer: Offer,
    /// The messages of the sandbox, where it serves.
    pub outbox: Option<Outbox>,
    /// The bearer of `/metrics`; without one it answers to this machine only.
    pub metrics_token: Option<SecretString>,
    /// The host of `PUBLIC_URL`, by which this server may be called.
    pub public_host: Option<String>,
    /// What is left out, and what is not.
    pub optional: Optional,
    /// Whether Swagger UI and the document are shown.
    pub docs: bool,
    stopping: AtomicBool,
}

/// What `/config` tells a client.
pub struct Offer {
    /// The channels a provider serves.
    pub channels: Vec<Channel>,
    /// The languages messages can be in.
    pub locales: Vec<&'static str>,
    /// The countries that are served; `None` is all.
    pub countries: Option<Vec<Region>>,
    /// Digits of a code.
    pub code_length: u8,
    /// Seconds until a code can be sent again.
    pub resend_seconds: u64,
    /// What a signed-in person may prove numbers for.
    pub phone_roles: Vec<String>,
    /// Shortest password, in characters.
    pub password_min: usize,
}

/// What the choice of providers brought with it.
pub struct Stage {
    /// What a client may ask and choose from.
    pub offer: Offer,
    /// The messages of the sandbox, where it serves.
    pub outbox: Option<Outbox>,
}

impl Desk {
    /// A desk of these parts.
    pub fn new(
        config: &Config,
        identity: Identity,
        store: Store,
        clock: Arc<dyn Clock>,
        stage: Stage,
    ) -> Self {
        Self {
            identity,
            store,
            clock,
            region: config.default_region,
            clients: config.clients.clone(),
            offer: stage.offer,
            outbox: stage.outbox,
            metrics_token: config.metrics_token.clone(),
            public_host: config.public_host(),
            optional: config.optional,
            docs: config.shown.docs,
            stopping: AtomicBool::new(false),
        }
    }

    /// The desk of this request.
    pub fn of(request: &Request) -> Result<&Arc<Self>, Raised> {
        request.data::<Arc<Self>>().ok_or_else(|| Problem::new(ProblemCode::Internal).into())
    }

    /// Not ready from now on: a stop has begun.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether a stop has begun.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}
