//! Which road a code takes: the operator's order of channels where none is named, one rung further with every resend; and the
//! next provider, or channel, when one certainly sent nothing.

use channels::{Address, Ask, Channel, EmailAddress, Failure, PhoneNumber, ProviderError, Region, Route};
use tokio::time::Instant;

use super::send::{SENDER_PATIENCE, Wish};
use super::start::Stop;
use super::{Otp, Sent};
use crate::caller::Caller;
use crate::challenge::Challenge;
use crate::refusal::Refusal;
use crate::store::{Job, Origin};

/// A channel, and the address it reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rung {
    pub(crate) channel: Channel,
    pub(crate) to: Address,
}

impl Otp {
    /// The rungs to the one address that somebody typed.
    pub(crate) fn rungs_to(&self, ask: &Ask) -> Result<Vec<Rung>, Refusal> {
        match &ask.to {
            Address::Phone(number) => self.rungs(ask, Some(number), None),
            // there is but one way to a mailbox, whatever the order is for
            Address::Email(_) if !self.0.switchboard.offers(Channel::Email) => {
                Err(Refusal::ChannelNotOffered)
            }
            Address::Email(_) => Ok(vec![Rung { channel: Channel::Email, to: ask.to.clone() }]),
        }
    }

    /// The rungs to what an account can be reached by; of every channel only where it is offered and may be used.
    pub(crate) fn rungs(
        &self,
        ask: &Ask,
        phone: Option<&PhoneNumber>,
        mailbox: Option<&EmailAddress>,
    ) -> Result<Vec<Rung>, Refusal> {
        let order = self.0.rules.auto_channels.of(phone.and_then(PhoneNumber::country));
        let offered = |channel: &&Channel| self.0.switchboard.offers(**channel);
        let mut refusal = Refusal::ChannelNotOffered;
        let mut rungs = Vec::new();
        for channel in order.iter().filter(offered).copied() {
            let to = match channel {
                Channel::Email => mailbox.cloned().map(Address::from),
                Channel::Sms | Channel::WhatsApp | Channel::Call => phone.cloned().map(Address::from),
            };
            let Some(to) = to else { continue };
            match self.admits(&Ask { channel, to: to.clone(), ..ask.clone() }) {
                Ok(()) => rungs.push(Rung { channel, to }),
                Err(why) => refusal = why,
            }
        }
        if rungs.is_empty() { Err(refusal) } else { Ok(rungs) }
    }

    /// The rungs of nobody, where the caller must not notice: every channel that is offered, in the usual order.
    pub(crate) fn decoy_rungs(&self, stand_in: &Address) -> Vec<Rung> {
        let order = self.0.rules.auto_channels.of(None).iter().copied();
        let offered = order.filter(|channel| self.0.switchboard.offers(*channel));
        offered.map(|channel| Rung { channel, to: stand_in.clone() }).collect()
    }

    /// The same to what somebody typed, by what reaches it.
    pub(crate) fn decoy_rungs_to(&self, typed: &Address) -> Result<Vec<Rung>, Refusal> {
        let mut rungs = self.decoy_rungs(typed);
        rungs.retain(|rung| rung.channel.carries(typed));
        if rungs.is_empty() { Err(Refusal::ChannelNotOffered) } else { Ok(rungs) }
    }

    /// The wish on the rung it is at: that of a code that is pending, until its resend time, and the next one after that.
    pub(super) async fn on_its_rung(&self, wish: Wish) -> Result<Wish, Refusal> {
        let Some(first) = wish.ladder.first() else { return Ok(wish) };
        let at = |rung: &Rung| wish.address_at(rung.channel, &rung.to);
        let mut addresses: Vec<String> = wish.ladder.iter().map(at).collect();
        addresses.dedup();
        let now = self.now();
        let pending = self.0.store.latest(wish.ask.purpose, &wish.subject, &addresses).await?;
        let pending = pending.filter(|row| row.is_answerable(now, self.0.rules.max_attempts));
        let rung = match pending {
            None => first.clone(),
            Some(row) => {
                let here = wish
                    .ladder
                    .iter()
                    .position(|rung| rung.channel == row.channel && at(rung) == row.address);
                if now < row.resend_at {
                    // one that went by a channel of no rung is held by any that reaches the same address
                    let same = |rung: &&Rung| at(rung) == row.address;
                    here.map(|here| &wish.ladder[here])
                        .or_else(|| wish.ladder.iter().find(same))
                        .unwrap_or(first)
                        .clone()
                } else {
                    let next = here.map_or(0, |here| (here + 1).min(wish.ladder.len() - 1));
                    wish.ladder[next].clone()
                }
            }
        };
        let ask = Ask { channel: rung.channel, to: rung.to, ..wish.ask };
        Ok(Wish { ask, ..wish })
    }

