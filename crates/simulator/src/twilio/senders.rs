//! The `MessagingConfigurations` of a Service: which messaging service sends to which country. Kept and told; the
//! simulated messages need no sender.

use serde_json::{Value, json};

use crate::ask::Ask;
use crate::clock::Instant;
use crate::reply::{Fault, Reply};
use crate::twilio::account::Caller;
use crate::twilio::fault::invalid;
use crate::twilio::form::Form;
use crate::twilio::page::page;
use crate::twilio::sid::is_sid;
use crate::world::World;

/// The messaging service for one country.
#[derive(Debug)]
pub(crate) struct Sender {
    /// ISO 3166-1 alpha-2, or `all`.
    country: String,
    messaging_service_sid: String,
    created: Instant,
    updated: Instant,
}

pub(super) fn all(world: &mut World, by: &Caller, ask: &Ask, service: &str) -> Result<Reply, Fault> {
    let now = world.clock.now();
    let exchange = world.exchange(by, ask, service)?;
    if ask.method == "GET" {
        let rows = exchange.senders.iter().map(|sender| sender.resource(by, service)).collect();
        return page(ask, "messaging_configurations", rows);
    }
    let country = ask.form.required("Country")?;
    let code = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
    if !(code || country == "all") || exchange.senders.iter().any(|sender| sender.country == country) {
        return Err(invalid("Country"));
    }
    let messaging_service_sid = named(&ask.form)?;
    let sender = Sender { country: country.to_owned(), messaging_service_sid, created: now, updated: now };
    let body = sender.resource(by, service);
    exchange.senders.push(sender);
    Ok(Reply::json(201, body))
}

pub(super) fn one(
    world: &mut World,
    by: &Caller,
    ask: &Ask,
    service: &str,
    country: &str,
) -> Result<Reply, Fault> {
    let now = world.clock.now();
    let missing = world.not_found(ask);
    let exchange = world.exchange(by, ask, service)?;
    let at = exchange.senders.iter().position(|sender| sender.country == country).ok_or(missing)?;
    match ask.method.as_str() {
        "DELETE" => {
            exchange.senders.remove(at);
            return Ok(Reply::no_content());
        }
        "POST" => {
            exchange.senders[at].messaging_service_sid = named(&ask.form)?;
            exchange.senders[at].updated = now;
        }
        _ => {}
    }
    Ok(Reply::json(200, exchange.senders[at].resource(by, service)))
}

fn named(form: &Form) -> Result<String, Fault> {
    let sid = form.required("MessagingServiceSid")?;
    if is_sid("MG", sid) { Ok(sid.to_owned()) } else { Err(invalid("MessagingServiceSid")) }
}

impl Sender {
    fn resource(&self, by: &Caller, service: &str) -> Value {
        json!({
            "account_sid": by.account_sid, "service_sid": service, "country": self.country,
            "messaging_service_sid": self.messaging_service_sid,
            "date_created": self.created.rfc3339(), "date_updated": self.updated.rfc3339(),
            "url": format!(
                "https://verify.twilio.com/v2/Services/{service}/MessagingConfigurations/{}", self.country
            ),
        })
    }
}
