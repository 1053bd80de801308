//! Typed look-ups over keys and values: every fault is collected, none repeats a value, and the keys asked for are remembered.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use secrecy::SecretString;

use crate::channel::Channel;
use crate::host::is_this_machine;

/// What is configured. A key with an empty value is not set.
pub struct Settings {
    values: BTreeMap<String, String>,
    faults: Mutex<Vec<SettingFault>>,
    asked: Mutex<Vec<&'static str>>,
}

/// What is wrong with a key; never its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingFault {
    /// The key.
    pub key: String,
    /// What is wrong, to be read after the key.
    pub fault: String,
    /// How it would be right.
    pub example: String,
}

/// Beginnings of values that were never filled in.
const PLACEHOLDERS: [&str; 8] = ["your_", "your-", "<", "changeme", "change_me", "xxx", "todo", "replace"];

/// Straight ones, and those a word processor puts in their place.
const QUOTES: [char; 9] = ['"', '\'', '`', '“', '”', '„', '‘', '’', '«'];

impl Settings {
    /// From pairs of key and value.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let values = pairs.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect();
        Self { values, faults: Mutex::default(), asked: Mutex::default() }
    }

    /// The value, without white space around it.
    pub fn text(&self, key: &'static str) -> Option<String> {
        self.note(key);
        self.values.get(key).map(|value| value.trim().to_owned())
    }

    /// Whether there is a value.
    pub fn is_set(&self, key: &'static str) -> bool {
        self.note(key);
        self.values.contains_key(key)
    }

    /// A credential: white space, quotes and values that were never filled in are faults. `example` shows how it looks.
    pub fn secret(&self, key: &'static str, example: &str) -> Option<SecretString> {
        self.note(key);
        let value = self.values.get(key)?;
        let lower = value.trim().to_lowercase();
        let fault = if value.contains(char::is_whitespace) || value.contains(char::is_control) {
            "holds white space: write the value alone"
        } else if value.contains(QUOTES) {
            "holds quotes: write the value alone"
        } else if PLACEHOLDERS.iter().any(|start| lower.starts_with(start)) || lower.contains("xxxx") {
            "is a placeholder: it was never filled in"
        } else {
            return Some(value.clone().into());
        };
        self.fault(key, fault, example);
        None
    }

    /// A Twilio SID: two letters that say what it is, and 32 hexadecimal digits.
    pub fn sid(&self, key: &'static str, prefix: &'static str) -> Option<String> {
        use secrecy::ExposeSecret;
        let example = format!("{key}={prefix}0123456789abcdef0123456789abcdef");
        let sid = self.secret(key, &example)?.expose_secret().to_owned();
        let digits = sid.get(2..).unwrap_or_default();
        let shaped = digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit());
        if shaped && sid.starts_with(prefix) {
            return Some(sid);
        }
        let fault = match sid.get(..2).and_then(kind_of_sid).filter(|_| !sid.starts_with(prefix)) {
            Some(kind) => format!("must begin with {prefix}: this is the SID of {kind}"),
            None => format!("must be {prefix} and 32 hexadecimal digits"),
        };
        self.fault(key, fault, example);
        None
    }

    /// Whether a channel's key names this provider.
    pub fn names(&self, channel: Channel, provider: &str) -> bool {
        let names = self.text(channel.setting_key()).unwrap_or_default();
        names.split(',').any(|name| name.trim() == provider)
    }

    /// Notes that a key is missing, if it is.
    pub fn required(&self, key: &'static str, why: &str, example: &str) {
        if !self.is_set(key) {
            self.fault(key, format!("is missing: {why}"), example);
        }
    }

    /// The address of a provider, without a slash at its end: HTTPS, or plain HTTP to this very machine, where a double listens.
    pub fn base_url(&self, key: &'static str, usual: &str) -> Option<String> {
        let text = self.text(key).unwrap_or_else(|| usual.to_owned());
        if is_base(&text) {
            return Some(text.trim_end_matches('/').to_owned());
        }
        let fault = "must begin with https://, without query or user; plain http:// only to this machine";
        self.fault(key, fault, format!("{key}={usual}"));
        None
    }

    /// A value of any type that reads itself.
    pub fn parsed<T: FromStr>(&self, key: &'static str, fault: &str, example: &str) -> Option<T> {
        let text = self.text(key)?;
        let read = text.parse().ok();
        if read.is_none() {
            self.fault(key, fault, example);
        }
        read
    }

    /// Every key that begins so and has a value, with what follows the beginning: for keys of which there is one for each country.
    pub fn starting(&self, beginning: &str) -> Vec<(String, String)> {
        let found = self.values.iter();
        let found = found.filter_map(|(key, value)| Some((key.strip_prefix(beginning)?, value.trim())));
        found.map(|(rest, value)| (rest.to_owned(), value.to_owned())).collect()
    }

    /// Notes what is wrong with a key.
    pub fn fault(&self, key: impl Into<String>, fault: impl Into<String>, example: impl Into<String>) {
        let fault = SettingFault { key: key.into(), fault: fault.into(), example: example.into() };
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        if !faults.contains(&fault) {
            faults.push(fault);
        }
    }

    /// Everything wrong so far.
    pub fn faults(&self) -> Vec<SettingFault> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Every key asked for so far, in order of first asking.
    pub fn asked(&self) -> Vec<&'static str> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Every key with a value.
    pub fn keys(&self) -> Vec<&str> {
        self.values.keys().map(String::as_str).collect()
    }

    fn note(&self, key: &'static str) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if !asked.contains(&key) {
            asked.push(key);
        }
    }
}

fn kind_of_sid(prefix: &str) -> Option<&'static str> {
    Some(match prefix {
        "AC" => "an account",
        "SK" => "an API key",
        "VA" => "a Verify Service",
        "VE" => "a verification",
        "MG" => "a Messaging Service",
        "PN" => "a phone number",
        "SM" => "a message",
        "CA" => "a call",
        "HX" => "a content template",
        "IS" => "a Sync or Conversations service",
        _ => return None,
    })
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.values.keys()).finish()
    }
}

fn is_base(text: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(text) else { return false };
    let here = is_this_machine(url.host_str().unwrap_or_default());
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
