//! The Messages resource of Programmable Messaging (`api.twilio.com/2010-04-01`): create, read, and say
//! what came of it. By text message and WhatsApp, without media; with the test numbers that Twilio gives out.

use std::collections::{HashMap, VecDeque};

use serde_json::json;

use crate::ask::Ask;
use crate::journal::{KEPT, Text};
use crate::reply::{Fault, Reply};
use crate::switches::TextStatus;
use crate::twilio::account::{Account, Caller};
use crate::twilio::callback;
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

    /// The text of a SID.
    pub(crate) fn of(&self, sid: &str) -> Option<&Text> {
        self.0.iter().map(|dispatch| &dispatch.text).find(|text| text.sid == sid)
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

pub(super) fn feedback(
    world: &mut World,
    by: &Caller,
    ask: &Ask,
    account: &str,
    sid: &str,
) -> Result<Reply, Fault> {
    let now = world.clock.now().rfc2822();
    let missing = world.not_found(ask);
    let outcome = ask.form.get("Outcome").unwrap_or("confirmed");
    if !matches!(outcome, "confirmed" | "unconfirmed") {
        return Err(Fault::new(400, 20001, "Invalid parameter `Outcome`"));
    }
    let own = account == by.account_sid;
    let mut texts = world.texts.0.iter_mut().map(|dispatch| &mut dispatch.text);
    let text = texts.find(|text| own && text.sid == sid && text.account_sid == account).ok_or(missing)?;
    text.outcome = Some(outcome.to_owned());
    world.journal.judged(sid, outcome);
    let uri = format!("/2010-04-01/Accounts/{account}/Messages/{sid}/Feedback.json");
    Ok(Reply::json(
        201,
        json!({
            "account_sid": account, "message_sid": sid, "outcome": outcome, "date_created": now,
            "date_updated": now, "uri": uri,
        }),
    ))
}

/// The text, if this account may send it.
fn admitted(account: &Account, ask: &Ask) -> Result<Text, Fault> {
    let form = &ask.form;
    let refused = |code| fault(400, code);
    let to = form.filled("To").ok_or_else(|| refused(21604))?;
    let channel = if to.starts_with("whatsapp:") { Channel::WhatsApp } else { Channel::Sms };
    let to = to.strip_prefix("whatsapp:").unwrap_or(to);
    let (from, service) = (form.filled("From"), form.filled("MessagingServiceSid"));
    if from.is_none() && service.is_none() {
        return Err(refused(21603));
    }
    let template = form.filled("ContentSid");
    let body = match template {
        Some(template) => rendered(account, template, form.filled("ContentVariables"))?,
        None => form.filled("Body").ok_or_else(|| refused(21602))?.to_owned(),
    };
    if body.chars().count() > LONGEST {
        return Err(refused(21617));
    }
    let from = from.map(|from| sender(account, from, channel)).transpose()?;
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
        sid: sid("SM"),
        account_sid: account.sid.clone(),
        channel,
        to: to.to_owned(),
        from,
        messaging_service_sid: service.map(str::to_owned),
        content_sid: template.map(str::to_owned),
        body,
        validity_period: form.number("ValidityPeriod", 1..=36_000)?,
        provide_feedback: form.flag("ProvideFeedback")?.unwrap_or(false),
        outcome: None,
        status_callback: callback::url(form)?,
    })
}

/// The number that sends, if it may, by this channel.
fn sender(account: &Account, from: &str, channel: Channel) -> Result<String, Fault> {
    let number = from.strip_prefix("whatsapp:").unwrap_or(from);
    let whatsapp = channel == Channel::WhatsApp;
    if let Some((_, code)) = REFUSED_FROM.iter().find(|(refused, _)| *refused == number) {
        return Err(fault(400, *code));
    }
    let known = if whatsapp { &account.whatsapp_numbers } else { &account.numbers };
    let spelled = whatsapp == from.starts_with("whatsapp:");
    if spelled && known.iter().any(|known| known == number) {
        Ok(number.to_owned())
    } else {
        Err(fault(400, if whatsapp { 63007 } else { 21606 }))
    }
}

/// What an approved template says; its only variable is the code.
fn rendered(account: &Account, template: &str, variables: Option<&str>) -> Result<String, Fault> {
    if !account.content_templates.iter().any(|known| known == template) {
        return Err(fault(400, 21655));
    }
    let variables: HashMap<String, String> =
        serde_json::from_str(variables.unwrap_or("{}")).map_err(|_| fault(400, 21656))?;
    let code = variables.get("1").filter(|code| !code.is_empty()).ok_or_else(|| fault(400, 21656))?;
    Ok(format!("{code} is your verification code. For your security, do not share this code."))
}
