//! What an identity can do with the objects of a bucket.

use aws_sdk_s3::error::SdkError;
use aws_sdk_s3::primitives::ByteStream;
use serde::Deserialize;

use crate::clients::Clients;
use crate::error::{Failure, Result};
use crate::objects;

/// A try at the data of a bucket.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Attempt {
    /// PutObject, over what is there.
    Put,
    /// PutObject that must create: with `If-None-Match: *`.
    Create,
    /// GetObject.
    Get,
    /// ListObjectsV2.
    List,
    /// DeleteObject without a version: it makes a delete marker where there are versions.
    Delete,
    /// DeleteObject of the newest version.
    DeleteVersion,
    /// The same with `x-amz-bypass-governance-retention`.
    BypassRetention,
}

/// How a try ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Answer {
    /// It succeeded.
    Admitted,
    /// The service said AccessDenied.
    Refused,
}

impl Attempt {
    /// Writing and reading, in the order that makes sense in an empty bucket.
    pub const DATA: [Self; 3] = [Self::Put, Self::Get, Self::List];

    /// Makes the try on `key` of `bucket`. Any end but success or a refusal is a failure: a get of
    /// a missing object, say, proves nothing. Which version is the newest is found out by `root`.
    pub async fn make(
        self,
        clients: &Clients,
        root: &Clients,
        bucket: &str,
        key: &str,
    ) -> Result<Answer> {
        let s3 = &clients.s3;
        match self {
            Self::Put | Self::Create => {
                let body = ByteStream::from_static(b"put by an attempt");
                let new = (self == Self::Create).then(|| "*".to_owned());
                let put = s3.put_object().bucket(bucket).key(key).body(body);
                self.answer(bucket, put.set_if_none_match(new).send().await.map(drop))
            }
            Self::Get => {
                let get = s3.get_object().bucket(bucket).key(key).send().await;
                self.answer(bucket, get.map(drop))
            }
            Self::List => {
                self.answer(bucket, s3.list_objects_v2().bucket(bucket).send().await.map(drop))
            }
            Self::Delete => {
                let delete = s3.delete_object().bucket(bucket).key(key).send().await;
                self.answer(bucket, delete.map(drop))
            }
            Self::DeleteVersion | Self::BypassRetention => {
                let version = objects::newest(root, bucket, key).await?;
                let bypass = (self == Self::BypassRetention).then_some(true);
                let delete = s3.delete_object().bucket(bucket).key(key).version_id(version);
                let delete = delete.set_bypass_governance_retention(bypass).send().await;
                self.answer(bucket, delete.map(drop))
            }
        }
    }

    fn answer<E>(self, bucket: &str, end: std::result::Result<(), SdkError<E>>) -> Result<Answer>
    where
        E: aws_smithy_types::error::metadata::ProvideErrorMetadata + std::error::Error + 'static,
    {
        match end {
            Ok(()) => Ok(Answer::Admitted),
            Err(error) => match error.as_service_error().and_then(|service| service.code()) {
                Some("AccessDenied") => Ok(Answer::Refused),
                code => Err(Failure::new(format!(
                    "{self:?} in `{bucket}` was neither admitted nor refused: {code:?}, {error:?}"
                ))),
            },
        }
    }
}
