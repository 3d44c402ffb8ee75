//! Carries out what is missing, one operation after the other.

use std::collections::BTreeSet;
use std::time::Duration;

use super::next::{next, remaining};
use super::observe::{KeyPlace, observe};
use super::{Cause, Desired, DesiredKey, Limit, Observed, Stopped};
use crate::cloud::{CloudErrorKind, CloudErrors, Encryption, Facet, Mutate, Operation};

/// How often, and after which pauses, a bucket is looked at again that does not yet show what it
/// was told. S3 promises no immediate consistency for bucket configuration.
///
/// Source: AWS "Amazon S3 data consistency model", bucket configurations.
pub(super) const SETTLING: [Duration; 5] = [
    Duration::from_millis(250),
    Duration::from_millis(750),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
];

/// Brings a zone from `observed` to `desired`, serially: S3 answers parallel configuration writes
/// of one bucket with 409. `note` hears of every step, so that nothing that was made is forgotten.
/// What the endpoint turns out to lack is left out, unless the zone needs it.
///
/// # Errors
/// It stopped: a call failed, the time is up or Terraform asked to stop. What was done is in
/// `observed`.
pub async fn converge(
    cloud: &dyn Mutate,
    desired: &Desired,
    observed: &mut Observed,
    limit: &mut Limit,
    note: &mut (dyn FnMut(&Observed) + Send),
) -> Result<Vec<Operation>, Stopped> {
    let mut done = Vec::new();
    while let Some(operation) = next(desired, observed) {
        let stopped =
            |done, cause| Stopped { done, remaining: remaining(desired, observed), cause };
        if let Err(cause) = unplanted(cloud, desired, &operation, limit).await {
            return Err(stopped(done, cause));
        }
        let result = match limit.call(cloud.execute(&operation)).await {
            Ok(result) => result,
            Err(cause) => return Err(stopped(done, cause)),
        };
        match (result, operation.asks_for()) {
            (Ok(effect), _) => observed.apply(&operation, &effect),
            (Err(error), Some(facet)) if error.kind == CloudErrorKind::Unsupported => {
                if desired.needs.contains(&facet) {
                    return Err(stopped(done, Cause::Lacking([facet].into())));
                }
                observed.lacks.insert(facet);
                continue;
            }
            (Err(error), _) => return Err(stopped(done, Cause::Cloud(error.into()))),
        }
        note(observed);
        if done.contains(&operation) {
            // An operation that comes back has not had the effect that it must have.
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
    limit: &mut Limit,
) -> Result<(), Cause> {
    /// As many as a message can name.
    const NAMED: u16 = 5;
    if !desired.must_be_empty || !matches!(operation, Operation::PutBucketTags { .. }) {
        return Ok(());
    }
    let found = limit.call(cloud.object_versions(&desired.bucket, NAMED)).await?;
    match found.map_err(|error| Cause::Cloud(error.into()))?.as_slice() {
        [] => Ok(()),
        some => Err(Cause::Planted(some.iter().map(|version| version.key.clone()).collect())),
    }
}

/// Brings a zone to `desired` and proves it by looking: the final state is what the services show.
/// A facet that is accepted and never shown counts as lacking.
///
/// # Errors
/// As [`converge`], or the services do not show what they were told.
pub async fn settle(
    cloud: &dyn Mutate,
    desired: &Desired,
    observed: &mut Observed,
    limit: &mut Limit,
    note: &mut (dyn FnMut(&Observed) + Send),
) -> Result<(), Stopped> {
    let mut done = converge(cloud, desired, observed, limit, note).await?;
    for pause in SETTLING.into_iter().map(Some).chain([None]) {
        let stopped = |done: &mut Vec<_>, cause| Stopped {
            done: std::mem::take(done),
            remaining: Vec::new(),
            cause,
        };
        // No limit ends this look: what was carried out to its end is not to look unfinished.
        *observed = match look(cloud, desired, observed).await {
            Ok(observed) => observed,
            Err(errors) => return Err(stopped(&mut done, Cause::Cloud(errors))),
        };
        note(observed);
        let lacking: BTreeSet<_> = observed.lacks.intersection(&desired.needs).copied().collect();
        if !lacking.is_empty() {
            return Err(stopped(&mut done, Cause::Lacking(lacking)));
        }
        if next(desired, observed).is_none() {
            return Ok(());
        }
        let Some(pause) = pause else { break };
        if let Err(cause) = limit.pause(pause).await {
            return Err(stopped(&mut done, cause));
        }
        done.extend(converge(cloud, desired, &mut observed.clone(), limit, note).await?);
    }
    while let Some(operation) = next(desired, observed) {
        match forgotten(&operation, desired, observed) {
            Some(facet) => drop(observed.lacks.insert(facet)),
            None => {
                let remaining = remaining(desired, observed);
                return Err(Stopped { done, remaining, cause: Cause::NotSettled });
            }
        }
    }
    Ok(())
}

/// The facet that an operation sets and the endpoint forgets, if the zone can do without it.
fn forgotten(operation: &Operation, desired: &Desired, observed: &Observed) -> Option<Facet> {
    let facet = match operation {
        Operation::EncryptByDefault { key, .. } => {
            let encryption = observed.bucket.as_ref().map(|bucket| &bucket.encryption);
            (encryption == Some(&Encryption::wanted(key.as_ref()))).then_some(Facet::SseC)
        }
        other => other.facet(),
    };
    facet.filter(|facet| !desired.needs.contains(facet))
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
        DesiredKey::Given(_) | DesiredKey::Service => None,
    };
    Ok(observe(cloud, &desired.bucket, place.as_ref()).await?.remembering(&observed.lacks))
}
