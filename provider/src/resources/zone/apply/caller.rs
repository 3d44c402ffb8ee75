//! Who applies, and whether that is the one to do it.

use crate::cloud::{Caller, CloudErrorKind, CloudErrors, Mutate, Observation};
use crate::configure::Writer;
use crate::domain::{Administrators, PrincipalArn};
use crate::resources::zone::resolve::Resolved;
use crate::terraform::diag::{AttributePath, Diag};

pub(super) fn unreachable_caller(errors: &CloudErrors) -> Diag {
    let hint = match errors.kind() {
        Some(CloudErrorKind::Unauthenticated) => {
            "There are no valid credentials: set them as for the AWS CLI, or log in again."
        }
        _ => "The caller's identity could not be asked.",
    };
    Diag::error(
        "Cannot apply without credentials that work",
        format!("{hint}\n\n{errors}\n\nNothing was changed."),
    )
}

/// An apply happens in the account that was planned for, or not at all.
pub(super) fn check_account(writer: &Writer, zone: &Resolved, caller: &Caller) -> Result<(), Diag> {
    let allowed = &writer.reader.settings.allowed_accounts;
    let elsewhere = zone.account.as_ref().is_some_and(|account| *account != caller.account);
    if elsewhere {
        let planned = zone.account.as_ref().map(ToString::to_string).unwrap_or_default();
        return Err(Diag::error(
            "Credentials of another account",
            format!(
                "The plan is for account {planned}, the credentials are of account {} ({}). Use \
                 credentials of the planned account. Nothing was changed.",
                caller.account, caller.arn
            ),
        ));
    }
    if !allowed.is_empty() && !allowed.contains(&caller.account) {
        return Err(Diag::error(
            "Account that is not allowed",
            format!(
                "The credentials are of account {}, which is not in `allowed_account_ids`. \
                 Nothing was changed.",
                caller.account
            ),
        ));
    }
    Ok(())
}

/// Only an administrator changes a zone: anybody else would lock itself out by the seal. Without
/// configured administrators the caller that creates the zone becomes the one.
pub(super) async fn administer(
    cloud: &dyn Mutate,
    zone: &mut Resolved,
    caller: &Caller,
) -> Result<(), Diag> {
    if zone.administrators.is_none() {
        zone.administrators = Some(caller_as_administrator(cloud, caller).await?);
    }
    let included = zone.administrators.as_ref().is_some_and(|all| all.include_caller(&caller.arn));
    if included {
        return Ok(());
    }
    let names = zone.administrators.as_ref().map(Administrators::arns).unwrap_or_default();
    Err(Diag::error(
        "The caller is no administrator of this zone",
        format!(
            "`{}` would apply a policy that shuts it out: only {} may configure the zone. Apply \
             as one of them, or add the caller's role to `administrators` as one of them. \
             Nothing was changed.",
            caller.arn,
            names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        ),
    )
    .at(AttributePath::attribute("administrators")))
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
