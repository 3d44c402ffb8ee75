//! Buckets.

use super::keys::{end_of_key, made_key};
use super::{Config, Outcome, is_kind, must, perform, refused, same, same_policy};
use crate::cloud::{
    BucketFacets, BucketRef, CloudError, CloudErrorKind, LogTarget, Mutate, Observation, Operation,
    Ownership, Versioning,
};
use crate::domain::object_lifecycle::{
    LifecycleRule, Noncurrent, ObjectLifecycle, StorageClass, Transition,
};
use crate::domain::tags::Tags;
use crate::domain::{BucketName, BucketNamespace, Days, KeyArn, LockMode, LockRule};

pub(super) fn bucket(config: &Config, purpose: &str) -> Result<BucketRef, String> {
    let name = must("name", BucketName::parse(&format!("{}-{purpose}", config.prefix)))?;
    Ok(BucketRef { name, owner: config.account.clone() })
}

pub(super) fn creation(config: &Config, bucket: &BucketRef, object_lock: bool) -> Operation {
    Operation::CreateBucket {
        bucket: bucket.clone(),
        region: config.region.clone(),
        object_lock,
        namespace: BucketNamespace::Global,
        tags: Tags::from([("kfm:zone".to_owned(), "raw".to_owned())]),
    }
}

/// Removes the bucket whatever the case gave, and gives both outcomes as one.
pub(super) async fn removed(cloud: &dyn Mutate, bucket: &BucketRef, outcome: Outcome) -> Outcome {
    let removal = perform(cloud, &Operation::DeleteBucket { bucket: bucket.clone() }).await;
    outcome.and(removal)
}

async fn present(cloud: &dyn Mutate, bucket: &BucketRef) -> Result<BucketFacets, String> {
    match must("bucket", cloud.bucket(bucket).await)? {
        Observation::Present(facets) => Ok(facets),
        Observation::Absent => Err(format!("`{bucket}` is absent")),
    }
}

fn compare(what: &str, expected: &BucketFacets, found: &BucketFacets) -> Outcome {
    same_policy(what, expected.policy.as_deref(), found.policy.as_deref())?;
    let rest = |facets: &BucketFacets| BucketFacets { policy: None, ..facets.clone() };
    same(what, &rest(expected), &rest(found))
}

pub(super) async fn the_caller_is_known(cloud: &dyn Mutate, config: &Config) -> Outcome {
    let caller = must("caller", cloud.caller().await)?;
    same("account", &config.account, &caller.account)?;
    same("the ARN names the account", &true, &caller.arn.contains(config.account.as_str()))
}

pub(super) async fn an_absent_bucket_is_absent(cloud: &dyn Mutate, config: &Config) -> Outcome {
    let bucket = bucket(config, "absent")?;
    let facets = must("bucket", cloud.bucket(&bucket).await)?;
    same("facets", &Observation::Absent, &facets)?;
    let tags = must("bucket_tags", cloud.bucket_tags(&bucket).await)?;
    same("tags", &Observation::Absent, &tags)?;
    let region = must("bucket_region", cloud.bucket_region(&bucket).await)?;
    same("region", &Observation::Absent, &region)?;
    let lists = [
        cloud.object_versions(&bucket, 10).await.map(|found| found.len()),
        cloud.uploads(&bucket).await.map(|found| found.len()),
    ];
    for list in lists {
        match list {
            Ok(_) => return Err("an absent bucket was listed".to_owned()),
            Err(error) => is_kind(&error, CloudErrorKind::NotFound)?,
        }
    }
    for operation in [
        Operation::BlockPublicAccess { bucket: bucket.clone() },
        Operation::EnableVersioning { bucket: bucket.clone() },
        Operation::DeleteBucket { bucket },
    ] {
        refused(cloud, &operation, CloudErrorKind::NotFound).await?;
    }
    Ok(())
}

