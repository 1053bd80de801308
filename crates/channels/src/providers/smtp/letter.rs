//! A message as a mail: text and page, and headers that nobody can add a line to.

use std::time::SystemTime;

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};

use crate::email::EmailAddress;
use crate::message::Message;

/// A mail, ready to hand over.
pub(super) struct Letter {
    /// The part of its Message-ID before the `@`: what logs of mail servers are searched for.
    pub(super) id: String,
    /// Whom it is for.
    pub(super) to: lettre::Address,
    /// Headers and body.
    pub(super) bytes: Vec<u8>,
}

/// Written by a machine, not in answer to anything: nobody's holiday notice comes back (RFC 3834, 5).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// The mail of a message; nothing where the address is none that mail is sent to.
pub(super) fn written(
    from: &Mailbox,
    to: &EmailAddress,
    message: &Message,
    now: SystemTime,
) -> Option<Letter> {
    let to: lettre::Address = to.as_str().parse().ok()?;
    let id = format!("doorcode.{:032x}", rand::random::<u128>());
    let letter = lettre::Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to.clone()))
        .subject(one_line(message.subject()))
        .date(now)
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .header(AutoSubmitted);
    let text = part(ContentType::TEXT_PLAIN, message.text());
    let letter = match message.html() {
        Some(page) => {
            let parts = MultiPart::alternative().singlepart(text);
            letter.multipart(parts.singlepart(part(ContentType::TEXT_HTML, page)))
        }
        None => letter.singlepart(text),
    };
    Some(Letter { id, to, bytes: letter.ok()?.formatted() })
}

/// Lines end as mail wants it; the encoding is chosen so that every server can carry it (7 bits).
fn part(kind: ContentType, text: &str) -> SinglePart {
    let lines: Vec<&str> = text.lines().collect();
    SinglePart::builder().header(kind).body(lines.join("\r\n"))
}

/// What could end a header's line is a space.
pub(super) fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_one_line() {
        for (typed, expected) in [
            ("Your Acme code", "Your Acme code"),
            ("Acme\r\nBcc: eve@example.com", "Acme Bcc: eve@example.com"),
            (" a\u{85}b\u{2028}c\u{0}d\t e ", "a b c d e"),
            ("رمز التحقق", "رمز التحقق"),
        ] {
            assert_eq!(one_line(typed), expected);
        }
    }
}
