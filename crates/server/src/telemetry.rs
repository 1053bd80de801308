//! Where log lines go: to standard error, in UTC, written off the request path, as text for people or JSON for machines.
//! What a line may say is decided where it is written; a panic's own text never gets in, it may hold a value.

use std::{io::IsTerminal, panic};

use tracing::Metadata;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::{
    EnvFilter,
    filter::{LevelFilter, filter_fn},
    fmt,
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use crate::config::LogFormat;

/// Our own events, and of the libraries only what an operator must act on.
const DEFAULT: &str =
    "info,poem=warn,sqlx=warn,sea_orm=warn,sea_orm_migration=warn,hyper=warn,h2=warn,reqwest=warn";

/// Lines that wait to be written. Beyond this they are dropped, rather than requests made to wait.
const WAITING: usize = 8192;

/// Writes the remaining lines when it is dropped.
#[must_use]
pub struct Telemetry {
    _writer: WorkerGuard,
}

/// Whatever `RUST_LOG` asks for, some lines of libraries are never written: those of the phone number library repeat what
/// was typed, the spans of the database library hold its URL with the password, and its driver repeats parts of a URL it does
/// not understand.
fn is_harmless(line: &Metadata<'_>) -> bool {
    let from = |library| line.target().starts_with(library);
    !(from("rlibphonenumber") || from("sea_orm") && line.is_span() || from("sqlx_postgres::options"))
}

/// Starts the log. `filter` is `RUST_LOG`; one that cannot be read counts as absent.
pub fn start(format: LogFormat, filter: Option<&str>) -> Telemetry {
    let (writer, guard) = tracing_appender::non_blocking::NonBlockingBuilder::default()
        .buffered_lines_limit(WAITING)
        .finish(std::io::stderr());
    let filter = filter.and_then(|filter| EnvFilter::try_new(filter).ok());
    let filter = filter.unwrap_or_else(|| EnvFilter::new(DEFAULT));
    let most = filter.max_level_hint().unwrap_or(LevelFilter::TRACE);
    let registry =
        tracing_subscriber::registry().with(filter).with(filter_fn(is_harmless).with_max_level_hint(most));
    let started = match format {
        LogFormat::Json => registry
            .with(fmt::layer().json().flatten_event(true).with_current_span(false).with_writer(writer))
            .try_init(),
        LogFormat::Text => registry
            .with(fmt::layer().with_ansi(std::io::stderr().is_terminal()).with_writer(writer))
            .try_init(),
    };
    // A second start (a test) keeps the first log.
    drop(started);
    panic::set_hook(Box::new(|panicked| {
        let place = panicked.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a task panicked");
    }));
    Telemetry { _writer: guard }
}
