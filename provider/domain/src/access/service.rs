//! AWS services that write into a zone.

use std::collections::BTreeSet;

use super::Prefix;
use crate::names::{AccountId, Region};

/// An AWS service that writes by itself: it has no identity policy, so the bucket policy grants to
/// it, for the named sources of this account only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceWriter {
    /// The service, e.g. `cloudtrail.amazonaws.com`.
    pub principal: String,
    /// The ARNs, or patterns of ARNs, that it must write for.
    pub source_arns: BTreeSet<String>,
    /// Where it writes; `None` for the whole zone.
    pub prefixes: Option<BTreeSet<Prefix>>,
}

impl ServiceWriter {
    /// Whether the name is one of a service: `<service>.amazonaws.com`, in China also
    /// `<service>.amazonaws.com.cn`.
    ///
    /// Source: AWS IAM User Guide, "AWS services that work with IAM", service principals (2026-11).
    pub fn is_service(principal: &str) -> bool {
        let name = principal.strip_suffix(".cn").unwrap_or(principal);
        let fits =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
        name.strip_suffix(".amazonaws.com").is_some_and(|name| {
            name.bytes().all(fits) && name.split('.').all(|part| !part.is_empty())
        })
    }

    /// What is wrong with an ARN that it is to write for, in a zone of this account and region.
    /// Only its last part, and the region, may be a pattern; the account is left out where AWS
    /// leaves it out, as of buckets.
    pub fn source_rule(arn: &str, account: &AccountId, region: &Region) -> Option<&'static str> {
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let ["arn", partition, service, of_region, owner, resource] = parts.as_slice() else {
            return Some("is not an ARN: name what the service writes for");
        };
        let plain = |text: &str| !text.contains(['*', '?', '$']);
        if *partition != region.partition() {
            Some("lies in another partition of AWS")
        } else if service.is_empty() || !plain(service) {
            Some("does not say of which service it is")
        } else if !owner.is_empty() && *owner != account.as_str() {
            Some("is not of this account")
        } else if owner.is_empty() && *service != "s3" {
            Some("names no account: only the ARNs of buckets have none")
        } else if of_region.contains('$') || resource.contains('$') {
            Some("holds `$`, which a policy reads as a variable")
        } else if resource.is_empty() || (owner.is_empty() && resource.starts_with(['*', '?'])) {
            Some("names nothing in particular")
        } else {
            None
        }
    }
}
