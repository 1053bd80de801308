//! What an operator asks about an account, and does to it.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::challenges::{asked_in_vain, keep_with};
use super::connection::Store;
use super::entity::{challenge, phone, session, user};
use super::fault::StoreError;
use super::users::{account_by_id, end_sessions, profile};
use crate::challenge::State;
use crate::clock::Timestamp;
use crate::user::Profile;

/// Everything on file about one account, for an operator.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// The account, its claims and its proofs.
    pub profile: Profile,
    /// Sessions that count, newest first.
    pub sessions: Vec<SessionLine>,
    /// The last challenges of the account and its addresses, newest first.
    pub challenges: Vec<ChallengeLine>,
}

/// One session.
#[derive(Debug, Clone)]
pub struct SessionLine {
    /// Its id, as in the token's `sid`.
    pub id: i64,
    /// The device as it described itself.
    pub device: Option<String>,
    /// The address it came from.
    pub caller: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last refreshed.
    pub last_used_at: Timestamp,
}

/// One challenge.
#[derive(Debug, Clone)]
pub struct ChallengeLine {
    /// What it was for.
    pub purpose: String,
    /// Where it went, canonical.
    pub address: String,
    /// How it went.
    pub channel: String,
    /// Who carried it.
    pub provider: String,
    /// What the provider knows it by.
    pub reference: Option<String>,
    /// State, and the reason where it is over.
    pub outcome: String,
    /// How often it was sent.
    pub sends: i32,
    /// Wrong guesses.
    pub attempts: i32,
    /// When it began.
    pub created_at: Timestamp,
}

impl Store {
    /// Accounts by id, mailbox, number or username; at most twenty.
    pub(crate) async fn find_accounts(&self, query: &str) -> Result<Vec<Profile>, StoreError> {
        self.ask("find_accounts", || async {
            let folded = query.to_lowercase();
            let holders =
                phone::Entity::find().filter(phone::Column::Number.eq(query)).all(&self.reads).await?;
            let mut any = Condition::any()
                .add(user::Column::Email.eq(folded.as_str()))
                .add(user::Column::UsernameKey.eq(folded.as_str()))
                .add(user::Column::Id.is_in(holders.iter().map(|phone| phone.user_id)));
            if let Ok(id) = query.parse::<i64>() {
                any = any.add(user::Column::Id.eq(id));
            }
            let rows = user::Entity::find()
                .filter(any)
                .order_by_asc(user::Column::Id)
                .limit(20)
                .all(&self.reads)
                .await?;
            let mut found = Vec::new();
            for row in rows {
                let phones =
                    phone::Entity::find().filter(phone::Column::UserId.eq(row.id)).all(&self.reads).await?;
                found.push(profile(row, phones));
            }
            Ok(found)
        })
        .await
    }

    /// The account of this id, if there is one.
    pub(crate) async fn find_by_id(&self, id: i64) -> Result<Vec<Profile>, StoreError> {
        self.ask("find_by_id", || async {
            let account = account_by_id(&self.reads, id).await?;
            Ok(account.map(|account| account.profile).into_iter().collect())
        })
        .await
    }

    /// One account with its sessions and last twenty challenges.
    pub(crate) async fn dossier(&self, id: i64, now: Timestamp) -> Result<Option<Dossier>, StoreError> {
        self.ask("dossier", || async {
            let Some(account) = account_by_id(&self.reads, id).await? else { return Ok(None) };
            let sessions = session::Entity::find()
                .filter(session::Column::UserId.eq(id))
                .filter(session::Column::EndedAt.is_null())
                .filter(session::Column::ExpiresAt.gt(now.as_millis()))
                .order_by_desc(session::Column::Id)
                .all(&self.reads)
                .await?;
            let mine = Condition::any()
                .add(challenge::Column::UserId.eq(id))
                .add(challenge::Column::Address.is_in(addresses(&account.profile)));
            let challenges = challenge::Entity::find()
                .filter(mine)
                .order_by_desc(challenge::Column::Id)
                .limit(20)
                .all(&self.reads)
                .await?;
            Ok(Some(Dossier {
                profile: account.profile,
                sessions: sessions.into_iter().map(session_line).collect(),
                challenges: challenges.into_iter().map(|row| line(row, now)).collect(),
            }))
        })
        .await
    }

