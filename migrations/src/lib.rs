//! The history of the schema: one file per change, never edited after a release.
//! Knows no crate of ours, so that history does not move when types do.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod m20261121_000001_main_job;
mod m20261122_000002_flows;
mod m20261123_000003_deliveries;
mod m20261124_000004_older_messages;
mod m20261125_000005_legs;

/// Every change, in the order it is applied.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_main_job::Migration),
            Box::new(m20261122_000002_flows::Migration),
            Box::new(m20261123_000003_deliveries::Migration),
            Box::new(m20261124_000004_older_messages::Migration),
            Box::new(m20261125_000005_legs::Migration),
        ]
    }
}
