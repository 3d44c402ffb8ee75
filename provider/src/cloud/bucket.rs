//! A bucket, facet by facet: the same types say what is wanted and what was observed.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::object_lifecycle::LifecycleRule;
use crate::domain::tags::Tags;
use crate::domain::{AccountId, BucketName, KeyArn, LockMode, LockRule, Region};

/// A bucket and whose it must be. Every call that can names the owner, so that a bucket of the
/// same name in another account is refused by the service.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BucketRef {
    /// The bucket.
    pub name: BucketName,
    /// The account that must own it.
    pub owner: AccountId,
}

impl fmt::Display for BucketRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)
    }
}

/// The versioning of a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Versioning {
    /// Never enabled.
    Disabled,
    /// Every write keeps what was there.
    Enabled,
    /// Enabled once, but writes overwrite now.
    Suspended,
}

impl Versioning {
    /// The word that S3 uses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Disabled => "Disabled",
            Self::Enabled => "Enabled",
            Self::Suspended => "Suspended",
        }
    }
}

/// The four public-access blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PublicAccessBlock {
    /// New public ACLs are refused.
    pub block_public_acls: bool,
    /// Public ACLs have no effect.
    pub ignore_public_acls: bool,
    /// Public policies are refused.
    pub block_public_policy: bool,
    /// Public policies have no effect for other accounts.
    pub restrict_public_buckets: bool,
}

impl PublicAccessBlock {
    /// All four on.
    pub const ALL: Self = Self {
        block_public_acls: true,
        ignore_public_acls: true,
        block_public_policy: true,
        restrict_public_buckets: true,
    };

    /// The names of those that are off.
    pub fn off(self) -> Vec<&'static str> {
        [
            (self.block_public_acls, "BlockPublicAcls"),
            (self.ignore_public_acls, "IgnorePublicAcls"),
            (self.block_public_policy, "BlockPublicPolicy"),
            (self.restrict_public_buckets, "RestrictPublicBuckets"),
        ]
        .into_iter()
        .filter_map(|(on, name)| (!on).then_some(name))
        .collect()
    }
}

/// Who owns objects, and whether ACLs have any effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// The bucket's owner; ACLs have no effect.
    BucketOwnerEnforced,
    /// Another rule, or none: ACLs have effect.
    Other(String),
}

impl Ownership {
    /// The word that S3 uses.
    pub fn as_str(&self) -> &str {
        match self {
            Self::BucketOwnerEnforced => "BucketOwnerEnforced",
            Self::Other(rule) => rule,
        }
    }
}

/// The bucket's access control list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Acl {
    /// Only the owner has access.
    Private,
    /// Others have: who and what, in words.
    Grants(Vec<String>),
}

/// Object Lock of a bucket. It cannot be disabled again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectLock {
    /// Never enabled.
    Disabled,
    /// Enabled, with the rule that locks new versions, if there is one. A rule in years reads as
    /// 365 days each.
    Enabled(Option<LockRule>),
}

impl ObjectLock {
    /// Whether it is enabled.
    pub const fn is_enabled(self) -> bool {
        matches!(self, Self::Enabled(_))
    }

    /// The rule that locks new versions.
    pub const fn rule(self) -> Option<LockRule> {
        match self {
            Self::Disabled => None,
            Self::Enabled(rule) => rule,
        }
    }
}

/// Where S3 delivers a bucket's access logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogTarget {
    /// The bucket.
    pub bucket: String,
    /// What the keys of the logs begin with.
    pub prefix: String,
}

impl fmt::Display for LogTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}/{}", self.bucket, self.prefix)
    }
}

/// The default encryption of new objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encryption {
    /// `AES256`, `aws:kms` or `aws:kms:dsse`.
    pub algorithm: String,
    /// The key, as the bucket names it: an ARN, an id or an alias.
    pub key: Option<String>,
    /// Whether S3 keeps a bucket key, which saves KMS calls.
    pub bucket_key: bool,
}

impl Encryption {
    /// What a zone wants: under `key` with a bucket key, or without a key by S3 itself.
    pub fn wanted(key: Option<&KeyArn>) -> Self {
        match key {
            Some(key) => {
                Self { algorithm: "aws:kms".into(), key: Some(key.to_string()), bucket_key: true }
            }
            None => Self::service_default(),
        }
    }

