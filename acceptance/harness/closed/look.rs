//! What lies in the zones at the end, seen by the account's root.

use std::collections::BTreeMap;

use super::rounds::Arena;
use super::stack::Zone;
use super::tally::Tally;
use crate::error::{Context, Result};
use crate::objects;

/// Notes whatever is there, or is not, though no act that was admitted made it so.
///
/// # Errors
/// It cannot be looked at.
pub(super) async fn nothing_else_happened(
    arena: &Arena<'_>,
    zones: &[Zone],
    tally: &mut Tally,
) -> Result<()> {
    for zone in zones {
        let listed = objects::list(arena.root, &zone.bucket).await?;
        let versions = listed.versions().iter().map(|one| one.key());
        let mut found = BTreeMap::<String, usize>::new();
        for key in versions.chain(listed.delete_markers().iter().map(|one| one.key())) {
            *found.entry(key.doing("a version without a key")?.to_owned()).or_default() += 1;
        }
        found.retain(|key, _| !tally.is_touched(&zone.bucket, key));
        let laid = arena.ground.keys(&zone.bucket);
        for (key, number) in &found {
            if laid.get(key) != Some(number) {
                tally.differ(format!("{}: `{key}` has {number} versions", zone.name));
            }
        }
        for key in laid.keys().filter(|key| !found.contains_key(*key)) {
            tally.differ(format!("{}: `{key}` is gone", zone.name));
        }
        let policy = arena.root.s3.get_bucket_policy().bucket(&zone.bucket).send().await;
        let policy = policy.doing("reading a policy")?.policy;
        if policy.as_deref() != Some(zone.policy.as_str()) {
            tally.differ(format!("{}: the policy is another one: {policy:?}", zone.name));
        }
    }
    Ok(())
}
