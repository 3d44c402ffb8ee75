//! Zones with grants: all personas that have access there, and what else a policy may hold.

use kfm_provider::domain::access::{Persona, ZoneAccess, cell};
use kfm_provider::domain::policy_document::PolicyDocument;
use kfm_provider::domain::{ZoneKind, bucket_policy};

use crate::support::access::{self, role};

/// A sealed zone under its own key.
pub(super) fn sealed(kind: ZoneKind) -> ZoneAccess {
    access::sealed(kind, ["terraform-apply", "storage-admin"])
}

/// The same with a grant to every persona that has access, below these prefixes; none are all.
pub(super) fn to_all(zone: &ZoneAccess, prefixes: &[&str]) -> ZoneAccess {
    let mut all = ZoneAccess { grants: Vec::new(), ..zone.clone() };
    for persona in personas(zone) {
        grant(&mut all, persona.as_str(), persona, prefixes);
    }
    all
}

/// Who has access in this zone.
pub(super) fn personas(zone: &ZoneAccess) -> Vec<Persona> {
    let has = |one: &Persona| !cell(*one, zone.kind, zone.gated).is_empty();
    Persona::ALL.into_iter().filter(has).collect()
}

/// Grants to one more role. Who creates below one prefix only has that one among its prefixes.
pub(super) fn grant(zone: &mut ZoneAccess, name: &str, persona: Persona, prefixes: &[&str]) {
    let role = role(&format!("kfm/dev/{}/kfm-dev-{name}", zone.kind));
    let mut below = prefixes.to_vec();
    if let (Some(bound), Some(last)) =
        (cell(persona, zone.kind, zone.gated).creates_below, below.last_mut())
    {
        *last = bound;
    }
    zone.grants.push(access::grant(zone, name, persona, &role, None, &below));
}

/// The policy, of what no rule forbids.
pub(super) fn document(zone: &ZoneAccess) -> PolicyDocument {
    assert_eq!(zone.problems(), [], "{}", zone.kind);
    bucket_policy::document(zone)
}
