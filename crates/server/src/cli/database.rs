//! The database as an operator is told of it: where it is, whether it is there, and what to do where it does not answer.

use identity::{DatabaseFault, Standing, Store};
use secrecy::ExposeSecret;

use crate::config::Config;

/// Where it is, without its password.
pub(super) fn place(config: &Config) -> String {
    let place = identity::place(config.database_url.expose_secret());
    place.map_or_else(|fault| fault.to_string(), |place| place.to_string())
}

/// Whether it is there and answers; nothing is made.
pub(super) async fn inspect(config: &Config) -> Result<Standing, DatabaseFault> {
    identity::inspect(config.database_url.expose_secret()).await
}

/// Opens it; where a SQLite file is missing, it is made.
pub(super) async fn open(config: &Config) -> Result<Store, String> {
    if let Ok(store) = Store::connect(config.database_url.expose_secret()).await {
        return Ok(store);
    }
    let fault = inspect(config).await.err().unwrap_or(DatabaseFault::NotAccepted);
    Err(unusable(config, fault))
}

/// Opens one that must be there already: a command that only looks should not leave an empty one behind.
pub(super) async fn open_existing(config: &Config) -> Result<Store, String> {
    match inspect(config).await {
        Ok(Standing::Answers) => open(config).await,
        Ok(Standing::Absent) => Err(format!(
            "There is no database yet ({}).\nCheck DATABASE_URL, or make one: start the server, or run `doorcode migrate`.",
            place(config)
        )),
        Err(fault) => Err(unusable(config, fault)),
    }
}

fn unusable(config: &Config, fault: DatabaseFault) -> String {
    format!("The database cannot be used ({}): {fault}.\n{}.", place(config), remedy(fault))
}

/// What to do about it.
pub(super) const fn remedy(fault: DatabaseFault) -> &'static str {
    match fault {
        DatabaseFault::Address => {
            "Write DATABASE_URL as sqlite://FILE?mode=rwc or postgres://user:password@host/database; special \
             characters of the password as %XX"
        }
        DatabaseFault::NoFolder => "Make the folder, or name another file in DATABASE_URL",
        DatabaseFault::NotWritable => {
            "Let this user write the file and its folder, or name another file in DATABASE_URL"
        }
        DatabaseFault::NotADatabase => "Name another file in DATABASE_URL, or move this one away",
        DatabaseFault::Refused => "Start PostgreSQL, or mend host and port in DATABASE_URL",
        DatabaseFault::Unreachable => {
            "Mend the host in DATABASE_URL, or look at DNS and network from this machine"
        }
        DatabaseFault::Credentials => {
            "Mend user and password in DATABASE_URL, or let this user connect (roles, and pg_hba.conf)"
        }
        DatabaseFault::NoDatabase => "Make it with `createdb`, or name another one in DATABASE_URL",
        DatabaseFault::NotAccepted => "Look into the database's own log: it is starting, full, or wants TLS",
        DatabaseFault::Silent => "Mend host and port in DATABASE_URL, or look at the firewall in between",
    }
}
