//! What happens to a zone's objects as they age.

use std::collections::BTreeMap;

use super::path;
use crate::configure::parse::{invalid, parsed};
use crate::domain::names::NameError;
use crate::domain::object_lifecycle::{ABORT_MULTIPART_DAYS, Field, Noncurrent, Transition};
use crate::domain::{Days, ObjectLifecycle, RetentionClass, ZoneKind};
use crate::resources::zone::model::{ObjectLifecycleModel, TransitionModel, ZoneModel};
use crate::terraform::diag::{AttributePath, Diags};
use crate::terraform::model::{List, Map};
use crate::terraform::value::Value;

/// The lifecycle as configured; `None` while it is not known, or where it is not acceptable.
pub(in crate::resources) fn lifecycle(
    config: &ZoneModel,
    kind: Option<ZoneKind>,
    class: Option<RetentionClass>,
    diags: &mut Diags,
) -> Option<ObjectLifecycle> {
    let model = match &config.object_lifecycle {
        Value::Unknown => return None,
        Value::Null => return Some(ObjectLifecycle::default()),
        Value::Known(model) => model,
    };
    let abort = number(&model.abort_multipart_days, &at("abort_multipart_days"), diags);
    let abort_multipart_days = match abort {
        Value::Null => Some(ABORT_MULTIPART_DAYS),
        other => other.into_known(),
    };
    let noncurrent = noncurrent(model, diags);
    let transitions = transitions(model, diags);
    let expire_prefixes = expire_prefixes(model, diags);
    let whole = abort_multipart_days.is_some()
        && noncurrent.is_some()
        && transitions.iter().all(Option::is_some)
        && !model.transitions.is_unknown()
        && expire_prefixes.is_some();
    // What is not acceptable is left out, and the rest is judged all the same.
    let (places, transitions): (Vec<_>, Vec<_>) =
        transitions.into_iter().enumerate().filter_map(|(at, one)| Some((at, one?))).unzip();
    let lifecycle = ObjectLifecycle {
        abort_multipart_days: abort_multipart_days.unwrap_or(ABORT_MULTIPART_DAYS),
        noncurrent: noncurrent.flatten(),
        transitions,
        expire_prefixes: expire_prefixes.unwrap_or_default(),
    };
    if let (Some(kind), Some(class)) = (kind, class) {
        for problem in lifecycle.problems(kind, class) {
            diags.push(invalid(place(&problem.at, &places), &problem.error));
        }
    }
    whole.then_some(lifecycle)
}

fn at(name: &str) -> AttributePath {
    path("object_lifecycle").then(name)
}

fn transition_at(index: usize, name: &str) -> AttributePath {
    at("transitions").index(index).then(name)
}

/// Where a problem is. `places` says at which place of the configuration each transition stands.
fn place(field: &Field, places: &[usize]) -> AttributePath {
    match field {
        Field::AbortMultipartDays => at("abort_multipart_days"),
        Field::NoncurrentDays => at("noncurrent_days"),
        Field::NoncurrentVersions => at("noncurrent_versions"),
        Field::Transition(index, name) => {
            transition_at(places.get(*index).copied().unwrap_or(*index), name)
        }
        Field::ExpirePrefixes => at("expire_prefixes"),
        Field::ExpirePrefix(prefix) => at("expire_prefixes").key(prefix),
    }
}

/// A number that fits 32 bits; its meaning is judged later. A null in a collection is an error.
fn number(value: &Value<i64>, place: &AttributePath, diags: &mut Diags) -> Value<u32> {
    match value {
        Value::Null => Value::Null,
        Value::Unknown => Value::Unknown,
        Value::Known(given) => match u32::try_from(*given) {
            Ok(number) => Value::Known(number),
            Err(_) => {
                let rule = format!("is not between 0 and {}", Days::MOST);
                let error = NameError::new("number", &given.to_string(), rule);
                diags.push(invalid(place.clone(), &error));
                Value::Unknown
            }
        },
    }
}

