//! The lifecycle rules of a bucket: as JSON in the words of the S3 API, and changed.

use aws_sdk_s3::Client as S3;
use aws_sdk_s3::types::{
    AbortIncompleteMultipartUpload, BucketLifecycleConfiguration, ExpirationStatus,
    LifecycleExpiration, LifecycleRule, LifecycleRuleAndOperator, LifecycleRuleFilter,
    NoncurrentVersionExpiration, NoncurrentVersionTransition, Tag, Transition,
    TransitionStorageClass,
};
use serde::Deserialize;
use serde_json::{Value, json};
use toml::Table;

use crate::clients::Clients;
use crate::error::{Context, Result};
use crate::facts;

/// The rules of a bucket; none without a configuration.
pub async fn rules(root: &Clients, bucket: &str) -> Result<Vec<LifecycleRule>> {
    let read = root.s3.get_bucket_lifecycle_configuration().bucket(bucket).send().await;
    let read = facts::maybe(read, "reading the lifecycle")?;
    Ok(read.and_then(|read| read.rules).unwrap_or_default())
}

/// Puts rules in the place of those that are there.
pub async fn put(s3: &S3, bucket: &str, rules: Vec<LifecycleRule>) -> Result<()> {
    let rules = BucketLifecycleConfiguration::builder().set_rules(Some(rules)).build();
    let request = s3.put_bucket_lifecycle_configuration().bucket(bucket);
    let rules = rules.doing("building the lifecycle")?;
    request.lifecycle_configuration(rules).send().await.doing("putting the lifecycle").map(drop)
}

