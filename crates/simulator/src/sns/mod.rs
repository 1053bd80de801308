//! AWS SNS: `Publish` to a phone number, and what can be asked of an account that sends text messages. Forms in, XML out.

pub(crate) mod account;
mod refusal;

use crate::ask::Ask;
use crate::calls::Kind;
use crate::journal::Text;
use crate::reply::Reply;
use crate::sns::account::AwsAccount;
use crate::sns::refusal::Refusal;
use crate::switches::{SnsNamespace, SnsOptedOut, SnsRequestId, SnsSandbox, Switches};
use crate::twilio::channel::Channel;
use crate::vendor::{Desk, Vendor};
use crate::world::World;

/// The vendor.
pub(crate) struct Sns;

impl Desk for Sns {
    fn kind(&self, ask: &Ask) -> Kind {
        match ask.form.get("Action") {
            Some("Publish") => Kind::Text,
            Some("GetSMSAttributes" | "GetSMSSandboxAccountStatus" | "CheckIfPhoneNumberIsOptedOut") => {
                Kind::Account
            }
            _ => Kind::Other,
        }
    }

    fn address_of(&self, _world: &World, ask: &Ask) -> Option<String> {
        ask.form.get("PhoneNumber").or_else(|| ask.form.get("phoneNumber")).map(str::to_owned)
    }

    fn answer(&self, world: &mut World, ask: &Ask) -> Reply {
        let decided = decide(world, ask);
        decided.unwrap_or_else(|refusal| refusal.reply(&world.switches))
    }

    fn fault(&self, world: &World, status: u16, code: u32) -> Reply {
        Refusal::Scripted(status, code != 0).reply(&world.switches)
    }

    /// SNS names no address in its answers: another one is another message.
    fn astray(&self, world: &mut World, ask: &Ask, _to: Option<&str>, _same_address: bool) -> Reply {
        self.answer(world, ask);
        told(world, "Publish", &format!("<MessageId>{}</MessageId>", uuid()))
    }

    fn stamp(&self) -> &'static str {
        "x-amzn-RequestId"
    }
}

fn decide(world: &mut World, ask: &Ask) -> Result<Reply, Refusal> {
    let by = account::identify(&world.setup.aws, ask, world.clock.now())?.clone();
    if ask.form.get("Version") != Some("2010-03-31") {
        return Err(Refusal::InvalidAction);
    }
    let action = ask.form.get("Action").unwrap_or_default();
    if action != "Publish" && !by.may_read {
        return Err(Refusal::AuthorizationError);
    }
    match action {
        "Publish" => publish(world, &by, ask),
        "GetSMSSandboxAccountStatus" => {
            Ok(told(world, action, &format!("<IsInSandbox>{}</IsInSandbox>", by.in_sandbox)))
        }
        "GetSMSAttributes" => {
            let limit = by.monthly_spend_limit.iter();
            let entries = limit
                .map(|limit| format!("<entry><key>MonthlySpendLimit</key><value>{limit}</value></entry>"));
            Ok(told(world, action, &format!("<attributes>{}</attributes>", entries.collect::<String>())))
        }
        "CheckIfPhoneNumberIsOptedOut" => {
            let number = ask.form.get("phoneNumber").unwrap_or_default();
            let out = by.opted_out.iter().any(|one| one == number);
            Ok(told(world, action, &format!("<isOptedOut>{out}</isOptedOut>")))
        }
        _ => Err(Refusal::InvalidAction),
    }
}

