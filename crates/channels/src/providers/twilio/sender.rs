//! Whom a message or a call comes from.

use std::str::FromStr;

use crate::settings::Settings;

const NUMBER: &str = "TWILIO_PHONE_NUMBER";
const EXAMPLE: &str = "TWILIO_PHONE_NUMBER=+12025550199";

/// A sender of text messages: a number, a short code, or a name (<https://www.twilio.com/docs/glossary/what-alphanumeric-sender-id>).
struct Sender(String);

/// Not a sender.
struct SenderFault;

impl FromStr for Sender {
    type Err = SenderFault;

    fn from_str(text: &str) -> Result<Self, SenderFault> {
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let short = (3..=8).contains(&text.len()) && digits(text);
        let name = (1..=11).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ')
            && text.bytes().any(|b| b.is_ascii_alphabetic());
        if is_number(text) || short || name { Ok(Self(text.to_owned())) } else { Err(SenderFault) }
    }
}

/// A number that can call.
struct Line(String);

impl FromStr for Line {
    type Err = SenderFault;

    fn from_str(text: &str) -> Result<Self, SenderFault> {
        if is_number(text) { Ok(Self(text.to_owned())) } else { Err(SenderFault) }
    }
}

/// E.164, as far as its form goes: Twilio's test numbers are none that a library knows.
pub(in crate::providers) fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    (7..=15).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Who sends texts, as `TWILIO_PHONE_NUMBER` says.
pub(in crate::providers) fn of_texts(settings: &Settings) -> Option<String> {
    let fault = "must be a number with its country code, a short code, or a name of at most 11 letters";
    settings.parsed::<Sender>(NUMBER, fault, EXAMPLE).map(|sender| sender.0)
}

/// Who calls, as `TWILIO_PHONE_NUMBER` says; it must be there.
pub(in crate::providers) fn of_calls(settings: &Settings) -> Option<String> {
    settings.required(NUMBER, "calls come from it", EXAMPLE);
    number(settings, NUMBER, EXAMPLE)
}

/// A number, as a key says.
pub(in crate::providers) fn number(settings: &Settings, key: &'static str, example: &str) -> Option<String> {
    let fault = "must be a number with its country code: a plus sign and digits";
    settings.parsed::<Line>(key, fault, example).map(|line| line.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_is_a_number_a_short_code_or_a_name() {
        for good in ["+12025550199", "+15005550006", "12345", "Acme", "ACME 24", "4U"] {
            assert!(good.parse::<Sender>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "+",
            "+0123456789",
            "12",
            "123456789",
            "+1 202 555 0199",
            "your_number",
            "Acme Company X",
            "ä",
        ] {
            assert!(bad.parse::<Sender>().is_err(), "{bad}");
        }
        assert!("Acme".parse::<Line>().is_err() && "12345".parse::<Line>().is_err());
        assert!("+12025550199".parse::<Line>().is_ok());
    }
}
