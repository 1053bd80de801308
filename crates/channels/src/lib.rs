//! How a one-time code reaches a person and is checked: addresses, channels, the socket for providers, and the providers.
//! Knows no user, no table and no HTTP status of ours.

mod address;
mod channel;
mod code;
mod digits;
mod email;
mod error;
mod http;
mod local_codes;
mod locale;
mod message;
mod outbox;
mod phone;
mod provider;
pub mod providers;
mod purpose;
mod region;
mod settings;
mod switchboard;
mod verifier;

pub use address::{Address, AddressFault};
pub use channel::{Channel, ChannelFault};
pub use code::{Code, CodeFault};
pub use email::{EmailAddress, EmailFault};
pub use error::{Failure, FailureFault, ProviderError};
pub use http::{Http, HttpFault, Reply, Request};
pub use local_codes::LocalCodes;
pub use locale::{Locale, LocaleFault};
pub use message::{LOCALES, Message, Notice, Wording};
pub use outbox::{Outbox, OutboxMessage};
pub use phone::{PhoneFault, PhoneNumber};
pub use provider::{Parts, Provider};
pub use purpose::{Purpose, PurposeFault};
pub use region::{Region, RegionFault};
pub use settings::{SettingFault, Settings};
pub use switchboard::{Begun, Receipt, Route, Switchboard};
pub use verifier::{Ask, Finding, Found, Grade, Messenger, Reference, Started, Verdict, Verifier};
