//! Sign-ins that last: opened, asked about at every use, renewed by rotation, ended.

use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use crate::caller::Caller;
use crate::clock::{Clock, Timestamp};
use crate::journal;
use crate::keys::{Keys, random_text};
use crate::limits::Counter;
use crate::refusal::Refusal;
use crate::store::{Account, Rotated, SessionLine, SessionStart, Store};
use crate::tokens::{Claims, Subject, Tokens};
use crate::user::Profile;

/// Sessions and the tokens that stand for them. Cheap to clone.
#[derive(Clone)]
pub struct Sessions(Arc<Desk>);

struct Desk {
    store: Store,
    clock: Arc<dyn Clock>,
    keys: Keys,
    tokens: Arc<Tokens>,
}

/// What a client gets to act as a user.
#[derive(Debug, Clone)]
pub struct TokenPair {
    /// A JWT for the `Authorization: Bearer` header.
    pub access: SecretString,
    /// Its life.
    pub expires_in: Duration,
    /// Opaque; buys one next pair.
    pub refresh: SecretString,
}

/// A sign-in that succeeded.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The new session's tokens.
    pub tokens: TokenPair,
    /// Whose it is.
    pub user: Profile,
}

/// Somebody with a token that counts.
#[derive(Debug, Clone)]
pub struct Signed {
    /// Who.
    pub user: Profile,
    /// By which session.
    pub session: i64,
    /// When they last showed who they are.
    pub auth_time: Timestamp,
    /// Whether they showed it with two factors.
    pub two_factors: bool,
}

/// What a token that counts says (RFC 7662, section 2.2).
#[derive(Debug, Clone)]
pub struct Introspected {
    /// The user's id.
    pub sub: String,
    /// The session's id.
    pub sid: String,
    /// Who issued it.
    pub iss: String,
    /// For whom.
    pub aud: String,
    /// Its end, in seconds since 1970.
    pub exp: i64,
    /// Its beginning.
    pub iat: i64,
    /// When the user last showed who they are.
    pub auth_time: i64,
    /// Its own id.
    pub jti: String,
    /// How the user showed it (RFC 8176).
    pub amr: Vec<String>,
    /// The user's chosen name.
    pub username: Option<String>,
}

impl Introspected {
    fn new(claims: Claims, username: Option<String>) -> Self {
        let Claims { iss, aud, sub, sid, exp, iat, auth_time, amr, jti, .. } = claims;
        Self { sub, sid, iss, aud, exp, iat, auth_time, jti, amr, username }
    }
}

/// RFC 8176: more than one factor.
const MFA: &str = "mfa";
/// RFC 8176: a password.
pub(crate) const AMR_PASSWORD: &str = "pwd";
/// RFC 8176: a one-time code. Of a registration, too: the password was chosen a moment ago, so it shows nothing about who that
/// is, and what comes after it at the next sign-in is no second factor.
pub(crate) const AMR_CODE: &str = "otp";
/// RFC 8176: a password and a one-time code, as two factors.
pub(crate) const AMR_SECOND_FACTOR: &str = "pwd otp mfa";
/// RFC 8176: a one-time code and a recovery code, which is a one-time password, too.
pub(crate) const AMR_CODE_AND_RECOVERY: &str = "otp mfa";

/// A session about to be opened, with the token that only its owner will know.
pub(crate) struct Opening {
    pub(crate) start: SessionStart,
    refresh: SecretString,
}

impl Sessions {
    pub(crate) fn new(store: Store, clock: Arc<dyn Clock>, keys: Keys, tokens: Arc<Tokens>) -> Self {
        Self(Arc::new(Desk { store, clock, keys, tokens }))
    }

    /// Prepares a session for a flow that writes it together with something else.
    pub(crate) fn opening(&self, by: &Caller, amr: &str) -> Opening {
        let refresh = random_text();
        let start = SessionStart {
            caller: by.key().to_owned(),
            device: by.device().map(ToOwned::to_owned),
            amr: amr.to_owned(),
            refresh_digest: self.0.keys.refresh_digest(&refresh),
            refresh_life: self.0.tokens.rules().refresh,
        };
        Opening { start, refresh: refresh.into() }
    }

    /// The tokens of a session that was just written.
    pub(crate) fn opened(
        &self,
        account: Account,
        session: i64,
        opening: Opening,
        now: Timestamp,
    ) -> Result<SignedIn, Refusal> {
        let amr = opening.start.amr;
        let subject = Subject {
            user: account.profile.id,
            session,
            generation: account.generation,
            auth_time: now,
            amr,
        };
        let access = self.0.tokens.access(&subject, now).ok_or(Refusal::Internal)?;
        let tokens = TokenPair { access, expires_in: self.0.tokens.rules().access, refresh: opening.refresh };
        Ok(SignedIn { tokens, user: account.profile })
    }

    /// Opens a session after a right password, if it is the account's still.
    pub(crate) async fn open(
        &self,
        account: Account,
        refunded: &[Counter],
        by: &Caller,
    ) -> Result<SignedIn, Refusal> {
        let (opening, now) = (self.opening(by, AMR_PASSWORD), self.0.clock.now());
        let session = self.0.store.sign_in(&account, &opening.start, refunded, now).await?;
        let session = session.ok_or(Refusal::BadCredentials)?;
        self.opened(account, session, opening, now)
    }

