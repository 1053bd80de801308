//! Twilio Programmable Messaging: a plain carrier of texts and WhatsApp messages; the code is made here
//! (<https://www.twilio.com/docs/messaging/api/message-resource>).

use std::sync::Arc;

use async_trait::async_trait;
use serde::Deserialize;

use super::twilio::account::{self, Account};
use super::twilio::examine::{Need, Survey, odd, silent};
use super::twilio::seal::Seal;
use super::twilio::wire::is_sid;
use super::twilio::{errors, outcome, sender, taken};
use crate::address::Address;
use crate::channel::Channel;
use crate::error::{Failure, ProviderError};
use crate::finding::Finding;
use crate::http::{Http, Reply};
use crate::local_codes::LocalCodes;
use crate::message::Message;
use crate::provider::{Codes, Parts, Provider};
use crate::report::{Incoming, Report, ReportFault};
use crate::request::Request;
use crate::settings::Settings;
use crate::verifier::{MessageId, Messenger, Verifier};

/// The entry.
pub(crate) const PROVIDER: Provider = Provider {
    name: "twilio-messaging",
    channels: &[Channel::Sms, Channel::WhatsApp],
    codes: Codes::MadeHere,
    reports: true,
    claims: &[
        "TWILIO_ACCOUNT_SID",
        "TWILIO_AUTH_TOKEN",
        "TWILIO_API_KEY_SID",
        "TWILIO_API_KEY_SECRET",
        "TWILIO_PHONE_NUMBER",
        SERVICE,
        "TWILIO_WHATSAPP_NUMBER",
        "TWILIO_WHATSAPP_CONTENT_SID",
    ],
    build,
};

const SERVICE: &str = "TWILIO_MESSAGING_SERVICE_SID";

/// The seconds a message may wait at Twilio, at most.
const LONGEST_WAIT: u64 = 36_000;

struct TwilioMessaging {
    http: Http,
    account: Account,
    senders: Senders,
    /// Where reports come to, if they do.
    seal: Option<Seal>,
    /// Why they do not.
    unheard: Option<Finding>,
    /// Of the API of messaging services; only looked at.
    services_url: String,
}

/// Who messages come from.
struct Senders {
    number: Option<String>,
    /// MG…: chooses among its numbers.
    service: Option<String>,
    whatsapp: Option<String>,
    /// HX…: the template that begins a WhatsApp conversation; its first variable is the code.
    template: Option<String>,
    /// Whether WhatsApp is served at all.
    serves_whatsapp: bool,
}

fn build(settings: &Settings, parts: &Parts) -> Option<Arc<dyn Verifier>> {
    let account = account::read(settings);
    let senders = Senders {
        number: sender::of_texts(settings),
        service: settings.sid(SERVICE, "MG"),
        whatsapp: sender::number(settings, "TWILIO_WHATSAPP_NUMBER", "TWILIO_WHATSAPP_NUMBER=+12025550199"),
        template: settings.sid("TWILIO_WHATSAPP_CONTENT_SID", "HX"),
        serves_whatsapp: settings.names(Channel::WhatsApp, PROVIDER.name),
    };
    if !settings.is_set("TWILIO_PHONE_NUMBER") && !settings.is_set(SERVICE) {
        settings.fault(
            "TWILIO_PHONE_NUMBER",
            format!("is missing, and so is {SERVICE}: texts come from one of them"),
            format!("TWILIO_PHONE_NUMBER=+12025550199, or {SERVICE}=MG0123456789abcdef0123456789abcdef"),
        );
    }
    let services_url = settings.base_url("TWILIO_MESSAGING_BASE_URL", "https://messaging.twilio.com");
    let (account, services_url) = (account?, services_url?);
    if senders.number.is_none() && senders.service.is_none() {
        return None;
    }
    let seal = Seal::of(&account, parts.report_url(PROVIDER.name));
    let unheard = Seal::unheard(&account, parts.public_url.as_deref());
    let http = parts.http.clone();
    let messaging = TwilioMessaging { http, account, senders, seal, unheard, services_url };
    Some(LocalCodes::carried_by(messaging, PROVIDER.name, parts))
}

impl Senders {
    /// The field that says who sends.
    fn of(&self, channel: Channel) -> Option<(&'static str, String)> {
        let service = || self.service.clone().map(|service| ("MessagingServiceSid", service));
        match channel {
            Channel::Sms => service().or_else(|| self.number.clone().map(|number| ("From", number))),
            Channel::WhatsApp => {
                let numbers = self.whatsapp.iter().chain(&self.number);
                let number = numbers.filter(|number| sender::is_number(number)).map(String::as_str).next();
                number.map(|number| ("From", format!("whatsapp:{number}"))).or_else(service)
            }
            Channel::Call | Channel::Email => None,
        }
    }
}

