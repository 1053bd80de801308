//! A message as a mail: text and page, and headers that nobody can add a line to.

use std::time::SystemTime;

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};

use crate::code::Code;
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
    let subject = one_line(message.subject());
    let html = message.html().map_or_else(
        || page(message.language(), &subject, message.text(), message.code().map(Code::expose)),
        ToOwned::to_owned,
    );
    let letter = lettre::Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to.clone()))
        .subject(subject)
        .date(now)
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .header(AutoSubmitted)
        .multipart(
            MultiPart::alternative()
                .singlepart(part(ContentType::TEXT_PLAIN, message.text()))
                .singlepart(part(ContentType::TEXT_HTML, &html)),
        )
        .ok()?;
    Some(Letter { id, to, bytes: letter.formatted() })
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

/// The text as a page, for a message that brings none: paragraphs, the code large.
fn page(language: &str, subject: &str, text: &str, code: Option<&str>) -> String {
    let direction = if is_right_to_left(language) { "rtl" } else { "ltr" };
    let mut text = escaped(text);
    if let Some(code) = code {
        // digits run from left to right everywhere
        let large =
            format!("<strong dir=\"ltr\" style=\"font-size:1.4em;letter-spacing:.1em\">{code}</strong>");
        text = text.replacen(code, &large, 1);
    }
    let paragraphs = text.split("\n\n").map(str::trim).filter(|one| !one.is_empty());
    let paragraphs: Vec<String> =
        paragraphs.map(|one| format!("<p>{}</p>", one.replace('\n', "<br>\n"))).collect();
    format!(
        "<!doctype html>\n<html lang=\"{language}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n</head>\n\
         <body style=\"font-family:sans-serif;line-height:1.5\">\n{}\n</body>\n</html>\n",
        escaped(subject),
        paragraphs.join("\n"),
    )
}

/// Whether a language is written from right to left.
fn is_right_to_left(language: &str) -> bool {
    matches!(language.split('-').next(), Some("ar" | "fa" | "he" | "ur"))
}

fn escaped(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_a_page_that_reads_in_its_own_direction() {
        let text = "Your code is: 482913\r\n\r\n5 < 6 & \"so\"\r\non\n\n\n@example.com #482913";
        let made = page("en", "Your <Acme> code", text, Some("482913"));
        for part in [
            "<html lang=\"en\" dir=\"ltr\">",
            "<title>Your &lt;Acme&gt; code</title>",
            "<p>Your code is: <strong dir=\"ltr\" style=\"font-size:1.4em;letter-spacing:.1em\">482913</strong></p>",
            "<p>5 &lt; 6 &amp; &quot;so&quot;<br>\non</p>",
            "<p>@example.com #482913</p>",
        ] {
            assert!(made.contains(part), "{part} not in {made}");
        }
        assert_eq!(made.matches("<p>").count(), 3);
        let arabic = page("ar", "رمز", "رمز التحقق الخاص بك هو: 123456", Some("123456"));
        assert!(arabic.contains("<html lang=\"ar\" dir=\"rtl\">") && arabic.contains("<strong dir=\"ltr\""));
        assert!(
            page("he-IL", "", "", None).contains("dir=\"rtl\"")
                && page("pt-BR", "", "", None).contains("ltr")
        );
    }

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
