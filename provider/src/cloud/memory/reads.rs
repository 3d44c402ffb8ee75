//! The reads.

use std::collections::BTreeSet;

use async_trait::async_trait;

use super::role_writes::account_of;
use super::{MemoryCloud, World, refusal};
use crate::cloud::{
    BucketFacets, BucketRef, Caller, CloudError, CloudErrorKind, CloudErrors, KeyFacets, KeyState,
    ManagedPolicyFacets, ObjectVersion, Observation, Observe, RoleFacets, StoredObject,
    VersionLock,
};
use crate::domain::principal::PrincipalKind;
use crate::domain::promotion::contract::storage::{Intake, ObjectId, Observed};
use crate::domain::roles::{RoleName, is_policy_name};
use crate::domain::tags::Tags;
use crate::domain::{AccountId, BucketName, KeyArn, PrincipalArn, Region};

/// Logs a read.
fn read(world: &mut World, action: &'static str, target: &str) {
    world.reads.push((action, target.to_owned()));
}

/// Logs one read each of `actions`, and gives what all of them meet on the way to `exists`.
fn read_all(
    world: &mut World,
    actions: &[&'static str],
    target: &str,
    mut exists: impl FnMut(&mut World, &'static str) -> Result<(), CloudError>,
) -> Result<Observation<()>, CloudErrors> {
    let mut errors = Vec::new();
    let mut absent = false;
    for action in actions {
        read(world, action, target);
        match exists(world, action) {
            Ok(()) => {}
            Err(error) if error.kind == CloudErrorKind::NotFound => absent = true,
            Err(error) => errors.push(error),
        }
    }
    match CloudErrors::collect(errors) {
        _ if absent => Ok(Observation::Absent),
        Some(errors) => Err(errors),
        None => Ok(Observation::Present(())),
    }
}

impl MemoryCloud {
    /// One facet of a bucket.
    fn facet<T>(
        &self,
        action: &'static str,
        bucket: &BucketRef,
        facet: impl FnOnce(&BucketFacets) -> T,
    ) -> Result<Observation<T>, CloudError> {
        let mut world = self.lock();
        read(&mut world, action, bucket.name.as_str());
        match world.own_bucket(&self.caller, self.region.as_ref(), action, bucket) {
            Ok(found) => Ok(Observation::Present(facet(&found.facets))),
            Err(error) if error.kind == CloudErrorKind::NotFound => Ok(Observation::Absent),
            Err(error) => Err(error),
        }
    }

    fn read_key(
        &self,
        world: &mut World,
        key: &KeyArn,
        actions: &[&'static str],
    ) -> Result<Observation<KeyFacets>, CloudErrors> {
        let found = read_all(world, actions, key.as_str(), |world, action| {
            world.own_key(&self.caller, self.region.as_ref(), action, key).map(|_| ())
        })?;
        Ok(match (found, world.key_facets(key)) {
            (Observation::Present(()), Some(facets)) => Observation::Present(facets),
            _ => Observation::Absent,
        })
    }
}

#[async_trait]
impl Observe for MemoryCloud {
    async fn region(&self) -> Result<Region, CloudError> {
        Region::parse("us-east-1")
            .map(|default| self.region.clone().unwrap_or(default))
            .map_err(|_| CloudError::new("region", "us-east-1", CloudErrorKind::Unexpected))
    }

    async fn caller(&self) -> Result<Caller, CloudError> {
        read(&mut self.lock(), "sts:GetCallerIdentity", &self.caller.arn);
        Ok(self.caller.clone())
    }

    async fn principal(&self, arn: &PrincipalArn) -> Result<Observation<PrincipalArn>, CloudError> {
        let action = match arn.kind() {
            PrincipalKind::Role => "iam:GetRole",
            PrincipalKind::User => "iam:GetUser",
        };
        let target = arn.as_str();
        if arn.is_pattern() {
            return Err(CloudError::new(action, target, CloudErrorKind::Invalid));
        }
        if *arn.account() != self.caller.account {
            return Err(CloudError::new(action, target, CloudErrorKind::Denied));
        }
        let mut world = self.lock();
        read(&mut world, action, target);
        if arn.kind() == PrincipalKind::Role
            && let Some(role) = world.role(arn.account(), arn.name())
        {
            return Ok(Observation::Present(role.arn.clone()));
        }
        let found = world.principals.iter().find(|known| {
            known.account() == arn.account()
                && known.kind() == arn.kind()
                && known.name() == arn.name()
        });
        Ok(found.cloned().into())
    }

    async fn bucket_tags(&self, bucket: &BucketRef) -> Result<Observation<Tags>, CloudError> {
        self.facet("s3:GetBucketTagging", bucket, |facets| facets.tags.clone())
    }

    async fn bucket_region(&self, bucket: &BucketRef) -> Result<Observation<Region>, CloudError> {
        self.facet("s3:GetBucketLocation", bucket, |facets| facets.region.clone())
    }

    async fn bucket_policy(
        &self,
        bucket: &BucketRef,
    ) -> Result<Observation<Option<String>>, CloudError> {
        self.facet("s3:GetBucketPolicy", bucket, |facets| facets.policy.clone())
    }

    async fn bucket(&self, bucket: &BucketRef) -> Result<Observation<BucketFacets>, CloudErrors> {
        let mut world = self.lock();
        let target = bucket.name.as_str();
        let found = read_all(&mut world, &BucketFacets::READS, target, |world, action| {
            world.own_bucket(&self.caller, self.region.as_ref(), action, bucket).map(|_| ())
        })?;
        Ok(match (found, world.buckets.get(&bucket.name)) {
            (Observation::Present(()), Some(found)) => {
                let lacks = world.lacks.clone();
                Observation::Present(BucketFacets { lacks, ..found.facets.clone() })
            }
            _ => Observation::Absent,
        })
    }

    async fn object_versions(
        &self,
        bucket: &BucketRef,
        limit: u16,
    ) -> Result<Vec<ObjectVersion>, CloudError> {
        let action = "s3:ListBucketVersions";
        let mut world = self.lock();
        read(&mut world, action, bucket.name.as_str());
        let found = world.own_bucket(&self.caller, self.region.as_ref(), action, bucket)?;
        Ok(found.versions.iter().take(limit.into()).cloned().collect())
    }

    async fn version_lock(
        &self,
        bucket: &BucketRef,
        version: &ObjectVersion,
    ) -> Result<VersionLock, CloudErrors> {
        let mut world = self.lock();
        let (name, region) = (bucket.name.as_str(), self.region.as_ref());
        for action in ["s3:GetObjectRetention", "s3:GetObjectLegalHold"] {
            read(&mut world, action, name);
        }
        let action = "s3:GetObjectRetention";
        let found = world.own_bucket(&self.caller, region, action, bucket)?;
        if !found.versions.contains(version) {
            let kind = CloudErrorKind::NotFound;
            return Err(refusal(action, name, kind, "NoSuchVersion").into());
        }
        Ok(found.locks.get(version).copied().unwrap_or_default())
    }

    async fn uploads(&self, bucket: &BucketRef) -> Result<Vec<(String, String)>, CloudError> {
        let action = "s3:ListBucketMultipartUploads";
        let mut world = self.lock();
        read(&mut world, action, bucket.name.as_str());
        let found = world.own_bucket(&self.caller, self.region.as_ref(), action, bucket)?;
        Ok(found.uploads.clone())
    }

    async fn objects(
        &self,
        bucket: &BucketRef,
        prefix: &str,
    ) -> Result<Vec<StoredObject>, CloudError> {
        let action = "s3:ListBucket";
        let mut world = self.lock();
        read(&mut world, action, bucket.name.as_str());
        world.own_bucket(&self.caller, self.region.as_ref(), action, bucket)?;
        let found = world.current(&bucket.name, prefix);
        if found.len() > StoredObject::MOST {
            let message = Some(format!("more than {} objects", StoredObject::MOST));
            let error = CloudError::new(action, bucket.name.as_str(), CloudErrorKind::TooMany);
            return Err(CloudError { message, ..error });
        }
        Ok(found)
    }

    async fn object(
        &self,
        object: &ObjectId,
        owner: Option<&AccountId>,
        mut intake: Intake,
    ) -> Result<Observed, CloudError> {
        let action = "s3:GetObject";
        let mut world = self.lock();
        read(&mut world, action, &object.uri);
        world.check_owner(action, object, owner)?;
        Ok(match world.objects.get(object) {
            None => Observed::Missing,
            Some(content) if !intake.take(content) => Observed::TooLarge,
            Some(_) => intake.finish(),
        })
    }

    async fn object_exists(
        &self,
        object: &ObjectId,
        owner: Option<&AccountId>,
    ) -> Result<bool, CloudError> {
        let mut world = self.lock();
        let action = "s3:ListBucket";
        read(&mut world, action, &object.uri);
        let bucket = object.place().and_then(|(bucket, _)| BucketName::parse(bucket).ok());
        if bucket.is_none_or(|bucket| !world.buckets.contains_key(&bucket)) {
            return Err(refusal(action, &object.uri, CloudErrorKind::NotFound, "NoSuchBucket"));
        }
        world.check_owner(action, object, owner)?;
        Ok(world.objects.keys().any(|stored| stored.uri == object.uri))
    }

    async fn key_by_alias(&self, alias: &str) -> Result<Observation<KeyFacets>, CloudErrors> {
        let mut world = self.lock();
        let Some(key) = world.aliases.get(alias).cloned() else {
            let action = "kms:DescribeKey";
            read(&mut world, action, alias);
            return Ok(Observation::Absent);
        };
        Ok(match self.read_key(&mut world, &key, &KeyFacets::READS_BY_ALIAS)? {
            Observation::Present(facets) => {
                Observation::Present(KeyFacets { alias: Some(alias.to_owned()), ..facets })
            }
            Observation::Absent => Observation::Absent,
        })
    }

    async fn key(&self, arn: &KeyArn) -> Result<Observation<KeyFacets>, CloudErrors> {
        self.read_key(&mut self.lock(), arn, &KeyFacets::READS)
    }

    async fn unnamed_keys(&self, tags: &Tags) -> Result<Vec<KeyArn>, CloudError> {
        let mut world = self.lock();
        for action in ["kms:ListKeys", "kms:ListAliases", "kms:ListResourceTags"] {
            read(&mut world, action, "*");
        }
        let unnamed = world.keys.values().filter(|key| {
            key.arn.account() == self.caller.account.as_str()
                && self.region.as_ref().is_none_or(|region| region.as_str() == key.arn.region())
                && matches!(key.state, KeyState::Enabled | KeyState::Disabled)
                && tags.iter().all(|(name, value)| key.tags.get(name) == Some(value))
                && !world.aliases.values().any(|named| *named == key.arn)
        });
        Ok(unnamed.map(|key| key.arn.clone()).collect())
    }

    async fn role(
        &self,
        name: &RoleName,
        expected: &[String],
    ) -> Result<Observation<RoleFacets>, CloudErrors> {
        let mut world = self.lock();
        let found = world.role(&self.caller.account, name.as_str()).cloned();
        for action in ["iam:GetRole", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies"] {
            read(&mut world, action, name.as_str());
        }
        let is_others = |name: &String| is_policy_name(name) && !expected.contains(name);
        let found = found.map(|mut role| {
            role.others = role.inline.keys().filter(|name| is_others(name)).cloned().collect();
            role.inline.retain(|name, _| !is_others(name));
            role
        });
        let listed = found.iter().flat_map(|role| role.inline.keys());
        let asked: BTreeSet<&String> = expected.iter().chain(listed).collect();
        asked.iter().for_each(|_| read(&mut world, "iam:GetRolePolicy", name.as_str()));
        Ok(found.into())
    }

    async fn managed_policy(
        &self,
        arn: &str,
    ) -> Result<Observation<ManagedPolicyFacets>, CloudErrors> {
        let mut world = self.lock();
        let own = ["aws", self.caller.account.as_str()].contains(&account_of(arn));
        let mut errors = Vec::new();
        for action in ManagedPolicyFacets::READS {
            read(&mut world, action, arn);
            if !own {
                errors.push(refusal(action, arn, CloudErrorKind::Denied, "AccessDenied"));
            }
        }
        match CloudErrors::collect(errors) {
            Some(errors) => Err(errors),
            None => Ok(world.policies.get(arn).cloned().into()),
        }
    }

    async fn roles_under(&self, path: &str) -> Result<Vec<PrincipalArn>, CloudError> {
        let mut world = self.lock();
        read(&mut world, "iam:ListRoles", path);
        let prefix = format!("role{path}");
        let below = |arn: &&PrincipalArn| {
            let resource = arn.as_str().splitn(6, ':').nth(5).unwrap_or_default();
            *arn.account() == self.caller.account && resource.starts_with(&prefix)
        };
        let mut found: Vec<_> =
            world.roles().map(|role| &role.arn).filter(below).cloned().collect();
        found.sort();
        Ok(found)
    }
}
