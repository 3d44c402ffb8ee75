//! Gate E: receipts and digests.

use std::collections::BTreeSet;

use crate::promotion::verdict::Findings;

use super::formats::{
    is_commit, is_decision, is_digest, is_id, is_iri, is_principal, is_run, is_text, is_version,
};
use super::shape::{Check, MANY, Node, SOME};
use super::zones::Kind;
use super::{Options, codes, facts::Facts};

const RECORD: [&str; 11] = [
    "kfm_run_receipt_version",
    "run_id",
    "actor",
    "operation",
    "dataset_version_id",
    "inputs",
    "outputs",
    "environment",
    "validation",
    "policy",
    "created_at",
];

pub(super) fn evaluate(facts: &Facts<'_>, options: &Options) -> Findings {
    let mut check = Check::new(codes::E, options);
    let receipts = facts.section("receipts");
    let members = ["runs", "qa", "audit_entries"];
    if !check.part(&receipts, codes::E.section, &members) {
        return check.findings;
    }
    let list = receipts.get("runs");
    let runs = list.elements().filter(|runs| (1..=SOME).contains(&runs.len()));
    check.add_if(runs.is_none(), codes::E_RUN_RECEIPT_MISSING, &list);
    let mut digests = Vec::new();
    for run in runs.iter().flatten() {
        if !check.object(run, &["ref", "record"]) {
            continue;
        }
        digests.extend(check.reference(&run.get("ref"), Kind::Record));
        let record = run.get("record");
        if check.part(&record, codes::E_RUN_RECEIPT_MISSING, &RECORD) {
            receipt(&mut check, facts, &record);
        }
    }
    let mut seen = BTreeSet::new();
    let unique = facts.run_ids().into_iter().all(|run| seen.insert(run));
    check.add_if(!unique, codes::E_RUN_DUPLICATE, &list);
    outputs(&mut check, facts, &list);
    quality(&mut check, facts, &receipts.get("qa"));
    audit(&mut check, &receipts.get("audit_entries"), &digests);
    check.findings
}

/// Reports what is well-formed, but not of the version that is promoted.
fn version(check: &mut Check<'_>, facts: &Facts<'_>, holder: &Node<'_>) {
    let member = holder.get("dataset_version_id");
    if let Some(version) = check.text(&member, is_version) {
        check.add_if(facts.version() != Some(version), codes::E_VERSION_MISMATCH, &member);
    }
}

fn receipt(check: &mut Check<'_>, facts: &Facts<'_>, record: &Node<'_>) {
    check.text(&record.get("kfm_run_receipt_version"), |text| text == "v1");
    check.text(&record.get("run_id"), is_run);
    let actor = record.get("actor");
    if check.object(&actor, &["principal", "role"]) {
        check.text(&actor.get("principal"), is_principal);
        check.text(&actor.get("role"), is_id);
    }
    check.text(&record.get("operation"), is_text);
    version(check, facts, record);
    for name in ["inputs", "outputs"] {
        let list = record.get(name);
        let files = list.records((1, MANY), &["uri", "digest"], |file| {
            file.get("uri").text(is_iri)?;
            file.get("digest").text(is_digest)
        });
        check.need(&list, files);
    }
    let environment = record.get("environment");
    if check.object(&environment, &["container_digest", "git_commit", "params_digest"]) {
        check.text(&environment.get("container_digest"), is_digest);
        check.text(&environment.get("git_commit"), is_commit);
        check.text(&environment.get("params_digest"), is_digest);
    }
    let validation = record.get("validation");
    if check.object(&validation, &["status", "report_digest"]) {
        check.text(&validation.get("report_digest"), is_digest);
        let status = validation.get("status");
        match status.json().as_str() {
            Some("pass") => {}
            Some("warn" | "abstain") => check.add(codes::E_VALIDATION_INCONCLUSIVE, &status),
            _ => check.add(codes::E_VALIDATION_FAILED, &status),
        }
    }
    let policy = record.get("policy");
    if check.object(&policy, &["decision_id"]) {
        let decision = policy.get("decision_id");
        if let Some(named) = check.text(&decision, is_decision) {
            let wrong = facts.decision_id() != Some(named);
            check.add_if(wrong, codes::E_DECISION_MISMATCH, &decision);
        }
    }
    let created = record.get("created_at");
    if let (Some(at), Some(evaluated)) = (check.second(&created), facts.evaluated_at()) {
        check.add_if(at > evaluated, codes::E.field, &created);
    }
}

fn outputs(check: &mut Check<'_>, facts: &Facts<'_>, list: &Node<'_>) {
    let Some(artifacts) = facts.artifact_digests() else { return };
    if list.json().as_array().is_none_or(<[_]>::is_empty) {
        return;
    }
    let outputs: Vec<_> = facts
        .records()
        .iter()
        .flat_map(|record| record.get("outputs").elements().unwrap_or_default())
        .filter_map(|output| output.get("digest").text(is_digest))
        .collect();
    let union: BTreeSet<_> = outputs.iter().copied().collect();
    if union != artifacts {
        check.add(codes::E_OUTPUT_MISMATCH, list);
    } else if union.len() != outputs.len() {
        check.add(codes::E_OUTPUT_MULTIPLE_RUNS, list);
    }
}

fn quality(check: &mut Check<'_>, facts: &Facts<'_>, qa: &Node<'_>) {
    let members = ["ref", "status", "thresholds_met", "dataset_version_id"];
    if !check.part(qa, codes::E_QA_FAILED, &members) {
        return;
    }
    let report = check.reference(&qa.get("ref"), Kind::Record);
    version(check, facts, qa);
    let passed =
        qa.get("status").json().is_str("pass") && qa.get("thresholds_met").flag() == Some(true);
    check.add_if(!passed, codes::E_QA_FAILED, qa);
    let named = facts.manifest().get("qa");
    if named.is_object() {
        let differs =
            report.is_some_and(|digest| !named.get("report_digest").json().is_str(digest));
        let wrong = differs || !named.get("status").json().is_str("pass");
        check.add_if(wrong, codes::E_QA_MISMATCH, &named);
    }
}

fn audit(check: &mut Check<'_>, list: &Node<'_>, receipts: &[&str]) {
    let entries = list.elements().filter(|entries| (1..=MANY).contains(&entries.len()));
    let Some(entries) = entries else { return check.add(codes::E_AUDIT_MISSING, list) };
    let mut entered = BTreeSet::new();
    for entry in &entries {
        if !check.object(entry, &["ref", "run_id", "receipt_digest"]) {
            continue;
        }
        check.reference(&entry.get("ref"), Kind::Audit);
        check.text(&entry.get("run_id"), is_run);
        entered.extend(check.text(&entry.get("receipt_digest"), is_digest));
    }
    let missing = receipts.iter().any(|receipt| !entered.contains(receipt));
    check.add_if(missing, codes::E_AUDIT_MISSING, list);
}
