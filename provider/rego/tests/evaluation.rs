//! Through the process boundary, as the product does it.
#![cfg(test)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use kfm_domain::promotion::bundle::{Bundle, Module};
use serde_json::{Map, Value, json};

use kfm_rego::{Failure, Isolated, Request};

fn worker() -> PathBuf {
    env!("CARGO_BIN_EXE_rego-worker").into()
}

fn bundle(text: &str) -> Bundle {
    let text = format!("package kfm.promotion\n\nimport rego.v1\n\n{text}\n");
    let module = Module { path: "policy.rego".to_owned(), text };
    Bundle { modules: vec![module], data: Map::new(), roots: vec![String::new()] }
}

fn within(time: Duration, text: &str, input: Value) -> Result<Option<Value>, Failure> {
    let engine = Isolated::new(&worker(), time);
    engine.evaluate(&Request::new(&bundle(text), "data.kfm.promotion", input))
}

fn evaluate(text: &str, input: Value) -> Result<Option<Value>, Failure> {
    within(Duration::from_secs(20), text, input)
}

#[test]
fn a_document_is_evaluated() {
    let rules =
        "allow if input.a == data.known.a\ndeny contains x if some x in [\"b\", \"a\", \"b\"]";
    let mut bundle = bundle(rules);
    bundle.data = Map::from_iter([("known".to_owned(), json!({"a": 1.5}))]);
    let request = Request::new(&bundle, "data.kfm.promotion", json!({"a": 1.5}));
    let answer = Isolated::new(&worker(), Duration::from_secs(20)).evaluate(&request);
    assert_eq!(answer, Ok(Some(json!({"allow": true, "deny": ["a", "b"]}))));
}

#[test]
fn an_absent_package_is_undefined() {
    let request = Request::new(&bundle("allow := true"), "data.kfm.other", Value::Null);
    let answer = Isolated::new(&worker(), Duration::from_secs(20)).evaluate(&request);
    assert_eq!(answer, Ok(None));
}

#[test]
fn what_does_not_compile_or_conflicts_is_a_failure() {
    assert_eq!(evaluate("allow :=", json!({})), Err(Failure::Compile));
    assert_eq!(evaluate("allow := true\nallow := false", json!({})), Err(Failure::Evaluate));
}

#[test]
fn there_is_no_clock_network_environment_or_chance() {
    for call in [
        "time.now_ns()",
        "http.send({})",
        "opa.runtime()",
        "uuid.rfc4122(\"x\")",
        "net.lookup_ip_addr(\"x\")",
    ] {
        let answer = evaluate(&format!("allow := {call}"), json!({}));
        assert!(matches!(answer, Err(Failure::Evaluate | Failure::Compile)), "{call}: {answer:?}");
    }
    for rule in [
        "allow := rand.intn(\"x\", 2) == 1",
        "allow := rand[\"intn\"](\"x\", 2) == 1",
        "allow if count([1]) == 1 with count as rand.intn",
        "f(x) := rand.intn(x, 2)\nallow := true",
    ] {
        assert_eq!(evaluate(rule, json!({})), Err(Failure::Impure), "{rule}");
    }
    let said = "# rand.intn\nallow if input.say == \"rand.intn\"\nbrand := 1";
    let answer = evaluate(said, json!({"say": "rand.intn"}));
    assert_eq!(answer, Ok(Some(json!({"allow": true, "brand": 1}))));
}

#[test]
fn what_takes_all_memory_dies_alone() {
    let answer = evaluate("allow if count(sprintf(\"%0999999999d\", [1])) > 0", json!({}));
    assert_eq!(answer, Err(Failure::Died));
    let answer = evaluate("allow if count(numbers.range(1, 100000000)) > 0", json!({}));
    assert_eq!(answer, Err(Failure::Died));
    assert_eq!(evaluate("allow := true", json!({})), Ok(Some(json!({"allow": true}))));
}

#[test]
fn what_takes_all_time_is_stopped() {
    let squares: String = (1..=24).map(|at| format!("f{at} := f{0} * f{0}\n", at - 1)).collect();
    let rules = format!("f0 := 99999999999999999999\n{squares}allow if f24 > 0");
    let answer = within(Duration::from_secs(1), &rules, json!({}));
    assert_eq!(answer, Err(Failure::Time));
}

#[test]
fn a_worker_that_is_none_is_a_failure() {
    let request = Request::new(&bundle("allow := true"), "data.kfm.promotion", json!({}));
    let absent = Isolated::new(Path::new("no/such/worker"), Duration::from_secs(1));
    assert_eq!(absent.evaluate(&request), Err(Failure::Start));
}
