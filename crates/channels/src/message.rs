//! The words a person reads, where we write them. One function by language; English is what is there.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::code::Code;
use crate::locale::Locale;
use crate::verifier::Ask;

/// A message: a code with the words around it, or a notice. `Debug` shows neither the code nor the words.
#[derive(Clone)]
pub struct Message {
    subject: String,
    text: String,
    html: Option<String>,
    spoken: Vec<String>,
    language: &'static str,
    code: Option<Code>,
}

/// The languages messages are written in.
pub const LOCALES: [&str; 1] = ["en"];

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
    /// Its name in logs.
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

    const fn says(self) -> &'static str {
        match self {
            Self::PasswordChanged => "the password of your account was changed",
            Self::NumberChanged => "the phone number of your account was changed",
            Self::NumberMoved => {
                "somebody else proved that this phone number is theirs, and it left your account"
            }
            Self::MailboxChanged => "the e-mail address of your account was changed",
            Self::SecondFactorOn => "a second factor was set for your account, with new recovery codes",
            Self::SecondFactorOff => "the second factor of your account was switched off",
        }
    }
}

/// The phrasebook: writes every message we make, under one brand.
#[derive(Debug, Clone)]
pub struct Words {
    brand: String,
    life: Duration,
}

impl Words {
    /// Under this brand, for codes that live so long.
    pub fn new(brand: &str, life: Duration) -> Self {
        Self { brand: brand.to_owned(), life }
    }

    /// A message that carries a code.
    pub fn code(&self, ask: &Ask, code: &Code) -> Message {
        let (brand, digits) = (&self.brand, code.expose());
        let minutes = self.life.as_secs().div_ceil(60);
        let unit = if minutes == 1 { "minute" } else { "minutes" };
        let warning = "Never share it; we never ask for it.";
        let (subject, text) = match &ask.wording {
            None => (
                format!("Your {brand} verification code"),
                format!(
                    "Your {brand} verification code is: {digits}. It expires in {minutes} {unit}. {warning}"
                ),
            ),
            Some(operation) => (
                format!("Confirm an operation at {brand}"),
                format!(
                    "{brand}: {digits} is your code to confirm {}. It expires in {minutes} {unit}. {warning}",
                    in_words(operation)
                ),
            ),
        };
        let slowly = digits.chars().map(String::from).collect::<Vec<_>>().join(", ");
        let spoken = vec![format!("Your {brand} verification code is:"), slowly];
        Message { subject, text, html: None, spoken, language: "en", code: Some(code.clone()) }
    }

    /// A message that tells what happened to an account.
    pub fn notice(&self, notice: Notice, _locale: Option<&Locale>) -> Message {
        let brand = &self.brand;
        let text = format!("{brand}: {}. If this was not you, contact us at once.", notice.says());
        let subject = format!("About your {brand} account");
        Message { subject, text, html: None, spoken: Vec::new(), language: "en", code: None }
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

    /// The same as a page, for an e-mail, where there is one.
    pub fn html(&self) -> Option<&str> {
        self.html.as_deref()
    }

    /// What a voice says, with a pause after each; the digits one by one. Empty where nothing is spoken.
    pub fn spoken(&self) -> &[String] {
        &self.spoken
    }

    /// The language of its words (BCP 47), one of [`LOCALES`].
    pub fn language(&self) -> &'static str {
        self.language
    }

    /// The code in it; a notice has none.
    pub fn code(&self) -> Option<&Code> {
        self.code.as_ref()
    }
}

/// `transfer (amount: "100 USD", payee: "Ada")`.
fn in_words(operation: &Wording) -> String {
    let details: Vec<String> =
        operation.details.iter().map(|(name, value)| format!("{name}: \"{value}\"")).collect();
    if details.is_empty() {
        return operation.action.clone();
    }
    format!("{} ({})", operation.action, details.join(", "))
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("subject", &self.subject).finish_non_exhaustive()
    }
}
