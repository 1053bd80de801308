//! Accounts: found by an identifier, made and changed only together with the proof that allows it.

use channels::{Address, Channel};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait,
    QueryFilter, QuerySelect, Set,
};

use super::challenges::keep_with;
use super::connection::Store;
use super::entity::{challenge, phone, session, user};
use super::fault::{Fault, StoreError};
use super::registrations::vacate_name;
use super::sessions::{SessionStart, open_session};
use crate::challenge::{State, outcome};
use crate::clock::Timestamp;
use crate::otp::Proof;
use crate::user::{CORE_ROLE, Field, Identifier, Profile, ProvenPhone};

/// A user with what only this floor may see.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) profile: Profile,
    pub(crate) password_hash: String,
    pub(crate) generation: i64,
}

impl Account {
    /// Whether this address is its second factor, so that it cannot be the first as well.
    pub(crate) fn has_as_factor(&self, address: &Address) -> bool {
        self.profile.second_factor_address().as_ref() == Some(address)
    }

    /// Whether its second factor would leave it for this address.
    pub(crate) fn would_lose_its_factor(&self, address: &Address) -> bool {
        let factor = self.profile.second_factor_address();
        factor.is_some_and(|factor| factor != *address && same_kind(&factor, address))
    }

    /// Whether it waits for its first code, and is nobody's yet.
    pub(crate) fn is_pending(&self) -> bool {
        self.profile.waits_until.is_some()
    }

    /// Whether anybody may sign in to it at all.
    pub(crate) fn may_sign_in(&self) -> bool {
        !self.is_pending() && !self.profile.disabled
    }
}

fn same_kind(one: &Address, other: &Address) -> bool {
    matches!(one, Address::Phone(_)) == matches!(other, Address::Phone(_))
}

/// A user to be made.
#[derive(Debug, Clone)]
pub(crate) struct NewUser {
    pub(crate) email: String,
    pub(crate) username: Option<(String, String)>,
    pub(crate) full_name: Option<String>,
    pub(crate) locale: Option<String>,
    pub(crate) password_hash: String,
}

pub(super) fn profile(row: user::Model, phones: Vec<phone::Model>) -> Profile {
    Profile {
        id: row.id,
        email_verified: row.email.is_some() && row.email_proven_at.is_some(),
        email: row.email,
        phones: phones
            .into_iter()
            .map(|phone| ProvenPhone {
                role: phone.role,
                number: phone.number,
                verified_at: Timestamp::from_millis(phone.proven_at),
            })
            .collect(),
        username: row.username,
        full_name: row.full_name,
        locale: row.locale,
        created_at: Timestamp::from_millis(row.created_at),
        disabled: row.disabled_at.is_some(),
        second_factor: row.second_factor.and_then(|channel| channel.parse().ok()),
        waits_until: row.pending_until.map(Timestamp::from_millis),
    }
}

pub(super) async fn account_by_id(db: &impl ConnectionTrait, id: i64) -> Result<Option<Account>, Fault> {
    account_where(db, user::Column::Id.eq(id)).await
}

/// The same, kept as it is until the end of the transaction.
pub(super) async fn locked_account(tx: &DatabaseTransaction, id: i64) -> Result<Option<Account>, Fault> {
    if tx.get_database_backend() == DbBackend::Postgres {
        user::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    }
    account_by_id(tx, id).await
}

/// One question, whether there is such an account or not.
pub(super) async fn account_where(db: &impl ConnectionTrait, it: Expr) -> Result<Option<Account>, Fault> {
    let found = user::Entity::find().filter(it).find_with_related(phone::Entity).all(db).await?;
    Ok(found.into_iter().next().map(|(row, phones)| account(row, phones)))
}

pub(super) fn account(row: user::Model, phones: Vec<phone::Model>) -> Account {
    let (password_hash, generation) = (row.password_hash.clone(), row.generation);
    Account { profile: profile(row, phones), password_hash, generation }
}

/// Whom an identifier means among those who are there.
pub(super) fn named(identifier: &Identifier) -> Expr {
    match identifier {
        Identifier::Email(email) => user::Column::Email.eq(email.as_str()),
        Identifier::Username(name) => user::Column::UsernameKey.eq(name.key()),
        Identifier::Phone(number) => {
            let mut holder = Query::select();
            holder
                .column(phone::Column::UserId)
                .from(phone::Entity)
                .and_where(phone::Column::Number.eq(number.as_str()))
                .and_where(phone::Column::Role.eq(CORE_ROLE));
            user::Column::Id.in_subquery(holder)
        }
    }
}

