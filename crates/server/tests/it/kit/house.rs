//! A house: the real wiring on one database, with a clock that tests move and a provider they can read.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use channels::{Capacity, Channel, Http, Outbox, Settings, Switchboard};
use identity::{Clock, ManualClock, Store};
use poem::{EndpointExt, Response, Server, endpoint::BoxEndpoint, http::Method, test::TestClient};
use serde_json::Value;
use server::{App, Config, listen::Doors};
use simulator::Simulator;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{Answer, Person, carrier::Carrier, stage::Ground};

/// One running instance; `twin` makes further ones beside it.
pub(crate) struct House {
    pub(crate) clock: ManualClock,
    pub(crate) app: Arc<server::desk::Desk>,
    pub(crate) tasks: identity::Tasks,
    client: TestClient<Endpoint>,
    endpoint: Endpoint,
    outbox: Outbox,
    twilio: Option<Arc<Simulator>>,
    plan: Plan,
}

/// What answers.
type Endpoint = Arc<BoxEndpoint<'static, Response>>;

/// What all instances share.
#[derive(Clone)]
struct Plan {
    settings: Vec<(String, String)>,
    ground: Arc<Ground>,
    tuning: Tuning,
    carrier: Option<Carrier>,
}

/// What no setting leads to, where a test wants it other than it is.
#[derive(Clone, Copy, Default)]
pub(crate) struct Tuning {
    pub(crate) patience: Option<Duration>,
    /// Requests inside, and calls to providers.
    pub(crate) room: Option<(usize, Capacity)>,
}

impl House {
    pub(crate) async fn open(
        settings: Vec<(String, String)>,
        ground: Arc<Ground>,
        (twilio, carrier): (Option<Arc<Simulator>>, Option<Carrier>),
        tuning: Tuning,
    ) -> Self {
        let plan = Plan { settings, ground, tuning, carrier };
        Self::build(plan, ManualClock::starting_now(), Outbox::default(), twilio).await
    }

    /// Another instance on the same database, clock and provider.
    pub(crate) async fn twin(&self) -> Self {
        let twilio = self.twilio.clone();
        Self::build(self.plan.clone(), self.clock.clone(), self.outbox.clone(), twilio).await
    }

    async fn build(plan: Plan, clock: ManualClock, outbox: Outbox, twilio: Option<Arc<Simulator>>) -> Self {
        let settings = Settings::new(plan.settings.iter().cloned());
        let mut config = Config::read(&settings);
        let http = match plan.tuning.patience {
            Some(patience) => Http::with_deadlines(patience, patience),
            None => Http::new(),
        };
        config.rules.provider_patience = plan.tuning.patience.unwrap_or(config.rules.provider_patience);
        let time: Arc<dyn Clock> = Arc::new(clock.clone());
        let mut parts = config.parts(http, &time);
        parts.outbox = outbox.clone();
        if let Some((inside, capacity)) = plan.tuning.room {
            (config.most_inside, parts.capacity) = (inside, capacity);
        }
        let switchboard = match &plan.carrier {
            Some(carrier) => Switchboard::from_lines(carrier.lines(&parts), &parts),
            None => Switchboard::build(&settings, &parts),
        };
        config.check_sandbox(&settings, switchboard.outbox().is_some());
        assert!(settings.faults().is_empty(), "{:?}", settings.faults());
        let store = Store::connect(&plan.ground.url).await.unwrap();
        store.migrate().await.unwrap();
        let app = App::new(&config, store, switchboard, time).unwrap();
        let (desk, tasks) = (Arc::clone(&app.desk), app.tasks.clone());
        let endpoint: Endpoint = Arc::new(app.into_endpoint().boxed());
        let client = TestClient::new(Arc::clone(&endpoint));
        Self { clock, app: desk, tasks, client, endpoint, outbox, twilio, plan }
    }

    /// Time passes.
    pub(crate) fn wait(&self, seconds: u64) {
        let span = Duration::from_secs(seconds);
        self.clock.advance(span);
        if let Some(twilio) = &self.twilio {
            twilio.advance(span);
        }
    }

    /// Time passes until the moment the house has told.
    pub(crate) fn wait_until(&self, told: &Value) {
        let then = OffsetDateTime::parse(told.as_str().unwrap(), &Rfc3339).unwrap().unix_timestamp() * 1000;
        let span = u64::try_from(then - self.clock.now().as_millis()).unwrap();
        self.clock.advance(Duration::from_millis(span));
    }

