//! The figures an operator may set: how codes, passwords and limits behave.

use std::time::Duration;

use channels::Settings;
use identity::{Limit, Rules};

use super::read;

const DAY: u64 = 86_400;

/// The rules, and the length of a code.
pub(super) fn read(settings: &Settings) -> (Rules, u8) {
    let number = |key, usual, range| read::number(settings, key, usual, range);
    let mut rules = Rules {
        allowed_countries: read::countries(settings),
        brand: settings.text("BRAND_NAME").unwrap_or_else(|| "doorcode".to_owned()),
        resend: Duration::from_secs(number("OTP_RESEND_SECONDS", 30, 0..=600)),
        // Twilio answers five checks of a verification, and no more.
        max_attempts: u32::try_from(number("OTP_MAX_ATTEMPTS", 5, 1..=5)).unwrap_or(5),
        // OWASP ASVS 5.0, 6.5.5: at most ten minutes.
        ttl: Duration::from_secs(number("OTP_TTL_SECONDS", 600, 1..=600)),
        ..Rules::default()
    };
    let code_length = u8::try_from(number("OTP_CODE_LENGTH", 6, 4..=10)).unwrap_or(6);
    for limit in Limit::ALL {
        let Some(text) = settings.text(limit.setting_key()) else { continue };
        match text.parse() {
            Ok(windows) => rules.limits.set(limit, windows),
            Err(fault) => {
                let example = format!("{}={}", limit.setting_key(), limit.default_text());
                settings.fault(limit.setting_key(), fault.to_string(), example);
            }
        }
    }
    rules.auto_channels = read::auto_channels(settings);
    rules.password_min = usize::try_from(number("PASSWORD_MIN_LENGTH", 8, 8..=64)).unwrap_or(8);
    rules.phone_proof = Duration::from_secs(number("PHONE_PROOF_DAYS", 90, 0..=3650) * DAY);
    rules.phone_roles = read::phone_roles(settings);
    rules.retention = Duration::from_secs(number("RETENTION_DAYS", 30, 1..=3650) * DAY);
    rules.prices = read::prices(settings);
    (rules, code_length)
}
