//! What the small functions make of their arguments. What is hashed, and how, is the domain's.

use super::policy_digest::{self, PolicyDigest};
use super::receipt_digest::{self, ReceiptDigest};
use super::spec_hash::{self, SpecHash};
use super::zone_key::{self, ZoneKey};
use crate::terraform::function::{ArgumentError, Function as _};
use crate::terraform::value::Value;

fn known(text: &str) -> Value<String> {
    Value::Known(text.to_owned())
}

fn told(errors: &[ArgumentError]) -> Vec<String> {
    errors.iter().map(|error| format!("{}: {}", error.path, error.message)).collect()
}

/// Asserts that a refusal names the parameters, in order, and nothing else.
fn names(result: Result<String, Vec<ArgumentError>>, parameters: &[&str]) {
    let told = told(&result.unwrap_err());
    assert_eq!(told.len(), parameters.len(), "{told:?}");
    for (told, parameter) in told.iter().zip(parameters) {
        assert!(told.starts_with(&format!("{parameter}: ")), "{told}");
        assert!(!told.ends_with('.'), "{told}");
    }
}

#[test]
fn a_specification_is_hashed() {
    let spec = include_str!("../../domain/src/promotion/contract/cases/objects/spec.json");
    let call = |json: &str| SpecHash.call(spec_hash::Parameters { json: known(json) });
    let hash = "sha256:572e394852a9f5bad2cba45894e39a0b53fb847137116c238c9fae406932baf2";
    assert_eq!(call(spec).as_deref(), Ok(hash));
    names(call("{}"), &["json"]);
    names(call("{"), &["json"]);
}

#[test]
fn a_receipt_is_digested() {
    let receipt = include_str!("../../domain/src/promotion/receipt/example.json");
    let call = |json: &str| ReceiptDigest.call(receipt_digest::Parameters { json: known(json) });
    let digest = "sha256:25120acb008e7e22e8386b961515a5c97ca3a06ac313671c7e8a53a2f4b1a915";
    assert_eq!(call(receipt).as_deref(), Ok(digest));
    for other in ["[]", "{", r#"{"a":1}"#, r#"{"a":"b","a":"b"}"#] {
        names(call(other), &["json"]);
    }
}

#[test]
fn a_policy_is_digested() {
    let call = |json: &str| PolicyDigest.call(policy_digest::Parameters { json: known(json) });
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Resource":["*"],"Effect":"Allow","Action":["s3:b","s3:a"]}]}"#;
    let digest = "sha256:73431b85512f84953bfaeda23211c55e673b9e60cffa9956c3467cdd989dc181";
    assert_eq!(call(policy).as_deref(), Ok(digest));
    names(call("{"), &["json"]);
    let errors = call(r#"{"Version":"2012-10-17","Statement":[{"Effect":"Maybe"}]}"#).unwrap_err();
    assert!(errors.len() > 1, "{errors:?}");
}

#[test]
fn a_key_is_made_of_its_parts() {
    let call = |dataset: &str, version: &str, path: &str| {
        let (dataset, version, path) = (known(dataset), known(version), known(path));
        ZoneKey.call(zone_key::Parameters { dataset, version, path })
    };
    let key = call("gauges", "2026-05.572e3948", "a/b.json");
    assert_eq!(key.as_deref(), Ok("gauges/2026-05.572e3948/a/b.json"));
    names(call("Gauges", "latest", "../b"), &["dataset", "version", "path"]);
}
