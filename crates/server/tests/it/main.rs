//! The tests through the front door.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what goes wrong in a test is a failed test")]

mod codes;
mod contract;
mod kit;
mod pressure;
mod surface;
