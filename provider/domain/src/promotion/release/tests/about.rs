//! Evidence is about one candidate and no other.

use super::*;

const CONTRACT: [&str; 4] = [
    "$.identity.dataset_slug",
    "$.identity.dataset_version_id",
    "$.transition.from_zone",
    "$.transition.to_zone",
];
const READINESS: [&str; 3] = ["$.lifecycle.from", "$.lifecycle.to", "$.spec_hash"];

fn gauges() -> Candidate {
    candidate("hydrology/example_gauges", "2026-05.572e3948", "catalog", "published")
}

fn wells() -> Candidate {
    candidate("ks-wells", "2026-05.5c5c5c5c", "triplet", "published")
}

fn paths(release: &Release, candidate: &Candidate) -> Vec<&'static str> {
    release.mismatches(candidate).iter().map(|mismatch| mismatch.path).collect()
}

#[test]
fn the_examples_are_about_their_candidates() {
    let release = contract(&contract_packet());
    assert_eq!(release.mismatches(&gauges()), []);
    let plain = candidate("example_gauges", "2026-05.572e3948", "catalog", "published");
    assert_eq!(release.mismatches(&plain), [], "folders are not part of the packet");
    assert_eq!(readiness(&readiness_packet()).mismatches(&wells()), []);
    let moved = with(readiness_packet(), "$.lifecycle.from", json!("CATALOG"));
    let catalog = candidate("ks-wells", "2026-05.5c5c5c5c", "catalog", "published");
    assert_eq!(readiness(&moved).mismatches(&catalog), []);
}

#[test]
fn the_examples_are_about_no_other_candidate() {
    let release = contract(&contract_packet());
    for (dataset, version, from, to, expected) in [
        ("example_gauge", "2026-05.572e3948", "catalog", "published", &CONTRACT[..1]),
        ("example_gauges/x", "2026-05.572e3948", "catalog", "published", &CONTRACT[..1]),
        ("example_gauges", "2026-06.572e3948", "catalog", "published", &CONTRACT[1..2]),
        ("example_gauges", "2026-05.572e3949", "catalog", "published", &CONTRACT[1..2]),
        ("example_gauges", "2026-05.572e3948", "triplet", "published", &CONTRACT[2..3]),
        ("example_gauges", "2026-05.572e3948", "processed", "catalog", &CONTRACT[2..]),
        ("soils", "2026-02.abcd1234", "processed", "catalog", &CONTRACT[..]),
    ] {
        let other = candidate(dataset, version, from, to);
        assert_eq!(paths(&release, &other), expected, "{dataset} {version} {from} {to}");
    }
    let release = readiness(&readiness_packet());
    for (version, from, to, expected) in [
        ("2026-05.5c5c5c5d", "triplet", "published", &READINESS[2..]),
        ("2026-05.5c5c5c5c", "catalog", "published", &READINESS[..1]),
        ("2026-05.abcd1234", "processed", "catalog", &READINESS[..]),
    ] {
        let other = candidate("ks-wells", version, from, to);
        assert_eq!(paths(&release, &other), expected, "{version} {from} {to}");
    }
}

#[test]
fn a_member_that_is_missing_or_malformed_is_about_nothing() {
    let wrong = [json!(null), json!(1), json!([]), json!({}), json!(""), json!("Catalog")];
    for path in CONTRACT {
        let missing = without(contract_packet(), path);
        assert_eq!(paths(&contract(&missing), &gauges()), [path], "without {path}");
        for value in &wrong {
            let packet = with(contract_packet(), path, value.clone());
            assert_eq!(paths(&contract(&packet), &gauges()), [path], "{path} {value}");
        }
    }
    for path in READINESS {
        let missing = without(readiness_packet(), path);
        assert_eq!(paths(&readiness(&missing), &wells()), [path], "without {path}");
        for value in &wrong {
            let packet = with(readiness_packet(), path, value.clone());
            assert_eq!(paths(&readiness(&packet), &wells()), [path], "{path} {value}");
        }
    }
    let packet = with(readiness_packet(), "$.lifecycle.from", json!("triplet"));
    assert_eq!(paths(&readiness(&packet), &wells()), ["$.lifecycle.from"], "states are capitals");
    let prefixed = format!("jcs:sha256:{}", "5c".repeat(32));
    let packet = with(readiness_packet(), "$.spec_hash", json!(prefixed));
    assert_eq!(paths(&readiness(&packet), &wells()), ["$.spec_hash"]);
}

#[test]
fn a_packet_that_says_nothing_is_about_nothing() {
    for packet in [json!({}), json!([]), json!(null), json!("x"), json!({"identity": []})] {
        assert_eq!(paths(&contract(&packet), &gauges()), CONTRACT, "{packet}");
        assert_eq!(paths(&readiness(&packet), &wells()), READINESS, "{packet}");
    }
    assert_eq!(paths(&contract(&readiness_packet()), &gauges()), CONTRACT);
    assert_eq!(paths(&readiness(&contract_packet()), &wells()), READINESS);
}

#[test]
fn a_mismatch_is_a_sentence_without_values() {
    let told: Vec<_> = contract(&with(contract_packet(), CONTRACT[0], json!("secret")))
        .mismatches(&gauges())
        .iter()
        .map(ToString::to_string)
        .collect();
    let expected = "`$.identity.dataset_slug` must be the last part of the candidate's `dataset`";
    assert_eq!(told, [expected]);
}
