//! How a start ended, written down.

use channels::{Channel, MessageId, Receipt};
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
    /// `channel`: the one really used; none where nobody may learn of it.
    Sent { receipt: &'a Receipt, message: Option<&'a MessageId>, channel: Option<Channel> },
    /// Nobody knows; a code may still arrive.
    Lost,
    /// Nothing was sent, in silence; what was open stays open.
    Kept,
    /// Certainly nothing was sent. `keeps_open`: an older code can still be answered, or nobody may learn of the failure.
    Failed { failure: &'a str, keeps_open: bool },
}

/// One send more is over, and others need not wait for it; a later one of the same challenge may be waiting still.
fn ended_now() -> UpdateMany<Entity> {
    let last = "CASE WHEN ended_sends + 1 >= sends THEN 0 ELSE sending_until END";
    Entity::update_many()
        .col_expr(Column::SendingUntil, Expr::cust(last))
        .col_expr(Column::EndedSends, Expr::col(Column::EndedSends).add(1))
}

/// Whatever became of a send, one whose place at the provider was taken meanwhile stays what it is.
fn unless_superseded(ended: Option<String>) -> Expr {
    let superseded = Expr::col(Column::Outcome).eq(outcome::SUPERSEDED);
    Expr::case(superseded, Expr::col(Column::Outcome)).finally(ended).into()
}

/// One that was lost before stays what it was, whatever was tried after it.
fn unless_lost_before(leg: Column, now: Column) -> Expr {
    Expr::case(Expr::col(Column::Outcome).eq(outcome::LOST), Expr::col(leg)).finally(Expr::col(now)).into()
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
            if let (StartOutcome::Sent { receipt, message, channel }, None, Some(ledger)) =
                (ended, free_at, &self.ledger)
                && ledger.sent(id, receipt, *message, *channel).await
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
            StartOutcome::Sent { receipt, message, channel } => update
                .col_expr(Column::State, open)
                .col_expr(Column::Provider, Expr::value(receipt.provider.clone()))
                .col_expr(Column::Station, Expr::value(receipt.station.clone()))
                .col_expr(Column::Reference, Expr::value(receipt.reference.as_str()))
                .col_expr(Column::MessageId, Expr::value(message.map(MessageId::as_str)))
                .col_expr(Column::Delivery, Expr::value(None::<String>))
                .col_expr(Column::DeliveryReason, Expr::value(None::<String>))
                .col_expr(
                    Column::Channel,
                    Expr::value(channel.map(Channel::as_str)).if_null(Expr::col(Column::Channel)),
                )
                .col_expr(
                    Column::LegChannel,
                    Expr::value(channel.map(Channel::as_str)).if_null(Expr::col(Column::Channel)),
                )
                .col_expr(Column::LegProvider, Expr::value(receipt.provider.clone()))
                .col_expr(Column::Outcome, unless_superseded(None)),
            StartOutcome::Kept => update.col_expr(Column::State, open),
            StartOutcome::Lost => update
                .col_expr(Column::State, open)
                .col_expr(Column::LegChannel, unless_lost_before(Column::LegChannel, Column::Channel))
                .col_expr(Column::LegProvider, unless_lost_before(Column::LegProvider, Column::Provider))
                .col_expr(Column::Outcome, unless_superseded(Some(outcome::LOST.to_owned()))),
            StartOutcome::Failed { failure, keeps_open } => {
                let why = format!("{}{failure}", outcome::FAILED);
                let update = update.col_expr(Column::Outcome, unless_superseded(Some(why)));
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
