//! Right-to-left and left-to-right in one text: what is isolated so that it displays in its own order (UAX #9).

use std::borrow::Cow;

/// First strong isolate, and its end.
const ISOLATE: (char, char) = ('\u{2068}', '\u{2069}');

/// Languages written from right to left.
const RIGHT_TO_LEFT: [&str; 10] = ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];

/// Whether a language (BCP 47) is written from right to left.
pub(super) fn is_right_to_left(tag: &str) -> bool {
    let language = tag.split('-').next().unwrap_or_default();
    RIGHT_TO_LEFT.iter().any(|known| known.eq_ignore_ascii_case(language))
}

/// Whether a text displays from right to left: by its first letter.
pub(super) fn of(text: &str) -> bool {
    text.chars().find(|c| c.is_alphabetic()).is_some_and(is_of_right_to_left)
}

/// A value as it stands between words of a text of this direction. A name of plain letters, `Acme` in Arabic, displays right by
/// itself; every isolate takes two of the 70 characters of a text message.
pub(super) fn within(right_to_left: bool, value: &str) -> Cow<'_, str> {
    let apart = if right_to_left {
        value.chars().any(|c| c.is_alphabetic() && !is_of_right_to_left(c)) && !is_plain(value)
    } else {
        value.chars().any(is_of_right_to_left)
    };
    if apart { Cow::Owned(format!("{}{value}{}", ISOLATE.0, ISOLATE.1)) } else { Cow::Borrowed(value) }
}

/// Letters of one direction, with spaces and digits among them: neither edge can turn.
fn is_plain(value: &str) -> bool {
    let inside = |c: char| (c.is_alphanumeric() && !is_of_right_to_left(c)) || c == ' ';
    let edges = value.chars().next().is_some_and(char::is_alphabetic)
        && value.chars().next_back().is_some_and(char::is_alphanumeric);
    edges && value.chars().all(inside)
}

/// Hebrew, Arabic, Syriac, Thaana, N'Ko and their further blocks.
fn is_of_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_would_display_wrong_is_isolated() {
        for (right_to_left, value, apart) in [
            (true, "Acme", false),
            (true, "Acme Shop 24", false),
            (true, "Zoë", false),
            (true, "متجر", false),
            (true, "24", false),
            (true, "Yahoo!", true),
            (true, "24 Shop", true),
            (true, "متجر Acme", true),
            (true, "pay (amount: \"100 USD\")", true),
            (false, "Acme!", false),
            (false, "中文", false),
            (false, "متجر", true),
        ] {
            assert_eq!(within(right_to_left, value).starts_with(ISOLATE.0), apart, "{value}");
        }
        assert!(is_right_to_left("ar-EG") && is_right_to_left("he") && !is_right_to_left("zh-Hant"));
    }
}
