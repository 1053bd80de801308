//! Who was named to serve which channel, before anybody is built.

use crate::channel::Channel;
use crate::provider::{Parts, Provider};
use crate::providers;
use crate::settings::Settings;

/// Who serves what, and who was configured to no purpose.
pub(crate) struct Roster {
    /// Of one channel in the order they are tried.
    pub(crate) serving: Vec<(Channel, &'static Provider)>,
    /// Credentials are there, and no channel names them.
    pub(crate) idle: Vec<&'static Provider>,
}

/// Reads `CHANNEL_…`, and what stands in where nothing is named.
pub(crate) fn read(settings: &Settings, parts: &Parts) -> Roster {
    let named = Channel::ALL.map(|channel| (channel, settings.text(channel.setting_key())));
    let claimed: Vec<&'static Provider> = providers::ALL
        .iter()
        .filter(|provider| provider.claims.iter().any(|key| settings.is_set(key)))
        .collect();
    let nothing_set = claimed.is_empty() && named.iter().all(|(_, name)| name.is_none());
    let mut serving = Vec::new();
    for (channel, names) in named {
        match names.as_deref() {
            Some("off") => {}
            Some(list) => serving.extend(chosen(settings, channel, list, parts)),
            None if nothing_set && parts.development => serving.push((channel, &providers::SANDBOX)),
            None if channel == Channel::Sms => {
                serving.extend(usual(settings, &claimed).map(|provider| (channel, provider)));
            }
            None => {}
        }
    }
    // one that looks after the same account is enough: the others would tell the same faults
    let mut idle: Vec<&'static Provider> = Vec::new();
    for provider in usual(settings, &claimed).into_iter().chain(claimed.iter().copied()) {
        let mut at_work = serving.iter().map(|(_, one)| *one).chain(idle.iter().copied());
        let shares = |one: &Provider| one.claims.iter().any(|key| provider.claims.contains(key));
        if !at_work.any(|one| one.name == provider.name || shares(one)) {
            idle.push(provider);
        }
    }
    Roster { serving, idle }
}

/// Who serves SMS where nobody is named: Twilio, if its keys are there. Verify, unless all there is is a sender.
fn usual(settings: &Settings, claimed: &[&'static Provider]) -> Option<&'static Provider> {
    let verify = settings.keys().iter().any(|key| key.starts_with("TWILIO_VERIFY_SERVICE_SID"));
    let sender = settings.is_set("TWILIO_PHONE_NUMBER") || settings.is_set("TWILIO_MESSAGING_SERVICE_SID");
    let usual = if sender && !verify { &providers::TWILIO_MESSAGING } else { &providers::TWILIO_VERIFY };
    claimed.iter().find(|provider| provider.name == usual.name).copied()
}

/// The providers a key names, by comma; the first of them is tried first.
fn chosen(
    settings: &Settings,
    channel: Channel,
    names: &str,
    parts: &Parts,
) -> Vec<(Channel, &'static Provider)> {
    let mut found: Vec<(Channel, &'static Provider)> = Vec::new();
    for name in names.split(',').map(str::trim) {
        let Some(provider) = one(settings, channel, name, parts) else { continue };
        if found.iter().any(|(_, known)| known.name == provider.name) {
            let key = channel.setting_key();
            settings.fault(key, format!("names {} twice", provider.name), format!("{key}={}", provider.name));
        } else {
            found.push((channel, provider));
        }
    }
    found
}

fn one(settings: &Settings, channel: Channel, name: &str, parts: &Parts) -> Option<&'static Provider> {
    let names: Vec<&str> = providers::ALL
        .iter()
        .filter(|provider| {
            provider.channels.contains(&channel)
                && (parts.development || provider.name != providers::SANDBOX.name)
        })
        .map(|provider| provider.name)
        .collect();
    let key = channel.setting_key();
    let found = providers::ALL.iter().find(|provider| provider.name == name && names.contains(&name));
    if found.is_none() {
        let fault = if name == providers::SANDBOX.name {
            "must not be the sandbox in production".to_owned()
        } else {
            format!("must be one of: {}, off; or several, by comma, in the order to try", names.join(", "))
        };
        settings.fault(key, fault, format!("{key}={}", names.first().unwrap_or(&"off")));
    }
    found
}
