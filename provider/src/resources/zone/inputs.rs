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

/// What the bucket has of a facet: nothing where the endpoint does not offer it, so that what was
/// asked for in vain shows as a difference. `None` where there is no bucket.
fn has<T: Default>(
    observed: &Observed,
    facet: Facet,
    read: impl FnOnce(&BucketFacets) -> T,
) -> Option<T> {
    let bucket = observed.bucket.as_ref()?;
    Some(if observed.offers(facet) { read(bucket) } else { T::default() })
}

pub(super) fn retention(
    base: &ZoneModel,
    zone: &Resolved,
    observed: &Observed,
) -> Value<RetentionModel> {
    let rule = |bucket: &BucketFacets| bucket.object_lock.rule();
    let Some(found) = has(observed, Facet::ObjectLock, rule) else {
        return base.retention.clone();
    };
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
    let Some(bucket) = &observed.bucket else { return base.object_lifecycle.clone() };
    if !observed.offers(Facet::Lifecycle) {
        return Value::Null;
    }
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
    let target = |bucket: &BucketFacets| bucket.access_log.clone();
    let Some(found) = has(observed, Facet::AccessLog, target) else {
        return base.access_log.clone();
    };
    let as_written = zone.log_target().is_none_or(|written| written == found);
    if as_written || zone.kind == Some(ZoneKind::Logs) {
        return base.access_log.clone();
    }
    let Some(found) = &found else { return Value::Null };
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
