//! The way to the mail server: connections that are safe before anything of ours goes over them, and kept for the next mail.
//! lettre speaks the protocol; its own pool does not say how far a mail got, which is what decides whether it may have left.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Quit, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::{Response, Severity};
use secrecy::ExposeSecret;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};

use super::errors::{Broken, Step};
use super::letter::Letter;
use super::settings::{Relay, Security};
use super::wire::Wire;

/// Connections kept for the next mail.
const KEPT: usize = 8;

/// Servers hang up on the idle after five minutes (RFC 5321, 4.5.3.2.7), many sooner.
const IDLE: Duration = Duration::from_secs(60);

/// How long a server may take for a goodbye that nobody needs.
const GOODBYE: Duration = Duration::from_millis(100);

/// The way to one server.
pub(super) struct Line {
    relay: Relay,
    tls: TlsParameters,
    connect: Duration,
    patience: Duration,
    idle: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
}

impl Line {
    /// To this server, if its certificate is good by `tls`; a connection within the first deadline, all of a mail within the
    /// second.
    pub(super) const fn new(relay: Relay, tls: TlsParameters, deadlines: (Duration, Duration)) -> Self {
        let (connect, patience) = deadlines;
        Self { relay, tls, connect, patience, idle: Mutex::new(Vec::new()) }
    }

    /// Host and port.
    pub(super) fn place(&self) -> (&str, u16) {
        (&self.relay.host, self.relay.port)
    }

    /// Whether what goes over it can be read on the way.
    pub(super) fn is_encrypted(&self) -> bool {
        self.relay.security != Security::Plain
    }

    /// Hands a mail over.
    pub(super) async fn send(&self, from: &lettre::Address, letter: &Letter) -> Result<(), Broken> {
        let deadline = Instant::now() + self.patience;
        let mut connection = match self.kept().await {
            Some(connection) => connection,
            None => self.open(deadline).await?,
        };
        let sent = hand_over(&mut connection, from, letter, (deadline, self.patience / 5)).await;
        match &sent {
            Ok(()) => self.keep(connection),
            // whoever answers hears a goodbye; a refused transaction is not built upon
            Err(Broken { code: Some(_), .. }) => {
                timeout(GOODBYE, connection.command(Quit)).await.ok();
            }
            Err(_) => {}
        }
        sent
    }

    /// Comes as far as one can without naming anybody a mail is for.
    pub(super) async fn look(&self, from: &lettre::Address) -> Result<(), Broken> {
        let deadline = Instant::now() + self.patience;
        let mut connection = self.open(deadline).await?;
        if !timeout_at(deadline, connection.test_connected()).await.unwrap_or(false) {
            return Err(Broken::late(Step::Login));
        }
        let taken = name_sender(&mut connection, from, deadline).await;
        timeout(GOODBYE, connection.command(Quit)).await.ok();
        taken
    }

    /// One that was used before and still answers. Where the newest is dead, so are the others.
    async fn kept(&self) -> Option<AsyncSmtpConnection> {
        let (mut connection, since) = self.shelf().pop()?;
        if since.elapsed() < IDLE && timeout(self.connect, connection.test_connected()).await == Ok(true) {
            return Some(connection);
        }
        let dead = std::mem::take(&mut *self.shelf());
        drop(dead);
        None
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.shelf();
        if idle.len() < KEPT {
            idle.push((connection, Instant::now()));
        }
    }

    fn shelf(&self) -> MutexGuard<'_, Vec<(AsyncSmtpConnection, Instant)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new one: greeted, encrypted where it must be, signed in where it can be.
    async fn open(&self, deadline: Instant) -> Result<AsyncSmtpConnection, Broken> {
        let (place, name) = (self.place(), ClientId::default());
        let mut connection = if self.relay.security == Security::Wrapped {
            let tls = Some(self.tls.clone());
            let opened = AsyncSmtpConnection::connect_tokio1(place, Some(self.connect), &name, tls, None);
            within(Step::Greeting, deadline, opened).await?
        } else {
            let socket = timeout_at(deadline.min(Instant::now() + self.connect), TcpStream::connect(place));
            let socket = socket.await.ok().and_then(Result::ok).ok_or(Broken::late(Step::Connection))?;
            let wire = Box::new(Wire::over(socket));
            within(Step::Greeting, deadline, AsyncSmtpConnection::connect_with_transport(wire, &name)).await?
        };
        if self.relay.security == Security::StartTls {
            within(Step::StartTls, deadline, connection.starttls(self.tls.clone(), &name)).await?;
        }
        if let Some(login) = &self.relay.login {
            let password = login.password.expose_secret().to_owned();
            let credentials = Credentials::new(login.user.clone(), password);
            within(Step::Login, deadline, connection.auth(DEFAULT_MECHANISMS, &credentials)).await?;
        }
        Ok(connection)
    }
}

async fn hand_over(
    connection: &mut AsyncSmtpConnection,
    from: &lettre::Address,
    letter: &Letter,
    (deadline, margin): (Instant, Duration),
) -> Result<(), Broken> {
    name_sender(connection, from, deadline).await?;
    name_recipient(connection, letter, deadline - margin, margin).await?;
    let announced = within(Step::Announcement, deadline, connection.command(Data)).await?;
    said(Step::Announcement, Severity::PositiveIntermediate, announced)?;
    let handed = within(Step::Message, deadline, connection.message(&letter.bytes)).await?;
    said(Step::Message, Severity::PositiveCompletion, handed)
}

async fn name_sender(
    connection: &mut AsyncSmtpConnection,
    from: &lettre::Address,
    deadline: Instant,
) -> Result<(), Broken> {
    let named = connection.command(Mail::new(Some(from.clone()), Vec::new()));
    said(Step::Sender, Severity::PositiveCompletion, within(Step::Sender, deadline, named).await?)
}

/// Given up while there is time left, so that whoever waits for all of it hears that nothing was sent. A server that took its
/// time before has no recipient to blame.
async fn name_recipient(
    connection: &mut AsyncSmtpConnection,
    letter: &Letter,
    deadline: Instant,
    fair: Duration,
) -> Result<(), Broken> {
    let late =
        if Instant::now() + fair < deadline { Broken::kept_waiting() } else { Broken::late(Step::Recipient) };
    let named = connection.command(Rcpt::new(letter.to.clone(), Vec::new()));
    let answer = timeout_at(deadline, named).await.map_err(|_| late)?;
    let answer = answer.map_err(|error| Broken::of(Step::Recipient, &error))?;
    said(Step::Recipient, Severity::PositiveCompletion, answer)
}

/// A yes counts only as the one that belongs here.
#[expect(clippy::needless_pass_by_value, reason = "what was answered is used up")]
fn said(at: Step, expected: Severity, response: Response) -> Result<(), Broken> {
    if response.code().severity == expected { Ok(()) } else { Err(Broken::late(at)) }
}

async fn within<T>(
    at: Step,
    deadline: Instant,
    asked: impl Future<Output = Result<T, Error>>,
) -> Result<T, Broken> {
    match timeout_at(deadline, asked).await {
        Ok(answer) => answer.map_err(|error| Broken::of(at, &error)),
        Err(_) => Err(Broken::late(at)),
    }
}
