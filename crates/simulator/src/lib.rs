//! Twilio Verify v2, the texts and calls of Programmable Messaging and Voice, and other vendors of codes and messages on localhost, for development
//! and tests: stateful, with a clock one can move, and able to fail in every way a provider fails. It obeys the vendors'
//! public contracts and knows nothing of this project; no crate of ours may be imported here.
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! use simulator::{Act, Kind, Script, Simulator};
//! let twilio = Simulator::start().await?;
//! twilio.script(Script::on(Kind::Start).act(Act::Lost)); // the message goes out, its answer does not
//! // … point the program under test at `twilio.url()` …
//! let code = twilio.last_code("+12025550123");
//! assert_eq!(twilio.calls().starts("+12025550123"), 1);
//! # Ok(())
//! # }
//! ```

mod ask;
mod calls;
mod clock;
mod code;
mod control;
mod front;
mod journal;
mod line;
mod mail;
mod plivo;
mod post;
mod reply;
mod script;
mod setup;
mod simulator;
mod sns;
mod switches;
mod task;
mod twilio;
mod vendor;
mod vonage;
mod webhook;
mod world;

pub use calls::{Call, Calls, Kind};
pub use journal::{Message, Text};
pub use mail::{Mail, MailRules, MailServer, MailTls};
pub use plivo::account::PlivoAccount;
pub use script::{Act, Script};
pub use setup::Setup;
pub use simulator::Simulator;
pub use sns::account::AwsAccount;
pub use switches::{
    AddressAsSid, ApiKeyReadsAccount, CallbackAccount, CheckStatus, CodeAfterCancel, FifthWrongCheck,
    MessagePath, PlivoAfterTen, PlivoStartStatus, PlivoWrongCode, RetryAfter, RetryAfterOn, SixthCheck,
    SnsNamespace, SnsOptedOut, SnsRequestId, SnsSandbox, SnsThrottling, SnsUnknownKey, StartAfterMaxChecks,
    Switches, TextStatus, UnknownLocale, VonageConflict, VonageEarlyCancel, VonageExpired, VonageLowBalance,
};
pub use twilio::account::{Account, AccountStatus, AccountType, ApiKey};
pub use twilio::callback::Callback;
pub use twilio::channel::Channel;
pub use twilio::dial::{Dial, Speech};
pub use twilio::magic::{ELSEWHERE, MAGIC, Magic};
pub use twilio::service::Service;
pub use vendor::Vendor;
pub use vonage::account::VonageAccount;

