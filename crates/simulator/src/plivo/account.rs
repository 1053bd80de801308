//! Who may ask Plivo: an Auth ID with its token (HTTP Basic).

use crate::ask::Ask;

/// An account at Plivo.
#[derive(Debug, Clone)]
pub struct PlivoAccount {
    /// `MA…`.
    pub auth_id: String,
    /// Its token.
    pub auth_token: String,
    /// Its applications for Verify, beside the default one.
    pub applications: Vec<String>,
    /// What is left, in dollars.
    pub credits: String,
}

/// Whose request it is.
pub(super) fn identify<'a>(accounts: &'a [PlivoAccount], ask: &Ask) -> Option<&'a PlivoAccount> {
    let (id, token) = ask.credentials.as_ref()?;
    accounts.iter().find(|account| account.auth_id == *id && account.auth_token == *token)
}
