//! One connection with a clock on it: a request's head must be complete in time, a silent connection is closed, and an
//! answer nobody reads does not hold its place for ever. Bodies have a deadline of their own, where they are read.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::OwnedSemaphorePermit,
    time::{Instant, Sleep},
};

/// A head must be complete this long after its first byte, or after the connection was made.
const HEAD: Duration = Duration::from_secs(10);
/// A connection may be silent this long between requests.
const IDLE: Duration = Duration::from_secs(75);
/// An answer must be taken off our hands this long after the client stopped reading.
const STALLED: Duration = Duration::from_secs(30);
/// HTTP/2 without TLS begins with this; what follows is frames, not heads.
const H2: &[u8] = b"PRI * HTTP/2";

/// What the connection is waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waiting {
    /// The rest of a head, read this far.
    Head { until: Instant, seen: Seen },
    /// Our answer: the head is complete.
    Answer,
    /// The next request.
    Next { until: Instant },
    /// Frames of HTTP/2.
    Frames { until: Instant },
}

/// What a line is made on: a stream of bytes.
pub struct Line<S = TcpStream> {
    stream: S,
    /// So many bytes of what HTTP/2 begins with came, and nothing else.
    preface: Option<usize>,
    waiting: Waiting,
    stalled: Option<Instant>,
    alarm: Option<Pin<Box<Sleep>>>,
    _place: Option<OwnedSemaphorePermit>,
}

impl<S> Line<S> {
    /// A new connection, which keeps its place while it lives.
    pub(super) fn new(stream: S, place: OwnedSemaphorePermit) -> Self {
        Self::of(stream, Some(place))
    }

    fn of(stream: S, place: Option<OwnedSemaphorePermit>) -> Self {
        let waiting = Waiting::Head { until: Instant::now() + HEAD, seen: Seen::Nothing };
        Self { stream, preface: Some(0), waiting, stalled: None, alarm: None, _place: place }
    }

    /// Bytes came in.
    fn heard(&mut self, bytes: &[u8]) {
        let (until, seen) = match self.waiting {
            Waiting::Head { until, seen } => (until, seen),
            Waiting::Next { .. } => (Instant::now() + HEAD, Seen::Nothing),
            Waiting::Answer | Waiting::Frames { .. } => return,
        };
        self.preface = self.preface.and_then(|before| preface(bytes, before));
        self.waiting = if self.preface == Some(H2.len()) {
            Waiting::Frames { until: Instant::now() + IDLE }
        } else {
            match read_on(bytes, seen) {
                Some(seen) => Waiting::Head { until, seen },
                None => Waiting::Answer,
            }
        };
    }

    /// Bytes went out.
    fn said(&mut self, bytes: &[u8]) {
        self.stalled = None;
        // "100 Continue" asks for the body; the answer is still to come.
        if bytes.starts_with(b"HTTP/1.1 100") {
            return;
        }
        let until = Instant::now() + IDLE;
        self.waiting = match self.waiting {
            Waiting::Frames { .. } => Waiting::Frames { until },
            _ => Waiting::Next { until },
        };
    }

    /// Until when the other end may stay silent.
    fn limit(&self) -> Option<Instant> {
        match self.waiting {
            Waiting::Answer => None,
            Waiting::Head { until, .. } | Waiting::Next { until } | Waiting::Frames { until } => Some(until),
        }
    }

    /// Wakes this task at `until`; ready when that has passed. An alarm that rings early is set again, so that the usual
    /// request moves no timer at all.
    fn is_over(&mut self, until: Instant, cx: &mut Context<'_>) -> bool {
        loop {
            if Instant::now() >= until {
                return true;
            }
            let alarm = self.alarm.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(until)));
            if alarm.deadline() > until {
                alarm.as_mut().reset(until);
            }
            if alarm.as_mut().poll(cx).is_pending() {
                return false;
            }
            self.alarm = None;
        }
    }
}

/// How many bytes of what HTTP/2 begins with came with these; `None` when something else did.
fn preface(bytes: &[u8], before: usize) -> Option<usize> {
    let rest = &H2[before..];
    let both = bytes.len().min(rest.len());
    (bytes[..both] == rest[..both]).then_some(before + both)
}

/// How far a head was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    /// Nothing but line ends, which may stand before a request (RFC 9112, section 2.2) and are no empty line after it.
    Nothing,
    /// A part of a line.
    Text,
    /// A line feed.
    LineFeed,
    /// A line feed and a carriage return.
    Return,
}

/// How far a head was read after these bytes; `None` when its closing empty line was seen. A bare line feed counts as a line's
/// end, as it does for the parser above.
fn read_on(bytes: &[u8], seen: Seen) -> Option<Seen> {
    let mut seen = seen;
    for byte in bytes {
        seen = match (byte, seen) {
            (b'\r' | b'\n', Seen::Nothing) => Seen::Nothing,
            (b'\n', Seen::Text) => Seen::LineFeed,
            (b'\n', Seen::LineFeed | Seen::Return) => return None,
            (b'\r', Seen::LineFeed) => Seen::Return,
            _ => Seen::Text,
        };
    }
    Some(seen)
}

