//! AWS SNS: `Publish` of text messages.

use crate::ask::Ask;
use crate::calls::Kind;
use crate::reply::Reply;
use crate::vendor::Desk;
use crate::world::World;

/// The vendor.
pub(crate) struct Sns;

impl Desk for Sns {
    fn kind(&self, _ask: &Ask) -> Kind {
        Kind::Other
    }

    fn address_of(&self, _world: &World, _ask: &Ask) -> Option<String> {
        None
    }

    fn answer(&self, world: &mut World, _ask: &Ask) -> Reply {
        self.fault(world, 501, 0)
    }

    fn fault(&self, _world: &World, status: u16, _code: u32) -> Reply {
        Reply::text(status, "text/plain".to_owned(), "not simulated".to_owned())
    }

    fn astray(&self, world: &mut World, ask: &Ask, _to: Option<&str>, _same_address: bool) -> Reply {
        self.answer(world, ask)
    }
}
