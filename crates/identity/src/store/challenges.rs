//! Challenges: read, found, superseded and closed. How one begins is in `sends`, how its start ended in `settle`.

use channels::{Failure, MessageId, Purpose, Receipt, Reference};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::connection::Store;
use super::entity::challenge::{Column, Entity, Model};
use super::fault::{Fault, StoreError};
use crate::challenge::{Challenge, Leg, State, outcome};
use crate::clock::Timestamp;

impl Challenge {
    /// From its row.
    pub(super) fn read(row: Model) -> Result<Self, Fault> {
        let corrupt = || Fault::Refused(StoreError::Corrupt);
        let reference =
            row.reference.as_deref().map(|text| Reference::new(text).ok_or_else(corrupt)).transpose()?;
        let leg = row.leg_channel.and_then(|channel| channel.parse().ok()).zip(row.leg_provider);
        Ok(Self {
            id: row.id,
            purpose: row.purpose.parse().map_err(|_| corrupt())?,
            address: row.address,
            subject: row.subject,
            user: row.user_id,
            channel: row.channel.parse().map_err(|_| corrupt())?,
            asked: row.asked_channel.and_then(|asked| asked.parse().ok()),
            provider: row.provider,
            station: row.station,
            reference,
            message: row.message_id.and_then(MessageId::new),
            decoy: row.decoy,
            state: State::read(&row.state),
            outcome: row.outcome,
            sends: row.sends,
            attempts: row.attempts,
            stranger_attempts: row.stranger_attempts,
            settled: row.settled,
            gone: row.gone,
            guessed_at: Timestamp::from_millis(row.guessed_at),
            askers: row.askers,
            sent_at: Timestamp::from_millis(row.sent_at),
            resend_at: Timestamp::from_millis(row.resend_at),
            expires_at: Timestamp::from_millis(row.expires_at),
            sending_until: Timestamp::from_millis(row.sending_until),
            approved_at: row.approved_at.map(Timestamp::from_millis),
            proof_expires_at: row.proof_expires_at.map(Timestamp::from_millis),
            code_digest: row.code_digest,
            leg: leg.map(|(channel, provider)| Leg { channel, provider }),
        })
    }
}

/// As many challenges of one address are looked at; limits on sends keep them far fewer.
pub(super) const NEARBY: u64 = 100;

pub(super) fn read_all(rows: Vec<Model>) -> Result<Vec<Challenge>, Fault> {
    rows.into_iter().map(Challenge::read).collect()
}

/// The states of the partial index, written out: bound as parameters they would make SQLite plan the query anew each time,
/// and keep PostgreSQL from using the index.
pub(super) fn live() -> Expr {
    Expr::cust("state IN ('sending', 'open')")
}

/// Whether a provider may still hold a verification for this row, known to us or not.
pub(super) fn is_ancestor(row: &Challenge, station: &str, provider: &str) -> bool {
    !station.is_empty()
        && row.station == station
        && row.provider == provider
        && !row.decoy
        && !row.is_waiting()
        && !matches!(row.state, State::Approved | State::Spent)
        && row.outcome.as_deref() != Some(outcome::GONE)
        && !certainly_sent_nothing(row)
}

/// Nobody knows a verification of it, and what it asked for was refused, or never was.
fn certainly_sent_nothing(row: &Challenge) -> bool {
    let why = row.outcome.as_deref().and_then(|why| why.strip_prefix(outcome::FAILED));
    // messages that counted for nothing, or one that is unknown here and in the way
    let refused = why.is_some_and(|why| why != Failure::Exhausted.as_str());
    row.reference.is_none() && (refused || (row.state == State::Open && row.outcome.is_none()))
}

impl Store {
    /// What may still be alive at the provider for this address; asked again once others were waited for.
    pub(crate) async fn ancestors(
        &self,
        of: &Challenge,
        now: Timestamp,
    ) -> Result<Vec<Challenge>, StoreError> {
        self.ask("ancestors", || async {
            let rows = Entity::find()
                .filter(Column::Address.eq(&of.address))
                .filter(Condition::any().add(live()).add(Column::ExpiresAt.gt(now.as_millis())))
                .filter(Column::Id.ne(of.id))
                .order_by_desc(Column::Id)
                .limit(NEARBY)
                .all(&self.writes)
                .await?;
            let mut rows = read_all(rows)?;
            rows.retain(|row| is_ancestor(row, &of.station, &of.provider));
            Ok(rows)
        })
        .await
    }

