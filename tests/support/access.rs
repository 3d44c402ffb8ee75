//! Zones with everything that decides about access.

use std::collections::BTreeSet;

use kfm_provider::domain::access::{
    Grant, GrantName, Persona, Prefix, Right, Wanted, ZoneAccess, ZoneKey,
};
use kfm_provider::domain::{
    AccountId, Administrators, BreakGlass, BucketName, Environment, KeyArn, LogSource,
    PrincipalArn, Region, ZoneKind,
};

use super::registry::ACCOUNT;

/// A role of the account.
pub(crate) fn role(name: &str) -> PrincipalArn {
    PrincipalArn::parse(&format!("arn:aws:iam::{ACCOUNT}:role/{name}")).unwrap()
}

/// A sealed zone that these roles administer, and that takes the logs of its environment.
pub(crate) fn sealed(kind: ZoneKind, administrators: [&str; 2]) -> ZoneAccess {
    let sealed = ZoneAccess::sealed(
        kind,
        Environment::parse("dev").unwrap(),
        BucketName::parse(&format!("kfm-dev-{kind}-{ACCOUNT}")).unwrap(),
        AccountId::parse(ACCOUNT).unwrap(),
        Region::parse("us-east-1").unwrap(),
        Administrators::new(administrators.map(role)).unwrap(),
    );
    ZoneAccess { log_sources: vec![LogSource::parse("kfm-dev-*").unwrap()], ..sealed }
}

/// A grant for a zone, of all that the persona may have or of these rights, below these prefixes;
/// none are all.
pub(crate) fn grant(
    zone: &ZoneAccess,
    name: &str,
    persona: Persona,
    role: &PrincipalArn,
    access: Option<&[Right]>,
    prefixes: &[&str],
) -> Grant {
    let access = access.map(|rights| rights.iter().copied().collect::<BTreeSet<_>>());
    let prefixes: BTreeSet<_> = prefixes.iter().map(|one| Prefix::parse(one).unwrap()).collect();
    let wanted = Wanted {
        name: &GrantName::parse(name).unwrap(),
        persona,
        role,
        access: access.as_ref(),
        prefixes: (!prefixes.is_empty()).then_some(&prefixes),
    };
    Grant::new(&wanted, zone.kind, zone.gated).unwrap()
}

/// Break-glass that is open to one role.
pub(crate) fn break_glass() -> Option<BreakGlass> {
    let until = "2026-12-01T18:00:00Z".to_owned();
    Some(BreakGlass::new([role("medic")], until, "restore".to_owned()).unwrap())
}

/// A key that a zone is given.
pub(crate) fn given_key() -> ZoneKey {
    let key = format!("arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab");
    ZoneKey::Given(KeyArn::parse(&key).unwrap())
}
