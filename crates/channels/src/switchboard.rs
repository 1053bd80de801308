//! Which provider serves which channel: the only type of this floor that the flows ask.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::SystemTime;

use crate::address::Address;
use crate::breaker::Circuit;
use crate::channel::Channel;
use crate::code::Code;
use crate::error::{Failure, ProviderError};
use crate::finding::Finding;
use crate::line::{Line, LineState, Share};
use crate::locale::Locale;
use crate::message::Notice;
use crate::outbox::Outbox;
use crate::provider::{Parts, Provider};
use crate::providers;
use crate::report::{Incoming, Report, ReportFault};
use crate::roster;
use crate::settings::Settings;
use crate::test_numbers::{self, TestNumbers};
use crate::verifier::{Ask, Found, MessageId, Reference, Verdict, Verifier};

/// Channels and who serves them.
pub struct Switchboard {
    /// Of one channel in the order they are tried.
    lines: Vec<Line>,
    outbox: Option<Outbox>,
    /// Of credentials that no channel uses.
    unused: Vec<Finding>,
    default_locale: Option<Locale>,
    test_numbers: TestNumbers,
    /// Serves test numbers on whatever channel.
    test_line: Line,
    now: Arc<dyn Fn() -> SystemTime + Send + Sync>,
}

/// How a notice ended.
#[derive(Debug)]
pub struct Told {
    /// The provider that has it, or may have, and the channel; none where nobody does.
    pub by: Option<(&'static str, Channel)>,
    /// An error that leaves open whether it was sent, or the last of those that do not.
    pub ended: Result<(), ProviderError>,
}

impl Told {
    fn by_nobody(last: ProviderError) -> Self {
        Self { by: None, ended: Err(last) }
    }
}

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
    /// How.
    pub channel: Channel,
    /// Who.
    pub provider: &'static str,
    /// Where repeats collide there.
    pub station: String,
    /// The reference it begins with, where one is made before the start.
    pub draft: Option<Reference>,
    /// Whether what is alive there can be ended.
    pub cancels: bool,
}

/// A start that a provider took.
#[derive(Debug, Clone)]
pub struct Begun {
    /// What to keep.
    pub receipt: Receipt,
    /// What the provider knows the message by.
    pub message: Option<MessageId>,
    /// The channel really used.
    pub channel: Channel,
    /// The verification existed before.
    pub repeated: bool,
}

