//! The one pooled HTTP client, its deadlines, and the only two things a caller must know of a failure:
//! whether bytes may have left, and nothing else.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use reqwest::Client;
use reqwest::header::{ACCEPT, CONTENT_TYPE, DATE, HeaderMap, RETRY_AFTER};
use secrecy::ExposeSecret;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;
use tokio::time::{Instant, timeout_at};

use crate::error::{Failure, ProviderError};
use crate::request::{Credentials, Payload, Request};

/// Most of an answer that is read.
const LARGEST_ANSWER: usize = 64 * 1024;

/// The client. Cheap to clone.
#[derive(Clone)]
pub struct Http {
    client: Client,
    connect: Duration,
    patience: Duration,
    retries: Arc<Budget>,
}

/// A provider's answer, whole. `Debug` shows its status only: it may repeat an address.
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// At most 64 KiB.
    pub body: Vec<u8>,
    headers: HeaderMap,
}

/// No answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HttpFault {
    /// No connection: nothing left this machine.
    #[error("no connection")]
    Unreachable,
    /// The request may have arrived: it was late, cut, or too much to read.
    #[error("no usable answer")]
    Unknown,
}

impl HttpFault {
    /// What it means for a message.
    pub const fn failure(self) -> Failure {
        match self {
            Self::Unreachable => Failure::Unreachable,
            Self::Unknown => Failure::Unknown,
        }
    }
}

impl Http {
    /// Connects within 2 s and waits 5 s in all.
    pub fn new() -> Self {
        Self::with_deadlines(Duration::from_secs(2), Duration::from_secs(5))
    }

    /// The same with other deadlines.
    ///
    /// # Panics
    /// Where no TLS configuration can be made: such a build can talk to nobody.
    #[expect(clippy::expect_used, reason = "only a broken build fails here, before anything is served")]
    pub fn with_deadlines(connect: Duration, patience: Duration) -> Self {
        // one TLS provider in the process; an error means that it is installed already
        rustls::crypto::ring::default_provider().install_default().ok();
        let client = Client::builder()
            .connect_timeout(connect)
            .redirect(reqwest::redirect::Policy::none())
            // what may be asked twice is decided below
            .retry(reqwest::retry::never())
            .no_proxy()
            .pool_idle_timeout(Duration::from_secs(60))
            .tcp_nodelay(true)
            .user_agent("doorcode")
            .build()
            .expect("a TLS client can be built");
        Self { client, connect, patience, retries: Arc::new(Budget::default()) }
    }

    /// How long a connection may take, and a question in all: they hold for carriers that speak something else, too.
    pub(crate) const fn deadlines(&self) -> (Duration, Duration) {
        (self.connect, self.patience)
    }

    /// Asks, within the deadline. No redirect is followed; where no connection came about, once more.
    pub async fn ask(&self, request: &Request) -> Result<Reply, HttpFault> {
        let deadline = Instant::now() + self.patience;
        self.retries.earn();
        match self.ask_once(request, deadline).await {
            Err(HttpFault::Unreachable) if self.retries.spend() => {
                tokio::time::sleep(Duration::from_millis(rand::random_range(0..100))).await;
                self.ask_once(request, deadline).await
            }
            other => other,
        }
    }

    /// The same, with the failure in the words of a provider.
    pub async fn ask_as(&self, provider: &str, request: &Request) -> Result<Reply, ProviderError> {
        self.ask(request).await.map_err(|fault| ProviderError::new(provider, fault.failure()))
    }

    async fn ask_once(&self, request: &Request, deadline: Instant) -> Result<Reply, HttpFault> {
        let mut call = self.client.request(request.verb.method(), &request.url);
        call = match &request.credentials {
            Credentials::None => call,
            Credentials::Basic { user, password } => call.basic_auth(user, Some(password.expose_secret())),
            Credentials::Bearer(token) => call.bearer_auth(token.expose_secret()),
        };
        if !request.headers.iter().any(|(name, _)| *name == "accept") {
            call = call.header(ACCEPT, "application/json");
        }
        for (name, value) in &request.headers {
            call = call.header(*name, value);
        }
        call = match &request.payload {
            Payload::None => call,
            Payload::Form(form) => call.form(form),
            Payload::Text { content_type, text } => {
                call.header(CONTENT_TYPE, *content_type).body(text.clone())
            }
        };
        let exchange = async {
            let mut answer = call.send().await.map_err(|error| {
                if error.is_connect() { HttpFault::Unreachable } else { HttpFault::Unknown }
            })?;
            let (status, headers) = (answer.status().as_u16(), std::mem::take(answer.headers_mut()));
            let body = read(answer).await?;
            Ok(Reply { status, body, headers })
        };
        timeout_at(deadline, exchange).await.unwrap_or(Err(HttpFault::Unknown))
    }
}

