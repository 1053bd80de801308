//! Recovery codes, used up.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::entity::recovery_code;
use super::fault::{Fault, StoreError};
use crate::otp::Proof;

/// What shows that somebody holds a second factor.
#[derive(Debug)]
pub(crate) enum Second<'a> {
    Code(&'a Proof),
    /// A recovery code's digest.
    Recovery(&'a str),
}

/// Uses up a recovery code. `Spent`: it is none of this user's, or no more.
pub(super) async fn spend_recovery_code(
    tx: &impl ConnectionTrait,
    user: i64,
    digest: &str,
) -> Result<(), Fault> {
    let done = recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::Digest.eq(digest))
        .filter(recovery_code::Column::UserId.eq(user))
        .exec(tx)
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Spent.into()) }
}
