//! Twilio as one vendor among others: what its requests want, whom they are about, and how it fails on purpose.

use crate::ask::Ask;
use crate::calls::Kind;
use crate::reply::Reply;
use crate::script::Act;
use crate::twilio::account::Caller;
use crate::twilio::magic::Magic;
use crate::twilio::route::Route;
use crate::twilio::{about_another, answer, approved_elsewhere, fault, told};
use crate::vendor::Desk;
use crate::world::World;

/// The vendor.
pub(crate) struct Twilio;

impl Desk for Twilio {
    fn kind(&self, ask: &Ask) -> Kind {
        Route::of(&ask.segments).kind(&ask.method, &ask.form)
    }

    fn address_of(&self, world: &World, ask: &Ask) -> Option<String> {
        let named = |name: &str| {
            let plain = name.starts_with('+') || name.contains('@');
            if plain { Some(name.to_owned()) } else { world.ledger.address_of(name).map(str::to_owned) }
        };
        match Route::of(&ask.segments) {
            Route::Verification { name, .. } => named(name),
            _ => ask
                .form
                .get("To")
                .map(|to| to.strip_prefix("whatsapp:").unwrap_or(to).to_owned())
                .or_else(|| ask.form.get("VerificationSid").and_then(named)),
        }
    }

    fn answer(&self, world: &mut World, ask: &Ask) -> Reply {
        answer(world, ask)
    }

    fn fault(&self, world: &World, status: u16, code: u32) -> Reply {
        told(&world.switches, &world.clock, fault(status, code))
    }

    fn astray(&self, world: &mut World, ask: &Ask, to: Option<&str>, same_address: bool) -> Reply {
        if self.kind(ask) == Kind::Check {
            return approved_elsewhere(world, ask, to, same_address);
        }
        about_another(answer(world, ask), same_address)
    }

    /// For those whom Twilio knows, magic addresses fail as they promise.
    fn magic(&self, world: &World, ask: &Ask, to: Option<&str>) -> Act {
        let row = to.and_then(|to| Magic::of(to, self.kind(ask)));
        let row = row.filter(|row| world.identify(ask).is_some_and(|by| !spares(world, row, &by, ask)));
        row.map_or(Act::Serve, |row| row.act.clone())
    }

    fn undelivered(&self, world: &mut World, kind: Kind, to: &str, code: u32) {
        match kind {
            Kind::Text => world.texts.fails(to, code),
            Kind::Dial => world.dials.fails(to, code),
            _ => world.ledger.fails(to, code),
        }
    }

    fn service_of(&self, ask: &Ask) -> Option<String> {
        Route::of(&ask.segments).service().map(str::to_owned)
    }

    fn stamp(&self) -> &'static str {
        "Twilio-Request-Id"
    }
}

/// Fraud Guard and Geo permissions let text messages pass that are to go without them, and to safe numbers.
fn spares(world: &World, row: &Magic, by: &Caller, ask: &Ask) -> bool {
    let guarded = matches!(row.act, Act::Status { code: 60410 | 60605, .. });
    let safe = || world.safe_lists.get(&by.account_sid).is_some_and(|list| list.holds(row.number));
    guarded
        && ask.form.get("Channel") == Some("sms")
        && (ask.form.get("RiskCheck") == Some("disable") || safe())
}
