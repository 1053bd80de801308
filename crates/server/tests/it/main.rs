//! The tests through the front door.

mod contract;
