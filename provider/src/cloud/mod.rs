//! The port: what any honest cloud can do, in plain data.
//!
//! [`Observe`] reads, [`Mutate`] also writes. A write is an [`Operation`], a value: what wraps an
//! adapter (tracing, faults, counting) is one function, and the pure effect of an operation
//! ([`Operation::after`]) serves the in-memory cloud and the reconciler alike.

pub mod aws;
pub mod bucket;
#[cfg(feature = "testkit")]
pub mod conformance;
pub mod error;
#[cfg(feature = "testkit")]
pub mod faulty;
pub mod identity;
pub mod key;
#[cfg(feature = "testkit")]
pub mod memory;
pub mod object;
pub mod operation;
pub mod role;
pub mod settings;
pub mod traced;

use std::fmt::Debug;

use async_trait::async_trait;

pub use bucket::{
    Acl, BucketFacets, BucketRef, Encryption, Facet, LogTarget, ObjectLock, ObjectVersion,
    Ownership, PublicAccessBlock, VersionLock, Versioning,
};
pub use error::{CloudError, CloudErrorKind, CloudErrors};
pub use identity::Caller;
pub use key::{KeyFacets, KeyState};
pub use object::{ObjectContent, StoredObject};
pub use operation::{Effect, Operation};
pub use role::{ManagedPolicyFacets, RoleFacets};
pub use settings::{AssumeRole, CloudSettings, RetryMode};

use crate::domain::promotion::contract::storage::{Intake, ObjectId, Observed};
use crate::domain::roles::RoleName;
use crate::domain::tags::Tags;
use crate::domain::{AccountId, KeyArn, PrincipalArn, Region};

/// What a read found. Only an authoritative answer is `Absent`; a refusal is an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Observation<T> {
    /// It exists.
    Present(T),
    /// It does not exist: the service said so by code.
    Absent,
}

impl<T> Observation<T> {
    /// The value where it exists.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Present(value) => Some(value),
            Self::Absent => None,
        }
    }
}

impl<T> From<Option<T>> for Observation<T> {
    fn from(found: Option<T>) -> Self {
        found.map_or(Self::Absent, Self::Present)
    }
}

/// The reads.
#[async_trait]
pub trait Observe: Debug + Send + Sync {
    /// The region of the calls.
    ///
    /// # Errors
    /// There is none: neither in the settings, nor in environment or profile.
    async fn region(&self) -> Result<Region, CloudError>;

    /// Who calls.
    ///
    /// # Errors
    /// No credentials, or they are not valid.
    async fn caller(&self) -> Result<Caller, CloudError>;

    /// The full ARN, with its path, of the role or user whose ARN may lack it.
    ///
    /// # Errors
    /// The read failed. `Absent` means that IAM does not know the principal.
    async fn principal(&self, arn: &PrincipalArn) -> Result<Observation<PrincipalArn>, CloudError>;

    /// The tags of a bucket: the cheapest proof of its existence.
    ///
    /// # Errors
    /// The read failed; a bucket of another account answers [`CloudErrorKind::Denied`].
    async fn bucket_tags(&self, bucket: &BucketRef) -> Result<Observation<Tags>, CloudError>;

    /// Where a bucket lies.
    ///
    /// # Errors
    /// The read failed; a bucket of another account answers [`CloudErrorKind::Denied`].
    async fn bucket_region(&self, bucket: &BucketRef) -> Result<Observation<Region>, CloudError>;

    /// The policy of a bucket; `Present(None)` where the bucket has none.
    ///
    /// # Errors
    /// The read failed; a bucket of another account answers [`CloudErrorKind::Denied`].
    async fn bucket_policy(
        &self,
        bucket: &BucketRef,
    ) -> Result<Observation<Option<String>>, CloudError>;

    /// Every facet of a bucket, read concurrently.
    ///
    /// # Errors
    /// All reads that failed, so that all missing permissions are named at once.
    async fn bucket(&self, bucket: &BucketRef) -> Result<Observation<BucketFacets>, CloudErrors>;

    /// At most `limit` versions and delete markers of a bucket's objects; empty where there are
    /// none.
    ///
    /// # Errors
    /// The read failed.
    async fn object_versions(
        &self,
        bucket: &BucketRef,
        limit: u16,
    ) -> Result<Vec<ObjectVersion>, CloudError>;

