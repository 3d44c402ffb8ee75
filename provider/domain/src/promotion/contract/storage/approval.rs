//! What the decision of a contract packet is: the document that its review refers to, beside the manifest that binds
//! the artifacts. Whether it is proved, see [`crate::promotion::approval`].

use std::collections::{BTreeMap, BTreeSet};

use crate::promotion::approval::{Approval, Elsewhere, Unproven, is_kept, weigh};
use crate::promotion::attestation::{Claim, envelope_uri};
use crate::promotion::contract::facts::Facts;
use crate::promotion::contract::formats::is_s3_uri;
use crate::promotion::contract::options::Options;
use crate::promotion::contract::shape::Node;
use crate::promotion::json::Limits;
use crate::promotion::principals::is_principal;

use super::observed::{ObjectId, Observed};

const ELSEWHERE: Elsewhere =
    Elsewhere { without_keys: Unproven::NotKept, without_envelope: Unproven::NotSigned };

/// The envelope to read, and how many of its bytes are needed; none where nobody's signature counts.
pub(super) fn envelope(facts: &Facts<'_>, options: &Options) -> Option<(ObjectId, usize)> {
    let uri = facts.decision().get("ref").get("uri").text(is_s3_uri)?;
    let id = ObjectId { uri: envelope_uri(uri), version: None };
    (!options.trusted_keys().is_empty()).then_some((id, Limits::ENVELOPE.bytes))
}

/// Judges the approval of a decision. `verified` has the paths of the references whose objects are those that the packet
/// refers to.
pub(super) fn judge(
    facts: &Facts<'_>,
    options: &Options,
    observed: &BTreeMap<ObjectId, Observed>,
    verified: &BTreeSet<String>,
) -> Approval {
    let decision = facts.decision();
    let place = decision.get("ref");
    let named = place.reference().zip(decision.get("decided_by").text(is_principal));
    let Some(((digest, decided_by), artifacts)) =
        named.zip(facts.artifact_digests()).filter(|_| verified.contains(&place.path()))
    else {
        return Approval::unproven(Unproven::NoDecision);
    };
    // The decision names a version, and the manifest the bytes.
    let manifest = facts.section("identity").get("manifest_ref");
    let kept = [&place, &manifest]
        .into_iter()
        .all(|reference| verified.contains(&reference.path()) && lies_kept(reference, options));
    let beside = envelope(facts, options).and_then(|(id, _)| observed.get(&id));
    let claim = Claim {
        decided_by,
        decision_digest: digest,
        environment: options.environment(),
        artifact_digests: artifacts,
    };
    weigh(kept, beside, &claim, options.trusted_keys(), ELSEWHERE)
}

fn lies_kept(reference: &Node<'_>, options: &Options) -> bool {
    let uri = reference.get("uri").json().as_str().unwrap_or_default();
    is_kept(&ObjectId { uri: uri.to_owned(), version: None }, options.zones())
}
