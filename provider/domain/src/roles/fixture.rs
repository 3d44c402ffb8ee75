//! A zone to try roles in.

use crate::ZoneKind;
use crate::access::fixture::{sealed_as, zone as usual};
use crate::access::{Grant, Persona, Right, ZoneAccess};

/// A zone in the region, of bucket `abc`.
pub(super) fn zone(kind: ZoneKind, region: &str) -> ZoneAccess {
    sealed_as(kind, "abc", region).unsealed()
}

/// A grant of the persona, narrowed to these rights and prefixes where there are any.
pub(super) fn grant(
    persona: Persona,
    kind: ZoneKind,
    access: &[Right],
    prefixes: &[&str],
) -> Grant {
    usual(kind).granting(persona, "x", access, prefixes).grants.remove(0)
}
