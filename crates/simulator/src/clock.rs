//! The time the simulated vendor lives in: the real one plus an offset that tests move. The only file that may ask
//! the system for the time.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::{Rfc2822, Rfc3339};

/// Real time plus an offset in milliseconds.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    offset_ms: AtomicI64,
}

impl Clock {
    /// Milliseconds since 1970, as the vendor sees them.
    #[expect(
        clippy::disallowed_methods,
        reason = "a stand-in for a vendor has a clock of its own, and this is it"
    )]
    pub(crate) fn now(&self) -> Instant {
        let real = OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
        Instant(
            i64::try_from(real).unwrap_or(i64::MAX).saturating_add(self.offset_ms.load(Ordering::Relaxed)),
        )
    }

    /// Moves the vendor's time forward.
    pub(crate) fn advance(&self, by: Duration) {
        self.offset_ms.fetch_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX), Ordering::Relaxed);
    }

    /// Back to the real time.
    pub(crate) fn reset(&self) {
        self.offset_ms.store(0, Ordering::Relaxed);
    }
}

/// A point of the vendor's time, in milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Instant(i64);

impl Instant {
    pub(crate) fn plus_seconds(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(i64::try_from(seconds).unwrap_or(i64::MAX / 1000).saturating_mul(1000)))
    }

    /// Whole seconds until `self`, rounded up, at least one: what a `Retry-After` says.
    pub(crate) fn seconds_after(self, now: Self) -> u64 {
        u64::try_from((self.0 - now.0 + 999) / 1000).unwrap_or(0).max(1)
    }

    /// Reads what [`Self::rfc3339`] writes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let date = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        i64::try_from(date.unix_timestamp_nanos() / 1_000_000).ok().map(Self)
    }

    /// Seconds since 1970, as tokens count them.
    pub(crate) const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    fn date(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(self.0.div_euclid(1000)).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// `2015-07-30T20:00:00Z`, the form of Verify v2.
    pub(crate) fn rfc3339(self) -> String {
        self.date().format(&Rfc3339).unwrap_or_default()
    }

    /// `Thu, 30 Jul 2015 20:00:00 +0000`, the form of the 2010 API.
    pub(crate) fn rfc2822(self) -> String {
        self.date().format(&Rfc2822).unwrap_or_default()
    }

    /// `Thu, 30 Jul 2015 20:00:00 GMT`, the form of an HTTP header (RFC 9110, section 5.6.7).
    pub(crate) fn http_date(self) -> String {
        self.rfc2822().replace("+0000", "GMT")
    }
}
