//! Objects.

use super::buckets::{bucket, creation, removed};
use super::{Config, Outcome, is_kind, must, perform, refused, same};
use crate::cloud::{
    BucketRef, CloudError, CloudErrorKind, Mutate, ObjectContent, Operation, StoredObject,
};
use crate::domain::AccountId;
use crate::domain::promotion::contract::storage::{Intake, ObjectId, Observed};

/// An object of a bucket.
fn object(bucket: &BucketRef, key: &str) -> ObjectId {
    ObjectId { uri: format!("s3://{}/{key}", bucket.name), version: None }
}

fn putting(bucket: &BucketRef, key: &str, content: &[u8]) -> Operation {
    Operation::PutObject {
        bucket: bucket.clone(),
        key: key.to_owned(),
        content: ObjectContent::from(content.to_vec()),
        content_type: "application/json".to_owned(),
    }
}

/// What reading an object of such content comes to.
fn read_as(content: &[u8], most: u64, keep: usize) -> Observed {
    let mut intake = Intake::new(most, keep);
    if intake.take(content) { intake.finish() } else { Observed::TooLarge }
}

/// Removes all versions of all objects and the bucket, whatever the case gave.
async fn emptied(cloud: &dyn Mutate, bucket: &BucketRef, outcome: Outcome) -> Outcome {
    let versions = must("object_versions", cloud.object_versions(bucket, 1000).await)?;
    let bucket = bucket.clone();
    let emptying = match versions.is_empty() {
        true => Ok(()),
        false => {
            perform(cloud, &Operation::DeleteVersions { bucket: bucket.clone(), versions }).await
        }
    };
    removed(cloud, &bucket, outcome.and(emptying)).await
}

/// Refuses to be read or written, listed or looked for.
pub(super) async fn are_closed(cloud: &dyn Mutate, bucket: &BucketRef) -> Outcome {
    let object = object(bucket, "a");
    let owner = Some(&bucket.owner);
    denied("objects", cloud.objects(bucket, "").await)?;
    denied("object", cloud.object(&object, owner, Intake::new(1, 1)).await)?;
    denied("object, its digest", cloud.object(&object, owner, Intake::new(1, 0)).await)?;
    denied("object_exists", cloud.object_exists(&object, owner).await)?;
    refused(cloud, &putting(bucket, "a", b"{}"), CloudErrorKind::Denied).await
}

fn denied<T: std::fmt::Debug>(what: &str, read: Result<T, CloudError>) -> Outcome {
    match read {
        Ok(found) => Err(format!("{what} of another account was read: {found:?}")),
        Err(error) => is_kind(&error, CloudErrorKind::Denied),
    }
}

pub(super) async fn an_absent_object_is_missing(cloud: &dyn Mutate, config: &Config) -> Outcome {
    let bucket = bucket(config, "empty")?;
    perform(cloud, &creation(config, &bucket, false)).await?;
    let object = object(&bucket, "a/b");
    let reads = [
        cloud.object(&object, None, Intake::new(1, 1)).await,
        cloud.object(&object, Some(&bucket.owner), Intake::new(1, 0)).await,
    ];
    let exists = cloud.object_exists(&object, Some(&bucket.owner)).await;
    let listed = cloud.objects(&bucket, "").await;
    let outcome = reads
        .into_iter()
        .try_for_each(|read| same("object", &Observed::Missing, &must("object", read)?))
        .and_then(|()| must("object_exists", exists))
        .and_then(|exists| same("object_exists", &false, &exists))
        .and_then(|()| must("objects", listed))
        .and_then(|listed| same("objects", &Vec::new(), &listed));
    removed(cloud, &bucket, outcome).await
}

pub(super) async fn an_object_in_no_bucket_is_not_just_absent(
    cloud: &dyn Mutate,
    config: &Config,
) -> Outcome {
    let bucket = bucket(config, "nowhere")?;
    let object = object(&bucket, "a/b");
    for keep in [0, 1] {
        let read = must("object", cloud.object(&object, None, Intake::new(1, keep)).await)?;
        same("object", &Observed::Missing, &read)?;
    }
    match cloud.object_exists(&object, None).await {
        Ok(exists) => return Err(format!("object_exists: expected an error, found {exists}")),
        Err(error) => is_kind(&error, CloudErrorKind::NotFound)?,
    }
    match cloud.objects(&bucket, "").await {
        Ok(found) => return Err(format!("objects: expected an error, found {found:?}")),
        Err(error) => is_kind(&error, CloudErrorKind::NotFound)?,
    }
    refused(cloud, &putting(&bucket, "a/b", b"{}"), CloudErrorKind::NotFound).await
}

