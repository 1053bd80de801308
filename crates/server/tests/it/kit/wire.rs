//! HTTP by hand, over a real socket: for the binary, and for requests that no client library would send.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use poem::http::{HeaderMap, HeaderName, HeaderValue};

use super::Answer;

/// One request on a connection of its own, exactly as given; `None` where no answer came.
pub(crate) fn exchange(to: SocketAddr, request: &[u8]) -> Option<Answer> {
    read(&bytes(to, request)?)
}

/// The body of an answer, as text.
pub(crate) fn text(to: SocketAddr, request: &[u8]) -> String {
    let answer = String::from_utf8(bytes(to, request).unwrap()).unwrap();
    answer.split_once("\r\n\r\n").unwrap().1.to_owned()
}

fn bytes(to: SocketAddr, request: &[u8]) -> Option<Vec<u8>> {
    let mut line = TcpStream::connect(to).ok()?;
    line.set_read_timeout(Some(Duration::from_secs(15))).unwrap();
    line.write_all(request).ok()?;
    let mut answer = Vec::new();
    line.read_to_end(&mut answer).ok();
    Some(answer)
}

/// A POST of JSON, with further header lines.
pub(crate) fn post(to: SocketAddr, path: &str, headers: &str, body: &str) -> Option<Answer> {
    let length = body.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\n{headers}content-length: {length}\r\n\r\n{body}"
    );
    exchange(to, request.as_bytes())
}

/// A GET, with further header lines.
pub(crate) fn get(to: SocketAddr, path: &str, headers: &str) -> Option<Answer> {
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{headers}\r\n");
    exchange(to, request.as_bytes())
}

fn read(answer: &[u8]) -> Option<Answer> {
    let text = String::from_utf8_lossy(answer);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: HeaderMap = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| {
            (HeaderName::try_from(name).unwrap(), HeaderValue::from_str(value.trim()).unwrap())
        })
        .collect();
    Some(Answer::new(status, headers, body))
}
