//! The languages Verify's own messages are written in: each with a country, in Vonage's way of writing it.

use crate::channel::Channel;
use crate::verifier::Ask;

/// A tag people write, and Vonage's. As listed at <https://developer.vonage.com/en/verify/guides/verify-v2-languages>; where nobody
/// says one, Vonage chooses by the number.
const TABLE: [(&str, &str); 37] = [
    ("ar", "ar-xa"),
    ("cs", "cs-cz"),
    ("da", "da-dk"),
    ("de", "de-de"),
    ("el", "el-gr"),
    ("en", "en-us"),
    ("en-AU", "en-au"),
    ("en-GB", "en-gb"),
    ("en-IN", "en-in"),
    ("es", "es-es"),
    ("es-MX", "es-mx"),
    ("es-US", "es-us"),
    ("fi", "fi-fi"),
    ("fil", "fil-ph"),
    ("fr", "fr-fr"),
    ("fr-CA", "fr-ca"),
    ("hi", "hi-in"),
    ("hu", "hu-hu"),
    ("id", "id-id"),
    ("is", "is-is"),
    ("it", "it-it"),
    ("ja", "ja-jp"),
    ("ko", "ko-kr"),
    ("nb", "nb-no"),
    ("nl", "nl-nl"),
    ("pl", "pl-pl"),
    ("pt", "pt-pt"),
    ("pt-BR", "pt-br"),
    ("ro", "ro-ro"),
    ("ru", "ru-ru"),
    ("sv", "sv-se"),
    ("th", "th-th"),
    ("tr", "tr-tr"),
    ("vi", "vi-vn"),
    ("zh", "zh-cn"),
    ("zh-HK", "zh-hk"),
    ("zh-TW", "zh-tw"),
];

/// The tags people write.
pub(super) const SPOKEN: [&str; TABLE.len()] = {
    let mut spoken = [""; TABLE.len()];
    let mut at = 0;
    while at < TABLE.len() {
        spoken[at] = TABLE[at].0;
        at += 1;
    }
    spoken
};

/// Vonage's tag: of the language asked for, or of its language alone, or none.
pub(super) fn tag(ask: &Ask) -> Option<&'static str> {
    let locale = ask.locale.as_ref()?;
    let of = |written: &str| TABLE.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(written));
    let exact = of(locale.as_str()).filter(|(tag, _)| carries(ask.channel, tag));
    exact.or_else(|| of(&locale.language())).map(|(_, vonage)| *vonage)
}

/// Those of Hong Kong are written only, and in text messages alone; those of Taiwan are not spoken.
fn carries(channel: Channel, tag: &str) -> bool {
    match tag {
        "zh-HK" => channel == Channel::Sms,
        "zh-TW" => channel != Channel::Call,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Address;
    use crate::locale::Locale;
    use crate::purpose::Purpose;

    #[test]
    fn a_language_has_its_country_and_one_nobody_speaks_is_not_asked_for() {
        for (channel, typed, expected) in [
            (Channel::Sms, "pt-br", Some("pt-br")),
            (Channel::Sms, "pt", Some("pt-pt")),
            (Channel::Call, "de-AT", Some("de-de")),
            (Channel::WhatsApp, "AR", Some("ar-xa")),
            (Channel::Sms, "zh-HK", Some("zh-hk")),
            (Channel::Call, "zh-HK", Some("zh-cn")),
            (Channel::Call, "zh-TW", Some("zh-cn")),
            (Channel::Email, "zh-TW", Some("zh-tw")),
            (Channel::Sms, "tlh", None),
        ] {
            let (to, locale) =
                (Address::stored("+12025550123").unwrap(), Some(Locale::parse(typed).unwrap()));
            let ask = Ask { locale, ..Ask::plain(to, channel, Purpose::Login) };
            assert_eq!(tag(&ask), expected, "{typed} by {channel}");
        }
    }
}
