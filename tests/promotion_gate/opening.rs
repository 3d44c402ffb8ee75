//! What opens a gate.

use kfm_provider::domain::gate::{GATE_TAG, OPEN_POLICY};
use kfm_provider::terraform::diag::Severity;
use kfm_provider::terraform::value::Tree;
use serde_json::json;

use super::*;
use crate::support::release::public_key;
use crate::support::zones::client_with;

#[tokio::test]
async fn pinned_evidence_that_passes_opens_a_gate_by_one_apply() {
    let (cloud, release) = (ground().await, release(Approval::Kept));
    store(&cloud, &release);
    let (client, config) = (client(&cloud).await, gate(&release));
    let planned = plan(&client, None, &config).await;
    let warned = said(&planned.diags, Severity::Warning);
    assert_eq!(warned.len(), 1, "{warned:?}");
    assert!(warned[0].contains("opens by this apply: PASS"), "{warned:?}");
    let stored = apply_planned(&client, None, &planned, &config).await.stored.unwrap();
    assert!(is_open(&stored));
    assert_eq!(text(&stored, "status"), "PASS");
    assert_eq!(text(&stored, "readiness"), "APPROVE_READY");
    assert_eq!(codes(&stored), [""; 0]);
    assert_eq!(text(&stored, "id"), id().to_string());
    assert_eq!(text(&stored, "expires_at"), "2026-11-25T00:00:00Z");
    let role = role(&cloud).unwrap();
    assert_eq!(text(&stored, "role_arn"), role.arn.to_string());
    assert_eq!(role.tags[GATE_TAG], id().to_string());
    assert!(role.inline[OPEN_POLICY].contains("2026-11-25T00:00:00Z"));
    assert!(role.trust.contains("role/ci/promoter"));
    assert_settled(&client, &stored, &config).await;
}

#[tokio::test]
async fn a_blocked_gate_is_made_closed_and_stays_so() {
    let (cloud, release) = (ground().await, release(Approval::Kept));
    store(&cloud, &release);
    put(&cloud, release.uri("spec.json"), b"{}");
    let (client, config) = (client(&cloud).await, gate(&release));
    let planned = plan(&client, None, &config).await;
    let warned = said(&planned.diags, Severity::Warning);
    assert!(warned[0].contains("stays closed: DENY"), "{warned:?}");
    assert!(warned[0].contains("PC_A_OBJECT_DIGEST_MISMATCH at $.identity.spec_ref"), "{warned:?}");
    let stored = apply_planned(&client, None, &planned, &config).await.stored.unwrap();
    assert!(!is_open(&stored));
    assert_eq!(text(&stored, "status"), "DENY");
    assert_eq!(codes(&stored), ["PC_A_OBJECT_DIGEST_MISMATCH"]);
    assert_eq!(value(&stored, "role_arn"), &Tree::Null);
    assert_eq!(role(&cloud), None);
    assert_settled(&client, &stored, &config).await;

    // Its evidence is completed.
    store(&cloud, &release);
    let read = refreshed(&client, &stored).await;
    assert_eq!(read.state, stored.state, "a refresh hides what the plan is to show");
    let planned = plan(&client, Some(&read), &config).await;
    assert_eq!(at(&planned.state, &["status"]), &Tree::String("PASS".to_owned()));
    assert_eq!(at(&planned.state, &["open"]), &Tree::Bool(true));
    assert!(matches!(at(&planned.state, &["role_arn"]), Tree::String(_)));
    let stored = apply_planned(&client, Some(&read), &planned, &config).await.stored.unwrap();
    assert!(is_open(&stored) && role(&cloud).is_some());
    assert_settled(&client, &stored, &config).await;
}

/// Evidence that nothing binds to a plan opens by the plan after the one that made the gate.
#[tokio::test]
async fn evidence_that_is_not_pinned_opens_once_a_plan_has_shown_it() {
    let (cloud, release) = (ground().await, release(Approval::Kept));
    store(&cloud, &release);
    let (client, config) = (client(&cloud).await, unpinned(&release));
    let planned = plan(&client, None, &config).await;
    let warned = said(&planned.diags, Severity::Warning);
    assert!(warned[0].contains("its evidence is not pinned"), "{warned:?}");
    assert!(warned[0].contains(&release.digest()), "{warned:?}");
    assert_eq!(at(&planned.state, &["open"]), &Tree::Bool(false));
    let stored = apply_planned(&client, None, &planned, &config).await.stored.unwrap();
    assert!(!is_open(&stored) && role(&cloud).is_none());
    assert_eq!(text(&stored, "status"), "PASS");

    let read = refreshed(&client, &stored).await;
    let planned = plan(&client, Some(&read), &config).await;
    assert_eq!(at(&planned.state, &["open"]), &Tree::Bool(true));
    let stored = apply_planned(&client, Some(&read), &planned, &config).await.stored.unwrap();
    assert!(is_open(&stored) && role(&cloud).is_some());
    assert_settled(&client, &stored, &config).await;
}

#[tokio::test]
async fn evidence_in_the_configuration_is_bound_by_it() {
    let (cloud, release) = (ground().await, release(Approval::Kept));
    store(&cloud, &release);
    let client = client(&cloud).await;
    let mut config = gate(&release);
    config["evidence"] = json!({ "json": String::from_utf8(release.bytes()).unwrap() });
    let stored = applied(&client, None, &config).await;
    assert!(is_open(&stored));
    assert_settled(&client, &stored, &config).await;
}

