//! Signing in with a code instead of a password. Whoever asks learns nothing about who has an account: every answer, limit and
//! time they see hangs on the address they typed (OWASP ASVS 6.3.8).

use std::sync::Arc;

use channels::{Address, Ask, Channel, ChannelWish, Code, Locale, Purpose};

use crate::caller::Caller;
use crate::journal;
use crate::means::Means;
use crate::otp::{Claim, Evidence, Rung, Sent, Wish};
use crate::passwords::Password;
use crate::recovery::{RecoveryCode, Tried};
use crate::refusal::{Refusal, SecondFactorNeeded};
use crate::sessions::{AMR_CODE, AMR_CODE_AND_RECOVERY, AMR_SECOND_FACTOR, SignedIn};
use crate::store::{Account, Beside, StoreError};
use crate::user::{Identifier, Profile};

/// What accounts with a second factor want besides the code.
#[derive(Debug, Clone)]
pub enum Companion {
    /// The password.
    Password(Password),
    /// One of the recovery codes.
    Recovery(RecoveryCode),
}

/// The flow. Cheap to clone.
#[derive(Clone)]
pub struct CodeLogin(Arc<Means>);

impl CodeLogin {
    pub(crate) fn new(means: &Arc<Means>) -> Self {
        Self(Arc::clone(means))
    }

    /// Sends a code to a proven address of an account, if it is one; the answer is the same if it is none.
    /// `locale`: the language of the message; the account's own where none is named.
    pub async fn begin(
        &self,
        to: Address,
        channel: ChannelWish,
        locale: Option<Locale>,
        by: &Caller,
    ) -> Result<Sent, Refusal> {
        let any = if matches!(to, Address::Email(_)) { Channel::Email } else { Channel::Sms };
        let mut ask = Ask::plain(to, channel.named().unwrap_or(any), Purpose::Login);
        // what is wrong with an address is so for everybody who types it
        let mut ladder = Vec::new();
        match channel {
            ChannelWish::Auto => ladder = self.0.otp.rungs_to(&ask)?,
            ChannelWish::Named(_) => self.0.otp.admit(&ask)?,
        }
        let account = self.0.store.account(&identifier(&ask.to)).await?;
        let holder = account.map(|account| account.profile).filter(|user| self.is_proven(user, &ask.to));
        ask.locale = locale.or_else(|| holder.as_ref().and_then(Profile::language));
        let typed = ask.to.as_str().to_owned();
        if !ladder.is_empty() {
            ladder = self.ladder(&ask, holder.as_ref(), ladder);
        }
        let wish = Wish {
            ask,
            subject: typed.clone(),
            user: holder.as_ref().map(|user| user.id),
            typed: Some(typed),
            ladder,
            decoy: holder.is_none(),
        };
        let ended = self.0.otp.send_unseen(wish, by).await;
        journal::flow("code_login_begin", by, None, ended.as_ref().map_or_else(Refusal::as_str, |_| "ok"));
        ended
    }

    /// The rungs to a holder: to the number they typed, and to their proven mailbox; to nobody's, every one there is.
    fn ladder(&self, ask: &Ask, holder: Option<&Profile>, to_number: Vec<Rung>) -> Vec<Rung> {
        let mailbox = holder.and_then(Profile::proven_mailbox);
        match (&ask.to, holder, mailbox) {
            (Address::Phone(_), None, _) => self.0.otp.decoy_rungs(&ask.to),
            (Address::Phone(number), Some(_), Some(Address::Email(mailbox))) => {
                self.0.otp.rungs(ask, Some(number), Some(&mailbox)).unwrap_or(to_number)
            }
            // there is but one way to a mailbox
            _ => to_number,
        }
    }

    /// A session for the right code. An account with a second factor wants a recovery code besides, or, where the code came by that
    /// very factor, the password: without, `SecondFactorRequired`, and the code stays usable.
    pub async fn finish(
        &self,
        to: &Address,
        code: &Code,
        companion: Option<Companion>,
        by: &Caller,
    ) -> Result<SignedIn, Refusal> {
        let ended = self.try_finish(to, code, companion, by).await;
        let user = ended.as_ref().ok().map(|signed| signed.user.id);
        let outcome = ended.as_ref().map_or_else(Refusal::as_str, |_| "ok");
        journal::signed_in("code", by, user, outcome);
        ended
    }

