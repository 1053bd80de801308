//! Messages of a challenge that a newer one followed: what becomes of them is still reported, and counts.

use sea_orm_migration::prelude::*;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261124_000004_older_messages"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "the trait is written so")]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let challenge = ForeignKey::create()
            .name("fk_older_messages_challenge_id")
            .from("older_messages", "challenge_id")
            .to("challenges", "id")
            .on_delete(ForeignKeyAction::Cascade)
            .to_owned();
        let table = Table::create()
            .table("older_messages")
            .col(ColumnDef::new("provider").string_len(40).not_null())
            // as its provider's reports have it
            .col(ColumnDef::new("message_id").string_len(120).not_null())
            .col(ColumnDef::new("challenge_id").big_integer().not_null())
            // by which it went
            .col(ColumnDef::new("channel").string_len(20).not_null())
            // sent, delivered or failed; none while nothing was reported
            .col(ColumnDef::new("delivery").string_len(20))
            .primary_key(Index::create().col("provider").col("message_id"))
            .foreign_key(&mut challenge.clone())
            .to_owned();
        schema.create_table(table).await?;
        let index = "CREATE INDEX ix_older_messages_challenge ON older_messages (challenge_id)";
        schema.get_connection().execute_unprepared(index).await?;
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema.drop_table(Table::drop().table("older_messages").to_owned()).await
    }
}
