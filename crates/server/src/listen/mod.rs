//! The doors: sockets, how many connections may stand in them, and how long one may dawdle. poem's own listener bounds
//! neither. Knows bytes and time, no request.

mod line;

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use futures_util::future::select_all;
use poem::{
    http::uri::Scheme,
    listener::Acceptor,
    web::{LocalAddr, RemoteAddr},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};

use line::Line;

/// Connections that may be open at once; further ones wait in the kernel's queue.
const MOST_CONNECTIONS: usize = 4096;
/// Descriptors kept for the database, files and what else a process opens.
const SPARE_DESCRIPTORS: usize = 256;
/// After a refused `accept` (no descriptors left, say), the next is tried after this pause.
const PAUSE: Duration = Duration::from_millis(50);

/// The sockets this server listens on.
pub struct Doors {
    sockets: Vec<TcpListener>,
    places: Arc<Semaphore>,
}

/// A socket could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("Cannot listen on {address}: {reason}. {remedy}")]
pub struct Shut {
    address: SocketAddr,
    reason: io::ErrorKind,
    remedy: &'static str,
}

impl Shut {
    fn new(address: SocketAddr, error: &io::Error) -> Self {
        let remedy = match error.kind() {
            io::ErrorKind::AddrInUse => "Stop the other program, or choose another PORT.",
            io::ErrorKind::PermissionDenied => "Ports below 1024 need a privilege: choose a PORT above.",
            io::ErrorKind::AddrNotAvailable => "HOST must be an address of this machine.",
            _ => "Check HOST and PORT.",
        };
        Self { address, reason: error.kind(), remedy }
    }
}

impl Doors {
    /// Opens `host`:`port`. On 127.0.0.1 the IPv6 loopback is opened, too, where there is one, because browsers may mean
    /// it by `localhost`.
    pub async fn open(host: IpAddr, port: u16) -> Result<Self, Shut> {
        let first = bind(SocketAddr::new(host, port)).await?;
        let port = first.local_addr().map_or(port, |address| address.port());
        let mut sockets = vec![first];
        if host == IpAddr::V4(Ipv4Addr::LOCALHOST) {
            let second = SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), port);
            match TcpListener::bind(second).await {
                Ok(socket) => sockets.push(socket),
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                    return Err(Shut::new(second, &error));
                }
                Err(_) => {} // a machine without IPv6
            }
        }
        Ok(Self { sockets, places: Arc::new(Semaphore::new(most_connections())) })
    }

    /// Where the first socket listens.
    pub fn address(&self) -> Option<SocketAddr> {
        self.sockets.first().and_then(|socket| socket.local_addr().ok())
    }

    async fn next(&self) -> io::Result<(TcpStream, SocketAddr)> {
        if let [only] = self.sockets.as_slice() {
            return only.accept().await;
        }
        select_all(self.sockets.iter().map(|socket| Box::pin(socket.accept()))).await.0
    }
}

/// A connection and the provider's that answers it are two descriptors. Shells and systemd usually start a process with
/// 1,024, and let it ask for more; where they do not, fewer connections are taken, so that none starves halfway.
fn most_connections() -> usize {
    let wanted = 2 * MOST_CONNECTIONS + SPARE_DESCRIPTORS;
    let held = rlimit::increase_nofile_limit(wanted as u64).ok().and_then(|held| usize::try_from(held).ok());
    let fit = held.map_or(MOST_CONNECTIONS, |held| held.saturating_sub(SPARE_DESCRIPTORS) / 2);
    if fit < MOST_CONNECTIONS {
        tracing::warn!(
            connections = fit,
            "the limit of open files (ulimit -Hn) leaves room for fewer connections"
        );
    }
    fit.clamp(16, MOST_CONNECTIONS)
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Shut> {
    TcpListener::bind(address).await.map_err(|error| Shut::new(address, &error))
}

impl Acceptor for Doors {
    type Io = Line;

    fn local_addr(&self) -> Vec<LocalAddr> {
        let addresses = self.sockets.iter().filter_map(|socket| socket.local_addr().ok());
        addresses.map(|address| LocalAddr(address.into())).collect()
    }

    async fn accept(&mut self) -> io::Result<(Line, LocalAddr, RemoteAddr, Scheme)> {
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(io::Error::other)?;
        loop {
            let Ok((stream, peer)) = self.next().await else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            // Answers are one small write; waiting to fill a packet only delays them.
            let _ = stream.set_nodelay(true);
            let Ok(local) = stream.local_addr() else { continue };
            return Ok((
                Line::new(stream, place),
                LocalAddr(local.into()),
                RemoteAddr(peer.into()),
                Scheme::HTTP,
            ));
        }
    }
}
