//! Everything Twilio asks of a start before it looks at what is pending: its parameters, the account, the Service's
//! settings.

use std::net::IpAddr;

use crate::ask::Ask;
use crate::reply::Fault;
use crate::switches::UnknownLocale;
use crate::twilio::account::Caller;
use crate::twilio::channel::Channel;
use crate::twilio::fault::{fault, invalid};
use crate::twilio::form::Form;
use crate::twilio::locale::is_spoken;
use crate::twilio::service::Service;
use crate::world::World;

/// Tags of a verification, and the characters of a key or value.
const TAGS: (usize, usize) = (10, 128);

/// The address and the channel of a start that may go on.
pub(super) fn admitted(
    world: &World,
    by: &Caller,
    ask: &Ask,
    service: &Service,
) -> Result<(String, Channel), Fault> {
    let to = ask.form.required("To")?.to_owned();
    let named = ask.form.required("Channel")?;
    let channel = Channel::named(named).map_err(|()| invalid("Channel"))?.ok_or_else(|| fault(400, 60223))?;
    if !channel.reaches(&to) {
        return Err(invalid("To"));
    }
    well_formed(&ask.form)?;
    world.account(&by.account_sid).ok_or_else(|| fault(401, 20003))?.may_reach(&to)?;
    if !service.channels.contains(&channel) {
        return Err(fault(400, 60223));
    }
    if channel == Channel::WhatsApp && service.whatsapp_from.is_none() {
        return Err(fault(400, 68008));
    }
    if ask.form.get("AppHash").is_some() && channel != Channel::Sms {
        return Err(fault(400, 60602));
    }
    if service.psd2_enabled && (ask.form.get("Amount").is_none() || ask.form.get("Payee").is_none()) {
        return Err(fault(400, 60206));
    }
    if service.psd2_enabled && channel == Channel::Call {
        return Err(fault(400, 60214));
    }
    spoken(world, ask, channel)?;
    match ask.form.get("CustomCode") {
        Some(_) if !service.custom_code_enabled => Err(fault(400, 60204)),
        Some(code) if !(4..=10).contains(&code.len()) => Err(invalid("CustomCode")),
        _ => Ok((to, channel)),
    }
}

/// The optional parameters, each by itself.
fn well_formed(form: &Form) -> Result<(), Fault> {
    if form.filled("RiskCheck").is_some_and(|word| !matches!(word, "enable" | "disable")) {
        return Err(invalid("RiskCheck"));
    }
    if form.filled("AppHash").is_some_and(|hash| hash.len() != 11) {
        return Err(invalid("AppHash"));
    }
    if form.filled("DeviceIp").is_some_and(|address| address.parse::<IpAddr>().is_err()) {
        return Err(invalid("DeviceIp"));
    }
    form.flag("EnableSnaClientToken")?;
    form.object("ChannelConfiguration")?;
    form.object("TemplateCustomSubstitutions")?;
    let short = |text: &str| text.chars().count() <= TAGS.1;
    let tags = form.object("Tags")?.unwrap_or_default();
    let fit = tags.iter().all(|(key, value)| short(key) && value.as_str().is_some_and(short));
    if fit && tags.len() <= TAGS.0 { Ok(()) } else { Err(invalid("Tags")) }
}

/// E-mails are not translated.
fn spoken(world: &World, ask: &Ask, channel: Channel) -> Result<(), Fault> {
    let foreign = ask.form.filled("Locale").is_some_and(|tag| !is_spoken(tag));
    match world.switches.unknown_locale {
        _ if channel == Channel::Email || !foreign => Ok(()),
        UnknownLocale::NotFound => Err(world.not_found(ask)),
        UnknownLocale::NoTranslation => Err(fault(404, 60229)),
        UnknownLocale::Invalid => Err(invalid("Locale")),
        UnknownLocale::Ignored => Ok(()),
    }
}
