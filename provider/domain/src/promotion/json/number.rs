//! Numbers as JSON writes them: integers are exact, the rest are doubles.

/// The digits of the longest integer that is read, without its sign.
const MAX_DIGITS: usize = 512;

/// The largest integer up to which doubles are exact: 2^53 − 1.
const MAX_SAFE: u64 = (1 << 53) - 1;

/// A finite JSON number.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// An integer literal that fits 64 bits.
    Integer(i64),
    /// A longer integer literal, as written.
    Long(String),
    /// A literal with fraction or exponent, as the nearest double; `-0` of an integer is 0.
    Real(f64),
}

impl Number {
    /// Reads a literal of JSON's grammar. None where it is too long, or not finite.
    pub(super) fn parse(literal: &str) -> Option<Self> {
        if literal.contains(['.', 'e', 'E']) {
            let value: f64 = literal.parse().ok()?;
            return value.is_finite().then_some(Self::Real(value));
        }
        let digits = literal.strip_prefix('-').unwrap_or(literal);
        if digits.len() > MAX_DIGITS {
            return None;
        }
        Some(literal.parse().map_or_else(|_| Self::Long(literal.to_owned()), Self::Integer))
    }

    /// Whether every JSON implementation reads the same number: all but integers beyond ±(2^53 − 1).
    #[must_use]
    pub fn is_interoperable(&self) -> bool {
        match self {
            Self::Integer(value) => value.unsigned_abs() <= MAX_SAFE,
            Self::Long(_) => false,
            Self::Real(_) => true,
        }
    }

    /// The integer, if the literal is one and fits: `1.0` is none.
    #[must_use]
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(value) => Some(*value),
            Self::Long(_) | Self::Real(_) => None,
        }
    }

    /// The number for comparing with small ones: exact for integers up to 2^53; what is longer keeps its sign and
    /// is infinite.
    #[must_use]
    pub fn approximate(&self) -> f64 {
        match self {
            Self::Integer(value) => {
                #[expect(clippy::cast_precision_loss, reason = "compared with small numbers only")]
                let near = *value as f64;
                near
            }
            Self::Long(literal) if literal.starts_with('-') => f64::NEG_INFINITY,
            Self::Long(_) => f64::INFINITY,
            Self::Real(value) => *value,
        }
    }

    pub(super) fn to_value(&self) -> serde_json::Value {
        match self {
            Self::Integer(value) => (*value).into(),
            // The longest are beyond doubles: an infinity would become `null`.
            Self::Long(literal) => literal
                .parse()
                .map_or(f64::MAX, |value: f64| value.clamp(f64::MIN, f64::MAX))
                .into(),
            Self::Real(value) => (*value).into(),
        }
    }
}
