use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::promotion::contract::tests::example::set;
use crate::promotion::formats::is_sha256;

const EXAMPLE: &str = include_str!("example.json");
const CANONICAL: &str = include_str!("example.canonical.txt");
const DIGEST: &str = "sha256:25120acb008e7e22e8386b961515a5c97ca3a06ac313671c7e8a53a2f4b1a915";

fn example() -> Value {
    serde_json::from_str(EXAMPLE).unwrap()
}

fn read(receipt: &Value) -> Receipt {
    Receipt::read(receipt.to_string().as_bytes()).unwrap()
}

/// The codes of the example with a member set, under the digest that it has then.
fn codes(path: &str, value: Value) -> Vec<&'static str> {
    let mut receipt = example();
    *receipt.pointer_mut(path).unwrap_or_else(|| panic!("no {path}")) = value;
    sealed(receipt)
}

fn sealed(mut receipt: Value) -> Vec<&'static str> {
    if let Some(digest) = read(&receipt).digest() {
        receipt["integrity"]["receipt_digest"] = json!(digest);
    }
    read(&receipt).faults().into_iter().map(Fault::code).collect()
}

/// The codes of a case: the example with a change, or a text of its own.
fn run(case: &Value) -> Vec<&'static str> {
    if let Some(text) = case["text"].as_str() {
        let times = case["times"].as_u64().unwrap_or(1);
        let text = text.repeat(usize::try_from(times).unwrap());
        let told = match Receipt::read(text.as_bytes()) {
            Ok(receipt) => receipt.faults(),
            Err(fault) => vec![fault],
        };
        return told.into_iter().map(Fault::code).collect();
    }
    let mut receipt = example();
    for (path, value) in case["change"].as_object().into_iter().flatten() {
        set(&mut receipt, path, value.clone());
    }
    if case["sealed"] == false {
        return read(&receipt).faults().into_iter().map(Fault::code).collect();
    }
    // A digest that is no digest stays: its shape is the case.
    if is_sha256(receipt["integrity"]["receipt_digest"].as_str().unwrap_or_default()) {
        return sealed(receipt);
    }
    read(&receipt).faults().into_iter().map(Fault::code).collect()
}

#[test]
fn cases_have_exactly_their_codes() {
    let cases: Value = serde_json::from_str(include_str!("cases.json")).unwrap();
    let mut rules = BTreeSet::new();
    for case in cases.as_array().unwrap() {
        assert_eq!(json!(run(case)), case["codes"], "{case}");
        rules.insert(case["rule"].as_str().unwrap().to_owned());
    }
    // What has no text is the file's: the tests of the command have it.
    let of_files = [Fault::NotFile, Fault::Unreadable];
    let mut expected: BTreeSet<_> = Fault::ALL
        .into_iter()
        .filter(|fault| !of_files.contains(fault))
        .map(|fault| fault.code().to_owned())
        .collect();
    expected.insert("clean".to_owned());
    assert_eq!(rules, expected);
}

#[test]
fn the_example_has_its_text_and_its_digest() {
    let receipt = read(&example());
    let text = canonical::text(receipt.0.as_object().unwrap()).unwrap();
    assert_eq!((text.as_str(), text.len()), (CANONICAL, 1_396));
    assert_eq!(receipt.digest().as_deref(), Some(DIGEST));
    assert_eq!(receipt.faults(), []);
}

