//! The Calls resource of Programmable Voice (`api.twilio.com/2010-04-01`): create and read, with the markup in the request,
//! and with the test numbers that Twilio gives out.

use std::collections::VecDeque;

use crate::ask::Ask;
use crate::code;
use crate::journal::KEPT;
use crate::reply::{Fault, Reply};
use crate::twilio::account::{Account, Caller};
use crate::twilio::callback;
use crate::twilio::channel::is_e164;
use crate::twilio::dial::{Dial, Ringing};
use crate::twilio::fault::fault;
use crate::twilio::sid::sid;
use crate::twilio::twiml;
use crate::world::World;

/// Characters of markup in a request.
const LONGEST: usize = 4000;

/// Twilio's test numbers that cannot be called, with the error.
const REFUSED_TO: [(&str, u32); 4] =
    [("+15005550001", 21217), ("+15005550002", 21214), ("+15005550003", 21215), ("+15005550004", 21216)];

/// The calls so far, oldest first; bounded.
#[derive(Debug, Default)]
pub(crate) struct Dials(VecDeque<Ringing>);

impl Dials {
    /// Notes that the latest call to a number reaches nobody.
    pub(crate) fn fails(&mut self, to: &str, _code: u32) {
        if let Some(ringing) = self.0.iter_mut().rev().find(|ringing| ringing.dial.to == to) {
            ringing.fails = true;
        }
    }

    pub(crate) fn last_to(&self, to: &str) -> Option<&Dial> {
        self.all().rev().find(|dial| dial.to == to)
    }

    /// The call of a SID.
    pub(crate) fn of(&self, sid: &str) -> Option<&Dial> {
        self.all().find(|dial| dial.sid == sid)
    }

    pub(crate) fn all(&self) -> impl DoubleEndedIterator<Item = &Dial> {
        self.0.iter().map(|ringing| &ringing.dial)
    }
}

pub(super) fn dial(world: &mut World, by: &Caller, ask: &Ask, account: &str) -> Result<Reply, Fault> {
    let now = world.clock.now();
    let own = world.account(account).filter(|own| own.sid == by.account_sid);
    let dial = admitted(own.ok_or_else(|| world.not_found(ask))?, ask)?;
    let ringing = Ringing { dial, created: now, fails: false };
    let body = ringing.resource(now);
    world.journal.told(&ringing.dial.to, code::in_speech(&ringing.dial.said));
    if world.dials.0.len() == KEPT {
        world.dials.0.pop_front();
    }
    world.dials.0.push_back(ringing);
    Ok(Reply::json(201, body))
}

pub(super) fn fetch(world: &World, by: &Caller, ask: &Ask, account: &str, sid: &str) -> Result<Reply, Fault> {
    let own = account == by.account_sid;
    let fits = |ringing: &&Ringing| own && ringing.dial.sid == sid && ringing.dial.account_sid == account;
    let ringing = world.dials.0.iter().rev().find(fits).ok_or_else(|| world.not_found(ask))?;
    Ok(Reply::json(200, ringing.resource(world.clock.now())))
}

/// The call, if this account may make it.
fn admitted(account: &Account, ask: &Ask) -> Result<Dial, Fault> {
    let form = &ask.form;
    let refused = |code| fault(400, code);
    let to = form.filled("To").ok_or_else(|| refused(21217))?;
    let from = form.filled("From").ok_or_else(|| refused(21213))?;
    // a URL of markup is never fetched here
    let markup = form.filled("Twiml").ok_or_else(|| refused(21205))?;
    if from == "+15005550001" {
        return Err(refused(21212));
    }
    if !account.numbers.iter().any(|number| number == from) {
        return Err(refused(21210));
    }
    match REFUSED_TO.iter().find(|(number, _)| *number == to) {
        Some((_, code)) => return Err(refused(*code)),
        None if !is_e164(to) => return Err(refused(21217)),
        None => account.may_reach(to).map_err(|fault| match fault.code {
            21608 => refused(21219),
            _ => fault,
        })?,
    }
    let said = twiml::said(markup).filter(|_| markup.chars().count() <= LONGEST);
    Ok(Dial {
        sid: sid("CA"),
        account_sid: account.sid.clone(),
        to: to.to_owned(),
        from: from.to_owned(),
        twiml: markup.to_owned(),
        said: said.ok_or_else(|| refused(12100))?,
        timeout: form.number("Timeout", 1..=600)?,
        status_callback: callback::url(form)?,
    })
}
