//! `kfm/promotion-receipt/v1`, the receipt of the readiness profile.
//!
//! Source: promotion-profiles.md §1.12.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Issued, Promotion, codes, seal};
use crate::promotion::approval::Approval;
use crate::promotion::attestation::envelope_uri;
use crate::promotion::formats::{is_identifier, is_sha256};
use crate::promotion::json::Json;
use crate::promotion::readiness::{Evaluation, PROFILE as EVALUATED};
use crate::promotion::receipt::Receipt;
use crate::promotion::receipt::shape::{GATES, is_reference};
use crate::promotion::verdict::Status;

/// The name of the form.
pub const PROFILE: &str = "kfm/promotion-receipt/v1";

/// Where the packet came from.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// Its URI in S3; `None` where it was given in the configuration.
    pub uri: Option<&'a str>,
    /// The digest of its bytes, `sha256:<hex>`.
    pub digest: &'a str,
}

impl<'a> Evidence<'a> {
    /// The evidence by its digest, and by its URI where that is no longer than a reference may be.
    fn references(&self) -> BTreeSet<&'a str> {
        let uri = self.uri.filter(|uri| is_reference(uri));
        uri.into_iter().chain([self.digest]).collect()
    }
}

/// The receipt of what a readiness packet came to. `approval` is what proves it, `policy_refs` the policies that the gate
/// is configured with: at most 128 texts of 1 to 1,024 characters.
///
/// None where no valid receipt can be made: the packet could not be read, or has no well-formed candidate id,
/// specification hash and 1 to 256 artifact digests; the way is not one to `PUBLISHED`; the digest of the evidence or a
/// policy's reference is malformed. What is issued has no [`Fault`](crate::promotion::receipt::Fault).
///
/// The packet lists artifacts by their digests alone, so each is named `sha256/<hex>`. The decision is the packet: it is
/// referred to where its approval is proved.
#[must_use]
pub fn readiness(
    evaluation: &Evaluation,
    evidence: &Evidence<'_>,
    approval: &Approval,
    policy_refs: &BTreeSet<String>,
    promotion: &Promotion<'_>,
) -> Option<Issued> {
    // A reference may be any text; that the evidence's is its digest, nobody else would notice.
    let packet = evaluation.packet().filter(|_| is_sha256(evidence.digest))?;
    let gates: Option<Vec<Value>> = evaluation_gates(evaluation).collect();
    let envelope = match approval {
        Approval::Signed { .. } => evidence.uri.map(envelope_uri),
        Approval::Kept | Approval::Unproven(_) => None,
    };
    let attestations: Vec<_> = envelope.into_iter().filter(|uri| is_reference(uri)).collect();
    let review = packet.get("review").get("record").get("review_id").as_str();
    let review = review.filter(|id| is_identifier(id) && is_reference(id));
    let issued = seal(&json!({
        "promotion_id": promotion_id(promotion),
        "receipt_profile": PROFILE,
        "candidate": {
            "candidate_id": packet.get("candidate_id").as_str()?,
            "spec_hash": packet.get("spec_hash").as_str()?,
            "artifact_digests": artifacts(packet)?,
        },
        "evaluation": {
            "profile": EVALUATED,
            "evaluated_at": promotion.evaluated_at.as_str(),
            "status": evaluation.status().word(),
            "readiness": evaluation.readiness().word(),
        },
        "gates": gates?,
        "transition": promotion.transition(),
        "decision_ref": evidence.uri.filter(|_| approval.is_proved()),
        "evidence_refs": evidence.references(),
        "policy_refs": policy_refs,
        "review_refs": Vec::from_iter(review),
        "attestation_refs": attestations,
        "created_by": promotion.actor(),
        "created_at": promotion.created_at.as_str(),
    }))?;
    let receipt = Receipt::read(issued.json.as_bytes()).ok()?;
    receipt.faults().is_empty().then_some(issued)
}

/// `promotion:<dataset>:<version>`, with `:` between the folders of a dataset too: neither has one of its own.
fn promotion_id(promotion: &Promotion<'_>) -> String {
    let dataset = promotion.candidate.dataset().replace('/', ":");
    format!("promotion:{dataset}:{}", promotion.candidate.version())
}

/// The gates with their names; none where no gate was evaluated.
fn evaluation_gates(evaluation: &Evaluation) -> impl Iterator<Item = Option<Value>> {
    let named = crate::promotion::readiness::GATES.into_iter().zip(GATES);
    named.map(|(gate, (letter, name))| {
        let status = evaluation.gate_status(gate).map(Status::word)?;
        let findings = codes(evaluation.findings(), gate);
        Some(json!({"gate": letter, "name": name, "status": status, "findings": findings}))
    })
}

/// The artifacts' digests by the names that they get here.
fn artifacts(packet: &Json) -> Option<BTreeMap<String, &str>> {
    let digests = packet.get("release_manifest").get("artifact_digests").as_array()?.iter();
    let named = digests.map(|digest| {
        let digest = digest.as_str()?;
        Some((format!("sha256/{}", digest.strip_prefix("sha256:")?), digest))
    });
    named.collect()
}
