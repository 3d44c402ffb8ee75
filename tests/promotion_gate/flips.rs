//! Evidence that changes between plan and apply: nothing opens that no plan has shown, and the message is the provider's.

use kfm_provider::terraform::diag::Severity;
use kfm_provider::terraform::value::Tree;
use serde_json::json;

use super::*;
use crate::support::zones::client_with;

/// A release whose packet is another one, and passes too.
fn another(release: &Release) -> Release {
    let mut other = release.clone();
    other.edit(|packet| packet["expires_at"] = json!("2026-12-01T00:00:00Z"));
    other
}

/// Breaks a release that is stored.
fn spoil(cloud: &MemoryCloud, release: &Release) {
    put(cloud, release.uri("spec.json"), b"{}");
}

/// A gate that exists, and is closed.
async fn blocked(cloud: &MemoryCloud, release: &Release, config: &Json) -> Stored {
    store(cloud, release);
    spoil(cloud, release);
    let stored = applied(&client(cloud).await, None, config).await;
    assert!(!is_open(&stored));
    stored
}

/// A gate that exists, and is open.
async fn opened(cloud: &MemoryCloud, release: &Release) -> Stored {
    store(cloud, release);
    let stored = applied(&client(cloud).await, None, &gate(release)).await;
    assert!(is_open(&stored));
    stored
}

#[tokio::test]
async fn a_new_gate_does_not_open_with_a_packet_that_is_not_the_pinned_one() {
    let (cloud, release) = (ground().await, release(Approval::Kept));
    store(&cloud, &release);
    let (client, config) = (client(&cloud).await, gate(&release));
    let planned = plan(&client, None, &config).await;
    put(&cloud, &packet_uri(), &another(&release).bytes());
    let applied = apply_planned(&client, None, &planned, &config).await;
    let errors = applied.errors();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].contains("Invalid `evidence.sha256`"), "{errors:?}");
    assert!(errors[0].contains("is not the digest of the packet"), "{errors:?}");
    assert_eq!(role(&cloud), None);
}

#[tokio::test]
async fn a_new_gate_does_not_open_with_objects_that_changed() {
    for block in ["close", "fail"] {
        let (cloud, release) = (ground().await, release(Approval::Kept));
        store(&cloud, &release);
        let client = client(&cloud).await;
        let mut config = gate(&release);
        config["on_block"] = json!(block);
        let planned = plan(&client, None, &config).await;
        assert_eq!(said(&planned.diags, Severity::Error), [""; 0]);
        let known = at(&planned.state, &["open"]) == &Tree::Bool(true);
        assert_eq!(known, block == "fail", "with an error as the other way, the way is known");
        spoil(&cloud, &release);
        let applied = apply_planned(&client, None, &planned, &config).await;
        assert_eq!(role(&cloud), None);
        if block == "fail" {
            let errors = applied.errors();
            assert!(errors[0].contains("is blocked: DENY"), "{errors:?}");
            assert_eq!(applied.stored, None);
        } else {
            assert_eq!(applied.errors(), [""; 0]);
            let stored = applied.stored.unwrap();
            assert_eq!(text(&stored, "status"), "DENY");
            assert!(!is_open(&stored));
        }
    }
}

#[tokio::test]
async fn a_new_gate_that_nothing_binds_does_not_open_whatever_it_finds() {
    let (cloud, release) = (ground().await, release(Approval::Kept));
    store(&cloud, &release);
    spoil(&cloud, &release);
    let (client, config) = (client(&cloud).await, unpinned(&release));
    let planned = plan(&client, None, &config).await;
    store(&cloud, &release);
    let applied = apply_planned(&client, None, &planned, &config).await;
    assert_eq!(applied.errors(), [""; 0]);
    let stored = applied.stored.unwrap();
    assert!(!is_open(&stored) && role(&cloud).is_none());
    assert_eq!(text(&stored, "status"), "PASS");
}

#[tokio::test]
async fn what_was_planned_to_open_does_not_if_the_evidence_stops_to_pass() {
    for pinned in [true, false] {
        let (cloud, release) = (ground().await, release(Approval::Kept));
        let config = if pinned { gate(&release) } else { unpinned(&release) };
        let stored = blocked(&cloud, &release, &config).await;
        let client = client(&cloud).await;
        store(&cloud, &release);
        let read = refreshed(&client, &stored).await;
        let planned = plan(&client, Some(&read), &config).await;
        assert_eq!(at(&planned.state, &["open"]), &Tree::Bool(true));
        spoil(&cloud, &release);
        let applied = apply_planned(&client, Some(&read), &planned, &config).await;
        let errors = applied.errors();
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(errors[0].contains("does not open: DENY"), "{errors:?}");
        assert!(errors[0].contains("PC_A_OBJECT_DIGEST_MISMATCH"), "{errors:?}");
        assert_eq!(role(&cloud), None);
        let stored = applied.stored.unwrap();
        assert!(!is_open(&stored));
        assert_eq!(text(&stored, "status"), "DENY");
        assert_settled(&client, &stored, &config).await;
    }
}

