//! Comparisons of one value of a request with one value of a policy.
//!
//! Source: AWS IAM User Guide, "IAM JSON policy elements: Condition operators" (2026-11).

mod address;
mod arn;
mod binary;
mod boolean;
mod date;
mod number;
mod text;

use std::cmp::Ordering;

use super::Truth;
use super::notes::Notes;
use super::pattern::Pattern;
use crate::policy_document::Comparison;

pub(super) use boolean::parse as parse_boolean;

/// Whether variables are replaced in the values of an operator. For the boolean operator the pages
/// "Condition operators" (they are) and "Variables and tags" (they are not) disagree, so for it
/// they are not understood.
pub(super) const fn takes_variables(comparison: &Comparison) -> bool {
    matches!(
        comparison,
        Comparison::StringEquals
            | Comparison::StringNotEquals
            | Comparison::StringEqualsIgnoreCase
            | Comparison::StringNotEqualsIgnoreCase
            | Comparison::StringLike
            | Comparison::StringNotLike
            | Comparison::ArnEquals
            | Comparison::ArnLike
            | Comparison::ArnNotEquals
            | Comparison::ArnNotLike
    )
}

/// Whether a value of the request is what a value of the policy says. Of a negated operator it is
/// the comparison before the negation.
pub(super) fn compare(
    comparison: &Comparison,
    wanted: &Pattern<'_>,
    found: &str,
    notes: &mut Notes,
) -> Truth {
    use Comparison as C;
    match comparison {
        C::StringEquals | C::StringNotEquals => (wanted.literal() == found).into(),
        C::StringEqualsIgnoreCase | C::StringNotEqualsIgnoreCase => {
            text::same_ignoring_case(&wanted.literal(), found, notes)
        }
        C::StringLike | C::StringNotLike => wanted.matches(found).into(),
        C::ArnEquals | C::ArnLike | C::ArnNotEquals | C::ArnNotLike => {
            arn::is_like(wanted, found, notes)
        }
        C::NumericEquals | C::NumericNotEquals => number(wanted, found, Ordering::is_eq, notes),
        C::NumericLessThan => number(wanted, found, Ordering::is_lt, notes),
        C::NumericLessThanEquals => number(wanted, found, Ordering::is_le, notes),
        C::NumericGreaterThan => number(wanted, found, Ordering::is_gt, notes),
        C::NumericGreaterThanEquals => number(wanted, found, Ordering::is_ge, notes),
        C::DateEquals | C::DateNotEquals => date(wanted, found, Ordering::is_eq, notes),
        C::DateLessThan => date(wanted, found, Ordering::is_lt, notes),
        C::DateLessThanEquals => date(wanted, found, Ordering::is_le, notes),
        C::DateGreaterThan => date(wanted, found, Ordering::is_gt, notes),
        C::DateGreaterThanEquals => date(wanted, found, Ordering::is_ge, notes),
        C::Bool => {
            let kind = "neither `true` nor `false`";
            ordered(boolean::parse, kind, &wanted.literal(), found, Ordering::is_eq, notes)
        }
        C::BinaryEquals => binary::same(&wanted.literal(), found, notes),
        C::IpAddress | C::NotIpAddress => address::is_in(&wanted.literal(), found, notes),
        C::Null => notes.unknown(|| "`Null` compares no values".to_owned()),
        C::Unknown(name) => notes.unknown(|| format!("`{name}` is no operator that is known")),
    }
}

/// What an order must be for a comparison to hold.
type Holds = fn(Ordering) -> bool;

fn number(wanted: &Pattern<'_>, found: &str, holds: Holds, notes: &mut Notes) -> Truth {
    ordered(number::parse, "no number", &wanted.literal(), found, holds, notes)
}

fn date(wanted: &Pattern<'_>, found: &str, holds: Holds, notes: &mut Notes) -> Truth {
    ordered(date::parse, "no time", &wanted.literal(), found, holds, notes)
}

/// Compares values that have an order. AWS does not say what happens to a text that is none of
/// them.
fn ordered<'t, T: Ord>(
    parse: impl Fn(&'t str) -> Option<T>,
    otherwise: &str,
    wanted: &'t str,
    found: &'t str,
    holds: Holds,
    notes: &mut Notes,
) -> Truth {
    let Some(bound) = parse(wanted) else {
        return notes.unknown(|| format!("the value `{wanted}` of the policy is {otherwise}"));
    };
    let Some(value) = parse(found) else {
        return notes.unknown(|| format!("the value `{found}` of the request is {otherwise}"));
    };
    holds(value.cmp(&bound)).into()
}
