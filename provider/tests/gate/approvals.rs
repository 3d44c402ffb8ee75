use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use kfm_provider::cli::Exit;
use kfm_provider::domain::promotion::attestation::{PAYLOAD_TYPE, PREDICATE_TYPE, STATEMENT_TYPE};
use serde_json::json;

use crate::storage::{check, store};
use crate::support::{Desk, Example, shipped};

fn key(seed: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
}

/// Trusts a key of who decided.
fn trust(example: &mut Example, key: &Ed25519KeyPair) {
    let prefix = hex::decode("302a300506032b6570032100").unwrap();
    let der = [prefix.as_slice(), key.public_key().as_ref()].concat();
    let der = BASE64_STANDARD.encode(der);
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{der}\n-----END PUBLIC KEY-----\n");
    let decider = example.packet["review"]["promotion_decision"]["decided_by"].as_str().unwrap();
    example.options["trusted_keys"] = json!({decider: {"public_key": pem, "roles": ["steward"]}});
}

/// Signs decision and artifact.
fn sign(example: &mut Example, key: &Ed25519KeyPair) {
    let subject = |digest: &serde_json::Value| json!({"digest": {"sha256": digest.as_str().unwrap().trim_start_matches("sha256:")}});
    let packet = &example.packet;
    let statement = json!({
        "_type": STATEMENT_TYPE,
        "subject": [
            subject(&packet["review"]["promotion_decision"]["ref"]["digest"]),
            subject(&packet["identity"]["artifacts"][0]["digest"]),
        ],
        "predicateType": PREDICATE_TYPE,
        "predicate": {"environment": "stage"},
    });
    let payload = statement.to_string();
    let signed =
        format!("DSSEv1 {} {PAYLOAD_TYPE} {} {payload}", PAYLOAD_TYPE.len(), payload.len());
    let envelope = json!({
        "payloadType": PAYLOAD_TYPE,
        "payload": BASE64_STANDARD.encode(&payload),
        "signatures": [{"sig": BASE64_STANDARD.encode(key.sign(signed.as_bytes()).as_ref())}],
    });
    let uri = format!("{}.dsse.json", example.uri("promotion_decision.json"));
    example.add("envelope", &uri, envelope.to_string().into_bytes());
}

#[test]
fn a_decision_signed_by_who_decided_is_proved() {
    let (desk, mut example) = (Desk::new(), shipped());
    trust(&mut example, &key(1));
    sign(&mut example, &key(1));
    store(&desk, &example);
    let ended = check(&desk, &example, &[]);
    assert_eq!(ended.exit, Exit::Good, "{ended:?}");
    assert!(ended.output.contains("approval: signed by `"), "{}", ended.output);
}

/// Who configures keys asks for signatures: the profile passes, and the command does not.
#[test]
fn with_keys_a_decision_that_is_not_proved_is_not_good() {
    for signer in [None, Some(2)] {
        let (desk, mut example) = (Desk::new(), shipped());
        trust(&mut example, &key(1));
        if let Some(seed) = signer {
            sign(&mut example, &key(seed));
        }
        store(&desk, &example);
        let ended = check(&desk, &example, &["--json"]);
        assert_eq!(ended.exit, Exit::Bad, "{ended:?}");
        assert!(ended.output.contains("APPROVE_READY"), "{}", ended.output);
        assert!(
            ended.errors.contains("approval: not proved, so a gate stays closed"),
            "{}",
            ended.errors
        );
    }
}
