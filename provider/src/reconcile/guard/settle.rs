//! Opens or closes the guard of a gate, and looks.

use super::{Guard, Standing, next, remaining};
use crate::cloud::{CloudErrors, Mutate, Observe, Operation};
use crate::domain::gate::{CLOSED_POLICY, GATE_TAG, OPEN_POLICY};
use crate::reconcile::converge::SETTLING;
use crate::reconcile::propagation::execute;
use crate::reconcile::{Cause, Limit, Stopped};

/// Observes the role of a gate.
///
/// # Errors
/// Every read that failed.
pub async fn observe(cloud: &dyn Observe, guard: &Guard<'_>) -> Result<Standing, CloudErrors> {
    let expected = [OPEN_POLICY, CLOSED_POLICY].map(str::to_owned);
    let role = cloud.role(&guard.role(), &expected).await?.into_option();
    Ok(Standing { role, made: false })
}

/// Brings the guard from `standing` to what is wanted, and proves it by looking. `note` hears of
/// every step.
///
/// # Errors
/// It stopped: the role is not the gate's, a call failed, IAM does not show what it was told, the
/// time is up or Terraform asked to stop. Whatever was done, the guard is open only if it was found
/// to be exactly as it should be. What was done is in `standing`.
pub async fn settle(
    cloud: &dyn Mutate,
    guard: &Guard<'_>,
    standing: &mut Standing,
    limit: &mut Limit,
    note: &mut (dyn FnMut(&Standing) + Send),
) -> Result<(), Stopped> {
    let mut done = Vec::new();
    let mut pauses = SETTLING.into_iter();
    let cause = loop {
        if let Err(cause) = converge(cloud, guard, standing, limit, note, &mut done).await {
            break cause;
        }
        // No limit ends this look: what was carried out to its end is not to look unfinished.
        if let Err(cause) = look(cloud, guard, standing).await {
            break cause;
        }
        note(standing);
        if next(guard, standing).is_none() {
            return Ok(());
        }
        let Some(pause) = pauses.next() else { break Cause::NotSettled };
        if let Err(cause) = limit.pause(pause).await {
            break cause;
        }
        if let Err(cause) = look(cloud, guard, standing).await {
            break cause;
        }
        done.clear();
    };
    Err(Stopped { done, remaining: remaining(guard, standing), cause })
}

/// Looks at the role. One that this run made is still that.
async fn look(cloud: &dyn Mutate, guard: &Guard<'_>, standing: &mut Standing) -> Result<(), Cause> {
    let found = observe(cloud, guard).await.map_err(Cause::Cloud)?;
    let made = standing.made && found.role.is_some();
    *standing = Standing { made, ..found };
    Ok(())
}

async fn converge(
    cloud: &dyn Mutate,
    guard: &Guard<'_>,
    standing: &mut Standing,
    limit: &mut Limit,
    note: &mut (dyn FnMut(&Standing) + Send),
    done: &mut Vec<Operation>,
) -> Result<(), Cause> {
    let id = guard.id.to_string();
    while let Some(operation) = next(guard, standing) {
        let foreign =
            standing.role.as_ref().is_some_and(|role| role.tags.get(GATE_TAG) != Some(&id));
        if foreign {
            return Err(Cause::ForeignRole(guard.role()));
        }
        if done.contains(&operation) {
            // An operation that comes back has not had the effect that it must have.
            return Err(Cause::NotSettled);
        }
        let made = standing.made;
        let effect = execute(cloud, limit, &operation, |_| made).await?;
        standing.apply(&operation, &effect);
        note(standing);
        done.push(operation);
    }
    Ok(())
}
