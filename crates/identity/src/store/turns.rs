//! Whose turn it is: sends for one station and address go one after the other, on all instances, each known by a ticket.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::connection::Store;
use super::entity::challenge::{Column, Entity};
use super::fault::StoreError;
use crate::challenge::{Challenge, State};
use crate::clock::Timestamp;

/// One send of a challenge; later ones of the same challenge are others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ticket {
    pub(crate) challenge: i64,
    number: i32,
}

impl Ticket {
    /// The newest send of a challenge.
    pub(super) const fn of(row: &Challenge) -> Self {
        Self { challenge: row.id, number: row.sends }
    }
}

impl Store {
    /// Whether one of these sends is under way.
    pub(crate) async fn any_under_way(&self, sends: &[Ticket], now: Timestamp) -> Result<bool, StoreError> {
        self.ask("any_under_way", || async {
            let rows: Vec<(i64, i32)> = Entity::find()
                .select_only()
                .columns([Column::Id, Column::EndedSends])
                .filter(Column::Id.is_in(sends.iter().map(|send| send.challenge)))
                .filter(Column::SendingUntil.gt(now.as_millis()))
                .into_tuple()
                .all(&self.reads)
                .await?;
            let is_over =
                |send: &Ticket| !rows.iter().any(|(id, ended)| *id == send.challenge && *ended < send.number);
            Ok(!sends.iter().all(is_over))
        })
        .await
    }

    /// The turn of a send that waited: it is under way until then. `false`: another send of this very challenge was first.
    /// `sends`: the provider will be asked.
    /// `after_its_own`: it waited for an earlier send of its own challenge, whose end reads like the end of this one.
    pub(crate) async fn take_turn(
        &self,
        id: i64,
        after_its_own: bool,
        sends: bool,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        self.ask("take_turn", || async {
            let ready = if after_its_own { State::Open } else { State::Sending };
            // one that was superseded while it waited begins afresh, unless nothing will be sent
            let (reference, outcome) = if sends {
                (
                    "CASE WHEN outcome = 'superseded' THEN NULL ELSE reference END",
                    "CASE WHEN outcome IN ('superseded', 'waiting') THEN NULL ELSE outcome END",
                )
            } else {
                ("reference", "outcome")
            };
            let (reference, outcome) = (Expr::cust(reference), Expr::cust(outcome));
            let done = Entity::update_many()
                .col_expr(Column::State, Expr::value(State::Sending.as_str()))
                .col_expr(Column::SendingUntil, Expr::value(until.as_millis()))
                .col_expr(Column::Reference, reference)
                .col_expr(Column::Outcome, outcome)
                .filter(Column::Id.eq(id))
                .filter(Column::State.eq(ready.as_str()))
                .exec(&self.writes)
                .await?;
            Ok(done.rows_affected == 1)
        })
        .await
    }
}

/// The sends at this station that are under way, and so come first.
pub(super) fn turn_of(nearby: &[Challenge], station: &str, now: Timestamp) -> Vec<Ticket> {
    let collides = |row: &Challenge| !station.is_empty() && row.station == station;
    let ahead = |row: &&Challenge| collides(row) && row.is_under_way(now);
    nearby.iter().filter(ahead).map(Ticket::of).collect()
}
