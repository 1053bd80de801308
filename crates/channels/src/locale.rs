//! The language a person reads.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use icu_locale::{LanguageIdentifier, LocaleExpander};

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

    /// The language most people of a country read, as `pt-BR`: the likely subtags of Unicode CLDR (UTS #35), by which India
    /// reads Hindi, Switzerland German and Canada English.
    pub fn of_country(country: Region) -> Option<Self> {
        // every send asks, and there are but some 250 countries
        static KNOWN: Mutex<BTreeMap<Region, Option<Locale>>> = Mutex::new(BTreeMap::new());
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(country).or_insert_with(|| Self::likely_in(country)).clone()
    }

    fn likely_in(country: Region) -> Option<Self> {
        let region = country.as_str().parse().ok()?;
        let mut tag = LanguageIdentifier { region: Some(region), ..LanguageIdentifier::UNKNOWN };
        // its tables are part of the program: making one costs nothing
        LocaleExpander::new_extended().maximize(&mut tag);
        // countries that are not in the table fall to its entry for the unknown, which is English
        let language = if tag.language.is_unknown() { "en" } else { tag.language.as_str() };
        Some(Self(format!("{language}-{country}")))
    }

    /// Whether Unicode knows the language.
    pub fn is_known(&self) -> bool {
        let read: Result<LanguageIdentifier, _> = self.language().parse();
        read.is_ok_and(|mut tag| {
            LocaleExpander::new_extended().maximize(&mut tag);
            tag.script.is_some()
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_reads_what_unicode_says() {
        for (country, tag) in [
            ("US", "en-US"),
            ("GB", "en-GB"),
            ("CA", "en-CA"),
            ("SA", "ar-SA"),
            ("EG", "ar-EG"),
            ("BR", "pt-BR"),
            ("PT", "pt-PT"),
            ("MX", "es-MX"),
            ("IN", "hi-IN"),
            ("PK", "ur-PK"),
            ("CH", "de-CH"),
            ("BE", "nl-BE"),
            ("CN", "zh-CN"),
            ("TW", "zh-TW"),
            ("JP", "ja-JP"),
            ("XK", "sq-XK"),
        ] {
            let likely = Locale::of_country(country.parse().unwrap()).unwrap();
            assert_eq!(likely.as_str(), tag);
            assert_eq!(Locale::parse(tag), Ok(likely), "a tag of ours");
        }
    }

    #[test]
    fn every_place_with_telephones_reads_something() {
        for plan in rlibphonenumber::PHONE_NUMBER_UTIL.get_supported_regions() {
            let country: Region = plan.to_string().parse().unwrap();
            let likely = Locale::of_country(country).unwrap();
            assert_eq!(Locale::parse(likely.as_str()), Ok(likely), "{country}");
        }
    }

    #[test]
    fn a_language_stands_for_its_variants() {
        for (typed, among) in [
            ("zh-TW", true),
            ("zh-Hant", true),
            ("pt-PT", true),
            ("PT", true),
            ("ar-001", true),
            ("it", false),
        ] {
            assert_eq!(Locale::parse(typed).unwrap().is_among(&["pt", "zh", "ar"]), among, "{typed}");
        }
        assert!(Locale::parse("PT-br").unwrap().is_among(&["pt-BR"]));
        assert!(!Locale::parse("pt").unwrap().is_among(&["pt-BR"]));
    }
}
