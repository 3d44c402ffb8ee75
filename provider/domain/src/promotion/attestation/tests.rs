mod envelopes;
mod properties;
mod statements;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::*;

const DECISION: &str = "sha256:d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1";
const WELLS: &str = "sha256:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1";
const TILES: &str = "sha256:b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2";
const OTHER: &str = "sha256:c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3";

/// A key that signs.
pub(in crate::promotion) enum Key {
    Ed25519(Ed25519KeyPair),
    P256(EcdsaKeyPair),
}

/// A key made of a repeated byte.
pub(in crate::promotion) fn ed25519(seed: u8) -> Key {
    Key::Ed25519(Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap())
}

/// The key pair that is printed in DSSE's protocol.md.
pub(super) fn p256() -> Key {
    let private = "d73ec437fd6346e3619c5ebfdfff0f6916804955ad32ac9ac492b0ede1f6ffb7";
    let public = "0467cd390f77aa359cb08c2235f652270493a9ed832b0abcc01f70954c0390d2380c782bd54e269125a44f4433aff1432ce94e12bca73aa67ac80cea12608ddf74";
    let [private, public] = [private, public].map(|digits| hex::decode(digits).unwrap());
    let pair = EcdsaKeyPair::from_private_key_and_public_key(
        &ECDSA_P256_SHA256_ASN1_SIGNING,
        &private,
        &public,
    );
    Key::P256(pair.unwrap())
}

impl Key {
    pub(super) fn public(&self) -> Vec<u8> {
        match self {
            Self::Ed25519(pair) => pair.public_key().as_ref().to_vec(),
            Self::P256(pair) => pair.public_key().as_ref().to_vec(),
        }
    }

    pub(in crate::promotion) fn pem(&self) -> String {
        let start = match self {
            Self::Ed25519(_) => "302a300506032b6570032100",
            Self::P256(_) => "3059301306072a8648ce3d020106082a8648ce3d030107034200",
        };
        let der = [hex::decode(start).unwrap(), self.public()].concat();
        let base64 = BASE64_STANDARD.encode(der);
        format!("-----BEGIN PUBLIC KEY-----\n{base64}\n-----END PUBLIC KEY-----\n")
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
            Self::P256(pair) => pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec(),
        }
    }
}

/// `svc:release` with an Ed25519 key and `user:council` with a P-256 key may approve; `svc:scan` may not.
fn keys() -> TrustedKeys {
    let key = |key: &Key, role: &str| TrustedKey {
        public_key: key.pem(),
        roles: BTreeSet::from([role.to_owned()]),
    };
    let keys = [
        ("svc:release", key(&ed25519(1), "steward")),
        ("svc:scan", key(&ed25519(2), "scanner")),
        ("user:council", key(&p256(), "council")),
    ];
    TrustedKeys::new(&keys.map(|(name, key)| (name.to_owned(), key)).into()).unwrap()
}

fn claim(decided_by: &str) -> Claim<'_> {
    Claim {
        decided_by,
        decision_digest: DECISION,
        environment: "stage",
        artifact_digests: [WELLS, TILES].into(),
    }
}

fn subject(digest: &str) -> Value {
    json!({"digest": {"sha256": digest.trim_start_matches("sha256:")}})
}

fn statement() -> Value {
    json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [subject(DECISION), subject(WELLS), subject(TILES)],
        "predicateType": "kfm://attestation/promotion-decision/v1",
        "predicate": {"environment": "stage"},
    })
}

fn sealed(payload: &[u8], signature: &[u8]) -> Value {
    json!({
        "payloadType": PAYLOAD_TYPE,
        "payload": BASE64_STANDARD.encode(payload),
        "signatures": [{"keyid": "", "sig": BASE64_STANDARD.encode(signature)}],
    })
}

fn signed_as(key: &Key, payload: &[u8]) -> Value {
    sealed(payload, &key.sign(&envelope::pae(PAYLOAD_TYPE, payload)))
}

fn signed(statement: &Value) -> Value {
    signed_as(&ed25519(1), statement.to_string().as_bytes())
}

/// An envelope whose statement has these subjects.
pub(in crate::promotion) fn envelope_of(key: &Key, digests: &[&str]) -> Value {
    let subjects: Vec<_> = digests.iter().map(|digest| subject(digest)).collect();
    let statement = Value::Object(
        statement()
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| {
                let value = if name == "subject" { subjects.clone().into() } else { value.clone() };
                (name.clone(), value)
            })
            .collect(),
    );
    signed_as(key, statement.to_string().as_bytes())
}

fn faults_of(envelope: &Value, decided_by: &str) -> Vec<Fault> {
    faults_of_text(envelope.to_string().as_bytes(), decided_by)
}

