//! Our words put together: what a code is for, how much room its channel has, and what a voice says of it.

use std::borrow::Cow;
use std::time::Duration;

use super::templates::Name;
use super::tongues::{Occasion, Tongue};
use super::{Notice, Wording};
use crate::channel::Channel;
use crate::code::Code;
use crate::locale::Locale;
use crate::purpose::Purpose;

/// What a message is about.
pub(super) struct Theme<'t> {
    pub(super) name: Name,
    pub(super) channel: Channel,
    pub(super) locale: Option<&'t Locale>,
    pub(super) code: Option<&'t Code>,
    pub(super) operation: Option<&'t Wording>,
    pub(super) notice: Option<Notice>,
    pub(super) life: Duration,
}

/// What the code is for; nothing for a notice.
pub(super) fn occasion<'t>(tongue: &'t Tongue, theme: &Theme<'_>) -> Option<&'t Occasion> {
    Some(match theme.name {
        Name::Notice(_) => return None,
        Name::Purpose(Purpose::Confirm) => &tongue.confirm,
        Name::Purpose(Purpose::Reset) => &tongue.reset,
        Name::Purpose(Purpose::Login | Purpose::SecondFactor) => &tongue.sign_in,
        Name::Code | Name::Purpose(Purpose::ProveAddress | Purpose::Phone | Purpose::Activate) => {
            &tongue.verification
        }
    })
}

/// Our words: short where a segment is paid for, in paragraphs where there is a page.
pub(super) fn ours(tongue: &Tongue, theme: &Theme<'_>) -> Cow<'static, str> {
    let Tongue { expires, warning, stop, gap, notice, .. } = *tongue;
    let Some(Occasion { short, intro, unasked, .. }) = occasion(tongue, theme) else {
        return Cow::Borrowed(notice);
    };
    match theme.channel {
        Channel::Sms => Cow::Borrowed(short),
        Channel::Email => {
            let last = if unasked.is_empty() { String::new() } else { format!("\n\n{unasked}") };
            Cow::Owned(format!("{intro}\n\n{{code}}\n\n{expires}{gap}{warning}{last}"))
        }
        Channel::WhatsApp | Channel::Call => {
            let space = if gap.is_empty() { "" } else { " " };
            let last = if unasked.is_empty() { String::new() } else { format!("{gap}{unasked}") };
            Cow::Owned(format!("{intro}{space}{{code}}{stop}{expires}{gap}{warning}{last}"))
        }
    }
}

/// Three sentences: what the code is for, the digits, and that it is a secret for a while.
pub(super) fn aloud(tongue: &Tongue, theme: &Theme<'_>) -> String {
    let Tongue { expires, warning, gap, notice, .. } = *tongue;
    match occasion(tongue, theme) {
        Some(Occasion { intro, .. }) => format!("{intro}\n{{code}}\n{expires}{gap}{warning}"),
        None => notice.to_owned(),
    }
}

pub(super) fn one_by_one(digits: &str) -> String {
    digits.chars().map(String::from).collect::<Vec<_>>().join(", ")
}

/// `transfer (amount: "100 USD", payee: "Ada")`.
pub(super) fn in_words(operation: &Wording) -> String {
    if operation.details.is_empty() {
        return operation.action.clone();
    }
    format!("{} ({})", operation.action, details(operation))
}

/// `amount: "100 USD", payee: "Ada"`.
pub(super) fn details(operation: &Wording) -> String {
    let details: Vec<String> =
        operation.details.iter().map(|(name, value)| format!("{name}: \"{value}\"")).collect();
    details.join(", ")
}
