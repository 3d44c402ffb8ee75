//! A role of IAM, and a managed policy.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::PrincipalArn;
use crate::domain::tags::Tags;

/// A role as observed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleFacets {
    /// Its ARN, with its path.
    pub arn: PrincipalArn,
    /// The id that no other role ever has, `AROA…`: a role that is made anew under the same name
    /// has another one.
    pub unique_id: String,
    /// Who may become it: its trust policy, as JSON. In place of the ARN of a role or user that is
    /// gone, IAM shows its unique id.
    pub trust: String,
    /// The ARN of the managed policy that bounds it.
    pub boundary: Option<String>,
    /// The longest session, in seconds.
    pub max_session: u32,
    /// What it is for; empty where it says nothing.
    pub description: String,
    /// Its tags.
    pub tags: Tags,
    /// Its inline policies, as far as they were read: name and JSON.
    pub inline: BTreeMap<String, String>,
    /// The names of the inline policies that other zones keep on it, which were not read: a role
    /// that serves many zones would else be read as often as it has policies, for each of them.
    pub others: BTreeSet<String>,
    /// The ARNs of the managed policies that are attached to it.
    pub attached: BTreeSet<String>,
}

impl RoleFacets {
    /// The IAM actions that a read of all facets needs.
    pub const READS: [&'static str; 4] = [
        "iam:GetRole",
        "iam:ListRolePolicies",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
    ];
}

/// A managed policy as observed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagedPolicyFacets {
    /// Its ARN, with its path.
    pub arn: String,
    /// The version that is in force, as JSON.
    pub document: String,
    /// Its tags.
    pub tags: Tags,
}

impl ManagedPolicyFacets {
    /// The IAM actions that a read of all facets needs.
    pub const READS: [&'static str; 2] = ["iam:GetPolicy", "iam:GetPolicyVersion"];
}
