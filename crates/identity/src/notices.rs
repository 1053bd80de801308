//! What happened to an account, told to whoever holds its address: a line of the log always, and a message where a provider
//! carries plain ones. Nobody waits for it, and nothing fails with it.

use std::sync::Arc;
use std::time::Duration;

use channels::{Address, Notice, Switchboard};

use crate::clock::Clock;
use crate::journal;
use crate::keys::Keys;
use crate::limits::{Counter, Limit};
use crate::prices::Prices;
use crate::store::{Charged, Store};
use crate::tasks::Tasks;
use crate::user::Profile;

/// Tells. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Notices {
    pub(crate) switchboard: Arc<Switchboard>,
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) keys: Keys,
    pub(crate) tasks: Tasks,
    pub(crate) prices: Prices,
}

/// Of one kind, an address gets so many within so long: a message costs, and what is told by them is told.
const MOST: u32 = 3;
const WITHIN: Duration = Duration::from_secs(3600);

impl Notices {
    /// A number proven long ago moved to whoever proved it now: the account it left hears of it by e-mail, where it can.
    pub(crate) async fn number_moved(&self, left: i64) {
        if let Ok(Some(account)) = self.store.account_by_id(left).await {
            self.tell(&account.profile, Notice::NumberMoved, account.profile.proven_mailbox());
        }
    }

    /// Tells whoever holds these addresses, in the language of the account.
    pub(crate) fn tell(&self, user: &Profile, notice: Notice, to: impl IntoIterator<Item = Address>) {
        journal::notice(notice.as_str(), Some(user.id), "an account was changed");
        let locale = user.language();
        for to in to {
            let (this, locale, user) = (self.clone(), locale.clone(), user.id);
            drop(self.tasks.run(async move {
                if this.has_room(notice, &to).await {
                    let told = this.switchboard.tell(&to, notice, locale.as_ref()).await;
                    journal::told(notice.as_str(), user, &to, &told);
                    if let Some((provider, channel)) = told.by {
                        journal::charged(&this.prices, "notice", &to, provider, channel);
                    }
                }
            }));
        }
    }

    async fn has_room(&self, notice: Notice, to: &Address) -> bool {
        let key = self.keys.limit_key(&["notice", notice.as_str(), to.as_str()]);
        let counter = Counter { key, limit: Some(Limit::SendPerAddress), max: MOST, period: WITHIN };
        matches!(self.store.charge(&[counter], self.clock.now()).await, Ok(Charged::Through))
    }
}
