//! AWS services that write.

use std::collections::BTreeSet;

use super::super::model::ServiceModel;
use super::path;
use crate::configure::parse::parsed;
use crate::domain::access::{Prefix, ServiceWriter};
use crate::terraform::diag::{AttributePath, Diags};
use crate::terraform::model::{Map, Set};
use crate::terraform::value::Value;

/// The services, and whether all of them are known.
pub(super) fn services(
    value: &Value<Map<ServiceModel>>,
    diags: &mut Diags,
) -> (Vec<ServiceWriter>, bool) {
    let Value::Known(map) = value else { return (Vec::new(), value.is_null()) };
    let mut all = Vec::new();
    let mut known = true;
    for (name, service) in &map.0 {
        let Value::Known(model) = service else {
            known &= service.is_null();
            continue;
        };
        let at = path("services").key(name);
        let sources = model.source_arns.known().and_then(Set::all_known);
        let prefixes = prefixes(&model.prefixes, &at.then("prefixes"), diags);
        match (&model.principal, sources, prefixes) {
            (Value::Known(principal), Some(sources), Some(prefixes)) => all.push(ServiceWriter {
                principal: principal.clone(),
                source_arns: sources.into_iter().collect(),
                prefixes,
            }),
            _ => known = false,
        }
    }
    (all, known)
}

/// Prefixes: `None` while they are not known or not acceptable, `Some(None)` for the whole zone.
pub(super) fn prefixes(
    value: &Value<Set<String>>,
    at: &AttributePath,
    diags: &mut Diags,
) -> Option<Option<BTreeSet<Prefix>>> {
    let set = match value {
        Value::Null => return Some(None),
        Value::Unknown => return None,
        Value::Known(set) => set,
    };
    let mut all = Some(BTreeSet::new());
    for item in &set.0 {
        match parsed(item, at.clone(), Prefix::parse, diags) {
            Value::Known(prefix) => {
                if let Some(all) = &mut all {
                    all.insert(prefix);
                }
            }
            Value::Null => {}
            Value::Unknown => all = None,
        }
    }
    all.map(Some)
}
