//! Users, proofs, challenges, limits and sessions in SQLite or PostgreSQL. One method is one question or one transaction.
//! sea-orm stays in here; uniqueness is the database's decision, translated in one place.

mod accounts;
mod challenges;
mod confirmations;
mod connection;
mod deliveries;
mod entity;
mod factors;
mod fault;
mod guesses;
mod holder;
mod inspect;
mod ledger;
mod limits;
mod own_sessions;
mod password;
mod phones;
mod recovery;
mod registrations;
mod sends;
mod sessions;
mod settle;
mod sign_ins;
mod sweep;
mod turns;
mod users;

pub use accounts::{ChallengeLine, Dossier, SessionLine};
pub(crate) use confirmations::{Confirmation, NewConfirmation};
pub use connection::Store;
pub(crate) use deliveries::{Delivered, Filed, Told};
pub(crate) use factors::Factor;
pub use fault::StoreError;
pub(crate) use guesses::{Guess, Guessed};
pub use holder::{CodeOutcome, FiledCode, FiledConfirmation, FiledSession, OnFile};
pub use inspect::{DatabaseFault, Place, Standing, inspect, place};
pub(crate) use limits::Charged;
pub(crate) use password::NewPassword;
pub(crate) use recovery::Second;
pub(crate) use registrations::{NewRegistration, Pending};
pub(crate) use sends::{Hold, Job, Reservation, Reserved, geography};
pub(crate) use sessions::{Rotated, SessionStart};
pub(crate) use settle::StartOutcome;
pub(crate) use sign_ins::{Beside, Waiting};
pub(crate) use turns::Ticket;
pub(crate) use users::{Account, NewUser};
