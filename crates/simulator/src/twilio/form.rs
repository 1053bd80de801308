//! Form bodies with `PascalCase` names; nothing else is read. A JSON body is an empty form here, which is why it ends
//! as "invalid parameter" (60200).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::reply::Fault;
use crate::twilio::fault::invalid;

/// The parameters of a request; the last of repeated names counts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form(BTreeMap<String, String>);

impl Form {
    /// Reads a body of the given media type.
    pub(crate) fn parse(content_type: Option<&str>, body: &[u8]) -> Self {
        let media = content_type.and_then(|value| value.split(';').next()).map(str::trim);
        if media.is_some_and(|media| media.eq_ignore_ascii_case("application/x-www-form-urlencoded")) {
            Self::of(body)
        } else {
            Self::default()
        }
    }

    /// Reads pairs, of a form or of a query.
    pub(crate) fn of(pairs: &[u8]) -> Self {
        Self(serde_urlencoded::from_bytes::<Vec<_>>(pairs).unwrap_or_default().into_iter().collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Empty counts as absent.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    pub(crate) fn required(&self, name: &'static str) -> Result<&str, Fault> {
        self.filled(name).ok_or_else(|| invalid(name))
    }

    /// `true` or `false`; absent is `None`.
    pub(crate) fn flag(&self, name: &'static str) -> Result<Option<bool>, Fault> {
        self.get(name).map(|value| value.to_ascii_lowercase().parse().map_err(|_| invalid(name))).transpose()
    }

    /// A whole number within `range`; absent is `None`.
    pub(crate) fn number(
        &self,
        name: &'static str,
        range: std::ops::RangeInclusive<u64>,
    ) -> Result<Option<u64>, Fault> {
        let read = |value: &str| value.parse().ok().filter(|number| range.contains(number));
        self.get(name).map(|value| read(value).ok_or_else(|| invalid(name))).transpose()
    }

    /// A JSON object as text, values of any type.
    pub(crate) fn object(&self, name: &'static str) -> Result<Option<serde_json::Map<String, Value>>, Fault> {
        self.get(name).map(|text| serde_json::from_str(text).map_err(|_| invalid(name))).transpose()
    }

    pub(crate) fn as_map(&self) -> &BTreeMap<String, String> {
        &self.0
    }
}
