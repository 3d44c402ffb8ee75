//! What the decision of a readiness packet is: the packet. Its review approves, and its bytes bind reviewer, artifacts
//! and all else. Whether it is proved, see [`crate::promotion::approval`].
//!
//! That the author does not review is gate G's affair. Which packets approve what, and whether the review is current, is
//! too: a proved packet that does not pass opens nothing.

use std::collections::BTreeSet;

use super::shape::{sha256, some_texts};
use crate::promotion::approval::{Approval, Elsewhere, Unproven, is_kept, weigh};
use crate::promotion::attestation::{Claim, TrustedKeys, envelope_uri};
use crate::promotion::contract::ZoneMap;
use crate::promotion::contract::storage::{ObjectId, Observed};
use crate::promotion::json::{Json, Limits};
use crate::promotion::principals::is_principal;

const ELSEWHERE: Elsewhere = Elsewhere {
    without_keys: Unproven::PacketNotKept,
    without_envelope: Unproven::PacketNotSigned,
};

/// A packet as the decision that it is.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'p> {
    /// What it says.
    pub packet: &'p Json,
    /// The digest of the bytes that say so, `sha256:<hex>`.
    pub digest: &'p str,
    /// The URI in S3 that the bytes were read from; `None` where they were given in the configuration.
    pub uri: Option<&'p str>,
}

impl<'p> Decision<'p> {
    /// Who approved, and the digests of what; none where the packet does not approve, or does not say who or what.
    fn terms(&self) -> Option<(&'p str, BTreeSet<&'p str>)> {
        let review = self.packet.get("review");
        let approves = review.get("record").get("decision").is_str("approve");
        let reviewer = review.get("reviewer_identity").get("id").as_str();
        let reviewer = reviewer.filter(|id| approves && is_principal(id))?;
        let artifacts = self.packet.get("release_manifest").get("artifact_digests");
        Some((reviewer, some_texts(artifacts, sha256)?.into_iter().collect()))
    }
}

/// The envelope to read beside a packet, and how many of its bytes are needed; none where the packet has no place in
/// S3, or nobody's signature counts.
#[must_use]
pub fn envelope(uri: &str, keys: &TrustedKeys) -> Option<(ObjectId, usize)> {
    object(uri)?;
    let id = ObjectId { uri: envelope_uri(uri), version: None };
    (!keys.is_empty()).then_some((id, Limits::ENVELOPE.bytes))
}

/// Judges the approval of a packet: whether its reviewer signed it for this environment, about exactly its artifacts,
/// or it is kept under `decisions/` of an audit bucket. `envelope` is what [`envelope()`] came to; `None` where nobody
/// read it.
#[must_use]
pub fn judge(
    decision: &Decision<'_>,
    envelope: Option<&Observed>,
    zones: &ZoneMap,
    environment: &str,
    keys: &TrustedKeys,
) -> Approval {
    let place = decision.uri.and_then(object);
    match (decision.terms(), place) {
        (Some((decided_by, artifact_digests)), Some(place)) => {
            let decision_digest = decision.digest;
            let claim = Claim { decided_by, decision_digest, environment, artifact_digests };
            weigh(is_kept(&place, zones), envelope, &claim, keys, ELSEWHERE)
        }
        (terms, place) => {
            let reasons = [
                (terms.is_none(), Unproven::PacketUndecided),
                (place.is_none(), Unproven::NoPlace),
            ];
            let broken = reasons.into_iter().filter(|(broken, _)| *broken);
            Approval::Unproven(broken.map(|(_, reason)| reason).collect())
        }
    }
}

/// The object of a URI in S3.
fn object(uri: &str) -> Option<ObjectId> {
    let id = ObjectId { uri: uri.to_owned(), version: None };
    id.place().is_some().then_some(id)
}