fn noncurrent(model: &ObjectLifecycleModel, diags: &mut Diags) -> Option<Option<Noncurrent>> {
    let days = number(&model.noncurrent_days, &at("noncurrent_days"), diags);
    let versions = number(&model.noncurrent_versions, &at("noncurrent_versions"), diags);
    match (days, versions) {
        (Value::Unknown, _) | (_, Value::Unknown) => None,
        (Value::Null, Value::Null) => Some(None),
        (Value::Null, Value::Known(versions)) => {
            let rule = "needs `noncurrent_days`: S3 keeps the newest of what is old enough";
            let error = NameError::new("noncurrent_versions", &versions.to_string(), rule);
            diags.push(invalid(at("noncurrent_versions"), &error));
            None
        }
        (Value::Known(days), versions) => {
            Some(Some(Noncurrent { days, versions: versions.into_known() }))
        }
    }
}

/// The transitions, each in its place; `None` is one that is not known or not acceptable.
fn transitions(model: &ObjectLifecycleModel, diags: &mut Diags) -> Vec<Option<Transition>> {
    let list = model.transitions.known().cloned().unwrap_or_default();
    let one = |(index, item): (usize, &Value<TransitionModel>)| {
        item.known().and_then(|model| transition(index, model, diags))
    };
    list.0.iter().enumerate().map(one).collect()
}

/// The prefixes, if all are known and acceptable.
fn expire_prefixes(
    model: &ObjectLifecycleModel,
    diags: &mut Diags,
) -> Option<BTreeMap<String, u32>> {
    let map = match &model.expire_prefixes {
        Value::Unknown => return None,
        Value::Null => return Some(BTreeMap::new()),
        Value::Known(map) => map,
    };
    let days = map.0.iter().map(|(prefix, days)| {
        let place = at("expire_prefixes").key(prefix);
        (prefix.clone(), number(days, &place, diags).into_known())
    });
    let days: Vec<_> = days.collect();
    days.into_iter().map(|(prefix, days)| Some((prefix, days?))).collect()
}

fn transition(index: usize, model: &TransitionModel, diags: &mut Diags) -> Option<Transition> {
    let place = |name: &str| transition_at(index, name);
    let days = number(&model.days, &place("days"), diags);
    let class = parsed(&model.storage_class, place("storage_class"), str::parse, diags);
    let prefix = match &model.prefix {
        Value::Unknown => return None,
        prefix => prefix.known().cloned().unwrap_or_default(),
    };
    let noncurrent = match &model.noncurrent {
        Value::Unknown => return None,
        noncurrent => noncurrent == &Value::Known(true),
    };
    Some(Transition { days: days.into_known()?, class: class.into_known()?, prefix, noncurrent })
}

/// The configuration that gives this lifecycle: what is as by default is left out.
pub(in crate::resources) fn model(lifecycle: &ObjectLifecycle) -> Value<ObjectLifecycleModel> {
    if *lifecycle == ObjectLifecycle::default() {
        return Value::Null;
    }
    let days = |days: u32| Value::Known(i64::from(days));
    let filled = |value: bool| if value { Value::Known(()) } else { Value::Null };
    let abort = lifecycle.abort_multipart_days;
    let transition = |one: &Transition| TransitionModel {
        days: days(one.days),
        storage_class: Value::Known(one.class.to_string()),
        prefix: filled(!one.prefix.is_empty()).map(|()| one.prefix.clone()),
        noncurrent: filled(one.noncurrent).map(|()| true),
    };
    let noncurrent = lifecycle.noncurrent;
    Value::Known(ObjectLifecycleModel {
        abort_multipart_days: filled(abort != ABORT_MULTIPART_DAYS).map(|()| i64::from(abort)),
        noncurrent_days: noncurrent
            .map(|end| i64::from(end.days))
            .map_or(Value::Null, Value::Known),
        noncurrent_versions: noncurrent.and_then(|end| end.versions).map_or(Value::Null, days),
        transitions: filled(!lifecycle.transitions.is_empty())
            .map(|()| lifecycle.transitions.iter().map(transition).collect::<List<_>>()),
        expire_prefixes: filled(!lifecycle.expire_prefixes.is_empty()).map(|()| {
            let prefixes = lifecycle.expire_prefixes.iter();
            prefixes.map(|(prefix, days)| (prefix.clone(), i64::from(*days))).collect::<Map<_>>()
        }),
    })
}
