//! From the access that is wanted in a zone and what was observed to the next operation, as for a
//! zone: pure, but for [`observe()`] and [`converge`].
//!
//! The order closes before it opens anything: what roles have too much goes first, then what they
//! lack is made, under the bucket policy that is still in force; then the new policy, in one put;
//! and at last what it no longer admits is removed. The bucket policy admits nobody whom one of the
//! two policies does not, at any moment.

pub mod converge;
pub mod next;
pub mod observe;

use std::collections::{BTreeMap, BTreeSet};

use crate::cloud::{BucketRef, Effect, ManagedPolicyFacets, Operation, RoleFacets};
use crate::domain::roles::{IamPath, RoleName};
use crate::domain::tags::Tags;

pub use converge::settle;
pub use observe::{Places, observe};

/// The access to a zone as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesiredAccess {
    /// The zone's bucket, and its policy.
    pub bucket: DesiredPolicy,
    /// The permissions boundary that is made here, if a role needs it.
    pub boundary: Option<DesiredBoundary>,
    /// The roles with access.
    pub roles: Vec<DesiredRole>,
    /// Roles whose access ends.
    pub leaving: Vec<LeavingRole>,
    /// Boundaries that no role needs any more.
    pub leaving_boundaries: Vec<LeavingBoundary>,
    /// A bucket that had this policy before, and its seal.
    pub left: Option<DesiredPolicy>,
}

/// The policy of a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesiredPolicy {
    /// The bucket.
    pub bucket: BucketRef,
    /// The document.
    pub document: String,
}

/// A permissions boundary that is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesiredBoundary {
    /// Its ARN.
    pub arn: String,
    /// Its path.
    pub path: IamPath,
    /// Its name.
    pub name: String,
    /// The document.
    pub document: String,
    /// What it is for.
    pub description: String,
    /// Its tags.
    pub tags: Tags,
}

/// A role with access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesiredRole {
    /// Its name.
    pub name: RoleName,
    /// The name of the inline policy that this zone keeps on it.
    pub policy_name: String,
    /// That policy; `None` where the role is given nothing by itself.
    pub policy: Option<String>,
    /// What else it is, if it is made here.
    pub made: Option<DesiredRoleShape>,
}

/// What a role is that is made here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesiredRoleShape {
    /// Its path.
    pub path: IamPath,
    /// Who may become it.
    pub trust: String,
    /// The ARN of its permissions boundary.
    pub boundary: String,
    /// How long a session lasts at most, in seconds.
    pub max_session: u32,
    /// What it is for.
    pub description: String,
    /// Its tags.
    pub tags: Tags,
}

/// A role whose access ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeavingRole {
    /// Its name.
    pub name: RoleName,
    /// The name of the inline policy that this zone keeps on it.
    pub policy_name: String,
    /// Whether it was made here: then it goes with all that it carries.
    pub made: bool,
}

/// A boundary that no role needs any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeavingBoundary {
    /// Its ARN.
    pub arn: String,
    /// The bucket whose roles it was made for: it says so by its tag.
    pub bucket: String,
}

/// The access to a zone as it was observed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObservedAccess {
    /// The policy of each bucket that was looked at, by name. A bucket that is not there is not in
    /// it.
    pub policies: BTreeMap<String, Option<String>>,
    /// The boundaries that there are, by ARN.
    pub boundaries: BTreeMap<String, ManagedPolicyFacets>,
    /// The roles that there are, by name.
    pub roles: BTreeMap<RoleName, RoleFacets>,
    /// The roles that were made by this run: what was just made may be unknown for seconds.
    pub made: BTreeSet<RoleName>,
}

impl ObservedAccess {
    /// The policy of a bucket.
    pub fn policy(&self, bucket: &BucketRef) -> Option<&str> {
        self.policies.get(bucket.name.as_str())?.as_deref()
    }

    /// Whether a boundary bounds a role that was looked at: then IAM keeps it.
    pub fn bounds(&self, arn: &str) -> bool {
        self.roles.values().any(|role| role.boundary.as_deref() == Some(arn))
    }

    /// What is observed after `operation` has had `effect`: pure.
    pub fn apply(&mut self, operation: &Operation, effect: &Effect) {
        if let Operation::PutBucketPolicy { bucket, policy } = operation {
            self.policies.insert(bucket.name.to_string(), Some(policy.clone()));
        }
        let arn = match effect {
            Effect::PolicyMade(arn) => Some(arn),
            _ => operation.managed_policy(),
        };
        if let Some(arn) = arn {
            let before = self.boundaries.remove(arn);
            if let Some(after) = operation.managed_policy_after(before, effect) {
                self.boundaries.insert(arn.clone(), after);
            }
        }
        let made = match operation {
            Operation::CreateRole { name, .. } => Some(name),
            _ => None,
        };
        self.made.extend(made.cloned());
        if let Some(name) = made.or(operation.role()) {
            let before = self.roles.remove(name);
            if let Some(after) = operation.role_after(before, effect) {
                self.roles.insert(name.clone(), after);
            }
        }
    }
}
