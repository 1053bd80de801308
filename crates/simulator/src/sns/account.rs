//! Who may ask SNS: an access key, whose secret signs the request (Signature Version 4).

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::ask::Ask;
use crate::clock::Instant;
use crate::sns::refusal::Refusal;

/// How far the clocks of caller and vendor may be apart, in seconds.
const APART: i64 = 15 * 60;

/// An account at AWS, as far as SNS knows it.
#[derive(Debug, Clone)]
pub struct AwsAccount {
    /// `AKIA…`, or `ASIA…` for a key that came with a token.
    pub access_key_id: String,
    /// What signs.
    pub secret_access_key: String,
    /// The token of a temporary key.
    pub session_token: Option<String>,
    /// The region it sends from.
    pub region: String,
    /// Only numbers it has verified get messages.
    pub in_sandbox: bool,
    /// Those numbers.
    pub verified: Vec<String>,
    /// Whoever asked it for no more messages.
    pub opted_out: Vec<String>,
    /// US dollars a month; none where nobody set one.
    pub monthly_spend_limit: Option<String>,
    /// Whether the key may look at the account, beside sending.
    pub may_read: bool,
}

/// Whose request it is.
pub(super) fn identify<'a>(
    accounts: &'a [AwsAccount],
    ask: &Ask,
    now: Instant,
) -> Result<&'a AwsAccount, Refusal> {
    let header = ask.header("authorization").ok_or(Refusal::MissingAuthenticationToken)?;
    let claim = Claim::read(header).ok_or(Refusal::IncompleteSignature)?;
    let account = accounts.iter().find(|account| account.access_key_id == claim.key);
    let account = account.ok_or(Refusal::InvalidClientTokenId)?;
    if ask.header("x-amz-security-token") != account.session_token.as_deref() {
        return Err(Refusal::InvalidClientTokenId);
    }
    let date = ask.header("x-amz-date").ok_or(Refusal::IncompleteSignature)?;
    let timely =
        Instant::parse(&extended(date)).is_some_and(|at| (at.seconds() - now.seconds()).abs() <= APART);
    let scope = format!("{}/{}/sns/aws4_request", date.get(..8).unwrap_or_default(), account.region);
    let whole = ["host", "x-amz-date"].iter().all(|name| claim.headers.contains(name));
    let signed = account.signature(ask, &claim, date, &scope) == claim.signature;
    if timely && whole && claim.scope == scope && signed {
        Ok(account)
    } else {
        Err(Refusal::SignatureDoesNotMatch)
    }
}

/// `20261121T033452Z` as RFC 3339 writes it.
fn extended(date: &str) -> String {
    let part = |range: std::ops::Range<usize>| date.get(range).unwrap_or_default();
    format!("{}-{}-{}T{}:{}:{}Z", part(0..4), part(4..6), part(6..8), part(9..11), part(11..13), part(13..15))
}

/// `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`.
struct Claim<'a> {
    key: &'a str,
    scope: &'a str,
    headers: Vec<&'a str>,
    signature: &'a str,
}

impl<'a> Claim<'a> {
    fn read(header: &'a str) -> Option<Self> {
        let fields: Vec<(&str, &str)> = header
            .strip_prefix("AWS4-HMAC-SHA256 ")?
            .split(',')
            .filter_map(|field| field.trim().split_once('='))
            .collect();
        let field = |name: &str| fields.iter().find(|(one, _)| *one == name).map(|(_, value)| *value);
        let (key, scope) = field("Credential")?.split_once('/')?;
        let headers = field("SignedHeaders")?.split(';').collect();
        Some(Self { key, scope, headers, signature: field("Signature")? })
    }
}

impl AwsAccount {
    fn signature(&self, ask: &Ask, claim: &Claim<'_>, date: &str, scope: &str) -> String {
        let line = |name: &&str| {
            let words: Vec<&str> = ask.header(name).unwrap_or_default().split_whitespace().collect();
            format!("{name}:{}", words.join(" "))
        };
        let headers: Vec<String> = claim.headers.iter().map(line).collect();
        let (names, digest) = (claim.headers.join(";"), hex(&Sha256::digest(&ask.body)));
        let canonical = format!("{}\n/\n\n{}\n\n{names}\n{digest}", ask.method, headers.join("\n"));
        let to_sign =
            format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", hex(&Sha256::digest(canonical.as_bytes())));
        let mut key = format!("AWS4{}", self.secret_access_key).into_bytes();
        for part in scope.split('/') {
            key = keyed(&key, part);
        }
        hex(&keyed(&key, &to_sign))
    }
}

fn keyed(key: &[u8], text: &str) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").ok();
        text
    })
}
