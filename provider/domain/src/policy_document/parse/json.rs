//! JSON as it stands: every member of an object is kept, also a second one of the same name, of
//! which serde_json would silently take the last.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The largest magnitude below which a binary floating-point number tells any two whole numbers
/// apart: 2^53.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Null,
    Bool(bool),
    /// A number as it is written.
    Number(String),
    Text(String),
    List(Vec<Self>),
    Members(Vec<(String, Self)>),
}

impl Node {
    /// Reads a text. Nesting is bounded by serde_json: 127 levels.
    ///
    /// # Errors
    /// It is not JSON, or has a number that would be rounded.
    pub(super) fn read(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// What kind of value it is, in words.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Members(_) => "an object",
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Number(value.to_string()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Number(value.to_string()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Node, E> {
        match serde_json::Number::from_f64(value) {
            Some(number) if value.abs() < EXACT => Ok(Node::Number(number.to_string())),
            _ => Err(E::custom("a number has too many digits: write it as text")),
        }
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Node, E> {
        Ok(Node::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = from.next_entry()? {
            members.push(member);
        }
        Ok(Node::Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_member_is_kept_in_order() {
        let text = |text: &str| Node::Text(text.to_owned());
        let node = Node::read(r#"{"a":"1","b":["2",null],"a":true}"#).unwrap();
        let expected = Node::Members(vec![
            ("a".to_owned(), text("1")),
            ("b".to_owned(), Node::List(vec![text("2"), Node::Null])),
            ("a".to_owned(), Node::Bool(true)),
        ]);
        assert_eq!(node, expected);
    }

    #[test]
    fn numbers_are_kept_or_refused_and_never_rounded() {
        for (text, kept) in [
            ("0", "0"),
            ("-3", "-3"),
            ("18446744073709551615", "18446744073709551615"),
            ("1.5", "1.5"),
            ("10.0", "10.0"),
            ("1e3", "1000.0"),
        ] {
            assert_eq!(Node::read(text).unwrap(), Node::Number(kept.to_owned()), "{text}");
        }
        for text in ["18446744073709551616", "9007199254740993.0", "1e400", "-1e17"] {
            assert!(Node::read(text).is_err(), "{text}");
        }
    }
}
