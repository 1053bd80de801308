//! Whoever takes messages under an address of their own: believes what is signed as Standard Webhooks says, and keeps it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;

use crate::ask::Ask;
use crate::calls::Kind;
use crate::journal::Text;
use crate::reply::Reply;
use crate::twilio::channel::Channel;
use crate::vendor::{Desk, Vendor};
use crate::world::World;

/// How far the clocks of sender and receiver may be apart, in seconds.
const APART: i64 = 5 * 60;

/// The vendor.
pub(crate) struct Webhook;

impl Desk for Webhook {
    fn kind(&self, ask: &Ask) -> Kind {
        if ask.method == "POST" { Kind::Text } else { Kind::Other }
    }

    fn address_of(&self, _world: &World, ask: &Ask) -> Option<String> {
        ask.json()?["data"]["to"].as_str().map(str::to_owned)
    }

    fn answer(&self, world: &mut World, ask: &Ask) -> Reply {
        let id = ask.header("webhook-id").unwrap_or_default().to_owned();
        if !is_signed(world, ask, &id) {
            return self.fault(world, 401, 0);
        }
        let Some(text) = read(ask, &id) else { return self.fault(world, 400, 0) };
        world.journal.text(text);
        // what is not asked for makes it long enough to be cut in the middle
        let note = "Whoever takes messages may answer with anything; of that, the id alone is read, where there is one.";
        Reply::json(200, json!({ "id": format!("taken-{id}"), "note": note, "status": "taken" }))
    }

    fn fault(&self, _world: &World, status: u16, _code: u32) -> Reply {
        Reply::json(status, json!({ "message": "not taken" }))
    }

    /// A receiver names no address: another one is another message.
    fn astray(&self, world: &mut World, ask: &Ask, _to: Option<&str>, _same_address: bool) -> Reply {
        self.answer(world, ask);
        Reply::json(200, json!({ "id": "taken-another" }))
    }
}

fn is_signed(world: &World, ask: &Ask, id: &str) -> bool {
    let stamp = ask.header("webhook-timestamp").unwrap_or_default();
    let timely = stamp.parse::<i64>().is_ok_and(|at| (at - world.clock.now().seconds()).abs() <= APART);
    let key = world.setup.webhook_secret.strip_prefix("whsec_").and_then(|key| STANDARD.decode(key).ok());
    let mac = key.and_then(|key| Hmac::<Sha256>::new_from_slice(&key).ok());
    let (Some(mut mac), true, false) = (mac, timely, id.is_empty()) else { return false };
    mac.update(format!("{id}.{stamp}.").as_bytes());
    mac.update(&ask.body);
    let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    ask.header("webhook-signature").is_some_and(|all| all.split(' ').any(|one| one == expected))
}

fn read(ask: &Ask, id: &str) -> Option<Text> {
    let event = ask.json()?;
    let text = |name: &str| event["data"][name].as_str().map(str::to_owned);
    let kind = event["type"].as_str()?;
    let fits = match kind {
        "code.send" => {
            let data = &event["data"];
            data["code"].is_string() && data["purpose"].is_string() && data["expires_in"].is_u64()
        }
        "notice.send" => event["data"]["code"].is_null() && event["data"]["notice"].is_string(),
        _ => false,
    };
    fits.then_some(())?;
    Some(Text {
        vendor: Vendor::Webhook,
        channel: Channel::named(&text("channel")?).ok()??,
        sid: format!("taken-{id}"),
        account_sid: kind.to_owned(),
        to: text("to")?,
        from: None,
        messaging_service_sid: None,
        body: text("text")?,
        content_sid: None,
        validity_period: None,
        provide_feedback: false,
        outcome: None,
        status_callback: None,
    })
}
