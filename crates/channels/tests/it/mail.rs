//! A real mail server behind a line that can break: every step of a conversation can hang, be cut, answered with anything, or
//! with a refusal. Besides, a reader of mails.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use channels::Failure;
use simulator::{Act, Mail, MailRules, MailServer};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::stage::{self, Deed, Double};

/// A step of a conversation: `greeting`, a verb, or `.`, the end of a message.
pub(crate) type Step = &'static str;

/// The line to a mail server.
pub(crate) struct MailLine {
    pub(crate) server: MailServer,
    port: u16,
    state: Arc<State>,
    _accepting: JoinSet<()>,
}

#[derive(Default)]
struct State {
    /// What happens at a step the next time it is reached.
    acts: Mutex<Vec<(Step, Act)>>,
    /// Steps that are answered as ever the next time they are reached, but so late.
    late: Mutex<Vec<(Step, Duration)>>,
    /// Whom whole messages were for.
    asked: Mutex<Vec<String>>,
}

impl MailLine {
    pub(crate) async fn start(rules: MailRules) -> Self {
        let server = MailServer::start(rules).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (port, there) = (listener.local_addr().unwrap().port(), server.port());
        let state = Arc::new(State::default());
        let mut accepting = JoinSet::new();
        let kept = Arc::clone(&state);
        accepting.spawn(async move {
            let mut talking = JoinSet::new();
            while let Ok((socket, _)) = listener.accept().await {
                let state = Arc::clone(&kept);
                talking.spawn(async move { relay(socket, there, &state).await.ok() });
            }
        });
        Self { server, port, state, _accepting: accepting }
    }

    pub(crate) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// The next time this step is reached it ends so.
    pub(crate) fn breaks(&self, step: Step, act: Act) {
        self.state.acts.lock().unwrap().push((step, act));
    }

    /// The next time this step is reached it is answered as ever, but so late.
    pub(crate) fn is_late(&self, step: Step, by: Duration) {
        self.state.late.lock().unwrap().push((step, by));
    }

    /// How many whole messages to an address came over the line, whatever came of them.
    pub(crate) fn asked(&self, to: &str) -> usize {
        self.state.asked.lock().unwrap().iter().filter(|one| *one == to).count()
    }

    pub(crate) fn last_to(&self, to: &str) -> Option<Mail> {
        self.server.mails().into_iter().rfind(|mail| mail.to.iter().any(|one| one == to))
    }
}

impl State {
    async fn wait_at(&self, step: &str) {
        let found = {
            let mut late = self.late.lock().unwrap();
            let at = late.iter().position(|(one, _)| *one == step);
            at.map(|at| late.remove(at).1)
        };
        if let Some(late) = found {
            tokio::time::sleep(late).await;
        }
    }

    fn act_at(&self, step: &str) -> Option<Act> {
        let mut acts = self.acts.lock().unwrap();
        let at = acts.iter().position(|(one, _)| *one == step)?;
        Some(acts.remove(at).1)
    }
}

/// Both ends of a conversation.
struct Ends {
    client: BufReader<OwnedReadHalf>,
    to_client: OwnedWriteHalf,
    server: BufReader<OwnedReadHalf>,
    to_server: OwnedWriteHalf,
}

async fn relay(socket: TcpStream, there: u16, state: &State) -> io::Result<()> {
    let (from_client, to_client) = socket.into_split();
    let (from_server, to_server) = TcpStream::connect(("127.0.0.1", there)).await?.into_split();
    let (client, server) = (BufReader::new(from_client), BufReader::new(from_server));
    let mut ends = Ends { client, to_client, server, to_server };
    if !ends.answer(state.act_at("greeting")).await? {
        return Ok(());
    }
    let (mut to, mut in_message) = (String::new(), false);
    loop {
        let mut line = String::new();
        if ends.client.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let (verb, rest) = line.trim_end().split_once(' ').unwrap_or((line.trim_end(), ""));
        if in_message && verb != "." {
            ends.to_server.write_all(line.as_bytes()).await?;
            continue;
        }
        if verb == "RCPT" {
            rest.trim_start_matches("TO:<").trim_end_matches('>').clone_into(&mut to);
        }
        if verb == "." {
            state.asked.lock().unwrap().push(to.clone());
        }
        in_message = verb == "DATA";
        let act = state.act_at(verb);
        if !matches!(act, Some(Act::Cut | Act::Status { .. })) {
            ends.to_server.write_all(line.as_bytes()).await?;
        }
        state.wait_at(verb).await;
        if !ends.answer(act).await? {
            return Ok(());
        }
    }
}

impl Ends {
    /// Passes the server's answer on, or what the act makes of it; whether the conversation goes on.
    async fn answer(&mut self, act: Option<Act>) -> io::Result<bool> {
        let said = match act {
            None => {
                let answer = self.servers_answer().await?;
                self.to_client.write_all(answer.as_bytes()).await?;
                return Ok(true);
            }
            Some(Act::Status { status, .. }) => {
                let line = format!("{status} so it is\r\n");
                self.to_client.write_all(line.as_bytes()).await?;
                return Ok(true);
            }
            Some(Act::Cut) => return Ok(false),
            Some(Act::Lost) => {
                self.servers_answer().await?;
                return Ok(false);
            }
            Some(Act::Truncated) => {
                let answer = self.servers_answer().await?;
                self.to_client.write_all(&answer.as_bytes()[..2]).await?;
                return Ok(false);
            }
            Some(Act::Garbage) => "<html>\r\n".to_owned(),
            Some(Act::Oversize) => "2".repeat(1 << 20),
            Some(Act::Stall) => self.servers_answer().await?[..2].to_owned(),
            Some(Act::Hang) => {
                self.servers_answer().await?;
                String::new()
            }
            Some(other) => panic!("no mail server does {other:?}"),
        };
        self.to_client.write_all(said.as_bytes()).await?;
        // until the client has had enough
        let mut rest = Vec::new();
        self.client.read_to_end(&mut rest).await?;
        Ok(false)
    }

