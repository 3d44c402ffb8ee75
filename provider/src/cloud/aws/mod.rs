//! AWS, and what speaks like it: the only module that names the SDK.

#![expect(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "the edge to AWS: the one place that names the SDK"
)]

mod clients;
mod error;
mod iam;
mod kms;
mod s3;
mod sts;

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::OnceCell;
use tokio::time::sleep;

use clients::{Clients, SetupError};

use super::{
    BucketFacets, BucketRef, Caller, CloudError, CloudErrorKind, CloudErrors, CloudSettings,
    Effect, KeyFacets, ManagedPolicyFacets, Mutate, ObjectVersion, Observation, Observe, Operation,
    RoleFacets, StoredObject, VersionLock,
};
use crate::domain::promotion::contract::storage::{Intake, ObjectId, Observed};
use crate::domain::roles::RoleName;
use crate::domain::tags::Tags;
use crate::domain::{AccountId, KeyArn, PrincipalArn, Region};

/// AWS in one region, as one caller.
pub struct AwsCloud {
    settings: CloudSettings,
    clients: OnceCell<Clients>,
    /// The account that IAM is asked in.
    caller: OnceCell<Caller>,
}

impl fmt::Debug for AwsCloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AwsCloud").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl AwsCloud {
    /// Takes the settings. Nothing is read, called or resolved before the first use.
    pub fn new(settings: CloudSettings) -> Self {
        Self { settings, clients: OnceCell::new(), caller: OnceCell::new() }
    }

    async fn clients(&self, action: &'static str, target: &str) -> Result<&Clients, CloudError> {
        let made = self.clients.get_or_try_init(|| Clients::new(&self.settings)).await;
        made.map_err(|error: SetupError| CloudError {
            source: Some(Box::new(error)),
            ..CloudError::new(action, target, CloudErrorKind::Invalid)
        })
    }

    async fn execute_once(&self, operation: &Operation) -> Result<Effect, CloudError> {
        let clients = self.clients(operation.action(), operation.target()).await?;
        match operation.action().split_once(':') {
            Some(("s3", _)) => s3::execute(&clients.s3, operation).await,
            Some(("iam", _)) => iam::execute(&clients.iam, operation).await,
            _ => kms::execute(&clients.kms, operation).await,
        }
    }
}

#[async_trait]
impl Observe for AwsCloud {
    async fn region(&self) -> Result<Region, CloudError> {
        let clients = self.clients("sts:GetCallerIdentity", "region").await?;
        Ok(clients.region.clone())
    }

    async fn caller(&self) -> Result<Caller, CloudError> {
        let ask = || async {
            let clients = self.clients("sts:GetCallerIdentity", "sts").await?;
            let endpoint = self.settings.sts_endpoint.as_deref().unwrap_or("sts");
            sts::caller(&clients.sts, endpoint).await
        };
        self.caller.get_or_try_init(ask).await.cloned()
    }

    async fn principal(&self, arn: &PrincipalArn) -> Result<Observation<PrincipalArn>, CloudError> {
        let action = iam::action(arn);
        if arn.is_pattern() {
            return Err(CloudError::new(action, arn.as_str(), CloudErrorKind::Invalid));
        }
        // IAM looks in the caller's account whatever the ARN says.
        if self.caller().await?.account != *arn.account() {
            return Err(CloudError::new(action, arn.as_str(), CloudErrorKind::Denied));
        }
        iam::principal(&self.clients(action, arn.as_str()).await?.iam, arn).await
    }

    async fn bucket_tags(&self, bucket: &BucketRef) -> Result<Observation<Tags>, CloudError> {
        let clients = self.clients("s3:GetBucketTagging", bucket.name.as_str()).await?;
        s3::bucket_tags(&clients.s3, bucket).await
    }

    async fn bucket_region(&self, bucket: &BucketRef) -> Result<Observation<Region>, CloudError> {
        let clients = self.clients("s3:GetBucketLocation", bucket.name.as_str()).await?;
        s3::bucket_region(&clients.s3, bucket).await
    }

    async fn bucket_policy(
        &self,
        bucket: &BucketRef,
    ) -> Result<Observation<Option<String>>, CloudError> {
        let clients = self.clients("s3:GetBucketPolicy", bucket.name.as_str()).await?;
        s3::bucket_policy(&clients.s3, bucket).await
    }

    async fn bucket(&self, bucket: &BucketRef) -> Result<Observation<BucketFacets>, CloudErrors> {
        let clients = self.clients("s3:GetBucketLocation", bucket.name.as_str()).await?;
        s3::bucket(&clients.s3, bucket).await
    }

