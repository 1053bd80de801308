//! Operations that wait for their confirmation, were confirmed, and were redeemed once.

use channels::ChannelWish;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Set,
};

use super::connection::Store;
use super::entity::confirmation::{ActiveModel, Column, Entity, Model};
use super::entity::{challenge, user};
use super::fault::{Fault, StoreError};
use crate::challenge::State;
use crate::clock::Timestamp;
use crate::otp::Proof;

/// An operation to be confirmed.
#[derive(Debug, Clone)]
pub(crate) struct NewConfirmation<'a> {
    pub(crate) user: i64,
    pub(crate) action: &'a str,
    pub(crate) details_hash: &'a str,
    pub(crate) channel: ChannelWish,
}

/// One row, typed.
#[derive(Debug, Clone)]
pub(crate) struct Confirmation {
    pub(crate) user: i64,
    pub(crate) action: String,
    pub(crate) details_hash: String,
    pub(crate) channel: ChannelWish,
    pub(crate) token_id: Option<String>,
    pub(crate) confirmed_at: Option<Timestamp>,
}

impl Confirmation {
    fn read(row: Model) -> Result<Self, Fault> {
        Ok(Self {
            user: row.user_id,
            action: row.action,
            details_hash: row.details_hash,
            channel: row.channel.parse().map_err(|_| StoreError::Corrupt)?,
            token_id: row.token_id,
            confirmed_at: row.confirmed_at.map(Timestamp::from_millis),
        })
    }
}

/// Requests of one user queue here, so that two alike at once find the same row. SQLite has one writer anyway.
async fn queue_up(tx: &impl ConnectionTrait, backend: DbBackend, user: i64) -> Result<(), Fault> {
    if backend == DbBackend::Postgres {
        user::Entity::find_by_id(user).lock_exclusive().one(tx).await?;
    }
    Ok(())
}

impl Store {
    /// The id of a confirmation that waits for its code: the one of the same operation that began after `young`, or a new one.
    pub(crate) async fn begin_confirmation(
        &self,
        new: &NewConfirmation<'_>,
        young: Timestamp,
        now: Timestamp,
    ) -> Result<i64, StoreError> {
        self.ask("begin_confirmation", || async {
            let tx = self.begin().await?;
            queue_up(&tx, self.backend(), new.user).await?;
            let alike = Entity::find()
                .filter(Column::UserId.eq(new.user))
                .filter(Column::Action.eq(new.action))
                .filter(Column::DetailsHash.eq(new.details_hash))
                .filter(Column::Channel.eq(new.channel.as_str()))
                .filter(Column::ConfirmedAt.is_null())
                .filter(Column::CreatedAt.gt(young.as_millis()))
                .order_by_desc(Column::Id)
                .one(&tx)
                .await?;
            if let Some(row) = alike {
                return Ok(row.id);
            }
            let row = ActiveModel {
                user_id: Set(new.user),
                action: Set(new.action.to_owned()),
                details_hash: Set(new.details_hash.to_owned()),
                channel: Set(new.channel.as_str().to_owned()),
                created_at: Set(now.as_millis()),
                ..Default::default()
            };
            let id = row.insert(&tx).await?.id;
            tx.commit().await?;
            Ok(id)
        })
        .await
    }

    /// One confirmation, as it is now.
    pub(crate) async fn confirmation(&self, id: i64) -> Result<Option<Confirmation>, StoreError> {
        self.ask("confirmation", || async {
            let row = Entity::find_by_id(id).one(&self.reads).await?;
            row.map(Confirmation::read).transpose()
        })
        .await
    }

    /// The code was right: marked once, whoever is first. The proof stays usable, so that the answer can be repeated; it is
    /// spent with the confirmation.
    pub(crate) async fn confirm(
        &self,
        id: i64,
        proof: &Proof,
        token_id: &str,
        now: Timestamp,
    ) -> Result<Confirmation, StoreError> {
        self.ask("confirm", || async {
            let tx = self.begin().await?;
            Entity::update_many()
                .col_expr(Column::ConfirmedAt, Expr::value(now.as_millis()))
                .col_expr(Column::TokenId, Expr::value(token_id))
                .col_expr(Column::ChallengeId, Expr::value(proof.challenge()))
                .filter(Column::Id.eq(id))
                .filter(Column::ConfirmedAt.is_null())
                .exec(&tx)
                .await?;
            let row = Entity::find_by_id(id).one(&tx).await?.ok_or(StoreError::Spent)?;
            if row.challenge_id != Some(proof.challenge()) || row.redeemed_at.is_some() {
                return Err(StoreError::Spent.into());
            }
            tx.commit().await?;
            Confirmation::read(row)
        })
        .await
    }

    /// Redeems the confirmation of this token id and spends its proof, once over all instances; not where the account was
    /// disabled since, or a reset ended its codes.
    pub(crate) async fn redeem_confirmation(
        &self,
        token_id: &str,
        now: Timestamp,
    ) -> Result<Confirmation, StoreError> {
        self.ask("redeem_confirmation", || async {
            let tx = self.begin().await?;
            let done = Entity::update_many()
                .col_expr(Column::RedeemedAt, Expr::value(now.as_millis()))
                .filter(Column::TokenId.eq(token_id))
                .filter(Column::RedeemedAt.is_null())
                .exec(&tx)
                .await?;
            if done.rows_affected != 1 {
                return Err(StoreError::Spent.into());
            }
            let row = Entity::find()
                .filter(Column::TokenId.eq(token_id))
                .one(&tx)
                .await?
                .ok_or(StoreError::Spent)?;
            let holder = user::Entity::find_by_id(row.user_id).one(&tx).await?;
            let spent = challenge::Entity::update_many()
                .col_expr(challenge::Column::State, Expr::value(State::Spent.as_str()))
                .col_expr(challenge::Column::EndedAt, Expr::value(now.as_millis()))
                .filter(challenge::Column::Id.eq(row.challenge_id))
                .filter(challenge::Column::State.eq(State::Approved.as_str()))
                .exec(&tx)
                .await?;
            if spent.rows_affected != 1 || holder.is_none_or(|user| user.disabled_at.is_some()) {
                return Err(StoreError::Spent.into());
            }
            tx.commit().await?;
            Confirmation::read(row)
        })
        .await
    }
}
