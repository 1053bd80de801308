//! Step-up: a signed-in user confirms one sensitive operation with a code, and a back end redeems that once.

use std::sync::Arc;

use channels::{Address, Ask, Channel, ChannelWish, Code, EmailAddress, Locale, Purpose};
use secrecy::SecretString;

use crate::caller::Caller;
use crate::clock::Timestamp;
use crate::journal;
use crate::keys::random_text;
use crate::means::Means;
use crate::operation::Operation;
use crate::otp::{Claim, Evidence, Rung, Wish};
use crate::refusal::Refusal;
use crate::sessions::Signed;
use crate::store::{Confirmation, NewConfirmation};
use crate::tokens::{CONFIRMATION_LIFE, ConfirmedOperation};

/// A code to confirm with is on its way.
#[derive(Debug, Clone)]
pub struct OperationAsked {
    /// Names the confirmation.
    pub id: i64,
    /// The channel really used.
    pub channel: Channel,
    /// Where to, for its owner to recognise.
    pub masked_to: String,
    /// Until when it can be answered.
    pub expires_at: Timestamp,
    /// From when on the same request sends again.
    pub resend_at: Timestamp,
}

/// The operation was confirmed.
#[derive(Debug, Clone)]
pub struct Confirmed {
    /// A JWT for whoever carries the operation out.
    pub token: SecretString,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A confirmation that a back end redeemed.
#[derive(Debug, Clone, Copy)]
pub struct ConfirmationRedeemed {
    /// Who confirmed.
    pub user: i64,
    /// When.
    pub confirmed_at: Timestamp,
}

/// The flow. Cheap to clone.
#[derive(Clone)]
pub struct Confirm(Arc<Means>);

impl Confirm {
    pub(crate) fn new(means: &Arc<Means>) -> Self {
        Self(Arc::clone(means))
    }

    /// Sends a code for this operation to a proven address of the user. The same request again, while the first waits for its
    /// code, is the resend.
    pub async fn begin(
        &self,
        signed: &Signed,
        what: &Operation,
        channel: Option<ChannelWish>,
        locale: Option<Locale>,
        by: &Caller,
    ) -> Result<OperationAsked, Refusal> {
        let ended = self.try_begin(signed, what, channel, locale, by).await;
        let outcome = ended.as_ref().map_or_else(Refusal::as_str, |_| "ok");
        journal::flow("confirm_begin", by, Some(signed.user.id), outcome);
        ended
    }

    async fn try_begin(
        &self,
        signed: &Signed,
        what: &Operation,
        channel: Option<ChannelWish>,
        locale: Option<Locale>,
        by: &Caller,
    ) -> Result<OperationAsked, Refusal> {
        let ask = |(channel, to): (Channel, Address)| Ask {
            locale: locale.clone().or_else(|| signed.user.language()),
            wording: Some(what.wording()),
            ..Ask::plain(to, channel, Purpose::Confirm)
        };
        let proven = |channel: Channel| signed.user.proven_address(channel).map(|to| (channel, to));
        let mut ladder = Vec::new();
        let ask = match channel {
            Some(ChannelWish::Auto) => {
                ladder = self.ladder(signed)?;
                let first = ladder.first().ok_or(Refusal::NoSuchAddress)?;
                ask((first.channel, first.to.clone()))
            }
            Some(ChannelWish::Named(channel)) => ask(proven(channel).ok_or(Refusal::NoSuchAddress)?),
            None => [Channel::Sms, Channel::Email]
                .into_iter()
                .filter_map(proven)
                .map(ask)
                .find(|ask| self.0.otp.admit(ask).is_ok())
                .ok_or(Refusal::NoSuchAddress)?,
        };
        self.0.otp.admit(&ask)?;
        let (user, now) = (signed.user.id, self.0.now());
        let named = if ladder.is_empty() { ask.channel.into() } else { ChannelWish::Auto };
        let wish = Wish { ask, subject: String::new(), user: Some(user), typed: None, ladder, decoy: false };
        // asked before anything is written, and decided by the send
        self.0.otp.has_room(&wish, by).await?;
        let new = NewConfirmation {
            user,
            action: what.action.as_str(),
            details_hash: &what.details.hash(),
            channel: named,
        };
        let id = self.0.store.begin_confirmation(&new, now.minus(self.0.rules.ttl), now).await?;
        let wish = Wish { subject: subject(id), ..wish };
        let sent = self.0.otp.send_for(wish, by).await?;
        let masked_to = signed.user.proven_address(sent.channel).ok_or(Refusal::NoSuchAddress)?.masked();
        let (expires_at, resend_at) = (sent.expires_at, sent.resend_at);
        Ok(OperationAsked { id, channel: sent.channel, masked_to, expires_at, resend_at })
    }