    /// What keeps a version of an object from being removed. A delete marker has nothing.
    ///
    /// # Errors
    /// The read failed, or there is no such version.
    async fn version_lock(
        &self,
        bucket: &BucketRef,
        version: &ObjectVersion,
    ) -> Result<VersionLock, CloudErrors>;

    /// Unfinished multipart uploads of a bucket, as key and upload id.
    ///
    /// # Errors
    /// The read failed.
    async fn uploads(&self, bucket: &BucketRef) -> Result<Vec<(String, String)>, CloudError>;

    /// The objects of a bucket whose keys begin with `prefix`, in the order of their keys: their
    /// current versions; empty where there are none.
    ///
    /// # Errors
    /// The read failed, or there are more than [`StoredObject::MOST`]
    /// ([`CloudErrorKind::TooMany`]).
    async fn objects(
        &self,
        bucket: &BucketRef,
        prefix: &str,
    ) -> Result<Vec<StoredObject>, CloudError>;

    /// Reads an object, or one version of it, whole into `intake`, which says how much is taken.
    /// Where only its digest is wanted, the service may vouch for that in place of the bytes.
    /// `owner` is the account that must own the bucket; without one, what is read is told by its
    /// digest alone.
    ///
    /// # Errors
    /// The read failed: never [`Observed::Unreadable`]. [`Observed::Missing`] means that the service
    /// said by code that there is no such object, version or bucket. A bucket of another account
    /// than `owner` answers [`CloudErrorKind::Denied`].
    async fn object(
        &self,
        object: &ObjectId,
        owner: Option<&AccountId>,
        intake: Intake,
    ) -> Result<Observed, CloudError>;

    /// Whether there is an object of exactly that key, of whatever content. `owner` is the account
    /// that must own the bucket.
    ///
    /// # Errors
    /// The read failed, also because there is no such bucket: a switch in no place is no switch. A
    /// bucket of another account than `owner` answers [`CloudErrorKind::Denied`].
    async fn object_exists(
        &self,
        object: &ObjectId,
        owner: Option<&AccountId>,
    ) -> Result<bool, CloudError>;

    /// The key behind an alias.
    ///
    /// # Errors
    /// All reads that failed.
    async fn key_by_alias(&self, alias: &str) -> Result<Observation<KeyFacets>, CloudErrors>;

    /// A key by its ARN.
    ///
    /// # Errors
    /// All reads that failed.
    async fn key(&self, arn: &KeyArn) -> Result<Observation<KeyFacets>, CloudErrors>;

    /// The keys of the caller's account and region that carry `tags` and no alias: what a create
    /// left behind that ended between making a key and naming it.
    ///
    /// # Errors
    /// The read failed.
    async fn unnamed_keys(&self, tags: &Tags) -> Result<Vec<KeyArn>, CloudError>;

    /// A role of the caller's account, with its policies. `expected` are the names of inline policies
    /// that are likely there: they are asked for at once rather than after the list of names. Of
    /// those that other zones keep, only the names are read.
    ///
    /// # Errors
    /// All reads that failed, so that all missing permissions are named at once.
    async fn role(
        &self,
        name: &RoleName,
        expected: &[String],
    ) -> Result<Observation<RoleFacets>, CloudErrors>;

    /// A managed policy by its ARN, with the version that is in force.
    ///
    /// # Errors
    /// All reads that failed.
    async fn managed_policy(
        &self,
        arn: &str,
    ) -> Result<Observation<ManagedPolicyFacets>, CloudErrors>;

    /// The ARNs of the roles of the caller's account below a path, which begins and ends with a
    /// slash, in order; empty where there are none.
    ///
    /// # Errors
    /// The read failed.
    async fn roles_under(&self, path: &str) -> Result<Vec<PrincipalArn>, CloudError>;
}

/// The writes.
#[async_trait]
pub trait Mutate: Observe {
    /// Carries out one operation.
    ///
    /// # Errors
    /// It failed. With [`CloudErrorKind::Ambiguous`] it may have happened all the same.
    async fn execute(&self, operation: &Operation) -> Result<Effect, CloudError>;
}
