//! Accounts that wait for their first code: made with what their owner claims, found by it, activated together with the proof,
//! and forgotten. They keep their username while the code lives, and nothing else.

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};

use channels::Address;

use super::connection::Store;
use super::entity::{challenge, phone, registration, user};
use super::fault::{Fault, StoreError};
use super::users::{
    Account, account, account_where, hold_number, named, spend, unclaim_mailbox, vacate_number,
};
use crate::clock::Timestamp;
use crate::otp::Proof;
use crate::user::{CORE_ROLE, Identifier};

/// An account to be made that waits for its code.
#[derive(Debug, Clone)]
pub(crate) struct NewRegistration {
    /// As typed, and as compared.
    pub(crate) username: (String, String),
    pub(crate) full_name: Option<String>,
    pub(crate) locale: Option<String>,
    pub(crate) password_hash: String,
    pub(crate) mobile: Option<String>,
    pub(crate) email: Option<String>,
}

/// An account that waits, and what it claims.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    pub(crate) user: i64,
    pub(crate) mobile: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) locale: Option<String>,
}

/// Of the registrations of one address, as many are looked at; limits on sends keep them far fewer.
const NEWEST: u64 = 50;

/// A username that is kept only by an account whose code is over is free again.
pub(super) async fn vacate_name(tx: &impl ConnectionTrait, key: &str, now: Timestamp) -> Result<(), Fault> {
    let over = user::Column::PendingUntil.lte(now.as_millis());
    forget_pending(tx, user::Column::UsernameKey.eq(key).and(over)).await
}

/// Deletes accounts that wait. What was sent for them stays with its figures until the retention is over, and so does what a
/// provider may still know.
pub(super) async fn forget_pending(tx: &impl ConnectionTrait, which: Expr) -> Result<(), Fault> {
    let which = which.and(user::Column::PendingUntil.is_not_null());
    let mut ids = Query::select();
    ids.column(user::Column::Id).from(user::Entity).and_where(which.clone());
    challenge::Entity::update_many()
        .col_expr(challenge::Column::UserId, Expr::value(None::<i64>))
        .filter(challenge::Column::UserId.in_subquery(ids))
        .exec(tx)
        .await?;
    user::Entity::delete_many().filter(which).exec(tx).await?;
    Ok(())
}

impl Store {
    /// Whether somebody has this name, or keeps it while their code lives.
    pub(crate) async fn is_name_taken(&self, key: &str, now: Timestamp) -> Result<bool, StoreError> {
        self.ask("is_name_taken", || async {
            let row = user::Entity::find().filter(user::Column::UsernameKey.eq(key)).one(&self.reads).await?;
            Ok(row.is_some_and(|row| row.pending_until.is_none_or(|until| until > now.as_millis())))
        })
        .await
    }

    /// The account that keeps this name and waits for its code, if it claims the very same.
    pub(crate) async fn same_registration(
        &self,
        key: &str,
        mobile: Option<&str>,
        email: Option<&str>,
        now: Timestamp,
    ) -> Result<Option<Account>, StoreError> {
        self.ask("same_registration", || async {
            let Some(account) = account_where(&self.reads, user::Column::UsernameKey.eq(key)).await? else {
                return Ok(None);
            };
            let claims = registration::Entity::find_by_id(account.profile.id)
                .find_also_related(user::Entity)
                .one(&self.reads)
                .await?;
            let same = claims.is_some_and(|(claims, user)| {
                let kept = user.and_then(|user| user.pending_until).is_some_and(|end| end > now.as_millis());
                kept && claims.mobile.as_deref() == mobile && claims.email.as_deref() == email
            });
            Ok(Some(account).filter(|account| same && account.is_pending() && !account.profile.disabled))
        })
        .await
    }

