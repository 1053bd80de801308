//! By which channel and provider the code of a challenge left last, or may have: what a send that failed after it does not change.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::string_len_null;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261125_000005_legs"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "the trait is written so")]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        // one column for each statement: SQLite knows no more
        for column in [string_len_null("leg_channel", 20), string_len_null("leg_provider", 40)] {
            schema.alter_table(Table::alter().table("challenges").add_column(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for column in ["leg_provider", "leg_channel"] {
            schema.alter_table(Table::alter().table("challenges").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
