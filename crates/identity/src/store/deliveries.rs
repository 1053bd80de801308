//! What became of messages, as their providers reported it.

use channels::{Delivery, MessageId, Purpose, Report, Undelivered};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter};

use super::connection::Store;
use super::entity::challenge::{Column, Entity, Model};
use super::fault::{Fault, StoreError};
use crate::challenge::Challenge;
use crate::clock::Timestamp;

/// What a report changed.
#[derive(Debug)]
pub(crate) enum Told {
    /// Something new: the challenge whose latest message it is.
    News(Box<Challenge>),
    /// It was known, or what is known is later.
    Nothing,
    /// No latest message of any challenge is known by this name, yet or any more.
    Nowhere,
}

/// A challenge, and what was reported of its latest message.
#[derive(Debug)]
pub(crate) struct Filed {
    pub(crate) challenge: Challenge,
    pub(crate) delivered: Option<Delivered>,
}

/// What was reported, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Delivered {
    pub(crate) delivery: Delivery,
    pub(crate) at: Option<Timestamp>,
}

const SENT: &str = "sent";
const DELIVERED: &str = "delivered";
const FAILED: &str = "failed";

impl Filed {
    fn read(row: Model) -> Result<Self, Fault> {
        let delivery = match row.delivery.as_deref() {
            Some(SENT) => Some(Delivery::Sent),
            Some(DELIVERED) => Some(Delivery::Delivered),
            Some(FAILED) => {
                let why = row.delivery_reason.as_deref().and_then(|why| why.parse().ok());
                Some(Delivery::Failed(why.unwrap_or(Undelivered::Unknown)))
            }
            _ => None,
        };
        let at = row.reported_at.map(Timestamp::from_millis);
        let delivered = delivery.map(|delivery| Delivered { delivery, at });
        Ok(Self { challenge: Challenge::read(row)?, delivered })
    }
}

impl Store {
    /// Writes down what was reported of a message, if that is news: it left, then it arrived or failed, and whatever arrived
    /// did not fail. One statement decides, so that of two reports alike one is news.
    pub(crate) async fn report(
        &self,
        provider: &str,
        report: &Report,
        now: Timestamp,
    ) -> Result<Told, StoreError> {
        self.ask("report", || async {
            let (delivery, reason, before): (_, Option<Undelivered>, &[&str]) = match report.delivery {
                Delivery::Sent => (SENT, None, &[]),
                Delivery::Failed(why) => (FAILED, Some(why), &[SENT]),
                Delivery::Delivered => (DELIVERED, None, &[SENT, FAILED]),
            };
            let earlier = Condition::any()
                .add(Column::Delivery.is_null())
                .add(Column::Delivery.is_in(before.iter().copied()));
            let changed = Entity::update_many()
                .col_expr(Column::Delivery, Expr::value(delivery))
                .col_expr(Column::DeliveryReason, Expr::value(reason.map(Undelivered::as_str)))
                .col_expr(Column::ReportedAt, Expr::value(now.as_millis()))
                .filter(of(provider, &report.message))
                .filter(earlier)
                .exec_with_returning(&self.writes)
                .await?;
            if let Some(row) = changed.into_iter().next() {
                return Ok(Told::News(Box::new(Challenge::read(row)?)));
            }
            let known = Entity::find().filter(of(provider, &report.message)).count(&self.writes).await?;
            Ok(if known > 0 { Told::Nothing } else { Told::Nowhere })
        })
        .await
    }

    /// A stranger's verification of an address, and what became of its latest message.
    pub(crate) async fn verification(&self, id: i64) -> Result<Option<Filed>, StoreError> {
        self.ask("verification", || async {
            let row = Entity::find_by_id(id)
                .filter(Column::Purpose.eq(Purpose::ProveAddress.as_str()))
                .filter(Column::Subject.eq(""))
                .filter(Column::Decoy.eq(false))
                .one(&self.reads)
                .await?;
            row.map(Filed::read).transpose()
        })
        .await
    }
}

/// The latest message of a challenge; an older one is nobody's any more.
fn of(provider: &str, message: &MessageId) -> Condition {
    Condition::all().add(Column::Provider.eq(provider)).add(Column::MessageId.eq(message.as_str()))
}
