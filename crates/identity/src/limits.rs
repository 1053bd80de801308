//! How often: the closed list of limits, their windows, and the rows they count in.
//! The counting itself is one statement of the store; nothing is counted in the process.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::keys::Keys;

/// So many within so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// How many are let through in one window; at least 1.
    pub count: u32,
    /// The length of the window, which opens with the first request it counts.
    pub period: Duration,
}

/// Every window of one limit, all of which must have room; none at all is `off`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Windows(Vec<Allowance>);

/// A limit was not written as `COUNT/PERIOD,…` or `off`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write COUNT/PERIOD with s, m, h or d, several by comma, or off")]
pub struct WindowsFault;

impl FromStr for Windows {
    type Err = WindowsFault;

    fn from_str(text: &str) -> Result<Self, WindowsFault> {
        if text.trim().eq_ignore_ascii_case("off") {
            return Ok(Self::default());
        }
        let mut windows: Vec<Allowance> = Vec::new();
        for part in text.split(',') {
            let window = allowance(part.trim()).ok_or(WindowsFault)?;
            match windows.iter_mut().find(|known| known.period == window.period) {
                // two counts for one period: the smaller decides
                Some(known) => known.count = known.count.min(window.count),
                None => windows.push(window),
            }
        }
        Ok(Self(windows))
    }
}

fn allowance(text: &str) -> Option<Allowance> {
    let (count, period) = text.split_once('/')?;
    let count: u32 = count.parse().ok().filter(|count| *count > 0)?;
    let unit = period.chars().last()?;
    let number = &period[..period.len() - unit.len_utf8()];
    let number: u64 = if number.is_empty() { 1 } else { number.parse().ok().filter(|n| *n > 0)? };
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => return None,
    };
    // ten years are as good as for ever, and keep every sum far from overflow
    let seconds = number.checked_mul(seconds).filter(|seconds| *seconds <= 10 * 366 * 86_400)?;
    Some(Allowance { count, period: Duration::from_secs(seconds) })
}

impl fmt::Display for Windows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("off");
        }
        for (place, allowance) in self.0.iter().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            write!(f, "{comma}{}/{}s", allowance.count, allowance.period.as_secs())?;
        }
        Ok(())
    }
}

/// Everything that is limited (OWASP ASVS 5.0 2.4.1, 6.1.1, 6.6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// Sends for one purpose to one address.
    SendPerPurposeAddress,
    /// Sends to one address, whatever for.
    SendPerAddress,
    /// Sends asked for by one caller.
    SendPerCaller,
    /// Sends to one range of numbers, whatever for: a number without its last four digits, the range that toll fraud is seen in.
    SendPerRange,
    /// Sends to everybody: the budget of a day.
    SendTotal,
    /// Wrong guesses for one purpose and address.
    GuessPerPurposeAddress,
    /// Guesses of one caller where no code is open.
    GuessPerCaller,
    /// Failed passwords for one typed identifier by one caller.
    PasswordPerIdentifierCaller,
    /// Failed passwords for one typed identifier.
    PasswordPerIdentifier,
    /// Failed passwords of one caller.
    PasswordPerCaller,
}

impl Limit {
    /// Every limit, in the order of the README's table.
    pub const ALL: [Self; 10] = [
        Self::SendPerPurposeAddress,
        Self::SendPerAddress,
        Self::SendPerCaller,
        Self::SendPerRange,
        Self::SendTotal,
        Self::GuessPerPurposeAddress,
        Self::GuessPerCaller,
        Self::PasswordPerIdentifierCaller,
        Self::PasswordPerIdentifier,
        Self::PasswordPerCaller,
    ];

