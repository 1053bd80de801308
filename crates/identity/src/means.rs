//! What every flow works with: one value, so that a flow says what it does and not what it is made of.

use std::sync::Arc;

use channels::Switchboard;

use crate::attempts::Attempts;
use crate::clock::{Clock, Timestamp};
use crate::keys::Keys;
use crate::notices::Notices;
use crate::otp::Otp;
use crate::owner::Owner;
use crate::passwords::{PasswordRule, Passwords};
use crate::recovery::Recovery;
use crate::rules::Rules;
use crate::sessions::Sessions;
use crate::store::Store;
use crate::tasks::Tasks;
use crate::tokens::Tokens;

/// The means of a flow.
pub(crate) struct Means {
    pub(crate) store: Store,
    pub(crate) switchboard: Arc<Switchboard>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rules: Rules,
    pub(crate) otp: Otp,
    pub(crate) passwords: Passwords,
    pub(crate) rule: PasswordRule,
    pub(crate) attempts: Attempts,
    pub(crate) recovery: Recovery,
    pub(crate) keys: Keys,
    pub(crate) owner: Owner,
    pub(crate) sessions: Sessions,
    pub(crate) notices: Notices,
    pub(crate) tasks: Tasks,
    pub(crate) tokens: Arc<Tokens>,
}

impl Means {
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
