//! What an operator asks about an account, and does to it.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

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

/// What an operator takes from an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holding {
    /// Its proven number in a role.
    Phone,
    /// Everything.
    Account,
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

    /// One account with its sessions and last twenty challenges.
    pub(crate) async fn dossier(&self, id: i64, now: Timestamp) -> Result<Option<Dossier>, StoreError> {
        self.ask("dossier", || async {
            let Some(account) = account_by_id(&self.reads, id).await? else { return Ok(None) };
            let mut addresses: Vec<String> =
                account.profile.phones.iter().map(|phone| phone.number.clone()).collect();
            addresses.extend(account.profile.email.clone());
            let sessions = session::Entity::find()
                .filter(session::Column::UserId.eq(id))
                .filter(session::Column::EndedAt.is_null())
                .filter(session::Column::ExpiresAt.gt(now.as_millis()))
                .order_by_desc(session::Column::Id)
                .all(&self.reads)
                .await?;
            let mine = Condition::any()
                .add(challenge::Column::UserId.eq(id))
                .add(challenge::Column::Address.is_in(addresses));
            let challenges = challenge::Entity::find()
                .filter(mine)
                .order_by_desc(challenge::Column::Id)
                .limit(20)
                .all(&self.reads)
                .await?;
            Ok(Some(Dossier {
                profile: account.profile,
                sessions: sessions
                    .into_iter()
                    .map(|row| SessionLine {
                        id: row.id,
                        device: row.device,
                        caller: row.caller,
                        created_at: Timestamp::from_millis(row.created_at),
                        last_used_at: Timestamp::from_millis(row.last_used_at),
                    })
                    .collect(),
                challenges: challenges.into_iter().map(line).collect(),
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

    /// Takes a holding from an account; `false` when there was none.
    pub(crate) async fn take(&self, id: i64, what: Holding, role: &str) -> Result<bool, StoreError> {
        self.ask("take", || async {
            let rows = match what {
                Holding::Phone => {
                    phone::Entity::delete_many()
                        .filter(phone::Column::UserId.eq(id))
                        .filter(phone::Column::Role.eq(role))
                        .exec(&self.writes)
                        .await?
                        .rows_affected
                }
                Holding::Account => user::Entity::delete_by_id(id).exec(&self.writes).await?.rows_affected,
            };
            Ok(rows > 0)
        })
        .await
    }
}

fn line(row: challenge::Model) -> ChallengeLine {
    let state = State::read(&row.state).as_str();
    ChallengeLine {
        purpose: row.purpose,
        address: row.address,
        channel: row.channel,
        provider: row.provider,
        reference: row.reference,
        outcome: row.outcome.map_or_else(|| state.to_owned(), |why| format!("{state} ({why})")),
        sends: row.sends,
        attempts: row.attempts,
        created_at: Timestamp::from_millis(row.created_at),
    }
}
