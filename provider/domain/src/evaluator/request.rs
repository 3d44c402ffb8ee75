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

    /// Of a request to S3 over TLS 1.3 that is signed in its header, just now: as SDKs and
    /// Terraform send it.
    pub fn signed() -> Self {
        Self::over_tls().with("s3:authType", "REST-HEADER").with("s3:signatureAge", "0")
    }

    /// Of a request to S3 over TLS 1.3 that nobody signed.
    pub fn over_tls() -> Self {
        Self::new().with("aws:SecureTransport", "true").with("s3:TlsVersion", "1.3")
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
        if self.0.is_empty() {
            return None;
        }
        // Most names fit here: a look-up needs no memory of its own.
        let mut short = [0; 64];
        let found = match short.get_mut(..key.len()) {
            Some(lower) => {
                lower.copy_from_slice(key.as_bytes());
                lower.make_ascii_lowercase();
                std::str::from_utf8(lower).ok().and_then(|lower| self.0.get(lower))
            }
            None => self.0.get(&key.to_ascii_lowercase()),
        };
        found.map(Vec::as_slice)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_keys_have_no_case() {
        let long = format!("aws:RequestTag/{}", "Ä".repeat(60));
        let context = Context::new().with("aws:SourceVpc", "vpc-1").with(&long, "x");
        assert_eq!(context.get("AWS:sourceVPC"), Some(["vpc-1".to_owned()].as_slice()));
        assert_eq!(context.get(&long.to_ascii_uppercase()), Some(["x".to_owned()].as_slice()));
        assert_eq!(context.get("aws:SourceVpce"), None);
        assert_eq!(Context::new().get("aws:SourceVpc"), None);
    }
}