pub(super) async fn a_bucket_is_made_as_asked(cloud: &dyn Mutate, config: &Config) -> Outcome {
    for (object_lock, purpose) in [(true, "locked"), (false, "plain")] {
        let bucket = bucket(config, purpose)?;
        let creation = creation(config, &bucket, object_lock);
        perform(cloud, &creation).await?;
        let outcome = is_as_asked(cloud, &bucket, &creation).await;
        removed(cloud, &bucket, outcome).await?;
        let facets = must("bucket", cloud.bucket(&bucket).await)?;
        same("facets after removal", &Observation::Absent, &facets)?;
        let removal = Operation::DeleteBucket { bucket };
        refused(cloud, &removal, CloudErrorKind::NotFound).await?;
    }
    Ok(())
}

async fn is_as_asked(cloud: &dyn Mutate, bucket: &BucketRef, creation: &Operation) -> Outcome {
    let found = present(cloud, bucket).await?;
    let asked = creation.after(None).ok_or("a creation has an effect")?;
    // What S3 blocks by itself the pure effect does not count on.
    let expected = BucketFacets {
        public_access_block: found.public_access_block,
        sse_c_blocked: found.sse_c_blocked,
        ..asked
    };
    compare("creation", &expected, &found)?;
    same("ownership", &Ownership::BucketOwnerEnforced, &found.ownership)?;
    let versioned = found.versioning == Versioning::Enabled;
    same("a locked bucket keeps versions", &found.object_lock.is_enabled(), &versioned)?;
    let tags = must("bucket_tags", cloud.bucket_tags(bucket).await)?;
    same("tags", &Observation::Present(found.tags), &tags)?;
    let region = must("bucket_region", cloud.bucket_region(bucket).await)?;
    same("region", &Observation::Present(found.region), &region)?;
    let versions = must("object_versions", cloud.object_versions(bucket, 10).await)?;
    same("versions", &0, &versions.len())?;
    let uploads = must("uploads", cloud.uploads(bucket).await)?;
    same("uploads", &0, &uploads.len())?;
    let abort = Operation::AbortUpload {
        bucket: bucket.clone(),
        key: "none".to_owned(),
        upload: "none".to_owned(),
    };
    refused(cloud, &abort, CloudErrorKind::NotFound).await
}

pub(super) async fn a_bucket_is_made_once(cloud: &dyn Mutate, config: &Config) -> Outcome {
    let bucket = bucket(config, "once")?;
    let first = creation(config, &bucket, false);
    perform(cloud, &first).await?;
    // In us-east-1 too, where S3 itself answers a repetition with success.
    let outcome = refused(cloud, &first, CloudErrorKind::AlreadyExists).await;
    removed(cloud, &bucket, outcome).await
}

pub(super) async fn a_bucket_changes_as_operations_say(
    cloud: &dyn Mutate,
    config: &Config,
) -> Outcome {
    let bucket = bucket(config, "changes")?;
    let key = made_key(cloud, config, &Tags::new()).await?;
    perform(cloud, &creation(config, &bucket, false)).await?;
    let outcome = changes(cloud, config, &bucket, &key).await;
    let outcome = removed(cloud, &bucket, outcome).await;
    outcome.and(end_of_key(cloud, &key).await)
}

/// One rule of every sort.
fn lifecycle() -> Result<Vec<LifecycleRule>, String> {
    let transition = |noncurrent| Transition {
        days: 30,
        class: StorageClass::StandardIa,
        prefix: "a/".to_owned(),
        noncurrent,
    };
    let lifecycle = ObjectLifecycle {
        noncurrent: Some(Noncurrent { days: 60, versions: Some(3) }),
        transitions: [false, true].map(transition).into(),
        expire_prefixes: [("tmp/".to_owned(), 7)].into(),
        ..ObjectLifecycle::default()
    };
    Ok(lifecycle.rules())
}

