//! Sending, as the database sees it: one transaction charges the limits and reserves a send. How it ended is in `settle`.

use channels::{Address, Reference};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Set, Statement,
};

use super::challenges::{NEARBY, close, is_ancestor, live, read_all};
use super::connection::Store;
use super::deliveries::keep_message;
use super::entity::challenge::{ActiveModel, Column, Entity};
use super::fault::{Fault, StoreError};
use super::limits::{charge, refund, refused};
use super::reservation::{Hold, Job, Place, Reservation, Reserved};
use super::turns::{Ticket, others_at, turn_of};
use crate::challenge::{Challenge, State, outcome};
use crate::clock::Timestamp;
use crate::limits::Counter;

impl Store {
    /// Charges the limits, looks at what is pending, and writes down the send; or says why not and changes nothing.
    pub(crate) async fn reserve(&self, send: &Reservation, now: Timestamp) -> Result<Reserved, StoreError> {
        self.ask("reserve", || async {
            match self.reserve_plainly(send, now).await {
                Some(job) => Ok(Reserved::Ours(Box::new(job))),
                // the rare road is the longer one: its state is not carried along by every send
                None => Box::pin(self.reserve_once(send, now)).await,
            }
        })
        .await
    }

    /// A send about which there is nothing to decide.
    async fn reserve_plainly(&self, send: &Reservation, now: Timestamp) -> Option<Job> {
        let ledger = self.ledger.as_ref().filter(|_| send.silent.is_empty())?;
        let id = ledger.send(send, now).await?;
        let challenge = send.begun(id, send.first(), false, now);
        Some(Job {
            challenge,
            continues: false,
            fresh: true,
            silenced: false,
            waits_for: Vec::new(),
            ancestors: Vec::new(),
            replaced: None,
        })
    }

    async fn reserve_once(&self, send: &Reservation, now: Timestamp) -> Result<Reserved, Fault> {
        let tx = self.begin().await?;
        queue_up(&tx, &send.address).await?;
        let counters: Vec<&Counter> = send.told.iter().chain(&send.silent).collect();
        let rows = charge(&tx, &counters, now).await?;
        let nearby = Entity::find()
            .filter(Column::Address.eq(&send.address))
            .filter(Condition::any().add(live()).add(Column::ExpiresAt.gt(now.as_millis())))
            // what is alive first, however many there were
            .order_by_asc(Expr::cust("CASE WHEN state IN ('sending', 'open') THEN 0 ELSE 1 END"))
            .order_by_desc(Column::Id)
            .limit(NEARBY)
            .all(&tx)
            .await?;
        let mut nearby = read_all(nearby)?;
        let mine = nearby
            .iter()
            .position(|row| row.is_live() && row.purpose == send.purpose && row.subject == send.subject)
            .map(|place| nearby.remove(place));
        let mine = match mine {
            Some(row) => locked(&tx, row).await?.map_err(|approved| nearby.push(approved)).ok(),
            None => None,
        };
        let pending = mine.as_ref().filter(|row| row.is_answerable(now, send.max_attempts));
        if let Some(row) = pending {
            let in_time = now < row.resend_at && row.is_asked_again(send.channel, send.wish);
            let in_time = in_time && (send.hold == Hold::ByTimeAlone || !row.is_abandoned(now));
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
        let place = send.place_for(pending);
        let mut waits_for = turn_of(&nearby, place.station, now);
        waits_for.extend(mine.iter().filter(|row| row.is_under_way(now)).map(Ticket::of));
        let waits = !waits_for.is_empty();
        let unseen = send.hold == Hold::ByTimeAlone;
        // by what everybody sees, wherever it went
        let looks_young =
            |row: &Challenge| !send.first().cancels || row.expires_at.since(now) * 2 >= send.ttl;
        let anew = send.always_begins_anew() || (unseen && pending.is_some_and(|row| !looks_young(row)));
        // what cannot be ended is repeated to its end
        let young = |row: &Challenge| !place.cancels || row.expires_at.since(now) * 2 >= send.ttl;
        let continues = pending.is_some_and(|row| !anew && place.knows(row) && young(row));
        // a send by somebody else shares the guesses
        let takes_over = |row: &&Challenge| !anew && !continues && (unseen || !place.knows(row));
        let shared = pending.filter(takes_over).map(Guesses::of).unwrap_or_default();
        let askers = pending.map_or_else(|| send.caller.clone(), |row| row.askers_with(&send.caller));
        // whoever must not learn of another road sees no other time
        let expires_at = pending.filter(|row| unseen && takes_over(row)).map(|row| row.expires_at);
        // what cannot be ended there is sent again under a new name
        let goes_on = |row: &&Challenge| anew && !place.cancels && place.knows(row) && !row.is_superseded();
        let carried = pending.filter(goes_on).and_then(|row| row.reference.clone());
        let alive = |row: &Challenge| continues && !row.decoy && !row.is_superseded() && !row.is_unsent();
        let mut fresh = !mine.as_ref().is_some_and(alive);
        let mut replaced = None;
        let was_pending = pending.is_some();
        let challenge = match mine {
            Some(row) if continues => {
                let how = Repeat { place, afresh: fresh && !silenced, silenced, waits };
                repeat(&tx, row, send, &how, now).await?
            }
            Some(row) => {
                close(&tx, row.id, outcome::REPLACED, now).await?;
                if carried.is_some() {
                    forget_reference(&tx, row.id).await?;
                    fresh = false;
                }
                let reference = carried.or_else(|| place.draft.cloned());
                let from = Before { shared, askers, expires_at, reference };
                let challenge = begin(&tx, send, place, from, silenced, waits, now).await?;
                replaced = (was_pending && !unseen).then(|| Box::new(row.clone()));
                nearby.insert(0, row);
                challenge
            }
            None => begin(&tx, send, place, Before::nothing(send, place), silenced, waits, now).await?,
        };
        tx.commit().await?;
        nearby.retain(|row| is_ancestor(row, place.station, place.provider));
        let job = Job { challenge, continues, fresh, silenced, waits_for, ancestors: nearby, replaced };
        Ok(Reserved::Ours(Box::new(job)))
    }

    /// Takes up again a send that failed unseen: the challenge and what it has to wait for, or nothing when somebody else took
    /// it up.
    pub(crate) async fn restart(
        &self,
        row: &Challenge,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Option<(Challenge, Vec<Ticket>)>, StoreError> {
        self.ask("restart", || async {
            let tx = self.begin().await?;
            queue_up(&tx, &row.address).await?;
            let waits_for = others_at(&tx, row, &row.station, now).await?;
            // until its turn comes, a code of those before it must not be looked for
            let odd = waiting(!waits_for.is_empty() && row.reference.is_none());
            let done = Entity::update_many()
                .col_expr(Column::State, Expr::value(State::Sending.as_str()))
                .col_expr(Column::Outcome, Expr::value(odd.clone()))
                .col_expr(Column::EndedSends, Expr::col(Column::Sends))
                .col_expr(Column::Sends, Expr::col(Column::Sends).add(1))
                .col_expr(Column::SentAt, Expr::value(now.as_millis()))
                .col_expr(Column::SendingUntil, Expr::value(until.as_millis()))
                .filter(Column::Id.eq(row.id))
                .filter(Column::Sends.eq(row.sends))
                // one that queued up behind the failed one will do
                .filter(Column::SendingUntil.lte(now.as_millis()))
                .filter(Column::State.eq(State::Open.as_str()))
                .filter(Column::Outcome.starts_with(outcome::FAILED))
                .exec(&tx)
                .await?;
            tx.commit().await?;
            let (state, sends) = (State::Sending, row.sends + 1);
            let taken =
                Challenge { state, outcome: odd, sends, sent_at: now, sending_until: until, ..row.clone() };
            Ok((done.rows_affected == 1).then_some((taken, waits_for)))
        })
        .await
    }
}

/// Requests for one address queue here, so that what is read next stays true until the end of the transaction. SQLite has one
/// writer anyway.
pub(super) async fn queue_up(tx: &DatabaseTransaction, address: &str) -> Result<(), Fault> {
    if tx.get_database_backend() == DbBackend::Postgres {
        let sql = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
        tx.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [address.into()])).await?;
    }
    Ok(())
}

