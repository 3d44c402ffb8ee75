//! The evaluator's decision, in words.

use std::collections::BTreeMap;

use crate::domain::evaluator::statement::{action_matches, principal_matches, resource_matches};
use crate::domain::evaluator::{Decision, Keys, Reason, Request, Truth, Value};
use crate::terraform::value::Value as Field;

use super::Decided;
use super::policies::{Documents, name};

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

/// The answer to a request.
pub(super) fn of(decision: &Decision, documents: &Documents, request: &Request<'_>) -> Decided {
    let mut statements: Vec<String> = match decision {
        Decision::Allowed(reason) => reason.iter().map(statement).collect(),
        Decision::Denied(reason) => vec![statement(reason)],
        Decision::NotAllowed(_) => Vec::new(),
        Decision::CannotProve(doubts) => {
            doubts.iter().filter_map(|doubt| doubt.reason.as_ref()).map(statement).collect()
        }
    };
    statements.dedup();
    Decided {
        allowed: Field::Known(decision.is_allowed()),
        decision: Field::Known(word(decision).to_owned()),
        statements: Field::Known(statements.into_iter().collect()),
        absent_keys: Field::Known(absent_keys(documents, request).into_iter().collect()),
        why: Field::Known(why(decision)),
    }
}

const fn word(decision: &Decision) -> &'static str {
    match decision {
        Decision::Allowed(_) => "allowed",
        Decision::Denied(_) => "explicitly_denied",
        Decision::NotAllowed(_) => "implicitly_denied",
        Decision::CannotProve(_) => "cannot_tell",
    }
}

fn statement(reason: &Reason) -> String {
    let place = format!("{}.Statement[{}]", name(reason.layer, reason.document), reason.statement);
    match reason.sid.as_deref() {
        None | Some("") => place,
        Some(sid) => format!("{place} ({sid})"),
    }
}

fn why(decision: &Decision) -> String {
    match decision {
        Decision::Allowed(Some(reason)) => {
            format!("{} allows it, and nothing denies it.", statement(reason))
        }
        Decision::Allowed(None) => {
            "The root user of the resource's account needs no statement for it, and nothing denies \
             it."
            .to_owned()
        }
        Decision::Denied(reason) => format!("{} denies it.", statement(reason)),
        Decision::NotAllowed(layer) => format!("Nothing allows it: no statement of {layer} does."),
        Decision::CannotProve(doubts) => {
            let doubts: Vec<_> = doubts
                .iter()
                .map(|doubt| match &doubt.reason {
                    Some(reason) => format!("{} ({})", doubt.why, statement(reason)),
                    None => doubt.why.clone(),
                })
                .collect();
            format!("It depends on what is not understood: {}.", doubts.join("; "))
        }
    }
}

/// See [`Decided::absent_keys`]: by name, as a policy spells them.
fn absent_keys(documents: &Documents, request: &Request<'_>) -> Vec<String> {
    let keys = Keys::of(request);
    let bounded = documents.is_bounded();
    let mut absent = BTreeMap::new();
    for document in documents.iter() {
        let about = document.statements.iter().filter(|one| {
            action_matches(one, request.action)
                && principal_matches(one, request.caller, bounded) != Truth::No
                && resource_matches(one, document.version, request.resource, &keys) != Truth::No
        });
        for condition in about.flat_map(|one| &one.conditions) {
            let key = condition.key.as_ref();
            let derived = DERIVED.iter().any(|derived| derived.eq_ignore_ascii_case(key));
            if !derived && keys.get(key) == Value::Absent {
                absent.entry(key.to_ascii_lowercase()).or_insert_with(|| key.to_owned());
            }
        }
    }
    absent.into_values().collect()
}
