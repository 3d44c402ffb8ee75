//! The controls as observed.

use super::{
    ABSENT, ALL, ALTERED, BLOCKED, BUCKET_KEY, CLOSED, CREATION, Controls, DEFAULT_ENCRYPTION,
    EVENT_BRIDGE, FOREIGN, KEY_ALIAS, KEY_POLICY, KEY_ROTATION, KEY_STATE, MISSING, NONE,
    OWNER_TAGS, POLICY, PRESENT, PRIVATE, TLS, UNSUPPORTED, VERSIONING, access_log, lock, on,
};
use crate::cloud::{Acl, BucketFacets, Facet, KeyFacets, PublicAccessBlock};
use crate::domain::object_lifecycle::words;
use crate::domain::policy_document::same_meaning;
use crate::domain::seal::{PolicyState, judge, refuses_plain_http};
use crate::domain::tags::Marks;
use crate::domain::{BucketName, KeyArn, Region};
use crate::reconcile::Observed;

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
    /// The given key, if there is one.
    pub given_key: Option<&'a KeyArn>,
    /// Whether the zone owns a key.
    pub own_key: bool,
}

impl View<'_> {
    /// The controls as observed.
    pub fn observed(&self, observed: &Observed) -> Controls {
        let mut controls = match &observed.bucket {
            Some(bucket) => self.bucket_controls(bucket, observed),
            None => BUCKET_CONTROLS.iter().map(|name| entry(name, ABSENT)).collect(),
        };
        if self.own_key {
            controls.extend(self.key_controls(observed.key.as_ref()));
        }
        controls
    }

    fn bucket_controls(&self, bucket: &BucketFacets, observed: &Observed) -> Controls {
        let policy = bucket.policy.as_deref();
        let refuses = refuses_plain_http(policy, &self.bucket.arn(self.region));
        let set = |set: bool| if set { "configured" } else { NONE };
        let mut controls = Controls::from([
            entry(VERSIONING, bucket.versioning.as_str()),
            entry(Facet::ObjectLock.as_str(), &lock(bucket.object_lock)),
            entry(Facet::PublicAccessBlock.as_str(), &public_access(bucket.public_access_block)),
            entry(Facet::ObjectOwnership.as_str(), bucket.ownership.as_str()),
            entry(Facet::Acl.as_str(), &acl(&bucket.acl)),
            entry(DEFAULT_ENCRYPTION, &self.encryption(bucket, observed.key.as_ref())),
            entry(BUCKET_KEY, on(bucket.encryption.bucket_key)),
            entry(Facet::SseC.as_str(), if bucket.sse_c_blocked { BLOCKED } else { "allowed" }),
            entry(TLS, if refuses { "1.2" } else { NONE }),
            entry(POLICY, policy_word(judge(policy, self.seal))),
            entry(Facet::Website.as_str(), set(bucket.website)),
            entry(Facet::Cors.as_str(), set(bucket.cors)),
            entry(Facet::Lifecycle.as_str(), &words(&bucket.lifecycle)),
            entry(Facet::AccessLog.as_str(), &access_log(bucket.access_log.as_ref())),
            entry(Facet::Events.as_str(), if bucket.events { EVENT_BRIDGE } else { NONE }),
        ]);
        controls.extend(observed.lacks.iter().map(|facet| entry(facet.as_str(), UNSUPPORTED)));
        let marks = Marks::read(&bucket.tags);
        controls.extend([entry(OWNER_TAGS, if marks.is_some() { PRESENT } else { MISSING })]);
        if marks.and_then(|marks| marks.nonce).is_some_and(|nonce| !nonce.finished) {
            controls.extend([entry(CREATION, "unfinished")]);
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
            entry(KEY_STATE, key.state.as_str()),
            entry(KEY_ROTATION, on(key.rotation)),
            entry(KEY_POLICY, policy),
            entry(KEY_ALIAS, if key.alias.is_some() { PRESENT } else { ABSENT }),
        ])
    }
}

const BUCKET_CONTROLS: [&str; 16] = [
    VERSIONING,
    Facet::ObjectLock.as_str(),
    Facet::PublicAccessBlock.as_str(),
    Facet::ObjectOwnership.as_str(),
    Facet::Acl.as_str(),
    DEFAULT_ENCRYPTION,
    BUCKET_KEY,
    Facet::SseC.as_str(),
    TLS,
    POLICY,
    Facet::Website.as_str(),
    Facet::Cors.as_str(),
    Facet::Lifecycle.as_str(),
    Facet::AccessLog.as_str(),
    Facet::Events.as_str(),
    OWNER_TAGS,
];
const KEY_CONTROLS: [&str; 4] = [KEY_STATE, KEY_ROTATION, KEY_POLICY, KEY_ALIAS];

fn entry(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn public_access(block: PublicAccessBlock) -> String {
    match block.off().as_slice() {
        [] => ALL.to_owned(),
        off => format!("off: {}", off.join(", ")),
    }
}

fn acl(acl: &Acl) -> String {
    match acl {
        Acl::Private => PRIVATE.to_owned(),
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
