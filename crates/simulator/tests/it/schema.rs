//! A walker over the part of OpenAPI 3.0's schemas that Twilio's document uses. What it does not know is a fault, so
//! that it never passes something unread.

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::{Rfc2822, Rfc3339};

/// Words of a schema that say nothing about a value.
const SILENT: [&str; 7] =
    ["description", "title", "default", "example", "examples", "deprecated", "x-twilio"];

/// The faults of `value` under `schema`, each with its place.
pub(crate) fn faults(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    Walk { document, found: &mut found }.value(schema, value, "$");
    found
}

struct Walk<'a> {
    document: &'a Value,
    found: &'a mut Vec<String>,
}

impl Walk<'_> {
    fn fault(&mut self, place: &str, what: impl std::fmt::Display) {
        self.found.push(format!("{place}: {what}"));
    }

    fn value(&mut self, schema: &Value, value: &Value, place: &str) {
        if let Some(reference) = schema["$ref"].as_str() {
            let target = reference.strip_prefix('#').and_then(|pointer| self.document.pointer(pointer));
            return match target.cloned() {
                Some(target) => self.value(&target, value, place),
                None => self.fault(place, format!("{reference} leads nowhere")),
            };
        }
        let Some(words) = schema.as_object() else { return self.fault(place, "the schema is no object") };
        if value.is_null() {
            // A schema without a type allows anything, null included.
            if schema["nullable"] != true && words.contains_key("type") {
                self.fault(place, "null");
            }
            return;
        }
        for (word, rule) in words {
            match word.as_str() {
                "type" => self.kind(rule, value, place),
                "enum" if !rule.as_array().is_some_and(|known| known.contains(value)) => {
                    self.fault(place, format!("{value} is not one of {rule}"));
                }
                "format" => self.format(rule, value, place),
                "pattern" => self.pattern(rule, value, place),
                "minLength" if length(value) < rule.as_u64() => self.fault(place, "too short"),
                "maxLength" if length(value) > rule.as_u64() => self.fault(place, "too long"),
                "properties" => self.properties(rule, value, place),
                "required" => {
                    for name in rule.as_array().into_iter().flatten().filter_map(Value::as_str) {
                        if value.get(name).is_none() {
                            self.fault(place, format!("{name} is missing"));
                        }
                    }
                }
                "items" => {
                    for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.value(rule, item, &format!("{place}[{at}]"));
                    }
                }
                "enum" | "minLength" | "maxLength" | "nullable" => {}
                silent if SILENT.contains(&silent) => {}
                unknown => self.fault(place, format!("the word {unknown} is not understood")),
            }
        }
    }

    fn kind(&mut self, rule: &Value, value: &Value, place: &str) {
        let fits = match rule.as_str() {
            Some("string") => value.is_string(),
            Some("boolean") => value.is_boolean(),
            Some("integer") => value.is_i64() || value.is_u64(),
            Some("number") => value.is_number(),
            Some("array") => value.is_array(),
            Some("object") => value.is_object(),
            _ => return self.fault(place, format!("the type {rule} is not understood")),
        };
        if !fits {
            self.fault(place, format!("{value} is no {rule}"));
        }
    }

    fn properties(&mut self, rule: &Value, value: &Value, place: &str) {
        for (name, inner) in value.as_object().into_iter().flatten() {
            match rule.get(name) {
                Some(schema) => self.value(schema, inner, &format!("{place}.{name}")),
                None => self.fault(place, format!("{name} is not in the schema")),
            }
        }
    }

    fn format(&mut self, rule: &Value, value: &Value, place: &str) {
        // links within a list lead back to where it was asked; Messaging's are paths
        let uri = |text: &str| {
            let begins =
                ["https://", "http://127.0.0.1:", "/2010-04-01/"].iter().any(|begin| text.starts_with(begin));
            begins && !text.contains(char::is_whitespace)
        };
        let text = value.as_str().unwrap_or_default();
        let fits = match rule.as_str() {
            Some("date-time") => OffsetDateTime::parse(text, &Rfc3339).is_ok(),
            Some("date-time-rfc-2822") => OffsetDateTime::parse(text, &Rfc2822).is_ok(),
            Some("phone-number") => {
                text.strip_prefix('+').is_some_and(|digits| digits.parse::<u64>().is_ok())
            }
            Some("uri") => uri(text),
            Some("uri-map") => {
                value.as_object().is_some_and(|map| map.values().all(|link| link.as_str().is_some_and(uri)))
            }
            Some("int32") => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
            _ => return self.fault(place, format!("the format {rule} is not understood")),
        };
        if !fits {
            self.fault(place, format!("{value} is no {rule}"));
        }
    }

    /// Only the patterns of SIDs: `^XX[0-9a-fA-F]{32}$`, and with `(XX|YY)` for the letters.
    fn pattern(&mut self, rule: &Value, value: &Value, place: &str) {
        let pattern = rule.as_str().unwrap_or_default();
        let letters = pattern.strip_prefix('^').and_then(|rest| rest.strip_suffix("[0-9a-fA-F]{32}$"));
        let group = |text: &str| text.strip_prefix('(')?.strip_suffix(')').map(str::to_owned);
        let prefixes = letters.map(|letters| group(letters).unwrap_or_else(|| letters.to_owned()));
        let upper = |text: &String| {
            text.split('|').all(|prefix| prefix.bytes().all(|byte| byte.is_ascii_uppercase()))
        };
        let Some(prefixes) = prefixes.filter(upper) else {
            return self.fault(place, format!("the pattern {pattern} is not understood"));
        };
        let text = value.as_str().unwrap_or_default();
        let digits = prefixes.split('|').find_map(|prefix| text.strip_prefix(prefix)).unwrap_or_default();
        if digits.len() != 32 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            self.fault(place, format!("{value} does not match {pattern}"));
        }
    }
}

