//! What `doorcode check` can say of a Plivo account without sending anything.

use serde::Deserialize;

use super::PlivoVerify;
use crate::finding::Finding;
use crate::request::Request;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AccountAnswer {
    auth_id: Option<String>,
    cash_credits: Option<String>,
}

const SUBJECT: &str = "PLIVO_AUTH_ID";

impl PlivoVerify {
    pub(super) async fn examine_account(&self) -> Vec<Finding> {
        vec![
            self.examine_credits().await,
            Finding::note(
                "plivo-verify",
                "a number has one session at a time, whatever it is for, and nothing ends it early",
                Some("set the expiry of the Verify application at Plivo to OTP_TTL_SECONDS or less"),
            ),
        ]
    }

    async fn examine_credits(&self) -> Finding {
        let Ok(reply) = self.http.ask(&Request::get(self.account.url(""), self.account.credentials())).await
        else {
            let remedy = "check the network, DNS and PLIVO_BASE_URL from this machine";
            return Finding::fault(SUBJECT, "Plivo cannot be reached", remedy);
        };
        match reply.status {
            200 => {}
            401 => {
                let remedy = "copy PLIVO_AUTH_ID and PLIVO_AUTH_TOKEN again from https://console.plivo.com";
                return Finding::fault(SUBJECT, "Plivo refuses the credentials (HTTP 401)", remedy);
            }
            status => {
                let says = format!("Plivo answers HTTP {status}");
                return Finding::fault(SUBJECT, says, "see https://status.plivo.com and try again");
            }
        }
        let account: AccountAnswer = serde_json::from_slice(&reply.body).unwrap_or_default();
        let credits = account.cash_credits.and_then(|text| text.parse::<f64>().ok());
        match credits.filter(|_| account.auth_id.is_some()) {
            Some(credits) if credits > 0.0 => {
                Finding::good(SUBJECT, format!("the account has credits of {credits:.2} USD"))
            }
            Some(_) => Finding::fault(
                SUBJECT,
                "the account has no credits left",
                "add some at https://console.plivo.com",
            ),
            None => Finding::fault(
                SUBJECT,
                "something answers, but not as Plivo does",
                "look at PLIVO_BASE_URL, and at what stands between this machine and Plivo",
            ),
        }
    }
}
