//! One JSON object, read strictly: bounded in depth and in members, without repeated keys. Only strings and whole numbers
//! are kept, because every field of every request is one of them; the rest is remembered by its kind alone. Knows no field by
//! name.

use std::{borrow::Cow, fmt};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// Objects and arrays may lie this deep inside each other.
const DEEPEST: u8 = 16;
/// An object may have this many members; keeps the search for repeated keys cheap.
const MOST_MEMBERS: usize = 256;

/// What one member holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Held<'a> {
    /// `null`: counts as absent.
    Null,
    /// A string.
    Text(Cow<'a, str>),
    /// A whole number: an id.
    Whole(i64),
    /// Another number, a boolean, an array or an object: never what a field wants.
    Other,
}

/// Why a text is not an object we read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// Not UTF-8, or not JSON.
    NotJson,
    /// JSON, but not an object.
    NotAnObject,
    /// A key stands twice in one object.
    RepeatedKey,
    /// Too deep, or too many members.
    TooLarge,
}

impl Unreadable {
    /// The sentence for a person.
    pub(super) const fn sentence(self) -> &'static str {
        match self {
            Self::NotJson => "The body is not valid JSON in UTF-8.",
            Self::NotAnObject => "The body must be a JSON object.",
            Self::RepeatedKey => "The body repeats a field.",
            Self::TooLarge => "The body is nested too deeply or has too many fields.",
        }
    }
}

/// The members of one object, in the order they were sent.
#[derive(Debug, Default)]
pub(super) struct Members<'a>(Vec<(Cow<'a, str>, Held<'a>)>);

impl<'a> Members<'a> {
    /// Reads the text of a body.
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, Unreadable> {
        let text = str::from_utf8(bytes).map_err(|_| Unreadable::NotJson)?;
        let mut found = None;
        let mut reader = serde_json::Deserializer::from_str(text);
        let seed = Member { depth: 0, fault: &mut found, top: true };
        let read = seed.deserialize(&mut reader).and_then(|read| reader.end().map(|()| read));
        match (read, found) {
            (_, Some(fault)) => Err(fault),
            (Err(_), None) => Err(Unreadable::NotJson),
            (Ok(Read::Object(members)), None) => Ok(members),
            (Ok(Read::Held(_)), None) => Err(Unreadable::NotAnObject),
        }
    }

    /// What `name` holds; `None` when it was not sent.
    pub(super) fn get(&self, name: &str) -> Option<&Held<'a>> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, held)| held)
    }
}

enum Read<'a> {
    Object(Members<'a>),
    Held(Held<'a>),
}

/// Reads one value. A fault of ours is put aside, because serde's errors carry only text.
struct Member<'f> {
    depth: u8,
    fault: &'f mut Option<Unreadable>,
    top: bool,
}

impl Member<'_> {
    fn refuse<E: serde::de::Error>(&mut self, fault: Unreadable) -> E {
        *self.fault = Some(fault);
        E::custom("")
    }

    fn inner(&mut self) -> Member<'_> {
        Member { depth: self.depth + 1, fault: self.fault, top: false }
    }
}

impl<'de> DeserializeSeed<'de> for Member<'_> {
    type Value = Read<'de>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Member<'_> {
    type Value = Read<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Read::Held(Held::Null))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Read::Held(Held::Other))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Read::Held(Held::Whole(number)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Read::Held(i64::try_from(number).map_or(Held::Other, Held::Whole)))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Read::Held(Held::Other))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Read::Held(Held::Text(Cow::Borrowed(text))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Read::Held(Held::Text(Cow::Owned(text.to_owned()))))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Read::Held(Held::Text(Cow::Owned(text))))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Self::Value, A::Error> {
        if self.depth >= DEEPEST {
            return Err(self.refuse(Unreadable::TooLarge));
        }
        while items.next_element_seed(self.inner())?.is_some() {}
        Ok(Read::Held(Held::Other))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Self::Value, A::Error> {
        if self.depth >= DEEPEST {
            return Err(self.refuse(Unreadable::TooLarge));
        }
        let mut read = Members(Vec::with_capacity(if self.top { 8 } else { 0 }));
        while let Some(Key(key)) = members.next_key()? {
            if read.get(&key).is_some() {
                return Err(self.refuse(Unreadable::RepeatedKey));
            }
            if read.0.len() >= MOST_MEMBERS {
                return Err(self.refuse(Unreadable::TooLarge));
            }
            let held = match members.next_value_seed(self.inner())? {
                Read::Held(held) => held,
                Read::Object(_) => Held::Other,
            };
            read.0.push((key, held));
        }
        Ok(Read::Object(read))
    }
}

/// A key, borrowed from the body wherever it has no escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de> serde::Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        reader.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Unreadable {
        Members::parse(text.as_bytes()).unwrap_err()
    }

    #[test]
    fn strings_and_whole_numbers_are_kept_and_everything_else_is_only_a_kind() {
        let text = r#"{"a":"x","b":"\u0661","c":null,"i":-7,"d":1.5,"j":18446744073709551615,"e":true,"f":[1],"g":{"a":"y"},"h":1e400}"#;
        let text = text.replace(",\"h\":1e400", "");
        let members = Members::parse(text.as_bytes()).unwrap();
        assert_eq!(members.get("a"), Some(&Held::Text("x".into())));
        assert_eq!(members.get("b"), Some(&Held::Text("\u{661}".into())));
        assert_eq!(members.get("c"), Some(&Held::Null));
        assert_eq!(members.get("i"), Some(&Held::Whole(-7)));
        for other in ["d", "j", "e", "f", "g"] {
            assert_eq!(members.get(other), Some(&Held::Other), "{other}");
        }
        assert!(members.get("x").is_none());
    }

    #[test]
    fn what_is_not_one_plain_object_is_refused() {
        for text in ["", "{", "{}x", "{'a':1}", "{\"a\":\"\\ud800\"}", "{\"a\":NaN}", "{\"a\":\"\n\"}"] {
            assert_eq!(fault(text), Unreadable::NotJson, "{text}");
        }
        assert_eq!(Members::parse(b"{\"a\":\"\xff\"}").unwrap_err(), Unreadable::NotJson);
        for text in ["1", "null", "[]", "\"x\""] {
            assert_eq!(fault(text), Unreadable::NotAnObject, "{text}");
        }
    }

    #[test]
    fn a_repeated_key_is_refused_also_when_it_is_spelled_otherwise_or_lies_deeper() {
        for text in [r#"{"a":1,"a":2}"#, r#"{"a":"1","\u0061":"2"}"#, r#"{"x":{"a":1,"a":1}}"#] {
            assert_eq!(fault(text), Unreadable::RepeatedKey, "{text}");
        }
    }

    #[test]
    fn depth_and_members_are_bounded() {
        let deep = |n: usize| format!("{{\"a\":{}1{}}}", "[".repeat(n), "]".repeat(n));
        assert!(Members::parse(deep(15).as_bytes()).is_ok());
        assert_eq!(fault(&deep(16)), Unreadable::TooLarge);
        assert_eq!(fault(&deep(5000)), Unreadable::TooLarge);
        let wide = |n: usize| {
            let members: Vec<_> = (0..n).map(|i| format!("\"k{i}\":{i}")).collect();
            format!("{{{}}}", members.join(","))
        };
        assert!(Members::parse(wide(256).as_bytes()).is_ok());
        assert_eq!(fault(&wide(257)), Unreadable::TooLarge);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused_but_never_panic(bytes: Vec<u8>) {
            let _ = Members::parse(&bytes);
        }
    }
}
