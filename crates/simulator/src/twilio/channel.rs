//! The ways a code can travel, as Twilio names them.

use serde::{Deserialize, Serialize};

/// A channel of the `Channel` parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// A text message.
    Sms,
    /// A telephone call.
    Call,
    /// A message on WhatsApp.
    WhatsApp,
    /// An e-mail.
    Email,
}

/// Channels Twilio has and this simulator does not: they count as not enabled on the Service.
const NOT_SIMULATED: [&str; 3] = ["sna", "auto", "rcs"];

impl Channel {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Sms, Self::Call, Self::WhatsApp, Self::Email];

    /// The parameter's value; `Ok(None)` is a channel that exists but is not simulated, `Err` none at all.
    pub(crate) fn named(name: &str) -> Result<Option<Self>, ()> {
        let found = Self::ALL.into_iter().find(|channel| channel.name() == name);
        if found.is_none() && !NOT_SIMULATED.contains(&name) { Err(()) } else { Ok(found) }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Call => "call",
            Self::WhatsApp => "whatsapp",
            Self::Email => "email",
        }
    }

    /// As `send_code_attempts` spells it: upper case, except for WhatsApp.
    pub(crate) const fn in_attempts(self) -> &'static str {
        match self {
            Self::Sms => "SMS",
            Self::Call => "CALL",
            Self::WhatsApp => "whatsapp",
            Self::Email => "EMAIL",
        }
    }

    /// Whether `to` has the form this channel needs: E.164 with its plus, or a mailbox. Syntax only.
    pub(crate) fn reaches(self, to: &str) -> bool {
        match self {
            Self::Email => is_mailbox(to),
            Self::Sms | Self::Call | Self::WhatsApp => is_e164(to),
        }
    }
}

pub(crate) fn is_e164(to: &str) -> bool {
    to.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

pub(crate) fn is_mailbox(to: &str) -> bool {
    let plain =
        |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c.is_control());
    match to.split_once('@') {
        Some((local, domain)) => {
            plain(local) && plain(domain) && !domain.contains('@') && domain.contains('.') && to.len() <= 254
        }
        None => false,
    }
}
