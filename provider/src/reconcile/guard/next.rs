//! The next operation on the role of a gate and its boundary.

use super::{Guard, Standing, Wanted};
use crate::cloud::{Effect, Operation, RoleFacets};
use crate::domain::gate::{
    CLOSED_POLICY, Gate, NewBoundary, NewRole, OPEN_POLICY, Step, closed_trust, opening, revocation,
};
use crate::domain::policy_document::{PolicyDocument, same_meaning};
use crate::domain::tags::Tags;

/// What to do next, if anything.
pub fn next(guard: &Guard<'_>, standing: &Standing) -> Option<Operation> {
    let Some(role) = &standing.role else { return unbound(guard, standing) };
    let Wanted::Open(gate) = guard.wanted else { return Some(close(guard, role)) };
    if is_open(guard, gate, standing) {
        return None;
    }
    let further = standing.made && is_bound(guard, gate, standing);
    let further = further.then(|| open(guard, gate, role)).flatten();
    Some(further.unwrap_or_else(|| close(guard, role)))
}

/// What to do next where there is no role: a boundary that is not as it should be goes, and a role is made once there is
/// one that is.
fn unbound(guard: &Guard<'_>, standing: &Standing) -> Option<Operation> {
    match (guard.wanted, &standing.boundary) {
        (Wanted::Closed, None) => None,
        (Wanted::Open(gate), None) => bind(guard, gate),
        (Wanted::Open(gate), Some(_)) if is_bound(guard, gate, standing) => make(guard, gate),
        (_, Some(boundary)) => Some(Operation::DeleteManagedPolicy { arn: boundary.arn.clone() }),
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
            (Operation::CreateManagedPolicy { .. }, Wanted::Open(gate)) => {
                Effect::PolicyMade(gate.boundary_arn())
            }
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

/// Whether the guard is exactly that of an open gate: nothing is missing, and nothing was added, neither to the role nor
/// to what bounds it.
pub fn is_open(guard: &Guard<'_>, gate: &Gate, standing: &Standing) -> bool {
    let (Some(role), Some(new)) = (&standing.role, new_role(gate)) else { return false };
    let inline: Vec<_> = role.inline.keys().map(String::as_str).collect();
    role.arn == gate.role_arn()
        && role.max_session == new.max_session
        && role.boundary.as_ref() == Some(&new.boundary)
        && is_bound(guard, gate, standing)
        && inline == [OPEN_POLICY]
        && role.others.is_empty()
        && role.attached.is_empty()
        && carries(&role.tags, &tags(guard, gate))
        && opened(gate).all(|step| is_done(&step, role))
}

/// Whether the boundary is there as the gate has it.
fn is_bound(guard: &Guard<'_>, gate: &Gate, standing: &Standing) -> bool {
    let (Some(found), Some(new)) = (&standing.boundary, new_boundary(gate)) else { return false };
    found.arn == gate.boundary_arn()
        && says(&found.document, &new.document)
        && carries(&found.tags, &with_own(guard, new.tags))
}

/// The steps of opening, after boundary and role are made.
fn opened(gate: &Gate) -> impl Iterator<Item = Step> {
    let is_later = |step: &Step| !matches!(step, Step::CreateBoundary(_) | Step::CreateRole(_));
    opening(gate).into_iter().filter(is_later)
}

fn new_boundary(gate: &Gate) -> Option<NewBoundary> {
    opening(gate).into_iter().find_map(|step| match step {
        Step::CreateBoundary(new) => Some(*new),
        _ => None,
    })
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

/// The tags that every gate of this provider carries, and its own.
fn with_own(guard: &Guard<'_>, own: Tags) -> Tags {
    let mut tags = guard.tags.clone();
    tags.extend(own);
    tags
}

fn bind(guard: &Guard<'_>, gate: &Gate) -> Option<Operation> {
    let new = new_boundary(gate)?;
    Some(Operation::CreateManagedPolicy {
        path: new.path,
        name: new.name,
        policy: new.document.to_json(),
        description: String::new(),
        tags: with_own(guard, new.tags),
    })
}

fn make(guard: &Guard<'_>, gate: &Gate) -> Option<Operation> {
    let new = new_role(gate)?;
    Some(Operation::CreateRole {
        path: new.path,
        name: guard.role(),
        trust: new.trust.to_json(),
        boundary: Some(new.boundary),
        max_session: new.max_session,
        description: String::new(),
        tags: with_own(guard, new.tags),
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
        Step::CreateBoundary(_)
        | Step::CreateRole(_)
        | Step::DeletePolicy { .. }
        | Step::DeleteRole
        | Step::DeleteBoundary => None,
    }
}

fn is_done(step: &Step, role: &RoleFacets) -> bool {
    match step {
        Step::Tag(tags) => carries(&role.tags, tags),
        Step::PutPolicy { name, document } => {
            role.inline.get(*name).is_some_and(|found| says(found, document))
        }
        Step::SetTrust(trust) => says(&role.trust, trust),
        Step::CreateBoundary(_) | Step::CreateRole(_) => true,
        Step::DeletePolicy { name } => !role.inline.contains_key(*name),
        Step::DeleteRole | Step::DeleteBoundary => false,
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
        self.boundary = operation.managed_policy_after(self.boundary.take(), effect);
        self.made =
            self.role.is_some() && (self.made || matches!(operation, Operation::CreateRole { .. }));
    }
}
