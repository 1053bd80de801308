//! The settings of a Verify Service.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::Instant;
use crate::twilio::channel::Channel;

/// A Verify Service as its owner configured it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "Twilio's own settings, each independent of the others")]
pub struct Service {
    /// `VA…`.
    pub sid: String,
    /// The account it belongs to.
    pub account_sid: String,
    /// The name in the message.
    pub friendly_name: String,
    /// 4 to 10 digits.
    pub code_length: u8,
    /// The channels that are not switched off; others answer 60223.
    pub channels: Vec<Channel>,
    /// The sender of WhatsApp messages; without one the channel answers 68008.
    pub whatsapp_from: Option<String>,
    /// How long a verification lives, in seconds; Twilio's default is ten minutes.
    pub life_seconds: u64,
    /// Whether `CustomCode` may be used.
    pub custom_code_enabled: bool,
    /// Whether a start reports the carrier.
    pub lookup_enabled: bool,
    /// Whether `Amount` and `Payee` are demanded.
    pub psd2_enabled: bool,
    /// Whether a landline is refused a text message; kept and told, no more: which numbers are landlines, the magic
    /// ones say.
    pub skip_sms_to_landlines: bool,
    /// Whether a call waits for a key before it says the code; kept and told, no more.
    pub dtmf_input_required: bool,
    /// Whether the message warns of sharing the code.
    pub do_not_share_warning_enabled: bool,
    /// Whether Twilio tells an event sink of what happens; kept and told, no more.
    pub verify_event_subscription_enabled: bool,
    /// The name a call speaks; kept and told, no more.
    pub tts_name: Option<String>,
    /// The messaging service of WhatsApp messages; kept and told, no more.
    pub whatsapp_messaging_service_sid: Option<String>,
    /// The template of messages that name none.
    pub default_template_sid: Option<String>,
}

impl Service {
    /// A Service as Twilio's console creates it, with every channel set up.
    pub fn new(sid: impl Into<String>, account_sid: impl Into<String>) -> Self {
        Self {
            sid: sid.into(),
            account_sid: account_sid.into(),
            friendly_name: "Simulator".to_owned(),
            code_length: 6,
            channels: Channel::ALL.to_vec(),
            whatsapp_from: Some("+15005550006".to_owned()),
            life_seconds: 600,
            custom_code_enabled: false,
            lookup_enabled: false,
            psd2_enabled: false,
            skip_sms_to_landlines: false,
            dtmf_input_required: false,
            do_not_share_warning_enabled: false,
            verify_event_subscription_enabled: false,
            tts_name: None,
            whatsapp_messaging_service_sid: None,
            default_template_sid: None,
        }
    }

    /// The Service resource.
    pub(crate) fn resource(&self, created: Instant, updated: Instant) -> Value {
        let url = format!("https://verify.twilio.com/v2/Services/{}", self.sid);
        json!({
            "sid": self.sid, "account_sid": self.account_sid, "friendly_name": self.friendly_name,
            "code_length": self.code_length, "lookup_enabled": self.lookup_enabled,
            "psd2_enabled": self.psd2_enabled, "skip_sms_to_landlines": self.skip_sms_to_landlines,
            "dtmf_input_required": self.dtmf_input_required, "tts_name": self.tts_name,
            "do_not_share_warning_enabled": self.do_not_share_warning_enabled,
            "custom_code_enabled": self.custom_code_enabled,
            "push": { "include_date": false, "apn_credential_sid": null, "fcm_credential_sid": null },
            "totp": { "issuer": null, "time_step": null, "code_length": null, "skew": null },
            "default_template_sid": self.default_template_sid,
            "whatsapp": { "msg_service_sid": self.whatsapp_messaging_service_sid, "from": self.whatsapp_from },
            "passkeys": null,
            "verify_event_subscription_enabled": self.verify_event_subscription_enabled,
            "date_created": created.rfc3339(), "date_updated": updated.rfc3339(), "url": url,
            "links": {
                "verification_checks": format!("{url}/VerificationCheck"),
                "verifications": format!("{url}/Verifications"),
                "rate_limits": format!("{url}/RateLimits"),
                "messaging_configurations": format!("{url}/MessagingConfigurations"),
                "entities": format!("{url}/Entities"),
                "webhooks": format!("{url}/Webhooks"),
                "access_tokens": format!("{url}/AccessTokens"),
            },
        })
    }
}
