//! What an object holds, and whether there is one.

use aws_sdk_s3::Client;

use crate::cloud::aws::error::Call;
use crate::cloud::{CloudError, CloudErrorKind};
use crate::domain::promotion::contract::storage::{Intake, ObjectId, Observed};

/// Bucket and key; an object that has none is not asked for.
fn place<'o>(call: &Call<'_>, object: &'o ObjectId) -> Result<(&'o str, &'o str), CloudError> {
    object.place().ok_or_else(|| call.error(CloudErrorKind::Invalid))
}

/// Reads an object as it comes: its digest is taken on the way, and no more of it is kept than `intake` keeps.
pub(in crate::cloud::aws) async fn object(
    client: &Client,
    object: &ObjectId,
    mut intake: Intake,
) -> Result<Observed, CloudError> {
    let call = match object.version {
        Some(_) => Call::s3("s3:GetObjectVersion", &object.uri),
        None => Call::s3("s3:GetObject", &object.uri),
    };
    let (bucket, key) = place(&call, object)?;
    let answer = client.get_object().bucket(bucket).key(key).set_version_id(object.version.clone());
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
) -> Result<bool, CloudError> {
    let call = Call::s3("s3:ListBucket", &object.uri);
    let (bucket, key) = place(&call, object)?;
    let list = client.list_objects_v2().bucket(bucket).prefix(key).max_keys(1);
    let list = list.send().await.map_err(|error| call.failed(error))?;
    Ok(list.contents().iter().any(|found| found.key() == Some(key)))
}
