//! Plivo: Verify sessions.

pub(crate) mod account;

use crate::ask::Ask;
use crate::calls::Kind;
use crate::reply::Reply;
use crate::vendor::Desk;
use crate::world::World;

/// The vendor.
pub(crate) struct Plivo;

impl Desk for Plivo {
    fn kind(&self, ask: &Ask) -> Kind {
        match (ask.method.as_str(), ask.path().as_slice()) {
            ("POST", ["v1", "Account", _, "Verify", "Session"]) => Kind::Start,
            ("POST", ["v1", "Account", _, "Verify", "Session", _]) => Kind::Check,
            ("GET", ["v1", "Account", _, "Verify", "Session", _]) => Kind::Fetch,
            ("GET", ["v1", "Account", _]) => Kind::Account,
            _ => Kind::Other,
        }
    }

    fn address_of(&self, _world: &World, ask: &Ask) -> Option<String> {
        ask.json()?["recipient"].as_str().map(str::to_owned)
    }

    fn answer(&self, world: &mut World, ask: &Ask) -> Reply {
        let known = account::identify(&world.setup.plivo, ask).is_some();
        self.fault(world, if known { 501 } else { 401 }, 0)
    }

    fn fault(&self, _world: &World, status: u16, _code: u32) -> Reply {
        Reply::text(status, "text/plain".to_owned(), "not simulated".to_owned())
    }

    fn astray(&self, world: &mut World, ask: &Ask, _to: Option<&str>, _same_address: bool) -> Reply {
        self.answer(world, ask)
    }
}