/// The same challenge, kept as it is until the end of the transaction; the error is one that was approved or ended meanwhile.
async fn locked(tx: &DatabaseTransaction, row: Challenge) -> Result<Result<Challenge, Challenge>, Fault> {
    if tx.get_database_backend() != DbBackend::Postgres {
        return Ok(Ok(row));
    }
    let now = Entity::find_by_id(row.id).lock_exclusive().one(tx).await?;
    let row = now.map(Challenge::read).transpose()?.unwrap_or(row);
    Ok(if row.is_live() { Ok(row) } else { Err(row) })
}

/// Guesses a new challenge begins with.
#[derive(Debug, Clone, Copy, Default)]
struct Guesses {
    attempts: i32,
    of_strangers: i32,
}

impl Guesses {
    fn of(row: &Challenge) -> Self {
        Self { attempts: row.attempts, of_strangers: row.stranger_attempts }
    }
}

/// What a new challenge takes over from the one before it.
struct Before {
    shared: Guesses,
    askers: String,
    expires_at: Option<Timestamp>,
    reference: Option<Reference>,
}

impl Before {
    fn nothing(send: &Reservation, place: Place<'_>) -> Self {
        let (askers, reference) = (send.caller.clone(), place.draft.cloned());
        Self { shared: Guesses::default(), askers, expires_at: None, reference }
    }
}

/// How a challenge is sent again.
struct Repeat<'r> {
    place: Place<'r>,
    /// Nothing of it is alive at the provider.
    afresh: bool,
    silenced: bool,
    waits: bool,
}

