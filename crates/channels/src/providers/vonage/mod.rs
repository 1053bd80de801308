//! What every provider at Vonage shares: the account, and what its errors mean.

pub(super) mod account;
pub(super) mod errors;
pub(super) mod token;
