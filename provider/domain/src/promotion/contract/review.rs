//! CONTROL: the review, the approvals, the promotion decision and the rollback.

use crate::promotion::formats::Second;
use crate::promotion::principals::APPROVERS;
use crate::promotion::verdict::Findings;

use super::formats::{
    bare_hash, digest_start, is_automation, is_digest, is_id, is_principal, is_spec_hash, is_text,
    is_version, version_hash,
};
use super::shape::{Check, Node, SOME};
use super::zones::Kind;
use super::{Options, codes, facts::Facts};

const MEMBERS: [&str; 10] = [
    "review_id",
    "reviewer",
    "decision",
    "reasons",
    "open_obligations",
    "reviewed_at",
    "valid_until",
    "superseded_by",
    "bindings",
    "promotion_decision",
];

const BINDINGS: [&str; 5] = [
    "dataset_version_id",
    "spec_hash",
    "artifact_digests",
    "manifest_digest",
    "policy_bundle_digest",
];

const DECISION: [&str; 7] = [
    "decision_id",
    "outcome",
    "decided_by",
    "decided_at",
    "dataset_version_id",
    "spec_hash",
    "ref",
];

pub(super) fn evaluate(facts: &Facts<'_>, options: &Options) -> Findings {
    let mut check = Check::new(codes::REVIEW, options);
    let review = facts.section("review");
    approvals(&mut check, facts);
    if check.part(&review, codes::X_REVIEW_INVALID, &MEMBERS) {
        check.text(&review.get("review_id"), is_id);
        let reasons = review.get("reasons");
        check.need(&reasons, reasons.texts(1, SOME, is_text));
        outcome(&mut check, &review);
        let reviewed_at = times(&mut check, facts, &review);
        let superseded = review.get("superseded_by");
        if superseded.text(is_id).is_some() {
            check.add(codes::X_REVIEW_SUPERSEDED, &superseded);
        } else if !superseded.is_null() {
            check.add(codes::X_REVIEW_INVALID, &superseded);
        }
        reviewer(&mut check, facts, &review.get("reviewer"));
        bindings(&mut check, facts, &review.get("bindings"));
        decision(&mut check, facts, &review.get("promotion_decision"), reviewed_at);
    }
    check.findings
}

fn outcome(check: &mut Check<'_>, review: &Node<'_>) {
    let (decision, open) = (review.get("decision"), review.get("open_obligations"));
    let obligations = check.need(&open, open.texts(0, SOME, is_text));
    if !decision.json().is_str("approve") {
        check.add(codes::X_REVIEW_NOT_APPROVED, &decision);
    } else if obligations.is_some_and(|open| !open.is_empty()) {
        check.add(codes::X_REVIEW_OBLIGATIONS_OPEN, &open);
    }
}

/// When the review was made.
fn times(check: &mut Check<'_>, facts: &Facts<'_>, review: &Node<'_>) -> Option<Second> {
    let (reviewed, valid) = (review.get("reviewed_at"), review.get("valid_until"));
    let reviewed_at = check.second(&reviewed);
    if let (Some(at), Some(evaluated)) = (reviewed_at, facts.evaluated_at()) {
        check.add_if(at > evaluated, codes::X_REVIEW_INVALID, &reviewed);
    }
    if let Some(until) = check.second(&valid) {
        if reviewed_at.is_some_and(|at| until <= at) {
            check.add(codes::X_REVIEW_INVALID, &valid);
        } else {
            let expired = check.options.now >= until;
            check.add_if(expired, codes::X_REVIEW_EXPIRED, &valid);
        }
    }
    reviewed_at
}

fn reviewer(check: &mut Check<'_>, facts: &Facts<'_>, reviewer: &Node<'_>) {
    if !check.object(reviewer, &["principal", "role"]) {
        return;
    }
    let place = reviewer.get("principal");
    let principal = check.text(&place, is_principal);
    let role = reviewer.get("role").json().as_str();
    let allowed = role.is_some_and(|role| APPROVERS.contains(&role));
    let wrong = !allowed || principal.is_some_and(is_automation);
    check.add_if(wrong, codes::X_ROLE_INVALID, reviewer);
    let Some(principal) = principal else { return };
    let mut operators = facts
        .records()
        .into_iter()
        .filter_map(|record| record.get("actor").get("principal").text(is_principal));
    let same = facts.author() == Some(principal) || operators.any(|operator| operator == principal);
    check.add_if(same, codes::X_SEPARATION_OF_DUTIES, &place);
    let approved = facts
        .approvals()
        .unwrap_or_default()
        .iter()
        .any(|approval| approval.principal == principal && APPROVERS.contains(&approval.role));
    let list = facts.manifest().get("approvals");
    check.add_if(!approved, codes::X_APPROVAL_MISSING, &list);
}

/// The approvals of the manifest, as far as they concern who approves what.
fn approvals(check: &mut Check<'_>, facts: &Facts<'_>) {
    let list = facts.manifest().get("approvals");
    let approvals = facts.approvals().unwrap_or_default();
    let places = list.elements().unwrap_or_default();
    for (approval, place) in approvals.iter().zip(&places) {
        let principal = place.get("principal");
        let late = facts.evaluated_at().is_some_and(|evaluated| approval.approved_at > evaluated);
        check.add_if(late, codes::X_REVIEW_INVALID, &place.get("approved_at"));
        let own = facts.author() == Some(approval.principal);
        check.add_if(own, codes::X_SEPARATION_OF_DUTIES, &principal);
        check.add_if(is_automation(approval.principal), codes::X_ROLE_INVALID, &principal);
    }
    if facts.label() == Some("restricted_sensitive_location") {
        let council = approvals.iter().any(|approval| {
            approval.role == "council" && facts.author() != Some(approval.principal)
        });
        check.add_if(!council, codes::X_COUNCIL_REQUIRED, &list);
    }
}

