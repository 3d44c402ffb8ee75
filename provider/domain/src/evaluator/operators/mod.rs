//! Conditions: an operator, a key, and the values that one of must match.
//!
//! Source: AWS IAM User Guide, "IAM JSON policy elements: Condition operators", "Set operators for
//! multi-valued context keys" (2026-11).

mod arn;
mod compare;
mod scalar;

use super::Truth;
use super::keys::{Keys, Values};
use crate::policy_document::{Comparison, Condition, Quantifier, Version};

/// Whether a condition holds for a request.
pub fn condition_matches(condition: &Condition, version: Version, keys: &Keys<'_>) -> Truth {
    let operator = &condition.operator;
    let values = keys.get(&condition.key);
    if operator.comparison == Comparison::Null {
        return is_null(condition, &values);
    }
    if matches!(operator.comparison, Comparison::Unknown(_)) {
        return Truth::Unknown;
    }
    let one = |value: &str| holds_for(condition, version, keys, value);
    match (values, operator.quantifier) {
        (Values::Unknown, _) => Truth::Unknown,
        (Values::Absent, _) | (Values::Given([]), _) => holds_without(condition),
        (Values::One(value), _) => one(&value),
        (Values::Given(values), Some(Quantifier::ForAllValues)) => {
            Truth::all(values.iter().map(|value| one(value)))
        }
        (Values::Given(values), Some(Quantifier::ForAnyValue)) => {
            Truth::any(values.iter().map(|value| one(value)))
        }
        (Values::Given([value]), None) => one(value),
        // AWS says of several values under a plain operator only that it is not to be done.
        (Values::Given(_), None) => Truth::Unknown,
    }
}

/// `ForAllValues` holds of no values, `ForAnyValue` does not; else an absent key satisfies what is
/// content with it, and every negated operator.
fn holds_without(condition: &Condition) -> Truth {
    let operator = &condition.operator;
    let holds = match operator.quantifier {
        Some(Quantifier::ForAllValues) => true,
        Some(Quantifier::ForAnyValue) => operator.if_exists,
        None => operator.if_exists || operator.comparison.is_negated(),
    };
    holds.into()
}

fn is_null(condition: &Condition, values: &Values<'_>) -> Truth {
    let absent = matches!(values, Values::Absent | Values::Given([]));
    Truth::any(condition.values.iter().map(|wanted| {
        if wanted.eq_ignore_ascii_case("true") {
            absent.into()
        } else if wanted.eq_ignore_ascii_case("false") {
            (!absent).into()
        } else {
            Truth::Unknown
        }
    }))
}

/// Whether one value of the request satisfies the condition: it agrees with one of the policy's
/// values, or, where the operator is negated, with none of them.
fn holds_for(condition: &Condition, version: Version, keys: &Keys<'_>, value: &str) -> Truth {
    let comparison = &condition.operator.comparison;
    let negated = comparison.is_negated();
    let agrees = Truth::any(
        condition
            .values
            .iter()
            .map(|wanted| compare::agrees(comparison, version, keys, wanted, value, negated)),
    );
    if negated { agrees.negated() } else { agrees }
}
