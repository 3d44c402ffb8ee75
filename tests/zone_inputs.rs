//! What the inputs of a `kfm_zone` do over the wire, with the in-memory cloud: set, changed,
//! cleared, changed behind Terraform's back, and on an endpoint that lacks some of S3.

use kfm_provider::cloud::memory::MemoryCloud;
use kfm_provider::cloud::{Facet, LogTarget, ObjectLock, VersionLock};
use kfm_provider::domain::{BucketName, Days, LockMode, LockRule};
use kfm_provider::terraform::client::{Change, Client, Stored};
use kfm_provider::terraform::diag::Severity;
use kfm_provider::terraform::value::Tree;
use serde_json::{Value as Json, json};

use crate::support::zones::{ZONE, at, block, client, client_with, cloud, text};

const CATALOG: &str = "kfm-dev-catalog-123456789012";
const LOGS: &str = "kfm-dev-logs-123456789012";

fn name(bucket: &str) -> BucketName {
    BucketName::parse(bucket).unwrap()
}

fn catalog(more: Json) -> Json {
    let mut config = json!({ "zone": "catalog" });
    config.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    config
}

fn rule(mode: LockMode, days: i64) -> LockRule {
    LockRule { mode, days: Days::new(days).unwrap() }
}

async fn change(client: &Client, prior: Option<&Stored>, config: Json) -> Change {
    let config = client.object(ZONE, config).unwrap();
    client.change(ZONE, prior, Some(config)).await.unwrap()
}

async fn apply(client: &Client, prior: Option<&Stored>, config: Json) -> Stored {
    let changed = change(client, prior, config.clone()).await;
    assert!(changed.errors().is_empty(), "{:?}", changed.errors());
    let stored = changed.stored().unwrap().clone();
    let read = read(client, &stored).await;
    assert_eq!(read.state, stored.state, "a refresh after apply shows something else");
    let config = client.object(ZONE, config).unwrap();
    let plan = client.plan(ZONE, Some(&read), Some(&config)).await.unwrap();
    assert_eq!(plan.state, read.state, "the plan after apply is not empty");
    stored
}

async fn read(client: &Client, stored: &Stored) -> Stored {
    let read = client.read(ZONE, stored).await.unwrap();
    assert!(read.errors().is_empty(), "{:?}", read.errors());
    read.stored.unwrap()
}

/// The errors of a change that must not touch the world.
async fn refused(
    cloud: &MemoryCloud,
    client: &Client,
    prior: Option<&Stored>,
    config: Json,
) -> Vec<(String, String)> {
    let before = cloud.mutations();
    let changed = change(client, prior, config).await;
    assert_eq!(cloud.mutations(), before, "something was changed");
    let errors: Vec<_> = changed
        .errors()
        .iter()
        .map(|error| (error.path.to_string(), format!("{}: {}", error.summary, error.detail)))
        .collect();
    assert!(!errors.is_empty());
    errors
}

#[tokio::test]
async fn retention_grows_and_never_shrinks() {
    let cloud = cloud();
    let client = client(cloud.clone()).await;
    let kept = |retention: Json| catalog(json!({ "retention": retention }));
    let first = apply(&client, None, catalog(json!({}))).await;
    let lock = |cloud: &MemoryCloud| cloud.facets(&name(CATALOG)).unwrap().object_lock;
    assert_eq!(lock(&cloud), ObjectLock::Enabled(None));
    let set = apply(&client, Some(&first), kept(json!({ "days": 10 }))).await;
    assert_eq!(lock(&cloud).rule(), Some(rule(LockMode::Governance, 10)));
    assert_eq!(at(&set.state, &["controls", "object_lock"]), &text("GOVERNANCE 10 days"));
    let grown = apply(&client, Some(&set), kept(json!({ "days": 20, "class": "R0" }))).await;
    for shrunk in [
        kept(json!({ "days": 19, "class": "R0" })),
        kept(json!({ "class": "R0" })),
        kept(json!({ "days": 20 })),
        catalog(json!({})),
    ] {
        let errors = refused(&cloud, &client, Some(&grown), shrunk.clone()).await;
        assert!(errors[0].0.starts_with("retention"), "{errors:?}");
        assert!(errors[0].1.contains("only grows"), "{errors:?}");
    }
}

