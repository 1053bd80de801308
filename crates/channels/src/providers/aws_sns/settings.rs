//! The keys of AWS, by the names its own tools read, and what a message says of itself.

use aws_credential_types::Credentials;
use secrecy::ExposeSecret;

use crate::settings::Settings;

/// Who sends, where from, and how.
pub(super) struct Account {
    pub(super) region: String,
    pub(super) credentials: Credentials,
    pub(super) url: String,
    pub(super) attributes: Vec<(&'static str, &'static str, String)>,
}

/// By either name: AWS's libraries read one or the other, and its command line the second.
const REGIONS: [(&str, &str); 2] =
    [("AWS_REGION", "AWS_REGION=eu-west-1"), ("AWS_DEFAULT_REGION", "AWS_DEFAULT_REGION=eu-west-1")];
const KEY: &str = "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE";
const SECRET: &str = "AWS_SECRET_ACCESS_KEY=… of the same access key, from IAM";
const TOKEN: &str = "AWS_SESSION_TOKEN=… that came with the temporary key";

pub(super) fn read(settings: &Settings) -> Option<Account> {
    let [usual, other] = REGIONS;
    // both are asked for, so that both count as known
    let (is_usual, is_other) = (settings.is_set(usual.0), settings.is_set(other.0));
    let (region_key, region_example) = if !is_usual && is_other { other } else { usual };
    settings.required(region_key, "the region that sends", region_example);
    settings.required("AWS_ACCESS_KEY_ID", "an access key that may sns:Publish", KEY);
    settings.required("AWS_SECRET_ACCESS_KEY", "the secret of AWS_ACCESS_KEY_ID", SECRET);
    let region = shaped(settings, region_key, "must be a region of AWS", region_example, is_region);
    let key = settings.secret("AWS_ACCESS_KEY_ID", KEY).and_then(|key| {
        let key = key.expose_secret().to_owned();
        let shaped = (16..=128).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_alphanumeric());
        if !shaped {
            settings.fault("AWS_ACCESS_KEY_ID", "must be 16 letters and digits or more", KEY);
        }
        shaped.then_some(key)
    });
    let secret = settings.secret("AWS_SECRET_ACCESS_KEY", SECRET);
    let token = settings.secret("AWS_SESSION_TOKEN", TOKEN);
    if key.as_ref().is_some_and(|key| key.starts_with("ASIA")) {
        settings.required("AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID is a temporary key", TOKEN);
    }
    let attributes = attributes(settings);
    let known = region.as_deref().unwrap_or("eu-west-1");
    let top = if known.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
    let url = settings.base_url("AWS_SNS_BASE_URL", &format!("https://sns.{known}.{top}"))?;
    let missing_token = token.is_none() && settings.is_set("AWS_SESSION_TOKEN");
    let (region, key, secret, attributes) = (region?, key?, secret?, attributes?);
    if missing_token || (key.starts_with("ASIA") && token.is_none()) {
        return None;
    }
    let token = token.map(|token| token.expose_secret().to_owned());
    let credentials = Credentials::new(key, secret.expose_secret(), token, None, "settings");
    Some(Account { region, credentials, url: format!("{url}/"), attributes })
}

/// <https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html>.
fn attributes(settings: &Settings) -> Option<Vec<(&'static str, &'static str, String)>> {
    let before = settings.faults().len();
    let sender = shaped(
        settings,
        "AWS_SNS_SENDER_ID",
        "must be 1 to 11 letters, digits and hyphens, one of them a letter",
        "AWS_SNS_SENDER_ID=Example",
        is_sender,
    );
    let number = shaped(
        settings,
        "AWS_SNS_ORIGINATION_NUMBER",
        "must be a number of the account, with its country code, or a short code",
        "AWS_SNS_ORIGINATION_NUMBER=+12065550100",
        is_number,
    );
    let price =
        shaped(settings, "AWS_SNS_MAX_PRICE", "must be US dollars", "AWS_SNS_MAX_PRICE=0.50", |text| {
            text.parse::<f64>().is_ok_and(|price| price > 0.0 && price < 1_000.0)
                && !text.contains(['e', 'E', '+'])
        });
    if settings.faults().len() > before {
        return None;
    }
    // codes are worth more than the savings of a cheaper route
    let mut attributes = vec![("AWS.SNS.SMS.SMSType", "String", "Transactional".to_owned())];
    attributes.extend(sender.map(|sender| ("AWS.SNS.SMS.SenderID", "String", sender)));
    attributes.extend(number.map(|number| ("AWS.MM.SMS.OriginationNumber", "String", number)));
    attributes.extend(price.map(|price| ("AWS.SNS.SMS.MaxPrice", "Number", price)));
    Some(attributes)
}

fn shaped(
    settings: &Settings,
    key: &'static str,
    fault: &str,
    example: &str,
    fits: fn(&str) -> bool,
) -> Option<String> {
    let text = settings.text(key)?;
    if fits(&text) {
        return Some(text);
    }
    settings.fault(key, fault, example);
    None
}

/// `eu-west-1`: it becomes part of a host.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let (number, words) = parts.split_last().unwrap_or((&"", &[]));
    words.len() >= 2
        && text.len() <= 32
        && words.iter().all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()))
        && number.len() == 1
        && number.bytes().all(|b| b.is_ascii_digit())
}

fn is_sender(text: &str) -> bool {
    (1..=11).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && text.bytes().any(|b| b.is_ascii_alphabetic())
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    (5..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}
