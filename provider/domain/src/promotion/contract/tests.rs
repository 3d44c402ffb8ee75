use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::promotion::formats::Second;
use crate::promotion::verdict::Readiness;
use example::{pointer, remove, set};

pub(in crate::promotion) mod example;

const CASES: [(&str, &str); 10] = [
    ("mutations", include_str!("cases/mutations.json")),
    ("generic", include_str!("cases/generic.json")),
    ("control", include_str!("cases/control.json")),
    ("transitions", include_str!("cases/transitions.json")),
    ("gate_a", include_str!("cases/gate_a.json")),
    ("gate_b", include_str!("cases/gate_b.json")),
    ("gate_c", include_str!("cases/gate_c.json")),
    ("gate_d", include_str!("cases/gate_d.json")),
    ("gate_e", include_str!("cases/gate_e.json")),
    ("gate_f", include_str!("cases/gate_f.json")),
];

pub(super) fn document(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn example() -> Value {
    document(include_str!("cases/packet.json"))
}

fn clock() -> Second {
    Second::parse("2026-05-05T00:00:00Z").unwrap()
}

pub(super) fn options(document: &Value) -> Options {
    Options::from_json(document.to_string().as_bytes()).unwrap().at(clock())
}

fn example_options() -> Value {
    document(include_str!("cases/options.json"))
}

/// Puts the digest of the policy's input where it belongs, if it still can be there.
pub(in crate::promotion) fn rebind(packet: &mut Value) {
    let read = Json::read(packet.to_string().as_bytes(), Limits::CONTRACT_PACKET).unwrap();
    let digest = policy_input_digest(&read).unwrap();
    if let Some(bound) = packet.pointer_mut("/policy/decision/input_digest") {
        *bound = digest.into();
    }
}

pub(super) fn lines(evaluation: &Evaluation) -> Vec<String> {
    let line = |finding: &crate::promotion::verdict::Finding| {
        format!("{} {}", finding.code.name, finding.path)
    };
    evaluation.findings().iter().map(line).collect()
}

fn judged(packet: &Value, options: &Options) -> Evaluation {
    evaluate(packet.to_string().as_bytes(), options)
}

/// Every case with its options.
pub(in crate::promotion) fn all() -> Vec<(Evaluation, Options)> {
    let read = |(_, text)| document(text).as_array().unwrap().clone();
    CASES.into_iter().flat_map(read).map(|case| run_with(&case)).collect()
}

/// The example with its options, its stored objects taken for what the packet says.
pub(in crate::promotion) fn passing() -> (Evaluation, Options) {
    passing_with(&[])
}

/// The same, with some options set.
pub(in crate::promotion) fn passing_with(changes: &[(&str, Value)]) -> (Evaluation, Options) {
    let mut settings = example_options();
    for (path, value) in changes {
        set(&mut settings, path, value.clone());
    }
    let packet = Json::read(example().to_string().as_bytes(), Limits::CONTRACT_PACKET).unwrap();
    let evaluation = Evaluation::at(Level::Storage, packet, Findings::new());
    (evaluation, options(&settings))
}

fn run(case: &Value) -> Evaluation {
    run_with(case).0
}

fn run_with(case: &Value) -> (Evaluation, Options) {
    let (mut packet, mut settings) = (example(), example_options());
    for (path, value) in case["change"].as_object().into_iter().flatten() {
        set(&mut packet, path, value.clone());
    }
    for path in case["remove"].as_array().into_iter().flatten() {
        remove(&mut packet, &pointer(path.as_str().unwrap()));
    }
    for (path, value) in case["options"].as_object().into_iter().flatten() {
        set(&mut settings, path, value.clone());
    }
    if case["rebind"] != false {
        rebind(&mut packet);
    }
    let options = options(&settings);
    (judged(&packet, &options), options)
}

#[test]
fn cases_have_exactly_their_findings() {
    let mut wrong = Vec::new();
    for (file, text) in CASES {
        for case in document(text).as_array().unwrap() {
            let evaluation = run(case);
            let found = lines(&evaluation);
            let expected: Vec<_> =
                case["findings"].as_array().unwrap().iter().map(|f| f.as_str().unwrap()).collect();
            let differs = |member: &str, word: &str| {
                case.get(member).is_some_and(|expected| expected != word)
            };
            if found != expected
                || differs("status", evaluation.status().word())
                || differs("disposition", evaluation.disposition().word())
            {
                wrong.push(format!(
                    "{file} {}\n  found    {found:?} {} {}\n  expected {expected:?}",
                    case["rule"],
                    evaluation.status(),
                    evaluation.disposition().word()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_rule_has_a_case() {
    let mut expected: BTreeSet<String> = [
        "section",
        "member",
        "ref",
        "zone",
        "undeclared",
        "gated",
        "not gated",
        "remediation",
        "quarantine",
        "served",
        "forbidden",
    ]
    .map(str::to_owned)
    .into();
    let rows =
        [("X", 29), ("A", 10), ("B", 12), ("C", 18), ("D", 11), ("E", 12), ("F", 12), ("M", 18)];
    for (letter, count) in rows {
        expected.extend((1..=count).map(|number| format!("{letter}-{number}")));
    }
    let mut named = BTreeSet::new();
    for (_, text) in CASES {
        let cases = document(text);
        named.extend(
            cases.as_array().unwrap().iter().map(|case| case["rule"].as_str().unwrap().to_owned()),
        );
    }
    assert_eq!(named, expected);
}

#[test]
fn the_example_passes_and_is_ready_as_a_packet_only() {
    let evaluation = evaluate(include_bytes!("cases/packet.json"), &options(&example_options()));
    assert_eq!(lines(&evaluation), Vec::<String>::new());
    assert!(evaluation.packet().is_some());
    assert_eq!(
        evaluation.to_json(),
        r#"{"disposition":"NONE","findings":[],"gates":[{"gate":"A","status":"PASS"},{"gate":"B","status":"PASS"},{"gate":"C","status":"PASS"},{"gate":"D","status":"PASS"},{"gate":"E","status":"PASS"},{"gate":"F","status":"PASS"},{"gate":"CONTROL","status":"PASS"}],"level":"packet","profile":"kfm/promotion-contract/A-F/v1","readiness":"PACKET_READY","status":"PASS"}"#
    );
}

#[test]
fn what_cannot_be_read_is_not_evaluated() {
    let large = " ".repeat(1_000_001);
    for (text, code) in [
        ("[]", "PC_INPUT_DOCUMENT_INVALID"),
        ("{", "PC_INPUT_JSON_INVALID"),
        (r#"{"a":1,"a":1}"#, "PC_INPUT_JSON_INVALID"),
        (r#"{"a":9007199254740992}"#, "PC_INPUT_JSON_INVALID"),
        (r#"{"a":"\ud800"}"#, "PC_INPUT_JSON_INVALID"),
        (large.as_str(), "PC_INPUT_TOO_LARGE"),
    ] {
        let evaluation = evaluate(text.as_bytes(), &options(&example_options()));
        assert_eq!(lines(&evaluation), [format!("{code} $")]);
        assert_eq!(evaluation.readiness(), Readiness::Blocked);
        assert_eq!(evaluation.disposition(), Disposition::Block);
        assert_eq!(evaluation.gate_status(super::super::verdict::Gate::A), None);
        assert_eq!(evaluation.to_json().matches("NOT_EVALUATED").count(), 7);
    }
}

#[test]
fn an_empty_packet_fails_everywhere() {
    let evaluation = evaluate(b"{}", &options(&example_options()));
    for gate in GATES {
        let status = evaluation.gate_status(gate).unwrap();
        assert_eq!(status.word(), "DENY", "{gate:?}");
    }
}

/// Every place below a value, as JSON pointers.
pub(in crate::promotion) fn places(value: &Value, at: &str, all: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(n, v)| (n.clone(), v)).collect(),
        Value::Array(elements) => {
            elements.iter().enumerate().map(|(n, v)| (n.to_string(), v)).collect()
        }
        _ => Vec::new(),
    };
    for (name, child) in children {
        let place = format!("{at}/{name}");
        all.push(place.clone());
        places(child, &place, all);
    }
}

/// What the profile does not require: optional members, what is free, and one of several.
fn is_optional(place: &str) -> bool {
    place.ends_with("/size_bytes")
        || place.ends_with("/params")
        || place.contains("/params/")
        || place.ends_with("/message")
        || place == "/catalogs/stac/items/0/asset_digests/0"
        || place == "/catalogs/prov/agents/0"
        || place == "/catalogs/prov/agents/1"
}

#[test]
fn without_any_required_member_or_element_the_example_fails() {
    let (example, options) = (example(), options(&example_options()));
    let mut all = Vec::new();
    places(&example, "", &mut all);
    assert!(all.len() > 200);
    for place in all.iter().filter(|place| !is_optional(place)) {
        let mut packet = example.clone();
        remove(&mut packet, place);
        rebind(&mut packet);
        assert_ne!(judged(&packet, &options).status().word(), "PASS", "without {place}");
    }
}

const MARKER: &str = "zzmarkerzz";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// A packet that fails does not pass with something less.
    #[test]
    fn nothing_passes_by_leaving_something_out(
        broken in any::<prop::sample::Index>(),
        left_out in any::<prop::sample::Index>(),
    ) {
        let options = options(&example_options());
        let mut packet = example();
        let mut all = Vec::new();
        places(&packet, "", &mut all);
        let place = broken.get(&all).clone();
        *packet.pointer_mut(&place).unwrap() = Value::from(MARKER);
        rebind(&mut packet);
        prop_assume!(judged(&packet, &options).status().word() != "PASS");
        let mut all = Vec::new();
        places(&packet, "", &mut all);
        let less = left_out.get(&all).clone();
        prop_assume!(!place.starts_with(&less) || !is_optional(&less));
        remove(&mut packet, &less);
        rebind(&mut packet);
        prop_assert_ne!(judged(&packet, &options).status().word(), "PASS");
    }

    /// Neither a value nor the name of an unknown member is repeated.
    #[test]
    fn findings_repeat_nothing(places_taken in prop::collection::vec(any::<prop::sample::Index>(), 1..8)) {
        let options = options(&example_options());
        let mut packet = example();
        for taken in places_taken {
            let mut all = Vec::new();
            places(&packet, "", &mut all);
            let place = taken.get(&all).clone();
            match packet.pointer_mut(&place).unwrap() {
                Value::Object(members) => drop(members.insert(MARKER.to_owned(), MARKER.into())),
                Value::Array(elements) => elements.push(MARKER.into()),
                value => *value = MARKER.into(),
            }
        }
        packet[MARKER] = MARKER.into();
        let document = judged(&packet, &options).to_json();
        prop_assert!(!document.contains(MARKER), "{}", document);
        prop_assert!(document.contains("PC_X_UNDECLARED_FIELD"));
    }
}
