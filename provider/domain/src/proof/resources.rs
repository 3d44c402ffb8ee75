//! Which resources requests are about: the bucket, and an object of every sort that the matrix or
//! a document tells apart.

use std::collections::BTreeSet;

use super::literals::Literals;
use crate::access::{Extent, RESERVED, ZoneAccess};

/// The prefix that the gate roles of the proof are bound to.
pub(super) const GATE_PREFIX: &str = "kfm-proof/v1/";

/// One resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Resource {
    /// The bucket itself, or a KMS key.
    Itself,
    /// An object of this key.
    Object(String),
}

impl Resource {
    /// The resource below that of this name: an ARN, or how it is called in words.
    pub(super) fn of(&self, name: &str) -> String {
        match self {
            Self::Itself => name.to_owned(),
            Self::Object(key) => format!("{name}/{key}"),
        }
    }
}

/// The bucket and an object of every sort.
pub(super) fn resources(access: &ZoneAccess, literals: &Literals) -> Vec<Resource> {
    let objects = keys(access, literals).into_iter().map(Resource::Object);
    [Resource::Itself].into_iter().chain(objects).collect()
}

/// Keys of every sort: in and beside every prefix, and those that resources of documents name.
pub(super) fn keys(access: &ZoneAccess, literals: &Literals) -> BTreeSet<String> {
    let mut keys: BTreeSet<String> = ["kfm-proof-object".to_owned()].into();
    let mut prefixes: BTreeSet<String> = RESERVED.map(str::to_owned).into();
    for (_, entitlements) in access.holdings() {
        for entitlement in entitlements {
            match entitlement.extent {
                Extent::Below(set) | Extent::Except(set) => {
                    prefixes.extend(set.iter().map(ToString::to_string));
                }
                Extent::Tagged(_) => {
                    prefixes.insert(GATE_PREFIX.to_owned());
                }
                Extent::Everything => {}
            }
        }
    }
    for service in &access.services {
        prefixes.extend(service.prefixes.iter().flatten().map(ToString::to_string));
    }
    for prefix in prefixes {
        let folder = prefix.trim_end_matches('/');
        // One that begins as the prefix does, but for its end.
        keys.insert(format!("{folder}-old/object"));
        keys.insert(format!("{prefix}object"));
    }
    let bucket = format!("{}/", access.bucket.arn(&access.region));
    keys.extend(literals.resources().filter_map(|resource| {
        resource.strip_prefix(&bucket).filter(|key| !key.is_empty()).map(str::to_owned)
    }));
    keys
}