#[tokio::test]
async fn a_rule_that_changed_behind_our_back_shows_and_is_restored_unless_it_grew() {
    let cloud = cloud();
    let client = client(cloud.clone()).await;
    let config = catalog(json!({ "retention": { "days": 10 } }));
    let stored = apply(&client, None, config.clone()).await;
    for drifted in [None, Some(rule(LockMode::Governance, 9))] {
        cloud.drift(&name(CATALOG), |bucket| bucket.object_lock = ObjectLock::Enabled(drifted));
        let shown = read(&client, &stored).await;
        assert_ne!(at(&shown.state, &["retention"]), at(&stored.state, &["retention"]));
        apply(&client, Some(&shown), config.clone()).await;
    }
    let longer = Some(rule(LockMode::Governance, 11));
    cloud.drift(&name(CATALOG), |bucket| bucket.object_lock = ObjectLock::Enabled(longer));
    let shown = read(&client, &stored).await;
    let errors = refused(&cloud, &client, Some(&shown), config.clone()).await;
    assert!(errors[0].1.contains("GOVERNANCE 11 days"), "{errors:?}");
    // Planned before it grew, applied after: refused by the look at apply.
    let prior = Stored { state: stored.state.clone(), ..shown.clone() };
    let wanted = catalog(json!({ "retention": { "days": 10 }, "tags": { "a": "b" } }));
    let errors = refused(&cloud, &client, Some(&prior), wanted).await;
    assert!(errors[0].1.contains("by now"), "{errors:?}");
}

#[tokio::test]
async fn what_nobody_can_take_back_is_agreed_to_by_name() {
    let cloud = cloud();
    let client = client(cloud.clone()).await;
    let compliance = json!({ "days": 10, "mode": "COMPLIANCE" });
    let asked = |agreed: &str| {
        catalog(json!({ "retention": compliance, "acknowledge_irreversible": agreed }))
    };
    let errors = refused(&cloud, &client, None, catalog(json!({ "retention": compliance }))).await;
    assert_eq!(errors[0].0, "acknowledge_irreversible");
    let errors = refused(&cloud, &client, None, asked("another-bucket")).await;
    assert!(errors.iter().any(|error| error.1.contains("another bucket")), "{errors:?}");
    let stored = apply(&client, None, asked(CATALOG)).await;
    // Once it is done, the agreement may go.
    let silent = catalog(json!({ "retention": compliance }));
    let stored = apply(&client, Some(&stored), silent).await;
    let back = catalog(json!({ "retention": { "days": 10 } }));
    let errors = refused(&cloud, &client, Some(&stored), back).await;
    assert!(errors[0].1.contains("COMPLIANCE 10 days"), "{errors:?}");
}

#[tokio::test]
async fn locked_versions_stop_a_destroy_and_name_its_earliest_time() {
    let cloud = cloud();
    let client = client(cloud.clone()).await;
    let config = catalog(json!({ "force_destroy": true, "deletion_protection": false }));
    let stored = apply(&client, None, config).await;
    let versions = ["a", "b", "c"].map(|key| cloud.put_object(&name(CATALOG), key));
    let until = |day: &str| {
        let until = format!("{day}T00:00:00Z").parse().unwrap();
        VersionLock { retention: Some((LockMode::Governance, until)), legal_hold: false }
    };
    cloud.lock_version(&name(CATALOG), &versions[0], until("2026-12-01"));
    cloud.lock_version(&name(CATALOG), &versions[1], until("2027-03-01"));
    cloud.lock_version(&name(CATALOG), &versions[2], until("2026-11-01"));
    let before = cloud.mutations();
    let errors = |changed: Change| format!("{:?}", changed.errors());
    let refused = errors(client.change(ZONE, Some(&stored), None).await.unwrap());
    assert!(refused.contains("2027-03-01T00:00:00Z at the earliest"), "{refused}");
    assert!(refused.contains("2 of its 3"), "{refused}");
    assert_eq!(cloud.mutations(), before);
    let hold = VersionLock { retention: None, legal_hold: true };
    for version in &versions[..2] {
        cloud.lock_version(&name(CATALOG), version, hold);
    }
    let refused = errors(client.change(ZONE, Some(&stored), None).await.unwrap());
    assert!(refused.contains("legal hold") && !refused.contains("earliest"), "{refused}");
    for version in &versions {
        cloud.unlock_version(&name(CATALOG), version);
    }
    let gone = client.change(ZONE, Some(&stored), None).await.unwrap();
    assert!(gone.errors().is_empty(), "{:?}", gone.errors());
    assert_eq!(cloud.facets(&name(CATALOG)), None);
}

