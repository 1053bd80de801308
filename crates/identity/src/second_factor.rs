//! The second factor of a signed-in user: switched on with a proven address, off or over only with a code or a recovery code,
//! so that a stolen token or password alone never ends it (OWASP ASVS 6.3.3, 7.5.1).

use std::sync::Arc;

use channels::{Address, Ask, Channel, Notice, Purpose};

use crate::caller::Caller;
use crate::journal;
use crate::means::Means;
use crate::otp::{Claim, Evidence, Wish};
use crate::passwords::Password;
use crate::recovery::{FactorEvidence, RecoveryCode, Tried};
use crate::refusal::{Refusal, SecondFactorAsked, SecondFactorNeeded};
use crate::sessions::Signed;
use crate::store::{Factor, Second, StoreError};
use crate::user::Profile;

/// What somebody wants their second factor to be.
#[derive(Debug, Clone)]
pub struct FactorWish {
    /// The channel it goes by; none switches it off.
    pub channel: Option<Channel>,
    /// Shows that whoever asks holds the present one.
    pub evidence: Option<FactorEvidence>,
    /// Stands for a recent sign-in.
    pub password: Option<Password>,
}

/// The flow. Cheap to clone.
#[derive(Clone)]
pub struct SecondFactor(Arc<Means>);

impl SecondFactor {
    pub(crate) fn new(means: &Arc<Means>) -> Self {
        Self(Arc::clone(means))
    }

    /// Sets the second factor. Switched on, it answers with ten recovery codes, which are never shown again. Where there is one
    /// already and no evidence of it, a code is sent: `SecondFactorRequired`.
    pub async fn set(
        &self,
        signed: &Signed,
        wish: FactorWish,
        by: &Caller,
    ) -> Result<Vec<RecoveryCode>, Refusal> {
        let name = if wish.channel.is_some() { "second_factor_on" } else { "second_factor_off" };
        let ended = self.try_set(signed, wish, by).await;
        let outcome = ended.as_ref().map_or_else(Refusal::as_str, |_| "ok");
        journal::flow(name, by, Some(signed.user.id), outcome);
        ended
    }

    async fn try_set(
        &self,
        signed: &Signed,
        wish: FactorWish,
        by: &Caller,
    ) -> Result<Vec<RecoveryCode>, Refusal> {
        let user = &signed.user;
        if let Some(channel) = wish.channel {
            if !self.0.otp.offers(channel) {
                return Err(Refusal::ChannelNotOffered);
            }
            user.proven_address(channel).ok_or(Refusal::NoSuchAddress)?;
        }
        self.0.owner.require(signed, wish.password, by).await?;
        match (user.second_factor, wish.evidence) {
            (None, _) if wish.channel.is_none() => Ok(Vec::new()),
            (None, _) => self.write(user, wish.channel, None, Refusal::from).await,
            (Some(present), None) => Err(self.ask(user, present, by).await?),
            (Some(present), Some(FactorEvidence::Code(code))) => {
                let to = user.proven_address(present).ok_or(Refusal::InvalidCode { attempts_left: 0 })?;
                let proof = self.0.otp.redeem_claim(&claim(user.id, &to), &Evidence::Code(code), by).await?;
                self.write(user, wish.channel, Some(&Second::Code(&proof)), Refusal::from).await
            }
            (Some(_), Some(FactorEvidence::Recovery(code))) => {
                let tried: Tried =
                    self.0.recovery.try_one(&self.0.store, user.id, &code, by, self.0.now()).await?;
                let second = Second::Recovery(&tried.digest);
                let codes =
                    self.write(user, wish.channel, Some(&second), |error| tried.refusal(error)).await?;
                tried.was_right(&self.0.store).await;
                Ok(codes)
            }
        }
    }

    async fn write(
        &self,
        user: &Profile,
        channel: Option<Channel>,
        evidence: Option<&Second<'_>>,
        refusal: impl Fn(StoreError) -> Refusal,
    ) -> Result<Vec<RecoveryCode>, Refusal> {
        let (codes, digests) = match channel {
            Some(_) => self.0.recovery.make(user.id),
            None => (Vec::new(), Vec::new()),
        };
        let factor = Factor { channel, recovery: &digests };
        let written = self.0.store.set_second_factor(user.id, factor, evidence, self.0.now()).await;
        written.map_err(|error| match error {
            StoreError::Conflict => Refusal::Unauthorized,
            error => refusal(error),
        })?;
        let notice = if channel.is_some() { Notice::SecondFactorOn } else { Notice::SecondFactorOff };
        self.0.notices.tell(user, notice, user.proven_addresses());
        Ok(codes)
    }

    /// Sends a code to the present second factor; what is refused is that nothing was brought.
    async fn ask(&self, user: &Profile, channel: Channel, by: &Caller) -> Result<Refusal, Refusal> {
        // its address may have moved to somebody else: then a recovery code is what is left
        let Some(to) = user.proven_address(channel) else {
            return Ok(Refusal::SecondFactorRequired(SecondFactorNeeded::RecoveryCode));
        };
        let masked_to = to.masked();
        let ask = Ask { locale: user.language(), ..Ask::plain(to, channel, Purpose::SecondFactor) };
        let subject = subject(user.id);
        let wish = Wish { ask, subject, user: Some(user.id), typed: None, ladder: Vec::new(), decoy: false };
        let sent = self.0.otp.send_for(wish, by).await?;
        let asked = SecondFactorAsked {
            token: None,
            channel: sent.channel,
            masked_to,
            expires_at: sent.expires_at,
            resend_at: sent.resend_at,
        };
        Ok(Refusal::SecondFactorRequired(SecondFactorNeeded::Code(Box::new(asked))))
    }
}

/// Not the subject of signing in: a code for one is worth nothing for the other.
fn subject(user: i64) -> String {
    format!("user {user} factor")
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
