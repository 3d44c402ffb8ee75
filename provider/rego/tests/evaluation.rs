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

/// What rules say of a list whose last member lacks what they collect, and of one whose first does.
fn collected(rules: &str) -> [Option<Value>; 2] {
    let list = [json!({"code": "A", "n": 1}), json!({"code": "B", "n": 2}), json!({"text": "C"})];
    let at_last = json!({ "list": list });
    let at_first = json!({ "list": list.iter().rev().collect::<Vec<_>>() });
    [at_last, at_first].map(|input| evaluate(rules, input).unwrap())
}

#[test]
fn a_member_that_is_undefined_does_not_undo_a_denial() {
    let rules = "deny contains one.code if some one in input.list\nallow if count(deny) == 0";
    let denied = Some(json!({"deny": ["A", "B"]}));
    assert_eq!(collected(rules), [denied.clone(), denied]);
    let denied = Some(json!({"allow": false, "deny": ["A", "B"]}));
    assert_eq!(collected(&format!("default allow := false\n{rules}")), [denied.clone(), denied]);
}

#[test]
fn what_is_undefined_in_a_head_undoes_nothing_that_a_rule_has_found() {
    for (rules, expected) in [
        ("all contains input.list[_].code", json!({"all": ["A", "B"]})),
        ("all[one.code] := one.n if some one in input.list", json!({"all": {"A": 1, "B": 2}})),
        ("all[one.code] if some one in input.list", json!({"all": {"A": true, "B": true}})),
        (
            "all[one.code].n contains one.n if { some one in input.list }",
            json!({"all": {"A": {"n": [1]}, "B": {"n": [2]}}}),
        ),
        ("it := one.code if { some one in input.list; not one.n == 2 }", json!({"it": "A"})),
        (
            "f(list) := one.code if { some one in list; not one.n == 2 }\nit := f(input.list)",
            json!({"it": "A"}),
        ),
        (
            "f() := one.code if { some one in input.list; not one.n == 2 }\nit := f()",
            json!({"f": "A", "it": "A"}),
        ),
        (
            "f(one) := one.code if one else := \"none\"\nall contains f(one) if some one in input.list",
            json!({"all": ["A", "B", "none"]}),
        ),
        (
            "f(one) := no if one else := one.code\nno := 1 if false\nall contains f(one) if some one in input.list",
            json!({"all": ["A", "B"]}),
        ),
        (
            "it := one.no if some one in input.list else := one.code if { some one in input.list; not one.n == 2 }",
            json!({"it": "A"}),
        ),
    ] {
        assert_eq!(collected(rules), [Some(expected.clone()), Some(expected)], "{rules}");
    }
}

#[test]
fn the_example_bundle_keeps_an_obligation_before_one_without_a_type() {
    let text = include_str!("../../domain/src/promotion/contract/cases/objects/promotion.rego");
    let module = Module { path: "promotion.rego".to_owned(), text: text.to_owned() };
    let bundle = Bundle { modules: vec![module], data: Map::new(), roots: vec![String::new()] };
    let obligations = json!([{"type": "generalize_geometry"}, {"text": "no type"}]);
    let input = json!({"sensitivity": {"obligations": obligations}});
    let request = Request::new(&bundle, "data.kfm.promotion.obligations", input);
    let answer = Isolated::new(&worker(), Duration::from_secs(20)).evaluate(&request);
    assert_eq!(answer, Ok(Some(json!(["generalize_geometry"]))));
}

#[test]
fn rules_of_several_modules_are_moved_each_in_its_own() {
    let mut bundle = bundle("deny contains one.code if some one in input.list");
    let text = "package kfm.lists\n\nimport data.kfm.promotion as gate\n\nall[one.code] := count(gate.deny) if some one in input.list";
    bundle.modules.push(Module { path: "lists.rego".to_owned(), text: text.to_owned() });
    let input = json!({"list": [{"code": "A"}, {}, {"code": "B"}, {}]});
    let request = Request::new(&bundle, "data.kfm", input);
    let answer = Isolated::new(&worker(), Duration::from_secs(20)).evaluate(&request);
    let expected = json!({"lists": {"all": {"A": 2, "B": 2}}, "promotion": {"deny": ["A", "B"]}});
    assert_eq!(answer, Ok(Some(expected)));
}