/// Uses up a proof: the one conditional write by which it counts once, over all routes and instances.
pub(super) async fn spend(tx: &impl ConnectionTrait, proof: &Proof, now: Timestamp) -> Result<(), Fault> {
    let done = challenge::Entity::update_many()
        .col_expr(challenge::Column::State, Expr::value(State::Spent.as_str()))
        .col_expr(challenge::Column::EndedAt, Expr::value(now.as_millis()))
        .filter(challenge::Column::Id.eq(proof.challenge()))
        .filter(challenge::Column::State.eq(State::Approved.as_str()))
        .filter(challenge::Column::ProofExpiresAt.gt(now.as_millis()))
        .exec(tx)
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Spent.into()) }
}

/// Makes room for a number that was just proven: an old proof yields, a young one stands.
pub(super) async fn vacate_number(
    tx: &impl ConnectionTrait,
    backend: DbBackend,
    number: &str,
    role: &str,
    stale_before: Timestamp,
) -> Result<Option<i64>, Fault> {
    let mut query =
        phone::Entity::find().filter(phone::Column::Number.eq(number)).filter(phone::Column::Role.eq(role));
    if backend == DbBackend::Postgres {
        query = query.lock_exclusive();
    }
    let Some(held) = query.one(tx).await? else { return Ok(None) };
    if held.proven_at > stale_before.as_millis() {
        return Err(StoreError::Taken(Field::Phone).into());
    }
    phone::Entity::delete_by_id(held.id).exec(tx).await?;
    Ok(Some(held.user_id))
}

/// The number of this proof is the user's from now on, for login and reset.
pub(super) async fn hold_number(
    tx: &impl ConnectionTrait,
    user_id: i64,
    proof: &Proof,
    now: Timestamp,
) -> Result<phone::Model, Fault> {
    let phone = phone::ActiveModel {
        user_id: Set(user_id),
        role: Set(CORE_ROLE.to_owned()),
        number: Set(proof.address().as_str().to_owned()),
        country: Set(proof.address().country().map(|region| region.to_string())),
        proven_at: Set(now.as_millis()),
        ..Default::default()
    };
    Ok(phone.insert(tx).await?)
}

/// A mailbox that was just proven is taken from whoever merely claimed it.
pub(super) async fn unclaim_mailbox(
    tx: &impl ConnectionTrait,
    email: &str,
    but: i64,
    now: Timestamp,
) -> Result<(), Fault> {
    user::Entity::update_many()
        .col_expr(user::Column::Email, Expr::value(None::<String>))
        .col_expr(user::Column::UpdatedAt, Expr::value(now.as_millis()))
        .filter(user::Column::Email.eq(email))
        .filter(user::Column::EmailProvenAt.is_null())
        .filter(user::Column::Id.ne(but))
        .exec(tx)
        .await?;
    Ok(())
}

impl Store {
    /// Makes a user, their number and their first session, and uses up the proofs; all of it or nothing.
    /// Tells besides whose number it was before, if the number changed hands.
    pub(crate) async fn register(
        &self,
        new: &NewUser,
        phone_proof: &Proof,
        email_proof: Option<&Proof>,
        session: &SessionStart,
        stale_before: Timestamp,
        now: Timestamp,
    ) -> Result<(Account, i64, Option<i64>), StoreError> {
        self.ask("register", || async {
            let tx = self.begin().await?;
            spend(&tx, phone_proof, now).await?;
            if let Some(proof) = email_proof {
                spend(&tx, proof, now).await?;
                unclaim_mailbox(&tx, &new.email, 0, now).await?;
            }
            let number = phone_proof.address().as_str();
            let before = vacate_number(&tx, self.backend(), number, CORE_ROLE, stale_before).await?;
            if let Some((_, key)) = &new.username {
                vacate_name(&tx, key, now).await?;
            }
            let row = user::ActiveModel {
                email: Set(Some(new.email.clone())),
                email_proven_at: Set(email_proof.map(|_| now.as_millis())),
                username: Set(new.username.as_ref().map(|(typed, _)| typed.clone())),
                username_key: Set(new.username.as_ref().map(|(_, key)| key.clone())),
                full_name: Set(new.full_name.clone()),
                locale: Set(new.locale.clone()),
                password_hash: Set(new.password_hash.clone()),
                generation: Set(0),
                disabled_at: Set(None),
                created_at: Set(now.as_millis()),
                updated_at: Set(now.as_millis()),
                ..Default::default()
            };
            let row = row.insert(&tx).await?;
            let id = row.id;
            let phone = hold_number(&tx, id, phone_proof, now).await?;
            let session_id = open_session(&tx, id, 0, session, now).await?;
            tx.commit().await?;
            Ok((account(row, vec![phone]), session_id, before))
        })
        .await
    }

