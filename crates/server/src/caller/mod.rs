//! Who is asking: the client's address, from the socket or through trusted proxies, and the id of the request. What a
//! caller may do is decided below.

mod chain;
mod request_id;

use std::net::{IpAddr, Ipv4Addr};

use identity::Caller;
use ipnet::IpNet;
use poem::{FromRequest, Request, RequestBody, http::header};

pub use request_id::RequestId;

/// What is known of a request before it is understood.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The id it is logged and answered under.
    pub id: RequestId,
    /// The client, as far as trusted proxies can tell.
    pub client: IpAddr,
}

impl Arrival {
    /// Reads the socket and the headers.
    pub fn of(request: &Request, trusted: &[IpNet], id: RequestId) -> Self {
        Self { id, client: chain::client(peer(request), request.headers(), trusted) }
    }
}

/// The other end of the connection; on a connection without an address (a test), this machine.
pub fn peer(request: &Request) -> IpAddr {
    let socket = request.remote_addr().as_socket_addr();
    socket.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |socket| socket.ip().to_canonical())
}

/// Whether the request came through some proxy.
pub fn was_forwarded(request: &Request) -> bool {
    let marks = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via"];
    marks.iter().any(|mark| request.headers().contains_key(*mark))
}

/// The caller, as a handler's argument.
pub struct By(pub Caller);

impl<'a> FromRequest<'a> for By {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        let device = request.headers().get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        let caller = match request.data::<Arrival>() {
            Some(arrival) => Caller::new(arrival.client, device, arrival.id.as_str()),
            None => Caller::new(peer(request), device, ""),
        };
        Ok(Self(caller))
    }
}
