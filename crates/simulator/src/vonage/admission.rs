//! What a start and a message must look like to be let in.

use serde_json::Value;

use crate::twilio::channel::{Channel, is_e164, is_mailbox};
use crate::vonage::account::VonageAccount;
use crate::vonage::problem::Problem;
use crate::vonage::verification::Step;

/// Most steps of a workflow.
const STEPS: usize = 3;

/// The languages of the built-in messages, as the guide to Verify's languages lists them.
const LOCALES: [&str; 40] = [
    "ar-xa", "cs-cz", "cy-cy", "cy-gb", "da-dk", "de-de", "el-gr", "en-au", "en-gb", "en-in", "en-us",
    "es-es", "es-mx", "es-us", "fi-fi", "fil-ph", "fr-ca", "fr-fr", "hi-in", "hu-hu", "id-id", "is-is",
    "it-it", "ja-jp", "ko-kr", "nb-no", "nl-nl", "pl-pl", "pt-br", "pt-pt", "ro-ro", "ru-ru", "sv-se",
    "th-th", "tr-tr", "vi-vn", "yue-cn", "zh-cn", "zh-hk", "zh-tw",
];

/// A start that was let in.
pub(super) struct Admitted {
    pub(super) brand: String,
    pub(super) steps: Vec<Step>,
    pub(super) locale: Option<String>,
    pub(super) timeout: u64,
    pub(super) length: u8,
    pub(super) code: Option<String>,
}

pub(super) fn start(body: &Value, account: &VonageAccount) -> Result<Admitted, Problem> {
    let brand = body["brand"].as_str().unwrap_or_default();
    if !(1..=16).contains(&brand.chars().count()) || brand.contains(['\\', '/', '{', '}', ':', '$']) {
        return Err(Problem::invalid("brand", "length must be 1 to 16, without \\/{}:$"));
    }
    let workflow = body["workflow"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !(1..=STEPS).contains(&workflow.len()) {
        return Err(Problem::invalid("workflow", "must have 1 to 3 steps"));
    }
    let steps = workflow.iter().map(|step| read(step, account)).collect::<Result<_, _>>()?;
    let locale = text(body, "locale", |locale| LOCALES.contains(&locale))?;
    let code = text(body, "code", |code| {
        (4..=10).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric())
    })?;
    text(body, "client_ref", |name| (1..=16).contains(&name.len()))?;
    let timeout = number(body, "channel_timeout", 15, 900)?.unwrap_or(180);
    let length = number(body, "code_length", 4, 10)?.unwrap_or(4);
    let length = u8::try_from(length).unwrap_or(4);
    Ok(Admitted { brand: brand.to_owned(), steps, locale, timeout, length, code })
}

fn read(step: &Value, account: &VonageAccount) -> Result<Step, Problem> {
    let channel = match step["channel"].as_str() {
        Some("sms") => Channel::Sms,
        Some("whatsapp") => Channel::WhatsApp,
        Some("voice") => Channel::Call,
        Some("email") => Channel::Email,
        _ => {
            return Err(Problem::invalid("workflow[].channel", "must be one of sms, whatsapp, voice, email"));
        }
    };
    let to = step["to"].as_str().unwrap_or_default();
    let to = if channel == Channel::Email { is_mailbox(to).then(|| to.to_owned()) } else { number_of(to) };
    let to = to.ok_or_else(|| Problem::invalid("workflow[].to", "is no address of this channel"))?;
    let from = step.get("from").map(|from| from.as_str().unwrap_or_default());
    let fits = match (channel, from) {
        (Channel::WhatsApp, from) => from.is_some_and(|from| account.whatsapp.iter().any(|own| own == from)),
        (Channel::Sms, Some(from)) => is_sender(from),
        (Channel::Call, Some(_)) => false,
        _ => true,
    };
    if fits {
        Ok(Step { channel, to })
    } else {
        Err(Problem::invalid("workflow[].from", "is no sender of yours"))
    }
}

/// A message that was let in.
pub(super) struct Parcel {
    pub(super) channel: Channel,
    pub(super) to: String,
    pub(super) from: String,
    pub(super) text: String,
}

pub(super) fn message(body: &Value, account: &VonageAccount) -> Result<Parcel, Problem> {
    let field = |name: &str| body[name].as_str().unwrap_or_default();
    if field("message_type") != "text" {
        return Err(Problem::invalid_message("message_type", "only text is simulated"));
    }
    let channel = match field("channel") {
        "sms" => Channel::Sms,
        "whatsapp" => Channel::WhatsApp,
        _ => return Err(Problem::invalid_message("channel", "must be sms or whatsapp")),
    };
    let to = number_of(field("to")).ok_or_else(|| Problem::invalid_message("to", "is no number"))?;
    let from = field("from");
    let fits = match channel {
        Channel::WhatsApp => account.whatsapp.iter().any(|own| own == from),
        _ => is_sender(from),
    };
    if !fits {
        return Err(Problem::invalid_message("from", "is no sender of yours"));
    }
    let text = field("text");
    let longest = if channel == Channel::Sms { 1000 } else { 4096 };
    if !(1..=longest).contains(&text.chars().count()) {
        return Err(Problem::invalid_message("text", "is empty or too long"));
    }
    Ok(Parcel { channel, to, from: from.to_owned(), text: text.to_owned() })
}

/// Digits alone, as Vonage writes numbers; here with their plus.
fn number_of(to: &str) -> Option<String> {
    let number = format!("+{to}");
    is_e164(&number).then_some(number)
}

/// A number, or a name of up to eleven letters and digits.
fn is_sender(from: &str) -> bool {
    number_of(from).is_some()
        || ((3..=11).contains(&from.len()) && from.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn text(body: &Value, name: &str, fits: impl Fn(&str) -> bool) -> Result<Option<String>, Problem> {
    match &body[name] {
        Value::Null => Ok(None),
        Value::String(text) if fits(text) => Ok(Some(text.clone())),
        _ => Err(Problem::invalid(name, "is not valid")),
    }
}

fn number(body: &Value, name: &str, least: u64, most: u64) -> Result<Option<u64>, Problem> {
    match body[name].as_u64() {
        None if body[name].is_null() => Ok(None),
        Some(number) if (least..=most).contains(&number) => Ok(Some(number)),
        _ => Err(Problem::invalid(name, "is out of range")),
    }
}
