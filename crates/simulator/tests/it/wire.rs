//! A small HTTP/1.1 client over a socket, so that cut, truncated and unread answers are seen as they are. No
//! knowledge of Twilio in here.

use std::io::{self, ErrorKind};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A request, without its authority.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) content_type: &'static str,
    pub(crate) authorization: Option<String>,
    pub(crate) body: String,
}

/// A whole answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// `body["field"]` as text.
    pub(crate) fn text(&self, field: &str) -> String {
        self.json()[field].as_str().unwrap_or_else(|| panic!("no {field} in {self:?}")).to_owned()
    }
}

/// One connection that is kept.
pub(crate) struct Line {
    socket: TcpStream,
    authority: String,
}

impl Line {
    pub(crate) async fn open(url: &str) -> io::Result<Self> {
        let authority = url.trim_start_matches("http://").to_owned();
        Ok(Self { socket: TcpStream::connect(&authority).await?, authority })
    }

    /// Asks and reads the whole answer; an answer that ends early is an error.
    pub(crate) async fn ask(&mut self, request: &Request) -> io::Result<Answer> {
        let header = |name: &str, value: &str| format!("{name}: {value}\r\n");
        let mut text =
            format!("{} {} HTTP/1.1\r\nHost: {}\r\n", request.method, request.path, self.authority);
        if let Some(credentials) = &request.authorization {
            text += &header("Authorization", credentials);
        }
        if !request.content_type.is_empty() {
            text += &header("Content-Type", request.content_type);
        }
        text += &header("Content-Length", &request.body.len().to_string());
        text += "\r\n";
        text += &request.body;
        self.socket.write_all(text.as_bytes()).await?;
        self.answer().await
    }

    async fn answer(&mut self) -> io::Result<Answer> {
        let mut seen = Vec::new();
        let end = loop {
            if let Some(end) = seen.windows(4).position(|four| four == b"\r\n\r\n") {
                break end;
            }
            self.more(&mut seen).await?;
        };
        let head = String::from_utf8_lossy(&seen[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|word| word.parse().ok());
        let status = status.ok_or(ErrorKind::InvalidData)?;
        let pair = |line: &str| line.split_once(':').map(|(n, v)| (n.to_owned(), v.trim().to_owned()));
        let headers = lines.filter_map(pair).collect();
        let mut answer = Answer { status, headers, body: seen.split_off(end + 4) };
        let length = answer.header("content-length").map_or(Ok(0), str::parse);
        let length = length.map_err(|_| ErrorKind::InvalidData)?;
        while answer.body.len() < length {
            let mut body = std::mem::take(&mut answer.body);
            self.more(&mut body).await?;
            answer.body = body;
        }
        Ok(answer)
    }

    async fn more(&mut self, seen: &mut Vec<u8>) -> io::Result<()> {
        match self.socket.read_buf(seen).await? {
            0 if seen.is_empty() => Err(ErrorKind::ConnectionAborted.into()),
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

/// Asks on a connection of its own.
pub(crate) async fn ask(url: &str, request: &Request) -> io::Result<Answer> {
    Line::open(url).await?.ask(request).await
}

/// Whether no answer comes: waits some milliseconds only.
pub(crate) async fn is_silent(url: &str, request: &Request) -> bool {
    tokio::time::timeout(Duration::from_millis(80), ask(url, request)).await.is_err()
}
