//! Every figure that is counted on this floor: its name, what it counts, and what tells its samples apart. One table, so that
//! alerts and dashboards can be held to it. A label that means nothing for a sample is `none`.

use metrics::{describe_counter, describe_gauge, describe_histogram};

/// One figure.
#[derive(Debug, Clone, Copy)]
pub struct Figure {
    /// As it is exported.
    pub name: &'static str,
    /// What kind of number it is.
    pub kind: FigureKind,
    /// What it counts.
    pub help: &'static str,
    /// What its samples are told apart by: closed lists, and countries.
    pub labels: &'static [&'static str],
}

/// What kind of number a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureKind {
    /// It only grows.
    Counter,
    /// It goes up and down.
    Gauge,
    /// It is counted by its size.
    Histogram,
}

impl Figure {
    /// A number that only grows.
    pub const fn counter(name: &'static str, labels: &'static [&'static str], help: &'static str) -> Self {
        Self { name, kind: FigureKind::Counter, help, labels }
    }

    /// A number that goes up and down.
    pub const fn gauge(name: &'static str, labels: &'static [&'static str], help: &'static str) -> Self {
        Self { name, kind: FigureKind::Gauge, help, labels }
    }

    /// Numbers that are counted by their size.
    pub const fn histogram(name: &'static str, labels: &'static [&'static str], help: &'static str) -> Self {
        Self { name, kind: FigureKind::Histogram, help, labels }
    }

    /// Says what it is on the page it is read on; once per process, after its recorder was installed.
    pub fn describe(&self) {
        match self.kind {
            FigureKind::Counter => describe_counter!(self.name, self.help),
            FigureKind::Gauge => describe_gauge!(self.name, self.help),
            FigureKind::Histogram => describe_histogram!(self.name, self.help),
        }
    }
}

/// Every figure of this floor.
pub const FIGURES: &[Figure] = &[
    Figure::counter(
        "doorcode_sends_total",
        &["purpose", "provider", "channel", "country", "outcome"],
        "Codes a provider was asked to send, by how that ended.",
    ),
    Figure::counter(
        "doorcode_checks_total",
        &["purpose", "provider", "channel", "country", "outcome"],
        "Codes that were typed, by what was said of them.",
    ),
    Figure::counter(
        "doorcode_approvals_total",
        &["purpose", "provider", "channel", "country", "outcome"],
        "Codes that were right, written down.",
    ),
    Figure::counter(
        "doorcode_verifications_started_total",
        &["purpose", "provider", "channel", "country", "leg"],
        "Codes that left: new ones (leg first), and known ones by another channel or provider than before (leg next).",
    ),
    Figure::counter(
        "doorcode_verifications_approved_total",
        &["purpose", "provider", "channel", "country"],
        "Codes that were right, where they left last; over all that left there, this is completion.",
    ),
    Figure::histogram(
        "doorcode_approval_seconds",
        &["provider", "channel", "country"],
        "How long after the last send the right code was typed, in seconds.",
    ),
    Figure::counter(
        "doorcode_deliveries_total",
        &["provider", "channel", "country", "outcome", "reason"],
        "What providers reported of messages, each change once.",
    ),
    Figure::counter(
        "doorcode_reports_refused_total",
        &["provider", "fault"],
        "Delivery reports that were not believed or not understood.",
    ),
    Figure::counter(
        "doorcode_cost_total",
        &["purpose", "provider", "channel", "country"],
        "What messages cost by PRICE_PER_SEND, in its currency, notices too; absent where that is not set.",
    ),
    Figure::counter(
        "doorcode_registrations_total",
        &["outcome", "channel", "country"],
        "Registrations, by how the number was proven.",
    ),
    Figure::counter(
        "doorcode_logins_total",
        &["outcome", "identifier"],
        "Sign-ins with a password, by the kind of name, and by code.",
    ),
    Figure::counter(
        "doorcode_flows_total",
        &["flow", "outcome"],
        "Everything else that was asked for, by how it ended.",
    ),
    Figure::counter(
        "doorcode_notices_total",
        &["notice", "outcome"],
        "Messages about a change of an account, by how that ended.",
    ),
    Figure::counter(
        "doorcode_limits_hit_total",
        &["limit", "purpose", "country"],
        "Requests that a limit refused.",
    ),
    Figure::counter(
        "doorcode_provider_failures_total",
        &["provider", "call", "channel", "failure"],
        "Calls that a provider did not do as asked.",
    ),
    Figure::counter("doorcode_store_failures_total", &["question"], "Questions the database did not answer."),
    Figure::histogram(
        "doorcode_provider_seconds",
        &["provider", "call", "channel", "outcome"],
        "How long a provider took to answer, in seconds.",
    ),
];

/// Describes every figure of this floor; once per process, after its recorder was installed.
pub fn describe_figures() {
    FIGURES.iter().for_each(Figure::describe);
}
