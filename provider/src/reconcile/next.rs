//! What is missing first.

use super::{Desired, DesiredKey, DesiredSeal, Observed};
use crate::cloud::{
    Acl, BucketFacets, Effect, Encryption, KeyFacets, KeyState, Operation, Ownership,
    PublicAccessBlock, Versioning,
};
use crate::domain::KeyArn;
use crate::domain::policy_document::same_meaning;
use crate::domain::seal::{PolicyState, judge};

/// The next operation on the way to `desired`; `None` when it is reached.
///
/// The order closes before it opens anything: the bucket, the public-access blocks, the seal, and
/// under the seal all the rest.
pub fn next(desired: &Desired, observed: &Observed) -> Option<Operation> {
    let Some(bucket) = &observed.bucket else { return Some(create(desired)) };
    close(desired, bucket)
        .or_else(|| own_objects(desired, bucket))
        .or_else(|| key(&desired.key, observed))
        .or_else(|| encrypt(desired, observed, bucket))
        .or_else(|| side_doors(desired, bucket))
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

fn create(desired: &Desired) -> Operation {
    Operation::CreateBucket {
        bucket: desired.bucket.clone(),
        region: desired.region.clone(),
        object_lock: true,
        tags: desired.creating_tags.clone(),
    }
}

fn close(desired: &Desired, observed: &BucketFacets) -> Option<Operation> {
    let bucket = desired.bucket.clone();
    if observed.public_access_block != PublicAccessBlock::ALL {
        return Some(Operation::BlockPublicAccess { bucket });
    }
    seals(&desired.seal, observed.policy.as_deref())
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
fn own_objects(desired: &Desired, observed: &BucketFacets) -> Option<Operation> {
    let bucket = || desired.bucket.clone();
    if observed.ownership != Ownership::BucketOwnerEnforced {
        return Some(match observed.acl {
            Acl::Private => Operation::EnforceOwnership { bucket: bucket() },
            Acl::Grants(_) => Operation::ResetAcl { bucket: bucket() },
        });
    }
    (observed.versioning != Versioning::Enabled)
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

fn encrypt(desired: &Desired, observed: &Observed, bucket: &BucketFacets) -> Option<Operation> {
    let key = match &desired.key {
        DesiredKey::Given(key) => key,
        DesiredKey::Own { .. } => &observed.key.as_ref()?.arn,
    };
    (bucket.encryption != Encryption::under(key))
        .then(|| Operation::EncryptByDefault { bucket: desired.bucket.clone(), key: key.clone() })
}

fn side_doors(desired: &Desired, observed: &BucketFacets) -> Option<Operation> {
    let bucket = desired.bucket.clone();
    if observed.website {
        return Some(Operation::DeleteWebsite { bucket });
    }
    observed.cors.then_some(Operation::DeleteCors { bucket })
}

/// The tags come last: they say that the zone is finished.
fn mark(desired: &Desired, observed: &BucketFacets) -> Option<Operation> {
    (observed.tags != desired.tags).then(|| Operation::PutBucketTags {
        bucket: desired.bucket.clone(),
        tags: desired.tags.clone(),
    })
}
