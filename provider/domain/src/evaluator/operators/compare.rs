//! One value of a request against one of a policy.

use super::super::keys::Keys;
use super::super::pattern::{Token, is_like, is_of};
use super::super::variables::{Expanded, expand, has_variables};
use super::{Truth, arn, scalar};
use crate::policy_document::{Comparison, Version};

/// Whether `value` agrees with `wanted`, the negation of the operator left out. `negated` decides
/// only what a variable without a value comes to.
pub(super) fn agrees(
    comparison: &Comparison,
    version: Version,
    keys: &Keys<'_>,
    wanted: &str,
    value: &str,
    negated: bool,
) -> Truth {
    use Comparison as C;
    match comparison {
        C::StringEquals
        | C::StringNotEquals
        | C::StringEqualsIgnoreCase
        | C::StringNotEqualsIgnoreCase
        | C::StringLike
        | C::StringNotLike
        | C::ArnEquals
        | C::ArnLike
        | C::ArnNotEquals
        | C::ArnNotLike => {
            if !has_variables(wanted, version) {
                return plain(comparison, wanted, value);
            }
            match expand(wanted, keys) {
                Expanded::Pattern(pattern) => expanded(comparison, &pattern, value),
                // Both readings refuse a match; only one of them lets the negation hold.
                Expanded::Absent if !negated => Truth::No,
                Expanded::Absent | Expanded::Unknown => Truth::Unknown,
            }
        }
        _ => scalar::agrees(comparison, wanted, value),
    }
}

fn plain(comparison: &Comparison, wanted: &str, value: &str) -> Truth {
    use Comparison as C;
    match comparison {
        C::StringEquals | C::StringNotEquals => (wanted == value).into(),
        C::StringEqualsIgnoreCase | C::StringNotEqualsIgnoreCase => {
            (wanted.to_lowercase() == value.to_lowercase()).into()
        }
        C::StringLike | C::StringNotLike => is_like(wanted, value).into(),
        _ => arn::is_like(wanted, value),
    }
}

fn expanded(comparison: &Comparison, wanted: &[Token], value: &str) -> Truth {
    use Comparison as C;
    match comparison {
        C::StringEquals | C::StringNotEquals => (text(wanted) == value).into(),
        C::StringEqualsIgnoreCase | C::StringNotEqualsIgnoreCase => {
            (text(wanted).to_lowercase() == value.to_lowercase()).into()
        }
        C::StringLike | C::StringNotLike => is_of(wanted, value).into(),
        _ => arn::is_of(wanted, value),
    }
}

/// The text of a pattern whose wildcards are none.
fn text(tokens: &[Token]) -> String {
    tokens
        .iter()
        .map(|token| match token {
            Token::One(one) => *one,
            Token::Any => '?',
            Token::Run => '*',
        })
        .collect()
}
