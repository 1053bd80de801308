//! What `doorcode check` can say of a Twilio account and what belongs to it, without sending anything.

use serde::Deserialize;

use super::account::Account;
use crate::finding::Finding;
use crate::http::{Http, HttpFault, Reply};
use crate::request::Request;

/// A look at an account.
pub(in crate::providers) struct Survey<'a> {
    pub(in crate::providers) http: &'a Http,
    pub(in crate::providers) account: &'a Account,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AccountAnswer {
    status: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Balance {
    balance: Option<String>,
    currency: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Numbers {
    incoming_phone_numbers: Vec<Number>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Number {
    phone_number: Option<String>,
    capabilities: Capabilities,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Capabilities {
    sms: Option<bool>,
    voice: Option<bool>,
}

/// What a number is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::providers) enum Need {
    /// Text messages.
    Texts,
    /// Calls.
    Calls,
}

impl Survey<'_> {
    /// Asks for one thing.
    pub(in crate::providers) async fn look(&self, url: String) -> Result<Reply, HttpFault> {
        self.http.ask(&Request::get(url, self.account.credentials())).await
    }

    /// The account and its balance.
    pub(in crate::providers) async fn purse(&self) -> Vec<Finding> {
        vec![self.status().await, self.balance().await]
    }

    async fn status(&self) -> Finding {
        let subject = "TWILIO_ACCOUNT_SID";
        let url = format!("{}/2010-04-01/Accounts/{}.json", self.account.api_url, self.account.sid);
        let reply = match self.look(url).await {
            Ok(reply) => reply,
            Err(fault) => return silent(subject, fault),
        };
        match (reply.status, self.account.uses_key()) {
            (200, _) => {}
            (401 | 403 | 404, true) => return Finding::note(subject, "not readable with an API key", None),
            (401 | 403, false) => {
                let remedy =
                    "copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN again from https://console.twilio.com";
                return Finding::fault(
                    subject,
                    "Twilio refuses the credentials (Authentication failed)",
                    remedy,
                );
            }
            (404, false) => {
                return Finding::fault(
                    subject,
                    "there is no such account (HTTP 404)",
                    "copy TWILIO_ACCOUNT_SID again from https://console.twilio.com",
                );
            }
            (status, _) => return odd(subject, status),
        }
        let account: AccountAnswer = serde_json::from_slice(&reply.body).unwrap_or_default();
        match (account.status.as_deref(), account.kind.as_deref()) {
            (Some("suspended"), _) => Finding::fault(
                subject,
                "the account is suspended",
                "add funds or answer Twilio's review at https://console.twilio.com",
            ),
            (Some("closed"), _) => {
                Finding::fault(subject, "the account is closed", "use the SID of an active account")
            }
            (_, Some("Trial")) => Finding::note(
                subject,
                "a trial account: only numbers verified in the console receive codes (error 21608, number is unverified)",
                Some("verify the numbers at https://console.twilio.com, or upgrade the account"),
            ),
            (Some("active"), _) => Finding::good(subject, "the account is active"),
            _ => Finding::note(subject, "not readable: the answer names no status", None),
        }
    }

    async fn balance(&self) -> Finding {
        let subject = "balance";
        let url = self.account.url("Balance.json");
        let reply = match self.look(url).await {
            Ok(reply) if reply.status == 200 => reply,
            Ok(_) => return Finding::note(subject, "not readable", None),
            Err(fault) => return silent(subject, fault),
        };
        let read: Balance = serde_json::from_slice(&reply.body).unwrap_or_default();
        let amount =
            read.balance.and_then(|text| text.parse::<f64>().ok()).filter(|amount| amount.is_finite());
        let currency = read.currency.filter(|text| text.bytes().all(|b| b.is_ascii_alphabetic()));
        let says = format!("{:.2} {}", amount.unwrap_or_default(), currency.unwrap_or_default());
        match amount {
            None => Finding::note(subject, "not readable", None),
            Some(amount) if amount <= 0.0 => Finding::fault(
                subject,
                says,
                "add funds at https://console.twilio.com: nothing is sent without",
            ),
            Some(amount) if amount < 5.0 => Finding::note(subject, says, Some("add funds soon")),
            Some(_) => Finding::good(subject, says),
        }
    }

    /// Whether a number is the account's and can do what it is needed for.
    pub(in crate::providers) async fn number(&self, number: &str, need: Need) -> Finding {
        let subject = "TWILIO_PHONE_NUMBER";
        if !number.starts_with('+') {
            return Finding::note(subject, "a short code or a name: it cannot be looked at here", None);
        }
        let escaped = number.replace('+', "%2B");
        let reply = match self
            .look(self.account.url(&format!("IncomingPhoneNumbers.json?PhoneNumber={escaped}")))
            .await
        {
            Ok(reply) => reply,
            Err(fault) => return silent(subject, fault),
        };
        match reply.status {
            200 => {}
            401 | 403 => return Finding::note(subject, "not readable with these credentials", None),
            status => return odd(subject, status),
        }
        let read: Numbers = serde_json::from_slice(&reply.body).unwrap_or_default();
        let own = read.incoming_phone_numbers.into_iter();
        let own =
            own.filter(|one| one.phone_number.as_deref() == Some(number)).map(|one| one.capabilities).next();
        let able = own.as_ref().map(|can| match need {
            Need::Texts => can.sms != Some(false),
            Need::Calls => can.voice != Some(false),
        });
        match (able, need) {
            (Some(true), Need::Texts) => {
                Finding::good(subject, "the number is the account's, and sends texts")
            }
            (Some(true), Need::Calls) => {
                Finding::good(subject, "the number is the account's, and makes calls")
            }
            (Some(false), Need::Texts) => Finding::fault(
                subject,
                "the number cannot send texts",
                "buy one that can at https://console.twilio.com, or set another",
            ),
            (Some(false), Need::Calls) => Finding::fault(
                subject,
                "the number cannot make calls",
                "buy one that can at https://console.twilio.com, or set another",
            ),
            (None, Need::Texts) => Finding::fault(
                subject,
                "the number is not one of this account",
                "copy a number of the account from https://console.twilio.com/us1/develop/phone-numbers/manage/incoming",
            ),
            // a caller id that was verified will do, and is in another list
            (None, Need::Calls) => Finding::note(
                subject,
                "the number is not one of this account",
                Some("calls go out only if it is a verified caller id of the account"),
            ),
        }
    }
}

/// Nobody answers.
pub(in crate::providers) fn silent(subject: &str, fault: HttpFault) -> Finding {
    let says = format!("Twilio does not answer: {fault}");
    Finding::fault(subject, says, "check the network, DNS and the base URL from this machine")
}

/// An answer with a status that says nothing.
pub(in crate::providers) fn odd(subject: &str, status: u16) -> Finding {
    Finding::fault(
        subject,
        format!("Twilio answers HTTP {status}"),
        "see https://status.twilio.com and try again",
    )
}
