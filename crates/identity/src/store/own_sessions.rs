//! The sessions of one user, as they see them: listed, and ended one by one.

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

use super::accounts::{SessionLine, session_line};
use super::connection::Store;
use super::entity::{session, user};
use super::fault::StoreError;
use crate::clock::Timestamp;

/// The sessions of this user that count: not ended, not over, and of the generation the account is in now.
fn counting(user: i64, now: Timestamp) -> Condition {
    let mut generation = Query::select();
    generation.column(user::Column::Generation).from(user::Entity).and_where(user::Column::Id.eq(user));
    Condition::all()
        .add(session::Column::UserId.eq(user))
        .add(session::Column::Generation.in_subquery(generation))
        .add(session::Column::EndedAt.is_null())
        .add(session::Column::ExpiresAt.gt(now.as_millis()))
}

impl Store {
    /// The sessions of a user that count, newest use first.
    pub(crate) async fn own_sessions(
        &self,
        user: i64,
        now: Timestamp,
    ) -> Result<Vec<SessionLine>, StoreError> {
        self.ask("own_sessions", || async {
            let rows = session::Entity::find()
                .filter(counting(user, now))
                .order_by_desc(session::Column::LastUsedAt)
                .order_by_desc(session::Column::Id)
                .all(&self.reads)
                .await?;
            Ok(rows.into_iter().map(session_line).collect())
        })
        .await
    }

    /// Ends one session of a user; `false` where they have none of this id that counts.
    pub(crate) async fn end_own_session(
        &self,
        user: i64,
        session: i64,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.ask("end_own_session", || async {
            let done = session::Entity::update_many()
                .col_expr(session::Column::EndedAt, Expr::value(now.as_millis()))
                .filter(counting(user, now))
                .filter(session::Column::Id.eq(session))
                .exec(&self.writes)
                .await?;
            Ok(done.rows_affected == 1)
        })
        .await
    }
}
