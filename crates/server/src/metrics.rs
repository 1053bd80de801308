//! The figures of `/metrics`: the recorder behind the `metrics` facade, and who may read it. Business figures are counted
//! where the business happens, in identity; here only requests are.

use std::{fmt::Write, sync::OnceLock, time::Duration};

use channels::Circuit;
use identity::Figure;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use poem::{Request, Response, http::header};
use secrecy::ExposeSecret;

use crate::{
    auth, caller,
    desk::Desk,
    problem::{Problem, ProblemCode, Raised},
};

/// Upper bounds of the buckets of every duration, in seconds.
const SECONDS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Upper bounds of the buckets of what a person takes, in seconds.
const PATIENCE: &[f64] =
    &[1.0, 2.5, 5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 300.0, 600.0];

/// The one figure that is counted in billionths, and read in whole units.
const COST: &str = "doorcode_cost_total";

/// Every figure of this floor.
const OURS: &[Figure] = &[
    Figure::counter(
        "doorcode_http_requests_total",
        &["method", "route", "status"],
        "Requests that were answered.",
    ),
    Figure::histogram(
        "doorcode_http_request_seconds",
        &["route"],
        "How long a request took to answer, in seconds.",
    ),
    Figure::gauge(
        "doorcode_provider_circuit",
        &["provider", "channel"],
        "Whether a provider is asked: 0 it is, 1 one call decides, 2 it is left alone for a while.",
    ),
    Figure::gauge("doorcode_provider_calls", &["provider", "channel"], "Calls to a provider under way."),
    Figure::gauge(
        "doorcode_provider_calls_limit",
        &["provider", "channel"],
        "Calls to a provider that may be under way; further ones are refused.",
    ),
];

/// Every figure there is.
pub fn figures() -> impl Iterator<Item = &'static Figure> {
    OURS.iter().chain(identity::FIGURES)
}

static FIGURES: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Starts counting; once per process.
pub fn start() -> Option<&'static PrometheusHandle> {
    let made = FIGURES.get_or_init(|| {
        let builder = PrometheusBuilder::new();
        let builder = builder.set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), SECONDS).ok()?;
        let approval = Matcher::Full("doorcode_approval_seconds".to_owned());
        let recorder = builder.set_buckets_for_metric(approval, PATIENCE).ok()?.install_recorder().ok()?;
        figures().for_each(Figure::describe);
        Some(recorder)
    });
    made.as_ref()
}

/// Lets old samples go; to be called now and then.
pub fn tidy() {
    if let Some(figures) = FIGURES.get().and_then(Option::as_ref) {
        figures.run_upkeep();
    }
}

/// One answered request.
pub fn count_request(method: &str, route: &str, status: u16, took: Duration) {
    let labels = [("method", method.to_owned()), ("route", route.to_owned()), ("status", status.to_string())];
    metrics::counter!("doorcode_http_requests_total", &labels).increment(1);
    metrics::histogram!("doorcode_http_request_seconds", "route" => route.to_owned())
        .record(took.as_secs_f64());
}

/// The page, for those who may read it: the holder of the token, or without one a program on this machine.
pub fn page(request: &Request, desk: &Desk) -> Result<Response, Raised> {
    let (allowed, refusal) = match &desk.metrics_token {
        Some(token) => {
            let sent = auth::bearer(request.headers());
            (
                sent.is_some_and(|sent| auth::same_secret(sent, token.expose_secret())),
                ProblemCode::Unauthorized,
            )
        }
        // A reverse proxy on this machine is loopback, too: what it forwarded is not local.
        None => {
            (caller::peer(request).is_loopback() && !caller::was_forwarded(request), ProblemCode::NotFound)
        }
    };
    if !allowed {
        return Err(Problem::new(refusal).into());
    }
    let figures = start();
    look_at_the_lines(desk);
    desk.identity.begin_figures();
    let text = figures.map(PrometheusHandle::render).unwrap_or_default();
    Ok(Response::builder()
        .header(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
        .body(in_whole_units(&text)))
}

/// What every line to a provider is doing at this moment.
fn look_at_the_lines(desk: &Desk) {
    for line in desk.identity.lines() {
        let labels = [("provider", line.provider), ("channel", line.channel.as_str())];
        let circuit = match line.circuit {
            Circuit::Closed => 0.0,
            Circuit::HalfOpen => 1.0,
            Circuit::Open => 2.0,
        };
        metrics::gauge!("doorcode_provider_circuit", &labels).set(circuit);
        let count = |calls: usize| f64::from(u32::try_from(calls).unwrap_or(u32::MAX));
        metrics::gauge!("doorcode_provider_calls", &labels).set(count(line.calls));
        metrics::gauge!("doorcode_provider_calls_limit", &labels).set(count(line.calls_limit));
    }
}

/// Counters are whole numbers, and money is not: what was counted in billionths is written with a point.
fn in_whole_units(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 64);
    for line in text.lines() {
        let counted = line.strip_prefix(COST).and_then(|sample| sample.rsplit_once(' '));
        let counted = counted.and_then(|(labels, count)| Some((labels, count.parse::<u64>().ok()?)));
        if let Some((labels, count)) = counted {
            let (whole, part) = (count / identity::UNIT, count % identity::UNIT);
            write!(written, "{COST}{labels} {whole}.{part:09}").ok();
        } else {
            written.push_str(line);
        }
        written.push('\n');
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_with_a_point_and_nothing_else_is() {
        let text = "# TYPE doorcode_cost_total counter\ndoorcode_cost_total{channel=\"sms\"} 15800000\n\
                    doorcode_sends_total{channel=\"sms\"} 2\ndoorcode_cost_total{channel=\"call\"} 3000000000\n\n";
        let written = in_whole_units(text);
        let lines: Vec<_> = written.lines().collect();
        assert_eq!(
            lines,
            [
                "# TYPE doorcode_cost_total counter",
                "doorcode_cost_total{channel=\"sms\"} 0.015800000",
                "doorcode_sends_total{channel=\"sms\"} 2",
                "doorcode_cost_total{channel=\"call\"} 3.000000000",
                "",
            ]
        );
    }
}
