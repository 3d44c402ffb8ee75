//! What happens to objects as they age: moves to cheaper storage, and what ends.

mod check;
mod rules;
mod storage_class;

use std::collections::BTreeMap;

pub use check::{Field, Problem, check_prefix};
pub use rules::{LifecycleRule, NoncurrentExpiration, days, meaning, words};
pub use storage_class::StorageClass;

/// After how many days parts of an unfinished upload are removed, where nothing is said.
pub const ABORT_MULTIPART_DAYS: u32 = 7;

/// The life of a zone's objects, as configured: whether S3 and KFM take it is
/// [`ObjectLifecycle::problems`]'s to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectLifecycle {
    /// When the parts of an unfinished upload are removed.
    pub abort_multipart_days: u32,
    /// When older versions end; `None`: never.
    pub noncurrent: Option<Noncurrent>,
    /// Moves to other storage classes.
    pub transitions: Vec<Transition>,
    /// When current objects end, by the beginning of their keys.
    pub expire_prefixes: BTreeMap<String, u32>,
}

impl Default for ObjectLifecycle {
    fn default() -> Self {
        Self {
            abort_multipart_days: ABORT_MULTIPART_DAYS,
            noncurrent: None,
            transitions: Vec::new(),
            expire_prefixes: BTreeMap::new(),
        }
    }
}

/// When older versions end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noncurrent {
    /// Days after a version ceased to be the current one.
    pub days: u32,
    /// How many of the newest of them stay all the same.
    pub versions: Option<u32>,
}

/// A move to another storage class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// Days after the object was made, or ceased to be the current version. 0 is at once.
    pub days: u32,
    /// Where to.
    pub class: StorageClass,
    /// What the keys begin with; empty for the whole zone.
    pub prefix: String,
    /// Whether it moves older versions, not current objects.
    pub noncurrent: bool,
}