impl Default for Http {
    fn default() -> Self {
        Self::new()
    }
}

async fn read(mut answer: reqwest::Response) -> Result<Vec<u8>, HttpFault> {
    let mut body = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(|_| HttpFault::Unknown)? {
        if body.len() + piece.len() > LARGEST_ANSWER {
            return Err(HttpFault::Unknown);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

impl Reply {
    /// Whether it says that it was done.
    pub const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// A header, if it is text of ordinary length.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok().filter(|text| text.len() <= 200)
    }

    /// `Retry-After` (RFC 9110 10.2.3), at least a second and at most an hour. A date counts from the answer's own `Date`, so
    /// that no clock but the provider's is asked; garbage, and a date beside no other, count as absent.
    pub fn retry_after(&self) -> Option<Duration> {
        let text = self.header(RETRY_AFTER.as_str())?.trim();
        let seconds = match text.parse::<u64>() {
            Ok(seconds) => seconds,
            Err(_) => {
                u64::try_from((date(text)? - date(self.header(DATE.as_str())?)?).whole_seconds()).unwrap_or(0)
            }
        };
        Some(Duration::from_secs(seconds.clamp(1, 3600)))
    }
}

/// The form of a date that HTTP writes today; the two older ones count as garbage.
fn date(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc2822).ok()
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").field("status", &self.status).finish_non_exhaustive()
    }
}

/// One retry for ten calls, and a few to begin with: retries must not be what keeps a sick provider sick.
struct Budget(AtomicU32);

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(30))
    }
}

impl Budget {
    fn earn(&self) {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |saved| Some((saved + 1).min(100))).ok();
    }

    fn spend(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |saved| saved.checked_sub(10)).is_ok()
    }
}

#[cfg(test)]
impl Reply {
    /// An answer that nobody gave.
    pub(crate) fn made(status: u16, headers: &[(&'static str, &str)], body: &str) -> Self {
        let headers = headers.iter().map(|(name, value)| {
            (reqwest::header::HeaderName::from_static(name), value.parse().expect("a header"))
        });
        Self { status, body: body.as_bytes().to_vec(), headers: headers.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_to_wait_is_read_in_every_form_and_bounded() {
        let now = ("date", "Sat, 21 Nov 2026 03:34:52 GMT");
        for (headers, expected) in [
            (vec![("retry-after", "7")], Some(7)),
            (vec![("retry-after", " 120 ")], Some(120)),
            (vec![("retry-after", "0")], Some(1)),
            (vec![("retry-after", "86400")], Some(3600)),
            (vec![("retry-after", "Sat, 21 Nov 2026 03:35:52 GMT"), now], Some(60)),
            (vec![("retry-after", "Sat, 21 Nov 2026 03:30:00 GMT"), now], Some(1)),
            (vec![("retry-after", "Sun, 22 Nov 2099 03:30:00 GMT"), now], Some(3600)),
            (vec![("retry-after", "Sat, 21 Nov 2026 03:35:52 GMT")], None),
            (vec![("retry-after", "string"), now], None),
            (vec![("retry-after", "-5"), now], None),
            (vec![("retry-after", "1.5"), now], None),
            (vec![("retry-after", "99999999999999999999999"), now], None),
            (vec![("retry-after", ""), now], None),
            (vec![now], None),
        ] {
            let read = Reply::made(429, &headers, "").retry_after();
            assert_eq!(read, expected.map(Duration::from_secs), "{headers:?}");
        }
    }

    #[test]
    fn an_answer_does_not_show_what_it_carries() {
        let shown = format!("{:?}", Reply::made(429, &[("date", "482913")], "for +12025550123"));
        assert!(
            shown.contains("429") && !shown.contains("482913") && !shown.contains("12025550123"),
            "{shown}"
        );
    }

    #[test]
    fn one_retry_for_ten_calls() {
        let budget = Budget::default();
        let spent = (0..100).filter(|_| budget.spend()).count();
        assert_eq!(spent, 3, "a few to begin with");
        let retried = (0..1_000).filter(|_| {
            budget.earn();
            budget.spend()
        });
        assert_eq!(retried.count(), 100);
    }
}
