//! Who may ask Vonage: an API key with its secret (HTTP Basic), or an application with a token that its private key signed.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use serde_json::Value;

use crate::ask::Ask;
use crate::clock::Instant;

/// How far the clocks of caller and vendor may be apart, in seconds.
const APART: i64 = 60;
/// The longest life of a token, in seconds.
const LONGEST: i64 = 24 * 60 * 60;

/// An account at Vonage.
#[derive(Debug, Clone)]
pub struct VonageAccount {
    /// Eight hexadecimal digits.
    pub api_key: String,
    /// Its secret.
    pub api_secret: String,
    /// Its application.
    pub application_id: String,
    /// The application's public key: PKCS#1 DER in base64.
    pub public_key: String,
    /// What is left, in euros.
    pub balance: f64,
    /// Its numbers on WhatsApp, as Vonage writes numbers.
    pub whatsapp: Vec<String>,
}

impl VonageAccount {
    fn knows(&self, ask: &Ask, now: Instant) -> bool {
        if let Some(token) = ask.bearer() {
            return self.signed(token, now).is_some();
        }
        let same = |(key, secret): &(String, String)| *key == self.api_key && *secret == self.api_secret;
        ask.credentials.as_ref().is_some_and(same)
    }

    /// RS256 by the application's key, about this application, and of now.
    fn signed(&self, token: &str, now: Instant) -> Option<()> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let part = |text: &str| serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(text).ok()?).ok();
        let (header, claims) = (part(header)?, part(claims)?);
        let key =
            UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, STANDARD.decode(&self.public_key).ok()?);
        key.verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
        let (now, at) = (now.seconds(), |name: &str| claims[name].as_i64());
        let (issued, expires) = (at("iat")?, at("exp")?);
        let fits = header["alg"] == "RS256"
            && header["typ"] == "JWT"
            && claims["application_id"] == self.application_id.as_str()
            && claims["jti"].as_str().is_some_and(|id| !id.is_empty())
            && issued <= now + APART
            && now < expires
            && expires - issued <= LONGEST;
        fits.then_some(())
    }
}

/// Whose request it is.
pub(super) fn identify<'a>(
    accounts: &'a [VonageAccount],
    ask: &Ask,
    now: Instant,
) -> Option<&'a VonageAccount> {
    accounts.iter().find(|account| account.knows(ask, now))
}
