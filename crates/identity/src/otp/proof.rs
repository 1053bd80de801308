//! A proof is a value: who has one may do one write, and who has none cannot.

use channels::{Address, Channel, Purpose};

use crate::challenge::Challenge;
use crate::clock::Timestamp;

/// Somebody held `address` a moment ago. Only [`Otp::redeem`](super::Otp::redeem) and its like make one; it cannot be cloned;
/// the store spends it in the same transaction as the write it allows.
#[must_use]
#[derive(Debug)]
pub struct Proof {
    challenge: i64,
    purpose: Purpose,
    address: Address,
    channel: Channel,
    user: Option<i64>,
    approved_at: Timestamp,
}

impl Proof {
    /// From an approved challenge whose address can be read again.
    pub(super) fn of(challenge: &Challenge) -> Option<Self> {
        Some(Self {
            challenge: challenge.id,
            purpose: challenge.purpose,
            address: Address::stored(&challenge.address)?,
            channel: challenge.channel,
            user: challenge.user,
            approved_at: challenge.approved_at?,
        })
    }

    pub(crate) fn challenge(&self) -> i64 {
        self.challenge
    }

    /// What the code was asked for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The address that was held.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// How the code went.
    pub fn channel(&self) -> Channel {
        self.channel
    }

    /// Whose challenge it was, where it was bound to a user.
    pub(crate) fn user(&self) -> Option<i64> {
        self.user
    }

    /// When the code was right.
    pub fn approved_at(&self) -> Timestamp {
        self.approved_at
    }
}
