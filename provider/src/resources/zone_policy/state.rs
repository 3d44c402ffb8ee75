//! From what was observed to the state.

use std::collections::{BTreeMap, BTreeSet};

use super::documents::{Documents, outside};
use super::model::{RoleStateModel, ZonePolicyModel};
use super::resolve::Resolved;
use crate::cloud::RoleFacets;
use crate::domain::policy_document::{PolicyDocument, digest_of, same_meaning};
use crate::domain::roles::{RoleName, policy_name};
use crate::reconcile::policy::ObservedAccess;
use crate::terraform::model::{List, Map};
use crate::terraform::value::Value;

/// The roles of a state, by grant.
pub(super) fn roles(model: &ZonePolicyModel) -> BTreeMap<String, RoleStateModel> {
    let roles = model.roles.known().map(|roles| &roles.0);
    roles
        .into_iter()
        .flatten()
        .filter_map(|(name, role)| Some((name.clone(), role.known()?.clone())))
        .collect()
}

/// A document as the state shows it: as it was written where it still means the same, else as it
/// is, in canonical form where it can be read.
fn shown(written: Option<&str>, found: &str) -> String {
    match written {
        Some(written) if same_meaning(written, found) => written.to_owned(),
        _ => PolicyDocument::parse_any(found)
            .map_or_else(|_| found.to_owned(), |document| document.to_json()),
    }
}

/// The policies, roles and lines as observed; inputs from `base`. `written` are the documents as they
/// were applied.
pub(super) fn state(
    base: &ZonePolicyModel,
    written: &Written,
    resolved: &Resolved,
    observed: &ObservedAccess,
    drift: Vec<String>,
) -> ZonePolicyModel {
    let name = base.zone.known().and_then(|zone| zone.bucket.known()).cloned();
    let found = name.as_ref().and_then(|name| observed.policies.get(name)).cloned().flatten();
    let policy = found.map(|found| shown(written.policy.as_deref(), &found));
    let digest = policy.as_deref().and_then(|policy| digest_of(policy).ok());
    ZonePolicyModel {
        id: name.into(),
        policy_json: Value::Known(policy.unwrap_or_default()),
        policy_digest: Value::Known(digest.unwrap_or_default()),
        role_policies: Value::Known(role_policies(written, resolved, observed)),
        roles: Value::Known(observed_roles(written, resolved, observed)),
        access: Value::Known(lines(written, resolved, observed)),
        drift: Value::Known(drift.into_iter().collect()),
        ..base.clone()
    }
}

/// What was applied, or is about to be.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    /// The bucket policy.
    pub(super) policy: Option<String>,
    /// The inline policies, by grant.
    pub(super) role_policies: BTreeMap<String, String>,
    /// The roles, by grant, also those whose access is about to end.
    pub(super) roles: BTreeMap<String, RoleStateModel>,
    /// The lines.
    pub(super) lines: Vec<String>,
}

impl Written {
    /// As a state says.
    pub(super) fn of_state(model: &ZonePolicyModel) -> Self {
        let policies = model.role_policies.known().and_then(Map::all_known);
        Self {
            policy: model.policy_json.known().cloned(),
            role_policies: policies.unwrap_or_default(),
            roles: roles(model),
            lines: model.access.known().and_then(List::all_known).unwrap_or_default(),
        }
    }

    /// As it is about to be applied; `before` are the roles that there were.
    pub(super) fn of_plan(
        documents: &Documents,
        resolved: &Resolved,
        before: BTreeMap<String, RoleStateModel>,
    ) -> Self {
        let rules = resolved.lifecycle.as_deref().unwrap_or_default();
        let lines = resolved.access.as_ref().map(|access| access.lines(rules));
        let policies = documents.roles.iter();
        Self {
            policy: Some(documents.bucket.to_json()),
            role_policies: policies.map(|(name, one)| (name.clone(), one.to_json())).collect(),
            roles: before,
            lines: lines.unwrap_or_default(),
        }
    }
}

fn role_policies(written: &Written, resolved: &Resolved, observed: &ObservedAccess) -> Map<String> {
    let Some(access) = &resolved.access else { return Map::default() };
    let policy = policy_name(access.kind, &access.bucket);
    let one = |(grant, name): (&String, RoleName)| {
        let found = observed.roles.get(&name)?.inline.get(&policy)?;
        let written = written.role_policies.get(grant).map(String::as_str);
        Some((grant.clone(), shown(written, found)))
    };
    let grants = resolved.grants.iter();
    grants
        .filter_map(|(grant, one)| Some((grant, RoleName::parse(one.grant.role().name()).ok()?)))
        .filter_map(one)
        .collect()
}

/// The roles that there are: of the grants, and those of former grants that are still to go.
fn observed_roles(
    written: &Written,
    resolved: &Resolved,
    observed: &ObservedAccess,
) -> Map<RoleStateModel> {
    let access = resolved.access.as_ref();
    let policy = access.map(|access| policy_name(access.kind, &access.bucket));
    let mut all = BTreeMap::new();
    let mut granted = BTreeSet::new();
    for (grant, one) in &resolved.grants {
        let Ok(name) = RoleName::parse(one.grant.role().name()) else { continue };
        if let Some(found) = observed.roles.get(&name) {
            all.insert(grant.clone(), Value::Known(role(found, one.made().is_some())));
        }
        granted.insert(name);
    }
    // The old role of a grant whose new one is there too is shown until it is gone.
    for (grant, before) in &written.roles {
        let name = before.name.known().and_then(|name| RoleName::parse(name).ok());
        let Some(name) = name.filter(|name| !granted.contains(name)) else { continue };
        let managed = before.managed == Value::Known(true);
        let Some(found) = observed.roles.get(&name) else { continue };
        // One that was granted to stays when its grant is gone, without the zone's policy on it.
        if managed || policy.as_ref().is_some_and(|policy| found.inline.contains_key(policy)) {
            all.insert(grant.clone(), Value::Known(role(found, managed)));
        }
    }
    Map(all)
}

fn role(found: &RoleFacets, managed: bool) -> RoleStateModel {
    RoleStateModel {
        arn: Value::Known(found.arn.to_string()),
        name: Value::Known(found.arn.name().to_owned()),
        path: Value::Known(found.arn.path()),
        unique_id: Value::Known(found.unique_id.clone()),
        managed: Value::Known(managed),
    }
}

/// The lines, without those of roles that are gone.
fn lines(written: &Written, resolved: &Resolved, observed: &ObservedAccess) -> List<String> {
    let gone: Vec<_> = resolved
        .grants
        .values()
        .filter_map(|one| {
            let arn = one.grant.role();
            let name = RoleName::parse(arn.name()).ok()?;
            let gone = !observed.roles.contains_key(&name);
            gone.then(|| format!("role{}{} ", arn.path(), arn.name()))
        })
        .collect();
    let stays = |line: &&String| !gone.iter().any(|who| line.starts_with(who.as_str()));
    written.lines.iter().filter(stays).cloned().collect()
}

/// What a state computes beside what is observed.
pub(super) fn computed(
    state: ZonePolicyModel,
    resolved: &Resolved,
    documents: &Documents,
    headroom: BTreeMap<String, i64>,
) -> ZonePolicyModel {
    ZonePolicyModel {
        outside_proof: Value::Known(outside(resolved).into_iter().collect()),
        guard_policy_json: Value::Known(documents.guard.to_json()),
        size_headroom: Value::Known(headroom.into_iter().collect()),
        ..state
    }
}
