//! Forgetting what is over: expired limits at once, ended challenges and sessions after the retention.

use std::time::Duration;

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, Statement};

use super::connection::Store;
use super::entity::{session, sign_in};
use super::fault::StoreError;
use crate::clock::Timestamp;

/// Rows forgotten in one go, so that nobody waits long for the one who writes.
const BATCH: u64 = 1000;

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
        Ok(())
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