fn bindings(check: &mut Check<'_>, facts: &Facts<'_>, bindings: &Node<'_>) {
    if !check.part(bindings, codes::X_REVIEW_UNBOUND, &BINDINGS) {
        return;
    }
    let manifest = facts.section("identity").get("manifest_ref").reference();
    let pin = check.options.pin.bundle_digest.as_str();
    bound(check, &bindings.get("dataset_version_id"), is_version, facts.version());
    bound(check, &bindings.get("spec_hash"), is_spec_hash, facts.spec_hash());
    bound(check, &bindings.get("manifest_digest"), is_digest, manifest);
    bound(check, &bindings.get("policy_bundle_digest"), is_digest, Some(pin));
    let artifacts = bindings.get("artifact_digests");
    if let Some(own) = check.set(&artifacts, 0, is_digest) {
        let other = facts.artifact_digests() != Some(own);
        check.add_if(other, codes::X_REVIEW_UNBOUND, &artifacts);
    }
}

/// Reports a binding to something else, or to what is not known.
fn bound(check: &mut Check<'_>, node: &Node<'_>, format: super::formats::Format, to: Option<&str>) {
    if let Some(own) = check.text(node, format) {
        check.add_if(Some(bare_hash(own)) != to, codes::X_REVIEW_UNBOUND, node);
    }
}

fn decision(
    check: &mut Check<'_>,
    facts: &Facts<'_>,
    decision: &Node<'_>,
    reviewed_at: Option<Second>,
) {
    if !check.part(decision, codes::X_DECISION_NOT_APPROVED, &DECISION) {
        return;
    }
    check.text(&decision.get("decision_id"), is_id);
    check.reference(&decision.get("ref"), Kind::Record);
    let outcome = decision.get("outcome");
    match outcome.json().as_str() {
        Some("APPROVE") => {}
        Some("ABSTAIN") => check.add(codes::X_DECISION_ABSTAINED, &outcome),
        _ => check.add(codes::X_DECISION_NOT_APPROVED, &outcome),
    }
    let decided_by = decision.get("decided_by");
    if let Some(by) = check.text(&decided_by, is_principal) {
        check.add_if(facts.author() == Some(by), codes::X_SEPARATION_OF_DUTIES, &decided_by);
        check.add_if(is_automation(by), codes::X_ROLE_INVALID, &decided_by);
    }
    let decided = decision.get("decided_at");
    if let Some(at) = check.second(&decided) {
        let early = reviewed_at.is_some_and(|reviewed| at < reviewed);
        let late = facts.evaluated_at().is_some_and(|evaluated| at > evaluated);
        check.add_if(early || late, codes::X_REVIEW_INVALID, &decided);
    }
    let version = decision.get("dataset_version_id");
    if let Some(own) = check.text(&version, is_version) {
        check.add_if(facts.version() != Some(own), codes::X_DECISION_UNBOUND, &version);
    }
    let hash = decision.get("spec_hash");
    if let Some(own) = check.text(&hash, is_spec_hash) {
        let other = facts.spec_hash() != Some(bare_hash(own));
        check.add_if(other, codes::X_DECISION_UNBOUND, &hash);
    }
}

pub(super) fn rollback(facts: &Facts<'_>, options: &Options) -> Findings {
    let mut check = Check::new(codes::ROLLBACK, options);
    let rollback = facts.section("rollback");
    let members =
        ["mode", "dataset_version_id", "target_dataset_version_id", "target_spec_hash", "ref"];
    if !check.part(&rollback, codes::X_ROLLBACK_INVALID, &members) {
        return check.findings;
    }
    check.reference(&rollback.get("ref"), Kind::Record);
    let version = rollback.get("dataset_version_id");
    let own = version.text(is_version);
    let other = facts.version().is_some_and(|version| own != Some(version));
    check.add_if(own.is_none() || other, codes::X_ROLLBACK_INVALID, &version);
    let (target, hash) =
        (rollback.get("target_dataset_version_id"), rollback.get("target_spec_hash"));
    let mode = rollback.get("mode");
    match mode.json().as_str() {
        Some("WITHDRAWAL") => {
            let named = !target.is_null() || !hash.is_null();
            check.add_if(named, codes::X_ROLLBACK_TARGET_INVALID, &rollback);
        }
        Some("PRIOR_RELEASE") => {
            let prior = target.text(is_version).zip(hash.text(is_spec_hash).map(bare_hash));
            let leads = prior.is_some_and(|(version, hash)| {
                facts.version() != Some(version)
                    && facts.spec_hash() != Some(hash)
                    && version_hash(version) == digest_start(hash)
            });
            check.add_if(!leads, codes::X_ROLLBACK_TARGET_INVALID, &rollback);
        }
        _ => check.add(codes::X_ROLLBACK_INVALID, &mode),
    }
    check.findings
}
