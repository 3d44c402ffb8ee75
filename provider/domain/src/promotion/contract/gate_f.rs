//! Gate F: policy and contract tests.

use crate::promotion::verdict::{Code, Findings};

use super::formats::{is_digest, is_id, is_semver};
use super::shape::{Check, Node};
use super::zones::Kind;
use super::{Options, codes, facts::Facts, policy_input::policy_input_digest};

/// The document that the policy is asked for.
pub const ENTRYPOINT: &str = "data.kfm.promotion";

const MEMBERS: [&str; 8] = [
    "bundle",
    "engine",
    "entrypoint",
    "runtime",
    "tests",
    "contract_tests",
    "decision",
    "emergency_deny",
];

pub(super) fn evaluate(facts: &Facts<'_>, options: &Options) -> Findings {
    let mut check = Check::new(codes::F, options);
    let policy = facts.section("policy");
    if !check.part(&policy, codes::F.section, &MEMBERS) {
        return check.findings;
    }
    bundle(&mut check, &policy.get("bundle"));
    engine(&mut check, &policy.get("engine"), codes::F_ENGINE_PIN_MISMATCH);
    let entrypoint = policy.get("entrypoint");
    check.add_if(!entrypoint.json().is_str(ENTRYPOINT), codes::F_ENTRYPOINT_INVALID, &entrypoint);
    let runtime = policy.get("runtime");
    if check.part(&runtime, codes::F_PARITY_MISMATCH, &["bundle_digest", "engine"]) {
        parity(&mut check, &runtime);
    }
    let tests = policy.get("tests");
    let members = ["ref", "bundle_digest", "engine", "passed", "failed"];
    if check.part(&tests, codes::F_TESTS_FAILED, &members) {
        parity(&mut check, &tests);
        ran(&mut check, &tests, codes::F_TESTS_FAILED);
    }
    let contract = policy.get("contract_tests");
    let members = ["ref", "passed", "failed", "evidence_refs_resolved"];
    if check.part(&contract, codes::F_CONTRACT_TESTS_FAILED, &members) {
        ran(&mut check, &contract, codes::F_CONTRACT_TESTS_FAILED);
        let resolved = contract.get("evidence_refs_resolved");
        let none = resolved.integer().is_none_or(|count| count < 1);
        check.add_if(none, codes::F_EVIDENCE_UNRESOLVED, &resolved);
    }
    decision(&mut check, facts, &policy.get("decision"));
    check.findings
}

fn bundle(check: &mut Check<'_>, bundle: &Node<'_>) {
    if !check.part(bundle, codes::F_BUNDLE_MISSING, &["ref", "bundle_id", "version"]) {
        return;
    }
    let place = bundle.get("ref");
    if let Some(digest) = check.reference(&place, Kind::Policy) {
        let other = digest != check.options.pin.bundle_digest;
        check.add_if(other, codes::F_BUNDLE_PIN_MISMATCH, &place);
    }
    check.text(&bundle.get("bundle_id"), is_id);
    check.text(&bundle.get("version"), is_semver);
}

/// Reports an engine that is not the pinned one.
fn engine(check: &mut Check<'_>, engine: &Node<'_>, code: Code) {
    check.closed(engine, &["name", "version"]);
    let pin = &check.options.pin;
    let pinned = engine.get("name").json().is_str(&pin.engine_name)
        && engine.get("version").json().is_str(&pin.engine_version);
    check.add_if(!pinned, code, engine);
}

/// Reports what did not use the pinned bundle and engine.
fn parity(check: &mut Check<'_>, holder: &Node<'_>) {
    let digest = holder.get("bundle_digest");
    let other = !digest.json().is_str(&check.options.pin.bundle_digest);
    check.add_if(other, codes::F_PARITY_MISMATCH, &digest);
    engine(check, &holder.get("engine"), codes::F_PARITY_MISMATCH);
}

/// Reports tests that did not run, or failed.
fn ran(check: &mut Check<'_>, tests: &Node<'_>, code: Code) {
    check.reference(&tests.get("ref"), Kind::Policy);
    let passed = tests.get("passed").integer().is_some_and(|count| count >= 1)
        && tests.get("failed").integer() == Some(0);
    check.add_if(!passed, code, tests);
}

fn decision(check: &mut Check<'_>, facts: &Facts<'_>, decision: &Node<'_>) {
    let members = ["input_digest", "allow", "deny"];
    if !check.part(decision, codes::F_POLICY_UNDEFINED, &members) {
        return;
    }
    match (decision.get("allow").flag(), decision.get("deny").json().as_array()) {
        (Some(true), Some([])) => {}
        (Some(_), Some(_)) => check.add(codes::F_POLICY_DENY, decision),
        _ => check.add(codes::F_POLICY_RESULT_INVALID, decision),
    }
    let input = decision.get("input_digest");
    if let Some(digest) = check.text(&input, is_digest) {
        let own = policy_input_digest(facts.root().json());
        check.add_if(own.as_deref() != Some(digest), codes::F_POLICY_INPUT_MISMATCH, &input);
    }
}
