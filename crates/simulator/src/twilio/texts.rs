//! The Messages resource of Programmable Messaging (`api.twilio.com/2010-04-01`): create and read. Text messages only,
//! with the test numbers that Twilio gives out.

use std::collections::VecDeque;

use crate::ask::Ask;
use crate::journal::{KEPT, Text};
use crate::reply::{Fault, Reply};
use crate::switches::TextStatus;
use crate::twilio::account::{Account, Caller};
use crate::twilio::channel::{Channel, is_e164};
use crate::twilio::fault::fault;
use crate::twilio::sid::sid;
use crate::twilio::text::Dispatch;
use crate::vendor::Vendor;
use crate::world::World;

/// Characters of a text.
const LONGEST: usize = 1600;

/// Twilio's test numbers that cannot be sent to, with the error.
const REFUSED_TO: [(&str, u32); 5] = [
    ("+15005550001", 21211),
    ("+15005550002", 21612),
    ("+15005550003", 21408),
    ("+15005550004", 21610),
    ("+15005550009", 21614),
];

/// Those that cannot be sent from; numbers that are not the account's are like the second.
const REFUSED_FROM: [(&str, u32); 3] =
    [("+15005550001", 21212), ("+15005550007", 21606), ("+15005550008", 21611)];

/// The texts sent so far, oldest first; bounded.
#[derive(Debug, Default)]
pub(crate) struct Texts(VecDeque<Dispatch>);

impl Texts {
    /// Notes that the latest text to a number does not arrive.
    pub(crate) fn fails(&mut self, to: &str, code: u32) {
        if let Some(dispatch) = self.0.iter_mut().rev().find(|dispatch| dispatch.text.to == to) {
            dispatch.error = Some(code);
        }
    }
}

pub(super) fn send(world: &mut World, by: &Caller, ask: &Ask, account: &str) -> Result<Reply, Fault> {
    let now = world.clock.now();
    let own = world.account(account).filter(|own| own.sid == by.account_sid);
    let text = admitted(own.ok_or_else(|| world.not_found(ask))?, ask)?;
    let first = match world.switches.service_text_status {
        TextStatus::Accepted if text.messaging_service_sid.is_some() => "accepted",
        _ => "queued",
    };
    let dispatch = Dispatch { text, created: now, first, error: None };
    let body = dispatch.resource(now);
    if world.texts.0.len() == KEPT {
        world.texts.0.pop_front();
    }
    world.journal.text(dispatch.text.clone());
    world.texts.0.push_back(dispatch);
    Ok(Reply::json(201, body))
}

pub(super) fn fetch(world: &World, by: &Caller, ask: &Ask, account: &str, sid: &str) -> Result<Reply, Fault> {
    let own = account == by.account_sid;
    let fits = |dispatch: &&Dispatch| own && dispatch.text.sid == sid && dispatch.text.account_sid == account;
    let dispatch = world.texts.0.iter().rev().find(fits).ok_or_else(|| world.not_found(ask))?;
    Ok(Reply::json(200, dispatch.resource(world.clock.now())))
}

/// The text, if this account may send it.
fn admitted(account: &Account, ask: &Ask) -> Result<Text, Fault> {
    let form = &ask.form;
    let refused = |code| fault(400, code);
    let to = form.filled("To").ok_or_else(|| refused(21604))?;
    let (from, service) = (form.filled("From"), form.filled("MessagingServiceSid"));
    if from.is_none() && service.is_none() {
        return Err(refused(21603));
    }
    let body = form.filled("Body").ok_or_else(|| refused(21602))?;
    if body.chars().count() > LONGEST {
        return Err(refused(21617));
    }
    if let Some(from) = from {
        let test = REFUSED_FROM.iter().find(|(number, _)| *number == from);
        if test.is_some() || !account.numbers.iter().any(|number| number == from) {
            return Err(refused(test.map_or(21606, |(_, code)| *code)));
        }
    }
    if let Some(service) = service
        && !account.messaging_services.iter().any(|known| known == service)
    {
        return Err(fault(404, 20404));
    }
    match REFUSED_TO.iter().find(|(number, _)| *number == to) {
        Some((_, code)) => return Err(refused(*code)),
        None if !is_e164(to) => return Err(refused(21211)),
        None => account.may_reach(to)?,
    }
    Ok(Text {
        vendor: Vendor::Twilio,
        channel: Channel::Sms,
        sid: sid("SM"),
        account_sid: account.sid.clone(),
        to: to.to_owned(),
        from: from.map(str::to_owned),
        messaging_service_sid: service.map(str::to_owned),
        body: body.to_owned(),
    })
}