#[test]
fn the_form_is_ascii() {
    let text = |value: &str| {
        let receipt = Receipt::read(value.as_bytes()).unwrap();
        canonical::text(receipt.0.as_object().unwrap())
    };
    let written = text(
        r#"{"é":["\b\t\n\f\r\u0000\u001f/\"\\\u007f\u0080\ud83c\udf0d"],"a":{"integrity":null},"integrity":{},"_":true,"Z":false}"#,
    );
    let expected = r#"{"Z":false,"_":true,"a":{"integrity":null},"\u00e9":["\b\t\n\f\r\u0000\u001f/\"\\\u007f\u0080\ud83c\udf0d"]}"#;
    assert_eq!(written.as_deref(), Some(expected));
    assert_eq!(text(r#"{"a":[{"b":1}]}"#), None, "a number has no form");
}

#[test]
fn what_does_not_agree_is_told() {
    assert_eq!(codes("/evaluation/status", json!("PASS")), ["OVERALL_STATUS_MISMATCH"]);
    assert_eq!(codes("/evaluation/readiness", json!("APPROVE_READY")), ["READINESS_MISMATCH"]);
    assert_eq!(
        codes("/transition/applied", json!(true)),
        [
            "TRANSITION_APPLIED_WHILE_BLOCKED",
            "TRANSITION_DECISION_REF_MISSING",
            "TRANSITION_SUPPORT_INCOMPLETE"
        ]
    );
    let mut passing = example();
    passing["gates"][6]["status"] = json!("PASS");
    passing["gates"][6]["findings"] = json!([]);
    assert_eq!(sealed(passing), ["OVERALL_STATUS_MISMATCH", "READINESS_MISMATCH"]);
    let mut other = example();
    other["integrity"]["receipt_digest"] = json!(format!("sha256:{}", "0".repeat(64)));
    assert_eq!(read(&other).faults(), [Fault::Digest]);
}

#[test]
fn what_was_applied_had_all_it_needs() {
    let mut applied = example();
    applied["evaluation"]["status"] = json!("PASS");
    applied["evaluation"]["readiness"] = json!("APPROVE_READY");
    applied["gates"][6]["status"] = json!("PASS");
    applied["transition"]["applied"] = json!(true);
    applied["decision_ref"] = json!("decision:1");
    applied["review_refs"] = json!(["review:1"]);
    assert_eq!(sealed(applied.clone()), [""; 0], "its findings need not fit its status");
    for name in ["evidence_refs", "policy_refs", "review_refs", "attestation_refs"] {
        let mut without = applied.clone();
        without[name] = json!([]);
        assert_eq!(sealed(without), ["TRANSITION_SUPPORT_INCOMPLETE"], "{name}");
    }
    let mut undecided = applied.clone();
    undecided["decision_ref"] = Value::Null;
    assert_eq!(sealed(undecided), ["TRANSITION_DECISION_REF_MISSING"]);
    let mut declared = applied;
    declared["evaluation"]["readiness"] = json!("BLOCKED");
    assert_eq!(sealed(declared), ["READINESS_MISMATCH", "TRANSITION_APPLIED_WHILE_BLOCKED"]);
}

#[test]
fn the_worst_gate_decides() {
    for status in ["DENY", "ERROR"] {
        let mut receipt = example();
        receipt["gates"][0]["status"] = json!(status);
        assert_eq!(sealed(receipt.clone()), ["OVERALL_STATUS_MISMATCH"]);
        receipt["evaluation"]["status"] = json!(status);
        assert_eq!(sealed(receipt), [""; 0]);
    }
}

#[test]
fn every_member_has_its_form() {
    let long = "x".repeat(1_025);
    let many: Vec<_> = (0..129).map(|at| format!("r{at}")).collect();
    let artifacts = |name: &str| json!({name: "sha256:".to_owned() + &"a".repeat(64)});
    let wrong = [
        ("/promotion_id", json!("promotion:A")),
        ("/promotion_id", json!("promotion:")),
        ("/promotion_id", json!("promotion:a\n")),
        ("/promotion_id", json!("promotion:-a")),
        ("/receipt_profile", json!("kfm/promotion-receipt/v2")),
        ("/candidate", json!([])),
        ("/candidate/candidate_id", json!("1a")),
        ("/candidate/spec_hash", json!("jcs:sha256:00")),
        ("/candidate/artifact_digests", json!({})),
        ("/candidate/artifact_digests", json!({"a": "sha256:00"})),
        ("/candidate/artifact_digests", artifacts("/a")),
        ("/candidate/artifact_digests", artifacts("")),
        ("/candidate/artifact_digests", artifacts(&"a".repeat(257))),
        ("/candidate/artifact_digests", artifacts("a b")),
        ("/evaluation/profile", json!("kfm/promotion-contract/A-F/v1")),
        ("/evaluation/evaluated_at", json!("2026-05-04")),
        ("/evaluation/status", json!("NOT_EVALUATED")),
        ("/evaluation/readiness", json!("PASS")),
        ("/gates/0/status", json!("NOT_EVALUATED")),
        ("/gates/0/name", json!("asset_integrity")),
        ("/gates/6/findings", json!(["a"])),
        ("/gates/6/findings", json!(["A", "A"])),
        ("/gates/6/findings", json!([1])),
        ("/transition/from_state", json!("catalog")),
        ("/transition/to_state", json!("CATALOG")),
        ("/transition/applied", json!(1)),
        ("/decision_ref", json!("")),
        ("/decision_ref", json!(false)),
        ("/evidence_refs", json!([""])),
        ("/evidence_refs", json!([long])),
        ("/policy_refs", json!(many)),
        ("/review_refs", json!(["a", "a"])),
        ("/attestation_refs", Value::Null),
        ("/integrity/receipt_digest", json!("00")),
        ("/created_by", json!("actor://")),
        ("/created_by", json!("actor://a b")),
        ("/created_by", json!("user:a")),
    ];
    for (path, value) in wrong {
        let mut receipt = example();
        *receipt.pointer_mut(path).unwrap() = value.clone();
        assert_eq!(read(&receipt).faults(), [Fault::Schema], "{path} {value}");
    }
    let right = [
        ("/evidence_refs", json!([" ", "x".repeat(1_024)])),
        ("/policy_refs", json!((0..128).map(|at| format!("r{at}")).collect::<Vec<_>>())),
        ("/candidate/artifact_digests", artifacts("0/._-")),
        ("/decision_ref", json!("x")),
        ("/transition/from_state", json!("TRIPLET")),
        ("/gates/6/findings", json!(["A/B-C_1"])),
    ];
    for (path, value) in right {
        assert_eq!(codes(path, value), [""; 0], "{path}");
    }
}

#[test]
fn gates_come_in_their_order() {
    let mut receipt = example();
    receipt["gates"].as_array_mut().unwrap().reverse();
    assert_eq!(read(&receipt).faults(), [Fault::Schema]);
    let mut six = example();
    six["gates"].as_array_mut().unwrap().pop();
    assert_eq!(read(&six).faults(), [Fault::Schema]);
}

#[test]
fn times_are_those_of_rfc_3339() {
    let right = [
        "2026-05-04t12:00:05z",
        "2026-05-04T12:00:05.123+05:30",
        "2024-02-29T23:59:59-00:00",
        "0001-01-01T00:00:00Z",
    ];
    for time in right {
        assert_eq!(codes("/created_at", json!(time)), [""; 0], "{time}");
    }
    let wrong = [
        "2026-05-04T12:00:60Z",
        "2026-05-04T12:00:05",
        "2026-05-04T12:00:05.Z",
        "2026-05-04T12:00:05+0530",
        "2026-05-04T12:00:05Z\n",
        "2026-05-04T12:00:05+24:00",
        "2026-05-04T12:00:05+05:60",
        "2026-05-04T12:00:05+5:30",
        "2026-02-29T12:00:05Z",
        "0000-01-01T00:00:00Z",
        "2026-05-04 12:00:05Z",
        "2026-05-04T12:00:05.1.2Z",
        "é026-05-04T12:00:05Z",
        "2026-05-04T12:00:0é",
    ];
    for time in wrong {
        assert_eq!(codes("/created_at", json!(time)), ["SCHEMA_INVALID"], "{time}");
    }
}

#[test]
fn what_cannot_be_read_says_why() {
    let cases = [
        (&b"{\"a\":1,\"a\":1}"[..], Fault::DuplicateKey),
        (b"{", Fault::Invalid),
        (b"\xef\xbb\xbf{}", Fault::Invalid),
        (b"{\"a\":\"\xff\"}", Fault::Invalid),
        (b"{\"a\":1e400}", Fault::Invalid),
        (b"[]", Fault::Root),
        (b"null", Fault::Root),
    ];
    for (text, fault) in cases {
        assert_eq!(Receipt::read(text).unwrap_err(), fault, "{text:?}");
    }
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(200), "]".repeat(200));
    assert_eq!(Receipt::read(deep.as_bytes()).unwrap_err(), Fault::Invalid);
    let padded = |size: usize| format!("{{}}{}", " ".repeat(size - 2)).into_bytes();
    assert_eq!(Receipt::read(&padded(2_097_153)).unwrap_err(), Fault::TooLarge);
    assert_eq!(
        Receipt::read(&padded(2_097_152)).map(|receipt| receipt.faults()),
        Ok(vec![Fault::Schema])
    );
}

/// Every member of the example, by its pointer.
fn members() -> Vec<(String, String)> {
    fn walk(at: &str, value: &Value, into: &mut Vec<(String, String)>) {
        if let Value::Object(object) = value {
            for (name, value) in object {
                into.push((at.to_owned(), name.clone()));
                walk(&format!("{at}/{}", name.replace('/', "~1")), value, into);
            }
        }
        for (index, value) in value.as_array().into_iter().flatten().enumerate() {
            walk(&format!("{at}/{index}"), value, into);
        }
    }
    let mut found = Vec::new();
    walk("", &example(), &mut found);
    found
}

#[test]
fn every_member_is_required_and_no_other_is_known() {
    let members = members();
    assert!(members.len() > 50, "{}", members.len());
    for (at, name) in members {
        let mut receipt = example();
        receipt.pointer_mut(&at).unwrap().as_object_mut().unwrap().remove(&name);
        assert_eq!(read(&receipt).faults(), [Fault::Schema], "{at} {name}");
        if at != "/candidate/artifact_digests" {
            let mut receipt = example();
            receipt.pointer_mut(&at).unwrap()["other"] = json!(null);
            assert_eq!(read(&receipt).faults(), [Fault::Schema], "{at}");
        }
    }
}

proptest! {
    #[test]
    fn any_change_of_a_text_changes_the_digest(at in 0_usize..1_396, to in "[a-z]") {
        let mut changed = CANONICAL.as_bytes().to_vec();
        prop_assume!(changed[at].is_ascii_lowercase() && changed[at] != to.as_bytes()[0]);
        changed[at] = to.as_bytes()[0];
        if let Ok(receipt) = Receipt::read(&changed) {
            prop_assert_ne!(receipt.digest(), Some(DIGEST.to_owned()));
        }
    }
}
