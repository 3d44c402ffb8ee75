//! A decorator: what goes wrong with a cloud, on purpose.

mod faults;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use futures::future::BoxFuture;

pub use faults::{Faults, WriteFault};

use super::{
    BucketFacets, BucketRef, Caller, CloudError, CloudErrorKind, CloudErrors, Effect, KeyFacets,
    ManagedPolicyFacets, Mutate, ObjectVersion, Observation, Observe, Operation, RoleFacets,
    StoredObject, VersionLock,
};
use crate::domain::principal::PrincipalKind;
use crate::domain::promotion::contract::storage::{Intake, ObjectId, Observed};
use crate::domain::roles::RoleName;
use crate::domain::tags::Tags;
use crate::domain::{AccountId, KeyArn, PrincipalArn, Region};

/// What is told of every write that has happened, before its caller hears of it.
pub type Watch = Arc<dyn Fn(&Operation) -> BoxFuture<'static, ()> + Send + Sync>;

/// The cloud inside, with [`Faults`]. Clones share them.
#[derive(Clone)]
pub struct Faulty {
    cloud: Arc<dyn Mutate>,
    run: Arc<Mutex<Run>>,
}

/// The faults, and how far the calls have come.
#[derive(Default)]
struct Run {
    faults: Faults,
    writes: usize,
    dead: bool,
    watch: Option<Watch>,
}

impl Faulty {
    /// Wraps a cloud; nothing goes wrong yet.
    pub fn new(cloud: Arc<dyn Mutate>) -> Self {
        Self { cloud, run: Arc::default() }
    }

    /// From now on this goes wrong and nothing else; writes are numbered anew.
    pub fn set(&self, faults: Faults) {
        let mut run = self.lock();
        *run = Run { faults, watch: run.watch.take(), ..Run::default() };
    }

    /// Tells `watch` of every write that has happened; a former one hears no more.
    pub fn watch(&self, watch: Watch) {
        self.lock().watch = Some(watch);
    }

    /// How many writes were asked for since the faults were set, failed ones included.
    pub fn writes(&self) -> usize {
        self.lock().writes
    }

    /// Whether the process has died: no answer reaches anybody any more.
    pub fn is_dead(&self) -> bool {
        self.lock().dead
    }

    fn lock(&self) -> MutexGuard<'_, Run> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn delay(&self) {
        let delay = self.lock().faults.delayed_by();
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
    }

    /// What a call meets that needs these actions to read.
    async fn meets(&self, actions: &[&'static str], target: &str) -> Vec<CloudError> {
        self.delay().await;
        let mut run = self.lock();
        let every = if run.dead { Some(GONE) } else { run.faults.of_reads() };
        let errors = actions.iter().filter_map(|action| {
            let kind = every.or_else(|| run.faults.of_action(action))?;
            Some(CloudError::new(action, target, kind))
        });
        errors.collect()
    }

    async fn read(&self, actions: &[&'static str], target: &str) -> Result<(), CloudErrors> {
        CloudErrors::collect(self.meets(actions, target).await).map_or(Ok(()), Err)
    }

    /// As [`Faulty::read`], for reads that report their first failure only.
    async fn read_one(&self, actions: &[&'static str], target: &str) -> Result<(), CloudError> {
        self.meets(actions, target).await.into_iter().next().map_or(Ok(()), Err)
    }
}

/// What a call meets whose process is dead: nothing answers.
const GONE: CloudErrorKind = CloudErrorKind::Unavailable;

impl fmt::Debug for Faulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Faulty").field("cloud", &self.cloud).finish_non_exhaustive()
    }
}

