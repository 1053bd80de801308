//! Sessions: renew the pair of tokens, end one session, end them all.

use identity::TokenPair;
use poem_openapi::{Object, OpenApi, types::Example};
use secrecy::ExposeSecret;

use super::{Answer, At, Empty, Tag};
use crate::{
    auth::{Bearer, BearerIfGiven},
    body::{Asked, Body, Fields},
    caller::By,
    problem::{Problem, ProblemCode, Refused, family},
};

/// The operations of this file.
pub struct Sessions;

#[OpenApi(tag = "Tag::Sessions")]
impl Sessions {
    /// Renew the tokens
    ///
    /// Exchanges a refresh token for a new pair. A refresh token works once: using it again later ends the session,
    /// because somebody else may hold it.
    #[oai(path = "/refresh", method = "post", operation_id = "refresh")]
    async fn refresh(
        &self,
        at: At,
        by: By,
        body: Body<Renewing>,
    ) -> Result<Answer<Pair>, Refused<family::Renewing>> {
        let pair = at.identity.sessions.refresh(&body.0.0, &by.0).await?;
        Ok(Answer(Pair::new(&pair)))
    }

    /// Sign out
    ///
    /// Ends one session, named by the bearer token or by a `refresh_token` in the body.
    #[oai(path = "/logout", method = "post", operation_id = "logout")]
    async fn logout(
        &self,
        bearer: BearerIfGiven,
        at: At,
        by: By,
        body: Body<Leaving>,
    ) -> Result<Empty, Refused<family::Renewing>> {
        let sessions = &at.identity.sessions;
        match (body.0.0, bearer.0) {
            (Some(refresh), _) => sessions.end_by_refresh(&refresh.into(), &by.0).await?,
            (None, Some(token)) => sessions.end(&sessions.authenticate(&token).await?, &by.0).await?,
            (None, None) => return Err(Problem::new(ProblemCode::Unauthorized).into()),
        }
        Ok(Empty)
    }

    /// Sign out everywhere
    ///
    /// Ends every session of the account, on every device.
    #[oai(path = "/logout-all", method = "post", operation_id = "logoutAll")]
    async fn logout_all(&self, signed: Bearer, at: At, by: By) -> Result<Empty, Refused<family::Reading>> {
        at.identity.sessions.end_all(&signed.0, &by.0).await?;
        Ok(Empty)
    }
}

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
pub struct Renewing(String);

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
pub struct Leaving(Option<String>);

impl Asked for Leaving {
    type Printed = LogoutRequest;
    const REQUIRED: bool = false;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        Some(Self(fields.opaque_if_given("refresh_token")))
    }
}

/// A new pair of tokens.
#[derive(Object)]
#[oai(example)]
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
    fn new(tokens: &TokenPair) -> Self {
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
