//! Buckets that terraform did not make, and what lies in buckets.

use std::collections::BTreeMap;

use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    BucketLocationConstraint, BucketLoggingStatus, BucketVersioningStatus,
    CreateBucketConfiguration, LoggingEnabled, ObjectLockLegalHoldStatus, Tag,
    VersioningConfiguration,
};
use serde::Deserialize;
use toml::Table;

use crate::clients::{Clients, REGION};
use crate::error::{Context, Result};
use crate::{lifecycle, lock};

/// A bucket that terraform did not make; in the words of the facts where there are some.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made {
    /// Its name.
    pub bucket: String,
    /// It belongs to another account.
    #[serde(default)]
    pub foreign: bool,
    /// Its region.
    pub region: Option<String>,
    /// Versioning is enabled before anything lies in it.
    #[serde(default)]
    pub versioned: bool,
    /// It has Object Lock, with this default rule.
    pub lock_rule: Option<String>,
    /// Its lifecycle rules.
    #[serde(default)]
    pub lifecycle: Vec<Table>,
    /// Where its access logs go.
    pub logging: Option<String>,
    /// What lies in it.
    #[serde(default)]
    pub objects: BTreeMap<String, String>,
    /// Its tags.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    /// A file of the scenario with its policy.
    pub policy: Option<String>,
}

impl Made {
    /// Where it lies.
    pub fn region(&self) -> &str {
        self.region.as_deref().unwrap_or(REGION)
    }

    /// Makes it, all but its policy.
    pub async fn make(&self, clients: &Clients) -> Result<()> {
        self.create(clients).await.doing(format!("making the bucket `{}`", self.bucket))?;
        for (key, content) in &self.objects {
            Put::plain(content).into_bucket(clients, &self.bucket, key).await?;
        }
        Ok(())
    }

    async fn create(&self, clients: &Clients) -> Result<()> {
        let (s3, bucket) = (&clients.s3, &self.bucket);
        let mut configuration = CreateBucketConfiguration::builder();
        if self.region() != REGION {
            let region = BucketLocationConstraint::from(self.region());
            configuration = configuration.location_constraint(region);
        }
        for (key, value) in &self.tags {
            let tag = Tag::builder().key(key).value(value).build().doing("a tag")?;
            configuration = configuration.tags(tag);
        }
        s3.create_bucket()
            .bucket(bucket)
            .object_lock_enabled_for_bucket(self.lock_rule.is_some())
            .create_bucket_configuration(configuration.build())
            .send()
            .await
            .doing("creating it")?;
        if self.versioned {
            let status = BucketVersioningStatus::Enabled;
            let enabled = VersioningConfiguration::builder().status(status).build();
            let request = s3.put_bucket_versioning().bucket(bucket);
            request.versioning_configuration(enabled).send().await.doing("versioning it")?;
        }
        if let Some(rule) = &self.lock_rule {
            lock::put_rule(s3, bucket, rule).await?;
        }
        if !self.lifecycle.is_empty() {
            let rules: Result<_> = self.lifecycle.iter().map(lifecycle::of_words).collect();
            lifecycle::put(s3, bucket, rules?).await?;
        }
        if let Some(target) = &self.logging {
            log(clients, bucket, target).await?;
        }
        Ok(())
    }
}

/// Sends the access logs of a bucket to `<bucket>/<prefix>`.
async fn log(clients: &Clients, bucket: &str, target: &str) -> Result<()> {
    let (to, prefix) = target.split_once('/').doing("a target without a prefix")?;
    let enabled = LoggingEnabled::builder().target_bucket(to).target_prefix(prefix).build();
    let enabled = enabled.doing("building the access logging")?;
    let status = BucketLoggingStatus::builder().logging_enabled(enabled).build();
    let request = clients.s3.put_bucket_logging().bucket(bucket).bucket_logging_status(status);
    request.send().await.doing("logging access").map(drop)
}

/// An object to put.
#[derive(Clone, Copy, Debug)]
pub struct Put<'a> {
    /// What it says.
    pub content: &'a str,
    /// A lock of its own, `GOVERNANCE until 2099-01-01T00:00:00Z`.
    pub lock: Option<&'a str>,
    /// It has a legal hold.
    pub hold: bool,
}

impl<'a> Put<'a> {
    /// Without anything that keeps it.
    pub const fn plain(content: &'a str) -> Self {
        Self { content, lock: None, hold: false }
    }

    /// Puts it.
    pub async fn into_bucket(self, clients: &Clients, bucket: &str, key: &str) -> Result<()> {
        let body = ByteStream::from(self.content.as_bytes().to_vec());
        let mut put = clients.s3.put_object().bucket(bucket).key(key).body(body);
        if let Some(words) = self.lock {
            put = lock::locking(put, words)?;
        }
        if self.hold {
            put = put.object_lock_legal_hold_status(ObjectLockLegalHoldStatus::On);
        }
        put.send().await.doing(format!("putting `{key}` into `{bucket}`")).map(drop)
    }
}