#[test]
fn a_head_that_cannot_be_moved_is_a_failure() {
    let answer = evaluate("list[input.x]\nallow := true", json!({"x": 1}));
    assert_eq!(answer, Err(Failure::Heads));
}

#[test]
fn a_head_of_any_depth_is_moved_or_ends_the_worker() {
    let sum = |depth| format!("sum := input.one{}", " +\n\t1".repeat(depth));
    assert_eq!(evaluate(&sum(100), json!({"one": 1})), Ok(Some(json!({"sum": 101}))));
    assert_eq!(evaluate(&sum(19_000), json!({"one": 1})), Err(Failure::Died));
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

/// What one definition of a function fails by is not forgiven because another one gives a value.
#[test]
fn a_part_that_fails_fails_the_whole() {
    let rules = "default allow := false\n\
                 kind(p) := \"open\" if p.open\n\
                 kind(p) := \"secret\" if p.secret\n\
                 audience(p) := \"nobody\" if kind(p) == \"secret\"\n\
                 audience(p) := \"public\" if p.label == \"public\"\n\
                 allow if audience(input) == \"public\"\n\
                 deny contains \"nobody\" if audience(input) == \"nobody\"";
    for input in [
        json!({"open": true, "secret": true, "label": "public"}),
        json!({"secret": true, "label": "public"}),
    ] {
        assert_eq!(evaluate(rules, input), Err(Failure::Evaluate));
    }
    let open = evaluate(rules, json!({"open": true, "label": "public"}));
    assert_eq!(open, Ok(Some(json!({"allow": true, "deny": []}))));
    let failing = "f(x) := to_number(x) == 1\nf(x) := true if input.ok\nallow if f(input.n)";
    assert_eq!(evaluate(failing, json!({"n": "x", "ok": true})), Err(Failure::Evaluate));
}

/// However much a packet makes of its time: a part that takes too long is no part that does not hold.
#[test]
fn a_part_that_takes_too_long_fails_the_whole() {
    let rules = "level(p) := \"restricted\" if {\n\
                 some a in p.notes\nsome b in p.notes\nsome c in p.notes\nsome d in p.notes\n\
                 concat(\"\", [a, b, c, d]) == \"zzzz\"\n}\n\
                 level(p) := \"public\" if p.label == \"public\"\n\
                 allow if level(input) == \"public\"";
    let mut notes = vec!["x"; 120];
    notes.push("z");
    let input = json!({"label": "public", "notes": notes});
    assert_eq!(within(Duration::from_secs(2), rules, input), Err(Failure::Time));
}

/// The name that pins and receipts have is that of the engine that is built in.
#[test]
fn the_version_is_the_one_of_the_lock_file() {
    let lock = include_str!("../../../Cargo.lock");
    let package = format!("name = \"{}\"\nversion = \"{}\"\n", kfm_rego::NAME, kfm_rego::VERSION);
    assert_eq!(lock.matches(&package).count(), 1, "{package}");
    assert_eq!(lock.matches("name = \"regorus\"\n").count(), 1);
}

/// The engine does not always put the input back: this would be allowed for any input.
#[test]
fn nothing_replaces_the_input() {
    let rules = "g(x) := [x + 1]\n\
                 f(x) := 1 if { g(x)[_] == 2 with input as {\"ok\": true} }\n\
                 f(x) := 2 if true\n\
                 allow if { a := f(input.s); a == 2; input.ok }";
    assert_eq!(evaluate(rules, json!({"s": "abc"})), Err(Failure::Replaces));
    let said = "allow if input.with == \"with input as 1\" # with input as 1";
    let answer = evaluate(said, json!({"with": "with input as 1"}));
    assert_eq!(answer, Ok(Some(json!({"allow": true}))));
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
