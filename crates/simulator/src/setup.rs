//! What there is on the first day. Pure data.

use crate::known;
use crate::plivo::account::PlivoAccount;
use crate::sns::account::AwsAccount;
use crate::twilio::account::{Account, AccountStatus, AccountType, ApiKey};
use crate::twilio::channel::Channel;
use crate::twilio::service::Service;
use crate::vonage::account::VonageAccount;

/// The accounts and Services that exist from the beginning.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Accounts at Twilio with their credentials.
    pub accounts: Vec<Account>,
    /// Verify Services.
    pub services: Vec<Service>,
    /// Accounts at Vonage.
    pub vonage: Vec<VonageAccount>,
    /// Accounts at Plivo.
    pub plivo: Vec<PlivoAccount>,
    /// Accounts at AWS.
    pub aws: Vec<AwsAccount>,
    /// What signs whatever comes to `/webhook`.
    pub webhook_secret: String,
}

impl Default for Setup {
    fn default() -> Self {
        let account = |sid: &str, token: &str, api_keys: Vec<ApiKey>| Account {
            sid: sid.to_owned(),
            auth_token: token.to_owned(),
            api_keys,
            friendly_name: "Simulated account".to_owned(),
            status: AccountStatus::Active,
            kind: AccountType::Full,
            balance: "42.50".to_owned(),
            currency: "USD".to_owned(),
            verified_numbers: Vec::new(),
            numbers: vec![known::FROM_NUMBER.to_owned()],
            whatsapp_numbers: vec![known::FROM_NUMBER.to_owned()],
            content_templates: Vec::new(),
            messaging_services: Vec::new(),
        };
        let key = ApiKey { sid: known::API_KEY_SID.to_owned(), secret: known::API_KEY_SECRET.to_owned() };
        let ours = [
            known::SERVICE_SID,
            known::SERVICE_SID_RESET,
            known::SERVICE_SID_LOGIN,
            known::SERVICE_SID_PHONE,
            known::SERVICE_SID_FOUR_DIGITS,
        ];
        let mut services: Vec<Service> =
            ours.iter().map(|sid| Service::new(*sid, known::ACCOUNT_SID)).collect();
        if let Some(short) = services.last_mut() {
            short.code_length = 4;
            short.channels = vec![Channel::Sms];
        }
        services.push(Service::new(known::OTHER_SERVICE_SID, known::OTHER_ACCOUNT_SID));
        let mut own = account(known::ACCOUNT_SID, known::AUTH_TOKEN, vec![key]);
        own.content_templates = vec![known::CONTENT_SID.to_owned()];
        own.messaging_services = vec![known::MESSAGING_SERVICE_SID.to_owned()];
        Self {
            accounts: vec![own, account(known::OTHER_ACCOUNT_SID, known::OTHER_AUTH_TOKEN, Vec::new())],
            services,
            vonage: vec![VonageAccount {
                api_key: known::VONAGE_API_KEY.to_owned(),
                api_secret: known::VONAGE_API_SECRET.to_owned(),
                application_id: known::VONAGE_APPLICATION_ID.to_owned(),
                public_key: known::VONAGE_PUBLIC_KEY.to_owned(),
                balance: 10.28,
                whatsapp: vec![known::VONAGE_WHATSAPP_NUMBER.to_owned()],
            }],
            plivo: vec![PlivoAccount {
                auth_id: known::PLIVO_AUTH_ID.to_owned(),
                auth_token: known::PLIVO_AUTH_TOKEN.to_owned(),
                applications: vec![known::PLIVO_APP_UUID.to_owned()],
                credits: "42.50".to_owned(),
            }],
            aws: vec![AwsAccount {
                access_key_id: known::AWS_ACCESS_KEY_ID.to_owned(),
                secret_access_key: known::AWS_SECRET_ACCESS_KEY.to_owned(),
                session_token: None,
                region: known::AWS_REGION.to_owned(),
                in_sandbox: false,
                verified: Vec::new(),
                opted_out: vec![known::AWS_OPTED_OUT.to_owned()],
                monthly_spend_limit: Some("50".to_owned()),
                may_read: true,
            }],
            webhook_secret: known::WEBHOOK_SECRET.to_owned(),
        }
    }
}
