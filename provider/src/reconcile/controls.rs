//! The controls of a zone in words: what state and plan show.

use std::collections::BTreeMap;

use super::{Desired, DesiredKey, Observed};
use crate::cloud::{Acl, BucketFacets, KeyFacets, PublicAccessBlock};
use crate::domain::policy_document::same_meaning;
use crate::domain::seal::{PolicyState, judge, refuses_plain_http};
use crate::domain::tags::Marks;
use crate::domain::{BucketName, KeyArn, Region};

/// The controls by name.
pub type Controls = BTreeMap<String, String>;

/// The control that is there only while a create is unfinished.
pub const CREATION: &str = "creation";
/// The control that says what the bucket policy is.
pub const POLICY: &str = "policy";
/// The control that says whether plain HTTP is refused.
pub const TLS: &str = "tls";
/// The control that says whether Object Lock is enabled.
pub const OBJECT_LOCK: &str = "object_lock";

const ABSENT: &str = "absent";
const NONE: &str = "none";
const CLOSED: &str = "closed";
const FOREIGN: &str = "foreign";
const ALTERED: &str = "altered";
const MISSING: &str = "missing";
const REPLACED: &str = "replaced";
const ENABLED: &str = "Enabled";
const DISABLED: &str = "Disabled";

/// What decides how observed facets read.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The bucket's name.
    pub bucket: &'a BucketName,
    /// The bucket's region.
    pub region: &'a Region,
    /// The wanted seal, where it is known.
    pub seal: Option<&'a str>,
    /// The wanted policy of an own key, where it is known.
    pub key_policy: Option<&'a str>,
    /// The given key; `None` where the zone owns one.
    pub given_key: Option<&'a KeyArn>,
}

impl<'a> View<'a> {
    /// The view that a wanted zone gives.
    pub fn of(desired: &'a Desired) -> Self {
        let (key_policy, given_key) = match &desired.key {
            DesiredKey::Own { policy, .. } => (Some(policy.as_str()), None),
            DesiredKey::Given(key) => (None, Some(key)),
        };
        Self {
            bucket: &desired.bucket.name,
            region: &desired.region,
            seal: Some(&desired.seal.document),
            key_policy,
            given_key,
        }
    }

    /// The controls as observed.
    pub fn observed(&self, observed: &Observed) -> Controls {
        let mut controls = match &observed.bucket {
            Some(bucket) => self.bucket_controls(bucket, observed.key.as_ref()),
            None => BUCKET_CONTROLS.iter().map(|name| entry(name, ABSENT)).collect(),
        };
        if self.given_key.is_none() {
            controls.extend(self.key_controls(observed.key.as_ref()));
        }
        controls
    }

    fn bucket_controls(&self, bucket: &BucketFacets, key: Option<&KeyFacets>) -> Controls {
        let policy = bucket.policy.as_deref();
        let refuses = refuses_plain_http(policy, &self.bucket.arn(self.region));
        let mut controls = Controls::from([
            entry("versioning", bucket.versioning.as_str()),
            entry(OBJECT_LOCK, if bucket.object_lock { ENABLED } else { DISABLED }),
            entry("public_access_block", &public_access(bucket.public_access_block)),
            entry("object_ownership", bucket.ownership.as_str()),
            entry("acl", &acl(&bucket.acl)),
            entry("default_encryption", &self.encryption(bucket, key)),
            entry("bucket_key", if bucket.encryption.bucket_key { ENABLED } else { DISABLED }),
            entry(TLS, if refuses { "1.2" } else { NONE }),
            entry(POLICY, policy_word(judge(policy, self.seal))),
            entry("website", if bucket.website { "configured" } else { NONE }),
            entry("cors", if bucket.cors { "configured" } else { NONE }),
        ]);
        match Marks::read(&bucket.tags) {
            None => drop(controls.insert("owner_tags".into(), "missing".into())),
            Some(marks) => {
                controls.insert("owner_tags".into(), "present".into());
                if marks.nonce.is_some_and(|nonce| !nonce.finished) {
                    controls.insert(CREATION.into(), "unfinished".into());
                }
            }
        }
        controls
    }

