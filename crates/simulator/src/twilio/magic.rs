//! Addresses that fail on purpose. Real numbers of the fictional range +1 907 555 01xx, which phone number libraries
//! accept. Each row of Verify also has a mailbox, `magic+NAME@example.com`. Pure data.

use std::borrow::Cow;

use crate::calls::Kind;
use crate::script::Act;

/// One row of the table.
#[derive(Debug, Clone)]
pub struct Magic {
    /// The number, E.164.
    pub number: &'static str,
    /// Its name; the mailbox `magic+NAME@example.com` behaves alike.
    pub name: &'static str,
    /// The kind of request that fails; all others are served faithfully.
    pub on: Kind,
    /// How.
    pub act: Act,
}

/// The address that a wrong answer is about ([`Act::WrongTarget`]).
pub const ELSEWHERE: &str = "+19075550199";

const fn row(number: &'static str, name: &'static str, on: Kind, act: Act) -> Magic {
    Magic { number, name, on, act }
}

const fn error(status: u16, code: u32) -> Act {
    Act::Status { status, code }
}

const fn json(status: u16, body: &'static str) -> Act {
    Act::Raw { status, content_type: Cow::Borrowed("application/json"), body: Cow::Borrowed(body) }
}

/// The table, in the order of its numbers.
pub const MAGIC: &[Magic] = &[
    row("+19075550101", "invalid-parameter", Kind::Start, error(400, 60200)),
    row("+19075550102", "max-sends", Kind::Start, error(429, 60203)),
    row("+19075550103", "landline", Kind::Start, error(403, 60205)),
    row("+19075550104", "concurrent", Kind::Start, error(429, 60212)),
    row("+19075550105", "vetting", Kind::Start, error(400, 60220)),
    row("+19075550106", "channel-disabled", Kind::Start, error(400, 60223)),
    row("+19075550107", "creation-blocked", Kind::Start, error(403, 60238)),
    row("+19075550108", "fraud-guard", Kind::Start, error(403, 60410)),
    row("+19075550109", "signup-fraud", Kind::Start, error(403, 60412)),
    row("+19075550110", "out-of-coverage", Kind::Start, error(400, 60600)),
    row("+19075550111", "geo-permissions", Kind::Start, error(403, 60605)),
    row("+19075550112", "trial-maximum", Kind::Start, error(429, 60624)),
    row("+19075550113", "number-rate", Kind::Start, error(429, 60626)),
    row("+19075550114", "whatsapp-not-configured", Kind::Start, error(400, 68008)),
    row("+19075550115", "bad-credentials", Kind::Start, error(401, 20003)),
    row("+19075550116", "too-many-requests", Kind::Start, error(429, 20429)),
    row("+19075550117", "rate-limited", Kind::Start, error(429, 25109)),
    row("+19075550118", "trial-unverified", Kind::Start, error(400, 21608)),
    row("+19075550119", "checks-used-up", Kind::Start, error(429, 60202)),
    row("+19075550120", "no-service", Kind::Start, error(404, 20404)),
    row("+19075550121", "server-error", Kind::Start, error(500, 20500)),
    row("+19075550122", "unavailable", Kind::Start, error(503, 20503)),
    row("+19075550123", "gateway", Kind::Start, error(502, 0)),
    row("+19075550124", "hang", Kind::Start, Act::Hang),
    row("+19075550125", "stall", Kind::Start, Act::Stall),
    row("+19075550126", "cut", Kind::Start, Act::Cut),
    row("+19075550127", "lost", Kind::Start, Act::Lost),
    row("+19075550128", "truncated", Kind::Start, Act::Truncated),
    row("+19075550129", "garbage", Kind::Start, Act::Garbage),
    row("+19075550130", "oversize", Kind::Start, Act::Oversize),
    row("+19075550131", "wrong-target", Kind::Start, Act::WrongTarget),
    row("+19075550132", "no-feature", Kind::Start, error(400, 60204)),
    row("+19075550133", "no-amount", Kind::Start, error(400, 60206)),
    row("+19075550134", "too-many-limits", Kind::Start, error(400, 60207)),
    row("+19075550135", "call-not-allowed", Kind::Start, error(400, 60214)),
    row("+19075550136", "no-template", Kind::Start, error(404, 60228)),
    row("+19075550137", "no-translation", Kind::Start, error(404, 60229)),
    row("+19075550138", "messaging-limits", Kind::Start, error(400, 60245)),
    row("+19075550139", "message-too-long", Kind::Start, error(400, 60247)),
    row("+19075550140", "restricted-name", Kind::Start, error(400, 60248)),
    row("+19075550141", "silent-network", Kind::Start, error(400, 60500)),
    row("+19075550142", "no-channel", Kind::Start, error(400, 60550)),
    row("+19075550143", "app-hash", Kind::Start, error(400, 60602)),
    row("+19075550144", "fraud-guard-400", Kind::Start, error(400, 60410)),
    row(
        "+19075550145",
        "word-for-code",
        Kind::Start,
        json(502, r#"{"code":"EGATEWAY","message":"Bad gateway","status":502}"#),
    ),
    row("+19075550146", "undelivered", Kind::Start, Act::Undelivered { code: 30003 }),
    row("+19075550151", "check-used-up", Kind::Check, error(429, 60202)),
    row("+19075550152", "check-gone", Kind::Check, error(404, 20404)),
    row("+19075550153", "check-invalid-parameter", Kind::Check, error(400, 60200)),
    row("+19075550154", "check-too-many-requests", Kind::Check, error(429, 20429)),
    row("+19075550155", "check-bad-credentials", Kind::Check, error(401, 20003)),
    row("+19075550156", "check-server-error", Kind::Check, error(500, 20500)),
    row("+19075550157", "check-unavailable", Kind::Check, error(503, 20503)),
    row("+19075550158", "check-hang", Kind::Check, Act::Hang),
    row("+19075550159", "check-stall", Kind::Check, Act::Stall),
    row("+19075550160", "check-cut", Kind::Check, Act::Cut),
    row("+19075550161", "check-lost", Kind::Check, Act::Lost),
    row("+19075550162", "check-truncated", Kind::Check, Act::Truncated),
    row("+19075550163", "check-garbage", Kind::Check, Act::Garbage),
    row("+19075550164", "check-oversize", Kind::Check, Act::Oversize),
    row("+19075550165", "check-wrong-target", Kind::Check, Act::WrongTarget),
    row("+19075550166", "check-wrong-verification", Kind::Check, Act::WrongVerification),
    row("+19075550167", "check-bare", Kind::Check, json(200, r#"{"status":"approved","valid":true}"#)),
    row("+19075550168", "check-no-target", Kind::Check, error(400, 60221)),
    row("+19075550169", "check-challenges-used-up", Kind::Check, error(429, 60308)),
    row("+19075550170", "check-factors-used-up", Kind::Check, error(429, 60310)),
    row("+19075550171", "cancel-server-error", Kind::Cancel, error(500, 20500)),
    row("+19075550172", "cancel-too-many-requests", Kind::Cancel, error(429, 20429)),
    row("+19075550173", "cancel-hang", Kind::Cancel, Act::Hang),
    row("+19075550174", "cancel-cut", Kind::Cancel, Act::Cut),
    row("+19075550175", "check-silent-network", Kind::Check, error(400, 60519)),
    row("+19075550176", "text-landline", Kind::Text, error(400, 21635)),
    row("+19075550177", "text-trial-unverified", Kind::Text, error(400, 21608)),
    row("+19075550178", "text-bad-credentials", Kind::Text, error(401, 20003)),
    row("+19075550179", "text-too-many-requests", Kind::Text, error(429, 20429)),
    row("+19075550180", "text-unavailable", Kind::Text, error(503, 20503)),
    row("+19075550181", "text-pumping", Kind::Text, Act::Undelivered { code: 30450 }),
    row("+19075550182", "text-pumping-for-hours", Kind::Text, Act::Undelivered { code: 30453 }),
    row("+19075550183", "text-to-landline", Kind::Text, Act::Undelivered { code: 30006 }),
    row("+19075550184", "text-unreachable", Kind::Text, Act::Undelivered { code: 30003 }),
    row("+19075550185", "text-unknown", Kind::Text, Act::Undelivered { code: 30005 }),
    row("+19075550186", "text-filtered", Kind::Text, Act::Undelivered { code: 30007 }),
    row("+19075550190", "text-hang", Kind::Text, Act::Hang),
    row("+19075550191", "text-stall", Kind::Text, Act::Stall),
    row("+19075550192", "text-cut", Kind::Text, Act::Cut),
    row("+19075550193", "text-lost", Kind::Text, Act::Lost),
];

impl Magic {
    /// The row for a request of this kind about this address.
    pub(crate) fn of(to: &str, kind: Kind) -> Option<&'static Self> {
        let name = to.strip_prefix("magic+").and_then(|rest| rest.strip_suffix("@example.com"));
        if name.is_none() && !to.starts_with("+190755501") {
            return None;
        }
        MAGIC.iter().find(|row| row.on == kind && (row.number == to || Some(row.name) == name))
    }
}
