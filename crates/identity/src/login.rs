//! Signing in with a password: counted before it is compared, alike for known and unknown (OWASP ASVS 6.3.1, 6.3.8). Where the
//! account has a second factor, the password alone buys no more than a code on its way, and a token to come back with.

use std::sync::Arc;
use std::time::Duration;

use channels::{Address, Ask, Channel, Locale, Purpose};

use crate::caller::Caller;
use crate::journal;
use crate::keys::random_text;
use crate::means::Means;
use crate::otp::{Claim, Evidence, Sent, Wish};
use crate::passwords::Password;
use crate::recovery::FactorEvidence;
use crate::refusal::{Refusal, SecondFactorAsked, SecondFactorNeeded};
use crate::sessions::{AMR_SECOND_FACTOR, SignedIn};
use crate::store::{Account, Second, StoreError, Waiting};
use crate::user::Identifier;

/// How long a right password waits for the second factor.
const PATIENCE: Duration = Duration::from_secs(600);

/// The flow. Cheap to clone.
#[derive(Clone)]
pub struct Login(Arc<Means>);

impl Login {
    pub(crate) fn new(means: &Arc<Means>) -> Self {
        Self(Arc::clone(means))
    }

    /// A session for the right password. Unknown identifier and wrong password get one answer after the same work; that an
    /// account waits for its code is said to the right password alone. `SecondFactorRequired`, with a token, where there is one.
    pub async fn with_password(
        &self,
        identifier: Identifier,
        password: Password,
        by: &Caller,
    ) -> Result<SignedIn, Refusal> {
        let (account, waiting) = self.0.store.account_and_pending(&identifier).await?;
        let user = account.as_ref().map(|account| account.profile.id);
        let ended = self.try_password(&identifier, account, waiting, password, by).await;
        let outcome = ended.as_ref().map_or_else(Refusal::as_str, |_| "ok");
        journal::signed_in(identifier.kind(), by, user, outcome);
        ended
    }

    async fn try_password(
        &self,
        identifier: &Identifier,
        account: Option<Account>,
        waiting: Option<Account>,
        password: Password,
        by: &Caller,
    ) -> Result<SignedIn, Refusal> {
        let id = account.as_ref().map(|account| account.profile.id);
        let charged =
            self.0.attempts.charge(&self.0.store, &identifier.key(), id, by, self.0.clock.as_ref()).await?;
        let stored = account.as_ref().map(|account| account.password_hash.clone());
        let right = self.0.passwords.matches(password.clone(), stored).await?;
        // asked whether or not there is an account: whoever registered with somebody's number must not learn from the answer
        // to their own password, or from its time, whose it is
        let waits = match waiting {
            Some(waiting) => {
                let hash = Some(waiting.password_hash.clone());
                self.0.passwords.matches(password, hash).await?.then_some(waiting)
            }
            None => None,
        };
        let Some(account) = account.filter(|_| right) else {
            let waits = waits.ok_or(Refusal::BadCredentials)?;
            self.0.store.refund(&charged).await?;
            let disabled = waits.profile.disabled;
            return Err(if disabled { Refusal::AccountDisabled } else { Refusal::NotVerified });
        };
        if account.profile.disabled {
            return Err(Refusal::AccountDisabled);
        }
        if let Some(channel) = account.profile.second_factor {
            self.0.store.refund(&charged).await?;
            let asked = self.ask_second_factor(&account, channel, by).await?;
            return Err(Refusal::SecondFactorRequired(SecondFactorNeeded::Code(Box::new(asked))));
        }
        self.0.sessions.open(account, &charged, by).await
    }

    /// Has a code sent, and does not wait for it. Where none may be sent now, a recovery code still finishes the sign-in.
    async fn ask_second_factor(
        &self,
        account: &Account,
        channel: Channel,
        by: &Caller,
    ) -> Result<SecondFactorAsked, Refusal> {
        let (now, token) = (self.0.now(), random_text());
        let end = now.plus(PATIENCE);
        let to = account.profile.proven_address(channel);
        let masked_to = to.as_ref().map(Address::masked).unwrap_or_default();
        let sent = match to {
            Some(to) => {
                let user = account.profile.id;
                let wish = Wish { typed: Some(subject(user)), ..wish(account, to, channel) };
                self.0.otp.send_unseen(wish, by).await
            }
            None => Err(Refusal::Undeliverable),
        };
        let (challenge, expires_at, resend_at) = match sent {
            Ok(Sent { challenge, expires_at, resend_at, .. }) => (Some(challenge), expires_at, resend_at),
            Err(Refusal::TooMany { retry_after }) => (None, end, now.plus(retry_after)),
            Err(fault @ (Refusal::Unavailable { .. } | Refusal::Internal)) => return Err(fault),
            Err(_) => (None, end, now),
        };
        let waiting = Waiting {
            digest: self.0.keys.sign_in_digest(&token),
            user: account.profile.id,
            generation: account.generation,
            challenge,
            expires_at: end,
        };
        if !self.0.store.await_second_factor(account, &waiting).await? {
            // it was changed while it was compared
            return Err(Refusal::BadCredentials);
        }
        Ok(SecondFactorAsked { token: Some(token), channel, masked_to, expires_at, resend_at })
    }

