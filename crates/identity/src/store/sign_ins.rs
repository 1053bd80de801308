//! Signing in with a code: alone, or after a password that was right. A session is opened in the transaction that uses up what
//! was brought for it.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};

use super::connection::Store;
use super::entity::sign_in;
use super::fault::{Fault, StoreError};
use super::recovery::{Second, spend_recovery_code};
use super::sessions::{SessionStart, has_password_of, open_session};
use super::users::{Account, account_by_id, locked_account, renew_proof, spend};
use crate::clock::Timestamp;
use crate::otp::Proof;

/// A sign-in that waits for its second factor.
#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    /// Keyed digest of its token.
    pub(crate) digest: String,
    pub(crate) user: i64,
    /// Of the account when the password was right; a raised one ends it.
    pub(crate) generation: i64,
    /// The newest code that was sent for it.
    pub(crate) challenge: Option<i64>,
    pub(crate) expires_at: Timestamp,
}

/// What was brought besides the code, for an account with a second factor.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Beside<'a> {
    Nothing,
    /// A password that matched this hash.
    Password(&'a str),
    /// A recovery code's digest.
    Recovery(&'a str),
}

impl Store {
    /// Opens a session for a proven address. `Spent`: the proof was used, the address or the account is not what it was, or what was
    /// brought besides is not enough.
    pub(crate) async fn sign_in_by_code(
        &self,
        user: i64,
        proof: &Proof,
        beside: Beside<'_>,
        start: &SessionStart,
        now: Timestamp,
    ) -> Result<(Account, i64), StoreError> {
        self.ask("sign_in_by_code", || async {
            let tx = self.begin().await?;
            let account = locked_account(&tx, user).await?.filter(Account::may_sign_in);
            let account = account.ok_or(StoreError::Spent)?;
            let second = account.profile.second_factor.is_some();
            match beside {
                Beside::Recovery(digest) if second => spend_recovery_code(&tx, user, digest).await?,
                Beside::Password(hash)
                    if second && account.password_hash == hash && account.has_as_factor(proof.address()) => {}
                _ if !second => {}
                _ => return Err(StoreError::Spent.into()),
            }
            let opened = open_with(&tx, account, proof, start, now).await?;
            tx.commit().await?;
            Ok(opened)
        })
        .await
    }

    /// Writes down a sign-in whose password was right. `false`: it is not the password on file any more.
    pub(crate) async fn await_second_factor(
        &self,
        account: &Account,
        waiting: &Waiting,
    ) -> Result<bool, StoreError> {
        self.ask("await_second_factor", || async {
            let tx = self.begin().await?;
            if !has_password_of(&tx, self.backend(), account).await? {
                return Ok(false);
            }
            let row = sign_in::ActiveModel {
                digest: Set(waiting.digest.clone()),
                user_id: Set(waiting.user),
                generation: Set(waiting.generation),
                challenge_id: Set(waiting.challenge),
                expires_at: Set(waiting.expires_at.as_millis()),
            };
            sign_in::Entity::insert(row).exec_without_returning(&tx).await?;
            tx.commit().await?;
            Ok(true)
        })
        .await
    }

    /// The sign-in that waits under this digest, with its account as it is now; nothing once it is over.
    pub(crate) async fn waiting_sign_in(
        &self,
        digest: &str,
        now: Timestamp,
    ) -> Result<Option<(Waiting, Account)>, StoreError> {
        self.ask("waiting_sign_in", || async {
            let Some(row) = sign_in::Entity::find_by_id(digest).one(&self.reads).await? else {
                return Ok(None);
            };
            let account = account_by_id(&self.reads, row.user_id).await?;
            let waiting = Waiting {
                digest: row.digest,
                user: row.user_id,
                generation: row.generation,
                challenge: row.challenge_id,
                expires_at: Timestamp::from_millis(row.expires_at),
            };
            let counts = |account: &Account| {
                account.may_sign_in() && account.generation == waiting.generation && waiting.expires_at > now
            };
            Ok(account.filter(counts).map(|account| (waiting.clone(), account)))
        })
        .await
    }

    /// Another code was sent for it.
    pub(crate) async fn rebind_sign_in(&self, digest: &str, challenge: i64) -> Result<(), StoreError> {
        self.ask("rebind_sign_in", || async {
            let row = sign_in::ActiveModel {
                digest: Set(digest.to_owned()),
                challenge_id: Set(Some(challenge)),
                ..Default::default()
            };
            sign_in::Entity::update_many()
                .set(row)
                .filter(sign_in::Column::Digest.eq(digest))
                .exec(&self.writes)
                .await?;
            Ok(())
        })
        .await
    }

    /// Finishes a waiting sign-in, once: the token, and the code or recovery code, are used up together. `Conflict`: the token
    /// no longer counts. `Spent`: what was brought does not.
    pub(crate) async fn finish_sign_in(
        &self,
        waiting: &Waiting,
        second: &Second<'_>,
        start: &SessionStart,
        now: Timestamp,
    ) -> Result<(Account, i64), StoreError> {
        self.ask("finish_sign_in", || async {
            let tx = self.begin().await?;
            let account = locked_account(&tx, waiting.user).await?;
            let same = |account: &Account| account.may_sign_in() && account.generation == waiting.generation;
            let account = account.filter(same).ok_or(StoreError::Conflict)?;
            let done = sign_in::Entity::delete_many()
                .filter(sign_in::Column::Digest.eq(&waiting.digest))
                .filter(sign_in::Column::ExpiresAt.gt(now.as_millis()))
                .exec(&tx)
                .await?;
            if done.rows_affected != 1 {
                return Err(StoreError::Conflict.into());
            }
            let opened = match second {
                Second::Code(proof) => open_with(&tx, account, proof, start, now).await?,
                Second::Recovery(digest) => {
                    spend_recovery_code(&tx, waiting.user, digest).await?;
                    let session = open_session(&tx, waiting.user, account.generation, start, now).await?;
                    (account, session)
                }
            };
            tx.commit().await?;
            Ok(opened)
        })
        .await
    }
}

/// The session, and the account with its proof renewed.
async fn open_with(
    tx: &impl ConnectionTrait,
    account: Account,
    proof: &Proof,
    start: &SessionStart,
    now: Timestamp,
) -> Result<(Account, i64), Fault> {
    let user = account.profile.id;
    spend(tx, proof, now).await?;
    if !renew_proof(tx, user, proof, now).await? {
        return Err(StoreError::Spent.into());
    }
    let session = open_session(tx, user, account.generation, start, now).await?;
    Ok((account_by_id(tx, user).await?.unwrap_or(account), session))
}
