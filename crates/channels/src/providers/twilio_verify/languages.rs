//! The languages Verify's messages are written in. Any other is answered with 404 instead of a message, so that only
//! these are ever asked for.

use crate::channel::Channel;
use crate::verifier::Ask;

/// As listed at <https://www.twilio.com/docs/verify/supported-languages>; for others Twilio chooses by the number.
pub(super) const SPOKEN: [&str; 43] = [
    "af", "ar", "ca", "zh", "zh-CN", "zh-HK", "hr", "cs", "da", "nl", "en", "en-GB", "et", "fi", "fr", "de",
    "el", "he", "hi", "hu", "id", "it", "ja", "kn", "ko", "lt", "ms", "mr", "nb", "pl", "pt", "pt-BR", "ro",
    "ru", "sk", "es", "sv", "tl", "te", "th", "tr", "uk", "vi",
];

/// The tag to send: the one asked for, or its language alone, or none. E-mails of Verify are not translated.
pub(super) fn tag(ask: &Ask) -> Option<&'static str> {
    let locale = ask.locale.as_ref().filter(|_| ask.channel != Channel::Email)?;
    let exact = SPOKEN.into_iter().find(|tag| tag.eq_ignore_ascii_case(locale.as_str()));
    exact.or_else(|| SPOKEN.into_iter().find(|tag| **tag == locale.language()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Address;
    use crate::locale::Locale;
    use crate::purpose::Purpose;

    #[test]
    fn a_language_twilio_does_not_speak_is_not_asked_for() {
        for (channel, to, typed, expected) in [
            (Channel::Sms, "+12025550123", "pt-br", Some("pt-BR")),
            (Channel::Sms, "+12025550123", "de-AT", Some("de")),
            (Channel::Call, "+12025550123", "AR", Some("ar")),
            (Channel::WhatsApp, "+12025550123", "tlh", None),
            (Channel::Sms, "+12025550123", "tlh-Latn", None),
            (Channel::Email, "a@example.com", "de", None),
        ] {
            let (to, locale) = (Address::stored(to).unwrap(), Some(Locale::parse(typed).unwrap()));
            let ask = Ask { locale, ..Ask::plain(to, channel, Purpose::Login) };
            assert_eq!(tag(&ask), expected, "{typed} by {channel}");
        }
    }
}