pub(super) async fn an_object_is_put_once(cloud: &dyn Mutate, config: &Config) -> Outcome {
    let bucket = bucket(config, "puts")?;
    perform(cloud, &creation(config, &bucket, false)).await?;
    let unversioned = put_once(cloud, &bucket, "a/unversioned").await;
    let versioning = Operation::EnableVersioning { bucket: bucket.clone() };
    let outcome = unversioned.and(perform(cloud, &versioning).await);
    let outcome = outcome.and(put_once(cloud, &bucket, "a/versioned").await);
    emptied(cloud, &bucket, outcome).await
}

async fn put_once(cloud: &dyn Mutate, bucket: &BucketRef, key: &str) -> Outcome {
    let object = object(bucket, key);
    let content = b"{\"first\":true}";
    perform(cloud, &putting(bucket, key, content)).await?;
    for again in [&b"{}"[..], content] {
        refused(cloud, &putting(bucket, key, again), CloudErrorKind::AlreadyExists).await?;
    }
    for (most, keep) in [(100, 100), (100, 0), (100, 3), (3, 3), (3, 0)] {
        let read = cloud.object(&object, Some(&bucket.owner), Intake::new(most, keep)).await;
        let read = must("object", read)?;
        same(&format!("the {most}, {keep} of it"), &read_as(content, most, keep), &read)?;
    }
    let exists = must("object_exists", cloud.object_exists(&object, None).await)?;
    same("object_exists", &true, &exists)?;
    let versions = must("object_versions", cloud.object_versions(bucket, 1000).await)?;
    let version = versions.into_iter().filter(|version| version.key == key).collect::<Vec<_>>();
    let [version] = version.as_slice() else {
        return Err(format!("versions of one object: {version:?}"));
    };
    let exactly = ObjectId { version: Some(version.version.clone()), ..object };
    let read = must("object", cloud.object(&exactly, None, Intake::new(100, 100)).await)?;
    same("its version", &read_as(content, 100, 100), &read)
}

pub(super) async fn objects_are_listed_by_prefix(cloud: &dyn Mutate, config: &Config) -> Outcome {
    let bucket = bucket(config, "lists")?;
    perform(cloud, &creation(config, &bucket, false)).await?;
    let outcome = lists(cloud, &bucket).await;
    emptied(cloud, &bucket, outcome).await
}

async fn lists(cloud: &dyn Mutate, bucket: &BucketRef) -> Outcome {
    for (key, content) in [("a/2", &b"22"[..]), ("a/1", b"1"), ("a", b""), ("b/a/1", b"333")] {
        perform(cloud, &putting(bucket, key, content)).await?;
    }
    let all = [("a", 0), ("a/1", 1), ("a/2", 2), ("b/a/1", 3)];
    for prefix in ["", "a/", "b", "c"] {
        let below = all.into_iter().filter(|(key, _)| key.starts_with(prefix));
        let expected: Vec<_> =
            below.map(|(key, size)| StoredObject { key: key.to_owned(), size }).collect();
        let found = must("objects", cloud.objects(bucket, prefix).await)?;
        same(&format!("objects of `{prefix}`"), &expected, &found)?;
    }
    Ok(())
}

pub(super) async fn an_owner_is_expected(cloud: &dyn Mutate, config: &Config) -> Outcome {
    if !config.strict {
        return Ok(());
    }
    let bucket = bucket(config, "owned")?;
    let stranger = if config.account.as_str().starts_with('1') { "2" } else { "1" };
    let stranger = must("an account", AccountId::parse(&stranger.repeat(12)))?;
    perform(cloud, &creation(config, &bucket, false)).await?;
    let outcome = is_expected(cloud, &bucket, stranger).await;
    emptied(cloud, &bucket, outcome).await
}

async fn is_expected(cloud: &dyn Mutate, bucket: &BucketRef, stranger: AccountId) -> Outcome {
    perform(cloud, &putting(bucket, "a", b"{}")).await?;
    are_closed(cloud, &BucketRef { owner: stranger, ..bucket.clone() }).await?;
    let object = object(bucket, "a");
    for owner in [None, Some(&bucket.owner)] {
        let read = must("object", cloud.object(&object, owner, Intake::new(9, 9)).await)?;
        same("an object of one's own", &read_as(b"{}", 9, 9), &read)?;
    }
    Ok(())
}
