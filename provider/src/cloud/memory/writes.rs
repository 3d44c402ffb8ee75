//! The writes: refused as AWS refuses them, else applied by their own pure effect.

use async_trait::async_trait;

use super::world::{Bucket, World};
use super::{MemoryCloud, refusal};
use crate::cloud::{
    Acl, BucketFacets, BucketRef, Caller, CloudError, CloudErrorKind, Effect, Facet, KeyFacets,
    KeyState, Mutate, Operation, Ownership, Versioning,
};
use crate::domain::{KeyArn, Region};

#[async_trait]
impl Mutate for MemoryCloud {
    async fn execute(&self, operation: &Operation) -> Result<Effect, CloudError> {
        let mut world = self.lock();
        world.mutations += 1;
        let write = Write { caller: &self.caller, region: self.region.as_ref(), operation };
        let effect = write.apply(&mut world)?;
        world.operations.push(operation.clone());
        Ok(effect)
    }
}

/// The code of KMS for a policy that it does not take.
const KMS_MALFORMED: &str = "MalformedPolicyDocumentException";

/// One write by one caller.
pub(super) struct Write<'a> {
    pub(super) caller: &'a Caller,
    pub(super) region: Option<&'a Region>,
    pub(super) operation: &'a Operation,
}

impl Write<'_> {
    pub(super) fn refuse<T>(&self, kind: CloudErrorKind, code: &str) -> Result<T, CloudError> {
        Err(refusal(self.operation.action(), self.operation.target(), kind, code))
    }

    /// A policy without principals; `code` is what the service calls one that is none.
    pub(super) fn check_json(&self, document: &str, code: &str) -> Result<(), CloudError> {
        match serde_json::from_str::<serde_json::Map<_, _>>(document) {
            Ok(_) => Ok(()),
            Err(_) => self.refuse(CloudErrorKind::Invalid, code),
        }
    }

    /// A policy that names principals.
    pub(super) fn check_policy(
        &self,
        world: &World,
        document: &str,
        code: &str,
    ) -> Result<(), CloudError> {
        self.check_json(document, code)?;
        if world.knows_all(document, self.caller) {
            Ok(())
        } else {
            self.refuse(CloudErrorKind::UnknownPrincipal, code)
        }
    }

    fn apply(&self, world: &mut World) -> Result<Effect, CloudError> {
        match self.operation {
            Operation::CreateBucket { bucket, .. } => self.create_bucket(world, bucket),
            Operation::CreateKey { policy, tags, .. } => {
                self.check_policy(world, policy, KMS_MALFORMED)?;
                let key = world.make_key(&self.caller.account, self.region, policy, tags);
                Ok(Effect::KeyMade(key))
            }
            Operation::CreateRole { path, name, .. } => self.create_role(world, path, name),
            Operation::CreateManagedPolicy { path, name, .. } => {
                self.create_policy(world, path, name)
            }
            Operation::DeleteAlias { alias } => match world.aliases.remove(alias) {
                Some(_) => Ok(Effect::Done),
                None => self.refuse(CloudErrorKind::NotFound, "NotFoundException"),
            },
            operation => {
                if let Some(bucket) = operation.bucket() {
                    self.change_bucket(world, bucket)?;
                }
                if let Some(key) = operation.key() {
                    self.change_key(world, key)?;
                }
                if let Some(role) = operation.role() {
                    self.change_role(world, role)?;
                }
                if let Some(policy) = operation.managed_policy() {
                    self.change_policy(world, policy)?;
                }
                Ok(Effect::Done)
            }
        }
    }

    fn create_bucket(&self, world: &mut World, bucket: &BucketRef) -> Result<Effect, CloudError> {
        match world.buckets.get(&bucket.name) {
            Some(found) if found.owner == self.caller.account => {
                return self.refuse(CloudErrorKind::AlreadyExists, "BucketAlreadyOwnedByYou");
            }
            Some(_) => return self.refuse(CloudErrorKind::TakenElsewhere, "BucketAlreadyExists"),
            None => {}
        }
        if bucket.owner != self.caller.account {
            return self.refuse(CloudErrorKind::Denied, "AccessDenied");
        }
        if self.operation.asks_for().is_some_and(|facet| world.lacks.contains(&facet)) {
            return self.refuse(CloudErrorKind::Unsupported, "NotImplemented");
        }
        if let Some(facets) = self.operation.after(None) {
            let made = Bucket::new(self.caller.account.clone(), facets);
            world.buckets.insert(bucket.name.clone(), made);
        }
        Ok(Effect::Done)
    }

    fn change_bucket(&self, world: &mut World, bucket: &BucketRef) -> Result<(), CloudError> {
        if let Some(facet) = self.operation.facet() {
            if world.lacks.contains(&facet) {
                return self.refuse(CloudErrorKind::Unsupported, "NotImplemented");
            }
            if world.ignores.contains(&facet) {
                return Ok(());
            }
        }
        let ignores_sse_c = world.ignores.contains(&Facet::SseC);
        if let Operation::EncryptByDefault { key: Some(key), .. } = self.operation
            && !world.keys.contains_key(key)
        {
            return self.refuse(CloudErrorKind::Invalid, "KMS.NotFoundException");
        }
        let action = self.operation.action();
        world.own_bucket(self.caller, self.region, action, bucket)?;
        if let Operation::PutBucketPolicy { policy, .. } = self.operation {
            self.check_policy(world, policy, "MalformedPolicy")?;
        }
        let found = world.own_bucket(self.caller, self.region, action, bucket)?;
        match self.operation {
            Operation::ResetAcl { .. }
                if found.facets.ownership == Ownership::BucketOwnerEnforced =>
            {
                return self.refuse(CloudErrorKind::Invalid, "AccessControlListNotSupported");
            }
            Operation::EnforceOwnership { .. } if found.facets.acl != Acl::Private => {
                return self.refuse(CloudErrorKind::Invalid, "InvalidBucketAclWithObjectOwnership");
            }
            Operation::PutObjectLock { .. } if found.facets.versioning != Versioning::Enabled => {
                return self.refuse(CloudErrorKind::Conflict, "InvalidBucketState");
            }
            Operation::PutLifecycle { rules, .. } if rules.is_empty() => {
                return self.refuse(CloudErrorKind::Invalid, "MalformedXML");
            }
            Operation::DeleteBucket { .. } if !found.versions.is_empty() => {
                return self.refuse(CloudErrorKind::NotEmpty, "BucketNotEmpty");
            }
            Operation::DeleteVersions { versions, .. } => {
                if versions.is_empty() || versions.len() > 1000 {
                    return self.refuse(CloudErrorKind::Invalid, "MalformedXML");
                }
                if versions.iter().any(|version| found.locks.contains_key(version)) {
                    return self.refuse(CloudErrorKind::Denied, "AccessDenied");
                }
                found.versions.retain(|version| !versions.contains(version));
                world.forget_versions(&bucket.name, versions);
                return Ok(());
            }
            Operation::PutObject { key, content, .. } => {
                return self.put_object(world, bucket, key, content);
            }
            Operation::AbortUpload { key, upload, .. } => {
                let before = found.uploads.len();
                found.uploads.retain(|(k, u)| (k, u) != (key, upload));
                if found.uploads.len() == before {
                    return self.refuse(CloudErrorKind::NotFound, "NoSuchUpload");
                }
            }
            _ => {}
        }
        match self.operation.after(Some(found.facets.clone())) {
            Some(after) => {
                let sse_c_blocked = after.sse_c_blocked && !ignores_sse_c;
                found.facets = BucketFacets { sse_c_blocked, ..after };
            }
            None => drop(world.buckets.remove(&bucket.name)),
        }
        Ok(())
    }

    fn change_key(&self, world: &mut World, arn: &KeyArn) -> Result<(), CloudError> {
        let action = self.operation.action();
        world.own_key(self.caller, self.region, action, arn)?;
        if let Operation::PutKeyPolicy { policy, .. } = self.operation {
            self.check_policy(world, policy, KMS_MALFORMED)?;
        }
        let key = world.own_key(self.caller, self.region, action, arn)?;
        self.check_key(key)?;
        if let Some(after) = self.operation.key_after(Some(key.clone()), &Effect::Done) {
            *key = KeyFacets { alias: None, ..after };
        }
        if let Operation::NameKey { alias, moved, .. } = self.operation {
            match (world.aliases.get(alias), moved) {
                (Some(named), false) if named != arn => {
                    return self.refuse(CloudErrorKind::AlreadyExists, "AlreadyExistsException");
                }
                (None, true) => {
                    return self.refuse(CloudErrorKind::NotFound, "NotFoundException");
                }
                _ => drop(world.aliases.insert(alias.clone(), arn.clone())),
            }
        }
        Ok(())
    }

    /// Which states of a key admit what: AWS KMS "Key states of AWS KMS keys", the table.
    fn check_key(&self, key: &KeyFacets) -> Result<(), CloudError> {
        let pending = key.state == KeyState::PendingDeletion;
        let admitted = match self.operation {
            Operation::PutKeyPolicy { .. } => return Ok(()),
            Operation::CancelKeyDeletion { .. } => pending,
            Operation::RotateKey { .. } => key.state == KeyState::Enabled,
            Operation::ScheduleKeyDeletion { days, .. } if !(7..=30).contains(days) => {
                return self.refuse(CloudErrorKind::Invalid, "ValidationException");
            }
            _ => !pending,
        };
        if admitted {
            Ok(())
        } else {
            self.refuse(CloudErrorKind::Invalid, "KMSInvalidStateException")
        }
    }
}