async fn changes(cloud: &dyn Mutate, config: &Config, bucket: &BucketRef, key: &KeyArn) -> Outcome {
    let policy = serde_json::json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "OnlyOverTls",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [
                bucket.name.arn(&config.region),
                format!("{}/*", bucket.name.arn(&config.region)),
            ],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }],
    });
    let tags = Tags::from([
        ("kfm:zone".to_owned(), "work".to_owned()),
        ("owner".to_owned(), "a team".to_owned()),
    ]);
    let days = must("days", Days::new(1))?;
    let rule = LockRule { mode: LockMode::Governance, days };
    let target = LogTarget { bucket: bucket.name.to_string(), prefix: "logs/".to_owned() };
    let operations = [
        Operation::BlockPublicAccess { bucket: bucket.clone() },
        Operation::EnforceOwnership { bucket: bucket.clone() },
        Operation::PutBucketPolicy { bucket: bucket.clone(), policy: policy.to_string() },
        Operation::EnableVersioning { bucket: bucket.clone() },
        Operation::EncryptByDefault { bucket: bucket.clone(), key: Some(key.clone()) },
        Operation::EncryptByDefault { bucket: bucket.clone(), key: None },
        // On a bucket that was made without: Object Lock is enabled in place.
        Operation::PutObjectLock { bucket: bucket.clone(), rule: Some(rule) },
        Operation::PutObjectLock { bucket: bucket.clone(), rule: None },
        Operation::PutLifecycle { bucket: bucket.clone(), rules: lifecycle()? },
        Operation::PutAccessLog { bucket: bucket.clone(), target: Some(target) },
        Operation::PutAccessLog { bucket: bucket.clone(), target: None },
        Operation::EnableEvents { bucket: bucket.clone() },
        Operation::PutBucketTags { bucket: bucket.clone(), tags },
        Operation::DeleteWebsite { bucket: bucket.clone() },
        Operation::DeleteCors { bucket: bucket.clone() },
    ];
    for operation in &operations {
        let before = present(cloud, bucket).await?;
        // Twice: an operation on a bucket is safe to repeat.
        for _ in 0..2 {
            perform(cloud, operation).await?;
        }
        let expected = operation.after(Some(before)).ok_or("the bucket stays")?;
        compare(operation.action(), &expected, &present(cloud, bucket).await?)?;
    }
    if !config.strict {
        return Ok(());
    }
    let key = super::keys::unknown_key(config)?;
    let unknown = Operation::EncryptByDefault { bucket: bucket.clone(), key: Some(key) };
    refused(cloud, &unknown, CloudErrorKind::Invalid).await?;
    let nonsense = Operation::PutBucketPolicy { bucket: bucket.clone(), policy: "no".to_owned() };
    refused(cloud, &nonsense, CloudErrorKind::Invalid).await
}

pub(super) async fn a_foreign_bucket_is_closed(cloud: &dyn Mutate, config: &Config) -> Outcome {
    let Some(name) = config.foreign_bucket.clone() else { return Ok(()) };
    let bucket = BucketRef { name, owner: config.account.clone() };
    match cloud.bucket(&bucket).await {
        Ok(found) => return Err(format!("a foreign bucket was read: {found:?}")),
        Err(errors) => {
            same("kind", &Some(CloudErrorKind::Denied), &errors.kind())?;
            let actions: Vec<_> = errors.iter().map(|error| error.action).collect();
            same("denied reads", &BucketFacets::READS.to_vec(), &actions)?;
        }
    }
    let denied = |error: CloudError| is_kind(&error, CloudErrorKind::Denied);
    match cloud.bucket_tags(&bucket).await {
        Ok(found) => return Err(format!("a foreign bucket's tags were read: {found:?}")),
        Err(error) => denied(error)?,
    }
    super::objects::are_closed(cloud, &bucket).await?;
    let creation = creation(config, &bucket, false);
    refused(cloud, &creation, CloudErrorKind::TakenElsewhere).await?;
    let change = Operation::BlockPublicAccess { bucket };
    refused(cloud, &change, CloudErrorKind::Denied).await
}
