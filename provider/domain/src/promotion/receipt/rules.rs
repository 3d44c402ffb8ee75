//! What has to agree in a receipt whose shape holds.

use super::Fault;
use crate::promotion::json::Json;
use crate::promotion::verdict::Status;

const SUPPORT: [&str; 4] = ["evidence_refs", "policy_refs", "review_refs", "attestation_refs"];

pub(super) fn faults(receipt: &Json, digest: Option<&str>) -> Vec<Fault> {
    let evaluation = receipt.get("evaluation");
    let gates = receipt.get("gates").as_array().unwrap_or_default();
    // A status that is none was refused with the shape; here it would be the worst.
    let status = |value: &Json| status(value).unwrap_or(Status::Error);
    let derived = gates.iter().map(|gate| status(gate.get("status"))).max();
    let derived = derived.unwrap_or(Status::Error);
    let ready = evaluation.get("readiness").is_str("APPROVE_READY");
    let transition = receipt.get("transition");
    let applied = transition.get("applied").as_bool() != Some(false);
    let unsupported = |name: &str| receipt.get(name).as_array().unwrap_or_default().is_empty();
    let stored = receipt.get("integrity").get("receipt_digest").as_str();
    let rules = [
        (status(evaluation.get("status")) != derived, Fault::Status),
        (ready != (derived == Status::Pass), Fault::Readiness),
        (digest.is_none() || stored != digest, Fault::Digest),
        (applied && !(derived == Status::Pass && ready), Fault::AppliedWhileBlocked),
        (applied && receipt.get("decision_ref").is_null(), Fault::AppliedWithoutDecision),
        (applied && SUPPORT.iter().any(|name| unsupported(name)), Fault::AppliedWithoutSupport),
    ];
    rules.into_iter().filter(|(broken, _)| *broken).map(|(_, fault)| fault).collect()
}

/// The status of a word.
pub(super) fn status(word: &Json) -> Option<Status> {
    let word = word.as_str()?;
    [Status::Pass, Status::Abstain, Status::Deny, Status::Error]
        .into_iter()
        .find(|status| status.word() == word)
}
