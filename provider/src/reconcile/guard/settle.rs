//! Opens or closes the guard of a gate, and looks.

use futures::future::{join, join_all};

use super::{Guard, Standing, Wanted, next, remaining};
use crate::cloud::{CloudErrors, ManagedPolicyFacets, Mutate, Observe, Operation, RoleFacets};
use crate::domain::gate::{CLOSED_POLICY, GATE_TAG, OPEN_POLICY};
use crate::reconcile::converge::SETTLING;
use crate::reconcile::propagation::execute;
use crate::reconcile::{Cause, Limit, Stopped};

/// Observes the role of a gate and its boundary, at the same time.
///
/// # Errors
/// Every read that failed.
pub async fn observe(cloud: &dyn Observe, guard: &Guard<'_>) -> Result<Standing, CloudErrors> {
    let expected = [OPEN_POLICY, CLOSED_POLICY].map(str::to_owned);
    let name = guard.role();
    match join(cloud.role(&name, &expected), boundary(cloud, guard)).await {
        (Ok(role), Ok(boundary)) => {
            Ok(Standing { role: role.into_option(), boundary, made: false })
        }
        (Err(errors), Err(more)) => Err(errors.and(more)),
        (Err(errors), _) | (_, Err(errors)) => Err(errors),
    }
}

/// The boundary, wherever it stands.
async fn boundary(
    cloud: &dyn Observe,
    guard: &Guard<'_>,
) -> Result<Option<ManagedPolicyFacets>, CloudErrors> {
    let arns = match guard.wanted {
        Wanted::Open(gate) => guard.id.boundary_arns(gate.account(), &gate.target().region),
        Wanted::Closed => {
            let (caller, region) = (cloud.caller().await?, cloud.region().await?);
            guard.id.boundary_arns(&caller.account, &region)
        }
    };
    let reads = join_all(arns.iter().map(|arn| cloud.managed_policy(arn))).await;
    let mut found = None;
    let mut errors: Option<CloudErrors> = None;
    for read in reads {
        match read {
            Ok(read) => found = found.or(read.into_option()),
            Err(more) => errors = Some(more.after(errors.take())),
        }
    }
    errors.map_or(Ok(found), Err)
}

/// Brings the guard from `standing` to what is wanted, and proves it by looking. `note` hears of
/// every step.
///
/// # Errors
/// It stopped: the role or the boundary is not the gate's, a call failed, IAM does not show what it was told, the
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

/// Looks at the role and its boundary. A role that this run made is still that.
async fn look(cloud: &dyn Mutate, guard: &Guard<'_>, standing: &mut Standing) -> Result<(), Cause> {
    let found = observe(cloud, guard).await.map_err(Cause::Cloud)?;
    let made = standing.made && found.role.is_some();
    *standing = Standing { made, ..found };
    Ok(())
}

/// Whether a role is the gate's: its tag says so; or it has none, and stands where only roles of gates do. Whoever takes
/// the tag away is not to keep the gate from being closed.
fn is_own(guard: &Guard<'_>, role: &RoleFacets, id: &str) -> bool {
    match role.tags.get(GATE_TAG) {
        Some(tag) => tag == id,
        None => role.arn.path().starts_with(&format!("/kfm/{}/gate/", guard.id.environment())),
    }
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
        // A role that is the gate's is closed whosever its boundary is.
        match (&standing.role, &standing.boundary) {
            (Some(role), _) if !is_own(guard, role, &id) => {
                return Err(Cause::ForeignRole(guard.role()));
            }
            (None, Some(boundary)) if boundary.tags.get(GATE_TAG) != Some(&id) => {
                return Err(Cause::ForeignPolicy(boundary.arn.clone()));
            }
            _ => {}
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
