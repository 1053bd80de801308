//! What can go wrong between us and the database, in one place.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

use crate::user::Field;

/// Why the store could not do as asked. Holds no SQL, no value and no address of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The database is down, full, too busy or too slow.
    #[error("the database does not answer")]
    Unavailable,
    /// Somebody else has this value.
    #[error("the value is taken")]
    Taken(Field),
    /// The proof was used, or its time is over.
    #[error("the proof is no longer valid")]
    Spent,
    /// Another transaction was first.
    #[error("another request was first")]
    Conflict,
    /// A row that this program cannot have written.
    #[error("the database holds a row that cannot be read")]
    Corrupt,
}

/// Inside the store: the database's own error, or the decision to refuse.
#[derive(Debug)]
pub(super) enum Fault {
    Database(DbErr),
    Refused(StoreError),
}

impl From<DbErr> for Fault {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(what)) => Self::Refused(taken(&what)),
            _ => Self::Database(error),
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Refused(error)
    }
}

// SQLite names the columns, PostgreSQL the index; both hold the word.
fn taken(what: &str) -> StoreError {
    if what.contains("challenges") {
        StoreError::Conflict
    } else if what.contains("phones") {
        StoreError::Taken(Field::Phone)
    } else if what.contains("username") {
        StoreError::Taken(Field::Username)
    } else if what.contains("email") {
        StoreError::Taken(Field::Email)
    } else {
        StoreError::Conflict
    }
}

/// Whether the database certainly undid everything, so that asking again is safe:
/// serialization failure and deadlock on PostgreSQL, a busy file on SQLite.
pub(super) fn was_undone(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    let code = error.as_database_error().and_then(|e| e.code().map(std::borrow::Cow::into_owned));
    code.is_some_and(|code| matches!(code.as_str(), "40001" | "40P01" | "5" | "261" | "517"))
}
