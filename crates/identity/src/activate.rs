//! Registration of somebody who proves an address later. The account waits for its code: until then it signs in nowhere, and
//! keeps its username and nothing else. Whether an address has an account is never looked at before the proof.

use std::sync::Arc;
use std::time::Duration;

use channels::{Address, Ask, Channel, ChannelWish, Code, EmailAddress, Locale, PhoneNumber, Purpose};

use crate::caller::Caller;
use crate::journal;
use crate::means::Means;
use crate::otp::{Claim, Evidence, Proof, Sent, Wish};
use crate::passwords::Password;
use crate::refusal::Refusal;
use crate::store::{NewRegistration, Pending};
use crate::user::{Field, FullName, Username};

/// What a person brings to register first.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// A name to sign in with.
    pub username: Username,
    /// The password they chose.
    pub password: Password,
    /// Their name.
    pub full_name: Option<FullName>,
    /// Their language.
    pub locale: Option<Locale>,
    /// A number, claimed.
    pub mobile: Option<PhoneNumber>,
    /// A mailbox, claimed.
    pub email: Option<EmailAddress>,
    /// How the code travels; to the number by text message where none is named, or to the mailbox where there is no number.
    pub channel: Option<ChannelWish>,
}

/// An account waits for its code.
#[derive(Debug, Clone, Copy)]
pub struct Enrolled {
    /// Its id; names this registration among others of the same address.
    pub user: i64,
    /// The code on its way.
    pub sent: Sent,
}

/// Which registration is meant: by an address it claims, and its id where more than one claims it.
#[derive(Debug, Clone)]
pub struct Awaited {
    /// The number or mailbox named at registration.
    pub address: Address,
    /// The id of the account that waits.
    pub user: Option<i64>,
}

/// An account was activated.
#[derive(Debug, Clone, Copy)]
pub struct Activated {
    /// Its id.
    pub user: i64,
}

/// A registration whose code is over can be sent another for so long.
const REVIVABLE: Duration = Duration::from_secs(3600);

/// The flow. Cheap to clone.
#[derive(Clone)]
pub struct Activate(Arc<Means>);

impl Activate {
    pub(crate) fn new(means: &Arc<Means>) -> Self {
        Self(Arc::clone(means))
    }

    /// Makes an account that waits, and sends its code. Where the send was refused nothing is left of it; where its outcome is
    /// not known, the account stays for the code that may arrive.
    pub async fn begin(&self, new: Enrolment, by: &Caller) -> Result<Enrolled, Refusal> {
        let ended = self.try_begin(new, by).await;
        let user = ended.as_ref().ok().map(|enrolled| enrolled.user);
        journal::flow("register_first", by, user, ended.as_ref().map_or_else(Refusal::as_str, |_| "ok"));
        ended
    }

    async fn try_begin(&self, new: Enrolment, by: &Caller) -> Result<Enrolled, Refusal> {
        let (mobile, email) = (new.mobile.map(Address::from), new.email.map(Address::from));
        let by_itself = if mobile.is_some() { Channel::Sms } else { Channel::Email };
        let auto = new.channel == Some(ChannelWish::Auto);
        let channel = new.channel.and_then(ChannelWish::named).unwrap_or(by_itself);
        let text = |address: &Option<Address>| address.as_ref().map(|address| address.as_str().to_owned());
        let (claimed_mobile, claimed_email) = (text(&mobile), text(&email));
        let mut words: Vec<&str> = vec![new.username.as_str()];
        words.extend(claimed_mobile.as_deref());
        words.extend(claimed_email.as_deref());
        self.0.rule.admit(&new.password, &words)?;
        let to = if channel == Channel::Email { email } else { mobile };
        let to = to.ok_or(Refusal::Undeliverable)?;
        let ask = Ask { locale: new.locale.clone(), ..Ask::plain(to, channel, Purpose::Activate) };
        let ladder = if auto { self.0.otp.rungs_to(&ask)? } else { Vec::new() };
        if !auto {
            self.0.otp.admit(&ask)?;
        }
        let wish = Wish { ask, subject: String::new(), user: None, typed: None, ladder, decoy: false };
        let key = new.username.key();
        // asked before the dear work, and decided after it: by the database, and by the send
        if self.0.store.is_name_taken(&key, self.0.now()).await? {
            let claims = (claimed_mobile.as_deref(), claimed_email.as_deref());
            return self.again(&key, claims, new.password, wish, by).await;
        }
        self.0.otp.has_room(&wish, by).await?;
        let new = NewRegistration {
            username: (new.username.as_str().to_owned(), key),
            full_name: new.full_name.map(|name| name.as_str().to_owned()),
            locale: new.locale.map(|locale| locale.as_str().to_owned()),
            password_hash: self.0.passwords.hash(new.password).await?,
            mobile: claimed_mobile,
            email: claimed_email,
        };
        let (this, by) = (self.clone(), by.clone());
        // a client that goes away leaves no name behind that is kept without a code
        self.0.tasks.run(async move { this.enrol(&new, wish, &by).await }).await?
    }

