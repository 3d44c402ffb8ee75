//! How a gate is opened and closed: calls to IAM, in an order of which a crash between any two
//! leaves the gate closed.

use super::boundary::{NewBoundary, boundary};
use super::role_tags::{ownership, reach};
use super::{Gate, Moment, closed_trust, open_trust, permissions, revocation};
use crate::policy_document::PolicyDocument;
use crate::roles::{IamPath, RoleName};
use crate::tags::Tags;

/// The name of the inline policy of an open gate.
pub const OPEN_POLICY: &str = "kfm-gate";
/// The name of the inline policy of a gate that is being closed.
pub const CLOSED_POLICY: &str = "kfm-gate-closed";
/// How long a session of the role lasts at most, in seconds: the least that IAM can be told.
///
/// Source: AWS IAM API Reference, `CreateRole`, `MaxSessionDuration`,
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html> (2026-11).
pub const MAX_SESSION_SECONDS: u32 = 3_600;

/// A role that is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRole {
    /// Its name.
    pub name: RoleName,
    /// Its path.
    pub path: IamPath,
    /// Who may become it.
    pub trust: PolicyDocument,
    /// The ARN of its permissions boundary.
    pub boundary: String,
    /// How long its sessions last at most, in seconds.
    pub max_session: u32,
    /// Its tags.
    pub tags: Tags,
}

/// One call to IAM about the role of a gate, or about its boundary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// `CreatePolicy`. Where there is a policy of that name, IAM refuses, and nothing more is done.
    CreateBoundary(Box<NewBoundary>),
    /// `CreateRole`. Where there is a role of that name, or no boundary, IAM refuses, and nothing
    /// more is done: a role that exists is never opened.
    CreateRole(Box<NewRole>),
    /// `TagRole`.
    Tag(Tags),
    /// `PutRolePolicy`.
    PutPolicy {
        /// The name of the inline policy.
        name: &'static str,
        /// What it says.
        document: PolicyDocument,
    },
    /// `UpdateAssumeRolePolicy`.
    SetTrust(PolicyDocument),
    /// `DeleteRolePolicy`. That there is none is fine.
    DeletePolicy {
        /// The name of the inline policy.
        name: &'static str,
    },
    /// `DeleteRole`. That there is none is fine.
    DeleteRole,
    /// `DeletePolicy`, after its versions. That there is none is fine; while a role has it, IAM
    /// refuses.
    DeleteBoundary,
}

/// How a gate is opened, where there is neither role nor boundary: the most that the role will ever
/// be able to do; the role, that nobody can become and that may do nothing; then where it reaches,
/// what it may do, and last who may become it. What a crash left is closed first, to its end.
pub fn opening(gate: &Gate) -> Vec<Step> {
    vec![
        Step::CreateBoundary(Box::new(boundary(gate))),
        Step::CreateRole(Box::new(NewRole {
            name: gate.id().role_name(),
            path: gate.id().role_path(gate.target().kind),
            trust: closed_trust(),
            boundary: gate.boundary_arn(),
            max_session: MAX_SESSION_SECONDS,
            tags: ownership(gate),
        })),
        Step::Tag(reach(gate)),
        Step::PutPolicy { name: OPEN_POLICY, document: permissions(gate) },
        Step::SetTrust(open_trust(gate)),
    ]
}

/// How a gate is closed at a moment, whatever state its role is in: everything is denied before
/// anything else, and stays denied until nothing is allowed. What bounds the role goes after it.
///
/// A role that others attached policies to cannot be deleted before they are detached; until then
/// it stays without trust and permissions of ours. Sessions of a deleted role are worth nothing, even
/// if a role of that name is made again: they are of its unique id.
///
/// Source: AWS IAM User Guide, "IAM identifiers", unique identifiers,
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html>, and AWS IAM API
/// Reference, `DeleteRole`,
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html> (2026-11).
pub fn closing(at: &Moment) -> Vec<Step> {
    vec![
        Step::PutPolicy { name: CLOSED_POLICY, document: revocation(at) },
        Step::SetTrust(closed_trust()),
        Step::DeletePolicy { name: OPEN_POLICY },
        Step::DeletePolicy { name: CLOSED_POLICY },
        Step::DeleteRole,
        Step::DeleteBoundary,
    ]
}
