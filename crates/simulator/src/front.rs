//! From HTTP to the vendor and back: what is asked, how it shall be answered, and whether the line is cut.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use poem::web::RemoteAddr;
use poem::{Endpoint, Request, Response, Result};

use crate::ask::Ask;
use crate::calls::Kind;
use crate::control;
use crate::line::Lines;
use crate::reply::Reply;
use crate::script::Act;
use crate::twilio::form::Form;
use crate::twilio::{about_another, answer, approved_elsewhere, fault, told};
use crate::world::World;

/// A body larger than this is no request of any client.
const LARGEST: usize = 1024 * 1024;
/// Of a truncated answer, so much arrives: its head and the beginning of its body.
const TRUNCATED: usize = 240;

/// The vendor behind its door. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Front {
    world: Arc<Mutex<World>>,
    pub(crate) lines: Arc<Lines>,
}

/// What is decided of an answer while the world is locked.
struct Decision {
    reply: Option<Reply>,
    delay: Duration,
    cut: Option<usize>,
    number: u64,
}

impl Front {
    pub(crate) fn new(world: World) -> Self {
        Self { world: Arc::new(Mutex::new(world)), lines: Arc::default() }
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn decide(&self, ask: &Ask) -> Decision {
        let mut world = self.world();
        let (kind, to) = (ask.kind(), world.address_of(ask));
        let number = world.arrives(ask, kind, to.as_deref());
        let (act, delay) = world.act(ask, kind, to.as_deref());
        let latency = world.switches.latency_ms;
        let (reply, cut) = perform(&mut world, ask, to.as_deref(), act);
        if let (Some(reply), None) = (&reply, cut) {
            world.journal.answered(number, reply.status);
        }
        Decision { reply, delay: Duration::from_millis(delay + latency), cut, number }
    }
}

fn perform(world: &mut World, ask: &Ask, to: Option<&str>, act: Act) -> (Option<Reply>, Option<usize>) {
    let raw =
        |status, content_type: &str, text: String| Some(Reply::text(status, content_type.to_owned(), text));
    match act {
        Act::Serve => (Some(answer(world, ask)), None),
        Act::Hang => (None, None),
        Act::Stall => {
            answer(world, ask);
            (None, None)
        }
        Act::Cut => (Some(Reply::no_content()), Some(0)),
        Act::Undelivered { code } => {
            let reply = answer(world, ask);
            match to {
                Some(to) if ask.kind() == Kind::Text => world.texts.fails(to, code),
                Some(to) if ask.kind() == Kind::Dial => world.dials.fails(to, code),
                Some(to) => world.ledger.fails(to, code),
                None => {}
            }
            (Some(reply), None)
        }
        Act::Lost => (Some(answer(world, ask)), Some(0)),
        Act::Truncated => (Some(answer(world, ask)), Some(TRUNCATED)),
        Act::Status { status, code } => {
            (Some(told(&world.switches, &world.clock, fault(status, code))), None)
        }
        Act::Garbage => {
            (raw(200, "text/html", "<html><body><h1>It works!</h1></body></html>".to_owned()), None)
        }
        Act::Oversize => {
            let padding = "x".repeat(10 * 1024 * 1024);
            (
                raw(
                    200,
                    "application/json",
                    format!("{{\"status\":\"approved\",\"padding\":\"{padding}\"}}"),
                ),
                None,
            )
        }
        Act::WrongTarget | Act::WrongVerification if ask.kind() == Kind::Check => {
            (Some(approved_elsewhere(world, ask, to, act == Act::WrongVerification)), None)
        }
        Act::WrongTarget | Act::WrongVerification => {
            (Some(about_another(answer(world, ask), act == Act::WrongVerification)), None)
        }
        Act::Raw { status, content_type, body } => (raw(status, &content_type, body.into_owned()), None),
    }
}

impl Endpoint for Front {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let method = request.method().as_str().to_owned();
        let path = request.uri().path().to_owned();
        let peer: RemoteAddr = request.remote_addr().clone();
        let header =
            |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (kind, host) = (header("content-type"), header("host"));
        let credentials = header("authorization").as_deref().and_then(basic);
        let body = request.take_body().into_bytes_limit(LARGEST).await.unwrap_or_default();
        if let Some(rest) = path.strip_prefix("/control") {
            return Ok(control::answer(self, &method, rest, request.uri().query(), &body));
        }
        let ask = Ask::new(&method, &path, credentials, Form::parse(kind.as_deref(), &body))
            .at_host(host.as_deref())
            .with_query(request.uri().query());
        let decision = self.decide(&ask);
        if !decision.delay.is_zero() {
            tokio::time::sleep(decision.delay).await;
        }
        let Some(reply) = decision.reply else {
            // nobody answers; the task ends with the connection or the simulator
            return std::future::pending().await;
        };
        if let Some(bytes) = decision.cut {
            self.lines.cut_after(&peer, bytes);
        }
        Ok(reply.into_response(&format!("RQ{:032x}", decision.number)))
    }
}

fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, text) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(text.trim()).ok()?).ok()?;
    decoded.split_once(':').map(|(user, password)| (user.to_owned(), password.to_owned()))
}