#[tokio::test]
async fn ageing_is_set_changed_and_cleared() {
    let cloud = cloud();
    let client = client(cloud.clone()).await;
    let work = |lifecycle: Json| json!({ "zone": "work", "object_lifecycle": lifecycle });
    let configs = [
        json!({ "zone": "work" }),
        work(json!({ "abort_multipart_days": 3, "noncurrent_days": 30, "noncurrent_versions": 2 })),
        work(json!({
            "transitions": [{ "days": 60, "storage_class": "STANDARD_IA", "prefix": "models/" }],
            "expire_prefixes": { "tmp/": 7, "scratch/": 14 },
        })),
        work(json!({})),
        json!({ "zone": "work" }),
    ];
    let mut stored = None;
    let mut seen = Vec::new();
    for config in configs {
        let next = apply(&client, stored.as_ref(), config).await;
        seen.push(at(&next.state, &["controls", "lifecycle"]).clone());
        stored = Some(next);
    }
    assert_eq!(seen[0], text("abort unfinished uploads after 7 days"));
    assert_eq!(seen[3], seen[0]);
    assert!(seen[1] != seen[0] && seen[2] != seen[1]);
}

/// A world with a zone of kind `logs`.
async fn with_logs() -> (MemoryCloud, Client) {
    let cloud = cloud();
    let client = client(cloud.clone()).await;
    apply(&client, None, json!({ "zone": "logs" })).await;
    (cloud, client)
}

#[tokio::test]
async fn logs_go_to_a_logs_zone_and_come_back_when_they_are_turned_away() {
    let (cloud, client) = with_logs().await;
    let logged = |more: Json| catalog(json!({ "access_log": more }));
    let target = |cloud: &MemoryCloud| cloud.facets(&name(CATALOG)).unwrap().access_log;
    let stored = apply(&client, None, logged(json!({ "bucket": LOGS }))).await;
    let wanted = LogTarget { bucket: LOGS.to_owned(), prefix: format!("{CATALOG}/") };
    assert_eq!(target(&cloud), Some(wanted.clone()));
    for drifted in [None, Some(LogTarget { prefix: "x".to_owned(), ..wanted.clone() })] {
        cloud.drift(&name(CATALOG), |bucket| bucket.access_log = drifted);
        let shown = read(&client, &stored).await;
        assert_ne!(at(&shown.state, &["access_log"]), at(&stored.state, &["access_log"]));
        apply(&client, Some(&shown), logged(json!({ "bucket": LOGS }))).await;
        assert_eq!(target(&cloud), Some(wanted.clone()));
    }
    let own =
        apply(&client, Some(&stored), logged(json!({ "bucket": LOGS, "prefix": "c/" }))).await;
    assert_eq!(target(&cloud).unwrap().prefix, "c/");
    apply(&client, Some(&own), catalog(json!({}))).await;
    assert_eq!(target(&cloud), None);
}

