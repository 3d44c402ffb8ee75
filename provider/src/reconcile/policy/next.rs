//! What is missing first.

use super::{DesiredAccess, DesiredRole, DesiredRoleShape, LeavingRole, ObservedAccess};
use crate::cloud::{Effect, Operation, RoleFacets};
use crate::domain::PrincipalArn;
use crate::domain::policy_document::same_meaning;
use crate::domain::roles::is_policy_name;
use crate::domain::tags::{BUCKET, system_tags};

/// The next operation on the way to `desired`; `None` when it is reached.
pub fn next(desired: &DesiredAccess, observed: &ObservedAccess) -> Option<Operation> {
    narrow(desired, observed)
        .or_else(|| boundary(desired, observed))
        .or_else(|| make(desired, observed))
        .or_else(|| grant(desired, observed))
        .or_else(|| policy(desired, observed))
        .or_else(|| leave(desired, observed))
}

/// Every operation that is left, in order: for counting and naming.
#[must_use]
pub fn remaining(desired: &DesiredAccess, observed: &ObservedAccess) -> Vec<Operation> {
    // INVARIANT: each operation makes one difference vanish; a grant has a handful of them.
    const MOST: usize = 4096;
    let mut observed = observed.clone();
    let mut operations = Vec::new();
    while let Some(operation) = next(desired, &observed) {
        if operations.len() == MOST {
            break;
        }
        observed.apply(&operation, &stand_in(&operation, desired));
        operations.push(operation);
    }
    operations
}

/// What an operation gives back, as far as the operations that follow depend on it.
fn stand_in(operation: &Operation, desired: &DesiredAccess) -> Effect {
    let role = PrincipalArn::parse("arn:aws:iam::000000000000:role/known-after-apply");
    match (operation, role, &desired.boundary) {
        (Operation::CreateRole { .. }, Ok(arn), _) => {
            Effect::RoleMade { arn, unique_id: String::new() }
        }
        (Operation::CreateManagedPolicy { .. }, _, Some(one)) => {
            Effect::PolicyMade(one.arn.clone())
        }
        _ => Effect::Done,
    }
}

/// What roles that are made here have too much: who may become them, what bounds them, what they
/// carry besides.
fn narrow(desired: &DesiredAccess, observed: &ObservedAccess) -> Option<Operation> {
    desired.roles.iter().find_map(|role| {
        let (made, found) = (role.made.as_ref()?, observed.roles.get(&role.name)?);
        trust(role, made, found).or_else(|| strangers(role, found)).or_else(|| {
            let bounded = found.boundary.as_ref() == Some(&made.boundary);
            // A boundary that is made here may have to be made first.
            let ready = desired.boundary.as_ref().is_none_or(|one| {
                one.arn != made.boundary || observed.boundaries.contains_key(&one.arn)
            });
            (!bounded && ready).then(|| Operation::PutRoleBoundary {
                role: role.name.clone(),
                policy: made.boundary.clone(),
            })
        })
    })
}

fn trust(role: &DesiredRole, made: &DesiredRoleShape, found: &RoleFacets) -> Option<Operation> {
    (!same_meaning(&found.trust, &made.trust))
        .then(|| Operation::PutRoleTrust { role: role.name.clone(), policy: made.trust.clone() })
}

/// Policies of nobody's: neither this zone's, nor that of another zone that the role serves.
fn strangers(role: &DesiredRole, found: &RoleFacets) -> Option<Operation> {
    let name = role.name.clone();
    if let Some(policy) = found.attached.first() {
        return Some(Operation::DetachRolePolicy { role: name, policy: policy.clone() });
    }
    let stranger = found.inline.keys().find(|policy| !is_policy_name(policy));
    stranger.map(|policy| Operation::DeleteRolePolicy { role: name, name: policy.clone() })
}

fn boundary(desired: &DesiredAccess, observed: &ObservedAccess) -> Option<Operation> {
    let wanted = desired.boundary.as_ref()?;
    match observed.boundaries.get(&wanted.arn) {
        None => Some(Operation::CreateManagedPolicy {
            path: wanted.path.clone(),
            name: wanted.name.clone(),
            policy: wanted.document.clone(),
            description: wanted.description.clone(),
            tags: wanted.tags.clone(),
        }),
        Some(found) => (!same_meaning(&found.document, &wanted.document)).then(|| {
            Operation::PutManagedPolicy { arn: wanted.arn.clone(), policy: wanted.document.clone() }
        }),
    }
}

