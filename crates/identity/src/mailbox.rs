//! The mailbox of a signed-in user: proven or changed, with a code that went there and a recent sign-in.

use std::sync::Arc;

use channels::{Address, EmailAddress, Purpose};

use crate::caller::Caller;
use crate::clock::Clock;
use crate::journal;
use crate::login::Attempts;
use crate::otp::{Evidence, Otp};
use crate::passwords::{Password, Passwords};
use crate::refusal::Refusal;
use crate::rules::RECENT_SIGN_IN;
use crate::sessions::Signed;
use crate::store::Store;
use crate::tokens::VerificationToken;
use crate::user::Profile;

/// The flow. Cheap to clone.
#[derive(Clone)]
pub struct Mailbox {
    store: Store,
    clock: Arc<dyn Clock>,
    otp: Otp,
    passwords: Passwords,
    attempts: Attempts,
}

impl Mailbox {
    pub(crate) fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        otp: Otp,
        passwords: Passwords,
        attempts: Attempts,
    ) -> Self {
        Self { store, clock, otp, passwords, attempts }
    }

    /// Makes a mailbox the user's own, once its code was right. It is taken from whoever merely claimed it;
    /// one that somebody else has proven stays theirs, and the proof usable.
    pub async fn set(
        &self,
        signed: &Signed,
        email: &EmailAddress,
        token: &VerificationToken,
        password: Option<Password>,
        by: &Caller,
    ) -> Result<Profile, Refusal> {
        let ended = self.try_set(signed, email, token, password, by).await;
        let outcome = ended.as_ref().map_or_else(Refusal::as_str, |_| "ok");
        journal::flow("set_email", by, Some(signed.user.id), outcome);
        ended
    }

    async fn try_set(
        &self,
        signed: &Signed,
        email: &EmailAddress,
        token: &VerificationToken,
        password: Option<Password>,
        by: &Caller,
    ) -> Result<Profile, Refusal> {
        self.require_owner(signed, password, by).await?;
        let mailbox = Address::from(email.clone());
        let evidence = Evidence::Token(token.clone());
        let proof = self.otp.redeem(Purpose::ProveAddress, &mailbox, &evidence, by).await?;
        self.store.set_mailbox(signed.user.id, &proof, self.clock.now()).await?;
        let account = self.store.account_by_id(signed.user.id).await?;
        account.map(|account| account.profile).ok_or(Refusal::Unauthorized)
    }

    /// Where codes go may be changed only by somebody who signed in just now or knows the password (OWASP ASVS 7.5.1).
    async fn require_owner(
        &self,
        signed: &Signed,
        password: Option<Password>,
        by: &Caller,
    ) -> Result<(), Refusal> {
        let Some(password) = password else {
            let recent = self.clock.now().since(signed.auth_time) < RECENT_SIGN_IN;
            return if recent { Ok(()) } else { Err(Refusal::ReauthenticationRequired) };
        };
        let user = signed.user.id;
        let charged = self
            .attempts
            .charge(&self.store, &format!("user:{user}"), Some(user), by, self.clock.as_ref())
            .await?;
        let account = self.store.account_by_id(user).await?.ok_or(Refusal::Unauthorized)?;
        if !self.passwords.matches(password, Some(account.password_hash)).await? {
            return Err(Refusal::BadCredentials);
        }
        Ok(self.store.refund(&charged).await?)
    }
}
