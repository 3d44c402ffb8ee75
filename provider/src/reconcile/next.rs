//! What is missing first.

use super::{Desired, DesiredKey, DesiredLock, DesiredSeal, Observed};
use crate::cloud::{
    Acl, BucketFacets, Effect, Encryption, Facet, KeyFacets, KeyState, ObjectLock, Operation,
    Ownership, PublicAccessBlock, Versioning,
};
use crate::domain::KeyArn;
use crate::domain::object_lifecycle::meaning;
use crate::domain::policy_document::same_meaning;
use crate::domain::seal::{PolicyState, judge};
use crate::domain::tags::system_tags;

/// The next operation on the way to `desired`; `None` when it is reached.
///
/// The order closes before it opens anything: the bucket, the public-access blocks, the seal, and
/// under the seal all the rest.
pub fn next(desired: &Desired, observed: &Observed) -> Option<Operation> {
    let Some(bucket) = &observed.bucket else { return Some(create(desired, observed)) };
    close(desired, observed, bucket)
        .or_else(|| own_objects(desired, observed, bucket))
        .or_else(|| key(&desired.key, observed))
        .or_else(|| encrypt(desired, observed, bucket))
        .or_else(|| keep(desired, observed, bucket))
        .or_else(|| tell(desired, observed, bucket))
        .or_else(|| side_doors(desired, observed, bucket))
        .or_else(|| mark(desired, bucket))
}

/// Every operation that is left, in order. The ARN of a key that is still to be made is not known
/// and stands as a placeholder: for counting and naming, not for carrying out.
#[must_use]
pub fn remaining(desired: &Desired, observed: &Observed) -> Vec<Operation> {
    // INVARIANT: each operation makes one difference vanish, and there are fewer than this many.
    const MOST: usize = 64;
    let mut observed = observed.clone();
    let mut operations = Vec::new();
    while let Some(operation) = next(desired, &observed) {
        if operations.len() == MOST {
            break;
        }
        let effect = match &operation {
            Operation::CreateKey { .. } => placeholder().map_or(Effect::Done, Effect::KeyMade),
            _ => Effect::Done,
        };
        observed.apply(&operation, &effect);
        operations.push(operation);
    }
    operations
}

fn placeholder() -> Option<KeyArn> {
    KeyArn::parse("arn:aws:kms:us-east-1:000000000000:key/known-after-apply").ok()
}

impl Observed {
    /// What is observed after `operation` has had `effect`: pure.
    pub fn apply(&mut self, operation: &Operation, effect: &Effect) {
        self.bucket = operation.after(self.bucket.take());
        self.key = operation.key_after(self.key.take(), effect);
        if let Operation::NameKey { .. } = operation {
            self.alias_taken = false;
        }
    }
}

fn create(desired: &Desired, observed: &Observed) -> Operation {
    Operation::CreateBucket {
        bucket: desired.bucket.clone(),
        region: desired.region.clone(),
        object_lock: desired.lock != DesiredLock::Never && observed.offers(Facet::ObjectLock),
        namespace: desired.namespace,
        tags: desired.creating_tags.clone(),
    }
}

fn close(desired: &Desired, observed: &Observed, found: &BucketFacets) -> Option<Operation> {
    let bucket = desired.bucket.clone();
    let blocked = found.public_access_block == PublicAccessBlock::ALL;
    if !blocked && observed.offers(Facet::PublicAccessBlock) {
        return Some(Operation::BlockPublicAccess { bucket });
    }
    seals(&desired.seal, found.policy.as_deref())
        .then(|| Operation::PutBucketPolicy { bucket, policy: desired.seal.document.clone() })
}

/// Whether the seal is put over what is there. A policy that a `kfm_zone_policy` owns is left
/// alone: granting is no drift of the zone.
pub(super) fn seals(seal: &DesiredSeal, observed: Option<&str>) -> bool {
    match judge(observed, Some(&seal.document)) {
        PolicyState::Sealed | PolicyState::Granted => false,
        PolicyState::Altered => true,
        PolicyState::Missing | PolicyState::Foreign => seal.owned,
    }
}

/// S3 refuses to end ACLs while the bucket's own ACL gives access to others, and refuses to change
/// an ACL once they are ended: the ACL comes first.
///
/// Source: AWS "Controlling ownership of objects and disabling ACLs for your bucket".
fn own_objects(desired: &Desired, observed: &Observed, found: &BucketFacets) -> Option<Operation> {
    let bucket = || desired.bucket.clone();
    let enforced = found.ownership == Ownership::BucketOwnerEnforced;
    if !enforced && found.acl != Acl::Private && observed.offers(Facet::Acl) {
        return Some(Operation::ResetAcl { bucket: bucket() });
    }
    if !enforced && observed.offers(Facet::ObjectOwnership) {
        return Some(Operation::EnforceOwnership { bucket: bucket() });
    }
    (found.versioning != Versioning::Enabled)
        .then(|| Operation::EnableVersioning { bucket: bucket() })
}

