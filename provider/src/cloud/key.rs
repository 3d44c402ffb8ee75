//! A KMS key.

use crate::domain::KeyArn;
use crate::domain::tags::Tags;

/// Whether a key can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// It can.
    Enabled,
    /// It cannot, until it is enabled.
    Disabled,
    /// It will be deleted, and cannot be used until that is cancelled.
    PendingDeletion,
    /// Any other state (being made, material missing).
    Other,
}

impl KeyState {
    /// The word that KMS uses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enabled => "Enabled",
            Self::Disabled => "Disabled",
            Self::PendingDeletion => "PendingDeletion",
            Self::Other => "Other",
        }
    }
}

/// Everything about a key that a zone cares for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFacets {
    /// Its ARN.
    pub arn: KeyArn,
    /// Whether it can be used.
    pub state: KeyState,
    /// Whether its material is renewed each year.
    pub rotation: bool,
    /// Its policy, as stored.
    pub policy: String,
    /// Its tags.
    pub tags: Tags,
    /// Its alias.
    pub alias: Option<String>,
}

impl KeyFacets {
    /// The IAM actions that a read of all facets needs.
    pub const READS: [&'static str; 5] = [
        "kms:DescribeKey",
        "kms:GetKeyPolicy",
        "kms:GetKeyRotationStatus",
        "kms:ListResourceTags",
        "kms:ListAliases",
    ];

    /// The same for a read by alias, which need not look the alias up.
    pub const READS_BY_ALIAS: [&'static str; 4] =
        ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"];
}
