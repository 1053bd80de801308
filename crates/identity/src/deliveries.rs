//! What became of a code after it left: providers report it, and whoever asked for the code may look.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use channels::{Channel, Delivery, Incoming, Report, ReportFault, Undelivered};

use crate::caller::Caller;
use crate::challenge::{Challenge, State, outcome, signed};
use crate::clock::Timestamp;
use crate::journal;
use crate::means::Means;
use crate::otp::Sent;
use crate::refusal::Refusal;
use crate::store::{Delivered, Filed, Told};

/// Names a code that was sent, to whoever asked for it. Any text can be read as one; whether it names anything is asked when it
/// is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerificationId(Option<[u8; 24]>);

/// How far a verification has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerificationStatus {
    /// The code can be typed.
    Pending,
    /// It was right.
    Approved,
    /// Its time was over.
    Expired,
    /// No code can be right any more: tries used up, or a newer code took its place.
    Failed,
}

/// How far its latest message has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryStatus {
    /// The provider took it; nothing was reported since.
    Accepted,
    /// It left the provider.
    Sent,
    /// It arrived.
    Delivered,
    /// It will not arrive.
    Failed(Undelivered),
}

/// A verification, as whoever asked for the code may see it: never the address.
#[derive(Debug, Clone, Copy)]
pub struct Verification {
    /// Its name.
    pub id: VerificationId,
    /// How far it has come.
    pub status: VerificationStatus,
    /// How the code travels.
    pub channel: Channel,
    /// How far the latest message has come, and since when where that was reported; none while no provider took it.
    pub delivery: Option<(DeliveryStatus, Option<Timestamp>)>,
    /// When it was sent last.
    pub sent_at: Timestamp,
    /// Until when the code can be typed.
    pub expires_at: Timestamp,
}

impl VerificationId {
    /// Reads what a caller sent; text that no id of ours can be becomes one that names nothing.
    pub fn parse(text: &str) -> Self {
        Self(URL_SAFE_NO_PAD.decode(text).ok().and_then(|name| name.try_into().ok()))
    }

    /// The text to hand out.
    pub fn expose(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.unwrap_or_default())
    }
}

/// A report may be quicker than the answer to the send it is about: it is looked at once more after this long.
const A_MOMENT: Duration = Duration::from_secs(1);

/// More work than this under way, and a report that names nothing is not looked at again.
const MOST_UNDER_WAY: usize = 1024;

/// The flow. Cheap to clone.
#[derive(Clone)]
pub struct Deliveries(Arc<Means>);

impl Deliveries {
    pub(crate) fn new(means: &Arc<Means>) -> Self {
        Self(Arc::clone(means))
    }

    /// Takes a delivery report, once its provider found the signature right. Whatever is no news changes nothing: a repeat, what
    /// is older than what is known, an older message, a message of nobody here.
    pub async fn report(&self, provider: &str, incoming: &Incoming, by: &Caller) -> Result<(), Refusal> {
        let reports = self.0.switchboard.reports(provider, incoming).map_err(|fault| {
            journal::report_refused(provider, fault, by);
            match fault {
                ReportFault::NotOffered => Refusal::NotFound,
                ReportFault::Forged => Refusal::ForgedReport,
                ReportFault::Unreadable => Refusal::UnreadableReport,
            }
        })?;
        let mut nowhere = Vec::new();
        for report in reports {
            if !self.note(provider, &report, by).await? {
                nowhere.push(report);
            }
        }
        if !nowhere.is_empty() && self.0.tasks.under_way() < MOST_UNDER_WAY {
            let (this, provider, by) = (self.clone(), provider.to_owned(), by.clone());
            drop(self.0.tasks.run(async move {
                tokio::time::sleep(A_MOMENT).await;
                for report in nowhere {
                    this.note(&provider, &report, &by).await.ok();
                }
            }));
        }
        Ok(())
    }

    /// `false`: no message is known by this name.
    async fn note(&self, provider: &str, report: &Report, by: &Caller) -> Result<bool, Refusal> {
        let told = self.0.store.report(provider, report, self.0.now()).await?;
        if let Told::News(challenge) = &told {
            journal::reported(challenge, provider, report, by);
        }
        Ok(!matches!(told, Told::Nowhere))
    }

    /// The name of a code that was sent to a stranger: the same for as long as that code is pending. Whoever did not begin it gets
    /// another one, which tells how long the code lives and not what became of it.
    pub fn id_of(&self, sent: &Sent) -> VerificationId {
        self.name(sent.challenge, sent.began)
    }

    /// How far a verification has come. `NotFound` for whatever is none: unknown, forgotten, or never to be looked at.
    pub async fn look(&self, id: VerificationId) -> Result<Verification, Refusal> {
        let named = id.0.and_then(|name| self.0.keys.verification_named(&name));
        let (challenge, began) = named.ok_or(Refusal::NotFound)?;
        let filed = self.0.store.verification(challenge).await?.ok_or(Refusal::NotFound)?;
        Ok(self.seen(&filed, began))
    }

    fn seen(&self, filed: &Filed, began: bool) -> Verification {
        let (row, now) = (&filed.challenge, self.0.now());
        Verification {
            id: self.name(row.id, began),
            status: if began { status(row, self.0.rules.max_attempts, now) } else { from_outside(row, now) },
            channel: row.channel,
            delivery: delivery(row, filed.delivered).filter(|_| began),
            sent_at: row.sent_at,
            expires_at: row.expires_at,
        }
    }

    fn name(&self, challenge: i64, began: bool) -> VerificationId {
        VerificationId(Some(self.0.keys.verification_name(challenge, began)))
    }
}

/// What anybody may know: how long a code lives.
fn from_outside(row: &Challenge, now: Timestamp) -> VerificationStatus {
    if row.expires_at <= now { VerificationStatus::Expired } else { VerificationStatus::Pending }
}

/// A code whose place at the provider was taken looks pending, as it does everywhere: by what, is nobody's to know.
fn status(row: &Challenge, max_attempts: u32, now: Timestamp) -> VerificationStatus {
    match row.state {
        State::Approved | State::Spent => VerificationStatus::Approved,
        State::Closed if row.is_superseded() => from_outside(row, now),
        State::Closed => VerificationStatus::Failed,
        State::Sending | State::Open if row.expires_at <= now => VerificationStatus::Expired,
        State::Sending | State::Open if row.attempts >= signed(max_attempts) => VerificationStatus::Failed,
        State::Sending | State::Open => VerificationStatus::Pending,
    }
}

fn delivery(row: &Challenge, told: Option<Delivered>) -> Option<(DeliveryStatus, Option<Timestamp>)> {
    let Some(told) = told else {
        let failed = row.outcome.as_deref().is_some_and(|why| why.starts_with(outcome::FAILED));
        let taken = row.state != State::Sending && !row.is_lost() && !failed;
        return taken.then_some((DeliveryStatus::Accepted, None));
    };
    let status = match told.delivery {
        Delivery::Sent => DeliveryStatus::Sent,
        Delivery::Delivered => DeliveryStatus::Delivered,
        Delivery::Failed(why) => DeliveryStatus::Failed(why),
    };
    Some((status, told.at))
}
