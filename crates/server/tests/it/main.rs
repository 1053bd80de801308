//! The tests through the front door.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what goes wrong in a test is a failed test")]

mod accounts;
mod application;
mod bodies;
mod code_login;
mod codes;
mod confirmations;
mod contract;
mod deliveries;
mod faults;
mod figures;
mod forgot;
mod hosted;
mod instances;
mod kit;
mod ladder;
mod leaks;
mod limits;
mod me;
mod messages;
mod operator;
mod ops;
mod phone;
mod pressure;
mod program;
mod promql;
mod provider;
mod purposes;
mod registration;
mod reset;
mod second_factor;
mod sessions;
mod surface;
mod timing;
mod tokens;
mod watch;
