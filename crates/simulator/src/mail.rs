//! A mail server on localhost that keeps what it is given. The protocol is that of the crate mailin, the TLS that of rustls;
//! here are the socket between them, and what the server takes and refuses.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mailin::response::{AUTH_OK, INVALID_CREDENTIALS, OK};
use mailin::{Action, AuthMechanism, Handler, Response, Session, SessionBuilder};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{ServerConfig, crypto};

use crate::code;
use crate::front::Front;

/// When a connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MailTls {
    /// Never.
    #[default]
    Never,
    /// When asked to (RFC 3207).
    StartTls,
    /// From its first byte (RFC 8314, 3.3).
    Always,
}

/// What a mail server takes and refuses.
#[derive(Debug, Clone, Default)]
pub struct MailRules {
    /// When connections are encrypted.
    pub tls: MailTls,
    /// Who may send, with which password; nobody has to say who they are where there is none.
    pub login: Option<(String, String)>,
    /// Answers to these recipients, or to these senders, instead of 250.
    pub refused: Vec<(String, u16, String)>,
    /// Answers to a whole message instead of 250.
    pub refuses_messages: Option<(u16, String)>,
}

/// A message as it was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Whom it is from, by the envelope.
    pub from: String,
    /// Whom it is for, by the envelope.
    pub to: Vec<String>,
    /// Headers and body, byte for byte.
    pub data: Vec<u8>,
    /// Who handed it over, if they said so.
    pub by: Option<String>,
    /// Whether the connection was encrypted.
    pub encrypted: bool,
}

/// The server. It ends, in the middle of every conversation, when dropped.
pub struct MailServer {
    here: SocketAddr,
    certificate: String,
    kept: Arc<Kept>,
    _accepting: JoinSet<()>,
}

#[derive(Default)]
struct Kept {
    mails: Mutex<Vec<Mail>>,
    connections: Mutex<u32>,
    beside: Option<Front>,
}

fn locked<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

impl MailServer {
    /// Listens on a port of 127.0.0.1 that is free.
    pub async fn start(rules: MailRules) -> io::Result<Self> {
        Self::open(0, rules, None).await
    }

    /// On a port, 0 for a free one. Whoever is beside it hears of the codes in its mails.
    pub(crate) async fn open(port: u16, rules: MailRules, beside: Option<Front>) -> io::Result<Self> {
        let (acceptor, certificate) = identity().map_err(io::Error::other)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let (here, kept) = (listener.local_addr()?, Arc::new(Kept { beside, ..Kept::default() }));
        let (rules, shelf) = (Arc::new(rules), Arc::clone(&kept));
        let mut accepting = JoinSet::new();
        accepting.spawn(async move {
            let mut talking = JoinSet::new();
            while let Ok((socket, _)) = listener.accept().await {
                while talking.try_join_next().is_some() {}
                *locked(&shelf.connections) += 1;
                let (rules, shelf, acceptor) = (Arc::clone(&rules), Arc::clone(&shelf), acceptor.clone());
                // whoever hangs up has nothing more to hear
                talking.spawn(async move { converse(socket, rules, shelf, acceptor).await.ok() });
            }
        });
        Ok(Self { here, certificate, kept, _accepting: accepting })
    }

    /// Where it listens.
    pub const fn port(&self) -> u16 {
        self.here.port()
    }

    /// The certificate it shows, signed by itself, for 127.0.0.1 and localhost; PEM.
    pub fn certificate(&self) -> &str {
        &self.certificate
    }

    /// What it was given, oldest first.
    pub fn mails(&self) -> Vec<Mail> {
        locked(&self.kept.mails).clone()
    }

    /// How many connections there were.
    pub fn connections(&self) -> u32 {
        *locked(&self.kept.connections)
    }
}

fn identity() -> Result<(TlsAcceptor, String), Box<dyn std::error::Error + Send + Sync>> {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned(), "localhost".to_owned()])?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)?;
    Ok((TlsAcceptor::from(Arc::new(config)), made.cert.pem()))
}

