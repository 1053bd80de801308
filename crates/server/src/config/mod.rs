//! The configuration: every key, typed, read once. All faults are told together, each with its key and an example and
//! never with the value. What Twilio's keys mean is read by channels, from the same settings.

mod door;
mod dotenv;
#[cfg(test)]
mod example;
mod keys;
mod messages;
mod read;
mod rules;
mod secrets;

use std::{
    borrow::Cow,
    net::{IpAddr, Ipv4Addr},
    time::Duration,
};

use channels::{
    Capacity, Caution, Channel, Codes, Locale, Outbox, Parts, Region, Settings, Words, providers,
};
use identity::{Clock, Keys, Rules, Signing, TokenRules};
use ipnet::IpNet;
use secrecy::SecretString;
use std::sync::Arc;

pub use door::{Source, from_environment};
pub use keys::{KEYS, strangers};
pub use secrets::SigningKey;

/// Where this server runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Environment {
    /// On somebody's desk: loopback, sandbox, keys made up.
    #[default]
    Development,
    /// For real.
    Production,
}

impl Environment {
    /// Whether this is somebody's desk.
    pub fn is_development(self) -> bool {
        self == Self::Development
    }
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines.
    Json,
}

/// A back end that may redeem verification tokens.
#[derive(Clone, Debug)]
pub struct ApiClient {
    /// The user name of HTTP Basic.
    pub name: String,
    /// The password of HTTP Basic.
    pub secret: SecretString,
}

/// What a person with a browser is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Swagger UI, the document and the README.
    pub docs: bool,
    /// The application.
    pub application: bool,
}

/// What an operator may leave out.
#[derive(Clone, Copy, Debug)]
pub struct Optional {
    /// Whether a code alone signs in.
    pub login_with_otp: bool,
    /// Whether older clients find the reset where it was.
    pub legacy_forgot_password: bool,
}

/// Everything the server was told, in the order of `.env.example`.
pub struct Config {
    /// `APP_ENV`
    pub environment: Environment,
    /// `HOST`
    pub host: IpAddr,
    /// `PORT`
    pub port: u16,
    /// `PUBLIC_URL`, without a slash at its end.
    pub public_url: String,
    /// `PUBLIC_URL`, where it is set: providers report to it.
    pub reached_at: Option<String>,
    /// `CORS_ALLOWED_ORIGINS`
    pub cors_allowed_origins: Vec<String>,
    /// `TRUSTED_PROXIES`
    pub trusted_proxies: Vec<IpNet>,
    /// `DOCS`, `WEB_APP`
    pub shown: Shown,
    /// `METRICS_TOKEN`
    pub metrics_token: Option<SecretString>,
    /// `DEV_OUTBOX=open`: the sandbox may be reached from other machines.
    pub outbox_open: bool,
    /// `DATABASE_URL`
    pub database_url: SecretString,
    /// `SECRET_KEY`, or what stands in for it.
    pub secret_key: SecretString,
    /// `JWT_SECRET_KEY` or the first of `JWT_PRIVATE_KEY_FILE`
    pub signing_key: SigningKey,
    /// The others of `JWT_PRIVATE_KEY_FILE`, `JWT_SECRET_KEY_PREVIOUS`, `JWT_PRIVATE_KEY_FILE_PREVIOUS`
    pub other_keys: Vec<SigningKey>,
    /// Whether a key was made up for this process, so that sessions end with it.
    pub keys_made_up: bool,
    /// `JWT_ISSUER`
    pub issuer: String,
    /// `JWT_AUDIENCE`
    pub audience: String,
    /// `ACCESS_TOKEN_TTL_SECONDS`
    pub access_ttl: Duration,
    /// `REFRESH_TOKEN_TTL_SECONDS`
    pub refresh_ttl: Duration,
    /// `REFRESH_REUSE_GRACE_SECONDS`
    pub reuse_grace: Duration,
    /// `API_CLIENTS`
    pub clients: Vec<ApiClient>,
    /// `DEFAULT_REGION`; `none` demands a country code.
    pub default_region: Option<Region>,
    /// `DEFAULT_LOCALE`
    pub default_locale: Option<Locale>,
    /// `BRAND_NAME`, `WEBOTP_DOMAIN`, `MESSAGES_DIR`: what messages made here are written with.
    pub words: Arc<Words>,
    /// `OTP_CODE_LENGTH`
    pub code_length: u8,
    /// `ALLOWED_COUNTRIES`, `BRAND_NAME`, `OTP_…`, `LIMIT_…`, `PASSWORD_MIN_LENGTH`, `PHONE_PROOF_DAYS`,
    /// `PHONE_ROLES`, `RETENTION_DAYS`, `PRICE_PER_SEND`
    pub rules: Rules,
    /// `LOGIN_WITH_OTP`, `LEGACY_FORGOT_PASSWORD`
    pub optional: Optional,
    /// Requests that may be inside at once: more than calls to providers may be under way, so that providers that hang leave
    /// room for whatever needs none. No key sets it.
    pub most_inside: usize,
    /// `RUST_LOG`
    pub log_filter: Option<String>,
    /// `LOG_FORMAT`
    pub log_format: LogFormat,
}

