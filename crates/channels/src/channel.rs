//! The closed list of channels; each knows its own facts.

use std::fmt;
use std::str::FromStr;

use crate::address::Address;

/// How a code travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// A text message.
    Sms,
    /// A WhatsApp message.
    WhatsApp,
    /// A voice that reads the code.
    Call,
    /// An e-mail.
    Email,
}

/// Not a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown channel: use sms, whatsapp, call or email")]
pub struct ChannelFault;

impl Channel {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Sms, Self::WhatsApp, Self::Call, Self::Email];

    /// Its name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::WhatsApp => "whatsapp",
            Self::Call => "call",
            Self::Email => "email",
        }
    }

    /// The key that says who serves it.
    pub const fn setting_key(self) -> &'static str {
        match self {
            Self::Sms => "CHANNEL_SMS",
            Self::WhatsApp => "CHANNEL_WHATSAPP",
            Self::Call => "CHANNEL_CALL",
            Self::Email => "CHANNEL_EMAIL",
        }
    }

    /// Whether it reaches this kind of address.
    pub const fn carries(self, to: &Address) -> bool {
        match self {
            Self::Email => matches!(to, Address::Email(_)),
            Self::Sms | Self::WhatsApp | Self::Call => matches!(to, Address::Phone(_)),
        }
    }
}

/// The channel somebody asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChannelWish {
    /// Whatever gets the code through: the operator's order, one step further with every resend.
    Auto,
    /// This one.
    Named(Channel),
}

impl ChannelWish {
    /// Its name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Named(channel) => channel.as_str(),
        }
    }

    /// The channel, if one was named.
    pub const fn named(self) -> Option<Channel> {
        match self {
            Self::Auto => None,
            Self::Named(channel) => Some(channel),
        }
    }
}

impl From<Channel> for ChannelWish {
    fn from(channel: Channel) -> Self {
        Self::Named(channel)
    }
}

impl FromStr for ChannelWish {
    type Err = ChannelFault;

    fn from_str(text: &str) -> Result<Self, ChannelFault> {
        if text == "auto" { Ok(Self::Auto) } else { text.parse().map(Self::Named) }
    }
}

impl fmt::Display for ChannelWish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Channel {
    type Err = ChannelFault;

    fn from_str(text: &str) -> Result<Self, ChannelFault> {
        Self::ALL.into_iter().find(|one| one.as_str() == text).ok_or(ChannelFault)
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
