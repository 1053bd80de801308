//! What the holder of an account does with what is on file about them: correct it, take a copy, have it deleted.

use std::sync::Arc;

use channels::Locale;

use crate::caller::Caller;
use crate::journal;
use crate::means::Means;
use crate::passwords::Password;
use crate::refusal::Refusal;
use crate::sessions::Signed;
use crate::store::OnFile;
use crate::user::{FullName, Profile};

/// The flow. Cheap to clone.
#[derive(Clone)]
pub struct Holder(Arc<Means>);

impl Holder {
    pub(crate) fn new(means: &Arc<Means>) -> Self {
        Self(Arc::clone(means))
    }

    /// Sets name and language, each where one is given.
    pub async fn describe(
        &self,
        signed: &Signed,
        full_name: Option<FullName>,
        locale: Option<Locale>,
        by: &Caller,
    ) -> Result<Profile, Refusal> {
        let (id, full_name) = (signed.user.id, full_name.as_ref().map(FullName::as_str));
        let described = self
            .0
            .store
            .describe_user(id, full_name, locale.as_ref().map(Locale::as_str), self.0.now())
            .await?;
        journal::flow("update_me", by, Some(id), if described.is_some() { "ok" } else { "gone" });
        described.ok_or(Refusal::Unauthorized)
    }

    /// A copy of everything on file.
    pub async fn copy(&self, signed: &Signed, by: &Caller) -> Result<OnFile, Refusal> {
        let found = self.0.store.on_file(signed.user.id, self.0.now()).await?;
        journal::flow("export_me", by, Some(signed.user.id), if found.is_some() { "ok" } else { "gone" });
        found.ok_or(Refusal::Unauthorized)
    }

    /// Deletes the account and everything that belongs to it; its sessions end with it, and its id is not used again.
    pub async fn leave(
        &self,
        signed: &Signed,
        password: Option<Password>,
        by: &Caller,
    ) -> Result<(), Refusal> {
        let ended = self.try_leave(signed, password, by).await;
        let outcome = ended.as_ref().map_or_else(Refusal::as_str, |()| "ok");
        journal::flow("delete_me", by, Some(signed.user.id), outcome);
        ended
    }

    async fn try_leave(
        &self,
        signed: &Signed,
        password: Option<Password>,
        by: &Caller,
    ) -> Result<(), Refusal> {
        self.0.owner.require_fully(signed, password, by).await?;
        let gone = self.0.store.delete_account(signed.user.id).await?;
        if gone { Ok(()) } else { Err(Refusal::Unauthorized) }
    }
}
