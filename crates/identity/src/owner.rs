//! Whether whoever holds a token is the owner of the account: asked before anything that decides where codes go, or who
//! gets in (OWASP ASVS 7.5.1).

use std::sync::Arc;

use channels::Address;

use crate::attempts::Attempts;
use crate::caller::Caller;
use crate::clock::Clock;
use crate::passwords::{Password, Passwords};
use crate::refusal::{Refusal, SecondFactorNeeded};
use crate::rules::RECENT_SIGN_IN;
use crate::sessions::Signed;
use crate::store::{Account, Store};

/// Knows owners. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Owner {
    store: Store,
    clock: Arc<dyn Clock>,
    passwords: Passwords,
    attempts: Attempts,
}

impl Owner {
    pub(crate) fn new(store: Store, clock: Arc<dyn Clock>, passwords: Passwords, attempts: Attempts) -> Self {
        Self { store, clock, passwords, attempts }
    }

    /// What must hold before `address` makes way for another. That of the second factor stays until the factor is switched off or
    /// over, which takes a code or a recovery code: moving it would be the same without one.
    pub(crate) async fn require_to_replace(
        &self,
        address: Option<&Address>,
        signed: &Signed,
        password: Option<Password>,
        by: &Caller,
    ) -> Result<(), Refusal> {
        self.require_fully(signed, password, by).await?;
        let factor = signed.user.second_factor_address();
        if factor.is_some() && factor.as_ref() == address {
            return Err(Refusal::SecondFactorRequired(SecondFactorNeeded::SwitchedFirst));
        }
        Ok(())
    }

    /// What must hold before anything is changed that codes go to, or the account ends. Where there is a second factor, a recent
    /// sign-in with both: the password alone, or a sign-in older than the factor, would make one of two.
    pub(crate) async fn require_fully(
        &self,
        signed: &Signed,
        password: Option<Password>,
        by: &Caller,
    ) -> Result<(), Refusal> {
        let both = signed.two_factors && self.is_recent(signed);
        if signed.user.second_factor.is_some() && !both {
            return Err(Refusal::ReauthenticationRequired);
        }
        self.require(signed, password, by).await
    }

    fn is_recent(&self, signed: &Signed) -> bool {
        self.clock.now().since(signed.auth_time) < RECENT_SIGN_IN
    }

    /// A recent sign-in, or the password; a password that was sent must be right in any case.
    pub(crate) async fn require(
        &self,
        signed: &Signed,
        password: Option<Password>,
        by: &Caller,
    ) -> Result<(), Refusal> {
        match password {
            Some(password) => self.require_password(signed.user.id, password, by).await.map(drop),
            None if self.is_recent(signed) => Ok(()),
            None => Err(Refusal::ReauthenticationRequired),
        }
    }

    /// The password of this account, counted before it is compared.
    pub(crate) async fn require_password(
        &self,
        user: i64,
        password: Password,
        by: &Caller,
    ) -> Result<Account, Refusal> {
        let charged = self
            .attempts
            .charge(&self.store, &format!("user:{user}"), Some(user), by, self.clock.as_ref())
            .await?;
        let account = self.store.account_by_id(user).await?.ok_or(Refusal::Unauthorized)?;
        if !self.passwords.matches(password, Some(account.password_hash.clone())).await? {
            return Err(Refusal::BadCredentials);
        }
        self.store.refund(&charged).await?;
        Ok(account)
    }
}
