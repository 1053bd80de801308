//! The bodies of the session operations: what the document prints, what is read, and what is answered.

use identity::{SessionLine, TokenPair};
use poem_openapi::{Object, types::Example};
use secrecy::ExposeSecret;

use super::words::Time;
use crate::body::{Asked, Fields};

/// A refresh token.
#[derive(Object)]
#[oai(example)]
pub struct RefreshRequest {
    /// The `refresh_token` of the last pair.
    pub refresh_token: String,
}

impl Example for RefreshRequest {
    fn example() -> Self {
        Self { refresh_token: "q7Xk2m".to_owned() }
    }
}

/// A refresh token, understood.
pub struct Renewing(pub String);

impl Asked for Renewing {
    type Printed = RefreshRequest;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        fields.opaque("refresh_token").map(Self)
    }
}

/// Which session ends, where no bearer token says so.
#[derive(Object)]
#[oai(example)]
pub struct LogoutRequest {
    /// The `refresh_token` of the session.
    #[oai(skip_serializing_if_is_none)]
    pub refresh_token: Option<String>,
}

impl Example for LogoutRequest {
    fn example() -> Self {
        Self { refresh_token: None }
    }
}

/// Which session ends, understood.
pub struct Leaving(pub Option<String>);

impl Asked for Leaving {
    type Printed = LogoutRequest;
    const REQUIRED: bool = false;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        Some(Self(fields.opaque_if_given("refresh_token")))
    }
}

/// A new pair of tokens.
#[derive(Object)]
// generated clients in Java have a class `Pair` of their own
#[oai(example, rename = "TokenPair")]
pub struct Pair {
    /// The access token: `Authorization: Bearer <token>`.
    pub token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// Seconds the access token lives.
    pub expires_in: u64,
    /// Gets the next pair, once.
    pub refresh_token: String,
}

impl Pair {
    /// The pair of a session.
    pub fn new(tokens: &TokenPair) -> Self {
        Self {
            token: tokens.access.expose_secret().to_owned(),
            token_type: "Bearer".to_owned(),
            expires_in: tokens.expires_in.as_secs(),
            refresh_token: tokens.refresh.expose_secret().to_owned(),
        }
    }
}

impl Example for Pair {
    fn example() -> Self {
        Self {
            token: "eyJ…".to_owned(),
            token_type: "Bearer".to_owned(),
            expires_in: 900,
            refresh_token: "q7…".to_owned(),
        }
    }
}

/// Where an account is signed in.
#[derive(Object)]
#[oai(example)]
pub struct SessionList {
    /// The sessions, the one used last first.
    pub sessions: Vec<SessionItem>,
}

/// One session.
#[derive(Object)]
pub struct SessionItem {
    /// Ends it: `DELETE /sessions/{id}`.
    pub id: i64,
    /// The device as it described itself at sign-in (its `User-Agent`).
    #[oai(skip_serializing_if_is_none)]
    pub device: Option<String>,
    /// When somebody signed in.
    pub created_at: Time,
    /// When its tokens were renewed last, or made.
    pub last_used_at: Time,
    /// Whether it is the session of this request.
    pub current: bool,
}

impl SessionList {
    /// The sessions of one account, as the holder of `current` sees them.
    pub fn new(sessions: Vec<SessionLine>, current: i64) -> Self {
        let item = |line: SessionLine| SessionItem {
            id: line.id,
            device: line.device,
            created_at: line.created_at.into(),
            last_used_at: line.last_used_at.into(),
            current: line.id == current,
        };
        Self { sessions: sessions.into_iter().map(item).collect() }
    }
}

impl Example for SessionList {
    fn example() -> Self {
        let device =
            Some("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0".to_owned());
        let (created_at, last_used_at) = (Time::example(), Time::example());
        Self { sessions: vec![SessionItem { id: 7, device, created_at, last_used_at, current: true }] }
    }
}
