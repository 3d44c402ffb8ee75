//! What proves that a packet approves.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use super::*;
use crate::ZoneKind;
use crate::names::BucketName;
use crate::promotion::approval::{Approval, Unproven};
use crate::promotion::attestation::tests::{Key, ed25519, envelope_of};
use crate::promotion::attestation::{Fault, TrustedKey, TrustedKeys, envelope_uri};
use crate::promotion::contract::ZoneMap;
use crate::promotion::contract::storage::{ObjectId, Observed};
use approval::{Decision, envelope, judge};

const REVIEWER: &str = "actor:reviewer-two";
const ELSEWHERE: &str = "s3://kfm-example-catalog/soils/packet.json";
const KEPT: &str = "s3://kfm-example-audit/decisions/2026/packet.json";

fn hash(bytes: &[u8]) -> String {
    format!("sha256:{}", hex::encode(Sha256::digest(bytes)))
}

fn read(content: &Value) -> Observed {
    let bytes = content.to_string().into_bytes();
    Observed::Read { size: bytes.len() as u64, digest: hash(&bytes), content: Some(bytes) }
}

/// An envelope about a packet, for the environment `stage`.
fn signed(key: &Key, packet: &Value) -> Observed {
    let mut subjects = vec![hash(packet.to_string().as_bytes())];
    let artifacts = packet["release_manifest"]["artifact_digests"].as_array().unwrap();
    subjects.extend(artifacts.iter().map(|digest| digest.as_str().unwrap().to_owned()));
    read(&envelope_of(key, &subjects.iter().map(String::as_str).collect::<Vec<_>>()))
}

fn zones() -> ZoneMap {
    let [audit, catalog] = ["kfm-example-audit", "kfm-example-catalog"]
        .map(|bucket| BucketName::parse(bucket).unwrap());
    ZoneMap::of_buckets([(ZoneKind::Audit, &audit), (ZoneKind::Catalog, &catalog)])
}

/// The reviewer's key, who may approve as `steward`.
fn keys() -> TrustedKeys {
    let key = TrustedKey { public_key: ed25519(1).pem(), roles: ["steward".to_owned()].into() };
    TrustedKeys::new(&BTreeMap::from([(REVIEWER.to_owned(), key)])).unwrap()
}

/// A packet at a place, and what is beside it, in an environment.
fn approval_in(
    environment: &str,
    packet: &Value,
    uri: Option<&str>,
    beside: Option<&Observed>,
    keys: &TrustedKeys,
) -> Approval {
    let text = packet.to_string();
    let digest = hash(text.as_bytes());
    let evaluation = evaluate(text.as_bytes());
    let decision = Decision { packet: evaluation.packet().unwrap(), digest: &digest, uri };
    judge(&decision, beside, &zones(), environment, keys)
}

fn approval(packet: &Value, uri: &str, beside: &Observed) -> Approval {
    approval_in("stage", packet, Some(uri), Some(beside), &keys())
}

fn unproven(reasons: &[Unproven]) -> Approval {
    Approval::Unproven(reasons.iter().copied().collect())
}

fn faulty(faults: &[Fault]) -> Approval {
    Approval::Unproven(faults.iter().copied().map(Unproven::Envelope).collect())
}

#[test]
fn a_packet_that_its_reviewer_signed_is_proved() {
    let told = approval(&base(), ELSEWHERE, &signed(&ed25519(1), &base()));
    assert_eq!(told, Approval::Signed { principal: REVIEWER.to_owned() });
}

#[test]
fn a_packet_that_only_a_steward_can_keep_is_proved() {
    assert_eq!(approval(&base(), KEPT, &Observed::Missing), Approval::Kept);
    let nobody = TrustedKeys::default();
    assert_eq!(approval_in("stage", &base(), Some(KEPT), None, &nobody), Approval::Kept);
}

#[test]
fn elsewhere_and_unsigned_it_is_not() {
    let nobody = TrustedKeys::default();
    for uri in [
        ELSEWHERE,
        "s3://kfm-example-catalog/decisions/packet.json",
        "s3://kfm-example-audit/packet.json",
        "s3://kfm-example-audit/policy_decisions/packet.json",
        "s3://kfm-example-audit/decisions-of-others/packet.json",
        "s3://kfm-example-audit/ledger/decisions/packet.json",
        "s3://kfm-example-audit-copy/decisions/packet.json",
    ] {
        let told = approval(&base(), uri, &Observed::Missing);
        assert_eq!(told, unproven(&[Unproven::PacketNotSigned]), "{uri}");
        let told = approval_in("stage", &base(), Some(uri), None, &nobody);
        assert_eq!(told, unproven(&[Unproven::PacketNotKept]), "{uri}");
    }
}

