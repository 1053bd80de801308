//! Accounts, their credentials and their balance (`api.twilio.com/2010-04-01`), as far as a configuration check
//! reads them.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::reply::{Fault, Reply};
use crate::switches::ApiKeyReadsAccount;
use crate::twilio::fault::{fault, unauthorized};
use crate::world::World;

/// A Twilio account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// `AC…`.
    pub sid: String,
    /// The auth token.
    pub auth_token: String,
    /// Its standard API keys.
    pub api_keys: Vec<ApiKey>,
    /// A name for people.
    pub friendly_name: String,
    /// A suspended or closed account sends nothing.
    pub status: AccountStatus,
    /// A trial account sends to `verified_numbers` only.
    #[serde(rename = "type")]
    pub kind: AccountType,
    /// In `currency`, as Twilio prints it: a decimal number in a string.
    pub balance: String,
    /// ISO 4217.
    pub currency: String,
    /// The numbers a trial account may send to.
    pub verified_numbers: Vec<String>,
    /// The numbers it sends texts and calls from.
    pub numbers: Vec<String>,
    /// Those of them that WhatsApp knows.
    pub whatsapp_numbers: Vec<String>,
    /// Its approved templates for WhatsApp (`HX…`); variable 1 is the code.
    pub content_templates: Vec<String>,
    /// Its messaging services (`MG…`).
    pub messaging_services: Vec<String>,
}

/// A standard API key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// `SK…`.
    pub sid: String,
    /// Its secret.
    pub secret: String,
}

/// The states of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountStatus {
    /// In use.
    Active,
    /// Stopped by Twilio or for want of money.
    Suspended,
    /// Closed for good.
    Closed,
}

/// The types of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccountType {
    /// Not paid for yet.
    Trial,
    /// Paid for.
    Full,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) account_sid: String,
    pub(crate) by_key: bool,
}

impl Account {
    /// The caller these credentials stand for, when they are this account's.
    pub(crate) fn knows(&self, user: &str, password: &str) -> Option<Caller> {
        let by_token = self.sid == user && self.auth_token == password;
        let by_key = self.api_keys.iter().any(|key| key.sid == user && key.secret == password);
        (by_token || by_key).then(|| Caller { account_sid: self.sid.clone(), by_key })
    }

    /// Whether it may send to this address at all.
    pub(crate) fn may_reach(&self, to: &str) -> Result<(), Fault> {
        if self.status != AccountStatus::Active {
            return Err(Fault::new(401, 20005, "Account not active"));
        }
        if self.kind == AccountType::Trial && !self.verified_numbers.iter().any(|number| number == to) {
            return Err(fault(400, 21608));
        }
        Ok(())
    }
}

fn readable<'a>(world: &'a World, by: &Caller, sid: &str) -> Result<&'a Account, Fault> {
    match world.switches.api_key_reads_account {
        ApiKeyReadsAccount::Unauthorized if by.by_key => return Err(unauthorized()),
        ApiKeyReadsAccount::Forbidden if by.by_key => return Err(fault(403, 20403)),
        _ => {}
    }
    let own = (sid == by.account_sid).then(|| world.account(sid)).flatten();
    own.ok_or_else(|| {
        Fault::new(
            404,
            20404,
            format!("The requested resource /2010-04-01/Accounts/{sid}.json was not found"),
        )
    })
}

pub(crate) fn fetch(world: &World, by: &Caller, sid: &str) -> Result<Reply, Fault> {
    let account = readable(world, by, sid)?;
    let created = world.opened().rfc2822();
    let uri = format!("/2010-04-01/Accounts/{sid}");
    Ok(Reply::json(
        200,
        json!({
            "sid": account.sid, "friendly_name": account.friendly_name, "status": account.status,
            "type": account.kind, "auth_token": account.auth_token, "owner_account_sid": account.sid,
            "date_created": created, "date_updated": created, "uri": format!("{uri}.json"),
            "subresource_uris": { "balance": format!("{uri}/Balance.json"), "keys": format!("{uri}/Keys.json") },
        }),
    ))
}

pub(crate) fn balance(world: &World, by: &Caller, sid: &str) -> Result<Reply, Fault> {
    let account = readable(world, by, sid)?;
    Ok(Reply::json(
        200,
        json!({ "account_sid": account.sid, "balance": account.balance, "currency": account.currency }),
    ))
}
