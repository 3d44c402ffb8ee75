//! What lies in the target, beside what the evidence says.

use super::*;
use DifferenceKind::{DigestDiffers, NotInEvidence, SizeDiffers, TooMany, Unreadable};

const GAUGES: &str = "artifacts/gauges.geojson";
const GAUGES_DIGEST: &str =
    "sha256:57741fa5b40f418e3e2a3dd59420bc848f9ea263a7d9a89b8660093a53b1f2cc";
const DCAT_DIGEST: &str = "sha256:42f05367b37615d746e6758eafa1bd325d20deac2afb47e5ff7dc64b19f9fa5d";
const SPEC_DIGEST: &str = "sha256:572e394852a9f5bad2cba45894e39a0b53fb847137116c238c9fae406932baf2";

fn all(byte: &str) -> String {
    format!("sha256:{}", byte.repeat(32))
}

fn object(path: &str, size: u64, digest: &str) -> Copied {
    Copied { path: path.to_owned(), size, digest: Some(digest.to_owned()) }
}

fn unreadable(path: &str) -> Copied {
    Copied { path: path.to_owned(), size: 159, digest: None }
}

fn kinds(comparison: &Comparison) -> Vec<(&str, DifferenceKind)> {
    comparison.differences.iter().map(|one| (one.path.as_str(), one.kind)).collect()
}

#[test]
fn what_the_contract_packet_refers_to_may_lie_there() {
    let release = contract(&contract_packet());
    let own = [all("ee"), all("dd")];
    let copied = [
        object("dcat/example_gauges.jsonld", 994, DCAT_DIGEST),
        object(GAUGES, 159, GAUGES_DIGEST),
        object("copy of gauges", 159, GAUGES_DIGEST),
        object("promotion.json", 7, &all("ee")),
        object("decision.json.dsse.json", 9, &all("dd")),
    ];
    let comparison = release.compare(&copied, &own);
    assert_eq!(kinds(&comparison), []);
    assert_eq!((comparison.present, comparison.expected), (1, 1));
    assert_eq!((comparison.status().word(), comparison.is_complete()), ("PASS", true));
    let comparison = release.compare(&copied, &[]);
    let unknown = [("decision.json.dsse.json", NotInEvidence), ("promotion.json", NotInEvidence)];
    assert_eq!(kinds(&comparison), unknown);
    assert_eq!(comparison.status().word(), "DENY");
}

#[test]
fn an_artifact_that_is_not_there_yet_is_no_difference() {
    let comparison = contract(&contract_packet()).compare(&[], &[]);
    assert_eq!((kinds(&comparison), comparison.status().word()), (vec![], "PASS"));
    assert_eq!((comparison.present, comparison.expected), (0, 1));
    assert!(!comparison.is_complete());
    let digests = [object("x", 1, &all("a2"))];
    let comparison = readiness(&readiness_packet()).compare(&digests, &[]);
    assert_eq!((comparison.present, comparison.expected), (1, 2));
    assert!(!comparison.is_complete() && comparison.differences.is_empty());
}

#[test]
fn an_object_at_an_artifacts_path_is_that_artifact() {
    let release = contract(&contract_packet());
    for (copied, kind) in [
        (object(GAUGES, 159, &all("ee")), DigestDiffers),
        (object(GAUGES, 159, DCAT_DIGEST), DigestDiffers),
        (object(GAUGES, 160, GAUGES_DIGEST), SizeDiffers),
        (object(GAUGES, 0, GAUGES_DIGEST), SizeDiffers),
        (object(GAUGES, 159, &GAUGES_DIGEST.to_uppercase()), DigestDiffers),
        (unreadable(GAUGES), Unreadable),
    ] {
        // What is the evidence's own may lie beside an artifact, not in its place.
        let comparison = release.compare(std::slice::from_ref(&copied), &[all("ee")]);
        assert_eq!(kinds(&comparison), [(GAUGES, kind)], "{copied:?}");
        assert_eq!((comparison.present, comparison.expected), (0, 1), "{copied:?}");
        assert_eq!(comparison.status(), kind.status(), "{copied:?}");
    }
    let unstated = without(contract_packet(), "$.identity.artifacts[0].size_bytes");
    let comparison = contract(&unstated).compare(&[object(GAUGES, 160, GAUGES_DIGEST)], &[]);
    assert_eq!((kinds(&comparison), comparison.present), (vec![], 1));
}

