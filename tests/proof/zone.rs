//! Zones, their documents, and the proof of both.

use kfm_provider::domain::access::{Holder, Persona, Right, ZoneAccess, ZoneKey, cell};
use kfm_provider::domain::key_policy::KeyPolicy;
use kfm_provider::domain::object_lifecycle::LifecycleRule;
use kfm_provider::domain::policy_document::PolicyDocument;
use kfm_provider::domain::proof::{Proof, Subject, prove};
use kfm_provider::domain::roles::{boundary, role_policy};
use kfm_provider::domain::{ZoneKind, bucket_policy};

use crate::support::access::{self, role};

/// A zone that is sealed.
pub(crate) fn sealed(kind: ZoneKind) -> ZoneAccess {
    access::sealed(kind, ["terraform-apply", "team/admin"])
}

/// A zone with a policy that grants every persona all that it may have.
pub(crate) fn granted(kind: ZoneKind) -> ZoneAccess {
    let mut zone = sealed(kind).unsealed();
    for persona in Persona::ALL {
        if !cell(persona, kind, zone.gated).is_empty() {
            grant(&mut zone, persona.as_str(), persona, None, &[]);
        }
    }
    zone
}

/// Grants a persona's role access, perhaps narrowed.
pub(crate) fn grant(
    zone: &mut ZoneAccess,
    name: &str,
    persona: Persona,
    rights: Option<&[Right]>,
    prefixes: &[&str],
) {
    let role = role(&format!("kfm/dev/{}/{name}", zone.kind));
    zone.grants.push(access::grant(zone, name, persona, &role, rights, prefixes));
}

/// Whether a role is entitled to put objects.
pub(crate) fn puts(zone: &ZoneAccess, arn: &str) -> bool {
    let holdings = zone.holdings();
    let mut held = holdings.iter().filter(|(holder, _)| {
        holder.is(zone, arn) || matches!(holder, Holder::Gate(to) if zone.gate_roles(*to) == arn)
    });
    held.any(|(_, all)| all.iter().any(|one| one.actions.contains(&"s3:PutObject")))
}

/// The documents of a zone, and the lifecycle rules of its bucket.
#[derive(Clone, Debug)]
pub(crate) struct Documents {
    pub(crate) bucket: PolicyDocument,
    pub(crate) roles: Vec<PolicyDocument>,
    pub(crate) boundary: PolicyDocument,
    pub(crate) key: Option<PolicyDocument>,
    pub(crate) lifecycle: Vec<LifecycleRule>,
}

impl Documents {
    /// Those that are made for a zone.
    pub(crate) fn of(zone: &ZoneAccess) -> Self {
        let own_key = matches!(zone.key, ZoneKey::Own { .. });
        Self {
            bucket: bucket_policy::document(zone),
            roles: zone.grants.iter().map(|grant| role_policy(zone, grant)).collect(),
            boundary: boundary(&zone.account, &zone.region),
            key: own_key.then(|| KeyPolicy::of(zone).document()),
            lifecycle: Vec::new(),
        }
    }

    /// Proves them against a zone.
    pub(crate) fn prove(&self, zone: &ZoneAccess) -> Proof {
        prove(&Subject {
            access: zone,
            bucket_policy: &self.bucket,
            role_policies: &self.roles,
            boundary: Some(&self.boundary),
            lifecycle: &self.lifecycle,
            retention: zone.kind.retention_class(),
            key_policy: self.key.as_ref(),
        })
    }
}
