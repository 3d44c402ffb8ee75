//! Whatever the bytes, as an envelope, as what a trusted key signed, or as a key: only a statement about exactly the
//! decision and its artifacts proves it.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use kfm_domain::promotion::attestation::{
    Claim, Fault, PAYLOAD_TYPE, PREDICATE_TYPE, STATEMENT_TYPE, TrustedKey, TrustedKeys, verify,
};
use serde_json::{Value, json};

const SIGNER: &str = "svc:release";
const DECISION: &str = "sha256:d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1";
const ARTIFACT: &str = "sha256:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1";

pub(crate) fn run(data: &[u8]) {
    let Some((mode, data)) = data.split_first() else { return };
    let Ok(pair) = Ed25519KeyPair::from_seed_unchecked(&[1; 32]) else { return };
    match mode {
        b'e' => {
            let _ = proves(data, &pair);
        }
        b's' => signed(data, &pair),
        _ => key(data),
    }
}

fn pem(public: &[u8]) -> String {
    let prefix = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
    let der = BASE64_STANDARD.encode([&prefix, public].concat());
    format!("-----BEGIN PUBLIC KEY-----\n{der}\n-----END PUBLIC KEY-----\n")
}

fn trusting(public_key: String) -> Option<TrustedKeys> {
    let key = TrustedKey { public_key, roles: BTreeSet::from(["steward".to_owned()]) };
    TrustedKeys::new(&BTreeMap::from([(SIGNER.to_owned(), key)])).ok()
}

fn text<'v>(document: &'v Value, pointer: &str) -> Option<&'v str> {
    document.pointer(pointer)?.as_str()
}

/// Verifies an envelope. What verifies carries a statement about the claim.
fn proves(envelope: &[u8], pair: &Ed25519KeyPair) -> Result<(), BTreeSet<Fault>> {
    let keys = trusting(pem(pair.public_key().as_ref())).unwrap_or_default();
    let claim = Claim {
        decided_by: SIGNER,
        decision_digest: DECISION,
        environment: "stage",
        artifact_digests: BTreeSet::from([ARTIFACT]),
    };
    match verify(envelope, &claim, &keys) {
        Ok(proof) => {
            assert_eq!(proof.principal(), SIGNER);
            let document: Value = serde_json::from_slice(envelope).unwrap_or_default();
            // The URL-safe alphabet is accepted too; what verifies in it has no character that tells them apart.
            let payload = text(&document, "/payload").unwrap_or_default();
            let payload = payload.replace('-', "+").replace('_', "/");
            let payload = BASE64_STANDARD.decode(payload).unwrap_or_default();
            let statement: Value = serde_json::from_slice(&payload).unwrap_or_default();
            assert_eq!(text(&statement, "/_type"), Some(STATEMENT_TYPE));
            assert_eq!(text(&statement, "/predicateType"), Some(PREDICATE_TYPE));
            assert_eq!(text(&statement, "/predicate/environment"), Some("stage"));
            let subjects = statement.pointer("/subject").and_then(Value::as_array);
            let digests = subjects.into_iter().flatten().map(|one| text(one, "/digest/sha256"));
            let expected = [DECISION, ARTIFACT].map(|digest| digest.strip_prefix("sha256:"));
            assert_eq!(digests.collect::<BTreeSet<_>>(), BTreeSet::from(expected));
            Ok(())
        }
        Err(faults) => {
            assert!(!faults.is_empty(), "a refusal has a reason");
            Err(faults)
        }
    }
}

/// What the trusted key signed is told for what it is.
fn signed(payload: &[u8], pair: &Ed25519KeyPair) {
    let head = format!("DSSEv1 {} {PAYLOAD_TYPE} {} ", PAYLOAD_TYPE.len(), payload.len());
    let signature = pair.sign(&[head.as_bytes(), payload].concat());
    let envelope = json!({
        "payloadType": PAYLOAD_TYPE,
        "payload": BASE64_STANDARD.encode(payload),
        "signatures": [{"sig": BASE64_STANDARD.encode(signature.as_ref())}],
    });
    let Err(faults) = proves(envelope.to_string().as_bytes(), pair) else { return };
    let of_envelope = [Fault::SignatureInvalid, Fault::SignerUnknown, Fault::PayloadTypeInvalid];
    assert!(of_envelope.iter().all(|fault| !faults.contains(fault)), "{faults:?}");
}

/// What is taken for a key is one PEM block of a public key.
fn key(text: &[u8]) {
    let text = String::from_utf8_lossy(text).into_owned();
    if trusting(text.clone()).is_some() {
        assert_eq!(text.matches("-----BEGIN PUBLIC KEY-----").count(), 1);
        assert!(!text.contains("PRIVATE"));
    }
}
