//! Connections that can be cut: between the socket and the HTTP server sits a count of the bytes that may still go
//! out. No HTTP in here.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use poem::http::uri::Scheme;
use poem::listener::Acceptor;
use poem::web::{LocalAddr, RemoteAddr};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

const UNCUT: usize = usize::MAX;

/// The open connections by the address of their other end.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    open: Mutex<HashMap<SocketAddr, Arc<AtomicUsize>>>,
}

impl Lines {
    /// Lets `bytes` more bytes out on the line to `peer`; the write after that fails and closes it.
    pub(crate) fn cut_after(&self, peer: &RemoteAddr, bytes: usize) {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(left) = peer.as_socket_addr().and_then(|peer| open.get(peer)) {
            left.store(bytes, Ordering::SeqCst);
        }
    }
}

/// Accepts connections and enters them in [`Lines`].
pub(crate) struct Acceptance {
    listener: TcpListener,
    here: SocketAddr,
    lines: Arc<Lines>,
}

impl Acceptance {
    pub(crate) async fn bind(at: SocketAddr, lines: Arc<Lines>) -> io::Result<Self> {
        let listener = TcpListener::bind(at).await?;
        Ok(Self { here: listener.local_addr()?, listener, lines })
    }

    pub(crate) const fn here(&self) -> SocketAddr {
        self.here
    }
}

impl Acceptor for Acceptance {
    type Io = Line;

    fn local_addr(&self) -> Vec<LocalAddr> {
        vec![LocalAddr(self.here.into())]
    }

    async fn accept(&mut self) -> io::Result<(Line, LocalAddr, RemoteAddr, Scheme)> {
        let (socket, peer) = self.listener.accept().await?;
        // Small answers must not wait for the peer's acknowledgement.
        socket.set_nodelay(true)?;
        let left = Arc::new(AtomicUsize::new(UNCUT));
        self.lines.open.lock().unwrap_or_else(PoisonError::into_inner).insert(peer, Arc::clone(&left));
        let line = Line { socket, peer, left, lines: Arc::clone(&self.lines) };
        Ok((line, LocalAddr(self.here.into()), RemoteAddr(peer.into()), Scheme::HTTP))
    }
}

/// One connection.
pub(crate) struct Line {
    socket: TcpStream,
    peer: SocketAddr,
    left: Arc<AtomicUsize>,
    lines: Arc<Lines>,
}

impl Drop for Line {
    fn drop(&mut self) {
        let mut open = self.lines.open.lock().unwrap_or_else(PoisonError::into_inner);
        // The same port may have connected anew before this end noticed.
        if open.get(&self.peer).is_some_and(|left| Arc::ptr_eq(left, &self.left)) {
            open.remove(&self.peer);
        }
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(cx, buf)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let left = self.left.load(Ordering::SeqCst);
        if left == UNCUT {
            return Pin::new(&mut self.socket).poll_write(cx, buf);
        }
        if left == 0 {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        let written =
            std::task::ready!(Pin::new(&mut self.socket).poll_write(cx, &buf[..buf.len().min(left)]))?;
        self.left.store(left - written, Ordering::SeqCst);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}
