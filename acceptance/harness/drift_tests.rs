//! That a drift changes what it says, that the facts show it, and what a locked object withstands.

use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    AbortIncompleteMultipartUpload, BucketLoggingStatus, DefaultRetention,
    EventBridgeConfiguration, ExpirationStatus, LifecycleRule, LifecycleRuleFilter, LoggingEnabled,
    NoncurrentVersionExpiration, NotificationConfiguration, ObjectLockConfiguration,
    ObjectLockEnabled, ObjectLockRetentionMode, ObjectLockRule, Transition, TransitionStorageClass,
};
use serde_json::json;

use crate::access::{Answer, Attempt};
use crate::account::Account;
use crate::assertions;
use crate::clients::Clients;
use crate::drift::Drift;
use crate::emulator::Emulator;
use crate::expected::ExpectedFacts;
use crate::facts::{self, Facts};
use crate::made::{Made, Put};
use crate::{lifecycle, objects};

const BUCKET: &str = "under-test";

struct Stage {
    _emulator: Emulator,
    account: Account,
    administrator: Clients,
}

/// A bucket with Object Lock.
async fn stage() -> Stage {
    let emulator = Emulator::start().await.unwrap();
    let account = Account::make(&emulator).await.unwrap();
    let administrator = Clients::new(&emulator, &account.administrator).unwrap();
    let create = administrator.s3.create_bucket().bucket(BUCKET);
    create.object_lock_enabled_for_bucket(true).send().await.unwrap();
    Stage { _emulator: emulator, account, administrator }
}

impl Stage {
    async fn facts(&self) -> Facts {
        facts::read(&self.account.root, BUCKET).await.unwrap()
    }

    async fn make(&self, drift: Drift) {
        drift.make(&self.account.root, BUCKET).await.unwrap();
    }

    async fn retain(&self, mode: ObjectLockRetentionMode, days: i32) {
        let retention = DefaultRetention::builder().mode(mode).days(days).build();
        let lock = ObjectLockConfiguration::builder()
            .object_lock_enabled(ObjectLockEnabled::Enabled)
            .rule(ObjectLockRule::builder().default_retention(retention).build())
            .build();
        let put = self.administrator.s3.put_object_lock_configuration().bucket(BUCKET);
        put.object_lock_configuration(lock).send().await.unwrap();
    }

    async fn put(&self, key: &str, content: &'static [u8]) {
        let body = ByteStream::from_static(content);
        let put = self.administrator.s3.put_object().bucket(BUCKET).key(key).body(body);
        put.send().await.unwrap();
    }

    async fn attempt(&self, attempt: Attempt, key: &str) -> Answer {
        let (who, root) = (&self.administrator, &self.account.root);
        attempt.make(who, root, BUCKET, key).await.unwrap()
    }
}

/// Whether the facts are as a `check` step says in TOML.
fn are(facts: &Facts, toml: &str) -> bool {
    let expected: ExpectedFacts = toml::from_str(toml).unwrap();
    assertions::is_as_expected(facts, &expected).is_ok()
}

#[tokio::test]
async fn the_default_retention_changes_and_goes() {
    let stage = stage().await;
    assert!(are(&stage.facts().await, "object_lock = true\nlock_rule = 'none'"));
    stage.retain(ObjectLockRetentionMode::Compliance, 30).await;
    assert!(are(&stage.facts().await, "lock_rule = 'COMPLIANCE 30 days'"));
    assert!(!are(&stage.facts().await, "lock_rule = 'COMPLIANCE 31 days'"));
    stage.make(Drift::LockRuleChanged).await;
    assert!(are(&stage.facts().await, "lock_rule = 'GOVERNANCE 1 days'"));
    stage.make(Drift::LockRuleLengthened).await;
    assert!(are(&stage.facts().await, "lock_rule = 'GOVERNANCE 3650 days'"));
    stage.make(Drift::LockRuleRemoved).await;
    assert!(are(&stage.facts().await, "object_lock = true\nlock_rule = 'none'"));
}

#[tokio::test]
async fn a_hold_keeps_from_everybody_until_it_is_lifted() {
    let stage = stage().await;
    let held = Put { hold: true, ..Put::plain("one") };
    held.into_bucket(&stage.administrator, BUCKET, "held").await.unwrap();
    let locked = Put { lock: Some("GOVERNANCE until 2099-01-01T00:00:00Z"), ..Put::plain("two") };
    locked.into_bucket(&stage.administrator, BUCKET, "locked").await.unwrap();
    assert_eq!(stage.attempt(Attempt::BypassRetention, "held").await, Answer::Refused);
    stage.make(Drift::Hidden).await;
    assert!(objects::current(&stage.account.root, BUCKET).await.unwrap().is_empty());
    stage.make(Drift::HoldsLifted).await;
    assert_eq!(stage.attempt(Attempt::DeleteVersion, "held").await, Answer::Admitted);
    assert_eq!(stage.attempt(Attempt::DeleteVersion, "locked").await, Answer::Refused);
}

