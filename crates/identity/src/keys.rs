//! One secret in, one key per use out (HKDF-SHA256, RFC 5869), and the digests made with them.
//! No key leaves this file but the one for locally made codes.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use channels::Code;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// The keys behind every digest that is stored or handed out.
#[derive(Clone)]
pub struct Keys {
    codes: [u8; 32],
    proofs: [u8; 32],
    verifications: [u8; 32],
    limits: [u8; 32],
    refresh: [u8; 32],
    sign_in: [u8; 32],
    recovery: [u8; 32],
    local_codes: [u8; 32],
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

fn derived(secret: &[u8], use_: &str) -> [u8; 32] {
    let mut key = [0; 32];
    // 32 bytes are always within HKDF's bound of 255 blocks
    let done = Hkdf::<Sha256>::new(Some(b"doorcode/1"), secret).expand(use_.as_bytes(), &mut key);
    debug_assert!(done.is_ok());
    key
}

impl Keys {
    /// Derives every key from one secret of at least 32 bytes (`SECRET_KEY`, or `JWT_SECRET_KEY` where that is unset).
    pub fn new(secret: &SecretString) -> Self {
        let secret = secret.expose_secret().as_bytes();
        Self {
            codes: derived(secret, "code digest"),
            proofs: derived(secret, "verification token"),
            verifications: derived(secret, "verification id"),
            limits: derived(secret, "limit key"),
            refresh: derived(secret, "refresh token digest"),
            sign_in: derived(secret, "sign-in token digest"),
            recovery: derived(secret, "recovery code digest"),
            local_codes: derived(secret, "local codes"),
        }
    }

    /// The key from which `channels::LocalCodes` makes codes.
    pub fn local_codes(&self) -> [u8; 32] {
        self.local_codes
    }

    /// What is kept of a code that was right: enough to know it again, useless without the key.
    pub(crate) fn code_digest(&self, challenge: i64, code: &Code) -> String {
        URL_SAFE_NO_PAD.encode(mac(&self.codes, &[&challenge.to_be_bytes(), code.expose().as_bytes()]))
    }

    /// The seal of a verification token: the same each time for the same approval.
    pub(crate) fn proof_seal(&self, parts: &[&[u8]]) -> [u8; 32] {
        mac(&self.proofs, parts)
    }

    /// What a challenge is called by those who may look at it: the same each time. Its number is covered, for numbers that count
    /// up would tell what else was sent.
    pub(crate) fn verification_name(&self, challenge: i64, began: bool) -> [u8; 24] {
        let number = challenge.to_be_bytes();
        let seal = mac(&self.verifications, &[if began { b"seal" } else { b"look" }, &number]);
        let mut name = [0; 24];
        let (covered, shown) = name.split_at_mut(8);
        shown.copy_from_slice(&seal[..16]);
        covered.copy_from_slice(&number);
        self.cover(covered, shown);
        name
    }

    /// The challenge of this name, and whether it was given to whoever began it; nothing where it is not one of ours.
    pub(crate) fn verification_named(&self, name: &[u8; 24]) -> Option<(i64, bool)> {
        let mut number: [u8; 8] = *name.first_chunk()?;
        self.cover(&mut number, &name[8..]);
        let challenge = i64::from_be_bytes(number);
        let began =
            [true, false].into_iter().find(|began| same(&self.verification_name(challenge, *began), name));
        Some((challenge, began?))
    }

    /// Covers and uncovers.
    fn cover(&self, number: &mut [u8], seal: &[u8]) {
        let pad = mac(&self.verifications, &[b"cover", seal]);
        for (byte, pad) in number.iter_mut().zip(pad) {
            *byte ^= pad;
        }
    }

    /// The name of a limit's row; addresses are not readable in it.
    pub(crate) fn limit_key(&self, parts: &[&str]) -> String {
        let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
        URL_SAFE_NO_PAD.encode(&mac(&self.limits, &parts)[..16])
    }

    /// What is kept of a refresh token.
    pub(crate) fn refresh_digest(&self, token: &str) -> String {
        URL_SAFE_NO_PAD.encode(mac(&self.refresh, &[token.as_bytes()]))
    }

    /// What is kept of the token of a sign-in that waits for its second factor.
    pub(crate) fn sign_in_digest(&self, token: &str) -> String {
        URL_SAFE_NO_PAD.encode(mac(&self.sign_in, &[token.as_bytes()]))
    }

    /// What is kept of a recovery code: bound to its user, so that two users' codes never meet.
    pub(crate) fn recovery_digest(&self, user: i64, code: &str) -> String {
        URL_SAFE_NO_PAD.encode(mac(&self.recovery, &[&user.to_be_bytes(), code.as_bytes()]))
    }
}

/// HMAC-SHA256 over length-prefixed parts, so that no two lists of parts collide.
fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes a key of any length: the only error it knows cannot happen
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { unreachable!("HMAC takes any key") };
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Whether two digests are equal, in a time that does not tell where they differ.
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// 256 random bits as text, for refresh tokens and ids of tokens.
pub(crate) fn random_text() -> String {
    let bytes: [u8; 32] = rand::random();
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        let keys = Keys::new(&"0123456789abcdef0123456789abcdef".to_owned().into());
        assert_ne!(keys.limit_key(&["ab", "c"]), keys.limit_key(&["a", "bc"]));
        assert_eq!(keys.limit_key(&["ab", "c"]).len(), 22);
        assert_ne!(keys.codes, keys.proofs);
    }

    #[test]
    fn the_name_of_a_verification_tells_nothing_of_its_number() {
        let keys = Keys::new(&"0123456789abcdef0123456789abcdef".to_owned().into());
        let names: Vec<[u8; 24]> =
            (1..=1000).map(|number| keys.verification_name(number, number % 2 == 0)).collect();
        for (number, name) in (1..).zip(&names) {
            assert_eq!(keys.verification_named(name), Some((number, number % 2 == 0)));
            assert_eq!(keys.verification_name(number, number % 2 == 0), *name, "the same each time");
            assert_ne!(keys.verification_name(number, number % 2 != 0), *name);
        }
        // neighbours have nothing in common but by chance
        let alike = names.windows(2).filter(|pair| pair[0][0] == pair[1][0]).count();
        assert!(alike < 50, "{alike}");
        for bit in 0..192 {
            let mut bent = names[0];
            bent[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(keys.verification_named(&bent), None, "bit {bit}");
        }
    }
}