    /// The name is kept. By this very registration, sent twice by an impatient finger or a lost answer: then it is answered once
    /// more, and its code is sent again when it is time. Whoever has not its password hears that the name is taken.
    async fn again(
        &self,
        key: &str,
        (mobile, email): (Option<&str>, Option<&str>),
        password: Password,
        wish: Wish,
        by: &Caller,
    ) -> Result<Enrolled, Refusal> {
        let (store, now) = (&self.0.store, self.0.now());
        let taken = Refusal::Taken(Field::Username);
        let Some(kept) = store.same_registration(key, mobile, email, now).await? else { return Err(taken) };
        let user = kept.profile.id;
        let name = format!("username:{key}");
        let charged = self.0.attempts.charge(store, &name, None, by, self.0.clock.as_ref()).await?;
        if !self.0.passwords.matches(password, Some(kept.password_hash)).await? {
            return Err(taken);
        }
        store.refund(&charged).await?;
        let wish = Wish { subject: subject(user), user: Some(user), ..wish };
        let sent = self.0.otp.send_for(wish, by).await?;
        store.prolong(user, sent.expires_at).await?;
        Ok(Enrolled { user, sent })
    }

    async fn enrol(&self, new: &NewRegistration, wish: Wish, by: &Caller) -> Result<Enrolled, Refusal> {
        let (store, now) = (&self.0.store, self.0.now());
        let user = store.enrol(new, now.plus(self.0.rules.ttl), now).await?;
        let wish = Wish { subject: subject(user), user: Some(user), ..wish };
        match self.0.otp.send_for(wish, by).await {
            Ok(sent) => {
                store.prolong(user, sent.expires_at).await?;
                Ok(Enrolled { user, sent })
            }
            // the code may arrive all the same, and is worth something then
            Err(Refusal::DeliveryFailed) => Err(Refusal::DeliveryFailed),
            Err(refusal) => {
                store.abandon(user).await?;
                Err(refusal)
            }
        }
    }

    /// Activates the one registration whose code this is, with the address it was sent to. Somebody else's right to that
    /// address is told only now, and leaves the proof usable.
    pub async fn verify(&self, which: &Awaited, code: &Code, by: &Caller) -> Result<Activated, Refusal> {
        let mut channel = None;
        let ended = self.try_verify(which, code, by, &mut channel).await;
        let user = ended.as_ref().ok().map(|activated| activated.user);
        let outcome = ended.as_ref().map_or_else(Refusal::as_str, |_| "ok");
        journal::registered(channel, which.address.country(), by, user, outcome);
        ended
    }

    /// `channel` tells how the proof came, once there is one.
    async fn try_verify(
        &self,
        which: &Awaited,
        code: &Code,
        by: &Caller,
        channel: &mut Option<Channel>,
    ) -> Result<Activated, Refusal> {
        let pending = self.the_one(which).await?;
        let claim = claim(which, pending.as_ref());
        let proof = self.0.otp.redeem_claim(&claim, &Evidence::Code(code.clone()), by).await?;
        *channel = Some(proof.channel());
        let user = pending.map(|pending| pending.user).ok_or(Refusal::Internal)?;
        let (now, rules) = (self.0.now(), &self.0.rules);
        let before = match self.0.store.activate(user, &proof, now.minus(rules.phone_proof), now).await {
            Ok(before) => before,
            Err(error) => {
                self.keep(user, &proof).await;
                return Err(error.into());
            }
        };
        if let Some(before) = before {
            self.0.notices.number_moved(before).await;
        }
        Ok(Activated { user })
    }

    /// A proof that could not be used yet keeps the name of its account as long as it lives.
    async fn keep(&self, user: i64, proof: &Proof) {
        // if this fails, the name may be free a little sooner
        self.0.store.prolong(user, proof.approved_at().plus(self.0.rules.ttl)).await.ok();
    }

