//! Sending, as the database sees it: one transaction reserves a send, one update says how it ended.

use std::time::Duration;

use channels::{Address, Channel, Locale, Purpose, Receipt, Reference};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Set,
};

use super::connection::Store;
use super::entity::challenge::{ActiveModel, Column, Entity, Model};
use super::fault::{Fault, StoreError};
use super::limits::{charge, refund, refused, row_of};
use crate::challenge::{Challenge, State, outcome};
use crate::clock::Timestamp;
use crate::limits::{Counter, Limit};

/// A send, before anything is spent.
#[derive(Debug, Clone)]
pub(crate) struct Reservation {
    pub(crate) purpose: Purpose,
    /// Canonical, or a name that no address can have for a decoy.
    pub(crate) address: String,
    /// What else the challenge is bound to; empty for strangers.
    pub(crate) subject: String,
    pub(crate) user: Option<i64>,
    pub(crate) channel: Channel,
    pub(crate) locale: Option<Locale>,
    pub(crate) provider: String,
    pub(crate) station: String,
    /// The reference a new challenge begins with, where one is made before the start.
    pub(crate) draft: Option<Reference>,
    /// Nothing will be sent.
    pub(crate) decoy: bool,
    pub(crate) country: Option<String>,
    pub(crate) range: Option<String>,
    pub(crate) caller: String,
    /// Limits the caller may learn of.
    pub(crate) told: Vec<Counter>,
    /// Limits that act in silence.
    pub(crate) silent: Vec<Counter>,
    pub(crate) lease: Counter,
    pub(crate) hold: Hold,
    pub(crate) resend: Duration,
    pub(crate) ttl: Duration,
    pub(crate) max_attempts: u32,
    /// How long the provider may take before the sender is taken for dead.
    pub(crate) patience: Duration,
}

/// What holds back a second send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// A pending code, until the resend time. A send in flight is waited for.
    WhilePending,
    /// The resend time alone, whatever became of the send: the caller must not learn it.
    ByTimeAlone,
}

/// What the transaction decided.
#[derive(Debug)]
pub(crate) enum Reserved {
    /// A pending code answers this request; nothing was charged.
    Held(Box<Challenge>),
    /// Another request is sending this very code at this moment: its challenge.
    InFlight(i64),
    /// A limit says no; nothing was charged.
    Limited(Limit, Duration),
    /// Ours to send.
    Ours(Box<Job>),
}

/// A reserved send.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) challenge: Challenge,
    /// The challenge was open before: the provider repeats its code.
    pub(crate) continues: bool,
    /// A silent limit said no: nothing may be sent, and nobody may notice.
    pub(crate) silenced: bool,
    /// Until when the lease on (station, address) is ours, if it was free.
    pub(crate) leased: Option<Timestamp>,
    /// What may still be alive at the provider for this address, newest first.
    pub(crate) ancestors: Vec<Challenge>,
}

/// How a start ended.
#[derive(Debug)]
pub(crate) enum StartOutcome<'a> {
    /// The provider has it.
    Sent { receipt: &'a Receipt, channel: Channel },
    /// Nobody knows; a code may still arrive.
    Lost,
    /// Nothing was sent, in silence; what was open stays open.
    Kept,
    /// Certainly nothing was sent. `keeps_open`: an older code can still be answered, or nobody may learn of the failure;
    /// then `stand_in` is what guesses are asked about.
    Failed { failure: &'a str, keeps_open: bool, stand_in: Option<&'a Reference> },
}

