//! What a gate needs to know of a packet beyond the verdict of its profile: whether it is about the gate's candidate,
//! until when it holds, which objects it rests on, what may lie in the target afterwards, and what a receipt repeats.
//!
//! Every packet that was read has a release, whatever the profile says of it. What is malformed is absent here, and
//! what is absent keeps a gate closed: it matches no candidate, has no end, and vouches for no object.

mod comparison;
mod contract;
mod mismatch;
mod readiness;

use std::collections::{BTreeMap, BTreeSet};

use super::formats::Second;
use super::json::Json;
use comparison::Vouched;
use mismatch::About;

pub use comparison::{Comparison, Copied, Difference, DifferenceKind};
pub use mismatch::Mismatch;

/// A packet, as a gate sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    about: About,
    ends: Option<Second>,
    evaluated_at: Option<Second>,
    candidate_id: Option<String>,
    spec_hash: Option<String>,
    artifacts: BTreeMap<String, String>,
    vouched: Vouched,
    uris: BTreeSet<String>,
    bundle_uri: Option<String>,
    decision: Decision,
    reviewer: Option<String>,
    references: References,
}

/// The promotion decision that a packet names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Decision {
    id: Option<String>,
    uri: Option<String>,
    by: Option<String>,
}

/// What a receipt repeats of a packet's references, each list without repeats. How many there may be, and how long
/// each, is the receipt's business.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// Contract: the catalogs' `evidence_refs`. Readiness: `evidence_refs`.
    pub evidence: BTreeSet<String>,
    /// Contract: the URI of the policy bundle, and the id of the policy decision about sensitivity. Readiness:
    /// `policy_context.policy_bundle`.
    pub policy: BTreeSet<String>,
    /// The id of the review.
    pub review: BTreeSet<String>,
    /// Readiness: `attestation_refs`. A contract packet names none: the envelope lies beside its decision.
    pub attestation: BTreeSet<String>,
}

impl Release {
    /// Reads a packet of the profile `kfm/promotion-contract/A-F/v1`.
    #[must_use]
    pub fn of_contract(packet: &Json) -> Self {
        contract::release(packet)
    }

    /// Reads a packet of the profile `kfm/promotion-readiness/A-G/v1`.
    #[must_use]
    pub fn of_readiness(packet: &Json) -> Self {
        readiness::release(packet)
    }

    /// The first second in which the evidence no longer holds; none where it cannot be told, which is no end that is
    /// far away: a gate stays closed.
    ///
    /// Contract: the earliest of `expires_at`, `review.valid_until` and, if there is an exception,
    /// `rights.exception.expires_at`. Readiness: the earlier of `review.valid_until` and `review.authority.expires_at`.
    /// Everything else that a profile compares with the clock (when it was evaluated, when an embargo ends) can only
    /// turn from not holding to holding.
    #[must_use]
    pub const fn ends(&self) -> Option<Second> {
        self.ends
    }

    /// When the packet says that it was evaluated.
    #[must_use]
    pub const fn evaluated_at(&self) -> Option<Second> {
        self.evaluated_at
    }

    /// The candidate's name: `candidate_id` of a readiness packet. A contract packet has none.
    #[must_use]
    pub fn candidate_id(&self) -> Option<&str> {
        self.candidate_id.as_deref()
    }

    /// The hash of the dataset's specification: `sha256:` and 64 digits, without the prefix `jcs:`.
    #[must_use]
    pub fn spec_hash(&self) -> Option<&str> {
        self.spec_hash.as_deref()
    }

    /// The digests of the artifacts by name; none where any of them is malformed or named twice.
    ///
    /// Contract: by `path`. Readiness packets do not name them: `artifact-1`, `artifact-2` and so on, in the order of
    /// `release_manifest.artifact_digests`.
    #[must_use]
    pub const fn artifacts(&self) -> &BTreeMap<String, String> {
        &self.artifacts
    }

    /// Where the objects lie that a contract packet refers to: artifacts, documents, records, and the policy bundle.
    /// The envelope of its decision, which it does not name, is not among them. A readiness packet refers to nothing by
    /// URI.
    #[must_use]
    pub const fn uris(&self) -> &BTreeSet<String> {
        &self.uris
    }

    /// Where the policy bundle lies that a contract packet names.
    #[must_use]
    pub fn bundle_uri(&self) -> Option<&str> {
        self.bundle_uri.as_deref()
    }

    /// The id of the promotion decision; readiness packets name none.
    #[must_use]
    pub fn decision_id(&self) -> Option<&str> {
        self.decision.id.as_deref()
    }

    /// Where the promotion decision lies; readiness packets name none.
    #[must_use]
    pub fn decision_uri(&self) -> Option<&str> {
        self.decision.uri.as_deref()
    }

    /// Who decided the promotion; readiness packets do not say.
    #[must_use]
    pub fn decided_by(&self) -> Option<&str> {
        self.decision.by.as_deref()
    }

    /// Who reviewed. Contract: `review.reviewer.principal`. Readiness: `review.reviewer_identity.id`.
    #[must_use]
    pub fn reviewer(&self) -> Option<&str> {
        self.reviewer.as_deref()
    }

    /// What the packet refers to by name.
    #[must_use]
    pub const fn references(&self) -> &References {
        &self.references
    }
}

/// Owns texts, without repeats.
fn owned<'p>(texts: impl IntoIterator<Item = &'p str>) -> BTreeSet<String> {
    texts.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
