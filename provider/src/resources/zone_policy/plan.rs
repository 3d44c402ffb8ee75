//! What an apply would do. Known planned values are a pure function of configuration, prior state
//! and provider block; what is read adds messages only.

use std::collections::BTreeMap;

use super::ZonePolicy;
use super::checks;
use super::destroy;
use super::documents::{Documents, outside, says_something};
use super::look;
use super::model::{RoleStateModel, ZonePolicyModel};
use super::private::Private;
use super::resolve::{Resolved, ResolvedGrant, resolve};
use crate::configure::Reader;
use crate::resources::zone::Leg;
use crate::terraform::diag::Diags;
use crate::terraform::model::{List, Map};
use crate::terraform::resource::{PlanRequest, PlanResponse};
use crate::terraform::value::Value;

pub(super) async fn plan(
    reader: &Reader,
    request: PlanRequest<ZonePolicy>,
) -> PlanResponse<ZonePolicy> {
    let PlanRequest { prior, config, private, .. } = request;
    let Some(config) = config else { return destroy::plan(prior, private) };
    let mut diags = Diags::new();
    let resolved = resolve(reader, &config, &mut diags).await;
    let documents = Documents::of(&resolved);
    let mut headroom = BTreeMap::new();
    if let Some(documents) = &documents {
        headroom = documents.headroom(&mut diags);
        documents.judge(&resolved, &mut diags);
    }
    checks::check(reader, &config, prior.as_ref(), &resolved, &mut diags);
    let before = private.unwrap_or_default();
    checks::trust(&resolved, &before, &mut diags);
    let planned = planned(&config, prior.as_ref(), &resolved, documents.as_ref(), headroom);
    let changed = prior.as_ref() != Some(&planned);
    if !diags.has_errors() {
        checks::gained(&resolved, prior.as_ref(), &planned, &mut diags);
    }
    look::look(reader, prior.as_ref(), &resolved, changed, &mut diags).await;
    let leg = Some(if prior.is_some() { Leg::Update } else { Leg::Create });
    let private = Private { leg, ..before };
    PlanResponse { planned: Some(planned), private, replace: Vec::new(), diags }
}

fn planned(
    config: &ZonePolicyModel,
    prior: Option<&ZonePolicyModel>,
    resolved: &Resolved,
    documents: Option<&Documents>,
    headroom: BTreeMap<String, i64>,
) -> ZonePolicyModel {
    let exact = documents.filter(|_| resolved.is_exact());
    let access = resolved.access.as_ref().filter(|_| resolved.is_exact());
    let lines = access.zip(resolved.lifecycle.as_deref());
    let counted = exact.filter(|documents| {
        resolved
            .grants
            .iter()
            .all(|(name, one)| one.made().is_none() || documents.trusts.contains_key(name))
    });
    ZonePolicyModel {
        id: unknown(resolved.bucket().map(ToString::to_string)),
        policy_json: unknown(exact.map(|all| all.bucket.to_json())),
        policy_digest: unknown(exact.map(|all| all.bucket.digest())),
        role_policies: unknown(
            documents.filter(|_| resolved.placed && resolved.shaped && resolved.understood).map(
                |documents| {
                    let said = documents.roles.iter().filter(|(_, policy)| says_something(policy));
                    said.map(|(name, policy)| (name.clone(), policy.to_json())).collect()
                },
            ),
        ),
        roles: roles(prior, resolved),
        access: unknown(lines.map(|(access, rules)| access.lines(rules).into_iter().collect())),
        drift: Value::Known(List::default()),
        outside_proof: unknown(access.map(|_| outside(resolved).into_iter().collect())),
        guard_policy_json: unknown(exact.map(|all| all.guard.to_json())),
        size_headroom: unknown(counted.map(|_| headroom.into_iter().collect())),
        ..config.clone()
    }
}

/// The roles of the grants: all but their unique ids is known beforehand.
fn roles(prior: Option<&ZonePolicyModel>, resolved: &Resolved) -> Value<Map<RoleStateModel>> {
    if !resolved.understood {
        return Value::Unknown;
    }
    let before = prior.and_then(|prior| prior.roles.known());
    let role = |(name, one): (&String, &ResolvedGrant)| {
        let was = before.and_then(|before| before.0.get(name)?.known());
        (name.clone(), Value::Known(role(one, was)))
    };
    Value::Known(Map(resolved.grants.iter().map(role).collect()))
}

fn role(one: &ResolvedGrant, before: Option<&RoleStateModel>) -> RoleStateModel {
    let managed = Value::Known(one.made().is_some());
    if !one.known {
        let name = one.made().and_then(|made| made.name.as_ref());
        let path = one.made().and_then(|made| made.path.as_ref());
        return RoleStateModel {
            arn: Value::Unknown,
            name: unknown(name.map(ToString::to_string)),
            path: unknown(path.map(ToString::to_string)),
            unique_id: Value::Unknown,
            managed,
        };
    }
    let arn = one.grant.role();
    let kept = before.filter(|before| before.arn.known().map(String::as_str) == Some(arn.as_str()));
    RoleStateModel {
        arn: Value::Known(arn.to_string()),
        name: Value::Known(arn.name().to_owned()),
        path: Value::Known(arn.path()),
        unique_id: kept.map_or(Value::Unknown, |before| before.unique_id.clone()),
        managed,
    }
}

fn unknown<T>(value: Option<T>) -> Value<T> {
    value.map_or(Value::Unknown, Value::Known)
}
