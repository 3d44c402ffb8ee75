//! Writes as data, and their pure effect.

use std::collections::BTreeSet;
use std::fmt;

use super::bucket::{
    Acl, BucketFacets, BucketRef, Encryption, Facet, LogTarget, ObjectLock, ObjectVersion,
    Ownership, PublicAccessBlock, Versioning,
};
use super::key::{KeyFacets, KeyState};
use crate::domain::object_lifecycle::LifecycleRule;
use crate::domain::tags::Tags;
use crate::domain::{BucketNamespace, KeyArn, LockRule, Region};

/// One write. Each is a single call of one service, and safe to repeat unless it makes a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Makes a bucket: tags, ownership and Object Lock in the same call.
    CreateBucket {
        /// The bucket.
        bucket: BucketRef,
        /// Where.
        region: Region,
        /// Whether with Object Lock, which also enables versioning.
        object_lock: bool,
        /// Where its name must be unique.
        namespace: BucketNamespace,
        /// Its tags.
        tags: Tags,
    },
    /// Turns all four public-access blocks on.
    BlockPublicAccess {
        /// The bucket.
        bucket: BucketRef,
    },
    /// Replaces the bucket policy. Never asks S3 to confirm that the caller loses access.
    PutBucketPolicy {
        /// The bucket.
        bucket: BucketRef,
        /// The document.
        policy: String,
    },
    /// Takes all grants out of the ACL.
    ResetAcl {
        /// The bucket.
        bucket: BucketRef,
    },
    /// Makes the bucket's owner the owner of every object and ends the effect of ACLs.
    EnforceOwnership {
        /// The bucket.
        bucket: BucketRef,
    },
    /// Enables versioning.
    EnableVersioning {
        /// The bucket.
        bucket: BucketRef,
    },
    /// Sets default encryption, under a key with a bucket key or by S3 itself, and refuses keys
    /// that a client brings along, where the endpoint knows how to.
    EncryptByDefault {
        /// The bucket.
        bucket: BucketRef,
        /// The key.
        key: Option<KeyArn>,
    },
    /// Enables Object Lock, which nobody can take back, and sets or removes its default rule.
    PutObjectLock {
        /// The bucket.
        bucket: BucketRef,
        /// The rule.
        rule: Option<LockRule>,
    },
    /// Replaces all lifecycle rules. At least one: S3 takes no empty list.
    PutLifecycle {
        /// The bucket.
        bucket: BucketRef,
        /// The rules.
        rules: Vec<LifecycleRule>,
    },
    /// Sets where access logs go, or ends them.
    PutAccessLog {
        /// The bucket.
        bucket: BucketRef,
        /// The target.
        target: Option<LogTarget>,
    },
    /// Sends events to EventBridge too. What other destinations there are stays: the adapter
    /// reads them first, since the call replaces all.
    EnableEvents {
        /// The bucket.
        bucket: BucketRef,
    },
    /// Replaces all tags.
    PutBucketTags {
        /// The bucket.
        bucket: BucketRef,
        /// The tags.
        tags: Tags,
    },
    /// Ends serving as a website.
    DeleteWebsite {
        /// The bucket.
        bucket: BucketRef,
    },
    /// Removes the CORS rules.
    DeleteCors {
        /// The bucket.
        bucket: BucketRef,
    },
    /// Removes versions of objects and delete markers, at most 1,000.
    DeleteVersions {
        /// The bucket.
        bucket: BucketRef,
        /// Which.
        versions: Vec<ObjectVersion>,
    },
    /// Ends a multipart upload.
    AbortUpload {
        /// The bucket.
        bucket: BucketRef,
        /// The object's key.
        key: String,
        /// The upload.
        upload: String,
    },
    /// Removes an empty bucket.
    DeleteBucket {
        /// The bucket.
        bucket: BucketRef,
    },
    /// Makes a key with its policy and tags. Gives [`Effect::KeyMade`].
    CreateKey {
        /// What it is for.
        description: String,
        /// Its policy.
        policy: String,
        /// Its tags.
        tags: Tags,
    },
    /// Names a key. Moves the alias if it names another.
    NameKey {
        /// The key.
        key: KeyArn,
        /// The alias.
        alias: String,
        /// Whether the alias exists and is moved.
        moved: bool,
    },
    /// Turns yearly rotation on.
    RotateKey {
        /// The key.
        key: KeyArn,
    },
    /// Replaces a key's policy.
    PutKeyPolicy {
        /// The key.
        key: KeyArn,
        /// The document.
        policy: String,
    },
    /// Takes back a key's deletion; it is disabled afterwards.
    CancelKeyDeletion {
        /// The key.
        key: KeyArn,
    },
    /// Enables a key.
    EnableKey {
        /// The key.
        key: KeyArn,
    },
    /// Adds tags to a key.
    TagKey {
        /// The key.
        key: KeyArn,
        /// The tags.
        tags: Tags,
    },
    /// Schedules a key's deletion.
    ScheduleKeyDeletion {
        /// The key.
        key: KeyArn,
        /// After how many days, 7 to 30.
        days: u8,
    },
    /// Removes an alias.
    DeleteAlias {
        /// The alias.
        alias: String,
    },
}

