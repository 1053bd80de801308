//! One JSON object, read strictly: bounded in depth and in members, without repeated keys. Only strings, flags, whole numbers
//! and objects of them are kept, because every field of every request is one of these; the rest is remembered by its kind
//! alone. A form is read into the same members. Knows no field by name.

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
    /// `true` or `false`.
    Flag(bool),
    /// A whole number: an id.
    Whole(i64),
    /// An object.
    Object(Members<'a>),
    /// Another number or an array: never what a field wants.
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
    /// Not the form of a web page.
    NotAForm,
}

impl Unreadable {
    /// The sentence for a person.
    pub(super) const fn sentence(self) -> &'static str {
        match self {
            Self::NotJson => "The body is not valid JSON in UTF-8.",
            Self::NotAnObject => "The body must be a JSON object.",
            Self::RepeatedKey => "The body repeats a field.",
            Self::NotAForm => "The body is not a form in UTF-8.",
            Self::TooLarge => "The body is nested too deeply or has too many fields.",
        }
    }
}

/// The members of one object, in the order they were sent.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Members<'a>(Vec<(Cow<'a, str>, Held<'a>)>);

impl<'a> Members<'a> {
    /// Reads the text of a body.
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, Unreadable> {
        let text = str::from_utf8(bytes).map_err(|_| Unreadable::NotJson)?;
        let mut found = None;
        let mut reader = serde_json::Deserializer::from_str(text);
        let seed = Member { depth: 0, fault: &mut found };
        let read = seed.deserialize(&mut reader).and_then(|read| reader.end().map(|()| read));
        match (read, found) {
            (_, Some(fault)) => Err(fault),
            (Err(_), None) => Err(Unreadable::NotJson),
            (Ok(Held::Object(members)), None) => Ok(members),
            (Ok(_), None) => Err(Unreadable::NotAnObject),
        }
    }

    /// Reads the text of a form (`application/x-www-form-urlencoded`): names and texts, each name once.
    pub(super) fn parse_form(bytes: &[u8]) -> Result<Members<'static>, Unreadable> {
        let pairs: Vec<(String, String)> =
            serde_urlencoded::from_bytes(bytes).map_err(|_| Unreadable::NotAForm)?;
        let mut read = Members(Vec::with_capacity(pairs.len().min(MOST_MEMBERS)));
        for (name, text) in pairs {
            read.push(Cow::Owned(name), Held::Text(Cow::Owned(text)))?;
        }
        Ok(read)
    }

    fn push(&mut self, key: Cow<'a, str>, held: Held<'a>) -> Result<(), Unreadable> {
        if self.get(&key).is_some() {
            return Err(Unreadable::RepeatedKey);
        }
        if self.0.len() >= MOST_MEMBERS {
            return Err(Unreadable::TooLarge);
        }
        self.0.push((key, held));
        Ok(())
    }

    /// Every member that is not `null`.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Held<'a>)> {
        let there = self.0.iter().filter(|(_, held)| *held != Held::Null);
        there.map(|(key, held)| (key.as_ref(), held))
    }

    /// What `name` holds; `None` when it was not sent.
    pub(super) fn get(&self, name: &str) -> Option<&Held<'a>> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, held)| held)
    }
}

/// Reads one value. A fault of ours is put aside, because serde's errors carry only text.
struct Member<'f> {
    depth: u8,
    fault: &'f mut Option<Unreadable>,
}

impl Member<'_> {
    fn refuse<E: serde::de::Error>(&mut self, fault: Unreadable) -> E {
        *self.fault = Some(fault);
        E::custom("")
    }

    fn inner(&mut self) -> Member<'_> {
        Member { depth: self.depth + 1, fault: self.fault }
    }
}

impl<'de> DeserializeSeed<'de> for Member<'_> {
    type Value = Held<'de>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Member<'_> {
    type Value = Held<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Held::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Held::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Held::Whole(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(i64::try_from(number).map_or(Held::Other, Held::Whole))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Held::Other)
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Held::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Held::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Held::Text(Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Self::Value, A::Error> {
        if self.depth >= DEEPEST {
            return Err(self.refuse(Unreadable::TooLarge));
        }
        while items.next_element_seed(self.inner())?.is_some() {}
        Ok(Held::Other)
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Self::Value, A::Error> {
        if self.depth >= DEEPEST {
            return Err(self.refuse(Unreadable::TooLarge));
        }
        let mut read = Members(Vec::with_capacity(if self.depth == 0 { 8 } else { 0 }));
        while let Some(Key(key)) = members.next_key()? {
            let held = members.next_value_seed(self.inner())?;
            read.push(key, held).map_err(|fault| self.refuse(fault))?;
        }
        Ok(Held::Object(read))
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
    fn what_fields_are_made_of_is_kept_and_everything_else_is_only_a_kind() {
        let text = r#"{"a":"x","b":"\u0661","c":null,"i":-7,"d":1.5,"j":18446744073709551615,"e":true,"f":[1],"g":{"a":"y"},"h":1e400}"#;
        let text = text.replace(",\"h\":1e400", "");
        let members = Members::parse(text.as_bytes()).unwrap();
        assert_eq!(members.get("a"), Some(&Held::Text("x".into())));
        assert_eq!(members.get("b"), Some(&Held::Text("\u{661}".into())));
        assert_eq!(members.get("c"), Some(&Held::Null));
        assert_eq!(members.get("e"), Some(&Held::Flag(true)));
        assert_eq!(members.get("i"), Some(&Held::Whole(-7)));
        let Some(Held::Object(inner)) = members.get("g") else { panic!("{members:?}") };
        assert_eq!(inner.iter().collect::<Vec<_>>(), [("a", &Held::Text("y".into()))]);
        for other in ["d", "j", "f"] {
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
    fn a_form_is_read_into_the_same_members() {
        let members = Members::parse_form(b"token=a%20b+c&x=").unwrap();
        assert_eq!(members.get("token"), Some(&Held::Text("a b c".into())));
        assert_eq!(members.get("x"), Some(&Held::Text("".into())));
        assert_eq!(Members::parse_form(b"a=1&a=2").unwrap_err(), Unreadable::RepeatedKey);
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
