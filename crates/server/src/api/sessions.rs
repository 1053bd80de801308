//! Sessions: renew the pair of tokens, end one session, end them all, ask whether a token counts.

use identity::{Introspected, TokenPair};
use poem_openapi::{Object, OpenApi, types::Example};
use secrecy::ExposeSecret;

use super::{Answer, At, Empty, Tag};
use crate::{
    auth::{Bearer, BearerIfGiven, Client},
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

    /// Ask whether a token counts
    ///
    /// For a back end that was handed an access token (RFC 7662): whether it still counts, and what it says. Ended sessions,
    /// replaced passwords and disabled accounts count at once. Authorise with HTTP Basic, as one of `API_CLIENTS`.
    #[oai(path = "/introspect", method = "post", operation_id = "introspect")]
    async fn introspect(
        &self,
        _client: Client,
        at: At,
        body: Body<Introspecting>,
    ) -> Result<Answer<Introspection>, Refused<family::Asking>> {
        let counts = at.identity.sessions.introspect(&body.0.0).await?;
        Ok(Answer(counts.map_or_else(Introspection::inactive, Introspection::from)))
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

/// A token that a back end was handed.
#[derive(Object)]
#[oai(example)]
pub struct IntrospectRequest {
    /// The access token.
    pub token: String,
}

impl Example for IntrospectRequest {
    fn example() -> Self {
        Self { token: "eyJ".to_owned() }
    }
}

/// A token that a back end was handed, understood.
pub struct Introspecting(String);

impl Asked for Introspecting {
    type Printed = IntrospectRequest;
    // RFC 7662, section 2.1
    const FORM: bool = true;

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        fields.anything("token").map(Self)
    }
}

/// Whether the token counts; if it does, what it says.
#[derive(Default, Object)]
#[oai(example)]
pub struct Introspection {
    /// `false`: unknown, expired, ended, or no access token at all; nothing else is told then.
    pub active: bool,
    /// The user's id.
    #[oai(skip_serializing_if_is_none)]
    pub sub: Option<String>,
    /// The session's id.
    #[oai(skip_serializing_if_is_none)]
    pub sid: Option<String>,
    /// Who issued it.
    #[oai(skip_serializing_if_is_none)]
    pub iss: Option<String>,
    /// For whom.
    #[oai(skip_serializing_if_is_none)]
    pub aud: Option<String>,
    /// Its end, in seconds since 1970.
    #[oai(skip_serializing_if_is_none)]
    pub exp: Option<i64>,
    /// Its beginning, in seconds since 1970.
    #[oai(skip_serializing_if_is_none)]
    pub iat: Option<i64>,
    /// Its own id.
    #[oai(skip_serializing_if_is_none)]
    pub jti: Option<String>,
    /// Always `Bearer`.
    #[oai(skip_serializing_if_is_none)]
    pub token_type: Option<String>,
    /// When the user last showed who they are, in seconds since 1970.
    #[oai(skip_serializing_if_is_none)]
    pub auth_time: Option<i64>,
    /// How (RFC 8176).
    #[oai(skip_serializing_if_is_none)]
    pub amr: Option<Vec<String>>,
    /// The user's chosen name.
    #[oai(skip_serializing_if_is_none)]
    pub username: Option<String>,
}

impl Introspection {
    fn inactive() -> Self {
        Self::default()
    }
}

impl From<Introspected> for Introspection {
    fn from(token: Introspected) -> Self {
        let Introspected { sub, sid, iss, aud, exp, iat, auth_time, jti, amr, username } = token;
        Self {
            active: true,
            sub: Some(sub),
            sid: Some(sid),
            iss: Some(iss),
            aud: Some(aud),
            exp: Some(exp),
            iat: Some(iat),
            jti: Some(jti),
            token_type: Some("Bearer".to_owned()),
            auth_time: Some(auth_time),
            amr: Some(amr),
            username,
        }
    }
}

impl Example for Introspection {
    fn example() -> Self {
        let text = |text: &str| Some(text.to_owned());
        Self {
            active: true,
            sub: text("1"),
            sid: text("1"),
            iss: text("http://localhost:8000"),
            aud: text("doorcode"),
            exp: Some(1_795_220_100),
            iat: Some(1_795_219_200),
            jti: text("q7Xk2m"),
            token_type: text("Bearer"),
            auth_time: Some(1_795_219_200),
            amr: Some(vec!["pwd".to_owned()]),
            username: text("ada"),
        }
    }
}
