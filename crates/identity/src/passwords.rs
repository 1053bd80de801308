//! What a password may be, and how it is kept: NIST SP 800-63B-4 3.1.1 and OWASP ASVS 5.0 6.2, Argon2id (RFC 9106).
//! Hashing happens on a bounded pool, never on the runtime's own threads.

use std::fmt;
use std::sync::Arc;

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::refusal::Refusal;

/// Longest password, in code points.
pub const PASSWORD_MAX: usize = 128;

/// A password as typed, in Unicode's composed form (NFC), so that two keyboards agree. Never printed.
#[derive(Clone)]
pub struct Password(SecretString);

impl Password {
    /// Takes what was typed; nothing is trimmed or cut.
    pub fn new(typed: &str) -> Self {
        Self(typed.nfc().collect::<String>().into())
    }

    fn text(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Why a password is refused, in a sentence for the person who chose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    /// Too short.
    #[error("The password is too short: use at least {min} characters.")]
    TooShort {
        /// Code points asked for.
        min: usize,
    },
    /// Too long.
    #[error("The password is too long: use at most {PASSWORD_MAX} characters.")]
    TooLong,
    /// Among the most common ones.
    #[error("The password is among the most common ones: choose another.")]
    Common,
    /// The e-mail, the number, the username or the brand, but for digits and punctuation.
    #[error("The password is your e-mail, number, username or the name of this service: choose another.")]
    ContextWord,
}

/// The rule for new passwords.
#[derive(Debug, Clone)]
pub(crate) struct PasswordRule {
    min: usize,
    brand: String,
}

impl PasswordRule {
    pub(crate) fn new(min: usize, brand: &str) -> Self {
        Self { min, brand: bare(brand) }
    }

    /// Length, common passwords, and words about this person; no composition rules (NIST SP 800-63B-4).
    pub(crate) fn admit(&self, password: &Password, context: &[&str]) -> Result<(), PasswordFault> {
        let text = password.text();
        let length = text.chars().count();
        if length < self.min {
            return Err(PasswordFault::TooShort { min: self.min });
        }
        if length > PASSWORD_MAX {
            return Err(PasswordFault::TooLong);
        }
        let folded = text.to_lowercase();
        if passwords::analyzer::is_common_password(text) || passwords::analyzer::is_common_password(&folded) {
            return Err(PasswordFault::Common);
        }
        self.admit_context(password, context)
    }