    fn encryption(&self, bucket: &BucketFacets, own: Option<&KeyFacets>) -> String {
        let found = bucket.encryption.key.as_deref();
        let wanted = self.given_key.map(KeyArn::as_str).or(own.map(|key| key.arn.as_str()));
        match found {
            Some(key) if wanted.is_some_and(|wanted| wanted != key) => {
                format!("{} with another key: {key}", bucket.encryption.algorithm)
            }
            _ => bucket.encryption.algorithm.clone(),
        }
    }

    fn key_controls(&self, key: Option<&KeyFacets>) -> Controls {
        let Some(key) = key else {
            return KEY_CONTROLS.iter().map(|name| entry(name, ABSENT)).collect();
        };
        let policy = match self.key_policy {
            Some(wanted) if !same_meaning(&key.policy, wanted) => ALTERED,
            _ => CLOSED,
        };
        Controls::from([
            entry("key_state", key.state.as_str()),
            entry("key_rotation", if key.rotation { ENABLED } else { DISABLED }),
            entry("key_policy", policy),
            entry("key_alias", if key.alias.is_some() { "present" } else { ABSENT }),
        ])
    }
}

const BUCKET_CONTROLS: [&str; 12] = [
    "versioning",
    OBJECT_LOCK,
    "public_access_block",
    "object_ownership",
    "acl",
    "default_encryption",
    "bucket_key",
    TLS,
    POLICY,
    "website",
    "cors",
    "owner_tags",
];
const KEY_CONTROLS: [&str; 4] = ["key_state", "key_rotation", "key_policy", "key_alias"];

/// The controls as they will be after apply: a pure function of the wanted zone and of the
/// controls before it.
///
/// Two controls may stay as they were: a policy of somebody else's that the zone must leave alone,
/// and Object Lock, which is enabled only when a bucket is made.
pub fn wanted(own_key: bool, seals: bool, before: Option<&Controls>) -> Controls {
    let mut controls = Controls::from([
        entry("versioning", ENABLED),
        entry(OBJECT_LOCK, ENABLED),
        entry("public_access_block", "all"),
        entry("object_ownership", "BucketOwnerEnforced"),
        entry("acl", "private"),
        entry("default_encryption", "aws:kms"),
        entry("bucket_key", ENABLED),
        entry(TLS, "1.2"),
        entry(POLICY, CLOSED),
        entry("website", NONE),
        entry("cors", NONE),
        entry("owner_tags", "present"),
    ]);
    if own_key {
        controls.extend([
            entry("key_state", ENABLED),
            entry("key_rotation", ENABLED),
            entry("key_policy", CLOSED),
            entry("key_alias", "present"),
        ]);
    }
    let stays = |name: &str, values: &[&str]| {
        before
            .and_then(|before| before.get(name))
            .filter(|value| values.contains(&value.as_str()))
            .map(|value| entry(name, value))
    };
    controls.extend(stays(OBJECT_LOCK, &[DISABLED]));
    if !seals && let Some(policy) = stays(POLICY, &[FOREIGN, NONE]) {
        controls.extend([policy]);
        controls.extend(stays(TLS, &[NONE, "1.2"]));
    }
    controls
}

/// Whether nobody reaches the zone's data by the bucket's own configuration.
pub fn closed(controls: &Controls) -> bool {
    let is = |name: &str, value: &str| controls.get(name).is_some_and(|found| found == value);
    is("public_access_block", "all") && is(POLICY, CLOSED)
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

fn entry(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn public_access(block: PublicAccessBlock) -> String {
    match block.off().as_slice() {
        [] => "all".to_owned(),
        off => format!("off: {}", off.join(", ")),
    }
}

fn acl(acl: &Acl) -> String {
    match acl {
        Acl::Private => "private".to_owned(),
        Acl::Grants(grants) => grants.join("; "),
    }
}

/// A document of a `kfm_zone_policy` counts as closed: granting is no drift of the zone.
fn policy_word(state: PolicyState) -> &'static str {
    match state {
        PolicyState::Missing => NONE,
        PolicyState::Sealed | PolicyState::Granted => CLOSED,
        PolicyState::Altered => ALTERED,
        PolicyState::Foreign => FOREIGN,
    }
}
