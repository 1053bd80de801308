//! What is on file about one person, for that person: read as a whole, and corrected.

use channels::{Address, Channel, ChannelWish, Purpose};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Statement,
};

use super::accounts::{addresses, proven_addresses};
use super::connection::Store;
use super::entity::{challenge, session, user};
use super::fault::{Fault, StoreError};
use super::users::account_by_id;
use crate::challenge::{State, outcome};
use crate::clock::Timestamp;
use crate::user::Profile;

/// Everything on file about one person. Holds no code, no digest, no password hash and nothing a provider calls it by.
#[derive(Debug, Clone)]
pub struct OnFile {
    /// The account, its claims and its proofs.
    pub profile: Profile,
    /// When the mailbox was proven last.
    pub email_verified_at: Option<Timestamp>,
    /// When the account was changed last.
    pub updated_at: Timestamp,
    /// Its sessions, those included that are over and not forgotten yet; newest first.
    pub sessions: Vec<FiledSession>,
    /// The codes that were asked for it or for its addresses; newest first.
    pub codes: Vec<FiledCode>,
    /// The operations it was asked to confirm; newest first.
    pub confirmations: Vec<FiledConfirmation>,
    /// When this was read.
    pub read_at: Timestamp,
}

/// One session on file.
#[derive(Debug, Clone)]
pub struct FiledSession {
    /// As in the token's `sid`.
    pub id: i64,
    /// The device as it described itself.
    pub device: Option<String>,
    /// The network address it came from.
    pub caller: String,
    /// How somebody signed in: RFC 8176.
    pub methods: Vec<String>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last refreshed.
    pub last_used_at: Timestamp,
    /// When it is over by itself.
    pub expires_at: Timestamp,
    /// When somebody ended it.
    pub ended_at: Option<Timestamp>,
}

/// One code on file.
#[derive(Debug, Clone)]
pub struct FiledCode {
    /// What it was for.
    pub purpose: Purpose,
    /// How it went.
    pub channel: Channel,
    /// Where it went: in full where the address is the account's, masked where it is not, or not any more.
    pub to: String,
    /// Who carried it.
    pub provider: String,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// Until when it could be typed.
    pub expires_at: Timestamp,
    /// When it was right.
    pub approved_at: Option<Timestamp>,
    /// What became of it.
    pub outcome: CodeOutcome,
}

/// What became of a code, as its owner reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeOutcome {
    /// It can still be typed.
    Pending,
    /// It was right.
    Approved,
    /// It was right, and what it was for was done.
    Used,
    /// Nobody typed it in time.
    Expired,
    /// It was not sent.
    NotSent,
    /// It was ended: by wrong guesses, another code or a new password.
    Ended,
}

/// One operation on file.
#[derive(Debug, Clone)]
pub struct FiledConfirmation {
    /// What was to be done.
    pub action: String,
    /// The channel that was asked for.
    pub channel: ChannelWish,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When the code was right.
    pub confirmed_at: Option<Timestamp>,
    /// When a back end took it.
    pub redeemed_at: Option<Timestamp>,
}

/// As many lines of a kind are told, the newest.
const MOST: u64 = 1000;

impl Store {
    /// Sets name and language, each where one is given; nobody where there is no such user.
    pub(crate) async fn describe_user(
        &self,
        id: i64,
        full_name: Option<&str>,
        locale: Option<&str>,
        now: Timestamp,
    ) -> Result<Option<Profile>, StoreError> {
        self.ask("describe_user", || async {
            let update = user::Entity::update_many()
                .col_expr(user::Column::UpdatedAt, Expr::value(now.as_millis()))
                .filter(user::Column::Id.eq(id))
                .apply_if(full_name, |update, name| {
                    update.col_expr(user::Column::FullName, Expr::value(name))
                })
                .apply_if(locale, |update, tag| update.col_expr(user::Column::Locale, Expr::value(tag)));
            if full_name.is_some() || locale.is_some() {
                update.exec(&self.writes).await?;
            }
            Ok(account_by_id(&self.writes, id).await?.map(|account| account.profile))
        })
        .await
    }

    /// Everything on file about one person; nothing where there is no such user.
    pub(crate) async fn on_file(&self, id: i64, now: Timestamp) -> Result<Option<OnFile>, StoreError> {
        self.ask("on_file", || async {
            let Some(account) = account_by_id(&self.reads, id).await? else { return Ok(None) };
            let Some(row) = user::Entity::find_by_id(id).one(&self.reads).await? else { return Ok(None) };
            Ok(Some(OnFile {
                email_verified_at: row.email_proven_at.map(Timestamp::from_millis),
                updated_at: Timestamp::from_millis(row.updated_at),
                sessions: self.filed_sessions(id).await?,
                codes: self.filed_codes(&account.profile, now).await?,
                confirmations: self.filed_confirmations(id).await?,
                profile: account.profile,
                read_at: now,
            }))
        })
        .await
    }

