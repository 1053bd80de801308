//! The simulator through its front door, a socket. What it must obey is the vendor's public contract; nothing of
//! ours takes part.
#![expect(clippy::unwrap_used, clippy::panic, reason = "what goes wrong in a test is a failed test")]

mod account;
mod attempts;
mod carriers;
mod control;
mod customer;
mod failures;
mod life;
mod limits;
mod magic;
mod openapi;
mod plivo;
mod program;
mod refusals;
mod schema;
mod settings;
mod switches;
mod texts;
mod tour;
mod vendors;
mod vonage;
mod wire;
