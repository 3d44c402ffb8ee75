//! Documents as JSON in the canonical form of RFC 8785: single values as text, several as a sorted
//! list, no white space.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{
    Actions, Condition, Effect, PolicyDocument, Principal, Principals, Resources, Statement,
    Version, canonical,
};

impl PolicyDocument {
    /// The document as canonical JSON.
    pub fn to_json(&self) -> String {
        let mut document = Map::new();
        let version = match self.version {
            Version::V2012 => "2012-10-17",
            Version::V2008 => "2008-10-17",
        };
        document.insert("Version".into(), json!(version));
        if let Some(id) = &self.id {
            document.insert("Id".into(), json!(id));
        }
        let statements = self.statements.iter().map(Statement::json).collect();
        document.insert("Statement".into(), Value::Array(statements));
        canonical::to_string(&Value::Object(document))
    }
}

impl Statement {
    /// The statement as JSON, with single values as text.
    pub fn json(&self) -> Value {
        let mut object = Map::new();
        if let Some(sid) = &self.sid {
            object.insert("Sid".into(), json!(sid));
        }
        let effect = match self.effect {
            Effect::Allow => "Allow",
            Effect::Deny => "Deny",
        };
        object.insert("Effect".into(), json!(effect));
        if let Some(principals) = &self.principals {
            let (name, set) = match principals {
                Principals::Only(set) => ("Principal", set),
                Principals::AllBut(set) => ("NotPrincipal", set),
            };
            object.insert(name.into(), principals_json(set));
        }
        let (name, actions) = match &self.actions {
            Actions::Only(actions) => ("Action", actions),
            Actions::AllBut(actions) => ("NotAction", actions),
        };
        object.insert(name.into(), one_or_many(actions));
        if let Some(resources) = &self.resources {
            let (name, resources) = match resources {
                Resources::Only(resources) => ("Resource", resources),
                Resources::AllBut(resources) => ("NotResource", resources),
            };
            object.insert(name.into(), one_or_many(resources));
        }
        if !self.conditions.is_empty() {
            object.insert("Condition".into(), conditions_json(&self.conditions));
        }
        Value::Object(object)
    }
}

fn principals_json(principals: &BTreeSet<Principal>) -> Value {
    if principals.len() == 1 && principals.contains(&Principal::Everyone) {
        return json!("*");
    }
    let mut kinds: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for principal in principals {
        let (kind, name) = match principal {
            Principal::Everyone => ("AWS", "*"),
            Principal::Aws(name) => ("AWS", name.as_str()),
            Principal::Service(name) => ("Service", name.as_str()),
            Principal::Federated(name) => ("Federated", name.as_str()),
            Principal::CanonicalUser(name) => ("CanonicalUser", name.as_str()),
        };
        kinds.entry(kind).or_default().insert(name.to_owned());
    }
    kinds.iter().map(|(kind, names)| ((*kind).to_owned(), one_or_many(names))).collect()
}

fn conditions_json(conditions: &[Condition]) -> Value {
    let mut operators: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for condition in conditions {
        operators
            .entry(condition.operator.to_string())
            .or_default()
            .insert(condition.key.to_string(), one_or_many(&condition.values));
    }
    json!(operators)
}

fn one_or_many(values: &BTreeSet<String>) -> Value {
    match values.first() {
        Some(only) if values.len() == 1 => json!(only),
        _ => json!(values),
    }
}
