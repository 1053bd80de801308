//! A one-time code as typed: folded, bounded, never printed.

use std::fmt;

use subtle::ConstantTimeEq;

use crate::digits::{folded, is_hyphen, is_space};

/// 4 to 10 ASCII digits. `Debug` does not show them.
#[derive(Clone)]
pub struct Code(String);

/// Not a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Invalid code: type the 4 to 10 digits of the message")]
pub struct CodeFault;

impl Code {
    /// Reads what a person typed; spaces and hyphens are dropped, digits of other scripts folded.
    pub fn parse(typed: &str) -> Result<Self, CodeFault> {
        if typed.len() > 80 {
            return Err(CodeFault);
        }
        let digits: String = typed.chars().map(folded).filter(|c| !is_space(*c) && !is_hyphen(*c)).collect();
        let fits = (4..=10).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if fits { Ok(Self(digits)) } else { Err(CodeFault) }
    }

    /// The digits, for those who carry or compare them.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether both are the same, in a time that does not tell where they differ.
    pub fn same(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        for (typed, read) in [
            ("123456", "123456"),
            (" 123-456 ", "123456"),
            ("١٢٣٤٥٦", "123456"),
            ("1 2 3 4", "1234"),
            ("000000", "000000"),
        ] {
            assert_eq!(Code::parse(typed).unwrap().expose(), read);
        }
        for bad in ["", "123", "12345678901", "12a456", "½234", "123456\n", "12.34", "𝟙𝟚𝟛𝟜", "+1234"]
        {
            assert!(Code::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(format!("{:?}", Code::parse("123456").unwrap()), "Code(…)");
    }
}
