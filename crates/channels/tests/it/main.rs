//! The floor's promises: parsing as the reference does, and every provider alike.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

mod aws_sns;
mod conformance;
mod examine;
mod ladder;
mod local_codes;
mod mail;
mod parsers;
mod phone_numbers;
mod plivo_verify;
mod settings;
mod smtp;
mod stage;
mod switchboard;
mod templates;
mod twilio_messaging;
mod twilio_verify;
mod twilio_voice;
mod vonage_messages;
mod vonage_verify;
mod webhook;
mod words;
