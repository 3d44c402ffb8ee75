//! AWS services that write into a zone.

use std::collections::BTreeSet;

use super::Prefix;

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
