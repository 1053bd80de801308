//! What `doorcode check` can say of an account at AWS without sending anything.

use super::{Sns, action, answer};
use crate::error::{Failure, ProviderError};
use crate::finding::Finding;
use crate::http::Reply;

impl Sns {
    pub(super) async fn examine_account(&self) -> Vec<Finding> {
        let sandbox = self.ask(&action("GetSMSSandboxAccountStatus")).await;
        let mut findings = vec![self.about_sandbox(sandbox)];
        if findings[0].grade != crate::finding::Grade::Fault {
            findings.push(about_limit(self.ask(&action("GetSMSAttributes")).await));
        }
        findings
    }

    fn about_sandbox(&self, reply: Result<Reply, ProviderError>) -> Finding {
        let subject = "AWS_ACCESS_KEY_ID";
        let reply = match reply {
            Ok(reply) if reply.is_success() => reply,
            Ok(reply) => return self.refused(subject, &reply),
            Err(error) => return unreachable(&error),
        };
        let path = ["GetSMSSandboxAccountStatusResponse", "GetSMSSandboxAccountStatusResult", "IsInSandbox"];
        match answer::text(&reply, &path).as_deref() {
            Some("true") => Finding::note(
                subject,
                format!(
                    "in {}, the account is in the SMS sandbox: only numbers it has verified get messages",
                    self.region
                ),
                Some("ask AWS to move the account out of the SMS sandbox, in the console of SNS"),
            ),
            Some("false") => Finding::good(subject, format!("the account sends from {}", self.region)),
            _ => Finding::fault(
                "AWS_SNS_BASE_URL",
                "something answers, but not as AWS SNS does",
                "look at AWS_SNS_BASE_URL, and at what stands between this machine and AWS",
            ),
        }
    }

    fn refused(&self, subject: &str, reply: &Reply) -> Finding {
        let code = answer::code(reply).unwrap_or_default();
        match (code.as_str(), answer::refused(reply).failure) {
            ("InvalidClientTokenId" | "UnrecognizedClientException", _) => Finding::fault(
                subject,
                "AWS does not know this key (InvalidClientTokenId)",
                "copy AWS_ACCESS_KEY_ID again; a temporary key needs its AWS_SESSION_TOKEN",
            ),
            ("SignatureDoesNotMatch" | "RequestExpired" | "IncompleteSignature", _) => Finding::fault(
                "AWS_SECRET_ACCESS_KEY",
                "AWS refuses the signature (SignatureDoesNotMatch)",
                "copy AWS_SECRET_ACCESS_KEY again, and compare this machine's clock and AWS_REGION",
            ),
            ("ExpiredToken" | "ExpiredTokenException", _) => Finding::fault(
                "AWS_SESSION_TOKEN",
                "the temporary key is over (ExpiredToken)",
                "use a key that stays, of a user who may do no more than sns:Publish",
            ),
            ("AuthorizationError" | "AccessDenied" | "AccessDeniedException", _) => Finding::note(
                subject,
                "the account's state is not readable with this key; it may still send",
                Some("allow sns:GetSMSSandboxAccountStatus and sns:GetSMSAttributes beside sns:Publish"),
            ),
            (_, Failure::Busy) => Finding::note(subject, "not readable: AWS is busy", None),
            _ => Finding::fault(
                subject,
                format!("AWS SNS in {} answers HTTP {}", self.region, reply.status),
                "not every region sends text messages: see \
                 https://docs.aws.amazon.com/sns/latest/dg/sns-supported-regions-countries.html",
            ),
        }
    }
}

fn about_limit(reply: Result<Reply, ProviderError>) -> Finding {
    let subject = "spend limit";
    let Some(reply) = reply.ok().filter(Reply::is_success) else {
        return Finding::note(subject, "not readable", None);
    };
    let limit = answer::attribute(&reply, "MonthlySpendLimit").and_then(|text| text.parse::<f64>().ok());
    match limit.filter(|limit| limit.is_finite()) {
        None => Finding::note(
            subject,
            "none is set: AWS stops at its own, 1 USD a month for a new account",
            Some("ask AWS for a higher one, then set MonthlySpendLimit"),
        ),
        Some(limit) if limit <= 1.0 => Finding::note(
            subject,
            format!("{limit:.2} USD a month: then nothing is sent any more"),
            Some("ask AWS for a higher one, then set MonthlySpendLimit"),
        ),
        Some(limit) => Finding::good(subject, format!("{limit:.2} USD a month")),
    }
}

fn unreachable(error: &ProviderError) -> Finding {
    let says = match error.failure {
        Failure::Unreachable => "AWS SNS does not answer: no connection",
        _ => "AWS SNS does not answer: no usable answer",
    };
    Finding::fault("AWS_REGION", says, "check the network, DNS and AWS_REGION from this machine")
}
