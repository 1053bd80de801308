//! Sessions and refresh tokens: opened with the proof of a sign-in, rotated once, ended together when one is used twice.

use std::time::Duration;

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter,
    QuerySelect, Set, Statement,
};

use super::connection::Store;
use super::entity::{refresh_token, session, user};
use super::fault::{Fault, StoreError};
use super::users::{Account, account_by_id, end_sessions};
use crate::clock::Timestamp;
use crate::limits::Counter;
use crate::user::{Profile, ProvenPhone};

/// What a new session begins with.
#[derive(Debug, Clone)]
pub(crate) struct SessionStart {
    pub(crate) caller: String,
    pub(crate) device: Option<String>,
    /// RFC 8176, space-separated.
    pub(crate) amr: String,
    pub(crate) refresh_digest: String,
    pub(crate) refresh_life: Duration,
}

/// A session that counts, and whose it is.
#[derive(Debug, Clone)]
pub(crate) struct LiveSession {
    pub(crate) profile: Profile,
    pub(crate) generation: i64,
    pub(crate) auth_time: Timestamp,
    /// RFC 8176, space-separated.
    pub(crate) amr: String,
}

/// What became of a refresh token.
#[derive(Debug)]
pub(crate) enum Rotated {
    /// A successor was written.
    Renewed { account: Box<Account>, session: i64, auth_time: Timestamp, amr: String },
    /// It was used before: the session is over now, for whoever holds a token of it.
    Reused { user: i64 },
    /// Unknown, expired, or of a session that is over.
    Refused,
}

pub(super) async fn open_session(
    tx: &impl ConnectionTrait,
    user_id: i64,
    generation: i64,
    start: &SessionStart,
    now: Timestamp,
) -> Result<i64, Fault> {
    let row = session::ActiveModel {
        user_id: Set(user_id),
        generation: Set(generation),
        auth_time: Set(now.as_millis()),
        amr: Set(start.amr.clone()),
        caller: Set(start.caller.clone()),
        device: Set(start.device.clone()),
        created_at: Set(now.as_millis()),
        last_used_at: Set(now.as_millis()),
        expires_at: Set(now.plus(start.refresh_life).as_millis()),
        ended_at: Set(None),
        ..Default::default()
    };
    let id = row.insert(tx).await?.id;
    write_refresh(tx, id, &start.refresh_digest, None, start.refresh_life, now).await?;
    Ok(id)
}

