//! A zone as it should be.

use super::{KeyChoice, Resolved};
use crate::cloud::{BucketRef, Facet, LogTarget};
use crate::domain::access::{ZoneAccess, ZoneKey};
use crate::domain::key_policy::KeyPolicy;
use crate::domain::tags::{Nonce, bucket_marks, key_marks};
use crate::domain::{ObjectLifecycle, bucket_policy};
use crate::reconcile::controls::Wanted;
use crate::reconcile::{Desired, DesiredKey, DesiredLock, DesiredSeal};
use crate::terraform::value::Value;

impl Resolved {
    /// The seal's document, where all that it is made from is known.
    pub(in crate::resources::zone) fn seal(&self) -> Option<String> {
        Some(bucket_policy::document(&self.sealed()?).to_json())
    }

    /// The seal while a destroy empties the zone: administrators may delete too. It is still
    /// closed to everyone else.
    pub(in crate::resources::zone) fn emptying_seal(&self) -> Option<String> {
        let emptying = ZoneAccess { emptying: true, ..self.sealed()? };
        Some(bucket_policy::document(&emptying).to_json())
    }

    fn sealed(&self) -> Option<ZoneAccess> {
        let given_key = self.key.as_ref()?.given();
        let break_glass = match &self.break_glass {
            Value::Unknown => return None,
            open => open.known(),
        };
        let sealed = ZoneAccess::sealed(
            self.kind?,
            self.environment.clone()?,
            self.bucket.clone()?,
            self.account.clone()?,
            self.region.clone()?,
            self.administrators.clone()?,
        );
        Some(ZoneAccess {
            key: given_key.cloned().map_or(sealed.key, ZoneKey::Given),
            break_glass: break_glass.cloned(),
            log_sources: self.log_sources.clone()?,
            receipt_writers: self.inputs.receipt_writers.clone()?,
            ..sealed
        })
    }

    /// The policy of an own key, where all that it is made from is known.
    pub(in crate::resources::zone) fn key_policy(&self) -> Option<String> {
        let break_glass = match &self.break_glass {
            Value::Unknown => return None,
            open => open.known(),
        };
        let policy = KeyPolicy {
            account: self.account.as_ref()?,
            region: self.region.as_ref()?,
            bucket: self.bucket.as_ref()?,
            administrators: self.administrators.as_ref()?,
            break_glass,
        };
        Some(policy.document().to_json())
    }

    /// The alias of an own key.
    pub(in crate::resources::zone) fn alias(&self) -> Option<String> {
        Some(self.bucket.as_ref()?.key_alias(self.environment.as_ref()?))
    }

    /// The bucket and its owner.
    pub(in crate::resources::zone) fn bucket_ref(&self) -> Option<BucketRef> {
        Some(BucketRef { name: self.bucket.clone()?, owner: self.account.clone()? })
    }

    /// Object Lock as it should be.
    pub(in crate::resources::zone) fn lock(&self) -> Option<DesiredLock> {
        if !self.kind?.may_lock() {
            return Some(DesiredLock::Never);
        }
        Some(self.inputs.retention?.rule.map_or(DesiredLock::Kept, DesiredLock::Rule))
    }

    /// Where access logs go.
    pub(in crate::resources::zone) fn log_target(&self) -> Option<Option<LogTarget>> {
        let Some(log) = self.inputs.access_log.as_ref()? else { return Some(None) };
        let prefix = match &log.prefix {
            Some(prefix) => prefix.clone(),
            None => format!("{}/", self.bucket.as_ref()?),
        };
        Some(Some(LogTarget { bucket: log.bucket.to_string(), prefix }))
    }

    /// What decides the planned controls; `None` while not even the key is known.
    pub(in crate::resources::zone) fn wanted(&self, seals: bool) -> Option<Wanted> {
        Some(Wanted {
            key: self.key.as_ref()?.in_use(),
            seals,
            lock: self.lock(),
            lifecycle: self.inputs.lifecycle.as_ref().map(ObjectLifecycle::rules),
            access_log: self.log_target(),
            events: self.inputs.events,
            certain: self.certain,
        })
    }

    /// The zone as it should be; `None` while something is not known. What AWS's own endpoints are
    /// known to offer, a create insists on.
    pub(in crate::resources::zone) fn desired(
        &self,
        nonce: &str,
        seals: bool,
        creating: bool,
    ) -> Option<Desired> {
        let kind = self.kind?;
        let environment = self.environment.as_ref()?;
        let bucket = self.bucket_ref()?;
        let marked = |finished| {
            let nonce = Nonce { id: nonce.to_owned(), finished };
            let mut all = self.tags.clone()?;
            all.extend(bucket_marks(kind, environment, &nonce));
            Some(all)
        };
        let key = match self.key.as_ref()? {
            KeyChoice::Given(key) => DesiredKey::Given(key.clone()),
            KeyChoice::Service => DesiredKey::Service,
            KeyChoice::Own => DesiredKey::Own {
                description: format!("KFM zone {kind} in bucket {}", bucket.name),
                alias: self.alias()?,
                policy: self.key_policy()?,
                tags: key_marks(kind, environment, &bucket.name),
            },
        };
        let mut needs = self.inputs.asked.clone();
        if creating && self.certain {
            needs.extend(Facet::ALL);
        }
        Some(Desired {
            region: self.region.clone()?,
            tags: marked(true)?,
            creating_tags: marked(false)?,
            must_be_empty: false,
            seal: DesiredSeal { document: self.seal()?, owned: seals },
            key,
            bucket,
            namespace: self.inputs.namespace?,
            lock: self.lock()?,
            lifecycle: self.inputs.lifecycle.as_ref()?.rules(),
            access_log: self.log_target()?,
            events: self.inputs.events?,
            needs,
        })
    }
}
