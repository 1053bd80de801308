//! What an operator may be told of a database before it is opened: where it is, whether it is there, and why it does not
//! answer. Makes nothing, changes nothing, and never tells a password.

use std::fs::{self, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::sqlx::{ConnectOptions, Connection, Error, Executor};

/// Where a database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// SQLite: this file.
    File(PathBuf),
    /// SQLite: gone with the process.
    Memory,
    /// PostgreSQL: user, host, port and database, without the password.
    Server(String),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(file) => write!(f, "sqlite, {}", file.display()),
            Self::Memory => f.write_str("sqlite, in memory"),
            Self::Server(server) => write!(f, "postgres, {server}"),
        }
    }
}

/// Why a database cannot be used. Holds no URL and no text of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseFault {
    /// Not an address of a database.
    #[error("the address cannot be read")]
    Address,
    /// SQLite: the folder of the file does not exist.
    #[error("the folder of the file does not exist")]
    NoFolder,
    /// SQLite: this user may not write the file or its folder.
    #[error("the file or its folder is not writable")]
    NotWritable,
    /// SQLite: the file holds something else.
    #[error("the file is not a SQLite database")]
    NotADatabase,
    /// Nobody listens at the address.
    #[error("nobody listens there (connection refused)")]
    Refused,
    /// The name of the host means nothing here.
    #[error("the host cannot be reached")]
    Unreachable,
    /// The user or the password is wrong, or the user may not connect.
    #[error("the user or the password is refused")]
    Credentials,
    /// The server has no database of this name.
    #[error("the server has no database of this name")]
    NoDatabase,
    /// It answers, but not to this connection.
    #[error("the server does not accept the connection")]
    NotAccepted,
    /// No answer in time.
    #[error("no answer within {} seconds", PATIENCE.as_secs())]
    Silent,
}

/// What stands at the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It answers.
    Answers,
    /// SQLite: there is no file yet, and it can be made.
    Absent,
}

const PATIENCE: Duration = Duration::from_secs(4);

/// Where the database of this URL is.
pub fn place(url: &str) -> Result<Place, DatabaseFault> {
    if url.starts_with("sqlite:") {
        if url.contains(":memory:") || url.contains("mode=memory") {
            return Ok(Place::Memory);
        }
        let options = SqliteConnectOptions::from_str(url).map_err(|_| DatabaseFault::Address)?;
        // a file is looked for in the current folder, which is the first thing to be mistaken about
        let file = std::path::absolute(options.get_filename()).map_err(|_| DatabaseFault::Address)?;
        return Ok(Place::File(file));
    }
    // signs of a password that is not percent-encoded would end it early, and its rest be told as something else
    let behind = url.find(['?', '#']).map_or("", |end| &url[end..]);
    if behind.contains('@') {
        return Err(DatabaseFault::Address);
    }
    let options = PgConnectOptions::from_str(url).map_err(|_| DatabaseFault::Address)?;
    let host = options.get_socket().map_or_else(
        || format!("{}:{}", options.get_host(), options.get_port()),
        |socket| socket.display().to_string(),
    );
    let database = options.get_database().unwrap_or(options.get_username());
    // a slash in the password ends the host too early, and what is left of it would stand here
    if database.contains('@') {
        return Err(DatabaseFault::Address);
    }
    Ok(Place::Server(format!("{}@{host}/{database}", options.get_username())))
}

/// Looks whether the database of this URL is there and answers.
pub async fn inspect(url: &str) -> Result<Standing, DatabaseFault> {
    match tokio::time::timeout(PATIENCE, looked_at(url)).await {
        Ok(seen) => seen,
        Err(_) => Err(DatabaseFault::Silent),
    }
}

async fn looked_at(url: &str) -> Result<Standing, DatabaseFault> {
    let file = match place(url)? {
        Place::Memory => return Ok(Standing::Absent),
        Place::File(file) => file,
        Place::Server(_) => {
            let options = PgConnectOptions::from_str(url).map_err(|_| DatabaseFault::Address)?;
            let mut line = options.disable_statement_logging().connect().await.map_err(|error| of(&error))?;
            line.execute("SELECT 1").await.map_err(|error| of(&error))?;
            line.close().await.ok();
            return Ok(Standing::Answers);
        }
    };
    if !is_writable(&file)? {
        return Ok(Standing::Absent);
    }
    let options = SqliteConnectOptions::from_str(url).map_err(|_| DatabaseFault::Address)?;
    let options = options.create_if_missing(false).disable_statement_logging();
    let mut line = options.connect().await.map_err(|error| of(&error))?;
    line.execute("SELECT count(*) FROM sqlite_master").await.map_err(|error| of(&error))?;
    line.close().await.ok();
    Ok(Standing::Answers)
}

/// Whether there is a file, if it or its folder can be written: the two further files of a database lie beside it.
fn is_writable(file: &Path) -> Result<bool, DatabaseFault> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(DatabaseFault::NoFolder);
    }
    let trial = folder.join(format!(".doorcode-check-{}", std::process::id()));
    // only trying tells: rights, read-only mounts and quotas all have a say
    OpenOptions::new().write(true).create_new(true).open(&trial).map_err(|_| DatabaseFault::NotWritable)?;
    fs::remove_file(&trial).ok();
    match OpenOptions::new().read(true).write(true).open(file) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(_) => Err(DatabaseFault::NotWritable),
    }
}

fn of(error: &Error) -> DatabaseFault {
    match error {
        Error::Io(error) if error.kind() == ErrorKind::ConnectionRefused => DatabaseFault::Refused,
        Error::Io(error) if error.kind() == ErrorKind::TimedOut => DatabaseFault::Silent,
        Error::Io(_) => DatabaseFault::Unreachable,
        Error::Configuration(_) => DatabaseFault::Address,
        Error::Database(said) => match said.code().as_deref() {
            // PostgreSQL: appendix A of its manual; SQLite: its result codes
            Some("28P01" | "28000") => DatabaseFault::Credentials,
            Some("3D000") => DatabaseFault::NoDatabase,
            Some("26") => DatabaseFault::NotADatabase,
            Some("8" | "14") => DatabaseFault::NotWritable,
            _ => DatabaseFault::NotAccepted,
        },
        _ => DatabaseFault::NotAccepted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_without_its_password() {
        let told = |url: &str| place(url).map(|place| place.to_string());
        let here = std::path::absolute("doorcode.db").unwrap();
        assert_eq!(told("sqlite://doorcode.db?mode=rwc"), Ok(format!("sqlite, {}", here.display())));
        assert_eq!(told("sqlite:///var/lib/a%20b.db").as_deref(), Ok("sqlite, /var/lib/a b.db"));
        assert_eq!(told("sqlite::memory:").as_deref(), Ok("sqlite, in memory"));
        let server = told("postgres://doorcode:s3cret@db.example:5433/codes?sslmode=require");
        assert_eq!(server.as_deref(), Ok("postgres, doorcode@db.example:5433/codes"));
        for torn in [
            "postgres://[::",
            "postgres://a:12?34@db/codes",
            "postgres://a:1#2@db/codes",
            "postgres://a:1/2@db/codes",
        ] {
            assert_eq!(told(torn), Err(DatabaseFault::Address), "{torn}");
        }
        assert_eq!(told("postgres://doorcode:12/34@db.example/codes"), Err(DatabaseFault::Address));
    }
}