    async fn object_versions(
        &self,
        bucket: &BucketRef,
        limit: u16,
    ) -> Result<Vec<ObjectVersion>, CloudError> {
        let clients = self.clients("s3:ListBucketVersions", bucket.name.as_str()).await?;
        s3::object_versions(&clients.s3, bucket, limit).await
    }

    async fn version_lock(
        &self,
        bucket: &BucketRef,
        version: &ObjectVersion,
    ) -> Result<VersionLock, CloudErrors> {
        let clients = self.clients("s3:GetObjectRetention", bucket.name.as_str()).await?;
        s3::version_lock(&clients.s3, bucket, version).await
    }

    async fn uploads(&self, bucket: &BucketRef) -> Result<Vec<(String, String)>, CloudError> {
        let clients = self.clients("s3:ListBucketMultipartUploads", bucket.name.as_str()).await?;
        s3::uploads(&clients.s3, bucket).await
    }

    async fn objects(
        &self,
        bucket: &BucketRef,
        prefix: &str,
    ) -> Result<Vec<StoredObject>, CloudError> {
        let clients = self.clients("s3:ListBucket", bucket.name.as_str()).await?;
        s3::objects(&clients.s3, bucket, prefix).await
    }

    async fn object(
        &self,
        object: &ObjectId,
        owner: Option<&AccountId>,
        intake: Intake,
    ) -> Result<Observed, CloudError> {
        let clients = self.clients("s3:GetObject", &object.uri).await?;
        s3::object(&clients.s3, object, owner, intake).await
    }

    async fn object_exists(
        &self,
        object: &ObjectId,
        owner: Option<&AccountId>,
    ) -> Result<bool, CloudError> {
        let clients = self.clients("s3:ListBucket", &object.uri).await?;
        s3::object_exists(&clients.s3, object, owner).await
    }

    async fn key_by_alias(&self, alias: &str) -> Result<Observation<KeyFacets>, CloudErrors> {
        let clients = self.clients("kms:DescribeKey", alias).await?;
        kms::key(&clients.kms, alias, Some(alias)).await
    }

    async fn key(&self, arn: &KeyArn) -> Result<Observation<KeyFacets>, CloudErrors> {
        let clients = self.clients("kms:DescribeKey", arn.as_str()).await?;
        kms::key(&clients.kms, arn.as_str(), None).await
    }

    async fn unnamed_keys(&self, tags: &Tags) -> Result<Vec<KeyArn>, CloudError> {
        let clients = self.clients("kms:ListKeys", "*").await?;
        kms::unnamed_keys(&clients.kms, tags).await
    }

    async fn role(
        &self,
        name: &RoleName,
        expected: &[String],
    ) -> Result<Observation<RoleFacets>, CloudErrors> {
        let clients = self.clients("iam:GetRole", name.as_str()).await?;
        iam::role(&clients.iam, name, expected).await
    }

    async fn managed_policy(
        &self,
        arn: &str,
    ) -> Result<Observation<ManagedPolicyFacets>, CloudErrors> {
        let clients = self.clients("iam:GetPolicy", arn).await?;
        iam::managed_policy(&clients.iam, arn).await
    }

    async fn roles_under(&self, path: &str) -> Result<Vec<PrincipalArn>, CloudError> {
        let clients = self.clients("iam:ListRoles", path).await?;
        iam::roles_under(&clients.iam, path).await
    }
}

#[async_trait]
impl Mutate for AwsCloud {
    async fn execute(&self, operation: &Operation) -> Result<Effect, CloudError> {
        /// S3 configures a bucket one call after the other, and IAM changes a role so; a
        /// neighbour's call ends soon.
        const REPEATED: u32 = 5;
        let mut repeated = 0;
        loop {
            match self.execute_once(operation).await {
                Err(error) if repeated < REPEATED && passes(operation, error.kind) => {
                    sleep(backoff(repeated)).await;
                    repeated += 1;
                }
                result => return result,
            }
        }
    }
}

/// Whether nothing happened, and the same call may succeed in a moment. The SDK repeats what was
/// throttled, but no creation: it could not tell a lost answer from none.
const fn passes(operation: &Operation, kind: CloudErrorKind) -> bool {
    match kind {
        CloudErrorKind::Conflict => true,
        CloudErrorKind::Throttled => matches!(
            operation,
            Operation::CreateKey { .. }
                | Operation::CreateRole { .. }
                | Operation::CreateManagedPolicy { .. }
        ),
        _ => false,
    }
}

/// Half to all of 0.2 s, doubled with every round.
fn backoff(round: u32) -> Duration {
    let full = 200 << round.min(6);
    let jitter = getrandom::u32().unwrap_or_default();
    Duration::from_millis(u64::from(full / 2 + jitter % (full / 2)))
}
