use serde::Deserialize;
use serde_json::{Value, json};

use super::*;

const BASE: &str = include_str!("cases/base.json");

#[derive(Deserialize)]
struct Case {
    case: String,
    change: Vec<Change>,
    findings: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Change {
    Set { set: String, value: Value },
    Remove { remove: String },
    Packet { packet: Value },
}

fn object<'v>(packet: &'v mut Value, path: &str) -> (&'v mut Value, String) {
    let (folder, name) = path.rsplit_once('.').unwrap_or(("", path));
    let steps = folder.split('.').filter(|step| !step.is_empty());
    let parent = steps.fold(packet, |value, step| &mut value[step]);
    (parent, name.to_owned())
}

fn changed(changes: &[Change]) -> Value {
    let mut packet: Value = serde_json::from_str(BASE).unwrap();
    for change in changes {
        match change {
            Change::Set { set, value } => {
                let (parent, name) = object(&mut packet, set);
                parent[name] = value.clone();
            }
            Change::Remove { remove } => {
                let (parent, name) = object(&mut packet, remove);
                assert!(parent.as_object_mut().unwrap().remove(&name).is_some(), "{remove}");
            }
            Change::Packet { packet: other } => packet = other.clone(),
        }
    }
    packet
}

fn found(text: &[u8]) -> Vec<(String, String)> {
    let evaluation = evaluate(text);
    let findings = evaluation.findings().iter();
    findings.map(|one| (one.code.name.to_owned(), one.path.clone().into_owned())).collect()
}

#[test]
fn the_base_packet_passes() {
    let evaluation = evaluate(BASE.as_bytes());
    assert_eq!(evaluation.findings().len(), 0);
    assert_eq!(evaluation.readiness(), Readiness::ApproveReady);
}

#[test]
fn every_vector_has_exactly_its_findings() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("cases/vectors.json")).unwrap();
    assert_eq!(cases.len(), 51);
    for case in cases {
        let packet = changed(&case.change).to_string();
        assert_eq!(found(packet.as_bytes()), case.findings, "{}", case.case);
    }
}

#[test]
fn the_document_has_its_form() {
    let mut packet: Value = serde_json::from_str(BASE).unwrap();
    packet["evidence_refs"] = json!([]);
    packet["geometry"]["bbox"] = json!([1, 1, 1, 2]);
    packet["first_unknown"] = json!(1);
    packet["second_unknown"] = json!(2);
    let expected = concat!(
        r#"{"file":"external-input","findings":[{"code":"PG_A_UNDECLARED_FIELD","gate":"A","path":"$","status":"DENY"},"#,
        r#"{"code":"PG_C_BBOX_INVALID","gate":"C","path":"$.geometry.bbox","status":"DENY"},"#,
        r#"{"code":"PG_F_EVIDENCE_REF_MISSING","gate":"F","path":"$.evidence_refs","status":"ABSTAIN"}],"#,
        r#""gates":[{"gate":"A","status":"DENY"},{"gate":"B","status":"PASS"},{"gate":"C","status":"DENY"},"#,
        r#"{"gate":"D","status":"PASS"},{"gate":"E","status":"PASS"},{"gate":"F","status":"ABSTAIN"},{"gate":"G","status":"PASS"}],"#,
        r#""readiness":"BLOCKED","scope":"release.promotion_gate","status":"DENY"}"#,
    );
    assert_eq!(evaluate(packet.to_string().as_bytes()).to_json(), expected);
}

#[test]
fn what_cannot_be_read_is_not_evaluated() {
    let padded = |size: usize| format!("{BASE}{}", " ".repeat(size - BASE.len()));
    let (large, whole) = (padded(1_000_001), padded(1_000_000));
    assert_eq!(found(whole.as_bytes()), []);
    let many = format!("{{\"x\":[{}]}}", vec!["1"; 4_095].join(","));
    for (text, code) in [
        (large.as_str(), "FIXTURE_TOO_LARGE"),
        ("", "FIXTURE_JSON_INVALID"),
        ("{\"a\":1,\"a\":1}", "FIXTURE_JSON_INVALID"),
        ("{\"a\":\"\\ud800\"}", "FIXTURE_JSON_INVALID"),
        (many.as_str(), "FIXTURE_JSON_INVALID"),
        ("[]", "PG_INPUT_DOCUMENT_INVALID"),
        ("null", "PG_INPUT_DOCUMENT_INVALID"),
    ] {
        let evaluation = evaluate(text.as_bytes());
        assert_eq!(found(text.as_bytes()), [(code.to_owned(), "$".to_owned())]);
        assert_eq!(evaluation.readiness(), Readiness::Blocked);
        assert!(GATES.iter().all(|gate| evaluation.gate(*gate).is_none()));
        assert_eq!(evaluation.to_json().matches("NOT_EVALUATED").count(), 7);
    }
    assert_eq!(unreadable().to_json(), evaluate(b"{").to_json());
}

#[test]
fn the_registry_has_59_codes() {
    let mut names: Vec<_> = codes::ALL.iter().map(|code| code.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 59);
}
