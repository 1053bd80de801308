//! Lists in Twilio's envelope, in pages.

use serde_json::{Value, json};

use crate::ask::Ask;
use crate::reply::{Fault, Reply};

/// The page asked for. Its links lead back to where it was asked: those of the real Twilio would lead a client away.
pub(super) fn page(ask: &Ask, key: &str, rows: Vec<Value>) -> Result<Reply, Fault> {
    let size = ask.query.number("PageSize", 1..=1000)?.unwrap_or(50);
    let number = ask.query.number("Page", 0..=u64::from(u32::MAX))?.unwrap_or(0);
    let url = |number: u64| {
        let (size, number) = (size.to_string(), number.to_string());
        let filters = ask.query.as_map().iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let filters = filters.filter(|(name, _)| !name.starts_with("Page"));
        let pairs: Vec<_> = filters.chain([("PageSize", size.as_str()), ("Page", number.as_str())]).collect();
        format!("{}{}?{}", ask.origin, ask.path, serde_urlencoded::to_string(pairs).unwrap_or_default())
    };
    let (begin, all) = (size * number, u64::try_from(rows.len()).unwrap_or(u64::MAX));
    let fits = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let shown: Vec<Value> = rows.into_iter().skip(fits(begin)).take(fits(size)).collect();
    Ok(Reply::json(
        200,
        json!({
            key: shown,
            "meta": {
                "key": key, "page": number, "page_size": size, "first_page_url": url(0),
                "previous_page_url": number.checked_sub(1).map(url), "url": url(number),
                "next_page_url": (begin + size < all).then(|| url(number + 1)),
            },
        }),
    ))
}
