//! What Twilio Verify is configured with, and what is wrong with it: every key at once.

use super::Account;
use crate::settings::Settings;

const CONSOLE: &str = "from https://console.twilio.com";

/// The account, if everything needed is there and well formed.
pub(super) fn read(settings: &Settings) -> Option<Account> {
    let sid = settings.sid("TWILIO_ACCOUNT_SID", "AC");
    required(settings, "TWILIO_ACCOUNT_SID", "TWILIO_ACCOUNT_SID=AC0123456789abcdef0123456789abcdef");
    let by_key = settings.is_set("TWILIO_API_KEY_SID") || settings.is_set("TWILIO_API_KEY_SECRET");
    let token = settings.secret("TWILIO_AUTH_TOKEN");
    let (user, password) = if by_key {
        required(settings, "TWILIO_API_KEY_SID", "TWILIO_API_KEY_SID=SK0123456789abcdef0123456789abcdef");
        required(
            settings,
            "TWILIO_API_KEY_SECRET",
            "TWILIO_API_KEY_SECRET=… shown once when the key was made",
        );
        (settings.sid("TWILIO_API_KEY_SID", "SK"), settings.secret("TWILIO_API_KEY_SECRET"))
    } else {
        required(settings, "TWILIO_AUTH_TOKEN", &format!("TWILIO_AUTH_TOKEN=… {CONSOLE}"));
        (sid.clone(), token)
    };
    let service = settings.sid("TWILIO_VERIFY_SERVICE_SID", "VA");
    // the number belongs to Programmable Messaging, which nothing here speaks
    settings.is_set("TWILIO_PHONE_NUMBER");
    required(
        settings,
        "TWILIO_VERIFY_SERVICE_SID",
        "TWILIO_VERIFY_SERVICE_SID=VA0123456789abcdef0123456789abcdef from https://console.twilio.com/us1/develop/verify/services",
    );
    let services = own_services(settings);
    let verify_url = base_url(settings, "TWILIO_VERIFY_BASE_URL", "https://verify.twilio.com");
    let api_url = base_url(settings, "TWILIO_API_BASE_URL", "https://api.twilio.com");
    Some(Account {
        sid: sid?,
        user: user?,
        password: password?,
        service: service?,
        services,
        verify_url: verify_url?,
        api_url: api_url?,
    })
}

fn required(settings: &Settings, key: &'static str, example: &str) {
    if !settings.is_set(key) {
        settings.fault(key, "is missing: Twilio Verify is configured in part", example);
    }
}

fn own_services(settings: &Settings) -> Vec<(&'static str, String)> {
    let keys = [
        ("RESET", "TWILIO_VERIFY_SERVICE_SID_RESET"),
        ("LOGIN", "TWILIO_VERIFY_SERVICE_SID_LOGIN"),
        ("PHONE", "TWILIO_VERIFY_SERVICE_SID_PHONE"),
    ];
    keys.into_iter().filter_map(|(suffix, key)| settings.sid(key, "VA").map(|sid| (suffix, sid))).collect()
}

/// HTTPS, or plain HTTP to this very machine, where a double listens.
fn base_url(settings: &Settings, key: &'static str, usual: &str) -> Option<String> {
    let text = settings.text(key).unwrap_or_else(|| usual.to_owned());
    let url = text.trim_end_matches('/');
    let host = url.split_once("://").map(|(_, rest)| rest.split([':', '/']).next().unwrap_or_default());
    let here = matches!(host, Some("localhost" | "127.0.0.1")) || url.contains("://[::1]");
    if url.starts_with("https://") || (url.starts_with("http://") && here) {
        return Some(url.to_owned());
    }
    settings.fault(
        key,
        "must begin with https://; plain http:// only to this machine",
        format!("{key}={usual}"),
    );
    None
}
