//! Condition operators: a comparison, whether it is content with an absent key, and how it treats
//! a key of several values.
//!
//! Source: AWS IAM User Guide, "IAM JSON policy elements: Condition operators" and "Set operators
//! for multi-valued context keys" (2026-11).

use std::fmt;
use std::str::FromStr;

/// How the value of a request is compared with those of a policy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comparison {
    /// The same text.
    StringEquals,
    /// Another text.
    StringNotEquals,
    /// The same text, whatever its case.
    StringEqualsIgnoreCase,
    /// Another text, whatever its case.
    StringNotEqualsIgnoreCase,
    /// A text of this pattern.
    StringLike,
    /// A text not of this pattern.
    StringNotLike,
    /// The same number.
    NumericEquals,
    /// Another number.
    NumericNotEquals,
    /// A smaller number.
    NumericLessThan,
    /// A number not greater.
    NumericLessThanEquals,
    /// A greater number.
    NumericGreaterThan,
    /// A number not smaller.
    NumericGreaterThanEquals,
    /// The same time.
    DateEquals,
    /// Another time.
    DateNotEquals,
    /// An earlier time.
    DateLessThan,
    /// A time not later.
    DateLessThanEquals,
    /// A later time.
    DateGreaterThan,
    /// A time not earlier.
    DateGreaterThanEquals,
    /// The same truth.
    Bool,
    /// The same bytes, in base64.
    BinaryEquals,
    /// An address in this range.
    IpAddress,
    /// An address not in this range.
    NotIpAddress,
    /// An ARN of this pattern, part by part.
    ArnEquals,
    /// The same as [`Self::ArnEquals`].
    ArnLike,
    /// An ARN not of this pattern.
    ArnNotEquals,
    /// The same as [`Self::ArnNotEquals`].
    ArnNotLike,
    /// Whether the key is absent.
    Null,
    /// An operator that is not known here: what it says cannot be proved.
    Unknown(String),
}

/// Every comparison that is known, with its name in a policy.
const NAMES: [(Comparison, &str); 27] = [
    (Comparison::StringEquals, "StringEquals"),
    (Comparison::StringNotEquals, "StringNotEquals"),
    (Comparison::StringEqualsIgnoreCase, "StringEqualsIgnoreCase"),
    (Comparison::StringNotEqualsIgnoreCase, "StringNotEqualsIgnoreCase"),
    (Comparison::StringLike, "StringLike"),
    (Comparison::StringNotLike, "StringNotLike"),
    (Comparison::NumericEquals, "NumericEquals"),
    (Comparison::NumericNotEquals, "NumericNotEquals"),
    (Comparison::NumericLessThan, "NumericLessThan"),
    (Comparison::NumericLessThanEquals, "NumericLessThanEquals"),
    (Comparison::NumericGreaterThan, "NumericGreaterThan"),
    (Comparison::NumericGreaterThanEquals, "NumericGreaterThanEquals"),
    (Comparison::DateEquals, "DateEquals"),
    (Comparison::DateNotEquals, "DateNotEquals"),
    (Comparison::DateLessThan, "DateLessThan"),
    (Comparison::DateLessThanEquals, "DateLessThanEquals"),
    (Comparison::DateGreaterThan, "DateGreaterThan"),
    (Comparison::DateGreaterThanEquals, "DateGreaterThanEquals"),
    (Comparison::Bool, "Bool"),
    (Comparison::BinaryEquals, "BinaryEquals"),
    (Comparison::IpAddress, "IpAddress"),
    (Comparison::NotIpAddress, "NotIpAddress"),
    (Comparison::ArnEquals, "ArnEquals"),
    (Comparison::ArnLike, "ArnLike"),
    (Comparison::ArnNotEquals, "ArnNotEquals"),
    (Comparison::ArnNotLike, "ArnNotLike"),
    (Comparison::Null, "Null"),
];

impl Comparison {
    /// Whether it holds where the compared thing does not: then an absent key satisfies it, and
    /// all of its values must differ rather than one agree.
    pub const fn is_negated(&self) -> bool {
        matches!(
            self,
            Self::StringNotEquals
                | Self::StringNotEqualsIgnoreCase
                | Self::StringNotLike
                | Self::NumericNotEquals
                | Self::DateNotEquals
                | Self::NotIpAddress
                | Self::ArnNotEquals
                | Self::ArnNotLike
        )
    }
}

