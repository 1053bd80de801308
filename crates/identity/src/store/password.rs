//! A password that is replaced by whoever knows the old one.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::connection::Store;
use super::entity::{limit, session, sign_in, user};
use super::fault::StoreError;
use super::users::{Account, void_challenges};
use crate::clock::Timestamp;

impl Store {
    /// Sets a new password where the one of `account` is still on file; ends every session but `kept`, every sign-in that
    /// waits for its second factor and every pending code, and forgives the failed passwords counted in `forgiven`.
    /// `false`: somebody else was first, and nothing was changed.
    pub(crate) async fn change_password(
        &self,
        account: &Account,
        hash: &str,
        kept: i64,
        forgiven: &[String],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let id = account.profile.id;
        self.ask("change_password", || async {
            let tx = self.begin().await?;
            let done = user::Entity::update_many()
                .col_expr(user::Column::PasswordHash, Expr::value(hash))
                .col_expr(user::Column::UpdatedAt, Expr::value(now.as_millis()))
                .filter(user::Column::Id.eq(id))
                .filter(user::Column::PasswordHash.eq(account.password_hash.as_str()))
                .filter(user::Column::Generation.eq(account.generation))
                .filter(user::Column::DisabledAt.is_null())
                .exec(&tx)
                .await?;
            if done.rows_affected != 1 {
                return Ok(false);
            }
            session::Entity::update_many()
                .col_expr(session::Column::EndedAt, Expr::value(now.as_millis()))
                .filter(session::Column::UserId.eq(id))
                .filter(session::Column::Id.ne(kept))
                .filter(session::Column::EndedAt.is_null())
                .exec(&tx)
                .await?;
            sign_in::Entity::delete_many().filter(sign_in::Column::UserId.eq(id)).exec(&tx).await?;
            void_challenges(&tx, id, now).await?;
            if !forgiven.is_empty() {
                let keys = forgiven.iter().cloned();
                limit::Entity::delete_many().filter(limit::Column::Key.is_in(keys)).exec(&tx).await?;
            }
            tx.commit().await?;
            Ok(true)
        })
        .await
    }
}
