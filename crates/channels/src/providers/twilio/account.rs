//! A Twilio account: who pays, who asks, and where (<https://www.twilio.com/docs/iam/api-keys>).

use secrecy::SecretString;

use crate::request::Credentials;
use crate::settings::Settings;

const TOKEN: &str = "TWILIO_AUTH_TOKEN=0123456789abcdef0123456789abcdef, from https://console.twilio.com";
const SECRET: &str =
    "TWILIO_API_KEY_SECRET=0123456789abcdefghijABCDEFGHIJkl, shown once when the key was made";
const IN_PART: &str = "Twilio is configured in part";

/// Whose Twilio this is.
#[derive(Clone)]
pub(in crate::providers) struct Account {
    /// AC…
    pub(in crate::providers) sid: String,
    /// The account's SID, or an API key's.
    user: String,
    password: SecretString,
    /// Signs what Twilio calls us with; an API key does not.
    pub(in crate::providers) token: Option<SecretString>,
    /// Of the API of 2010: messages, calls, the account.
    pub(in crate::providers) api_url: String,
}

/// The account, if everything needed is there and well formed.
pub(in crate::providers) fn read(settings: &Settings) -> Option<Account> {
    let sid = settings.sid("TWILIO_ACCOUNT_SID", "AC");
    settings.required("TWILIO_ACCOUNT_SID", IN_PART, "TWILIO_ACCOUNT_SID=AC0123456789abcdef0123456789abcdef");
    let by_key = settings.is_set("TWILIO_API_KEY_SID") || settings.is_set("TWILIO_API_KEY_SECRET");
    let token = settings.secret("TWILIO_AUTH_TOKEN", TOKEN);
    let (user, password) = if by_key {
        let example = "TWILIO_API_KEY_SID=SK0123456789abcdef0123456789abcdef";
        settings.required("TWILIO_API_KEY_SID", IN_PART, example);
        settings.required("TWILIO_API_KEY_SECRET", IN_PART, SECRET);
        (settings.sid("TWILIO_API_KEY_SID", "SK"), settings.secret("TWILIO_API_KEY_SECRET", SECRET))
    } else {
        settings.required("TWILIO_AUTH_TOKEN", IN_PART, TOKEN);
        (sid.clone(), token.clone())
    };
    let api_url = settings.base_url("TWILIO_API_BASE_URL", "https://api.twilio.com");
    Some(Account { sid: sid?, user: user?, password: password?, token, api_url: api_url? })
}

impl Account {
    /// Who asks.
    pub(in crate::providers) fn credentials(&self) -> Credentials {
        Credentials::Basic { user: self.user.clone(), password: self.password.clone() }
    }

    /// Whether an API key asks in place of the account.
    pub(in crate::providers) fn uses_key(&self) -> bool {
        self.user != self.sid
    }

    /// Of a resource of the account in the API of 2010: `Messages.json`.
    pub(in crate::providers) fn url(&self, resource: &str) -> String {
        format!("{}/2010-04-01/Accounts/{}/{resource}", self.api_url, self.sid)
    }
}
