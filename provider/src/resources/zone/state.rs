//! From what was observed to the state.

use std::collections::BTreeMap;

use super::inputs;
use super::model::ZoneModel;
use super::resolve::{KeyChoice, Resolved, arns};
use crate::domain::tags::{Tags, user_tags};
use crate::reconcile::Observed;
use crate::reconcile::controls::{Controls, View, closed};
use crate::terraform::model::{Map, Set};
use crate::terraform::value::Value;

/// The state of a zone: inputs from `base`, everything else as observed.
pub(super) fn state(
    base: &ZoneModel,
    zone: &Resolved,
    default_tags: &Tags,
    observed: &Observed,
) -> ZoneModel {
    let given = zone.key.as_ref().and_then(KeyChoice::given);
    let owns = zone.key.as_ref().is_none_or(|key| *key == KeyChoice::Own);
    let key = given.or(observed.key.as_ref().map(|key| &key.arn));
    let seal = zone.seal();
    let controls = controls(base, zone, seal.as_deref(), observed);
    let tags_all =
        observed.bucket.as_ref().map(|bucket| user_tags(&bucket.tags)).unwrap_or_default();
    ZoneModel {
        environment: text(zone.environment.as_ref()),
        bucket: text(zone.bucket.as_ref()),
        tags: own_tags(&base.tags, default_tags, &tags_all),
        retention: inputs::retention(base, zone, observed),
        object_lifecycle: inputs::object_lifecycle(base, zone, observed),
        access_log: inputs::access_log(base, zone, observed),
        id: text(zone.bucket.as_ref()),
        arn: zone
            .bucket
            .as_ref()
            .zip(zone.region.as_ref())
            .map(|(bucket, region)| bucket.arn(region))
            .into(),
        account_id: text(zone.account.as_ref()),
        region: text(
            observed.bucket.as_ref().map(|bucket| &bucket.region).or(zone.region.as_ref()),
        ),
        mutability: zone.kind.map(|kind| kind.mutability().as_str().to_owned()).into(),
        key_arn: text(key),
        key_alias: if owns { zone.alias().into() } else { Value::Null },
        key_managed: Value::Known(owns),
        retired_key_arns: Value::Known(base.retired_key_arns.known().cloned().unwrap_or_default()),
        effective_administrators: zone.administrators.as_ref().map(arns).into(),
        closed: Value::Known(closed(&controls)),
        controls: Value::Known(controls.into_iter().collect()),
        seal_policy_json: seal.into(),
        tags_all: Value::Known(tags_all.into_iter().collect()),
        ..base.clone()
    }
}

fn controls(
    base: &ZoneModel,
    zone: &Resolved,
    seal: Option<&str>,
    observed: &Observed,
) -> Controls {
    let (Some(bucket), Some(region)) = (&zone.bucket, &zone.region) else {
        return base.controls.known().and_then(Map::all_known).unwrap_or_default();
    };
    let key_policy = zone.key_policy();
    let given_key = zone.key.as_ref().and_then(KeyChoice::given);
    let own_key = zone.key.as_ref().is_none_or(|key| *key == KeyChoice::Own);
    View { bucket, region, seal, key_policy: key_policy.as_deref(), given_key, own_key }
        .observed(observed)
}

/// The tags that belong to the zone itself: a default tag with its default value belongs to the
/// provider, unless the zone sets it too. No tags stay null where they were null.
fn own_tags(before: &Value<Map<String>>, defaults: &Tags, all: &Tags) -> Value<Map<String>> {
    let set = |key: &String| before.known().is_some_and(|before| before.0.contains_key(key));
    let own: BTreeMap<String, Value<String>> = all
        .iter()
        .filter(|(key, value)| set(key) || defaults.get(*key) != Some(value))
        .map(|(key, value)| (key.clone(), Value::Known(value.clone())))
        .collect();
    if own.is_empty() && before.is_null() { Value::Null } else { Value::Known(Map(own)) }
}

fn text<T: ToString>(value: Option<&T>) -> Value<String> {
    value.map(ToString::to_string).into()
}

/// The members of a state's set.
pub(super) fn members(set: &Value<Set<String>>) -> Vec<String> {
    set.known().and_then(Set::all_known).unwrap_or_default()
}
