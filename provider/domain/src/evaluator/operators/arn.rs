//! ARNs, compared part by part: a wildcard does not cross a colon, but in the last part.
//!
//! Source: AWS IAM User Guide, "Amazon Resource Name (ARN) condition operators" (2026-11).

use super::super::pattern::{Token, is_of as text_is_of, tokens};
use super::Truth;

/// The parts of an ARN.
const PARTS: usize = 6;

/// Whether an ARN is of a pattern.
pub(super) fn is_like(pattern: &str, value: &str) -> Truth {
    if !pattern.contains(['*', '?']) {
        return (pattern == value).into();
    }
    is_of(&tokens(pattern), value)
}

/// The same of a pattern whose variables are replaced. What is no ARN is not understood.
pub(super) fn is_of(pattern: &[Token], value: &str) -> Truth {
    let values: Vec<&str> = value.splitn(PARTS, ':').collect();
    let patterns: Vec<&[Token]> = split(pattern);
    if values.len() != PARTS || patterns.len() != PARTS {
        return Truth::Unknown;
    }
    let mut parts = patterns.iter().zip(values);
    parts.all(|(pattern, value)| text_is_of(pattern, value)).into()
}

fn split(pattern: &[Token]) -> Vec<&[Token]> {
    pattern.splitn(PARTS, |token| *token == Token::One(':')).collect()
}
