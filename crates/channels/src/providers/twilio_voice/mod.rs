//! Twilio Programmable Voice: a plain carrier that calls and says the code, which is made here
//! (<https://www.twilio.com/docs/voice/api/call-resource>). What it says is in the request: nobody need reach us.

mod twiml;

use std::sync::Arc;

use async_trait::async_trait;

use super::twilio::account::{self, Account};
use super::twilio::examine::{Need, Survey};
use super::twilio::seal::Seal;
use super::twilio::{outcome, sender, taken};
use crate::address::Address;
use crate::channel::Channel;
use crate::error::{Failure, ProviderError};
use crate::finding::Finding;
use crate::http::Http;
use crate::local_codes::LocalCodes;
use crate::message::Message;
use crate::provider::{Codes, Parts, Provider};
use crate::report::{Incoming, Report, ReportFault};
use crate::request::Request;
use crate::settings::Settings;
use crate::verifier::{MessageId, Messenger, Verifier};

/// The entry.
pub(crate) const PROVIDER: Provider = Provider {
    name: "twilio-voice",
    channels: &[Channel::Call],
    codes: Codes::MadeHere,
    reports: true,
    claims: &[
        "TWILIO_ACCOUNT_SID",
        "TWILIO_AUTH_TOKEN",
        "TWILIO_API_KEY_SID",
        "TWILIO_API_KEY_SECRET",
        "TWILIO_PHONE_NUMBER",
    ],
    build,
};

/// How long it rings, in seconds: before a mailbox answers, as a rule.
const RINGS: &str = "30";

struct TwilioVoice {
    http: Http,
    account: Account,
    number: String,
    /// Where reports come to, if they do.
    seal: Option<Seal>,
    /// Why they do not.
    unheard: Option<Finding>,
}

fn build(settings: &Settings, parts: &Parts) -> Option<Arc<dyn Verifier>> {
    let (account, number) = (account::read(settings), sender::of_calls(settings));
    let (account, number) = (account?, number?);
    let seal = Seal::of(&account, parts.report_url(PROVIDER.name));
    let unheard = Seal::unheard(&account, parts.public_url.as_deref());
    let voice = TwilioVoice { http: parts.http.clone(), account, number, seal, unheard };
    Some(LocalCodes::carried_by(voice, PROVIDER.name, parts))
}

#[async_trait]
impl Messenger for TwilioVoice {
    async fn deliver(
        &self,
        to: &Address,
        _channel: Channel,
        message: &Message,
    ) -> Result<Option<MessageId>, ProviderError> {
        let refused = |failure| ProviderError::new(PROVIDER.name, failure);
        // what is not meant to be spoken is nothing to ring for
        if message.spoken().is_empty() {
            return Err(refused(Failure::NotOffered));
        }
        let twiml = twiml::of(message.spoken(), message.language());
        let mut form = vec![
            ("To", to.as_str().to_owned()),
            ("From", self.number.clone()),
            ("Twiml", twiml.ok_or_else(|| refused(Failure::Denied))?),
            ("Timeout", RINGS.to_owned()),
        ];
        if let Some(seal) = &self.seal {
            form.push(("StatusCallback", seal.url()));
            form.push(("StatusCallbackEvent", "initiated".to_owned()));
            form.push(("StatusCallbackEvent", "completed".to_owned()));
        }
        let request = Request::form(self.account.url("Calls.json"), self.account.credentials(), form);
        let reply = self.http.ask_as(PROVIDER.name, &request).await?;
        taken::read(PROVIDER.name, &reply, &self.account, &["CA"], to).map(Some)
    }

    fn reports(&self, incoming: &Incoming) -> Result<Vec<Report>, ReportFault> {
        let opened = self.seal.as_ref().ok_or(ReportFault::NotOffered)?.opened(incoming)?;
        let ours = opened.is_of(&self.account);
        let message = opened.field("CallSid").filter(|_| ours).and_then(MessageId::new);
        let message = message.ok_or(ReportFault::Unreadable)?;
        let status = opened.field("CallStatus").ok_or(ReportFault::Unreadable)?;
        let number = |name| opened.field(name).and_then(|text| text.parse().ok());
        let delivery = outcome::of_call(status, number("SipResponseCode"));
        let code = number("ErrorCode");
        Ok(delivery.map(|delivery| Report { message, delivery, code }).into_iter().collect())
    }

    async fn examine(&self) -> Vec<Finding> {
        let survey = Survey { http: &self.http, account: &self.account };
        let mut findings = vec![survey.number(&self.number, Need::Calls).await];
        findings.extend(survey.purse().await);
        findings.extend(self.unheard.clone());
        findings
    }
}