    /// The words alone: what can only be asked once the account is known.
    pub(crate) fn admit_context(&self, password: &Password, context: &[&str]) -> Result<(), PasswordFault> {
        let whole = password.text().to_lowercase();
        let letters = bare(&whole);
        let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
        let is_number = letters.is_empty() && !digits.is_empty();
        let equals = |word: &str| {
            let word = word.to_lowercase();
            let word_letters = bare(&word);
            let word_digits: String = word.chars().filter(char::is_ascii_digit).collect();
            whole == word
                || (!letters.is_empty() && letters == word_letters)
                || (is_number && word_letters.is_empty() && digits == word_digits)
        };
        let mut words: Vec<&str> = context.to_vec();
        // of a mailbox, the part before the @ is a word of its own
        words.extend(context.iter().filter_map(|word| word.split_once('@').map(|(local, _)| local)));
        let is_brand = !self.brand.is_empty() && letters == self.brand;
        if is_brand || words.iter().any(|word| equals(word)) {
            return Err(PasswordFault::ContextWord);
        }
        Ok(())
    }
}

/// A word without digits and punctuation, lower case.
fn bare(word: &str) -> String {
    word.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect()
}

/// Hashes and compares passwords with Argon2id, m = 19 MiB, t = 2, p = 1 (OWASP Password Storage Cheat Sheet).
#[derive(Clone)]
pub(crate) struct Passwords {
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    argon2: Argon2<'static>,
    nobody: Arc<str>,
}

/// For each core, how many may wait; at some 25 ms a hash the last of them waits under two seconds.
const WAITING_PER_CORE: usize = 64;

impl Passwords {
    /// A pool as wide as the machine.
    pub(crate) fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        // the crate's defaults are these very figures; asked for by name so that an update cannot weaken them unseen
        let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        // compared where no account is found, so that the work is the same; nobody's password leads to it
        let (salt, output): ([u8; 16], [u8; 32]) = (rand::random(), rand::random());
        let (salt, output) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(output));
        let nobody = format!("$argon2id$v=19$m=19456,t=2,p=1${salt}${output}").into();
        Self {
            running: Arc::new(Semaphore::new(cores)),
            waiting: Arc::new(Semaphore::new(cores * WAITING_PER_CORE)),
            argon2,
            nobody,
        }
    }

    /// The text to store.
    pub(crate) async fn hash(&self, password: Password) -> Result<String, Refusal> {
        self.on_the_pool(move |argon2| {
            let made = argon2.hash_password(password.text().as_bytes());
            made.map(|hash| hash.to_string()).map_err(|_| Refusal::Internal)
        })
        .await?
    }

    /// Whether the password is the one behind `stored`; with nothing stored the same work is done for nothing.
    pub(crate) async fn matches(&self, password: Password, stored: Option<String>) -> Result<bool, Refusal> {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.nobody.to_string());
        self.on_the_pool(move |argon2| {
            // no stored password is longer, and nothing longer is worth hashing
            let fits = password.text().chars().count() <= PASSWORD_MAX;
            let hash =
                argon2::password_hash::phc::PasswordHash::new(&stored).map_err(|_| Refusal::Internal)?;
            let text = if fits { password.text() } else { "" };
            Ok(argon2.verify_password(text.as_bytes(), &hash).is_ok() && known && fits)
        })
        .await?
    }

    async fn on_the_pool<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Argon2<'static>) -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let _place = Arc::clone(&self.waiting).try_acquire_owned().map_err(|_| Refusal::unavailable())?;
        let turn = Arc::clone(&self.running).acquire_owned().await.map_err(|_| Refusal::unavailable())?;
        let argon2 = self.argon2.clone();
        let done = tokio::task::spawn_blocking(move || {
            let answer = work(&argon2);
            drop(turn);
            answer
        });
        done.await.map_err(|_| Refusal::Internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn security_19_a_context_word_refuses_only_where_it_is_the_whole_password() {
        let rule = PasswordRule::new(8, "Acme");
        let context = ["maria.lopez@example.com", "+966501234567", "maria_l"];
        for (password, outcome) in [
            ("TestPassword123", Ok(())),
            ("securepassword", Ok(())),
            ("newpassword123", Ok(())),
            ("NewPassword123", Ok(())),
            ("securepassword123", Ok(())),
            ("Password123", Err(PasswordFault::Common)),
            ("QWERTYUIOP", Err(PasswordFault::Common)),
            ("short", Err(PasswordFault::TooShort { min: 8 })),
            ("Maria.Lopez1", Err(PasswordFault::ContextWord)),
            ("maria_l_2026", Err(PasswordFault::ContextWord)),
            ("maria.lopez@example.com", Err(PasswordFault::ContextWord)),
            ("966501234567", Err(PasswordFault::ContextWord)),
            ("acme-2026!!", Err(PasswordFault::ContextWord)),
            ("acme and more", Ok(())),
            ("maria likes trains", Ok(())),
            ("пароль-из-слов", Ok(())),
            ("        ", Ok(())),
        ] {
            assert_eq!(rule.admit(&Password::new(password), &context), outcome, "{password}");
        }
        let long = "ü".repeat(PASSWORD_MAX);
        assert_eq!(rule.admit(&Password::new(&long), &context), Ok(()));
        assert_eq!(rule.admit(&Password::new(&format!("{long}x")), &context), Err(PasswordFault::TooLong));
    }

    #[tokio::test]
    async fn security_19_two_spellings_of_one_password_are_one() {
        let passwords = Passwords::new();
        let stored = passwords.hash(Password::new("caf\u{e9} au lait")).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(passwords.matches(Password::new("cafe\u{301} au lait"), Some(stored.clone())).await.unwrap());
        assert!(!passwords.matches(Password::new("cafe au lait"), Some(stored)).await.unwrap());
        assert!(!passwords.matches(Password::new("anything"), None).await.unwrap());
    }
}
