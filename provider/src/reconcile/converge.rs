//! Carries out what is missing, one operation after the other.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::next::{next, remaining};
use super::observe::{KeyPlace, observe};
use super::{Cause, Desired, DesiredKey, Observed, Stopped};
use crate::cloud::{CloudErrors, Mutate, Operation};

/// How often, and after which pauses, a bucket is looked at again that does not yet show what it
/// was told. S3 promises no immediate consistency for bucket configuration.
///
/// Source: AWS "Amazon S3 data consistency model", bucket configurations.
const SETTLING: [Duration; 5] = [
    Duration::from_millis(250),
    Duration::from_millis(750),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
];

/// Brings a zone from `observed` to `desired`, serially: S3 answers parallel configuration writes
/// of one bucket with 409. `note` hears of every step, so that nothing that was made is forgotten.
///
/// # Errors
/// It stopped: a call failed or Terraform asked to stop. What was done is in `observed`.
pub async fn converge(
    cloud: &dyn Mutate,
    desired: &Desired,
    observed: &mut Observed,
    cancel: &CancellationToken,
    note: &mut (dyn FnMut(&Observed) + Send),
) -> Result<Vec<Operation>, Stopped> {
    let mut done = Vec::new();
    while let Some(operation) = next(desired, observed) {
        let stopped =
            |done, cause| Stopped { done, remaining: remaining(desired, observed), cause };
        if cancel.is_cancelled() {
            return Err(stopped(done, Cause::Cancelled));
        }
        if let Err(cause) = unplanted(cloud, desired, &operation).await {
            return Err(stopped(done, cause));
        }
        match cloud.execute(&operation).await {
            Ok(effect) => observed.apply(&operation, &effect),
            Err(error) => return Err(stopped(done, Cause::Cloud(error.into()))),
        }
        note(observed);
        if repeats(&done, &operation) {
            return Err(Stopped {
                done,
                remaining: remaining(desired, observed),
                cause: Cause::NotSettled,
            });
        }
        done.push(operation);
    }
    Ok(done)
}

/// The tags that say "finished" are put only on a bucket into which nothing was planted.
async fn unplanted(
    cloud: &dyn Mutate,
    desired: &Desired,
    operation: &Operation,
) -> Result<(), Cause> {
    /// As many as a message can name.
    const NAMED: u16 = 5;
    if !desired.must_be_empty || !matches!(operation, Operation::PutBucketTags { .. }) {
        return Ok(());
    }
    let found = cloud.object_versions(&desired.bucket, NAMED).await;
    match found.map_err(|error| Cause::Cloud(error.into()))?.as_slice() {
        [] => Ok(()),
        some => Err(Cause::Planted(some.iter().map(|version| version.key.clone()).collect())),
    }
}

/// An operation that comes back has not had the effect that it must have.
fn repeats(done: &[Operation], operation: &Operation) -> bool {
    done.iter().filter(|earlier| *earlier == operation).count() >= 1
}

/// Brings a zone to `desired` and proves it by looking: the final state is what the services show.
///
/// # Errors
/// As [`converge`], or the services do not show what they were told.
pub async fn settle(
    cloud: &dyn Mutate,
    desired: &Desired,
    observed: &mut Observed,
    cancel: &CancellationToken,
    note: &mut (dyn FnMut(&Observed) + Send),
) -> Result<(), Stopped> {
    let mut done = converge(cloud, desired, observed, cancel, note).await?;
    for pause in SETTLING.into_iter().map(Some).chain([None]) {
        *observed = match look(cloud, desired, observed).await {
            Ok(observed) => observed,
            Err(errors) => {
                return Err(Stopped { done, remaining: Vec::new(), cause: Cause::Cloud(errors) });
            }
        };
        note(observed);
        if next(desired, observed).is_none() {
            return Ok(());
        }
        let Some(pause) = pause else { break };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = cancel.cancelled() => break,
        }
        done.extend(converge(cloud, desired, &mut observed.clone(), cancel, note).await?);
    }
    Err(Stopped { done, remaining: remaining(desired, observed), cause: Cause::NotSettled })
}

async fn look(
    cloud: &dyn Mutate,
    desired: &Desired,
    observed: &Observed,
) -> Result<Observed, CloudErrors> {
    let place = match &desired.key {
        DesiredKey::Own { alias, .. } => Some(KeyPlace {
            alias: alias.clone(),
            arn: observed.key.as_ref().map(|key| key.arn.clone()),
        }),
        DesiredKey::Given(_) => None,
    };
    observe(cloud, &desired.bucket, place.as_ref()).await
}
