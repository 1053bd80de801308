//! The wording of messages: two templates that every account has.

use serde_json::{Map, Value, json};

use crate::ask::Ask;
use crate::clock::Instant;
use crate::known;
use crate::reply::{Fault, Reply};
use crate::twilio::account::Caller;
use crate::twilio::channel::Channel;
use crate::twilio::fault::fault;
use crate::twilio::page::page;
use crate::twilio::service::Service;
use crate::world::World;

/// A template; the first of its translations, by language, is the one for all others.
struct Template {
    sid: &'static str,
    name: &'static str,
    translations: &'static [(&'static str, &'static str)],
}

const PLAIN: &str = "Your {{friendly_name}} verification code is: {{code}}";
const WARNING: &str = " Do not share it with anyone.";

const TEMPLATES: &[Template] = &[
    Template {
        sid: known::TEMPLATE_SID,
        name: "Name and code",
        translations: &[
            ("en", PLAIN),
            ("de", "Dein Code von {{friendly_name}}: {{code}}"),
            ("es", "Tu código de {{friendly_name}}: {{code}}"),
            ("fr", "Votre code {{friendly_name}} : {{code}}"),
        ],
    },
    Template {
        sid: "HJ51d0c0de5eed0000000000000000c002",
        name: "Code alone",
        translations: &[("en", "Your verification code is: {{code}}")],
    },
];

pub(super) fn list(world: &World, by: &Caller, ask: &Ask) -> Result<Reply, Fault> {
    let wanted = ask.query.filled("FriendlyName");
    let named = TEMPLATES.iter().filter(|template| wanted.is_none_or(|name| name == template.name));
    page(ask, "templates", named.map(|template| template.resource(&by.account_sid, world.opened())).collect())
}

/// 404/60228 for a template that does not exist.
pub(super) fn known_template(sid: &str) -> Result<(), Fault> {
    find(sid).map(|_| ())
}

/// The sentence a person reads or hears, still without the code. Mailboxes and WhatsApp know no templates.
pub(super) fn wording(ask: &Ask, channel: Channel, service: &Service) -> Result<String, Fault> {
    let chosen = ask.form.filled("TemplateSid").or(service.default_template_sid.as_deref());
    let text = match chosen.filter(|_| matches!(channel, Channel::Sms | Channel::Call)) {
        Some(sid) => find(sid)?.translation(ask.form.filled("Locale"))?,
        None => PLAIN,
    };
    let name = ask.form.filled("CustomFriendlyName").unwrap_or(&service.friendly_name);
    let warning = if service.do_not_share_warning_enabled { WARNING } else { "" };
    Ok(text.replace("{{friendly_name}}", name) + warning)
}

fn find(sid: &str) -> Result<&'static Template, Fault> {
    TEMPLATES.iter().find(|template| template.sid == sid).ok_or_else(|| fault(404, 60228))
}

impl Template {
    fn translation(&self, locale: Option<&str>) -> Result<&'static str, Fault> {
        let found = match locale {
            Some(tag) => self.translations.iter().find(|(language, _)| language.eq_ignore_ascii_case(tag)),
            None => self.translations.first(),
        };
        found.map(|(_, text)| *text).ok_or_else(|| fault(404, 60229))
    }

    fn resource(&self, account_sid: &str, made: Instant) -> Value {
        let date = made.rfc3339();
        let translation = |(at, (language, text)): (usize, &(&str, &str))| {
            let body = json!({
                "is_default_translation": at == 0, "status": "approved", "locale": language, "text": text,
                "date_updated": date, "date_created": date,
            });
            ((*language).to_owned(), body)
        };
        let translations: Map<String, Value> =
            self.translations.iter().enumerate().map(translation).collect();
        json!({
            "sid": self.sid, "account_sid": account_sid, "friendly_name": self.name,
            "channels": ["sms", "voice"], "translations": translations,
        })
    }
}
