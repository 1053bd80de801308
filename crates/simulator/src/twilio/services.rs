//! The Services resource: create, list, read, change, delete.

use serde_json::Value;

use crate::ask::Ask;
use crate::reply::{Fault, Reply};
use crate::twilio::Exchange;
use crate::twilio::account::Caller;
use crate::twilio::fault::invalid;
use crate::twilio::form::Form;
use crate::twilio::page::page;
use crate::twilio::service::Service;
use crate::twilio::sid::sid;
use crate::twilio::templates::known_template;
use crate::world::World;

pub(super) fn create(world: &mut World, by: &Caller, ask: &Ask) -> Result<Reply, Fault> {
    ask.form.required("FriendlyName")?;
    let mut service = Service::new(sid("VA"), &by.account_sid);
    fill(&mut service, &ask.form)?;
    let exchange = Exchange::new(service, world.clock.now());
    let body = resource(&exchange);
    world.open(exchange);
    Ok(Reply::json(201, body))
}

pub(super) fn list(world: &World, by: &Caller, ask: &Ask) -> Result<Reply, Fault> {
    let mut own: Vec<&Exchange> =
        world.exchanges().filter(|exchange| exchange.service.account_sid == by.account_sid).collect();
    own.sort_by(|one, other| one.service.sid.cmp(&other.service.sid));
    page(ask, "services", own.into_iter().map(resource).collect())
}

pub(super) fn one(world: &mut World, by: &Caller, ask: &Ask, sid: &str) -> Result<Reply, Fault> {
    let now = world.clock.now();
    let exchange = world.exchange(by, ask, sid)?;
    match ask.method.as_str() {
        "DELETE" => {
            world.close(sid);
            return Ok(Reply::no_content());
        }
        "POST" => {
            let mut changed = exchange.service.clone();
            fill(&mut changed, &ask.form)?;
            exchange.service = changed;
            exchange.updated = now;
        }
        _ => {}
    }
    Ok(Reply::json(200, resource(exchange)))
}

fn resource(exchange: &Exchange) -> Value {
    exchange.service.resource(exchange.created, exchange.updated)
}

fn fill(service: &mut Service, form: &Form) -> Result<(), Fault> {
    if let Some(name) = form.get("FriendlyName") {
        if name.is_empty() || name.chars().count() > 30 {
            return Err(invalid("FriendlyName"));
        }
        name.clone_into(&mut service.friendly_name);
    }
    if let Some(length) = form.number("CodeLength", 4..=10)? {
        service.code_length = u8::try_from(length).map_err(|_| invalid("CodeLength"))?;
    }
    for (name, flag) in [
        ("LookupEnabled", &mut service.lookup_enabled),
        ("Psd2Enabled", &mut service.psd2_enabled),
        ("CustomCodeEnabled", &mut service.custom_code_enabled),
        ("SkipSmsToLandlines", &mut service.skip_sms_to_landlines),
        ("DtmfInputRequired", &mut service.dtmf_input_required),
        ("DoNotShareWarningEnabled", &mut service.do_not_share_warning_enabled),
        ("VerifyEventSubscriptionEnabled", &mut service.verify_event_subscription_enabled),
    ] {
        *flag = form.flag(name)?.unwrap_or(*flag);
    }
    if let Some(sid) = form.filled("DefaultTemplateSid") {
        known_template(sid)?;
    }
    for (name, text) in [
        ("DefaultTemplateSid", &mut service.default_template_sid),
        ("TtsName", &mut service.tts_name),
        ("Whatsapp.From", &mut service.whatsapp_from),
        ("Whatsapp.MsgServiceSid", &mut service.whatsapp_messaging_service_sid),
    ] {
        if let Some(value) = form.filled(name) {
            *text = Some(value.to_owned());
        }
    }
    Ok(())
}
