//! The names of every key, in the order of `.env.example`, and the strangers among what was set.

use super::Source;

/// Every key the server reads. The names are a contract.
pub const KEYS: &[&str] = &[
    "APP_ENV",
    "HOST",
    "PORT",
    "PUBLIC_URL",
    "CORS_ALLOWED_ORIGINS",
    "TRUSTED_PROXIES",
    "DOCS",
    "WEB_APP",
    "METRICS_TOKEN",
    "DEV_OUTBOX",
    "DATABASE_URL",
    "SECRET_KEY",
    "JWT_SECRET_KEY",
    "JWT_PRIVATE_KEY_FILE",
    "JWT_SECRET_KEY_PREVIOUS",
    "JWT_PRIVATE_KEY_FILE_PREVIOUS",
    "JWT_ISSUER",
    "JWT_AUDIENCE",
    "ACCESS_TOKEN_TTL_SECONDS",
    "REFRESH_TOKEN_TTL_SECONDS",
    "REFRESH_REUSE_GRACE_SECONDS",
    "API_CLIENTS",
    "CHANNEL_SMS",
    "CHANNEL_WHATSAPP",
    "CHANNEL_CALL",
    "CHANNEL_EMAIL",
    "AUTO_CHANNELS",
    "TEST_NUMBERS",
    "TEST_NUMBERS_UNTIL",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "TWILIO_API_KEY_SID",
    "TWILIO_API_KEY_SECRET",
    "TWILIO_VERIFY_SERVICE_SID",
    "TWILIO_VERIFY_SERVICE_SID_RESET",
    "TWILIO_VERIFY_SERVICE_SID_LOGIN",
    "TWILIO_VERIFY_SERVICE_SID_PHONE",
    "TWILIO_PHONE_NUMBER",
    "TWILIO_MESSAGING_SERVICE_SID",
    "TWILIO_WHATSAPP_NUMBER",
    "TWILIO_WHATSAPP_CONTENT_SID",
    "TWILIO_VERIFY_BASE_URL",
    "TWILIO_API_BASE_URL",
    "TWILIO_MESSAGING_BASE_URL",
    "VONAGE_API_KEY",
    "VONAGE_API_SECRET",
    "VONAGE_APPLICATION_ID",
    "VONAGE_PRIVATE_KEY_FILE",
    "VONAGE_FROM",
    "VONAGE_WHATSAPP_NUMBER",
    "VONAGE_BASE_URL",
    "VONAGE_REST_BASE_URL",
    "PLIVO_AUTH_ID",
    "PLIVO_AUTH_TOKEN",
    "PLIVO_APP_UUID",
    "PLIVO_BASE_URL",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SNS_SENDER_ID",
    "AWS_SNS_ORIGINATION_NUMBER",
    "AWS_SNS_MAX_PRICE",
    "AWS_SNS_BASE_URL",
    "SMTP_URL",
    "MAIL_FROM",
    "WEBHOOK_URL",
    "WEBHOOK_SECRET",
    "DEFAULT_REGION",
    "ALLOWED_COUNTRIES",
    "BRAND_NAME",
    "DEFAULT_LOCALE",
    "WEBOTP_DOMAIN",
    "MESSAGES_DIR",
    "OTP_RESEND_SECONDS",
    "OTP_MAX_ATTEMPTS",
    "OTP_TTL_SECONDS",
    "OTP_CODE_LENGTH",
    "LIMIT_SEND_PER_PURPOSE_ADDRESS",
    "LIMIT_SEND_PER_ADDRESS",
    "LIMIT_SEND_PER_CALLER",
    "LIMIT_SEND_PER_RANGE",
    "LIMIT_SEND_TOTAL",
    "LIMIT_GUESS_PER_PURPOSE_ADDRESS",
    "LIMIT_GUESS_PER_CALLER",
    "LIMIT_PASSWORD_PER_IDENTIFIER_CALLER",
    "LIMIT_PASSWORD_PER_IDENTIFIER",
    "LIMIT_PASSWORD_PER_CALLER",
    "PASSWORD_MIN_LENGTH",
    "PHONE_PROOF_DAYS",
    "PHONE_ROLES",
    "LOGIN_WITH_OTP",
    "LEGACY_FORGOT_PASSWORD",
    "RETENTION_DAYS",
    "RUST_LOG",
    "LOG_FORMAT",
    "PRICE_PER_SEND",
];

/// The beginning of keys of which there is one for each country: `AUTO_CHANNELS_BR`.
pub(super) const AUTO_CHANNELS_OF: &str = "AUTO_CHANNELS_";

