//! Users, proofs, challenges, limits and sessions in SQLite or PostgreSQL. One method is one question or one transaction.
//! sea-orm stays in here; uniqueness is the database's decision, translated in one place.

mod accounts;
mod challenges;
mod confirmations;
mod connection;
mod entity;
mod fault;
mod guesses;
mod inspect;
mod ledger;
mod limits;
mod registrations;
mod sends;
mod sessions;
mod settle;
mod sweep;
mod turns;
mod users;

pub use accounts::{ChallengeLine, Dossier, SessionLine};
pub(crate) use confirmations::{Confirmation, NewConfirmation};
pub use connection::Store;
pub use fault::StoreError;
pub(crate) use guesses::{Guess, Guessed};
pub use inspect::{DatabaseFault, Place, Standing, inspect, place};
pub(crate) use limits::Charged;
pub(crate) use registrations::{NewRegistration, Pending};
pub(crate) use sends::{Hold, Job, Reservation, Reserved, geography};
pub(crate) use sessions::{Rotated, SessionStart};
pub(crate) use settle::StartOutcome;
pub(crate) use users::{Account, NewUser};
