//! The tests through the front door.

mod contract;
mod pressure;
mod surface;