    /// By whatever reaches the user: their number, or their mailbox.
    fn ladder(&self, signed: &Signed) -> Result<Vec<Rung>, Refusal> {
        let (mut phone, mut mailbox) = (None, None);
        for address in signed.user.proven_addresses() {
            match address {
                Address::Phone(number) => phone = Some(number),
                Address::Email(address) => mailbox = Some(address),
            }
        }
        if phone.is_none() && mailbox.is_none() {
            return Err(Refusal::NoSuchAddress);
        }
        let any = Ask::plain(EmailAddress::nobodys().into(), Channel::Email, Purpose::Confirm);
        self.0.otp.rungs(&any, phone.as_ref(), mailbox.as_ref())
    }

    /// Confirms with the code. May be repeated, with the same claims, until the confirmation is redeemed or over.
    pub async fn answer(
        &self,
        signed: &Signed,
        id: i64,
        code: &Code,
        by: &Caller,
    ) -> Result<Confirmed, Refusal> {
        let ended = self.try_answer(signed, id, code, by).await;
        let outcome = ended.as_ref().map_or_else(Refusal::as_str, |_| "ok");
        journal::flow("confirm", by, Some(signed.user.id), outcome);
        ended
    }

    async fn try_answer(
        &self,
        signed: &Signed,
        id: i64,
        code: &Code,
        by: &Caller,
    ) -> Result<Confirmed, Refusal> {
        let user = signed.user.id;
        let asked = self.0.store.confirmation(id).await?.filter(|asked| asked.user == user);
        let asked = asked.ok_or(Refusal::NotFound)?;
        // the address as it is now: a number that left the account meanwhile confirms nothing
        let wrong = || Refusal::InvalidCode { attempts_left: 0 };
        let own = signed.user.proven_addresses();
        let to = match asked.channel {
            ChannelWish::Auto => None,
            ChannelWish::Named(channel) => Some(signed.user.proven_address(channel).ok_or_else(wrong)?),
        };
        let stand_in = to.clone().or_else(|| own.first().cloned()).ok_or_else(wrong)?;
        let claim = Claim { purpose: Purpose::Confirm, to, subject: subject(id), typed: None, stand_in };
        let proof = self.0.otp.redeem_claim(&claim, &Evidence::Code(code.clone()), by).await?;
        if !own.contains(proof.address()) {
            return Err(wrong());
        }
        let now = self.0.now();
        let row = self.0.store.confirm(id, &proof, &random_text(), now).await?;
        self.token_of(&row, now).ok_or(Refusal::InvalidCode { attempts_left: 0 })
    }

    /// The token of a confirmed row, while it lives.
    fn token_of(&self, row: &Confirmation, now: Timestamp) -> Option<Confirmed> {
        let (token_id, confirmed_at) = (row.token_id.as_deref()?, row.confirmed_at?);
        let expires_at = confirmed_at.plus(CONFIRMATION_LIFE);
        let what = ConfirmedOperation {
            user: row.user,
            action: &row.action,
            details_hash: &row.details_hash,
            token_id,
            confirmed_at,
        };
        let token = self.0.tokens.confirmation(&what)?;
        (expires_at > now).then_some(Confirmed { token, expires_at })
    }

    /// For a back end about to carry the operation out: says once that it was confirmed, and spends the confirmation. One
    /// answer for a token that is wrong, used, over or of another operation.
    pub async fn redeem(
        &self,
        token: &str,
        what: &Operation,
        by: &Caller,
    ) -> Result<ConfirmationRedeemed, Refusal> {
        let ended = self.try_redeem(token, what).await;
        let user = ended.as_ref().ok().map(|redeemed| redeemed.user);
        journal::flow("confirm_redeem", by, user, ended.as_ref().map_or_else(Refusal::as_str, |_| "ok"));
        ended
    }

    async fn try_redeem(&self, token: &str, what: &Operation) -> Result<ConfirmationRedeemed, Refusal> {
        let now = self.0.now();
        let claims = self.0.tokens.read_confirmation(token, now);
        let claims = claims.filter(|claims| {
            claims.action == what.action.as_str() && claims.details_hash == what.details.hash()
        });
        let claims = claims.ok_or(Refusal::InvalidCode { attempts_left: 0 })?;
        let row = self.0.store.redeem_confirmation(&claims.jti, now).await?;
        let confirmed_at = row.confirmed_at.ok_or(Refusal::Internal)?;
        Ok(ConfirmationRedeemed { user: row.user, confirmed_at })
    }
}

/// What the code of a confirmation is bound to.
fn subject(id: i64) -> String {
    format!("confirmation {id}")
}