    async fn filed_sessions(&self, id: i64) -> Result<Vec<FiledSession>, Fault> {
        let rows = session::Entity::find()
            .filter(session::Column::UserId.eq(id))
            .order_by_desc(session::Column::Id)
            .limit(MOST)
            .all(&self.reads)
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| FiledSession {
                id: row.id,
                device: row.device,
                caller: row.caller,
                methods: row.amr.split(' ').map(ToOwned::to_owned).collect(),
                created_at: Timestamp::from_millis(row.created_at),
                last_used_at: Timestamp::from_millis(row.last_used_at),
                expires_at: Timestamp::from_millis(row.expires_at),
                ended_at: row.ended_at.map(Timestamp::from_millis),
            })
            .collect())
    }

    /// What was asked for this user, and what strangers were sent to addresses that are proven to be theirs. Not what went
    /// to a mailbox they merely claim, nor what another user was sent there: that is somebody else's.
    async fn filed_codes(&self, profile: &Profile, now: Timestamp) -> Result<Vec<FiledCode>, Fault> {
        let sent_to_them = Condition::all()
            .add(challenge::Column::UserId.is_null())
            .add(challenge::Column::Address.is_in(proven_addresses(profile)));
        let rows = challenge::Entity::find()
            .filter(Condition::any().add(challenge::Column::UserId.eq(profile.id)).add(sent_to_them))
            // where there was nobody to send to, nothing was sent
            .filter(challenge::Column::Decoy.eq(false))
            .order_by_desc(challenge::Column::Id)
            .limit(MOST)
            .all(&self.reads)
            .await?;
        let own = addresses(profile);
        rows.into_iter().map(|row| filed_code(row, &own, now)).collect()
    }

    async fn filed_confirmations(&self, id: i64) -> Result<Vec<FiledConfirmation>, Fault> {
        let sql = format!(
            "SELECT action, channel, created_at, confirmed_at, redeemed_at FROM confirmations \
             WHERE user_id = $1 ORDER BY id DESC LIMIT {MOST}"
        );
        let statement = Statement::from_sql_and_values(self.backend(), sql, [id.into()]);
        let rows = sea_orm::ConnectionTrait::query_all_raw(&self.reads, statement).await?;
        let moment = |at: Option<i64>| at.map(Timestamp::from_millis);
        rows.iter()
            .map(|row| {
                let channel: String = row.try_get("", "channel")?;
                Ok(FiledConfirmation {
                    action: row.try_get("", "action")?,
                    channel: channel.parse().map_err(|_| StoreError::Corrupt)?,
                    created_at: Timestamp::from_millis(row.try_get("", "created_at")?),
                    confirmed_at: moment(row.try_get("", "confirmed_at")?),
                    redeemed_at: moment(row.try_get("", "redeemed_at")?),
                })
            })
            .collect()
    }
}

fn filed_code(row: challenge::Model, own: &[String], now: Timestamp) -> Result<FiledCode, Fault> {
    let outcome = outcome_of(&row, now);
    let to = if own.contains(&row.address) {
        row.address
    } else {
        Address::stored(&row.address).map_or_else(|| "…".to_owned(), |address| address.masked())
    };
    Ok(FiledCode {
        purpose: row.purpose.parse().map_err(|_| StoreError::Corrupt)?,
        channel: row.channel.parse().map_err(|_| StoreError::Corrupt)?,
        to,
        provider: row.provider,
        created_at: Timestamp::from_millis(row.created_at),
        expires_at: Timestamp::from_millis(row.expires_at),
        approved_at: row.approved_at.map(Timestamp::from_millis),
        outcome,
    })
}

fn outcome_of(row: &challenge::Model, now: Timestamp) -> CodeOutcome {
    let failed = row.outcome.as_deref().is_some_and(|why| why.starts_with(outcome::FAILED));
    match State::read(&row.state) {
        State::Spent => CodeOutcome::Used,
        State::Approved => CodeOutcome::Approved,
        State::Sending | State::Open if row.expires_at > now.as_millis() => CodeOutcome::Pending,
        State::Sending | State::Open => CodeOutcome::Expired,
        State::Closed if failed => CodeOutcome::NotSent,
        State::Closed => CodeOutcome::Ended,
    }
}