/// Known account, credentials and Services of [`Setup::default`].
pub mod known {
    /// The account that tests use.
    pub const ACCOUNT_SID: &str = "AC51d0c0de5eed0000000000000000a001";
    /// Its auth token.
    pub const AUTH_TOKEN: &str = "51d0c0de5eed000000000000a001f00d";
    /// One of its API keys.
    pub const API_KEY_SID: &str = "SK51d0c0de5eed0000000000000000a001";
    /// The secret of [`API_KEY_SID`].
    pub const API_KEY_SECRET: &str = "51d0c0de5eed0000000000keyA001f00";
    /// The first Service of [`ACCOUNT_SID`]: six digits, every channel.
    pub const SERVICE_SID: &str = "VA51d0c0de5eed0000000000000000b001";
    /// A second Service of the same account, for `TWILIO_VERIFY_SERVICE_SID_RESET`.
    pub const SERVICE_SID_RESET: &str = "VA51d0c0de5eed0000000000000000b002";
    /// A third one, for `TWILIO_VERIFY_SERVICE_SID_LOGIN`.
    pub const SERVICE_SID_LOGIN: &str = "VA51d0c0de5eed0000000000000000b003";
    /// A fourth one, for `TWILIO_VERIFY_SERVICE_SID_PHONE`.
    pub const SERVICE_SID_PHONE: &str = "VA51d0c0de5eed0000000000000000b004";
    /// A Service whose codes have four digits and which sends text messages only.
    pub const SERVICE_SID_FOUR_DIGITS: &str = "VA51d0c0de5eed0000000000000000b005";
    /// A template of the account, in English, French, German and Spanish.
    pub const TEMPLATE_SID: &str = "HJ51d0c0de5eed0000000000000000c001";
    /// A messaging service of the account.
    pub const MESSAGING_SERVICE_SID: &str = "MG51d0c0de5eed0000000000000000d001";
    /// An approved template of the account, for codes by WhatsApp.
    pub const CONTENT_SID: &str = "HX51d0c0de5eed0000000000000000e001";
    /// A sender of every account: Twilio's own test number.
    pub const FROM_NUMBER: &str = "+15005550006";
    /// Somebody else's account.
    pub const OTHER_ACCOUNT_SID: &str = "AC51d0c0de5eed0000000000000000a002";
    /// The auth token of [`OTHER_ACCOUNT_SID`].
    pub const OTHER_AUTH_TOKEN: &str = "51d0c0de5eed000000000000a002f00d";
    /// A Service of [`OTHER_ACCOUNT_SID`]: asked for with our credentials it is not found.
    pub const OTHER_SERVICE_SID: &str = "VA51d0c0de5eed0000000000000000b101";
    /// An API key at Vonage.
    pub const VONAGE_API_KEY: &str = "51d0c0de";
    /// Its secret.
    pub const VONAGE_API_SECRET: &str = "51D0c0deEed0V001";
    /// An application of the same account.
    pub const VONAGE_APPLICATION_ID: &str = "51d0c0de-5eed-4000-8000-00000000e001";
    /// The private key of [`VONAGE_APPLICATION_ID`], PKCS#8 PEM. It was made for the simulator and opens nothing else.
    pub const VONAGE_PRIVATE_KEY: &str = include_str!("vonage/known.pem");
    /// The public key that belongs to it: PKCS#1 DER in base64.
    pub const VONAGE_PUBLIC_KEY: &str = "MIIBCgKCAQEAyBCvXuwjAJDb2QRhPK2B1uyaMnK+LBR9JDA6BMPgsduLzfoAqpJhjqjb+BvdAFvZaa+tmSmHWb4Ieclu6TXlNLQg\
         BeC5cGbNRmtLrbN7FhAmCwbfmVn49pY0C7AYHd7r6t0k+n0Dh5zy15b7E7g+DAklUQZ3dmnK91nES3gRiV3R6wXPOGngeMyx4EDm\
         6LWpsUKLPnn1vEWSCQl1nE7E/ONqtcQXIug7VFH9YYDq6dvS+Yt85IDU8BUNqPYltOL21XHLbyVATj7ya7Si4jOpKBxTG/nzdJ58\
         vq96cLKBUAI2gnQVfZKMjyWZzVAVOESCd7pf628fVRNh4yQD4IDEBQIDAQAB";
    /// A number of the account on WhatsApp, as Vonage writes numbers.
    pub const VONAGE_WHATSAPP_NUMBER: &str = "15005550010";
    /// An account at Plivo.
    pub const PLIVO_AUTH_ID: &str = "MA51D0C0DE5EEDA00001";
    /// Its token.
    pub const PLIVO_AUTH_TOKEN: &str = "51d0c0de5eed0000000000000000000000p1a001";
    /// An application for Verify of the same account, beside the default one.
    pub const PLIVO_APP_UUID: &str = "51d0c0de-5eed-4000-8000-00000000f001";
    /// An access key at AWS.
    pub const AWS_ACCESS_KEY_ID: &str = "AKIA51D0C0DE5EEDA001";
    /// Its secret.
    pub const AWS_SECRET_ACCESS_KEY: &str = "51d0c0de/5eed+0000000000000000000000a001";
    /// The region of the account.
    pub const AWS_REGION: &str = "eu-west-1";
    /// Somebody who asked the account for no more messages.
    pub const AWS_OPTED_OUT: &str = "+12025550189";
    /// What signs whatever comes to `/webhook`: 32 bytes.
    pub const WEBHOOK_SECRET: &str = "whsec_UdDA3l7tAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAoAE=";
}
