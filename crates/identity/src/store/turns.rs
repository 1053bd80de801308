//! Whose turn it is: sends for one station and address go one after the other, on all instances, each known by a ticket.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::challenges::{live, read_all};
use super::connection::Store;
use super::entity::challenge::{Column, Entity};
use super::fault::{Fault, StoreError};
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
    pub(crate) const fn of(row: &Challenge) -> Self {
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

    /// The turn of a send that waited: it is under way until then. `false`: it is another's, or the challenge is over.
    /// `sends`: the provider will be asked.
    pub(crate) async fn take_turn(
        &self,
        mine: Ticket,
        sends: bool,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        self.ask("take_turn", || async {
            // asked of the number and not of the state: whoever queues up behind this one sets the state too
            let before = mine.number - 1;
            let at_its_end = Column::EndedSends.eq(before);
            // one before it died: what was not written down by now never will be
            let without_end = Column::EndedSends.lt(before).and(Column::SendingUntil.lte(now.as_millis()));
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
                .col_expr(Column::EndedSends, Expr::value(before))
                .col_expr(Column::Reference, reference)
                .col_expr(Column::Outcome, outcome)
                .filter(Column::Id.eq(mine.challenge))
                .filter(live())
                .filter(at_its_end.or(without_end))
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

/// The same, asked of the database: those of other challenges at the address of this one.
pub(super) async fn others_at(
    tx: &impl ConnectionTrait,
    row: &Challenge,
    station: &str,
    now: Timestamp,
) -> Result<Vec<Ticket>, Fault> {
    let nearby = Entity::find()
        .filter(Column::Address.eq(&row.address))
        .filter(Column::SendingUntil.gt(now.as_millis()))
        .filter(Column::Id.ne(row.id))
        .all(tx)
        .await?;
    Ok(turn_of(&read_all(nearby)?, station, now))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use channels::{Channel, ChannelWish, Purpose, Receipt, Reference, Route};

    use super::*;
    use crate::store::reservation::{Hold, Job, Reservation, Reserved};
    use crate::store::settle::StartOutcome;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000);
    const PATIENCE: Duration = Duration::from_secs(8);

    async fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("turns.db").display());
        let store = Store::connect(&url).await.unwrap();
        store.migrate().await.unwrap();
        (folder, store)
    }

    /// A reset that the next one need not wait for, to one number.
    fn any_reset() -> Reservation {
        Reservation {
            purpose: Purpose::Reset,
            address: "+12025550100".to_owned(),
            subject: "typed".to_owned(),
            user: None,
            channel: Channel::Sms,
            locale: None,
            wish: ChannelWish::Named(Channel::Sms),
            routes: vec![Route {
                channel: Channel::Sms,
                provider: "twilio-verify",
                station: "VA1".to_owned(),
                draft: None,
                cancels: true,
            }],
            decoy: false,
            country: None,
            range: None,
            caller: "caller".to_owned(),
            told: Vec::new(),
            silent: Vec::new(),
            hold: Hold::ByTimeAlone,
            resend: Duration::ZERO,
            ttl: Duration::from_secs(600),
            max_attempts: 5,
            patience: PATIENCE,
        }
    }

    impl Store {
        async fn reserves(&self, now: Timestamp) -> Job {
            self.reserves_this(&any_reset(), now).await
        }

        async fn reserves_this(&self, send: &Reservation, now: Timestamp) -> Job {
            match self.reserve(send, now).await.unwrap() {
                Reserved::Ours(job) => *job,
                other => panic!("{other:?}"),
            }
        }

        async fn fails(&self, job: &Job) -> Challenge {
            let ended = StartOutcome::Failed { failure: "busy", keeps_open: true };
            self.settle_start(job.challenge.id, &ended, None, NOW).await.unwrap();
            self.challenge(job.challenge.id).await.unwrap().unwrap()
        }

        async fn ends(&self, job: &Job) {
            let receipt = Receipt {
                provider: "twilio-verify".to_owned(),
                station: "VA1".to_owned(),
                reference: Reference::new("VE1").unwrap(),
            };
            let ended = StartOutcome::Sent { receipt: &receipt, message: None, channel: None };
            self.settle_start(job.challenge.id, &ended, None, NOW).await.unwrap();
        }

        /// What a waiting send does each time it looks.
        async fn goes(&self, job: &Job, now: Timestamp) -> bool {
            !self.any_under_way(&job.waits_for, now).await.unwrap()
                && self.take_turn(Ticket::of(&job.challenge), true, now, now.plus(PATIENCE)).await.unwrap()
        }
    }

    #[tokio::test]
    async fn a_send_that_queues_up_between_two_turns_stops_nobody() {
        let (_folder, store) = store().await;
        let first = store.reserves(NOW).await;
        let second = store.reserves(NOW).await;
        assert!(!store.goes(&second, NOW).await);
        store.ends(&first).await;
        // the second has not looked yet
        let third = store.reserves(NOW).await;
        assert!(!store.goes(&third, NOW).await);
        assert!(store.goes(&second, NOW).await);
        assert!(!store.goes(&third, NOW).await);
        store.ends(&second).await;
        assert!(store.goes(&third, NOW).await);
        store.ends(&third).await;
        assert!(store.reserves(NOW).await.waits_for.is_empty());
    }

    #[tokio::test]
    async fn one_alone_takes_the_turn_of_a_send_that_died() {
        let (_folder, store) = store().await;
        drop(store.reserves(NOW).await);
        let (second, third) = (store.reserves(NOW).await, store.reserves(NOW).await);
        let later = NOW.plus(PATIENCE);
        // both have seen that nothing is under way any more
        for job in [&second, &third] {
            assert!(!store.any_under_way(&job.waits_for, later).await.unwrap());
        }
        let until = later.plus(PATIENCE);
        assert!(store.take_turn(Ticket::of(&second.challenge), true, later, until).await.unwrap());
        assert!(!store.take_turn(Ticket::of(&third.challenge), true, later, until).await.unwrap());
        store.ends(&second).await;
        assert!(store.goes(&third, later).await);
    }

    #[tokio::test]
    async fn one_that_failed_is_not_taken_up_again_while_another_waits_behind_it() {
        let (_folder, store) = store().await;
        let first = store.reserves(NOW).await;
        let second = store.reserves(NOW).await;
        let failed = store.fails(&first).await;
        assert!(store.restart(&failed, NOW.plus(PATIENCE), NOW).await.unwrap().is_none());
        assert!(store.goes(&second, NOW).await);
        let failed = store.fails(&second).await;
        assert!(store.restart(&failed, NOW.plus(PATIENCE), NOW).await.unwrap().is_some());
    }

    #[tokio::test]
    async fn one_that_is_taken_up_again_believes_no_code_of_those_before_it() {
        let (_folder, store) = store().await;
        let failed = store.fails(&store.reserves(NOW).await).await;
        let other = Reservation { purpose: Purpose::Login, ..any_reset() };
        let other = store.reserves_this(&other, NOW).await;
        let (again, waits_for) = store.restart(&failed, NOW.plus(PATIENCE), NOW).await.unwrap().unwrap();
        let row = store.challenge(again.id).await.unwrap().unwrap();
        assert!(again.is_unsent() && row.is_unsent(), "{row:?}");
        store.ends(&other).await;
        assert!(!store.any_under_way(&waits_for, NOW).await.unwrap());
        assert!(store.take_turn(Ticket::of(&again), true, NOW, NOW.plus(PATIENCE)).await.unwrap());
        let row = store.challenge(again.id).await.unwrap().unwrap();
        assert!(!row.is_unsent(), "{row:?}");
    }
}
