//! The condition keys that a request lacks.

use std::collections::BTreeMap;

use super::keys::{Keys, Value};
use super::statement::{action_matches, principal_matches, resource_matches};
use super::{Request, Truth};
use crate::policy_document::PolicyDocument;

/// Keys that follow from principal and resource alone: a request without one is as it should be.
const DERIVED: [&str; 9] = [
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:PrincipalType",
    "aws:ResourceAccount",
    "aws:userid",
    "aws:username",
];

/// Whether a condition key follows from principal and resource alone, whatever else the request is.
/// The tags of a principal do not count: they change without it.
pub fn is_derived(key: &str) -> bool {
    DERIVED.iter().any(|derived| derived.eq_ignore_ascii_case(key))
}

/// The condition keys that statements about a request ask for and that it does not carry, by name
/// and as a policy spells them. If it carried them, the decision might be another. `bounded` is
/// whether the caller has a permissions boundary.
pub fn absent_keys<'d>(
    documents: impl IntoIterator<Item = &'d PolicyDocument>,
    bounded: bool,
    request: &Request<'_>,
) -> Vec<String> {
    let keys = Keys::of(request);
    let mut absent = BTreeMap::new();
    for document in documents {
        let about = document.statements.iter().filter(|one| {
            action_matches(one, request.action)
                && principal_matches(one, request.caller, bounded) != Truth::No
                && resource_matches(one, document.version, request.resource, &keys) != Truth::No
        });
        for condition in about.flat_map(|one| &one.conditions) {
            let key = condition.key.as_ref();
            if !is_derived(key) && keys.get(key) == Value::Absent {
                absent.entry(key.to_ascii_lowercase()).or_insert_with(|| key.to_owned());
            }
        }
    }
    absent.into_values().collect()
}
