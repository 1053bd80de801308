//! The hall with many doors: one file and one line for each provider.

mod plivo_verify;
mod sandbox;
mod twilio;
mod twilio_verify;
mod uuid;
mod vonage;
mod vonage_messages;
mod vonage_verify;

use crate::provider::Provider;

/// Every provider there is.
pub const ALL: &[Provider] = &[
    twilio_verify::PROVIDER,
    vonage_verify::PROVIDER,
    vonage_messages::PROVIDER,
    plivo_verify::PROVIDER,
    sandbox::PROVIDER,
];

pub(crate) use sandbox::PROVIDER as SANDBOX;
pub(crate) use twilio_verify::PROVIDER as TWILIO_VERIFY;