    /// Somebody with a number, a mailbox and an address of their own.
    pub(crate) fn person(&self, name: &str) -> Person<'_> {
        Person::new(self, name)
    }

    /// One request from `address`, with a JSON body unless it is null.
    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        address: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Answer {
        let mut request = self.client.request(method, path).header("x-forwarded-for", address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = if body.is_null() { request } else { request.body_json(body) };
        Answer::of(request.send().await).await
    }

    /// A request with exactly this body and media type.
    pub(crate) async fn ask_raw(&self, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let request = self.client.post(path).header("x-forwarded-for", "192.0.2.99");
        let request = if kind.is_empty() { request } else { request.content_type(kind) };
        Answer::of(request.body(body).send().await).await
    }

    /// A request with a form, from a back end.
    pub(crate) async fn ask_form(&self, path: &str, headers: [(&str, &str); 2], form: String) -> Answer {
        let mut request = self.client.post(path).header("x-forwarded-for", "192.0.2.50");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        Answer::of(request.body(form).send().await).await
    }

    /// A client that goes away: the request is dropped as soon as it first waits for something.
    pub(crate) async fn ask_and_leave(&self, path: &str, address: &str, body: &Value, after: Duration) {
        let asked = self.ask(Method::POST, path, address, &[], body);
        drop(tokio::time::timeout(after, asked).await);
    }

    /// The same by somebody who leaves as soon as it has come so far.
    pub(crate) async fn ask_and_leave_when(
        &self,
        path: &str,
        address: &str,
        body: &Value,
        come: impl Fn() -> bool,
    ) {
        let waiting = async {
            while !come() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::select! {
            answer = self.ask(Method::POST, path, address, &[], body) => panic!("nobody waited so long: {answer:?}"),
            () = waiting => {}
        }
    }

    /// The simulated Twilio.
    #[track_caller]
    pub(crate) fn twilio(&self) -> &Simulator {
        self.twilio.as_deref().unwrap()
    }

    /// The page of figures, for who holds the token.
    pub(crate) async fn figures(&self, token: &str) -> String {
        let request = self.client.get("/metrics").header("authorization", format!("Bearer {token}"));
        let response = request.send().await.0;
        assert_eq!(response.status().as_u16(), 200);
        response.into_body().into_string().await.unwrap()
    }

    /// Every message, as address and code, oldest first.
    pub(crate) fn messages(&self) -> Vec<(String, String)> {
        if let Some(twilio) = &self.twilio {
            return twilio.messages().into_iter().map(|message| (message.to, message.code)).collect();
        }
        if let Some(carrier) = &self.plan.carrier {
            return carrier.messages();
        }
        let newest_first = self.outbox.messages().into_iter().rev();
        newest_first
            .filter_map(|message| Some((message.to.as_str().to_owned(), message.code?.expose().to_owned())))
            .collect()
    }

    /// The codes in the sandbox's outbox, as channel, address and code, oldest first.
    pub(crate) fn in_the_outbox(&self) -> Vec<(Channel, String, String)> {
        let newest_first = self.outbox.messages().into_iter().rev();
        newest_first
            .filter_map(|message| {
                Some((message.channel, message.to.as_str().to_owned(), message.code?.expose().to_owned()))
            })
            .collect()
    }

    /// What was told besides codes, as address and words, oldest first.
    pub(crate) fn notices(&self) -> Vec<(String, String)> {
        let told = self.outbox.messages().into_iter().rev().filter(|message| message.code.is_none());
        told.map(|message| (message.to.as_str().to_owned(), message.body)).collect()
    }

    /// The last code that went to `to`.
    #[track_caller]
    pub(crate) fn code_for(&self, to: &str) -> String {
        let found = self.messages().into_iter().rev().find(|(address, _)| address == to);
        found.unwrap_or_else(|| panic!("nothing was sent to {to}")).1
    }

    /// The words of the last message to `to`, by the sandbox.
    #[track_caller]
    pub(crate) fn words_for(&self, to: &str) -> String {
        let found = self.outbox.messages().into_iter().find(|message| message.to.as_str() == to);
        found.unwrap_or_else(|| panic!("nothing was sent to {to}")).body
    }

    /// How many messages went to `to`.
    pub(crate) fn sends_to(&self, to: &str) -> usize {
        self.messages().iter().filter(|(address, _)| address == to).count()
    }

    /// How many messages went anywhere.
    pub(crate) fn sends(&self) -> usize {
        self.messages().len()
    }

    /// Listens on a free port of this machine, as the binary does.
    pub(crate) async fn opens_its_doors(&self) -> SocketAddr {
        let doors = Doors::open(IpAddr::V4(Ipv4Addr::LOCALHOST), 0).await.unwrap();
        let address = doors.address().unwrap();
        let endpoint = Arc::clone(&self.endpoint);
        drop(self.tasks.run(Server::new_with_acceptor(doors).run(endpoint)));
        address
    }

    /// What was begun comes to its end, if it is not open doors or a provider that hangs: the clock of a test may jump past the
    /// patience with a send that is only half written down.
    async fn falls_quiet(&self) {
        for _ in 0..30 {
            if self.tasks.under_way() == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Waits until work behind the answers has come so far; gives up after ten seconds.
    pub(crate) async fn settles_until(&self, done: impl Fn() -> bool) {
        for _ in 0..1000 {
            if done() {
                return self.falls_quiet().await;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("it never happened");
    }
}
