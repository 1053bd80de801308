//! A channel as the contract writes it.

use channels::{Channel, ChannelWish};
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

/// The channel that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "ChannelWish", rename_all = "lowercase")]
pub enum ChannelWishWord {
    /// Whatever gets the code through, in the operator's order; the next one with every resend.
    Auto,
    /// A text message.
    Sms,
    /// A WhatsApp message.
    WhatsApp,
    /// A call that speaks the code.
    Call,
    /// An e-mail.
    Email,
}

impl From<ChannelWish> for ChannelWishWord {
    fn from(wish: ChannelWish) -> Self {
        match wish {
            ChannelWish::Auto => Self::Auto,
            ChannelWish::Named(Channel::Sms) => Self::Sms,
            ChannelWish::Named(Channel::WhatsApp) => Self::WhatsApp,
            ChannelWish::Named(Channel::Call) => Self::Call,
            ChannelWish::Named(Channel::Email) => Self::Email,
        }
    }
}
