//! What SNS answers: XML. An error counts by its code, whatever status it came with: the documents disagree on some.

use roxmltree::{Document, Node};

use super::{PROVIDER, failed};
use crate::error::{Failure, ProviderError};
use crate::http::Reply;
use crate::verifier::MessageId;

/// The text of one element, found by the names above it; nothing in an answer of another shape.
pub(super) fn text(reply: &Reply, path: &[&str]) -> Option<String> {
    let body = std::str::from_utf8(&reply.body).ok()?;
    let document = Document::parse(body).ok()?;
    let (root, rest) = path.split_first()?;
    let mut node = Some(document.root_element()).filter(|node| node.tag_name().name() == *root)?;
    for name in rest {
        node = child(node, name)?;
    }
    node.text().map(|text| text.trim().to_owned())
}

/// The attributes SNS keeps of an account: `<entry><key>…</key><value>…</value></entry>`.
pub(super) fn attribute(reply: &Reply, key: &str) -> Option<String> {
    let body = std::str::from_utf8(&reply.body).ok()?;
    let document = Document::parse(body).ok()?;
    let mut entries = document.descendants().filter(|node| node.tag_name().name() == "entry");
    let entry = entries.find(|entry| child(*entry, "key").and_then(|node| node.text()) == Some(key))?;
    child(entry, "value")?.text().map(ToOwned::to_owned)
}

fn child<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.children().find(|one| one.tag_name().name() == name)
}

/// The message SNS took.
pub(super) fn message(reply: &Reply) -> Result<MessageId, ProviderError> {
    if !reply.is_success() {
        return Err(refused(reply));
    }
    let id = text(reply, &["PublishResponse", "PublishResult", "MessageId"]).and_then(MessageId::new);
    id.ok_or_else(|| ProviderError::of_reply(PROVIDER.name, Failure::Unknown, reply))
}

/// An error.
pub(super) fn refused(reply: &Reply) -> ProviderError {
    let code = code(reply);
    let request_id = text(reply, &["ErrorResponse", "RequestId"]).filter(|id| {
        (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    });
    let failure = failure(code.as_deref(), reply.status);
    ProviderError {
        request_id,
        status: Some(reply.status),
        retry_after: reply.retry_after(),
        ..failed(failure)
    }
}

/// `InvalidParameter` and its like.
pub(super) fn code(reply: &Reply) -> Option<String> {
    text(reply, &["ErrorResponse", "Error", "Code"])
}

/// The table: <https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors> and
/// <https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html>.
fn failure(code: Option<&str>, status: u16) -> Failure {
    match code.unwrap_or_default() {
        // the number; one whose owner asked for no more messages
        "InvalidParameter"
        | "InvalidParameterValue"
        | "ParameterValueInvalid"
        | "ValidationException"
        | "ValidationError"
        | "OptedOut" => Failure::Undeliverable,
        "Throttling"
        | "Throttled"
        | "ThrottlingException"
        | "RequestLimitExceeded"
        | "KMSThrottling"
        | "KMSThrottlingException" => Failure::Busy,
        // our key, our rights, our clock, our account, or a server that is not SNS
        "AuthorizationError"
        | "AccessDenied"
        | "AccessDeniedException"
        | "NotAuthorized"
        | "ExpiredToken"
        | "ExpiredTokenException"
        | "IncompleteSignature"
        | "InvalidAction"
        | "InvalidClientTokenId"
        | "InvalidSecurity"
        | "MalformedQueryString"
        | "MissingAction"
        | "MissingAuthenticationToken"
        | "MissingParameter"
        | "OptInRequired"
        | "RequestExpired"
        | "SignatureDoesNotMatch"
        | "UnrecognizedClientException"
        | "UserError"
        | "EndpointDisabled"
        | "NotFound"
        | "PlatformApplicationDisabled"
        | "KMSAccessDenied"
        | "KMSDisabled"
        | "KMSInvalidState"
        | "KMSNotFound"
        | "KMSOptInRequired" => Failure::Denied,
        "InternalError" | "InternalFailure" | "ServiceUnavailable" => Failure::Unknown,
        _ => Failure::of_status(status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(code: &str) -> String {
        format!(
            "<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error><Type>Sender</Type>\
             <Code>{code}</Code><Message>about +12025550123</Message></Error>\
             <RequestId>9ea0d6b4-45f0-5b5c-8e5c-8a1c2d3e4f50</RequestId></ErrorResponse>"
        )
    }

    #[test]
    fn a_code_has_its_meaning_whatever_status_it_comes_with() {
        use Failure::{Busy, Denied, Undeliverable, Unknown};
        for (code, statuses, expected) in [
            ("InvalidParameter", [400, 403], Undeliverable),
            ("ParameterValueInvalid", [400, 422], Undeliverable),
            ("ValidationException", [400, 422], Undeliverable),
            ("OptedOut", [400, 403], Undeliverable),
            ("Throttling", [400, 429], Busy),
            ("Throttled", [429, 400], Busy),
            ("KMSThrottling", [400, 429], Busy),
            ("AuthorizationError", [403, 400], Denied),
            ("InvalidClientTokenId", [403, 400], Denied),
            ("SignatureDoesNotMatch", [403, 400], Denied),
            ("ExpiredToken", [403, 400], Denied),
            ("RequestExpired", [400, 403], Denied),
            ("OptInRequired", [403, 400], Denied),
            ("KMSDisabled", [400, 403], Denied),
            ("EndpointDisabled", [400, 403], Denied),
            ("NotFound", [404, 400], Denied),
            ("InternalError", [500, 400], Unknown),
            ("ServiceUnavailable", [503, 400], Unknown),
            ("SomethingNew", [400, 422], Undeliverable),
            ("SomethingNew", [500, 302], Unknown),
        ] {
            for status in statuses {
                let told = refused(&Reply::made(status, &[], &error(code)));
                assert_eq!(
                    (told.failure, told.status),
                    (expected, Some(status)),
                    "{code} with HTTP {status}"
                );
                assert_eq!(told.request_id.as_deref(), Some("9ea0d6b4-45f0-5b5c-8e5c-8a1c2d3e4f50"));
                assert!(!format!("{told} {told:?}").contains("12025550123"), "{told:?}");
            }
        }
    }

    #[test]
    fn only_a_message_id_in_its_place_is_one() {
        let of = |status, body: &str| message(&Reply::made(status, &[], body)).map_err(|error| error.failure);
        let body = |inner: &str| {
            format!(
                "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">{inner}</PublishResponse>"
            )
        };
        let good = body("<PublishResult><MessageId> 94f20ce6-13c5 </MessageId></PublishResult>");
        assert_eq!(of(200, &good).unwrap().as_str(), "94f20ce6-13c5");
        for odd in [
            "",
            "{\"MessageId\":\"1\"}",
            "<html><body><h1>It works!</h1></body></html>",
            &body("<MessageId>94f20ce6</MessageId>"),
            &body("<PublishResult><MessageId/></PublishResult>"),
            &body("<PublishResult><MessageId>a b</MessageId></PublishResult>"),
            &good.replace("PublishResponse", "Other"),
            &good[..80],
            "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><PublishResponse><PublishResult><MessageId>&a;</MessageId></PublishResult></PublishResponse>",
        ] {
            assert_eq!(of(200, odd), Err(Failure::Unknown), "{odd}");
        }
        assert_eq!(of(403, &good), Err(Failure::Denied));
        assert_eq!(of(429, "slow down"), Err(Failure::Busy));
    }
}
