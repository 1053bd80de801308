//! The one pooled HTTP client, its deadlines, and the only two things a caller must know of a failure:
//! whether bytes may have left, and nothing else.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Client, Method};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, timeout_at};

/// Most of an answer that is read.
const LARGEST_ANSWER: usize = 64 * 1024;

/// The client. Cheap to clone.
#[derive(Clone)]
pub struct Http {
    client: Client,
    patience: Duration,
    retries: Arc<Budget>,
}

/// A request to a provider.
#[derive(Debug)]
pub struct Request {
    /// The whole URL.
    pub url: String,
    /// HTTP Basic.
    pub user: String,
    /// HTTP Basic.
    pub password: SecretString,
    /// The form of a POST; without one it is a GET.
    pub form: Option<Vec<(&'static str, String)>>,
    /// May be sent once more if no connection came about.
    pub may_repeat: bool,
}

/// A provider's answer, whole.
#[derive(Debug)]
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
            .no_proxy()
            .pool_idle_timeout(Duration::from_secs(60))
            .tcp_nodelay(true)
            .user_agent("doorcode")
            .build()
            .expect("a TLS client can be built");
        Self { client, patience, retries: Arc::new(Budget::default()) }
    }

    /// Asks, within the deadline. No redirect is followed.
    pub async fn ask(&self, request: &Request) -> Result<Reply, HttpFault> {
        let deadline = Instant::now() + self.patience;
        self.retries.earn();
        match self.ask_once(request, deadline).await {
            Err(HttpFault::Unreachable) if request.may_repeat && self.retries.spend() => {
                tokio::time::sleep(Duration::from_millis(rand::random_range(0..100))).await;
                self.ask_once(request, deadline).await
            }
            other => other,
        }
    }

    async fn ask_once(&self, request: &Request, deadline: Instant) -> Result<Reply, HttpFault> {
        let method = if request.form.is_some() { Method::POST } else { Method::GET };
        let mut call = self
            .client
            .request(method, &request.url)
            .basic_auth(&request.user, Some(request.password.expose_secret()))
            .header("accept", "application/json");
        if let Some(form) = &request.form {
            call = call.form(form);
        }
        let exchange = async {
            let answer = call.send().await.map_err(|error| {
                if error.is_connect() { HttpFault::Unreachable } else { HttpFault::Unknown }
            })?;
            let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
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
    /// A header, if it is text of ordinary length.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok().filter(|text| text.len() <= 200)
    }

    /// `Retry-After` in whole seconds (RFC 9110 10.2.3), at most an hour; dates and garbage count as absent.
    pub fn retry_after(&self) -> Option<Duration> {
        let seconds: u64 = self.header(RETRY_AFTER.as_str())?.trim().parse().ok()?;
        Some(Duration::from_secs(seconds.clamp(1, 3600)))
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
