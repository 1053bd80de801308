//! Recovery codes: ten for each account with a second factor, for the day its address is out of reach. Shown once, kept as
//! keyed digests, each good for one use. What one is spent for is the flows' business.

use std::fmt;

use channels::Code;

use crate::caller::Caller;
use crate::clock::Timestamp;
use crate::journal;
use crate::keys::Keys;
use crate::limits::{Counter, Limit};
use crate::refusal::Refusal;
use crate::rules::Rules;
use crate::store::{Charged, Store, StoreError};

/// How many a person gets.
pub(crate) const RECOVERY_CODES: usize = 10;

/// Crockford's base 32: no letter that is taken for a digit.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a code: 80 bits, which nobody guesses.
const LENGTH: usize = 16;

/// A recovery code, as compared. `Debug` does not show it.
#[derive(Clone)]
pub struct RecoveryCode(String);

/// Not a recovery code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Invalid recovery code: type its 16 letters and digits")]
pub struct RecoveryCodeFault;

impl RecoveryCode {
    /// Reads what a person typed: hyphens and spaces are dropped, case does not count, and `O`, `I` and `L` are the digits they
    /// look like.
    pub fn parse(typed: &str) -> Result<Self, RecoveryCodeFault> {
        if typed.len() > 64 {
            return Err(RecoveryCodeFault);
        }
        let letters = typed.chars().filter(|c| !matches!(c, ' ' | '-'));
        let code: String = letters
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                c => c,
            })
            .collect();
        let fits = code.len() == LENGTH && code.bytes().all(|b| LETTERS.contains(&b));
        if fits { Ok(Self(code)) } else { Err(RecoveryCodeFault) }
    }

    fn random() -> Self {
        let bits: u128 = rand::random();
        let letter = |place: usize| char::from(LETTERS[(bits >> (5 * place)) as usize % LETTERS.len()]);
        Self((0..LENGTH).map(letter).collect())
    }

    /// For its owner to write down: four groups of four.
    pub fn expose(&self) -> String {
        let groups: Vec<&str> = (0..LENGTH).step_by(4).map(|at| &self.0[at..at + 4]).collect();
        groups.join("-")
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

/// What shows that somebody holds a second factor.
#[derive(Debug, Clone)]
pub enum FactorEvidence {
    /// The code that was sent.
    Code(Code),
    /// One of the recovery codes.
    Recovery(RecoveryCode),
}

/// Makes them, and counts who tries one. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Recovery {
    keys: Keys,
    rules: Rules,
}

/// A recovery code that was counted, and not yet spent.
pub(crate) struct Tried {
    /// What the store knows it by.
    pub(crate) digest: String,
    attempts_left: u32,
    charged: Vec<Counter>,
}

impl Tried {
    /// What it means that the store did not do as asked: most likely, the code is none.
    pub(crate) fn refusal(&self, error: StoreError) -> Refusal {
        match error {
            StoreError::Spent => Refusal::InvalidCode { attempts_left: self.attempts_left },
            error => error.into(),
        }
    }

    /// It was right, so it was no wrong guess; if this fails the budget is a little smaller.
    pub(crate) async fn was_right(&self, store: &Store) {
        store.refund(&self.charged).await.ok();
    }
}

impl Recovery {
    pub(crate) fn new(keys: Keys, rules: Rules) -> Self {
        Self { keys, rules }
    }

    /// Ten new ones, and what is kept of them.
    pub(crate) fn make(&self, user: i64) -> (Vec<RecoveryCode>, Vec<String>) {
        let codes: Vec<RecoveryCode> =
            std::iter::repeat_with(RecoveryCode::random).take(RECOVERY_CODES).collect();
        let digests = codes.iter().map(|code| self.keys.recovery_digest(user, &code.0)).collect();
        (codes, digests)
    }

    /// Counts a try before anybody looks whether it is right.
    pub(crate) async fn try_one(
        &self,
        store: &Store,
        user: i64,
        code: &RecoveryCode,
        by: &Caller,
        now: Timestamp,
    ) -> Result<Tried, Refusal> {
        let of = format!("user {user}");
        let mut counters =
            self.rules.limits.counters(&self.keys, Limit::GuessPerPurposeAddress, &["recovery", &of]);
        let shown = Counter {
            key: self.keys.limit_key(&["shown", "recovery", &of]),
            limit: None,
            max: u32::MAX,
            period: self.rules.ttl,
        };
        counters.push(shown.clone());
        let so_far = match store.charge_counting(&counters, &shown, now).await? {
            (Charged::Through, so_far) => so_far,
            (Charged::Refused(limit, retry_after), _) => {
                journal::limited(limit, None, None, by, retry_after);
                return Err(Refusal::TooMany { retry_after });
            }
        };
        let attempts_left = u32::try_from(i64::from(self.rules.max_attempts) - so_far).unwrap_or(0);
        Ok(Tried { digest: self.keys.recovery_digest(user, &code.0), attempts_left, charged: counters })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = RecoveryCode::random();
        let shown = code.expose();
        assert_eq!(shown.len(), 19);
        for typed in [shown.clone(), shown.to_lowercase(), shown.replace('-', " "), shown.replace('-', "")] {
            assert_eq!(RecoveryCode::parse(&typed).unwrap().0, code.0);
        }
        assert_eq!(RecoveryCode::parse("oil0-0000-0000-0000").unwrap().0, "0110000000000000");
        for bad in ["", "1234", "12345678901234567", "U234-5678-9012-3456", "ÄÖ34-5678-9012-3456"] {
            assert!(RecoveryCode::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(format!("{code:?}"), "RecoveryCode(…)");
    }
}
