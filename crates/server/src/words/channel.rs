//! A channel as the contract writes it.

use channels::Channel;
use poem_openapi::Enum;

/// How a code reaches a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "Channel", rename_all = "lowercase")]
pub enum ChannelWord {
    /// A text message.
    Sms,
    /// A WhatsApp message.
    WhatsApp,
    /// A call that speaks the code.
    Call,
    /// An e-mail.
    Email,
}

impl From<Channel> for ChannelWord {
    fn from(channel: Channel) -> Self {
        match channel {
            Channel::Sms => Self::Sms,
            Channel::WhatsApp => Self::WhatsApp,
            Channel::Call => Self::Call,
            Channel::Email => Self::Email,
        }
    }
}
