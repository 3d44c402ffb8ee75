//! Gates by the readiness profile, whose packets are complete in themselves.

use kfm_provider::terraform::value::Tree;
use serde_json::json;

use super::*;
use crate::support::release::shifted;

const PROFILE: &str = "kfm/promotion-readiness/A-G/v1";
const VERSION: &str = "2026-05.5c5c5c5c";

/// A packet that passes, and is reviewed until ten hours from now.
fn packet() -> Json {
    let base = include_str!("../../provider/domain/src/promotion/readiness/cases/base.json");
    let now: jiff::Timestamp = NOW.parse().unwrap();
    let later = now.checked_add(jiff::Span::new().hours(10)).unwrap();
    let mut packet: Json = serde_json::from_str(&shifted(base, later)).unwrap();
    packet["lifecycle"]["from"] = json!("CATALOG");
    packet
}

/// Where only a steward may create.
fn kept() -> String {
    format!("s3://kfm-dev-audit-{ACCOUNT}/decisions/ks-wells/packet.json")
}

fn gate_of(uri: &str) -> Json {
    json!({
        "profile": PROFILE,
        "candidate": { "dataset": "ks-wells", "version": VERSION, "from": "catalog", "to": "published" },
        "target": zone("published"),
        "sources": [zone("catalog"), zone("audit")],
        "evidence": { "uri": uri },
        "promoter": { "principals": [role_arn("ci/promoter")] },
    })
}

/// Applies twice: the second plan has seen the packet.
async fn settled(client: &Client, config: &Json) -> Stored {
    let stored = applied(client, None, config).await;
    let read = refreshed(client, &stored).await;
    let stored = applied(client, Some(&read), config).await;
    assert_settled(client, &stored, config).await;
    stored
}

#[tokio::test]
async fn a_packet_that_is_kept_by_a_steward_opens_until_its_review_ends() {
    let cloud = ground().await;
    put(&cloud, &kept(), packet().to_string().as_bytes());
    let client = client(&cloud).await;
    let config = gate_of(&kept());
    let stored = settled(&client, &config).await;
    assert!(is_open(&stored));
    assert_eq!(text(&stored, "status"), "PASS");
    assert_eq!(text(&stored, "expires_at"), "2026-11-24T10:00:00Z");
    assert_eq!(value(&stored, "policy_bundle_digest"), &Tree::Null);
    assert_eq!(value(&stored, "disposition"), &Tree::Null);
    let receipt: Json = serde_json::from_str(&text(&stored, "receipt_json")).unwrap();
    assert_eq!(receipt["receipt_profile"], "kfm/promotion-receipt/v1");
    assert_eq!(receipt["evaluation"]["readiness"], "APPROVE_READY");
    assert_eq!(receipt["transition"]["applied"], false);
}

#[tokio::test]
async fn what_the_profile_leaves_to_the_gate_keeps_it_closed() {
    type Change = fn(&mut Json);
    let cases: [(&str, &str, &str, Change); 4] = [
        ("elsewhere", "APPROVAL_UNPROVEN", "approval_unproven", |_| ()),
        ("kept", "DENY", "evidence_out_of_time", |packet| {
            packet["gate_evaluated_at"] = json!("2026-11-24T00:00:01Z");
            packet["review"]["valid_until"] = json!("2026-11-24T10:00:00Z");
        }),
        ("kept", "DENY", "evidence_of_another_candidate", |packet| {
            packet["lifecycle"]["from"] = json!("TRIPLET");
        }),
        ("kept", "DENY", "PG_G_REVIEW_NOT_APPROVED", |packet| {
            packet["review"]["record"]["decision"] = json!("reject");
        }),
    ];
    for (place, status, code, change) in cases {
        let cloud = ground().await;
        let mut packet = packet();
        change(&mut packet);
        let uri = match place {
            "kept" => kept(),
            _ => format!("s3://kfm-dev-catalog-{ACCOUNT}/ks-wells/{VERSION}/packet.json"),
        };
        put(&cloud, &uri, packet.to_string().as_bytes());
        let client = client(&cloud).await;
        let stored = settled(&client, &gate_of(&uri)).await;
        assert!(
            !is_open(&stored) && cloud.roles().iter().all(|arn| !arn.path().contains("/gate/"))
        );
        assert_eq!(text(&stored, "status"), status, "{code}");
        assert!(codes(&stored).contains(&code.to_owned()), "{code}: {:?}", codes(&stored));
    }
}

/// A packet in the configuration can neither be signed nor kept.
#[tokio::test]
async fn a_packet_in_the_configuration_is_not_proved() {
    let cloud = ground().await;
    let client = client(&cloud).await;
    let mut config = gate_of(&kept());
    config["evidence"] = json!({ "json": packet().to_string() });
    let stored = applied(&client, None, &config).await;
    assert_eq!(text(&stored, "status"), "APPROVAL_UNPROVEN");
    assert!(!is_open(&stored));
}

#[tokio::test]
async fn the_kill_switch_counts_for_this_profile_too() {
    let cloud = ground().await;
    put(&cloud, &kept(), packet().to_string().as_bytes());
    let switch = format!("s3://kfm-dev-audit-{ACCOUNT}/emergency_deny");
    let client = client(&cloud).await;
    let mut config = gate_of(&kept());
    config["emergency_deny_uri"] = json!(switch);
    let stored = settled(&client, &config).await;
    assert!(is_open(&stored));
    put(&cloud, &switch, b"");
    let read = refreshed(&client, &stored).await;
    let stored = applied(&client, Some(&read), &config).await;
    assert!(!is_open(&stored));
    assert_eq!(codes(&stored), ["emergency_deny"]);
}
