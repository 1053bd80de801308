//! The hall with many doors: one file and one line for each provider.

mod aws_sns;
mod sandbox;
mod smtp;
mod twilio;
mod twilio_verify;
mod webhook;

use crate::provider::Provider;

/// Every provider there is.
pub const ALL: &[Provider] =
    &[twilio_verify::PROVIDER, aws_sns::PROVIDER, smtp::PROVIDER, webhook::PROVIDER, sandbox::PROVIDER];

pub(crate) use sandbox::PROVIDER as SANDBOX;
pub(crate) use twilio_verify::PROVIDER as TWILIO_VERIFY;
