//! SQLite's fast lane: sends about which there is nothing to decide, and starts that went well, each in one trip to the
//! database, and as many in one transaction as are waiting at that moment. Whatever is not plain is left to `sends` and
//! `settle`, which decide; nothing here refuses anything.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

use channels::{Channel, MessageId, Receipt};
use sea_orm::sqlx::{self, AssertSqlSafe, Row, SqliteConnection, SqlitePool, sqlite::SqliteArguments};
use sqlx::Arguments;
use tokio::sync::{mpsc, oneshot};

use super::reservation::Reservation;
use crate::clock::{Timestamp, millis};
use crate::journal;
use crate::tasks::Tasks;

/// The desk where entries are handed in. Cheap to clone; the ledger is kept as long as one is left.
#[derive(Debug, Clone)]
pub(super) struct Ledger(mpsc::Sender<Entry>);

/// Entries that may wait; further ones take the slow road, which has a queue of its own.
const QUEUE: usize = 4096;
/// The most entries of one kind in one transaction. Larger ones save little more, and their compiled texts take memory.
const PAGE: usize = 32;

/// What may be written down without a decision.
#[derive(Debug)]
enum Entry {
    /// A new challenge, if no other of its address is open or young and every limit has room. Answered with its id.
    Send(Box<Reservation>, Timestamp, oneshot::Sender<i64>),
    /// The provider has it. Answered if the challenge was waiting for this.
    Sent(i64, Box<(Receipt, Option<MessageId>)>, Option<Channel>, oneshot::Sender<i64>),
}

impl Ledger {
    pub(super) fn open(pool: SqlitePool, tasks: &Tasks) -> Self {
        let (desk, entries) = mpsc::channel(QUEUE);
        drop(tasks.run(keep(pool, entries)));
        Self(desk)
    }

    /// Reserves a plain send; nothing when it is not plain, or nobody could tell.
    pub(super) async fn send(&self, send: &Reservation, now: Timestamp) -> Option<i64> {
        let (done, written) = oneshot::channel();
        self.0.try_send(Entry::Send(Box::new(send.clone()), now, done)).ok()?;
        written.await.ok()
    }

    /// Writes down that the provider has it; `false` when that was not all there is to say.
    pub(super) async fn sent(
        &self,
        id: i64,
        receipt: &Receipt,
        message: Option<&MessageId>,
        channel: Option<Channel>,
    ) -> bool {
        let (done, written) = oneshot::channel();
        let entry = Entry::Sent(id, Box::new((receipt.clone(), message.cloned())), channel, done);
        self.0.try_send(entry).is_ok() && written.await.is_ok()
    }
}

/// Takes what is waiting, writes it down, answers; until every desk is gone.
async fn keep(pool: SqlitePool, mut entries: mpsc::Receiver<Entry>) {
    let (mut waiting, mut scripts) = (Vec::with_capacity(PAGE), Scripts::default());
    while entries.recv_many(&mut waiting, PAGE).await > 0 {
        // one whose request has given up is not written down at all
        waiting.retain(|entry| !entry.is_abandoned());
        let Ok(mut connection) = pool.acquire().await else {
            waiting.clear(); // unanswered: they take the slow road, which tells why
            continue;
        };
        let mut clean = true;
        waiting.sort_by_key(Entry::shape);
        while clean && !waiting.is_empty() {
            let shape = waiting[0].shape();
            let alike = waiting.iter().take_while(|entry| entry.shape() == shape).count();
            // powers of two, so that few texts serve
            let page: Vec<Entry> = waiting.drain(..1 << alike.ilog2()).collect();
            clean = write(&mut connection, &mut scripts, shape, page).await;
        }
        if !clean {
            waiting.clear();
            connection.close_on_drop();
        }
    }
}

