//! The seal: the bucket policy of a zone that admits nobody to its data.
//!
//! It is the [bucket policy](super::bucket_policy) with no grants: what is left are the reads of
//! configuration, and what administrators need to configure the bucket.

mod judge;

use std::collections::BTreeSet;

pub use judge::{PolicyState, judge, refuses_plain_http};

use super::access::{Presigned, ZoneAccess, ZoneKey};
use super::administrators::{Administrators, BreakGlass};
use super::bucket_policy;
use super::log_sources::LogSource;
use super::names::{AccountId, BucketName, Environment, KeyArn, Region};
use super::policy_document::PolicyDocument;
use super::principal::PrincipalArn;
use super::zone::ZoneKind;

/// The `Id` of a seal that `kfm_zone` owns.
pub const ZONE_OWNER: &str = "kfm_zone";
/// The `Id` of a document that `kfm_zone_policy` owns.
pub const POLICY_OWNER: &str = "kfm_zone_policy";

/// What a seal is made from.
#[derive(Clone, Debug)]
pub struct Seal<'a> {
    /// The zone's kind.
    pub kind: ZoneKind,
    /// The environment that it is part of.
    pub environment: &'a Environment,
    /// The bucket.
    pub bucket: &'a BucketName,
    /// The account that owns it.
    pub account: &'a AccountId,
    /// Its region, for the partition of the ARNs.
    pub region: &'a Region,
    /// The key that every object must be encrypted with, if it is a given one. With an own key
    /// the bucket's default decides, and a put may not say anything about encryption.
    pub given_key: Option<&'a KeyArn>,
    /// Who configures the bucket.
    pub administrators: &'a Administrators,
    /// Who gets in in an emergency.
    pub break_glass: Option<&'a BreakGlass>,
    /// Which buckets have their access logs delivered here; counts in a `logs` zone only.
    pub log_sources: &'a [LogSource],
    /// Who writes receipts below `apply/`; counts in an `audit` zone only.
    pub receipt_writers: &'a [PrincipalArn],
}

impl Seal<'_> {
    /// The seal in force.
    pub fn document(&self) -> PolicyDocument {
        self.with(false)
    }

    /// The seal while a destroy empties the zone: administrators may delete too. It is still
    /// closed to everyone else.
    pub fn emptying(&self) -> PolicyDocument {
        self.with(true)
    }

    fn with(&self, emptying: bool) -> PolicyDocument {
        bucket_policy::document(&ZoneAccess {
            kind: self.kind,
            environment: self.environment.clone(),
            bucket: self.bucket.clone(),
            account: self.account.clone(),
            region: self.region.clone(),
            key: self.key(),
            administrators: self.administrators.clone(),
            break_glass: self.break_glass.cloned(),
            log_sources: self.log_sources.to_vec(),
            receipt_writers: self.receipt_writers.to_vec(),
            grants: Vec::new(),
            services: Vec::new(),
            gated: false,
            granted: false,
            presigned: Presigned::usual(self.kind),
            access_points: BTreeSet::new(),
            emptying,
        })
    }

    fn key(&self) -> ZoneKey {
        match self.given_key {
            Some(key) => ZoneKey::Given(key.clone()),
            None if self.kind.takes_kms() => {
                ZoneKey::Own { alias: self.bucket.key_alias(self.environment) }
            }
            None => ZoneKey::None,
        }
    }
}

#[cfg(test)]
mod tests;
