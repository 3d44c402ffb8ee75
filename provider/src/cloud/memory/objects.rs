//! Objects that hold something.
//!
//! What is put through the port or by [`MemoryCloud::put_object`](super::MemoryCloud::put_object) is a version of its
//! bucket; what is stored by [`MemoryCloud::store`](super::MemoryCloud::store) is read and listed only. There are no
//! delete markers: a key whose last version is removed has no object.

use std::collections::BTreeMap;

use super::refusal;
use super::world::World;
use super::writes::Write;
use crate::cloud::{
    BucketRef, CloudError, CloudErrorKind, ObjectContent, ObjectVersion, StoredObject, Versioning,
};
use crate::domain::promotion::contract::storage::ObjectId;
use crate::domain::{AccountId, BucketName};

/// An object, or one version of it.
fn id(bucket: &BucketName, key: &str, version: Option<&str>) -> ObjectId {
    ObjectId { uri: format!("s3://{bucket}/{key}"), version: version.map(str::to_owned) }
}

impl World {
    /// Refuses an object in a bucket of another account than the one that must own it.
    pub(super) fn check_owner(
        &self,
        action: &'static str,
        object: &ObjectId,
        owner: Option<&AccountId>,
    ) -> Result<(), CloudError> {
        let bucket = object.place().and_then(|(bucket, _)| BucketName::parse(bucket).ok());
        let found = bucket.and_then(|bucket| self.buckets.get(&bucket));
        match (found, owner) {
            (Some(found), Some(owner)) if found.owner != *owner => {
                Err(refusal(action, &object.uri, CloudErrorKind::Denied, "AccessDenied"))
            }
            _ => Ok(()),
        }
    }

    /// The current versions of a bucket's objects below a prefix.
    pub(super) fn current(&self, bucket: &BucketName, prefix: &str) -> Vec<StoredObject> {
        let versions = self.buckets.get(bucket).into_iter().flat_map(|bucket| &bucket.versions);
        let mut sizes: BTreeMap<&str, u64> =
            versions.map(|version| (version.key.as_str(), 0)).collect();
        for (object, content) in &self.objects {
            if let Some((of, key)) = object.place()
                && of == bucket.as_str()
                && object.version.is_none()
            {
                sizes.insert(key, content.len() as u64);
            }
        }
        let stored = sizes.into_iter().filter(|(key, _)| key.starts_with(prefix));
        stored.map(|(key, size)| StoredObject { key: key.to_owned(), size }).collect()
    }

    /// Removes what versions hold; what is left last is current.
    pub(super) fn forget_versions(&mut self, bucket: &BucketName, versions: &[ObjectVersion]) {
        for ObjectVersion { key, version } in versions {
            self.objects.remove(&id(bucket, key, Some(version)));
            let left = self.buckets.get(bucket).and_then(|bucket| {
                bucket.versions.iter().rev().find(|left| left.key == *key).cloned()
            });
            let content = left
                .and_then(|left| self.objects.get(&id(bucket, key, Some(&left.version))).cloned());
            let current = id(bucket, key, None);
            match content {
                Some(content) => drop(self.objects.insert(current, content)),
                None => drop(self.objects.remove(&current)),
            }
        }
    }
}

impl Write<'_> {
    /// Puts an object where there is none.
    pub(super) fn put_object(
        &self,
        world: &mut World,
        bucket: &BucketRef,
        key: &str,
        content: &ObjectContent,
    ) -> Result<(), CloudError> {
        let is_there = |stored: &ObjectVersion| stored.key == key;
        let current = id(&bucket.name, key, None);
        let made = world.next_id();
        let holds = world.objects.contains_key(&current);
        let found = world.own_bucket(self.caller, self.region, self.operation.action(), bucket)?;
        if holds || found.versions.iter().any(is_there) {
            return self.refuse(CloudErrorKind::AlreadyExists, "PreconditionFailed");
        }
        let version = match found.facets.versioning {
            Versioning::Enabled => made,
            Versioning::Disabled | Versioning::Suspended => "null".to_owned(),
        };
        found.versions.push(ObjectVersion { key: key.to_owned(), version: version.clone() });
        for stored in [current, id(&bucket.name, key, Some(&version))] {
            world.objects.insert(stored, content.bytes().to_vec());
        }
        Ok(())
    }
}
