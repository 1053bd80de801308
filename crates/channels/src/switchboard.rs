//! Which provider serves which channel: the only type of this floor that the flows ask.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::SystemTime;

use tokio::sync::Semaphore;

use crate::address::Address;
use crate::channel::Channel;
use crate::code::Code;
use crate::error::{Failure, ProviderError};
use crate::locale::Locale;
use crate::message::Notice;
use crate::outbox::Outbox;
use crate::provider::{Parts, Provider};
use crate::providers;
use crate::settings::Settings;
use crate::verifier::{Ask, Finding, Found, Reference, Verdict, Verifier};

/// Channels and who serves them.
pub struct Switchboard {
    lines: Vec<Line>,
    outbox: Option<Outbox>,
}

struct Line {
    channel: Channel,
    provider: &'static str,
    verifier: Arc<dyn Verifier>,
    calls: Semaphore,
}

/// Calls in flight for one provider and channel; more than that is a provider that hangs.
const CALLS: usize = 2_500;

/// What is kept of a verification at a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Who.
    pub provider: String,
    /// Where repeats collide there.
    pub station: String,
    /// What it is known by.
    pub reference: Reference,
}

/// Where a start would go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Who.
    pub provider: String,
    /// Where repeats collide there.
    pub station: String,
}

/// A start that a provider took.
#[derive(Debug, Clone)]
pub struct Begun {
    /// What to keep.
    pub receipt: Receipt,
    /// The channel really used.
    pub channel: Channel,
    /// The verification existed before.
    pub repeated: bool,
}

