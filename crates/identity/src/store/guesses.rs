//! Guessing, as the database sees it: a try is counted before anybody is asked, and the answer is written down after.

use std::time::Duration;

use channels::{Purpose, Reference};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::challenges::{live, read_all};
use super::connection::Store;
use super::entity::challenge::{Column, Entity};
use super::fault::{Fault, StoreError};
use super::limits::{charge, refund, refused, row_of};
use crate::challenge::{Challenge, State, outcome, signed};
use crate::clock::Timestamp;
use crate::keys::same;
use crate::limits::{Counter, Limit};

/// A typed code, or a token nobody can have, before anybody is asked.
pub(crate) struct Guess<'a> {
    pub(crate) purpose: Purpose,
    pub(crate) subject: &'a str,
    /// None: whatever address the subject's challenges went to.
    pub(crate) address: Option<&'a str>,
    pub(crate) caller: &'a str,
    /// What would be stored of this code if it were right for that challenge; none for a token that was not true,
    /// which is counted like a guess where no code is open.
    pub(crate) digest: Option<&'a (dyn Fn(i64) -> String + Sync)>,
    /// Limits on guesses where a code is open, which the caller may learn of.
    pub(crate) told: Vec<Counter>,
    /// The same for the address on file, in silence.
    pub(crate) silent: &'a (dyn Fn(&Challenge) -> Vec<Counter> + Sync),
    /// Limits on guesses where no code is open.
    pub(crate) aimless: Vec<Counter>,
    /// What `attempts_left` counts, for the newest challenge of this key.
    pub(crate) shown: &'a (dyn Fn(i64) -> Counter + Sync),
    pub(crate) max_attempts: u32,
    /// Whether there is time to wait for guesses that the provider has not answered yet.
    pub(crate) patient: bool,
}

/// What the transaction found.
#[derive(Debug)]
pub(crate) enum Guessed {
    /// This very code was right before; its proof waits.
    Proven(Box<Challenge>),
    /// Counted; now ask the provider. `mute`: a silent limit said no, so whatever the answer it does not count.
    Ask { challenge: Box<Challenge>, attempts_left: u32, mute: bool, charged: Vec<Counter> },
    /// Nothing this code could be right for.
    No { attempts_left: u32 },
    /// A limit says no; nothing was charged.
    Limited(Limit, Duration),
    /// Every try of this challenge is used, but some wait for their answer, and one of those may be right with this very code.
    /// Nothing was counted.
    Wait(i64),
}

impl Store {
    /// Counts a guess and finds what it is about.
    pub(crate) async fn guess(&self, guess: &Guess<'_>, now: Timestamp) -> Result<Guessed, StoreError> {
        self.ask("guess", || self.guess_once(guess, now)).await
    }

