//! Sends a request and tells whether it was let through.

use std::time::Duration;

use aws_sdk_s3::error::SdkError;
use aws_sdk_s3::operation::get_object::builders::GetObjectFluentBuilder;
use aws_sdk_s3::primitives::ByteStream;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::cast::Member;
use super::place::{CLASSES, Place, tagging, versioned};
use super::wish::{Act, Listing, STALE, Signature, Wish};
use crate::access::Answer;
use crate::error::{Context, Failure, Result};

/// Sends `wish` as `by`.
///
/// # Errors
/// The answer is neither a refusal nor one that only a request that was let through gets.
pub(super) async fn send(by: &Member, place: &Place, wish: &Wish) -> Result<Answer> {
    let s3 = by.doors.s3(wish.secure);
    let bucket = place.bucket.as_str();
    let key = wish.key();
    match wish.act {
        Act::Get => get(by, wish, s3.get_object().bucket(bucket).key(key)).await,
        Act::GetVersion(number) => {
            let version = place.version(&key, number);
            get(by, wish, s3.get_object().bucket(bucket).key(key).version_id(version)).await
        }
        Act::Head => answer(s3.head_object().bucket(bucket).key(key).send().await),
        Act::Put { create, encryption, class } => {
            let put = s3.put_object().bucket(bucket).key(key);
            let put = put.body(ByteStream::from_static(b"new"));
            let put = put.set_if_none_match(create.then(|| "*".to_owned()));
            let put = put.set_tagging(class.map(|class| format!("class={class}")));
            answer(encryption.of(put).send().await)
        }
        Act::Delete => answer(s3.delete_object().bucket(bucket).key(key).send().await),
        Act::DeleteVersion => {
            let version = place.version(&key, 0);
            answer(s3.delete_object().bucket(bucket).key(key).version_id(version).send().await)
        }
        Act::GetTags => answer(s3.get_object_tagging().bucket(bucket).key(key).send().await),
        Act::PutTags => {
            let put = s3.put_object_tagging().bucket(bucket).key(key);
            let [_, newer] = CLASSES;
            answer(put.tagging(tagging(newer)?).send().await)
        }
        _ => of_bucket(s3, place, wish.act).await,
    }
}

async fn of_bucket(s3: &aws_sdk_s3::Client, place: &Place, act: Act) -> Result<Answer> {
    let bucket = place.bucket.as_str();
    match act {
        Act::List(listing) => {
            let Listing { prefix, delimiter, most } = listing;
            let list = s3.list_objects_v2().bucket(bucket);
            let list = list.set_prefix(prefix.map(str::to_owned)).set_max_keys(most);
            answer(list.set_delimiter(delimiter.then(|| "/".to_owned())).send().await)
        }
        Act::ListVersions(listing) => {
            let Listing { prefix, delimiter, most } = listing;
            let list = s3.list_object_versions().bucket(bucket);
            let list = list.set_prefix(prefix.map(str::to_owned)).set_max_keys(most);
            answer(list.set_delimiter(delimiter.then(|| "/".to_owned())).send().await)
        }
        Act::GetBucketTags => answer(s3.get_bucket_tagging().bucket(bucket).send().await),
        Act::PutBucketTags => {
            let put = s3.put_bucket_tagging().bucket(bucket).tagging(tagging("bucket")?);
            answer(put.send().await)
        }
        Act::GetPolicy => answer(s3.get_bucket_policy().bucket(bucket).send().await),
        Act::PutPolicy => {
            let policy = place.policy.clone().doing("a bucket without a policy to put again")?;
            answer(s3.put_bucket_policy().bucket(bucket).policy(policy).send().await)
        }
        Act::GetVersioning => answer(s3.get_bucket_versioning().bucket(bucket).send().await),
        Act::PutVersioning => {
            let put = s3.put_bucket_versioning().bucket(bucket);
            answer(put.versioning_configuration(versioned()).send().await)
        }
        Act::GetLocation => answer(s3.get_bucket_location().bucket(bucket).send().await),
        Act::GetEncryption => answer(s3.get_bucket_encryption().bucket(bucket).send().await),
        Act::GetLifecycle => {
            answer(s3.get_bucket_lifecycle_configuration().bucket(bucket).send().await)
        }
        other => Err(Failure::new(format!("{other:?} is not about a bucket"))),
    }
}

/// Gets an object, by a presigned URL if the request is signed in its query.
async fn get(by: &Member, wish: &Wish, get: GetObjectFluentBuilder) -> Result<Answer> {
    let age = match wish.signature {
        _ if by.part.is_none() => None,
        Signature::Header => None,
        Signature::Fresh => Some(Duration::ZERO),
        Signature::Stale => Some(Duration::from_secs(STALE)),
    };
    let end = match age {
        None => get.send().await,
        Some(age) => by.doors.get_by_url(wish.secure, get, age).await?,
    };
    match end {
        Ok(object) => {
            // To its end, so that the connection can be used again.
            object.body.collect().await.doing("reading an object")?;
            Ok(Answer::Admitted)
        }
        Err(error) => answer::<(), _>(Err(error)),
    }
}

/// 403 is a refusal, and must be one for want of permission: an unknown key or a bad signature is a
/// fault of the test. Every other answer below 500 is of a request that was let through.
fn answer<T, E>(end: std::result::Result<T, SdkError<E>>) -> Result<Answer>
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let Err(error) = end else { return Ok(Answer::Admitted) };
    let status = error.raw_response().map_or(0, |response| response.status().as_u16());
    let code = error.as_service_error().and_then(|service| service.code().map(str::to_owned));
    match (status, code.as_deref()) {
        // An answer to HEAD has no body, and so no code.
        (403, Some("AccessDenied" | "Forbidden") | None) => Ok(Answer::Refused),
        (300..=402 | 404..=499, _) => Ok(Answer::Admitted),
        _ => Err(Failure::new(format!("neither admitted nor refused: {code:?}, {error:?}"))),
    }
}
