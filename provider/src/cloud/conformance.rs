//! The port behaves the same over every adapter: its behaviour as named cases over any cloud.
//!
//! Each case makes what it needs under names of its own and removes it; keys are left pending
//! deletion, the earliest end that KMS knows.

mod buckets;
mod keys;
mod objects;
mod policies;
mod roles;

use std::fmt::Display;

use futures::future::BoxFuture;

use super::{CloudError, CloudErrorKind, Mutate, Operation};
use crate::domain::policy_document::same_meaning;
use crate::domain::roles::RoleName;
use crate::domain::{AccountId, BucketName, Region};

/// Where the cases run.
#[derive(Clone, Debug)]
pub struct Config {
    /// What the names of buckets and aliases begin with; unique to the run, at most 30 characters.
    pub prefix: String,
    /// The region that the cloud is asked in.
    pub region: Region,
    /// The account that the cloud must be seen from.
    pub account: AccountId,
    /// A bucket of another account, if there is one.
    pub foreign_bucket: Option<BucketName>,
    /// A role of the account with one attached managed policy and no inline one, if there is one:
    /// the port cannot attach. Its case removes it.
    pub attached_role: Option<RoleName>,
    /// Whether the service checks what AWS checks; some emulators take a policy that is none, a key
    /// or a principal that does not exist, and names that differ in case only, do not empty a
    /// description, and do not compare the owner of a bucket that is expected.
    pub strict: bool,
}

/// What a case gives: nothing, or what was found instead.
pub type Outcome = Result<(), String>;

/// A named case.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// What must hold.
    pub name: &'static str,
    run: for<'a> fn(&'a dyn Mutate, &'a Config) -> BoxFuture<'a, Outcome>,
}

impl Case {
    /// Runs the case.
    ///
    /// # Errors
    /// It does not hold: what was found instead.
    pub async fn run(&self, cloud: &dyn Mutate, config: &Config) -> Outcome {
        (self.run)(cloud, config).await
    }
}

/// A case by the function that has its name.
macro_rules! case {
    ($module:ident::$name:ident) => {
        Case {
            name: stringify!($name),
            run: |cloud, config| Box::pin($module::$name(cloud, config)),
        }
    };
}

/// All cases. They do not depend on each other.
pub const CASES: [Case; 25] = [
    case!(buckets::the_caller_is_known),
    case!(buckets::an_absent_bucket_is_absent),
    case!(buckets::a_bucket_is_made_as_asked),
    case!(buckets::a_bucket_is_made_once),
    case!(buckets::a_bucket_changes_as_operations_say),
    case!(buckets::a_foreign_bucket_is_closed),
    case!(objects::an_absent_object_is_missing),
    case!(objects::an_object_in_no_bucket_is_not_just_absent),
    case!(objects::an_object_is_put_once),
    case!(objects::objects_are_listed_by_prefix),
    case!(objects::an_owner_is_expected),
    case!(keys::an_absent_key_is_absent),
    case!(keys::a_key_lives_as_operations_say),
    case!(keys::an_alias_names_one_key),
    case!(keys::only_usable_keys_without_alias_are_unnamed),
    case!(roles::an_absent_role_is_absent),
    case!(roles::a_role_is_made_as_asked),
    case!(roles::a_role_is_made_once),
    case!(roles::a_role_changes_as_operations_say),
    case!(roles::a_role_with_policies_stays),
    case!(roles::a_role_made_anew_is_another),
    case!(policies::a_managed_policy_lives_as_operations_say),
    case!(policies::a_managed_policy_in_use_stays),
    case!(roles::an_attached_policy_is_detached),
    case!(roles::only_principals_that_exist_are_named),
];

/// Runs all cases, one after the other.
///
/// # Errors
/// Those that do not hold, one a line.
pub async fn run_all(cloud: &dyn Mutate, config: &Config) -> Outcome {
    let mut failures = Vec::new();
    for case in &CASES {
        if let Err(found) = case.run(cloud, config).await {
            failures.push(format!("{}: {found}", case.name));
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n")) }
}

/// A result that must be a success.
fn must<T, E: Display>(what: &str, result: Result<T, E>) -> Result<T, String> {
    result.map_err(|error| format!("{what}: {error}"))
}

/// Carries out an operation that must succeed.
async fn perform(cloud: &dyn Mutate, operation: &Operation) -> Outcome {
    must(&operation.to_string(), cloud.execute(operation).await).map(|_| ())
}

/// Carries out an operation that must be refused with `kind`, and say what it was.
async fn refused(cloud: &dyn Mutate, operation: &Operation, kind: CloudErrorKind) -> Outcome {
    match cloud.execute(operation).await {
        Ok(_) => Err(format!("{operation} succeeded, expected {kind:?}")),
        Err(error) => {
            same("action", &operation.action(), &error.action)?;
            same("target", &operation.target(), &error.target.as_str())?;
            is_kind(&error, kind)
        }
    }
}

fn is_kind(error: &CloudError, kind: CloudErrorKind) -> Outcome {
    if error.kind == kind {
        Ok(())
    } else {
        Err(format!("expected {kind:?}, found {:?}: {error}", error.kind))
    }
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, expected: &T, found: &T) -> Outcome {
    if expected == found {
        Ok(())
    } else {
        Err(format!("{what}: expected {expected:?}, found {found:?}"))
    }
}

/// Whether two policies mean the same, as services may lay their text out anew.
fn same_policy(what: &str, expected: Option<&str>, found: Option<&str>) -> Outcome {
    match (expected, found) {
        (Some(expected), Some(found)) if same_meaning(expected, found) => Ok(()),
        _ => same(&format!("policy after {what}"), &expected, &found),
    }
}
