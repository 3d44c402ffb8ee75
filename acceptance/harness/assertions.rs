//! Comparing what terraform said and did with what was expected.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::error::{Context, Failure, Result};
use crate::expected::ExpectedFacts;
use crate::facts::Facts;
use crate::lifecycle;
use crate::steps::{Changes, Expect};
use crate::terraform::Output;

/// Fails unless the run ended and said what `expect` says. Exit code 2 is the success of a plan.
pub fn ended_as(output: &Output, expect: &Expect) -> Result<()> {
    let succeeded = output.code == 0 || output.code == 2;
    if succeeded != expect.error.is_empty() {
        let wish = if succeeded { "it should have failed" } else { "it should have succeeded" };
        return Err(output.unexpected(wish));
    }
    says(output, expect.error.iter().chain(&expect.says))?;
    let said = plain(&output.text);
    match expect.silent.iter().find(|text| said.contains(&plain(text))) {
        Some(text) => Err(output.unexpected(&format!("it should not say `{text}`"))),
        None => Ok(()),
    }
}

/// Fails unless the output contains each of `texts`.
pub fn says<'a>(output: &Output, texts: impl IntoIterator<Item = &'a String>) -> Result<()> {
    let said = plain(&output.text);
    let missing: Vec<_> = texts.into_iter().filter(|text| !said.contains(&plain(text))).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(output.unexpected(&format!("it does not say {missing:?}")))
}

/// Text without the frames that terraform draws around diagnostics and with single spaces:
/// terraform breaks lines wherever they get too long.
fn plain(text: &str) -> String {
    let unframed = text.replace(['│', '╷', '╵'], " ");
    unframed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Fails unless the plan has exactly these changes.
pub fn plans(plan: &Value, expected: &Changes) -> Result<()> {
    let none = Vec::new();
    let changes = plan.get("resource_changes").and_then(Value::as_array).unwrap_or(&none);
    let mut found = Changes::new();
    for change in changes {
        let address = text(change.get("address"))?;
        let planned = change.get("change").doing("a resource change without a change")?;
        let mut actions: Vec<String> = Vec::new();
        if planned.get("importing").is_some() {
            actions.push("import".to_owned());
        }
        let named = planned.get("actions").and_then(Value::as_array).unwrap_or(&none);
        actions.extend(named.iter().filter_map(Value::as_str).map(str::to_owned));
        if actions != ["no-op"] {
            found.insert(address, actions);
        }
    }
    if found == *expected {
        return Ok(());
    }
    Err(Failure::new(format!("the plan has the changes {found:?}, expected were {expected:?}")))
}

/// The resources of the state by address.
pub fn resources(state: &Value) -> Result<BTreeMap<String, Value>> {
    let resources = state.pointer("/values/root_module/resources").and_then(Value::as_array);
    let mut found = BTreeMap::new();
    for resource in resources.into_iter().flatten() {
        found.insert(text(resource.get("address"))?, resource.clone());
    }
    Ok(found)
}

/// Fails unless `value` has `expected` at `path`, e.g. `controls.versioning`.
pub fn has(value: &Value, path: &str, expected: &toml::Value) -> Result<()> {
    let pointer = format!("/{}", path.replace('.', "/"));
    let found = value.pointer(&pointer).unwrap_or(&Value::Null);
    let expected = serde_json::to_value(expected).doing("reading an expected value")?;
    if *found == expected {
        return Ok(());
    }
    Err(Failure::new(format!("`{path}` is {found}, expected was {expected}")))
}

/// Fails unless the bucket is as expected; its objects are compared elsewhere.
pub fn is_as_expected(facts: &Facts, expected: &ExpectedFacts) -> Result<()> {
    let mut wrong = Vec::new();
    let mut compare = |what: &str, right: bool| {
        if !right {
            wrong.push(what.to_owned());
        }
    };
    if expected.sealed {
        compare("versioning is enabled", facts.versioning == "Enabled");
        compare("public access is blocked", facts.public_access_blocked);
        compare(
            "the owner owns the objects",
            facts.ownership.as_deref() == Some("BucketOwnerEnforced"),
        );
        compare("it is encrypted with a KMS key", facts.encryption == "aws:kms");
        compare("the key is named", facts.key.is_some());
        compare("the bucket key is on", facts.bucket_key);
        compare("the ACL grants nothing", !facts.granted_by_acl);
        compare("there is no website", !facts.website);
        compare("there are no CORS rules", !facts.cors);
        compare("SSE-C is refused", facts.sse_c_blocked);
        compare("the policy is the seal", facts.policy == "kfm_zone");
    }
    let is = |wish: &Option<String>, fact: &str| wish.as_ref().is_none_or(|wish| wish == fact);
    compare("object lock", expected.object_lock.is_none_or(|wish| wish == facts.object_lock));
    compare("lock rule", is(&expected.lock_rule, &facts.lock_rule));
    compare("lifecycle", rules_are(expected.lifecycle.as_deref(), &facts.lifecycle)?);
    compare("logging", is(&expected.logging, &facts.logging));
    compare("log sources", expected.log_sources.as_ref().is_none_or(|it| *it == facts.log_sources));
    compare("events", expected.events.as_ref().is_none_or(|wish| *wish == facts.events));
    compare("versioning", is(&expected.versioning, &facts.versioning));
    compare("encryption", is(&expected.encryption, &facts.encryption));
    compare("policy", is(&expected.policy, &facts.policy));
    let (marks, tags): (BTreeMap<_, _>, BTreeMap<_, _>) =
        facts.tags.clone().into_iter().partition(|(name, _)| name.starts_with("kfm:"));
    compare("tags", expected.tags.as_ref().is_none_or(|wish| *wish == tags));
    compare("marks", expected.marks.iter().all(|(name, value)| marks.get(name) == Some(value)));
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("not so: {}; the bucket is {facts:#?}", wrong.join("; "))))
}

fn rules_are(expected: Option<&[toml::Table]>, rules: &[Value]) -> Result<bool> {
    let Some(expected) = expected else { return Ok(true) };
    let expected = serde_json::to_value(expected).doing("reading the expected lifecycle")?;
    let expected = expected.as_array().cloned().unwrap_or_default();
    Ok(lifecycle::sorted(expected) == rules)
}

fn text(value: Option<&Value>) -> Result<String> {
    Ok(value.and_then(Value::as_str).doing("terraform's JSON lacks an address")?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_and_line_breaks_do_not_matter() {
        let framed = "╷\n│ Error: Cannot lock\n│ bucket\n╵\n";
        assert_eq!(plain(framed), "Error: Cannot lock bucket");
    }

    #[test]
    fn an_import_is_an_action() {
        let plan = serde_json::json!({ "resource_changes": [
            { "address": "kfm_zone.a", "change": { "actions": ["no-op"], "importing": {} } },
            { "address": "kfm_zone.b", "change": { "actions": ["no-op"] } },
        ] });
        let actions = vec!["import".to_owned(), "no-op".to_owned()];
        plans(&plan, &Changes::from([("kfm_zone.a".to_owned(), actions)])).unwrap();
    }
}
