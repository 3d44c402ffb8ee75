//! The seal: the bucket policy of a zone that admits nobody to its data.
//!
//! It is the [bucket policy](super::bucket_policy) with no grants: what is left are the reads of
//! configuration, and what administrators need to configure the bucket. What it is made from is
//! [`ZoneAccess::sealed`](super::access::ZoneAccess::sealed).

mod judge;

pub use judge::{PolicyState, judge, refuses_plain_http};

/// The `Id` of a seal that `kfm_zone` owns.
pub const ZONE_OWNER: &str = "kfm_zone";
/// The `Id` of a document that `kfm_zone_policy` owns.
pub const POLICY_OWNER: &str = "kfm_zone_policy";

#[cfg(test)]
mod tests;