/// `false`: the connection may be left in a transaction.
async fn write(
    connection: &mut SqliteConnection,
    scripts: &mut Scripts,
    shape: Shape,
    entries: Vec<Entry>,
) -> bool {
    let script = scripts.of(shape, entries.len());
    let mut values = SqliteArguments::default();
    let bound: Result<(), _> =
        entries.iter().enumerate().try_for_each(|(place, entry)| entry.bind(&mut values, place));
    if let Err(error) = bound {
        journal::store_failed("ledger", &error);
        return true;
    }
    let query = sqlx::query_with(AssertSqlSafe(script), values);
    match query.fetch_all(&mut *connection).await {
        Ok(rows) => {
            let mut written: HashMap<i64, i64> =
                rows.iter().filter_map(|row| Some((row.try_get(1).ok()?, row.try_get(0).ok()?))).collect();
            for (place, entry) in (0i64..).zip(entries) {
                if let Some(id) = written.remove(&place) {
                    entry.answer(id);
                }
            }
            true
        }
        Err(error) => {
            // nothing was committed, and nobody is answered: they take the slow road
            journal::store_failed("ledger", &error);
            let undone = sqlx::query("ROLLBACK").execute(&mut *connection).await;
            // SQLite may have ended the transaction by itself
            undone.is_ok() || sqlx::query("BEGIN; ROLLBACK").execute(connection).await.is_ok()
        }
    }
}

impl Entry {
    fn is_abandoned(&self) -> bool {
        let (Self::Send(.., done) | Self::Sent(.., done)) = self;
        done.is_closed()
    }

    fn answer(self, id: i64) {
        let (Self::Send(.., done) | Self::Sent(.., done)) = self;
        // whoever is gone by now finds the row
        done.send(id).ok();
    }

    fn shape(&self) -> Shape {
        match self {
            Self::Send(send, ..) => Shape::Send { counters: send.told.len() },
            Self::Sent(..) => Shape::Sent,
        }
    }

    /// The values in the order of the script's places.
    fn bind(&self, to: &mut SqliteArguments, place: usize) -> Result<(), sqlx::error::BoxDynError> {
        let place = i64::try_from(place)?;
        match self {
            Self::Send(send, now, _) => bind_send(to, send, *now, place),
            Self::Sent(id, taken, channel, _) => {
                let (receipt, message) = taken.as_ref();
                to.add(&receipt.provider)?;
                to.add(&receipt.station)?;
                to.add(receipt.reference.as_str())?;
                to.add(message.as_ref().map(MessageId::as_str))?;
                to.add(channel.map(Channel::as_str))?;
                to.add(channel.map(Channel::as_str))?;
                to.add(&receipt.provider)?;
                to.add(*id)?;
                to.add(place)
            }
        }
    }
}

fn bind_send(
    to: &mut SqliteArguments,
    send: &Reservation,
    now: Timestamp,
    place: i64,
) -> Result<(), sqlx::error::BoxDynError> {
    let time = now.as_millis();
    to.add(send.purpose.as_str())?;
    to.add(&send.address)?;
    to.add(&send.subject)?;
    to.add(send.user)?;
    to.add(send.channel.as_str())?;
    to.add(send.locale.as_ref().map(|locale| locale.as_str().to_owned()))?;
    to.add(send.wish.as_str())?;
    let first = send.first();
    to.add(first.provider.to_owned())?;
    to.add(first.station.to_owned())?;
    to.add(first.draft.map(|reference| reference.as_str().to_owned()))?;
    to.add(send.decoy)?;
    to.add(&send.caller)?;
    to.add(send.country.as_deref())?;
    to.add(send.range.as_deref())?;
    to.add(time)?;
    to.add(time)?;
    to.add(now.plus(send.resend).as_millis())?;
    to.add(now.plus(send.ttl).as_millis())?;
    to.add(now.plus(send.patience).as_millis())?;
    to.add(&send.address)?;
    to.add(time)?;
    for counter in &send.told {
        to.add(&counter.key)?;
        to.add(time)?;
        to.add(i64::from(counter.max))?;
    }
    to.add(place)?;
    if send.told.is_empty() {
        return Ok(());
    }
    for counter in &send.told {
        to.add(&counter.key)?;
        to.add(time.saturating_add(millis(counter.period)))?;
    }
    to.add(time)?;
    to.add(time)
}

/// What decides the text of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Shape {
    Sent,
    Send { counters: usize },
}

/// The scripts used so far: one text for a shape and a number of entries, so that SQLite compiles each once.
#[derive(Debug, Default)]
struct Scripts(HashMap<(Shape, usize), Arc<str>>);

impl Scripts {
    fn of(&mut self, shape: Shape, entries: usize) -> Arc<str> {
        let script = self.0.entry((shape, entries)).or_insert_with(|| {
            let one = match shape {
                Shape::Send { counters } => send(counters),
                Shape::Sent => SENT.to_owned(),
            };
            format!("BEGIN IMMEDIATE; {}COMMIT", one.repeat(entries)).into()
        });
        Arc::clone(script)
    }
}

