//! The hall with many doors: one file and one line for each provider.

// the example of CONTRIBUTING.md: compiled here, as whoever follows it would, and part of no build but that of tests
#[cfg(test)]
#[path = "../../tests/example/acme.rs"]
mod acme;
mod aws_sns;
mod plivo_verify;
mod sandbox;
mod smtp;
mod twilio;
mod twilio_messaging;
mod twilio_verify;
mod twilio_voice;
mod uuid;
mod vonage;
mod vonage_messages;
mod vonage_verify;
mod webhook;

use crate::provider::Provider;

/// Every provider there is.
pub const ALL: &[Provider] = &[
    twilio_verify::PROVIDER,
    twilio_messaging::PROVIDER,
    twilio_voice::PROVIDER,
    vonage_verify::PROVIDER,
    vonage_messages::PROVIDER,
    plivo_verify::PROVIDER,
    aws_sns::PROVIDER,
    smtp::PROVIDER,
    webhook::PROVIDER,
    sandbox::PROVIDER,
];

/// Whether a message of this provider costs anything: those of the sandbox go nowhere, nor do those to test numbers.
pub fn charges(provider: &str) -> bool {
    provider != SANDBOX.name && !is_test(provider)
}

/// Whether nobody is asked, because the number is one of tests.
pub fn is_test(provider: &str) -> bool {
    provider == crate::test_numbers::NAME
}

pub(crate) use sandbox::PROVIDER as SANDBOX;

#[cfg(test)]
mod tests;
pub(crate) use twilio_messaging::PROVIDER as TWILIO_MESSAGING;
pub(crate) use twilio_verify::PROVIDER as TWILIO_VERIFY;
