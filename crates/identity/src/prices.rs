//! What one send costs, as the operator knows it: by channel and country, in a currency of their choice. Kept as whole
//! billionths, so that a sum of many never drifts.

use std::str::FromStr;

use channels::{Channel, Region};

/// The price of a send, where it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prices(Vec<Price>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Price {
    channel: Channel,
    /// None: every country that has no price of its own.
    country: Option<Region>,
    billionths: u64,
}

/// Prices were not written as `channel.COUNTRY=price,channel=price`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be prices, by comma, each for a channel or for a channel and a country, with digits and a point, and none twice"
)]
pub struct PricesFault;

/// In billionths.
pub const UNIT: u64 = 1_000_000_000;

impl FromStr for Prices {
    type Err = PricesFault;

    fn from_str(text: &str) -> Result<Self, PricesFault> {
        let mut prices: Vec<Price> = Vec::new();
        for part in text.split(',') {
            let price = price(part.trim()).ok_or(PricesFault)?;
            if prices.iter().any(|known| (known.channel, known.country) == (price.channel, price.country)) {
                return Err(PricesFault);
            }
            prices.push(price);
        }
        Ok(Self(prices))
    }
}

impl Prices {
    /// Of one send, in billionths; nothing where nobody said.
    pub(crate) fn of(&self, channel: Channel, country: Option<Region>) -> Option<u64> {
        let told = |wanted: Option<Region>| {
            self.0.iter().find(|price| price.channel == channel && price.country == wanted)
        };
        let own = country.and_then(|country| told(Some(country)));
        own.or_else(|| told(None)).map(|price| price.billionths)
    }
}

fn price(text: &str) -> Option<Price> {
    let (of, amount) = text.split_once('=')?;
    let (channel, country) = match of.trim().split_once('.') {
        Some((channel, country)) => (channel, Some(country.parse().ok()?)),
        None => (of.trim(), None),
    };
    Some(Price { channel: channel.parse().ok()?, country, billionths: billionths(amount.trim())? })
}

/// Digits, and at most nine more after a point: no sign, no exponent, nothing that is not a number.
fn billionths(text: &str) -> Option<u64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str, most: usize| {
        let plain = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse::<u64>().ok()).flatten()
    };
    let whole = digits(whole, 6)?;
    let part = digits(&format!("{part:0<9}"), 9).filter(|_| !part.is_empty())?;
    Some(whole * UNIT + part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_has_its_own_price_or_that_of_the_rest() {
        let prices: Prices = "sms.US=0.0079, sms.sa=0.05,call=2,sms=0.01".parse().unwrap();
        let of = |channel, country: &str| prices.of(channel, country.parse().ok());
        assert_eq!(of(Channel::Sms, "US"), Some(7_900_000));
        assert_eq!(of(Channel::Sms, "SA"), Some(50_000_000));
        assert_eq!(of(Channel::Sms, "DE"), Some(10_000_000));
        assert_eq!(of(Channel::Sms, ""), Some(10_000_000));
        assert_eq!(of(Channel::Call, "US"), Some(2 * UNIT));
        assert_eq!(of(Channel::Email, ""), None);
        assert_eq!("sms.US=1".parse::<Prices>().unwrap().of(Channel::Sms, "DE".parse().ok()), None);
        assert_eq!("sms=0".parse::<Prices>().unwrap().of(Channel::Sms, None), Some(0));
        assert_eq!("sms=0.000000001".parse::<Prices>().unwrap().of(Channel::Sms, None), Some(1));
    }

    #[test]
    fn what_is_no_price_is_refused() {
        for wrong in [
            "",
            "sms",
            "sms=",
            "sms=free",
            "sms=-0.01",
            "sms=+1",
            "sms=NaN",
            "sms=inf",
            "sms=1e3",
            "sms=.5",
            "sms=1.",
            "sms=0,01",
            "sms=0.0000000001",
            "sms=1234567",
            "fax=1",
            "sms.XX=1",
            "sms.=1",
            "SMS=1",
            "sms=1,",
            "sms=1,sms=2",
            "sms.US=1,sms.us=2",
            "sms=١",
        ] {
            assert!(wrong.parse::<Prices>().is_err(), "{wrong}");
        }
    }
}
