//! SIDs: two letters and 32 hexadecimal digits.

/// A new one, for example `VE…`.
pub(crate) fn sid(prefix: &str) -> String {
    format!("{prefix}{:032x}", rand::random::<u128>())
}
