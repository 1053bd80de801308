//! The figures of `/metrics`: the recorder behind the `metrics` facade, and who may read it. Business figures are counted
//! where the business happens, in identity; here only requests are.

use std::{sync::OnceLock, time::Duration};

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

static FIGURES: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Starts counting; once per process.
pub fn start() -> Option<&'static PrometheusHandle> {
    let made = FIGURES.get_or_init(|| {
        let builder = PrometheusBuilder::new();
        let builder = builder.set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), SECONDS).ok()?;
        let figures = builder.install_recorder().ok()?;
        describe();
        identity::describe_figures();
        Some(figures)
    });
    made.as_ref()
}

fn describe() {
    metrics::describe_counter!("doorcode_http_requests_total", "Requests that were answered.");
    metrics::describe_histogram!(
        "doorcode_http_request_seconds",
        "How long a request took to answer, in seconds."
    );
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
    let text = start().map(PrometheusHandle::render).unwrap_or_default();
    Ok(Response::builder()
        .header(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
        .body(text))
}
