//! The second factor of an account, switched together with its recovery codes.

use channels::Channel;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};

use super::connection::Store;
use super::entity::{recovery_code, sign_in, user};
use super::fault::{Fault, StoreError};
use super::recovery::{Second, spend_recovery_code};
use super::users::{locked_account, spend};
use crate::clock::Timestamp;

/// What the second factor of an account shall be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Factor<'a> {
    /// None: signing in needs none.
    pub(crate) channel: Option<Channel>,
    /// Digests of the recovery codes that go with it.
    pub(crate) recovery: &'a [String],
}

impl Store {
    /// Sets or ends the second factor, with new recovery codes in place of all older ones. `evidence` is needed, and used up,
    /// where there is one already; without it then, or with one that does not count: `Spent`.
    pub(crate) async fn set_second_factor(
        &self,
        user: i64,
        factor: Factor<'_>,
        evidence: Option<&Second<'_>>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.ask("set_second_factor", || async {
            let tx = self.begin().await?;
            let account = locked_account(&tx, user).await?.ok_or(StoreError::Conflict)?;
            match evidence {
                Some(Second::Code(proof)) => spend(&tx, proof, now).await?,
                Some(Second::Recovery(digest)) => spend_recovery_code(&tx, user, digest).await?,
                None if account.profile.second_factor.is_some() => return Err(StoreError::Spent.into()),
                None => {}
            }
            write(&tx, user, factor.channel, now).await?;
            let rows = factor
                .recovery
                .iter()
                .map(|digest| recovery_code::ActiveModel { digest: Set(digest.clone()), user_id: Set(user) });
            if !factor.recovery.is_empty() {
                recovery_code::Entity::insert_many(rows).exec_without_returning(&tx).await?;
            }
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Ends the second factor of an account, asked for by its operator. `false`: there was none.
    pub(crate) async fn end_second_factor(&self, user: i64, now: Timestamp) -> Result<bool, StoreError> {
        self.ask("end_second_factor", || async {
            let tx = self.begin().await?;
            let account = locked_account(&tx, user).await?;
            if account.is_none_or(|account| account.profile.second_factor.is_none()) {
                return Ok(false);
            }
            write(&tx, user, None, now).await?;
            tx.commit().await?;
            Ok(true)
        })
        .await
    }
}

/// Another factor, or none; what belonged to the older one ends.
async fn write(
    tx: &impl ConnectionTrait,
    user: i64,
    channel: Option<Channel>,
    now: Timestamp,
) -> Result<(), Fault> {
    user::Entity::update_many()
        .col_expr(user::Column::SecondFactor, Expr::value(channel.map(Channel::as_str)))
        .col_expr(user::Column::UpdatedAt, Expr::value(now.as_millis()))
        .filter(user::Column::Id.eq(user))
        .exec(tx)
        .await?;
    recovery_code::Entity::delete_many().filter(recovery_code::Column::UserId.eq(user)).exec(tx).await?;
    sign_in::Entity::delete_many().filter(sign_in::Column::UserId.eq(user)).exec(tx).await?;
    Ok(())
}