#[tokio::test]
async fn a_bucket_is_made_as_it_is_told() {
    let stage = stage().await;
    let text = "bucket = 'made'\nlock_rule = 'COMPLIANCE 1 years'\nlogging = 'logs/here/'\n\
                lifecycle = [{ ID = 'tmp', Prefix = 'tmp/', Expiration = { Days = 5 } }]\n\
                objects = { a = 'alpha' }";
    let made: Made = toml::from_str(text).unwrap();
    made.make(&stage.administrator).await.unwrap();
    let facts = facts::read(&stage.account.root, "made").await.unwrap();
    assert!(are(&facts, "lock_rule = 'COMPLIANCE 1 years'\nlogging = 'logs/here/'"), "{facts:?}");
    let expiring = json!({
        "ID": "tmp",
        "Status": "Enabled",
        "Filter": { "Prefix": "tmp/" },
        "Expiration": { "Days": 5 },
    });
    assert_eq!(facts.lifecycle, [expiring]);
}

#[tokio::test]
async fn log_delivery_is_seen_where_the_policy_allows_it() {
    let stage = stage().await;
    let policy = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": { "Service": "logging.s3.amazonaws.com" },
        "Action": "s3:PutObject",
        "Resource": format!("arn:aws:s3:::{BUCKET}/*"),
        "Condition": { "ArnLike": { "aws:SourceArn": ["arn:aws:s3:::b", "arn:aws:s3:::a-*"] } },
    }] });
    let put = stage.administrator.s3.put_bucket_policy().bucket(BUCKET).policy(policy.to_string());
    assert!(are(&stage.facts().await, "log_sources = []"));
    put.send().await.unwrap();
    let both = "log_sources = ['arn:aws:s3:::a-*', 'arn:aws:s3:::b']";
    assert!(are(&stage.facts().await, both));
    stage.make(Drift::PolicyDeleted).await;
    assert!(are(&stage.facts().await, "log_sources = []"));
}