    /// The key that configures it.
    pub const fn setting_key(self) -> &'static str {
        match self {
            Self::SendPerPurposeAddress => "LIMIT_SEND_PER_PURPOSE_ADDRESS",
            Self::SendPerAddress => "LIMIT_SEND_PER_ADDRESS",
            Self::SendPerCaller => "LIMIT_SEND_PER_CALLER",
            Self::SendPerRange => "LIMIT_SEND_PER_RANGE",
            Self::SendTotal => "LIMIT_SEND_TOTAL",
            Self::GuessPerPurposeAddress => "LIMIT_GUESS_PER_PURPOSE_ADDRESS",
            Self::GuessPerCaller => "LIMIT_GUESS_PER_CALLER",
            Self::PasswordPerIdentifierCaller => "LIMIT_PASSWORD_PER_IDENTIFIER_CALLER",
            Self::PasswordPerIdentifier => "LIMIT_PASSWORD_PER_IDENTIFIER",
            Self::PasswordPerCaller => "LIMIT_PASSWORD_PER_CALLER",
        }
    }

    /// What holds when nothing is configured.
    pub const fn default_text(self) -> &'static str {
        match self {
            Self::SendPerPurposeAddress => "5/5m,20/1d",
            Self::SendPerAddress => "40/1d",
            Self::SendPerCaller => "30/1h",
            Self::SendPerRange => "100/1h",
            Self::SendTotal => "10000/1d",
            Self::GuessPerPurposeAddress => "20/1d",
            Self::GuessPerCaller => "60/1h",
            Self::PasswordPerIdentifierCaller => "10/15m",
            Self::PasswordPerIdentifier => "100/1d",
            Self::PasswordPerCaller => "100/15m",
        }
    }

    const fn place(self) -> usize {
        self as usize
    }

    /// The name under which it is counted and logged.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SendPerPurposeAddress => "send_per_purpose_address",
            Self::SendPerAddress => "send_per_address",
            Self::SendPerCaller => "send_per_caller",
            Self::SendPerRange => "send_per_range",
            Self::SendTotal => "send_total",
            Self::GuessPerPurposeAddress => "guess_per_purpose_address",
            Self::GuessPerCaller => "guess_per_caller",
            Self::PasswordPerIdentifierCaller => "password_per_identifier_caller",
            Self::PasswordPerIdentifier => "password_per_identifier",
            Self::PasswordPerCaller => "password_per_caller",
        }
    }
}

/// The windows of every limit.
#[derive(Debug, Clone)]
pub struct Limits([Windows; Limit::ALL.len()]);

impl Default for Limits {
    fn default() -> Self {
        Self(Limit::ALL.map(|limit| limit.default_text().parse().unwrap_or_default()))
    }
}

impl Limits {
    /// Replaces the windows of one limit.
    pub fn set(&mut self, limit: Limit, windows: Windows) {
        self.0[limit.place()] = windows;
    }

    /// The rows in which one request is counted, one for each window.
    pub(crate) fn counters(&self, keys: &Keys, limit: Limit, of: &[&str]) -> Vec<Counter> {
        let windows = &self.0[limit.place()].0;
        windows
            .iter()
            .map(|window| {
                let period = window.period.as_secs().to_string();
                let mut parts = vec![limit.as_str(), period.as_str()];
                parts.extend_from_slice(of);
                Counter {
                    key: keys.limit_key(&parts),
                    limit: Some(limit),
                    max: window.count,
                    period: window.period,
                }
            })
            .collect()
    }
}

/// One row: counts up to `max` until its window closes. Without a limit it only counts, and refuses nothing.
#[derive(Debug, Clone)]
pub(crate) struct Counter {
    pub(crate) key: String,
    pub(crate) limit: Option<Limit>,
    pub(crate) max: u32,
    pub(crate) period: Duration,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_read_as_written() {
        let read = |text: &str| text.parse::<Windows>().map(|w| w.to_string());
        assert_eq!(read("5/5m,20/1d").unwrap(), "5/300s,20/86400s");
        assert_eq!(read("7/h").unwrap(), "7/3600s");
        assert_eq!(read("off").unwrap(), "off");
        assert_eq!(read("7/60s,5/1m,9/m,20/1d").unwrap(), "5/60s,20/86400s");
        for wrong in
            ["", "5", "5/", "0/1m", "5/0m", "-1/5m", "5/5w", "5/5m,", "99999999999/1d", "1/99999999d", "5/٥m"]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_default_is_well_formed() {
        for limit in Limit::ALL {
            assert!(limit.default_text().parse::<Windows>().is_ok_and(|w| !w.0.is_empty()), "{limit:?}");
        }
    }
}
