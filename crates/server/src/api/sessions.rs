//! Sessions: renew the pair of tokens, see where one is signed in, end one session, end them all, ask whether a token counts.

use poem_openapi::{OpenApi, param::Path};

use super::{
    Answer, At, Empty, Tag,
    introspection::Introspection,
    session_words::{Pair, SessionList},
};
pub use super::{
    introspection::Introspecting,
    session_words::{Leaving, Renewing},
};
use crate::{
    auth::{Bearer, BearerIfGiven, Client},
    body::Body,
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
    /// replaced passwords and disabled accounts count at once. The token may also come as a form, as that standard has it.
    /// Authorise with HTTP Basic, as one of `API_CLIENTS`.
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

    /// Where the account is signed in
    ///
    /// Every session that counts, the one used last first. `current` is the one of this token.
    #[oai(path = "/sessions", method = "get", operation_id = "listSessions")]
    async fn list(&self, signed: Bearer, at: At) -> Result<Answer<SessionList>, Refused<family::Reading>> {
        let sessions = at.identity.sessions.list(&signed.0).await?;
        Ok(Answer(SessionList::new(sessions, signed.0.session)))
    }

    /// Sign out one device
    ///
    /// Ends the session with this `id`, on every instance at once; the current one, too.
    #[oai(path = "/sessions/:id", method = "delete", operation_id = "endSession")]
    async fn end(
        &self,
        signed: Bearer,
        at: At,
        by: By,
        /// The `id` of the session.
        id: Path<i64>,
    ) -> Result<Empty, Refused<family::Ending>> {
        at.identity.sessions.end_one(&signed.0, id.0, &by.0).await?;
        Ok(Empty)
    }
}
