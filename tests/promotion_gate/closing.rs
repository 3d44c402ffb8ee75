//! What closes a gate.

use kfm_provider::cloud::CloudErrorKind;
use kfm_provider::cloud::faulty::{Faults, Faulty};
use kfm_provider::domain::PrincipalArn;
use kfm_provider::terraform::diag::Severity;
use kfm_provider::terraform::value::Tree;
use serde_json::json;

use super::*;

async fn opened() -> (MemoryCloud, Release, Json, Stored) {
    let (cloud, release) = (ground().await, release(Approval::Kept));
    store(&cloud, &release);
    let config = gate(&release);
    let stored = applied(&client(&cloud).await, None, &config).await;
    assert!(is_open(&stored) && role(&cloud).is_some());
    (cloud, release, config, stored)
}

/// Refreshes, plans a closing that shows this status, applies it, and plans nothing after it.
async fn closes(cloud: &MemoryCloud, stored: &Stored, config: &Json, status: &str, code: &str) {
    let client = client(cloud).await;
    let read = refreshed(&client, stored).await;
    let planned = plan(&client, Some(&read), config).await;
    assert_eq!(said(&planned.diags, Severity::Error), [""; 0]);
    let warned = said(&planned.diags, Severity::Warning);
    assert!(warned[0].contains(&format!("is closed by this apply: {status}")), "{warned:?}");
    assert!(warned[0].contains(code), "{warned:?}");
    let applied = apply_planned(&client, Some(&read), &planned, config).await;
    assert_eq!(applied.errors(), [""; 0]);
    let stored = applied.stored.unwrap();
    assert!(!is_open(&stored));
    assert_eq!(text(&stored, "status"), status);
    assert_eq!(codes(&stored), [code]);
    assert_eq!(role(cloud), None);
    assert_settled(&client, &stored, config).await;
}

#[tokio::test]
async fn evidence_that_is_gone_closes() {
    let (cloud, release, config, stored) = opened().await;
    let spec = ObjectId { uri: release.uri("spec.json").to_owned(), version: None };
    cloud.forget_object(&spec);
    closes(&cloud, &stored, &config, "DENY", "PC_A_OBJECT_MISSING").await;
}

#[tokio::test]
async fn a_kill_switch_closes_and_what_is_off_stays_off() {
    let (cloud, _, mut config, _) = opened().await;
    let switch = format!("s3://kfm-dev-audit-{ACCOUNT}/emergency_deny");
    config["emergency_deny_uri"] = json!(switch);
    let client = client(&cloud).await;
    let stored = applied(&client, None, &config).await;
    assert!(is_open(&stored), "the switch is not there");
    put(&cloud, &switch, b"");
    let read = refreshed(&client, &stored).await;
    let stored = applied(&client, Some(&read), &config).await;
    assert!(!is_open(&stored) && role(&cloud).is_none());
    assert!(codes(&stored).contains(&"PC_X_EMERGENCY_DENY".to_owned()), "{:?}", codes(&stored));
}

#[tokio::test]
async fn an_emergency_closes_by_the_configuration() {
    let (cloud, _, mut config, stored) = opened().await;
    let client = client(&cloud).await;
    config["emergency_deny"] = json!(true);
    let read = refreshed(&client, &stored).await;
    let stored = applied(&client, Some(&read), &config).await;
    assert!(!is_open(&stored) && role(&cloud).is_none());
    assert_eq!(text(&stored, "status"), "DENY");
    assert_settled(&client, &stored, &config).await;
}

/// The zones' policies are what keeps promoters from the evidence: without one, that is not known.
#[tokio::test]
async fn a_promoter_whose_reach_is_not_known_closes() {
    let (cloud, _, config, stored) = opened().await;
    let catalog = crate::zone_policy::bucket("catalog");
    cloud.drift(&catalog, |bucket| bucket.policy = None);
    closes(&cloud, &stored, &config, "APPROVAL_UNPROVEN", "approval_unproven").await;
}

#[tokio::test]
async fn what_was_promoted_is_compared_with_the_evidence() {
    let (cloud, release, config, stored) = opened().await;
    let client = client(&cloud).await;
    let artifact = release.objects[release.uri("gauges.geojson")].clone();
    put(&cloud, &copy_uri(), &artifact);
    assert_settled(&client, &stored, &config).await;
    put(&cloud, &copy_uri(), b"something else");
    let read = refreshed(&client, &stored).await;
    let planned = plan(&client, Some(&read), &config).await;
    let warned = said(&planned.diags, Severity::Warning);
    assert!(
        warned[0].contains(&format!("GUARD DENY target_differs at {}", copy_uri())),
        "{warned:?}"
    );
    closes(&cloud, &stored, &config, "DENY", "target_differs").await;
}