    /// What every bucket has that nobody configured.
    pub fn service_default() -> Self {
        Self { algorithm: "AES256".into(), key: None, bucket_key: false }
    }
}

/// A facet that an S3-compatible endpoint may lack without the zone being open: it is left out
/// and said to be. What a zone cannot do without (policy, versioning, encryption, tags) is not
/// among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Facet {
    /// Object Lock.
    ObjectLock,
    /// The public-access blocks.
    PublicAccessBlock,
    /// Object ownership.
    ObjectOwnership,
    /// The access control list.
    Acl,
    /// Refusing keys that a client brings along.
    SseC,
    /// Lifecycle rules.
    Lifecycle,
    /// Server access logs.
    AccessLog,
    /// Events to EventBridge.
    Events,
    /// Serving as a website.
    Website,
    /// CORS rules.
    Cors,
}

impl Facet {
    /// Every facet.
    pub const ALL: [Self; 10] = [
        Self::ObjectLock,
        Self::PublicAccessBlock,
        Self::ObjectOwnership,
        Self::Acl,
        Self::SseC,
        Self::Lifecycle,
        Self::AccessLog,
        Self::Events,
        Self::Website,
        Self::Cors,
    ];

    /// The name of the control in state.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ObjectLock => "object_lock",
            Self::PublicAccessBlock => "public_access_block",
            Self::ObjectOwnership => "object_ownership",
            Self::Acl => "acl",
            Self::SseC => "sse_c",
            Self::Lifecycle => "lifecycle",
            Self::AccessLog => "access_log",
            Self::Events => "events",
            Self::Website => "website",
            Self::Cors => "cors",
        }
    }
}

impl fmt::Display for Facet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Everything about a bucket that a zone cares for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketFacets {
    /// Where it lies.
    pub region: Region,
    /// Its tags.
    pub tags: Tags,
    /// Object Lock.
    pub object_lock: ObjectLock,
    /// The public-access blocks.
    pub public_access_block: PublicAccessBlock,
    /// Object ownership.
    pub ownership: Ownership,
    /// The access control list.
    pub acl: Acl,
    /// Versioning.
    pub versioning: Versioning,
    /// Default encryption.
    pub encryption: Encryption,
    /// Whether keys that a client brings along (SSE-C) are refused.
    pub sse_c_blocked: bool,
    /// The bucket policy, as stored.
    pub policy: Option<String>,
    /// Whether it is served as a website.
    pub website: bool,
    /// Whether it has CORS rules.
    pub cors: bool,
    /// Its lifecycle rules.
    pub lifecycle: Vec<LifecycleRule>,
    /// Where its access logs go.
    pub access_log: Option<LogTarget>,
    /// Whether its events go to EventBridge.
    pub events: bool,
    /// What the endpoint does not offer; the value of such a facet means nothing.
    pub lacks: BTreeSet<Facet>,
}

impl BucketFacets {
    /// The IAM actions that a read of all facets needs.
    pub const READS: [&'static str; 14] = [
        "s3:GetBucketLocation",
        "s3:GetBucketTagging",
        "s3:GetBucketObjectLockConfiguration",
        "s3:GetBucketPublicAccessBlock",
        "s3:GetBucketOwnershipControls",
        "s3:GetBucketAcl",
        "s3:GetBucketVersioning",
        "s3:GetEncryptionConfiguration",
        "s3:GetBucketPolicy",
        "s3:GetBucketWebsite",
        "s3:GetBucketCORS",
        "s3:GetLifecycleConfiguration",
        "s3:GetBucketLogging",
        "s3:GetBucketNotification",
    ];
}

/// One version of an object, or a delete marker.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectVersion {
    /// The object's key.
    pub key: String,
    /// The version's id.
    pub version: String,
}

/// What keeps a version of an object from being removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VersionLock {
    /// Until when, and who could shorten it.
    pub retention: Option<(LockMode, jiff::Timestamp)>,
    /// Whether a legal hold is on it, which has no end of its own.
    pub legal_hold: bool,
}

impl VersionLock {
    /// Whether it cannot be removed at `now`.
    pub fn holds(self, now: jiff::Timestamp) -> bool {
        self.legal_hold || self.retention.is_some_and(|(_, until)| until > now)
    }
}