#[tokio::test]
async fn logs_go_nowhere_else() {
    let (cloud, client) = with_logs().await;
    apply(&client, None, json!({ "zone": "raw", "bucket": "soils", "retention": { "days": 1 } }))
        .await;
    let logged = |bucket: &str| catalog(json!({ "access_log": { "bucket": bucket } }));
    for (bucket, says) in [
        ("soils", "a zone of kind `raw`"),
        ("kfm-dev-work-123456789012", "the bucket of zone `work`"),
        ("nowhere", "There is no bucket `nowhere`"),
    ] {
        let errors = refused(&cloud, &client, None, logged(bucket)).await;
        assert!(errors[0].1.contains(says), "{errors:?}");
        assert!(errors[0].0.starts_with("access_log"), "{errors:?}");
    }
    cloud.drift(&name(LOGS), |bucket| {
        bucket.region = kfm_provider::domain::Region::parse("us-west-2").unwrap();
    });
    let errors = refused(&cloud, &client, None, logged(LOGS)).await;
    assert!(errors[0].1.contains("us-west-2"), "{errors:?}");
}

#[tokio::test]
async fn a_logs_zone_has_no_key_and_no_lock() {
    let (cloud, client) = with_logs().await;
    let facets = cloud.facets(&name(LOGS)).unwrap();
    assert_eq!(facets.object_lock, ObjectLock::Disabled);
    assert_eq!(facets.encryption.algorithm, "AES256");
    assert!(cloud.keys().is_empty());
    let import = client.import(ZONE, LOGS).await.unwrap();
    assert!(import.errors().is_empty(), "{:?}", import.errors());
    let shown = read(&client, &import.stored.unwrap()).await;
    assert_eq!(at(&shown.state, &["key_managed"]), &Tree::Bool(false));
    assert_eq!(at(&shown.state, &["key_arn"]), &Tree::Null);
}

#[tokio::test]
async fn events_that_are_left_alone_stay_as_they_are() {
    let cloud = cloud();
    let client = client(cloud.clone()).await;
    let events = |cloud: &MemoryCloud| cloud.facets(&name(CATALOG)).unwrap().events;
    let stored = apply(&client, None, catalog(json!({ "event_notifications": false }))).await;
    assert!(!events(&cloud));
    let stored = apply(&client, Some(&stored), catalog(json!({}))).await;
    assert!(events(&cloud));
    apply(&client, Some(&stored), catalog(json!({ "event_notifications": false }))).await;
    assert!(events(&cloud));
}

#[tokio::test]
async fn the_account_regional_name_is_made_and_checked() {
    let cloud = cloud();
    let client = client(cloud.clone()).await;
    let regional = |more: Json| {
        let mut config = catalog(json!({ "bucket_namespace": "account-regional" }));
        config.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        config
    };
    let stored = apply(&client, None, regional(json!({}))).await;
    let bucket = "kfm-dev-catalog-123456789012-us-east-1-an";
    assert_eq!(at(&stored.state, &["bucket"]), &text(bucket));
    let errors = refused(&cloud, &client, None, regional(json!({ "bucket": "soils" }))).await;
    assert!(errors[0].1.contains("-123456789012-us-east-1-an"), "{errors:?}");
    let errors = refused(&cloud, &client, None, catalog(json!({ "bucket": bucket }))).await;
    assert_eq!(errors[0].0, "bucket");
}

/// A provider block whose endpoint is not AWS's own.
fn elsewhere() -> Json {
    let mut block = block();
    let endpoints = json!({ "endpoints": { "s3": "https://store.example" } });
    block.as_object_mut().unwrap().extend(endpoints.as_object().unwrap().clone());
    block
}

fn warnings(changed: &Change) -> Vec<String> {
    let applied = changed.applied.iter().flat_map(|answer| &answer.diags);
    applied
        .filter(|diag| diag.severity == Severity::Warning)
        .map(|diag| diag.summary.clone())
        .collect()
}