#[tokio::test]
async fn an_approval_that_nothing_proves_opens_nothing() {
    let (cloud, release) = (ground().await, release(Approval::None));
    store(&cloud, &release);
    let (client, config) = (client(&cloud).await, gate(&release));
    let stored = applied(&client, None, &config).await;
    assert!(!is_open(&stored) && role(&cloud).is_none());
    assert_eq!(text(&stored, "status"), "APPROVAL_UNPROVEN");
    assert_eq!(text(&stored, "readiness"), "APPROVE_READY");
    assert_eq!(codes(&stored), ["approval_unproven"]);
    assert_settled(&client, &stored, &config).await;
}

#[tokio::test]
async fn an_approval_counts_if_whoever_decided_signed_it() {
    for (signer, opens) in [(1, true), (2, false)] {
        let (cloud, release) = (ground().await, release(Approval::Signed(signer)));
        store(&cloud, &release);
        let client = client(&cloud).await;
        let mut config = gate(&release);
        let key = json!({ "public_key": public_key(1), "roles": ["steward"] });
        config["trusted_keys"] = json!({ release.decider(): key });
        let stored = applied(&client, None, &config).await;
        assert_eq!(is_open(&stored), opens, "signed by {signer}");
        assert_eq!(role(&cloud).is_some(), opens);
        let status = if opens { "PASS" } else { "APPROVAL_UNPROVEN" };
        assert_eq!(text(&stored, "status"), status);
        assert_settled(&client, &stored, &config).await;
    }
}

#[tokio::test]
async fn evidence_of_another_candidate_opens_nothing() {
    let (cloud, release) = (ground().await, release(Approval::Kept));
    store(&cloud, &release);
    let client = client(&cloud).await;
    let mut config = gate(&release);
    config["candidate"]["version"] = json!("2026-06.572e3948");
    let stored = applied(&client, None, &config).await;
    assert!(!is_open(&stored));
    assert_eq!(text(&stored, "status"), "DENY");
    assert_eq!(codes(&stored), ["evidence_of_another_candidate"]);
}

#[tokio::test]
async fn a_gate_ends_with_its_evidence_at_the_latest() {
    let (cloud, release) = (ground().await, release(Approval::Kept));
    store(&cloud, &release);
    let client = client(&cloud).await;
    let mut config = gate(&release);
    config["max_open"] = json!("168h");
    config["expires"] = json!("2026-11-30T00:00:00Z");
    let stored = applied(&client, None, &config).await;
    assert_eq!(text(&stored, "expires_at"), "2026-11-30T00:00:00Z");

    // The packet ends before that.
    let mut short = release.clone();
    short.edit(|packet| packet["expires_at"] = json!("2026-11-24T06:00:00Z"));
    store(&cloud, &short);
    let mut config = gate(&short);
    config["max_open"] = json!("168h");
    config["expires"] = json!("2026-11-30T00:00:00Z");
    let stored = applied(&client, Some(&stored), &config).await;
    assert!(is_open(&stored));
    assert_eq!(text(&stored, "expires_at"), "2026-11-24T06:00:00Z");
    assert!(role(&cloud).unwrap().inline[OPEN_POLICY].contains("2026-11-24T06:00:00Z"));
}

/// What a gate does not name, the provider block does.
#[tokio::test]
async fn keys_and_policy_of_the_provider_block_count_where_a_gate_names_none() {
    let (cloud, release) = (ground().await, release(Approval::Signed(1)));
    store(&cloud, &release);
    let mut config = gate(&release);
    config.as_object_mut().unwrap().remove("policy");
    let mut block = block();
    block["policy_bundle"] = json!({ "inline": release.policy });
    let key = json!({ "public_key": public_key(1), "roles": ["steward"] });
    block["trusted_keys"] = json!({ release.decider(): key });
    block["gate_reader"] = json!({ "role_arn": role_arn("kfm/gate-reader") });
    let client = client_with(Arc::new(cloud.clone()), block).await;
    let stored = applied(&client, None, &config).await;
    assert!(is_open(&stored) && role(&cloud).is_some());
    assert_settled(&client, &stored, &config).await;
}

#[tokio::test]
async fn a_provider_block_that_trusts_nonsense_is_refused() {
    let client = client(&ground().await).await;
    let check = async |change: Json| {
        let mut block = block();
        block.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let block = client.provider_block(block).unwrap();
        said(&client.validate_provider(block).await.unwrap(), Severity::Error)
    };
    assert_eq!(check(json!({})).await, [""; 0]);
    for (change, place) in [
        (json!({ "trusted_keys": { "x": { "public_key": "x", "roles": [] } } }), "trusted_keys"),
        (json!({ "policy_bundle": {} }), "policy_bundle"),
        (json!({ "emergency_deny_uri": "somewhere" }), "emergency_deny_uri"),
        (
            json!({ "gate_reader": { "role_arn": "arn:aws:iam::123456789012:user/a" } }),
            "gate_reader.role_arn",
        ),
    ] {
        let errors = check(change).await;
        assert!(
            errors.iter().any(|error| error.contains(&format!("Invalid `{place}"))),
            "{errors:?}"
        );
    }
}
