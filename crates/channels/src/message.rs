//! The words a person reads, where we make the code. One function by language; English is what is there.

use std::fmt;
use std::time::Duration;

use crate::code::Code;
use crate::locale::Locale;

/// A message with a code in it. `Debug` shows neither the code nor the words around it.
#[derive(Clone)]
pub struct Message {
    subject: String,
    text: String,
    code: Code,
}

/// The languages messages are written in.
pub const LOCALES: [&str; 1] = ["en"];

impl Message {
    /// A message that carries a code which lives for `life`.
    pub fn one_time_code(brand: &str, code: &Code, life: Duration, _locale: Option<&Locale>) -> Self {
        let minutes = life.as_secs().div_ceil(60);
        let unit = if minutes == 1 { "minute" } else { "minutes" };
        let digits = code.expose();
        Self {
            subject: format!("Your {brand} verification code"),
            text: format!(
                "Your {brand} verification code is: {digits}. It expires in {minutes} {unit}. \
                 Never share it; we never ask for it."
            ),
            code: code.clone(),
        }
    }

    /// The first line of an e-mail; holds no code.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// What is sent.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The code in it.
    pub fn code(&self) -> &Code {
        &self.code
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("subject", &self.subject).finish_non_exhaustive()
    }
}
