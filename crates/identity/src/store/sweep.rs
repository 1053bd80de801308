//! Forgetting what is over: expired limits at once, ended challenges and sessions after the retention.

use std::time::Duration;

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use super::connection::Store;
use super::entity::{challenge, limit, session};
use super::fault::StoreError;
use crate::clock::Timestamp;

impl Store {
    /// One round; safe to run on several instances at once.
    pub(crate) async fn sweep(&self, retention: Duration, now: Timestamp) -> Result<(), StoreError> {
        let old = now.minus(retention).as_millis();
        self.ask("sweep", || async {
            limit::Entity::delete_many()
                .filter(limit::Column::Until.lte(now.as_millis()))
                .exec(&self.writes)
                .await?;
            challenge::Entity::delete_many()
                .filter(challenge::Column::CreatedAt.lt(old))
                .filter(challenge::Column::ExpiresAt.lt(old))
                .exec(&self.writes)
                .await?;
            let over = Condition::any()
                .add(session::Column::ExpiresAt.lt(old))
                .add(session::Column::EndedAt.lt(old));
            session::Entity::delete_many().filter(over).exec(&self.writes).await?;
            Ok(())
        })
        .await
    }
}
