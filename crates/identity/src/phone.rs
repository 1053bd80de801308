//! The numbers of a signed-in user, one for each role: proven with a code that is bound to user, role and number. The number of
//! role `core` serves login and reset, so only the owner of the account adds or changes it.

use std::sync::Arc;

use channels::{
    Address, Ask, Channel, ChannelWish, Code, EmailAddress, Locale, Notice, PhoneNumber, Purpose,
};

use crate::caller::Caller;
use crate::journal;
use crate::means::Means;
use crate::otp::{Claim, Evidence, Sent, Wish};
use crate::passwords::Password;
use crate::refusal::Refusal;
use crate::sessions::Signed;
use crate::user::{Profile, Role};

/// The number somebody wants to prove.
#[derive(Debug, Clone)]
pub struct PhoneAsk {
    /// What it will be for.
    pub role: Role,
    /// The number.
    pub number: PhoneNumber,
    /// How the code travels; never by e-mail.
    pub channel: ChannelWish,
    /// The language of the message; the account's own where none is named.
    pub locale: Option<Locale>,
    /// Stands for a recent sign-in; right, if given.
    pub password: Option<Password>,
}

/// The flow. Cheap to clone.
#[derive(Clone)]
pub struct Phone(Arc<Means>);

impl Phone {
    pub(crate) fn new(means: &Arc<Means>) -> Self {
        Self(Arc::clone(means))
    }

    /// The role of this name, if this server has it.
    pub fn role(&self, name: &str) -> Option<Role> {
        self.0.rules.phone_roles.iter().find(|role| role.as_str() == name).cloned()
    }

    /// Sends a code to the number. It is the latest one of its role: codes and proofs of others end.
    pub async fn send(&self, signed: &Signed, ask: PhoneAsk, by: &Caller) -> Result<Sent, Refusal> {
        let ended = self.try_send(signed, ask, by).await;
        let outcome = ended.as_ref().map_or_else(Refusal::as_str, |_| "ok");
        journal::flow("phone_begin", by, Some(signed.user.id), outcome);
        ended
    }

    async fn try_send(&self, signed: &Signed, wanted: PhoneAsk, by: &Caller) -> Result<Sent, Refusal> {
        let PhoneAsk { role, number, channel, locale, password } = wanted;
        let (user, subject) = (signed.user.id, subject(signed, &role));
        let ask = Ask {
            locale: locale.or_else(|| signed.user.language()),
            ..Ask::plain(number.into(), channel.named().unwrap_or(Channel::Sms), Purpose::Phone)
        };
        let mut ladder = Vec::new();
        match channel {
            ChannelWish::Auto => ladder = self.0.otp.rungs_to(&ask)?,
            ChannelWish::Named(_) => self.0.otp.admit(&ask)?,
        }
        // asked anew: while the request was read, the number may have been changed
        let account = self.0.store.account_by_id(user).await?.ok_or(Refusal::Unauthorized)?;
        let present = number_of(&account.profile, &role);
        if role.is_core() && present != Some(ask.to.as_str()) {
            let replaced = present.and_then(Address::stored);
            self.0.owner.require_to_replace(replaced.as_ref(), signed, password, by).await?;
        } else if let Some(password) = password {
            self.0.owner.require_password(user, password, by).await?;
        }
        self.0.store.end_other_numbers(&subject, ask.to.as_str(), self.0.now()).await?;
        let wish = Wish { ask, subject, user: Some(user), typed: None, ladder, decoy: false };
        self.0.otp.send_for(wish, by).await
    }

    /// Makes the number that the latest code of this role went to the user's own. One that somebody else has proven lately stays
    /// theirs, and the proof usable; one proven long ago moves.
    pub async fn verify(
        &self,
        signed: &Signed,
        role: &Role,
        code: &Code,
        by: &Caller,
    ) -> Result<(), Refusal> {
        let ended = self.try_verify(signed, role, code, by).await;
        let outcome = ended.as_ref().map_or_else(Refusal::as_str, |()| "ok");
        journal::flow("phone", by, Some(signed.user.id), outcome);
        ended
    }

    async fn try_verify(
        &self,
        signed: &Signed,
        role: &Role,
        code: &Code,
        by: &Caller,
    ) -> Result<(), Refusal> {
        let claim = Claim {
            purpose: Purpose::Phone,
            to: None,
            subject: subject(signed, role),
            typed: None,
            stand_in: Address::from(EmailAddress::nobodys()),
        };
        let proof = self.0.otp.redeem_claim(&claim, &Evidence::Code(code.clone()), by).await?;
        let now = self.0.now();
        let stale_before = now.minus(self.0.rules.phone_proof);
        let set =
            self.0.store.set_phone(signed.user.id, role, &claim.subject, &proof, stale_before, now).await?;
        if let Some(left) = set.left {
            self.0.notices.number_moved(left).await;
        }
        if let Some(old) = set.replaced.filter(|_| role.is_core()) {
            let told = Address::stored(&old).into_iter().chain(signed.user.proven_mailbox());
            self.0.notices.tell(&signed.user, Notice::NumberChanged, told);
        }
        Ok(())
    }
}

/// What a code is bound to besides its number.
fn subject(signed: &Signed, role: &Role) -> String {
    format!("user {} role {}", signed.user.id, role.as_str())
}

fn number_of<'p>(user: &'p Profile, role: &Role) -> Option<&'p str> {
    user.phones.iter().find(|phone| phone.role == role.as_str()).map(|phone| phone.number.as_str())
}
