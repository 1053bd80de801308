//! Counting, in the database, so that a restart or a second instance is no loophole.
//! A window opens with the first request it counts and closes after its period; all windows of a request move in one statement.

use std::fmt::Write;
use std::time::Duration;

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, Statement, Value,
};

use super::connection::Store;
use super::entity::limit;
use super::fault::{Fault, StoreError};
use crate::clock::{Timestamp, millis};
use crate::limits::{Counter, Limit};

/// What became of a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charged {
    /// Every window had room.
    Through,
    /// One had none; nothing was charged.
    Refused(Limit, Duration),
}

/// The state of one row after it was charged.
#[derive(Debug, Clone)]
pub(super) struct Row {
    key: String,
    pub(super) count: i64,
    pub(super) until: Timestamp,
}

/// Charges every counter by one and tells where they stand. Refuses nothing: the caller rolls back.
pub(super) async fn charge(
    tx: &DatabaseTransaction,
    counters: &[&Counter],
    now: Timestamp,
) -> Result<Vec<Row>, Fault> {
    if counters.is_empty() {
        return Ok(Vec::new());
    }
    // one order for all, so that two requests never wait for each other's rows in a circle
    let mut counters: Vec<&Counter> = counters.to_vec();
    counters.sort_by(|a, b| a.key.cmp(&b.key));
    counters.dedup_by(|a, b| a.key == b.key);
    let mut values: Vec<Value> = vec![now.as_millis().into()];
    let mut tuples = String::new();
    for counter in &counters {
        let place = values.len() + 1;
        let comma = if tuples.is_empty() { "" } else { ", " };
        write!(tuples, "{comma}(${place}, 1, ${})", place + 1).ok();
        values.push(counter.key.clone().into());
        values.push(now.as_millis().saturating_add(millis(counter.period)).into());
    }
    let sql = format!(
        "INSERT INTO limits (key, count, until) VALUES {tuples} ON CONFLICT (key) DO UPDATE SET \
         count = CASE WHEN limits.until <= $1 THEN 1 ELSE limits.count + 1 END, \
         until = CASE WHEN limits.until <= $1 THEN excluded.until ELSE limits.until END \
         RETURNING key, count, until"
    );
    let rows =
        tx.query_all_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    rows.iter()
        .map(|row| {
            Ok(Row {
                key: row.try_get("", "key")?,
                count: row.try_get("", "count")?,
                until: Timestamp::from_millis(row.try_get("", "until")?),
            })
        })
        .collect()
}

/// The first of these counters that has no room, and how long until its window closes; the longest wait counts.
pub(super) fn refused<'a>(
    rows: &[Row],
    counters: impl IntoIterator<Item = &'a Counter>,
    now: Timestamp,
) -> Option<(Limit, Duration)> {
    counters
        .into_iter()
        .filter_map(|counter| {
            let row = row_of(rows, counter)?;
            let limit = counter.limit?;
            (row.count > i64::from(counter.max)).then(|| (limit, row.until.since(now)))
        })
        .max_by_key(|(_, wait)| *wait)
}

pub(super) fn row_of<'r>(rows: &'r [Row], counter: &Counter) -> Option<&'r Row> {
    rows.iter().find(|row| row.key == counter.key)
}

/// Gives back what was charged for something that did not happen.
pub(super) async fn refund(db: &impl ConnectionTrait, counters: &[Counter]) -> Result<(), Fault> {
    if counters.is_empty() {
        return Ok(());
    }
    limit::Entity::update_many()
        .col_expr(limit::Column::Count, Expr::col(limit::Column::Count).sub(1))
        .filter(limit::Column::Key.is_in(counters.iter().map(|counter| counter.key.clone())))
        .filter(limit::Column::Count.gt(0))
        .exec(db)
        .await?;
    Ok(())
}

impl Store {
    /// Charges all of these, or none.
    pub(crate) async fn charge(&self, counters: &[Counter], now: Timestamp) -> Result<Charged, StoreError> {
        if counters.is_empty() {
            return Ok(Charged::Through);
        }
        self.ask("charge", || async {
            let tx = self.begin().await?;
            let rows = charge(&tx, &counters.iter().collect::<Vec<_>>(), now).await?;
            if let Some((limit, wait)) = refused(&rows, counters, now) {
                tx.rollback().await?;
                return Ok(Charged::Refused(limit, wait));
            }
            tx.commit().await?;
            Ok(Charged::Through)
        })
        .await
    }

    /// Charges all of these, or none, and tells how far one of them has counted.
    pub(crate) async fn charge_counting(
        &self,
        counters: &[Counter],
        shown: &Counter,
        now: Timestamp,
    ) -> Result<(Charged, i64), StoreError> {
        self.ask("charge_counting", || async {
            let tx = self.begin().await?;
            let rows = charge(&tx, &counters.iter().collect::<Vec<_>>(), now).await?;
            if let Some((limit, wait)) = refused(&rows, counters, now) {
                tx.rollback().await?;
                return Ok((Charged::Refused(limit, wait), 0));
            }
            tx.commit().await?;
            Ok((Charged::Through, row_of(&rows, shown).map_or(0, |row| row.count)))
        })
        .await
    }

    /// Which of these has no room, if any; charges nothing. What is decided is decided by a charge: this only spares dear work.
    pub(crate) async fn full(
        &self,
        counters: &[Counter],
        now: Timestamp,
    ) -> Result<Option<(Limit, Duration)>, StoreError> {
        if counters.is_empty() {
            return Ok(None);
        }
        self.ask("full", || async {
            let keys = counters.iter().map(|counter| counter.key.clone());
            let open = limit::Column::Until.gt(now.as_millis());
            let rows = limit::Entity::find()
                .filter(limit::Column::Key.is_in(keys).and(open))
                .all(&self.reads)
                .await?;
            // as it would stand after one more
            let next = |row: limit::Model| Row {
                key: row.key,
                count: row.count.saturating_add(1),
                until: Timestamp::from_millis(row.until),
            };
            Ok(refused(&rows.into_iter().map(next).collect::<Vec<_>>(), counters, now))
        })
        .await
    }

    /// Gives back.
    pub(crate) async fn refund(&self, counters: &[Counter]) -> Result<(), StoreError> {
        self.ask("refund", || async { refund(&self.writes, counters).await }).await
    }
}
