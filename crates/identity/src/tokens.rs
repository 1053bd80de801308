//! Access tokens and confirmations: made and read here, by one algorithm from the configuration (RFC 8725, RFC 9068 in spirit).
//! Whether a token still counts is a question for `sessions`.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use channels::Purpose;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;

/// What signs access tokens.
pub enum Signing {
    /// HMAC-SHA256 with one shared secret of at least 32 bytes (RFC 7518 section 3.2).
    Hs256(SecretString),
    /// PKCS#8 PEM of an Ed25519 or P-256 key; others check with the public key at `/.well-known/jwks.json`.
    PrivateKeyPem(Vec<u8>),
}

impl std::fmt::Debug for Signing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Hs256(_) => "Hs256(…)",
            Self::PrivateKeyPem(_) => "PrivateKeyPem(…)",
        })
    }
}

impl Signing {
    /// Whether it can sign: asked while settings are read, so that a fault is told with the name of its key.
    pub fn check(&self) -> Result<(), SigningFault> {
        open(self).map(drop)
    }
}

/// The key cannot sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SigningFault {
    /// The shared secret is too short.
    #[error("the secret must be at least 32 bytes")]
    TooShort,
    /// The file holds no key of a kind we use.
    #[error("the file holds no PKCS#8 PEM of an Ed25519 or P-256 private key")]
    NotAKey,
}

/// Who issues tokens, for whom, and how long they live.
#[derive(Debug, Clone)]
pub struct TokenRules {
    /// `iss`.
    pub issuer: String,
    /// `aud`.
    pub audience: String,
    /// Life of an access token.
    pub access: Duration,
    /// Life of a refresh token.
    pub refresh: Duration,
    /// How long a refresh token that was just used is answered with a sibling (two tabs, a lost answer).
    pub reuse_grace: Duration,
}

/// What an access token says. Every claim is required and type-checked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Claims {
    pub(crate) iss: String,
    pub(crate) aud: String,
    /// The user's id.
    pub(crate) sub: String,
    /// The session's id.
    pub(crate) sid: String,
    pub(crate) exp: i64,
    pub(crate) iat: i64,
    pub(crate) auth_time: i64,
    /// RFC 8176.
    pub(crate) amr: Vec<String>,
    pub(crate) jti: String,
    pub(crate) typ: String,
    /// The account's authentication generation; a reset or logout-all raises it.
    #[serde(rename = "gen")]
    pub(crate) generation: i64,
}

const ACCESS: &str = "access";

/// What a confirmed operation says, to whoever carries it out. Every claim is required and type-checked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ConfirmationClaims {
    pub(crate) iss: String,
    pub(crate) aud: String,
    /// The user's id.
    pub(crate) sub: String,
    pub(crate) exp: i64,
    pub(crate) iat: i64,
    /// Redeemed once.
    pub(crate) jti: String,
    pub(crate) typ: String,
    pub(crate) action: String,
    pub(crate) details_hash: String,
}

const CONFIRMATION: &str = "confirmation";

/// Life of a confirmation from the moment the code was right.
pub(crate) const CONFIRMATION_LIFE: Duration = Duration::from_secs(5 * 60);

/// What a confirmation is about.
pub(crate) struct ConfirmedOperation<'a> {
    pub(crate) user: i64,
    pub(crate) action: &'a str,
    pub(crate) details_hash: &'a str,
    pub(crate) token_id: &'a str,
    pub(crate) confirmed_at: Timestamp,
}

/// Signs and reads access tokens, and confirmations with the same keys.
pub(crate) struct Tokens {
    rules: TokenRules,
    header: Header,
    signs: EncodingKey,
    /// What signs now, then what else is believed (RFC 8725, section 3.1: each with the one algorithm of its own).
    keys: Vec<Key>,
}

/// One key, as a reader knows it.
struct Key {
    reads: Reader,
    validation: Validation,
}

/// The half of a key that reads.
struct Reader {
    algorithm: Algorithm,
    key: DecodingKey,
    public: Option<Jwk>,
}

/// Both halves of a key.
struct Opened {
    signs: EncodingKey,
    key: Reader,
}

/// What a new token is about.
pub(crate) struct Subject {
    pub(crate) user: i64,
    pub(crate) session: i64,
    pub(crate) generation: i64,
    pub(crate) auth_time: Timestamp,
    pub(crate) amr: String,
}