/// The packet is another one, and passes: no plan has shown it.
#[tokio::test]
async fn what_was_planned_to_open_does_not_open_with_another_packet() {
    let (cloud, release) = (ground().await, release(Approval::Kept));
    let config = unpinned(&release);
    let stored = blocked(&cloud, &release, &config).await;
    let client = client(&cloud).await;
    store(&cloud, &release);
    let read = refreshed(&client, &stored).await;
    let planned = plan(&client, Some(&read), &config).await;
    put(&cloud, &packet_uri(), &another(&release).bytes());
    let applied = apply_planned(&client, Some(&read), &planned, &config).await;
    let errors = applied.errors();
    assert!(errors[0].contains("its evidence is not the plan's"), "{errors:?}");
    assert_eq!(role(&cloud), None);
    // The next plan shows it.
    let stored = refreshed(&client, &applied.stored.unwrap()).await;
    let stored = super::applied(&client, Some(&stored), &config).await;
    assert!(is_open(&stored) && role(&cloud).is_some());
}

#[tokio::test]
async fn what_was_planned_to_close_is_closed_although_the_evidence_passes_again() {
    let (cloud, release) = (ground().await, release(Approval::Kept));
    let (stored, config) = (opened(&cloud, &release).await, gate(&release));
    let client = client(&cloud).await;
    spoil(&cloud, &release);
    let read = refreshed(&client, &stored).await;
    let planned = plan(&client, Some(&read), &config).await;
    assert_eq!(at(&planned.state, &["status"]), &Tree::String("DENY".to_owned()));
    assert_eq!(at(&planned.state, &["open"]), &Tree::Bool(false));
    store(&cloud, &release);
    let applied = apply_planned(&client, Some(&read), &planned, &config).await;
    assert_eq!(applied.errors(), [""; 0]);
    assert!(
        said(&applied.diags, Severity::Warning)[0].contains("as planned"),
        "{:?}",
        applied.diags
    );
    let stored = applied.stored.unwrap();
    assert!(!is_open(&stored) && role(&cloud).is_none());
    // The next plan opens it, and its time is not renewed.
    let read = refreshed(&client, &stored).await;
    let stored = super::applied(&client, Some(&read), &config).await;
    assert!(is_open(&stored));
    assert_eq!(text(&stored, "expires_at"), "2026-11-25T00:00:00Z");
}

/// Nothing runs at apply for a plan that shows nothing: the open gate closes with the next one.
#[tokio::test]
async fn a_plan_that_showed_nothing_is_followed_by_one_that_closes() {
    let (cloud, release) = (ground().await, release(Approval::Kept));
    let (stored, config) = (opened(&cloud, &release).await, gate(&release));
    let client = client(&cloud).await;
    assert_settled(&client, &stored, &config).await;
    put(&cloud, &packet_uri(), &another(&release).bytes());
    let read = refreshed(&client, &stored).await;
    let planned = plan(&client, Some(&read), &config).await;
    assert_eq!(said(&planned.diags, Severity::Error), [""; 0]);
    assert_eq!(at(&planned.state, &["open"]), &Tree::Bool(false));
    let applied = apply_planned(&client, Some(&read), &planned, &config).await;
    assert_eq!(applied.errors(), [""; 0]);
    let stored = applied.stored.unwrap();
    assert_eq!(codes(&stored), ["evidence_not_pinned"]);
    assert!(!is_open(&stored) && role(&cloud).is_none());
    assert_settled(&client, &stored, &config).await;
}

/// An open gate is open for the packet that a plan has shown: another one that passes is shown first, and gets a role of
/// its own.
#[tokio::test]
async fn an_open_gate_does_not_stay_open_for_another_packet_unseen() {
    let (cloud, release) = (ground().await, release(Approval::Kept));
    let config = unpinned(&release);
    let stored = blocked(&cloud, &release, &config).await;
    let client = client(&cloud).await;
    store(&cloud, &release);
    let read = refreshed(&client, &stored).await;
    let stored = super::applied(&client, Some(&read), &config).await;
    let before = role(&cloud).unwrap();
    let mut other = release.clone();
    other.edit(|packet| packet["expires_at"] = json!("2026-11-24T06:00:00Z"));
    put(&cloud, &packet_uri(), &other.bytes());
    let read = refreshed(&client, &stored).await;
    let planned = plan(&client, Some(&read), &config).await;
    assert_ne!(planned.state, read.state, "the plan is empty");
    assert!(said(&planned.diags, Severity::Warning).concat().contains("opens by this apply"));
    let stored = apply_planned(&client, Some(&read), &planned, &config).await.stored.unwrap();
    assert_eq!(text(&stored, "expires_at"), "2026-11-24T06:00:00Z");
    assert_ne!(role(&cloud).unwrap().unique_id, before.unique_id);
    assert_settled(&client, &stored, &config).await;
}

/// A plan without a refresh, under another provider block, does not repeat what the last one was told.
#[tokio::test]
async fn another_provider_block_asks_anew_without_a_refresh() {
    let (cloud, release) = (ground().await, release(Approval::Kept));
    let (stored, config) = (opened(&cloud, &release).await, gate(&release));
    let mut block = block();
    block["emergency_deny"] = json!(true);
    let client = client_with(Arc::new(cloud.clone()), block).await;
    let planned = plan(&client, Some(&stored), &config).await;
    assert_eq!(at(&planned.state, &["open"]), &Tree::Bool(false));
    let applied = apply_planned(&client, Some(&stored), &planned, &config).await;
    assert_eq!(applied.errors(), [""; 0]);
    assert!(!is_open(&applied.stored.unwrap()) && role(&cloud).is_none());
}
