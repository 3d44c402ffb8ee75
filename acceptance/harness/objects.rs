//! What lies in a bucket, read as the account's root.

use std::collections::BTreeMap;

use aws_sdk_s3::operation::list_object_versions::ListObjectVersionsOutput;
use aws_sdk_s3::types::ObjectLockMode;

use crate::clients::Clients;
use crate::error::{Context, Failure, Result};

const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;

/// The current objects of a bucket, as text.
pub async fn current(root: &Clients, bucket: &str) -> Result<BTreeMap<String, String>> {
    let mut objects = BTreeMap::new();
    for key in keys(root, bucket).await? {
        let content = content(root, bucket, &key, None).await?;
        objects.insert(key, content);
    }
    Ok(objects)
}

/// The contents of every version by key, the oldest first; delete markers have none.
pub async fn versions(root: &Clients, bucket: &str) -> Result<BTreeMap<String, Vec<String>>> {
    let mut contents = BTreeMap::<_, Vec<_>>::new();
    // S3 lists the versions of a key from the newest to the oldest.
    for version in list(root, bucket).await?.versions().iter().rev() {
        let key = version.key().doing("a version without a key")?;
        let text = content(root, bucket, key, version.version_id()).await?;
        contents.entry(key.to_owned()).or_default().push(text);
    }
    Ok(contents)
}

/// Every version of every object and every delete marker.
pub async fn list(root: &Clients, bucket: &str) -> Result<ListObjectVersionsOutput> {
    let listed = root.s3.list_object_versions().bucket(bucket).send().await;
    let listed = listed.doing(format!("listing the versions of `{bucket}`"))?;
    if listed.is_truncated == Some(true) {
        return Err(Failure::new(format!("`{bucket}` holds more versions than a test needs")));
    }
    Ok(listed)
}

/// The id of the newest version of an object, also where a delete marker hides it.
pub async fn newest(root: &Clients, bucket: &str, key: &str) -> Result<String> {
    let listed = list(root, bucket).await?;
    let newest = listed.versions().iter().find(|version| version.key() == Some(key));
    let id = newest.and_then(|version| version.version_id());
    Ok(id.doing(format!("`{key}` has no version in `{bucket}`"))?.to_owned())
}

/// The retention of every current object that has one: `GOVERNANCE 30 days`, in whole days from
/// the making of the object.
pub async fn retained(root: &Clients, bucket: &str) -> Result<BTreeMap<String, String>> {
    let mut retained = BTreeMap::new();
    for key in keys(root, bucket).await? {
        let head = root.s3.head_object().bucket(bucket).key(&key).send().await;
        let head = head.doing(format!("looking at `{key}`"))?;
        let Some(mode) = head.object_lock_mode().map(ObjectLockMode::as_str) else { continue };
        let until = head.object_lock_retain_until_date().doing("a retention without an end")?;
        let made = head.last_modified().doing("an object without a time")?;
        let days = whole_days(until.secs().saturating_sub(made.secs()));
        retained.insert(key, format!("{mode} {days} days"));
    }
    Ok(retained)
}

/// Seconds in days; the time that passes while an object is being made does not count.
fn whole_days(seconds: i64) -> i64 {
    seconds.saturating_add(SECONDS_OF_A_DAY / 2).div_euclid(SECONDS_OF_A_DAY)
}

async fn keys(root: &Clients, bucket: &str) -> Result<Vec<String>> {
    let listed = root.s3.list_objects_v2().bucket(bucket).send().await;
    let listed = listed.doing(format!("listing the objects of `{bucket}`"))?;
    if listed.is_truncated == Some(true) {
        return Err(Failure::new(format!("`{bucket}` holds more objects than a test needs")));
    }
    Ok(listed.contents.unwrap_or_default().into_iter().filter_map(|object| object.key).collect())
}

async fn content(root: &Clients, bucket: &str, key: &str, version: Option<&str>) -> Result<String> {
    let get = root.s3.get_object().bucket(bucket).key(key);
    let read = get.set_version_id(version.map(str::to_owned)).send().await;
    let body = read.doing(format!("reading `{key}`"))?.body.collect().await;
    let bytes = body.doing(format!("reading `{key}`"))?.into_bytes();
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_lost_or_won_are_no_day() {
        assert_eq!(whole_days(30 * SECONDS_OF_A_DAY - 3), 30);
        assert_eq!(whole_days(30 * SECONDS_OF_A_DAY + 3), 30);
        assert_eq!(whole_days(0), 0);
    }
}