impl Challenge {
    /// From its row.
    pub(super) fn read(row: Model) -> Result<Self, Fault> {
        let corrupt = || Fault::Refused(StoreError::Corrupt);
        let reference =
            row.reference.as_deref().map(|text| Reference::new(text).ok_or_else(corrupt)).transpose()?;
        Ok(Self {
            id: row.id,
            purpose: row.purpose.parse().map_err(|_| corrupt())?,
            address: row.address,
            subject: row.subject,
            user: row.user_id,
            channel: row.channel.parse().map_err(|_| corrupt())?,
            provider: row.provider,
            station: row.station,
            reference,
            decoy: row.decoy,
            state: State::read(&row.state),
            outcome: row.outcome,
            sends: row.sends,
            attempts: row.attempts,
            stranger_attempts: row.stranger_attempts,
            settled: row.settled,
            askers: row.askers,
            sent_at: Timestamp::from_millis(row.sent_at),
            resend_at: Timestamp::from_millis(row.resend_at),
            expires_at: Timestamp::from_millis(row.expires_at),
            sending_until: Timestamp::from_millis(row.sending_until),
            approved_at: row.approved_at.map(Timestamp::from_millis),
            proof_expires_at: row.proof_expires_at.map(Timestamp::from_millis),
            code_digest: row.code_digest,
        })
    }
}

pub(super) fn read_all(rows: Vec<Model>) -> Result<Vec<Challenge>, Fault> {
    rows.into_iter().map(Challenge::read).collect()
}

/// The states of the partial index, written out: bound as parameters they would make SQLite plan the query anew each time,
/// and keep PostgreSQL from using the index.
pub(super) fn live() -> Expr {
    Expr::cust("state IN ('sending', 'open')")
}

/// Whether a provider may still hold a verification for this row.
fn is_ancestor(row: &Challenge, station: &str, provider: &str) -> bool {
    row.station == station
        && row.provider == provider
        && row.reference.is_some()
        && !row.decoy
        && !matches!(row.state, State::Approved | State::Spent)
        && row.outcome.as_deref() != Some(outcome::GONE)
}

impl Store {
    /// Charges the limits, looks at what is pending, and writes down the send; or says why not and changes nothing.
    pub(crate) async fn reserve(&self, send: &Reservation, now: Timestamp) -> Result<Reserved, StoreError> {
        self.ask("reserve", || self.reserve_once(send, now)).await
    }

    async fn reserve_once(&self, send: &Reservation, now: Timestamp) -> Result<Reserved, Fault> {
        let tx = self.begin().await?;
        // charged first: it makes requests for the same key queue here, so that what is read next is true until the end
        let counters: Vec<&Counter> =
            send.told.iter().chain(&send.silent).chain(std::iter::once(&send.lease)).collect();
        let rows = charge(&tx, &counters, now).await?;
        let nearby = Entity::find()
            .filter(Column::Address.eq(&send.address))
            .filter(Condition::any().add(live()).add(Column::ExpiresAt.gt(now.as_millis())))
            .order_by_desc(Column::Id)
            .limit(20)
            .all(&tx)
            .await?;
        let mut nearby = read_all(nearby)?;
        let mine = nearby
            .iter()
            .position(|row| row.is_live() && row.purpose == send.purpose && row.subject == send.subject)
            .map(|place| nearby.remove(place));
        let pending = mine.as_ref().filter(|row| row.is_answerable(now, send.max_attempts));
        if let Some(row) = pending {
            let in_time = now < row.resend_at && row.channel == send.channel;
            match send.hold {
                Hold::WhilePending if row.is_in_flight(now) => {
                    let id = row.id;
                    tx.rollback().await?;
                    return Ok(Reserved::InFlight(id));
                }
                Hold::WhilePending | Hold::ByTimeAlone if in_time => {
                    tx.rollback().await?;
                    return Ok(Reserved::Held(Box::new(row.clone())));
                }
                _ => {}
            }
        }
        if let Some((limit, wait)) = refused(&rows, &send.told, now) {
            tx.rollback().await?;
            return Ok(Reserved::Limited(limit, wait));
        }
        let silenced = refused(&rows, &send.silent, now).is_some();
        if silenced {
            refund(&tx, &send.silent).await?;
        }
        let leased = row_of(&rows, &send.lease).filter(|row| row.count == 1).map(|row| row.until);
        let continues = pending.is_some_and(|row| {
            row.provider == send.provider
                && row.station == send.station
                && row.decoy == send.decoy
                && row.expires_at.since(now) * 2 >= send.ttl
        });
        let challenge = match mine {
            Some(row) if continues => repeat(&tx, row, send, now).await?,
            Some(row) => {
                close(&tx, row.id, outcome::REPLACED, now).await?;
                let challenge = begin(&tx, send, silenced, now).await?;
                nearby.insert(0, row);
                challenge
            }
            None => begin(&tx, send, silenced, now).await?,
        };
        tx.commit().await?;
        nearby.retain(|row| is_ancestor(row, &send.station, &send.provider));
        Ok(Reserved::Ours(Box::new(Job { challenge, continues, silenced, leased, ancestors: nearby })))
    }

