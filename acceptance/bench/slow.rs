//! A decorator of the cloud port that lets every call take its time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use kfm_provider::cloud::{
    BucketFacets, BucketRef, Caller, CloudError, CloudErrors, Effect, KeyFacets, Mutate,
    ObjectVersion, Observation, Observe, Operation,
};
use kfm_provider::domain::tags::Tags;
use kfm_provider::domain::{KeyArn, PrincipalArn, Region};

/// How long a call takes. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Delay(Arc<AtomicU64>);

impl Delay {
    /// Sets it for the calls to come.
    pub(crate) fn set(&self, delay: Duration) {
        let milliseconds = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
        self.0.store(milliseconds, Ordering::Relaxed);
    }

    /// Waits that long.
    pub(crate) async fn pass(&self) {
        match self.0.load(Ordering::Relaxed) {
            0 => {}
            milliseconds => tokio::time::sleep(Duration::from_millis(milliseconds)).await,
        }
    }
}

/// Delays every call of the cloud inside but that for the region, which calls nothing.
#[derive(Debug)]
pub(crate) struct Slow {
    cloud: Arc<dyn Mutate>,
    delay: Delay,
}

impl Slow {
    /// Wraps a cloud.
    pub(crate) fn new(cloud: Arc<dyn Mutate>, delay: Delay) -> Self {
        Self { cloud, delay }
    }

    async fn late<T>(&self, call: impl Future<Output = T>) -> T {
        self.delay.pass().await;
        call.await
    }
}

#[async_trait]
impl Observe for Slow {
    async fn region(&self) -> Result<Region, CloudError> {
        self.cloud.region().await
    }
    async fn caller(&self) -> Result<Caller, CloudError> {
        self.late(self.cloud.caller()).await
    }
    async fn principal(&self, arn: &PrincipalArn) -> Result<Observation<PrincipalArn>, CloudError> {
        self.late(self.cloud.principal(arn)).await
    }
    async fn bucket_tags(&self, bucket: &BucketRef) -> Result<Observation<Tags>, CloudError> {
        self.late(self.cloud.bucket_tags(bucket)).await
    }
    async fn bucket(&self, bucket: &BucketRef) -> Result<Observation<BucketFacets>, CloudErrors> {
        self.late(self.cloud.bucket(bucket)).await
    }
    async fn object_versions(
        &self,
        bucket: &BucketRef,
        limit: u16,
    ) -> Result<Vec<ObjectVersion>, CloudError> {
        self.late(self.cloud.object_versions(bucket, limit)).await
    }
    async fn uploads(&self, bucket: &BucketRef) -> Result<Vec<(String, String)>, CloudError> {
        self.late(self.cloud.uploads(bucket)).await
    }
    async fn key_by_alias(&self, alias: &str) -> Result<Observation<KeyFacets>, CloudErrors> {
        self.late(self.cloud.key_by_alias(alias)).await
    }
    async fn key(&self, arn: &KeyArn) -> Result<Observation<KeyFacets>, CloudErrors> {
        self.late(self.cloud.key(arn)).await
    }
    async fn unnamed_keys(&self, tags: &Tags) -> Result<Vec<KeyArn>, CloudError> {
        self.late(self.cloud.unnamed_keys(tags)).await
    }
}

#[async_trait]
impl Mutate for Slow {
    async fn execute(&self, operation: &Operation) -> Result<Effect, CloudError> {
        self.late(self.cloud.execute(operation)).await
    }
}
