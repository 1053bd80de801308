//! What Twilio calls its customers with: the fate of a text or a call as a form, that of a verification's message as an event.
//! Signed with the account's token.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::reply::Fault;
use crate::switches::CallbackAccount;
use crate::twilio::fault::fault;
use crate::twilio::form::Form;
use crate::world::World;

/// A signed request to a customer, before it is posted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Callback {
    /// Where to.
    pub url: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// Where fates are told, as a request asks; it must be a URL.
pub(super) fn url(form: &Form) -> Result<Option<String>, Fault> {
    let url = form.filled("StatusCallback");
    if url.is_some_and(|url| !url.starts_with("https://") && !url.starts_with("http://")) {
        return Err(fault(400, 21609));
    }
    Ok(url.map(str::to_owned))
}

/// What tells this status of a text, a call, or a verification's message. `url` is where events go, and stands in for the
/// `StatusCallback` of the others. Nothing where there is nobody to tell, or nothing of this SID.
pub(crate) fn of(
    world: &World,
    sid: &str,
    url: Option<&str>,
    status: &str,
    code: Option<u32>,
) -> Option<Callback> {
    let code_text = code.map(|code| code.to_string());
    if let Some(text) = world.texts.of(sid) {
        let from = text.from.as_deref().map(|from| text.addressed(from));
        let fields = [
            ("SmsSid", Some(sid.to_owned())),
            ("SmsStatus", Some(status.to_owned())),
            ("MessageStatus", Some(status.to_owned())),
            ("To", Some(text.addressed(&text.to))),
            ("MessageSid", Some(sid.to_owned())),
            ("AccountSid", Some(text.account_sid.clone())),
            ("MessagingServiceSid", text.messaging_service_sid.clone()),
            ("From", from),
            ("ApiVersion", Some("2010-04-01".to_owned())),
            ("ErrorCode", code_text),
        ];
        return form(world, &text.account_sid, url.or(text.status_callback.as_deref())?, &fields);
    }
    if let Some(dial) = world.dials.of(sid) {
        let over = !matches!(status, "queued" | "initiated" | "ringing" | "in-progress");
        let fields = [
            ("CallSid", Some(sid.to_owned())),
            ("AccountSid", Some(dial.account_sid.clone())),
            ("From", Some(dial.from.clone())),
            ("To", Some(dial.to.clone())),
            ("CallStatus", Some(status.to_owned())),
            ("ApiVersion", Some("2010-04-01".to_owned())),
            ("Direction", Some("outbound-api".to_owned())),
            ("CallbackSource", Some("call-progress-events".to_owned())),
            ("Timestamp", Some(world.clock.now().rfc2822())),
            ("SequenceNumber", Some(if over { "1" } else { "0" }.to_owned())),
            ("CallDuration", over.then(|| if status == "completed" { "25" } else { "0" }.to_owned())),
            // of a call it is the code of the network
            ("SipResponseCode", code_text),
        ];
        return form(world, &dial.account_sid, url.or(dial.status_callback.as_deref())?, &fields);
    }
    event(world, sid, url?, status, code)
}

fn form(world: &World, account: &str, url: &str, fields: &[(&str, Option<String>)]) -> Option<Callback> {
    let unsaid = world.switches.callback_account == CallbackAccount::Missing;
    let told = fields.iter().filter(|(name, _)| !unsaid || *name != "AccountSid");
    let mut fields: Vec<(&str, &str)> =
        told.filter_map(|(name, value)| Some((*name, value.as_deref()?))).collect();
    let body = serde_urlencoded::to_string(&fields).ok()?;
    fields.sort_unstable();
    let text = fields.iter().fold(url.to_owned(), |text, (name, value)| text + name + value);
    let media = "application/x-www-form-urlencoded; charset=UTF-8";
    Some(signed(world, account, url.to_owned(), &text, media, body))
}

/// An event of Verify's message status stream, as Event Streams posts it.
fn event(world: &World, sid: &str, url: &str, status: &str, code: Option<u32>) -> Option<Callback> {
    let entry = world.ledger.entry(sid)?;
    let sent = entry.attempts.last()?;
    let now = world.clock.now().rfc3339();
    let code = code.map(|code| code.to_string()).unwrap_or_default();
    let source =
        format!("/v1/Accounts/{}/Services/{}/Verifications/{sid}", entry.account_sid, entry.service_sid);
    let body = json!([{
        "specversion": "1.0", "source": source, "id": format!("{:064x}", rand::random::<u128>()), "time": now,
        "type": format!("com.twilio.accountsecurity.verify.message.{}", status.to_lowercase()),
        "dataschema": "https://events-schemas.twilio.com/AccountSecurity.MessageStatusEvent/2",
        "datacontenttype": "application/json",
        "data": {
            "created_at": now, "account_sid": entry.account_sid, "service_sid": entry.service_sid,
            "verification_sid": sid, "attempt_sid": sent.attempt.sid, "error_code": code,
            "channel": sent.attempt.channel.in_attempts(), "message_status": status.to_uppercase(),
            "has_fallback": false, "is_fallback": false, "mnc": "260", "mcc": "310", "to": entry.to,
            "number_segments": 1,
        },
    }])
    .to_string();
    let digest =
        Sha256::digest(body.as_bytes()).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    let url = format!("{url}{}bodySHA256={digest}", if url.contains('?') { '&' } else { '?' });
    Some(signed(world, &entry.account_sid, url.clone(), &url, "application/json", body))
}

/// With the header that says that Twilio sent it.
fn signed(world: &World, account: &str, url: String, text: &str, media: &str, body: String) -> Callback {
    let token = world.account(account).map(|account| account.auth_token.clone()).unwrap_or_default();
    let signature = Hmac::<Sha1>::new_from_slice(token.as_bytes()).map_or_else(
        |_| String::new(),
        |mut mac| {
            mac.update(text.as_bytes());
            STANDARD.encode(mac.finalize().into_bytes())
        },
    );
    let headers = [
        ("content-type", media.to_owned()),
        ("user-agent", "TwilioProxy/1.1".to_owned()),
        ("x-twilio-signature", signature),
    ];
    Callback { url, headers: headers.map(|(name, value)| (name.to_owned(), value)).to_vec(), body }
}
