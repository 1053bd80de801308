//! Registration of somebody who proves a number first. Everything cheap is asked before the code is used up.

use std::sync::Arc;

use channels::{Address, Channel, EmailAddress, Locale, PhoneNumber, Purpose};

use crate::caller::Caller;
use crate::journal;
use crate::means::Means;
use crate::otp::Evidence;
use crate::passwords::Password;
use crate::refusal::Refusal;
use crate::sessions::{AMR_CODE, SignedIn};
use crate::store::NewUser;
use crate::tokens::VerificationToken;
use crate::user::{FullName, Username};

/// What a person brings to register.
#[derive(Debug, Clone)]
pub struct Registration {
    /// A claim, unless `email_token` proves it.
    pub email: EmailAddress,
    /// The password they chose.
    pub password: Password,
    /// The number they prove.
    pub phone: PhoneNumber,
    /// The code or token for that number.
    pub evidence: Evidence,
    /// The token of a code that went to the mailbox.
    pub email_token: Option<VerificationToken>,
    /// A name to sign in with.
    pub username: Option<Username>,
    /// Their name.
    pub full_name: Option<FullName>,
    /// Their language.
    pub locale: Option<Locale>,
}

/// The flow. Cheap to clone.
#[derive(Clone)]
pub struct Register(Arc<Means>);

impl Register {
    pub(crate) fn new(means: &Arc<Means>) -> Self {
        Self(Arc::clone(means))
    }

    /// Makes the account and its first session. A weak password costs no code; a value that is taken leaves the proof usable.
    pub async fn register(&self, new: Registration, by: &Caller) -> Result<SignedIn, Refusal> {
        let (country, mut channel) = (new.phone.country(), None);
        let ended = self.try_register(new, by, &mut channel).await;
        let user = ended.as_ref().ok().map(|signed| signed.user.id);
        let outcome = ended.as_ref().map_or_else(Refusal::as_str, |_| "ok");
        journal::registered(channel, country, by, user, outcome);
        ended
    }

    /// `channel` tells how the proof came, once there is one.
    async fn try_register(
        &self,
        new: Registration,
        by: &Caller,
        channel: &mut Option<Channel>,
    ) -> Result<SignedIn, Refusal> {
        let username = new.username.as_ref().map(Username::as_str).unwrap_or_default();
        self.0.rule.admit(&new.password, &[new.email.as_str(), new.phone.as_str(), username])?;
        let phone = Address::from(new.phone);
        let phone_proof = self.0.otp.redeem(Purpose::ProveAddress, &phone, &new.evidence, by).await?;
        *channel = Some(phone_proof.channel());
        let email_proof = match new.email_token {
            Some(token) => {
                let (mailbox, token) = (Address::from(new.email.clone()), Evidence::Token(token));
                Some(self.0.otp.redeem(Purpose::ProveAddress, &mailbox, &token, by).await?)
            }
            None => None,
        };
        let user = NewUser {
            email: new.email.as_str().to_owned(),
            username: new.username.map(|name| (name.as_str().to_owned(), name.key())),
            full_name: new.full_name.map(|name| name.as_str().to_owned()),
            locale: new.locale.map(|locale| locale.as_str().to_owned()),
            password_hash: self.0.passwords.hash(new.password).await?,
        };
        let (opening, now) = (self.0.sessions.opening(by, AMR_CODE), self.0.now());
        let stale_before = now.minus(self.0.rules.phone_proof);
        let (account, session, before) = self
            .0
            .store
            .register(&user, &phone_proof, email_proof.as_ref(), &opening.start, stale_before, now)
            .await?;
        if let Some(before) = before {
            self.0.notices.number_moved(before).await;
        }
        self.0.sessions.opened(account, session, opening, now)
    }
}
