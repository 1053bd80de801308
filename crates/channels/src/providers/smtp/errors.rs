//! What a mail server's refusal means, by the step at which it came. Until the last line of the message has left, nothing was
//! sent; from then until the answer, it may have been.

use std::error::Error as _;
use std::io;

use lettre::transport::smtp::Error;

use crate::error::{Failure, ProviderError};

/// How far a conversation got (RFC 5321, 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// TCP, and TLS where it comes first.
    Connection,
    /// The greeting, and EHLO.
    Greeting,
    /// STARTTLS, the handshake, and EHLO once more.
    StartTls,
    /// AUTH.
    Login,
    /// MAIL FROM.
    Sender,
    /// RCPT TO.
    Recipient,
    /// DATA.
    Announcement,
    /// The message, its last line, and the answer to it.
    Message,
}

/// Why a conversation ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken {
    /// Where.
    pub(super) at: Step,
    /// What it means.
    pub(super) failure: Failure,
    /// The server's answer, if it was one.
    pub(super) code: Option<u16>,
}

impl Broken {
    /// No answer in time.
    pub(super) const fn late(at: Step) -> Self {
        Self { at, failure: lost(at), code: None }
    }

    /// No answer in time to the recipient's name. Servers that ask the recipient's domain before they answer wait as long as
    /// that domain makes them: it says nothing of the server.
    pub(super) const fn kept_waiting() -> Self {
        Self { at: Step::Recipient, failure: Failure::Busy, code: None }
    }

    /// As lettre tells it.
    pub(super) fn of(at: Step, error: &Error) -> Self {
        if let Some(code) = error.status() {
            let code = u16::from(code);
            return Self { at, failure: refused(at, code, enhanced(error)), code: Some(code) };
        }
        // what lettre itself will not do: no STARTTLS on offer, or no way to sign in that we know
        let unable = error.is_client() && matches!(at, Step::StartTls | Step::Login);
        let denied = unable || is_certificate(error);
        Self { at, failure: if denied { Failure::Denied } else { lost(at) }, code: None }
    }

    /// In the words of a provider.
    pub(super) fn told(self, provider: &str) -> ProviderError {
        ProviderError { code: self.code.map(u32::from), ..ProviderError::new(provider, self.failure) }
    }
}

/// The connection broke, or what came was no SMTP.
const fn lost(at: Step) -> Failure {
    match at {
        Step::Message => Failure::Unknown,
        _ => Failure::Unreachable,
    }
}

/// A refusal: by RFC 5321, 4.2.1, what was asked for was not done, and after a 4yz it may be asked for again.
fn refused(at: Step, code: u16, enhanced: Option<(u16, u16)>) -> Failure {
    match (at, code) {
        (_, 400..=499) => Failure::Busy,
        // it wants another sign-in, or TLS first (RFC 4954, 6; RFC 3207, 4)
        (_, 530 | 534 | 535 | 538) => Failure::Denied,
        (Step::Recipient | Step::Announcement | Step::Message, _) => of_message(at, code, enhanced),
        // it refuses us, our sign-in or our sender
        _ => Failure::Denied,
    }
}

/// The subject of an enhanced code (RFC 3463, 3) says more than a reply code: 1 is the address, 2 the mailbox, 7 a policy.
/// Postfix says 554 5.7.1 to what it will not relay, Exchange 550 5.7.1 to what it holds for spam, Gmail 550 5.1.1 where
/// nobody lives.
fn of_message(at: Step, code: u16, enhanced: Option<(u16, u16)>) -> Failure {
    match (enhanced, code) {
        // the sender's address, and his alone (RFC 3463, 3.2)
        (Some((1, 7 | 8)), _) => Failure::Denied,
        (Some((1 | 2, _)), _) => Failure::Undeliverable,
        // the transaction failed: RFC 5321, 4.2.3 gives no better reason, and servers say so of what they will not carry
        (Some((7, _)), _) | (_, 554) => Failure::Blocked,
        // no such mailbox, or a full one
        (_, 550..=553 | 556) => Failure::Undeliverable,
        // an address it cannot read
        (_, 501) if at == Step::Recipient => Failure::Undeliverable,
        _ => Failure::Denied,
    }
}

/// Subject and detail of `5.1.1`, where the answer begins with it (RFC 2034, 4).
fn enhanced(error: &Error) -> Option<(u16, u16)> {
    let text = error.source()?.to_string();
    let mut numbers = text.split_whitespace().next()?.split('.').map(str::parse::<u16>);
    let (Some(Ok(4 | 5)), Some(Ok(subject)), Some(Ok(detail)), None) =
        (numbers.next(), numbers.next(), numbers.next(), numbers.next())
    else {
        return None;
    };
    Some((subject, detail))
}

/// Whether TLS failed because the server is not who it should be.
fn is_certificate(error: &Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        // an `io::Error` keeps what it wraps out of its chain of causes
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        let wrapped = inner.and_then(|inner| inner.downcast_ref::<rustls::Error>());
        let tls = wrapped.or_else(|| error.downcast_ref::<rustls::Error>());
        if matches!(tls, Some(rustls::Error::InvalidCertificate(_))) {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_means_what_its_step_its_code_and_its_subject_say() {
        use Failure::{Blocked, Busy, Denied, Undeliverable};
        use Step::{Announcement, Greeting, Login, Message, Recipient, Sender, StartTls};
        for (at, code, more, expected) in [
            (Greeting, 554, None, Denied),
            (Greeting, 421, None, Busy),
            (Greeting, 550, Some((7, 1)), Denied),
            (StartTls, 454, None, Busy),
            (StartTls, 501, None, Denied),
            (Login, 535, Some((7, 8)), Denied),
            (Login, 534, None, Denied),
            (Login, 454, Some((7, 0)), Busy),
            (Sender, 530, Some((7, 0)), Denied),
            (Sender, 550, None, Denied),
            (Sender, 553, Some((1, 8)), Denied),
            (Sender, 451, None, Busy),
            (Sender, 552, None, Denied),
            (Recipient, 550, None, Undeliverable),
            (Recipient, 550, Some((1, 1)), Undeliverable),
            (Recipient, 551, None, Undeliverable),
            (Recipient, 552, Some((2, 2)), Undeliverable),
            (Recipient, 553, None, Undeliverable),
            (Recipient, 554, Some((1, 1)), Undeliverable),
            (Recipient, 556, None, Undeliverable),
            (Recipient, 501, Some((1, 3)), Undeliverable),
            (Recipient, 550, Some((1, 8)), Denied),
            (Recipient, 550, Some((7, 1)), Blocked),
            (Recipient, 554, Some((7, 1)), Blocked),
            (Recipient, 554, None, Blocked),
            (Recipient, 530, None, Denied),
            (Recipient, 503, None, Denied),
            (Recipient, 421, None, Busy),
            (Recipient, 450, None, Busy),
            (Recipient, 451, Some((7, 1)), Busy),
            (Recipient, 452, None, Busy),
            (Announcement, 554, None, Blocked),
            (Announcement, 503, None, Denied),
            (Announcement, 451, None, Busy),
            (Message, 451, None, Busy),
            (Message, 452, None, Busy),
            (Message, 550, Some((7, 1)), Blocked),
            (Message, 552, None, Undeliverable),
            (Message, 552, Some((3, 4)), Undeliverable),
            (Message, 554, None, Blocked),
            (Message, 554, Some((6, 0)), Blocked),
        ] {
            assert_eq!(refused(at, code, more), expected, "{code} {more:?} at {at:?}");
        }
    }
}
