//! The next operation on the role of a gate.

use super::{Guard, Standing, Wanted};
use crate::cloud::{Effect, Operation, RoleFacets};
use crate::domain::gate::{
    CLOSED_POLICY, Gate, NewRole, OPEN_POLICY, Step, closed_trust, opening, revocation,
};
use crate::domain::policy_document::{PolicyDocument, same_meaning};
use crate::domain::tags::Tags;

/// What to do next, if anything.
pub fn next(guard: &Guard<'_>, standing: &Standing) -> Option<Operation> {
    match (guard.wanted, &standing.role) {
        (Wanted::Closed, None) => None,
        (Wanted::Closed, Some(role)) => Some(close(guard, role)),
        (Wanted::Open(gate), None) => make(guard, gate),
        (Wanted::Open(gate), Some(role)) if is_open(guard, gate, role) => None,
        (Wanted::Open(gate), Some(role)) => {
            let further = standing.made.then(|| open(guard, gate, role)).flatten();
            Some(further.unwrap_or_else(|| close(guard, role)))
        }
    }
}

/// Everything that is still to do, if all goes well.
pub fn remaining(guard: &Guard<'_>, standing: &Standing) -> Vec<Operation> {
    let mut standing = standing.clone();
    let mut operations = Vec::new();
    while let Some(operation) = next(guard, &standing) {
        // No operation is needed twice: an order that comes back would have no end.
        if operations.contains(&operation) {
            break;
        }
        let effect = match (&operation, guard.wanted) {
            (Operation::CreateRole { .. }, Wanted::Open(gate)) => {
                Effect::RoleMade { arn: gate.role_arn(), unique_id: String::new() }
            }
            _ => Effect::Done,
        };
        standing.apply(&operation, &effect);
        operations.push(operation);
    }
    operations
}

/// Whether a role is exactly the open role of a gate: nothing is missing, and nothing was added.
pub fn is_open(guard: &Guard<'_>, gate: &Gate, role: &RoleFacets) -> bool {
    let Some(new) = new_role(gate) else { return false };
    let inline: Vec<_> = role.inline.keys().map(String::as_str).collect();
    role.arn == gate.role_arn()
        && role.max_session == new.max_session
        && role.boundary == new.boundary
        && inline == [OPEN_POLICY]
        && role.others.is_empty()
        && role.attached.is_empty()
        && carries(&role.tags, &tags(guard, gate))
        && opened(gate).all(|step| is_done(&step, role))
}

/// The steps of opening, after the role is made.
fn opened(gate: &Gate) -> impl Iterator<Item = Step> {
    opening(gate).into_iter().filter(|step| !matches!(step, Step::CreateRole(_)))
}

fn new_role(gate: &Gate) -> Option<NewRole> {
    opening(gate).into_iter().find_map(|step| match step {
        Step::CreateRole(new) => Some(*new),
        _ => None,
    })
}

/// All tags of an open role.
fn tags(guard: &Guard<'_>, gate: &Gate) -> Tags {
    let mut tags = guard.tags.clone();
    for step in opening(gate) {
        match step {
            Step::CreateRole(new) => tags.extend(new.tags),
            Step::Tag(more) => tags.extend(more),
            _ => {}
        }
    }
    tags
}

fn carries(tags: &Tags, wanted: &Tags) -> bool {
    wanted.iter().all(|(name, value)| tags.get(name) == Some(value))
}

fn make(guard: &Guard<'_>, gate: &Gate) -> Option<Operation> {
    let new = new_role(gate)?;
    let mut tags = guard.tags.clone();
    tags.extend(new.tags);
    Some(Operation::CreateRole {
        path: new.path,
        name: guard.role(),
        trust: new.trust.to_json(),
        boundary: new.boundary,
        max_session: new.max_session,
        description: String::new(),
        tags,
    })
}

/// The first step of opening that a role that was just made still lacks.
fn open(guard: &Guard<'_>, gate: &Gate, role: &RoleFacets) -> Option<Operation> {
    let step = opened(gate).find(|step| !is_done(step, role))?;
    let name = guard.role();
    match step {
        Step::Tag(tags) => Some(Operation::TagRole { role: name, tags }),
        Step::PutPolicy { name: policy, document } => Some(Operation::PutRolePolicy {
            role: name,
            name: policy.to_owned(),
            policy: document.to_json(),
        }),
        Step::SetTrust(trust) => {
            Some(Operation::PutRoleTrust { role: name, policy: trust.to_json() })
        }
        Step::CreateRole(_) | Step::DeletePolicy { .. } | Step::DeleteRole => None,
    }
}

fn is_done(step: &Step, role: &RoleFacets) -> bool {
    match step {
        Step::Tag(tags) => carries(&role.tags, tags),
        Step::PutPolicy { name, document } => {
            role.inline.get(*name).is_some_and(|found| says(found, document))
        }
        Step::SetTrust(trust) => says(&role.trust, trust),
        Step::CreateRole(_) => true,
        Step::DeletePolicy { name } => !role.inline.contains_key(*name),
        Step::DeleteRole => false,
    }
}

fn says(found: &str, wanted: &PolicyDocument) -> bool {
    same_meaning(found, &wanted.to_json())
}

/// The next step to no role. Everything is denied before anything else, and stays denied until nothing is allowed: also
/// by policies that others put on the role.
fn close(guard: &Guard<'_>, role: &RoleFacets) -> Operation {
    let name = guard.role();
    let denies = revocation(guard.at);
    let is_denied = role.inline.get(CLOSED_POLICY).is_some_and(|found| says(found, &denies));
    let allowing = role.inline.keys().chain(&role.others).find(|policy| *policy != CLOSED_POLICY);
    let allows = allowing.is_some() || !role.attached.is_empty();
    let trusts = !says(&role.trust, &closed_trust());
    if (allows || trusts) && !is_denied {
        return Operation::PutRolePolicy {
            role: name,
            name: CLOSED_POLICY.to_owned(),
            policy: denies.to_json(),
        };
    }
    if trusts {
        return Operation::PutRoleTrust { role: name, policy: closed_trust().to_json() };
    }
    if let Some(policy) = role.attached.first() {
        return Operation::DetachRolePolicy { role: name, policy: policy.clone() };
    }
    if let Some(policy) = allowing.or_else(|| role.inline.keys().next()) {
        return Operation::DeleteRolePolicy { role: name, name: policy.clone() };
    }
    Operation::DeleteRole { role: name }
}

impl Standing {
    /// What is observed after an operation has had its effect: pure.
    pub fn apply(&mut self, operation: &Operation, effect: &Effect) {
        self.role = operation.role_after(self.role.take(), effect);
        self.made =
            self.role.is_some() && (self.made || matches!(operation, Operation::CreateRole { .. }));
    }
}
