//! A password that is replaced: by whoever knows the old one, or has forgotten it and proves an address.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::connection::Store;
use super::entity::{limit, session, sign_in, user};
use super::fault::StoreError;
use super::recovery::spend_recovery_code;
use super::users::{Account, end_sessions, locked_account, renew_proof, spend, void_challenges};
use crate::clock::Timestamp;
use crate::otp::Proof;

/// A password that takes the place of a forgotten one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewPassword<'a> {
    pub(crate) hash: &'a str,
    /// A recovery code's digest, used up besides.
    pub(crate) recovery: Option<&'a str>,
    /// Limits under which failed passwords were counted, and are forgiven.
    pub(crate) forgiven: &'a [String],
}

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

    /// Sets a new password: uses up the proof, asks once more whether its address is still this user's, ends every session,
    /// raises the generation, and ends every pending code of the user.
    pub(crate) async fn replace_password(
        &self,
        user_id: i64,
        new: &NewPassword<'_>,
        proof: &Proof,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.ask("replace_password", || async {
            let tx = self.begin().await?;
            spend(&tx, proof, now).await?;
            match new.recovery {
                Some(digest) => spend_recovery_code(&tx, user_id, digest).await?,
                // the second factor may have been switched on since it was looked at
                None if locked_account(&tx, user_id)
                    .await?
                    .is_some_and(|held| held.has_as_factor(proof.address())) =>
                {
                    return Err(StoreError::Spent.into());
                }
                None => {}
            }
            if !renew_proof(&tx, user_id, proof, now).await? {
                return Err(StoreError::Spent.into());
            }
            let done = user::Entity::update_many()
                .col_expr(user::Column::PasswordHash, Expr::value(new.hash))
                .col_expr(user::Column::Generation, Expr::col(user::Column::Generation).add(1))
                .col_expr(user::Column::UpdatedAt, Expr::value(now.as_millis()))
                .filter(user::Column::Id.eq(user_id))
                .filter(user::Column::DisabledAt.is_null())
                .exec(&tx)
                .await?;
            if done.rows_affected != 1 {
                return Err(StoreError::Spent.into());
            }
            end_sessions(&tx, user_id, now).await?;
            void_challenges(&tx, user_id, now).await?;
            if !new.forgiven.is_empty() {
                let keys = new.forgiven.iter().cloned();
                limit::Entity::delete_many().filter(limit::Column::Key.is_in(keys)).exec(&tx).await?;
            }
            tx.commit().await?;
            Ok(())
        })
        .await
    }
}
