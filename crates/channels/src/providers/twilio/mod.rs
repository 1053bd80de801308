//! What the providers of Twilio share: the account and its credentials, the codes of its errors, its signature, what became
//! of a message, and what can be said of an account.

pub(super) mod account;
pub(super) mod errors;
pub(super) mod examine;
pub(super) mod outcome;
pub(super) mod seal;
pub(super) mod sender;
pub(super) mod taken;
pub(super) mod wire;
