//! Forgetting what is over: expired limits at once, accounts that were never activated and
//! confirmations after a day, ended challenges and
//! sessions after the retention.

use std::time::Duration;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, Statement,
};

use super::connection::Store;
use super::entity::{session, sign_in, user};
use super::fault::StoreError;
use super::registrations::forget_pending;
use crate::clock::Timestamp;

/// Rows forgotten in one go, so that nobody waits long for the one who writes.
const BATCH: u64 = 1000;

/// An account that waits can ask for a new code until this long after the last, and a confirmation is over long before.
const A_DAY: Duration = Duration::from_secs(86_400);

impl Store {
    /// One round; safe to run on several instances at once.
    pub(crate) async fn sweep(&self, retention: Duration, now: Timestamp) -> Result<(), StoreError> {
        let old = now.minus(retention).as_millis();
        self.ask("sweep", || async {
            let over = Condition::any()
                .add(session::Column::ExpiresAt.lt(old))
                .add(session::Column::EndedAt.lt(old));
            session::Entity::delete_many().filter(over).exec(&self.writes).await?;
            let waits_no_more = sign_in::Column::ExpiresAt.lte(now.as_millis());
            sign_in::Entity::delete_many().filter(waits_no_more).exec(&self.writes).await?;
            Ok(())
        })
        .await?;
        while self.sweep_limits(now).await? == BATCH {}
        while self.sweep_challenges(old).await? == BATCH {}
        while self.sweep_pending(now.minus(A_DAY)).await? == BATCH {}
        while self.sweep_confirmations(now.minus(A_DAY)).await? == BATCH {}
        Ok(())
    }

    /// Accounts that never got their code right.
    async fn sweep_pending(&self, over: Timestamp) -> Result<u64, StoreError> {
        self.ask("sweep_pending", || async {
            let tx = self.begin().await?;
            let ids: Vec<i64> = user::Entity::find()
                .select_only()
                .column(user::Column::Id)
                .filter(user::Column::PendingUntil.lt(over.as_millis()))
                .limit(BATCH)
                .into_tuple()
                .all(&tx)
                .await?;
            let found = u64::try_from(ids.len()).unwrap_or(BATCH);
            let still = user::Column::PendingUntil.lt(over.as_millis());
            forget_pending(&tx, user::Column::Id.is_in(ids).and(still)).await?;
            tx.commit().await?;
            Ok(found)
        })
        .await
    }

    async fn sweep_confirmations(&self, old: Timestamp) -> Result<u64, StoreError> {
        let sql = format!(
            "DELETE FROM confirmations WHERE id IN (SELECT id FROM confirmations WHERE created_at < $1 LIMIT {BATCH})"
        );
        self.ask("sweep_confirmations", || async {
            let statement = Statement::from_sql_and_values(self.backend(), &sql, [old.as_millis().into()]);
            Ok(self.writes.execute_raw(statement).await?.rows_affected())
        })
        .await
    }

    async fn sweep_limits(&self, now: Timestamp) -> Result<u64, StoreError> {
        let sql = format!(
            "DELETE FROM limits WHERE until <= $1 AND key IN (SELECT key FROM limits WHERE until <= $1 LIMIT {BATCH})"
        );
        self.ask("sweep_limits", || async {
            let statement = Statement::from_sql_and_values(self.backend(), &sql, [now.as_millis().into()]);
            Ok(self.writes.execute_raw(statement).await?.rows_affected())
        })
        .await
    }

    // Challenges are as old as their ids are low, so the oldest are found without an index and without a long transaction.
    async fn sweep_challenges(&self, old: i64) -> Result<u64, StoreError> {
        let sql = format!(
            "DELETE FROM challenges WHERE id IN (SELECT id FROM \
             (SELECT id, created_at, expires_at FROM challenges ORDER BY id LIMIT {BATCH}) AS oldest \
             WHERE created_at < $1 AND expires_at < $1)"
        );
        self.ask("sweep_challenges", || async {
            let statement = Statement::from_sql_and_values(self.backend(), &sql, [old.into()]);
            Ok(self.writes.execute_raw(statement).await?.rows_affected())
        })
        .await
    }
}
