//! The tables as sea-orm sees them. Private to the store: nothing above it knows a column.
#![expect(unreachable_pub, reason = "what sea-orm derives is public")]

pub(crate) mod user {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "users")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub email: Option<String>,
        pub email_proven_at: Option<i64>,
        pub username: Option<String>,
        pub username_key: Option<String>,
        pub full_name: Option<String>,
        pub locale: Option<String>,
        pub password_hash: String,
        pub generation: i64,
        pub disabled_at: Option<i64>,
        pub created_at: i64,
        pub updated_at: i64,
        pub pending_until: Option<i64>,
        pub second_factor: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(has_many = "super::phone::Entity")]
        Phones,
    }

    impl Related<super::phone::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::Phones.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod phone {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "phones")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub user_id: i64,
        pub role: String,
        pub number: String,
        pub country: Option<String>,
        pub proven_at: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "super::user::Entity",
            from = "Column::UserId",
            to = "super::user::Column::Id"
        )]
        User,
    }

    impl Related<super::user::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::User.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod older_message {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "older_messages")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub provider: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub message_id: String,
        pub challenge_id: i64,
        pub channel: String,
        pub delivery: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod challenge {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "challenges")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub purpose: String,
        pub address: String,
        pub subject: String,
        pub user_id: Option<i64>,
        pub channel: String,
        pub locale: Option<String>,
        pub provider: String,
        pub station: String,
        pub reference: Option<String>,
        pub decoy: bool,
        pub state: String,
        pub outcome: Option<String>,
        pub sends: i32,
        pub ended_sends: i32,
        pub attempts: i32,
        pub stranger_attempts: i32,
        pub settled: i32,
        pub gone: i32,
        pub guessed_at: i64,
        pub askers: String,
        pub country: Option<String>,
        pub number_range: Option<String>,
        pub created_at: i64,
        pub sent_at: i64,
        pub resend_at: i64,
        pub expires_at: i64,
        pub sending_until: i64,
        pub approved_at: Option<i64>,
        pub proof_expires_at: Option<i64>,
        pub code_digest: Option<String>,
        pub ended_at: Option<i64>,
        pub asked_channel: Option<String>,
        pub message_id: Option<String>,
        pub delivery: Option<String>,
        pub delivery_reason: Option<String>,
        pub reported_at: Option<i64>,
        pub leg_channel: Option<String>,
        pub leg_provider: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod session {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "sessions")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub user_id: i64,
        pub generation: i64,
        pub auth_time: i64,
        pub amr: String,
        pub caller: String,
        pub device: Option<String>,
        pub created_at: i64,
        pub last_used_at: i64,
        pub expires_at: i64,
        pub ended_at: Option<i64>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod refresh_token {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "refresh_tokens")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub digest: String,
        pub session_id: i64,
        pub parent: Option<String>,
        pub issued_at: i64,
        pub expires_at: i64,
        pub used_at: Option<i64>,
        pub used_by: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod limit {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "limits")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        pub count: i64,
        pub until: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod sign_in {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "sign_ins")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub digest: String,
        pub user_id: i64,
        pub generation: i64,
        pub challenge_id: Option<i64>,
        pub expires_at: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod recovery_code {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "recovery_codes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub digest: String,
        pub user_id: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod registration {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "registrations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub user_id: i64,
        pub mobile: Option<String>,
        pub email: Option<String>,
        pub created_at: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "super::user::Entity",
            from = "Column::UserId",
            to = "super::user::Column::Id"
        )]
        User,
    }

    impl Related<super::user::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::User.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod confirmation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "confirmations")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub user_id: i64,
        pub action: String,
        pub details_hash: String,
        pub channel: String,
        pub challenge_id: Option<i64>,
        pub token_id: Option<String>,
        pub created_at: i64,
        pub confirmed_at: Option<i64>,
        pub redeemed_at: Option<i64>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