    async fn try_finish(
        &self,
        to: &Address,
        code: &Code,
        companion: Option<Companion>,
        by: &Caller,
    ) -> Result<SignedIn, Refusal> {
        let evidence = Evidence::Code(code.clone());
        let proof = self.0.otp.redeem_claim(&claim(to), &evidence, by).await?;
        let user = proof.user().ok_or(Refusal::Internal)?;
        let account = self.0.store.account_by_id(user).await?.filter(Account::may_sign_in);
        let account = account.filter(|account| self.is_proven(&account.profile, proof.address()));
        let account = account.ok_or(Refusal::InvalidCode { attempts_left: 0 })?;
        let brought = self.brought(&account, proof.address(), companion, by).await?;
        let (opening, now) = (self.0.sessions.opening(by, brought.amr()), self.0.now());
        let written = self.0.store.sign_in_by_code(user, &proof, brought.beside(), &opening.start, now).await;
        let (account, session) = written.map_err(|error| brought.refusal(error))?;
        if let Brought::Recovery(tried) = &brought {
            tried.was_right(&self.0.store).await;
        }
        self.0.sessions.opened(account, session, opening, now)
    }

    /// What an account with a second factor wants besides; for others, whatever came along is not looked at.
    async fn brought(
        &self,
        account: &Account,
        to: &Address,
        companion: Option<Companion>,
        by: &Caller,
    ) -> Result<Brought, Refusal> {
        let user = account.profile.id;
        if account.profile.second_factor.is_none() {
            return Ok(Brought::Nothing);
        }
        match companion {
            // the code came by the second factor: the password is the first
            None if account.has_as_factor(to) => {
                Err(Refusal::SecondFactorRequired(SecondFactorNeeded::Companion))
            }
            // by any other address the password may have been reset: together they are one factor
            None => Err(Refusal::SecondFactorRequired(SecondFactorNeeded::RecoveryCode)),
            Some(Companion::Password(_)) if !account.has_as_factor(to) => {
                Err(Refusal::SecondFactorRequired(SecondFactorNeeded::RecoveryCode))
            }
            Some(Companion::Password(password)) => {
                let account = self.0.owner.require_password(user, password, by).await?;
                Ok(Brought::Password(account.password_hash))
            }
            Some(Companion::Recovery(code)) => {
                let tried = self.0.recovery.try_one(&self.0.store, user, &code, by, self.0.now()).await?;
                Ok(Brought::Recovery(tried))
            }
        }
    }

    /// Whether codes for signing in may go there: proven by this account, and a number not so long ago that it may have another
    /// holder by now.
    fn is_proven(&self, user: &Profile, to: &Address) -> bool {
        let proven = match to {
            Address::Email(_) => user.proven_mailbox().as_ref() == Some(to),
            Address::Phone(number) => user.core_phone().is_some_and(|phone| {
                let age = self.0.now().since(phone.verified_at);
                phone.number == number.as_str() && age <= self.0.rules.phone_proof
            }),
        };
        proven && !user.disabled
    }
}

/// What came with the code, and was looked at.
enum Brought {
    Nothing,
    /// The hash that the password matched.
    Password(String),
    Recovery(Tried),
}

impl Brought {
    fn beside(&self) -> Beside<'_> {
        match self {
            Self::Nothing => Beside::Nothing,
            Self::Password(hash) => Beside::Password(hash),
            Self::Recovery(tried) => Beside::Recovery(&tried.digest),
        }
    }

    fn amr(&self) -> &'static str {
        match self {
            Self::Nothing => AMR_CODE,
            Self::Password(_) => AMR_SECOND_FACTOR,
            Self::Recovery(_) => AMR_CODE_AND_RECOVERY,
        }
    }

    fn refusal(&self, error: StoreError) -> Refusal {
        match self {
            Self::Recovery(tried) => tried.refusal(error),
            _ => error.into(),
        }
    }
}

fn identifier(to: &Address) -> Identifier {
    match to {
        Address::Email(email) => Identifier::Email(email.clone()),
        Address::Phone(number) => Identifier::Phone(number.clone()),
    }
}

fn claim(to: &Address) -> Claim {
    let typed = to.as_str().to_owned();
    Claim {
        purpose: Purpose::Login,
        to: None,
        subject: typed.clone(),
        typed: Some(typed),
        stand_in: to.clone(),
    }
}
