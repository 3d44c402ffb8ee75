//! Inputs as observed: they stay as written while the bucket is as they say, and else say what the
//! bucket says. So drift shows where it was configured, and an import fills in what differs from
//! the defaults. What no configuration of the zone may say is shown by `controls` alone: otherwise
//! the configuration that Terraform generates for an import would be refused.

use super::model::{AccessLogModel, ObjectLifecycleModel, RetentionModel, ZoneModel};
use super::resolve::{Resolved, lifecycle_model};
use crate::cloud::{BucketFacets, Facet};
use crate::domain::object_lifecycle::meaning;
use crate::domain::{LockMode, ObjectLifecycle, ZoneKind};
use crate::reconcile::Observed;
use crate::terraform::value::Value;

fn shown(observed: &Observed, facet: Facet) -> Option<&BucketFacets> {
    observed.bucket.as_ref().filter(|_| observed.offers(facet))
}

pub(super) fn retention(
    base: &ZoneModel,
    zone: &Resolved,
    observed: &Observed,
) -> Value<RetentionModel> {
    let Some(bucket) = shown(observed, Facet::ObjectLock) else { return base.retention.clone() };
    let found = bucket.object_lock.rule();
    let configured = zone.inputs.retention.and_then(|retention| retention.rule);
    if found == configured {
        return base.retention.clone();
    }
    let written = base.retention.known().cloned().unwrap_or_default();
    let Some(found) = found else {
        return match written.class {
            Value::Null => Value::Null,
            class => Value::Known(RetentionModel { class, ..RetentionModel::default() }),
        };
    };
    let by_default = found.mode == LockMode::Governance && written.mode.is_null();
    Value::Known(RetentionModel {
        class: written.class,
        days: Value::Known(found.days.get().into()),
        mode: if by_default { Value::Null } else { Value::Known(found.mode.to_string()) },
    })
}

pub(super) fn object_lifecycle(
    base: &ZoneModel,
    zone: &Resolved,
    observed: &Observed,
) -> Value<ObjectLifecycleModel> {
    let Some(bucket) = shown(observed, Facet::Lifecycle) else {
        return base.object_lifecycle.clone();
    };
    let as_written = zone
        .inputs
        .lifecycle
        .as_ref()
        .is_none_or(|written| meaning(&written.rules()) == meaning(&bucket.lifecycle));
    match ObjectLifecycle::of_rules(&bucket.lifecycle) {
        Some(found) if !as_written && may_be(&found, zone) => lifecycle_model(&found),
        _ => base.object_lifecycle.clone(),
    }
}

/// Whether a zone of this kind and class may have the lifecycle.
fn may_be(lifecycle: &ObjectLifecycle, zone: &Resolved) -> bool {
    zone.kind.is_none_or(|kind| {
        let class = zone.inputs.retention.map_or(kind.retention_class(), |it| it.class);
        lifecycle.problems(kind, class).is_empty()
    })
}

pub(super) fn access_log(
    base: &ZoneModel,
    zone: &Resolved,
    observed: &Observed,
) -> Value<AccessLogModel> {
    let Some(bucket) = shown(observed, Facet::AccessLog) else { return base.access_log.clone() };
    let as_written = zone.log_target().is_none_or(|written| written == bucket.access_log);
    if as_written || zone.kind == Some(ZoneKind::Logs) {
        return base.access_log.clone();
    }
    let Some(found) = &bucket.access_log else { return Value::Null };
    let default = zone.bucket.as_ref().map(|own| format!("{own}/"));
    Value::Known(AccessLogModel {
        bucket: Value::Known(found.bucket.clone()),
        prefix: if default.as_ref() == Some(&found.prefix) {
            Value::Null
        } else {
            Value::Known(found.prefix.clone())
        },
    })
}
