//! The id of a request: taken over when it is harmless, made otherwise. It goes into logs and answers, so nothing that
//! could forge a line may pass.

use identity::Timestamp;
use poem::http::{HeaderMap, HeaderValue};

/// The header, in both directions.
const HEADER: &str = "x-request-id";
/// Ids from outside may be this long.
const LONGEST: usize = 64;
/// Crockford's base 32, as ULIDs use it.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The id of one request: 1 to 64 of `A-Z a-z 0-9 . _ -`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// The header of this name.
    pub const HEADER: &str = HEADER;

    /// The id the client sent, if it is harmless; else a new one, which sorts by time (as a ULID does).
    pub fn of(headers: &HeaderMap, now: Timestamp) -> Self {
        let sent = headers.get(HEADER).and_then(|sent| sent.to_str().ok()).filter(|sent| is_harmless(sent));
        sent.map_or_else(|| Self::made(now), |sent| Self(sent.to_owned()))
    }

    fn made(now: Timestamp) -> Self {
        let millis = u128::try_from(now.as_millis()).unwrap_or_default() & 0xffff_ffff_ffff;
        let chance = rand::random::<u128>() >> 48;
        let bits = (millis << 80) | chance;
        let digit =
            |place: u32| char::from(DIGITS[usize::try_from((bits >> (5 * place)) & 31).unwrap_or_default()]);
        Self((0..26).rev().map(digit).collect())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id as a header.
    pub fn header(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.0).ok()
    }
}

fn is_harmless(sent: &str) -> bool {
    (1..=LONGEST).contains(&sent.len())
        && sent.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(id: &str) -> String {
        let headers = HeaderMap::from_iter([(HEADER.parse().unwrap(), HeaderValue::from_str(id).unwrap())]);
        RequestId::of(&headers, Timestamp::from_millis(1_764_000_000_000)).0
    }

    #[test]
    fn a_harmless_id_is_taken_over_and_any_other_replaced() {
        assert_eq!(sent("abc-123_4.5"), "abc-123_4.5");
        let long = "x".repeat(65);
        for other in ["", "a b", "a\"b", "a,b", "a/b", long.as_str()] {
            let made = sent(other);
            assert_ne!(made, other);
            assert_eq!(made.len(), 26);
            assert!(made.starts_with("01K"), "{made}");
        }
    }

    #[test]
    fn ids_sort_by_time_and_differ() {
        let at = |millis| RequestId::made(Timestamp::from_millis(millis)).0;
        assert!(at(1) < at(2));
        assert_ne!(at(1), at(1));
    }
}