impl TwilioMessaging {
    async fn post(&self, resource: &str, form: Vec<(&'static str, String)>) -> Result<Reply, ProviderError> {
        let request = Request::form(self.account.url(resource), self.account.credentials(), form);
        self.http.ask_as(PROVIDER.name, &request).await
    }

    fn form(&self, to: &Address, channel: Channel, message: &Message) -> Option<Vec<(&'static str, String)>> {
        let to = to.as_str();
        let to = if channel == Channel::WhatsApp { format!("whatsapp:{to}") } else { to.to_owned() };
        let mut form = vec![("To", to), self.senders.of(channel)?];
        let template = self.senders.template.as_ref().filter(|_| channel == Channel::WhatsApp);
        match (template, message.code()) {
            (Some(template), Some(code)) => {
                form.push(("ContentSid", template.clone()));
                form.push(("ContentVariables", serde_json::json!({ "1": code.expose() }).to_string()));
            }
            // the template is one for codes
            (Some(_), None) => return None,
            (None, _) => form.push(("Body", message.text().to_owned())),
        }
        // what follows is about codes: nobody confirms a notice, and it does not grow old
        if let Some(life) = message.life() {
            // a code that is dead is better not delivered
            form.push(("ValidityPeriod", life.as_secs().clamp(1, LONGEST_WAIT).to_string()));
            form.push(("ProvideFeedback", "true".to_owned()));
            form.extend(self.seal.as_ref().map(|seal| ("StatusCallback", seal.url())));
        }
        Some(form)
    }

    async fn examine_service(&self, sid: &str) -> Finding {
        let survey = Survey { http: &self.http, account: &self.account };
        let reply = match survey.look(format!("{}/v1/Services/{sid}", self.services_url)).await {
            Ok(reply) => reply,
            Err(fault) => return silent(SERVICE, fault),
        };
        let read: Service = serde_json::from_slice(&reply.body).unwrap_or_default();
        match reply.status {
            200 if read.sid.as_deref() == Some(sid)
                && read.account_sid.as_ref() == Some(&self.account.sid) =>
            {
                Finding::good(SERVICE, "the Messaging Service answers")
            }
            200 => Finding::fault(
                SERVICE,
                "something answers, but not as Twilio's messaging services do",
                "look at TWILIO_MESSAGING_BASE_URL, and at what stands between this machine and Twilio",
            ),
            401 | 403 => Finding::note(SERVICE, "not readable with these credentials", None),
            404 => Finding::fault(
                SERVICE,
                "there is no such Messaging Service in this account (HTTP 404)",
                "compare the SID with https://console.twilio.com/us1/develop/sms/services",
            ),
            status => odd(SERVICE, status),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Service {
    sid: Option<String>,
    account_sid: Option<String>,
}

#[async_trait]
impl Messenger for TwilioMessaging {
    async fn deliver(
        &self,
        to: &Address,
        channel: Channel,
        message: &Message,
    ) -> Result<Option<MessageId>, ProviderError> {
        let form = self.form(to, channel, message);
        let form = form.ok_or_else(|| ProviderError::new(PROVIDER.name, Failure::NotOffered))?;
        let reply = self.post("Messages.json", form).await?;
        taken::read(PROVIDER.name, &reply, &self.account, &["SM", "MM"], to).map(Some)
    }

    async fn converted(&self, message: &MessageId) -> Result<(), ProviderError> {
        let sid = message.as_str();
        if !is_sid(sid, "SM") && !is_sid(sid, "MM") {
            return Ok(());
        }
        let form = vec![("Outcome", "confirmed".to_owned())];
        let reply = self.post(&format!("Messages/{sid}/Feedback.json"), form).await?;
        if reply.is_success() { Ok(()) } else { Err(errors::of_start(PROVIDER.name, &reply)) }
    }

    fn reports(&self, incoming: &Incoming) -> Result<Vec<Report>, ReportFault> {
        let opened = self.seal.as_ref().ok_or(ReportFault::NotOffered)?.opened(incoming)?;
        let ours = opened.is_of(&self.account);
        let message = opened.field("MessageSid").filter(|_| ours).and_then(MessageId::new);
        let message = message.ok_or(ReportFault::Unreadable)?;
        let status = opened.field("MessageStatus").ok_or(ReportFault::Unreadable)?;
        let code = opened.field("ErrorCode").and_then(|code| code.parse().ok());
        let delivery = outcome::of_message(status, code);
        Ok(delivery.map(|delivery| Report { message, delivery, code }).into_iter().collect())
    }

    async fn examine(&self) -> Vec<Finding> {
        let survey = Survey { http: &self.http, account: &self.account };
        let mut findings = Vec::new();
        if let Some(service) = &self.senders.service {
            findings.push(self.examine_service(service).await);
        } else if let Some(number) = &self.senders.number {
            findings.push(survey.number(number, Need::Texts).await);
        }
        if self.senders.serves_whatsapp && self.senders.template.is_none() {
            findings.push(Finding::note(
                "TWILIO_WHATSAPP_CONTENT_SID",
                "not set: WhatsApp lets businesses begin only with an approved template (error 63016)",
                Some("have an authentication template approved, and set its HX… SID"),
            ));
        }
        findings.extend(survey.purse().await);
        findings.extend(self.unheard.clone());
        findings
    }
}
