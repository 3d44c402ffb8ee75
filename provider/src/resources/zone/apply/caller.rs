//! Who applies a zone, and whether that is the one to do it.

use crate::cloud::{Caller, Mutate, Observation};
use crate::domain::{Administrators, PrincipalArn};
use crate::resources::caller::check_administrator;
use crate::resources::zone::resolve::Resolved;
use crate::terraform::diag::Diag;

/// Only an administrator changes a zone: anybody else would lock itself out by the seal. Without
/// configured administrators the caller that creates the zone becomes the one.
pub(super) async fn administer(
    cloud: &dyn Mutate,
    zone: &mut Resolved,
    caller: &Caller,
) -> Result<(), Diag> {
    let administrators = match zone.administrators.take() {
        Some(administrators) => administrators,
        None => caller_as_administrator(cloud, caller).await?,
    };
    let checked = check_administrator(&administrators, caller);
    zone.administrators = Some(administrators);
    checked
}

async fn caller_as_administrator(
    cloud: &dyn Mutate,
    caller: &Caller,
) -> Result<Administrators, Diag> {
    let arn = match crate::domain::principal::session_role(&caller.arn) {
        None => caller.arn.clone(),
        Some((account, role)) => {
            let partition = caller.arn.split(':').nth(1).unwrap_or("aws");
            format!("arn:{partition}:iam::{account}:role/{role}")
        }
    };
    let fail = |why: String| {
        Diag::error(
            "The caller cannot become the zone's administrator",
            format!(
                "No `administrators` are set, and `{}` cannot be one: {why}. Set `administrators` \
                 in the provider block. Nothing was changed.",
                caller.arn
            ),
        )
    };
    let principal = PrincipalArn::parse(&arn).map_err(|error| fail(error.to_string()))?;
    let principal = match cloud.principal(&principal).await {
        Ok(Observation::Present(principal)) => principal,
        Ok(Observation::Absent) => return Err(fail("IAM does not know it".to_owned())),
        Err(error) => return Err(fail(error.to_string())),
    };
    Administrators::new([principal]).map_err(|error| fail(error.to_string()))
}
