//! The access to a zone as it should be, and where to look for it.

use std::collections::BTreeMap;

use super::documents::{Documents, boundary_place, says_something};
use super::model::RoleStateModel;
use super::resolve::{Boundary, MadeRole, Resolved};
use crate::cloud::BucketRef;
use crate::domain::access::ZoneAccess;
use crate::domain::bucket_policy;
use crate::domain::roles::{RoleName, policy_name};
use crate::domain::tags::{Tags, grant_marks, key_marks};
use crate::reconcile::policy::{
    DesiredAccess, DesiredBoundary, DesiredPolicy, DesiredRole, DesiredRoleShape, LeavingBoundary,
    LeavingRole, Places,
};
use crate::terraform::value::Value;

/// The bucket of a zone.
pub(super) fn bucket_ref(access: &ZoneAccess) -> BucketRef {
    BucketRef { name: access.bucket.clone(), owner: access.account.clone() }
}

/// The access as it should be. `before` are the roles that had access, `left` is the zone whose
/// policy this was, if it was another's. `None` while something is not known.
pub(super) fn desired(
    resolved: &Resolved,
    documents: &Documents,
    before: &BTreeMap<String, RoleStateModel>,
    left: Option<&ZoneAccess>,
) -> Option<DesiredAccess> {
    let access = resolved.access.as_ref().filter(|_| resolved.is_exact())?;
    let mut roles = Vec::new();
    for (name, one) in &resolved.grants {
        let policy = documents.roles.get(name).filter(|policy| says_something(policy));
        let made = match one.made() {
            Some(made) => Some(shape(access, documents, name, made)?),
            None => None,
        };
        roles.push(DesiredRole {
            name: RoleName::parse(one.grant.role().name()).ok()?,
            policy_name: policy_name(access.kind, &access.bucket),
            policy: policy.map(|policy| policy.to_json()),
            made,
        });
    }
    let needs_boundary = resolved.needs_boundary();
    Some(DesiredAccess {
        bucket: DesiredPolicy { bucket: bucket_ref(access), document: documents.bucket.to_json() },
        boundary: needs_boundary.then(|| boundary(access, documents)),
        leaving: leaving(access, &roles, before, left),
        roles,
        leaving_boundaries: (!needs_boundary)
            .then_some(access)
            .into_iter()
            .chain(left)
            .map(leaving_boundary)
            .collect(),
        left: left.filter(|left| left.bucket != access.bucket).map(seal),
    })
}

fn leaving_boundary(access: &ZoneAccess) -> LeavingBoundary {
    LeavingBoundary { arn: boundary_place(access).2, bucket: access.bucket.to_string() }
}

/// The access when the policy is gone: nobody's.
pub(super) fn sealed(
    access: &ZoneAccess,
    before: &BTreeMap<String, RoleStateModel>,
) -> DesiredAccess {
    DesiredAccess {
        bucket: seal(access),
        boundary: None,
        roles: Vec::new(),
        leaving: leaving(access, &[], before, None),
        leaving_boundaries: vec![leaving_boundary(access)],
        left: None,
    }
}

fn seal(access: &ZoneAccess) -> DesiredPolicy {
    let document = bucket_policy::document(access).to_json();
    DesiredPolicy { bucket: bucket_ref(access), document }
}

/// Roles that had access and are not among `roles`; all of them, as far as a bucket was left.
fn leaving(
    access: &ZoneAccess,
    roles: &[DesiredRole],
    before: &BTreeMap<String, RoleStateModel>,
    left: Option<&ZoneAccess>,
) -> Vec<LeavingRole> {
    let of = left.unwrap_or(access);
    let policy = policy_name(of.kind, &of.bucket);
    let mut all = Vec::new();
    for role in before.values() {
        let Some(name) = role.name.known().and_then(|name| RoleName::parse(name).ok()) else {
            continue;
        };
        let stays = roles.iter().any(|one| one.name.is_same(&name));
        let keeps = |one: &DesiredRole| one.name.is_same(&name) && one.policy_name == policy;
        if roles.iter().any(keeps) {
            continue;
        }
        let made = !stays && role.managed == Value::Known(true);
        all.push(LeavingRole { name, policy_name: policy.clone(), made });
    }
    all
}

fn shape(
    access: &ZoneAccess,
    documents: &Documents,
    grant: &str,
    made: &MadeRole,
) -> Option<DesiredRoleShape> {
    let mut tags = made.tags.clone()?;
    tags.extend(role_marks(access, grant));
    Some(DesiredRoleShape {
        path: made.path.clone()?,
        trust: documents.trusts.get(grant)?.to_json(),
        boundary: match &made.boundary {
            Boundary::Ours => boundary_place(access).2,
            Boundary::Given(arn) => arn.clone(),
            Boundary::Unknown => return None,
        },
        max_session: made.max_session,
        description: format!("KFM grant {grant} in bucket {}", access.bucket),
        tags,
    })
}

fn boundary(access: &ZoneAccess, documents: &Documents) -> DesiredBoundary {
    let (path, name, arn) = boundary_place(access);
    DesiredBoundary {
        arn,
        path,
        name,
        document: documents.boundary.to_json(),
        description: format!(
            "Boundary of the roles of KFM zone {} in bucket {}",
            access.kind, access.bucket
        ),
        tags: key_marks(access.kind, &access.environment, &access.bucket),
    }
}

/// The provider's tags of a role that is made for a grant.
pub(super) fn role_marks(access: &ZoneAccess, grant: &str) -> Tags {
    grant_marks(access.kind, &access.environment, &access.bucket, grant)
}

/// Where to look before and after: everything that is wanted, and everything that goes. `leftovers`
/// asks for a boundary that no role needs too.
pub(super) fn places(
    access: &ZoneAccess,
    resolved: &Resolved,
    before: &BTreeMap<String, RoleStateModel>,
    left: Option<&ZoneAccess>,
    leftovers: bool,
) -> Places {
    let policy = policy_name(access.kind, &access.bucket);
    let granted = resolved
        .grants
        .values()
        .filter_map(|one| Some((RoleName::parse(one.grant.role().name()).ok()?, policy.clone())));
    let mut roles: Vec<_> = granted.collect();
    let of = left.unwrap_or(access);
    for role in before.values() {
        let name = role.name.known().and_then(|name| RoleName::parse(name).ok());
        if let Some(name) = name.filter(|name| !roles.iter().any(|(one, _)| one.is_same(name))) {
            roles.push((name, policy_name(of.kind, &of.bucket)));
        }
    }
    let managed = leftovers
        || before.values().any(|role| role.managed == Value::Known(true))
        || resolved.grants.values().any(|one| one.made().is_some());
    Places {
        buckets: std::iter::once(access)
            .chain(left.filter(|left| left.bucket != access.bucket))
            .map(bucket_ref)
            .collect(),
        boundaries: managed
            .then_some(access)
            .into_iter()
            .chain(left)
            .map(|access| boundary_place(access).2)
            .collect(),
        roles,
    }
}
