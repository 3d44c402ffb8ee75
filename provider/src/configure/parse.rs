//! From text to names, every error at its attribute.

use crate::domain::names::NameError;
use crate::domain::tags::{Tags, check_user_tag};
use crate::domain::{Administrators, BreakGlass, PrincipalArn};
use crate::terraform::diag::{AttributePath, Diag, Diags};
use crate::terraform::model::{Map, Set};
use crate::terraform::value::Value;

use super::model::BreakGlassModel;

/// The diagnostic of a name that breaks a rule.
pub fn invalid(path: AttributePath, error: &NameError) -> Diag {
    Diag::error(format!("Invalid `{path}`"), format!("{error}. Nothing was changed.")).at(path)
}

/// Parses a value where it is known. A broken rule is reported and reads as unknown: what depends
/// on it is not judged.
pub fn parsed<T>(
    value: &Value<String>,
    path: AttributePath,
    parse: impl FnOnce(&str) -> Result<T, NameError>,
    diags: &mut Diags,
) -> Value<T> {
    match value {
        Value::Null => Value::Null,
        Value::Unknown => Value::Unknown,
        Value::Known(text) => match parse(text) {
            Ok(name) => Value::Known(name),
            Err(error) => {
                diags.push(invalid(path, &error));
                Value::Unknown
            }
        },
    }
}

/// Parses principals; `None` while one of them is not known or not acceptable.
pub fn principals(
    set: &Set<String>,
    path: &AttributePath,
    diags: &mut Diags,
) -> Option<Vec<PrincipalArn>> {
    let mut all = Some(Vec::new());
    for item in &set.0 {
        match parsed(item, path.clone(), PrincipalArn::parse, diags) {
            Value::Known(principal) => {
                if let Some(all) = &mut all {
                    all.push(principal);
                }
            }
            Value::Null => {}
            Value::Unknown => all = None,
        }
    }
    all
}

/// Parses the administrators.
pub fn administrators(value: &Value<Set<String>>, diags: &mut Diags) -> Value<Administrators> {
    let path = AttributePath::attribute("administrators");
    match value {
        Value::Null => Value::Null,
        Value::Unknown => Value::Unknown,
        Value::Known(set) => match principals(set, &path, diags).map(Administrators::new) {
            None => Value::Unknown,
            Some(Ok(administrators)) => Value::Known(administrators),
            Some(Err(error)) => {
                diags.push(invalid(path, &error));
                Value::Unknown
            }
        },
    }
}

/// Parses break-glass.
pub fn break_glass(value: &Value<BreakGlassModel>, diags: &mut Diags) -> Value<BreakGlass> {
    let path = || AttributePath::attribute("break_glass");
    let Value::Known(model) = value else { return value.as_ref().map(|_| no_one()) };
    let principals = match &model.principals {
        Value::Known(set) => principals(set, &path().then("principals"), diags),
        Value::Null | Value::Unknown => None,
    };
    let until = parsed(&model.until, path().then("until"), BreakGlass::parse_until, diags);
    let check = |text: &str| BreakGlass::check_reason(text).map(|()| text.to_owned());
    let reason = parsed(&model.reason, path().then("reason"), check, diags);
    match (principals, until, reason) {
        (Some(principals), Value::Known(until), Value::Known(reason)) => {
            match BreakGlass::new(principals, until, reason) {
                Ok(open) => Value::Known(open),
                Err(error) => {
                    diags.push(invalid(path(), &error));
                    Value::Unknown
                }
            }
        }
        _ => Value::Unknown,
    }
}

/// Stands where a null or unknown value has no content; never read.
fn no_one() -> BreakGlass {
    BreakGlass { principals: [].into(), until: String::new(), reason: String::new() }
}

/// Parses tags.
pub fn tags(value: &Value<Map<String>>, path: &AttributePath, diags: &mut Diags) -> Value<Tags> {
    let Value::Known(map) = value else { return value.as_ref().map(|_| Tags::new()) };
    let mut good = true;
    for (key, value) in &map.0 {
        let text = value.known().map_or("", String::as_str);
        if let Err(error) = check_user_tag(key, text) {
            diags.push(invalid(path.clone().key(key), &error));
            good = false;
        }
    }
    match map.all_known() {
        Some(tags) if good => Value::Known(tags),
        _ => Value::Unknown,
    }
}
