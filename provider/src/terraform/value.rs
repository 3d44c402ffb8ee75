//! Terraform's three states of a value, and the untyped tree that travels on the wire.

use std::collections::BTreeMap;
use std::fmt;

/// A value as Terraform core sees it: known, explicitly absent, or not decided until apply.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value<T> {
    /// The value is known.
    Known(T),
    /// The attribute is not set.
    #[default]
    Null,
    /// The value is decided during apply ("known after apply").
    Unknown,
}

impl<T> Value<T> {
    /// Borrows the inner value.
    pub fn as_ref(&self) -> Value<&T> {
        match self {
            Self::Known(value) => Value::Known(value),
            Self::Null => Value::Null,
            Self::Unknown => Value::Unknown,
        }
    }

    /// The value where it is known; `None` for null and unknown alike.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Null | Self::Unknown => None,
        }
    }

    /// The value where it is known, consumed; `None` for null and unknown alike.
    pub fn into_known(self) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Null | Self::Unknown => None,
        }
    }

    /// Whether the value is decided during apply.
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// Whether the attribute is not set.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Applies `f` to a known value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Value<U> {
        match self {
            Self::Known(value) => Value::Known(f(value)),
            Self::Null => Value::Null,
            Self::Unknown => Value::Unknown,
        }
    }

    /// This value unless it is null, then `fallback`.
    #[must_use]
    pub fn or(self, fallback: Self) -> Self {
        if self.is_null() { fallback } else { self }
    }
}

impl<T: Clone> Value<&T> {
    /// An owned copy.
    pub fn cloned(self) -> Value<T> {
        self.map(T::clone)
    }
}

impl<T> From<Option<T>> for Value<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Known)
    }
}

/// A number as it arrived: Terraform sends integers, floats and, beyond both, decimal text.
#[derive(Clone, Debug)]
pub enum Number {
    /// A signed integer.
    Signed(i64),
    /// An unsigned integer above `i64::MAX`.
    Unsigned(u64),
    /// A float.
    Float(f64),
    /// Decimal text, for what neither can hold.
    Decimal(String),
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Signed(a), Self::Signed(b)) => a == b,
            (Self::Unsigned(a), Self::Unsigned(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => a.to_bits() == b.to_bits(),
            (Self::Decimal(a), Self::Decimal(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Number {}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signed(value) => value.fmt(f),
            Self::Unsigned(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
            Self::Decimal(text) => f.write_str(text),
        }
    }
}

impl Number {
    /// The number as a whole `i64`, if it is one.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Signed(value) => Some(*value),
            Self::Unsigned(value) => i64::try_from(*value).ok(),
            Self::Float(value) => whole(*value),
            Self::Decimal(text) => text.parse().ok(),
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the range and the fraction are checked in the line before"
)]
fn whole(value: f64) -> Option<i64> {
    const LIMIT: f64 = 9_007_199_254_740_992.0; // 2^53: beyond it a float no longer names one integer
    (value.fract() == 0.0 && value.abs() <= LIMIT).then_some(value as i64)
}

/// An untyped Terraform value: what the wire carries before a schema gives it a shape.
///
/// Lists, sets and tuples are `List`; maps and objects are `Map`. The elements of a set may be
/// unknown, and two unknown elements stay two.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Tree {
    /// Decided during apply.
    Unknown,
    /// Not set.
    #[default]
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text.
    String(String),
    /// A list, set or tuple.
    List(Vec<Self>),
    /// A map or object.
    Map(BTreeMap<String, Self>),
    /// A value of dynamic type: its type as JSON and its msgpack, both verbatim.
    Dynamic {
        /// The type, as Terraform's JSON type notation.
        ty: Vec<u8>,
        /// The value in msgpack.
        value: Vec<u8>,
    },
}

impl Tree {
    /// The word for this shape in messages.
    pub const fn shape(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Null => "null",
            Self::Bool(_) => "bool",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::List(_) => "list",
            Self::Map(_) => "map",
            Self::Dynamic { .. } => "dynamic",
        }
    }

    /// Whether this value or anything inside it is unknown.
    pub fn has_unknown(&self) -> bool {
        match self {
            Self::Unknown => true,
            Self::List(items) => items.iter().any(Self::has_unknown),
            Self::Map(entries) => entries.values().any(Self::has_unknown),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_float_is_whole_only_where_it_names_one_integer() {
        assert_eq!(Number::Float(30.0).as_i64(), Some(30));
        assert_eq!(Number::Float(30.5).as_i64(), None);
        assert_eq!(Number::Float(1e300).as_i64(), None);
        assert_eq!(Number::Decimal("12".into()).as_i64(), Some(12));
        assert_eq!(Number::Unsigned(u64::MAX).as_i64(), None);
    }

    #[test]
    fn null_falls_back_and_unknown_does_not() {
        assert_eq!(Value::Null.or(Value::Known(1)), Value::Known(1));
        assert_eq!(Value::Unknown.or(Value::Known(1)), Value::Unknown);
    }
}
