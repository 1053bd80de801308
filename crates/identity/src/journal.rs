//! What happened, told once: a line for people who search logs, a figure for people who watch graphs.
//! Addresses come masked; codes, passwords and tokens never come here.

use std::time::Duration;

use channels::{
    Address, Ask, Channel, Delivery, Failure, MessageId, ProviderError, Purpose, Region, Report, ReportFault,
    Told,
};
use metrics::{Counter, counter, histogram};
use tracing::{error, info, warn};

use crate::caller::Caller;
use crate::challenge::Challenge;
use crate::limits::Limit;
use crate::prices::Prices;

fn country(to: Option<&Address>) -> String {
    named(to.and_then(Address::country))
}

fn named(country: Option<Region>) -> String {
    country.map_or_else(|| "none".to_owned(), |region| region.to_string())
}

fn masked(to: Option<&Address>) -> String {
    to.map_or_else(|| "none".to_owned(), Address::masked)
}

/// One call to a provider.
pub(crate) struct Call<'a> {
    pub(crate) ask: &'a Ask,
    pub(crate) by: &'a Caller,
    pub(crate) challenge: i64,
    pub(crate) provider: &'a str,
    pub(crate) took: Duration,
}

/// How a call to a provider ended.
struct Ended<'a> {
    channel: Channel,
    outcome: &'static str,
    /// What the provider knows the message by, where that is known.
    message_id: Option<&'a str>,
    error: Option<&'a ProviderError>,
}

/// One line for one call, as loud as its end: what denies us needs the operator, an outage their eye.
fn tell(name: &'static str, call: &Call<'_>, ended: &Ended<'_>) {
    let Ended { outcome, error, .. } = *ended;
    macro_rules! line {
        ($level:ident, $event:expr, $($words:tt)*) => {
            $level!(target: "doorcode", event = $event, call = name, request_id = call.by.request_id(),
                challenge = call.challenge, purpose = call.ask.purpose.as_str(), channel = ended.channel.as_str(),
                provider = call.provider, to = call.ask.to.masked(), outcome, message_id = ended.message_id,
                provider_status = error.and_then(|e| e.status), provider_code = error.and_then(|e| e.code),
                provider_request_id = error.and_then(|e| e.request_id.as_deref()), caller = call.by.key(),
                took_ms = millis(call.took), $($words)*)
        };
    }
    match error.map(|error| error.failure) {
        Some(Failure::Denied) => {
            line!(
                error,
                "provider_denied",
                "the provider denies our credentials or set-up: run `doorcode check`"
            );
        }
        Some(Failure::Unknown | Failure::Unreachable) => line!(warn, name, "{name} {outcome}"),
        Some(_) if name == "cancel" => line!(warn, name, "{name} {outcome}"),
        _ => line!(info, name, "{name} {outcome}"),
    }
}

/// A provider was asked to send, and how that ended.
pub(crate) fn sent(call: &Call<'_>, ended: Result<(&str, Channel), &ProviderError>) {
    let ask = call.ask;
    let (outcome, message_id, channel) = match ended {
        Ok((message_id, channel)) => ("sent", Some(message_id), channel),
        Err(error) => (error.failure.as_str(), None, ask.channel),
    };
    counter!("doorcode_sends_total", "purpose" => ask.purpose.as_str(), "provider" => call.provider.to_owned(),
        "channel" => channel.as_str(), "country" => country(Some(&ask.to)), "outcome" => outcome)
    .increment(1);
    let error = ended.err();
    took(call, "send", channel, outcome, error);
    tell("send", call, &Ended { channel, outcome, message_id, error });
}

/// A provider was asked whether a code is right. `outcome` is `right`, `wrong`, `gone` or the failure.
pub(crate) fn checked(
    call: &Call<'_>,
    message_id: Option<&str>,
    ended: Result<&'static str, &ProviderError>,
) {
    let ask = call.ask;
    let (outcome, channel) = (ended.unwrap_or_else(|error| error.failure.as_str()), ask.channel);
    counter!("doorcode_checks_total", "purpose" => ask.purpose.as_str(), "provider" => call.provider.to_owned(),
        "channel" => channel.as_str(), "country" => country(Some(&ask.to)), "outcome" => outcome)
    .increment(1);
    let error = ended.err();
    took(call, "check", channel, outcome, error);
    tell("check", call, &Ended { channel, outcome, message_id, error });
}

/// Makes the figures begin at 0 that an alert waits for: what is 1 when it is first read never rose.
pub(crate) fn begins(provider: &'static str, channel: Channel) {
    for call in ["send", "check", "cancel"] {
        counter!("doorcode_provider_failures_total", "provider" => provider, "call" => call,
            "channel" => channel.as_str(), "failure" => Failure::Denied.as_str())
        .increment(0);
    }
}

