//! One function a key: text in, its type out, a fault noted where it does not fit.

use std::{
    net::{IpAddr, Ipv4Addr},
    ops::RangeInclusive,
};

use channels::{Channel, LOCALES, Locale, Region, Settings};
use identity::{AutoChannels, Prices, PricesFault, Role};
use ipnet::IpNet;
use poem::http::Uri;
use secrecy::{ExposeSecret, SecretString};

use super::{Environment, LOOPBACK, LogFormat, keys::AUTO_CHANNELS_OF};

/// A whole number within a range.
pub(super) fn number(settings: &Settings, key: &'static str, usual: u64, range: RangeInclusive<u64>) -> u64 {
    let Some(text) = settings.text(key) else { return usual };
    match text.parse() {
        Ok(number) if range.contains(&number) => number,
        _ => {
            let fault = format!("must be a whole number from {} to {}", range.start(), range.end());
            settings.fault(key, fault, format!("{key}={usual}"));
            usual
        }
    }
}

/// One of a few words; the first is the default.
fn word(settings: &Settings, key: &'static str, words: &[&'static str]) -> usize {
    let Some(text) = settings.text(key) else { return 0 };
    words.iter().position(|word| text.eq_ignore_ascii_case(word)).unwrap_or_else(|| {
        settings.fault(key, format!("must be one of: {}", words.join(", ")), format!("{key}={}", words[0]));
        0
    })
}

/// `on` or `off`.
pub(super) fn switch(settings: &Settings, key: &'static str, usual: bool) -> bool {
    let words = if usual { ["on", "off"] } else { ["off", "on"] };
    (word(settings, key, &words) == 0) == usual
}

pub(super) fn environment(settings: &Settings) -> Environment {
    match word(settings, "APP_ENV", &["development", "production"]) {
        0 => Environment::Development,
        _ => Environment::Production,
    }
}

/// `APP_ENV=production` is reached from elsewhere, a development server is not.
pub(super) fn host(settings: &Settings, environment: Environment) -> IpAddr {
    let usual = if environment.is_development() { LOOPBACK } else { IpAddr::V4(Ipv4Addr::UNSPECIFIED) };
    match settings.text("HOST") {
        None => usual,
        Some(text) if text.eq_ignore_ascii_case("localhost") => LOOPBACK,
        Some(text) => text.parse().unwrap_or_else(|_| {
            settings.fault("HOST", "must be an address of this machine", "HOST=127.0.0.1");
            usual
        }),
    }
}

pub(super) fn port(settings: &Settings) -> u16 {
    u16::try_from(number(settings, "PORT", 8000, 0..=65_535)).unwrap_or(8000)
}

pub(super) fn public_url(settings: &Settings, environment: Environment, host: IpAddr, port: u16) -> String {
    let example = "PUBLIC_URL=https://otp.example.com";
    let Some(text) = settings.text("PUBLIC_URL") else {
        if !environment.is_development() {
            settings.fault("PUBLIC_URL", "is required in production", example);
        }
        let host = if host.is_unspecified() { LOOPBACK } else { host };
        return format!("http://{}", std::net::SocketAddr::new(host, port));
    };
    let uri: Option<Uri> = text.parse().ok();
    let scheme = uri.as_ref().and_then(|uri| uri.host().and(uri.scheme_str()));
    match scheme {
        Some("https") => {}
        Some("http") if environment.is_development() => {}
        Some("http") => settings.fault("PUBLIC_URL", "must begin with https:// in production", example),
        _ => settings.fault("PUBLIC_URL", "must be the address browsers use", example),
    }
    text.trim_end_matches('/').to_owned()
}

/// The parts of a comma list.
fn list(settings: &Settings, key: &'static str) -> Vec<String> {
    let text = settings.text(key).unwrap_or_default();
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

pub(super) fn origins(settings: &Settings) -> Vec<String> {
    let origins = list(settings, "CORS_ALLOWED_ORIGINS");
    let is_origin = |origin: &String| {
        origin.parse::<Uri>().is_ok_and(|uri| {
            let plain =
                uri.path_and_query().is_none_or(|path| path.as_str() == "/") && !origin.ends_with('/');
            matches!(uri.scheme_str(), Some("http" | "https")) && plain
        })
    };
    if !origins.iter().all(is_origin) {
        settings.fault(
            "CORS_ALLOWED_ORIGINS",
            "must be origins, by comma, without a path or a slash at the end",
            "CORS_ALLOWED_ORIGINS=https://app.example.com,https://admin.example.com",
        );
    }
    origins
}

pub(super) fn proxies(settings: &Settings) -> Vec<IpNet> {
    let texts = list(settings, "TRUSTED_PROXIES");
    let read =
        |text: &String| text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)).ok();
    let nets: Vec<_> = texts.iter().filter_map(read).collect();
    if nets.len() != texts.len() {
        let fault = "must be addresses or networks, by comma";
        settings.fault("TRUSTED_PROXIES", fault, "TRUSTED_PROXIES=10.0.0.0/8,127.0.0.1");
    }
    nets
}

pub(super) fn outbox_open(settings: &Settings, environment: Environment) -> bool {
    let open = word(settings, "DEV_OUTBOX", &["loopback", "open"]) == 1;
    if open && !environment.is_development() {
        settings.fault("DEV_OUTBOX", "has no place in production: it shows codes", "DEV_OUTBOX=");
    }
    open
}

