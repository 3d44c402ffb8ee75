//! The rule book's example and its mutations at the level of storage, decided by the engine that the product ships.
#![cfg(test)]

use std::collections::BTreeMap;
use std::time::Duration;

use kfm_domain::promotion::contract::storage::{
    Answer, Engine, Inquiry, Intake, Observed, Presence,
};
use kfm_domain::promotion::contract::{self, ENTRYPOINT, Evaluation, Options, policy_input_digest};
use kfm_domain::promotion::formats::Second;
use kfm_domain::promotion::json::{Json, Limits};
use kfm_rego::{Isolated, Request};
use serde_json::Value;

use example::Example;

#[path = "../../domain/src/promotion/contract/tests/example.rs"]
#[expect(dead_code, reason = "the tests of the profile use all of it")]
mod example;

fn rebind(packet: &mut Value) {
    let read = Json::read(packet.to_string().as_bytes(), Limits::CONTRACT_PACKET).unwrap();
    packet["policy"]["decision"]["input_digest"] = policy_input_digest(&read).unwrap().into();
}

/// Evaluates the example with real answers. The vectors say `regorus` `0.5.0`: the core takes the engine's identity as
/// an argument.
fn evaluate(example: &mut Example, kill_switch: Presence) -> Evaluation {
    rebind(&mut example.packet);
    let clock = Second::parse("2026-05-05T00:00:00Z").unwrap();
    let options = Options::from_json(example.options.to_string().as_bytes()).unwrap().at(clock);
    let packet = contract::evaluate(example.packet.to_string().as_bytes(), &options);
    let inquiry = Inquiry::of(&packet, &options).unwrap();
    let stored: BTreeMap<_, _> =
        example.objects.iter().map(|(name, bytes)| (example.uri(name), bytes)).collect();
    let observed = inquiry.objects().into_iter().map(|(object, keep)| {
        let observed = match stored.get(&*object.uri) {
            None => Observed::Missing,
            Some(bytes) => {
                let mut intake = Intake::new(options.max_object_bytes(), keep);
                assert!(intake.take(bytes));
                intake.finish()
            }
        };
        (object, observed)
    });
    let observed = observed.collect();
    let engine = Engine { name: "regorus".to_owned(), version: "0.5.0".to_owned() };
    let judged = inquiry.judge(&observed, kill_switch, &engine);
    let question = judged.question().expect("a bundle to ask");
    let request = Request::new(&question.bundle, ENTRYPOINT, question.input.clone());
    let isolated =
        Isolated::new(env!("CARGO_BIN_EXE_rego-worker").as_ref(), Duration::from_secs(30));
    let answer = match isolated.evaluate(&request) {
        Ok(Some(document)) => Answer::Defined(document),
        Ok(None) => Answer::Undefined,
        Err(_) => Answer::Failed,
    };
    judged.conclude(Some(&answer))
}

fn told(evaluation: &Evaluation) -> (String, Vec<String>) {
    let (status, disposition) = (evaluation.status(), evaluation.disposition());
    let lines = evaluation.findings().iter().map(|one| format!("{} {}", one.code.name, one.path));
    (format!("{status} / {}", disposition.word()), lines.collect())
}

#[test]
fn the_example_is_ready_to_be_approved() {
    let evaluation = evaluate(&mut Example::new(), Presence::Absent);
    assert_eq!(told(&evaluation), ("PASS / NONE".to_owned(), vec![]));
    assert_eq!(
        evaluation.to_json(),
        r#"{"disposition":"NONE","findings":[],"gates":[{"gate":"A","status":"PASS"},{"gate":"B","status":"PASS"},{"gate":"C","status":"PASS"},{"gate":"D","status":"PASS"},{"gate":"E","status":"PASS"},{"gate":"F","status":"PASS"},{"gate":"CONTROL","status":"PASS"}],"level":"storage","profile":"kfm/promotion-contract/A-F/v1","readiness":"APPROVE_READY","status":"PASS"}"#
    );
}

/// Row S4: the policy hears of the kill switch, and denies too.
#[test]
fn the_policy_hears_of_the_kill_switch() {
    let evaluation = evaluate(&mut Example::new(), Presence::Present);
    let expected = ["PC_F_POLICY_DENY $.policy.bundle", "PC_X_EMERGENCY_DENY $"];
    assert_eq!(told(&evaluation), ("DENY / BLOCK".to_owned(), expected.map(str::to_owned).into()));
}

/// Row S5.
#[test]
fn a_kill_switch_that_cannot_be_read_is_an_error() {
    let evaluation = evaluate(&mut Example::new(), Presence::Unknown);
    let expected = vec!["PC_X_EMERGENCY_DENY_UNREADABLE $".to_owned()];
    assert_eq!(told(&evaluation), ("ERROR / BLOCK".to_owned(), expected));
}

/// Rows R1 to R8: bundles that are pinned, and still permit nothing.
#[test]
fn bundles_that_permit_nothing() {
    let head = "package kfm.promotion\n\nimport rego.v1\n\n";
    let rows = [
        ("R1", "package kfm.other\n\nimport rego.v1\n\nallow := true\ndeny := []\n", "UNDEFINED"),
        ("R2", "default deny := false\n", "RESULT_INVALID"),
        ("R3", "allow := true\n", "RESULT_INVALID"),
        ("R4", "default allow := false\n\ndeny contains \"x\" if false\n", "DENY"),
        ("R5", "allow := \"true\"\n\ndeny contains \"x\" if false\n", "RESULT_INVALID"),
        ("R6", "allow if {\n", "EVALUATION_ERROR"),
        (
            "R7",
            "allow := true\n\nallow := false\n\ndeny contains \"x\" if false\n",
            "EVALUATION_ERROR",
        ),
        (
            "R8",
            "allow := true\n\ndeny contains \"x\" if false\n\nobligations contains \"block_export\"\n",
            "OBLIGATION_UNCOVERED",
        ),
    ];
    for (row, module, word) in rows {
        let module = if module.starts_with("package") {
            module.to_owned()
        } else {
            format!("{head}{module}")
        };
        let mut example = Example::new();
        example.replace("promotion.rego", module.into_bytes());
        let evaluation = evaluate(&mut example, Presence::Absent);
        let status = if word == "EVALUATION_ERROR" { "ERROR / BLOCK" } else { "DENY / BLOCK" };
        let expected = vec![format!("PC_F_POLICY_{word} $.policy.bundle")];
        assert_eq!(told(&evaluation), (status.to_owned(), expected), "{row}");
    }
}
