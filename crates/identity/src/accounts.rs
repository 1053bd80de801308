//! What an operator does to accounts from the command line.

use std::sync::Arc;

use crate::clock::Clock;
use crate::journal;
use crate::refusal::Refusal;
use crate::store::{Dossier, Store};
use crate::user::{CORE_ROLE, Profile};

/// The operator's door. Cheap to clone.
#[derive(Clone)]
pub struct Accounts {
    store: Store,
    clock: Arc<dyn Clock>,
}

impl Accounts {
    pub(crate) fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    /// Accounts by id, mailbox, number (E.164) or username. `id:100` and `#100` are the id alone: a username may be all digits.
    pub async fn find(&self, query: &str) -> Result<Vec<Profile>, Refusal> {
        let id = query.strip_prefix("id:").or_else(|| query.strip_prefix('#'));
        let found = match id {
            Some(id) => self.store.find_by_id(id.trim().parse().unwrap_or_default()).await?,
            None => self.store.find_accounts(query).await?,
        };
        Ok(found)
    }

    /// Everything about one account.
    pub async fn show(&self, id: i64) -> Result<Option<Dossier>, Refusal> {
        Ok(self.store.dossier(id, self.clock.now()).await?)
    }

    /// Signs the account out everywhere and lets it sign in nowhere. `false`: there is none.
    pub async fn disable(&self, id: i64) -> Result<bool, Refusal> {
        Ok(Self::noted("disabled", id, self.store.set_disabled(id, true, self.clock.now()).await?))
    }

    /// Lets it sign in again. `false`: there is none.
    pub async fn enable(&self, id: i64) -> Result<bool, Refusal> {
        Ok(Self::noted("enabled", id, self.store.set_disabled(id, false, self.clock.now()).await?))
    }

    /// Signs the account out everywhere; how many sessions ended.
    pub async fn end_sessions(&self, id: i64) -> Result<u64, Refusal> {
        let ended = self.store.end_all_sessions(id, self.clock.now()).await?;
        Self::noted("sessions_ended", id, ended > 0);
        Ok(ended)
    }

    /// Takes the proven number of a role (`core` where none is named) from the account, so that somebody else can prove it.
    pub async fn release_phone(&self, id: i64, role: Option<&str>) -> Result<bool, Refusal> {
        let role = role.unwrap_or(CORE_ROLE);
        Ok(Self::noted("phone_released", id, self.store.release_phone(id, role, self.clock.now()).await?))
    }

    /// Ends the second factor and its recovery codes, for somebody who has lost both. `false`: there was none.
    pub async fn end_second_factor(&self, id: i64) -> Result<bool, Refusal> {
        Ok(Self::noted("second_factor_ended", id, self.store.end_second_factor(id, self.clock.now()).await?))
    }

    /// Deletes the account and everything that belongs to it, what was sent to its addresses included; its id is not used
    /// again.
    pub async fn delete(&self, id: i64) -> Result<bool, Refusal> {
        Ok(Self::noted("deleted", id, self.store.delete_account(id).await?))
    }

    fn noted(event: &'static str, id: i64, done: bool) -> bool {
        if done {
            journal::notice(event, Some(id), "an operator changed an account");
        }
        done
    }
}
