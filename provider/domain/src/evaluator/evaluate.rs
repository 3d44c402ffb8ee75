//! A request against all its policies.

use super::decide::{Question, Said, decide};
use super::keys::Keys;
use super::statement::{action_matches, condition_matches, principal_matches, resource_matches};
use super::{Decision, Layer, Policies, Request, Truth};
use crate::policy_document::{PolicyDocument, Statement};

/// Whether a request is allowed, and by which statement.
pub fn evaluate(request: &Request<'_>, policies: &Policies<'_>) -> Decision {
    let keys = Keys::of(request);
    let layers = [
        (Layer::Guard, policies.guards.as_slice()),
        (Layer::Resource, policies.resource.as_slice()),
        (Layer::Identity, policies.identity.as_slice()),
        (Layer::Boundary, policies.boundary.as_slice()),
        (Layer::Session, policies.session.as_slice()),
    ];
    let mut said = Vec::new();
    for (layer, documents) in layers {
        for (document, policy) in documents.iter().enumerate() {
            for (number, statement) in policy.statements.iter().enumerate() {
                let applies = applies(statement, policy, request, &keys);
                if applies != Truth::No {
                    said.push(Said { layer, document, number, statement, applies });
                }
            }
        }
    }
    let question = Question {
        caller: request.caller,
        action: request.action,
        resource_account: request.resource_account,
        gatekeeper: policies.gatekeeper,
        bounded: policies.boundary.is_some(),
        narrowed: !policies.session.is_empty(),
    };
    decide(&question, &said)
}

fn applies(
    statement: &Statement,
    policy: &PolicyDocument,
    request: &Request<'_>,
    keys: &Keys<'_>,
) -> Truth {
    if !action_matches(statement, request.action) {
        return Truth::No;
    }
    let mut applies = principal_matches(statement, request.caller);
    if applies != Truth::No {
        let version = policy.version;
        applies = applies.and(resource_matches(statement, version, request.resource, keys));
    }
    for condition in &statement.conditions {
        if applies == Truth::No {
            break;
        }
        applies = applies.and(condition_matches(condition, policy.version, keys));
    }
    applies
}
