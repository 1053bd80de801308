//! Signing in with a password: counted before it is compared, alike for known and unknown (OWASP ASVS 6.3.1, 6.3.8).

use std::sync::Arc;

use crate::caller::Caller;
use crate::journal;
use crate::means::Means;
use crate::passwords::Password;
use crate::refusal::Refusal;
use crate::sessions::SignedIn;
use crate::store::Account;
use crate::user::Identifier;

/// The flow. Cheap to clone.
#[derive(Clone)]
pub struct Login(Arc<Means>);

impl Login {
    pub(crate) fn new(means: &Arc<Means>) -> Self {
        Self(Arc::clone(means))
    }

    /// A session for the right password. Unknown identifier and wrong password get one answer after the same work; that an
    /// account waits for its code is said to the right password alone.
    pub async fn with_password(
        &self,
        identifier: Identifier,
        password: Password,
        by: &Caller,
    ) -> Result<SignedIn, Refusal> {
        let account = self.0.store.account_or_pending(&identifier, self.0.now()).await?;
        let user = account.as_ref().map(|account| account.profile.id);
        let ended = self.try_password(&identifier, account, password, by).await;
        let outcome = ended.as_ref().map_or_else(Refusal::as_str, |_| "ok");
        journal::signed_in(identifier.kind(), by, user, outcome);
        ended
    }

    async fn try_password(
        &self,
        identifier: &Identifier,
        account: Option<Account>,
        password: Password,
        by: &Caller,
    ) -> Result<SignedIn, Refusal> {
        let id = account.as_ref().map(|account| account.profile.id);
        let charged =
            self.0.attempts.charge(&self.0.store, &identifier.key(), id, by, self.0.clock.as_ref()).await?;
        let stored = account.as_ref().map(|account| account.password_hash.clone());
        let right = self.0.passwords.matches(password, stored).await?;
        let Some(account) = account.filter(|_| right) else { return Err(Refusal::BadCredentials) };
        if account.profile.disabled {
            return Err(Refusal::AccountDisabled);
        }
        if account.pending {
            self.0.store.refund(&charged).await?;
            return Err(Refusal::NotVerified);
        }
        self.0.sessions.open(account, &charged, by).await
    }
}
