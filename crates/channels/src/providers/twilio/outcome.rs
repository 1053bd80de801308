//! What became of a message or a call, in our words: by Twilio's status and error code, never by text
//! (<https://www.twilio.com/docs/messaging/guides/debugging-tools>).

use crate::report::{Delivery, Undelivered};

/// How far a message got; nothing for a status that decides nothing. Messaging writes it small, Verify in capitals.
pub(in crate::providers) fn of_message(status: &str, code: Option<u32>) -> Option<Delivery> {
    Some(match status.to_ascii_lowercase().as_str() {
        "sent" => Delivery::Sent,
        // who read it, has it
        "delivered" | "read" => Delivery::Delivered,
        "undelivered" | "failed" => Delivery::Failed(reason(code)),
        _ => return None,
    })
}

/// How far a call got. A machine that answers counts as well: nobody can tell.
pub(in crate::providers) fn of_call(status: &str, sip: Option<u32>) -> Option<Delivery> {
    Some(match status {
        "initiated" => Delivery::Sent,
        "completed" => Delivery::Delivered,
        "busy" | "no-answer" => Delivery::Failed(Undelivered::Unreachable),
        "canceled" => Delivery::Failed(Undelivered::ProviderFault),
        "failed" => Delivery::Failed(match sip {
            Some(404 | 410 | 484 | 604) => Undelivered::NoSuchAddress,
            Some(403 | 603 | 607 | 608) => Undelivered::Blocked,
            Some(408 | 480 | 486 | 487) => Undelivered::Unreachable,
            Some(500..=599) => Undelivered::ProviderFault,
            _ => Undelivered::Unknown,
        }),
        _ => return None,
    })
}

/// Why a message did not arrive.
fn reason(code: Option<u32>) -> Undelivered {
    match code {
        // the telephone is off or out of reach
        Some(30003) => Undelivered::Unreachable,
        // no such number, a fixed line, nobody with WhatsApp
        Some(21211 | 21612 | 21614 | 21635 | 30005 | 30006 | 63003 | 63024) => Undelivered::NoSuchAddress,
        Some(21610) => Undelivered::OptedOut,
        // blocked by the carrier, the handset, a filter, or the look of pumping
        Some(21408 | 30004 | 30007 | 30038 | 30450 | 30453 | 63032) => Undelivered::Blocked,
        Some(30036) => Undelivered::Expired,
        // queue, account, price, sender not registered, WhatsApp sender or template not approved, a network's fault
        Some(
            30001 | 30002 | 30009 | 30010 | 30017 | 30018 | 30022 | 30023 | 30024 | 30027 | 30032 | 30034
            | 30035 | 30410 | 63007 | 63016 | 63018 | 63112,
        ) => Undelivered::ProviderFault,
        // 30008 says just that
        _ => Undelivered::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_reason() {
        use Undelivered::{Blocked, Expired, NoSuchAddress, OptedOut, ProviderFault, Unknown, Unreachable};
        for (code, expected) in [
            (30001, ProviderFault),
            (30002, ProviderFault),
            (30003, Unreachable),
            (30004, Blocked),
            (30005, NoSuchAddress),
            (30006, NoSuchAddress),
            (30007, Blocked),
            (30008, Unknown),
            (30017, ProviderFault),
            (30034, ProviderFault),
            (30036, Expired),
            (30038, Blocked),
            (30450, Blocked),
            (30453, Blocked),
            (21408, Blocked),
            (21610, OptedOut),
            (21614, NoSuchAddress),
            (63003, NoSuchAddress),
            (63016, ProviderFault),
            (99999, Unknown),
        ] {
            for status in ["undelivered", "failed", "UNDELIVERED"] {
                assert_eq!(of_message(status, Some(code)), Some(Delivery::Failed(expected)), "{code}");
            }
        }
        assert_eq!(of_message("failed", None), Some(Delivery::Failed(Unknown)));
    }

    #[test]
    fn a_status_that_decides_nothing_is_none() {
        for (status, expected) in [
            ("sent", Some(Delivery::Sent)),
            ("delivered", Some(Delivery::Delivered)),
            ("read", Some(Delivery::Delivered)),
            ("SENT", Some(Delivery::Sent)),
            ("queued", None),
            ("accepted", None),
            ("scheduled", None),
            ("sending", None),
            ("canceled", None),
            ("partially_delivered", None),
            ("", None),
        ] {
            assert_eq!(of_message(status, None), expected, "{status}");
        }
    }

    #[test]
    fn a_call_arrives_when_it_was_taken() {
        let failed = |reason| Some(Delivery::Failed(reason));
        for (status, sip, expected) in [
            ("queued", None, None),
            ("initiated", None, Some(Delivery::Sent)),
            ("ringing", None, None),
            ("in-progress", None, None),
            ("completed", Some(200), Some(Delivery::Delivered)),
            ("busy", Some(486), failed(Undelivered::Unreachable)),
            ("no-answer", None, failed(Undelivered::Unreachable)),
            ("canceled", None, failed(Undelivered::ProviderFault)),
            ("failed", None, failed(Undelivered::Unknown)),
            ("failed", Some(404), failed(Undelivered::NoSuchAddress)),
            ("failed", Some(603), failed(Undelivered::Blocked)),
            ("failed", Some(480), failed(Undelivered::Unreachable)),
            ("failed", Some(503), failed(Undelivered::ProviderFault)),
            ("Completed", None, None),
        ] {
            assert_eq!(of_call(status, sip), expected, "{status} {sip:?}");
        }
    }
}
