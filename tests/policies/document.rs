//! Reads the documents of case files. Only until documents can be parsed by the domain itself: then
//! `PolicyDocument::parse_any` replaces this module.

use std::collections::BTreeSet;

use kfm_provider::domain::policy_document::{
    Actions, Condition, Effect, PolicyDocument, Principal, Principals, Resources, Statement,
    Version,
};
use serde_json::{Map, Value as Json};

type Read<T> = Result<T, String>;

/// A document.
pub(super) fn read(json: &Json) -> Read<PolicyDocument> {
    let object = json.as_object().ok_or("a document is an object")?;
    let version = match object.get("Version").and_then(Json::as_str) {
        Some("2012-10-17") => Version::V2012,
        Some("2008-10-17") | None => Version::V2008,
        Some(other) => return Err(format!("no version `{other}`")),
    };
    let statements = match object.get("Statement").ok_or("no Statement")? {
        Json::Array(statements) => statements.iter().map(statement).collect::<Read<_>>()?,
        one => vec![statement(one)?],
    };
    Ok(PolicyDocument { version, id: None, statements })
}

fn statement(json: &Json) -> Read<Statement> {
    let object = json.as_object().ok_or("a statement is an object")?;
    let texts = |name: &str| object.get(name).map(texts).transpose();
    let actions = match (texts("Action")?, texts("NotAction")?) {
        (Some(actions), None) => Actions::Only(actions),
        (None, Some(actions)) => Actions::AllBut(actions),
        _ => return Err("one of Action and NotAction".to_owned()),
    };
    let resources = match (texts("Resource")?, texts("NotResource")?) {
        (Some(resources), None) => Some(Resources::Only(resources)),
        (None, Some(resources)) => Some(Resources::AllBut(resources)),
        (None, None) => None,
        _ => return Err("one of Resource and NotResource".to_owned()),
    };
    let principals = match (object.get("Principal"), object.get("NotPrincipal")) {
        (Some(only), None) => Some(Principals::Only(principals(only)?)),
        (None, Some(but)) => Some(Principals::AllBut(principals(but)?)),
        (None, None) => None,
        _ => return Err("one of Principal and NotPrincipal".to_owned()),
    };
    Ok(Statement {
        sid: object.get("Sid").and_then(Json::as_str).map(|sid| sid.to_owned().into()),
        effect: match object.get("Effect").and_then(Json::as_str) {
            Some("Allow") => Effect::Allow,
            Some("Deny") => Effect::Deny,
            other => return Err(format!("no effect {other:?}")),
        },
        principals,
        actions,
        resources,
        conditions: object
            .get("Condition")
            .and_then(Json::as_object)
            .map(conditions)
            .transpose()?
            .unwrap_or_default(),
    })
}

fn principals(json: &Json) -> Read<BTreeSet<Principal>> {
    if json == "*" {
        return Ok([Principal::Everyone].into());
    }
    let mut found = BTreeSet::new();
    for (kind, names) in json.as_object().ok_or("principals are `*` or an object")? {
        for name in texts(names)? {
            found.insert(match kind.as_str() {
                "AWS" if name == "*" => Principal::Everyone,
                "AWS" => Principal::Aws(name),
                "Service" => Principal::Service(name),
                "Federated" => Principal::Federated(name),
                "CanonicalUser" => Principal::CanonicalUser(name),
                other => return Err(format!("no kind of principal `{other}`")),
            });
        }
    }
    Ok(found)
}

fn conditions(json: &Map<String, Json>) -> Read<Vec<Condition>> {
    let mut found = Vec::new();
    for (operator, keys) in json {
        for (key, values) in keys.as_object().ok_or("a condition is an object")? {
            found.push(Condition {
                operator: operator.parse().unwrap(),
                key: key.clone().into(),
                values: texts(values)?,
            });
        }
    }
    Ok(found)
}

/// One text or several; booleans and numbers are written as text.
fn texts(json: &Json) -> Read<BTreeSet<String>> {
    let text = |json: &Json| match json {
        Json::String(text) => Ok(text.clone()),
        Json::Bool(_) | Json::Number(_) => Ok(json.to_string()),
        other => Err(format!("no text: {other}")),
    };
    match json {
        Json::Array(all) => all.iter().map(text).collect(),
        one => Ok([text(one)?].into()),
    }
}
