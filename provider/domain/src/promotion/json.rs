//! Evidence is read strictly: what two readers could understand differently is refused.
//!
//! RFC 8259 without leniency, plus what it leaves open: a member name occurs once in an object, strings are Unicode
//! (no lone surrogates), numbers are finite, and size, depth and number of values are bounded, so that a packet from
//! a stranger cannot cost more than a packet from a friend.

mod number;

use std::collections::BTreeMap;

use struson::reader::{JsonReader as _, JsonStreamReader, ReaderError, ReaderSettings, ValueType};

pub use number::Number;

/// The depth of the deepest value; the root has depth 0.
const MAX_DEPTH: usize = 64;

/// A JSON value as it was written. Members are sorted by name, in code points.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A finite number.
    Number(Number),
    /// A string.
    String(String),
    /// A list.
    Array(Vec<Json>),
    /// An object.
    Object(BTreeMap<String, Json>),
}

/// How much a document may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The size of the text in bytes; tested before anything else.
    pub bytes: usize,
    /// Values in all: root, containers and scalars; member names do not count.
    pub values: usize,
    /// Whether integers stay within ±(2^53 − 1), where every JSON implementation has the same number, and the
    /// canonical form of RFC 8785 is defined.
    pub safe_integers: bool,
}

impl Limits {
    /// A packet of `kfm/promotion-readiness/A-G/v1`.
    pub const READINESS_PACKET: Self =
        Self { bytes: 1_000_000, values: 4_096, safe_integers: false };
    /// A packet of `kfm/promotion-contract/A-F/v1`.
    pub const CONTRACT_PACKET: Self =
        Self { bytes: 1_000_000, values: 65_536, safe_integers: true };
    /// A DSSE envelope: four values, and three for each signature.
    pub const ENVELOPE: Self = Self { bytes: 1 << 20, values: 64, safe_integers: true };
    /// A stored document that a contract packet names.
    pub const DOCUMENT: Self = Self { bytes: 4 << 20, values: 65_536, safe_integers: true };
}

/// Why a text is not read. It says nothing of what the text holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// More bytes than the limit.
    #[error("the document is larger than its limit")]
    TooLarge,
    /// A member name occurs twice in one object, after unescaping.
    #[error("a member name occurs twice in one object")]
    DuplicateName,
    /// Not strict JSON, not UTF-8, or beyond the limits of depth, count or numbers.
    #[error("the document is not strict JSON")]
    Invalid,
}

impl From<ReaderError> for Unreadable {
    fn from(_: ReaderError) -> Self {
        Self::Invalid
    }
}

/// What a member that is absent reads as.
static ABSENT: Json = Json::Null;

impl Json {
    /// Reads one document.
    ///
    /// # Errors
    ///
    /// The text is larger than the limit, repeats a name, or is not strict JSON within the limits.
    pub fn read(text: &[u8], limits: Limits) -> Result<Self, Unreadable> {
        if text.len() > limits.bytes {
            return Err(Unreadable::TooLarge);
        }
        // The stream reader would find ill-formed UTF-8 too, but only where it looks.
        let text = std::str::from_utf8(text).map_err(|_| Unreadable::Invalid)?;
        let settings = ReaderSettings {
            allow_comments: false,
            allow_trailing_comma: false,
            allow_multiple_top_level: false,
            track_path: false,
            max_nesting_depth: None,
            restrict_number_values: false,
        };
        let mut reading = Reading {
            reader: JsonStreamReader::new_custom(text.as_bytes(), settings),
            left: limits.values,
            safe_integers: limits.safe_integers,
        };
        let value = reading.value(0)?;
        reading.reader.consume_trailing_whitespace()?;
        Ok(value)
    }

    /// The member of that name, if this is an object that has it; its value may be `null`.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Self> {
        self.as_object()?.get(name)
    }

    /// The member of that name; `null` where it is absent, or where this is no object.
    #[must_use]
    pub fn get(&self, name: &str) -> &Self {
        self.member(name).unwrap_or(&ABSENT)
    }

    /// Whether this is `null`, or absent.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value: `1` and `"true"` are none.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number: `true` is none.
    #[must_use]
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The list's elements.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The object's members.
    #[must_use]
    pub fn as_object(&self) -> Option<&BTreeMap<String, Self>> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// Whether this is exactly that string.
    #[must_use]
    pub fn is_str(&self, text: &str) -> bool {
        self.as_str() == Some(text)
    }
}

struct Reading<'t> {
    reader: JsonStreamReader<&'t [u8]>,
    left: usize,
    safe_integers: bool,
}

impl Reading<'_> {
    fn value(&mut self, depth: usize) -> Result<Json, Unreadable> {
        if depth > MAX_DEPTH {
            return Err(Unreadable::Invalid);
        }
        self.left = self.left.checked_sub(1).ok_or(Unreadable::Invalid)?;
        Ok(match self.reader.peek()? {
            ValueType::Null => {
                self.reader.next_null()?;
                Json::Null
            }
            ValueType::Boolean => Json::Bool(self.reader.next_bool()?),
            ValueType::String => Json::String(self.reader.next_string()?),
            ValueType::Number => Json::Number(self.number()?),
            ValueType::Array => self.array(depth)?,
            ValueType::Object => self.object(depth)?,
        })
    }

    fn number(&mut self) -> Result<Number, Unreadable> {
        let number = Number::parse(self.reader.next_number_as_str()?).ok_or(Unreadable::Invalid)?;
        if self.safe_integers && !number.is_interoperable() {
            return Err(Unreadable::Invalid);
        }
        Ok(number)
    }

    fn array(&mut self, depth: usize) -> Result<Json, Unreadable> {
        self.reader.begin_array()?;
        let mut elements = Vec::new();
        while self.reader.has_next()? {
            elements.push(self.value(depth + 1)?);
        }
        self.reader.end_array()?;
        Ok(Json::Array(elements))
    }

    fn object(&mut self, depth: usize) -> Result<Json, Unreadable> {
        self.reader.begin_object()?;
        let mut members = BTreeMap::new();
        while self.reader.has_next()? {
            let name = self.reader.next_name_owned()?;
            if members.contains_key(&name) {
                return Err(Unreadable::DuplicateName);
            }
            let value = self.value(depth + 1)?;
            members.insert(name, value);
        }
        self.reader.end_object()?;
        Ok(Json::Object(members))
    }
}

impl From<&Json> for serde_json::Value {
    /// For canonical forms and the policy engine. An integer beyond 64 bits becomes the nearest double: read with
    /// [`Limits::safe_integers`] where that matters.
    fn from(value: &Json) -> Self {
        match value {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(number) => number.to_value(),
            Json::String(text) => Self::String(text.clone()),
            Json::Array(elements) => elements.iter().map(Self::from).collect(),
            Json::Object(members) => Self::Object(
                members.iter().map(|(name, value)| (name.clone(), value.into())).collect(),
            ),
        }
    }
}

#[cfg(test)]
mod tests;
