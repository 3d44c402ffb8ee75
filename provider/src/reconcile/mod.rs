//! From what is wanted and what was observed to the next operation: pure, except
//! [`observe`], [`converge`] and [`delete`], which carry it out.
//!
//! There is no stored plan of operations. [`next::next`] looks at the wanted and the observed zone
//! and names the first thing that is missing, in an order of which every prefix is closed; the
//! effect of the operation is applied to what was observed, and it is asked again. So an apply
//! that ended anywhere is continued by the same function.

pub mod controls;
pub mod converge;
pub mod delete;
pub mod guard;
pub mod limit;
pub mod next;
pub mod observe;
pub mod outcome;
pub mod policy;
mod propagation;

use std::collections::BTreeSet;

use crate::cloud::{BucketFacets, BucketRef, Facet, KeyFacets, LogTarget};
use crate::domain::object_lifecycle::LifecycleRule;
use crate::domain::tags::Tags;
use crate::domain::{BucketNamespace, KeyArn, LockRule, Region};

pub use limit::Limit;
pub use outcome::{Cause, Stopped};

/// A zone as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desired {
    /// The bucket.
    pub bucket: BucketRef,
    /// Where it lies.
    pub region: Region,
    /// All its tags: the provider's marks and the user's.
    pub tags: Tags,
    /// Its tags until it is finished.
    pub creating_tags: Tags,
    /// Whether it must be empty when it is finished: something that was written before the seal
    /// is not to be trusted.
    pub must_be_empty: bool,
    /// The bucket policy.
    pub seal: DesiredSeal,
    /// The key that encrypts its objects.
    pub key: DesiredKey,
    /// Where its name must be unique.
    pub namespace: BucketNamespace,
    /// Object Lock.
    pub lock: DesiredLock,
    /// The lifecycle rules.
    pub lifecycle: Vec<LifecycleRule>,
    /// Where access logs go, if anywhere.
    pub access_log: Option<LogTarget>,
    /// Whether events must go to EventBridge; false leaves them as they are.
    pub events: bool,
    /// What the endpoint must offer: without it the zone is not what was asked for. Other facets
    /// that it lacks are left out, and said to be.
    pub needs: BTreeSet<Facet>,
}

/// Object Lock of a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DesiredLock {
    /// The bucket cannot have it.
    Never,
    /// Enabled when the bucket is made, and left as it is afterwards.
    Kept,
    /// Enabled, with this default rule.
    Rule(LockRule),
}

/// Which bucket policy a zone puts, and whether.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesiredSeal {
    /// The document.
    pub document: String,
    /// Whether the zone seals: then a missing policy and somebody else's give way to the seal. A
    /// bucket that was imported keeps its policy until it is asked to go.
    pub owned: bool,
}

/// The key of a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DesiredKey {
    /// The zone's own key.
    Own {
        /// What it is for.
        description: String,
        /// Its alias.
        alias: String,
        /// Its policy.
        policy: String,
        /// Its tags.
        tags: Tags,
    },
    /// A key that the zone uses and never touches.
    Given(KeyArn),
    /// None: S3 encrypts by itself.
    Service,
}

/// A zone as it was observed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    /// The bucket, if it exists.
    pub bucket: Option<BucketFacets>,
    /// The own key, if it exists. Never set for a given key.
    pub key: Option<KeyFacets>,
    /// Whether the own key's alias names another key.
    pub alias_taken: bool,
    /// What the endpoint is known to lack: its reads said so, or a write found out.
    pub lacks: BTreeSet<Facet>,
}

impl Observed {
    /// Whether the endpoint offers a facet, as far as is known.
    pub fn offers(&self, facet: Facet) -> bool {
        !self.lacks.contains(&facet)
    }

    /// The same, with what was found out before.
    #[must_use]
    pub fn remembering(mut self, lacks: &BTreeSet<Facet>) -> Self {
        self.lacks.extend(lacks);
        self
    }
}