impl Tokens {
    /// `others`: keys that sign not yet or no longer, and are believed, so that a change of keys ends nothing.
    pub(crate) fn new(
        signing: &Signing,
        others: &[Signing],
        rules: TokenRules,
    ) -> Result<Self, SigningFault> {
        let Opened { signs, key } = open(signing)?;
        let mut header = Header::new(key.algorithm);
        header.kid = key.name().map(ToOwned::to_owned);
        let mut keys = vec![Key::new(key, &rules)];
        for other in others {
            let key = open(other)?.key;
            // one key may stand in two lists while they are changed over: it is one key, and has one name
            let known = key.name().is_some() && keys.iter().any(|held| held.name() == key.name());
            if !known {
                keys.push(Key::new(key, &rules));
            }
        }
        Ok(Self { rules, header, signs, keys })
    }

    pub(crate) fn rules(&self) -> &TokenRules {
        &self.rules
    }

    /// The public keys, as RFC 7517 wants them; none for HS256.
    pub(crate) fn key_set(&self) -> serde_json::Value {
        let keys: Vec<&Jwk> = self.keys.iter().filter_map(|key| key.reads.public.as_ref()).collect();
        serde_json::json!({ "keys": keys })
    }

    pub(crate) fn access(&self, subject: &Subject, now: Timestamp) -> Option<SecretString> {
        let claims = Claims {
            iss: self.rules.issuer.clone(),
            aud: self.rules.audience.clone(),
            sub: subject.user.to_string(),
            sid: subject.session.to_string(),
            exp: now.plus(self.rules.access).secs(),
            iat: now.secs(),
            auth_time: subject.auth_time.secs(),
            amr: subject.amr.split(' ').map(ToOwned::to_owned).collect(),
            jti: crate::keys::random_text(),
            typ: ACCESS.to_owned(),
            generation: subject.generation,
        };
        jsonwebtoken::encode(&self.header, &claims, &self.signs).ok().map(Into::into)
    }

    /// A confirmation; with the same claims each time.
    pub(crate) fn confirmation(&self, what: &ConfirmedOperation<'_>) -> Option<SecretString> {
        let claims = ConfirmationClaims {
            iss: self.rules.issuer.clone(),
            aud: self.rules.audience.clone(),
            sub: what.user.to_string(),
            exp: what.confirmed_at.plus(CONFIRMATION_LIFE).secs(),
            iat: what.confirmed_at.secs(),
            jti: what.token_id.to_owned(),
            typ: CONFIRMATION.to_owned(),
            action: what.action.to_owned(),
            details_hash: what.details_hash.to_owned(),
        };
        // RFC 8725, section 3.11: a reader of one kind of token must not take the other for it
        let header = Header { typ: Some(CONFIRMATION.to_owned()), ..self.header.clone() };
        jsonwebtoken::encode(&header, &claims, &self.signs).ok().map(Into::into)
    }

    /// Signature, issuer, audience, type and time; `None` says nothing about which of them failed.
    pub(crate) fn read(&self, token: &str, now: Timestamp) -> Option<Claims> {
        let (header, claims) = self.decode::<Claims>(token)?;
        let fresh = claims.exp > now.secs() && claims.iat <= now.secs() + CLOCKS_APART;
        let typed = header.typ.as_deref() != Some(CONFIRMATION) && claims.typ == ACCESS;
        (fresh && typed && !claims.jti.is_empty()).then_some(claims)
    }

    /// The same for a confirmation.
    pub(crate) fn read_confirmation(&self, token: &str, now: Timestamp) -> Option<ConfirmationClaims> {
        let (header, claims) = self.decode::<ConfirmationClaims>(token)?;
        let fresh = claims.exp > now.secs() && claims.iat <= now.secs() + CLOCKS_APART;
        let typed = header.typ.as_deref() == Some(CONFIRMATION) && claims.typ == CONFIRMATION;
        (fresh && typed && !claims.jti.is_empty()).then_some(claims)
    }

    fn decode<T: DeserializeOwned + Clone>(&self, token: &str) -> Option<(Header, T)> {
        // no token of ours is longer; a longer one is not worth a signature check
        if token.len() > 2048 {
            return None;
        }
        // every key is tried: nothing in a token's header chooses one
        let read = |key: &Key| jsonwebtoken::decode::<T>(token, &key.reads.key, &key.validation).ok();
        let read = self.keys.iter().find_map(read)?;
        Some((read.header, read.claims))
    }
}

