//! Secrets: long enough, not out of a tutorial, and made up where a development server has none.

use channels::Settings;
use identity::Signing;
use rand::{RngExt, distr::Alphanumeric};
use secrecy::{ExposeSecret, SecretString};

use super::{ApiClient, Environment};

/// RFC 7518, section 3.2: an HMAC key is at least as long as its hash.
const KEY_BYTES: usize = 32;
/// Tokens and secrets of clients are at least this long.
const TOKEN_BYTES: usize = 16;
/// Words of keys that stand in tutorials.
const SAMPLES: &[&str] = &[
    "secret",
    "changeme",
    "change-me",
    "change_me",
    "your-",
    "your_",
    "example",
    "password",
    "sample",
    "default",
    "0123456789",
    "1234567890",
    "abcdefghij",
    "replace",
    "placeholder",
    "xxxxxxxx",
];

/// What signs access tokens.
pub enum SigningKey {
    /// `JWT_SECRET_KEY`
    Secret(SecretString),
    /// What a file of `JWT_PRIVATE_KEY_FILE` holds.
    Pem(SecretString),
}

impl SigningKey {
    pub(super) fn signing(&self) -> Signing {
        match self {
            Self::Secret(secret) => Signing::Hs256(secret.clone()),
            Self::Pem(pem) => Signing::PrivateKeyPem(pem.expose_secret().as_bytes().to_vec()),
        }
    }
}

pub(super) struct Secrets {
    pub(super) secret: SecretString,
    pub(super) signing: SigningKey,
    pub(super) others: Vec<SigningKey>,
    pub(super) made_up: bool,
}

pub(super) fn read(settings: &Settings, environment: Environment) -> Secrets {
    let secret = key(settings, "SECRET_KEY");
    let shared = key(settings, "JWT_SECRET_KEY");
    let mut pems = files(settings, "JWT_PRIVATE_KEY_FILE").into_iter();
    let signs = shared.is_some() || settings.is_set("JWT_PRIVATE_KEY_FILE");
    if !environment.is_development() && !signs {
        settings.fault("JWT_SECRET_KEY", "is required in production, or JWT_PRIVATE_KEY_FILE", RANDOM);
    }
    if !environment.is_development() && signs && shared.is_none() && secret.is_none() {
        settings.fault("SECRET_KEY", "is required in production where JWT_SECRET_KEY is not set", RANDOM);
    }
    let made_up = !signs;
    let signing = pems.next().unwrap_or_else(|| SigningKey::Secret(shared.clone().unwrap_or_else(random)));
    let mut others: Vec<_> = pems.collect();
    others.extend(files(settings, "JWT_PRIVATE_KEY_FILE_PREVIOUS"));
    others.extend(key(settings, "JWT_SECRET_KEY_PREVIOUS").map(SigningKey::Secret));
    if settings.is_set("JWT_SECRET_KEY_PREVIOUS") && secret.is_none() {
        // the digests of refresh tokens would change with the key, and everybody be signed out after all
        settings.fault(
            "SECRET_KEY",
            "is required beside JWT_SECRET_KEY_PREVIOUS",
            "the previous JWT_SECRET_KEY, which stood in for it",
        );
    }
    let secret = secret.or(shared).unwrap_or_else(random);
    Secrets { secret, signing, others, made_up }
}

const RANDOM: &str = "the output of: openssl rand -base64 48";
const RANDOM_TOKEN: &str = "the output of: openssl rand -hex 24";
const CLIENTS: &str = "API_CLIENTS=shop:<the output of openssl rand -hex 24>";

/// A key of at least 32 bytes, not a sample.
fn key(settings: &Settings, name: &'static str) -> Option<SecretString> {
    let key = settings.secret(name, RANDOM)?;
    if let Some(fault) = weakness(key.expose_secret(), KEY_BYTES) {
        settings.fault(name, fault, RANDOM);
    }
    Some(key)
}

