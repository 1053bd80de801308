//! What Twilio Verify is configured with besides the account, and what is wrong with it: every key at once.

use super::Services;
use crate::providers::twilio::account::{self, Account};
use crate::settings::Settings;

/// The account and its Services, if everything needed is there and well formed.
pub(super) fn read(settings: &Settings) -> Option<(Account, Services)> {
    let account = account::read(settings);
    let usual = settings.sid("TWILIO_VERIFY_SERVICE_SID", "VA");
    settings.required(
        "TWILIO_VERIFY_SERVICE_SID",
        "Twilio Verify is configured in part; or set TWILIO_PHONE_NUMBER or TWILIO_MESSAGING_SERVICE_SID, and codes made here are sent",
        "TWILIO_VERIFY_SERVICE_SID=VA0123456789abcdef0123456789abcdef from https://console.twilio.com/us1/develop/verify/services",
    );
    let keys = [
        ("RESET", "TWILIO_VERIFY_SERVICE_SID_RESET"),
        ("LOGIN", "TWILIO_VERIFY_SERVICE_SID_LOGIN"),
        ("PHONE", "TWILIO_VERIFY_SERVICE_SID_PHONE"),
    ];
    let own = keys.into_iter().filter_map(|(suffix, key)| Some((suffix, settings.sid(key, "VA")?))).collect();
    let url = settings.base_url("TWILIO_VERIFY_BASE_URL", "https://verify.twilio.com");
    Some((account?, Services { usual: usual?, own, url: url? }))
}
