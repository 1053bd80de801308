//! What `doorcode check` can say of a Twilio account without sending anything.

use serde::Deserialize;

use super::{PROVIDER, TwilioVerify};
use crate::finding::Finding;
use crate::http::{HttpFault, Reply};
use crate::request::Request;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Service {
    sid: Option<String>,
    friendly_name: Option<String>,
    account_sid: Option<String>,
    code_length: Option<u8>,
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

impl TwilioVerify {
    pub(super) async fn examine_account(&self) -> Vec<Finding> {
        let mut findings =
            vec![self.examine_service("TWILIO_VERIFY_SERVICE_SID", &self.services.usual).await];
        for (suffix, sid) in &self.services.own {
            findings.push(self.examine_service(&format!("TWILIO_VERIFY_SERVICE_SID_{suffix}"), sid).await);
        }
        let own = self.services.own.iter().find(|(suffix, _)| *suffix == "RESET");
        if own.is_none_or(|(_, sid)| *sid == self.services.usual) {
            findings.push(Finding::note(
                "TWILIO_VERIFY_SERVICE_SID_RESET",
                "one Verify Service serves sign-up and reset: a stranger's send can void a pending reset code",
                Some("make a second Verify Service for resets and set its SID"),
            ));
        }
        findings.push(self.examine_status().await);
        findings.push(self.examine_balance().await);
        findings
    }

    async fn look(&self, url: String) -> Result<Reply, HttpFault> {
        self.http.ask(&Request::get(url, self.account.credentials())).await
    }

    async fn examine_service(&self, key: &str, sid: &str) -> Finding {
        let url = format!("{}/v2/Services/{sid}", self.services.url);
        let reply = match self.look(url).await {
            Ok(reply) => reply,
            Err(fault) => return unreachable(key, fault),
        };
        match reply.status {
            200 => {}
            401 => {
                return Finding::fault(
                    key,
                    "Twilio refuses the credentials (HTTP 401, Authentication failed)",
                    "copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN (or the API key's SID and secret) again; \
                     test credentials do not work with Verify",
                );
            }
            403 if self.account.uses_key() => {
                return Finding::note(
                    key,
                    "not readable with this API key (HTTP 403)",
                    Some("a restricted key needs to read and create Verify verifications"),
                );
            }
            403 => {
                return Finding::fault(
                    key,
                    "Twilio refuses access (HTTP 403)",
                    "the account may be suspended: see https://console.twilio.com",
                );
            }
            404 => {
                return Finding::fault(
                    key,
                    "there is no such Verify Service in this account (HTTP 404)",
                    "the SID belongs to another account or was mistyped: \
                     compare it with https://console.twilio.com/us1/develop/verify/services",
                );
            }
            status => return odd(key, status),
        }
        let service: Service = serde_json::from_slice(&reply.body).unwrap_or_default();
        if service.sid.as_deref() != Some(sid) {
            return Finding::fault(
                key,
                "something answers, but not as Twilio Verify does",
                "look at TWILIO_VERIFY_BASE_URL, and at what stands between this machine and Twilio",
            );
        }
        if service.account_sid.as_deref().is_some_and(|sid| sid != self.account.sid) {
            return Finding::fault(
                key,
                "the Service belongs to another account than TWILIO_ACCOUNT_SID",
                "use the SID of a Service of this account, or the account's own SID",
            );
        }
        let name = service.friendly_name.unwrap_or_default();
        match service.code_length {
            Some(length) if length != self.code_length => Finding::fault(
                key,
                format!(
                    "the Service sends codes of {length} digits, OTP_CODE_LENGTH says {}",
                    self.code_length
                ),
                "set OTP_CODE_LENGTH to the Service's code length, or the Service's to yours",
            ),
            _ => Finding::good(key, format!("Verify Service {name:?} answers")),
        }
    }

    async fn examine_status(&self) -> Finding {
        let subject = "TWILIO_ACCOUNT_SID";
        let url = format!("{}/2010-04-01/Accounts/{}.json", self.account.api_url, self.account.sid);
        let reply = match self.look(url).await {
            Ok(reply) => reply,
            Err(fault) => return unreachable(subject, fault),
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

    async fn examine_balance(&self) -> Finding {
        let subject = "balance";
        let url = self.account.url("Balance.json");
        let reply = match self.look(url).await {
            Ok(reply) if reply.status == 200 => reply,
            Ok(_) => return Finding::note(subject, "not readable", None),
            Err(fault) => return unreachable(subject, fault),
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
}

fn unreachable(subject: &str, fault: HttpFault) -> Finding {
    let says = format!("{} does not answer: {fault}", PROVIDER.name);
    Finding::fault(subject, says, "check the network, DNS and the base URL from this machine")
}

fn odd(subject: &str, status: u16) -> Finding {
    Finding::fault(
        subject,
        format!("Twilio answers HTTP {status}"),
        "see https://status.twilio.com and try again",
    )
}
