//! What became of messages, as their providers reported it.

use channels::{Delivery, MessageId, Purpose, Report, Undelivered};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Statement};

use super::connection::Store;
use super::entity::challenge::{Column, Entity, Model};
use super::entity::older_message;
use super::fault::{Fault, StoreError};
use crate::challenge::Challenge;
use crate::clock::Timestamp;

/// What a report changed.
#[derive(Debug)]
pub(crate) enum Told {
    /// Something new: the challenge whose message it is, with the channel that message went by.
    News(Box<Challenge>),
    /// It was known, or what is known is later.
    Nothing,
    /// No message of any challenge is known by this name, yet or any more.
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
    /// did not fail. One statement decides, so that of two reports alike one is news. An older message of a challenge counts
    /// like any; what is shown of the challenge is its latest.
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
            let tx = self.begin().await?;
            let older = older_reported(&tx, provider, &report.message, delivery, before).await?;
            let changed = Entity::update_many()
                .col_expr(Column::Delivery, Expr::value(delivery))
                .col_expr(Column::DeliveryReason, Expr::value(reason.map(Undelivered::as_str)))
                .col_expr(Column::ReportedAt, Expr::value(now.as_millis()))
                .filter(of(provider, &report.message))
                .filter(earlier)
                .exec_with_returning(&tx)
                .await?;
            let news = match (changed.into_iter().next(), &older) {
                (Some(row), None) => Some(Challenge::read(row)?),
                // a newer one was tried and never left
                (Some(row), Some(older)) => Some(sent_by(older, Challenge::read(row)?)),
                (None, Some(older)) => challenge_of(&tx, older).await?,
                (None, None) => None,
            };
            tx.commit().await?;
            if let Some(challenge) = news {
                return Ok(Told::News(Box::new(challenge)));
            }
            let latest = Entity::find().filter(of(provider, &report.message)).count(&self.reads).await?;
            let key = (provider.to_owned(), report.message.as_str().to_owned());
            let known = latest > 0 || older_message::Entity::find_by_id(key).count(&self.reads).await? > 0;
            Ok(if known { Told::Nothing } else { Told::Nowhere })
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

/// Keeps the message of a challenge that is about to be sent again, with what was reported of it.
pub(super) async fn keep_message(tx: &impl ConnectionTrait, row: &Challenge) -> Result<(), Fault> {
    if row.message.is_none() {
        return Ok(());
    }
    let sql = "INSERT INTO older_messages (provider, message_id, challenge_id, channel, delivery) \
               SELECT provider, message_id, id, channel, delivery FROM challenges WHERE id = $1 AND message_id IS NOT NULL \
               ON CONFLICT (provider, message_id) DO NOTHING";
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [row.id.into()]);
    tx.execute_raw(statement).await?;
    Ok(())
}

/// What was reported of an older message, if that is news of it.
async fn older_reported(
    tx: &impl ConnectionTrait,
    provider: &str,
    message: &MessageId,
    delivery: &str,
    before: &[&str],
) -> Result<Option<older_message::Model>, Fault> {
    let earlier = Condition::any()
        .add(older_message::Column::Delivery.is_null())
        .add(older_message::Column::Delivery.is_in(before.iter().copied()));
    let changed = older_message::Entity::update_many()
        .col_expr(older_message::Column::Delivery, Expr::value(delivery))
        .filter(older_message::Column::Provider.eq(provider))
        .filter(older_message::Column::MessageId.eq(message.as_str()))
        .filter(earlier)
        .exec_with_returning(tx)
        .await?;
    Ok(changed.into_iter().next())
}

/// The challenge of an older message, as if that were the one it was sent by.
async fn challenge_of(
    tx: &impl ConnectionTrait,
    older: &older_message::Model,
) -> Result<Option<Challenge>, Fault> {
    let row = Entity::find_by_id(older.challenge_id).one(tx).await?;
    Ok(row.map(Challenge::read).transpose()?.map(|row| sent_by(older, row)))
}

fn sent_by(older: &older_message::Model, row: Challenge) -> Challenge {
    let channel = older.channel.parse().unwrap_or(row.channel);
    Challenge { channel, leg: None, ..row }
}

/// The latest message of a challenge.
fn of(provider: &str, message: &MessageId) -> Condition {
    Condition::all().add(Column::Provider.eq(provider)).add(Column::MessageId.eq(message.as_str()))
}

#[cfg(test)]
mod tests {
    use sea_orm::Set;

    use super::super::entity::challenge::ActiveModel;
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000);

    async fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("deliveries.db").display());
        let store = Store::connect(&url).await.unwrap();
        store.migrate().await.unwrap();
        (folder, store)
    }

    impl Store {
        /// A challenge that was sent, and the message `SM1` of this provider.
        async fn files(&self, purpose: Purpose, subject: &str, provider: &str) -> i64 {
            let row = ActiveModel {
                purpose: Set(purpose.as_str().to_owned()),
                address: Set("+12025550100".to_owned()),
                subject: Set(subject.to_owned()),
                channel: Set("sms".to_owned()),
                provider: Set(provider.to_owned()),
                station: Set(String::new()),
                decoy: Set(false),
                state: Set("open".to_owned()),
                sends: Set(1),
                ended_sends: Set(1),
                attempts: Set(0),
                stranger_attempts: Set(0),
                settled: Set(0),
                gone: Set(0),
                guessed_at: Set(0),
                askers: Set("caller".to_owned()),
                created_at: Set(0),
                sent_at: Set(0),
                resend_at: Set(0),
                expires_at: Set(0),
                sending_until: Set(0),
                message_id: Set(Some("SM1".to_owned())),
                ..Default::default()
            };
            Entity::insert(row).exec(&self.writes).await.unwrap().last_insert_id
        }

        async fn hears(&self, provider: &str, delivery: Delivery) -> Told {
            let report = Report { message: MessageId::new("SM1").unwrap(), delivery, code: None };
            self.report(provider, &report, NOW).await.unwrap()
        }
    }

    #[tokio::test]
    async fn nobody_looks_at_what_is_bound_to_a_person() {
        let (_folder, store) = store().await;
        for purpose in Purpose::ALL {
            let id = store.files(purpose, &format!("user 7 {}", purpose.as_str()), "a").await;
            assert!(store.verification(id).await.unwrap().is_none(), "{purpose:?}");
        }
        let reset = store.files(Purpose::Reset, "", "a").await;
        assert!(store.verification(reset).await.unwrap().is_none());
        let of_stranger = store.files(Purpose::ProveAddress, "", "a").await;
        assert!(store.verification(of_stranger).await.unwrap().is_some());
    }

    #[tokio::test]
    async fn two_providers_may_give_the_same_name() {
        let (_folder, store) = store().await;
        let first = store.files(Purpose::ProveAddress, "", "a").await;
        let reset = store.files(Purpose::Reset, "ada", "b").await;
        assert!(
            matches!(store.hears("b", Delivery::Delivered).await, Told::News(row) if row.id == reset),
            "whatever it was for"
        );
        assert!(store.verification(first).await.unwrap().unwrap().delivered.is_none());
        assert!(matches!(store.hears("c", Delivery::Delivered).await, Told::Nowhere));
        assert!(matches!(store.hears("b", Delivery::Sent).await, Told::Nothing));
        let failed = Delivery::Failed(Undelivered::Expired);
        assert!(matches!(store.hears("a", failed).await, Told::News(row) if row.id == first));
        let seen = store.verification(first).await.unwrap().unwrap();
        assert_eq!(seen.delivered, Some(Delivered { delivery: failed, at: Some(NOW) }));
    }
}
