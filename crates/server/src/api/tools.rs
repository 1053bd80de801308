//! For clients and operators: what this server offers, whether it lives, whether it is ready, and its public keys.

use channels::{Circuit, LineState};
use identity::PASSWORD_MAX;
use poem::Request;
use poem_openapi::{
    Enum, Object, OpenApi,
    types::{Any, Example},
};

use super::{Answer, At, Tag, words::ChannelWord};
use crate::{
    desk::Desk,
    pages,
    problem::{Problem, ProblemCode, Refused, family},
};

/// The operations of this file.
pub struct Tools;

#[OpenApi(tag = "Tag::Tools")]
impl Tools {
    /// What this server offers
    ///
    /// Everything a form needs to know before it is shown.
    #[oai(path = "/config", method = "get", operation_id = "config")]
    #[expect(clippy::unused_async, reason = "the framework awaits every operation")]
    async fn config(&self, at: At, request: &Request) -> Result<Answer<Config>, Refused<family::Open>> {
        Ok(Answer(Config { outbox: pages::shows_outbox(request, &at), ..Config::of(&at) }))
    }

    /// Whether the process lives
    ///
    /// Asks nobody; for a supervisor that restarts what hangs.
    #[oai(path = "/healthz", method = "get", operation_id = "healthz")]
    #[expect(clippy::unused_async, reason = "the framework awaits every operation")]
    async fn healthz(&self) -> Result<Answer<Health>, Refused<family::Open>> {
        Ok(Answer(Health { status: HealthStatus::Ok }))
    }

    /// Whether requests can be served
    ///
    /// Asks the database, never a provider; 503 while the server stops. `providers` says what their last calls were like, and how
    /// many are under way: one that is left alone for a while (`open`) is told here, and is no 503 as long as the database answers.
    #[oai(path = "/readyz", method = "get", operation_id = "readyz")]
    async fn readyz(&self, at: At) -> Result<Answer<Readiness>, Refused<family::Open>> {
        let awake = !at.is_stopping() && at.store.ping().await.is_ok();
        if !awake {
            return Err(Problem::new(ProblemCode::Unavailable).after(crate::front::SOON).into());
        }
        Ok(Answer(Readiness {
            status: HealthStatus::Ok,
            database: HealthStatus::Ok,
            channels: channels(&at),
            providers: at.identity.lines().into_iter().map(ProviderLine::from).collect(),
        }))
    }

    /// The public keys of access tokens
    ///
    /// A JSON Web Key Set (RFC 7517); empty while tokens are signed with a shared secret.
    #[oai(path = "/.well-known/jwks.json", method = "get", operation_id = "jwks")]
    #[expect(clippy::unused_async, reason = "the framework awaits every operation")]
    async fn jwks(&self, at: At) -> Result<Answer<KeySet>, Refused<family::Open>> {
        let keys = at.identity.sessions.key_set();
        let keys = keys.get("keys").and_then(|keys| keys.as_array()).cloned().unwrap_or_default();
        Ok(Answer(KeySet { keys: keys.into_iter().map(Any).collect() }))
    }
}

/// What this server offers.
#[derive(Object)]
#[oai(example)]
pub struct Config {
    /// The channels a code can travel by.
    pub channels: Vec<ChannelWord>,
    /// The region of numbers typed without a country code; absent where a country code is demanded.
    #[oai(skip_serializing_if_is_none)]
    pub default_region: Option<String>,
    /// The countries that are served; `*` is all.
    pub countries: Vec<String>,
    /// Digits of a code.
    pub code_length: u8,
    /// Seconds until a code can be sent again.
    pub resend_seconds: u64,
    /// What a password must be.
    pub password: PasswordRange,
    /// The languages that messages of at least one channel can be in (BCP 47). For any other that is asked for, the
    /// nearest of these or the provider's own choice is sent; an e-mail may be in English all the same.
    pub locales: Vec<String>,
    /// Whether a code alone signs in.
    pub login_with_otp: bool,
    /// What a signed-in person may prove numbers for: the `role` of `/api/{role}/send-otp`.
    pub phone_roles: Vec<String>,
    /// Whether Swagger UI is at `/docs`, the document at `/openapi.json` and the README at `/readme`.
    pub docs: bool,
    /// Whether `/dev/outbox` shows what is sent, in development: the sandbox serves a channel, and the server was called by a
    /// name of its own.
    pub outbox: bool,
}