fn over() -> io::Error {
    io::ErrorKind::TimedOut.into()
}

impl<S: AsyncRead + Unpin> AsyncRead for Line<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let line = self.get_mut();
        let before = buf.filled().len();
        match Pin::new(&mut line.stream).poll_read(cx, buf) {
            Poll::Ready(Ok(())) => {
                line.heard(&buf.filled()[before..]);
                match line.waiting {
                    // A head that comes byte by byte never leaves the read pending.
                    Waiting::Head { until, .. } if Instant::now() >= until => Poll::Ready(Err(over())),
                    _ => Poll::Ready(Ok(())),
                }
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => match line.limit() {
                Some(until) if line.is_over(until, cx) => Poll::Ready(Err(over())),
                _ => Poll::Pending,
            },
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Line<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let line = self.get_mut();
        match Pin::new(&mut line.stream).poll_write(cx, bytes) {
            Poll::Ready(Ok(written)) => {
                line.said(&bytes[..written]);
                Poll::Ready(Ok(written))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => {
                let until = *line.stalled.get_or_insert_with(|| Instant::now() + STALLED);
                if line.is_over(until, cx) { Poll::Ready(Err(over())) } else { Poll::Pending }
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    fn line() -> (Line<DuplexStream>, DuplexStream) {
        let (ours, theirs) = duplex(4096);
        (Line::of(ours, None), theirs)
    }

    async fn read(line: &mut Line<DuplexStream>) -> io::Result<usize> {
        line.read(&mut [0; 1024]).await
    }

    #[test]
    fn the_empty_line_is_found_however_it_is_cut() {
        for head in [
            "GET / HTTP/1.1\r\na: b\r\n\r\n",
            "GET / HTTP/1.1\na: b\n\n",
            "\r\n\r\n\n\nGET / HTTP/1.1\r\n\r\n",
        ] {
            let bytes = head.as_bytes();
            for cut in 0..bytes.len() {
                let seen = read_on(&bytes[..cut], Seen::Nothing).expect("not complete yet");
                assert_eq!(read_on(&bytes[cut..], seen), None, "cut at {cut}");
            }
        }
        assert!(read_on(b"a\r\nb\r\n\r", Seen::Nothing).is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_never_ends_is_cut_off() {
        let (mut line, mut client) = line();
        let started = Instant::now();
        client.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
        assert!(read(&mut line).await.is_ok());
        assert_eq!(read(&mut line).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert_eq!(started.elapsed().as_secs(), HEAD.as_secs());
    }

    #[tokio::test(start_paused = true)]
    async fn the_beginning_of_http_2_buys_no_time_however_it_is_cut() {
        let begins = b"PRI * HTTP/2.0\r\n\r\n";
        for cut in 1..begins.len() {
            let (mut line, mut client) = line();
            let started = Instant::now();
            for part in [&begins[..cut], &begins[cut..]] {
                client.write_all(part).await.unwrap();
                assert!(read(&mut line).await.is_ok());
            }
            let cut_off = tokio::time::timeout(IDLE * 3, read(&mut line)).await;
            assert_eq!(cut_off.expect("it waits for ever").unwrap_err().kind(), io::ErrorKind::TimedOut);
            assert_eq!(started.elapsed().as_secs(), IDLE.as_secs(), "cut at {cut}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn empty_lines_before_a_request_buy_no_time() {
        for begins in ["\r\n\r\n", "\n\n", "\r\n\r\nGET / HT"] {
            let (mut line, mut client) = line();
            let started = Instant::now();
            client.write_all(begins.as_bytes()).await.unwrap();
            assert!(read(&mut line).await.is_ok());
            let cut_off = tokio::time::timeout(HEAD * 3, read(&mut line)).await;
            assert_eq!(cut_off.expect("it waits for ever").unwrap_err().kind(), io::ErrorKind::TimedOut);
            assert_eq!(started.elapsed().as_secs(), HEAD.as_secs());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_handler_may_take_its_time_and_the_next_request_too() {
        let (mut line, mut client) = line();
        client.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
        read(&mut line).await.unwrap();
        let waited = tokio::time::timeout(HEAD * 3, read(&mut line)).await;
        assert!(waited.is_err(), "the line was cut while it waited for our answer");
        line.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        let started = Instant::now();
        assert_eq!(read(&mut line).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert_eq!(started.elapsed().as_secs(), IDLE.as_secs());
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_nobody_reads_gives_up_its_place() {
        let (mut line, _client) = line();
        let written = line.write_all(&[b'x'; 10_000]).await;
        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }
}
