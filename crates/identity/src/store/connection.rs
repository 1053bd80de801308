//! Opening the database, the transactions, and the patience with which it is asked.

use std::time::Duration;

use migrations::{Migrator, MigratorTrait};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};

use super::fault::{Fault, StoreError, was_undone};
use super::ledger::Ledger;
use crate::journal;
use crate::tasks::Tasks;

/// The database, open. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    /// SQLite: one connection, for a file has one writer and a queue is fairer than a busy loop. PostgreSQL: the pool.
    pub(super) writes: DatabaseConnection,
    pub(super) reads: DatabaseConnection,
    /// SQLite alone: what needs no decision goes this way.
    pub(super) ledger: Option<Ledger>,
    url: String,
}

/// How long a connection is waited for.
const ACQUIRE: Duration = Duration::from_secs(2);
/// How long one question or transaction may take in all.
const PATIENCE: Duration = Duration::from_secs(4);
/// Any number, the same in every instance: the lock under which PostgreSQL is migrated.
const MIGRATION_LOCK: i64 = 0x646f_6f72_636f_6465;

impl Store {
    /// Opens `sqlite://FILE` or `postgres://…`. The schema is not touched.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let sqlite = url.starts_with("sqlite:");
        if !sqlite && !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(StoreError::Unavailable);
        }
        let opened = async {
            let writes = open(url, if sqlite { 1 } else { 16 }).await?;
            let reads = if sqlite { open(url, 4).await? } else { writes.clone() };
            // a set of its own: it works as long as the store is there, and a stop need not wait for it
            let ledger =
                sqlite.then(|| Ledger::open(writes.get_sqlite_connection_pool().clone(), &Tasks::new()));
            Ok::<_, DbErr>(Self { writes, reads, ledger, url: url.to_owned() })
        };
        opened.await.map_err(|error| unavailable("connect", &error))
    }

    /// Brings the schema up to date. Several instances may do so at once.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let done = match self.backend() {
            DbBackend::Postgres => self.migrate_under_lock().await,
            _ => self.migrate_in_one_go().await,
        };
        done.map_err(|error| unavailable("migrate", &error))
    }

    // SQLite's schema changes are transactional: a process that dies half way leaves nothing, a second one waits.
    async fn migrate_in_one_go(&self) -> Result<(), DbErr> {
        let tx = self.begin().await?;
        Migrator::up(&tx, None).await?;
        tx.commit().await
    }

    // An advisory lock belongs to a connection, so the migration gets one of its own.
    async fn migrate_under_lock(&self) -> Result<(), DbErr> {
        let alone = open(&self.url, 1).await?;
        let lock = |call: &str| {
            Statement::from_string(DbBackend::Postgres, format!("SELECT {call}({MIGRATION_LOCK})"))
        };
        alone.query_one_raw(lock("pg_advisory_lock")).await?;
        let done = Migrator::up(&alone, None).await;
        // closing the connection would free it too; this is sooner
        let freed = alone.query_one_raw(lock("pg_advisory_unlock")).await;
        alone.close().await?;
        done.and(freed.map(drop))
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let asked = tokio::time::timeout(ACQUIRE, self.writes.execute_unprepared("SELECT 1")).await;
        match asked {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(unavailable("ping", &error)),
            Err(elapsed) => Err(unavailable("ping", &elapsed)),
        }
    }

    /// `sqlite` or `postgres`.
    pub fn describe(&self) -> &'static str {
        if self.backend() == DbBackend::Postgres { "postgres" } else { "sqlite" }
    }

    /// Closes every connection, SQLite's log folded into its file.
    pub async fn close(self) {
        let reads = self.reads.close().await;
        let writes = self.writes.close().await;
        if let Err(error) = reads.and(writes) {
            journal::store_failed("close", &error);
        }
    }

    pub(super) fn backend(&self) -> DbBackend {
        self.writes.get_database_backend()
    }

    /// A transaction that may write. IMMEDIATE on SQLite: a deferred one fails when it turns from reading to writing.
    pub(super) async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.writes.begin_with_options(options).await
    }

    /// Asks, with bounded patience; asks again where the database certainly undid everything.
    pub(super) async fn ask<T, F>(
        &self,
        question: &'static str,
        answer: impl Fn() -> F,
    ) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, Fault>>,
    {
        let rounds = async {
            let mut round = 0u64;
            loop {
                match answer().await {
                    Err(Fault::Database(error)) if was_undone(&error) && round < 3 => {
                        round += 1;
                        tokio::time::sleep(Duration::from_millis(rand::random_range(0..20 * round))).await;
                    }
                    other => break other,
                }
            }
        };
        match tokio::time::timeout(PATIENCE, rounds).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(Fault::Refused(refusal))) => Err(refusal),
            Ok(Err(Fault::Database(error))) => Err(unavailable(question, &error)),
            Err(elapsed) => Err(unavailable(question, &elapsed)),
        }
    }
}

fn unavailable(question: &'static str, error: &dyn std::fmt::Display) -> StoreError {
    journal::store_failed(question, error);
    StoreError::Unavailable
}

async fn open(url: &str, connections: u32) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(ACQUIRE)
        .connect_timeout(ACQUIRE)
        .sqlx_logging(false)
        .test_before_acquire_if_idle_for(Duration::from_secs(1));
    if url.starts_with("sqlite:") {
        // a file does not go away, and a connection to it is not worth renewing
        options.min_connections(1).idle_timeout(None).max_lifetime(None).test_before_acquire(false);
        options.map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .foreign_keys(true)
                .busy_timeout(ACQUIRE)
                // what undoes half a statement is small: kept in memory, without a block of 64 KiB for each
                .pragma("temp_store", "MEMORY")
                // pages of the log, 32 MiB: the disk is waited for eight times less often than with SQLite's own 1,000
                .pragma("wal_autocheckpoint", "8000")
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal)
        });
    }
    Database::connect(options).await
}
