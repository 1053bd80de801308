//! The mailbox of a signed-in user: proven or changed, with a code that went there and a recent sign-in.

use std::sync::Arc;

use channels::{Address, EmailAddress, Notice, Purpose};

use crate::caller::Caller;
use crate::journal;
use crate::means::Means;
use crate::otp::Evidence;
use crate::passwords::Password;
use crate::refusal::Refusal;
use crate::sessions::Signed;
use crate::tokens::VerificationToken;
use crate::user::Profile;

/// The flow. Cheap to clone.
#[derive(Clone)]
pub struct Mailbox(Arc<Means>);

impl Mailbox {
    pub(crate) fn new(means: &Arc<Means>) -> Self {
        Self(Arc::clone(means))
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
        let mailbox = Address::from(email.clone());
        let left = signed.user.proven_mailbox().filter(|left| *left != mailbox);
        self.0.owner.require_to_replace(left.as_ref(), signed, password, by).await?;
        let evidence = Evidence::Token(token.clone());
        let proof = self.0.otp.redeem(Purpose::ProveAddress, &mailbox, &evidence, by).await?;
        self.0.store.set_mailbox(signed.user.id, &proof, self.0.now()).await?;
        // the mailbox that was left, if it was theirs
        if let Some(left) = left {
            self.0.notices.tell(&signed.user, Notice::MailboxChanged, [left]);
        }
        let account = self.0.store.account_by_id(signed.user.id).await?;
        account.map(|account| account.profile).ok_or(Refusal::Unauthorized)
    }
}
