//! Rights, and the S3 actions that each of them is.

use std::fmt;
use std::str::FromStr;

use crate::names::NameError;

/// What a grant may give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// See which keys there are, and their tags and retention.
    List,
    /// See what objects hold.
    Read,
    /// Add an object where there is none.
    Create,
    /// Put an object, also over one that is there.
    Write,
    /// Delete an object; its versions stay.
    Delete,
}

/// The actions of each right, without those of the rights that it includes.
mod actions {
    pub(super) const LIST: [&str; 6] = [
        "s3:GetObjectLegalHold",
        "s3:GetObjectRetention",
        "s3:GetObjectTagging",
        "s3:GetObjectVersionTagging",
        "s3:ListBucket",
        "s3:ListBucketVersions",
    ];
    pub(super) const READ: [&str; 4] = [
        "s3:GetObject",
        "s3:GetObjectAttributes",
        "s3:GetObjectVersion",
        "s3:GetObjectVersionAttributes",
    ];
    pub(super) const CREATE: [&str; 4] = [
        "s3:AbortMultipartUpload",
        "s3:ListBucketMultipartUploads",
        "s3:ListMultipartUploadParts",
        "s3:PutObject",
    ];
    pub(super) const WRITE: [&str; 2] = ["s3:DeleteObjectTagging", "s3:PutObjectTagging"];
    pub(super) const DELETE: [&str; 1] = ["s3:DeleteObject"];
}

impl Right {
    /// Every right, from the least.
    pub const ALL: [Self; 5] = [Self::List, Self::Read, Self::Create, Self::Write, Self::Delete];

    /// The name in configurations.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Read => "read",
            Self::Create => "create",
            Self::Write => "write",
            Self::Delete => "delete",
        }
    }

    /// The right that this one includes.
    pub const fn includes(self) -> Option<Self> {
        match self {
            Self::Read => Some(Self::List),
            Self::Write => Some(Self::Create),
            Self::List | Self::Create | Self::Delete => None,
        }
    }

    /// The S3 actions that it adds to those of the right that it includes. `HeadBucket` is
    /// authorised as `ListBucket`, `SelectObjectContent` as `GetObject`, `UploadPart` and the
    /// completion of a multipart upload as `PutObject`.
    ///
    /// Source: AWS "Required permissions for Amazon S3 API operations" (2026-11).
    pub const fn actions(self) -> &'static [&'static str] {
        match self {
            Self::List => &actions::LIST,
            Self::Read => &actions::READ,
            Self::Create => &actions::CREATE,
            Self::Write => &actions::WRITE,
            Self::Delete => &actions::DELETE,
        }
    }
}

/// The actions that S3 authorises against the bucket and not against an object, of those that a
/// right may hold.
///
/// Source: AWS Service Authorization Reference, Amazon S3, resource types (2026-11).
pub const fn is_about_the_bucket(action: &str) -> bool {
    matches!(
        action.as_bytes(),
        b"s3:ListBucket" | b"s3:ListBucketVersions" | b"s3:ListBucketMultipartUploads"
    )
}

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Right {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|right| right.as_str() == text).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(|right| right.as_str()).collect();
            NameError::new("access", text, format!("is none of {}", known.join(", ")))
        })
    }
}
