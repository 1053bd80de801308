//! Users, their proven numbers, challenges, limits and sessions.
//! Every time is milliseconds since the epoch as a 64-bit integer: one meaning and one order on both databases.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer, string, string_len, string_len_null, string_null,
};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261121_000001_main_job"
    }
}

fn id() -> ColumnDef {
    let mut column = ColumnDef::new("id");
    column.big_integer().not_null().auto_increment().primary_key();
    column
}

fn owned_by(table: &'static str, column: &'static str, owner: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{table}_{column}"))
        .from(table, column)
        .to(owner, "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

#[expect(elided_lifetimes_in_paths, reason = "the trait is written so")]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(
                Table::create()
                    .table("users")
                    .col(id())
                    .col(string_len_null("email", 254))
                    .col(big_integer_null("email_proven_at"))
                    .col(string_len_null("username", 64))
                    .col(string_len_null("username_key", 64))
                    .col(string_len_null("full_name", 400))
                    .col(string_len_null("locale", 35))
                    .col(string("password_hash"))
                    .col(big_integer("generation"))
                    .col(big_integer_null("disabled_at"))
                    .col(big_integer("created_at"))
                    .col(big_integer("updated_at"))
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("phones")
                    .col(id())
                    .col(big_integer("user_id"))
                    .col(string_len("role", 32))
                    .col(string_len("number", 20))
                    .col(string_len_null("country", 2))
                    .col(big_integer("proven_at"))
                    .foreign_key(&mut owned_by("phones", "user_id", "users"))
                    .to_owned(),
            )
            .await?;
        schema.create_table(challenges()).await?;
        schema
            .create_table(
                Table::create()
                    .table("limits")
                    .col(ColumnDef::new("key").string_len(32).not_null().primary_key())
                    .col(big_integer("count"))
                    .col(big_integer("until"))
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("sessions")
                    .col(id())
                    .col(big_integer("user_id"))
                    .col(big_integer("generation"))
                    .col(big_integer("auth_time"))
                    .col(string_len("amr", 64))
                    .col(string_len("caller", 64))
                    .col(string_len_null("device", 200))
                    .col(big_integer("created_at"))
                    .col(big_integer("last_used_at"))
                    .col(big_integer("expires_at"))
                    .col(big_integer_null("ended_at"))
                    .foreign_key(&mut owned_by("sessions", "user_id", "users"))
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("refresh_tokens")
                    .col(ColumnDef::new("digest").string_len(64).not_null().primary_key())
                    .col(big_integer("session_id"))
                    .col(string_len_null("parent", 64))
                    .col(big_integer("issued_at"))
                    .col(big_integer("expires_at"))
                    .col(big_integer_null("used_at"))
                    .col(string_len_null("used_by", 64))
                    .foreign_key(&mut owned_by("refresh_tokens", "session_id", "sessions"))
                    .to_owned(),
            )
            .await?;
        for index in INDEXES {
            schema.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["refresh_tokens", "sessions", "limits", "challenges", "phones", "users"] {
            schema.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn challenges() -> TableCreateStatement {
    Table::create()
        .table("challenges")
        .col(id())
        .col(string_len("purpose", 20))
        .col(string_len("address", 300))
        .col(string_len("subject", 400))
        .col(big_integer_null("user_id"))
        .col(string_len("channel", 20))
        .col(string_len_null("locale", 35))
        .col(string_len("provider", 40))
        .col(string_len("station", 80))
        .col(string_len_null("reference", 120))
        .col(boolean("decoy"))
        .col(string_len("state", 12))
        .col(string_len_null("outcome", 40))
        .col(integer("sends"))
        .col(integer("ended_sends"))
        .col(integer("attempts"))
        .col(integer("stranger_attempts"))
        .col(integer("settled"))
        .col(integer("gone"))
        .col(big_integer("guessed_at"))
        .col(string_len("askers", 400))
        .col(string_len_null("country", 2))
        .col(string_len_null("number_range", 20))
        .col(big_integer("created_at"))
        .col(big_integer("sent_at"))
        .col(big_integer("resend_at"))
        .col(big_integer("expires_at"))
        .col(big_integer("sending_until"))
        .col(big_integer_null("approved_at"))
        .col(big_integer_null("proof_expires_at"))
        .col(string_null("code_digest"))
        .col(big_integer_null("ended_at"))
        .foreign_key(&mut owned_by("challenges", "user_id", "users"))
        .to_owned()
}

// Raw, because a partial index has no portable builder. The names tell which value is taken.
const INDEXES: &[&str] = &[
    "CREATE UNIQUE INDEX uq_users_email ON users (email)",
    "CREATE UNIQUE INDEX uq_users_username ON users (username_key)",
    "CREATE UNIQUE INDEX uq_phones_number ON phones (number, role)",
    "CREATE UNIQUE INDEX uq_phones_user ON phones (user_id, role)",
    "CREATE UNIQUE INDEX uq_challenges_open ON challenges (purpose, address, subject) WHERE state IN ('sending', 'open')",
    "CREATE UNIQUE INDEX uq_challenges_reference ON challenges (provider, reference) WHERE reference IS NOT NULL",
    "CREATE INDEX ix_challenges_address ON challenges (address, id)",
    // strangers' challenges, the most by far, have neither subject nor user
    "CREATE INDEX ix_challenges_subject ON challenges (purpose, subject, id) WHERE subject <> ''",
    "CREATE INDEX ix_challenges_user ON challenges (user_id, id) WHERE user_id IS NOT NULL",
    "CREATE INDEX ix_limits_until ON limits (until)",
    "CREATE INDEX ix_sessions_user ON sessions (user_id, caller)",
    "CREATE INDEX ix_sessions_expires ON sessions (expires_at)",
    "CREATE INDEX ix_refresh_tokens_session ON refresh_tokens (session_id)",
    "CREATE INDEX ix_refresh_tokens_parent ON refresh_tokens (parent)",
];