/// A code was handed to a provider, or may have been: one that is new (`first`), or one that another had before (`next`).
pub(crate) fn started(ask: &Ask, provider: &str, channel: Channel, leg: &'static str) {
    if channels::providers::is_test(provider) {
        return;
    }
    counter!("doorcode_verifications_started_total", "purpose" => ask.purpose.as_str(), "provider" => provider.to_owned(),
        "channel" => channel.as_str(), "country" => country(Some(&ask.to)), "leg" => leg)
    .increment(1);
    // where nobody ever types a code, none of none would be no completion at all
    completed(ask, provider, channel).increment(0);
}

fn completed(ask: &Ask, provider: &str, channel: Channel) -> Counter {
    counter!("doorcode_verifications_approved_total", "purpose" => ask.purpose.as_str(), "provider" => provider.to_owned(),
        "channel" => channel.as_str(), "country" => country(Some(&ask.to)))
}

/// What a message cost, where the operator said: a repeat costs again. `purpose` is that of its code, or `notice`.
pub(crate) fn charged(
    prices: &Prices,
    purpose: &'static str,
    to: &Address,
    provider: &str,
    channel: Channel,
) {
    let Some(billionths) = prices.of(channel, to.country()) else { return };
    if channels::providers::charges(provider) {
        counter!("doorcode_cost_total", "purpose" => purpose, "provider" => provider.to_owned(),
            "channel" => channel.as_str(), "country" => country(Some(to)))
        .increment(billionths);
    }
}

/// A code was right and that is written down, so long after the last send.
pub(crate) fn approved(ask: &Ask, by: &Caller, challenge: &Challenge, took: Duration) {
    // where its start was counted, whatever was tried since
    let (channel, provider) = challenge.way();
    counter!("doorcode_approvals_total", "purpose" => ask.purpose.as_str(), "provider" => provider.to_owned(),
        "channel" => channel.as_str(), "country" => country(Some(&ask.to)), "outcome" => "approved")
    .increment(1);
    // those of test numbers are nobody's completion
    if !channels::providers::is_test(provider) {
        completed(ask, provider, channel).increment(1);
        histogram!("doorcode_approval_seconds", "provider" => provider.to_owned(), "channel" => channel.as_str(),
            "country" => country(Some(&ask.to)))
        .record(took.as_secs_f64());
    }
    info!(target: "doorcode", event = "approve", request_id = by.request_id(), challenge = challenge.id,
        purpose = ask.purpose.as_str(), to = ask.to.masked(), took_s = took.as_secs(), "approved");
}

/// A carrier could not be told that its code was right: its routes learn nothing from this one, and nothing else is lost.
pub(crate) fn unthanked(ask: &Ask, challenge: i64, message: &MessageId, error: &ProviderError) {
    warn!(target: "doorcode", event = "conversion", challenge, channel = ask.channel.as_str(), provider = error.provider,
        message_id = message.as_str(), outcome = error.failure.as_str(), provider_status = error.status,
        provider_code = error.code, "the carrier was not told that its code was right");
}

/// A provider reported something new of a message.
pub(crate) fn reported(told: &Challenge, provider: &str, report: &Report, by: &Caller) {
    let (to, channel) = (Address::stored(&told.address), told.way().0);
    let (outcome, reason) = match report.delivery {
        Delivery::Sent => ("sent", "none"),
        Delivery::Delivered => ("delivered", "none"),
        Delivery::Failed(why) => ("failed", why.as_str()),
    };
    let reported = |outcome, reason| {
        counter!("doorcode_deliveries_total", "provider" => provider.to_owned(), "channel" => channel.as_str(),
            "country" => country(to.as_ref()), "outcome" => outcome, "reason" => reason)
    };
    reported(outcome, reason).increment(1);
    // where nothing arrives, that is what is to be seen
    reported("delivered", "none").increment(0);
    info!(target: "doorcode", event = "delivery", request_id = by.request_id(), challenge = told.id,
        purpose = told.purpose.as_str(), channel = channel.as_str(), provider, to = masked(to.as_ref()), outcome,
        reason, message_id = report.message.as_str(), provider_code = report.code, "delivery {outcome}");
}

/// A delivery report was refused. Its provider is named only where it is one of ours.
pub(crate) fn report_refused(provider: &str, fault: ReportFault, by: &Caller) {
    let (provider, fault) = match fault {
        ReportFault::NotOffered => ("none", "not_offered"),
        ReportFault::Forged => (provider, "forged"),
        ReportFault::Unreadable => (provider, "unreadable"),
    };
    counter!("doorcode_reports_refused_total", "provider" => provider.to_owned(), "fault" => fault)
        .increment(1);
    macro_rules! line {
        ($level:ident) => {
            $level!(target: "doorcode", event = "report", request_id = by.request_id(), provider, outcome = fault,
                caller = by.key(), "a delivery report was refused: {fault}")
        };
    }
    // anybody may knock where nobody lives
    if provider == "none" { line!(info) } else { line!(warn) }
}

