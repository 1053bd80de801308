//! The simulator as a value: started on a free port, asked what it saw, told how to behave, gone when dropped.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use poem::Server;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::calls::Calls;
use crate::front::Front;
use crate::journal::{Message, Text};
use crate::line::Acceptance;
use crate::mail::{MailRules, MailServer};
use crate::post::post;
use crate::script::Script;
use crate::setup::Setup;
use crate::switches::Switches;
use crate::task::spawn;
use crate::twilio::account::Account;
use crate::twilio::callback::{self, Callback};
use crate::twilio::dial::Dial;
use crate::twilio::service::Service;
use crate::world::World;

/// Twilio and the others on a port of this machine, until it is dropped. Several in one process know nothing of each other.
pub struct Simulator {
    front: Front,
    here: SocketAddr,
    serving: Option<Serving>,
}

struct Serving {
    /// Dropping it stops the server and closes every connection, idle ones and waiting ones too.
    hold: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Simulator {
    /// On a free port, with the accounts and Services of [`Setup::default`].
    pub async fn start() -> io::Result<Self> {
        Self::start_at(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), Setup::default()).await
    }

    /// At an address, with accounts and Services of one's own.
    pub async fn start_at(at: SocketAddr, setup: Setup) -> io::Result<Self> {
        let mut simulator = Self { front: Front::new(World::new(setup)), here: at, serving: None };
        simulator.restart().await?;
        Ok(simulator)
    }

    /// Listens again, on the same port, with everything it knew.
    pub async fn restart(&mut self) -> io::Result<()> {
        self.stop().await;
        let acceptance = Acceptance::bind(self.here, self.front.lines.clone()).await?;
        self.here = acceptance.here();
        let (hold, released) = oneshot::channel::<()>();
        let serving = Server::new_with_acceptor(acceptance).run_with_graceful_shutdown(
            self.front.clone(),
            async { drop(released.await) },
            Some(Duration::ZERO),
        );
        let task = spawn(async { drop(serving.await) });
        self.serving = Some(Serving { hold, task });
        Ok(())
    }

    /// Stops listening and closes every connection; what it knows stays.
    pub async fn stop(&mut self) {
        if let Some(Serving { hold, task }) = self.serving.take() {
            drop(hold);
            task.await.ok();
        }
    }

    /// Waits until somebody else stops it.
    pub async fn wait(mut self) {
        if let Some(serving) = &mut self.serving {
            (&mut serving.task).await.ok();
        }
    }

    /// `http://127.0.0.1:PORT`, for every host of every vendor.
    pub fn url(&self) -> String {
        format!("http://{}", self.here)
    }

    /// The newest message of a verification to an address.
    pub fn last_message(&self, to: &str) -> Option<Message> {
        self.front.world().journal.last_to(to).cloned()
    }

    /// The newest code to an address: a verification's, or the one that a text, a call or a mail holds.
    pub fn last_code(&self, to: &str) -> Option<String> {
        self.front.world().journal.last_code_to(to).map(str::to_owned)
    }

    /// A mail server beside it on a port of 127.0.0.1, 0 for a free one: codes in its mails can be read here, too.
    pub async fn takes_mail(&self, port: u16, rules: MailRules) -> io::Result<MailServer> {
        MailServer::open(port, rules, Some(self.front.clone())).await
    }

    /// Every message of a verification, oldest first.
    pub fn messages(&self) -> Vec<Message> {
        self.front.world().journal.messages().cloned().collect()
    }

    /// The newest text of one's own wording to an address.
    pub fn last_text(&self, to: &str) -> Option<Text> {
        self.front.world().journal.last_text_to(to).cloned()
    }

    /// Every text of one's own wording, oldest first.
    pub fn texts(&self) -> Vec<Text> {
        self.front.world().journal.texts().cloned().collect()
    }

    /// The newest call of Programmable Voice to a number.
    pub fn last_dial(&self, to: &str) -> Option<Dial> {
        self.front.world().dials.last_to(to).cloned()
    }

    /// Every call of Programmable Voice, oldest first.
    pub fn dials(&self) -> Vec<Dial> {
        self.front.world().dials.all().cloned().collect()
    }

    /// What tells this status of a text or a call (`SM…`, `CA…`) to its `StatusCallback`, signed; of a call, `code` is the one
    /// of the network. Nothing where there is nobody to tell.
    pub fn report(&self, sid: &str, status: &str, code: Option<u32>) -> Option<Callback> {
        callback::of(&self.front.world(), sid, None, status, code)
    }

    /// What tells this status of a verification's message (`VE…`) to a sink of Event Streams at this URL, signed.
    pub fn event(&self, sid: &str, url: &str, status: &str, code: Option<u32>) -> Option<Callback> {
        callback::of(&self.front.world(), sid, Some(url), status, code)
    }

    /// Posts it: the status answered.
    pub async fn post(&self, callback: &Callback) -> io::Result<u16> {
        post(callback.clone()).await
    }

    /// Every request, oldest first.
    pub fn calls(&self) -> Calls {
        self.front.world().journal.calls()
    }

    /// Moves its clock on.
    pub fn advance(&self, by: Duration) {
        self.front.world().clock.advance(by);
    }

    /// Sets every switch.
    pub fn set(&self, switches: Switches) {
        self.front.world().switches = switches;
    }

    /// Says how a coming request is answered.
    pub fn script(&self, script: Script) {
        self.front.world().script(script);
    }

    /// Forgets what was scripted and not used up.
    pub fn clear_scripts(&self) {
        self.front.world().clear_scripts();
    }

    /// The switches as they are.
    pub fn switches(&self) -> Switches {
        self.front.world().switches.clone()
    }

    /// Changes the settings of a Service, not its SID; `false` when there is none of this SID.
    pub fn change_service(&self, sid: &str, change: impl FnOnce(&mut Service)) -> bool {
        self.front.world().change_service(sid, change)
    }

    /// Changes an account; `false` when there is none of this SID.
    pub fn change_account(&self, sid: &str, change: impl FnOnce(&mut Account)) -> bool {
        self.front.world().change_account(sid, change)
    }

    /// Forgets everything: as just started.
    pub fn reset(&self) {
        self.front.world().reset();
    }
}
