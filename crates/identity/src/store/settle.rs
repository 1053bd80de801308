//! How a start ended, written down.

use channels::{Channel, Receipt};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, UpdateMany};

use super::challenges::live;
use super::connection::Store;
use super::entity::challenge::{Column, Entity};
use super::fault::{Fault, StoreError};
use crate::challenge::{State, outcome};
use crate::clock::Timestamp;

/// How a start ended.
#[derive(Debug)]
pub(crate) enum StartOutcome<'a> {
    /// The provider has it.
    Sent { receipt: &'a Receipt, channel: Channel },
    /// Nobody knows; a code may still arrive.
    Lost,
    /// Nothing was sent, in silence; what was open stays open.
    Kept,
    /// Certainly nothing was sent. `keeps_open`: an older code can still be answered, or nobody may learn of the failure.
    Failed { failure: &'a str, keeps_open: bool },
}

/// One send more is over: others need not wait for it.
fn ended_now() -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::SendingUntil, Expr::value(0i64))
        .col_expr(Column::EndedSends, Expr::col(Column::EndedSends).add(1))
}

impl Store {
    /// Writes down how a start ended. `Conflict`: the provider repeated a verification that belongs to another challenge.
    pub(crate) async fn settle_start(
        &self,
        id: i64,
        ended: &StartOutcome<'_>,
        free_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.ask("settle_start", || async {
            if let (StartOutcome::Sent { receipt, channel }, None, Some(ledger)) =
                (ended, free_at, &self.ledger)
                && ledger.sent(id, receipt, *channel).await
            {
                return Ok(());
            }
            Box::pin(self.settle_slowly(id, ended, free_at, now)).await
        })
        .await
    }

    async fn settle_slowly(
        &self,
        id: i64,
        ended: &StartOutcome<'_>,
        free_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let mut update = ended_now();
        let open = Expr::value(State::Open.as_str());
        update = match ended {
            StartOutcome::Sent { receipt, channel } => update
                .col_expr(Column::State, open)
                .col_expr(Column::Provider, Expr::value(receipt.provider.clone()))
                .col_expr(Column::Station, Expr::value(receipt.station.clone()))
                .col_expr(Column::Reference, Expr::value(receipt.reference.as_str()))
                .col_expr(Column::Channel, Expr::value(channel.as_str()))
                .col_expr(Column::Outcome, Expr::value(None::<String>)),
            StartOutcome::Kept => update.col_expr(Column::State, open),
            StartOutcome::Lost => {
                update.col_expr(Column::State, open).col_expr(Column::Outcome, Expr::value(outcome::LOST))
            }
            StartOutcome::Failed { failure, keeps_open } => {
                let why = format!("{}{failure}", outcome::FAILED);
                let update = update.col_expr(Column::Outcome, Expr::value(why));
                if *keeps_open {
                    update.col_expr(Column::State, open)
                } else {
                    update
                        .col_expr(Column::State, Expr::value(State::Closed.as_str()))
                        .col_expr(Column::EndedAt, Expr::value(now.as_millis()))
                }
            }
        };
        if let Some(free_at) = free_at {
            update = update.col_expr(Column::ResendAt, Expr::value(free_at.as_millis()));
        }
        // a code typed while the answer was under way may have been approved already: that stands
        let done = update.filter(Column::Id.eq(id)).filter(live()).exec(&self.writes).await?;
        if done.rows_affected == 0 {
            ended_now().filter(Column::Id.eq(id)).exec(&self.writes).await?;
        }
        Ok(())
    }
}