#[test]
fn what_is_not_the_reviewers_signature_of_this_packet_proves_nothing_anywhere() {
    let mut other = base();
    other["review"]["record"]["reasons"] = json!(["another reason"]);
    let mut more = base();
    more["release_manifest"]["artifact_digests"].as_array_mut().unwrap().pop();
    for uri in [ELSEWHERE, KEPT] {
        let by_another = approval(&base(), uri, &signed(&ed25519(2), &base()));
        assert_eq!(by_another, faulty(&[Fault::SignatureInvalid]), "{uri}");
        let of_another = approval(&base(), uri, &signed(&ed25519(1), &other));
        assert_eq!(of_another, faulty(&[Fault::SubjectMissing, Fault::SubjectUnexpected]), "{uri}");
        let digest = hash(base().to_string().as_bytes());
        let alone = read(&envelope_of(&ed25519(1), &[&digest]));
        assert_eq!(approval(&base(), uri, &alone), faulty(&[Fault::SubjectMissing]), "{uri}");
        let good = signed(&ed25519(1), &base());
        let told = approval_in("prod", &base(), Some(uri), Some(&good), &keys());
        assert_eq!(told, faulty(&[Fault::EnvironmentMismatch]), "{uri}");
        let told = approval(&base(), uri, &read(&json!({})));
        assert_eq!(told, faulty(&[Fault::EnvelopeInvalid]), "{uri}");
        assert_eq!(approval(&base(), uri, &Observed::TooLarge), faulty(&[Fault::EnvelopeInvalid]));
        let lost = unproven(&[Unproven::EnvelopeUnreadable]);
        assert_eq!(approval(&base(), uri, &Observed::Unreadable), lost, "{uri}");
        assert_eq!(approval_in("stage", &base(), Some(uri), None, &keys()), lost, "{uri}");
    }
}

#[test]
fn the_reviewer_alone_decides() {
    let mut packet = base();
    packet["review"]["reviewer_identity"]["id"] = json!("actor:reviewer-three");
    let told = approval(&packet, ELSEWHERE, &signed(&ed25519(1), &packet));
    assert_eq!(told, faulty(&[Fault::SignerUnknown]));
    let scanner = TrustedKey { public_key: ed25519(1).pem(), roles: ["scanner".to_owned()].into() };
    let keys = TrustedKeys::new(&BTreeMap::from([(REVIEWER.to_owned(), scanner)])).unwrap();
    let good = signed(&ed25519(1), &base());
    let told = approval_in("stage", &base(), Some(ELSEWHERE), Some(&good), &keys);
    assert_eq!(told, faulty(&[Fault::SignerMayNotApprove]));
}

#[test]
fn a_packet_that_does_not_decide_proves_nothing() {
    for (place, value) in [
        ("/review", Value::Null),
        ("/review/record", json!({})),
        ("/review/record/decision", json!("deny")),
        ("/review/record/decision", json!("APPROVE")),
        ("/review/reviewer_identity", Value::Null),
        ("/review/reviewer_identity/id", json!("reviewer-two")),
        ("/review/reviewer_identity/id", json!(7)),
        ("/release_manifest", Value::Null),
        ("/release_manifest/artifact_digests", json!([])),
        ("/release_manifest/artifact_digests", json!(["sha256:00"])),
    ] {
        let mut packet = base();
        set(&mut packet, place, value.clone());
        let beside = Observed::Missing;
        assert_eq!(
            approval(&packet, KEPT, &beside),
            unproven(&[Unproven::PacketUndecided]),
            "{place} {value}"
        );
    }
}

#[test]
fn evidence_without_a_place_proves_nothing() {
    let good = signed(&ed25519(1), &base());
    for uri in [None, Some("https://example.org/decisions/packet.json"), Some("s3://bucket")] {
        let told = approval_in("stage", &base(), uri, Some(&good), &keys());
        assert_eq!(told, unproven(&[Unproven::NoPlace]), "{uri:?}");
        assert!(told.to_string().contains("name it by its URI"), "{told}");
    }
    let both = approval_in("stage", &json!({}), None, None, &keys());
    assert_eq!(both, unproven(&[Unproven::PacketUndecided, Unproven::NoPlace]));
}

#[test]
fn the_envelope_lies_beside_the_packet() {
    let wanted = ObjectId { uri: envelope_uri(ELSEWHERE), version: None };
    assert_eq!(envelope(ELSEWHERE, &keys()).unwrap().0, wanted);
    assert_eq!(envelope(ELSEWHERE, &TrustedKeys::default()), None, "nobody's signature counts");
    assert_eq!(envelope("s3://bucket", &keys()), None);
}

#[test]
fn every_reason_is_a_sentence_of_its_own() {
    let reasons = [
        Unproven::NoDecision,
        Unproven::NotKept,
        Unproven::NotSigned,
        Unproven::PacketUndecided,
        Unproven::PacketNotKept,
        Unproven::PacketNotSigned,
        Unproven::NoPlace,
        Unproven::EnvelopeUnreadable,
    ];
    let told: BTreeSet<_> = reasons.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), reasons.len());
}