#[async_trait]
impl Observe for Faulty {
    async fn region(&self) -> Result<Region, CloudError> {
        self.cloud.region().await
    }
    async fn caller(&self) -> Result<Caller, CloudError> {
        self.read_one(&["sts:GetCallerIdentity"], "sts").await?;
        self.cloud.caller().await
    }
    async fn principal(&self, arn: &PrincipalArn) -> Result<Observation<PrincipalArn>, CloudError> {
        let action = match arn.kind() {
            PrincipalKind::Role => "iam:GetRole",
            PrincipalKind::User => "iam:GetUser",
        };
        self.read_one(&[action], arn.as_str()).await?;
        self.cloud.principal(arn).await
    }
    async fn bucket_tags(&self, bucket: &BucketRef) -> Result<Observation<Tags>, CloudError> {
        self.read_one(&["s3:GetBucketTagging"], bucket.name.as_str()).await?;
        self.cloud.bucket_tags(bucket).await
    }
    async fn bucket_region(&self, bucket: &BucketRef) -> Result<Observation<Region>, CloudError> {
        self.read_one(&["s3:GetBucketLocation"], bucket.name.as_str()).await?;
        self.cloud.bucket_region(bucket).await
    }
    async fn bucket_policy(
        &self,
        bucket: &BucketRef,
    ) -> Result<Observation<Option<String>>, CloudError> {
        self.read_one(&["s3:GetBucketPolicy"], bucket.name.as_str()).await?;
        self.cloud.bucket_policy(bucket).await
    }
    async fn bucket(&self, bucket: &BucketRef) -> Result<Observation<BucketFacets>, CloudErrors> {
        self.read(&BucketFacets::READS, bucket.name.as_str()).await?;
        self.cloud.bucket(bucket).await
    }
    async fn object_versions(
        &self,
        bucket: &BucketRef,
        limit: u16,
    ) -> Result<Vec<ObjectVersion>, CloudError> {
        self.read_one(&["s3:ListBucketVersions"], bucket.name.as_str()).await?;
        self.cloud.object_versions(bucket, limit).await
    }
    async fn version_lock(
        &self,
        bucket: &BucketRef,
        version: &ObjectVersion,
    ) -> Result<VersionLock, CloudErrors> {
        let actions = ["s3:GetObjectRetention", "s3:GetObjectLegalHold"];
        self.read(&actions, bucket.name.as_str()).await?;
        self.cloud.version_lock(bucket, version).await
    }
    async fn uploads(&self, bucket: &BucketRef) -> Result<Vec<(String, String)>, CloudError> {
        self.read_one(&["s3:ListBucketMultipartUploads"], bucket.name.as_str()).await?;
        self.cloud.uploads(bucket).await
    }
    async fn objects(
        &self,
        bucket: &BucketRef,
        prefix: &str,
    ) -> Result<Vec<StoredObject>, CloudError> {
        self.read_one(&["s3:ListBucket"], bucket.name.as_str()).await?;
        self.cloud.objects(bucket, prefix).await
    }
    async fn object(
        &self,
        object: &ObjectId,
        owner: Option<&AccountId>,
        intake: Intake,
    ) -> Result<Observed, CloudError> {
        self.read_one(&["s3:GetObject"], &object.uri).await?;
        self.cloud.object(object, owner, intake).await
    }
    async fn object_exists(
        &self,
        object: &ObjectId,
        owner: Option<&AccountId>,
    ) -> Result<bool, CloudError> {
        self.read_one(&["s3:ListBucket"], &object.uri).await?;
        self.cloud.object_exists(object, owner).await
    }
    async fn key_by_alias(&self, alias: &str) -> Result<Observation<KeyFacets>, CloudErrors> {
        self.read(&KeyFacets::READS_BY_ALIAS, alias).await?;
        self.cloud.key_by_alias(alias).await
    }
    async fn key(&self, arn: &KeyArn) -> Result<Observation<KeyFacets>, CloudErrors> {
        self.read(&KeyFacets::READS, arn.as_str()).await?;
        self.cloud.key(arn).await
    }
    async fn unnamed_keys(&self, tags: &Tags) -> Result<Vec<KeyArn>, CloudError> {
        let actions = ["kms:ListKeys", "kms:ListAliases", "kms:ListResourceTags"];
        self.read_one(&actions, "*").await?;
        self.cloud.unnamed_keys(tags).await
    }
    async fn role(
        &self,
        name: &RoleName,
        expected: &[String],
    ) -> Result<Observation<RoleFacets>, CloudErrors> {
        self.read(&RoleFacets::READS, name.as_str()).await?;
        self.cloud.role(name, expected).await
    }
    async fn managed_policy(
        &self,
        arn: &str,
    ) -> Result<Observation<ManagedPolicyFacets>, CloudErrors> {
        self.read(&ManagedPolicyFacets::READS, arn).await?;
        self.cloud.managed_policy(arn).await
    }
    async fn roles_under(&self, path: &str) -> Result<Vec<PrincipalArn>, CloudError> {
        self.read_one(&["iam:ListRoles"], path).await?;
        self.cloud.roles_under(path).await
    }
}

#[async_trait]
impl Mutate for Faulty {
    async fn execute(&self, operation: &Operation) -> Result<Effect, CloudError> {
        self.delay().await;
        let failed = |kind| Err(CloudError::new(operation.action(), operation.target(), kind));
        let (fault, watch) = {
            let mut run = self.lock();
            if run.dead {
                return failed(GONE);
            }
            let number = run.writes;
            run.writes += 1;
            if let Some(kind) = run.faults.of_action(operation.action()) {
                return failed(kind);
            }
            (run.faults.of_write(number), run.watch.clone())
        };
        match fault {
            Some(WriteFault::Fails(kind)) => return failed(kind),
            Some(WriteFault::DiesBefore) => {
                self.lock().dead = true;
                return failed(GONE);
            }
            Some(WriteFault::ReplyLost | WriteFault::DiesAfter) | None => {}
        }
        let effect = self.cloud.execute(operation).await?;
        if let Some(watch) = watch {
            watch(operation).await;
        }
        match fault {
            Some(WriteFault::ReplyLost) => failed(CloudErrorKind::Ambiguous),
            Some(WriteFault::DiesAfter) => {
                self.lock().dead = true;
                failed(CloudErrorKind::Ambiguous)
            }
            _ => Ok(effect),
        }
    }
}