fn length(value: &Value) -> Option<u64> {
    value.as_str().and_then(|text| u64::try_from(text.chars().count()).ok())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::faults;

    #[test]
    fn the_walker_finds_every_kind_of_fault() {
        let document = json!({ "components": { "schemas": {
            "thing": { "type": "object", "required": ["sid"], "properties": {
                "sid": { "type": "string", "pattern": "^VE[0-9a-fA-F]{32}$", "nullable": true },
                "at": { "type": "string", "format": "date-time" },
                "kind": { "$ref": "#/components/schemas/kind" },
                "list": { "type": "array", "items": { "type": "integer" } },
                "short": { "type": "string", "maxLength": 2 },
                "free": {},
            } },
            "kind": { "type": "string", "enum": ["sms", "call"] },
        } } });
        let schema = json!({ "$ref": "#/components/schemas/thing" });
        let count = |value: Value| faults(&document, &schema, &value).len();
        let sid = format!("VE{}", "0a".repeat(16));
        assert_eq!(
            count(
                json!({ "sid": sid, "at": "2015-07-30T20:00:00Z", "kind": "sms", "list": [1], "free": null })
            ),
            0
        );
        assert_eq!(count(json!({ "sid": null })), 0);
        for wrong in [
            json!({}),
            json!("text"),
            json!({ "sid": "VE12" }),
            json!({ "sid": sid, "at": "yesterday" }),
            json!({ "sid": sid, "at": null }),
            json!({ "sid": sid, "kind": "pigeon" }),
            json!({ "sid": sid, "list": [1, "2"] }),
            json!({ "sid": sid, "short": "123" }),
            json!({ "sid": sid, "extra": 1 }),
        ] {
            assert!(count(wrong.clone()) > 0, "{wrong}");
        }
        assert_eq!(
            faults(&document, &json!({ "oneOf": [] }), &json!(1)).len(),
            1,
            "unknown words are faults"
        );
        assert_eq!(faults(&document, &json!({ "$ref": "#/nowhere" }), &json!(1)).len(), 1);
    }
}
