//! Numbers that Fraud Guard and Geo permissions never block.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::ask::Ask;
use crate::reply::{Fault, Reply};
use crate::twilio::account::Caller;
use crate::twilio::channel::is_e164;
use crate::twilio::fault::{fault, invalid};
use crate::twilio::recent::{Limit, Recent};
use crate::twilio::sid::sid;
use crate::world::World;

/// How often an account may ask about its list.
const REQUESTS: [Limit; 1] = [(30, 60)];

/// The list of an account.
#[derive(Debug, Default)]
pub(crate) struct SafeList {
    /// Each number with the SID of its entry.
    numbers: BTreeMap<String, String>,
    requests: Recent,
}

impl SafeList {
    pub(crate) fn holds(&self, number: &str) -> bool {
        self.numbers.contains_key(number)
    }
}

pub(super) fn add(world: &mut World, by: &Caller, ask: &Ask) -> Result<Reply, Fault> {
    let list = opened(world, by)?;
    let number = ask.form.required("PhoneNumber")?;
    if !is_e164(number) {
        return Err(invalid("PhoneNumber"));
    }
    let name = list.numbers.entry(number.to_owned()).or_insert_with(|| sid("GN"));
    Ok(Reply::json(201, resource(name, number)))
}

pub(super) fn one(world: &mut World, by: &Caller, ask: &Ask, number: &str) -> Result<Reply, Fault> {
    let missing = world.not_found(ask);
    let list = opened(world, by)?;
    if ask.method == "DELETE" {
        return list.numbers.remove(number).map(|_| Reply::no_content()).ok_or(missing);
    }
    let name = list.numbers.get(number).ok_or(missing)?;
    Ok(Reply::json(200, resource(name, number)))
}

fn opened<'a>(world: &'a mut World, by: &Caller) -> Result<&'a mut SafeList, Fault> {
    let now = world.clock.now();
    let list = world.safe_lists.entry(by.account_sid.clone()).or_default();
    list.requests.note(now, &REQUESTS).map_err(|wait| fault(429, 20429).for_seconds(wait))?;
    Ok(list)
}

fn resource(name: &str, number: &str) -> Value {
    let url = format!("https://verify.twilio.com/v2/SafeList/Numbers/{number}");
    json!({ "sid": name, "phone_number": number, "url": url })
}