#[test]
fn other_objects_have_the_sizes_that_are_stated_for_their_digests() {
    let packet = with(contract_packet(), "$.identity.spec_ref.size_bytes", json!(283));
    let release = contract(&packet);
    let copied = [
        object("a", 283, SPEC_DIGEST),
        object("b", 284, SPEC_DIGEST),
        object("c", 158, GAUGES_DIGEST),
        object("d", 1, DCAT_DIGEST),
        object("", 0, &all("e3")),
        unreadable("e"),
    ];
    let comparison = release.compare(&copied, &[]);
    let expected = [("", NotInEvidence), ("b", SizeDiffers), ("c", SizeDiffers), ("e", Unreadable)];
    assert_eq!(kinds(&comparison), expected);
    assert_eq!(comparison.status().word(), "ERROR", "what is not known is worse than a denial");
}

#[test]
fn artifacts_that_cannot_be_read_vouch_for_nothing() {
    let twice = {
        let mut packet = contract_packet();
        let mut other = packet["identity"]["artifacts"][0].clone();
        other["digest"] = json!(all("ee"));
        packet["identity"]["artifacts"].as_array_mut().unwrap().push(other);
        packet
    };
    for packet in [
        twice,
        with(contract_packet(), "$.identity.artifacts[1]", json!({})),
        with(contract_packet(), "$.identity.artifacts[0].path", json!("../x")),
        with(contract_packet(), "$.identity.artifacts[0].digest", json!(all("00"))),
        with(contract_packet(), "$.identity.artifacts", json!([])),
        json!({}),
    ] {
        let copied = [object(GAUGES, 159, GAUGES_DIGEST), object("x", 994, DCAT_DIGEST)];
        let comparison = contract(&packet).compare(&copied, &[]);
        assert_eq!(kinds(&comparison), [(GAUGES, NotInEvidence), ("x", NotInEvidence)]);
        assert_eq!((comparison.present, comparison.expected), (0, 0));
        assert!(!comparison.is_complete());
    }
}

#[test]
fn the_readiness_packet_vouches_for_each_digest_once() {
    let release = readiness(&readiness_packet());
    let (first, second, own) = (all("a1"), all("a2"), all("ee"));
    let copied = [
        object("b", 2, &second),
        object("a", 1, &first),
        object("packet.json", 9, &own),
        object("again/packet.json", 9, &own),
    ];
    let comparison = release.compare(&copied, std::slice::from_ref(&own));
    assert_eq!(kinds(&comparison), []);
    assert_eq!((comparison.present, comparison.is_complete()), (2, true));
    let copied = [
        object("c", 1, &first),
        object("b", 2, &second),
        object("a", 1, &first),
        object("d", 1, &all("a3")),
        unreadable("e"),
    ];
    let comparison = release.compare(&copied, &[own]);
    let expected = [("c", TooMany), ("d", NotInEvidence), ("e", Unreadable)];
    assert_eq!(kinds(&comparison), expected);
    assert_eq!(comparison.present, 2);
    let comparison = release.compare(&[object("x", 1, &first)], std::slice::from_ref(&first));
    assert_eq!(comparison.present, 1, "an artifact is one, whatever else it is");
}

#[test]
fn a_digest_that_is_listed_twice_may_lie_there_twice() {
    let path = "$.release_manifest.artifact_digests";
    let packet = with(readiness_packet(), path, json!([all("a1"), all("a1")]));
    let three = ["a", "b", "c"].map(|path| object(path, 1, &all("a1")));
    let comparison = readiness(&packet).compare(&three, &[]);
    assert_eq!(kinds(&comparison), [("c", TooMany)]);
    assert_eq!((comparison.present, comparison.expected), (2, 2));
    let malformed = with(readiness_packet(), path, json!([all("a1"), "x"]));
    let comparison = readiness(&malformed).compare(&three[..1], &[]);
    assert_eq!(kinds(&comparison), [("a", NotInEvidence)]);
}

#[test]
fn what_is_no_digest_is_nobodys_own() {
    for release in [contract(&contract_packet()), readiness(&readiness_packet())] {
        for digest in ["", "sha256:", "x"] {
            let comparison = release.compare(&[object("x", 0, digest)], &[digest.to_owned()]);
            assert_eq!(kinds(&comparison), [("x", NotInEvidence)], "{digest}");
        }
    }
}

#[test]
fn a_difference_is_a_sentence_about_a_path() {
    let told = |kind| Difference { path: "a/b".to_owned(), kind }.to_string();
    assert_eq!(told(NotInEvidence), "`a/b` is nothing that the evidence knows");
    for kind in [NotInEvidence, DigestDiffers, SizeDiffers, TooMany] {
        assert_eq!(kind.status().word(), "DENY", "{}", told(kind));
    }
    assert_eq!(Unreadable.status().word(), "ERROR", "{}", told(Unreadable));
}
