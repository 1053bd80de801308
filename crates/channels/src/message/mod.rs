//! The words a person reads, where we write them: in which language is decided elsewhere, what a template says instead is
//! looked up here.

mod direction;
mod fill;
mod page;
mod phrases;
mod segments;
mod templates;
mod tongues;
mod words;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::code::Code;
use crate::purpose::Purpose;

pub use templates::{TemplateFault, Templates};
pub use tongues::LOCALES;
pub use words::Words;

/// A message: a code with the words around it, or a notice. `Debug` shows neither the code nor the words.
#[derive(Clone)]
pub struct Message {
    subject: String,
    text: String,
    html: Option<String>,
    spoken: Vec<String>,
    language: &'static str,
    code: Option<Code>,
    matter: Matter,
}

/// What a message is about: for whoever words it anew.
#[derive(Clone)]
enum Matter {
    /// A code.
    Code { purpose: Purpose, life: Duration, operation: Option<Wording> },
    /// Something that happened.
    Notice(Notice),
}

/// The operation a code confirms, for the person to compare with what they meant to do.
#[derive(Clone, PartialEq, Eq)]
pub struct Wording {
    /// A short identifier, such as `transfer`.
    pub action: String,
    /// What else there is to know, such as amount and payee.
    pub details: BTreeMap<String, String>,
}

impl fmt::Debug for Wording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wording(…)")
    }
}

/// Something happened to an account, and whoever holds its address should hear of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The password is another one.
    PasswordChanged,
    /// Another number serves the account now.
    NumberChanged,
    /// Somebody else proved the number, and it left the account.
    NumberMoved,
    /// Another mailbox serves the account now.
    MailboxChanged,
    /// Signing in needs a second factor from now on, or another one, or has new recovery codes.
    SecondFactorOn,
    /// Signing in needs no second factor any more.
    SecondFactorOff,
}

impl Notice {
    /// Every one.
    pub const ALL: [Self; 6] = [
        Self::PasswordChanged,
        Self::NumberChanged,
        Self::NumberMoved,
        Self::MailboxChanged,
        Self::SecondFactorOn,
        Self::SecondFactorOff,
    ];

    /// Its name in logs, and that of its templates.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PasswordChanged => "password_changed",
            Self::NumberChanged => "number_changed",
            Self::NumberMoved => "number_moved",
            Self::MailboxChanged => "mailbox_changed",
            Self::SecondFactorOn => "second_factor_on",
            Self::SecondFactorOff => "second_factor_off",
        }
    }
}

impl Message {
    /// The first line of an e-mail; holds no code.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// What is sent.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same as a page; an e-mail has one.
    pub fn html(&self) -> Option<&str> {
        self.html.as_deref()
    }

    /// What a voice says, with a pause after each; the digits one by one. A call has it.
    pub fn spoken(&self) -> &[String] {
        &self.spoken
    }

    /// The language of its words (BCP 47), one of [`Words::languages`].
    pub fn language(&self) -> &'static str {
        self.language
    }

    /// How many text messages it takes (SMS): each is paid for.
    pub fn segments(&self) -> usize {
        segments::segments(&self.text)
    }

    /// The code in it; a notice has none.
    pub fn code(&self) -> Option<&Code> {
        self.code.as_ref()
    }

    /// What its code is for.
    pub fn purpose(&self) -> Option<Purpose> {
        match &self.matter {
            Matter::Code { purpose, .. } => Some(*purpose),
            Matter::Notice(_) => None,
        }
    }

    /// How long its code counts, as its words tell.
    pub fn life(&self) -> Option<Duration> {
        match &self.matter {
            Matter::Code { life, .. } => Some(*life),
            Matter::Notice(_) => None,
        }
    }

    /// The operation its code confirms.
    pub fn operation(&self) -> Option<&Wording> {
        match &self.matter {
            Matter::Code { operation, .. } => operation.as_ref(),
            Matter::Notice(_) => None,
        }
    }

    /// What it tells of; a code tells of nothing.
    pub fn notice(&self) -> Option<Notice> {
        match &self.matter {
            Matter::Notice(notice) => Some(*notice),
            Matter::Code { .. } => None,
        }
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("subject", &self.subject).finish_non_exhaustive()
    }
}
