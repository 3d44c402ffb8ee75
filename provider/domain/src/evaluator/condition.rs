//! Conditions: an operator, a key, and the values of which one must match.
//!
//! Source: AWS IAM User Guide, "IAM JSON policy elements: Condition operators", "Conditions with
//! multiple context keys or values" and "Single-valued vs. multivalued context keys" (2026-11).

use super::Truth;
use super::keys::{Keys, Value, is_multivalued};
use super::notes::Notes;
use super::operators::{compare, parse_boolean, takes_variables};
use super::pattern::Pattern;
use super::variables::{Expanded, expand, has_variables, settle};
use crate::policy_document::{Comparison, Condition, Quantifier, Version};

/// Whether a condition holds.
pub(super) fn holds(
    condition: &Condition,
    version: Version,
    keys: &Keys<'_>,
    notes: &mut Notes,
) -> Truth {
    let operator = &condition.operator;
    let key = &condition.key;
    if let Comparison::Unknown(name) = &operator.comparison {
        return notes.unknown(|| format!("`{name}` is no operator that is known"));
    }
    if condition.values.is_empty() {
        return notes.unknown(|| format!("`{operator}` compares `{key}` with no value"));
    }
    if operator.comparison == Comparison::Null {
        return null(condition, keys, notes);
    }
    let truth = match keys.get(key) {
        Value::Absent => without_key(condition, notes),
        Value::Foreign(_) if is_foreign_to(condition) == Some(without_key(condition, notes)) => {
            without_key(condition, notes)
        }
        Value::Hidden(why) | Value::Unclear(why) | Value::Foreign(why) => {
            notes.unknown(|| format!("the value of `{key}` is not known: {why}"))
        }
        Value::One(value) => with_values(condition, version, &[value], keys, notes),
        Value::Many(values) => with_values(condition, version, values, keys, notes),
    };
    without_value(condition, version, keys, truth, notes)
}

/// `Null` asks whether the key is absent. Whether an empty text is a value that is "not null", AWS
/// does not say.
fn null(condition: &Condition, keys: &Keys<'_>, notes: &mut Notes) -> Truth {
    let key = &condition.key;
    let operator = &condition.operator;
    if operator.quantifier.is_some() || operator.if_exists {
        return notes.unknown(|| format!("`{operator}` is not described"));
    }
    let absent = match keys.get(key) {
        Value::Absent => true,
        Value::One(value) if value.is_empty() => {
            return notes.unknown(|| format!("whether the empty `{key}` is null is not laid down"));
        }
        Value::One(_) | Value::Many(_) | Value::Hidden(_) => false,
        Value::Unclear(why) | Value::Foreign(why) => {
            return notes.unknown(|| format!("whether `{key}` is there is not known: {why}"));
        }
    };
    notes.any(&condition.values, |value, notes| match parse_boolean(value) {
        Some(wanted) => (wanted == absent).into(),
        None => notes
            .unknown(|| format!("the value `{value}` of the policy is neither `true` nor `false`")),
    })
}

/// What a condition says of one value that it does not name; `None` where a pattern might.
fn is_foreign_to(condition: &Condition) -> Option<Truth> {
    match condition.operator.comparison {
        Comparison::StringEquals | Comparison::StringEqualsIgnoreCase => Some(Truth::No),
        Comparison::StringNotEquals | Comparison::StringNotEqualsIgnoreCase => Some(Truth::Yes),
        _ => None,
    }
}

/// An absent key fails a comparison and satisfies a negated one, and one with `IfExists`. Of a set
/// the pages say that all of no values match, and that none of them does; so with `ForAnyValue` the
/// rules for negated operators and `IfExists` ("Condition operators") and the one for sets
/// ("Single-valued vs. multivalued context keys") disagree. For negated operators with
/// `ForAllValues` they agree, and so does the Amazon S3 User Guide, which denies by
/// `ForAllValues:StringNotEquals` of `aws:PrincipalServiceNamesList` whom no service calls.
fn without_key(condition: &Condition, notes: &mut Notes) -> Truth {
    let operator = &condition.operator;
    let lenient = operator.if_exists || operator.comparison.is_negated();
    match operator.quantifier {
        None => lenient.into(),
        Some(Quantifier::ForAllValues) => Truth::Yes,
        Some(Quantifier::ForAnyValue) if !lenient => Truth::No,
        Some(Quantifier::ForAnyValue) => notes.unknown(|| {
            let key = &condition.key;
            format!("what `{operator}` says of an absent `{key}` is told in two ways")
        }),
    }
}

fn with_values<T: AsRef<str>>(
    condition: &Condition,
    version: Version,
    values: &[T],
    keys: &Keys<'_>,
    notes: &mut Notes,
) -> Truth {
    let operator = &condition.operator;
    let key = &condition.key;
    let matches =
        |value: &T, notes: &mut Notes| matches_one(condition, version, value.as_ref(), keys, notes);
    let empty = matches!(values, [only] if only.as_ref().is_empty());
    match (operator.quantifier, values) {
        (None, [only]) if !is_multivalued(key) => matches(only, notes),
        (None, _) => notes
            .unknown(|| format!("`{key}` may have several values, and `{operator}` is for one")),
        // "It also returns true … if the key values resolve to a null data set, such as an empty
        // string."
        (Some(Quantifier::ForAllValues), _) if empty => Truth::Yes,
        (Some(Quantifier::ForAllValues), _) => notes.all(values, matches),
        (Some(Quantifier::ForAnyValue), _) => match notes.any(values, matches) {
            // "For … a null data set, the condition returns false."
            Truth::Yes if empty => notes.unknown(|| {
                format!("whether the empty `{key}` counts as a value is told in two ways")
            }),
            truth => truth,
        },
    }
}

/// Whether one value of the request matches: one of the policy's values, or none if negated.
fn matches_one(
    condition: &Condition,
    version: Version,
    found: &str,
    keys: &Keys<'_>,
    notes: &mut Notes,
) -> Truth {
    let comparison = &condition.operator.comparison;
    let any = notes.any(&condition.values, |value, notes| {
        if !has_variables(value, version) {
            return compare(comparison, &Pattern::Plain(value), found, notes);
        }
        if !takes_variables(comparison) {
            return notes.unknown(|| {
                format!("whether `{}` replaces variables is not laid down", condition.operator)
            });
        }
        match expand(value, version, keys) {
            Expanded::Pattern(pattern) => compare(comparison, &pattern, found, notes),
            Expanded::Absent => Truth::No,
            Expanded::Unclear(why) => notes.unknown(|| why),
        }
    });
    if comparison.is_negated() { any.negated() } else { any }
}

/// A condition that would hold, but has variables without a value: see [`settle`]. Where it is a
/// negated text operator with that one value, the words and the example of "Variables and tags",
/// section "Policy variables with no value", decide that it holds.
fn without_value(
    condition: &Condition,
    version: Version,
    keys: &Keys<'_>,
    truth: Truth,
    notes: &mut Notes,
) -> Truth {
    let operator = &condition.operator;
    if !takes_variables(&operator.comparison) {
        return truth;
    }
    let negated_text = matches!(
        operator.comparison,
        Comparison::StringNotEquals
            | Comparison::StringNotEqualsIgnoreCase
            | Comparison::StringNotLike
    );
    let exemplary = operator.quantifier.is_none() && negated_text && condition.values.len() == 1;
    settle(truth, &condition.values, version, keys, exemplary, notes)
}
