//! The numbers of an account, and its messaging services: read only.

use serde_json::{Value, json};

use crate::ask::Ask;
use crate::reply::{Fault, Reply};
use crate::twilio::account::Caller;
use crate::world::World;

/// `GET …/IncomingPhoneNumbers.json`, all of them or the one of `PhoneNumber`.
pub(super) fn list(world: &World, by: &Caller, ask: &Ask, account: &str) -> Result<Reply, Fault> {
    let own = world.account(account).filter(|own| own.sid == by.account_sid);
    let own = own.ok_or_else(|| world.not_found(ask))?;
    let wanted = ask.query.filled("PhoneNumber");
    let numbers = own.numbers.iter().filter(|number| wanted.is_none_or(|wanted| wanted == number.as_str()));
    let rows: Vec<Value> = numbers.map(|number| row(account, number)).collect();
    Ok(Reply::json(
        200,
        json!({
            "incoming_phone_numbers": rows, "page": 0, "page_size": 50, "start": 0, "end": rows.len(),
            "uri": ask.path, "first_page_uri": ask.path, "next_page_uri": null, "previous_page_uri": null,
        }),
    ))
}

fn row(account: &str, number: &str) -> Value {
    let digits = number.trim_start_matches('+');
    json!({
        "sid": format!("PN{digits:0>32}"), "account_sid": account, "phone_number": number,
        "friendly_name": number, "api_version": "2010-04-01", "status": "in-use",
        "capabilities": { "voice": true, "sms": true, "mms": false, "fax": false },
    })
}

/// `GET /v1/Services/{Sid}` of messaging.twilio.com.
pub(super) fn messaging_service(world: &World, by: &Caller, ask: &Ask, sid: &str) -> Result<Reply, Fault> {
    let own = world.account(&by.account_sid);
    let known = own.is_some_and(|own| own.messaging_services.iter().any(|known| known == sid));
    if !known {
        return Err(world.not_found(ask));
    }
    Ok(Reply::json(
        200,
        json!({
            "sid": sid, "account_sid": by.account_sid, "friendly_name": "Simulated messaging service",
            "validity_period": 14400, "use_inbound_webhook_on_number": false,
            "url": format!("https://messaging.twilio.com/v1/Services/{sid}"),
        }),
    ))
}
