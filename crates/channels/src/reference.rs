//! What providers know verifications and messages by: short plain names, stored and never read.

/// What a provider knows a verification by. Stored; opaque to everybody else.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference(String);

impl Reference {
    /// At most 120 of `A-Z a-z 0-9 : / _ . -`; nothing for any other text.
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        is_plain(&text).then_some(Self(text))
    }

    /// As stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part an operator searches for at the provider: what follows the last slash.
    pub fn message_id(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// What an operator searches for: the verification's own name where a provider holds it at this station, and that of its
    /// latest message where the code was made here.
    pub fn known_as<'a>(&'a self, station: &str, message: Option<&'a MessageId>) -> &'a str {
        let carried = message.filter(|_| station.is_empty());
        carried.map_or_else(|| self.message_id(), MessageId::as_str)
    }
}

/// What a provider's console and its delivery reports know a message by: `SM…`, `VE…`, a UUID.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MessageId(String);

impl MessageId {
    /// At most 120 of `A-Z a-z 0-9 : / _ . -`; nothing for any other text.
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        is_plain(&text).then_some(Self(text))
    }

    /// As stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_plain(text: &str) -> bool {
    (1..=120).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b":/_.-".contains(&b))
}
