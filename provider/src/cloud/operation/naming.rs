//! What an operation is called, and what it is on.

use std::fmt;

use super::Operation;
use crate::cloud::{BucketRef, Facet};
use crate::domain::KeyArn;
use crate::domain::roles::RoleName;

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
            Self::PutObject { .. } => "s3:PutObject",
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
            Self::CreateRole { .. } => "iam:CreateRole",
            Self::PutRoleTrust { .. } => "iam:UpdateAssumeRolePolicy",
            Self::PutRolePolicy { .. } => "iam:PutRolePolicy",
            Self::DeleteRolePolicy { .. } => "iam:DeleteRolePolicy",
            Self::DetachRolePolicy { .. } => "iam:DetachRolePolicy",
            Self::PutRoleBoundary { .. } => "iam:PutRolePermissionsBoundary",
            Self::UpdateRole { .. } => "iam:UpdateRole",
            Self::TagRole { .. } => "iam:TagRole",
            Self::UntagRole { .. } => "iam:UntagRole",
            Self::DeleteRole { .. } => "iam:DeleteRole",
            Self::CreateManagedPolicy { .. } => "iam:CreatePolicy",
            Self::PutManagedPolicy { .. } => "iam:CreatePolicyVersion",
            Self::DeleteManagedPolicy { .. } => "iam:DeletePolicy",
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
            | Self::PutObject { bucket, .. }
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
            Self::CreateRole { name, .. } => name.as_str(),
            Self::PutRoleTrust { role, .. }
            | Self::PutRolePolicy { role, .. }
            | Self::DeleteRolePolicy { role, .. }
            | Self::DetachRolePolicy { role, .. }
            | Self::PutRoleBoundary { role, .. }
            | Self::UpdateRole { role, .. }
            | Self::TagRole { role, .. }
            | Self::UntagRole { role, .. }
            | Self::DeleteRole { role } => role.as_str(),
            Self::CreateManagedPolicy { name, .. } => name,
            Self::PutManagedPolicy { arn, .. } | Self::DeleteManagedPolicy { arn } => arn,
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
            | Self::PutObject { bucket, .. }
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

    /// The existing role that the operation is on, if it names one.
    pub const fn role(&self) -> Option<&RoleName> {
        match self {
            Self::PutRoleTrust { role, .. }
            | Self::PutRolePolicy { role, .. }
            | Self::DeleteRolePolicy { role, .. }
            | Self::DetachRolePolicy { role, .. }
            | Self::PutRoleBoundary { role, .. }
            | Self::UpdateRole { role, .. }
            | Self::TagRole { role, .. }
            | Self::UntagRole { role, .. }
            | Self::DeleteRole { role } => Some(role),
            _ => None,
        }
    }

    /// Whether the operation takes something away: then it is done when that is gone.
    pub const fn removes(&self) -> bool {
        matches!(
            self,
            Self::DeleteRolePolicy { .. }
                | Self::DetachRolePolicy { .. }
                | Self::DeleteRole { .. }
                | Self::DeleteManagedPolicy { .. }
        )
    }

    /// The ARN of the existing managed policy that the operation is on, if it is on one.
    pub const fn managed_policy(&self) -> Option<&String> {
        match self {
            Self::PutManagedPolicy { arn, .. } | Self::DeleteManagedPolicy { arn } => Some(arn),
            _ => None,
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}", self.action(), self.target())
    }
}
