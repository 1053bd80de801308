//! What Plivo is configured with, and what is wrong with it: every key at once.

use secrecy::{ExposeSecret, SecretString};

use crate::providers::uuid::is_uuid;
use crate::request::Credentials;
use crate::settings::Settings;

const ID: &str = "PLIVO_AUTH_ID=MA0123456789ABCDEF01, from https://console.plivo.com";
const TOKEN: &str =
    "PLIVO_AUTH_TOKEN=0123456789abcdefghijABCDEFGHIJklmnopqrst, from https://console.plivo.com";
const IN_PART: &str = "Plivo is configured in part";

/// Whose Plivo this is.
pub(super) struct Account {
    id: String,
    token: SecretString,
    /// The application for Verify, where it is not the default one.
    pub(super) application: Option<String>,
    base: String,
}

/// The account, if everything needed is there and well formed.
pub(super) fn read(settings: &Settings) -> Option<Account> {
    settings.required("PLIVO_AUTH_ID", IN_PART, ID);
    settings.required("PLIVO_AUTH_TOKEN", IN_PART, TOKEN);
    let id = settings.secret("PLIVO_AUTH_ID", ID).map(|id| id.expose_secret().to_owned());
    let token = settings.secret("PLIVO_AUTH_TOKEN", TOKEN);
    // it becomes part of every path
    let id = id.filter(|id| {
        let shaped = id.len() <= 40 && id.bytes().all(|b| b.is_ascii_alphanumeric());
        if !shaped {
            settings.fault("PLIVO_AUTH_ID", "must be letters and digits alone", ID);
        }
        shaped
    });
    let application = settings.text("PLIVO_APP_UUID");
    let shaped = application.as_deref().is_none_or(is_uuid);
    if !shaped {
        let example = "PLIVO_APP_UUID=eeb90c7b-9367-4457-8644-47007661bff5";
        settings.fault("PLIVO_APP_UUID", "must be a UUID", example);
    }
    let base = settings.base_url("PLIVO_BASE_URL", "https://api.plivo.com");
    let (id, token, base) = (id?, token?, base?);
    shaped.then_some(Account { id, token, application, base })
}

impl Account {
    /// Who asks.
    pub(super) fn credentials(&self) -> Credentials {
        Credentials::Basic { user: self.id.clone(), password: self.token.clone() }
    }

    /// Of something the account has; with the slash at its end that Plivo wants.
    pub(super) fn url(&self, resource: &str) -> String {
        format!("{}/v1/Account/{}/{resource}", self.base, self.id)
    }
}