fn publish(world: &mut World, by: &AwsAccount, ask: &Ask) -> Result<Reply, Refusal> {
    let field = |name: &str| ask.form.get(name).filter(|text| !text.is_empty());
    let to = field("PhoneNumber")
        .ok_or_else(|| Refusal::InvalidParameter("TopicArn or TargetArn Reason: no value".to_owned()))?;
    let body = field("Message").ok_or_else(|| Refusal::InvalidParameter("Empty message".to_owned()))?;
    let number = to.strip_prefix('+').unwrap_or_default();
    if !(8..=15).contains(&number.len()) || !number.bytes().all(|b| b.is_ascii_digit()) {
        let text = format!("PhoneNumber Reason: {to} is not valid to publish to");
        return Err(Refusal::InvalidParameter(text));
    }
    if body.len() > 1600 {
        return Err(Refusal::InvalidParameter("Message too long".to_owned()));
    }
    let attributes = attributes(ask)?;
    let (mut to_read, listed) = (true, |list: &[String]| list.iter().any(|one| one == to));
    if listed(&by.opted_out) {
        match world.switches.sns_opted_out {
            SnsOptedOut::Accepted => to_read = false,
            SnsOptedOut::OptedOut => return Err(Refusal::OptedOut),
            SnsOptedOut::InvalidParameter => {
                let text = format!("PhoneNumber Reason: {to} is opted out");
                return Err(Refusal::InvalidParameter(text));
            }
        }
    }
    if by.in_sandbox && !listed(&by.verified) {
        match world.switches.sns_sandbox {
            SnsSandbox::Accepted => to_read = false,
            SnsSandbox::Refused => {
                let text = format!("PhoneNumber Reason: {to} is not valid to publish to");
                return Err(Refusal::InvalidParameter(text));
            }
        }
    }
    let id = uuid();
    let from = ["AWS.MM.SMS.OriginationNumber", "AWS.SNS.SMS.SenderID"]
        .iter()
        .find_map(|name| attributes.iter().find(|(one, ..)| one == name).map(|(.., value)| value.clone()));
    if to_read {
        world.journal.text(Text {
            vendor: Vendor::Sns,
            channel: Channel::Sms,
            sid: id.clone(),
            account_sid: by.access_key_id.clone(),
            to: to.to_owned(),
            from,
            messaging_service_sid: None,
            body: body.to_owned(),
            content_sid: None,
            validity_period: None,
            provide_feedback: false,
            outcome: None,
            status_callback: None,
        });
    }
    Ok(told(world, "Publish", &format!("<MessageId>{id}</MessageId>")))
}

/// Name, data type and value of each, in order.
fn attributes(ask: &Ask) -> Result<Vec<(String, String, String)>, Refusal> {
    let mut found = Vec::new();
    for at in 1.. {
        let entry = |part: &str| ask.form.get(&format!("MessageAttributes.entry.{at}.{part}"));
        let Some(name) = entry("Name") else { break };
        let (Some(kind @ ("String" | "Number")), Some(value)) =
            (entry("Value.DataType"), entry("Value.StringValue"))
        else {
            let text = format!("The message attribute '{name}' must contain a value of a known type");
            return Err(Refusal::InvalidParameter(text));
        };
        let fits = match name {
            "AWS.SNS.SMS.SMSType" => matches!(value, "Transactional" | "Promotional"),
            "AWS.SNS.SMS.MaxPrice" => kind == "Number" && value.parse::<f64>().is_ok(),
            "AWS.SNS.SMS.SenderID" => (1..=11).contains(&value.len()),
            _ => true,
        };
        if !fits {
            return Err(Refusal::InvalidParameter(format!("Attribute {name}")));
        }
        found.push((name.to_owned(), kind.to_owned(), value.to_owned()));
    }
    Ok(found)
}

fn told(world: &World, action: &str, result: &str) -> Reply {
    let (namespace, request) = (namespace(&world.switches), request(&world.switches));
    let metadata =
        if request.is_empty() { request } else { format!("<ResponseMetadata>{request}</ResponseMetadata>") };
    let body = format!(
        "<{action}Response{namespace}><{action}Result>{result}</{action}Result>{metadata}</{action}Response>"
    );
    Reply::text(200, "text/xml".to_owned(), body)
}

/// What the first element of an answer declares.
fn namespace(switches: &Switches) -> &'static str {
    match switches.sns_namespace {
        SnsNamespace::Declared => " xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"",
        SnsNamespace::Missing => "",
    }
}

/// Which request an answer is about.
fn request(switches: &Switches) -> String {
    match switches.sns_request_id {
        SnsRequestId::Told => format!("<RequestId>{}</RequestId>", uuid()),
        SnsRequestId::Missing => String::new(),
    }
}

fn uuid() -> String {
    let hex = format!("{:032x}", rand::random::<u128>());
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}
