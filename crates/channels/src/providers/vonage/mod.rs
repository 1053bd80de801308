//! What every provider at Vonage shares: the account, and what its errors mean.

pub(super) mod account;
pub(super) mod errors;
pub(super) mod token;

use crate::address::Address;

/// An address as Vonage writes it: a number without its plus, a mailbox as it is.
pub(super) fn written(to: &Address) -> &str {
    match to {
        Address::Phone(number) => number.as_str().trim_start_matches('+'),
        Address::Email(mailbox) => mailbox.as_str(),
    }
}
