//! IAM takes a moment until what was just made is known everywhere: writes that meet it too early are tried again.

use std::time::Duration;

use super::{Cause, Limit};
use crate::cloud::{CloudError, CloudErrorKind, Effect, Mutate, Operation};
use crate::domain::roles::RoleName;

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

/// Carries out one operation. What is to be removed and is gone counts as removed. `made` says of a
/// role whether this run made it.
pub(super) async fn execute(
    cloud: &dyn Mutate,
    limit: &mut Limit,
    operation: &Operation,
    made: impl Fn(&RoleName) -> bool,
) -> Result<Effect, Cause> {
    let mut pauses = PROPAGATION.into_iter();
    loop {
        let error = match limit.call(cloud.execute(operation)).await? {
            Ok(effect) => return Ok(effect),
            Err(error) => error,
        };
        if error.kind == CloudErrorKind::NotFound && operation.removes() {
            return Ok(Effect::Done);
        }
        let wait = is_early(operation, &made, &error).then(|| pauses.next()).flatten();
        match wait {
            Some(pause) => limit.pause(pause).await?,
            None => return Err(Cause::Cloud(error.into())),
        }
    }
}

/// Whether what the operation meets may be there in a moment.
fn is_early(operation: &Operation, made: impl Fn(&RoleName) -> bool, error: &CloudError) -> bool {
    match error.kind {
        CloudErrorKind::UnknownPrincipal => true,
        // A role that this run made, or a boundary.
        CloudErrorKind::NotFound => {
            matches!(operation, Operation::CreateRole { .. } | Operation::PutRoleBoundary { .. })
                || operation.role().is_some_and(made)
        }
        _ => false,
    }
}