/// How long a password may be, in characters.
#[derive(Object)]
pub struct PasswordRange {
    /// At least.
    pub min_length: usize,
    /// At most.
    pub max_length: usize,
}

impl Config {
    fn of(desk: &Desk) -> Self {
        let offer = &desk.offer;
        let countries = offer.countries.as_ref();
        Self {
            channels: channels(desk),
            default_region: desk.region.map(|region| region.to_string()),
            countries: countries.map_or_else(
                || vec!["*".to_owned()],
                |served| served.iter().map(ToString::to_string).collect(),
            ),
            code_length: offer.code_length,
            resend_seconds: offer.resend_seconds,
            password: PasswordRange { min_length: offer.password_min, max_length: PASSWORD_MAX },
            locales: offer.locales.iter().map(|tag| (*tag).to_owned()).collect(),
            login_with_otp: desk.optional.login_with_otp,
            phone_roles: offer.phone_roles.clone(),
            docs: desk.docs,
            outbox: false,
        }
    }
}

fn channels(desk: &Desk) -> Vec<ChannelWord> {
    desk.offer.channels.iter().copied().map(ChannelWord::from).collect()
}

impl Example for Config {
    fn example() -> Self {
        Self {
            channels: vec![ChannelWord::Sms, ChannelWord::Email],
            default_region: Some("US".to_owned()),
            countries: vec!["*".to_owned()],
            code_length: 6,
            resend_seconds: 30,
            password: PasswordRange { min_length: 8, max_length: PASSWORD_MAX },
            locales: vec!["en".to_owned()],
            login_with_otp: true,
            phone_roles: vec!["core".to_owned(), "riders".to_owned()],
            docs: true,
            outbox: false,
        }
    }
}

/// All is well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "lowercase")]
pub enum HealthStatus {
    /// All is well.
    Ok,
}

/// The process lives.
#[derive(Object)]
pub struct Health {
    /// Always `ok`.
    pub status: HealthStatus,
}

/// Requests can be served.
#[derive(Object)]
pub struct Readiness {
    /// Always `ok`; anything else is a 503.
    pub status: HealthStatus,
    /// Always `ok`; anything else is a 503.
    pub database: HealthStatus,
    /// The channels a provider serves.
    pub channels: Vec<ChannelWord>,
    /// Who serves them; of one channel in the order they are tried.
    pub providers: Vec<ProviderLine>,
}

/// A provider that serves a channel.
#[derive(Object)]
pub struct ProviderLine {
    /// What it carries.
    pub channel: ChannelWord,
    /// Who.
    pub provider: String,
    /// Whether it is asked.
    pub state: CircuitWord,
    /// Calls under way.
    pub calls: usize,
    /// As many may be under way; further ones are refused as if the provider were busy.
    pub calls_limit: usize,
}

/// Whether a provider is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "Circuit", rename_all = "snake_case")]
pub enum CircuitWord {
    /// It is.
    Closed,
    /// It failed too often: the next call decides.
    HalfOpen,
    /// It failed too often, and is left alone for a while.
    Open,
}

impl From<LineState> for ProviderLine {
    fn from(line: LineState) -> Self {
        let state = match line.circuit {
            Circuit::Closed => CircuitWord::Closed,
            Circuit::HalfOpen => CircuitWord::HalfOpen,
            Circuit::Open => CircuitWord::Open,
        };
        Self {
            channel: line.channel.into(),
            provider: line.provider.to_owned(),
            state,
            calls: line.calls,
            calls_limit: line.calls_limit,
        }
    }
}

/// A JSON Web Key Set.
#[derive(Object)]
pub struct KeySet {
    /// The public keys.
    pub keys: Vec<Any<serde_json::Value>>,
}
