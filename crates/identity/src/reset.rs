//! A forgotten password. Whoever asks learns nothing about who has an account, which number belongs to whom,
//! or how a provider fares: every answer, limit and time they see hangs on what they typed (OWASP ASVS 6.3.8).

use std::sync::Arc;

use channels::{Address, Ask, Channel, Code, EmailAddress, Locale, PhoneNumber, Purpose};

use crate::caller::Caller;
use crate::clock::Clock;
use crate::journal;
use crate::login::Attempts;
use crate::otp::{Claim, Evidence, Otp, Sent, Verified, Wish};
use crate::passwords::{Password, PasswordRule, Passwords};
use crate::refusal::Refusal;
use crate::store::Store;
use crate::user::{Identifier, Profile};

/// Who somebody says they are, and where they want the code.
#[derive(Debug, Clone)]
pub struct ResetAsk {
    /// The mailbox of the account, proven or claimed.
    pub email: EmailAddress,
    /// If given, it must be the account's number too.
    pub phone: Option<PhoneNumber>,
    /// `email` sends to the mailbox, any other to the number on file; SMS where none is named.
    pub channel: Option<Channel>,
}

/// The flow. Cheap to clone.
#[derive(Clone)]
pub struct Reset {
    store: Store,
    clock: Arc<dyn Clock>,
    otp: Otp,
    passwords: Passwords,
    rule: PasswordRule,
    attempts: Attempts,
}

impl Reset {
    pub(crate) fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        otp: Otp,
        passwords: Passwords,
        rule: PasswordRule,
        attempts: Attempts,
    ) -> Self {
        Self { store, clock, otp, passwords, rule, attempts }
    }

    /// Sends a code to a proven address on file, if there is one; the answer is the same if there is none.
    pub async fn begin(&self, ask: &ResetAsk, locale: Option<Locale>, by: &Caller) -> Result<Sent, Refusal> {
        let channel = ask.channel.unwrap_or(Channel::Sms);
        if !self.otp.offers(channel) {
            return Err(Refusal::ChannelNotOffered);
        }
        let account = self.store.account(&Identifier::Email(ask.email.clone())).await?;
        let user = account.map(|account| account.profile);
        let to = user.as_ref().and_then(|user| on_file(user, ask, channel));
        let send = |to| Ask { to, channel, purpose: Purpose::Reset, locale: locale.clone() };
        let real = to.map(send).filter(|ask| self.otp.admit(ask).is_ok());
        let decoy = real.is_none();
        let wish = Wish {
            ask: real.unwrap_or_else(|| send(Address::from(ask.email.clone()))),
            subject: typed(ask),
            user: user.filter(|_| !decoy).map(|user| user.id),
            typed: Some(typed(ask)),
            decoy,
        };
        let ended = self.otp.send_unseen(wish, by).await;
        journal::flow("reset_begin", by, None, ended.as_ref().map_or_else(Refusal::as_str, |_| "ok"));
        ended
    }

    /// Checks the code before a new password is chosen; may be repeated.
    pub async fn check(&self, ask: &ResetAsk, code: &Code, by: &Caller) -> Result<Verified, Refusal> {
        self.otp.verify_claim(&claim(ask), code, by).await
    }

    /// Sets the new password, ends every session and every pending code. No session comes of it.
    pub async fn finish(
        &self,
        ask: &ResetAsk,
        evidence: &Evidence,
        password: Password,
        by: &Caller,
    ) -> Result<(), Refusal> {
        let ended = self.try_finish(ask, evidence, password, by).await;
        let user = ended.as_ref().ok().copied();
        journal::flow("reset", by, user, ended.as_ref().map_or_else(Refusal::as_str, |_| "ok"));
        ended.map(drop)
    }

    async fn try_finish(
        &self,
        ask: &ResetAsk,
        evidence: &Evidence,
        password: Password,
        by: &Caller,
    ) -> Result<i64, Refusal> {
        // before the proof only words of the request count: words of the account would tell who has one
        let phone = ask.phone.as_ref().map(PhoneNumber::as_str).unwrap_or_default();
        self.rule.admit(&password, &[ask.email.as_str(), phone])?;
        let proof = self.otp.redeem_claim(&claim(ask), evidence, by).await?;
        let user = proof.user().ok_or(Refusal::Internal)?;
        let account = self.store.account_by_id(user).await?;
        let account = account.ok_or(Refusal::InvalidCode { attempts_left: 0 })?;
        self.rule.admit_context(&password, &words(&account.profile))?;
        let hash = self.passwords.hash(password).await?;
        let forgiven = self.attempts.forgiven_by_reset(&account.profile);
        self.store.replace_password(user, &hash, &proof, &forgiven, self.clock.now()).await?;
        Ok(user)
    }
}

/// Where the code goes: only to what the account has proven, and only if everything typed fits.
fn on_file(user: &Profile, ask: &ResetAsk, channel: Channel) -> Option<Address> {
    if user.disabled {
        return None;
    }
    let number = user.core_phone().map(|phone| phone.number.as_str());
    if ask.phone.as_ref().is_some_and(|typed| Some(typed.as_str()) != number) {
        return None;
    }
    match channel {
        Channel::Email => user.email.as_deref().filter(|_| user.email_verified).and_then(Address::stored),
        _ => number.and_then(Address::stored),
    }
}

/// One text for what was typed.
fn typed(ask: &ResetAsk) -> String {
    match &ask.phone {
        Some(phone) => format!("{} {}", ask.email.as_str(), phone.as_str()),
        None => ask.email.as_str().to_owned(),
    }
}

fn claim(ask: &ResetAsk) -> Claim {
    Claim {
        purpose: Purpose::Reset,
        to: None,
        subject: typed(ask),
        typed: Some(typed(ask)),
        stand_in: Address::from(ask.email.clone()),
    }
}

fn words(user: &Profile) -> Vec<&str> {
    let mut words: Vec<&str> = Vec::new();
    words.extend(user.email.as_deref());
    words.extend(user.username.as_deref());
    words.extend(user.phones.iter().map(|phone| phone.number.as_str()));
    words
}
