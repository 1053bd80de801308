//! Twilio's side: which paths there are and who may ask. What a route does is in its own file; connections,
//! scripts and the clock are no business of these files.

pub(crate) mod account;
mod admission;
mod attempts;
pub(crate) mod callback;
pub(crate) mod channel;
mod country;
mod desk;
pub(crate) mod dial;
pub(crate) mod dials;
mod exchange;
mod fault;
pub(crate) mod form;
pub(crate) mod ledger;
mod locale;
pub(crate) mod magic;
mod numbers;
mod page;
mod rate_limit;
mod rate_limits;
mod recent;
mod route;
pub(crate) mod safe_list;
mod senders;
pub(crate) mod service;
mod services;
pub(crate) mod sid;
mod start;
mod templates;
mod text;
pub(crate) mod texts;
mod twiml;
pub(crate) mod verification;
mod verify;

pub(crate) use desk::Twilio;
pub(crate) use exchange::Exchange;

use fault::{fault, told};
use route::Route;
use verify::{about_another, approved_elsewhere};

use crate::ask::Ask;
use crate::reply::{Fault, Reply};
use crate::world::World;

/// The faithful answer.
fn answer(world: &mut World, ask: &Ask) -> Reply {
    decide(world, ask).unwrap_or_else(|fault| told(&world.switches, &world.clock, fault))
}

fn decide(world: &mut World, ask: &Ask) -> Result<Reply, Fault> {
    let by = world.identify(ask).ok_or_else(fault::unauthorized)?;
    let (get, post, delete) = (ask.method == "GET", ask.method == "POST", ask.method == "DELETE");
    match Route::of(&ask.segments) {
        Route::Account { sid } if get => account::fetch(world, &by, sid),
        Route::Balance { sid } if get => account::balance(world, &by, sid),
        Route::Texts { account } if post => texts::send(world, &by, ask, account),
        Route::Text { account, sid } if get => texts::fetch(world, &by, ask, account, sid),
        Route::Feedback { account, sid } if post => texts::feedback(world, &by, ask, account, sid),
        Route::Dials { account } if post => dials::dial(world, &by, ask, account),
        Route::Dial { account, sid } if get => dials::fetch(world, &by, ask, account, sid),
        Route::Numbers { account } if get => numbers::list(world, &by, ask, account),
        Route::MessagingService { sid } if get => numbers::messaging_service(world, &by, ask, sid),
        Route::Services if get => services::list(world, &by, ask),
        Route::Services if post => services::create(world, &by, ask),
        Route::Service { sid } if get || post || delete => services::one(world, &by, ask, sid),
        Route::Verifications { service } if post => start::start(world, &by, ask, service),
        Route::Verification { service, name } if get => verify::fetch(world, &by, ask, service, name),
        Route::Verification { service, name } if post => verify::update(world, &by, ask, service, name),
        Route::Check { service } if post => verify::check(world, &by, ask, service),
        Route::RateLimits { service } if get || post => rate_limits::all(world, &by, ask, service),
        Route::RateLimit { service, sid } if get || post || delete => {
            rate_limits::one(world, &by, ask, service, sid)
        }
        Route::Buckets { service, limit } if get || post => {
            rate_limits::buckets(world, &by, ask, service, limit)
        }
        Route::Bucket { service, limit, sid } if get || post || delete => {
            rate_limits::bucket(world, &by, ask, service, limit, sid)
        }
        Route::Senders { service } if get || post => senders::all(world, &by, ask, service),
        Route::Sender { service, country } if get || post || delete => {
            senders::one(world, &by, ask, service, country)
        }
        Route::SafeNumbers if post => safe_list::add(world, &by, ask),
        Route::SafeNumber { number } if get || delete => safe_list::one(world, &by, ask, number),
        Route::Templates if get => templates::list(world, &by, ask),
        Route::Attempts if get => attempts::list(world, &by, ask),
        Route::AttemptsSummary if get => attempts::summary(world, &by, ask),
        Route::Attempt { sid } if get => attempts::one(world, &by, ask, sid),
        Route::Nowhere => Err(world.not_found(ask)),
        _ => Err(Fault::new(405, 20004, "Method not allowed")),
    }
}
