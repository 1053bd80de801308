//! What `doorcode check` can say of a Twilio account without sending anything.

use serde::Deserialize;

use super::TwilioVerify;
use crate::finding::Finding;
use crate::providers::twilio::examine::{Survey, odd, silent};
use crate::providers::twilio::seal::REPORTS;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Service {
    sid: Option<String>,
    friendly_name: Option<String>,
    account_sid: Option<String>,
    code_length: Option<u8>,
}

/// Reports of Verify come by Event Streams alone, and only an operator can have them sent.
pub(super) fn sink(url: Option<&str>) -> Finding {
    let url = url.unwrap_or_default();
    Finding::note(
        REPORTS,
        format!("of Verify come by Event Streams: a sink has to point at {url}"),
        Some("where there is none yet, make it at https://console.twilio.com/us1/develop/event-streams"),
    )
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
        findings.extend(Survey { http: &self.http, account: &self.account }.purse().await);
        findings.push(self.heard.clone());
        findings
    }

    async fn examine_service(&self, key: &str, sid: &str) -> Finding {
        let url = format!("{}/v2/Services/{sid}", self.services.url);
        let survey = Survey { http: &self.http, account: &self.account };
        let reply = match survey.look(url).await {
            Ok(reply) => reply,
            Err(fault) => return silent(key, fault),
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
}
