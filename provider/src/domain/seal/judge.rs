//! What a stored bucket policy is to its zone.

use super::{POLICY_OWNER, ZONE_OWNER};
use crate::domain::policy_document::{same_meaning, statements};

/// What a bucket's policy is to its zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyState {
    /// There is none.
    Missing,
    /// It is this zone's seal, as wanted.
    Sealed,
    /// It is marked as this zone's seal, but says something else.
    Altered,
    /// It belongs to a `kfm_zone_policy`.
    Granted,
    /// It was written by somebody else.
    Foreign,
}

/// Judges the observed policy of a bucket against the wanted seal. `wanted` is `None` while the
/// seal is not known; then a document that carries the zone's mark counts as the seal.
pub fn judge(observed: Option<&str>, wanted: Option<&str>) -> PolicyState {
    let Some(observed) = observed else { return PolicyState::Missing };
    match owner(observed).as_deref() {
        Some(ZONE_OWNER) if wanted.is_none_or(|wanted| same_meaning(observed, wanted)) => {
            PolicyState::Sealed
        }
        Some(ZONE_OWNER) => PolicyState::Altered,
        Some(POLICY_OWNER) => PolicyState::Granted,
        _ => PolicyState::Foreign,
    }
}

fn owner(document: &str) -> Option<String> {
    let document: serde_json::Value = serde_json::from_str(document).ok()?;
    document.get("Id")?.as_str().map(str::to_owned)
}

/// Whether a policy refuses plain HTTP to everyone, on the bucket and on its objects.
pub fn refuses_plain_http(policy: Option<&str>, bucket_arn: &str) -> bool {
    let statements = statements(policy.unwrap_or_default());
    let refuses = |resource: &str| {
        statements.iter().any(|statement| {
            let has = |member: &str, value: &str| {
                statement
                    .pointer(member)
                    .and_then(serde_json::Value::as_array)
                    .is_some_and(|items| items.iter().any(|item| item.as_str() == Some(value)))
            };
            statement.get("Effect").and_then(serde_json::Value::as_str) == Some("Deny")
                && has("/Principal/AWS", "*")
                && (has("/Action", "s3:*") || has("/Action", "*"))
                && (has("/Resource", resource) || has("/Resource", "*"))
                && has("/Condition/Bool/aws:securetransport", "false")
                && statement
                    .get("Condition")
                    .and_then(|c| c.as_object())
                    .is_some_and(|c| c.len() == 1)
        })
    };
    refuses(bucket_arn) && refuses(&format!("{bucket_arn}/*"))
}