    /// What may still be alive at the provider for this address; asked again once the lease was waited for.
    pub(crate) async fn ancestors(
        &self,
        of: &Challenge,
        now: Timestamp,
    ) -> Result<Vec<Challenge>, StoreError> {
        self.ask("ancestors", || async {
            let rows = Entity::find()
                .filter(Column::Address.eq(&of.address))
                .filter(Column::ExpiresAt.gt(now.as_millis()))
                .filter(Column::Id.ne(of.id))
                .order_by_desc(Column::Id)
                .limit(20)
                .all(&self.writes)
                .await?;
            let mut rows = read_all(rows)?;
            rows.retain(|row| is_ancestor(row, &of.station, &of.provider));
            Ok(rows)
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

    /// Ends challenges whose place at the provider was taken: their codes can no longer be right, and must not hold back a send.
    pub(crate) async fn supersede(&self, ids: &[i64], now: Timestamp) -> Result<(), StoreError> {
        if ids.is_empty() {
            return Ok(());
        }
        self.ask("supersede", || async {
            Entity::update_many()
                .col_expr(Column::State, Expr::value(State::Closed.as_str()))
                .col_expr(Column::Outcome, Expr::value(outcome::SUPERSEDED))
                .col_expr(Column::EndedAt, Expr::value(now.as_millis()))
                .filter(Column::Id.is_in(ids.iter().copied()))
                .filter(live())
                .exec(&self.writes)
                .await?;
            Ok(())
        })
        .await
    }

    /// Takes up again a send that failed unseen; `false` when somebody else did.
    pub(crate) async fn restart(&self, id: i64, until: Timestamp) -> Result<bool, StoreError> {
        self.ask("restart", || async {
            let done = Entity::update_many()
                .col_expr(Column::State, Expr::value(State::Sending.as_str()))
                .col_expr(Column::Outcome, Expr::value(None::<String>))
                .col_expr(Column::SendingUntil, Expr::value(until.as_millis()))
                .filter(Column::Id.eq(id))
                .filter(Column::State.eq(State::Open.as_str()))
                .filter(Column::Outcome.starts_with(outcome::FAILED))
                .exec(&self.writes)
                .await?;
            Ok(done.rows_affected == 1)
        })
        .await
    }

    /// Writes down how a start ended. `Conflict`: the provider repeated a verification that belongs to another challenge.
    pub(crate) async fn settle_start(
        &self,
        id: i64,
        ended: &StartOutcome<'_>,
        free_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.ask("settle_start", || async {
            let mut update = Entity::update_many().col_expr(Column::SendingUntil, Expr::value(0i64));
            let open = Expr::value(State::Open.as_str());
            update = match ended {
                StartOutcome::Sent { receipt, channel } => update
                    .col_expr(Column::State, open)
                    .col_expr(Column::Provider, Expr::value(receipt.provider.clone()))
                    .col_expr(Column::Station, Expr::value(receipt.station.clone()))
                    .col_expr(Column::Reference, Expr::value(receipt.reference.as_str()))
                    .col_expr(Column::Channel, Expr::value(channel.as_str()))
                    .col_expr(Column::Outcome, Expr::value(None::<String>)),
                StartOutcome::Kept => update.col_expr(Column::State, open),
                StartOutcome::Lost => {
                    update.col_expr(Column::State, open).col_expr(Column::Outcome, Expr::value(outcome::LOST))
                }
                StartOutcome::Failed { failure, keeps_open, stand_in } => {
                    let why = format!("{}{failure}", outcome::FAILED);
                    let mut update = update.col_expr(Column::Outcome, Expr::value(why));
                    if let Some(reference) = stand_in {
                        update = update.col_expr(Column::Reference, Expr::value(reference.as_str()));
                    }
                    if *keeps_open {
                        update.col_expr(Column::State, open)
                    } else {
                        update
                            .col_expr(Column::State, Expr::value(State::Closed.as_str()))
                            .col_expr(Column::EndedAt, Expr::value(now.as_millis()))
                    }
                }
            };
            if let Some(free_at) = free_at {
                update = update.col_expr(Column::ResendAt, Expr::value(free_at.as_millis()));
            }
            // a code typed while the answer was under way may have been approved already: that stands
            update.filter(Column::Id.eq(id)).filter(live()).exec(&self.writes).await?;
            Ok(())
        })
        .await
    }
}

async fn repeat(
    tx: &impl ConnectionTrait,
    row: Challenge,
    send: &Reservation,
    now: Timestamp,
) -> Result<Challenge, Fault> {
    let askers = row.askers_with(&send.caller);
    let (resend_at, until) = (now.plus(send.resend), now.plus(send.patience));
    Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Sending.as_str()))
        .col_expr(Column::SendingUntil, Expr::value(until.as_millis()))
        .col_expr(Column::Sends, Expr::col(Column::Sends).add(1))
        .col_expr(Column::Channel, Expr::value(send.channel.as_str()))
        .col_expr(Column::Askers, Expr::value(askers.clone()))
        .col_expr(Column::SentAt, Expr::value(now.as_millis()))
        .col_expr(Column::ResendAt, Expr::value(resend_at.as_millis()))
        .filter(Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    Ok(Challenge {
        state: State::Sending,
        sending_until: until,
        sends: row.sends + 1,
        channel: send.channel,
        askers,
        resend_at,
        ..row
    })
}

async fn begin(
    tx: &impl ConnectionTrait,
    send: &Reservation,
    silenced: bool,
    now: Timestamp,
) -> Result<Challenge, Fault> {
    let new = ActiveModel {
        purpose: Set(send.purpose.as_str().to_owned()),
        address: Set(send.address.clone()),
        subject: Set(send.subject.clone()),
        user_id: Set(send.user),
        channel: Set(send.channel.as_str().to_owned()),
        locale: Set(send.locale.as_ref().map(|locale| locale.as_str().to_owned())),
        provider: Set(send.provider.clone()),
        station: Set(send.station.clone()),
        reference: Set(send.draft.as_ref().map(|reference| reference.as_str().to_owned())),
        decoy: Set(send.decoy || silenced),
        state: Set(State::Sending.as_str().to_owned()),
        outcome: Set(None),
        sends: Set(1),
        attempts: Set(0),
        stranger_attempts: Set(0),
        settled: Set(0),
        askers: Set(send.caller.clone()),
        country: Set(send.country.clone()),
        number_range: Set(send.range.clone()),
        created_at: Set(now.as_millis()),
        sent_at: Set(now.as_millis()),
        resend_at: Set(now.plus(send.resend).as_millis()),
        expires_at: Set(now.plus(send.ttl).as_millis()),
        sending_until: Set(now.plus(send.patience).as_millis()),
        ..Default::default()
    };
    Challenge::read(new.insert(tx).await?)
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
        .exec(tx)
        .await?;
    Ok(())
}

/// What a new challenge keeps of its address for abuse control.
pub(crate) fn geography(to: &Address) -> (Option<String>, Option<String>) {
    (to.country().map(|region| region.to_string()), to.range().map(ToOwned::to_owned))
}
