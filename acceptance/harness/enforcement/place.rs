//! Where requests go: buckets with objects that stay as they are.

use std::collections::BTreeMap;

use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{BucketVersioningStatus, Tag, Tagging, VersioningConfiguration};

use crate::clients::Clients;
use crate::error::{Context, Result};

/// Below each of these lies an object `kept` of two versions; others are written beside it.
pub(super) const FOLDERS: [&str; 5] = ["", "soils/", "wells/", "apply/", "decisions/"];

/// The tag `class` of the older and of the newer version of every object that stays.
pub(super) const CLASSES: [&str; 2] = ["secret", "public"];

/// A bucket.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) bucket: String,
    /// The versions of the objects that stay, the older first.
    versions: BTreeMap<String, Vec<String>>,
    /// The policy that lies on it now.
    pub(super) policy: Option<String>,
}

impl Place {
    /// Makes a bucket and what lies in it; `public`, one whose policy may be public.
    pub(super) async fn make(administrator: &Clients, bucket: &str, public: bool) -> Result<Self> {
        let doing = format!("making the bucket `{bucket}`");
        let s3 = &administrator.s3;
        s3.create_bucket().bucket(bucket).send().await.doing(&doing)?;
        if public {
            s3.delete_public_access_block().bucket(bucket).send().await.doing(&doing)?;
        }
        let versioning = s3.put_bucket_versioning().bucket(bucket);
        versioning.versioning_configuration(versioned()).send().await.doing(&doing)?;
        let tags = s3.put_bucket_tagging().bucket(bucket).tagging(tagging("bucket")?);
        tags.send().await.doing(&doing)?;
        let mut versions = BTreeMap::new();
        for folder in FOLDERS {
            let key = format!("{folder}kept");
            for class in CLASSES {
                let body = ByteStream::from_static(b"kept");
                let put = s3.put_object().bucket(bucket).key(&key).body(body);
                let put = put.tagging(format!("class={class}")).send().await.doing(&doing)?;
                let version = put.version_id.doing("an object without a version")?;
                versions.entry(key.clone()).or_insert_with(Vec::new).push(version);
            }
        }
        Ok(Self { bucket: bucket.to_owned(), versions, policy: None })
    }

    /// The id of a version of an object that stays; an id that nothing has, of any other.
    pub(super) fn version(&self, key: &str, number: usize) -> String {
        let found = self.versions.get(key).and_then(|all| all.get(number));
        found.map_or_else(|| "0123456789abcdef".to_owned(), Clone::clone)
    }

    pub(super) fn arn(&self, key: &str) -> String {
        let slash = if key.is_empty() { "" } else { "/" };
        format!("arn:aws:s3:::{}{slash}{key}", self.bucket)
    }

    /// Puts or takes away the policy, as the administrator. Where that policy shuts the
    /// administrator out, only the account's root can take it away, as on AWS.
    pub(super) async fn put(
        &mut self,
        administrator: &Clients,
        root: &Clients,
        policy: Option<&str>,
    ) -> Result<()> {
        if self.policy.as_deref() == policy {
            return Ok(());
        }
        let doing = "putting a bucket policy";
        let own = administrator.s3.delete_bucket_policy().bucket(&self.bucket).send().await;
        if own.is_err() {
            root.s3.delete_bucket_policy().bucket(&self.bucket).send().await.doing(doing)?;
        }
        if let Some(policy) = policy {
            let put = administrator.s3.put_bucket_policy().bucket(&self.bucket);
            put.policy(policy).send().await.doing(doing)?;
        }
        self.policy = policy.map(str::to_owned);
        Ok(())
    }
}

/// The versioning that every bucket has and keeps.
pub(super) fn versioned() -> VersioningConfiguration {
    VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled).build()
}

/// One tag: `class`.
pub(super) fn tagging(class: &str) -> Result<Tagging> {
    let tag = Tag::builder().key("class").value(class).build().doing("making a tag")?;
    Tagging::builder().tag_set(tag).build().doing("making a set of tags")
}
