//! IAM policy documents, typed, in one canonical form.

mod canonical;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

pub use canonical::{same_meaning, statements};

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Grants.
    Allow,
    /// Refuses, whatever else grants.
    Deny,
}

/// Whom a statement is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// Everyone. Used only in denials.
    Everyone,
    /// AWS principals, by ARN.
    Aws(BTreeSet<String>),
    /// An AWS service.
    Service(&'static str),
}

/// Which resources a statement is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resources {
    /// These.
    Only(BTreeSet<String>),
    /// All but these.
    AllBut(BTreeSet<String>),
}

impl From<BTreeSet<String>> for Resources {
    fn from(resources: BTreeSet<String>) -> Self {
        Self::Only(resources)
    }
}

/// Which actions a statement is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actions {
    /// These.
    Only(BTreeSet<String>),
    /// All but these: what is invented tomorrow is included.
    AllBut(BTreeSet<String>),
}

impl Actions {
    /// These actions.
    pub fn only<'a>(actions: impl IntoIterator<Item = &'a str>) -> Self {
        Self::Only(actions.into_iter().map(str::to_owned).collect())
    }

    /// All but these actions.
    pub fn all_but<'a>(actions: impl IntoIterator<Item = &'a str>) -> Self {
        Self::AllBut(actions.into_iter().map(str::to_owned).collect())
    }
}

/// One condition: an operator, a key and the values of which one must match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    operator: &'static str,
    key: &'static str,
    values: BTreeSet<String>,
}

impl Condition {
    /// A condition on one value. It is written as text, also for booleans and numbers: Prowler
    /// 5.46 compares `"false"` literally.
    pub fn one(operator: &'static str, key: &'static str, value: impl Into<String>) -> Self {
        Self { operator, key, values: [value.into()].into() }
    }

    /// A condition on several values.
    pub fn any(
        operator: &'static str,
        key: &'static str,
        values: impl IntoIterator<Item = String>,
    ) -> Self {
        Self { operator, key, values: values.into_iter().collect() }
    }
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// A stable name, unique in its document.
    pub sid: &'static str,
    /// Grant or refusal.
    pub effect: Effect,
    /// Whom it is about.
    pub principal: Principal,
    /// Which actions.
    pub actions: Actions,
    /// Which resources.
    pub resources: Resources,
    /// All of these must hold.
    pub conditions: Vec<Condition>,
}

/// A policy document of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyDocument {
    /// Who owns the document.
    pub id: &'static str,
    /// The statements, in order.
    pub statements: Vec<Statement>,
}

impl PolicyDocument {
    /// The document as JSON in the canonical form of RFC 8785: single values as text, several as
    /// a sorted list, no white space.
    pub fn to_json(&self) -> String {
        canonical::to_string(&json!({
            "Version": "2012-10-17",
            "Id": self.id,
            "Statement": self.statements.iter().map(Statement::json).collect::<Vec<_>>(),
        }))
    }
}

impl Statement {
    fn json(&self) -> Value {
        let mut object = Map::new();
        object.insert("Sid".into(), json!(self.sid));
        object.insert(
            "Effect".into(),
            json!(match self.effect {
                Effect::Allow => "Allow",
                Effect::Deny => "Deny",
            }),
        );
        object.insert(
            "Principal".into(),
            match &self.principal {
                Principal::Everyone => json!("*"),
                Principal::Aws(arns) => json!({ "AWS": one_or_many(arns) }),
                Principal::Service(service) => json!({ "Service": service }),
            },
        );
        let (name, actions) = match &self.actions {
            Actions::Only(actions) => ("Action", actions),
            Actions::AllBut(actions) => ("NotAction", actions),
        };
        object.insert(name.into(), one_or_many(actions));
        let (name, resources) = match &self.resources {
            Resources::Only(resources) => ("Resource", resources),
            Resources::AllBut(resources) => ("NotResource", resources),
        };
        object.insert(name.into(), one_or_many(resources));
        if !self.conditions.is_empty() {
            object.insert("Condition".into(), conditions(&self.conditions));
        }
        Value::Object(object)
    }
}

fn conditions(conditions: &[Condition]) -> Value {
    let mut operators: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for condition in conditions {
        operators
            .entry(condition.operator)
            .or_default()
            .insert(condition.key.to_owned(), one_or_many(&condition.values));
    }
    json!(operators)
}

fn one_or_many(values: &BTreeSet<String>) -> Value {
    match values.first() {
        Some(only) if values.len() == 1 => json!(only),
        _ => json!(values),
    }
}