/// A token of at least 16 bytes, not a sample.
pub(super) fn token(settings: &Settings, name: &'static str) -> Option<SecretString> {
    let token = settings.secret(name, RANDOM_TOKEN)?;
    if let Some(fault) = weakness(token.expose_secret(), TOKEN_BYTES) {
        settings.fault(name, fault, RANDOM_TOKEN);
    }
    Some(token)
}

/// The keys in these files, by comma. Which file is at fault is told by its place: of a value nothing is repeated.
fn files(settings: &Settings, name: &'static str) -> Vec<SigningKey> {
    let named = settings.text(name).unwrap_or_default();
    let paths: Vec<_> = named.split(',').map(str::trim).filter(|path| !path.is_empty()).collect();
    if paths.is_empty() && settings.is_set(name) {
        settings.fault(name, "names no file", KEY_FILE);
    }
    let mut keys = Vec::new();
    for (before, path) in paths.iter().enumerate() {
        let pem = std::fs::read_to_string(path).ok().filter(|pem| pem.contains(PKCS8));
        let key = pem.map(|pem| SigningKey::Pem(pem.into())).filter(|key| key.signing().check().is_ok());
        if key.is_none() {
            let fault = "must name a readable file with a private key (PKCS#8 PEM, Ed25519 or P-256)";
            let which = match paths.len() {
                1 => String::new(),
                all => format!(", and file {} of {all} is none", before + 1),
            };
            settings.fault(name, format!("{fault}{which}"), KEY_FILE);
        }
        keys.extend(key);
    }
    keys
}

/// How a private key of PKCS#8 begins in PEM (RFC 7468, section 10).
const PKCS8: &str = "-----BEGIN PRIVATE KEY-----";
const KEY_FILE: &str = "the file written by: openssl genpkey -algorithm ed25519";

pub(super) fn clients(settings: &Settings) -> Vec<ApiClient> {
    let text = settings.secret("API_CLIENTS", CLIENTS).unwrap_or_default();
    let parts: Vec<_> =
        text.expose_secret().split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let read = |part: &&str| {
        let (name, secret) = part.split_once(':')?;
        let fits = !name.is_empty() && weakness(secret, TOKEN_BYTES).is_none();
        fits.then(|| ApiClient { name: name.to_owned(), secret: secret.to_owned().into() })
    };
    let clients: Vec<_> = parts.iter().filter_map(read).collect();
    if clients.len() != parts.len() {
        let fault = "must be name:secret, by comma, each secret random and at least 16 characters long";
        settings.fault("API_CLIENTS", fault, CLIENTS);
    }
    clients
}

/// Why a secret protects nothing.
fn weakness(secret: &str, bytes: usize) -> Option<String> {
    let lower = secret.to_ascii_lowercase();
    let mut letters: Vec<u8> = secret.bytes().collect();
    letters.sort_unstable();
    letters.dedup();
    if secret.len() < bytes {
        Some(format!("must be at least {bytes} bytes"))
    } else if letters.len() < 8 || SAMPLES.iter().any(|sample| lower.contains(sample)) {
        Some("is a sample value".to_owned())
    } else {
        None
    }
}

/// 64 letters and digits: more than 256 bits.
fn random() -> SecretString {
    rand::rng().sample_iter(Alphanumeric).take(64).map(char::from).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sample_and_short_secrets_are_weak() {
        for weak in [
            "short",
            "your-256-bit-secret-your-256-bit-secret",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "change-me-in-production-please-do-it-now",
            "0123456789abcdef0123456789abcdef",
        ] {
            assert!(weakness(weak, KEY_BYTES).is_some(), "{weak}");
        }
        assert!(weakness(random().expose_secret(), KEY_BYTES).is_none());
        assert!(weakness("Zk3v9QmW1xRt8LpNc5yBj2HsGd7FaUeo", KEY_BYTES).is_none());
    }
}
