//! What a verified payload has to state.

use super::*;

#[test]
fn a_statement_has_the_form_of_in_toto() {
    let hash = DECISION.trim_start_matches("sha256:");
    for statement in [
        json!([]),
        with("/_type", json!("https://in-toto.io/Statement/v0.1")),
        with("/subject", json!([])),
        with("/subject", json!({})),
        with("/subject/0", json!(DECISION)),
        with("/subject/0", json!({"name": "decision"})),
        with("/subject/0/digest", json!({"sha512": hash})),
        with("/subject/0/digest/sha256", json!(DECISION)),
        with("/subject/0/digest/sha256", json!(hash.to_uppercase())),
        with("/subject/0/digest/sha256", json!(hash.get(1..))),
    ] {
        assert!(faults(&statement).contains(&Fault::StatementInvalid), "{statement}");
    }
    let twice = statement().to_string().replacen('{', r#"{"_type":"x","#, 1);
    let twice = signed_as(&ed25519(1), twice.as_bytes());
    assert_eq!(faults_of(&twice, "svc:release"), [Fault::StatementInvalid]);
}

#[test]
fn what_in_toto_ignores_is_ignored() {
    let mut statement = statement();
    statement["predicate"]["more"] = json!(1);
    statement["more"] = json!(1);
    statement["subject"][0]["name"] = json!("decision");
    statement["subject"][0]["digest"]["sha512"] = json!("x");
    statement["subject"][1]["annotations"] = json!({});
    let again = statement["subject"][1].clone();
    statement["subject"].as_array_mut().unwrap().push(again);
    assert_eq!(faults(&statement), []);
}

#[test]
fn a_statement_about_something_else_decides_nothing() {
    let provenance = with("/predicateType", json!("https://slsa.dev/provenance/v1"));
    assert_eq!(faults(&provenance), [Fault::PredicateTypeInvalid]);
}

#[test]
fn a_statement_for_another_environment_decides_nothing() {
    let mut none = statement();
    none.as_object_mut().unwrap().remove("predicate");
    for statement in [
        none,
        with("/predicate", json!([])),
        with("/predicate", json!({})),
        with("/predicate/environment", json!("prod")),
        with("/predicate/environment", json!(["stage"])),
    ] {
        assert_eq!(faults(&statement), [Fault::EnvironmentMismatch], "{statement}");
    }
}

#[test]
fn the_subjects_are_the_decision_and_exactly_its_artifacts() {
    let mut more = statement();
    more["subject"].as_array_mut().unwrap().push(subject(OTHER));
    assert_eq!(faults(&more), [Fault::SubjectUnexpected]);
    let other = with("/subject/1", subject(OTHER));
    assert_eq!(faults(&other), [Fault::SubjectMissing, Fault::SubjectUnexpected]);
    let none = with("/subject", json!([subject(OTHER)]));
    assert_eq!(faults(&none), [Fault::SubjectMissing, Fault::SubjectUnexpected]);
}