pub(super) fn database_url(settings: &Settings) -> SecretString {
    let usual = "sqlite://doorcode.db?mode=rwc";
    let example = "DATABASE_URL=postgres://doorcode:password@localhost/doorcode";
    let url = settings.secret("DATABASE_URL", example).unwrap_or_else(|| usual.into());
    let known = ["sqlite:", "postgres://", "postgresql://"];
    if !known.iter().any(|start| url.expose_secret().starts_with(start)) {
        let fault = "must begin with sqlite: or postgres://";
        settings.fault("DATABASE_URL", fault, example);
    }
    url
}

pub(super) fn default_region(settings: &Settings) -> Option<Region> {
    let text = settings.text("DEFAULT_REGION").unwrap_or_else(|| "US".to_owned());
    if text.eq_ignore_ascii_case("none") {
        return None;
    }
    let region = text.to_ascii_uppercase().parse().ok();
    if region.is_none() {
        let fault = "must be a country of two letters (ISO 3166-1), or none";
        settings.fault("DEFAULT_REGION", fault, "DEFAULT_REGION=US");
    }
    region
}

pub(super) fn countries(settings: &Settings) -> Option<Vec<Region>> {
    let texts = list(settings, "ALLOWED_COUNTRIES");
    if texts.is_empty() || texts.iter().any(|text| text == "*") {
        return None;
    }
    let regions: Vec<Region> =
        texts.iter().filter_map(|text| text.to_ascii_uppercase().parse().ok()).collect();
    if regions.len() != texts.len() {
        let fault = "must be countries of two letters (ISO 3166-1), by comma, or *";
        settings.fault("ALLOWED_COUNTRIES", fault, "ALLOWED_COUNTRIES=US,CA,GB");
    }
    Some(regions)
}

pub(super) fn phone_roles(settings: &Settings) -> Vec<Role> {
    let texts = list(settings, "PHONE_ROLES");
    let roles: Vec<Role> = texts.iter().filter_map(|text| Role::parse(text)).collect();
    if roles.len() != texts.len() {
        let fault = "must be roles, by comma, each 1 to 32 of a-z, 0-9, _ and -, beginning with a letter";
        settings.fault("PHONE_ROLES", fault, "PHONE_ROLES=core,riders");
    }
    if texts.is_empty() { Role::usual() } else { roles }
}

/// `AUTO_CHANNELS`, and `AUTO_CHANNELS_BR` for one country.
pub(super) fn auto_channels(settings: &Settings) -> AutoChannels {
    let mut read = AutoChannels::default();
    if let Some(text) = settings.text("AUTO_CHANNELS") {
        read.usual = order(settings, "AUTO_CHANNELS", &text).unwrap_or(read.usual);
    }
    for (country, text) in settings.starting(AUTO_CHANNELS_OF) {
        let key = format!("{AUTO_CHANNELS_OF}{country}");
        match country.parse::<Region>() {
            Ok(region) => read.by_country.extend(order(settings, &key, &text).map(|order| (region, order))),
            Err(fault) => {
                let fault = format!("ends with no country: {fault}");
                settings.fault(key, fault, "AUTO_CHANNELS_BR=whatsapp,sms");
            }
        }
    }
    read
}

/// Channels by comma, each once.
fn order(settings: &Settings, key: &str, text: &str) -> Option<Vec<Channel>> {
    let mut order: Vec<Channel> = Vec::new();
    for name in text.split(',') {
        match name.trim().parse() {
            Ok(channel) if !order.contains(&channel) => order.push(channel),
            _ => {
                let fault = "must be channels, by comma, each once: sms, whatsapp, call, email";
                settings.fault(key, fault, format!("{key}=sms,whatsapp,call"));
                return None;
            }
        }
    }
    Some(order)
}

pub(super) fn prices(settings: &Settings) -> Prices {
    let example = "PRICE_PER_SEND=sms.US=0.0079,sms.SA=0.05,call=0.02,sms=0.01";
    settings.parsed("PRICE_PER_SEND", &PricesFault.to_string(), example).unwrap_or_default()
}

pub(super) fn default_locale(settings: &Settings) -> Option<Locale> {
    let text = settings.text("DEFAULT_LOCALE")?;
    let locale = Locale::parse(&text).ok().filter(Locale::is_known);
    if locale.is_none() {
        let fault = format!("must be the tag of a language; those written here are {}", LOCALES.join(", "));
        settings.fault("DEFAULT_LOCALE", fault, "DEFAULT_LOCALE=en");
    }
    locale
}

pub(super) fn log_filter(settings: &Settings) -> Option<String> {
    let text = settings.text("RUST_LOG")?;
    if tracing_subscriber::EnvFilter::try_new(&text).is_err() {
        settings.fault("RUST_LOG", "must be a filter of tracing-subscriber", "RUST_LOG=warn,doorcode=info");
    }
    Some(text)
}

pub(super) fn log_format(settings: &Settings) -> LogFormat {
    match word(settings, "LOG_FORMAT", &["text", "json"]) {
        0 => LogFormat::Text,
        _ => LogFormat::Json,
    }
}
