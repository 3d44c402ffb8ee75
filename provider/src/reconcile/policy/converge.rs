//! Carries out what is missing, one operation after the other.

use super::next::{next, remaining};
use super::observe::{Places, observe};
use super::{DesiredAccess, ObservedAccess};
use crate::cloud::{Mutate, Operation};
use crate::domain::roles::RoleName;
use crate::reconcile::converge::SETTLING;
use crate::reconcile::propagation::execute;
use crate::reconcile::{Cause, Limit, Stopped};

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
            let made = |name: &RoleName| observed.made.contains(name);
            let effect = execute(self.cloud, self.limit, &operation, made).await?;
            observed.apply(&operation, &effect);
            note(observed);
            self.done.push(operation);
        }
        Ok(())
    }

    fn stopped(&mut self, observed: &ObservedAccess, cause: Cause) -> Stopped {
        Stopped {
            done: std::mem::take(&mut self.done),
            remaining: remaining(self.desired, observed),
            cause,
        }
    }
}
