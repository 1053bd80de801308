//! A forgotten password. Whoever asks learns nothing about who has an account, which number belongs to whom,
//! or how a provider fares: every answer, limit and time they see hangs on what they typed (OWASP ASVS 6.3.8).

use std::sync::Arc;

use channels::{
    Address, Ask, Channel, ChannelWish, Code, EmailAddress, Locale, Notice, PhoneNumber, Purpose,
};

use crate::caller::Caller;
use crate::journal;
use crate::means::Means;
use crate::otp::{Claim, Evidence, Proof, Sent, Verified, Wish};
use crate::passwords::Password;
use crate::recovery::{RecoveryCode, Tried};
use crate::refusal::{Refusal, SecondFactorNeeded};
use crate::store::{Account, NewPassword};
use crate::user::{Identifier, Profile};

/// Who somebody says they are, and where they want the code.
#[derive(Debug, Clone)]
pub struct ResetAsk {
    /// How they name the account; a mailbox may be proven or claimed.
    pub who: Identifier,
    /// If given, it must be the account's number too.
    pub phone: Option<PhoneNumber>,
    /// `email` sends to the mailbox, any other to the number on file, `auto` to either; SMS where none is named.
    pub channel: Option<ChannelWish>,
    /// The language of the message; the account's own where none is named.
    pub locale: Option<Locale>,
}

/// The flow. Cheap to clone.
#[derive(Clone)]
pub struct Reset(Arc<Means>);

impl Reset {
    pub(crate) fn new(means: &Arc<Means>) -> Self {
        Self(Arc::clone(means))
    }

    /// Sends a code to a proven address on file, if there is one; the answer is the same if there is none.
    pub async fn begin(&self, ask: &ResetAsk, by: &Caller) -> Result<Sent, Refusal> {
        let wish = match ask.channel.unwrap_or(ChannelWish::Named(Channel::Sms)) {
            ChannelWish::Auto => self.wish_by_any(ask).await?,
            ChannelWish::Named(channel) => self.wish_by(channel, ask).await?,
        };
        let ended = self.0.otp.send_unseen(wish, by).await;
        journal::flow("reset_begin", by, None, ended.as_ref().map_or_else(Refusal::as_str, |_| "ok"));
        ended
    }

    async fn wish_by(&self, channel: Channel, ask: &ResetAsk) -> Result<Wish, Refusal> {
        if !self.0.otp.offers(channel) {
            return Err(Refusal::ChannelNotOffered);
        }
        let account = self.0.store.account(&ask.who).await?;
        let user = account.map(|account| account.profile);
        let to = user.as_ref().and_then(|user| on_file(user, ask, channel));
        let locale = ask.locale.clone().or_else(|| user.as_ref().and_then(Profile::language));
        let send = |to| Ask { locale: locale.clone(), ..Ask::plain(to, channel, Purpose::Reset) };
        // reading an address takes a moment, which must not tell whether there was one
        let found = to.is_some();
        let asked = to.or_else(|| nobodys_address(channel)).map(send);
        let real = asked.filter(|ask| self.0.otp.admit(ask).is_ok() && found);
        let decoy = real.is_none();
        Ok(Wish {
            ask: real.unwrap_or_else(|| send(stand_in(ask))),
            subject: typed(ask),
            user: user.filter(|_| !decoy).map(|user| user.id),
            typed: Some(typed(ask)),
            ladder: Vec::new(),
            decoy,
        })
    }

    /// By whatever reaches the account: its number, or its mailbox.
    async fn wish_by_any(&self, ask: &ResetAsk) -> Result<Wish, Refusal> {
        let stand_in = stand_in(ask);
        let nobodys = self.0.otp.decoy_rungs(&stand_in);
        let first = nobodys.first().ok_or(Refusal::ChannelNotOffered)?.channel;
        let account = self.0.store.account(&ask.who).await?;
        let user = account.map(|account| account.profile);
        let locale = ask.locale.clone().or_else(|| user.as_ref().and_then(Profile::language));
        let send = Ask { locale, ..Ask::plain(stand_in, first, Purpose::Reset) };
        let (mut phone, mut mailbox) = (None, None);
        for channel in [Channel::Sms, Channel::Email] {
            let found = user.as_ref().and_then(|user| on_file(user, ask, channel));
            let is_found = found.is_some();
            // reading an address takes a moment, which must not tell whether there was one
            match found.or_else(|| nobodys_address(channel)).filter(|_| is_found) {
                Some(Address::Phone(number)) => phone = Some(number),
                Some(Address::Email(address)) => mailbox = Some(address),
                None => {}
            }
        }
        let real = self.0.otp.rungs(&send, phone.as_ref(), mailbox.as_ref()).ok();
        let decoy = real.is_none();
        Ok(Wish {
            ask: send,
            subject: typed(ask),
            user: user.filter(|_| !decoy).map(|user| user.id),
            typed: Some(typed(ask)),
            ladder: real.unwrap_or(nobodys),
            decoy,
        })
    }

