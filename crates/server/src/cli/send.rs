//! `doorcode send`: one test message, straight to the provider, so that a set-up can be tried before it is used. Asks no
//! database: limits do not count here, but what the server would never send is not sent.

use channels::{
    Address, Ask, Begun, Channel, ChannelWish, Failure, ProviderError, Purpose, Receipt, Route, Switchboard,
};
use identity::{Refusal, Rules, admissible};

use super::{Outcome, house::Plan, say};

pub(super) async fn send(plan: Plan, to: &str, channel: Option<ChannelWish>) -> Outcome {
    let Plan { config, switchboard, .. } = plan;
    let to = Address::parse(to, config.default_region).map_err(|fault| fault.to_string())?;
    let usual = if matches!(to, Address::Email(_)) { Channel::Email } else { Channel::Sms };
    let masked = to.masked();
    let asks = match channel.unwrap_or(usual.into()) {
        ChannelWish::Named(channel) => vec![by_channel(&switchboard, &config.rules, to, channel)?],
        ChannelWish::Auto => {
            let order = if usual == Channel::Email {
                &[usual][..]
            } else {
                config.rules.auto_channels.of(to.country())
            };
            let rungs =
                order.iter().map(|channel| by_channel(&switchboard, &config.rules, to.clone(), *channel));
            let rungs: Vec<Ask> = rungs.filter_map(Result::ok).collect();
            if rungs.is_empty() {
                return Err(format!("Nothing was sent to {masked}: no channel of AUTO_CHANNELS reaches it."));
            }
            rungs
        }
    };
    let begun = first_of_all(&switchboard, &asks).await.map_err(|error| explained(&error, &masked))?;
    let sandbox = begun.receipt.provider == "sandbox";
    say(&format!("provider  {}", begun.receipt.provider));
    say(&format!("to        {masked}"));
    say(&format!("channel   {}", begun.channel));
    say(if sandbox {
        "status    nothing was really sent: the sandbox serves this channel"
    } else {
        "status    pending"
    });
    let Begun { receipt, message, .. } = &begun;
    let what = match message {
        _ if !receipt.station.is_empty() => "Verification SID:",
        Some(_) => "Message SID:",
        None => "id       ",
    };
    say(&format!("{what} {}", receipt.reference.known_as(&receipt.station, message.as_ref())));
    Ok(())
}

/// What would be asked for by this channel, if the server would ask for it.
fn by_channel(
    switchboard: &Switchboard,
    rules: &Rules,
    to: Address,
    channel: Channel,
) -> Result<Ask, String> {
    if !channel.carries(&to) {
        return Err(format!("{channel} does not reach this kind of address."));
    }
    if !switchboard.offers(channel) {
        return Err(format!(
            "Nothing was sent: {channel} is off. Name a provider in {}.",
            channel.setting_key()
        ));
    }
    let masked = to.masked();
    let ask = Ask::plain(to, channel, Purpose::ProveAddress);
    admissible(&ask, rules).map_err(|refusal| refused(&refusal, &masked))?;
    Ok(ask)
}

/// The next channel is asked where the one before certainly sent nothing.
async fn first_of_all(switchboard: &Switchboard, asks: &[Ask]) -> Result<Begun, ProviderError> {
    let mut last = ProviderError::new("none", Failure::NotOffered);
    for ask in asks {
        match first_that_sends(switchboard, ask).await {
            Err(error) if error.is_certainly_unasked() => last = error,
            ended => return ended,
        }
    }
    Err(last)
}

/// Down the ladder, as the server goes it: the next provider is asked where the one before certainly sent nothing, and a fixed
/// line is called.
async fn first_that_sends(switchboard: &Switchboard, ask: &Ask) -> Result<Begun, ProviderError> {
    match first_of_channel(switchboard, ask).await {
        Err(error) if error.failure == Failure::Landline && switchboard.offers(Channel::Call) => {
            first_of_channel(switchboard, &Ask { channel: Channel::Call, ..ask.clone() }).await
        }
        ended => ended,
    }
}

async fn first_of_channel(switchboard: &Switchboard, ask: &Ask) -> Result<Begun, ProviderError> {
    let mut last = ProviderError::new("none", Failure::NotOffered);
    for Route { provider, station, draft, .. } in switchboard.routes(ask) {
        let draft = draft.map(|reference| Receipt { provider: provider.to_owned(), station, reference });
        match switchboard.start(ask, provider, draft.as_ref()).await {
            Err(error) if error.failure == Failure::Landline => return Err(error),
            Err(error) if error.is_certainly_unasked() => last = error,
            ended => return ended,
        }
    }
    Err(last)
}

/// What the server would answer with 422 before it asks anybody.
fn refused(refusal: &Refusal, masked: &str) -> String {
    let why = match refusal {
        Refusal::DestinationBlocked => "its country is not in ALLOWED_COUNTRIES.",
        _ => "a fixed line can only be called.\nTry --channel call.",
    };
    format!("Nothing was sent to {masked}: {why}")
}

fn explained(error: &ProviderError, masked: &str) -> String {
    let code = error.code.map_or_else(String::new, |code| format!(", code {code}"));
    let status = error.status.map_or_else(String::new, |status| format!(", HTTP {status}"));
    let so = match error.failure {
        Failure::Unknown => "It is not known whether a message was sent to",
        _ => "Nothing was sent to",
    };
    format!(
        "{so} {masked}: {} ({}{status}{code}).\n{}",
        error.failure.as_str(),
        error.provider,
        remedy(error)
    )
}

fn remedy(error: &ProviderError) -> String {
    let says = match error.failure {
        Failure::NotOffered => {
            "Switch the channel on in the provider's console, or name another provider in CHANNEL_…."
        }
        Failure::Undeliverable => {
            "Check the address. A trial account reaches only numbers verified in its console."
        }
        Failure::Landline => "A fixed line takes no text messages: try --channel call.",
        Failure::Blocked => "Open the country in the provider's geographic permissions and fraud guard.",
        Failure::Busy => "Wait a little: the provider limits how fast it is asked.",
        Failure::Exhausted => "Wait for the pending code of this number to expire (10 minutes).",
        Failure::Denied if error.status == Some(401) => match error.provider.as_str() {
            // what only a message shows, no check does
            "vonage-verify" | "vonage-messages" => {
                "The credentials are wrong. `doorcode check` looks at VONAGE_API_KEY; compare an application and its private key with \
                 those at https://dashboard.nexmo.com."
            }
            "webhook" => "The receiver refuses it: compare WEBHOOK_SECRET with the receiver's.",
            _ => "The credentials are wrong: `doorcode check` says which of them.",
        },
        Failure::Denied if error.status == Some(404) => {
            "The Service is not one of this account: `doorcode check` looks at it."
        }
        Failure::Denied => {
            "The account or the Service is not set up for this, whatever the credentials: `doorcode check` looks at both."
        }
        Failure::Unreachable => "Check that this machine reaches the provider: DNS, firewall, proxy.",
        Failure::Unknown => {
            "It may have been sent: if a code arrives, it was. Otherwise look for it in the provider's console."
        }
    };
    match error.code {
        Some(code) if error.provider.starts_with("twilio") => {
            format!("{says}\nSee https://www.twilio.com/docs/api/errors/{code}.")
        }
        _ => says.to_owned(),
    }
}
