//! The vendors behind the one port: whom a request is meant for, by its path, and what each of them must be able to do.
//! Scripts, acts, the clock and the lists of what happened are the same for all.

use serde::{Deserialize, Serialize};

use crate::ask::Ask;
use crate::calls::Kind;
use crate::plivo::Plivo;
use crate::reply::Reply;
use crate::script::Act;
use crate::sns::Sns;
use crate::twilio::Twilio;
use crate::vonage::Vonage;
use crate::webhook::Webhook;
use crate::world::World;

/// Whose interface a request speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vendor {
    /// Verify v2 and the API of 2010: every path that is nobody else's.
    #[default]
    Twilio,
    /// `/v2/verify…`, `/v1/messages` and `/account/get-balance`.
    Vonage,
    /// `/v1/Account/…`.
    Plivo,
    /// AWS SNS: a form with an `Action`, to `/`.
    Sns,
    /// Everything under `/webhook`: whoever takes what a carrier of one's own would take.
    Webhook,
}

impl Vendor {
    pub(crate) fn of(ask: &Ask) -> Self {
        match ask.path().as_slice() {
            ["v2", "verify", ..] | ["v1", "messages"] | ["account", "get-balance"] => Self::Vonage,
            ["v1", "Account", ..] => Self::Plivo,
            ["webhook", ..] => Self::Webhook,
            [] if ask.form.get("Action").is_some() => Self::Sns,
            _ => Self::Twilio,
        }
    }

    pub(crate) fn desk(self) -> &'static dyn Desk {
        match self {
            Self::Twilio => &Twilio,
            Self::Vonage => &Vonage,
            Self::Plivo => &Plivo,
            Self::Sns => &Sns,
            Self::Webhook => &Webhook,
        }
    }
}

/// A vendor at work. Its memory is in the [`World`], in a field of its own.
pub(crate) trait Desk {
    /// What a request wants, whatever comes of it.
    fn kind(&self, ask: &Ask) -> Kind;

    /// Whom it is about: E.164 with its plus, or a mailbox, however the vendor writes it.
    fn address_of(&self, world: &World, ask: &Ask) -> Option<String>;

    /// The faithful answer.
    fn answer(&self, world: &mut World, ask: &Ask) -> Reply;

    /// An error in the vendor's own format. `code` is the vendor's; 0 leaves it out.
    fn fault(&self, world: &World, status: u16, code: u32) -> Reply;

    /// A success about somebody else: of a check, which is not performed, an approval; of anything else what was done, told as
    /// done for another address, or, with `same_address`, as another verification or message of this one.
    fn astray(&self, world: &mut World, ask: &Ask, to: Option<&str>, same_address: bool) -> Reply;

    /// How a request that no script waits for is answered: faithfully, or as its magic address says.
    fn magic(&self, _world: &World, _ask: &Ask, _to: Option<&str>) -> Act {
        Act::Serve
    }

    /// Notes that what was just sent to an address does not arrive.
    fn undelivered(&self, _world: &mut World, _kind: Kind, _to: &str, _code: u32) {}

    /// The Service in the path, where there are such things.
    fn service_of(&self, _ask: &Ask) -> Option<String> {
        None
    }

    /// The header that names a request to the vendor's support.
    fn stamp(&self) -> &'static str {
        "X-Request-Id"
    }
}
