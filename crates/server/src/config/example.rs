//! Holds `.env.example`, the code and the list of keys together.

use std::collections::BTreeSet;

use channels::Settings;

use crate::config::{Config, KEYS};

const EXAMPLE: &str = include_str!("../../../../.env.example");

fn entries() -> Vec<(String, String)> {
    dotenvy::Iter::new(EXAMPLE.as_bytes()).map(Result::unwrap).collect()
}

#[test]
fn it_names_every_key_in_order() {
    let named: Vec<_> = entries().into_iter().map(|(key, _)| key).collect();
    assert_eq!(named, KEYS);
}

#[test]
fn it_works_copied_unchanged_and_changes_nothing() {
    let settings = Settings::new(entries());
    let (copied, fresh) = (Config::read(&settings), Config::fresh());
    assert!(settings.faults().is_empty(), "{:?}", settings.faults());
    assert_eq!(copied.public_url, fresh.public_url);
    assert_eq!((copied.host, copied.port, copied.shown), (fresh.host, fresh.port, fresh.shown));
    assert_eq!(copied.default_region, fresh.default_region);
    assert_eq!(format!("{:?}", copied.rules), format!("{:?}", fresh.rules));
    assert_eq!(copied.access_ttl, fresh.access_ttl);
    assert_eq!(copied.refresh_ttl, fresh.refresh_ttl);
}

#[test]
fn every_key_that_is_read_is_in_the_list() {
    let settings = Settings::new(std::iter::empty());
    let config = Config::read(&settings);
    let clock: std::sync::Arc<dyn identity::Clock> = std::sync::Arc::new(identity::SystemClock);
    let parts = config.parts(channels::Http::new(), &clock);
    let _ = channels::Switchboard::build(&settings, &parts);
    let asked: BTreeSet<_> = settings.asked().into_iter().collect();
    let unknown: Vec<_> = asked.iter().filter(|key| !KEYS.contains(key)).collect();
    assert!(unknown.is_empty(), "read, but not in KEYS: {unknown:?}");
}
