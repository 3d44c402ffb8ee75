//! How far a world is from a desired zone.

use std::collections::BTreeMap;

use kfm_provider::cloud::{
    Acl, BucketFacets, Encryption, Facet, KeyFacets, KeyState, ObjectLock, Ownership,
    PublicAccessBlock, Versioning,
};
use kfm_provider::domain::object_lifecycle::meaning;
use kfm_provider::domain::policy_document::same_meaning;
use kfm_provider::domain::seal::{PolicyState, judge};
use kfm_provider::domain::tags::Tags;
use kfm_provider::reconcile::{Desired, DesiredKey, DesiredLock, Observed};

/// Operations that are left, by facet.
pub(crate) type Distances = BTreeMap<&'static str, u32>;

/// How far each facet is from what is desired, in operations, written without looking at how they
/// are found.
pub(crate) fn distances(desired: &Desired, observed: &Observed) -> Distances {
    let mut distances = match &observed.bucket {
        Some(bucket) => bucket_distances(desired, observed, bucket),
        None => BTreeMap::from([("bucket", 1), ("blocks", 1), ("policy", 1), ("tags", 1)]),
    };
    let (key, exists) = match &desired.key {
        DesiredKey::Service => (None, true),
        DesiredKey::Given(key) => (Some(key), true),
        DesiredKey::Own { alias, policy, tags, .. } => {
            distances.extend(key_distances(alias, policy, tags, observed.key.as_ref()));
            (observed.key.as_ref().map(|key| &key.arn), observed.key.is_some())
        }
    };
    let done = observed.bucket.as_ref().is_some_and(|bucket| {
        bucket.encryption == Encryption::wanted(key)
            && (bucket.sse_c_blocked || !observed.offers(Facet::SseC))
    });
    distances.insert("encryption", u32::from(!(done && exists)));
    distances
}

fn bucket_distances(desired: &Desired, observed: &Observed, bucket: &BucketFacets) -> Distances {
    let one = |facet, differs: bool| u32::from(differs && observed.offers(facet));
    let policy = match judge(bucket.policy.as_deref(), Some(&desired.seal.document)) {
        PolicyState::Sealed | PolicyState::Granted => false,
        PolicyState::Altered => true,
        PolicyState::Missing | PolicyState::Foreign => desired.seal.owned,
    };
    let acls = bucket.ownership != Ownership::BucketOwnerEnforced;
    let lock = match desired.lock {
        DesiredLock::Never | DesiredLock::Kept => false,
        DesiredLock::Rule(rule) => bucket.object_lock != ObjectLock::Enabled(Some(rule)),
    };
    let lifecycle = meaning(&bucket.lifecycle) != meaning(&desired.lifecycle);
    let blocks = bucket.public_access_block != PublicAccessBlock::ALL;
    BTreeMap::from([
        ("blocks", one(Facet::PublicAccessBlock, blocks)),
        ("policy", u32::from(policy)),
        ("acl", one(Facet::Acl, acls && bucket.acl != Acl::Private)),
        ("ownership", one(Facet::ObjectOwnership, acls)),
        ("versioning", u32::from(bucket.versioning != Versioning::Enabled)),
        ("lock", u32::from(lock)),
        ("lifecycle", one(Facet::Lifecycle, lifecycle)),
        ("access log", one(Facet::AccessLog, bucket.access_log != desired.access_log)),
        ("events", one(Facet::Events, desired.events && !bucket.events)),
        ("website", one(Facet::Website, bucket.website)),
        ("cors", one(Facet::Cors, bucket.cors)),
        ("tags", u32::from(bucket.tags != desired.tags)),
    ])
}

fn key_distances(alias: &str, policy: &str, tags: &Tags, key: Option<&KeyFacets>) -> Distances {
    let Some(key) = key else {
        return BTreeMap::from([("key", 1), ("alias", 1), ("rotation", 1)]);
    };
    let state = match key.state {
        KeyState::PendingDeletion => 2,
        KeyState::Disabled => 1,
        KeyState::Enabled | KeyState::Other => 0,
    };
    let tagged = tags.iter().all(|(name, value)| key.tags.get(name) == Some(value));
    BTreeMap::from([
        ("key state", state),
        ("alias", u32::from(key.alias.as_deref() != Some(alias))),
        ("key policy", u32::from(!same_meaning(&key.policy, policy))),
        ("rotation", u32::from(!key.rotation)),
        ("key tags", u32::from(!tagged)),
    ])
}

pub(crate) fn sum(distances: &Distances) -> u32 {
    distances.values().sum()
}
