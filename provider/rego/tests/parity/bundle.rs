//! The example bundle, asked about many inputs: the example packet, what the rule book's cases make of it, and the
//! input without or with other members.

use std::collections::BTreeSet;

use kfm_domain::promotion::contract::policy_input;
use kfm_domain::promotion::json::{Json, Limits};
use serde_json::{Map, Value, json};

use crate::example_packet::{Example, pointer, remove, set};
use crate::question::Question;

pub(crate) const AREA: &str = "the example bundle";

macro_rules! cases {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../../domain/src/promotion/contract/cases/", $name, ".json")))),*]
    };
}

/// What the bundle reads, of the input.
const READ: [&str; 11] = [
    "$.rights",
    "$.rights.license",
    "$.rights.license.spdx",
    "$.review",
    "$.review.decision",
    "$.transition.audience",
    "$.sensitivity",
    "$.sensitivity.policy_label",
    "$.sensitivity.obligations",
    "$.sensitivity.obligations[0]",
    "$.sensitivity.obligations[1].type",
];

/// The questions, none twice.
pub(crate) fn questions() -> Vec<Question> {
    let rules = include_str!("../../../domain/src/promotion/contract/cases/objects/promotion.rego");
    let mut seen = BTreeSet::new();
    let mut questions = Vec::new();
    for (name, input) in inputs() {
        if seen.insert(serde_json_canonicalizer::to_string(&input).unwrap()) {
            let module = ["promotion.rego", rules, "data.kfm.promotion"];
            questions.push(Question::new(AREA, name, module, Map::new(), input));
        }
    }
    questions
}

fn inputs() -> Vec<(String, Value)> {
    let packet = Example::new().packet;
    let mut inputs = vec![
        ("the example".to_owned(), input(&packet, false)),
        ("the example, EMERGENCY_DENY".to_owned(), input(&packet, true)),
    ];
    for (at, (name, packet)) in packets(&packet).into_iter().enumerate() {
        inputs.push((name.clone(), input(&packet, false)));
        // The kill switch is one rule, whatever else the packet says: a few packets tell that.
        if at % 5 == 0 {
            inputs.push((format!("{name}, EMERGENCY_DENY"), input(&packet, true)));
        }
    }
    let example = input(&packet, false);
    let mut paths: Vec<_> = members(&example).iter().map(|name| format!("$.{name}")).collect();
    paths.extend(READ.map(ToOwned::to_owned));
    for path in paths {
        inputs.extend(changed(&example, &path));
    }
    inputs
}

fn input(packet: &Value, emergency_deny: bool) -> Value {
    let text = packet.to_string();
    policy_input(&Json::read(text.as_bytes(), Limits::CONTRACT_PACKET).unwrap(), emergency_deny)
}

/// Sorted, whatever order the maps of this build have.
fn members(value: &Value) -> BTreeSet<&String> {
    value.as_object().unwrap().keys().collect()
}

/// The packets of the rule book's cases that can be read.
fn packets(packet: &Value) -> Vec<(String, Value)> {
    let files = cases![
        "mutations",
        "generic",
        "control",
        "transitions",
        "gate_a",
        "gate_b",
        "gate_c",
        "gate_d",
        "gate_e",
        "gate_f",
        "storage",
    ];
    let mut packets = Vec::new();
    for (file, text) in files {
        let cases: Vec<Value> = serde_json::from_str(text).unwrap();
        for (at, case) in cases.iter().enumerate() {
            let mut packet = packet.clone();
            if let Some(changes) = case["change"].as_object() {
                for path in members(&case["change"]) {
                    set(&mut packet, path, changes[path].clone());
                }
            }
            for path in case["remove"].as_array().into_iter().flatten() {
                remove(&mut packet, &pointer(path.as_str().unwrap()));
            }
            if Json::read(packet.to_string().as_bytes(), Limits::CONTRACT_PACKET).is_ok() {
                packets.push((format!("{file} {}", at + 1), packet));
            }
        }
    }
    packets
}

/// The input without a member, and with values of each type instead.
fn changed(input: &Value, path: &str) -> Vec<(String, Value)> {
    let mut without = input.clone();
    remove(&mut without, &pointer(path));
    let mut changed = vec![(format!("without {path}"), without)];
    for value in [
        json!(null),
        json!(false),
        json!(true),
        json!(0),
        json!(""),
        json!("approve"),
        json!([]),
        json!(["public"]),
        json!({}),
    ] {
        let name = format!("{path} = {value}");
        let mut input = input.clone();
        set(&mut input, path, value);
        changed.push((name, input));
    }
    changed
}
