//! What is asked, from the configuration: every rule that it breaks, all at once.

use std::collections::BTreeSet;

use super::model::AccessModel;
use crate::configure::parse::{invalid, parsed};
use crate::domain::iam_actions::{self, Action};
use crate::domain::inquiry::USUAL_ACTIONS;
use crate::domain::names::NameError;
use crate::domain::{BucketName, PrincipalArn};
use crate::terraform::diag::{AttributePath, Diags};
use crate::terraform::model::Set;
use crate::terraform::value::Value;

/// How long a key may be, in bytes.
///
/// Source: Amazon S3 User Guide, "Naming Amazon S3 objects" (2026-11).
const LONGEST_KEY: usize = 1024;

/// What is asked.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) bucket: BucketName,
    pub(super) principals: Vec<PrincipalArn>,
    pub(super) actions: Vec<&'static Action>,
    /// `None`: the usual ones.
    pub(super) keys: Option<BTreeSet<String>>,
}

/// What is asked; `None` while the bucket is not known or not acceptable.
pub(super) fn asked(config: &AccessModel, diags: &mut Diags) -> Option<Asked> {
    let bucket = parsed(&config.bucket, at("bucket"), BucketName::parse, diags);
    let principals = config.principals.known().cloned().unwrap_or_default();
    let principals = members(&principals, "principals", principal, diags);
    let actions = match &config.actions {
        Value::Known(set) => some(set, "actions", action, diags),
        Value::Null => USUAL_ACTIONS.iter().filter_map(|name| iam_actions::find(name)).collect(),
        Value::Unknown => Vec::new(),
    };
    let keys = config.keys.known().map(|set| some(set, "keys", key, diags).into_iter().collect());
    Some(Asked { bucket: bucket.into_known()?, principals, actions, keys })
}

fn at(name: &str) -> AttributePath {
    AttributePath::attribute(name)
}

/// The members of a set that holds some.
fn some<T>(
    set: &Set<String>,
    name: &'static str,
    parse: fn(&str) -> Result<T, NameError>,
    diags: &mut Diags,
) -> Vec<T> {
    if set.0.is_empty() {
        let rule = "has no members, so nothing would be asked: leave it out for the usual ones";
        diags.push(invalid(at(name), &NameError::new("set", name, rule)));
    }
    members(set, name, parse, diags)
}

fn members<T>(
    set: &Set<String>,
    name: &'static str,
    parse: fn(&str) -> Result<T, NameError>,
    diags: &mut Diags,
) -> Vec<T> {
    let each = set.0.iter();
    each.filter_map(|one| parsed(one, at(name), parse, diags).into_known()).collect()
}

fn principal(arn: &str) -> Result<PrincipalArn, NameError> {
    let principal = PrincipalArn::parse(arn)?;
    if principal.is_pattern() {
        let rule = "is a pattern: ask about each principal by its ARN";
        return Err(NameError::new("principal", arn, rule));
    }
    Ok(principal)
}

fn action(name: &str) -> Result<&'static Action, NameError> {
    let fail = |rule| Err(NameError::new("action", name, rule));
    match iam_actions::find(name) {
        Some(action) if action.on_bucket() || action.on_object() => Ok(action),
        Some(_) => fail("is asked neither of a bucket nor of an object"),
        None => fail("is no action of S3: give one by its name, as `s3:GetObject`"),
    }
}

fn key(text: &str) -> Result<String, NameError> {
    if (1..=LONGEST_KEY).contains(&text.len()) {
        return Ok(text.to_owned());
    }
    let rule = format!("is no key of an object: it has {} bytes, and 1 to 1024 fit", text.len());
    Err(NameError::new("key", text, rule))
}
