//! What the next answers shall be instead of the faithful ones. Pure data; `front` performs it.

use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::calls::Kind;

/// How a request is answered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// Faithfully. With a delay: a slow but honest provider.
    #[default]
    Serve,
    /// Nothing happens and no answer comes; the connection stays open.
    Hang,
    /// It happens (the message is sent, the check counts), but no answer comes; the connection stays open.
    Stall,
    /// Nothing happens and the connection is closed without an answer.
    Cut,
    /// It happens, but the connection is closed before a byte of the answer: the *lost answer*.
    Lost,
    /// It happens, but the connection is closed in the middle of the answer.
    Truncated,
    /// It happens and is answered faithfully, but the message never arrives; who asks about it later is told so.
    Undelivered {
        /// Why, as an error code of Messaging: 30003 and its like.
        code: u32,
    },
    /// Nothing happens; an error in the vendor's shape.
    Status {
        /// The HTTP status.
        status: u16,
        /// The vendor's error code; 0 leaves it out, as some gateways do.
        #[serde(default)]
        code: u32,
    },
    /// Nothing happens; 200 and a page of HTML.
    Garbage,
    /// Nothing happens; a well-formed JSON body of 10 MiB.
    Oversize,
    /// An answer about somebody else: a start is performed and reported for another address; a check, not
    /// performed, is reported `approved` for another address.
    WrongTarget,
    /// As [`Act::WrongTarget`], but the address is right and the verification's or message's id is another.
    WrongVerification,
    /// Nothing happens; exactly this is answered.
    Raw {
        /// The HTTP status.
        status: u16,
        /// The media type.
        content_type: Cow<'static, str>,
        /// The body.
        body: Cow<'static, str>,
    },
}

/// An instruction for the next requests that fit it. Instructions are used up in the order they were given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    /// The kind of request it waits for; `None` fits every kind.
    #[serde(default)]
    pub on: Option<Kind>,
    /// The address it waits for; `None` fits every address.
    #[serde(default)]
    pub to: Option<String>,
    /// For how many requests it holds.
    #[serde(default = "once")]
    pub times: u32,
    /// How long the answer (or the cut) waits, in milliseconds of real time. What happens, happens before.
    #[serde(default)]
    pub delay_ms: u64,
    /// How to answer.
    #[serde(flatten)]
    pub act: Act,
}

const fn once() -> u32 {
    1
}

impl Script {
    /// For the next request of this kind, which is served faithfully until [`Script::act`] says otherwise.
    pub const fn on(kind: Kind) -> Self {
        Self { on: Some(kind), to: None, times: 1, delay_ms: 0, act: Act::Serve }
    }

    /// For the next request of any kind.
    pub const fn any() -> Self {
        Self { on: None, to: None, times: 1, delay_ms: 0, act: Act::Serve }
    }

    /// Only for requests about this address.
    #[must_use]
    pub fn to(mut self, to: impl Into<String>) -> Self {
        self.to = Some(to.into());
        self
    }

    /// For so many requests; [`u32::MAX`] is for ever.
    #[must_use]
    pub const fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// With this delay before the answer (real time).
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay_ms = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
        self
    }

    /// Answered so.
    #[must_use]
    pub fn act(mut self, act: Act) -> Self {
        self.act = act;
        self
    }

    /// Answered with an error in the vendor's shape.
    #[must_use]
    pub fn status(self, status: u16, code: u32) -> Self {
        self.act(Act::Status { status, code })
    }

    pub(crate) fn fits(&self, kind: Kind, to: Option<&str>) -> bool {
        self.on.is_none_or(|on| on == kind) && (self.to.is_none() || self.to.as_deref() == to)
    }
}
