//! A sensitive operation, as a person confirms it: a short action and what else there is to know. No storage, no flow.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use channels::Wording;
use sha2::{Digest, Sha256};

/// What is done: 1 to 64 of `a-z A-Z 0-9 . _ : -`, beginning with a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action(String);

/// Not an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "Invalid action: use 1 to 64 letters, digits, dots, colons, hyphens or underscores, beginning with a letter"
)]
pub struct ActionFault;

impl Action {
    /// Reads an action.
    pub fn parse(text: &str) -> Result<Self, ActionFault> {
        if is_identifier(text) { Ok(Self(text.to_owned())) } else { Err(ActionFault) }
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What else there is to know, such as amount and payee: at most 10 members named like actions, each a text of 1 to 100
/// characters, all of it together at most 200, so that a message holds it; no characters that are invisible or turn the
/// direction of others.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Details(BTreeMap<String, String>);

/// Not details.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "Invalid details: use at most 10 members, named like actions, each a text of 1 to 100 visible characters, 200 in all"
)]
pub struct DetailsFault;

impl Details {
    /// Reads details.
    pub fn parse(members: BTreeMap<String, String>) -> Result<Self, DetailsFault> {
        let fits = |(name, value): (&String, &String)| {
            is_identifier(name)
                && (1..=100).contains(&value.chars().count())
                && !value.chars().any(is_invisible)
        };
        let length: usize =
            members.iter().map(|(name, value)| name.chars().count() + value.chars().count()).sum();
        let fits = members.len() <= 10 && length <= 200 && members.iter().all(fits);
        if fits { Ok(Self(members)) } else { Err(DetailsFault) }
    }

    /// SHA-256 over the canonical JSON of RFC 8785, base64url without padding. For a flat object of strings whose names are
    /// ASCII, `serde_json` writes exactly that: no white space, names in the order of their bytes, which for ASCII is that of
    /// their UTF-16 units, and in texts without control characters nothing is escaped but `"` and `\`.
    pub fn hash(&self) -> String {
        let canonical = serde_json::to_string(&self.0).unwrap_or_default();
        URL_SAFE_NO_PAD.encode(Sha256::digest(canonical))
    }
}

impl fmt::Debug for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Details(…)")
    }
}

/// Control characters, separators of lines, and what has no width or turns the direction of reading (Unicode, UAX #9).
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn is_identifier(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._:-".contains(&b))
        && text.as_bytes()[0].is_ascii_alphabetic()
}

/// What somebody confirms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// What is done.
    pub action: Action,
    /// What else there is to know.
    pub details: Details,
}

impl Operation {
    /// As the message shows it, where it is worded here.
    pub(crate) fn wording(&self) -> Wording {
        Wording { action: self.action.0.clone(), details: self.details.0.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_are_hashed_as_canonical_json() {
        let details = |members: &[(&str, &str)]| {
            let members = members.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            Details::parse(members.collect()).unwrap()
        };
        let of = |text: &str| URL_SAFE_NO_PAD.encode(Sha256::digest(text));
        assert_eq!(Details::default().hash(), of("{}"));
        let payee = details(&[("payee", "Zoë \"Z\" \\ €/😀"), ("Amount", "100"), ("a-b", "x")]);
        assert_eq!(
            payee.hash(),
            of("{\"Amount\":\"100\",\"a-b\":\"x\",\"payee\":\"Zoë \\\"Z\\\" \\\\ €/😀\"}")
        );
    }

    #[test]
    fn what_is_long_empty_or_invisible_is_refused() {
        for action in ["transfer", "a", "Pay.out:now_1-2", &"a".repeat(64)] {
            assert!(Action::parse(action).is_ok(), "{action}");
        }
        for action in ["", "1a", "-a", "a b", "ä", "a/b", &"a".repeat(65)] {
            assert!(Action::parse(action).is_err(), "{action}");
        }
        let one = |name: &str, value: &str| {
            Details::parse(BTreeMap::from([(name.to_owned(), value.to_owned())])).is_ok()
        };
        assert!(one("amount", "100 €") && one("amount", &"é".repeat(100)));
        assert!(!one("amount", "") && !one("amount", &"e".repeat(101)) && !one("amount", "1\n2"));
        assert!(!one("amount", "1\u{202e}2") && !one("amount", "1\u{2028}2") && !one("amount", "1\u{200b}2"));
        let pair = |length: usize| (0..2).map(|n| (format!("k{n}"), "v".repeat(length))).collect();
        assert!(Details::parse(pair(98)).is_ok() && Details::parse(pair(99)).is_err());
        assert!(!one("amount", "1\u{85}2") && !one("", "1") && !one("montant dû", "1"));
        let many = |n: u8| (0..n).map(|n| (format!("k{n}"), "v".to_owned())).collect();
        assert!(Details::parse(many(10)).is_ok() && Details::parse(many(11)).is_err());
    }
}
