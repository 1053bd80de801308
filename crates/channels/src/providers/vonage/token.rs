//! The token by which an application at Vonage says who it is: RS256 over its id, valid for a quarter of an hour
//! (<https://developer.vonage.com/en/getting-started/concepts/authentication#json-web-tokens>).

use std::sync::Arc;
use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use secrecy::SecretString;
use serde_json::{Value, json};

/// Seconds a token is valid.
const LIFE: u64 = 15 * 60;

/// An application that signs. Shows nothing of its key: there is no `Debug`.
#[derive(Clone)]
pub(in crate::providers) struct Application {
    id: String,
    key: Arc<RsaKeyPair>,
}

impl Application {
    /// From its id and the PEM of its private key; nothing for any other text.
    pub(super) fn new(id: String, pem: &[u8]) -> Option<Self> {
        let key = match PrivateKeyDer::from_pem_slice(pem).ok()? {
            PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
            _ => return None,
        };
        Some(Self { id, key: Arc::new(key.ok()?) })
    }

    /// A token for a request made now. Nothing only where the system has no random numbers.
    pub(super) fn token(&self, now: SystemTime) -> Option<SecretString> {
        let issued = now.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header = part(&json!({ "alg": "RS256", "typ": "JWT" }));
        let claims = part(&json!({
            "application_id": self.id, "iat": issued, "exp": issued + LIFE,
            "jti": format!("{:032x}", rand::random::<u128>()),
        }));
        let signed = format!("{header}.{claims}");
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).ok()?;
        Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)).into())
    }
}