const SENT: &str = "UPDATE OR IGNORE challenges SET provider = ?, station = ?, reference = ?, message_id = ?, delivery = NULL, delivery_reason = NULL, channel = COALESCE(?, channel), \
    leg_channel = COALESCE(?, channel), leg_provider = ?, \
    state = 'open', outcome = CASE WHEN outcome = 'superseded' THEN outcome END, \
    sending_until = CASE WHEN ended_sends + 1 >= sends THEN 0 ELSE sending_until END, ended_sends = ended_sends + 1 WHERE id = ? AND state IN ('sending', 'open') RETURNING id, ?; ";

/// One send: begun where nothing stands against it; then, and only then, charged. OR FAIL: a fault undoes the whole
/// transaction, so SQLite need not keep what would undo the statement alone.
fn send(counters: usize) -> String {
    let mut sql = String::from(
        "INSERT OR FAIL INTO challenges (purpose, address, subject, user_id, channel, locale, asked_channel, provider, station, reference, \
         decoy, askers, country, number_range, created_at, sent_at, resend_at, expires_at, sending_until, \
         state, sends, ended_sends, attempts, stranger_attempts, settled, gone, guessed_at) \
         SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'sending', 1, 0, 0, 0, 0, 0, 0 \
         WHERE NOT EXISTS (SELECT 1 FROM challenges \
         WHERE address = ? AND (state IN ('sending', 'open') OR expires_at > ?))",
    );
    for _ in 0..counters {
        sql.push_str(" AND NOT EXISTS (SELECT 1 FROM limits WHERE key = ? AND until > ? AND count >= ?)");
    }
    sql.push_str(" RETURNING id, ?; ");
    if counters > 0 {
        let rows = vec!["(?, ?)"; counters].join(", ");
        write!(
            sql,
            "INSERT OR FAIL INTO limits (key, count, until) \
             SELECT column1, 1, column2 FROM (VALUES {rows}) WHERE changes() = 1 ON CONFLICT (key) DO UPDATE SET \
             count = CASE WHEN limits.until <= ? THEN 1 ELSE limits.count + 1 END, \
             until = CASE WHEN limits.until <= ? THEN excluded.until ELSE limits.until END; "
        )
        .ok();
    }
    sql
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use channels::{ChannelWish, Purpose, Reference, Route};
    use rand::{RngExt, SeedableRng, rngs::StdRng};
    use sea_orm::{ConnectionTrait, Statement};

    use super::*;
    use crate::limits::{Counter, Limit};
    use crate::store::connection::Store;
    use crate::store::reservation::{Hold, Reserved};
    use crate::store::settle::StartOutcome;

    /// Some of few addresses, purposes and callers, with limits that are soon used up.
    fn any_send(dice: &mut StdRng) -> Reservation {
        let (to, by) = (dice.random_range(0..4), dice.random_range(0..3));
        let purpose = if dice.random_bool(0.5) { Purpose::ProveAddress } else { Purpose::Login };
        let counter = |name: String, limit, max, secs| Counter {
            key: format!("{name} {secs}"),
            limit: Some(limit),
            max,
            period: Duration::from_secs(secs),
        };
        let to_it = format!("to {to} {}", purpose.as_str());
        let mut told = vec![
            counter(to_it.clone(), Limit::SendPerPurposeAddress, 3, 60),
            counter(to_it, Limit::SendPerPurposeAddress, 8, 3600),
            counter(format!("by {by}"), Limit::SendPerCaller, 12, 600),
        ];
        told.truncate(dice.random_range(0..=3));
        Reservation {
            purpose,
            address: format!("+1202555010{to}"),
            subject: String::new(),
            user: None,
            channel: Channel::Sms,
            locale: None,
            wish: ChannelWish::Named(Channel::Sms),
            routes: vec![Route {
                channel: Channel::Sms,
                provider: "sandbox",
                station: "here".into(),
                draft: None,
                cancels: true,
            }],
            decoy: false,
            country: Some("US".into()),
            range: None,
            caller: format!("192.0.2.{by}"),
            told,
            silent: Vec::new(),
            hold: Hold::WhilePending,
            resend: Duration::from_secs(30),
            ttl: Duration::from_secs(120),
            max_attempts: 5,
            patience: Duration::from_secs(8),
        }
    }

    fn in_short(reserved: &Reserved) -> String {
        match reserved {
            Reserved::Held(row) => format!("held {}", row.id),
            Reserved::InFlight(id) => format!("in flight {id}"),
            Reserved::Limited(limit, wait) => format!("{limit:?} {wait:?}"),
            Reserved::Ours(job) => format!("ours {} {:?} {:?}", job.challenge.id, job.fresh, job.waits_for),
        }
    }

    async fn everything(store: &Store) -> Vec<String> {
        let mut rows = Vec::new();
        for sql in [
            "SELECT printf('%s %d %d', key, count, until) AS row FROM limits ORDER BY key",
            "SELECT printf('%d %s %s %s %s %s %s %s %d %d %d %d %d %s', id, purpose, address, state, outcome, reference, leg_channel, leg_provider, \
             sends, sent_at, resend_at, expires_at, sending_until, askers) AS row FROM challenges ORDER BY id",
        ] {
            let found =
                store.writes.query_all_raw(Statement::from_string(store.backend(), sql)).await.unwrap();
            rows.extend(found.iter().map(|row| row.try_get::<String>("", "row").unwrap()));
        }
        rows
    }

    #[tokio::test]
    async fn the_fast_lane_writes_what_the_slow_road_would() {
        let folder = tempfile::tempdir().unwrap();
        let open = async |name: &str| {
            let url = format!("sqlite://{}?mode=rwc", folder.path().join(name).display());
            let store = Store::connect(&url).await.unwrap();
            store.migrate().await.unwrap();
            store
        };
        let (fast, mut slow) = (open("fast.db").await, open("slow.db").await);
        assert!(slow.ledger.take().is_some());
        let mut dice = StdRng::seed_from_u64(7);
        let mut time = 1_000_000;
        for round in 0..600 {
            let now = Timestamp::from_millis(time);
            let send = any_send(&mut dice);
            let here = fast.reserve(&send, now).await.unwrap();
            let there = slow.reserve(&send, now).await.unwrap();
            assert_eq!(in_short(&here), in_short(&there), "round {round}");
            if let Reserved::Ours(job) = here
                && dice.random_bool(0.8)
            {
                let receipt = Receipt {
                    provider: "sandbox".into(),
                    station: "here".into(),
                    // now and then the provider repeats one
                    reference: Reference::new(format!("r{}", dice.random_range(0..round + 20))).unwrap(),
                };
                let ended = StartOutcome::Sent {
                    receipt: &receipt,
                    message: None,
                    channel: dice.random_bool(0.5).then_some(Channel::Call),
                };
                let (id, free_at) = (job.challenge.id, dice.random_bool(0.3).then_some(now));
                let here = fast.settle_start(id, &ended, free_at, now).await;
                let there = slow.settle_start(id, &ended, free_at, now).await;
                assert_eq!(format!("{here:?}"), format!("{there:?}"), "round {round}");
            }
            time += dice.random_range(0..20_000);
        }
        assert_eq!(everything(&fast).await, everything(&slow).await);
    }

    /// Many at once share transactions, and are decided one after the other all the same.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_crowd_is_counted_one_by_one() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("a.db").display());
        let store = Store::connect(&url).await.unwrap();
        store.migrate().await.unwrap();
        let now = Timestamp::from_millis(1_000_000);
        let mut send = any_send(&mut StdRng::seed_from_u64(1));
        let key = "the crowd".to_owned();
        let limit = Some(Limit::SendPerCaller);
        send.told = vec![Counter { key, limit, max: 50, period: Duration::from_secs(60) }];
        let crowd = (0..200).map(|n| {
            // every address twice
            let send = Reservation { address: format!("+1202555{:04}", n / 2), ..send.clone() };
            let store = store.clone();
            async move { store.reserve(&send, now).await.unwrap() }
        });
        let ended = futures_util::future::join_all(crowd).await;
        let ours = ended.iter().filter(|one| matches!(one, Reserved::Ours(_))).count();
        assert_eq!(ours, 50);
        let rows = everything(&store).await;
        assert!(rows[0].starts_with("the crowd 50 "), "{}", rows[0]);
        assert_eq!(rows.len(), 51);
    }
}
