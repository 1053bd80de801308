//! What every command begins with: the configuration read and judged as a whole, then the database opened.

use std::{borrow::Cow, sync::Arc};

use channels::{Http, Switchboard};
use identity::{Clock, Store, SystemClock};

use super::database;
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

/// What a command expects of the database.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    /// It is made where it is missing.
    Any,
    /// It must be there.
    Built,
}

impl House {
    /// Opens and migrates the database.
    pub(super) async fn open(plan: Plan, ground: Ground) -> Result<Self, String> {
        let Plan { config, switchboard, clock } = plan;
        let store = match ground {
            Ground::Any => database::open(&config).await?,
            Ground::Built => database::open_existing(&config).await?,
        };
        store.migrate().await.map_err(|fault| format!("The database could not be migrated: {fault}."))?;
        Ok(Self { config, switchboard, clock, store })
    }
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
    let hints = strangers(source);
    let lines: Vec<_> = lines.into_iter().chain(hints.iter().map(|hint| format!("  {hint}"))).collect();
    let lines = lines.join("\n");
    Some(format!("The configuration is not usable:\n{lines}\nSee .env.example for every key."))
}

/// What an operator should read, though nothing is wrong.
pub(super) fn warnings(source: &Source, plan: &Plan) -> Vec<String> {
    let warnings = plan.config.warnings(&source.settings, &plan.switchboard.locales());
    warnings.into_iter().map(Cow::into_owned).chain(strangers(source)).collect()
}

/// Keys that are none of ours, each with the one that was probably meant.
fn strangers(source: &Source) -> Vec<String> {
    let told = |(key, meant): (String, Option<String>)| match meant {
        Some(meant) => format!("{key} is not a key of doorcode; did you mean {meant}?"),
        None => format!("{key} is not a key of doorcode"),
    };
    config::strangers(source).into_iter().map(told).collect()
}