    /// Disables or enables an account; disabling raises the generation and ends every session in the same transaction.
    pub(crate) async fn set_disabled(
        &self,
        id: i64,
        disabled: bool,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.ask("set_disabled", || async {
            let tx = self.begin().await?;
            let at = disabled.then_some(now.as_millis());
            let step = i64::from(disabled);
            let done = user::Entity::update_many()
                .col_expr(user::Column::DisabledAt, Expr::value(at))
                .col_expr(user::Column::Generation, Expr::col(user::Column::Generation).add(step))
                .col_expr(user::Column::UpdatedAt, Expr::value(now.as_millis()))
                .filter(user::Column::Id.eq(id))
                .exec(&tx)
                .await?;
            if disabled {
                end_sessions(&tx, id, now).await?;
            }
            tx.commit().await?;
            Ok(done.rows_affected == 1)
        })
        .await
    }

    /// Takes a proven number from an account; `false` when there was none. What was sent to it stays with the account, as far
    /// as it is over: what is still alive may be somebody else's.
    pub(crate) async fn release_phone(
        &self,
        id: i64,
        role: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.ask("release_phone", || async {
            let tx = self.begin().await?;
            let held = phone::Entity::find()
                .filter(phone::Column::UserId.eq(id))
                .filter(phone::Column::Role.eq(role))
                .one(&tx)
                .await?;
            let Some(held) = held else { return Ok(false) };
            keep_with(&tx, id, &held.number, now).await?;
            phone::Entity::delete_many().filter(phone::Column::Id.eq(held.id)).exec(&tx).await?;
            tx.commit().await?;
            Ok(true)
        })
        .await
    }

    /// Deletes an account; `false` when there was none. Numbers, sessions and its own challenges go with it by the keys of
    /// the schema; what was sent to its addresses by hand.
    pub(crate) async fn delete_account(&self, id: i64) -> Result<bool, StoreError> {
        self.ask("delete_account", || async {
            let tx = self.begin().await?;
            let Some(account) = account_by_id(&tx, id).await? else { return Ok(false) };
            let mut sent =
                Condition::any().add(challenge::Column::Address.is_in(proven_addresses(&account.profile)));
            for name in names(&account.profile) {
                sent = sent.add(asked_in_vain(&name));
            }
            // a number may serve somebody else in another role: what is bound to them stays theirs
            let whose = challenge::Column::UserId.is_null().or(challenge::Column::UserId.eq(id));
            challenge::Entity::delete_many().filter(sent).filter(whose).exec(&tx).await?;
            let gone = user::Entity::delete_by_id(id).exec(&tx).await?.rows_affected;
            tx.commit().await?;
            Ok(gone > 0)
        })
        .await
    }
}

/// What is typed to name an account where nothing came of it.
fn names(profile: &Profile) -> Vec<String> {
    let numbers = profile.phones.iter().map(|phone| format!("phone:{}", phone.number));
    let username = profile.username.iter().map(|name| format!("username:{}", name.to_ascii_lowercase()));
    numbers.chain(username).chain(profile.email.clone()).collect()
}

/// Every address an account holds or claims.
pub(super) fn addresses(profile: &Profile) -> Vec<String> {
    let numbers = profile.phones.iter().map(|phone| phone.number.clone());
    numbers.chain(profile.email.clone()).collect()
}

/// The ones it holds; a mailbox that is merely claimed may be somebody else's.
pub(super) fn proven_addresses(profile: &Profile) -> Vec<String> {
    let mut addresses = addresses(profile);
    addresses.retain(|address| profile.email_verified || Some(address) != profile.email.as_ref());
    addresses
}

/// State and reason, as an operator reads them: what nobody can answer any more is expired, whatever its row says.
fn outcome(row: &challenge::Model, now: Timestamp) -> String {
    let state = State::read(&row.state);
    let said = match state {
        State::Sending | State::Open if row.expires_at <= now.as_millis() => "expired",
        State::Approved if row.proof_expires_at.is_some_and(|end| end <= now.as_millis()) => {
            "approved, and never used"
        }
        _ => state.as_str(),
    };
    row.outcome.as_ref().map_or_else(|| said.to_owned(), |why| format!("{said} ({why})"))
}

pub(super) fn session_line(row: session::Model) -> SessionLine {
    SessionLine {
        id: row.id,
        device: row.device,
        caller: row.caller,
        created_at: Timestamp::from_millis(row.created_at),
        last_used_at: Timestamp::from_millis(row.last_used_at),
    }
}

fn line(row: challenge::Model, now: Timestamp) -> ChallengeLine {
    ChallengeLine {
        outcome: outcome(&row, now),
        purpose: row.purpose,
        address: row.address,
        channel: row.channel,
        provider: row.provider,
        reference: row.reference,
        sends: row.sends,
        attempts: row.attempts,
        created_at: Timestamp::from_millis(row.created_at),
    }
}