    /// The account behind an identifier, if any; one that waits for its first code is none yet.
    pub(crate) async fn account(&self, identifier: &Identifier) -> Result<Option<Account>, StoreError> {
        self.ask("account", || async {
            let active = user::Column::PendingUntil.is_null();
            account_where(&self.reads, named(identifier).and(active)).await
        })
        .await
    }

    /// The account with this id.
    pub(crate) async fn account_by_id(&self, id: i64) -> Result<Option<Account>, StoreError> {
        self.ask("account_by_id", || async { account_by_id(&self.reads, id).await }).await
    }

    /// Makes a proven mailbox the user's, uses up the proof, takes it from whoever merely claimed it, and ends the codes of
    /// this user that went to any other mailbox.
    pub(crate) async fn set_mailbox(
        &self,
        user_id: i64,
        proof: &Proof,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.ask("set_mailbox", || async {
            let tx = self.begin().await?;
            spend(&tx, proof, now).await?;
            let email = proof.address().as_str();
            let present = locked_account(&tx, user_id).await?;
            // the second factor may have been switched on since it was looked at
            if present.is_some_and(|held| held.would_lose_its_factor(proof.address())) {
                return Err(StoreError::Spent.into());
            }
            unclaim_mailbox(&tx, email, user_id, now).await?;
            let before = user::Entity::find_by_id(user_id).one(&tx).await?;
            let left = before.filter(|row| row.email_proven_at.is_some()).and_then(|row| row.email);
            if let Some(left) = left.filter(|left| left != email) {
                keep_with(&tx, user_id, &left, now).await?;
            }
            let done = user::Entity::update_many()
                .col_expr(user::Column::Email, Expr::value(email))
                .col_expr(user::Column::EmailProvenAt, Expr::value(now.as_millis()))
                .col_expr(user::Column::UpdatedAt, Expr::value(now.as_millis()))
                .filter(user::Column::Id.eq(user_id))
                .exec(&tx)
                .await?;
            if done.rows_affected != 1 {
                return Err(StoreError::Spent.into());
            }
            let elsewhere = Condition::all()
                .add(challenge::Column::Channel.eq(Channel::Email.as_str()))
                .add(challenge::Column::Address.ne(email));
            void_challenges_where(&tx, user_id, elsewhere, now).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Uses up a proof for somebody who only wanted to know.
    pub(crate) async fn spend(&self, proof: &Proof, now: Timestamp) -> Result<(), StoreError> {
        self.ask("spend", || async { spend(&self.writes, proof, now).await }).await
    }
}

/// Every successful code renews the proof of its address. `false`: the address is no longer this user's.
pub(super) async fn renew_proof(
    tx: &impl ConnectionTrait,
    user_id: i64,
    proof: &Proof,
    now: Timestamp,
) -> Result<bool, Fault> {
    let address = proof.address();
    let rows = if matches!(address, Address::Phone(_)) {
        phone::Entity::update_many()
            .col_expr(phone::Column::ProvenAt, Expr::value(now.as_millis()))
            .filter(phone::Column::UserId.eq(user_id))
            .filter(phone::Column::Role.eq(CORE_ROLE))
            .filter(phone::Column::Number.eq(address.as_str()))
            .exec(tx)
            .await?
            .rows_affected
    } else {
        user::Entity::update_many()
            .col_expr(user::Column::EmailProvenAt, Expr::value(now.as_millis()))
            .filter(user::Column::Id.eq(user_id))
            .filter(user::Column::Email.eq(address.as_str()))
            .filter(user::Column::EmailProvenAt.is_not_null())
            .exec(tx)
            .await?
            .rows_affected
    };
    Ok(rows == 1)
}

pub(super) async fn end_sessions(
    tx: &impl ConnectionTrait,
    user_id: i64,
    now: Timestamp,
) -> Result<u64, Fault> {
    let done = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now.as_millis()))
        .filter(session::Column::UserId.eq(user_id))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

pub(super) async fn void_challenges(
    tx: &impl ConnectionTrait,
    user_id: i64,
    now: Timestamp,
) -> Result<(), Fault> {
    void_challenges_where(tx, user_id, Condition::all(), now).await
}

async fn void_challenges_where(
    tx: &impl ConnectionTrait,
    user_id: i64,
    which: Condition,
    now: Timestamp,
) -> Result<(), Fault> {
    challenge::Entity::update_many()
        .col_expr(challenge::Column::State, Expr::value(State::Closed.as_str()))
        .col_expr(challenge::Column::Outcome, Expr::value(outcome::VOIDED))
        .col_expr(challenge::Column::EndedAt, Expr::value(now.as_millis()))
        .filter(challenge::Column::UserId.eq(user_id))
        .filter(Expr::cust("state IN ('sending', 'open', 'approved')"))
        .filter(which)
        .exec(tx)
        .await?;
    Ok(())
}
