//! What is true of a bucket and of the account's keys, read as the account's root.

use std::collections::BTreeMap;

use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::types::{
    BucketVersioningStatus, EncryptionType, ObjectLockConfiguration,
    PublicAccessBlockConfiguration, ServerSideEncryptionRule, Type,
};
use serde_json::Value;

use crate::clients::Clients;
use crate::error::{Context, Result};
use crate::{lifecycle, lock};

/// A bucket as it is.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Facts {
    /// `Enabled`, `Suspended` or `Off`.
    pub versioning: String,
    /// All four blocks are on.
    pub public_access_blocked: bool,
    /// The ownership rule, or `None` without one.
    pub ownership: Option<String>,
    /// The algorithm of the default encryption.
    pub encryption: String,
    /// The key of the default encryption.
    pub key: Option<String>,
    /// The bucket key is on.
    pub bucket_key: bool,
    /// Object Lock is enabled.
    pub object_lock: bool,
    /// The default retention: mode, count and unit, `GOVERNANCE 30 days`; `none` without a rule.
    pub lock_rule: String,
    /// The lifecycle rules in the words of the S3 API, by their ids.
    pub lifecycle: Vec<Value>,
    /// Where access logs go: `<bucket>/<prefix>`, or `none`.
    pub logging: String,
    /// Who gets events: `EventBridge`, and the ARNs of queues, topics and functions, sorted.
    pub events: Vec<String>,
    /// Somebody but the owner has a grant in the ACL.
    pub granted_by_acl: bool,
    /// The bucket serves a website.
    pub website: bool,
    /// The bucket answers requests of other origins.
    pub cors: bool,
    /// Keys that a client brings along are refused.
    pub sse_c_blocked: bool,
    /// The ARNs of the buckets whose logs the policy lets the logging service deliver, sorted.
    pub log_sources: Vec<String>,
    /// The `Id` of the bucket policy: `none` without a policy, `foreign` without an id.
    pub policy: String,
    /// Every tag.
    pub tags: BTreeMap<String, String>,
}

/// Ends of a read that mean "there is none".
const NONE: [&str; 8] = [
    "NoSuchCORSConfiguration",
    "NoSuchPublicAccessBlockConfiguration",
    "OwnershipControlsNotFoundError",
    "NoSuchWebsiteConfiguration",
    "NoSuchBucketPolicy",
    "NoSuchTagSet",
    "NoSuchLifecycleConfiguration",
    "ObjectLockConfigurationNotFoundError",
];

/// Turns "there is none" into `None`.
pub fn maybe<T, E>(read: std::result::Result<T, SdkError<E>>, doing: &str) -> Result<Option<T>>
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    match read {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.code().is_some_and(|code| NONE.contains(&code)) => Ok(None),
        Err(error) => Err(error).doing(doing),
    }
}

/// Whether the bucket exists.
pub async fn exists(root: &Clients, bucket: &str) -> Result<bool> {
    match root.s3.get_bucket_location().bucket(bucket).send().await {
        Ok(_) => Ok(true),
        Err(error) if error.code() == Some("NoSuchBucket") => Ok(false),
        Err(error) => Err(error).doing(format!("looking for the bucket `{bucket}`")),
    }
}

