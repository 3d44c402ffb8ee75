//! Whatever the bytes: an evaluation that is consistent in itself, and the same for every spelling of one packet.

use kfm_domain::promotion::formats::Second;
use kfm_domain::promotion::json::{Json, Limits, Number};
use kfm_domain::promotion::readiness::{Clock, Closed, Evaluation, GATES, evaluate};
use kfm_domain::promotion::verdict::{Readiness, Status};
use serde_json::Value;

pub(crate) fn run(data: &[u8]) {
    let evaluation = evaluate(data);
    consistent(&evaluation);
    let passes = evaluation.status() == Status::Pass;
    let read = Json::read(data, Limits::READINESS_PACKET);
    let is_packet = read.as_ref().is_ok_and(|packet| packet.as_object().is_some());
    assert!(GATES.iter().all(|gate| evaluation.gate_status(*gate).is_some() == is_packet));
    let Ok(packet) = read else { return };
    clock(&packet, passes);
    if !has_long_integer(&packet) {
        let respelled = Value::from(&packet).to_string();
        assert_eq!(evaluate(respelled.as_bytes()), evaluation, "the spelling matters");
    }
}

fn consistent(evaluation: &Evaluation) {
    let clean = evaluation.findings().is_empty();
    assert_eq!(evaluation.status() == Status::Pass, clean);
    assert_eq!(evaluation.readiness() == Readiness::ApproveReady, clean);
    let document: Value = serde_json::from_str(&evaluation.to_json()).unwrap_or_default();
    let list = |name: &str| document.get(name).and_then(Value::as_array).map(Vec::len);
    assert_eq!(list("findings"), Some(evaluation.findings().len()));
    assert_eq!(list("gates"), Some(GATES.len()));
    let status = document.get("status").and_then(Value::as_str);
    assert_eq!(status, Some(evaluation.status().word()));
}

/// The profile reads the times that the clock compares, and is not content with times that it cannot read.
fn clock(packet: &Json, passes: bool) {
    let at = packet.get("gate_evaluated_at").as_str().and_then(Second::parse);
    let clock = Clock::check(packet, at.unwrap_or(Second::FIRST));
    let unreadable = clock.closed().any(|why| why == Closed::Unreadable);
    assert!(!passes || clock.is_current(), "passes, and is not current when it was evaluated");
    assert!(at.is_some() || unreadable);
}

/// Beyond 64 bits the value model of the other spelling has doubles alone.
fn has_long_integer(packet: &Json) -> bool {
    match packet {
        Json::Number(Number::Long(_)) => true,
        Json::Array(elements) => elements.iter().any(has_long_integer),
        Json::Object(members) => members.values().any(has_long_integer),
        _ => false,
    }
}
