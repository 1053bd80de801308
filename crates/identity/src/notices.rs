//! What happened to an account, told to whoever holds its address: a line of the log always, and a message where a provider
//! carries plain ones. Nobody waits for it, and nothing fails with it.

use std::sync::Arc;

use channels::{Address, Locale, Notice, Switchboard};

use crate::journal;
use crate::store::Store;
use crate::tasks::Tasks;
use crate::user::Profile;

/// Tells. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Notices {
    switchboard: Arc<Switchboard>,
    tasks: Tasks,
}

impl Notices {
    pub(crate) fn new(switchboard: Arc<Switchboard>, tasks: Tasks) -> Self {
        Self { switchboard, tasks }
    }

    /// A number proven long ago moved to whoever proved it now: the account it left hears of it by e-mail, where it can.
    pub(crate) async fn number_moved(&self, store: &Store, left: i64) {
        if let Ok(Some(account)) = store.account_by_id(left).await {
            self.tell(&account.profile, Notice::NumberMoved, account.profile.proven_mailbox());
        }
    }

    /// Tells whoever holds these addresses, in the language of the account.
    pub(crate) fn tell(&self, user: &Profile, notice: Notice, to: impl IntoIterator<Item = Address>) {
        journal::notice(notice.as_str(), Some(user.id), "an account was changed");
        let locale = user.locale.as_deref().and_then(|tag| Locale::parse(tag).ok());
        for to in to {
            let (switchboard, locale, user) = (Arc::clone(&self.switchboard), locale.clone(), user.id);
            drop(self.tasks.run(async move {
                let told = switchboard.tell(&to, notice, locale.as_ref()).await;
                journal::told(notice.as_str(), user, &to, &told);
            }));
        }
    }
}
