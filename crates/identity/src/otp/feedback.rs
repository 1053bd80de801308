//! A carrier hears that the code it carried was right, where its routes learn from that.

use channels::Ask;

use super::Otp;
use crate::challenge::Challenge;
use crate::journal;

impl Otp {
    /// Nobody waits for it, and nothing fails with it. A provider that checks its own codes knows already.
    pub(super) fn thank(&self, ask: &Ask, row: &Challenge) {
        let carried = row.station.is_empty();
        let Some(message) = row.message.clone().filter(|_| carried) else { return };
        // by the way the code took, whoever was asked since
        let (channel, provider) = row.way();
        let ask = Ask { channel, ..ask.clone() };
        let (switchboard, provider, challenge) = (self.0.switchboard.clone(), provider.to_owned(), row.id);
        drop(self.0.tasks.run(async move {
            if let Err(error) = switchboard.converted(ask.channel, &provider, &message).await {
                journal::unthanked(&ask, challenge, &message, &error);
            }
        }));
    }
}