    /// Goes on where a provider certainly sent nothing: the next one is asked, as long as there is time, and where nobody takes it
    /// what was sent before stays what it was.
    pub(super) async fn down_the_ladder(
        &self,
        mut job: Job,
        wish: &Wish,
        by: &Caller,
        began: Instant,
        (mut error, mut unseen): (ProviderError, bool),
    ) -> Result<Sent, Refusal> {
        // what was there before may have been read
        let (before, continued) = (job.challenge.clone(), job.continues || !job.fresh);
        let mut tried = Vec::new();
        loop {
            tried.push((job.challenge.channel, job.challenge.provider.clone()));
            let in_time = began.elapsed() < self.0.rules.provider_patience;
            let next = self.next(&job.challenge, wish, error.failure, &tried).filter(|_| in_time);
            let (now, handed) = (self.now(), next.as_ref());
            let handed = match handed {
                Some(route) => {
                    self.0.store.hand_on(&job.challenge, route, now.plus(SENDER_PATIENCE), now).await?
                }
                None => None,
            };
            let Some((challenge, waits_for)) = handed else {
                if tried.len() > 1 && continued && error.is_certainly_unasked() {
                    self.0.store.put_back(&job.challenge, &Origin::of(&before)).await?;
                    job.challenge = before;
                }
                return self.give_up(&job, wish, by, (error, unseen)).await;
            };
            let ancestors = self.0.store.ancestors(&challenge, now).await?;
            let fresh = !challenge.station.is_empty();
            let wish = Wish { ask: Ask { channel: challenge.channel, ..wish.ask.clone() }, ..wish.clone() };
            job = Job { challenge, fresh, waits_for, ancestors, ..job };
            let ended = match self.at_its_turn(&mut job, &wish, by).await {
                Ok(()) => {
                    // whoever waits for this send to end waits no longer than that
                    let (now, last) = (Instant::now(), began + SENDER_PATIENCE);
                    if now < last {
                        let deadline = last.min(now + self.0.rules.provider_patience);
                        self.start_alone(&job, &wish, by, deadline).await
                    } else {
                        Err(ProviderError::new(&job.challenge.provider, Failure::Busy).into())
                    }
                }
                Err(refusal) => Err(refusal.into()),
            };
            match ended {
                Err(Stop::Failed(next, hidden)) => {
                    error = next;
                    unseen |= hidden;
                }
                Err(Stop::Broken(refusal)) => return Err(refusal),
                Err(Stop::Refused(refusal)) => {
                    // whatever went out on the way counts for nothing
                    if continued {
                        self.0.store.put_back(&job.challenge, &Origin::of(&before)).await.ok();
                    }
                    return Err(refusal);
                }
                Ok(sent) => {
                    self.leave_behind(&before, &job.challenge, &wish, by);
                    return Ok(sent);
                }
            }
        }
    }

    /// What was alive at a provider that is not asked any more for this challenge is ended there, while nobody waits: the next
    /// start for its address would meet it.
    fn leave_behind(&self, before: &Challenge, now: &Challenge, wish: &Wish, by: &Caller) {
        let stayed = before.provider == now.provider && before.station == now.station;
        let ends = || self.0.switchboard.can_cancel(before.channel, &before.provider);
        let alive = before.receipt().filter(|_| !stayed && !before.station.is_empty() && ends());
        let Some(receipt) = alive else { return };
        let (this, ask, id, by) = (self.clone(), wish.ask.clone(), before.id, by.clone());
        drop(self.0.tasks.run(async move {
            let deadline = Instant::now() + this.0.rules.provider_patience;
            if this.cancel(&ask, &receipt, id, &by, deadline).await.is_ok() {
                this.0.store.forget_left(&receipt).await.ok();
            }
        }));
    }

    /// Who is asked next for a send that certainly went nowhere: the other providers of its channel in their order; of a fixed
    /// line, those who call; and where no channel was named, those of the rungs after it to the same address.
    fn next(
        &self,
        row: &Challenge,
        wish: &Wish,
        failure: Failure,
        tried: &[(Channel, String)],
    ) -> Option<Route> {
        let by_voice = || vec![Channel::Call];
        let channels = match failure {
            Failure::Unknown => return None,
            Failure::Landline if row.channel != Channel::Call => by_voice(),
            _ => {
                let here = wish.ladder.iter().position(|rung| rung.channel == row.channel);
                let after = wish.ladder.iter().skip(here.map_or(0, |here| here + 1));
                let same = after
                    .filter(|rung| here.is_some() && wish.address_at(rung.channel, &rung.to) == row.address);
                std::iter::once(row.channel).chain(same.map(|rung| rung.channel)).collect()
            }
        };
        let fits = |channel: &Channel| channel.carries(&wish.ask.to);
        let routes = channels
            .into_iter()
            .filter(fits)
            .flat_map(|channel| self.0.switchboard.routes(&Ask { channel, ..wish.ask.clone() }));
        let mut untried = routes.filter(|route| {
            !tried.iter().any(|(channel, provider)| *channel == route.channel && provider == route.provider)
        });
        untried.next()
    }
}

/// The operator's order of channels where a request names none, for a country or for all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AutoChannels {
    /// Where a country has no order of its own.
    pub usual: Vec<Channel>,
    /// Orders of single countries.
    pub by_country: Vec<(Region, Vec<Channel>)>,
}

impl Default for AutoChannels {
    fn default() -> Self {
        Self { usual: Channel::ALL.to_vec(), by_country: Vec::new() }
    }
}

impl AutoChannels {
    /// That of a country, or the usual one.
    pub fn of(&self, country: Option<Region>) -> &[Channel] {
        let own = self.by_country.iter().find(|(region, _)| Some(*region) == country);
        own.map_or(&self.usual, |(_, order)| order)
    }
}