fn make(desired: &DesiredAccess, observed: &ObservedAccess) -> Option<Operation> {
    desired.roles.iter().find_map(|role| {
        let made = role.made.as_ref()?;
        match observed.roles.get(&role.name) {
            None => Some(Operation::CreateRole {
                path: made.path.clone(),
                name: role.name.clone(),
                trust: made.trust.clone(),
                boundary: Some(made.boundary.clone()),
                max_session: made.max_session,
                description: made.description.clone(),
                tags: made.tags.clone(),
            }),
            // A boundary that had to be made first.
            Some(found) if found.boundary.as_ref() != Some(&made.boundary) => {
                Some(Operation::PutRoleBoundary {
                    role: role.name.clone(),
                    policy: made.boundary.clone(),
                })
            }
            Some(found) => shape(role, made, found),
        }
    })
}

/// What is neither access nor bound.
fn shape(role: &DesiredRole, made: &DesiredRoleShape, found: &RoleFacets) -> Option<Operation> {
    let name = role.name.clone();
    if found.max_session != made.max_session || found.description != made.description {
        return Some(Operation::UpdateRole {
            role: name,
            max_session: made.max_session,
            description: made.description.clone(),
        });
    }
    let kept = system_tags(&found.tags);
    let extra =
        found.tags.keys().filter(|key| !made.tags.contains_key(*key) && !kept.contains_key(*key));
    let extra: std::collections::BTreeSet<_> = extra.cloned().collect();
    if !extra.is_empty() {
        return Some(Operation::UntagRole { role: name, keys: extra });
    }
    let missing = made.tags.iter().filter(|(key, value)| found.tags.get(*key) != Some(value));
    let missing: crate::domain::tags::Tags =
        missing.map(|(key, value)| (key.clone(), value.clone())).collect();
    (!missing.is_empty()).then_some(Operation::TagRole { role: name, tags: missing })
}

fn grant(desired: &DesiredAccess, observed: &ObservedAccess) -> Option<Operation> {
    desired.roles.iter().find_map(|role| {
        let found = observed.roles.get(&role.name)?;
        let (name, now) = (role.name.clone(), found.inline.get(&role.policy_name));
        match (&role.policy, now) {
            (None, None) => None,
            (None, Some(_)) => {
                Some(Operation::DeleteRolePolicy { role: name, name: role.policy_name.clone() })
            }
            (Some(wanted), Some(now)) if same_meaning(wanted, now) => None,
            (Some(wanted), _) => Some(Operation::PutRolePolicy {
                role: name,
                name: role.policy_name.clone(),
                policy: wanted.clone(),
            }),
        }
    })
}

fn policy(desired: &DesiredAccess, observed: &ObservedAccess) -> Option<Operation> {
    let all = [Some(&desired.bucket), desired.left.as_ref()];
    all.into_iter().flatten().find_map(|wanted| {
        let found = observed.policies.get(wanted.bucket.name.as_str())?.as_deref();
        let same = found.is_some_and(|found| same_meaning(found, &wanted.document));
        (!same).then(|| Operation::PutBucketPolicy {
            bucket: wanted.bucket.clone(),
            policy: wanted.document.clone(),
        })
    })
}

fn leave(desired: &DesiredAccess, observed: &ObservedAccess) -> Option<Operation> {
    let roles = desired.leaving.iter().find_map(|role| end(role, observed.roles.get(&role.name)?));
    roles.or_else(|| {
        let mut boundaries = desired.leaving_boundaries.iter();
        let gone = boundaries.find(|one| {
            let ours = observed.boundaries.get(&one.arn).is_some_and(|found| {
                found.tags.get(BUCKET).map(String::as_str) == Some(one.bucket.as_str())
            });
            ours && !observed.bounds(&one.arn)
        });
        gone.map(|one| Operation::DeleteManagedPolicy { arn: one.arn.clone() })
    })
}

/// The end of a role, or of its access.
fn end(role: &LeavingRole, found: &RoleFacets) -> Option<Operation> {
    let name = role.name.clone();
    let own = |policy: &&String| role.made || **policy == role.policy_name;
    if let Some(policy) = found.inline.keys().chain(&found.others).find(own) {
        return Some(Operation::DeleteRolePolicy { role: name, name: policy.clone() });
    }
    if !role.made {
        return None;
    }
    Some(match found.attached.first() {
        Some(policy) => Operation::DetachRolePolicy { role: name, policy: policy.clone() },
        None => Operation::DeleteRole { role: name },
    })
}