/// What an operation gives back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing beyond having happened.
    Done,
    /// The key that was made.
    KeyMade(KeyArn),
}

impl Operation {
    /// The IAM action that the operation needs.
    pub const fn action(&self) -> &'static str {
        match self {
            Self::CreateBucket { .. } => "s3:CreateBucket",
            Self::BlockPublicAccess { .. } => "s3:PutBucketPublicAccessBlock",
            Self::PutBucketPolicy { .. } => "s3:PutBucketPolicy",
            Self::ResetAcl { .. } => "s3:PutBucketAcl",
            Self::EnforceOwnership { .. } => "s3:PutBucketOwnershipControls",
            Self::EnableVersioning { .. } => "s3:PutBucketVersioning",
            Self::EncryptByDefault { .. } => "s3:PutEncryptionConfiguration",
            Self::PutObjectLock { .. } => "s3:PutBucketObjectLockConfiguration",
            Self::PutLifecycle { .. } => "s3:PutLifecycleConfiguration",
            Self::PutAccessLog { .. } => "s3:PutBucketLogging",
            Self::EnableEvents { .. } => "s3:PutBucketNotification",
            Self::PutBucketTags { .. } => "s3:PutBucketTagging",
            Self::DeleteWebsite { .. } => "s3:DeleteBucketWebsite",
            Self::DeleteCors { .. } => "s3:PutBucketCORS",
            Self::DeleteVersions { .. } => "s3:DeleteObjectVersion",
            Self::AbortUpload { .. } => "s3:AbortMultipartUpload",
            Self::DeleteBucket { .. } => "s3:DeleteBucket",
            Self::CreateKey { .. } => "kms:CreateKey",
            Self::NameKey { moved: false, .. } => "kms:CreateAlias",
            Self::NameKey { moved: true, .. } => "kms:UpdateAlias",
            Self::RotateKey { .. } => "kms:EnableKeyRotation",
            Self::PutKeyPolicy { .. } => "kms:PutKeyPolicy",
            Self::CancelKeyDeletion { .. } => "kms:CancelKeyDeletion",
            Self::EnableKey { .. } => "kms:EnableKey",
            Self::TagKey { .. } => "kms:TagResource",
            Self::ScheduleKeyDeletion { .. } => "kms:ScheduleKeyDeletion",
            Self::DeleteAlias { .. } => "kms:DeleteAlias",
        }
    }

    /// The facet that the operation sets, if an endpoint may lack it.
    pub const fn facet(&self) -> Option<Facet> {
        Some(match self {
            Self::BlockPublicAccess { .. } => Facet::PublicAccessBlock,
            Self::ResetAcl { .. } => Facet::Acl,
            Self::EnforceOwnership { .. } => Facet::ObjectOwnership,
            Self::PutObjectLock { .. } => Facet::ObjectLock,
            Self::PutLifecycle { .. } => Facet::Lifecycle,
            Self::PutAccessLog { .. } => Facet::AccessLog,
            Self::EnableEvents { .. } => Facet::Events,
            Self::DeleteWebsite { .. } => Facet::Website,
            Self::DeleteCors { .. } => Facet::Cors,
            _ => return None,
        })
    }

    /// The facet without which an endpoint does not know the operation: what it sets, or what a new
    /// bucket is to be able to have.
    pub const fn asks_for(&self) -> Option<Facet> {
        match self {
            Self::CreateBucket { object_lock: true, .. } => Some(Facet::ObjectLock),
            other => other.facet(),
        }
    }

    /// What the operation is on, for messages.
    pub fn target(&self) -> &str {
        match self {
            Self::CreateBucket { bucket, .. }
            | Self::BlockPublicAccess { bucket }
            | Self::PutBucketPolicy { bucket, .. }
            | Self::ResetAcl { bucket }
            | Self::EnforceOwnership { bucket }
            | Self::EnableVersioning { bucket }
            | Self::EncryptByDefault { bucket, .. }
            | Self::PutObjectLock { bucket, .. }
            | Self::PutLifecycle { bucket, .. }
            | Self::PutAccessLog { bucket, .. }
            | Self::EnableEvents { bucket }
            | Self::PutBucketTags { bucket, .. }
            | Self::DeleteWebsite { bucket }
            | Self::DeleteCors { bucket }
            | Self::DeleteVersions { bucket, .. }
            | Self::AbortUpload { bucket, .. }
            | Self::DeleteBucket { bucket } => bucket.name.as_str(),
            Self::CreateKey { description, .. } => description,
            Self::NameKey { alias, .. } | Self::DeleteAlias { alias } => alias,
            Self::RotateKey { key }
            | Self::PutKeyPolicy { key, .. }
            | Self::CancelKeyDeletion { key }
            | Self::EnableKey { key }
            | Self::TagKey { key, .. }
            | Self::ScheduleKeyDeletion { key, .. } => key.as_str(),
        }
    }

    /// The bucket that the operation is on, if it is on one.
    pub const fn bucket(&self) -> Option<&BucketRef> {
        match self {
            Self::CreateBucket { bucket, .. }
            | Self::BlockPublicAccess { bucket }
            | Self::PutBucketPolicy { bucket, .. }
            | Self::ResetAcl { bucket }
            | Self::EnforceOwnership { bucket }
            | Self::EnableVersioning { bucket }
            | Self::EncryptByDefault { bucket, .. }
            | Self::PutObjectLock { bucket, .. }
            | Self::PutLifecycle { bucket, .. }
            | Self::PutAccessLog { bucket, .. }
            | Self::EnableEvents { bucket }
            | Self::PutBucketTags { bucket, .. }
            | Self::DeleteWebsite { bucket }
            | Self::DeleteCors { bucket }
            | Self::DeleteVersions { bucket, .. }
            | Self::AbortUpload { bucket, .. }
            | Self::DeleteBucket { bucket } => Some(bucket),
            _ => None,
        }
    }

    /// The existing key that the operation is on, if it names one.
    pub const fn key(&self) -> Option<&KeyArn> {
        match self {
            Self::NameKey { key, .. }
            | Self::RotateKey { key }
            | Self::PutKeyPolicy { key, .. }
            | Self::CancelKeyDeletion { key }
            | Self::EnableKey { key }
            | Self::TagKey { key, .. }
            | Self::ScheduleKeyDeletion { key, .. } => Some(key),
            _ => None,
        }
    }

    /// The bucket after this operation, given the bucket before: pure. Operations on keys and on
    /// objects leave the facets alone.
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

    /// The key after this operation, given the key before: pure. Operations on buckets leave it
    /// alone.
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

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}", self.action(), self.target())
    }
}