/// How a key of several values is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantifier {
    /// Every value of the request must match; none is fine.
    ForAllValues,
    /// One value of the request must match.
    ForAnyValue,
}

/// A condition operator, e.g. `ForAnyValue:StringLikeIfExists`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Operator {
    /// For keys of several values.
    pub quantifier: Option<Quantifier>,
    /// The comparison.
    pub comparison: Comparison,
    /// Whether an absent key satisfies it.
    pub if_exists: bool,
}

impl Operator {
    /// The same, satisfied by an absent key.
    #[must_use]
    pub fn if_exists(self) -> Self {
        Self { if_exists: true, ..self }
    }

    /// The same, satisfied by one matching value of several.
    #[must_use]
    pub fn for_any_value(self) -> Self {
        Self { quantifier: Some(Quantifier::ForAnyValue), ..self }
    }
}

impl From<Comparison> for Operator {
    fn from(comparison: Comparison) -> Self {
        Self { quantifier: None, comparison, if_exists: false }
    }
}

impl FromStr for Operator {
    type Err = std::convert::Infallible;

    /// Reads the name of an operator; names are compared whatever their case. What is not known
    /// becomes [`Comparison::Unknown`] with the whole name.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || Self::from(Comparison::Unknown(text.to_owned()));
        let (quantifier, rest) = match text.split_once(':') {
            None => (None, text),
            Some((set, rest)) if set.eq_ignore_ascii_case("ForAllValues") => {
                (Some(Quantifier::ForAllValues), rest)
            }
            Some((set, rest)) if set.eq_ignore_ascii_case("ForAnyValue") => {
                (Some(Quantifier::ForAnyValue), rest)
            }
            Some(_) => return Ok(unknown()),
        };
        let known = |name: &str| {
            NAMES
                .iter()
                .find(|(_, known)| known.eq_ignore_ascii_case(name))
                .map(|(comparison, _)| comparison.clone())
        };
        if let Some(comparison) = known(rest) {
            return Ok(Self { quantifier, comparison, if_exists: false });
        }
        let at = rest.len().saturating_sub("IfExists".len());
        match (rest.get(..at), rest.get(at..)) {
            (Some(name), Some(end)) if end.eq_ignore_ascii_case("IfExists") => {
                // `NullIfExists` does not exist.
                let comparison = known(name).filter(|known| *known != Comparison::Null);
                Ok(comparison.map_or_else(unknown, |comparison| Self {
                    quantifier,
                    comparison,
                    if_exists: true,
                }))
            }
            _ => Ok(unknown()),
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.quantifier {
            Some(Quantifier::ForAllValues) => f.write_str("ForAllValues:")?,
            Some(Quantifier::ForAnyValue) => f.write_str("ForAnyValue:")?,
            None => {}
        }
        match &self.comparison {
            Comparison::Unknown(name) => f.write_str(name)?,
            known => {
                let name = NAMES.iter().find(|(one, _)| one == known).map(|(_, name)| *name);
                f.write_str(name.unwrap_or_default())?;
            }
        }
        if self.if_exists { f.write_str("IfExists") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_written_as_they_are_read() {
        for name in [
            "StringEquals",
            "ForAllValues:StringLike",
            "ForAnyValue:ArnNotLikeIfExists",
            "Null",
            "NumericLessThanEquals",
            "BoolIfExists",
        ] {
            let operator: Operator = name.parse().unwrap();
            assert!(!matches!(operator.comparison, Comparison::Unknown(_)), "{name}");
            assert_eq!(operator.to_string(), name);
            let lower: Operator = name.to_lowercase().parse().unwrap();
            assert_eq!(lower, operator);
        }
    }

    #[test]
    fn what_is_not_known_keeps_its_name() {
        for name in ["StringMatches", "NullIfExists", "ForSome:StringEquals", "", "IfExists"] {
            let operator: Operator = name.parse().unwrap();
            assert_eq!(operator.comparison, Comparison::Unknown(name.to_owned()));
            assert_eq!(operator.to_string(), name);
        }
    }
}
