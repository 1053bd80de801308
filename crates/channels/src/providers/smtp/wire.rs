//! A socket that is read line by line and not without end. So nothing that was said before a handshake is heard after it, and
//! no server can fill our memory.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Most that is heard between two things we say.
const LONGEST: usize = 64 * 1024;

/// The socket.
#[derive(Debug)]
pub(super) struct Wire {
    socket: TcpStream,
    /// Arrived, not yet handed on.
    held: Vec<u8>,
    /// Heard since we last said something.
    heard: usize,
}

impl Wire {
    pub(super) fn over(socket: TcpStream) -> Self {
        // a mail is a handful of small questions: none waits for company
        socket.set_nodelay(true).ok();
        Self { socket, held: Vec::new(), heard: 0 }
    }
}

impl AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.socket.peer_addr()
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.held.is_empty() {
            let mut piece = [0; 4096];
            let mut arrived = ReadBuf::new(&mut piece);
            ready!(Pin::new(&mut self.socket).poll_read(cx, &mut arrived))?;
            self.heard += arrived.filled().len();
            if self.heard > LONGEST {
                return Poll::Ready(Err(io::ErrorKind::InvalidData.into()));
            }
            self.held.extend_from_slice(arrived.filled());
        }
        let line = self.held.iter().position(|byte| *byte == b'\n').map_or(self.held.len(), |end| end + 1);
        let handed = line.min(out.remaining());
        out.put_slice(&self.held[..handed]);
        self.held.drain(..handed);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, said: &[u8]) -> Poll<io::Result<usize>> {
        self.heard = 0;
        Pin::new(&mut self.socket).poll_write(cx, said)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}