/// A guess was refused without asking anybody.
pub(crate) fn refused_guess(purpose: Purpose, to: Option<&Address>, by: &Caller, why: &'static str) {
    counter!("doorcode_checks_total", "purpose" => purpose.as_str(), "provider" => "none", "channel" => "none",
        "country" => country(to), "outcome" => why)
    .increment(1);
    info!(target: "doorcode", event = "check", request_id = by.request_id(), purpose = purpose.as_str(),
        to = masked(to), outcome = why, caller = by.key(), "check refused: {why}");
}

/// A predecessor was cancelled at its provider, or could not be.
pub(crate) fn cancelled(call: &Call<'_>, message_id: &str, ended: Result<(), &ProviderError>) {
    let (error, channel) = (ended.err(), call.ask.channel);
    let outcome = error.map_or("cancelled", |error| error.failure.as_str());
    took(call, "cancel", channel, outcome, error);
    if error.is_some() {
        tell("cancel", call, &Ended { channel, outcome, message_id: Some(message_id), error });
    }
}

/// A limit said no.
pub(crate) fn limited(
    limit: Limit,
    purpose: Option<Purpose>,
    to: Option<&Address>,
    by: &Caller,
    retry_after: Duration,
) {
    let purpose = purpose.map_or("none", Purpose::as_str);
    counter!("doorcode_limits_hit_total", "limit" => limit.as_str(), "purpose" => purpose, "country" => country(to))
        .increment(1);
    info!(target: "doorcode", event = "limit", request_id = by.request_id(), limit = limit.as_str(), purpose,
        to = masked(to), caller = by.key(), retry_after_s = retry_after.as_secs(), "limit hit");
}

/// A registration ended; `channel` tells how the number was proven, if it was.
pub(crate) fn registered(
    channel: Option<Channel>,
    country: Option<Region>,
    by: &Caller,
    user: Option<i64>,
    outcome: &'static str,
) {
    counter!("doorcode_registrations_total", "outcome" => outcome, "channel" => channel.map_or("none", Channel::as_str),
        "country" => named(country))
    .increment(1);
    flow("register", by, user, outcome);
}

/// A sign-in with a password ended; `identifier` is the kind of name that was typed.
pub(crate) fn signed_in(identifier: &'static str, by: &Caller, user: Option<i64>, outcome: &'static str) {
    counter!("doorcode_logins_total", "outcome" => outcome, "identifier" => identifier).increment(1);
    flow("login", by, user, outcome);
}

/// A flow other than send and check ended: `register`, `login`, `reset`, `set_email`, `refresh`, `logout` and the like.
pub(crate) fn flow(name: &'static str, by: &Caller, user: Option<i64>, outcome: &'static str) {
    counter!("doorcode_flows_total", "flow" => name, "outcome" => outcome).increment(1);
    info!(target: "doorcode", event = name, request_id = by.request_id(), user, outcome, "{name} {outcome}");
}

/// Something an operator should look at, that no caller is told.
pub(crate) fn notice(event: &'static str, user: Option<i64>, text: &'static str) {
    warn!(target: "doorcode", event, user, "{text}");
}

/// A notice was handed over, or nobody carries one there.
pub(crate) fn told(event: &'static str, user: i64, to: &Address, told: &Told) {
    let outcome = told.ended.as_ref().map_or_else(|error| error.failure.as_str(), |()| "sent");
    let (provider, channel) =
        told.by.map_or(("none", "none"), |(provider, channel)| (provider, channel.as_str()));
    counter!("doorcode_notices_total", "notice" => event, "outcome" => outcome).increment(1);
    info!(target: "doorcode", event = "notice", notice = event, user, to = to.masked(), provider, channel, outcome,
        "notice {outcome}");
}

/// The database did not answer as it should.
pub(crate) fn store_failed(question: &'static str, error: &dyn std::fmt::Display) {
    counter!("doorcode_store_failures_total", "question" => question).increment(1);
    warn!(target: "doorcode", event = "store", question, error = %error, "the database failed");
}

fn took(
    call: &Call<'_>,
    name: &'static str,
    channel: Channel,
    outcome: &'static str,
    error: Option<&ProviderError>,
) {
    histogram!("doorcode_provider_seconds", "provider" => call.provider.to_owned(), "call" => name,
        "channel" => channel.as_str(), "outcome" => outcome)
    .record(call.took.as_secs_f64());
    if let Some(error) = error {
        failed(call, name, channel, error);
    }
}

fn failed(call: &Call<'_>, name: &'static str, channel: Channel, error: &ProviderError) {
    counter!("doorcode_provider_failures_total", "provider" => call.provider.to_owned(), "call" => name,
        "channel" => channel.as_str(), "failure" => error.failure.as_str())
    .increment(1);
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
