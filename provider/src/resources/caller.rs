//! Who applies, and whether that is the one to do it.

use crate::cloud::{Caller, CloudErrorKind, CloudErrors};
use crate::configure::Writer;
use crate::domain::{AccountId, Administrators};
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

/// What to do about reads that failed: nothing where there is nothing to do but to try again.
pub(super) fn hint(errors: &CloudErrors) -> String {
    match errors.kind() {
        Some(CloudErrorKind::Denied) => {
            let refused = errors.iter().filter(|error| error.kind == CloudErrorKind::Denied);
            let refused: Vec<_> = refused.map(|error| error.action).collect();
            format!("The caller lacks {}. Grant them and run it again.\n\n", refused.join(", "))
        }
        Some(CloudErrorKind::Unauthenticated) => {
            "The credentials are missing, expired or not valid. Log in again.\n\n".to_owned()
        }
        _ => String::new(),
    }
}

/// An apply happens in the account that was planned for, or not at all.
pub(super) fn check_account(
    writer: &Writer,
    planned: Option<&AccountId>,
    caller: &Caller,
) -> Result<(), Diag> {
    let allowed = &writer.reader.settings.allowed_accounts;
    if let Some(planned) = planned.filter(|account| **account != caller.account) {
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

/// Only an administrator changes a zone: anybody else would lock itself out.
pub(super) fn check_administrator(
    administrators: &Administrators,
    caller: &Caller,
) -> Result<(), Diag> {
    if administrators.include_caller(&caller.arn) {
        return Ok(());
    }
    let names = administrators.arns();
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