#[tokio::test]
async fn what_is_retained_for_governance_yields_to_a_bypass_alone() {
    let stage = stage().await;
    stage.put("free", b"before the rule").await;
    stage.retain(ObjectLockRetentionMode::Governance, 30).await;
    stage.put("kept", b"one").await;
    stage.put("kept", b"two").await;
    let root = &stage.account.root;
    let retained = objects::retained(root, BUCKET).await.unwrap();
    assert_eq!(retained, [("kept".to_owned(), "GOVERNANCE 30 days".to_owned())].into());
    assert_eq!(stage.attempt(Attempt::DeleteVersion, "kept").await, Answer::Refused);
    assert_eq!(stage.attempt(Attempt::DeleteVersion, "free").await, Answer::Admitted);
    assert_eq!(stage.attempt(Attempt::Delete, "kept").await, Answer::Admitted);
    assert!(objects::current(root, BUCKET).await.unwrap().is_empty());
    let both = vec!["one".to_owned(), "two".to_owned()];
    let versions = objects::versions(root, BUCKET).await.unwrap();
    assert_eq!(versions, [("kept".to_owned(), both)].into());
    assert_eq!(stage.attempt(Attempt::BypassRetention, "kept").await, Answer::Admitted);
    let versions = objects::versions(root, BUCKET).await.unwrap();
    assert_eq!(versions, [("kept".to_owned(), vec!["one".to_owned()])].into());
    stage.make(Drift::Emptied).await;
    assert!(objects::versions(root, BUCKET).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_retained_for_compliance_yields_to_nobody() {
    let stage = stage().await;
    stage.retain(ObjectLockRetentionMode::Compliance, 1).await;
    stage.put("kept", b"one").await;
    assert_eq!(stage.attempt(Attempt::BypassRetention, "kept").await, Answer::Refused);
    Drift::Emptied.make(&stage.account.root, BUCKET).await.unwrap_err();
    let versions = objects::versions(&stage.account.root, BUCKET).await.unwrap();
    assert_eq!(versions, [("kept".to_owned(), vec!["one".to_owned()])].into());
}

fn rule(id: &str) -> aws_sdk_s3::types::builders::LifecycleRuleBuilder {
    let filter = LifecycleRuleFilter::builder().prefix("soils/").build();
    LifecycleRule::builder().id(id).status(ExpirationStatus::Enabled).filter(filter)
}

fn rules() -> Vec<LifecycleRule> {
    let abort = AbortIncompleteMultipartUpload::builder().days_after_initiation(7).build();
    let noncurrent = NoncurrentVersionExpiration::builder()
        .noncurrent_days(30)
        .newer_noncurrent_versions(3)
        .build();
    let class = TransitionStorageClass::Glacier;
    let transition = Transition::builder().days(90).storage_class(class).build();
    vec![
        rule("second").noncurrent_version_expiration(noncurrent).build().unwrap(),
        rule("first")
            .abort_incomplete_multipart_upload(abort)
            .transitions(transition)
            .build()
            .unwrap(),
    ]
}

#[tokio::test]
async fn the_lifecycle_reads_as_it_was_put_by_the_ids_of_its_rules() {
    let stage = stage().await;
    assert!(are(&stage.facts().await, "lifecycle = []"));
    lifecycle::put(&stage.administrator.s3, BUCKET, rules()).await.unwrap();
    let first = json!({
        "ID": "first",
        "Status": "Enabled",
        "Filter": { "Prefix": "soils/" },
        "Transitions": [{ "Days": 90, "StorageClass": "GLACIER" }],
        "AbortIncompleteMultipartUpload": { "DaysAfterInitiation": 7 },
    });
    let second = json!({
        "ID": "second",
        "Status": "Enabled",
        "Filter": { "Prefix": "soils/" },
        "NoncurrentVersionExpiration": { "NoncurrentDays": 30, "NewerNoncurrentVersions": 3 },
    });
    assert_eq!(stage.facts().await.lifecycle, [first.clone(), second.clone()]);
    let toml = toml::to_string(&json!({ "lifecycle": [second, first] })).unwrap();
    assert!(are(&stage.facts().await, &toml), "{toml}");
    assert!(!are(&stage.facts().await, "lifecycle = []"));
}

#[tokio::test]
async fn the_lifecycle_changes_grows_and_goes() {
    let stage = stage().await;
    Drift::LifecycleChanged.make(&stage.account.root, BUCKET).await.unwrap_err();
    lifecycle::put(&stage.administrator.s3, BUCKET, rules()).await.unwrap();
    stage.make(Drift::LifecycleChanged).await;
    let changed = stage.facts().await.lifecycle;
    assert_eq!(changed[0]["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"], 8);
    assert_eq!(changed[0]["Transitions"][0]["Days"], 91);
    let noncurrent = &changed[1]["NoncurrentVersionExpiration"];
    assert_eq!(*noncurrent, json!({ "NoncurrentDays": 31, "NewerNoncurrentVersions": 3 }));
    stage.make(Drift::LifecycleRuleAdded).await;
    let grown = stage.facts().await.lifecycle;
    assert_eq!(grown[..2], changed);
    assert_eq!(grown[2]["Expiration"], json!({ "Days": 1 }));
    stage.make(Drift::LifecycleRemoved).await;
    assert!(are(&stage.facts().await, "lifecycle = []"));
}

#[tokio::test]
async fn access_logs_are_redirected_and_stopped() {
    let stage = stage().await;
    assert!(are(&stage.facts().await, "logging = 'none'"));
    Drift::LoggingRedirected.make(&stage.account.root, BUCKET).await.unwrap_err();
    let target = LoggingEnabled::builder().target_bucket("logs").target_prefix("here/");
    let status = BucketLoggingStatus::builder().logging_enabled(target.build().unwrap()).build();
    let put = stage.administrator.s3.put_bucket_logging().bucket(BUCKET);
    put.bucket_logging_status(status).send().await.unwrap();
    assert!(are(&stage.facts().await, "logging = 'logs/here/'"));
    stage.make(Drift::LoggingRedirected).await;
    assert!(are(&stage.facts().await, "logging = 'logs/elsewhere/'"));
    stage.make(Drift::LoggingRemoved).await;
    assert!(are(&stage.facts().await, "logging = 'none'"));
}

#[tokio::test]
async fn events_are_stopped() {
    let stage = stage().await;
    assert!(are(&stage.facts().await, "events = []"));
    let bridge = EventBridgeConfiguration::builder().build();
    let to = NotificationConfiguration::builder().event_bridge_configuration(bridge).build();
    let put = stage.administrator.s3.put_bucket_notification_configuration().bucket(BUCKET);
    put.notification_configuration(to).send().await.unwrap();
    assert!(are(&stage.facts().await, "events = ['EventBridge']"));
    stage.make(Drift::EventsRedirected).await;
    assert!(are(&stage.facts().await, "events = ['arn:aws:sqs:us-east-1:123456789012:elsewhere']"));
    stage.make(Drift::EventsRemoved).await;
    assert!(are(&stage.facts().await, "events = []"));
}
