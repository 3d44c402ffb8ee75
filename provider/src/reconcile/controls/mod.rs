//! The controls of a zone in words: what state and plan show.

mod observed;
mod wanted;

use std::collections::BTreeMap;

pub use observed::View;
pub use wanted::{KeyUse, Planned, Wanted};

use crate::cloud::{Facet, LogTarget, ObjectLock};

/// The controls by name.
pub type Controls = BTreeMap<String, String>;

/// The control that is there only while a create is unfinished.
pub const CREATION: &str = "creation";
/// The control that says what the bucket policy is.
pub const POLICY: &str = "policy";
/// The control that says whether plain HTTP is refused.
pub const TLS: &str = "tls";
/// The word for what the endpoint does not offer.
pub const UNSUPPORTED: &str = "unsupported";

const VERSIONING: &str = "versioning";
const DEFAULT_ENCRYPTION: &str = "default_encryption";
const BUCKET_KEY: &str = "bucket_key";
const OWNER_TAGS: &str = "owner_tags";

const KEY_STATE: &str = "key_state";
const KEY_ROTATION: &str = "key_rotation";
const KEY_POLICY: &str = "key_policy";
const KEY_ALIAS: &str = "key_alias";

const ABSENT: &str = "absent";
const PRESENT: &str = "present";
const NONE: &str = "none";
const CLOSED: &str = "closed";
const FOREIGN: &str = "foreign";
const ALTERED: &str = "altered";
const MISSING: &str = "missing";
const REPLACED: &str = "replaced";
const ENABLED: &str = "Enabled";
const DISABLED: &str = "Disabled";
const BLOCKED: &str = "blocked";
const ALL: &str = "all";
const PRIVATE: &str = "private";
const EVENT_BRIDGE: &str = "eventbridge";

/// Whether nobody reaches the zone's data by the bucket's own configuration.
pub fn closed(controls: &Controls) -> bool {
    let is = |name: &str, value: &str| controls.get(name).is_some_and(|found| found == value);
    is(Facet::PublicAccessBlock.as_str(), ALL) && is(POLICY, CLOSED)
}

/// What a refresh keeps beside what it observes, because Terraform forgets private data when the
/// provider dies in an apply: that a create did not end, and that a zone which sealed its bucket
/// lost its seal. The policy then reads `missing` or `replaced`, where that of a zone which leaves
/// its policy to others reads `none` or `foreign`.
#[must_use]
pub fn refreshed(mut observed: Controls, before: &Controls, seals: bool) -> Controls {
    if let Some(unfinished) = before.get(CREATION) {
        observed.insert(CREATION.into(), unfinished.clone());
    }
    let lost = match observed.get(POLICY).map(String::as_str) {
        Some(NONE) => MISSING,
        Some(FOREIGN) => REPLACED,
        _ => return observed,
    };
    if seals {
        observed.insert(POLICY.into(), lost.into());
    }
    observed
}

/// Whether these are the refreshed controls of a zone that sealed its bucket.
pub fn sealed(refreshed: &Controls) -> bool {
    refreshed.get(POLICY).is_some_and(|policy| ![NONE, FOREIGN].contains(&policy.as_str()))
}

fn on(enabled: bool) -> &'static str {
    if enabled { ENABLED } else { DISABLED }
}

fn lock(lock: ObjectLock) -> String {
    match lock {
        ObjectLock::Disabled => DISABLED.to_owned(),
        ObjectLock::Enabled(None) => ENABLED.to_owned(),
        ObjectLock::Enabled(Some(rule)) => rule.to_string(),
    }
}

fn access_log(target: Option<&LogTarget>) -> String {
    target.map_or_else(|| NONE.to_owned(), ToString::to_string)
}

/// Whether the controls before say that the bucket has no Object Lock.
pub fn without_lock(controls: &Controls) -> bool {
    controls.get(Facet::ObjectLock.as_str()).is_some_and(|lock| lock == DISABLED)
}