    /// Whose verification this is, as far as we know.
    pub(crate) async fn holder(&self, of: &Receipt) -> Result<Option<Challenge>, StoreError> {
        self.ask("holder", || async {
            let row = Entity::find()
                .filter(Column::Provider.eq(&of.provider))
                .filter(Column::Reference.eq(of.reference.as_str()))
                .one(&self.writes)
                .await?;
            row.map(Challenge::read).transpose()
        })
        .await
    }

    /// One challenge, as it is now.
    pub(crate) async fn challenge(&self, id: i64) -> Result<Option<Challenge>, StoreError> {
        self.ask("challenge", || async {
            let row = Entity::find_by_id(id).one(&self.reads).await?;
            row.map(Challenge::read).transpose()
        })
        .await
    }

    /// Their place at the provider was taken, so their codes can no longer be right. They end, and hold back no send; but
    /// `unnoticed` they stay open to whoever looks from outside.
    pub(crate) async fn supersede(
        &self,
        ids: &[i64],
        unnoticed: bool,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if ids.is_empty() {
            return Ok(());
        }
        self.ask("supersede", || async {
            let mut update =
                Entity::update_many().col_expr(Column::Outcome, Expr::value(outcome::SUPERSEDED));
            if !unnoticed {
                update = update
                    .col_expr(Column::State, Expr::value(State::Closed.as_str()))
                    .col_expr(Column::EndedAt, Expr::value(now.as_millis()));
            }
            update.filter(Column::Id.is_in(ids.iter().copied())).filter(live()).exec(&self.writes).await?;
            Ok(())
        })
        .await
    }

    /// Whoever took its place sent nothing: it can be answered as before, if nothing else did meanwhile.
    pub(crate) async fn reopen(&self, row: &Challenge, now: Timestamp) -> Result<(), StoreError> {
        self.ask("reopen", || async {
            Entity::update_many()
                .col_expr(Column::State, Expr::value(State::Open.as_str()))
                .col_expr(Column::Outcome, Expr::value(row.outcome.clone()))
                .col_expr(Column::EndedAt, Expr::value(None::<i64>))
                .filter(Column::Id.eq(row.id))
                .filter(Column::State.eq(State::Closed.as_str()))
                .filter(Column::Outcome.eq(outcome::REPLACED))
                .filter(Column::ExpiresAt.gt(now.as_millis()))
                .exec(&self.writes)
                .await?;
            Ok(())
        })
        .await
    }
}

pub(super) async fn close(
    tx: &impl ConnectionTrait,
    id: i64,
    why: &'static str,
    now: Timestamp,
) -> Result<(), Fault> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Closed.as_str()))
        .col_expr(Column::Outcome, Expr::value(why))
        .col_expr(Column::EndedAt, Expr::value(now.as_millis()))
        .filter(Column::Id.eq(id))
        .filter(live())
        .exec(tx)
        .await?;
    Ok(())
}

/// A request that found nobody keeps what was typed: this name, or this name and a number. The index of subjects finds it.
pub(super) fn asked_in_vain(name: &str) -> Condition {
    let with_more = format!("{name} ");
    let begins = Expr::cust(format!("substr(subject, 1, {})", with_more.chars().count())).eq(with_more);
    let of_strangers = Purpose::ALL.into_iter().filter(|purpose| *purpose != Purpose::ProveAddress);
    Condition::all()
        .add(Column::Purpose.is_in(of_strangers.map(Purpose::as_str)))
        .add(Expr::cust("subject <> ''"))
        .add(Column::Decoy.eq(true))
        .add(Column::Subject.eq(name).or(begins))
}

/// What was sent to an address stays with the account that leaves it, as far as it is over: it is told and forgotten with the
/// account. What is still alive may be somebody else's.
pub(super) async fn keep_with(
    tx: &impl ConnectionTrait,
    user: i64,
    address: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    let over =
        Condition::any().add(Column::EndedAt.is_not_null()).add(Column::ExpiresAt.lte(now.as_millis()));
    let unproven = Condition::any()
        .add(Column::State.ne(State::Approved.as_str()))
        .add(Column::ProofExpiresAt.lte(now.as_millis()));
    Entity::update_many()
        .col_expr(Column::UserId, Expr::value(user))
        .filter(Condition::any().add(Column::Address.eq(address)).add(asked_in_vain(address)))
        .filter(Column::UserId.is_null())
        .filter(over)
        .filter(unproven)
        .exec(tx)
        .await?;
    Ok(())
}