impl Switchboard {
    /// Reads who serves what; everything wrong goes into `settings`, and what is wrong is not served.
    pub fn build(settings: &Settings, parts: &Parts) -> Self {
        let named: Vec<(Channel, Option<String>)> =
            Channel::ALL.into_iter().map(|channel| (channel, settings.text(channel.setting_key()))).collect();
        let carriers_set = settings.keys().iter().any(|key| is_credential(key));
        let nothing_set = !carriers_set && named.iter().all(|(_, name)| name.is_none());
        let mut built: Vec<(&'static str, Option<Arc<dyn Verifier>>)> = Vec::new();
        let mut lines = Vec::new();
        let before = settings.faults().len();
        for (channel, name) in named {
            let provider = match name.as_deref() {
                Some("off") => None,
                Some(name) => chosen(settings, channel, name, parts),
                None if nothing_set && parts.development => Some(&providers::SANDBOX),
                None if carriers_set && channel == Channel::Sms => Some(&providers::TWILIO_VERIFY),
                None => None,
            };
            let Some(provider) = provider else { continue };
            let known =
                built.iter().find(|(name, _)| *name == provider.name).map(|(_, verifier)| verifier.clone());
            let verifier = known.unwrap_or_else(|| {
                let verifier = (provider.build)(settings, parts);
                built.push((provider.name, verifier.clone()));
                verifier
            });
            if let Some(verifier) = verifier {
                lines.push((channel, provider.name, verifier));
            }
        }
        // credentials that serve nothing are looked at all the same: they never fall silently to nobody
        if carriers_set && !built.iter().any(|(name, _)| *name == providers::TWILIO_VERIFY.name) {
            (providers::TWILIO_VERIFY.build)(settings, parts);
        }
        if lines.is_empty() && settings.faults().len() == before {
            let fault = "names no provider, nor does any other channel: nothing can be sent";
            settings.fault("CHANNEL_SMS", fault, "CHANNEL_SMS=twilio-verify");
        }
        let sandbox = lines.iter().any(|(_, name, _)| *name == providers::SANDBOX.name);
        Self { outbox: sandbox.then(|| parts.outbox.clone()), ..Self::from_lines(lines) }
    }

    /// From channels, the name of who serves each, and that provider.
    pub fn from_lines(lines: Vec<(Channel, &'static str, Arc<dyn Verifier>)>) -> Self {
        let lines = lines
            .into_iter()
            .map(|(channel, provider, verifier)| Line {
                channel,
                provider,
                verifier,
                calls: Semaphore::new(CALLS),
            })
            .collect();
        Self { lines, outbox: None }
    }

    /// What can be asked for.
    pub fn channels(&self) -> Vec<Channel> {
        self.lines.iter().map(|line| line.channel).collect()
    }

    /// Whether a channel can be asked for.
    pub fn offers(&self, channel: Channel) -> bool {
        self.lines.iter().any(|line| line.channel == channel)
    }

    /// The languages that messages of at least one channel can be in, in the order of the alphabet.
    pub fn locales(&self) -> Vec<&'static str> {
        let spoken = self.lines.iter().flat_map(|line| line.verifier.languages().iter().copied());
        spoken.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Who serves each channel, for people.
    pub fn table(&self) -> Vec<(Channel, &'static str)> {
        self.lines.iter().map(|line| (line.channel, line.provider)).collect()
    }

    /// The sandbox's messages, where it serves a channel.
    pub fn outbox(&self) -> Option<Outbox> {
        self.outbox.clone()
    }

    /// Where a start would go.
    pub fn route(&self, ask: &Ask) -> Option<Route> {
        let line = self.line(ask.channel)?;
        Some(Route { provider: line.provider.to_owned(), station: line.verifier.station(ask.purpose) })
    }

    /// A receipt made before the start, where the provider makes one.
    pub fn draft(&self, ask: &Ask) -> Option<Receipt> {
        let line = self.line(ask.channel)?;
        line.verifier.draft(ask).map(|reference| line.receipt(ask, reference))
    }

    /// A receipt of nothing.
    pub fn decoy(&self, ask: &Ask) -> Option<Receipt> {
        self.line(ask.channel).map(|line| line.receipt(ask, line.verifier.decoy(ask)))
    }

    /// Has a code sent.
    pub async fn start(&self, ask: &Ask, previous: Option<&Receipt>) -> Result<Begun, ProviderError> {
        let line = self.line(ask.channel).ok_or_else(|| ProviderError::new("none", Failure::NotOffered))?;
        let _call = line.enter()?;
        let station = line.verifier.station(ask.purpose);
        let previous =
            previous.filter(|receipt| receipt.provider == line.provider && receipt.station == station);
        let started = line.verifier.start(ask, previous.map(|receipt| &receipt.reference)).await?;
        Ok(Begun {
            receipt: line.receipt(ask, started.reference),
            channel: started.channel,
            repeated: started.repeated,
        })
    }

    /// Has a code checked by whoever sent it; a provider that is no longer configured knows nothing.
    pub async fn check(&self, ask: &Ask, receipt: &Receipt, code: &Code) -> Result<Verdict, ProviderError> {
        let Some(line) = self.holder(ask.channel, &receipt.provider) else { return Ok(Verdict::Gone) };
        let _call = line.enter()?;
        line.verifier.check(ask, &receipt.reference, code).await
    }

    /// Has a code checked whose start at `since` was never answered.
    pub async fn check_lost(
        &self,
        ask: &Ask,
        route: &Route,
        since: SystemTime,
        code: &Code,
    ) -> Result<Found, ProviderError> {
        let line = self.holder(ask.channel, &route.provider);
        let Some(line) = line.filter(|line| line.verifier.station(ask.purpose) == route.station) else {
            return Ok(Found::Gone);
        };
        let _call = line.enter()?;
        line.verifier.check_lost(ask, since, code).await
    }

    /// Has a verification ended.
    pub async fn cancel(&self, ask: &Ask, receipt: &Receipt) -> Result<(), ProviderError> {
        let Some(line) = self.holder(ask.channel, &receipt.provider) else { return Ok(()) };
        let _call = line.enter()?;
        line.verifier.cancel(ask, &receipt.reference).await
    }

    /// Tells whoever holds an address what happened, by the first channel that carries plain messages there; a call would be
    /// too much. `NotOffered`: none does.
    pub async fn tell(
        &self,
        to: &Address,
        notice: Notice,
        locale: Option<&Locale>,
    ) -> Result<&'static str, ProviderError> {
        let reaches = |line: &&Line| line.channel.carries(to) && line.channel != Channel::Call;
        let mut last = ProviderError::new("none", Failure::NotOffered);
        for line in self.lines.iter().filter(reaches) {
            let _call = line.enter()?;
            match line.verifier.tell(to, line.channel, notice, locale).await {
                Ok(()) => return Ok(line.provider),
                Err(error) if error.failure == Failure::NotOffered => last = error,
                Err(error) => return Err(error),
            }
        }
        Err(last)
    }

    /// What each provider says of its set-up.
    pub async fn examine(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for line in &self.lines {
            if !seen.contains(&line.provider) {
                seen.push(line.provider);
                findings.extend(line.verifier.examine().await);
            }
        }
        findings
    }

    fn line(&self, channel: Channel) -> Option<&Line> {
        self.lines.iter().find(|line| line.channel == channel)
    }

    fn holder(&self, channel: Channel, provider: &str) -> Option<&Line> {
        let of_provider = || self.lines.iter().filter(|line| line.provider == provider);
        of_provider().find(|line| line.channel == channel).or_else(|| of_provider().next())
    }
}

impl Line {
    fn receipt(&self, ask: &Ask, reference: Reference) -> Receipt {
        Receipt { provider: self.provider.to_owned(), station: self.verifier.station(ask.purpose), reference }
    }

    fn enter(&self) -> Result<tokio::sync::SemaphorePermit<'_>, ProviderError> {
        self.calls.try_acquire().map_err(|_| ProviderError::new(self.provider, Failure::Busy))
    }
}

// base URLs alone are no credential: the example configuration sets them
fn is_credential(key: &str) -> bool {
    key.starts_with("TWILIO_") && !key.ends_with("_BASE_URL")
}

fn chosen(settings: &Settings, channel: Channel, name: &str, parts: &Parts) -> Option<&'static Provider> {
    let names: Vec<&str> = providers::ALL
        .iter()
        .filter(|provider| {
            provider.channels.contains(&channel) && (parts.development || provider.name != "sandbox")
        })
        .map(|provider| provider.name)
        .collect();
    let key = channel.setting_key();
    let found = providers::ALL.iter().find(|provider| provider.name == name && names.contains(&name));
    if found.is_none() {
        let fault = if name == providers::SANDBOX.name {
            "must not be the sandbox in production".to_owned()
        } else {
            format!("must be one of: {}, off", names.join(", "))
        };
        settings.fault(key, fault, format!("{key}={}", names.first().unwrap_or(&"off")));
    }
    found
}