impl Config {
    /// Reads every key of ours; what is wrong with them is noted in `settings`, and a default stands in.
    pub fn read(settings: &Settings) -> Self {
        let environment = read::environment(settings);
        let host = read::host(settings, environment);
        let port = read::port(settings);
        let public_url = read::public_url(settings, environment, host, port);
        let reached_at = settings.is_set("PUBLIC_URL").then(|| public_url.clone());
        let cors_allowed_origins = read::origins(settings);
        let trusted_proxies = read::proxies(settings);
        let shown = Shown {
            docs: read::switch(settings, "DOCS", true),
            application: read::switch(settings, "WEB_APP", true),
        };
        let metrics_token = secrets::token(settings, "METRICS_TOKEN");
        let outbox_open = read::outbox_open(settings, environment);
        let database_url = read::database_url(settings);
        let secrets = secrets::read(settings, environment);
        let issuer = settings.text("JWT_ISSUER").unwrap_or_else(|| public_url.clone());
        let audience = settings.text("JWT_AUDIENCE").unwrap_or_else(|| "doorcode".to_owned());
        let seconds = |key, usual, range| Duration::from_secs(read::number(settings, key, usual, range));
        let access_ttl = seconds("ACCESS_TOKEN_TTL_SECONDS", 900, 1..=86_400);
        let refresh_ttl = seconds("REFRESH_TOKEN_TTL_SECONDS", 30 * 86_400, 60..=366 * 86_400);
        let reuse_grace = seconds("REFRESH_REUSE_GRACE_SECONDS", 10, 0..=300);
        let clients = secrets::clients(settings);
        let default_region = read::default_region(settings);
        let default_locale = read::default_locale(settings);
        let (rules, code_length) = rules::read(settings);
        let words = Arc::new(messages::read(settings, &rules.brand, rules.ttl));
        let optional = Optional {
            login_with_otp: read::switch(settings, "LOGIN_WITH_OTP", true),
            legacy_forgot_password: read::switch(settings, "LEGACY_FORGOT_PASSWORD", true),
        };
        let (log_filter, log_format) = (read::log_filter(settings), read::log_format(settings));
        Self {
            environment,
            host,
            port,
            public_url,
            reached_at,
            cors_allowed_origins,
            trusted_proxies,
            shown,
            metrics_token,
            outbox_open,
            database_url,
            secret_key: secrets.secret,
            signing_key: secrets.signing,
            other_keys: secrets.others,
            keys_made_up: secrets.made_up,
            issuer,
            audience,
            access_ttl,
            refresh_ttl,
            reuse_grace,
            clients,
            default_region,
            default_locale,
            words,
            code_length,
            rules,
            optional,
            most_inside: 3_000,
            log_filter,
            log_format,
        }
    }

    /// The configuration of a fresh clone: development, nothing set. Tests begin with it.
    pub fn fresh() -> Self {
        Self::read(&Settings::new(std::iter::empty()))
    }