    async fn guess_once(&self, guess: &Guess<'_>, now: Timestamp) -> Result<Guessed, Fault> {
        let tx = self.begin().await?;
        let mut query = Entity::find()
            .filter(Column::Purpose.eq(guess.purpose.as_str()))
            .filter(Column::Subject.eq(guess.subject))
            .order_by_desc(Column::Id)
            .limit(8);
        if let Some(address) = guess.address {
            query = query.filter(Column::Address.eq(address));
        }
        if !guess.subject.is_empty() {
            // written out, so that the partial index serves
            query = query.filter(Expr::cust("subject <> ''"));
        }
        if self.backend() == DbBackend::Postgres {
            query = query.lock_exclusive();
        }
        let rows = read_all(query.all(&tx).await?)?;
        let max = signed(guess.max_attempts);
        let open_to_caller = |row: &&Challenge| {
            guess.digest.is_some() && row.attempts < max && row.admits_guess_of(guess.caller)
        };
        let proven: Vec<&Challenge> =
            rows.iter().filter(|row| row.is_proven(now)).filter(open_to_caller).collect();
        let known = proven.iter().find(|row| {
            let typed = guess.digest.map(|digest| digest(row.id));
            matches!((&row.code_digest, typed), (Some(kept), Some(typed)) if same(kept.as_bytes(), typed.as_bytes()))
        });
        if let Some(row) = known {
            let row = Box::new((*row).clone());
            tx.rollback().await?;
            return Ok(Guessed::Proven(row));
        }
        let live = rows.iter().filter(|row| row.is_answerable(now, guess.max_attempts)).find(open_to_caller);
        if guess.patient && live.is_none() && guess.digest.is_some() {
            let counts = |row: &Challenge| row.is_current(now) || row.is_proven(now);
            let waits = |row: &&Challenge| counts(row) && row.has_open_guesses(now) && !open_to_caller(row);
            if let Some(row) = rows.iter().find(waits) {
                let id = row.id;
                tx.rollback().await?;
                return Ok(Guessed::Wait(id));
            }
        }
        let shown = (guess.shown)(rows.first().map_or(0, |row| row.id));
        let aimless = live.is_none() && proven.is_empty();
        let silent = live.map(|row| (guess.silent)(row)).unwrap_or_default();
        let told = if aimless { &guess.aimless } else { &guess.told };
        let counters: Vec<&Counter> = told.iter().chain(&silent).chain(std::iter::once(&shown)).collect();
        let counts = charge(&tx, &counters, now).await?;
        if let Some((limit, wait)) = refused(&counts, told, now) {
            tx.rollback().await?;
            return Ok(Guessed::Limited(limit, wait));
        }
        let mute = refused(&counts, &silent, now).is_some();
        for row in proven.iter().copied().chain(live) {
            count(&tx, row, guess.caller, live.is_none_or(|live| live.id != row.id), now).await?;
        }
        tx.commit().await?;
        let so_far = row_of(&counts, &shown).map_or(0, |row| row.count);
        let attempts_left = u32::try_from(i64::from(guess.max_attempts) - so_far).unwrap_or(0);
        // what a challenge took over from the one before it is used up, too
        let tries_of = |row: &Challenge| u32::try_from(max - row.attempts).unwrap_or(0);
        let Some(live) = live else {
            let newest = rows.first().filter(|row| row.is_current(now)).map_or(u32::MAX, tries_of);
            return Ok(Guessed::No { attempts_left: std::cmp::min(attempts_left, newest) });
        };
        let attempts_left = std::cmp::min(attempts_left, tries_of(live).saturating_sub(1));
        let charged = counters.into_iter().cloned().collect();
        Ok(Guessed::Ask { challenge: Box::new(live.clone()), attempts_left, mute, charged })
    }

