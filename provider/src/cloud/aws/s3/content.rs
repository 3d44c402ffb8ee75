//! What an object holds, and whether there is one.

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{ChecksumAlgorithm, ChecksumMode};

use super::checksum::vouched;
use crate::cloud::aws::error::Call;
use crate::cloud::{BucketRef, CloudError, CloudErrorKind, Effect, ObjectContent};
use crate::domain::AccountId;
use crate::domain::promotion::contract::storage::{Intake, ObjectId, Observed};

/// Bucket and key; an object that has none is not asked for.
fn place<'o>(call: &Call<'_>, object: &'o ObjectId) -> Result<(&'o str, &'o str), CloudError> {
    object.place().ok_or_else(|| call.error(CloudErrorKind::Invalid))
}

/// Reads an object. Where its bytes are not kept, a digest for which S3 vouches is enough; whatever else the question
/// for one comes to, the object is read as it comes: its digest is taken on the way, and no more of it is kept than
/// `intake` keeps.
pub(in crate::cloud::aws) async fn object(
    client: &Client,
    object: &ObjectId,
    owner: Option<&AccountId>,
    mut intake: Intake,
) -> Result<Observed, CloudError> {
    let call = match object.version {
        Some(_) => Call::s3("s3:GetObjectVersion", &object.uri),
        None => Call::s3("s3:GetObject", &object.uri),
    };
    let (bucket, key) = place(&call, object)?;
    let owner = owner.map(AccountId::to_string);
    if intake.is_of_digest_alone() {
        let head = client
            .head_object()
            .bucket(bucket)
            .key(key)
            .set_version_id(object.version.clone())
            .set_expected_bucket_owner(owner.clone())
            .checksum_mode(ChecksumMode::Enabled);
        // A refusal or a failure has no body, so no code: the read that follows tells why.
        let head = head.send().await.ok();
        if let Some((size, digest)) = head.as_ref().and_then(vouched) {
            return Ok(intake.vouched(size, digest));
        }
    }
    let answer = client
        .get_object()
        .bucket(bucket)
        .key(key)
        .set_version_id(object.version.clone())
        .set_expected_bucket_owner(owner);
    let mut answer = match answer.send().await.map_err(|error| call.failed(error)) {
        Ok(answer) => answer,
        Err(error) if error.kind == CloudErrorKind::NotFound => return Ok(Observed::Missing),
        Err(error) => return Err(error),
    };
    let size = answer.content_length().and_then(|size| u64::try_from(size).ok());
    if size.is_some_and(|size| !intake.admits(size)) {
        return Ok(Observed::TooLarge);
    }
    loop {
        match answer.body.next().await {
            None => return Ok(intake.finish()),
            Some(Ok(bytes)) if intake.take(&bytes) => {}
            Some(Ok(_)) => return Ok(Observed::TooLarge),
            // A connection that ended, or a checksum of the service that does not fit the bytes.
            Some(Err(error)) => {
                let source = Some(Box::new(error).into());
                return Err(CloudError { source, ..call.error(CloudErrorKind::Unavailable) });
            }
        }
    }
}

/// Whether there is an object of that key. A list says so by code where there is no bucket, and needs no right to
/// read the object; of the keys that begin with it, the key itself is the first.
///
/// Source: S3 API "`ListObjectsV2`": keys are listed in the order of their UTF-8 bytes.
pub(in crate::cloud::aws) async fn object_exists(
    client: &Client,
    object: &ObjectId,
    owner: Option<&AccountId>,
) -> Result<bool, CloudError> {
    let call = Call::s3("s3:ListBucket", &object.uri);
    let (bucket, key) = place(&call, object)?;
    let list = client
        .list_objects_v2()
        .bucket(bucket)
        .set_expected_bucket_owner(owner.map(AccountId::to_string))
        .prefix(key)
        .max_keys(1);
    let list = list.send().await.map_err(|error| call.failed(error))?;
    Ok(list.contents().iter().any(|found| found.key() == Some(key)))
}

/// An object to be put.
#[derive(Clone, Copy, Debug)]
pub(super) struct Putting<'a> {
    pub(super) key: &'a str,
    pub(super) content: &'a ObjectContent,
    pub(super) content_type: &'a str,
}

/// Puts an object where there is none, with a SHA-256 that S3 compares and keeps.
///
/// Source: S3 User Guide, "How to prevent object overwrites with conditional writes" (2026-11): `If-None-Match: *` is
/// answered 412 `PreconditionFailed` where the key has an object, and 409 where another request on it is under way.
pub(super) async fn put(
    client: &Client,
    call: Call<'_>,
    bucket: &BucketRef,
    putting: Putting<'_>,
) -> Result<Effect, CloudError> {
    let put = client
        .put_object()
        .bucket(bucket.name.as_str())
        .expected_bucket_owner(bucket.owner.as_str())
        .key(putting.key)
        .if_none_match("*")
        .checksum_algorithm(ChecksumAlgorithm::Sha256)
        .content_type(putting.content_type)
        .body(ByteStream::from(putting.content.bytes().to_vec()));
    put.send().await.map(|_| Effect::Done).map_err(|error| call.failed(error))
}