fn faults_of_text(envelope: &[u8], decided_by: &str) -> Vec<Fault> {
    let keys = keys();
    let verified = verify(envelope, &claim(decided_by), &keys);
    if let Ok(signed) = &verified {
        assert_eq!(signed.principal(), decided_by);
    }
    verified.err().unwrap_or_default().into_iter().collect()
}

/// The faults of `svc:release` for what it signed.
fn faults(statement: &Value) -> Vec<Fault> {
    faults_of(&signed(statement), "svc:release")
}

fn with(place: &str, value: Value) -> Value {
    let mut statement = statement();
    *statement.pointer_mut(place).unwrap() = value;
    statement
}

#[test]
fn a_decision_signed_by_whoever_decided_is_proved() {
    let payload = statement().to_string();
    for (key, principal, role) in
        [(ed25519(1), "svc:release", "steward"), (p256(), "user:council", "council")]
    {
        let envelope = signed_as(&key, payload.as_bytes()).to_string();
        let keys = keys();
        let signed = verify(envelope.as_bytes(), &claim(principal), &keys).unwrap();
        assert_eq!(signed.principal(), principal);
        assert_eq!(signed.roles(), &BTreeSet::from([role.to_owned()]));
    }
}

#[test]
fn the_envelope_lies_beside_the_decision() {
    let uri = envelope_uri("s3://kfm-audit/decisions/7.json");
    assert_eq!(uri, "s3://kfm-audit/decisions/7.json.dsse.json");
}

#[test]
fn the_key_of_another_principal_proves_nothing() {
    let mut envelope = signed(&statement());
    assert_eq!(faults_of(&envelope, "user:council"), [Fault::SignatureInvalid]);
    envelope["signatures"][0]["keyid"] = json!("user:council");
    assert_eq!(faults_of(&envelope, "user:council"), [Fault::SignatureInvalid]);
    assert_eq!(faults_of(&envelope, "user:nobody"), [Fault::SignerUnknown]);
}

#[test]
fn a_signer_needs_a_role_that_may_approve() {
    let envelope = signed_as(&ed25519(2), statement().to_string().as_bytes());
    assert_eq!(faults_of(&envelope, "svc:scan"), [Fault::SignerMayNotApprove]);
}

#[test]
fn a_payload_is_not_looked_at_before_it_is_verified() {
    let envelope = sealed(b"no statement", &[1; 64]);
    assert_eq!(faults_of(&envelope, "svc:release"), [Fault::SignatureInvalid]);
    assert_eq!(faults_of(&envelope, "svc:nobody"), [Fault::SignerUnknown]);
    let verified = signed_as(&ed25519(1), b"no statement");
    assert_eq!(faults_of(&verified, "svc:release"), [Fault::StatementInvalid]);
}

#[test]
fn all_faults_are_told_at_once() {
    let mut envelope = signed_as(&ed25519(2), b"{}");
    let expected = [
        Fault::SignerMayNotApprove,
        Fault::StatementInvalid,
        Fault::PredicateTypeInvalid,
        Fault::EnvironmentMismatch,
    ];
    assert_eq!(faults_of(&envelope, "svc:scan"), expected);
    envelope["payloadType"] = json!("x");
    let expected = [Fault::PayloadTypeInvalid, Fault::SignerMayNotApprove, Fault::SignatureInvalid];
    assert_eq!(faults_of(&envelope, "svc:scan"), expected);
    assert_eq!(faults_of(&json!({}), "svc:nobody"), [Fault::EnvelopeInvalid, Fault::SignerUnknown]);
}

#[test]
fn every_fault_has_a_code_and_says_what_has_to_hold() {
    let all = [
        Fault::EnvelopeInvalid,
        Fault::PayloadTypeInvalid,
        Fault::SignerUnknown,
        Fault::SignerMayNotApprove,
        Fault::SignatureInvalid,
        Fault::StatementInvalid,
        Fault::PredicateTypeInvalid,
        Fault::SubjectMissing,
        Fault::SubjectUnexpected,
    ];
    let codes: BTreeSet<_> = all.iter().map(|fault| fault.code()).collect();
    assert_eq!(codes.len(), all.len());
    assert!(all.iter().all(|fault| fault.to_string().contains("must")));
    assert!(Fault::PayloadTypeInvalid.to_string().contains(PAYLOAD_TYPE));
    assert!(Fault::PredicateTypeInvalid.to_string().contains(PREDICATE_TYPE));
    assert!(APPROVERS.iter().all(|role| Fault::SignerMayNotApprove.to_string().contains(role)));
}
