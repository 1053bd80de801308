//! The floor's promises: parsing as the reference does, and every provider alike.

mod conformance;
mod parsers;
mod phone_numbers;
mod settings;