    /// Who an access token stands for, asked of the database at every use: ended sessions, raised generations and
    /// disabled accounts count at once, on every instance.
    pub async fn authenticate(&self, bearer: &str) -> Result<Signed, Refusal> {
        Ok(self.read(bearer).await?.1)
    }

    /// What an access token says, for a back end that asks (RFC 7662); nothing where it does not count, whatever the reason.
    pub async fn introspect(&self, token: &str) -> Result<Option<Introspected>, Refusal> {
        match self.read(token).await {
            Ok((claims, signed)) => Ok(Some(Introspected::new(claims, signed.user.username))),
            Err(Refusal::Unauthorized) => Ok(None),
            Err(other) => Err(other),
        }
    }

    async fn read(&self, bearer: &str) -> Result<(Claims, Signed), Refusal> {
        let now = self.0.clock.now();
        let claims = self.0.tokens.read(bearer, now).ok_or(Refusal::Unauthorized)?;
        let session: i64 = claims.sid.parse().map_err(|_| Refusal::Unauthorized)?;
        let live = self.0.store.session(session, now).await?.ok_or(Refusal::Unauthorized)?;
        let same = live.profile.id.to_string() == claims.sub
            && live.generation == claims.generation
            && live.auth_time.secs() == claims.auth_time;
        let two_factors = live.amr.split(' ').any(|method| method == MFA);
        if same {
            Ok((claims, Signed { user: live.profile, session, auth_time: live.auth_time, two_factors }))
        } else {
            Err(Refusal::Unauthorized)
        }
    }

    /// A new pair for a refresh token, once. A second use ends the session, except that the same caller gets a sibling
    /// within the grace while no successor was used.
    pub async fn refresh(&self, token: &str, by: &Caller) -> Result<TokenPair, Refusal> {
        let now = self.0.clock.now();
        let rules = self.0.tokens.rules();
        let successor = random_text();
        let rotated = self
            .0
            .store
            .rotate(
                &self.0.keys.refresh_digest(token),
                &self.0.keys.refresh_digest(&successor),
                by.key(),
                rules.refresh,
                rules.reuse_grace,
                now,
            )
            .await?;
        match rotated {
            Rotated::Renewed { account, session, auth_time, amr } => {
                journal::flow("refresh", by, Some(account.profile.id), "ok");
                let user = account.profile.id;
                let subject = Subject { user, session, generation: account.generation, auth_time, amr };
                let access = self.0.tokens.access(&subject, now).ok_or(Refusal::Internal)?;
                Ok(TokenPair { access, expires_in: rules.access, refresh: successor.into() })
            }
            Rotated::Reused { user } => {
                journal::flow("refresh", by, Some(user), "reused");
                Err(Refusal::Unauthorized)
            }
            Rotated::Refused => {
                journal::flow("refresh", by, None, "refused");
                Err(Refusal::Unauthorized)
            }
        }
    }

    /// The sessions of this user that count, newest use first.
    pub async fn list(&self, signed: &Signed) -> Result<Vec<SessionLine>, Refusal> {
        Ok(self.0.store.own_sessions(signed.user.id, self.0.clock.now()).await?)
    }

    /// Ends one session of this user, on every instance at once; anybody else's is not there.
    pub async fn end_one(&self, signed: &Signed, session: i64, by: &Caller) -> Result<(), Refusal> {
        let user = signed.user.id;
        let ended = self.0.store.end_own_session(user, session, self.0.clock.now()).await?;
        journal::flow("end_session", by, Some(user), if ended { "ok" } else { "not_found" });
        if ended { Ok(()) } else { Err(Refusal::NotFound) }
    }

    /// Ends the session of an access token.
    pub async fn end(&self, signed: &Signed, by: &Caller) -> Result<(), Refusal> {
        self.0.store.end_session(signed.session, self.0.clock.now()).await?;
        journal::flow("logout", by, Some(signed.user.id), "ok");
        Ok(())
    }

    /// Ends the session of a refresh token; `Unauthorized` for a token that is none of ours.
    pub async fn end_by_refresh(&self, token: &SecretString, by: &Caller) -> Result<(), Refusal> {
        let digest = self.0.keys.refresh_digest(token.expose_secret());
        let ended = self.0.store.end_session_of(&digest, self.0.clock.now()).await?;
        journal::flow("logout", by, None, if ended.is_some() { "ok" } else { "refused" });
        ended.map(drop).ok_or(Refusal::Unauthorized)
    }

    /// Ends every session of this user, on every instance at once.
    pub async fn end_all(&self, signed: &Signed, by: &Caller) -> Result<(), Refusal> {
        self.0.store.end_all_sessions(signed.user.id, self.0.clock.now()).await?;
        journal::flow("logout_all", by, Some(signed.user.id), "ok");
        Ok(())
    }

    /// The public keys (RFC 7517), for others who check access tokens; empty with HS256.
    pub fn key_set(&self) -> serde_json::Value {
        self.0.tokens.key_set()
    }
}
