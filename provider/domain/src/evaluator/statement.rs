//! The parts of a statement that must match, each by itself: whom it is about, which action, which
//! resource, and its conditions. [`super::evaluate()`] is made of the same parts.

use super::keys::Keys;
use super::notes::Notes;
use super::pattern::glob_ignoring_case;
pub use super::principals::Naming;
use super::principals::naming;
use super::{Caller, Truth, condition, resources};
use crate::policy_document::{Actions, Condition, Statement, Version};

/// Whether a statement is about a caller; one without principals, which is of a policy of the
/// caller's own, is. `bounded` is whether the caller has a permissions boundary: a denial with
/// `NotPrincipal` hits all that have one.
pub fn principal_matches(statement: &Statement, caller: &Caller, bounded: bool) -> Truth {
    principal_naming(statement, caller, bounded).any()
}

/// How a statement of a resource's policy names a caller: on it depends which of the caller's own
/// policies a grant still needs.
pub fn principal_naming(statement: &Statement, caller: &Caller, bounded: bool) -> Naming {
    naming(statement, caller, bounded, &mut Notes::silent())
}

/// Whether a statement is about an action, whatever the case of its letters.
///
/// Source: AWS IAM User Guide, "IAM JSON policy elements: Action" and "IAM JSON policy elements:
/// NotAction" (2026-11).
pub fn action_matches(statement: &Statement, action: &str) -> bool {
    match &statement.actions {
        Actions::Only(patterns) => patterns.iter().any(|one| glob_ignoring_case(one, action)),
        Actions::AllBut(patterns) => !patterns.iter().any(|one| glob_ignoring_case(one, action)),
    }
}

/// Whether a statement is about a resource. Variables take their values from `keys`.
pub fn resource_matches(
    statement: &Statement,
    version: Version,
    resource: &str,
    keys: &Keys<'_>,
) -> Truth {
    resources::holds(statement, version, resource, keys, &mut Notes::silent())
}

/// Whether a condition holds.
pub fn condition_matches(condition: &Condition, version: Version, keys: &Keys<'_>) -> Truth {
    condition::holds(condition, version, keys, &mut Notes::silent())
}
