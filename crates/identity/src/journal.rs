//! What happened, told once: a line for people who search logs, a figure for people who watch graphs.
//! Addresses come masked; codes, passwords and tokens never come here.

use std::time::Duration;

use channels::{Address, Ask, Channel, Failure, ProviderError, Purpose};
use metrics::{counter, histogram};
use tracing::{info, warn};

use crate::caller::Caller;
use crate::limits::Limit;

fn country(to: Option<&Address>) -> String {
    to.and_then(Address::country).map_or_else(|| "none".to_owned(), |region| region.to_string())
}

fn masked(to: Option<&Address>) -> String {
    to.map_or_else(|| "none".to_owned(), Address::masked)
}

/// A provider was asked to send, and how that ended.
pub(crate) fn sent(
    ask: &Ask,
    by: &Caller,
    challenge: i64,
    provider: &str,
    took: Duration,
    ended: Result<(&str, Channel), &ProviderError>,
) {
    let (outcome, message_id, channel) = match ended {
        Ok((message_id, channel)) => ("sent", message_id, channel),
        Err(error) => (error.failure.as_str(), "", ask.channel),
    };
    counter!("doorcode_sends_total", "purpose" => ask.purpose.as_str(), "provider" => provider.to_owned(),
        "channel" => channel.as_str(), "country" => country(Some(&ask.to)), "outcome" => outcome)
    .increment(1);
    provider_took(provider, "start", took, ended.err());
    let error = ended.err();
    info!(target: "doorcode", event = "send", request_id = by.request_id(), challenge, purpose = ask.purpose.as_str(),
        channel = channel.as_str(), provider, to = ask.to.masked(), outcome, message_id,
        provider_status = error.and_then(|e| e.status), provider_code = error.and_then(|e| e.code),
        provider_request_id = error.and_then(|e| e.request_id.as_deref()), took_ms = millis(took),
        "send {outcome}");
}

/// A provider was asked whether a code is right. `outcome` is `right`, `wrong`, `gone` or the failure.
pub(crate) fn checked(
    ask: &Ask,
    by: &Caller,
    challenge: i64,
    provider: &str,
    took: Duration,
    ended: Result<&'static str, &ProviderError>,
) {
    let outcome = ended.unwrap_or_else(|error| error.failure.as_str());
    counter!("doorcode_checks_total", "purpose" => ask.purpose.as_str(), "provider" => provider.to_owned(),
        "channel" => ask.channel.as_str(), "country" => country(Some(&ask.to)), "outcome" => outcome)
    .increment(1);
    provider_took(provider, "check", took, ended.err());
    let error = ended.err();
    info!(target: "doorcode", event = "check", request_id = by.request_id(), challenge, purpose = ask.purpose.as_str(),
        channel = ask.channel.as_str(), provider, to = ask.to.masked(), outcome,
        provider_status = error.and_then(|e| e.status), provider_code = error.and_then(|e| e.code),
        provider_request_id = error.and_then(|e| e.request_id.as_deref()), took_ms = millis(took),
        "check {outcome}");
}

/// A code was right and that is written down.
pub(crate) fn approved(ask: &Ask, by: &Caller, challenge: i64, provider: &str) {
    counter!("doorcode_approvals_total", "purpose" => ask.purpose.as_str(), "provider" => provider.to_owned(),
        "channel" => ask.channel.as_str(), "country" => country(Some(&ask.to)))
    .increment(1);
    info!(target: "doorcode", event = "approve", request_id = by.request_id(), challenge, purpose = ask.purpose.as_str(),
        to = ask.to.masked(), "approved");
}

/// A guess was refused without asking anybody.
pub(crate) fn refused_guess(purpose: Purpose, to: Option<&Address>, by: &Caller, why: &'static str) {
    counter!("doorcode_checks_total", "purpose" => purpose.as_str(), "provider" => "none", "channel" => "none",
        "country" => country(to), "outcome" => why)
    .increment(1);
    info!(target: "doorcode", event = "check", request_id = by.request_id(), purpose = purpose.as_str(),
        to = masked(to), outcome = why, "check refused: {why}");
}

/// A predecessor was cancelled at its provider, or could not be.
pub(crate) fn cancelled(ask: &Ask, by: &Caller, challenge: i64, ended: Result<(), &ProviderError>) {
    if let Err(error) = ended {
        counter!("doorcode_provider_failures_total", "provider" => error.provider.clone(), "call" => "cancel",
            "failure" => error.failure.as_str())
        .increment(1);
        warn!(target: "doorcode", event = "cancel", request_id = by.request_id(), challenge, to = ask.to.masked(),
            provider = error.provider.as_str(), outcome = error.failure.as_str(), provider_status = error.status,
            provider_code = error.code, "an earlier verification could not be cancelled");
    }
}

/// A limit said no.
pub(crate) fn limited(limit: Limit, to: Option<&Address>, by: &Caller, retry_after: Duration) {
    counter!("doorcode_limits_hit_total", "limit" => limit.as_str(), "country" => country(to)).increment(1);
    info!(target: "doorcode", event = "limit", request_id = by.request_id(), limit = limit.as_str(), to = masked(to),
        caller = by.key(), retry_after_s = retry_after.as_secs(), "limit hit");
}

/// A flow other than send and check ended: `register`, `login`, `reset`, `set_email`, `refresh`, `logout` and the like.
pub(crate) fn flow(name: &'static str, by: &Caller, user: Option<i64>, outcome: &'static str) {
    counter!("doorcode_flows_total", "flow" => name, "outcome" => outcome).increment(1);
    match name {
        "register" => counter!("doorcode_registrations_total", "outcome" => outcome).increment(1),
        "login" => counter!("doorcode_logins_total", "outcome" => outcome).increment(1),
        _ => {}
    }
    info!(target: "doorcode", event = name, request_id = by.request_id(), user, outcome, "{name} {outcome}");
}

/// Something an operator should look at, that no caller is told.
pub(crate) fn notice(event: &'static str, user: Option<i64>, text: &'static str) {
    warn!(target: "doorcode", event, user, "{text}");
}

/// The database did not answer as it should.
pub(crate) fn store_failed(question: &'static str, error: &dyn std::fmt::Display) {
    counter!("doorcode_store_failures_total", "question" => question).increment(1);
    warn!(target: "doorcode", event = "store", question, error = %error, "the database failed");
}

fn provider_took(provider: &str, call: &'static str, took: Duration, error: Option<&ProviderError>) {
    histogram!("doorcode_provider_seconds", "provider" => provider.to_owned(), "call" => call)
        .record(took.as_secs_f64());
    if let Some(error) = error {
        counter!("doorcode_provider_failures_total", "provider" => provider.to_owned(), "call" => call,
            "failure" => error.failure.as_str())
        .increment(1);
        if error.failure == Failure::Denied {
            warn!(target: "doorcode", event = "provider_denied", provider, call, provider_status = error.status,
                provider_code = error.code, "the provider denies our credentials or set-up: run `doorcode check`");
        }
    }
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