#[tokio::test]
async fn a_gate_whose_time_is_over_is_expired_and_is_not_renewed_by_itself() {
    let (cloud, _, config, stored) = opened().await;
    let later =
        client_at(Arc::new(cloud.clone()), || "2026-11-25T00:00:00Z".parse().unwrap()).await;
    let read = refreshed(&later, &stored).await;
    let planned = plan(&later, Some(&read), &config).await;
    assert_eq!(at(&planned.state, &["status"]), &Tree::String("EXPIRED".to_owned()));
    let applied = apply_planned(&later, Some(&read), &planned, &config).await;
    assert_eq!(applied.errors(), [""; 0]);
    let stored = applied.stored.unwrap();
    assert!(!is_open(&stored) && role(&cloud).is_none());
    assert_eq!(text(&stored, "status"), "EXPIRED");
    assert_eq!(text(&stored, "expires_at"), "2026-11-25T00:00:00Z");
    assert_settled(&later, &stored, &config).await;

    // Another end opens it again.
    let mut renewed = config.clone();
    renewed["expires"] = json!("2026-11-25T12:00:00Z");
    let read = refreshed(&later, &stored).await;
    let stored = super::applied(&later, Some(&read), &renewed).await;
    assert!(is_open(&stored) && role(&cloud).is_some());
    assert_eq!(text(&stored, "expires_at"), "2026-11-25T12:00:00Z");
}

/// Also after it was closed by hand: the time that it was opened for goes on.
#[tokio::test]
async fn a_gate_that_was_closed_by_hand_opens_again_for_the_rest_of_its_time() {
    let (cloud, _, config, stored) = opened().await;
    cloud.remove_role(&id().role_name());
    let later =
        client_at(Arc::new(cloud.clone()), || "2026-11-24T12:00:00Z".parse().unwrap()).await;
    let read = refreshed(&later, &stored).await;
    assert_eq!(value(&read, "open"), &Tree::Bool(false));
    let stored = applied(&later, Some(&read), &config).await;
    assert!(is_open(&stored) && role(&cloud).is_some());
    assert_eq!(text(&stored, "expires_at"), "2026-11-25T00:00:00Z");
}

#[tokio::test]
async fn a_role_that_somebody_changed_is_made_anew() {
    let (cloud, _, config, stored) = opened().await;
    let before = role(&cloud).unwrap();
    cloud.drift_role(&id().role_name(), |role| role.trust = role.trust.replace("ci/promoter", "x"));
    let client = client(&cloud).await;
    let read = refreshed(&client, &stored).await;
    let planned = plan(&client, Some(&read), &config).await;
    assert_ne!(planned.state, read.state, "the plan is empty");
    let warned = said(&planned.diags, Severity::Warning).concat();
    assert!(warned.contains("is not as the gate made it"), "{warned}");
    let stored = apply_planned(&client, Some(&read), &planned, &config).await.stored.unwrap();
    let after = role(&cloud).unwrap();
    assert_eq!(after.trust, before.trust);
    assert_ne!(after.unique_id, before.unique_id, "sessions of the old role would go on");
    assert_settled(&client, &stored, &config).await;
}

#[tokio::test]
async fn a_verdict_that_does_not_pass_can_be_an_error() {
    let (cloud, release) = (ground().await, release(Approval::Kept));
    store(&cloud, &release);
    let client = client(&cloud).await;
    let mut config = gate(&release);
    config["on_block"] = json!("fail");
    let stored = applied(&client, None, &config).await;
    assert!(is_open(&stored));

    // An open gate is closed first.
    put(&cloud, release.uri("spec.json"), b"{}");
    let read = refreshed(&client, &stored).await;
    let planned = plan(&client, Some(&read), &config).await;
    assert_eq!(said(&planned.diags, Severity::Error), [""; 0]);
    let applied = apply_planned(&client, Some(&read), &planned, &config).await;
    let errors = applied.errors();
    assert!(errors[0].contains("is blocked: DENY"), "{errors:?}");
    assert!(errors[0].contains("was open, and is closed now"), "{errors:?}");
    let stored = applied.stored.unwrap();
    assert!(!is_open(&stored) && role(&cloud).is_none());

    // Then there is nothing to close, and the plan is refused.
    let read = refreshed(&client, &stored).await;
    let planned = plan(&client, Some(&read), &config).await;
    let errors = said(&planned.diags, Severity::Error);
    assert!(errors[0].contains("is blocked: DENY"), "{errors:?}");

    // A new one is refused at once.
    let planned = plan(&client, None, &config).await;
    let errors = said(&planned.diags, Severity::Error);
    assert!(errors[0].contains("PC_A_OBJECT_DIGEST_MISMATCH"), "{errors:?}");
}

#[tokio::test]
async fn a_role_under_the_path_that_no_gate_made_is_an_error() {
    let (cloud, _, _, stored) = opened().await;
    let mut strange = role(&cloud).unwrap();
    let name = "kfm-dev-gate-00000000";
    let arn = strange.arn.as_str().rsplit_once('/').map(|(path, _)| format!("{path}/{name}"));
    strange.arn = PrincipalArn::parse(&arn.unwrap()).unwrap();
    cloud.add_role(strange);
    let client = client(&cloud).await;
    let read = client.read(GATE, &stored).await.unwrap();
    let errors = said(&read.diags, Severity::Error);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].contains(name), "{errors:?}");
    assert_eq!(read.stored.map(|read| read.state), Some(stored.state));
}

