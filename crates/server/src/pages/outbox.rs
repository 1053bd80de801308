//! The sandbox's outbox, as a page and as JSON. It shows codes, so it answers only where the sandbox serves, and only
//! under a name that cannot be somebody else's web page (DNS rebinding).

use std::net::IpAddr;

use channels::{Outbox, OutboxMessage};
use poem::{
    Request, Response,
    http::{Uri, header},
};
use serde::Serialize;

use super::{escape, html};
use crate::{
    desk::Desk,
    problem::{Problem, ProblemCode, Raised},
    words::Time,
};

#[derive(Serialize)]
struct Messages {
    messages: Vec<Entry>,
}

/// One message, as a test reads it.
#[derive(Serialize)]
struct Entry {
    to: String,
    channel: &'static str,
    code: Option<String>,
    body: String,
    sent_at: String,
}

impl From<OutboxMessage> for Entry {
    fn from(message: OutboxMessage) -> Self {
        Self {
            to: message.to.as_str().to_owned(),
            channel: message.channel.as_str(),
            code: message.code.map(|code| code.expose().to_owned()),
            body: message.body,
            sent_at: Time::from(message.sent_at).into(),
        }
    }
}

/// `GET /dev/outbox.json`
pub fn json(request: &Request, desk: &Desk) -> Result<Response, Raised> {
    let messages = Messages { messages: entries(request, desk)? };
    let text = serde_json::to_string(&messages).map_err(|_| Problem::new(ProblemCode::Internal))?;
    Ok(Response::builder().header(header::CONTENT_TYPE, "application/json").body(text))
}

/// `GET /dev/outbox`
pub fn page(request: &Request, desk: &Desk) -> Result<Response, Raised> {
    let entries = entries(request, desk)?;
    let rows: String = entries.iter().map(row).collect();
    let body = if rows.is_empty() {
        "<p>Nothing was sent yet. This page renews itself.</p>".to_owned()
    } else {
        format!("<table>\n<tr><th>when<th>to<th>by<th>code<th>message</tr>\n{rows}</table>")
    };
    let body = format!("<h1>Outbox</h1>\n{body}\n<p><a href=\"/dev/outbox.json\">as JSON</a></p>");
    Ok(html("Outbox", "<meta http-equiv=\"refresh\" content=\"3\">", &body))
}

fn row(entry: &Entry) -> String {
    let code = entry.code.as_deref().unwrap_or_default();
    let cells = [&*entry.sent_at, &entry.to, entry.channel, code, &entry.body];
    format!("<tr><td>{}</tr>\n", cells.map(escape).join("<td>"))
}

/// The outbox, where there is one and this request may see it.
fn shown<'d>(request: &Request, desk: &'d Desk) -> Option<&'d Outbox> {
    desk.outbox.as_ref().filter(|_| is_ours(request, desk))
}

/// Whether this request would be shown the outbox.
pub fn is_shown(request: &Request, desk: &Desk) -> bool {
    shown(request, desk).is_some()
}

fn entries(request: &Request, desk: &Desk) -> Result<Vec<Entry>, Raised> {
    let outbox = shown(request, desk).ok_or_else(|| Problem::new(ProblemCode::NotFound))?;
    Ok(outbox.messages().into_iter().map(Entry::from).collect())
}

/// Whether every name the request gives us is this server's: an address, a name without a dot, or the host of `PUBLIC_URL`.
/// No name, no web page: browsers always send one.
fn is_ours(request: &Request, desk: &Desk) -> bool {
    let lower = |uri: &Uri| uri.host().map(str::to_ascii_lowercase);
    let named = |host: Option<String>| host.is_some_and(|host| names_us(&host, desk.public_host.as_deref()));
    let sent = request.headers().get_all(header::HOST).iter();
    let mut sent = sent.map(|host| host.to_str().ok().and_then(|host| lower(&host.parse().ok()?)));
    let asked = lower(request.original_uri());
    sent.all(named) && (asked.is_none() || named(asked))
}

fn names_us(host: &str, public: Option<&str>) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    // Public DNS answers for no name without a dot; a container's name has none.
    let local = !host.is_empty() && !host.contains('.');
    local || bare.parse::<IpAddr>().is_ok() || public == Some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_and_our_own_names_are_us() {
        for host in ["localhost", "doorcode", "127.0.0.1", "[::1]", "192.168.1.7", "otp.example.com"] {
            assert!(names_us(host, Some("otp.example.com")), "{host}");
        }
        for host in ["evil.example", "localhost.evil.example", "otp.example.com", ""] {
            assert!(!names_us(host, None), "{host}");
        }
    }
}