impl Switchboard {
    /// Reads who serves what; everything wrong goes into `settings`, and what is wrong is not served.
    pub fn build(settings: &Settings, parts: &Parts) -> Self {
        let named = roster::read(settings, parts);
        let mut built: Vec<(&'static str, Option<Arc<dyn Verifier>>)> = Vec::new();
        let mut lines = Vec::new();
        let before = settings.faults().len();
        for (channel, provider) in named.serving {
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
        for provider in &named.idle {
            if !built.iter().any(|(name, _)| *name == provider.name) {
                (provider.build)(settings, parts);
            }
        }
        if lines.is_empty() && settings.faults().len() == before {
            let fault = "names no provider, nor does any other channel: nothing can be sent";
            let meant = named.idle.first().copied().unwrap_or(&providers::TWILIO_VERIFY);
            let key = meant.channels.first().map_or("CHANNEL_SMS", |channel| channel.setting_key());
            settings.fault(key, fault, format!("{key}={}", meant.name));
        }
        // where nothing is served, the fault says it
        let idle = named.idle.iter().filter(|_| !lines.is_empty());
        let unused = idle.filter_map(|provider| unused(settings, provider)).collect();
        let sandbox = lines.iter().any(|(_, name, _)| *name == providers::SANDBOX.name);
        let outbox = sandbox.then(|| parts.outbox.clone());
        let numbers = TestNumbers::read(settings, parts.development);
        Self { outbox, unused, ..Self::new(lines, numbers, parts) }
    }

    /// From channels, the name of who serves each, and that provider; of one channel in the order they are tried.
    pub fn from_lines(lines: Vec<(Channel, &'static str, Arc<dyn Verifier>)>, parts: &Parts) -> Self {
        Self::new(lines, TestNumbers::default(), parts)
    }

    fn new(
        lines: Vec<(Channel, &'static str, Arc<dyn Verifier>)>,
        test_numbers: TestNumbers,
        parts: &Parts,
    ) -> Self {
        let share = Share::of_each(lines.len(), parts.capacity);
        let line = |share: &Share, (channel, provider, verifier)| {
            Line::new(channel, provider, verifier, share.clone(), parts.caution, Arc::clone(&parts.now))
        };
        let test_line: Arc<dyn Verifier> = Arc::new(test_numbers.clone());
        // nobody is called: it takes nothing from the others
        let apart = Share::of_each(1, parts.capacity);
        Self {
            lines: lines.into_iter().map(|one| line(&share, one)).collect(),
            outbox: None,
            unused: Vec::new(),
            default_locale: parts.default_locale.clone(),
            test_line: line(&apart, (Channel::Sms, test_numbers::NAME, test_line)),
            test_numbers,
            now: Arc::clone(&parts.now),
        }
    }

    /// What can be asked for.
    pub fn channels(&self) -> Vec<Channel> {
        Channel::ALL.into_iter().filter(|channel| self.offers(*channel)).collect()
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

    /// Who serves each channel, for people; in the order they are tried.
    pub fn table(&self) -> Vec<(Channel, &'static str)> {
        self.lines.iter().map(|line| (line.channel, line.provider)).collect()
    }

    /// What every line is doing.
    pub fn states(&self) -> Vec<LineState> {
        self.lines.iter().map(Line::state).collect()
    }

    /// The sandbox's messages, where it serves a channel.
    pub fn outbox(&self) -> Option<Outbox> {
        self.outbox.clone()
    }

    /// Where a start would go, in the order to try.
    pub fn routes(&self, ask: &Ask) -> Vec<Route> {
        let route = |line: &Line| Route {
            channel: ask.channel,
            provider: line.provider,
            station: line.verifier.station(ask.purpose),
            draft: line.draft(ask),
            cancels: line.verifier.can_cancel(),
        };
        if self.is_test(&ask.to) {
            return if self.offers(ask.channel) { vec![route(&self.test_line)] } else { Vec::new() };
        }
        let mut serving: Vec<&Line> = self.lines.iter().filter(|line| line.channel == ask.channel).collect();
        // whoever is left alone for a while is asked last
        serving.sort_by_key(|line| line.state().circuit == Circuit::Open);
        serving.into_iter().map(route).collect()
    }

    /// Whether nothing is sent to this address, and its code is a fixed one.
    pub fn is_test(&self, to: &Address) -> bool {
        self.test_numbers.hold(to, (self.now)())
    }

    /// Whether what is alive at this provider can be ended.
    pub fn can_cancel(&self, channel: Channel, provider: &str) -> bool {
        self.line(channel, provider).is_none_or(|line| line.verifier.can_cancel())
    }

    /// A receipt of nothing, as this provider would give one.
    pub fn decoy(&self, ask: &Ask, provider: &str) -> Option<Receipt> {
        let line = self.line(ask.channel, provider).or_else(|| self.first(ask.channel))?;
        Some(receipt(line, ask, line.verifier.decoy(ask)))
    }

    /// Has a code sent by this provider. `previous` is what it began before, or the draft of the route.
    pub async fn start(
        &self,
        ask: &Ask,
        provider: &str,
        previous: Option<&Receipt>,
    ) -> Result<Begun, ProviderError> {
        let line = self.line(ask.channel, provider);
        let line = line.ok_or_else(|| ProviderError::new("none", Failure::NotOffered))?;
        let call = line.enter()?;
        let previous = previous.filter(|receipt| line.knows(&receipt.provider, &receipt.station, ask));
        let ask = self.in_language(ask, line);
        let started =
            call.ends(line.verifier.start(&ask, previous.map(|receipt| &receipt.reference)).await)?;
        Ok(Begun {
            receipt: receipt(line, &ask, started.reference),
            message: started.message,
            channel: started.channel,
            repeated: started.repeated,
        })
    }

    /// Has a code checked by whoever sent it; a provider that is no longer configured knows nothing.
    pub async fn check(&self, ask: &Ask, receipt: &Receipt, code: &Code) -> Result<Verdict, ProviderError> {
        let Some(line) = self.holder(ask, &receipt.provider, &receipt.station) else {
            return Ok(Verdict::Gone);
        };
        // codes made here are checked here, however their carrier fares
        if line.verifier.station(ask.purpose).is_empty() {
            return line.verifier.check(ask, &receipt.reference, code).await;
        }
        let call = line.enter()?;
        call.ends(line.verifier.check(ask, &receipt.reference, code).await)
    }

    /// Has a code checked whose start at `since`, by this provider at this station, was never answered.
    pub async fn check_lost(
        &self,
        ask: &Ask,
        (provider, station): (&str, &str),
        since: SystemTime,
        code: &Code,
    ) -> Result<Found, ProviderError> {
        let line = self.holder(ask, provider, station);
        let Some(line) = line.filter(|line| line.verifier.station(ask.purpose) == station) else {
            return Ok(Found::Gone);
        };
        let call = line.enter()?;
        call.ends(line.verifier.check_lost(ask, since, code).await)
    }

    /// Has a verification ended.
    pub async fn cancel(&self, ask: &Ask, receipt: &Receipt) -> Result<(), ProviderError> {
        let Some(line) = self.holder(ask, &receipt.provider, &receipt.station) else { return Ok(()) };
        if line.verifier.station(ask.purpose).is_empty() {
            return line.verifier.cancel(ask, &receipt.reference).await;
        }
        let call = line.enter()?;
        call.ends(line.verifier.cancel(ask, &receipt.reference).await)
    }

    /// Tells whoever carried a code that it was right, where they want to know.
    pub async fn converted(
        &self,
        channel: Channel,
        provider: &str,
        message: &MessageId,
    ) -> Result<(), ProviderError> {
        let Some(line) = self.line(channel, provider) else { return Ok(()) };
        // most carriers do not want to know: it says nothing of their health
        line.verifier.converted(message).await
    }

    /// What a delivery report of this provider says, once its signature was found right.
    pub fn reports(&self, provider: &str, incoming: &Incoming) -> Result<Vec<Report>, ReportFault> {
        let line = self.lines.iter().find(|line| line.provider == provider);
        line.ok_or(ReportFault::NotOffered)?.verifier.reports(incoming)
    }

    /// Tells whoever holds an address what happened, by the first line that carries plain messages there; a call would be
    /// too much. `NotOffered`: none does.
    pub async fn tell(&self, to: &Address, notice: Notice, locale: Option<&Locale>) -> Told {
        if self.is_test(to) {
            return Told::by_nobody(ProviderError::new(test_numbers::NAME, Failure::NotOffered));
        }
        let reaches = |line: &&Line| line.channel.carries(to) && line.channel != Channel::Call;
        let mut last = ProviderError::new("none", Failure::NotOffered);
        for line in self.lines.iter().filter(reaches) {
            let locale = self.language(line, locale, to);
            let told = match line.enter() {
                Ok(call) => call.ends(line.verifier.tell(to, line.channel, notice, locale.as_ref()).await),
                Err(error) => Err(error),
            };
            match told {
                Err(error) if error.is_certainly_unasked() => last = error,
                ended => return Told { by: Some((line.provider, line.channel)), ended },
            }
        }
        Told::by_nobody(last)
    }

    /// What each provider says of its set-up.
    pub async fn examine(&self) -> Vec<Finding> {
        let mut findings = self.unused.clone();
        findings.extend(self.test_numbers.finding((self.now)()));
        let mut seen: Vec<&str> = Vec::new();
        for line in &self.lines {
            if !seen.contains(&line.provider) {
                seen.push(line.provider);
                // providers of one account say the same of it
                let found = line.verifier.examine().await.into_iter().filter(|one| !findings.contains(one));
                findings.extend(found.collect::<Vec<_>>());
            }
        }
        findings
    }

    fn line(&self, channel: Channel, provider: &str) -> Option<&Line> {
        if provider == test_numbers::NAME {
            return Some(&self.test_line);
        }
        self.lines.iter().find(|line| line.channel == channel && line.provider == provider)
    }

    fn first(&self, channel: Channel) -> Option<&Line> {
        self.lines.iter().find(|line| line.channel == channel)
    }

    /// Who knows of a verification: its provider, by this channel or another; or, of a code that was made here, whoever
    /// carries such codes now.
    fn holder(&self, ask: &Ask, provider: &str, station: &str) -> Option<&Line> {
        if provider == test_numbers::NAME {
            // a code that was known to many is worth nothing past its date
            return self.is_test(&ask.to).then_some(&self.test_line);
        }
        let of_provider = || self.lines.iter().filter(|line| line.provider == provider);
        let by_it = of_provider().find(|line| line.channel == ask.channel).or_else(|| of_provider().next());
        by_it.or_else(|| self.lines.iter().find(|line| line.knows(provider, station, ask)))
    }

    /// The language a message is asked for in: the person's, that of the number's country, or the usual one; the first that
    /// this provider speaks.
    fn language(&self, line: &Line, asked: Option<&Locale>, to: &Address) -> Option<Locale> {
        let spoken = line.verifier.languages();
        let of_country = to.country().and_then(Locale::of_country);
        let wishes = [asked, of_country.as_ref(), self.default_locale.as_ref()];
        wishes.into_iter().flatten().find(|locale| locale.is_among(spoken)).cloned()
    }

    fn in_language<'a>(&self, ask: &'a Ask, line: &Line) -> Cow<'a, Ask> {
        let locale = self.language(line, ask.locale.as_ref(), &ask.to);
        if locale == ask.locale { Cow::Borrowed(ask) } else { Cow::Owned(Ask { locale, ..ask.clone() }) }
    }
}

/// Credentials are there, and no channel names whose they are.
fn unused(settings: &Settings, provider: &Provider) -> Option<Finding> {
    let key = provider.claims.iter().find(|key| settings.is_set(key))?;
    let channels: Vec<&str> = provider.channels.iter().map(|channel| channel.setting_key()).collect();
    let says = format!("set, and not used: no channel names {}", provider.name);
    let remedy = format!("name {} in {} if it was meant", provider.name, channels.join(" or "));
    Some(Finding::note(key, says, Some(&remedy)))
}

fn receipt(line: &Line, ask: &Ask, reference: Reference) -> Receipt {
    Receipt { provider: line.provider.to_owned(), station: line.verifier.station(ask.purpose), reference }
}
