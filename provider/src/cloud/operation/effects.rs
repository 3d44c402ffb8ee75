//! What a bucket and a key are after an operation: pure.

use std::collections::BTreeSet;

use super::{Effect, Operation};
use crate::cloud::{
    Acl, BucketFacets, Encryption, KeyFacets, KeyState, ObjectLock, Ownership, PublicAccessBlock,
    Versioning,
};
use crate::domain::Region;
use crate::domain::tags::Tags;

impl Operation {
    /// The bucket after this operation, given the bucket before: pure. Operations on keys,
    /// objects, roles and managed policies leave the facets alone.
    pub fn after(&self, before: Option<BucketFacets>) -> Option<BucketFacets> {
        if let Self::DeleteBucket { .. } = self {
            return None;
        }
        if let Self::CreateBucket { region, object_lock, tags, .. } = self {
            return Some(made(region, *object_lock, tags));
        }
        let mut bucket = before?;
        match self {
            Self::BlockPublicAccess { .. } => bucket.public_access_block = PublicAccessBlock::ALL,
            Self::PutBucketPolicy { policy, .. } => bucket.policy = Some(policy.clone()),
            Self::ResetAcl { .. } => bucket.acl = Acl::Private,
            Self::EnforceOwnership { .. } => bucket.ownership = Ownership::BucketOwnerEnforced,
            Self::EnableVersioning { .. } => bucket.versioning = Versioning::Enabled,
            Self::EncryptByDefault { key, .. } => {
                bucket.encryption = Encryption::wanted(key.as_ref());
                bucket.sse_c_blocked = true;
            }
            Self::PutObjectLock { rule, .. } => bucket.object_lock = ObjectLock::Enabled(*rule),
            Self::PutLifecycle { rules, .. } => bucket.lifecycle = rules.clone(),
            Self::PutAccessLog { target, .. } => bucket.access_log = target.clone(),
            Self::EnableEvents { .. } => bucket.events = true,
            Self::PutBucketTags { tags, .. } => bucket.tags = tags.clone(),
            Self::DeleteWebsite { .. } => bucket.website = false,
            Self::DeleteCors { .. } => bucket.cors = false,
            _ => {}
        }
        Some(bucket)
    }

    /// The key after this operation, given the key before: pure. All other operations leave
    /// it alone.
    pub fn key_after(&self, before: Option<KeyFacets>, effect: &Effect) -> Option<KeyFacets> {
        if let (Self::CreateKey { policy, tags, .. }, Effect::KeyMade(arn)) = (self, effect) {
            return Some(KeyFacets {
                arn: arn.clone(),
                state: KeyState::Enabled,
                rotation: false,
                policy: policy.clone(),
                tags: tags.clone(),
                alias: None,
            });
        }
        let mut key = before?;
        match self {
            Self::NameKey { alias, .. } => key.alias = Some(alias.clone()),
            Self::RotateKey { .. } => key.rotation = true,
            Self::PutKeyPolicy { policy, .. } => key.policy = policy.clone(),
            Self::CancelKeyDeletion { .. } => key.state = KeyState::Disabled,
            Self::EnableKey { .. } => key.state = KeyState::Enabled,
            Self::TagKey { tags, .. } => key.tags.extend(tags.clone()),
            Self::ScheduleKeyDeletion { .. } => key.state = KeyState::PendingDeletion,
            Self::DeleteAlias { .. } => key.alias = None,
            _ => {}
        }
        Some(key)
    }
}

/// A bucket just made. What S3 sets by itself is not counted on: the zone asks for all of it.
fn made(region: &Region, object_lock: bool, tags: &Tags) -> BucketFacets {
    BucketFacets {
        region: region.clone(),
        tags: tags.clone(),
        object_lock: if object_lock { ObjectLock::Enabled(None) } else { ObjectLock::Disabled },
        public_access_block: PublicAccessBlock::default(),
        ownership: Ownership::BucketOwnerEnforced,
        acl: Acl::Private,
        versioning: if object_lock { Versioning::Enabled } else { Versioning::Disabled },
        encryption: Encryption::service_default(),
        sse_c_blocked: false,
        policy: None,
        website: false,
        cors: false,
        lifecycle: Vec::new(),
        access_log: None,
        events: false,
        lacks: BTreeSet::new(),
    }
}
