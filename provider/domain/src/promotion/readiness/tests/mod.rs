mod approvals;
pub(in crate::promotion) mod cases;
mod properties;
mod rows;

use serde_json::{Value, json};

use super::*;
use crate::promotion::verdict::Readiness;

const BASE: &str = include_str!("../cases/base.json");

pub(in crate::promotion) fn base() -> Value {
    serde_json::from_str(BASE).unwrap()
}

/// `$.a[0].b` as a JSON pointer: `/a/0/b`.
fn pointer(path: &str) -> String {
    path.trim_start_matches('$').replace(['.', '['], "/").replace(']', "")
}

/// Puts a value at a place, given as a JSON pointer; a member may be new, an element may be the next one.
fn set(packet: &mut Value, place: &str, value: Value) {
    let (parent, name) = place.rsplit_once('/').unwrap();
    match packet.pointer_mut(parent).unwrap_or_else(|| panic!("no {place}")) {
        Value::Object(members) => drop(members.insert(name.to_owned(), value)),
        Value::Array(elements) => {
            let index: usize = name.parse().unwrap();
            if index == elements.len() { elements.push(value) } else { elements[index] = value }
        }
        _ => panic!("no {place}"),
    }
}

/// Takes out what is at a place, given as a JSON pointer.
fn remove(packet: &mut Value, place: &str) {
    let (parent, name) = place.rsplit_once('/').unwrap();
    match packet.pointer_mut(parent).unwrap() {
        Value::Object(members) => assert!(members.remove(name).is_some(), "no {place}"),
        Value::Array(elements) => drop(elements.remove(name.parse().unwrap())),
        _ => panic!("no {place}"),
    }
}

#[test]
fn the_base_packet_passes() {
    let evaluation = evaluate(BASE.as_bytes());
    assert_eq!(evaluation.findings().len(), 0);
    assert_eq!(evaluation.readiness(), Readiness::ApproveReady);
}

#[test]
fn the_document_has_its_form() {
    let mut packet = base();
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
    let large = " ".repeat(1_000_001);
    for text in ["", large.as_str(), "{\"a\":1,\"a\":1}", "[]", "null"] {
        let evaluation = evaluate(text.as_bytes());
        assert_eq!(evaluation.findings().len(), 1);
        assert_eq!(evaluation.readiness(), Readiness::Blocked);
        assert!(GATES.iter().all(|gate| evaluation.gate_status(*gate).is_none()));
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
