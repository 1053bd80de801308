//! Phone numbers: parsed once with Google's metadata, E.164 (ITU-T) ever after.

use std::fmt;

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType};

use crate::digits::{folded, is_hyphen, is_space};
use crate::region::Region;

/// A number that can be called: E.164, valid by the numbering plan of its country. `Debug` masks the middle.
#[derive(Clone)]
pub struct PhoneNumber {
    e164: String,
    country: Option<Region>,
    fixed_line: bool,
    country_digits: usize,
}

/// Not a number we send to; the sentence is for the person who typed it and does not repeat what they typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneFault {
    /// Not a number, or not valid in its country.
    #[error("Invalid phone number: write it with the country code, for example +12025551234")]
    Invalid,
    /// Written with a country code, and no number of that country.
    #[error("Invalid phone number: its country has no such number; check the digits")]
    NoSuchNumber,
    /// Premium rate, shared cost and pagers.
    #[error("Invalid phone number: numbers of this kind are not served; use a mobile number")]
    NotServed,
}

/// Longer than any number with its punctuation.
const LONGEST: usize = 40;

impl PhoneNumber {
    /// Reads what a person typed: international, or national where a default region is set. Spaces, dashes, dots and brackets
    /// are accepted, digits of other scripts folded; letters, invisible characters and extensions are refused.
    pub fn parse(typed: &str, default_region: Option<Region>) -> Result<Self, PhoneFault> {
        let plain = punctuation_dropped(typed).ok_or(PhoneFault::Invalid)?;
        let region = default_region.and_then(|region| region.as_str().parse().ok());
        let number = PHONE_NUMBER_UTIL.parse(&plain, region).map_err(|_| PhoneFault::Invalid)?;
        if !PHONE_NUMBER_UTIL.is_valid_number(&number) {
            return Err(if plain.starts_with('+') { PhoneFault::NoSuchNumber } else { PhoneFault::Invalid });
        }
        let kind = PHONE_NUMBER_UTIL.get_number_type(&number);
        if matches!(kind, PhoneNumberType::PremiumRate | PhoneNumberType::SharedCost | PhoneNumberType::Pager)
        {
            return Err(PhoneFault::NotServed);
        }
        let e164 = PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164).into_owned();
        let country = PHONE_NUMBER_UTIL.get_region_for_number(&number);
        Ok(Self {
            country_digits: number.country_code.to_string().len(),
            country: country.and_then(|region| region.to_string().parse().ok()),
            fixed_line: kind == PhoneNumberType::FixedLine,
            e164,
        })
    }

    /// E.164.
    pub fn as_str(&self) -> &str {
        &self.e164
    }

    /// Where it is registered; none for numbers of no country, such as +883.
    pub fn country(&self) -> Option<Region> {
        self.country
    }

    /// Certainly a landline: it can be called, but gets no text messages.
    pub fn is_fixed_line(&self) -> bool {
        self.fixed_line
    }

    /// The number without its last four digits: the range that toll fraud is seen in.
    pub fn range(&self) -> &str {
        &self.e164[..self.e164.len().saturating_sub(4)]
    }

    /// For people to recognise, not to call: the country code and the last two digits.
    pub fn masked(&self) -> String {
        let (head, tail) = (1 + self.country_digits, self.e164.len().saturating_sub(2));
        format!("{}{}{}", &self.e164[..head], "*".repeat(tail.saturating_sub(head)), &self.e164[tail..])
    }
}

/// Digits and a leading plus, or nothing if there is anything else that a number is not written with.
fn punctuation_dropped(typed: &str) -> Option<String> {
    if typed.len() > LONGEST * 4 || typed.chars().count() > LONGEST {
        return None;
    }
    let mut plain = String::with_capacity(typed.len());
    for c in typed.trim_matches(is_space).chars().map(folded) {
        match c {
            '0'..='9' => plain.push(c),
            '+' | '\u{ff0b}' if plain.is_empty() => plain.push('+'),
            '.' | '(' | ')' | '[' | ']' | '/' => {}
            c if is_space(c) || is_hyphen(c) => {}
            _ => return None,
        }
    }
    Some(plain)
}

impl PartialEq for PhoneNumber {
    fn eq(&self, other: &Self) -> bool {
        self.e164 == other.e164
    }
}

impl Eq for PhoneNumber {}

impl std::hash::Hash for PhoneNumber {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.e164.hash(state);
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}
