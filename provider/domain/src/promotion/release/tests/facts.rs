//! What a receipt repeats, and what is asked of AWS.

use super::*;

fn texts(set: &BTreeSet<String>) -> Vec<&str> {
    set.iter().map(String::as_str).collect()
}

#[test]
fn a_contract_packet_says_what_it_refers_to() {
    let packet = contract_packet();
    let release = contract(&packet);
    let stored: Value =
        serde_json::from_str(include_str!("../../contract/cases/objects/index.json")).unwrap();
    let mut uris: Vec<_> =
        stored.as_object().unwrap().values().map(|uri| uri.as_str().unwrap()).collect();
    uris.sort_unstable();
    assert_eq!(uris.len(), 19);
    assert_eq!(texts(release.uris()), uris);
    let bundle = "s3://kfm-example-policy/bundles/kfm.promotion/1.0.0/promotion.rego";
    assert_eq!(release.bundle_uri(), Some(bundle));
    assert_eq!(
        release.spec_hash(),
        Some("sha256:572e394852a9f5bad2cba45894e39a0b53fb847137116c238c9fae406932baf2")
    );
    let artifacts = [(
        "artifacts/gauges.geojson".to_owned(),
        "sha256:57741fa5b40f418e3e2a3dd59420bc848f9ea263a7d9a89b8660093a53b1f2cc".to_owned(),
    )];
    assert_eq!(release.artifacts(), &BTreeMap::from(artifacts));
    assert_eq!(release.candidate_id(), None);
    assert_eq!(release.evaluated_at(), Some(second("2026-05-04T10:00:00Z")));
    assert_eq!(release.decision_id(), Some("promo:example_gauges:2026-05"));
    assert_eq!(
        release.decision_uri(),
        packet["review"]["promotion_decision"]["ref"]["uri"].as_str()
    );
    assert_eq!(release.decided_by(), Some("user:release-1"));
    assert_eq!(release.reviewer(), Some("user:reviewer-1"));
    let references = release.references();
    assert_eq!(texts(&references.evidence), ["dcat://example_gauges@2026-05.572e3948"]);
    assert_eq!(texts(&references.policy), ["kfm://policy_decision/ex-0001", bundle]);
    assert_eq!(texts(&references.review), ["review:example_gauges:2026-05"]);
    assert!(references.attestation.is_empty());
}

#[test]
fn a_readiness_packet_says_what_it_refers_to() {
    let release = readiness(&readiness_packet());
    assert!(release.uris().is_empty());
    assert_eq!((release.bundle_uri(), release.decision_id()), (None, None));
    assert_eq!((release.decision_uri(), release.decided_by()), (None, None));
    assert_eq!(release.spec_hash(), Some(format!("sha256:{}", "5c".repeat(32)).as_str()));
    let artifacts = [("artifact-1", "a1"), ("artifact-2", "a2")]
        .map(|(name, byte)| (name.to_owned(), format!("sha256:{}", byte.repeat(32))));
    assert_eq!(release.artifacts(), &BTreeMap::from(artifacts));
    assert_eq!(release.candidate_id(), Some("candidate:ks-wells:2026-05"));
    assert_eq!(release.evaluated_at(), Some(second("2026-05-04T12:00:00Z")));
    assert_eq!(release.reviewer(), Some("actor:reviewer-two"));
    let references = release.references();
    assert_eq!(texts(&references.evidence), ["evidence:ks-wells:1"]);
    let bundle = format!("policy:promotion:ks-wells@sha256:{}", "b0".repeat(32));
    assert_eq!(texts(&references.policy), [bundle.as_str()]);
    assert_eq!(texts(&references.review), ["review:ks-wells:1"]);
    assert_eq!(texts(&references.attestation), ["attestation:ks-wells:dsse"]);
}

#[test]
fn a_hash_is_told_without_its_prefix() {
    let digest = contract_packet()["identity"]["spec_hash"].as_str().unwrap().to_owned();
    let path = "$.identity.spec_hash";
    let prefixed = with(contract_packet(), path, json!(format!("jcs:{digest}")));
    assert_eq!(contract(&prefixed).spec_hash(), Some(digest.as_str()));
    let zeros = format!("sha256:{}", "0".repeat(64));
    assert_eq!(contract(&with(contract_packet(), path, json!(zeros))).spec_hash(), None);
}

#[test]
fn what_is_malformed_is_absent() {
    let path = "$.policy.bundle.ref.media_type";
    let release = contract(&without(contract_packet(), path));
    assert_eq!(release.bundle_uri(), None);
    assert_eq!(release.uris().len(), 18);
    for packet in [json!({}), json!([]), json!(null), json!({"identity": {"artifacts": [1]}})] {
        let release = contract(&packet);
        assert!(release.uris().is_empty() && release.artifacts().is_empty(), "{packet}");
        assert_eq!(release.references(), &References::default(), "{packet}");
        let release = readiness(&packet);
        assert!(release.artifacts().is_empty(), "{packet}");
        assert_eq!(release.references(), &References::default(), "{packet}");
        assert_eq!((release.spec_hash(), release.candidate_id()), (None, None), "{packet}");
    }
}

#[test]
fn references_are_told_once_each() {
    let list = json!(["evidence:b", "evidence:a", "evidence:b"]);
    let release = readiness(&with(readiness_packet(), "$.evidence_refs", list));
    assert_eq!(texts(&release.references().evidence), ["evidence:a", "evidence:b"]);
    let list = json!(["evidence:b", " "]);
    let release = readiness(&with(readiness_packet(), "$.evidence_refs", list));
    assert!(release.references().evidence.is_empty(), "one bad element makes a list malformed");
}
