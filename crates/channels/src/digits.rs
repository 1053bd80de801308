//! Digits as people type them: other scripts folded to ASCII. Numbers and codes share this.

/// The ASCII digit behind an Arabic-Indic (U+0660), Extended Arabic-Indic (U+06F0), Devanagari (U+0966) or fullwidth (U+FF10) one.
pub(crate) fn folded(c: char) -> char {
    const ZEROS: [u32; 4] = [0x0660, 0x06F0, 0x0966, 0xFF10];
    let digit = ZEROS.iter().find_map(|zero| (c as u32).checked_sub(*zero).filter(|digit| *digit < 10));
    digit.and_then(|digit| char::from_digit(digit, 10)).unwrap_or(c)
}

/// Spaces a person or a keyboard puts between groups of digits.
pub(crate) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}')
}

/// Hyphens and dashes likewise.
pub(crate) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}
