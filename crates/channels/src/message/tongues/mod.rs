//! What we say, by language: phrases with placeholders, and how minutes are counted. `{life}` is the minutes with their unit,
//! `{operation}` what is confirmed, `{what}` what happened.

mod ar;
mod de;
mod en;
mod es;
mod fr;
mod hi;
mod pt;
mod zh;

use super::Notice;
use crate::locale::Locale;

/// One language.
pub(super) struct Tongue {
    /// BCP 47.
    pub(super) tag: &'static str,
    /// `10 minutes`, by the plural rules of the language.
    pub(super) minutes: fn(u64) -> String,
    /// To show that an address is theirs.
    pub(super) verification: Occasion,
    /// To sign in, with or without a password.
    pub(super) sign_in: Occasion,
    /// To set a new password.
    pub(super) reset: Occasion,
    /// To confirm one operation.
    pub(super) confirm: Occasion,
    /// How long it counts.
    pub(super) expires: &'static str,
    /// Never share it; we never ask for it.
    pub(super) warning: &'static str,
    /// Ends the sentence of the code.
    pub(super) stop: &'static str,
    /// Stands between sentences.
    pub(super) gap: &'static str,
    /// The subject of a notice.
    pub(super) about: &'static str,
    /// The frame of a notice.
    pub(super) notice: &'static str,
    /// What happened.
    pub(super) says: fn(Notice) -> &'static str,
}

/// What a code is for.
pub(super) struct Occasion {
    /// Of an e-mail.
    pub(super) subject: &'static str,
    /// The whole text message: one segment, with a brand of twelve characters.
    pub(super) short: &'static str,
    /// What comes before the code where there is room.
    pub(super) intro: &'static str,
    /// What to do when nobody asked for the code, where there is room.
    pub(super) unasked: &'static str,
}

/// English first: it is spoken where no other is.
static ALL: [Tongue; 8] =
    [en::TONGUE, ar::TONGUE, de::TONGUE, es::TONGUE, fr::TONGUE, hi::TONGUE, pt::TONGUE, zh::TONGUE];

/// The languages messages are written in.
pub const LOCALES: [&str; 8] = ["en", "ar", "de", "es", "fr", "hi", "pt", "zh"];

impl Tongue {
    /// Of this language, or English.
    pub(super) fn of(locale: Option<&Locale>) -> &'static Self {
        let language = locale.map(Locale::language);
        let spoken = language.and_then(|language| ALL.iter().find(|tongue| tongue.tag == language));
        spoken.unwrap_or(&ALL[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_is_there_once() {
        assert_eq!(ALL.each_ref().map(|tongue| tongue.tag), LOCALES);
    }

    #[test]
    fn minutes_are_counted_as_each_language_does() {
        for (tag, said) in [
            ("en", ["1 minute", "2 minutes", "5 minutes", "11 minutes"]),
            ("ar", ["دقيقة", "دقيقتين", "5 دقائق", "11 دقيقة"]),
            ("de", ["1 Minute", "2 Minuten", "5 Minuten", "11 Minuten"]),
            ("es", ["1 minuto", "2 minutos", "5 minutos", "11 minutos"]),
            ("fr", ["1 minute", "2 minutes", "5 minutes", "11 minutes"]),
            ("hi", ["1 मिनट", "2 मिनट", "5 मिनट", "11 मिनट"]),
            ("pt", ["1 minuto", "2 minutos", "5 minutos", "11 minutos"]),
            ("zh", ["1 分钟", "2 分钟", "5 分钟", "11 分钟"]),
        ] {
            let tongue = Tongue::of(Some(&Locale::parse(tag).unwrap()));
            assert_eq!([1, 2, 5, 11].map(tongue.minutes), said.map(str::to_owned));
        }
        let arabic = Tongue::of(Some(&Locale::parse("ar-EG").unwrap()));
        assert_eq!(
            [3, 10, 99, 100, 103].map(arabic.minutes),
            ["3 دقائق", "10 دقائق", "99 دقيقة", "100 دقيقة", "103 دقائق"]
        );
    }
}
