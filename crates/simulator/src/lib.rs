//! Twilio Verify v2, and the texts and calls of Programmable Messaging and Voice, on localhost, for development and tests: stateful, with
//! a clock one can move, and able to fail in every way a provider fails. It obeys the vendor's public contract and
//! knows nothing of this project; no crate of ours may be imported here.
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
mod control;
mod front;
mod journal;
mod line;
mod post;
mod reply;
mod script;
mod setup;
mod simulator;
mod switches;
mod task;
mod twilio;
mod world;

pub use calls::{Call, Calls, Kind};
pub use journal::Message;
pub use script::{Act, Script};
pub use setup::Setup;
pub use simulator::Simulator;
pub use switches::{
    AddressAsSid, ApiKeyReadsAccount, CheckStatus, CodeAfterCancel, FifthWrongCheck, MessagePath, RetryAfter,
    RetryAfterOn, SixthCheck, StartAfterMaxChecks, Switches, TextStatus, UnknownLocale,
};
pub use twilio::account::{Account, AccountStatus, AccountType, ApiKey};
pub use twilio::callback::Callback;
pub use twilio::channel::Channel;
pub use twilio::dial::{Dial, Speech};
pub use twilio::magic::{ELSEWHERE, MAGIC, Magic};
pub use twilio::service::Service;
pub use twilio::texts::Text;

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
}
