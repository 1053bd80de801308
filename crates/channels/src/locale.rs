//! The language a person reads.

use crate::region::Region;

/// A language tag (BCP 47): letters, then parts of letters and digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Locale(String);

/// Not a language tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Invalid locale: write a language tag, for example en or pt-BR")]
pub struct LocaleFault;

impl Locale {
    /// Reads a tag of at most 35 characters (RFC 5646 4.4.1).
    pub fn parse(typed: &str) -> Result<Self, LocaleFault> {
        let mut parts = typed.split('-');
        let language = parts.next().unwrap_or_default();
        let fits = typed.len() <= 35
            && (2..=3).contains(&language.len())
            && language.bytes().all(|b| b.is_ascii_alphabetic())
            && parts
                .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
        if fits { Ok(Self(typed.to_owned())) } else { Err(LocaleFault) }
    }

    /// The language most people of a country read.
    pub fn of_country(_country: Region) -> Option<Self> {
        None
    }

    /// Whether one of these tags is this one, or its language.
    pub fn is_among(&self, tags: &[&str]) -> bool {
        let language = self.language();
        tags.iter().any(|tag| tag.eq_ignore_ascii_case(&self.0) || *tag == language)
    }

    /// As typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language alone, lower case.
    pub fn language(&self) -> String {
        self.0.split('-').next().unwrap_or_default().to_ascii_lowercase()
    }
}
