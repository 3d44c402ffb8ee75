//! The argument `context`: the condition keys of the request.

use std::collections::BTreeMap;

use crate::domain::evaluator::{Context, Keys, Value};
use crate::terraform::diag::AttributePath;
use crate::terraform::dynamic::Dynamic;
use crate::terraform::function::ArgumentError;
use crate::terraform::value::Tree;

/// The keys as they were given.
#[derive(Debug, Default)]
pub(super) struct Given(BTreeMap<String, Vec<String>>);

impl Given {
    pub(super) fn read(argument: Option<&Dynamic>, errors: &mut Vec<ArgumentError>) -> Self {
        let mut given = Self::default();
        let entries = match argument {
            None | Some(Dynamic(Tree::Null)) => return given,
            Some(Dynamic(Tree::Map(entries))) => entries,
            Some(Dynamic(other)) => {
                let message = format!("is a {}: it must be an object of keys", other.shape());
                errors.push(ArgumentError::new(AttributePath::attribute("context"), message));
                return given;
            }
        };
        for (key, value) in entries {
            let mut say = |message: String| errors.push(ArgumentError::new(path(key), message));
            if !key
                .split_once(':')
                .is_some_and(|(service, name)| !service.is_empty() && !name.is_empty())
            {
                say("is no condition key: it has no service, as in `aws:SecureTransport`".into());
                continue;
            }
            if let Some(twin) = given.0.keys().find(|other| other.eq_ignore_ascii_case(key)) {
                say(format!("is the key `{twin}` again: the case of its letters does not count"));
                continue;
            }
            match values(value) {
                Ok(None) => {}
                Ok(Some(values)) => drop(given.0.insert(key.clone(), values)),
                Err(found) => say(format!(
                    "is a {found}: it must be a text, a number or a bool, or a list of them"
                )),
            }
        }
        given
    }

    /// The value of a key that was given with one.
    pub(super) fn one(&self, key: &str) -> Option<&str> {
        let (_, values) = self.0.iter().find(|(name, _)| name.eq_ignore_ascii_case(key))?;
        match values.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    pub(super) fn context(&self) -> Context {
        self.0.iter().fold(Context::new(), |context, (key, values)| {
            context.with_all(key, values.iter().cloned())
        })
    }

    /// The keys that were given other values than follow from principal and resource: the request
    /// would not carry them.
    pub(super) fn contradictions(&self, keys: &Keys<'_>, errors: &mut Vec<ArgumentError>) {
        for (key, values) in &self.0 {
            let why = match keys.get(key) {
                Value::One(value) if values.as_slice() == [value.as_ref()] => continue,
                Value::Many(carried) if carried == values.as_slice() => continue,
                Value::Absent if values.is_empty() => continue,
                Value::One(value) => {
                    format!("follows from the other arguments, and is `{value}`: leave it out")
                }
                _ => "is not carried by the requests of this principal: leave it out".to_owned(),
            };
            errors.push(ArgumentError::new(path(key), why));
        }
    }
}

fn path(key: &str) -> AttributePath {
    AttributePath::attribute("context").key(key)
}

/// The values of a key; `None` of a key that is null. Fails with the shape that is none.
fn values(tree: &Tree) -> Result<Option<Vec<String>>, &'static str> {
    match tree {
        Tree::Null => Ok(None),
        Tree::List(items) => items.iter().map(text).collect::<Result<_, _>>().map(Some),
        single => Ok(Some(vec![text(single)?])),
    }
}

/// A value as AWS compares it: as text.
fn text(tree: &Tree) -> Result<String, &'static str> {
    match tree {
        Tree::String(text) => Ok(text.clone()),
        Tree::Bool(value) => Ok(value.to_string()),
        Tree::Number(number) => Ok(number.to_string()),
        other => Err(other.shape()),
    }
}
