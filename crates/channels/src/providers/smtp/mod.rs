//! Mail by SMTP (RFC 5321), handed to one server: the operator's own, or a mail service's. The code is made here. Without TLS
//! nothing leaves this machine.

mod errors;
mod letter;
mod line;
mod settings;
#[cfg(test)]
mod tests;
mod wire;

use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use lettre::message::Mailbox;
use lettre::transport::smtp::client::TlsParameters;

use self::errors::{Broken, Step};
use self::line::Line;
use crate::address::Address;
use crate::channel::Channel;
use crate::error::{Failure, ProviderError};
use crate::finding::Finding;
use crate::local_codes::LocalCodes;
use crate::message::Message;
use crate::provider::{Codes, Parts, Provider};
use crate::settings::Settings;
use crate::verifier::{MessageId, Messenger, Verifier};

/// The entry.
pub(crate) const PROVIDER: Provider = Provider {
    name: "smtp",
    channels: &[Channel::Email],
    codes: Codes::MadeHere,
    reports: false,
    claims: &["SMTP_URL"],
    build,
};

fn build(settings: &Settings, parts: &Parts) -> Option<Arc<dyn Verifier>> {
    let (relay, mut from) = settings::read(settings)?;
    // the certificates this machine trusts, as for every other carrier
    let tls = TlsParameters::new(relay.host.clone()).map_err(|_| {
        let fault = "cannot be reached safely: this machine has no list of certificates it trusts";
        settings.fault("SMTP_URL", fault, "install ca-certificates");
    });
    from.name = Some(from.name.unwrap_or_else(|| letter::one_line(&parts.brand)));
    let line = Line::new(relay, tls.ok()?, parts.http.deadlines());
    Some(LocalCodes::carried_by(Smtp { line, from, now: Arc::clone(&parts.now) }, PROVIDER.name, parts))
}

struct Smtp {
    line: Line,
    from: Mailbox,
    now: Arc<dyn Fn() -> SystemTime + Send + Sync>,
}

#[async_trait]
impl Messenger for Smtp {
    async fn deliver(
        &self,
        to: &Address,
        _channel: Channel,
        message: &Message,
    ) -> Result<Option<MessageId>, ProviderError> {
        let Address::Email(to) = to else {
            return Err(ProviderError::new(PROVIDER.name, Failure::NotOffered));
        };
        let letter = letter::written(&self.from, to, message, (self.now)());
        let letter = letter.ok_or_else(|| ProviderError::new(PROVIDER.name, Failure::Undeliverable))?;
        self.line.send(&self.from.email, &letter).await.map_err(|broken| broken.told(PROVIDER.name))?;
        Ok(MessageId::new(letter.id))
    }

    async fn examine(&self) -> Vec<Finding> {
        let (host, port) = self.line.place();
        let here = format!("{host}:{port}");
        let sender = |says: &str| Finding::good("MAIL_FROM", format!("{here} {says}"));
        match self.line.look(&self.from.email).await {
            Ok(()) => {
                let how = if self.line.is_encrypted() { "over TLS" } else { "on this machine, without TLS" };
                vec![
                    Finding::good("SMTP_URL", format!("{here} answers {how}")),
                    sender("takes mail from this sender"),
                ]
            }
            Err(Broken { at: Step::Sender, code: Some(code), .. }) => vec![
                Finding::good("SMTP_URL", format!("{here} answers")),
                Finding::fault(
                    "MAIL_FROM",
                    format!("{here} takes no mail from this sender (answer {code})"),
                    "use a mailbox or domain that the mail service has confirmed as yours; \
                     where SMTP_URL names no user, the server may want one",
                ),
            ],
            Err(broken) => vec![unusable(&here, broken)],
        }
    }
}

fn unusable(here: &str, broken: Broken) -> Finding {
    let answer = broken.code.map_or_else(String::new, |code| format!(" (answer {code})"));
    let (says, remedy) = match (broken.at, broken.failure) {
        (Step::Login, Failure::Denied) => (
            "refuses the sign-in",
            "copy user and password again, percent-encoded; many services want a password made for SMTP alone",
        ),
        (Step::StartTls, Failure::Denied) if broken.code.is_none() => (
            "offers no STARTTLS, or shows a certificate that is not good for this name",
            "use the name on its certificate; a server that wants TLS from the first byte needs smtps://",
        ),
        (_, Failure::Denied) if broken.code.is_none() => (
            "shows a certificate that is not good for this name",
            "use the name on its certificate, and have this machine trust who signed it",
        ),
        (_, Failure::Denied) => {
            ("does not serve this machine", "ask whoever runs it which machines it takes mail from")
        }
        (_, Failure::Busy) => ("is busy", "try again later"),
        (Step::Connection, _) => {
            ("does not answer", "check the network, DNS, the port and the firewall: many block port 25")
        }
        _ => (
            "answers, but not as a mail server does",
            "check host and port: 587 is for smtp://, 465 for smtps://",
        ),
    };
    Finding::fault("SMTP_URL", format!("{here} {says}{answer}"), remedy)
}
