//! Carries out what is missing, one operation after the other.

use std::time::Duration;

use super::next::{next, remaining};
use super::observe::{Places, observe};
use super::{DesiredAccess, ObservedAccess};
use crate::cloud::{CloudError, CloudErrorKind, Effect, Mutate, Operation};
use crate::reconcile::converge::SETTLING;
use crate::reconcile::{Cause, Limit, Stopped};

/// After which pauses a write is tried again that meets what IAM does not know everywhere yet: a
/// role, a boundary or a principal that was just made. All of it is less than two minutes.
///
/// Source: AWS IAM User Guide, "Troubleshoot IAM", changes that are not always immediately visible
/// (2026-11).
const PROPAGATION: [Duration; 7] = [
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
    Duration::from_secs(20),
    Duration::from_secs(40),
];

/// Brings the access to a zone from `observed` to `desired` and proves it by looking. `note` hears
/// of every step, so that nothing that was made is forgotten.
///
/// # Errors
/// It stopped: a call failed, the services do not show what they were told, the time is up or
/// Terraform asked to stop. What was done is in `observed`.
pub async fn settle(
    cloud: &dyn Mutate,
    desired: &DesiredAccess,
    places: &Places,
    observed: &mut ObservedAccess,
    limit: &mut Limit,
    note: &mut (dyn FnMut(&ObservedAccess) + Send),
) -> Result<(), Stopped> {
    let mut run = Run { cloud, desired, limit, done: Vec::new() };
    let mut pauses = SETTLING.into_iter();
    loop {
        if let Err(cause) = run.converge(observed, note).await {
            return Err(run.stopped(observed, cause));
        }
        // No limit ends this look: what was carried out to its end is not to look unfinished.
        let found = match observe(cloud, places).await {
            Ok(found) => found,
            Err(errors) => return Err(run.stopped(observed, Cause::Cloud(errors))),
        };
        let made = std::mem::take(&mut observed.made);
        *observed = ObservedAccess { made, ..found };
        note(observed);
        if next(desired, observed).is_none() {
            return Ok(());
        }
        let Some(pause) = pauses.next() else {
            return Err(run.stopped(observed, Cause::NotSettled));
        };
        if let Err(cause) = run.limit.pause(pause).await {
            return Err(run.stopped(observed, cause));
        }
        match observe(cloud, places).await {
            Ok(found) => {
                let made = std::mem::take(&mut observed.made);
                *observed = ObservedAccess { made, ..found };
            }
            Err(errors) => return Err(run.stopped(observed, Cause::Cloud(errors))),
        }
        run.done.clear();
    }
}

struct Run<'a> {
    cloud: &'a dyn Mutate,
    desired: &'a DesiredAccess,
    limit: &'a mut Limit,
    done: Vec<Operation>,
}

impl Run<'_> {
    async fn converge(
        &mut self,
        observed: &mut ObservedAccess,
        note: &mut (dyn FnMut(&ObservedAccess) + Send),
    ) -> Result<(), Cause> {
        while let Some(operation) = next(self.desired, observed) {
            if self.done.contains(&operation) {
                // An operation that comes back has not had the effect that it must have.
                return Err(Cause::NotSettled);
            }
            let effect = self.execute(&operation, observed).await?;
            observed.apply(&operation, &effect);
            note(observed);
            self.done.push(operation);
        }
        Ok(())
    }

    /// Carries out one operation. What is to be removed and is gone counts as removed.
    async fn execute(
        &mut self,
        operation: &Operation,
        observed: &ObservedAccess,
    ) -> Result<Effect, Cause> {
        let mut pauses = PROPAGATION.into_iter();
        loop {
            let error = match self.limit.call(self.cloud.execute(operation)).await? {
                Ok(effect) => return Ok(effect),
                Err(error) => error,
            };
            if error.kind == CloudErrorKind::NotFound && operation.removes() {
                return Ok(Effect::Done);
            }
            let wait = is_early(operation, observed, &error).then(|| pauses.next()).flatten();
            match wait {
                Some(pause) => self.limit.pause(pause).await?,
                None => return Err(Cause::Cloud(error.into())),
            }
        }
    }

    fn stopped(&mut self, observed: &ObservedAccess, cause: Cause) -> Stopped {
        Stopped {
            done: std::mem::take(&mut self.done),
            remaining: remaining(self.desired, observed),
            cause,
        }
    }
}

/// Whether what the operation meets may be there in a moment.
fn is_early(operation: &Operation, observed: &ObservedAccess, error: &CloudError) -> bool {
    match error.kind {
        CloudErrorKind::UnknownPrincipal => true,
        // A role that this run made, or a boundary.
        CloudErrorKind::NotFound => {
            matches!(operation, Operation::CreateRole { .. } | Operation::PutRoleBoundary { .. })
                || operation.role().is_some_and(|name| observed.made.contains(name))
        }
        _ => false,
    }
}