/// Beginnings that mark a variable of the environment as meant for us.
const OURS: &[&str] = &[
    "TWILIO_",
    "VONAGE_",
    "PLIVO_",
    "AWS_SNS_",
    "SMTP_",
    "MAIL_",
    "WEBHOOK_",
    "OTP_",
    "LIMIT_",
    "PRICE_",
    "JWT_",
    "CHANNEL_",
    "AUTO_CHANNEL",
    "TEST_NUMBER",
    "REFRESH_TOKEN",
    "REFRESH_REUSE",
    "ACCESS_TOKEN",
    "DOORCODE_",
];

/// Keys that look meant for us but are none of ours, each with the key that was probably meant.
pub fn strangers(source: &Source) -> Vec<(String, Option<String>)> {
    let set = source.settings.keys();
    let foreign = |key: &&str| {
        let meant = source.in_file.iter().any(|known| known == key)
            || OURS.iter().any(|start| key.starts_with(start))
            || known(key).any(|known| is_near(key, &known));
        meant && !KEYS.contains(key) && !key.starts_with(AUTO_CHANNELS_OF)
    };
    set.into_iter().filter(foreign).map(|key| (key.to_owned(), nearest(key))).collect()
}

/// What a key may have been meant for: every key, and that of the country it ends with.
fn known(key: &str) -> impl Iterator<Item = String> {
    let of_country = key.rsplit_once('_').map(|(_, end)| format!("{AUTO_CHANNELS_OF}{end}"));
    KEYS.iter().map(|known| (*known).to_owned()).chain(of_country)
}

/// The key at most two letters away.
fn nearest(key: &str) -> Option<String> {
    let distances = known(key).map(|known| (distance(key, &known), known));
    distances.min().filter(|(distance, _)| *distance <= 2).map(|(_, known)| known)
}

/// Whether a variable of any beginning is so near a key of ours that nothing else can be meant. Among short names there are
/// others: `HOME` beside `HOST`.
fn is_near(key: &str, known: &str) -> bool {
    let letters = match known.len() {
        ..6 => return false,
        6 | 7 => 1,
        _ => 2,
    };
    key.len().abs_diff(known.len()) <= letters && distance(key, known) <= letters
}

/// How many letters must be put in, taken out or changed.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.bytes().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, b) in other.bytes().enumerate() {
            let changed = corner + usize::from(a != b);
            corner = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(corner + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use channels::Settings;

    use super::*;

    #[test]
    fn a_misspelled_key_is_recognised() {
        for (typed, meant) in [
            ("TWILIO_ACCOUNT_SIDD", "TWILIO_ACCOUNT_SID"),
            ("TWILIO_ACOUNT_SID", "TWILIO_ACCOUNT_SID"),
            ("OTP_RESEND_SECOND", "OTP_RESEND_SECONDS"),
            ("TEST_NUMBER", "TEST_NUMBERS"),
            ("MESSAGE_DIR", "MESSAGES_DIR"),
            ("AUTO_CHANNEL", "AUTO_CHANNELS"),
            ("AUTO_CHANNEL_BR", "AUTO_CHANNELS_BR"),
            ("ATUO_CHANNELS_BR", "AUTO_CHANNELS_BR"),
            ("HOSTS", "HOST"),
        ] {
            assert_eq!(nearest(typed).as_deref(), Some(meant), "{typed}");
        }
        assert_eq!(nearest("SOMETHING_ELSE"), None);
    }

    #[test]
    fn a_variable_is_told_where_nothing_else_can_be_meant() {
        let told = |keys: &[&str]| {
            let settings = Settings::new(keys.iter().map(|key| ((*key).to_owned(), "1".to_owned())));
            let source = Source { settings, in_file: Vec::new(), file: None };
            strangers(&source).into_iter().map(|(key, _)| key).collect::<Vec<_>>()
        };
        let typos = [
            "ALLOWED_COUNTRIS",
            "APP_ENVS",
            "ATUO_CHANNELS",
            "ATUO_CHANNELS_BR",
            "AUTO_CHANNEL",
            "AUTO_CHANNEL_BR",
            "BRANDNAME",
            "DATABASE_URLS",
            "DEFAULT_LOCALES",
            "MESSAGE_DIR",
            "PUBLIC_URI",
            "TEST_NUMBER",
            "TEST_NUMBER_UNTIL",
            "WEBOPT_DOMAIN",
        ];
        assert_eq!(told(&typos), typos);
        let others = [
            "AWS_DEFAULT_REGION",
            "AWS_PROFILE",
            "HOME",
            "HOSTNAME",
            "HOSTS",
            "LANG",
            "LOGNAME",
            "LOG_LEVEL",
            "MAIL",
            "NODE_ENV",
            "PATH",
            "POST",
            "PWD",
            "RUST_BACKTRACE",
            "SECRET_KEY_BASE",
            "SHELL",
            "TERM",
            "USER",
            "AUTO_CHANNELS_BR",
            "PORTS",
        ];
        assert_eq!(told(&others), [""; 0]);
    }
}
