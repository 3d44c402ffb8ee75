//! Writes as data, and their pure effect.

mod effects;
mod naming;
mod role_effects;

use std::collections::BTreeSet;

use super::bucket::{BucketRef, LogTarget, ObjectVersion};
use super::object::ObjectContent;
use crate::domain::object_lifecycle::LifecycleRule;
use crate::domain::roles::{IamPath, RoleName};
use crate::domain::tags::Tags;
use crate::domain::{BucketNamespace, KeyArn, LockRule, PrincipalArn, Region};

/// One write. Each is a single call of one service, but for the versions of managed policies, and
/// safe to repeat unless it makes a key.
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
    /// Puts an object where there is none of its key. Where there is one, nothing happens and that
    /// is [`CloudErrorKind::AlreadyExists`](super::CloudErrorKind::AlreadyExists): after an answer
    /// that was lost, it may be this one.
    PutObject {
        /// The bucket.
        bucket: BucketRef,
        /// The object's key.
        key: String,
        /// What it holds.
        content: ObjectContent,
        /// Its media type.
        content_type: String,
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
    /// Makes a role without policies. Gives [`Effect::RoleMade`]. A boundary that does not exist is
    /// [`CloudErrorKind::NotFound`](super::CloudErrorKind::NotFound).
    CreateRole {
        /// Where it stands.
        path: IamPath,
        /// Its name.
        name: RoleName,
        /// Who may become it: its trust policy.
        trust: String,
        /// The ARN of the managed policy that bounds it.
        boundary: Option<String>,
        /// The longest session, in seconds: 3,600 to 43,200.
        max_session: u32,
        /// What it is for; may be empty.
        description: String,
        /// Its tags.
        tags: Tags,
    },
    /// Replaces a role's trust policy.
    PutRoleTrust {
        /// The role.
        role: RoleName,
        /// The document.
        policy: String,
    },
    /// Adds or replaces an inline policy of a role.
    PutRolePolicy {
        /// The role.
        role: RoleName,
        /// The policy's name.
        name: String,
        /// The document.
        policy: String,
    },
    /// Removes an inline policy of a role.
    DeleteRolePolicy {
        /// The role.
        role: RoleName,
        /// The policy's name.
        name: String,
    },
    /// Takes a managed policy off a role.
    DetachRolePolicy {
        /// The role.
        role: RoleName,
        /// The policy's ARN.
        policy: String,
    },
    /// Bounds a role by a managed policy, instead of another one if there is one. Either may be
    /// what is [`CloudErrorKind::NotFound`](super::CloudErrorKind::NotFound).
    PutRoleBoundary {
        /// The role.
        role: RoleName,
        /// The policy's ARN.
        policy: String,
    },
    /// Sets the longest session and the description of a role.
    UpdateRole {
        /// The role.
        role: RoleName,
        /// The longest session, in seconds: 3,600 to 43,200.
        max_session: u32,
        /// What it is for; may be empty.
        description: String,
    },
    /// Adds tags to a role, or replaces their values.
    TagRole {
        /// The role.
        role: RoleName,
        /// The tags.
        tags: Tags,
    },
    /// Takes tags off a role. Those that it does not have do not matter.
    UntagRole {
        /// The role.
        role: RoleName,
        /// Their keys.
        keys: BTreeSet<String>,
    },
    /// Removes a role. IAM refuses while it has inline or attached policies, with
    /// [`CloudErrorKind::NotEmpty`](super::CloudErrorKind::NotEmpty); a boundary does not matter.
    DeleteRole {
        /// The role.
        role: RoleName,
    },
    /// Makes a managed policy. Gives [`Effect::PolicyMade`].
    CreateManagedPolicy {
        /// Where it stands.
        path: IamPath,
        /// Its name.
        name: String,
        /// The document.
        policy: String,
        /// What it is for; may be empty, and stays for good.
        description: String,
        /// Its tags.
        tags: Tags,
    },
    /// Gives a managed policy a new version, which is in force from now on. IAM keeps five: where
    /// there are as many, the oldest of those that are not in force is removed first.
    PutManagedPolicy {
        /// The policy's ARN.
        arn: String,
        /// The document.
        policy: String,
    },
    /// Removes a managed policy with all its versions. IAM refuses while a role has it, as its
    /// boundary too, with [`CloudErrorKind::NotEmpty`](super::CloudErrorKind::NotEmpty); versions
    /// that are not in force may be gone then.
    DeleteManagedPolicy {
        /// The policy's ARN.
        arn: String,
    },
}

/// What an operation gives back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing beyond having happened.
    Done,
    /// The key that was made.
    KeyMade(KeyArn),
    /// The role that was made.
    RoleMade {
        /// Its ARN, with its path.
        arn: PrincipalArn,
        /// The id that no other role ever has, `AROA…`.
        unique_id: String,
    },
    /// The ARN of the managed policy that was made.
    PolicyMade(String),
}