    async fn servers_answer(&mut self) -> io::Result<String> {
        let mut answer = String::new();
        loop {
            let begun = answer.len();
            if self.server.read_line(&mut answer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if answer.as_bytes().get(begun + 3) == Some(&b' ') {
                return Ok(answer);
            }
        }
    }
}

impl Double for MailLine {
    fn last_code(&self, to: &str) -> Option<String> {
        self.last_to(to).as_ref().map(code_in)
    }

    fn script(&self, _: Deed, act: Act) {
        self.breaks(".", act);
    }

    fn delay(&self, _: Deed, by: Duration) {
        self.state.late.lock().unwrap().push((".", by));
    }

    fn asked(&self, _: Deed, to: &str) -> usize {
        self.asked(to)
    }

    // the envelope decides where a mail goes, and the header says the same
    fn addressed(&self) -> Vec<String> {
        let mails = self.server.mails().into_iter().map(|mail| {
            let to = mail.to.join(" ");
            assert_eq!(parted(&mail).header("To"), to);
            to
        });
        mails.collect()
    }

    fn reset(&self) {}

    // of the last step; those of every other are in `smtp.rs`
    fn faults(&self) -> Vec<(Act, Failure)> {
        let answers = |status| Act::Status { status, code: 0 };
        let mut faults = vec![
            (answers(354), Failure::Unknown),
            (answers(450), Failure::Busy),
            (answers(550), Failure::Undeliverable),
            (answers(554), Failure::Blocked),
            (answers(530), Failure::Denied),
        ];
        let broken =
            [Act::Hang, Act::Stall, Act::Cut, Act::Lost, Act::Truncated, Act::Garbage, Act::Oversize];
        faults.extend(broken.map(|act| (act, Failure::Unknown)));
        faults
    }
}

/// A mail, taken apart.
#[derive(Debug)]
pub(crate) struct Parted {
    /// Name and value, continued lines joined.
    pub(crate) headers: Vec<(String, String)>,
    /// Media type and content of each part.
    pub(crate) parts: Vec<(String, String)>,
}

impl Parted {
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut found = self.headers.iter().filter(|(one, _)| one == name);
        let (_, value) = found.next().unwrap_or_else(|| panic!("{name} is missing"));
        assert!(found.next().is_none(), "{name} is there twice");
        value
    }
}

/// Takes a mail apart (RFC 2045, 2046).
pub(crate) fn parted(mail: &Mail) -> Parted {
    let text = String::from_utf8(mail.data.clone()).unwrap();
    assert!(text.is_ascii(), "every server can carry it");
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "lines end as they must");
    assert!(text.lines().all(|line| line.len() <= 998), "RFC 5322, 2.1.1: {text}");
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let headers = headers(head);
    let kind = &headers.iter().find(|(name, _)| name == "Content-Type").unwrap().1;
    let boundary = kind.split("boundary=\"").nth(1).unwrap().split('"').next().unwrap();
    let border = format!("--{boundary}");
    let parts = body.split(&border).skip(1).take_while(|part| !part.starts_with("--"));
    let parts = parts.map(|part| {
        let (head, body) = part.trim_start_matches("\r\n").split_once("\r\n\r\n").unwrap();
        let of = |name| headers_of(head, name).unwrap_or_default();
        (of("Content-Type"), decoded(&of("Content-Transfer-Encoding"), body.trim_end_matches("\r\n")))
    });
    Parted { parts: parts.collect(), headers }
}

fn headers(head: &str) -> Vec<(String, String)> {
    let joined = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let lines = joined.split("\r\n").map(|line| line.split_once(": ").expect("a header"));
    lines.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn headers_of(head: &str, name: &str) -> Option<String> {
    headers(head).into_iter().find(|(one, _)| one == name).map(|(_, value)| value)
}

fn decoded(encoding: &str, body: &str) -> String {
    let bytes = match encoding {
        "7bit" => body.as_bytes().to_vec(),
        "base64" => STANDARD.decode(body.replace("\r\n", "")).unwrap(),
        "quoted-printable" => {
            let (joined, mut bytes) = (body.replace("=\r\n", ""), Vec::new());
            let mut rest = joined.bytes();
            while let Some(byte) = rest.next() {
                let mut pair = || [rest.next().unwrap(), rest.next().unwrap()].map(char::from);
                bytes.push(match byte {
                    b'=' => u8::from_str_radix(&String::from_iter(pair()), 16).unwrap(),
                    other => other,
                });
            }
            bytes
        }
        other => panic!("{other:?} is no encoding every server can carry"),
    };
    String::from_utf8(bytes).unwrap()
}

/// The code in a mail.
pub(crate) fn code_in(mail: &Mail) -> String {
    let Parted { parts, .. } = parted(mail);
    stage::code_in(&parts[0].1).expect("a code")
}
