//! Registrations that wait for their code, sign-ins that wait for their second factor, recovery codes, and operations that
//! were confirmed. Times are milliseconds since the epoch, as everywhere.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, string_len, string_len_null};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000002_flows"
    }
}

fn id(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.big_integer().not_null().auto_increment().primary_key();
    column
}

fn of_user(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{table}_user_id"))
        .from(table, "user_id")
        .to("users", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

#[expect(elided_lifetimes_in_paths, reason = "the trait is written so")]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        // one column for each statement: SQLite knows no more
        for column in [
            // until then the name of an account that waits for its code is kept; none once it was activated
            big_integer_null("pending_until"),
            // the channel of the second factor, where one is asked for
            string_len_null("second_factor", 20),
        ] {
            schema.alter_table(Table::alter().table("users").add_column(column).to_owned()).await?;
        }
        schema
            .create_table(
                Table::create()
                    .table("registrations")
                    .col(ColumnDef::new("user_id").big_integer().not_null().primary_key())
                    .col(string_len_null("mobile", 20))
                    .col(string_len_null("email", 254))
                    .col(big_integer("created_at"))
                    .foreign_key(&mut of_user("registrations"))
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("sign_ins")
                    .col(ColumnDef::new("digest").string_len(64).not_null().primary_key())
                    .col(big_integer("user_id"))
                    .col(big_integer("generation"))
                    .col(big_integer_null("challenge_id"))
                    .col(big_integer("expires_at"))
                    .foreign_key(&mut of_user("sign_ins"))
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("recovery_codes")
                    .col(ColumnDef::new("digest").string_len(64).not_null().primary_key())
                    .col(big_integer("user_id"))
                    .foreign_key(&mut of_user("recovery_codes"))
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("confirmations")
                    .col(id("id"))
                    .col(big_integer("user_id"))
                    .col(string_len("action", 64))
                    .col(string_len("details_hash", 64))
                    .col(string_len("channel", 20))
                    .col(big_integer_null("challenge_id"))
                    .col(string_len_null("token_id", 64))
                    .col(big_integer("created_at"))
                    .col(big_integer_null("confirmed_at"))
                    .col(big_integer_null("redeemed_at"))
                    .foreign_key(&mut of_user("confirmations"))
                    .to_owned(),
            )
            .await?;
        for index in INDEXES {
            schema.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["confirmations", "recovery_codes", "sign_ins", "registrations"] {
            schema.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        schema.get_connection().execute_unprepared("DROP INDEX ix_users_pending").await?;
        for column in ["second_factor", "pending_until"] {
            schema.alter_table(Table::alter().table("users").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

const INDEXES: &[&str] = &[
    "CREATE INDEX ix_users_pending ON users (pending_until) WHERE pending_until IS NOT NULL",
    "CREATE INDEX ix_registrations_mobile ON registrations (mobile) WHERE mobile IS NOT NULL",
    "CREATE INDEX ix_registrations_email ON registrations (email) WHERE email IS NOT NULL",
    "CREATE INDEX ix_sign_ins_user ON sign_ins (user_id)",
    "CREATE INDEX ix_sign_ins_expires ON sign_ins (expires_at)",
    "CREATE INDEX ix_recovery_codes_user ON recovery_codes (user_id)",
    "CREATE INDEX ix_confirmations_user ON confirmations (user_id, id)",
    "CREATE INDEX ix_confirmations_created ON confirmations (created_at)",
    "CREATE UNIQUE INDEX uq_confirmations_token ON confirmations (token_id) WHERE token_id IS NOT NULL",
];
