//! The tags of a gate's role: whose it is, and where it reaches.

use super::Gate;
use crate::access::{SOURCE_TAG, TARGET_TAG};
use crate::tags::{Tags, key_marks};

/// The tag of a role that names the gate that it is made for.
pub const GATE_TAG: &str = "kfm:gate";

/// Whose role it is. It carries them from its first moment, so that what a crash leaves is known.
pub(super) fn ownership(gate: &Gate) -> Tags {
    let target = gate.target();
    let mut marks = key_marks(target.kind, gate.id().environment(), &target.bucket);
    marks.insert(GATE_TAG.to_owned(), gate.id().to_string());
    marks
}

/// Where it reaches, for the policies of the two buckets, which bind gate roles by these tags.
///
/// A session's own tags would hide those of its role. No session of this role has any: its trust
/// does not allow `sts:TagSession`.
///
/// Source: AWS IAM User Guide, "Pass session tags in AWS STS",
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html> (2026-11).
pub(super) fn reach(gate: &Gate) -> Tags {
    let candidate = gate.candidate();
    Tags::from([
        (TARGET_TAG.to_owned(), candidate.target_prefix().to_string()),
        (SOURCE_TAG.to_owned(), candidate.source_prefix().to_string()),
    ])
}
