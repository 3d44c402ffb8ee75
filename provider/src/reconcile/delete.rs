//! Removes a zone: the bucket first, its keys only when it is gone.

use super::{Cause, Limit, Observed, Stopped};
use crate::cloud::{
    BucketRef, CloudError, CloudErrorKind, Effect, KeyState, Mutate, Observation, Operation,
};
use crate::domain::KeyArn;
use crate::domain::policy_document::same_meaning;
use crate::domain::tags::{Marks, NONCE, Nonce};

/// How long a key can still be saved after its zone is gone: the longest that KMS offers.
const KEY_WINDOW_DAYS: u8 = 30;
/// The most that S3 removes in one call.
const BATCH: u16 = 1_000;

/// What to remove.
#[derive(Clone, Debug)]
pub struct Deletion {
    /// The bucket.
    pub bucket: BucketRef,
    /// The emptying seal, if objects are to be removed too.
    pub emptying_seal: Option<String>,
    /// The keys that the zone owns or once owned.
    pub keys: Vec<KeyArn>,
    /// The alias of the zone's keys.
    pub alias: Option<String>,
}

/// Removes a zone. What is already gone counts as removed.
///
/// # Errors
/// It stopped; `observed` holds what is left.
pub async fn delete(
    cloud: &dyn Mutate,
    deletion: &Deletion,
    observed: &mut Observed,
    limit: &mut Limit,
    note: &mut (dyn FnMut(&Observed) + Send),
) -> Result<(), Stopped> {
    let mut run = Run { cloud, limit, done: Vec::new(), observed, note };
    match run.delete(deletion).await {
        Ok(()) => Ok(()),
        Err(cause) => {
            let remaining = run.remaining(deletion);
            Err(Stopped { done: run.done, remaining, cause })
        }
    }
}

/// Marks a finished bucket as unfinished, so that the create that follows recognises and completes
/// it: that of a create that ended right after its last write, before it could say so.
///
/// # Errors
/// A call failed.
pub async fn reopen(cloud: &dyn Mutate, bucket: &BucketRef) -> Result<(), CloudError> {
    let Observation::Present(mut tags) = cloud.bucket_tags(bucket).await? else { return Ok(()) };
    let nonce = Marks::read(&tags).and_then(|marks| marks.nonce);
    let Some(nonce) = nonce.filter(|nonce| nonce.finished) else { return Ok(()) };
    tags.insert(NONCE.to_owned(), Nonce { finished: false, ..nonce }.value());
    let operation = Operation::PutBucketTags { bucket: bucket.clone(), tags };
    cloud.execute(&operation).await.map(|_| ())
}

struct Run<'a> {
    cloud: &'a dyn Mutate,
    limit: &'a mut Limit,
    done: Vec<Operation>,
    observed: &'a mut Observed,
    note: &'a mut (dyn FnMut(&Observed) + Send),
}

impl Run<'_> {
    async fn delete(&mut self, deletion: &Deletion) -> Result<(), Cause> {
        if self.observed.bucket.is_some() {
            if let Some(seal) = &deletion.emptying_seal {
                self.empty(&deletion.bucket, seal).await?;
            }
            self.execute(Operation::DeleteBucket { bucket: deletion.bucket.clone() }).await?;
            self.observed.bucket = None;
            (self.note)(self.observed);
        }
        for key in &deletion.keys {
            self.end_key(key, deletion.alias.as_deref()).await?;
        }
        Ok(())
    }

    /// A key that is gone or already scheduled is done. Its alias goes first: until its deletion
    /// is scheduled the state keeps the key, so whatever ends the run between the two steps, the
    /// next destroy goes on.
    async fn end_key(&mut self, key: &KeyArn, alias: Option<&str>) -> Result<(), Cause> {
        match self.limit.call(self.cloud.key(key)).await?.map_err(Cause::Cloud)? {
            Observation::Present(found) if found.state != KeyState::PendingDeletion => {
                if let Some(alias) = found.alias.filter(|found| Some(found.as_str()) == alias) {
                    self.execute(Operation::DeleteAlias { alias }).await?;
                }
                let key = key.clone();
                self.execute(Operation::ScheduleKeyDeletion { key, days: KEY_WINDOW_DAYS }).await
            }
            _ => Ok(()),
        }
    }

    async fn empty(&mut self, bucket: &BucketRef, seal: &str) -> Result<(), Cause> {
        let versions =
            self.limit.call(self.cloud.object_versions(bucket, BATCH)).await?.map_err(stop)?;
        let uploads = self.limit.call(self.cloud.uploads(bucket)).await?.map_err(stop)?;
        if versions.is_empty() && uploads.is_empty() {
            return Ok(());
        }
        let policy = self.observed.bucket.as_ref().and_then(|bucket| bucket.policy.as_deref());
        if !policy.is_some_and(|policy| same_meaning(policy, seal)) {
            let (bucket, policy) = (bucket.clone(), seal.to_owned());
            self.execute(Operation::PutBucketPolicy { bucket, policy }).await?;
        }
        for (key, upload) in uploads {
            self.execute(Operation::AbortUpload { bucket: bucket.clone(), key, upload }).await?;
        }
        let mut versions = versions;
        while !versions.is_empty() {
            self.execute(Operation::DeleteVersions { bucket: bucket.clone(), versions }).await?;
            versions =
                self.limit.call(self.cloud.object_versions(bucket, BATCH)).await?.map_err(stop)?;
        }
        Ok(())
    }

    async fn execute(&mut self, operation: Operation) -> Result<(), Cause> {
        match self.limit.call(self.cloud.execute(&operation)).await? {
            Ok(_) => self.observed.apply(&operation, &Effect::Done),
            Err(error) if error.kind == CloudErrorKind::NotFound => {}
            Err(error) => return Err(stop(error)),
        }
        (self.note)(self.observed);
        self.done.push(operation);
        Ok(())
    }

    fn remaining(&self, deletion: &Deletion) -> Vec<Operation> {
        let bucket = self.observed.bucket.is_some();
        let keys = deletion
            .keys
            .iter()
            .map(|key| Operation::ScheduleKeyDeletion { key: key.clone(), days: KEY_WINDOW_DAYS });
        bucket
            .then(|| Operation::DeleteBucket { bucket: deletion.bucket.clone() })
            .into_iter()
            .chain(keys)
            .filter(|operation| !self.done.contains(operation))
            .collect()
    }
}

fn stop(error: CloudError) -> Cause {
    Cause::Cloud(error.into())
}