impl Reader {
    /// What the header of a token calls it; a shared secret has no name.
    fn name(&self) -> Option<&str> {
        self.public.as_ref().and_then(|key| key.common.key_id.as_deref())
    }
}

impl Key {
    fn new(reads: Reader, rules: &TokenRules) -> Self {
        let mut validation = Validation::new(reads.algorithm);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.set_issuer(&[&rules.issuer]);
        validation.set_audience(&[&rules.audience]);
        // the library would read the machine's clock: expiry is checked in `read`, by ours
        validation.validate_exp = false;
        Self { reads, validation }
    }

    fn name(&self) -> Option<&str> {
        self.reads.name()
    }
}

/// What a key signs with, and what reads its signatures.
fn open(signing: &Signing) -> Result<Opened, SigningFault> {
    match signing {
        Signing::Hs256(secret) => {
            let secret = secret.expose_secret().as_bytes();
            if secret.len() < 32 {
                return Err(SigningFault::TooShort);
            }
            let key = DecodingKey::from_secret(secret);
            let key = Reader { algorithm: Algorithm::HS256, key, public: None };
            Ok(Opened { signs: EncodingKey::from_secret(secret), key })
        }
        Signing::PrivateKeyPem(pem) => {
            let (algorithm, signs) = EncodingKey::from_ed_pem(pem)
                .map(|key| (Algorithm::EdDSA, key))
                .or_else(|_| EncodingKey::from_ec_pem(pem).map(|key| (Algorithm::ES256, key)))
                .map_err(|_| SigningFault::NotAKey)?;
            let mut public = Jwk::from_encoding_key(&signs, algorithm).map_err(|_| SigningFault::NotAKey)?;
            public.common.public_key_use = Some(jsonwebtoken::jwk::PublicKeyUse::Signature);
            public.common.key_id = Some(thumbprint(&public));
            let key = DecodingKey::from_jwk(&public).map_err(|_| SigningFault::NotAKey)?;
            Ok(Opened { signs, key: Reader { algorithm, key, public: Some(public) } })
        }
    }
}

/// Seconds by which the clocks of two instances may differ.
const CLOCKS_APART: i64 = 60;

/// A stable name for a public key.
fn thumbprint(key: &Jwk) -> String {
    use sha2::Digest;
    let text = serde_json::to_vec(&key.algorithm).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(&sha2::Sha256::digest(text)[..12])
}

/// A proof in the caller's hand: names the approved challenge, sealed with a key of ours. Never printed.
/// Any text can be read as one; whether it is true is asked when it is redeemed.
#[derive(Clone)]
pub struct VerificationToken(Option<(i64, [u8; 32])>);

impl std::fmt::Debug for VerificationToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VerificationToken(…)")
    }
}

impl VerificationToken {
    /// Reads what a caller sent; text that no token of ours can be becomes one that is never true.
    pub fn parse(text: &str) -> Self {
        let bytes = URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
        let parts = bytes.split_first_chunk::<8>();
        Self(parts.and_then(|(id, seal)| Some((i64::from_be_bytes(*id), seal.try_into().ok()?))))
    }

    pub(crate) const fn sealed(challenge: i64, seal: [u8; 32]) -> Self {
        Self(Some((challenge, seal)))
    }

    /// The challenge it names.
    pub(crate) fn challenge(&self) -> Option<i64> {
        self.0.map(|(id, _)| id)
    }

    /// Whether both are the same, in a time that does not tell where they differ.
    pub(crate) fn is(&self, other: &Self) -> bool {
        matches!((self.0, other.0), (Some((a, x)), Some((b, y))) if a == b && crate::keys::same(&x, &y))
    }

    /// The text to hand out.
    pub fn expose(&self) -> String {
        let (id, seal) = self.0.unwrap_or_default();
        URL_SAFE_NO_PAD.encode([id.to_be_bytes().as_slice(), seal.as_slice()].concat())
    }
}

/// What a seal covers.
pub(crate) fn sealed_parts(
    challenge: i64,
    purpose: Purpose,
    address: &str,
    subject: &str,
    approved_at: Timestamp,
) -> [Vec<u8>; 5] {
    [
        challenge.to_be_bytes().to_vec(),
        purpose.as_str().as_bytes().to_vec(),
        address.as_bytes().to_vec(),
        subject.as_bytes().to_vec(),
        approved_at.as_millis().to_be_bytes().to_vec(),
    ]
}
