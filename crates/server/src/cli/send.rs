//! `doorcode send`: one test message, straight to the provider, so that a set-up can be tried before it is used.

use channels::{Address, Ask, Channel, Failure, ProviderError, Purpose};

use super::{Outcome, house::House, say};

pub(super) async fn send(house: House, to: &str, channel: Channel) -> Outcome {
    let to = Address::parse(to, house.config.default_region).map_err(|fault| fault.to_string())?;
    if !channel.carries(&to) {
        return Err(format!("{channel} does not reach this kind of address."));
    }
    let locale = house.config.default_locale.clone();
    let ask = Ask { to, channel, purpose: Purpose::ProveAddress, locale };
    let masked = ask.to.masked();
    // A draft of the reference, where the provider wants one.
    let draft = house.switchboard.draft(&ask);
    match house.switchboard.start(&ask, draft.as_ref()).await {
        Ok(begun) => {
            say(&format!("provider  {}", begun.receipt.provider));
            say(&format!("to        {masked}"));
            say(&format!("channel   {}", begun.channel));
            say("status    pending");
            say(&format!("id        {}", begun.receipt.reference.message_id()));
            Ok(())
        }
        Err(error) => Err(explained(&error, &masked)),
    }
}

fn explained(error: &ProviderError, masked: &str) -> String {
    let code = error.code.map_or_else(String::new, |code| format!(", code {code}"));
    let status = error.status.map_or_else(String::new, |status| format!(", HTTP {status}"));
    format!(
        "Nothing was sent to {masked}: {} ({}{status}{code}).\n{}",
        error.failure.as_str(),
        error.provider,
        remedy(error.failure)
    )
}

const fn remedy(failure: Failure) -> &'static str {
    match failure {
        Failure::NotOffered => {
            "Switch the channel on in the provider's console, or name a provider in CHANNEL_…."
        }
        Failure::Undeliverable => {
            "Check the address. A trial account reaches only numbers verified in its console."
        }
        Failure::Blocked => "Open the country in the provider's geographic permissions and fraud guard.",
        Failure::Busy => "Wait a little: the provider limits how fast it is asked.",
        Failure::Exhausted => "Wait for the pending code of this number to expire (10 minutes).",
        Failure::Denied => "Check the credentials: `doorcode check` says which of them.",
        Failure::Unreachable => "Check that this machine reaches the provider: DNS, firewall, proxy.",
        Failure::Unknown => "The outcome is unknown: look for the message in the provider's console.",
    }
}
