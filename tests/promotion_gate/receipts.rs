//! Receipts of what a gate decided.

use kfm_provider::cloud::faulty::{Faults, Faulty};
use kfm_provider::cloud::{CloudErrorKind, Operation};
use kfm_provider::terraform::value::Tree;
use serde_json::json;

use super::*;

/// What was put into the audit zone.
fn written(cloud: &MemoryCloud) -> Vec<(String, String)> {
    cloud
        .operations()
        .into_iter()
        .filter_map(|operation| match operation {
            Operation::PutObject { bucket, key, content, .. } => {
                assert_eq!(bucket.name, crate::zone_policy::bucket("audit"));
                Some((key, String::from_utf8(content.bytes().to_vec()).unwrap()))
            }
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn every_decision_has_a_receipt_that_is_offered_and_kept() {
    let (cloud, release) = (ground().await, release(Approval::Kept));
    store(&cloud, &release);
    let client = client(&cloud).await;
    let mut config = gate(&release);
    config["receipt_to"] = json!(format!("s3://kfm-dev-audit-{ACCOUNT}/apply/gates/"));
    let stored = applied(&client, None, &config).await;
    let receipt: Json = serde_json::from_str(&text(&stored, "receipt_json")).unwrap();
    assert_eq!(receipt["evaluation"]["status"], "PASS");
    assert_eq!(receipt["evaluation"]["packet_digest"], release.digest());
    assert_eq!(receipt["guard"]["open"], true);
    assert_eq!(receipt["guard"]["role_arn"], text(&stored, "role_arn"));
    assert_eq!(receipt["transition"]["applied"], false, "the gate moves nothing");
    assert_eq!(receipt["integrity"]["receipt_digest"], text(&stored, "receipt_digest"));
    let kept = written(&cloud);
    assert_eq!(kept.len(), 1);
    assert!(kept[0].0.starts_with("apply/gates/"), "{}", kept[0].0);
    assert_eq!(kept[0].1, text(&stored, "receipt_json"));
    assert_settled(&client, &stored, &config).await;
    assert_eq!(written(&cloud).len(), 1, "a decision that stands has one receipt");

    put(&cloud, release.uri("spec.json"), b"{}");
    let read = refreshed(&client, &stored).await;
    let stored = applied(&client, Some(&read), &config).await;
    let kept = written(&cloud);
    assert_eq!(kept.len(), 2);
    let receipt: Json = serde_json::from_str(&kept[1].1).unwrap();
    assert_eq!(receipt["evaluation"]["status"], "DENY");
    assert_eq!(receipt["guard"]["open"], false);
    assert_eq!(kept[1].1, text(&stored, "receipt_json"));
}

/// A provider process that may not put objects.
async fn denied(cloud: &MemoryCloud) -> Client {
    let faulty = Faulty::new(Arc::new(cloud.clone()));
    faulty.set(Faults::default().fail(["s3:PutObject"], CloudErrorKind::Denied));
    client_at(Arc::new(faulty), || NOW.parse().unwrap()).await
}

/// Without a receipt nothing opens; closing waits for nothing.
#[tokio::test]
async fn a_receipt_that_cannot_be_kept_opens_nothing_and_closes_all_the_same() {
    let (cloud, release) = (ground().await, release(Approval::Kept));
    store(&cloud, &release);
    let mut config = gate(&release);
    config["receipt_to"] = json!(format!("s3://kfm-dev-audit-{ACCOUNT}/apply/"));
    let denied = denied(&cloud).await;
    let refused = apply(&denied, None, &config).await;
    let errors = refused.errors();
    assert!(
        errors[0].contains("The receipt of the gate") && errors[0].contains("is not written"),
        "{errors:?}"
    );
    assert_eq!(role(&cloud), None);
    assert_eq!(refused.stored, None);

    let stored = applied(&client(&cloud).await, None, &config).await;
    assert!(is_open(&stored));
    put(&cloud, release.uri("spec.json"), b"{}");
    let read = refreshed(&denied, &stored).await;
    let stored = applied(&denied, Some(&read), &config).await;
    assert_eq!(value(&stored, "open"), &Tree::Bool(false));
    assert_eq!(role(&cloud), None);
}

/// Whoever could use the role as it is does not go on because a receipt cannot be kept.
#[tokio::test]
async fn a_role_that_differs_is_closed_before_a_receipt_is_asked_for() {
    let (cloud, release) = (ground().await, release(Approval::Kept));
    store(&cloud, &release);
    let mut config = gate(&release);
    config["receipt_to"] = json!(format!("s3://kfm-dev-audit-{ACCOUNT}/apply/"));
    let stored = applied(&client(&cloud).await, None, &config).await;
    cloud.drift_role(&id().role_name(), |role| {
        role.inline.insert("more".to_owned(), role.inline["kfm-gate"].clone());
    });
    let denied = denied(&cloud).await;
    let read = refreshed(&denied, &stored).await;
    let refused = apply(&denied, Some(&read), &config).await;
    assert!(refused.errors()[0].contains("is not written"), "{:?}", refused.errors());
    assert_eq!(role(&cloud), None);
    assert!(!is_open(&refused.stored.unwrap()));
}