fn key(desired: &DesiredKey, observed: &Observed) -> Option<Operation> {
    let DesiredKey::Own { description, alias, policy, tags } = desired else { return None };
    let Some(found) = &observed.key else {
        return Some(Operation::CreateKey {
            description: description.clone(),
            policy: policy.clone(),
            tags: tags.clone(),
        });
    };
    let key = || found.arn.clone();
    match found.state {
        KeyState::PendingDeletion => return Some(Operation::CancelKeyDeletion { key: key() }),
        KeyState::Disabled => return Some(Operation::EnableKey { key: key() }),
        KeyState::Enabled | KeyState::Other => {}
    }
    if found.alias.as_deref() != Some(alias) {
        let moved = observed.alias_taken;
        return Some(Operation::NameKey { key: key(), alias: alias.clone(), moved });
    }
    tend_key(found, policy, tags)
}

fn tend_key(
    found: &KeyFacets,
    policy: &str,
    tags: &crate::domain::tags::Tags,
) -> Option<Operation> {
    let key = || found.arn.clone();
    if !same_meaning(&found.policy, policy) {
        return Some(Operation::PutKeyPolicy { key: key(), policy: policy.to_owned() });
    }
    if !found.rotation {
        return Some(Operation::RotateKey { key: key() });
    }
    let tagged = tags.iter().all(|(name, value)| found.tags.get(name) == Some(value));
    (!tagged).then(|| Operation::TagKey { key: key(), tags: tags.clone() })
}

fn encrypt(desired: &Desired, observed: &Observed, found: &BucketFacets) -> Option<Operation> {
    let key = match &desired.key {
        DesiredKey::Given(key) => Some(key),
        DesiredKey::Own { .. } => Some(&observed.key.as_ref()?.arn),
        DesiredKey::Service => None,
    };
    let open = !found.sse_c_blocked && observed.offers(Facet::SseC);
    (open || found.encryption != Encryption::wanted(key))
        .then(|| Operation::EncryptByDefault { bucket: desired.bucket.clone(), key: key.cloned() })
}

/// What is kept, and until when. Versioning is enabled by now, which Object Lock needs.
fn keep(desired: &Desired, observed: &Observed, found: &BucketFacets) -> Option<Operation> {
    let bucket = desired.bucket.clone();
    if let DesiredLock::Rule(rule) = desired.lock
        && found.object_lock != ObjectLock::Enabled(Some(rule))
    {
        return Some(Operation::PutObjectLock { bucket, rule: Some(rule) });
    }
    let differ = meaning(&found.lifecycle) != meaning(&desired.lifecycle);
    (differ && observed.offers(Facet::Lifecycle)).then(|| {
        let rules = desired.lifecycle.clone();
        Operation::PutLifecycle { bucket, rules }
    })
}

/// Who hears of what happens in the bucket.
fn tell(desired: &Desired, observed: &Observed, found: &BucketFacets) -> Option<Operation> {
    let bucket = desired.bucket.clone();
    if found.access_log != desired.access_log && observed.offers(Facet::AccessLog) {
        return Some(Operation::PutAccessLog { bucket, target: desired.access_log.clone() });
    }
    (desired.events && !found.events && observed.offers(Facet::Events))
        .then_some(Operation::EnableEvents { bucket })
}

fn side_doors(desired: &Desired, observed: &Observed, found: &BucketFacets) -> Option<Operation> {
    let bucket = desired.bucket.clone();
    if found.website && observed.offers(Facet::Website) {
        return Some(Operation::DeleteWebsite { bucket });
    }
    (found.cors && observed.offers(Facet::Cors)).then_some(Operation::DeleteCors { bucket })
}

/// The tags come last: they say that the zone is finished. Those of AWS itself (`aws:`) stay: S3
/// refuses a request that would remove them.
///
/// Source: S3 API "PutBucketTagging": system tags cannot be removed by a requester.
fn mark(desired: &Desired, observed: &BucketFacets) -> Option<Operation> {
    let mut tags = system_tags(&observed.tags);
    tags.extend(desired.tags.clone());
    (observed.tags != tags)
        .then(|| Operation::PutBucketTags { bucket: desired.bucket.clone(), tags })
}
