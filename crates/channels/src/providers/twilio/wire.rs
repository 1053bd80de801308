//! SIDs and addresses as Twilio writes them.

use crate::address::Address;

/// Whether it is a SID of this kind: two letters that say what it is, and 32 hexadecimal digits.
pub(in crate::providers) fn is_sid(text: &str, prefix: &str) -> bool {
    let digits = text.strip_prefix(prefix).unwrap_or_default();
    digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Twilio may write an address in another way than we do; the same it must be.
pub(in crate::providers) fn is_same(to: &str, ours: &Address) -> bool {
    to == ours.as_str() || Address::parse(to, None).is_ok_and(|theirs| theirs == *ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_same_however_it_is_written() {
        let ours = Address::stored("+12025550123").unwrap();
        assert!(is_same("+12025550123", &ours) && is_same("+1 (202) 555-0123", &ours));
        assert!(!is_same("+12025550124", &ours) && !is_same("", &ours) && !is_same("2025550123", &ours));
    }
}