async fn converse(
    socket: TcpStream,
    rules: Arc<MailRules>,
    kept: Arc<Kept>,
    acceptor: TlsAcceptor,
) -> io::Result<()> {
    let mut builder = SessionBuilder::new("mail.test");
    if rules.tls == MailTls::StartTls {
        builder.enable_start_tls();
    }
    if rules.login.is_some() {
        builder.enable_auth(AuthMechanism::Plain).enable_auth(AuthMechanism::Login);
        // elsewhere mailin takes no password before STARTTLS
        if rules.tls != MailTls::StartTls {
            builder.insecure_enable_plaintext_auth();
        }
    }
    let always = rules.tls == MailTls::Always;
    let encrypted = Arc::new(AtomicBool::new(always));
    let clerk = Clerk { rules, kept, by: None, encrypted: Arc::clone(&encrypted), mail: None };
    let mut session = builder.build(IpAddr::V4(Ipv4Addr::LOCALHOST), clerk);
    let greeting = session.greeting();
    if always {
        let mut line = BufReader::new(acceptor.accept(socket).await?);
        answer(&mut line, &greeting).await?;
        return talk(&mut line, &mut session).await.map(drop);
    }
    let mut line = BufReader::new(socket);
    answer(&mut line, &greeting).await?;
    if talk(&mut line, &mut session).await? == Action::UpgradeTls {
        // what was said before is not believed after (RFC 3207, 4.2)
        let socket = line.into_inner();
        session.tls_active();
        let mut line = BufReader::new(acceptor.accept(socket).await?);
        encrypted.store(true, Ordering::SeqCst);
        talk(&mut line, &mut session).await?;
    }
    Ok(())
}

/// Until the conversation ends, or goes on encrypted.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    line: &mut BufReader<S>,
    session: &mut Session<Clerk>,
) -> io::Result<Action> {
    let mut said = Vec::new();
    while line.read_until(b'\n', &mut said).await? > 0 {
        let response = session.process(&said);
        said.clear();
        answer(line, &response).await?;
        if matches!(response.action, Action::Close | Action::UpgradeTls) {
            return Ok(response.action);
        }
    }
    Ok(Action::Close)
}

async fn answer<S: AsyncRead + AsyncWrite + Unpin>(
    line: &mut BufReader<S>,
    response: &Response,
) -> io::Result<()> {
    line.get_mut().write_all(&response.buffer()?).await?;
    line.get_mut().flush().await
}

/// Decides on what one client says.
struct Clerk {
    rules: Arc<MailRules>,
    kept: Arc<Kept>,
    by: Option<String>,
    encrypted: Arc<AtomicBool>,
    mail: Option<Mail>,
}

impl Clerk {
    fn of(&self, address: &str) -> Response {
        let refused = self.rules.refused.iter().find(|(one, ..)| one == address);
        refused.map_or(OK, |(_, code, text)| Response::custom(*code, text.clone()))
    }

    fn knows(&mut self, user: &str, password: &str) -> Response {
        let right = self.rules.login.as_ref().is_some_and(|(one, secret)| one == user && secret == password);
        self.by = right.then(|| user.to_owned());
        if right { AUTH_OK } else { INVALID_CREDENTIALS }
    }
}

impl Handler for Clerk {
    fn mail(&mut self, _: IpAddr, _: &str, from: &str) -> Response {
        self.of(from)
    }

    fn rcpt(&mut self, to: &str) -> Response {
        self.of(to)
    }

    fn data_start(&mut self, _: &str, from: &str, _: bool, to: &[String]) -> Response {
        self.mail = Some(Mail {
            from: from.to_owned(),
            to: to.to_vec(),
            data: Vec::new(),
            by: self.by.clone(),
            encrypted: self.encrypted.load(Ordering::SeqCst),
        });
        OK
    }

    fn data(&mut self, piece: &[u8]) -> io::Result<()> {
        if let Some(mail) = &mut self.mail {
            mail.data.extend_from_slice(piece);
        }
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        if let Some((code, text)) = &self.rules.refuses_messages {
            return Response::custom(*code, text.clone());
        }
        if let (Some(beside), Some(mail)) = (&self.kept.beside, &self.mail) {
            for to in &mail.to {
                beside.world().journal.told(to, code::in_mail(&mail.data));
            }
        }
        locked(&self.kept.mails).extend(self.mail.take());
        OK
    }

    fn auth_plain(&mut self, _: &str, user: &str, password: &str) -> Response {
        self.knows(user, password)
    }

    fn auth_login(&mut self, user: &str, password: &str) -> Response {
        self.knows(user, password)
    }
}