    /// What only shows once the providers are chosen: the sandbox shows codes, and must not be reached from outside.
    pub fn check_sandbox(&self, settings: &Settings, sandbox: bool) {
        if sandbox && !self.host.is_loopback() && !self.outbox_open {
            settings.fault(
                "HOST",
                "the sandbox shows codes to everybody who can reach it, so it binds to loopback only",
                "HOST=127.0.0.1, or DEV_OUTBOX=open where that is meant",
            );
        }
    }

    /// Sentences an operator should read, though nothing is wrong. `spoken` are the languages of whoever serves a channel.
    pub fn warnings(&self, settings: &Settings, spoken: &[&str]) -> Vec<Cow<'static, str>> {
        let mut warnings: Vec<Cow<'static, str>> = Vec::new();
        if self.keys_made_up && self.environment.is_development() {
            warnings.push(
                "no JWT_SECRET_KEY is set: a random one was made, so sessions end with this process".into(),
            );
        }
        let service = settings.text("TWILIO_VERIFY_SERVICE_SID");
        let of_resets = settings.text("TWILIO_VERIFY_SERVICE_SID_RESET");
        let one_service = service.is_some() && (of_resets.is_none() || of_resets == service);
        if one_service && !self.environment.is_development() {
            warnings.push(
                "sign-up and reset share one Verify Service: a stranger's send can void a pending reset code. Set \
                 TWILIO_VERIFY_SERVICE_SID_RESET to a Service of its own"
                    .into(),
            );
        }
        let named = settings.text(Channel::Sms.setting_key()).unwrap_or_default();
        let carried = providers::ALL.iter().any(|provider| {
            provider.codes == Codes::MadeHere && named.split(',').any(|name| name.trim() == provider.name)
        });
        let silent = |locale: &Locale| !spoken.is_empty() && !locale.is_among(spoken);
        if self.default_locale.as_ref().is_some_and(silent) {
            let spoken = spoken.join(", ");
            warnings.push(
                format!(
                    "no message is in the language of DEFAULT_LOCALE: who serves a channel speaks {spoken}"
                )
                .into(),
            );
        }
        warnings.extend(self.words.warnings(self.code_length, carried).into_iter().map(Cow::from));
        warnings
    }

    /// The keys behind every digest.
    pub fn keys(&self) -> Keys {
        Keys::new(&self.secret_key)
    }

    /// What signs access tokens.
    pub fn signing(&self) -> Signing {
        self.signing_key.signing()
    }

    /// What signs them not yet or no longer, and is believed.
    pub fn also_believed(&self) -> Vec<Signing> {
        self.other_keys.iter().map(SigningKey::signing).collect()
    }

    /// Who issues tokens, for whom, and how long they live.
    pub fn token_rules(&self) -> TokenRules {
        TokenRules {
            issuer: self.issuer.clone(),
            audience: self.audience.clone(),
            access: self.access_ttl,
            refresh: self.refresh_ttl,
            reuse_grace: self.reuse_grace,
        }
    }

    /// What providers are built with.
    pub fn parts(&self, http: channels::Http, clock: &Arc<dyn Clock>) -> Parts {
        let clock = Arc::clone(clock);
        Parts {
            http,
            key: self.keys().local_codes(),
            brand: self.rules.brand.clone(),
            words: Arc::clone(&self.words),
            code_length: self.code_length,
            ttl: self.rules.ttl,
            default_locale: self.default_locale.clone(),
            public_url: self.reached_at.clone(),
            caution: Caution::default(),
            capacity: Capacity::default(),
            development: self.environment.is_development(),
            outbox: Outbox::default(),
            now: Arc::new(move || clock.now().system_time()),
        }
    }

    /// The host of `PUBLIC_URL`.
    pub fn public_host(&self) -> Option<String> {
        let uri: poem::http::Uri = self.public_url.parse().ok()?;
        uri.host().map(str::to_ascii_lowercase)
    }
}

/// Where a development server listens.
const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