/// What a made bucket's rule can say, in the words of the S3 API.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Words {
    #[serde(rename = "ID")]
    id: String,
    #[serde(default)]
    prefix: String,
    expiration: Option<Days>,
    noncurrent_version_expiration: Option<NoncurrentDays>,
    abort_incomplete_multipart_upload: Option<DaysAfterInitiation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Days {
    days: i32,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct NoncurrentDays {
    noncurrent_days: i32,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct DaysAfterInitiation {
    days_after_initiation: i32,
}

/// The enabled rule that a table says.
pub fn of_words(table: &Table) -> Result<LifecycleRule> {
    let words: Words = table.clone().try_into().doing("reading a lifecycle rule")?;
    let abort = words.abort_incomplete_multipart_upload.map(|abort| {
        let days = abort.days_after_initiation;
        AbortIncompleteMultipartUpload::builder().days_after_initiation(days).build()
    });
    let older = words.noncurrent_version_expiration.map(|end| {
        NoncurrentVersionExpiration::builder().noncurrent_days(end.noncurrent_days).build()
    });
    let end = words.expiration.map(|end| LifecycleExpiration::builder().days(end.days).build());
    LifecycleRule::builder()
        .id(words.id)
        .status(ExpirationStatus::Enabled)
        .filter(LifecycleRuleFilter::builder().prefix(words.prefix).build())
        .set_expiration(end)
        .set_noncurrent_version_expiration(older)
        .set_abort_incomplete_multipart_upload(abort)
        .build()
        .doing("building a rule")
}

/// The rules with every count of days one higher.
pub fn a_day_later(mut rules: Vec<LifecycleRule>) -> Vec<LifecycleRule> {
    let later = |days: &mut Option<i32>| *days = days.map(|days| days.saturating_add(1));
    for rule in &mut rules {
        if let Some(expiration) = &mut rule.expiration {
            later(&mut expiration.days);
        }
        if let Some(expiration) = &mut rule.noncurrent_version_expiration {
            later(&mut expiration.noncurrent_days);
        }
        if let Some(abort) = &mut rule.abort_incomplete_multipart_upload {
            later(&mut abort.days_after_initiation);
        }
        for transition in rule.transitions.iter_mut().flatten() {
            later(&mut transition.days);
        }
        for transition in rule.noncurrent_version_transitions.iter_mut().flatten() {
            later(&mut transition.noncurrent_days);
        }
    }
    rules
}

/// A rule by which every object expires a day after it was made.
pub fn expiring_all() -> Result<LifecycleRule> {
    LifecycleRule::builder()
        .id("somebody-elses")
        .status(ExpirationStatus::Enabled)
        .filter(LifecycleRuleFilter::builder().build())
        .expiration(LifecycleExpiration::builder().days(1).build())
        .build()
        .doing("building a rule")
}

/// Rules in the words of the S3 API, sorted by their ids.
pub fn as_json(rules: &[LifecycleRule]) -> Vec<Value> {
    sorted(rules.iter().map(rule).collect())
}

/// Rules in the words of the S3 API by their ids: AWS promises no order.
pub fn sorted(mut rules: Vec<Value>) -> Vec<Value> {
    let id = |rule: &Value| rule.get("ID").and_then(Value::as_str).map(str::to_owned);
    rules.sort_by_key(id);
    rules
}

fn rule(rule: &LifecycleRule) -> Value {
    let abort = rule.abort_incomplete_multipart_upload.as_ref();
    object([
        ("ID", text(rule.id.as_deref())),
        ("Status", text(Some(rule.status.as_str()))),
        ("Filter", rule.filter.as_ref().map(filter)),
        ("Expiration", rule.expiration.as_ref().map(expiration)),
        ("Transitions", list(rule.transitions(), transition)),
        (
            "NoncurrentVersionTransitions",
            list(rule.noncurrent_version_transitions(), noncurrent_transition),
        ),
        (
            "NoncurrentVersionExpiration",
            rule.noncurrent_version_expiration.as_ref().map(noncurrent_expiration),
        ),
        (
            "AbortIncompleteMultipartUpload",
            abort.map(|abort| {
                object([("DaysAfterInitiation", number(abort.days_after_initiation))])
            }),
        ),
    ])
}

fn filter(filter: &LifecycleRuleFilter) -> Value {
    object([
        ("Prefix", text(filter.prefix.as_deref())),
        ("Tag", filter.tag.as_ref().map(tag)),
        ("ObjectSizeGreaterThan", number(filter.object_size_greater_than)),
        ("ObjectSizeLessThan", number(filter.object_size_less_than)),
        ("And", filter.and.as_ref().map(and)),
    ])
}

fn and(and: &LifecycleRuleAndOperator) -> Value {
    object([
        ("Prefix", text(and.prefix.as_deref())),
        ("Tags", list(and.tags(), tag)),
        ("ObjectSizeGreaterThan", number(and.object_size_greater_than)),
        ("ObjectSizeLessThan", number(and.object_size_less_than)),
    ])
}

fn expiration(expiration: &LifecycleExpiration) -> Value {
    object([
        ("Date", expiration.date.map(|date| json!(date.to_string()))),
        ("Days", number(expiration.days)),
        ("ExpiredObjectDeleteMarker", expiration.expired_object_delete_marker.map(Value::Bool)),
    ])
}

fn transition(transition: &Transition) -> Value {
    object([
        ("Date", transition.date.map(|date| json!(date.to_string()))),
        ("Days", number(transition.days)),
        ("StorageClass", class(transition.storage_class.as_ref())),
    ])
}

fn noncurrent_transition(transition: &NoncurrentVersionTransition) -> Value {
    object([
        ("NoncurrentDays", number(transition.noncurrent_days)),
        ("NewerNoncurrentVersions", number(transition.newer_noncurrent_versions)),
        ("StorageClass", class(transition.storage_class.as_ref())),
    ])
}

fn noncurrent_expiration(expiration: &NoncurrentVersionExpiration) -> Value {
    object([
        ("NoncurrentDays", number(expiration.noncurrent_days)),
        ("NewerNoncurrentVersions", number(expiration.newer_noncurrent_versions)),
    ])
}

fn tag(tag: &Tag) -> Value {
    json!({ "Key": tag.key, "Value": tag.value })
}

fn class(class: Option<&TransitionStorageClass>) -> Option<Value> {
    text(class.map(TransitionStorageClass::as_str))
}

fn text(text: Option<&str>) -> Option<Value> {
    text.map(Value::from)
}

fn number(number: Option<impl Into<i64>>) -> Option<Value> {
    number.map(|number| Value::from(number.into()))
}

fn list<T>(items: &[T], each: impl Fn(&T) -> Value) -> Option<Value> {
    (!items.is_empty()).then(|| items.iter().map(each).collect())
}

/// An object of the fields that are there.
fn object<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    let there = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(there.collect())
}