#[tokio::test]
async fn what_an_endpoint_lacks_is_left_out_and_said_once() {
    let cloud = cloud();
    cloud.lack([Facet::Website, Facet::Cors, Facet::PublicAccessBlock]);
    let client = client_with(std::sync::Arc::new(cloud.clone()), elsewhere()).await;
    let config = catalog(json!({}));
    let made = change(&client, None, config.clone()).await;
    assert!(made.errors().is_empty(), "{:?}", made.errors());
    assert_eq!(warnings(&made).len(), 1, "{:?}", warnings(&made));
    let stored = made.stored().unwrap();
    assert_eq!(at(&stored.state, &["controls", "website"]), &text("unsupported"));
    assert_eq!(at(&stored.state, &["closed"]), &Tree::Bool(false));
    let again = client.read(ZONE, stored).await.unwrap();
    assert!(again.diags.is_empty(), "{:?}", again.diags);
    let again = again.stored.unwrap();
    assert_eq!(again.state, stored.state);
    let config = client.object(ZONE, config).unwrap();
    let plan = client.plan(ZONE, Some(&again), Some(&config)).await.unwrap();
    assert_eq!((plan.state, plan.diags), (again.state, Vec::new()));
}

#[tokio::test]
async fn what_is_asked_for_by_name_must_be_offered() {
    for (facet, asked) in [
        (Facet::Lifecycle, json!({ "object_lifecycle": { "abort_multipart_days": 1 } })),
        (Facet::ObjectLock, json!({ "retention": { "days": 1 } })),
        (Facet::Events, json!({ "event_notifications": true })),
    ] {
        let cloud = cloud();
        cloud.lack([facet]);
        let client = client_with(std::sync::Arc::new(cloud.clone()), elsewhere()).await;
        let changed = change(&client, None, catalog(asked)).await;
        let errors = format!("{:?}", changed.errors());
        assert!(errors.contains(&format!("does not offer `{facet}`")), "{errors}");
        // What was made is kept, unfinished, and completed without it. A bucket that is to have
        // Object Lock is not made at all.
        match changed.stored() {
            Some(stored) => {
                assert_eq!(at(&stored.state, &["controls", "creation"]), &text("unfinished"));
            }
            None => assert_eq!((facet, cloud.facets(&name(CATALOG))), (Facet::ObjectLock, None)),
        }
        let config = client.object(ZONE, catalog(json!({}))).unwrap();
        let completed = client.change(ZONE, None, Some(config)).await.unwrap();
        assert!(completed.errors().is_empty(), "{:?}", completed.errors());
    }
}

#[tokio::test]
async fn a_time_that_is_up_leaves_what_the_next_apply_completes() {
    let cloud = cloud();
    let slow = kfm_provider::cloud::faulty::Faulty::new(std::sync::Arc::new(cloud.clone()));
    slow.set(
        kfm_provider::cloud::faulty::Faults::default().delay(std::time::Duration::from_millis(30)),
    );
    let client_of_slow = client(slow).await;
    let timed = catalog(json!({ "timeouts": { "create": "100ms" } }));
    let changed = change(&client_of_slow, None, timed).await;
    let errors = format!("{:?}", changed.errors());
    assert!(errors.contains("`timeouts` allow") && errors.contains("Remaining:"), "{errors}");
    let client = client(cloud.clone()).await;
    let completed = change(&client, None, catalog(json!({}))).await;
    assert!(completed.errors().is_empty(), "{:?}", completed.errors());
}

#[tokio::test]
async fn tags_of_aws_itself_stay() {
    let cloud = cloud();
    let client = client(cloud.clone()).await;
    let stored = apply(&client, None, catalog(json!({}))).await;
    cloud.drift(&name(CATALOG), |bucket| {
        bucket.tags.insert("aws:cloudformation:stack-name".into(), "old".into());
    });
    let tagged = catalog(json!({ "tags": { "team": "soils" } }));
    let stored = apply(&client, Some(&stored), tagged).await;
    let tags = cloud.facets(&name(CATALOG)).unwrap().tags;
    assert!(tags.contains_key("aws:cloudformation:stack-name") && tags.contains_key("team"));
    assert_eq!(
        at(&stored.state, &["tags_all"]),
        &Tree::Map([("team".into(), text("soils"))].into())
    );
}
