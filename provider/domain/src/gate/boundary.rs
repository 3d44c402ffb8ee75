//! What bounds the role of a gate.

use super::role_tags::ownership;
use super::{Gate, permissions};
use crate::policy_document::PolicyDocument;
use crate::roles::IamPath;
use crate::tags::Tags;

/// The permissions boundary of a gate's role, a managed policy that is made for it alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBoundary {
    /// Its name: that of the role.
    pub name: String,
    /// Its path: that of the role.
    pub path: IamPath,
    /// What it says.
    pub document: PolicyDocument,
    /// Its tags: whose it is.
    pub tags: Tags,
}

/// The boundary of a gate's role. It says what the role's own policy says, so that a policy that somebody puts on the
/// role adds nothing: a boundary allows nothing by itself, and what it does not allow is refused.
///
/// Source: AWS IAM User Guide, "Permissions boundaries for IAM entities",
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html> (2026-11).
pub(super) fn boundary(gate: &Gate) -> NewBoundary {
    NewBoundary {
        name: gate.id().boundary_name(),
        path: gate.id().role_path(gate.target().kind),
        document: permissions(gate),
        tags: ownership(gate),
    }
}
