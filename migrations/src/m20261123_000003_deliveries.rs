//! What was asked for, and what became of the message: what its provider knows it by, and what was reported of it. Times are milliseconds since the
//! epoch, as everywhere.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, string_len_null};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261123_000003_deliveries"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "the trait is written so")]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        // one column for each statement: SQLite knows no more
        for column in [
            // what the latest request named: a channel, or auto; none is the channel itself
            string_len_null("asked_channel", 20),
            // of the latest send, as its provider's console and reports have it
            string_len_null("message_id", 120),
            // sent, delivered or failed; none while nothing was reported
            string_len_null("delivery", 20),
            // why it failed
            string_len_null("delivery_reason", 20),
            big_integer_null("reported_at"),
        ] {
            schema.alter_table(Table::alter().table("challenges").add_column(column).to_owned()).await?;
        }
        let index =
            "CREATE INDEX ix_challenges_message ON challenges (message_id) WHERE message_id IS NOT NULL";
        schema.get_connection().execute_unprepared(index).await?;
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema.get_connection().execute_unprepared("DROP INDEX ix_challenges_message").await?;
        for column in ["reported_at", "delivery_reason", "delivery", "message_id", "asked_channel"] {
            schema.alter_table(Table::alter().table("challenges").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
