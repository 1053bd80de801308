//! What the providers of Twilio share: the account and its credentials, and the codes of its errors.

pub(super) mod account;
pub(super) mod errors;
