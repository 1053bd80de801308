//! Failed passwords, counted wherever one is asked for: before it is compared, alike for known and unknown.

use std::time::Duration;

use crate::caller::Caller;
use crate::clock::Clock;
use crate::journal;
use crate::keys::Keys;
use crate::limits::{Counter, Limit, Limits};
use crate::refusal::Refusal;
use crate::store::{Charged, Store};
use crate::user::Profile;

/// Counts failed passwords, wherever one is asked for. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Attempts {
    keys: Keys,
    limits: Limits,
}

/// A caller who signed in to an account within this time is not locked out of it by strangers.
const KNOWN_FOR: Duration = Duration::from_secs(30 * 86_400);

impl Attempts {
    pub(crate) fn new(keys: Keys, limits: Limits) -> Self {
        Self { keys, limits }
    }

    /// Counts one attempt before it is made; what is returned is given back if it was right.
    pub(crate) async fn charge(
        &self,
        store: &Store,
        identifier: &str,
        user: Option<i64>,
        by: &Caller,
        clock: &dyn Clock,
    ) -> Result<Vec<Counter>, Refusal> {
        let now = clock.now();
        let here = [Limit::PasswordPerIdentifierCaller, Limit::PasswordPerCaller];
        let mut counters = self.limits.counters(&self.keys, here[0], &[identifier, by.key()]);
        counters.extend(self.limits.counters(&self.keys, here[1], &[by.key()]));
        let anywhere = self.by_identifier(identifier);
        let all: Vec<Counter> = counters.iter().chain(&anywhere).cloned().collect();
        let refused = match store.charge(&all, now).await? {
            Charged::Through => return Ok(all),
            Charged::Refused(limit, wait) => (limit, wait),
        };
        // somebody else's failures must not keep the owner out of a device they use (OWASP ASVS 6.3.1)
        let known = match user {
            Some(user) if refused.0 == Limit::PasswordPerIdentifier => {
                store.knows_caller(user, by.key(), now.minus(KNOWN_FOR)).await?
            }
            _ => false,
        };
        if known && store.charge(&counters, now).await? == Charged::Through {
            return Ok(counters);
        }
        journal::limited(refused.0, None, None, by, refused.1);
        Err(Refusal::TooMany { retry_after: refused.1 })
    }

    fn by_identifier(&self, identifier: &str) -> Vec<Counter> {
        self.limits.counters(&self.keys, Limit::PasswordPerIdentifier, &[identifier])
    }

    /// The rows that a new password clears: failures counted for any name of this user.
    pub(crate) fn forgiven_by_reset(&self, user: &Profile) -> Vec<String> {
        let mut names = Vec::new();
        names.push(format!("user:{}", user.id));
        names.extend(user.email.iter().map(|email| format!("email:{email}")));
        names.extend(user.core_phone().map(|phone| format!("phone:{}", phone.number)));
        names.extend(user.username.iter().map(|name| format!("username:{}", name.to_ascii_lowercase())));
        names.iter().flat_map(|name| self.by_identifier(name)).map(|counter| counter.key).collect()
    }
}