#[tokio::test]
async fn a_destroy_closes_its_own_role_and_no_other() {
    let (cloud, _, _, stored) = opened().await;
    let client = client(&cloud).await;
    // Another create of the same gate made the role that there is now.
    let other = "fedcba9876543210".to_owned();
    let own = role(&cloud).unwrap();
    cloud.drift_role(&id().role_name(), |role| {
        drop(role.tags.insert("kfm:nonce".to_owned(), other))
    });
    let planned = client.plan(GATE, Some(&stored), None).await.unwrap();
    let answer = client.apply(GATE, Some(&stored), &planned, None).await.unwrap();
    assert_eq!(said(&answer.diags, Severity::Error), [""; 0]);
    assert!(role(&cloud).is_some());

    cloud.drift_role(&id().role_name(), |role| *role = own.clone());
    let planned = client.plan(GATE, Some(&stored), None).await.unwrap();
    let warned = said(&planned.diags, Severity::Warning);
    assert!(warned[0].contains("is closed by its destroy"), "{warned:?}");
    let answer = client.apply(GATE, Some(&stored), &planned, None).await.unwrap();
    assert_eq!(said(&answer.diags, Severity::Error), [""; 0]);
    assert_eq!(role(&cloud), None);
    assert_eq!(answer.stored, None);
}

/// An import knows the role alone: what was asked of the gate is in the configuration.
#[tokio::test]
async fn an_open_gate_is_imported_by_its_role() {
    let (cloud, _, config, _) = opened().await;
    let client = client(&cloud).await;
    let imported = client.import(GATE, &id().to_string()).await.unwrap();
    assert_eq!(said(&imported.diags, Severity::Error), [""; 0]);
    let read = refreshed(&client, &imported.stored.unwrap()).await;
    assert_eq!(value(&read, "open"), &Tree::Bool(true));
    let planned = plan(&client, Some(&read), &config).await;
    assert_eq!(planned.replace, []);
    let stored = apply_planned(&client, Some(&read), &planned, &config).await.stored.unwrap();
    assert!(is_open(&stored));
    assert!(role(&cloud).is_some());
    assert_settled(&client, &stored, &config).await;
}

/// With `create_before_destroy`, the new gate is open before the old one is deleted: that one leaves it alone.
#[tokio::test]
async fn the_delete_leg_of_a_replacement_leaves_what_its_create_leg_made() {
    let (cloud, _, config, stored) = opened().await;
    let client = client(&cloud).await;
    let nothing = Stored { state: Tree::Null, private: stored.private.clone() };
    let planned = plan(&client, Some(&nothing), &config).await;
    let made = apply_planned(&client, Some(&nothing), &planned, &config).await.stored.unwrap();
    assert!(is_open(&made));
    let gone = Planned { state: Tree::Null, ..planned };
    let answer = client.apply(GATE, Some(&stored), &gone, None).await.unwrap();
    assert_eq!(said(&answer.diags, Severity::Error), [""; 0]);
    assert!(role(&cloud).is_some(), "the new gate lost its role");
}

#[tokio::test]
async fn a_shorter_time_ends_an_open_gate_earlier() {
    let (cloud, _, mut config, stored) = opened().await;
    let client = client(&cloud).await;
    config["max_open"] = json!("6h");
    let read = refreshed(&client, &stored).await;
    let stored = applied(&client, Some(&read), &config).await;
    assert!(is_open(&stored));
    assert_eq!(text(&stored, "expires_at"), "2026-11-24T06:00:00Z");
    assert_settled(&client, &stored, &config).await;
}

/// A refusal is an error, and never taken for what is missing.
#[tokio::test]
async fn evidence_that_may_not_be_read_is_an_error_and_closes() {
    let (cloud, _, config, stored) = opened().await;
    let faulty = Faulty::new(Arc::new(cloud.clone()));
    faulty.set(Faults::default().fail(["s3:GetObject"], CloudErrorKind::Denied));
    let client = client_at(Arc::new(faulty), || NOW.parse().unwrap()).await;
    let read = refreshed(&client, &stored).await;
    let planned = plan(&client, Some(&read), &config).await;
    let warned = said(&planned.diags, Severity::Warning);
    assert!(warned[0].contains("is closed by this apply: ERROR"), "{warned:?}");
    assert!(warned[0].contains("s3:GetObject"), "why it could not be read is not told: {warned:?}");
    let stored = apply_planned(&client, Some(&read), &planned, &config).await.stored.unwrap();
    assert!(!is_open(&stored) && role(&cloud).is_none());
    assert_eq!(text(&stored, "status"), "ERROR");
}
