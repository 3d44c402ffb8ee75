//! Making a bucket.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::{
    BucketLocationConstraint, BucketNamespace as SdkNamespace, CreateBucketConfiguration,
    ObjectOwnership, Tag,
};
use aws_smithy_types::error::operation::BuildError;

use super::read;
use crate::cloud::aws::error::Call;
use crate::cloud::{BucketRef, CloudError, CloudErrorKind, Effect};
use crate::domain::tags::Tags;
use crate::domain::{BucketNamespace, Region};

/// Where S3 answers a repeated creation with success, and has no location constraint.
const FIRST_REGION: &str = "us-east-1";

/// What is asked of a new bucket.
#[derive(Clone, Copy, Debug)]
pub(super) struct Creation<'a> {
    pub(super) region: &'a Region,
    pub(super) object_lock: bool,
    pub(super) namespace: BucketNamespace,
    pub(super) tags: &'a Tags,
}

pub(super) async fn create(
    client: &Client,
    bucket: &BucketRef,
    creation: Creation<'_>,
) -> Result<Effect, CloudError> {
    let Creation { region, object_lock, namespace, tags } = creation;
    let call = Call::s3("s3:CreateBucket", bucket.name.as_str()).writing();
    let first_region = region.as_str() == FIRST_REGION;
    // Source: S3 API "CreateBucket", BucketAlreadyOwnedByYou: in us-east-1, and only there, S3
    // returns 200 where the caller's account has the bucket already. One read tells; its refusal
    // is not the end, since a bucket of another account refuses it too.
    let mut refused = false;
    if first_region {
        match read::tags(client, bucket).await {
            Ok(_) => return Err(call.error(CloudErrorKind::AlreadyExists)),
            Err(error) => match error.kind {
                CloudErrorKind::NotFound => {}
                CloudErrorKind::Denied => refused = true,
                kind => {
                    return Err(CloudError { source: Some(Box::new(error)), ..call.error(kind) });
                }
            },
        }
    }
    let mut configuration =
        CreateBucketConfiguration::builder().set_tags(Some(tag_set(call, tags)?));
    if !first_region {
        let location = BucketLocationConstraint::from(region.as_str());
        configuration = configuration.location_constraint(location);
    }
    // Only what differs from the default is sent: lesser endpoints do not know the headers.
    let namespace = match namespace {
        BucketNamespace::Global => None,
        BucketNamespace::AccountRegional => Some(SdkNamespace::AccountRegional),
    };
    client
        .create_bucket()
        .set_bucket_namespace(namespace)
        .bucket(bucket.name.as_str())
        .object_ownership(ObjectOwnership::BucketOwnerEnforced)
        .set_object_lock_enabled_for_bucket(object_lock.then_some(true))
        .create_bucket_configuration(configuration.build())
        .send()
        .await
        .map_err(|error| call.failed(error))?;
    // What refused to show its tags existed before.
    if refused { Err(call.error(CloudErrorKind::AlreadyExists)) } else { Ok(Effect::Done) }
}

pub(super) fn tag_set(call: Call<'_>, tags: &Tags) -> Result<Vec<Tag>, CloudError> {
    tags.iter()
        .map(|(key, value)| Tag::builder().key(key).value(value).build())
        .collect::<Result<_, BuildError>>()
        .map_err(|error| CloudError {
            source: Some(Box::new(error)),
            ..call.error(CloudErrorKind::Invalid)
        })
}
