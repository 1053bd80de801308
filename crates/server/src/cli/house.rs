//! What every command begins with: the configuration read and judged as a whole, then the database opened.

use std::sync::Arc;

use channels::{Http, Switchboard};
use identity::{Clock, Store, SystemClock};
use secrecy::ExposeSecret;

use crate::config::{self, Config, Source};

/// The configuration and the providers it chose; judged only when everything was read.
pub(super) struct Plan {
    pub(super) config: Config,
    pub(super) switchboard: Switchboard,
    pub(super) clock: Arc<dyn Clock>,
}

impl Plan {
    /// Reads everything; faults stay in the settings.
    pub(super) fn read(source: &Source) -> Self {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let config = Config::read(&source.settings);
        let switchboard = Switchboard::build(&source.settings, &config.parts(Http::new(), &clock));
        config.check_sandbox(&source.settings, switchboard.outbox().is_some());
        Self { config, switchboard, clock }
    }
}

/// A house with its database open and migrated.
pub(super) struct House {
    pub(super) config: Config,
    pub(super) switchboard: Switchboard,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) store: Store,
}

impl House {
    /// Refuses a faulty configuration, then opens and migrates the database.
    pub(super) async fn open(source: &Source, plan: Plan) -> Result<Self, String> {
        if let Some(says) = faults(source) {
            return Err(says);
        }
        let Plan { config, switchboard, clock } = plan;
        let store = connect(&config).await?;
        store.migrate().await.map_err(|fault| format!("The database could not be migrated: {fault}."))?;
        Ok(Self { config, switchboard, clock, store })
    }
}

/// Opens the database.
pub(super) async fn connect(config: &Config) -> Result<Store, String> {
    let store = Store::connect(config.database_url.expose_secret()).await;
    store.map_err(|fault| {
        format!(
            "The database cannot be opened: {fault}. Check DATABASE_URL, and that the database is running."
        )
    })
}

/// Every fault of the configuration in one text; `None` when there is none.
pub(super) fn faults(source: &Source) -> Option<String> {
    let faults = source.settings.faults();
    if faults.is_empty() {
        return None;
    }
    let lines: Vec<_> = faults
        .iter()
        .map(|fault| format!("  {}: {}\n      for example {}", fault.key, fault.fault, fault.example))
        .collect();
    Some(format!("The configuration is not usable:\n{}\nSee .env.example for every key.", lines.join("\n")))
}

/// What an operator should read, though nothing is wrong.
pub(super) fn warnings(source: &Source, config: &Config) -> Vec<String> {
    let strangers = config::strangers(source).into_iter().map(|(key, meant)| match meant {
        Some(meant) => format!("{key} is not a key of doorcode; did you mean {meant}?"),
        None => format!("{key} is not a key of doorcode"),
    });
    config.warnings(&source.settings).into_iter().map(str::to_owned).chain(strangers).collect()
}