async fn write_refresh(
    tx: &impl ConnectionTrait,
    session_id: i64,
    digest: &str,
    parent: Option<&str>,
    life: Duration,
    now: Timestamp,
) -> Result<(), Fault> {
    let row = refresh_token::ActiveModel {
        digest: Set(digest.to_owned()),
        session_id: Set(session_id),
        parent: Set(parent.map(ToOwned::to_owned)),
        issued_at: Set(now.as_millis()),
        expires_at: Set(now.plus(life).as_millis()),
        used_at: Set(None),
        used_by: Set(None),
    };
    refresh_token::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

impl Store {
    /// Opens a session after a right password; gives back what the attempt had charged. None, where the password that was
    /// compared is no longer the account's: whoever changed it ended the sessions there were, and meant this one, too.
    pub(crate) async fn sign_in(
        &self,
        account: &Account,
        start: &SessionStart,
        refunded: &[Counter],
        now: Timestamp,
    ) -> Result<Option<i64>, StoreError> {
        self.ask("sign_in", || async {
            let tx = self.begin().await?;
            if !has_password_of(&tx, self.backend(), account).await? {
                return Ok(None);
            }
            let id = open_session(&tx, account.profile.id, account.generation, start, now).await?;
            super::limits::refund(&tx, refunded).await?;
            tx.commit().await?;
            Ok(Some(id))
        })
        .await
    }

    /// Whether this caller signed in to this account lately: somebody else's failures must not lock it out there.
    pub(crate) async fn knows_caller(
        &self,
        user_id: i64,
        caller: &str,
        since: Timestamp,
    ) -> Result<bool, StoreError> {
        self.ask("knows_caller", || async {
            let found = session::Entity::find()
                .filter(session::Column::UserId.eq(user_id))
                .filter(session::Column::Caller.eq(caller))
                .filter(session::Column::CreatedAt.gt(since.as_millis()))
                .count(&self.reads)
                .await?;
            Ok(found > 0)
        })
        .await
    }

    /// The session with its user and numbers, in one query, if it counts.
    pub(crate) async fn session(&self, id: i64, now: Timestamp) -> Result<Option<LiveSession>, StoreError> {
        const SQL: &str = "SELECT s.auth_time, s.amr, u.id, u.generation, u.email, u.email_proven_at, u.username, u.full_name, \
            u.locale, u.created_at, u.second_factor, p.role, p.number, p.proven_at \
            FROM sessions s JOIN users u ON u.id = s.user_id LEFT JOIN phones p ON p.user_id = u.id \
            WHERE s.id = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND s.generation = u.generation \
            AND u.disabled_at IS NULL ORDER BY p.id";
        self.ask("session", || async {
            let values = [id.into(), now.as_millis().into()];
            let rows =
                self.reads.query_all_raw(Statement::from_sql_and_values(self.backend(), SQL, values)).await?;
            let Some(first) = rows.first() else { return Ok(None) };
            let email: Option<String> = first.try_get("", "email")?;
            let proven: Option<i64> = first.try_get("", "email_proven_at")?;
            let mut phones = Vec::new();
            for row in &rows {
                if let Some(role) = row.try_get::<Option<String>>("", "role")? {
                    phones.push(ProvenPhone {
                        role,
                        number: row.try_get("", "number")?,
                        verified_at: Timestamp::from_millis(row.try_get("", "proven_at")?),
                    });
                }
            }
            let profile = Profile {
                id: first.try_get("", "id")?,
                email_verified: email.is_some() && proven.is_some(),
                email,
                phones,
                username: first.try_get("", "username")?,
                full_name: first.try_get("", "full_name")?,
                locale: first.try_get("", "locale")?,
                created_at: Timestamp::from_millis(first.try_get("", "created_at")?),
                disabled: false,
                waits_until: None,
                second_factor: first
                    .try_get::<Option<String>>("", "second_factor")?
                    .and_then(|channel| channel.parse().ok()),
            };
            let generation = first.try_get("", "generation")?;
            let auth_time = Timestamp::from_millis(first.try_get("", "auth_time")?);
            let amr = first.try_get("", "amr")?;
            Ok(Some(LiveSession { profile, generation, auth_time, amr }))
        })
        .await
    }

    /// Uses a refresh token once and writes its successor; a second use ends the session, but for the grace of one caller
    /// whose successors were never used.
    pub(crate) async fn rotate(
        &self,
        digest: &str,
        successor: &str,
        caller: &str,
        life: Duration,
        grace: Duration,
        now: Timestamp,
    ) -> Result<Rotated, StoreError> {
        self.ask("rotate", || async {
            let tx = self.begin().await?;
            let mut query = refresh_token::Entity::find_by_id(digest);
            if self.backend() == DbBackend::Postgres {
                query = query.lock_exclusive();
            }
            let Some(token) = query.one(&tx).await? else { return Ok(Rotated::Refused) };
            let Some(held) = session::Entity::find_by_id(token.session_id).one(&tx).await? else {
                return Ok(Rotated::Refused);
            };
            let Some(account) = account_by_id(&tx, held.user_id).await? else { return Ok(Rotated::Refused) };
            let over = held.ended_at.is_some()
                || token.expires_at <= now.as_millis()
                || held.generation != account.generation
                || account.profile.disabled;
            if over {
                return Ok(Rotated::Refused);
            }
            if let Some(used_at) = token.used_at {
                let in_grace = now.since(Timestamp::from_millis(used_at)) <= grace
                    && token.used_by.as_deref() == Some(caller)
                    && refresh_token::Entity::find()
                        .filter(refresh_token::Column::Parent.eq(digest))
                        .filter(refresh_token::Column::UsedAt.is_not_null())
                        .count(&tx)
                        .await?
                        == 0;
                if !in_grace {
                    end_session(&tx, held.id, now).await?;
                    tx.commit().await?;
                    return Ok(Rotated::Reused { user: held.user_id });
                }
            } else {
                refresh_token::Entity::update_many()
                    .col_expr(refresh_token::Column::UsedAt, Expr::value(now.as_millis()))
                    .col_expr(refresh_token::Column::UsedBy, Expr::value(caller))
                    .filter(refresh_token::Column::Digest.eq(digest))
                    .exec(&tx)
                    .await?;
            }
            write_refresh(&tx, held.id, successor, Some(digest), life, now).await?;
            session::Entity::update_many()
                .col_expr(session::Column::LastUsedAt, Expr::value(now.as_millis()))
                .col_expr(session::Column::ExpiresAt, Expr::value(now.plus(life).as_millis()))
                .filter(session::Column::Id.eq(held.id))
                .exec(&tx)
                .await?;
            tx.commit().await?;
            Ok(Rotated::Renewed {
                account: Box::new(account),
                session: held.id,
                auth_time: Timestamp::from_millis(held.auth_time),
                amr: held.amr,
            })
        })
        .await
    }

    /// Ends one session.
    pub(crate) async fn end_session(&self, id: i64, now: Timestamp) -> Result<(), StoreError> {
        self.ask("end_session", || async { end_session(&self.writes, id, now).await }).await
    }

    /// Ends the session of a refresh token, if it is one of ours.
    pub(crate) async fn end_session_of(
        &self,
        digest: &str,
        now: Timestamp,
    ) -> Result<Option<i64>, StoreError> {
        self.ask("end_session_of", || async {
            let Some(token) = refresh_token::Entity::find_by_id(digest).one(&self.writes).await? else {
                return Ok(None);
            };
            end_session(&self.writes, token.session_id, now).await?;
            Ok(Some(token.session_id))
        })
        .await
    }

    /// Ends every session of a user and raises the generation, in one transaction.
    pub(crate) async fn end_all_sessions(&self, user_id: i64, now: Timestamp) -> Result<u64, StoreError> {
        self.ask("end_all_sessions", || async {
            let tx = self.begin().await?;
            user::Entity::update_many()
                .col_expr(user::Column::Generation, Expr::col(user::Column::Generation).add(1))
                .col_expr(user::Column::UpdatedAt, Expr::value(now.as_millis()))
                .filter(user::Column::Id.eq(user_id))
                .exec(&tx)
                .await?;
            let ended = end_sessions(&tx, user_id, now).await?;
            tx.commit().await?;
            Ok(ended)
        })
        .await
    }
}

async fn end_session(db: &impl ConnectionTrait, id: i64, now: Timestamp) -> Result<(), Fault> {
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now.as_millis()))
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::EndedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Whether the password that was read is still the one on file; nobody changes it before this transaction is over.
pub(super) async fn has_password_of(
    tx: &impl ConnectionTrait,
    backend: DbBackend,
    account: &Account,
) -> Result<bool, Fault> {
    let mut query = user::Entity::find_by_id(account.profile.id)
        .filter(user::Column::Generation.eq(account.generation))
        .filter(user::Column::PasswordHash.eq(account.password_hash.as_str()));
    if backend == DbBackend::Postgres {
        query = query.lock_shared();
    }
    Ok(query.one(tx).await?.is_some())
}
