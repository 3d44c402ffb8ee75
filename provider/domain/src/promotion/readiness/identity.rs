//! Gate A, identity and closure, and gate B, integrity of the assets.

use super::codes;
use super::shape::{among, closed, is_object, non_empty, repeats, sha256, some_texts, sorted};
use crate::promotion::json::Json;
use crate::promotion::verdict::Findings;

const PACKET: [&str; 18] = [
    "profile_version",
    "candidate_id",
    "candidate_author",
    "spec_hash",
    "gate_evaluated_at",
    "lifecycle",
    "release_manifest",
    "run_receipt",
    "geometry",
    "temporal",
    "policy_context",
    "evidence_refs",
    "attestation_refs",
    "catalog_refs",
    "review",
    "rollback",
    "ai_mediation",
    "correction",
];

pub(super) fn identity(packet: &Json, findings: &mut Findings) {
    closed(findings, packet, &PACKET, codes::A_UNDECLARED_FIELD, "$");
    let wrong = !packet.get("profile_version").is_str("v1");
    findings.add_if(wrong, codes::A_PROFILE_VERSION_INVALID, "$.profile_version");
    let wrong = !non_empty(packet.get("candidate_id"));
    findings.add_if(wrong, codes::A_CANDIDATE_ID_MISSING, "$.candidate_id");
    let wrong = !non_empty(packet.get("candidate_author"));
    findings.add_if(wrong, codes::A_CANDIDATE_AUTHOR_MISSING, "$.candidate_author");
    let wrong = !sha256(packet.get("spec_hash"));
    findings.add_if(wrong, codes::A_SPEC_HASH_INVALID, "$.spec_hash");

    let lifecycle = packet.get("lifecycle");
    closed(findings, lifecycle, &["from", "to"], codes::A_UNDECLARED_FIELD, "$.lifecycle");
    let right = among(lifecycle.get("from"), &["CATALOG", "TRIPLET"])
        && lifecycle.get("to").is_str("PUBLISHED");
    findings.add_if(!right, codes::A_LIFECYCLE_BOUNDARY_INVALID, "$.lifecycle");

    let manifest = packet.get("release_manifest");
    let (known, path) = (["id", "spec_hash", "artifact_digests"], "$.release_manifest");
    closed(findings, manifest, &known, codes::A_UNDECLARED_FIELD, path);
    if manifest.is_null() {
        findings.add(codes::A_RELEASE_MANIFEST_MISSING, path);
    } else if !(non_empty(manifest.get("id")) && sha256(manifest.get("spec_hash"))) {
        findings.add(codes::A_RELEASE_MANIFEST_INVALID, path);
    }
}

pub(super) fn assets(packet: &Json, findings: &mut Findings) {
    let (receipt, path) = (packet.get("run_receipt"), "$.run_receipt");
    let known = ["id", "spec_hash", "output_digests"];
    closed(findings, receipt, &known, codes::B_UNDECLARED_FIELD, path);
    if receipt.is_null() {
        findings.add(codes::B_RUN_RECEIPT_MISSING, path);
        return;
    }
    if !is_object(receipt) {
        findings.add(codes::B_RUN_RECEIPT_INVALID, path);
        return;
    }
    let right = non_empty(receipt.get("id")) && sha256(receipt.get("spec_hash"));
    findings.add_if(!right, codes::B_RUN_RECEIPT_INVALID, path);

    let (manifest, hash) = (packet.get("release_manifest"), packet.get("spec_hash"));
    let differs = manifest.get("spec_hash") != hash || receipt.get("spec_hash") != hash;
    findings.add_if(sha256(hash) && differs, codes::B_SPEC_HASH_MISMATCH, "$.spec_hash");

    let (inputs, outputs) = (manifest.get("artifact_digests"), receipt.get("output_digests"));
    digests(findings, inputs, "$.release_manifest.artifact_digests");
    digests(findings, outputs, "$.run_receipt.output_digests");
    let pair = some_texts(inputs, non_empty).zip(some_texts(outputs, non_empty));
    let differ = pair.is_some_and(|(inputs, outputs)| sorted(inputs) != sorted(outputs));
    findings.add_if(differ, codes::B_ARTIFACT_SET_MISMATCH, "$.run_receipt.output_digests");
}

fn digests(findings: &mut Findings, list: &Json, path: &'static str) {
    match some_texts(list, sha256).map(sorted) {
        None => findings.add(codes::B_ARTIFACT_DIGEST_INVALID, path),
        Some(digests) => {
            findings.add_if(repeats(&digests), codes::B_ARTIFACT_DIGEST_DUPLICATE, path);
        }
    }
}
