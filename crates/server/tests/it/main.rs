//! The tests through the front door.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what goes wrong in a test is a failed test")]

mod accounts;
mod bodies;
mod codes;
mod confirmations;
mod contract;
mod faults;
mod instances;
mod kit;
mod limits;
mod operator;
mod pressure;
mod program;
mod provider;
mod purposes;
mod registration;
mod reset;
mod surface;
mod tokens;
mod watch;
