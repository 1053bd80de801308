//! Numbers with a code of their own, for reviewers of app stores and for continuous integration: nothing is sent to them,
//! whoever serves the channel, and the code stays the same until a date.

use std::time::SystemTime;

use async_trait::async_trait;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

use crate::address::Address;
use crate::code::Code;
use crate::error::ProviderError;
use crate::finding::Finding;
use crate::phone::PhoneNumber;
use crate::purpose::Purpose;
use crate::settings::Settings;
use crate::verifier::{Ask, Reference, Started, Verdict, Verifier};

/// As figures and the log call whoever serves them.
pub(crate) const NAME: &str = "test-number";

/// As many as anybody can keep an eye on.
const MOST: usize = 50;

/// A code that stays the same for weeks is guessed at for weeks.
const SAFE: usize = 6;

const EXAMPLE: &str = "TEST_NUMBERS=+15005550101=424242,+15005550102=131313";
const UNTIL: &str = "TEST_NUMBERS_UNTIL=2027-01-31";

/// Numbers and their codes, until a time.
#[derive(Clone, Default)]
pub(crate) struct TestNumbers {
    numbers: Vec<(PhoneNumber, Code)>,
    until: Option<SystemTime>,
}

impl TestNumbers {
    /// Reads `TEST_NUMBERS` and `TEST_NUMBERS_UNTIL`. Without an end they are no numbers of a production server.
    pub(crate) fn read(settings: &Settings, development: bool) -> Self {
        let (text, until) = (settings.text("TEST_NUMBERS"), settings.text("TEST_NUMBERS_UNTIL"));
        let end = until.as_deref().and_then(end_of);
        if until.is_some() && end.is_none() {
            settings.fault("TEST_NUMBERS_UNTIL", "must be a date, or a time of RFC 3339", UNTIL);
        }
        let Some(text) = text else { return Self::default() };
        let pairs: Vec<&str> = text.split(',').map(str::trim).collect();
        let mut numbers: Vec<(PhoneNumber, Code)> = pairs.iter().filter_map(|pair| number(pair)).collect();
        if numbers.len() != pairs.len() {
            let fault = "must be numbers with their country code, each with a code of 4 to 10 digits";
            settings.fault("TEST_NUMBERS", fault, EXAMPLE);
        }
        let twice = numbers
            .iter()
            .enumerate()
            .any(|(at, (one, _))| numbers[..at].iter().any(|(other, _)| other == one));
        if twice {
            settings.fault(
                "TEST_NUMBERS",
                "names a number twice: which code it would have is anybody's guess",
                EXAMPLE,
            );
        }
        if numbers.len() > MOST {
            settings.fault("TEST_NUMBERS", format!("must be at most {MOST}"), EXAMPLE);
        }
        if !development && numbers.iter().any(|(_, code)| code.expose().len() < SAFE) {
            let fault =
                format!("must have codes of {SAFE} digits or more in production: shorter ones are guessed");
            settings.fault("TEST_NUMBERS", fault, EXAMPLE);
        }
        if until.is_none() && !development {
            settings.fault("TEST_NUMBERS_UNTIL", "is required in production: the codes are known", UNTIL);
            numbers.clear();
        }
        Self { numbers, until: end }
    }

    /// Whether this is one of them, now.
    pub(crate) fn hold(&self, to: &Address, now: SystemTime) -> bool {
        self.until.is_none_or(|until| now < until) && self.code(to).is_some()
    }

    /// Which there are, and until when; never a code.
    pub(crate) fn finding(&self, now: SystemTime) -> Option<Finding> {
        let (first, more) = self.numbers.split_first()?;
        let count = match more.len() {
            0 => format!("one number, {},", first.0.masked()),
            more => format!("{} numbers, {} among them,", more + 1, first.0.masked()),
        };
        let shown = |until: SystemTime| OffsetDateTime::from(until).format(&Rfc3339).unwrap_or_default();
        Some(match self.until {
            Some(until) if until <= now => Finding::note(
                "TEST_NUMBERS",
                format!("{count} got messages like any other since {}: their date is past", shown(until)),
                Some("remove them, or set a later TEST_NUMBERS_UNTIL"),
            ),
            Some(until) => Finding::note(
                "TEST_NUMBERS",
                format!("{count} get a fixed code and no message until {}", shown(until)),
                None,
            ),
            None => Finding::note(
                "TEST_NUMBERS",
                format!("{count} get a fixed code and no message, for as long as they are set"),
                Some("set TEST_NUMBERS_UNTIL, which production demands"),
            ),
        })
    }

    fn code(&self, to: &Address) -> Option<&Code> {
        let Address::Phone(to) = to else { return None };
        self.numbers.iter().find(|(number, _)| number == to).map(|(_, code)| code)
    }
}

fn number(pair: &str) -> Option<(PhoneNumber, Code)> {
    let (number, code) = pair.split_once('=')?;
    Some((PhoneNumber::parse(number.trim(), None).ok()?, Code::parse(code.trim()).ok()?))
}

/// A date ends with its last second, in UTC.
fn end_of(text: &str) -> Option<SystemTime> {
    let day = format_description!("[year]-[month]-[day]");
    let end = match Date::parse(text, day) {
        Ok(date) => date.next_day()?.midnight().assume_utc(),
        Err(_) => OffsetDateTime::parse(text, &Rfc3339).ok()?,
    };
    Some(end.into())
}

#[async_trait]
impl Verifier for TestNumbers {
    fn station(&self, purpose: Purpose) -> String {
        // nothing is ever in the way of another purpose
        format!("{NAME}/{}", purpose.as_str())
    }

    fn decoy(&self, _ask: &Ask) -> Reference {
        reference()
    }

    async fn start(&self, ask: &Ask, previous: Option<&Reference>) -> Result<Started, ProviderError> {
        let reference = previous.cloned().unwrap_or_else(reference);
        Ok(Started { reference, message: None, channel: ask.channel, repeated: false })
    }

    async fn check(&self, ask: &Ask, _reference: &Reference, code: &Code) -> Result<Verdict, ProviderError> {
        let right = self.code(&ask.to).is_some_and(|known| known.same(code));
        Ok(if right { Verdict::Right } else { Verdict::Wrong })
    }
}

fn reference() -> Reference {
    let text = format!("test-{:032x}", rand::random::<u128>());
    Reference::new(text).unwrap_or_else(|| unreachable!("letters, digits and a hyphen are a reference"))
}
