//! What a bucket holds.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::{Delete, ObjectIdentifier};

use crate::cloud::aws::error::Call;
use crate::cloud::{BucketRef, CloudError, CloudErrorKind, Effect, ObjectVersion, StoredObject};

pub(in crate::cloud::aws) async fn object_versions(
    client: &Client,
    bucket: &BucketRef,
    limit: u16,
) -> Result<Vec<ObjectVersion>, CloudError> {
    let call = Call::s3("s3:ListBucketVersions", bucket.name.as_str());
    let limit = usize::from(limit);
    let mut pages = client
        .list_object_versions()
        .bucket(bucket.name.as_str())
        .expected_bucket_owner(bucket.owner.as_str())
        .max_keys(i32::try_from(limit.clamp(1, 1000)).unwrap_or(1000));
    let mut found = Vec::new();
    loop {
        let page = pages.clone().send().await.map_err(|error| call.failed(error))?;
        let versions = page.versions().iter().map(|version| (version.key(), version.version_id()));
        let markers =
            page.delete_markers().iter().map(|marker| (marker.key(), marker.version_id()));
        found.extend(versions.chain(markers).filter_map(|(key, version)| {
            // Objects from before versioning have the version `null`.
            let version = version.unwrap_or("null").to_owned();
            Some(ObjectVersion { key: key?.to_owned(), version })
        }));
        let next = page.next_key_marker();
        if found.len() >= limit || page.is_truncated() != Some(true) || next.is_none() {
            found.truncate(limit);
            return Ok(found);
        }
        pages = pages
            .set_key_marker(next.map(str::to_owned))
            .set_version_id_marker(page.next_version_id_marker().map(str::to_owned));
    }
}

/// All current versions below a prefix. An entry without key or size, and a page that goes on without saying where,
/// are no list.
pub(in crate::cloud::aws) async fn objects(
    client: &Client,
    bucket: &BucketRef,
    prefix: &str,
) -> Result<Vec<StoredObject>, CloudError> {
    let call = Call::s3("s3:ListBucket", bucket.name.as_str());
    let mut pages = client
        .list_objects_v2()
        .bucket(bucket.name.as_str())
        .expected_bucket_owner(bucket.owner.as_str())
        .prefix(prefix);
    let mut found = Vec::new();
    loop {
        let page = pages.clone().send().await.map_err(|error| call.failed(error))?;
        for object in page.contents() {
            let size = object.size().and_then(|size| u64::try_from(size).ok());
            let (Some(key), Some(size)) = (object.key(), size) else {
                return Err(call.error(CloudErrorKind::Unexpected));
            };
            found.push(StoredObject { key: key.to_owned(), size });
        }
        if found.len() > StoredObject::MOST {
            return Err(call.too_many(StoredObject::MOST, "objects"));
        }
        match (page.is_truncated(), page.next_continuation_token()) {
            (Some(true), None) => return Err(call.error(CloudErrorKind::Unexpected)),
            (Some(true), Some(next)) => pages = pages.continuation_token(next),
            _ => return Ok(found),
        }
    }
}

pub(in crate::cloud::aws) async fn uploads(
    client: &Client,
    bucket: &BucketRef,
) -> Result<Vec<(String, String)>, CloudError> {
    let call = Call::s3("s3:ListBucketMultipartUploads", bucket.name.as_str());
    let mut pages = client
        .list_multipart_uploads()
        .bucket(bucket.name.as_str())
        .expected_bucket_owner(bucket.owner.as_str());
    let mut found = Vec::new();
    loop {
        let page = pages.clone().send().await.map_err(|error| call.failed(error))?;
        found.extend(
            page.uploads().iter().filter_map(|upload| {
                Some((upload.key()?.to_owned(), upload.upload_id()?.to_owned()))
            }),
        );
        let next = page.next_key_marker();
        if page.is_truncated() != Some(true) || next.is_none() {
            return Ok(found);
        }
        pages = pages
            .set_key_marker(next.map(str::to_owned))
            .set_upload_id_marker(page.next_upload_id_marker().map(str::to_owned));
    }
}

/// Deletes versions; the first that S3 refuses is the error, though others may be gone.
pub(super) async fn delete_versions(
    client: &Client,
    bucket: &BucketRef,
    versions: &[ObjectVersion],
) -> Result<Effect, CloudError> {
    let call = Call::s3("s3:DeleteObjectVersion", bucket.name.as_str()).writing();
    let invalid = |error: aws_smithy_types::error::operation::BuildError| CloudError {
        source: Some(Box::new(error)),
        ..call.error(CloudErrorKind::Invalid)
    };
    let objects = versions
        .iter()
        .map(|version| {
            ObjectIdentifier::builder().key(&version.key).version_id(&version.version).build()
        })
        .collect::<Result<Vec<_>, _>>()
        .map_err(invalid)?;
    let delete = Delete::builder().set_objects(Some(objects)).quiet(true).build();
    let answer = client
        .delete_objects()
        .bucket(bucket.name.as_str())
        .expected_bucket_owner(bucket.owner.as_str())
        .delete(delete.map_err(invalid)?)
        .send()
        .await
        .map_err(|error| call.failed(error))?;
    match answer.errors().first() {
        Some(error) => Err(call.item(error.code(), error.message())),
        None => Ok(Effect::Done),
    }
}
