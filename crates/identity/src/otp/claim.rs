//! What a typed code or a token is held to: purpose, address and subject.

use channels::{Address, Purpose};

/// What somebody claims to have been sent a code for.
#[derive(Debug, Clone)]
pub(crate) struct Claim {
    pub(crate) purpose: Purpose,
    /// The address the code went to; none where it must not be known, and the subject alone finds it.
    pub(crate) to: Option<Address>,
    pub(crate) subject: String,
    /// What was typed in place of the address; limits the caller is told of count by it.
    pub(crate) typed: Option<String>,
    /// An address for asking a provider about nobody.
    pub(crate) stand_in: Address,
}

impl Claim {
    pub(super) fn of_stranger(purpose: Purpose, to: &Address) -> Self {
        Self { purpose, to: Some(to.clone()), subject: String::new(), typed: None, stand_in: to.clone() }
    }

    /// What guesses are counted by: what was typed, the address, or the subject where no address is named.
    pub(super) fn counted_by(&self) -> String {
        match (&self.typed, &self.to) {
            (Some(typed), _) => format!("typed {typed}"),
            (None, Some(to)) => to.as_str().to_owned(),
            (None, None) => format!("subject {}", self.subject),
        }
    }

    /// Whoever asks must not learn the address.
    pub(super) fn is_unseen(&self) -> bool {
        self.typed.is_some()
    }
}
