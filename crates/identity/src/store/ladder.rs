//! A send on its way down the ladder: which rung was used last, and the next provider for one that certainly went nowhere.

use channels::{Channel, Purpose, Receipt, Reference, Route};
use sea_orm::sea_query::Expr;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use super::challenges::live;
use super::connection::Store;
use super::entity::challenge::{ActiveModel, Column, Entity};
use super::fault::{Fault, StoreError};
use super::reservation::Place;
use super::sends::{queue_up, waiting};
use super::turns::{Ticket, others_at};
use crate::challenge::{Challenge, State, outcome};
use crate::clock::Timestamp;

/// Where a send went before it was handed on: put back if nobody takes it, for its code may have arrived.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    channel: Channel,
    provider: String,
    station: String,
    reference: Option<Reference>,
    outcome: Option<String>,
    sent_at: Timestamp,
}

impl Origin {
    pub(crate) fn of(row: &Challenge) -> Self {
        Self {
            channel: row.channel,
            provider: row.provider.clone(),
            station: row.station.clone(),
            reference: row.reference.clone(),
            outcome: row.outcome.clone(),
            sent_at: row.sent_at,
        }
    }
}

impl Store {
    /// The newest challenge that can still be answered, of this purpose and subject, at one of these addresses.
    pub(crate) async fn latest(
        &self,
        purpose: Purpose,
        subject: &str,
        addresses: &[String],
    ) -> Result<Option<Challenge>, StoreError> {
        self.ask("latest", || async {
            let row = Entity::find()
                .filter(Column::Address.is_in(addresses))
                .filter(Column::Purpose.eq(purpose.as_str()))
                .filter(Column::Subject.eq(subject))
                .filter(live())
                .order_by_desc(Column::Id)
                .one(&self.writes)
                .await?;
            row.map(Challenge::read).transpose()
        })
        .await
    }

    /// Hands a send that certainly went nowhere to the next route, until then; with the sends there that come first. Nothing
    /// where another send of this challenge queued up behind it, or it is over.
    pub(crate) async fn hand_on(
        &self,
        row: &Challenge,
        to: &Route,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Option<(Challenge, Vec<Ticket>)>, StoreError> {
        self.ask("hand_on", || async {
            let tx = self.begin().await?;
            queue_up(&tx, &row.address).await?;
            // at its own station the turn is its own already
            let moves = to.station != row.station;
            let waits_for = if moves { others_at(&tx, row, &to.station, now).await? } else { Vec::new() };
            let kept = Place::of(to).knows(row);
            let reference = if kept { row.reference.clone() } else { to.draft.clone() };
            let outcome = waiting(!waits_for.is_empty());
            let done = Entity::update_many()
                .col_expr(Column::Channel, Expr::value(to.channel.as_str()))
                .col_expr(Column::Provider, Expr::value(to.provider))
                .col_expr(Column::Station, Expr::value(to.station.clone()))
                .col_expr(Column::Reference, Expr::value(reference.as_ref().map(Reference::as_str)))
                .col_expr(Column::Outcome, Expr::value(outcome.clone()))
                .col_expr(Column::SentAt, Expr::value(now.as_millis()))
                .col_expr(Column::SendingUntil, Expr::value(until.as_millis()))
                .filter(Column::Id.eq(row.id))
                .filter(Column::Sends.eq(row.sends))
                .filter(live())
                .exec(&tx)
                .await?;
            let left = row.receipt().filter(|_| !kept && !row.station.is_empty());
            if let Some(left) = left.filter(|_| done.rows_affected == 1) {
                leave(&tx, row, &left.reference, now).await?;
            }
            tx.commit().await?;
            let handed = Challenge {
                channel: to.channel,
                provider: to.provider.to_owned(),
                station: to.station.clone(),
                reference,
                outcome,
                state: State::Sending,
                sent_at: now,
                sending_until: until,
                ..row.clone()
            };
            Ok((done.rows_affected == 1).then_some((handed, waits_for)))
        })
        .await
    }

    /// Nobody took it: what was sent before can be answered as before.
    pub(crate) async fn put_back(&self, row: &Challenge, origin: &Origin) -> Result<(), StoreError> {
        self.ask("put_back", || async {
            let tx = self.begin().await?;
            if let Some(reference) = &origin.reference {
                let here =
                    Column::Reference.eq(reference.as_str()).and(Column::Provider.eq(&*origin.provider));
                Entity::delete_many().filter(Column::Subject.eq(LEFT)).filter(here).exec(&tx).await?;
            }
            Entity::update_many()
                .col_expr(Column::Channel, Expr::value(origin.channel.as_str()))
                .col_expr(Column::Provider, Expr::value(origin.provider.clone()))
                .col_expr(Column::Station, Expr::value(origin.station.clone()))
                .col_expr(Column::Reference, Expr::value(origin.reference.as_ref().map(Reference::as_str)))
                .col_expr(Column::Outcome, Expr::value(origin.outcome.clone()))
                .col_expr(Column::SentAt, Expr::value(origin.sent_at.as_millis()))
                .filter(Column::Id.eq(row.id))
                .filter(Column::Sends.eq(row.sends))
                .filter(live())
                .exec(&tx)
                .await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// What was left behind is alive no more.
    pub(crate) async fn forget_left(&self, left: &Receipt) -> Result<(), StoreError> {
        self.ask("forget_left", || async {
            Entity::update_many()
                .col_expr(Column::Outcome, Expr::value(outcome::GONE))
                .filter(Column::Subject.eq(LEFT))
                .filter(Column::Provider.eq(&*left.provider))
                .filter(Column::Reference.eq(left.reference.as_str()))
                .exec(&self.writes)
                .await?;
            Ok(())
        })
        .await
    }
}

/// The subject of what was left behind: nobody's, so that no code counts for it.
const LEFT: &str = "left behind";

/// Keeps in mind what may still be alive at a provider that is not asked any more for this challenge: the next start there must
/// not take it for its own.
async fn leave(
    tx: &impl ConnectionTrait,
    row: &Challenge,
    reference: &Reference,
    now: Timestamp,
) -> Result<(), Fault> {
    let left = ActiveModel {
        purpose: Set(row.purpose.as_str().to_owned()),
        address: Set(row.address.clone()),
        subject: Set(LEFT.to_owned()),
        channel: Set(row.channel.as_str().to_owned()),
        provider: Set(row.provider.clone()),
        station: Set(row.station.clone()),
        reference: Set(Some(reference.as_str().to_owned())),
        decoy: Set(false),
        state: Set(State::Closed.as_str().to_owned()),
        outcome: Set(Some(outcome::REPLACED.to_owned())),
        sends: Set(0),
        ended_sends: Set(0),
        attempts: Set(0),
        stranger_attempts: Set(0),
        settled: Set(0),
        gone: Set(0),
        guessed_at: Set(0),
        askers: Set(String::new()),
        created_at: Set(now.as_millis()),
        sent_at: Set(row.sent_at.as_millis()),
        resend_at: Set(now.as_millis()),
        expires_at: Set(row.expires_at.as_millis()),
        sending_until: Set(0),
        ended_at: Set(Some(now.as_millis())),
        ..Default::default()
    };
    Entity::insert(left).exec(tx).await?;
    Ok(())
}
