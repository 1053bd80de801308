//! A new password for a signed-in user who knows the old one. The session in use goes on; every other one ends.

use std::sync::Arc;

use channels::Notice;

use crate::caller::Caller;
use crate::journal;
use crate::means::Means;
use crate::passwords::Password;
use crate::refusal::Refusal;
use crate::sessions::Signed;

/// The flow. Cheap to clone.
#[derive(Clone)]
pub struct NewPassword(Arc<Means>);

impl NewPassword {
    pub(crate) fn new(means: &Arc<Means>) -> Self {
        Self(Arc::clone(means))
    }

    /// Replaces the password. What else was begun with the old one ends with it: other sessions, sign-ins that wait for a
    /// second factor, codes on their way.
    pub async fn set(
        &self,
        signed: &Signed,
        current: Password,
        new: Password,
        by: &Caller,
    ) -> Result<(), Refusal> {
        let ended = self.try_set(signed, current, new, by).await;
        let outcome = ended.as_ref().map_or_else(Refusal::as_str, |()| "ok");
        journal::flow("change_password", by, Some(signed.user.id), outcome);
        ended
    }

    async fn try_set(
        &self,
        signed: &Signed,
        current: Password,
        new: Password,
        by: &Caller,
    ) -> Result<(), Refusal> {
        // cheap, and no guess at the current one: it is asked first
        self.0.rule.admit(&new, &signed.user.context_words())?;
        let account = self.0.owner.require_password(signed.user.id, current, by).await?;
        let hash = self.0.passwords.hash(new).await?;
        let forgiven = self.0.attempts.forgiven_by_reset(&account.profile);
        let now = self.0.now();
        if !self.0.store.change_password(&account, &hash, signed.session, &forgiven, now).await? {
            // somebody was first, and the password that was compared is the current one no more
            return Err(Refusal::BadCredentials);
        }
        let holder = &account.profile;
        self.0.notices.tell(holder, Notice::PasswordChanged, holder.proven_addresses());
        Ok(())
    }
}