    /// Makes an account that waits for its code `until` then: its id.
    pub(crate) async fn enrol(
        &self,
        new: &NewRegistration,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<i64, StoreError> {
        self.ask("enrol", || async {
            let tx = self.begin().await?;
            vacate_name(&tx, &new.username.1, now).await?;
            let row = user::ActiveModel {
                email: Set(None),
                username: Set(Some(new.username.0.clone())),
                username_key: Set(Some(new.username.1.clone())),
                full_name: Set(new.full_name.clone()),
                locale: Set(new.locale.clone()),
                password_hash: Set(new.password_hash.clone()),
                generation: Set(0),
                created_at: Set(now.as_millis()),
                updated_at: Set(now.as_millis()),
                pending_until: Set(Some(until.as_millis())),
                ..Default::default()
            };
            let id = row.insert(&tx).await?.id;
            let claims = registration::ActiveModel {
                user_id: Set(id),
                mobile: Set(new.mobile.clone()),
                email: Set(new.email.clone()),
                created_at: Set(now.as_millis()),
            };
            registration::Entity::insert(claims).exec_without_returning(&tx).await?;
            tx.commit().await?;
            Ok(id)
        })
        .await
    }

    /// The accounts that wait, claim this address and were kept `since` then, newest first; with an id, that one alone.
    pub(crate) async fn registrations_of(
        &self,
        address: &Address,
        id: Option<i64>,
        since: Timestamp,
    ) -> Result<Vec<Pending>, StoreError> {
        self.ask("registrations_of", || async {
            let column = match address {
                Address::Phone(_) => registration::Column::Mobile,
                Address::Email(_) => registration::Column::Email,
            };
            let mut query = registration::Entity::find()
                .find_also_related(user::Entity)
                .filter(column.eq(address.as_str()))
                .order_by_desc(registration::Column::UserId)
                .limit(NEWEST);
            if let Some(id) = id {
                query = query.filter(registration::Column::UserId.eq(id));
            }
            let rows = query.all(&self.reads).await?;
            let pending = |(claims, user): (registration::Model, Option<user::Model>)| {
                let user = user.filter(|user| user.disabled_at.is_none())?;
                let until = Timestamp::from_millis(user.pending_until?);
                let registration::Model { user_id, mobile, email, .. } = claims;
                (until > since).then_some(Pending { user: user_id, mobile, email, locale: user.locale })
            };
            Ok(rows.into_iter().filter_map(pending).collect())
        })
        .await
    }

    /// A newer code lives longer, and so does the hold on the name.
    pub(crate) async fn prolong(&self, id: i64, until: Timestamp) -> Result<(), StoreError> {
        self.ask("prolong", || async {
            user::Entity::update_many()
                .col_expr(user::Column::PendingUntil, Expr::value(until.as_millis()))
                .filter(user::Column::Id.eq(id))
                .filter(user::Column::PendingUntil.lt(until.as_millis()))
                .exec(&self.writes)
                .await?;
            Ok(())
        })
        .await
    }

    /// An account that nothing was sent for is forgotten, and its name free.
    pub(crate) async fn abandon(&self, id: i64) -> Result<(), StoreError> {
        self.ask("abandon", || async {
            let tx = self.begin().await?;
            forget_pending(&tx, user::Column::Id.eq(id)).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Makes a waiting account a real one with the one address that was proven; all of it or nothing. An unproven mailbox
    /// stays a claim, an unproven number is dropped. Tells whose number it was before, if it changed hands.
    pub(crate) async fn activate(
        &self,
        id: i64,
        proof: &Proof,
        stale_before: Timestamp,
        now: Timestamp,
    ) -> Result<Option<i64>, StoreError> {
        self.ask("activate", || async {
            let tx = self.begin().await?;
            spend(&tx, proof, now).await?;
            let claims = registration::Entity::find_by_id(id).one(&tx).await?.ok_or(StoreError::Spent)?;
            let address = proof.address();
            let (email, before) = match address {
                Address::Phone(_) => {
                    let number = address.as_str();
                    let before = vacate_number(&tx, self.backend(), number, CORE_ROLE, stale_before).await?;
                    hold_number(&tx, id, proof, now).await?;
                    (claims.email, before)
                }
                Address::Email(mailbox) => {
                    unclaim_mailbox(&tx, mailbox.as_str(), id, now).await?;
                    (Some(mailbox.as_str().to_owned()), None)
                }
            };
            let proven = matches!(address, Address::Email(_)).then_some(now.as_millis());
            let done = user::Entity::update_many()
                .col_expr(user::Column::PendingUntil, Expr::value(None::<i64>))
                .col_expr(user::Column::Email, Expr::value(email))
                .col_expr(user::Column::EmailProvenAt, Expr::value(proven))
                .col_expr(user::Column::UpdatedAt, Expr::value(now.as_millis()))
                .filter(user::Column::Id.eq(id))
                .filter(user::Column::PendingUntil.is_not_null())
                .exec(&tx)
                .await?;
            if done.rows_affected != 1 {
                return Err(StoreError::Spent.into());
            }
            registration::Entity::delete_by_id(id).exec(&tx).await?;
            tx.commit().await?;
            Ok(before)
        })
        .await
    }

    /// The account behind an identifier, and the newest one that waits and goes by it: one question in every case, so that its
    /// time tells nothing.
    pub(crate) async fn account_and_pending(
        &self,
        identifier: &Identifier,
    ) -> Result<(Option<Account>, Option<Account>), StoreError> {
        self.ask("account_and_pending", || async {
            let claim = match identifier {
                Identifier::Email(email) => Some(registration::Column::Email.eq(email.as_str())),
                Identifier::Phone(number) => Some(registration::Column::Mobile.eq(number.as_str())),
                // a name is nobody's but theirs, and stands in their row
                Identifier::Username(_) => None,
            };
            let mut it = named(identifier);
            if let Some(claim) = claim {
                let mut waiting = Query::select();
                waiting.column(registration::Column::UserId).from(registration::Entity).and_where(claim);
                it = it.or(user::Column::Id.in_subquery(waiting));
            }
            let found =
                user::Entity::find().filter(it).find_with_related(phone::Entity).all(&self.reads).await?;
            let (waiting, active): (Vec<Account>, Vec<Account>) =
                found.into_iter().map(|(row, phones)| account(row, phones)).partition(Account::is_pending);
            Ok((
                active.into_iter().next(),
                waiting.into_iter().max_by_key(|one| (one.profile.waits_until, one.profile.id)),
            ))
        })
        .await
    }
}
