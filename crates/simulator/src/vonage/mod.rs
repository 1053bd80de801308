//! Vonage: Verify v2 and Messages.

pub(crate) mod account;

use crate::ask::Ask;
use crate::calls::Kind;
use crate::reply::Reply;
use crate::vendor::Desk;
use crate::world::World;

/// The vendor.
pub(crate) struct Vonage;

impl Desk for Vonage {
    fn kind(&self, ask: &Ask) -> Kind {
        match (ask.method.as_str(), ask.path().as_slice()) {
            ("POST", ["v2", "verify"] | ["v2", "verify", _, "next_workflow"]) => Kind::Start,
            ("POST", ["v2", "verify", _]) => Kind::Check,
            ("DELETE", ["v2", "verify", _]) => Kind::Cancel,
            ("GET", ["v2", "verify", _]) => Kind::Fetch,
            ("POST", ["v1", "messages"]) => Kind::Text,
            ("GET", ["account", "get-balance"]) => Kind::Account,
            _ => Kind::Other,
        }
    }

    fn address_of(&self, _world: &World, ask: &Ask) -> Option<String> {
        let json = ask.json()?;
        let to = json["to"].as_str().or_else(|| json["workflow"][0]["to"].as_str())?;
        Some(if to.contains('@') { to.to_owned() } else { format!("+{to}") })
    }

    fn answer(&self, world: &mut World, ask: &Ask) -> Reply {
        let known = account::identify(&world.setup.vonage, ask, world.clock.now()).is_some();
        self.fault(world, if known { 501 } else { 401 }, 0)
    }

    fn fault(&self, _world: &World, status: u16, _code: u32) -> Reply {
        Reply::text(status, "text/plain".to_owned(), "not simulated".to_owned())
    }

    fn astray(&self, world: &mut World, ask: &Ask, _to: Option<&str>, _same_address: bool) -> Reply {
        self.answer(world, ask)
    }
}
