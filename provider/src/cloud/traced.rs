//! A decorator: one span a call, naming the action and the target, never a payload.

use std::fmt::Display;
use std::sync::Arc;

use async_trait::async_trait;
use tracing::{Instrument, debug, debug_span};

use super::{
    BucketFacets, BucketRef, Caller, CloudError, CloudErrors, Effect, KeyFacets,
    ManagedPolicyFacets, Mutate, ObjectVersion, Observation, Observe, Operation, RoleFacets,
    StoredObject, VersionLock,
};
use crate::domain::promotion::contract::storage::{Intake, ObjectId, Observed};
use crate::domain::roles::RoleName;
use crate::domain::tags::Tags;
use crate::domain::{AccountId, KeyArn, PrincipalArn, Region};

/// Traces every call of the cloud inside.
#[derive(Debug)]
pub struct Traced(Arc<dyn Mutate>);

impl Traced {
    /// Wraps a cloud.
    pub fn new(cloud: Arc<dyn Mutate>) -> Self {
        Self(cloud)
    }
}

async fn traced<T, E: Display>(
    call: &'static str,
    target: &str,
    result: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let span = debug_span!("cloud", call, target);
    async {
        let result = result.await;
        match &result {
            Ok(_) => debug!("done"),
            Err(error) => debug!(%error, "failed"),
        }
        result
    }
    .instrument(span)
    .await
}

#[async_trait]
impl Observe for Traced {
    async fn region(&self) -> Result<Region, CloudError> {
        self.0.region().await
    }
    async fn caller(&self) -> Result<Caller, CloudError> {
        traced("caller", "sts", self.0.caller()).await
    }
    async fn principal(&self, arn: &PrincipalArn) -> Result<Observation<PrincipalArn>, CloudError> {
        traced("principal", arn.as_str(), self.0.principal(arn)).await
    }
    async fn bucket_tags(&self, bucket: &BucketRef) -> Result<Observation<Tags>, CloudError> {
        traced("bucket_tags", bucket.name.as_str(), self.0.bucket_tags(bucket)).await
    }
    async fn bucket_region(&self, bucket: &BucketRef) -> Result<Observation<Region>, CloudError> {
        traced("bucket_region", bucket.name.as_str(), self.0.bucket_region(bucket)).await
    }
    async fn bucket_policy(
        &self,
        bucket: &BucketRef,
    ) -> Result<Observation<Option<String>>, CloudError> {
        traced("bucket_policy", bucket.name.as_str(), self.0.bucket_policy(bucket)).await
    }
    async fn bucket(&self, bucket: &BucketRef) -> Result<Observation<BucketFacets>, CloudErrors> {
        traced("bucket", bucket.name.as_str(), self.0.bucket(bucket)).await
    }
    async fn object_versions(
        &self,
        bucket: &BucketRef,
        limit: u16,
    ) -> Result<Vec<ObjectVersion>, CloudError> {
        let call = self.0.object_versions(bucket, limit);
        traced("object_versions", bucket.name.as_str(), call).await
    }
    async fn version_lock(
        &self,
        bucket: &BucketRef,
        version: &ObjectVersion,
    ) -> Result<VersionLock, CloudErrors> {
        let target = bucket.name.as_str();
        traced("version_lock", target, self.0.version_lock(bucket, version)).await
    }
    async fn uploads(&self, bucket: &BucketRef) -> Result<Vec<(String, String)>, CloudError> {
        traced("uploads", bucket.name.as_str(), self.0.uploads(bucket)).await
    }
    async fn objects(
        &self,
        bucket: &BucketRef,
        prefix: &str,
    ) -> Result<Vec<StoredObject>, CloudError> {
        traced("objects", bucket.name.as_str(), self.0.objects(bucket, prefix)).await
    }
    async fn object(
        &self,
        object: &ObjectId,
        owner: Option<&AccountId>,
        intake: Intake,
    ) -> Result<Observed, CloudError> {
        traced("object", &object.uri, self.0.object(object, owner, intake)).await
    }
    async fn object_exists(
        &self,
        object: &ObjectId,
        owner: Option<&AccountId>,
    ) -> Result<bool, CloudError> {
        traced("object_exists", &object.uri, self.0.object_exists(object, owner)).await
    }
    async fn key_by_alias(&self, alias: &str) -> Result<Observation<KeyFacets>, CloudErrors> {
        traced("key_by_alias", alias, self.0.key_by_alias(alias)).await
    }
    async fn key(&self, arn: &KeyArn) -> Result<Observation<KeyFacets>, CloudErrors> {
        traced("key", arn.as_str(), self.0.key(arn)).await
    }
    async fn unnamed_keys(&self, tags: &Tags) -> Result<Vec<KeyArn>, CloudError> {
        traced("unnamed_keys", "kms", self.0.unnamed_keys(tags)).await
    }
    async fn role(
        &self,
        name: &RoleName,
        expected: &[String],
    ) -> Result<Observation<RoleFacets>, CloudErrors> {
        traced("role", name.as_str(), self.0.role(name, expected)).await
    }
    async fn managed_policy(
        &self,
        arn: &str,
    ) -> Result<Observation<ManagedPolicyFacets>, CloudErrors> {
        traced("managed_policy", arn, self.0.managed_policy(arn)).await
    }
    async fn roles_under(&self, path: &str) -> Result<Vec<PrincipalArn>, CloudError> {
        traced("roles_under", path, self.0.roles_under(path)).await
    }
}

#[async_trait]
impl Mutate for Traced {
    async fn execute(&self, operation: &Operation) -> Result<Effect, CloudError> {
        traced(operation.action(), operation.target(), self.0.execute(operation)).await
    }
}
