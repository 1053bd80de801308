//! What Twilio Verify is configured with, and what is wrong with it: every key at once.

use std::net::IpAddr;

use super::Account;
use crate::settings::Settings;

const TOKEN: &str = "TWILIO_AUTH_TOKEN=0123456789abcdef0123456789abcdef, from https://console.twilio.com";
const SECRET: &str =
    "TWILIO_API_KEY_SECRET=0123456789abcdefghijABCDEFGHIJkl, shown once when the key was made";

/// The account, if everything needed is there and well formed.
pub(super) fn read(settings: &Settings) -> Option<Account> {
    let sid = settings.sid("TWILIO_ACCOUNT_SID", "AC");
    required(settings, "TWILIO_ACCOUNT_SID", "TWILIO_ACCOUNT_SID=AC0123456789abcdef0123456789abcdef");
    let by_key = settings.is_set("TWILIO_API_KEY_SID") || settings.is_set("TWILIO_API_KEY_SECRET");
    let token = settings.secret("TWILIO_AUTH_TOKEN", TOKEN);
    let (user, password) = if by_key {
        required(settings, "TWILIO_API_KEY_SID", "TWILIO_API_KEY_SID=SK0123456789abcdef0123456789abcdef");
        required(settings, "TWILIO_API_KEY_SECRET", SECRET);
        (settings.sid("TWILIO_API_KEY_SID", "SK"), settings.secret("TWILIO_API_KEY_SECRET", SECRET))
    } else {
        required(settings, "TWILIO_AUTH_TOKEN", TOKEN);
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
    if is_base(&text) {
        return Some(text.trim_end_matches('/').to_owned());
    }
    settings.fault(
        key,
        "must begin with https://, without query or user; plain http:// only to this machine",
        format!("{key}={usual}"),
    );
    None
}

fn is_base(text: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(text) else { return false };
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    let here = host == "localhost" || address.is_ok_and(|address| address.is_loopback());
    let plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none()
        && !text.contains(char::is_whitespace);
    plain && (url.scheme() == "https" || (url.scheme() == "http" && here))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_leave_this_machine_over_tls_only() {
        for good in [
            "https://verify.twilio.com",
            "https://verify.dublin.ie1.twilio.com/",
            "http://127.0.0.1:4010",
            "http://127.9.9.9",
            "http://localhost:4010/",
            "http://[::1]:4010",
            "https://gateway.example/twilio",
        ] {
            assert!(is_base(good), "{good}");
        }
        for bad in [
            "",
            "verify.twilio.com",
            "https://",
            "http://verify.twilio.com",
            "http://localhost.example.com",
            "http://localhost:pw@example.com",
            "http://127.0.0.1@example.com",
            "http://127.0.0.1.example.com",
            "http://example.com/://[::1]",
            "http://[2001:db8::1]",
            "http://0.0.0.0:4010",
            "ftp://localhost",
            "file:///etc/passwd",
            "https://user:pw@verify.twilio.com",
            "https://verify.twilio.com?x=1",
            "https://verify.twilio.com#x",
            "https://verify.twilio.com/a b",
        ] {
            assert!(!is_base(bad), "{bad}");
        }
    }
}