    /// Finishes a sign-in with the second factor, once. `Unauthorized` for a token that does not count.
    pub async fn verify(&self, token: &str, step: FactorEvidence, by: &Caller) -> Result<SignedIn, Refusal> {
        let ended = self.try_verify(token, step, by).await;
        let user = ended.as_ref().ok().map(|signed| signed.user.id);
        let outcome = ended.as_ref().map_or_else(Refusal::as_str, |_| "ok");
        journal::flow("login_verify", by, user, outcome);
        ended
    }

    async fn try_verify(&self, token: &str, step: FactorEvidence, by: &Caller) -> Result<SignedIn, Refusal> {
        let (waiting, account) = self.waiting(token).await?;
        match step {
            FactorEvidence::Code(code) => {
                let channel = account.profile.second_factor.ok_or(Refusal::Unauthorized)?;
                let none = Refusal::InvalidCode { attempts_left: 0 };
                let to = account.profile.proven_address(channel).ok_or(none.clone())?;
                let evidence = Evidence::Code(code);
                let proof = match self.0.otp.redeem_claim(&claim(waiting.user, &to), &evidence, by).await {
                    // used in between, with this very token: then that is what there is to say
                    Err(Refusal::InvalidCode { .. }) if self.waiting(token).await.is_err() => {
                        return Err(Refusal::Unauthorized);
                    }
                    proof => proof?,
                };
                if waiting.challenge != Some(proof.challenge()) {
                    return Err(none);
                }
                self.finish(&waiting, &Second::Code(&proof), Refusal::from, by).await
            }
            FactorEvidence::Recovery(code) => {
                let (store, now) = (&self.0.store, self.0.now());
                let tried = self.0.recovery.try_one(store, waiting.user, &code, by, now).await?;
                let second = Second::Recovery(&tried.digest);
                let signed = self.finish(&waiting, &second, |error| tried.refusal(error), by).await?;
                tried.was_right(store).await;
                Ok(signed)
            }
        }
    }

    async fn finish(
        &self,
        waiting: &Waiting,
        second: &Second<'_>,
        refusal: impl Fn(StoreError) -> Refusal,
        by: &Caller,
    ) -> Result<SignedIn, Refusal> {
        let (opening, now) = (self.0.sessions.opening(by, AMR_SECOND_FACTOR), self.0.now());
        let written = self.0.store.finish_sign_in(waiting, second, &opening.start, now).await;
        let (account, session) = written.map_err(|error| match error {
            // the token was used in between
            StoreError::Conflict => Refusal::Unauthorized,
            error => refusal(error),
        })?;
        self.0.sessions.opened(account, session, opening, now)
    }

    /// Sends the code of a waiting sign-in once more, or by another channel that reaches the same address.
    pub async fn resend(
        &self,
        token: &str,
        channel: Option<Channel>,
        locale: Option<Locale>,
        by: &Caller,
    ) -> Result<(Sent, String), Refusal> {
        let (waiting, account) = self.waiting(token).await?;
        let usual = account.profile.second_factor.ok_or(Refusal::Unauthorized)?;
        let to = account.profile.proven_address(usual).ok_or(Refusal::NoSuchAddress)?;
        let channel = channel.unwrap_or(usual);
        // one stolen mailbox or SIM must not be both factors: the code goes to no other address
        if !channel.carries(&to) {
            return Err(Refusal::NoSuchAddress);
        }
        let masked_to = to.masked();
        let mut wish = wish(&account, to, channel);
        wish.ask.locale = locale.or(wish.ask.locale);
        let sent = self.0.otp.send_for(wish, by).await?;
        if waiting.challenge != Some(sent.challenge) {
            self.0.store.rebind_sign_in(&waiting.digest, sent.challenge).await?;
        }
        Ok((sent, masked_to))
    }

    async fn waiting(&self, token: &str) -> Result<(Waiting, Account), Refusal> {
        let digest = self.0.keys.sign_in_digest(token);
        let found = self.0.store.waiting_sign_in(&digest, self.0.now()).await?;
        found.ok_or(Refusal::Unauthorized)
    }
}

/// What codes for signing in are bound to: the user, so that what was sent for another purpose is worth nothing here.
fn subject(user: i64) -> String {
    format!("user {user}")
}

fn wish(account: &Account, to: Address, channel: Channel) -> Wish {
    let user = account.profile.id;
    let ask = Ask { locale: account.profile.language(), ..Ask::plain(to, channel, Purpose::SecondFactor) };
    Wish { ask, subject: subject(user), user: Some(user), typed: None, ladder: Vec::new(), decoy: false }
}

fn claim(user: i64, to: &Address) -> Claim {
    Claim {
        purpose: Purpose::SecondFactor,
        to: Some(to.clone()),
        subject: subject(user),
        typed: None,
        stand_in: to.clone(),
    }
}
