//! A carrier that tells what became of its messages, as a test says. Its reports are lines of words, signed by a header.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

use async_trait::async_trait;
use channels::{
    Address, Ask, Channel, Code, Delivery, Failure, Incoming, LocalCodes, Message, MessageId, Messenger,
    Parts, ProviderError, Purpose, Reference, Report, ReportFault, Started, Verdict, Verifier,
};
use tokio::sync::Semaphore;

use super::{Answer, House};

/// One carrier; all clones are one.
#[derive(Clone)]
pub(crate) struct Carrier(Arc<Office>);

struct Office {
    name: &'static str,
    /// Whether it is taken for a service that checks its own codes.
    hosted: bool,
    /// Who is asked before it.
    before: Option<Carrier>,
    /// Address, code, id; oldest first.
    sent: Mutex<Vec<(String, String, String)>>,
    thanked: Mutex<Vec<String>>,
    /// How many more messages it answers for; the next one waits.
    answers: Semaphore,
    fails: Mutex<Option<Failure>>,
}

/// Of carriers in one process, so that the figures of each are its own.
static CARRIERS: AtomicU32 = AtomicU32::new(1);

const SIGNED: &str = "signed by the carrier";

impl Carrier {
    pub(crate) fn new() -> Self {
        Self::opens(false, None)
    }

    /// A service that makes and checks its own codes.
    pub(crate) fn hosted() -> Self {
        Self::opens(true, None)
    }

    /// Asked where the other certainly sent nothing.
    pub(crate) fn behind(other: &Self) -> Self {
        Self::opens(false, Some(other.clone()))
    }

    fn opens(hosted: bool, before: Option<Self>) -> Self {
        let name = format!("carrier-{}", CARRIERS.fetch_add(1, Ordering::Relaxed));
        Self(Arc::new(Office {
            name: Box::leak(name.into_boxed_str()),
            hosted,
            before,
            sent: Mutex::default(),
            thanked: Mutex::default(),
            answers: Semaphore::new(1000),
            fails: Mutex::default(),
        }))
    }

    pub(crate) fn name(&self) -> &'static str {
        self.0.name
    }

    /// For SMS and calls.
    pub(crate) fn lines(&self, parts: &Parts) -> Vec<(Channel, &'static str, Arc<dyn Verifier>)> {
        let verifier = LocalCodes::carried_by(self.clone(), self.0.name, parts);
        let verifier = if self.0.hosted { Arc::new(Hosted(verifier)) } else { verifier };
        let mut lines = self.0.before.as_ref().map(|before| before.lines(parts)).unwrap_or_default();
        lines.extend(
            [Channel::Sms, Channel::Call].map(|channel| (channel, self.0.name, Arc::clone(&verifier))),
        );
        lines
    }

    /// Address and code of every message, oldest first.
    pub(crate) fn messages(&self) -> Vec<(String, String)> {
        self.0.sent.lock().unwrap().iter().map(|(to, code, _)| (to.clone(), code.clone())).collect()
    }

    /// The id of the last message.
    pub(crate) fn last_id(&self) -> String {
        self.0.sent.lock().unwrap().last().unwrap().2.clone()
    }

    /// Whose code was told to be right.
    pub(crate) fn thanked(&self) -> Vec<String> {
        self.0.thanked.lock().unwrap().clone()
    }

    /// Takes messages, and does not say so until it answers again.
    pub(crate) fn falls_silent(&self) {
        self.0.answers.forget_permits(1000);
    }

    pub(crate) fn answers_again(&self) {
        self.0.answers.add_permits(1000);
    }

    /// What it does with further messages, and with thanks.
    pub(crate) fn fails(&self, failure: Option<Failure>) {
        *self.0.fails.lock().unwrap() = failure;
    }

    /// Reports to the house, signed.
    pub(crate) async fn reports(&self, house: &House, words: &str) -> Answer {
        self.reports_signed(house, words, SIGNED).await
    }

    /// Reports to the house, with this signature.
    pub(crate) async fn reports_signed(&self, house: &House, words: &str, signature: &str) -> Answer {
        let path = format!("/delivery-reports/{}", self.0.name);
        let headers = [("X-Signature", signature), ("content-type", "text/x-anything")];
        house.ask_form(&path, headers, words.to_owned()).await
    }
}

#[async_trait]
impl Messenger for Carrier {
    async fn deliver(
        &self,
        to: &Address,
        _: Channel,
        message: &Message,
    ) -> Result<Option<MessageId>, ProviderError> {
        if let Some(failure) = *self.0.fails.lock().unwrap() {
            return Err(ProviderError::new(self.0.name, failure));
        }
        let id = {
            let mut sent = self.0.sent.lock().unwrap();
            let id = format!("SM{:04}", sent.len() + 1);
            let code = message.code().map(|code| code.expose().to_owned()).unwrap_or_default();
            sent.push((to.as_str().to_owned(), code, id.clone()));
            id
        };
        self.0.answers.acquire().await.unwrap().forget();
        Ok(MessageId::new(id))
    }

    async fn converted(&self, message: &MessageId) -> Result<(), ProviderError> {
        self.0.thanked.lock().unwrap().push(message.as_str().to_owned());
        let failure = *self.0.fails.lock().unwrap();
        failure.map_or(Ok(()), |failure| Err(ProviderError::new(self.0.name, failure)))
    }

    fn reports(&self, incoming: &Incoming) -> Result<Vec<Report>, ReportFault> {
        if incoming.header("x-signature") != Some(SIGNED) {
            return Err(ReportFault::Forged);
        }
        let words = String::from_utf8(incoming.body.clone()).map_err(|_| ReportFault::Unreadable)?;
        words.lines().map(|line| understood(line).ok_or(ReportFault::Unreadable)).collect()
    }
}

/// `SM0001 delivered`, `SM0001 failed blocked`.
fn understood(line: &str) -> Option<Report> {
    let mut words = line.split(' ');
    let message = MessageId::new(words.next()?)?;
    let delivery = match words.next()? {
        "sent" => Delivery::Sent,
        "delivered" => Delivery::Delivered,
        "failed" => Delivery::Failed(words.next()?.parse().ok()?),
        _ => return None,
    };
    Some(Report { message, delivery, code: Some(30_003) })
}

/// Where repeats collide, as they do where somebody else makes the codes.
struct Hosted(Arc<dyn Verifier>);

#[async_trait]
impl Verifier for Hosted {
    fn station(&self, _: Purpose) -> String {
        "a service".to_owned()
    }

    fn decoy(&self, ask: &Ask) -> Reference {
        self.0.decoy(ask)
    }

    async fn start(&self, ask: &Ask, previous: Option<&Reference>) -> Result<Started, ProviderError> {
        self.0.start(ask, previous).await
    }

    async fn check(&self, ask: &Ask, reference: &Reference, code: &Code) -> Result<Verdict, ProviderError> {
        self.0.check(ask, reference, code).await
    }

    async fn converted(&self, message: &MessageId) -> Result<(), ProviderError> {
        self.0.converted(message).await
    }
}