    /// Checks the code before a new password is chosen; may be repeated. Where a recovery code will be needed besides, that is said
    /// now; whether the one that came along is right, at the end.
    pub async fn check(
        &self,
        ask: &ResetAsk,
        code: &Code,
        recovery: Option<&RecoveryCode>,
        by: &Caller,
    ) -> Result<Verified, Refusal> {
        let verified = self.0.otp.verify_claim(&claim(ask), code, by).await?;
        if recovery.is_none() {
            let proof =
                self.0.otp.redeem_claim(&claim(ask), &Evidence::Token(verified.token.clone()), by).await?;
            let user = proof.user().ok_or(Refusal::Internal)?;
            let account = self.0.store.account_by_id(user).await?;
            if account.is_some_and(|account| account.has_as_factor(proof.address())) {
                return Err(Refusal::SecondFactorRequired(SecondFactorNeeded::RecoveryCode));
            }
        }
        Ok(verified)
    }

    /// Sets the new password, ends every session and every pending code. No session comes of it.
    pub async fn finish(
        &self,
        ask: &ResetAsk,
        evidence: &Evidence,
        password: Password,
        recovery: Option<&RecoveryCode>,
        by: &Caller,
    ) -> Result<(), Refusal> {
        let ended = self.try_finish(ask, evidence, password, recovery, by).await;
        let user = ended.as_ref().ok().copied();
        journal::flow("reset", by, user, ended.as_ref().map_or_else(Refusal::as_str, |_| "ok"));
        ended.map(drop)
    }

    async fn try_finish(
        &self,
        ask: &ResetAsk,
        evidence: &Evidence,
        password: Password,
        recovery: Option<&RecoveryCode>,
        by: &Caller,
    ) -> Result<i64, Refusal> {
        // before the proof only words of the request count: words of the account would tell who has one
        let phone = ask.phone.as_ref().map(PhoneNumber::as_str).unwrap_or_default();
        self.0.rule.admit(&password, &[ask.who.as_str(), phone])?;
        let proof = self.0.otp.redeem_claim(&claim(ask), evidence, by).await?;
        let user = proof.user().ok_or(Refusal::Internal)?;
        let account = self.0.store.account_by_id(user).await?;
        let account = account.ok_or(Refusal::InvalidCode { attempts_left: 0 })?;
        self.0.rule.admit_context(&password, &account.profile.context_words())?;
        let tried = self.beside(&account, &proof, recovery, by).await?;
        let hash = self.0.passwords.hash(password).await?;
        let forgiven = self.0.attempts.forgiven_by_reset(&account.profile);
        let recovery = tried.as_ref().map(|tried| tried.digest.as_str());
        let new = NewPassword { hash: &hash, recovery, forgiven: &forgiven };
        let written = self.0.store.replace_password(user, &new, &proof, self.0.now()).await;
        if let Some(tried) = &tried {
            written.map_err(|error| tried.refusal(error))?;
            tried.was_right(&self.0.store).await;
        } else {
            written?;
        }
        let holder = &account.profile;
        self.0.notices.tell(holder, Notice::PasswordChanged, holder.proven_addresses());
        Ok(user)
    }

    /// A stolen SIM or mailbox must not be enough where there is a second factor: its own address, once more, is no second one,
    /// so that a recovery code is needed besides. The code stays usable.
    async fn beside(
        &self,
        account: &Account,
        proof: &Proof,
        recovery: Option<&RecoveryCode>,
        by: &Caller,
    ) -> Result<Option<Tried>, Refusal> {
        if !account.has_as_factor(proof.address()) {
            return Ok(None);
        }
        let code = recovery.ok_or(Refusal::SecondFactorRequired(SecondFactorNeeded::RecoveryCode))?;
        let user = account.profile.id;
        let tried = self.0.recovery.try_one(&self.0.store, user, code, by, self.0.now()).await?;
        Ok(Some(tried))
    }
}

/// Read as an address on file would be; of numbers and names that are kept for fiction.
fn nobodys_address(channel: Channel) -> Option<Address> {
    Address::stored(if channel == Channel::Email { "nobody@doorcode.invalid" } else { "+12025550100" })
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
    user.proven_address(channel)
}

/// One text for what was typed.
fn typed(ask: &ResetAsk) -> String {
    let who = match &ask.who {
        Identifier::Email(email) => email.as_str().to_owned(),
        Identifier::Phone(_) | Identifier::Username(_) => ask.who.key(),
    };
    ask.phone.as_ref().map_or_else(|| who.clone(), |phone| format!("{who} {}", phone.as_str()))
}

/// An address for asking about nobody; nothing is sent to it.
fn stand_in(ask: &ResetAsk) -> Address {
    match &ask.who {
        Identifier::Email(email) => Address::from(email.clone()),
        Identifier::Phone(number) => Address::from(number.clone()),
        Identifier::Username(_) => Address::from(EmailAddress::nobodys()),
    }
}

fn claim(ask: &ResetAsk) -> Claim {
    Claim {
        purpose: Purpose::Reset,
        to: None,
        subject: typed(ask),
        typed: Some(typed(ask)),
        stand_in: stand_in(ask),
    }
}
