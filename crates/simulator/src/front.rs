//! From HTTP to the vendor and back: what is asked, how it shall be answered, and whether the line is cut.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use poem::http::{HeaderName, HeaderValue};
use poem::web::RemoteAddr;
use poem::{Endpoint, Request, Response, Result};

use crate::ask::Ask;
use crate::control;
use crate::line::Lines;
use crate::reply::Reply;
use crate::script::Act;
use crate::vendor::{Desk, Vendor};
use crate::world::World;

/// A body larger than this is no request of any client.
const LARGEST: usize = 1024 * 1024;
/// Of a truncated answer, so much arrives: its head and the beginning of its body.
const TRUNCATED: usize = 180;

/// The vendors behind their door. Cheap to clone.
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
    /// The header that carries the number.
    stamp: &'static str,
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
        let vendor = Vendor::of(ask);
        let desk = vendor.desk();
        let to = desk.address_of(&world, ask);
        let number = world.arrives(ask, vendor, to.as_deref());
        let (act, delay) = world.act(ask, desk, to.as_deref());
        let latency = world.switches.latency_ms;
        let (reply, cut) = perform(&mut world, desk, ask, to.as_deref(), act);
        if let (Some(reply), None) = (&reply, cut) {
            world.journal.answered(number, reply.status);
        }
        Decision { reply, delay: Duration::from_millis(delay + latency), cut, number, stamp: desk.stamp() }
    }
}

fn perform(
    world: &mut World,
    desk: &dyn Desk,
    ask: &Ask,
    to: Option<&str>,
    act: Act,
) -> (Option<Reply>, Option<usize>) {
    let raw =
        |status, content_type: &str, text: String| Some(Reply::text(status, content_type.to_owned(), text));
    match act {
        Act::Serve => (Some(desk.answer(world, ask)), None),
        Act::Hang => (None, None),
        Act::Stall => {
            desk.answer(world, ask);
            (None, None)
        }
        Act::Cut => (Some(Reply::no_content()), Some(0)),
        Act::Undelivered { code } => {
            let reply = desk.answer(world, ask);
            if let Some(to) = to {
                desk.undelivered(world, desk.kind(ask), to, code);
            }
            (Some(reply), None)
        }
        Act::Lost => (Some(desk.answer(world, ask)), Some(0)),
        Act::Truncated => (Some(desk.answer(world, ask)), Some(TRUNCATED)),
        Act::Status { status, code } => (Some(desk.fault(world, status, code)), None),
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
        Act::WrongTarget => (Some(desk.astray(world, ask, to, false)), None),
        Act::WrongVerification => (Some(desk.astray(world, ask, to, true)), None),
        Act::Raw { status, content_type, body } => (raw(status, &content_type, body.into_owned()), None),
    }
}

impl Endpoint for Front {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let method = request.method().as_str().to_owned();
        let path = request.uri().path().to_owned();
        let peer: RemoteAddr = request.remote_addr().clone();
        let header = |(name, value): (&HeaderName, &HeaderValue)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        };
        let headers: BTreeMap<String, String> = request.headers().iter().filter_map(header).collect();
        let body = request.take_body().into_bytes_limit(LARGEST).await.unwrap_or_default();
        if let Some(rest) = path.strip_prefix("/control") {
            return Ok(control::answer(self, &method, rest, request.uri().query(), &body));
        }
        let ask = Ask::new(&method, &path, headers, body.to_vec()).with_query(request.uri().query());
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
        Ok(reply.into_response(decision.stamp, &format!("RQ{:032x}", decision.number)))
    }
}
