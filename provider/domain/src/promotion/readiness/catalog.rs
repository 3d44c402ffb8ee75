//! Gate E, rights and sensitivity, and gate F, proofs and catalogs.

use super::codes;
use super::shape::{among, closed, is_object, non_empty, some_texts, texts};
use crate::promotion::json::Json;
use crate::promotion::verdict::Findings;

const PROFILES: [&str; 3] = ["public-safe", "internal", "restricted"];
const LABELS: [&str; 4] = ["public", "internal", "restricted", "sensitive"];

pub(super) fn policy(packet: &Json, findings: &mut Findings) {
    let (context, path) = (packet.get("policy_context"), "$.policy_context");
    if !is_object(context) {
        findings.add(codes::E_POLICY_CONTEXT_INVALID, path);
        return;
    }
    let known = ["profile", "labels", "evaluation", "policy_bundle"];
    closed(findings, context, &known, codes::E_UNDECLARED_FIELD, path);
    let profile = context.get("profile");
    let unknown = !among(profile, &PROFILES);
    findings.add_if(unknown, codes::E_POLICY_PROFILE_UNKNOWN, "$.policy_context.profile");
    labels(findings, context, profile.is_str("public-safe"));
    let wrong = !non_empty(context.get("policy_bundle"));
    findings.add_if(wrong, codes::E_POLICY_CONTEXT_INVALID, "$.policy_context.policy_bundle");
    let code = match context.get("evaluation").as_str() {
        Some("PASS") => return,
        Some("ERROR") => codes::E_POLICY_EVALUATION_ERROR,
        Some("DENY") => codes::E_POLICY_DENY,
        _ => codes::E_POLICY_CONTEXT_INVALID,
    };
    findings.add(code, "$.policy_context.evaluation");
}

/// An empty list passes where the profile is not `public-safe`: the original has this weakness, and it is kept.
fn labels(findings: &mut Findings, context: &Json, public_safe: bool) {
    let path = "$.policy_context.labels";
    match texts(context.get("labels"), |one| among(one, &LABELS)) {
        None => findings.add(codes::E_POLICY_LABEL_UNKNOWN, path),
        Some(labels) => {
            let public = !labels.is_empty() && labels.iter().all(|label| *label == "public");
            findings.add_if(public_safe && !public, codes::E_PUBLIC_SAFE_LABEL_INVALID, path);
        }
    }
}

pub(super) fn support(packet: &Json, findings: &mut Findings) {
    let missing = |list: &Json| some_texts(list, non_empty).is_none();
    let evidence = missing(packet.get("evidence_refs"));
    findings.add_if(evidence, codes::F_EVIDENCE_REF_MISSING, "$.evidence_refs");
    let attestations = missing(packet.get("attestation_refs"));
    findings.add_if(attestations, codes::F_ATTESTATION_REF_MISSING, "$.attestation_refs");

    let catalogs = packet.get("catalog_refs");
    if is_object(catalogs) {
        let known = ["stac", "dcat", "prov"];
        closed(findings, catalogs, &known, codes::F_UNDECLARED_FIELD, "$.catalog_refs");
        for (name, path) in [
            ("stac", "$.catalog_refs.stac"),
            ("dcat", "$.catalog_refs.dcat"),
            ("prov", "$.catalog_refs.prov"),
        ] {
            let open = missing(catalogs.get(name));
            findings.add_if(open, codes::F_CATALOG_CLOSURE_MISSING, path);
        }
    } else {
        findings.add(codes::F_CATALOG_CLOSURE_MISSING, "$.catalog_refs");
    }

    let mediation = packet.get("ai_mediation");
    if is_object(mediation) {
        let known = ["used", "receipt_ref"];
        closed(findings, mediation, &known, codes::F_UNDECLARED_FIELD, "$.ai_mediation");
        let right = match mediation.get("used").as_bool() {
            Some(true) => non_empty(mediation.get("receipt_ref")),
            Some(false) => true,
            None => false,
        };
        findings.add_if(!right, codes::F_AI_RECEIPT_MISSING, "$.ai_mediation.receipt_ref");
    } else {
        findings.add(codes::F_AI_RECEIPT_MISSING, "$.ai_mediation");
    }
}
