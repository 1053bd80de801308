//! AWS SNS: text messages by `Publish` (<https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>). The code is made here.
//! Requests are forms, signed with Signature Version 4, and answers are XML. Delivery reports
//! are to be had from its logs alone.

mod answer;
mod examine;
mod settings;
mod signature;

use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use aws_credential_types::Credentials;

use crate::address::Address;
use crate::channel::Channel;
use crate::error::{Failure, ProviderError};
use crate::finding::Finding;
use crate::http::{Http, Reply};
use crate::local_codes::LocalCodes;
use crate::message::Message;
use crate::provider::{Codes, Parts, Provider};
use crate::request::{Credentials as Caller, Request};
use crate::settings::Settings;
use crate::verifier::{MessageId, Messenger, Verifier};

/// The entry. Its keys claim nothing: machines have the general ones set for other reasons.
pub(crate) const PROVIDER: Provider = Provider {
    name: "aws-sns",
    channels: &[Channel::Sms],
    codes: Codes::MadeHere,
    reports: false,
    // the account's own keys are in the environment of many machines for other reasons
    claims: &["AWS_SNS_SENDER_ID", "AWS_SNS_ORIGINATION_NUMBER", "AWS_SNS_MAX_PRICE", "AWS_SNS_BASE_URL"],
    build,
};

fn build(settings: &Settings, parts: &Parts) -> Option<Arc<dyn Verifier>> {
    let settings::Account { region, credentials, url, attributes } = settings::read(settings)?;
    let (http, now) = (parts.http.clone(), Arc::clone(&parts.now));
    let sns = Sns { http, now, region, credentials, url, attributes };
    Some(LocalCodes::carried_by(sns, PROVIDER.name, parts))
}

struct Sns {
    http: Http,
    now: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    region: String,
    credentials: Credentials,
    url: String,
    /// What every message says of itself: name, data type and value.
    attributes: Vec<(&'static str, &'static str, String)>,
}

impl Sns {
    async fn ask(&self, form: &[(String, String)]) -> Result<Reply, ProviderError> {
        let text = signature::encoded(form);
        let headers = signature::signed(self, &text).ok_or_else(|| failed(Failure::Denied))?;
        let request = Request::text(&self.url, Caller::None, signature::FORM, text);
        // an answer in JSON would be another format than the one that is documented
        let request = request.with_header("accept", "text/xml");
        let request =
            headers.into_iter().fold(request, |request, (name, value)| request.with_header(name, value));
        self.http.ask_as(PROVIDER.name, &request).await
    }

    fn publish(&self, to: &str, text: &str) -> Vec<(String, String)> {
        let mut form = action("Publish");
        form.push(("PhoneNumber".to_owned(), to.to_owned()));
        form.push(("Message".to_owned(), text.to_owned()));
        for (at, (name, kind, value)) in (1..).zip(&self.attributes) {
            let entry = format!("MessageAttributes.entry.{at}");
            form.push((format!("{entry}.Name"), (*name).to_owned()));
            form.push((format!("{entry}.Value.DataType"), (*kind).to_owned()));
            form.push((format!("{entry}.Value.StringValue"), value.clone()));
        }
        form
    }
}

fn action(name: &str) -> Vec<(String, String)> {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    vec![pair("Action", name), pair("Version", "2010-03-31")]
}

fn failed(failure: Failure) -> ProviderError {
    ProviderError::new(PROVIDER.name, failure)
}

#[async_trait]
impl Messenger for Sns {
    async fn deliver(
        &self,
        to: &Address,
        _channel: Channel,
        message: &Message,
    ) -> Result<Option<MessageId>, ProviderError> {
        let Address::Phone(to) = to else { return Err(failed(Failure::NotOffered)) };
        let reply = self.ask(&self.publish(to.as_str(), message.text())).await?;
        answer::message(&reply).map(Some)
    }

    async fn examine(&self) -> Vec<Finding> {
        self.examine_account().await
    }
}
