//! Words of the contract that answers and problems share. Knows no operation.

mod channel;
mod time;

pub use channel::{ChannelWishWord, ChannelWord};
pub use time::Time;
