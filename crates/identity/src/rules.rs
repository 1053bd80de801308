//! The figures an operator may set. Defaults are those of the README's table.

use std::time::Duration;

use channels::Region;

use crate::limits::Limits;
use crate::otp::AutoChannels;
use crate::prices::Prices;
use crate::user::Role;

/// How codes, proofs and passwords behave.
#[derive(Debug, Clone)]
pub struct Rules {
    /// How long a second send for the same code is held back.
    pub resend: Duration,
    /// The life of a code, and of a proof from its approval (OWASP ASVS 6.5.5: at most 10 minutes).
    pub ttl: Duration,
    /// Wrong guesses that end a code.
    pub max_attempts: u32,
    /// Countries that are served; `None` serves all.
    pub allowed_countries: Option<Vec<Region>>,
    /// How long a proven number stays with its account when somebody else proves it.
    pub phone_proof: Duration,
    /// Shortest password, in code points.
    pub password_min: usize,
    /// The name people see; also a word a password must not be.
    pub brand: String,
    /// How long ended challenges and sessions are kept.
    pub retention: Duration,
    /// How long a provider is waited for; a cancel and the start after it share it.
    pub provider_patience: Duration,
    /// What numbers a person may prove besides, each for a role of its own; `core` serves login and reset.
    pub phone_roles: Vec<Role>,
    /// The order of channels where a request names none.
    pub auto_channels: AutoChannels,
    /// How often anything may be asked for.
    pub limits: Limits,
    /// What a send costs, for the figures.
    pub prices: Prices,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            resend: Duration::from_secs(30),
            ttl: Duration::from_secs(600),
            max_attempts: 5,
            allowed_countries: None,
            phone_proof: Duration::from_secs(90 * 86_400),
            password_min: 8,
            brand: "doorcode".to_owned(),
            retention: Duration::from_secs(30 * 86_400),
            provider_patience: Duration::from_secs(5),
            phone_roles: Role::usual(),
            auto_channels: AutoChannels::default(),
            limits: Limits::default(),
            prices: Prices::default(),
        }
    }
}

/// Of the guesses a code allows, those left to callers who did not ask for it: a stranger cannot use up somebody's code.
pub(crate) const STRANGERS_GUESSES: u32 = 2;

/// Sign-in older than this is not recent enough to change where codes go.
pub(crate) const RECENT_SIGN_IN: Duration = Duration::from_secs(15 * 60);
