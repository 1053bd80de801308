//! Numbers of signed-in users: proven, replaced, and moved from whoever held them before.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect, Set,
    UpdateMany,
};

use channels::Purpose;

use super::challenges::keep_with;
use super::connection::Store;
use super::entity::{challenge, phone, user};
use super::fault::{Fault, StoreError};
use super::users::{account_by_id, spend, vacate_number};
use crate::challenge::{State, outcome};
use crate::clock::Timestamp;
use crate::otp::Proof;
use crate::user::Role;

/// What became of the numbers of a role.
#[derive(Debug, Default)]
pub(crate) struct PhoneSet {
    /// The number the user had before, if it was another one.
    pub(crate) replaced: Option<String>,
    /// Whose the number was before, if it changed hands.
    pub(crate) left: Option<i64>,
}

impl Store {
    /// Ends what is pending or proven under this subject at any other number: the latest one counts.
    pub(crate) async fn end_other_numbers(
        &self,
        subject: &str,
        but: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.ask("end_other_numbers", || async {
            let others = of_subject(subject).filter(challenge::Column::Address.ne(but));
            end(others, outcome::REPLACED, now).exec(&self.writes).await?;
            Ok(())
        })
        .await
    }

    /// Makes a proven number the user's for this role: uses up the proof, takes the number from whoever proved it before
    /// `stale_before`, and ends every code that is pending at a number which serves the account no more.
    pub(crate) async fn set_phone(
        &self,
        user_id: i64,
        role: &Role,
        subject: &str,
        proof: &Proof,
        stale_before: Timestamp,
        now: Timestamp,
    ) -> Result<PhoneSet, StoreError> {
        self.ask("set_phone", || async {
            let tx = self.begin().await?;
            let mut owner = user::Entity::find_by_id(user_id);
            if self.backend() == DbBackend::Postgres {
                // two numbers of one user are written one after the other
                owner = owner.lock_exclusive();
            }
            owner.one(&tx).await?.ok_or(StoreError::Spent)?;
            spend(&tx, proof, now).await?;
            let owner = account_by_id(&tx, user_id).await?;
            // the second factor may have been switched on since it was looked at
            if role.is_core() && owner.is_some_and(|owner| owner.would_lose_its_factor(proof.address())) {
                return Err(StoreError::Spent.into());
            }
            let number = proof.address().as_str();
            let held = phone::Entity::find()
                .filter(phone::Column::UserId.eq(user_id))
                .filter(phone::Column::Role.eq(role.as_str()))
                .one(&tx)
                .await?;
            let mut set = PhoneSet::default();
            if held.as_ref().is_none_or(|held| held.number != number) {
                set.left = vacate_number(&tx, self.backend(), number, role.as_str(), stale_before).await?;
                set.replaced = held.as_ref().map(|held| held.number.clone());
            }
            write(&tx, user_id, role, held.map(|held| held.id), proof, now).await?;
            if let Some(left) = &set.replaced {
                keep_with(&tx, user_id, left, now).await?;
            }
            // a code for another number of this role was asked for before this one counted
            end(of_subject(subject), outcome::REPLACED, now).exec(&tx).await?;
            if role.is_core() {
                let gone = [(Some(user_id), set.replaced.as_deref()), (set.left, Some(number))];
                for (whose, number) in gone {
                    if let (Some(whose), Some(number)) = (whose, number) {
                        void_sent_to(&tx, whose, number, now).await?;
                    }
                }
            }
            tx.commit().await?;
            Ok(set)
        })
        .await
    }
}

async fn write(
    tx: &impl ConnectionTrait,
    user_id: i64,
    role: &Role,
    row: Option<i64>,
    proof: &Proof,
    now: Timestamp,
) -> Result<(), Fault> {
    let (number, country) = (proof.address().as_str(), proof.address().country());
    let country = country.map(|region| region.to_string());
    if let Some(id) = row {
        phone::Entity::update_many()
            .col_expr(phone::Column::Number, Expr::value(number))
            .col_expr(phone::Column::Country, Expr::value(country))
            .col_expr(phone::Column::ProvenAt, Expr::value(now.as_millis()))
            .filter(phone::Column::Id.eq(id))
            .exec(tx)
            .await?;
        return Ok(());
    }
    let new = phone::ActiveModel {
        user_id: Set(user_id),
        role: Set(role.as_str().to_owned()),
        number: Set(number.to_owned()),
        country: Set(country),
        proven_at: Set(now.as_millis()),
        ..Default::default()
    };
    new.insert(tx).await?;
    Ok(())
}

/// Codes that serve the account and went to a number it has no more.
async fn void_sent_to(
    tx: &impl ConnectionTrait,
    user_id: i64,
    number: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    let purposes = [Purpose::Reset, Purpose::Login, Purpose::SecondFactor, Purpose::Confirm];
    let sent = alive()
        .filter(challenge::Column::UserId.eq(user_id))
        .filter(challenge::Column::Address.eq(number))
        .filter(challenge::Column::Purpose.is_in(purposes.map(Purpose::as_str)));
    end(sent, outcome::VOIDED, now).exec(tx).await?;
    Ok(())
}

fn of_subject(subject: &str) -> UpdateMany<challenge::Entity> {
    alive()
        .filter(challenge::Column::Purpose.eq(Purpose::Phone.as_str()))
        .filter(challenge::Column::Subject.eq(subject))
        // written out, so that the partial index serves
        .filter(Expr::cust("subject <> ''"))
}

/// Every challenge that is pending, or whose proof waits.
fn alive() -> UpdateMany<challenge::Entity> {
    challenge::Entity::update_many().filter(Expr::cust("state IN ('sending', 'open', 'approved')"))
}

fn end(
    these: UpdateMany<challenge::Entity>,
    why: &'static str,
    now: Timestamp,
) -> UpdateMany<challenge::Entity> {
    these
        .col_expr(challenge::Column::State, Expr::value(State::Closed.as_str()))
        .col_expr(challenge::Column::Outcome, Expr::value(why))
        .col_expr(challenge::Column::EndedAt, Expr::value(now.as_millis()))
}
