//! What a stored bucket policy is to its zone.

use super::{POLICY_OWNER, ZONE_OWNER};
use crate::policy_document::{
    Actions, Comparison, Effect, PolicyDocument, Principal, Principals, Resources, Statement,
    same_meaning,
};

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

/// Whether a policy refuses plain HTTP to everyone, on the bucket and on its objects. One that
/// cannot be read does not surely do so.
pub fn refuses_plain_http(policy: Option<&str>, bucket_arn: &str) -> bool {
    let Ok(policy) = PolicyDocument::parse_any(policy.unwrap_or_default()) else { return false };
    let policy = policy.canonical();
    let refuses = |resource: &str| {
        policy.statements.iter().any(|statement| refuses_plain_http_on(statement, resource))
    };
    refuses(bucket_arn) && refuses(&format!("{bucket_arn}/*"))
}

/// Whether a statement in canonical form refuses plain HTTP to everyone on a resource.
fn refuses_plain_http_on(statement: &Statement, resource: &str) -> bool {
    let everyone = matches!(
        &statement.principals,
        Some(Principals::Only(named)) if named.contains(&Principal::Everyone)
    );
    let everything = matches!(
        &statement.actions,
        Actions::Only(named) if named.contains("s3:*") || named.contains("*")
    );
    let there = matches!(
        &statement.resources,
        Some(Resources::Only(named)) if named.contains(resource) || named.contains("*")
    );
    let plain = matches!(
        statement.conditions.as_slice(),
        [only] if only.operator == Comparison::Bool.into()
            && only.key == "aws:securetransport"
            && only.values.contains("false")
    );
    statement.effect == Effect::Deny && everyone && everything && there && plain
}