    /// Sends the code of a registration again, or a new one. Whoever asks does not learn whether there was one.
    pub async fn resend(
        &self,
        which: &Awaited,
        channel: Option<ChannelWish>,
        locale: Option<Locale>,
        by: &Caller,
    ) -> Result<Sent, Refusal> {
        let ended = self.try_resend(which, channel, locale, by).await;
        let outcome = ended.as_ref().map_or_else(Refusal::as_str, |_| "ok");
        journal::flow("register_resend", by, None, outcome);
        ended
    }

    async fn try_resend(
        &self,
        which: &Awaited,
        channel: Option<ChannelWish>,
        locale: Option<Locale>,
        by: &Caller,
    ) -> Result<Sent, Refusal> {
        let by_itself =
            if matches!(which.address, Address::Email(_)) { Channel::Email } else { Channel::Sms };
        let auto = channel == Some(ChannelWish::Auto);
        let channel = channel.and_then(ChannelWish::named).unwrap_or(by_itself);
        if !auto && !self.0.otp.offers(channel) {
            return Err(Refusal::ChannelNotOffered);
        }
        let pending = self.the_one(which).await?;
        let to_send = |to, locale| Ask { locale, ..Ask::plain(to, channel, Purpose::Activate) };
        let real = pending.and_then(|pending| {
            let own = || pending.locale.as_deref().and_then(|tag| Locale::parse(tag).ok());
            let ask = to_send(claimed(&pending, channel)?, locale.or_else(own));
            let ladder = if auto { self.0.otp.rungs_to(&ask).ok()? } else { Vec::new() };
            (auto || self.0.otp.admit(&ask).is_ok()).then_some((pending.user, ask, ladder))
        });
        let user = real.as_ref().map(|(user, ..)| *user);
        let nobodys = || if auto { self.0.otp.decoy_rungs_to(&which.address) } else { Ok(Vec::new()) };
        let wish = Wish {
            subject: user.map_or_else(|| typed(which), subject),
            user,
            typed: Some(typed(which)),
            decoy: real.is_none(),
            ladder: real.as_ref().map_or_else(nobodys, |(_, _, ladder)| Ok(ladder.clone()))?,
            ask: real.map_or_else(|| to_send(which.address.clone(), None), |(_, ask, _)| ask),
        };
        let sent = self.0.otp.send_unseen(wish, by).await?;
        if let Some(user) = user {
            let store = self.0.store.clone();
            // nobody waits for it, so that the time of the answer does not tell
            drop(self.0.tasks.run(async move { store.prolong(user, sent.expires_at).await }));
        }
        Ok(sent)
    }

    /// The registration that is meant: the only one there is; none where there are several. One whose code is over counts as
    /// long as another can be sent for it: or somebody who registers a stranger's number with a password of their own, just
    /// before that stranger's code ends, would get the code that the stranger asks for next.
    async fn the_one(&self, which: &Awaited) -> Result<Option<Pending>, Refusal> {
        let since = self.0.now().minus(REVIVABLE);
        let mut all = self.0.store.registrations_of(&which.address, which.user, since).await?;
        Ok(all.pop().filter(|_| all.is_empty()))
    }
}

/// What the codes of a registration are bound to.
fn subject(user: i64) -> String {
    format!("registration {user}")
}

/// What a typed code is held to. Where no registration is meant, a guess is counted and refused as any wrong one, and the
/// decoy of a resend is all it can meet.
fn claim(which: &Awaited, pending: Option<&Pending>) -> Claim {
    let (purpose, stand_in) = (Purpose::Activate, which.address.clone());
    match pending {
        Some(pending) => {
            let to = Some(which.address.clone());
            Claim { purpose, to, subject: subject(pending.user), typed: None, stand_in }
        }
        None => Claim { purpose, to: None, subject: typed(which), typed: Some(typed(which)), stand_in },
    }
}

/// One text for what was typed; no subject of a registration.
fn typed(which: &Awaited) -> String {
    match which.user {
        Some(user) => format!("{} {user}", which.address.as_str()),
        None => which.address.as_str().to_owned(),
    }
}

/// Where this channel reaches, of what was named at registration.
fn claimed(pending: &Pending, channel: Channel) -> Option<Address> {
    let claim = if channel == Channel::Email { &pending.email } else { &pending.mobile };
    claim.as_deref().and_then(Address::stored)
}
