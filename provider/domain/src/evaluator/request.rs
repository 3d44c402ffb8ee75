//! What is asked, and of which policies.

use std::collections::BTreeMap;

use super::Caller;
use crate::policy_document::PolicyDocument;

/// The context of a request: keys in lower case with their values. A key that is not in it is
/// absent. Keys that follow from caller and resource (`aws:PrincipalArn`, `aws:PrincipalAccount`,
/// `aws:PrincipalTag/…`, `aws:PrincipalType`, `aws:PrincipalIsAWSService`, `aws:userid`,
/// `aws:username`, `aws:ResourceAccount`) are derived, and need not be in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context(BTreeMap<String, Vec<String>>);

impl Context {
    /// Without keys.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// With one more key of one value.
    #[must_use]
    pub fn with(self, key: &str, value: impl Into<String>) -> Self {
        self.with_all(key, [value.into()])
    }

    /// With one more key of several values.
    #[must_use]
    pub fn with_all(mut self, key: &str, values: impl IntoIterator<Item = String>) -> Self {
        self.0.insert(key.to_ascii_lowercase(), values.into_iter().collect());
        self
    }

    /// The values of a key, whatever its case; `None` where it is absent.
    pub fn get(&self, key: &str) -> Option<&[String]> {
        let values = match self.0.get(key) {
            None => self.0.get(&key.to_ascii_lowercase()),
            found => found,
        };
        values.map(Vec::as_slice)
    }
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request<'a> {
    /// Who asks.
    pub caller: &'a Caller,
    /// The action, e.g. `s3:GetObject`.
    pub action: &'a str,
    /// The ARN that it is about.
    pub resource: &'a str,
    /// The account that owns the resource.
    pub resource_account: &'a str,
    /// All else.
    pub context: &'a Context,
}

/// What the resource's policy decides beside the caller's own policies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gatekeeper {
    /// A bucket, as most resources: in its account the caller's policy or the resource's suffices.
    /// Its account's root user may always read, write and delete the bucket's policy.
    #[default]
    Bucket,
    /// A KMS key: its policy must grant, or delegate to its account.
    Key,
    /// A role that is assumed: its trust policy must grant, or delegate to its account.
    Role,
    /// Another resource with a policy: as a bucket, without rights of the root user.
    Other,
}

/// The policies that a request is judged by.
#[derive(Clone, Debug, Default)]
pub struct Policies<'a> {
    /// The caller's own: inline, attached, of its groups.
    pub identity: Vec<&'a PolicyDocument>,
    /// The caller's permissions boundary.
    pub boundary: Option<&'a PolicyDocument>,
    /// The session's policies. An empty list is a session without one.
    pub session: Vec<&'a PolicyDocument>,
    /// The resource's.
    pub resource: Option<&'a PolicyDocument>,
    /// Denials of the organization, attached beside AWS's `FullAWSAccess`: what they allow is not
    /// looked at.
    pub guards: Vec<&'a PolicyDocument>,
    /// How the resource's policy counts.
    pub gatekeeper: Gatekeeper,
}