async fn repeat(
    tx: &impl ConnectionTrait,
    row: Challenge,
    send: &Reservation,
    how: &Repeat<'_>,
    now: Timestamp,
) -> Result<Challenge, Fault> {
    let Repeat { place, afresh, silenced, waits } = *how;
    keep_message(tx, &row).await?;
    let row = match row {
        // what is alive at the provider no more is forgotten: nothing that was answered for it counts
        row if afresh => Challenge { reference: place.draft.cloned(), outcome: waiting(waits), ..row },
        row if row.is_abandoned(now) && row.outcome.is_none() => {
            Challenge { outcome: Some(outcome::LOST.to_owned()), ..row }
        }
        row => row,
    };
    // a code that was lost is younger than its own start, whatever is sent after it
    let sent_at = if row.is_lost() { row.sent_at } else { now };
    // whatever was not written down by now never will be
    let ended = if row.is_under_way(now) { Expr::col(Column::EndedSends) } else { Expr::col(Column::Sends) };
    // a send that was silenced leaves whatever was sent before as it is
    let decoy = if silenced { row.decoy } else { send.decoy };
    let askers = row.askers_with(&send.caller);
    let (resend_at, until) = (now.plus(send.resend), now.plus(send.patience));
    Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Sending.as_str()))
        .col_expr(Column::SendingUntil, Expr::value(until.as_millis()))
        .col_expr(Column::Sends, Expr::col(Column::Sends).add(1))
        .col_expr(Column::Channel, Expr::value(send.channel.as_str()))
        .col_expr(Column::AskedChannel, Expr::value(send.wish.as_str()))
        .col_expr(Column::Provider, Expr::value(place.provider))
        .col_expr(Column::Askers, Expr::value(askers.clone()))
        .col_expr(Column::Decoy, Expr::value(decoy))
        .col_expr(Column::Reference, Expr::value(row.reference.as_ref().map(Reference::as_str)))
        .col_expr(Column::Outcome, Expr::value(row.outcome.clone()))
        .col_expr(Column::EndedSends, ended)
        .col_expr(Column::SentAt, Expr::value(sent_at.as_millis()))
        .col_expr(Column::ResendAt, Expr::value(resend_at.as_millis()))
        .filter(Column::Id.eq(row.id))
        .filter(live())
        .exec(tx)
        .await?;
    Ok(Challenge {
        state: State::Sending,
        decoy,
        sent_at,
        sending_until: until,
        sends: row.sends + 1,
        channel: send.channel,
        asked: Some(send.wish),
        provider: place.provider.to_owned(),
        askers,
        resend_at,
        ..row
    })
}

async fn begin(
    tx: &impl ConnectionTrait,
    send: &Reservation,
    place: Place<'_>,
    from: Before,
    silenced: bool,
    waits: bool,
    now: Timestamp,
) -> Result<Challenge, Fault> {
    let Before { shared, askers, expires_at, reference } = from;
    let expires_at = expires_at.unwrap_or_else(|| now.plus(send.ttl));
    let new = ActiveModel {
        purpose: Set(send.purpose.as_str().to_owned()),
        address: Set(send.address.clone()),
        subject: Set(send.subject.clone()),
        user_id: Set(send.user),
        channel: Set(send.channel.as_str().to_owned()),
        locale: Set(send.locale.as_ref().map(|locale| locale.as_str().to_owned())),
        asked_channel: Set(Some(send.wish.as_str().to_owned())),
        provider: Set(place.provider.to_owned()),
        station: Set(place.station.to_owned()),
        reference: Set(reference.as_ref().map(|reference| reference.as_str().to_owned())),
        decoy: Set(send.decoy || silenced),
        state: Set(State::Sending.as_str().to_owned()),
        outcome: Set(waiting(waits)),
        sends: Set(1),
        ended_sends: Set(0),
        attempts: Set(shared.attempts),
        stranger_attempts: Set(shared.of_strangers),
        settled: Set(shared.attempts),
        gone: Set(0),
        guessed_at: Set(0),
        askers: Set(askers.clone()),
        country: Set(send.country.clone()),
        number_range: Set(send.range.clone()),
        created_at: Set(now.as_millis()),
        sent_at: Set(now.as_millis()),
        resend_at: Set(now.plus(send.resend).as_millis()),
        expires_at: Set(expires_at.as_millis()),
        sending_until: Set(now.plus(send.patience).as_millis()),
        ..Default::default()
    };
    let id = Entity::insert(new).exec(tx).await?.last_insert_id;
    let Guesses { attempts, of_strangers } = shared;
    let begun = send.begun(id, place, silenced, now);
    Ok(Challenge {
        outcome: waiting(waits),
        attempts,
        stranger_attempts: of_strangers,
        settled: attempts,
        askers,
        expires_at,
        reference,
        ..begun
    })
}

/// Its verification goes on under another challenge.
async fn forget_reference(tx: &impl ConnectionTrait, id: i64) -> Result<(), Fault> {
    Entity::update_many()
        .col_expr(Column::Reference, Expr::value(None::<String>))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// What is odd about a challenge whose first send waits for others.
pub(super) fn waiting(waits: bool) -> Option<String> {
    waits.then(|| outcome::WAITING.to_owned())
}

/// What a new challenge keeps of its address for abuse control.
pub(crate) fn geography(to: &Address) -> (Option<String>, Option<String>) {
    (to.country().map(|region| region.to_string()), to.range().map(ToOwned::to_owned))
}
