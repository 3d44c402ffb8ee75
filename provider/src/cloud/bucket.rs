//! A bucket, facet by facet: the same types say what is wanted and what was observed.

use std::fmt;

use crate::domain::tags::Tags;
use crate::domain::{AccountId, BucketName, KeyArn, Region};

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
    /// Encryption under `key` with a bucket key: what a zone wants.
    pub fn under(key: &KeyArn) -> Self {
        Self { algorithm: "aws:kms".into(), key: Some(key.to_string()), bucket_key: true }
    }

    /// What every bucket has that nobody configured.
    pub fn service_default() -> Self {
        Self { algorithm: "AES256".into(), key: None, bucket_key: false }
    }
}

/// Everything about a bucket that a zone cares for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketFacets {
    /// Where it lies.
    pub region: Region,
    /// Its tags.
    pub tags: Tags,
    /// Whether Object Lock is enabled. It cannot be disabled again.
    pub object_lock: bool,
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
    /// The bucket policy, as stored.
    pub policy: Option<String>,
    /// Whether it is served as a website.
    pub website: bool,
    /// Whether it has CORS rules.
    pub cors: bool,
}

/// One version of an object, or a delete marker.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectVersion {
    /// The object's key.
    pub key: String,
    /// The version's id.
    pub version: String,
}