    /// The code was right: written down before anything else happens. `false`: somebody else was first, or it is over.
    /// `Conflict`: the verification belongs to another challenge.
    pub(crate) async fn approve(
        &self,
        challenge: &Challenge,
        found: Option<&Reference>,
        by_stranger: bool,
        digest: &str,
        proof_ends: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.ask("approve", || async {
            let mut update = Entity::update_many()
                .col_expr(Column::State, Expr::value(State::Approved.as_str()))
                .col_expr(Column::Outcome, Expr::value(None::<String>))
                .col_expr(Column::ApprovedAt, Expr::value(now.as_millis()))
                .col_expr(Column::ProofExpiresAt, Expr::value(proof_ends.as_millis()))
                .col_expr(Column::CodeDigest, Expr::value(digest))
                .col_expr(Column::EndedAt, Expr::value(None::<i64>))
                // a right answer was no wrong guess
                .col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1));
            if by_stranger {
                update =
                    update.col_expr(Column::StrangerAttempts, Expr::col(Column::StrangerAttempts).sub(1));
            }
            if let Some(reference) = found {
                update = update.col_expr(Column::Reference, Expr::value(reference.as_str()));
            }
            let unnoticed = Column::Outcome.is_null().or(Column::Outcome.ne(outcome::SUPERSEDED));
            // "gone" is what a second request for the same code hears from the provider when the first one was right
            let not_over = Condition::any().add(live()).add(Column::Outcome.eq(outcome::GONE));
            let row = update.filter(Column::Id.eq(challenge.id)).filter(unnoticed);
            let done = row.filter(not_over).exec(&self.writes).await?;
            Ok(done.rows_affected == 1)
        })
        .await
    }

    /// A guess was answered, and not with yes. `was_gone`: it was answered with "gone" before, and now it is sure.
    pub(crate) async fn settle_guess(&self, id: i64, was_gone: bool) -> Result<(), StoreError> {
        self.ask("settle_guess", || async {
            let mut update =
                Entity::update_many().col_expr(Column::Settled, Expr::col(Column::Settled).add(1));
            if was_gone {
                update = update.col_expr(Column::Gone, Expr::col(Column::Gone).sub(1));
            }
            update.filter(Column::Id.eq(id)).exec(&self.writes).await?;
            Ok(())
        })
        .await
    }

    /// A guess was answered with "gone": perhaps because another one was right with the same code.
    pub(crate) async fn note_gone(&self, id: i64) -> Result<(), StoreError> {
        self.ask("note_gone", || async {
            Entity::update_many()
                .col_expr(Column::Gone, Expr::col(Column::Gone).add(1))
                .filter(Column::Id.eq(id))
                .exec(&self.writes)
                .await?;
            Ok(())
        })
        .await
    }

    /// The guess was no wrong one, or the provider was certainly not asked: it and what it charged are given back.
    /// `was_gone`: it was answered with "gone".
    pub(crate) async fn unguess(
        &self,
        id: i64,
        by_stranger: bool,
        was_gone: bool,
        charged: &[Counter],
    ) -> Result<(), StoreError> {
        self.ask("unguess", || async {
            let mut update =
                Entity::update_many().col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1));
            if by_stranger {
                update =
                    update.col_expr(Column::StrangerAttempts, Expr::col(Column::StrangerAttempts).sub(1));
            }
            if was_gone {
                update = update.col_expr(Column::Gone, Expr::col(Column::Gone).sub(1));
            }
            update.filter(Column::Id.eq(id)).exec(&self.writes).await?;
            refund(&self.writes, charged).await
        })
        .await
    }

    /// The provider knows the verification no more: the next send must not be held back by it. If another was started
    /// meanwhile, or is being started, this says nothing of that.
    /// `unseen`: the caller must not learn it, so the row stays open and counts as a send that failed.
    pub(crate) async fn mark_gone(
        &self,
        asked: &Challenge,
        unseen: bool,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.ask("mark_gone", || async {
            let update = Entity::update_many();
            let update = if unseen {
                update.col_expr(Column::Outcome, Expr::value(format!("{}{}", outcome::FAILED, outcome::GONE)))
            } else {
                update
                    .col_expr(Column::State, Expr::value(State::Closed.as_str()))
                    .col_expr(Column::Outcome, Expr::value(outcome::GONE))
                    .col_expr(Column::EndedAt, Expr::value(now.as_millis()))
            };
            let about = match &asked.reference {
                Some(reference) => Column::Reference.eq(reference.as_str()),
                None => Column::Reference.is_null(),
            };
            let unnoticed = Column::Outcome.is_null().or(Column::Outcome.ne(outcome::SUPERSEDED));
            let nothing_under_way = Column::SendingUntil.lte(now.as_millis());
            let row = update.filter(Column::Id.eq(asked.id)).filter(about).filter(unnoticed);
            row.filter(live()).filter(nothing_under_way).exec(&self.writes).await?;
            Ok(())
        })
        .await
    }
}

async fn count(
    tx: &impl ConnectionTrait,
    row: &Challenge,
    caller: &str,
    answered: bool,
    now: Timestamp,
) -> Result<(), Fault> {
    let mut update = Entity::update_many()
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::GuessedAt, Expr::value(now.as_millis()));
    if row.is_stranger(caller) {
        update = update.col_expr(Column::StrangerAttempts, Expr::col(Column::StrangerAttempts).add(1));
    }
    if answered {
        update = update.col_expr(Column::Settled, Expr::col(Column::Settled).add(1));
    }
    update.filter(Column::Id.eq(row.id)).exec(tx).await?;
    Ok(())
}