/// Everything that is true of a bucket.
pub async fn read(root: &Clients, bucket: &str) -> Result<Facts> {
    let s3 = &root.s3;
    let versioning =
        s3.get_bucket_versioning().bucket(bucket).send().await.doing("reading the versioning")?;
    let block = maybe(
        s3.get_public_access_block().bucket(bucket).send().await,
        "reading the public access block",
    )?;
    let block = block.and_then(|read| read.public_access_block_configuration);
    let ownership = maybe(
        s3.get_bucket_ownership_controls().bucket(bucket).send().await,
        "reading the ownership controls",
    )?;
    let ownership = ownership.and_then(|read| read.ownership_controls);
    let rule = encryption_rule(root, bucket).await?;
    let default = rule.apply_server_side_encryption_by_default();
    let lock = object_lock(root, bucket).await?;
    let acl = s3.get_bucket_acl().bucket(bucket).send().await.doing("reading the ACL")?;
    let owner = acl.owner().and_then(|owner| owner.id());
    let website =
        maybe(s3.get_bucket_website().bucket(bucket).send().await, "reading the website")?;
    let cors = maybe(s3.get_bucket_cors().bucket(bucket).send().await, "reading the CORS rules")?;
    let policy = policy(root, bucket).await?;
    Ok(Facts {
        versioning: versioning.status().map_or("Off", BucketVersioningStatus::as_str).to_owned(),
        public_access_blocked: block.is_some_and(|block| blocks_all(&block)),
        ownership: ownership
            .and_then(|controls| controls.rules.into_iter().next())
            .map(|rule| rule.object_ownership.as_str().to_owned()),
        encryption: default.map_or("none", |default| default.sse_algorithm().as_str()).to_owned(),
        key: default.and_then(|default| default.kms_master_key_id.clone()),
        bucket_key: rule.bucket_key_enabled == Some(true),
        object_lock: lock.as_ref().is_some_and(|lock| lock.object_lock_enabled.is_some()),
        lock_rule: lock::words(lock)?,
        lifecycle: lifecycle::as_json(&lifecycle::rules(root, bucket).await?),
        logging: logging(root, bucket).await?,
        events: events(root, bucket).await?,
        granted_by_acl: acl
            .grants()
            .iter()
            .filter_map(|grant| grant.grantee())
            .any(|grantee| grantee.r#type != Type::CanonicalUser || grantee.id.as_deref() != owner),
        website: website.is_some(),
        cors: cors.is_some(),
        sse_c_blocked: rule
            .blocked_encryption_types()
            .is_some_and(|blocked| blocked.encryption_type().contains(&EncryptionType::SseC)),
        log_sources: policy.as_ref().map(log_sources).unwrap_or_default(),
        policy: match &policy {
            None => "none",
            Some(policy) => policy.get("Id").and_then(Value::as_str).unwrap_or("foreign"),
        }
        .to_owned(),
        tags: tags(root, bucket).await?,
    })
}

fn blocks_all(block: &PublicAccessBlockConfiguration) -> bool {
    let flags = [
        block.block_public_acls,
        block.ignore_public_acls,
        block.block_public_policy,
        block.restrict_public_buckets,
    ];
    flags.iter().all(|flag| *flag == Some(true))
}

async fn object_lock(root: &Clients, bucket: &str) -> Result<Option<ObjectLockConfiguration>> {
    let read = root.s3.get_object_lock_configuration().bucket(bucket).send().await;
    let read = maybe(read, "reading the object lock")?;
    Ok(read.and_then(|read| read.object_lock_configuration))
}

async fn logging(root: &Clients, bucket: &str) -> Result<String> {
    let read = root.s3.get_bucket_logging().bucket(bucket).send().await;
    let target = read.doing("reading the access logging")?.logging_enabled;
    let place = target.map(|target| format!("{}/{}", target.target_bucket, target.target_prefix));
    Ok(place.unwrap_or_else(|| "none".to_owned()))
}

async fn events(root: &Clients, bucket: &str) -> Result<Vec<String>> {
    let read = root.s3.get_bucket_notification_configuration().bucket(bucket).send().await;
    let read = read.doing("reading the notifications")?;
    let bridge = read.event_bridge_configuration().map(|_| "EventBridge");
    let mut events: Vec<_> = bridge
        .into_iter()
        .chain(read.queue_configurations().iter().map(|to| to.queue_arn()))
        .chain(read.topic_configurations().iter().map(|to| to.topic_arn()))
        .chain(read.lambda_function_configurations().iter().map(|to| to.lambda_function_arn()))
        .map(str::to_owned)
        .collect();
    events.sort();
    Ok(events)
}

/// The rule of the default encryption.
pub async fn encryption_rule(root: &Clients, bucket: &str) -> Result<ServerSideEncryptionRule> {
    let read = root.s3.get_bucket_encryption().bucket(bucket).send().await;
    read.doing("reading the default encryption")?
        .server_side_encryption_configuration
        .and_then(|configuration| configuration.rules.into_iter().next())
        .doing("the bucket has no rule for its default encryption")
}

/// The bucket policy.
pub async fn policy(root: &Clients, bucket: &str) -> Result<Option<Value>> {
    let read = root.s3.get_bucket_policy().bucket(bucket).send().await;
    let text = maybe(read, "reading the bucket policy")?.and_then(|read| read.policy);
    text.map(|text| serde_json::from_str(&text).doing("reading the bucket policy")).transpose()
}

fn log_sources(policy: &Value) -> Vec<String> {
    let statements = policy.get("Statement").and_then(Value::as_array);
    let delivery = statements.into_iter().flatten().filter(|statement| {
        statement.get("Effect") == Some(&"Allow".into())
            && statement.pointer("/Principal/Service") == Some(&"logging.s3.amazonaws.com".into())
            && statement.get("Action") == Some(&"s3:PutObject".into())
    });
    let sources = delivery.filter_map(|one| one.pointer("/Condition/ArnLike/aws:SourceArn"));
    let mut arns: Vec<_> = sources
        .flat_map(|source| match source {
            Value::Array(arns) => arns.iter().filter_map(Value::as_str).collect(),
            one => one.as_str().into_iter().collect::<Vec<_>>(),
        })
        .map(str::to_owned)
        .collect();
    arns.sort();
    arns
}

/// The tags of a bucket.
pub async fn tags(root: &Clients, bucket: &str) -> Result<BTreeMap<String, String>> {
    let read = root.s3.get_bucket_tagging().bucket(bucket).send().await;
    let set = maybe(read, "reading the tags")?.map(|read| read.tag_set).unwrap_or_default();
    Ok(set.into_iter().map(|tag| (tag.key, tag.value)).collect())
}

/// How many keys of the account's own there are in each state.
pub async fn keys(root: &Clients) -> Result<BTreeMap<String, usize>> {
    let listed = root.kms.list_keys().send().await.doing("listing the keys")?;
    let mut states = BTreeMap::new();
    for id in listed.keys.unwrap_or_default().into_iter().filter_map(|key| key.key_id) {
        let key = root.kms.describe_key().key_id(&id).send().await;
        let key = key.doing(format!("describing the key `{id}`"))?.key_metadata;
        let state = key.and_then(|key| key.key_state).doing("a key without a state")?;
        *states.entry(state.as_str().to_owned()).or_insert(0) += 1;
    }
    Ok(states)
}

/// The aliases of the account's own keys.
pub async fn aliases(root: &Clients) -> Result<Vec<String>> {
    let listed = root.kms.list_aliases().send().await.doing("listing the aliases")?;
    let names = listed.aliases.unwrap_or_default().into_iter().filter_map(|alias| alias.alias_name);
    let mut names: Vec<_> = names.filter(|name| !name.starts_with("alias/aws/")).collect();
    names.sort();
    Ok(names)
}
