//! Twilio's error codes in our own words. For many of them Twilio publishes no status (the README says which);
//! programs must go by the code.

use crate::clock::Clock;
use crate::reply::{Fault, Reply};
use crate::switches::{RetryAfter, RetryAfterOn, Switches};

/// Code and sentence. Statuses stand where the error is raised (`magic`, scripts, the routes).
const SENTENCES: &[(u32, &str)] = &[
    (20003, "Authenticate"),
    (20403, "Forbidden"),
    (20404, "The requested resource was not found"),
    (20429, "Too many requests"),
    (20500, "Internal server error"),
    (20503, "Service unavailable"),
    (12100, "Document parse failure"),
    (21205, "The 'Url' is not valid"),
    (21210, "The 'From' number is not verified for your account"),
    (21211, "The 'To' number is not a valid phone number"),
    (21212, "The 'From' number is not a valid phone number"),
    (21213, "A 'From' phone number is required"),
    (21214, "The 'To' phone number cannot be reached"),
    (21215, "Permission to call the region of the 'To' number has not been enabled"),
    (21216, "The account is not allowed to call the 'To' number"),
    (21217, "The phone number does not appear to be valid"),
    (21219, "The 'To' phone number is not verified. Trial accounts cannot call it"),
    (21408, "Permission to send an SMS has not been enabled for the region of the 'To' number"),
    (21602, "Message body is required"),
    (21603, "A 'From' phone number is required"),
    (21604, "A 'To' phone number is required"),
    (21606, "The 'From' phone number cannot send messages"),
    (21608, "The number is unverified. Trial accounts cannot send messages to unverified numbers"),
    (21610, "The recipient has unsubscribed"),
    (21611, "The queue of the 'From' number is full"),
    (21612, "The message cannot be routed to the 'To' number"),
    (21614, "The 'To' number is not a mobile number"),
    (21617, "The message body exceeds 1600 characters"),
    (21635, "The 'To' number is a landline"),
    (21609, "The 'StatusCallback' is not a valid URL"),
    (21655, "The 'ContentSid' is not valid"),
    (21656, "The 'ContentVariables' are not valid"),
    (25109, "Request is rate limited"),
    (60200, "Invalid parameter"),
    (60202, "Max check attempts reached"),
    (60203, "Max send attempts reached"),
    (60204, "The service does not support this feature"),
    (60205, "SMS is not supported by landline phone number"),
    (60206, "Amount and Payee are required"),
    (60207, "Max number of rate limits per service reached"),
    (60212, "Too many concurrent requests for phone number"),
    (60214, "The call channel is not available with PSD2"),
    (60220, "Use case vetting required to send to this country"),
    (60221, "Missing parameter: To or VerificationSid"),
    (60223, "Delivery channel disabled on this service"),
    (60228, "Template not found"),
    (60229, "Translation not found"),
    (60238, "Verification creation is blocked"),
    (60245, "Messaging limits exceeded"),
    (60247, "Message too long"),
    (60248, "The friendly name contains a restricted word"),
    (60308, "Max challenge attempts reached"),
    (60310, "Max factor attempts reached"),
    (60410, "The destination phone number has been temporarily blocked"),
    (60412, "Blocked by signup fraud prevention"),
    (60500, "Silent network authentication failed"),
    (60519, "The result of silent network authentication is pending"),
    (60550, "No channel found for automatic selection"),
    (60600, "The destination phone number is unprovisioned or out of coverage"),
    (60602, "AppHash is for the SMS channel only"),
    (60605, "The destination country is blocked by geo permissions"),
    (60624, "Trial account maximum reached"),
    (60626, "Phone number rate limit reached"),
    (63007, "Twilio could not find a channel with the specified 'From' address"),
    (68008, "The WhatsApp channel is not configured"),
];

/// An error of the table with the given status.
pub(crate) fn fault(status: u16, code: u32) -> Fault {
    let sentence =
        SENTENCES.iter().find(|(known, _)| *known == code).map_or("Error", |(_, sentence)| sentence);
    Fault::new(status, code, sentence)
}

/// 400/60200 naming the parameter.
pub(crate) fn invalid(parameter: &str) -> Fault {
    Fault::new(400, 60200, format!("Invalid parameter `{parameter}`"))
}

/// 401/20003.
pub(crate) fn unauthorized() -> Fault {
    fault(401, 20003)
}

/// The answer that tells an error, with the headers that belong to it.
pub(crate) fn told(switches: &Switches, clock: &Clock, fault: Fault) -> Reply {
    let throttled = matches!(fault.code, 20429 | 25109);
    let waits = throttled || (fault.status == 429 && switches.retry_after_on != RetryAfterOn::Throttling);
    // an error on demand has no end of its own; used-up sends and checks last as long as a verification at most
    let seconds = fault.wait.unwrap_or(if matches!(fault.code, 60202 | 60203) { 600 } else { 30 });
    let reply = Reply::from(fault);
    if waits { busy(reply, switches, clock, seconds) } else { reply }
}

/// Adds `Retry-After` as the switch says.
pub(crate) fn busy(reply: Reply, switches: &Switches, clock: &Clock, seconds: u64) -> Reply {
    match switches.retry_after {
        RetryAfter::Missing => reply,
        RetryAfter::Seconds => reply.header("Retry-After", seconds.to_string()),
        RetryAfter::Garbage => reply.header("Retry-After", "string"),
        RetryAfter::HttpDate => reply.header("Retry-After", clock.now().plus_seconds(seconds).http_date()),
    }
}
