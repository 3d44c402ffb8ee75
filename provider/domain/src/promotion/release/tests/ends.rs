//! Evidence holds until the first of its ends, and not in it.

use super::*;
use crate::promotion::contract::tests::rebind;
use crate::promotion::readiness::Clock;
use crate::promotion::{contract as profile, readiness as other_profile};

const EXPIRES: &str = "$.expires_at";
const VALID: &str = "$.review.valid_until";
const EXCEPTION: &str = "$.rights.exception";
const AUTHORITY: &str = "$.review.authority.expires_at";

/// The example under a licence that needs an exception, which ends then.
fn excepted(expires_at: &str) -> Value {
    let mut packet = contract_packet();
    let spdx = "CC-BY-NC-4.0";
    for (path, value) in [
        ("$.rights.license.spdx", json!(spdx)),
        ("$.catalogs.dcat.license", json!(spdx)),
        ("$.rights.license_class", json!("L3")),
        (
            EXCEPTION,
            json!({"rationale": "agreed", "approved_by": "user:steward-1", "approved_role": "steward",
                "expires_at": expires_at}),
        ),
    ] {
        set(&mut packet, path, value);
    }
    packet
}

fn statuses(packet: &Value, now: &str) -> (&'static str, Vec<&'static str>) {
    let options = include_bytes!("../../contract/cases/options.json");
    let options = profile::Options::from_json(options).unwrap().exactly_at(second(now));
    let evaluation = profile::evaluate(packet.to_string().as_bytes(), &options);
    let codes = evaluation.findings().iter().map(|finding| finding.code.name).collect();
    (evaluation.status().word(), codes)
}

#[test]
fn a_contract_packet_passes_until_its_end_and_not_in_it() {
    let end = "2026-05-08T00:00:00Z";
    for (mut packet, code) in [
        (with(contract_packet(), EXPIRES, json!(end)), "PC_X_PACKET_EXPIRED"),
        (with(contract_packet(), VALID, json!(end)), "PC_X_REVIEW_EXPIRED"),
        (excepted(end), "PC_B_EXCEPTION_EXPIRED"),
    ] {
        rebind(&mut packet);
        assert_eq!(contract(&packet).ends(), Some(second(end)), "{code}");
        assert_eq!(statuses(&packet, "2026-05-07T23:59:59Z"), ("PASS", vec![]), "{code}");
        assert_eq!(statuses(&packet, end), ("DENY", vec![code]));
    }
}

#[test]
fn the_earliest_end_counts_in_a_contract_packet() {
    assert_eq!(contract(&contract_packet()).ends(), Some(second("2026-05-18T10:00:00Z")));
    let late = excepted("2027-01-01T00:00:00Z");
    assert_eq!(contract(&late).ends(), Some(second("2026-05-18T10:00:00Z")));
    let late = with(late, EXPIRES, json!("2026-12-01T00:00:00Z"));
    assert_eq!(contract(&late).ends(), Some(second("2026-06-01T00:00:00Z")));
    // What can only begin to hold has no end.
    let embargo =
        json!({"until": "2026-05-01T00:00:00Z", "condition": null, "review_required": false});
    let embargoed = with(contract_packet(), "$.sensitivity.embargo", embargo);
    assert_eq!(contract(&embargoed).ends(), contract(&contract_packet()).ends());
}

#[test]
fn an_end_that_cannot_be_told_is_none() {
    let wrong =
        [json!(null), json!(1), json!("2026-05-18"), json!("2026-05-18T10:00:00+00:00"), json!([])];
    for path in [EXPIRES, VALID] {
        assert_eq!(contract(&without(contract_packet(), path)).ends(), None, "{path}");
        for value in &wrong {
            let packet = with(contract_packet(), path, value.clone());
            assert_eq!(contract(&packet).ends(), None, "{path} {value}");
        }
    }
    for value in [json!(1), json!({}), json!("none"), json!({"expires_at": null}), json!(false)] {
        let packet = with(contract_packet(), EXCEPTION, value.clone());
        assert_eq!(contract(&packet).ends(), None, "exception {value}");
    }
    assert_eq!(contract(&without(contract_packet(), EXCEPTION)).ends(), None, "not known");
    assert_eq!(contract(&without(contract_packet(), "$.rights")).ends(), None, "not known");
    for path in [VALID, AUTHORITY] {
        assert_eq!(readiness(&without(readiness_packet(), path)).ends(), None, "{path}");
        for value in &wrong {
            let packet = with(readiness_packet(), path, value.clone());
            assert_eq!(readiness(&packet).ends(), None, "{path} {value}");
        }
    }
    for packet in [json!({}), json!([]), json!(null), json!({"review": 1})] {
        assert_eq!(contract(&packet).ends(), None, "{packet}");
        assert_eq!(readiness(&packet).ends(), None, "{packet}");
    }
}

#[test]
fn a_readiness_packet_is_current_until_its_end_and_not_in_it() {
    let end = "2026-05-04T18:00:00Z";
    for packet in [
        with(readiness_packet(), VALID, json!(end)),
        with(readiness_packet(), AUTHORITY, json!(end)),
    ] {
        let evaluation = other_profile::evaluate(packet.to_string().as_bytes());
        assert_eq!(evaluation.status().word(), "PASS");
        assert_eq!(readiness(&packet).ends(), Some(second(end)));
        assert!(Clock::check(&read(&packet), second("2026-05-04T17:59:59Z")).is_current());
        assert!(!Clock::check(&read(&packet), second(end)).is_current());
    }
    assert_eq!(readiness(&readiness_packet()).ends(), Some(second("2026-05-05T00:00:00Z")));
}
