//! Roles that were made for a zone, and that no state knows: what an apply left that did not end, or
//! a state that was lost.

use std::collections::BTreeMap;

use futures::future::join_all;

use super::model::RoleStateModel;
use super::resolve::Resolved;
use crate::cloud::{CloudErrors, Observation, Observe};
use crate::domain::access::ZoneAccess;
use crate::domain::roles::{IamPath, RoleName, policy_name};
use crate::domain::tags::{BUCKET, GRANT};
use crate::terraform::value::Value;

/// The roles under the zone's path that say by their tags that they were made for its bucket, and
/// are not among the grants.
///
/// # Errors
/// All reads that failed.
pub(super) async fn orphans(
    cloud: &dyn Observe,
    access: &ZoneAccess,
    resolved: &Resolved,
) -> Result<BTreeMap<String, RoleStateModel>, CloudErrors> {
    let path = IamPath::of_zone(&access.environment, access.kind);
    let mut under = cloud.roles_under(path.as_str()).await?;
    under.retain(|arn| resolved.grants.values().all(|one| one.grant.role() != arn));
    let policy = policy_name(access.kind, &access.bucket);
    let reads = join_all(under.iter().map(|arn| async {
        let name = RoleName::parse(arn.name()).ok()?;
        Some(cloud.role(&name, std::slice::from_ref(&policy)).await)
    }));
    let mut all = BTreeMap::new();
    for read in reads.await.into_iter().flatten() {
        let Observation::Present(role) = read? else { continue };
        if role.tags.get(BUCKET).map(String::as_str) != Some(access.bucket.as_str()) {
            continue;
        }
        let grant = role.tags.get(GRANT).cloned().unwrap_or_default();
        let name = role.arn.name().to_owned();
        let taken = resolved.grants.contains_key(&grant) || all.contains_key(&grant);
        let state = RoleStateModel {
            arn: Value::Known(role.arn.to_string()),
            name: Value::Known(name.clone()),
            path: Value::Known(role.arn.path()),
            unique_id: Value::Known(role.unique_id),
            managed: Value::Known(true),
        };
        all.insert(if taken { name } else { grant }, state);
    }
    Ok(all)
}
