//! The controls as an apply will leave them: a pure function of what is wanted and of the controls
//! before.

use std::collections::BTreeMap;

use super::{
    ALL, BLOCKED, BUCKET_KEY, CLOSED, Controls, DEFAULT_ENCRYPTION, ENABLED, EVENT_BRIDGE, FOREIGN,
    KEY_ALIAS, KEY_POLICY, KEY_ROTATION, KEY_STATE, NONE, OWNER_TAGS, POLICY, PRESENT, PRIVATE,
    TLS, UNSUPPORTED, VERSIONING, access_log, on,
};
use crate::cloud::{Facet, LogTarget};
use crate::domain::object_lifecycle::{LifecycleRule, words};
use crate::reconcile::DesiredLock;

/// Which kind of key encrypts a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyUse {
    /// One that the zone owns.
    Own,
    /// One that it was given.
    Given,
    /// None: S3 encrypts by itself.
    Service,
}

/// What decides the controls. `None` is what is not known yet.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The key.
    pub key: KeyUse,
    /// Whether the zone seals its bucket.
    pub seals: bool,
    /// Object Lock.
    pub lock: Option<DesiredLock>,
    /// The lifecycle rules.
    pub lifecycle: Option<Vec<LifecycleRule>>,
    /// Where access logs go.
    pub access_log: Option<Option<LogTarget>>,
    /// Whether events must go to EventBridge.
    pub events: Option<bool>,
    /// Whether the endpoint is known to offer everything. Of one that may not, it is known only
    /// after the create.
    pub certain: bool,
}

/// Planned controls by name; `None` is known after apply.
pub type Planned = BTreeMap<String, Option<String>>;

impl Wanted {
    /// The controls after an apply.
    ///
    /// What the endpoint lacks stays lacking. A policy of somebody else's that the zone must leave
    /// alone stays too, and so does Object Lock where no rule is asked for.
    pub fn controls(&self, before: Option<&Controls>) -> Planned {
        let known = |value: &str| Some(value.to_owned());
        let (encryption, bucket_key) = match self.key {
            KeyUse::Own | KeyUse::Given => ("aws:kms", true),
            KeyUse::Service => ("AES256", false),
        };
        let facets = [
            (Facet::ObjectLock, self.lock(before)),
            (Facet::PublicAccessBlock, known(ALL)),
            (Facet::ObjectOwnership, known("BucketOwnerEnforced")),
            (Facet::Acl, known(PRIVATE)),
            (Facet::SseC, known(BLOCKED)),
            (Facet::Website, known(NONE)),
            (Facet::Cors, known(NONE)),
            (Facet::Lifecycle, self.lifecycle.as_deref().map(words)),
            (Facet::AccessLog, self.access_log.as_ref().map(|log| access_log(log.as_ref()))),
            (Facet::Events, self.events(before)),
        ];
        let mut controls: Planned = facets
            .into_iter()
            .map(|(facet, value)| (facet.as_str().to_owned(), self.offered(facet, value, before)))
            .collect();
        let mut set =
            |name: &str, value: &str| drop(controls.insert(name.to_owned(), known(value)));
        set(VERSIONING, ENABLED);
        set(DEFAULT_ENCRYPTION, encryption);
        set(BUCKET_KEY, on(bucket_key));
        set(TLS, "1.2");
        set(POLICY, CLOSED);
        set(OWNER_TAGS, PRESENT);
        if self.key == KeyUse::Own {
            set(KEY_STATE, ENABLED);
            set(KEY_ROTATION, ENABLED);
            set(KEY_POLICY, CLOSED);
            set(KEY_ALIAS, PRESENT);
        }
        let stays = |name: &str| before.and_then(|before| before.get(name));
        if !self.seals
            && let Some(policy) =
                stays(POLICY).filter(|policy| [FOREIGN, NONE].contains(&policy.as_str()))
        {
            set(POLICY, policy);
            if let Some(tls) = stays(TLS) {
                set(TLS, tls);
            }
        }
        controls
    }

    fn offered(
        &self,
        facet: Facet,
        value: Option<String>,
        before: Option<&Controls>,
    ) -> Option<String> {
        match before.and_then(|before| before.get(facet.as_str())) {
            Some(word) if word == UNSUPPORTED => Some(UNSUPPORTED.to_owned()),
            None if !self.certain => None,
            _ => value,
        }
    }

    fn lock(&self, before: Option<&Controls>) -> Option<String> {
        let before = before.and_then(|before| before.get(Facet::ObjectLock.as_str()));
        Some(match (self.lock?, before) {
            (DesiredLock::Rule(rule), _) => rule.to_string(),
            (DesiredLock::Never | DesiredLock::Kept, Some(before)) if before != super::ABSENT => {
                before.clone()
            }
            (DesiredLock::Never, _) => super::DISABLED.to_owned(),
            (DesiredLock::Kept, _) => ENABLED.to_owned(),
        })
    }

    fn events(&self, before: Option<&Controls>) -> Option<String> {
        let before = before.and_then(|before| before.get(Facet::Events.as_str()));
        Some(match (self.events?, before) {
            (true, _) => EVENT_BRIDGE.to_owned(),
            (false, Some(before)) if before != super::ABSENT => before.clone(),
            (false, _) => NONE.to_owned(),
        })
    }
}
