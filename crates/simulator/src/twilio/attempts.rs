//! The Attempts resource: each message by itself, and their summary.

use serde_json::{Value, json};

use crate::ask::Ask;
use crate::clock::Instant;
use crate::reply::{Fault, Reply};
use crate::twilio::account::Caller;
use crate::twilio::channel::Channel;
use crate::twilio::country;
use crate::twilio::fault::invalid;
use crate::twilio::form::Form;
use crate::twilio::ledger::{Entry, Sent};
use crate::twilio::page::page;
use crate::world::World;

pub(super) fn list(world: &World, by: &Caller, ask: &Ask) -> Result<Reply, Fault> {
    let now = world.clock.now();
    let wanted = Wanted::read(&ask.query)?;
    let all = world.ledger.of_account(&by.account_sid);
    let found = all.into_iter().filter(|(entry, sent)| wanted.fits(entry, sent));
    page(ask, "attempts", found.map(|(entry, sent)| resource(entry, sent, now)).collect())
}

pub(super) fn one(world: &World, by: &Caller, ask: &Ask, sid: &str) -> Result<Reply, Fault> {
    let all = world.ledger.of_account(&by.account_sid);
    let found = all.into_iter().find(|(_, sent)| sent.attempt.sid == sid);
    let (entry, sent) = found.ok_or_else(|| world.not_found(ask))?;
    Ok(Reply::json(200, resource(entry, sent, world.clock.now())))
}

pub(super) fn summary(world: &World, by: &Caller, ask: &Ask) -> Result<Reply, Fault> {
    let wanted = Wanted::read(&ask.query)?;
    let prefix = ask.query.filled("DestinationPrefix").unwrap_or_default().trim_start_matches('+');
    let reaches =
        |to: &str| prefix.is_empty() || to.strip_prefix('+').is_some_and(|to| to.starts_with(prefix));
    let (mut all, mut converted) = (0_u32, 0_u32);
    for (entry, sent) in world.ledger.of_account(&by.account_sid) {
        if wanted.fits(entry, sent) && reaches(&entry.to) {
            all += 1;
            converted += u32::from(entry.converted.is_some());
        }
    }
    let rate = (all > 0).then(|| format!("{:.9}", f64::from(converted) * 100.0 / f64::from(all)));
    Ok(Reply::json(
        200,
        json!({
            "total_attempts": all, "total_converted": converted, "total_unconverted": all - converted,
            "conversion_rate_percentage": rate, "url": "https://verify.twilio.com/v2/Attempts/Summary",
        }),
    ))
}

/// What a caller asks for; what is absent fits everything.
struct Wanted<'a> {
    after: Option<Instant>,
    before: Option<Instant>,
    to: Option<&'a str>,
    country: Option<&'a str>,
    channel: Option<&'a str>,
    service: Option<&'a str>,
    verification: Option<&'a str>,
    converted: Option<bool>,
}

impl<'a> Wanted<'a> {
    fn read(query: &'a Form) -> Result<Self, Fault> {
        let date = |name| match query.filled(name) {
            Some(text) => Instant::parse(text).map(Some).ok_or_else(|| invalid(name)),
            None => Ok(None),
        };
        let channel = query.filled("Channel");
        // `rbm` is Twilio's word for RCS
        let known = |name| name == "rbm" || Channel::ALL.iter().any(|channel| channel.name() == name);
        if !channel.is_none_or(known) {
            return Err(invalid("Channel"));
        }
        let converted = match query.filled("Status") {
            Some("converted") => Some(true),
            Some("unconverted") => Some(false),
            Some(_) => return Err(invalid("Status")),
            None => None,
        };
        Ok(Self {
            after: date("DateCreatedAfter")?,
            before: date("DateCreatedBefore")?,
            to: query.filled("ChannelData.To"),
            country: query.filled("Country"),
            channel,
            service: query.filled("VerifyServiceSid"),
            verification: query.filled("VerificationSid"),
            converted,
        })
    }

    fn fits(&self, entry: &Entry, sent: &Sent) -> bool {
        let is = |wanted: Option<&str>, found: &str| wanted.is_none_or(|wanted| wanted == found);
        self.after.is_none_or(|after| sent.attempt.at >= after)
            && self.before.is_none_or(|before| sent.attempt.at < before)
            && is(self.to, &entry.to)
            && (self.country.is_none() || self.country == country::of(&entry.to))
            && is(self.channel, sent.attempt.channel.name())
            && is(self.service, &entry.service_sid)
            && is(self.verification, &entry.verification_sid)
            && self.converted.is_none_or(|converted| converted == entry.converted.is_some())
    }
}

fn resource(entry: &Entry, sent: &Sent, now: Instant) -> Value {
    let (attempt, converted) = (&sent.attempt, entry.converted);
    let status = match converted {
        Some(_) => "confirmed",
        None if entry.expires <= now => "expired",
        None => "unconfirmed",
    };
    let (state, arrived) = match attempt.channel {
        Channel::Call => ("call_status", "completed"),
        _ => ("message_status", "delivered"),
    };
    let failed = if attempt.channel == Channel::Call { "failed" } else { "undelivered" };
    json!({
        "sid": attempt.sid, "account_sid": entry.account_sid, "service_sid": entry.service_sid,
        "verification_sid": entry.verification_sid, "date_created": attempt.at.rfc3339(),
        "date_updated": converted.unwrap_or(attempt.at).rfc3339(),
        "conversion_status": if converted.is_some() { "converted" } else { "unconverted" },
        "channel": attempt.channel, "price": { "value": "0.05", "currency": "usd" },
        "channel_data": {
            "verification_sid": entry.verification_sid, "to": entry.to, "status": status,
            state: if sent.error.is_some() { failed } else { arrived },
            "error_code": sent.error.map(|code| code.to_string()), "country": country::of(&entry.to),
            "code_length": entry.code_length, "locale": sent.locale,
        },
        "url": format!("https://verify.twilio.com/v2/Attempts/{}", attempt.sid),
    })
}
