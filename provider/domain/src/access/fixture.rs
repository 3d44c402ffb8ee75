//! Zones with access, for tests.

use std::collections::BTreeSet;

use super::{Grant, GrantName, Persona, Prefix, Right, ServiceWriter, Wanted, ZoneAccess, ZoneKey};
use crate::administrators::{Administrators, BreakGlass};
use crate::names::{AccountId, BucketName, Environment, KeyArn, Region};
use crate::principal::PrincipalArn;
use crate::zone::ZoneKind;

pub(crate) const ACCOUNT: &str = "123456789012";

/// A zone of one administrator with a policy that grants nothing.
pub(crate) fn zone(kind: ZoneKind) -> ZoneAccess {
    sealed(kind).unsealed()
}

/// A sealed zone of one administrator.
pub(crate) fn sealed(kind: ZoneKind) -> ZoneAccess {
    sealed_as(kind, &format!("kfm-dev-{kind}-{ACCOUNT}"), "us-east-1")
}

/// The same with this bucket in this region.
pub(crate) fn sealed_as(kind: ZoneKind, bucket: &str, region: &str) -> ZoneAccess {
    ZoneAccess::sealed(
        kind,
        Environment::parse("dev").unwrap(),
        BucketName::parse(bucket).unwrap(),
        AccountId::parse(ACCOUNT).unwrap(),
        Region::parse(region).unwrap(),
        Administrators::new([role("admin")]).unwrap(),
    )
}

impl ZoneAccess {
    /// With one more grant, named as its role without the path, of these rights below these
    /// prefixes. None of either is all.
    pub(crate) fn granting(
        mut self,
        persona: Persona,
        of_role: &str,
        rights: &[Right],
        prefixes: &[&str],
    ) -> Self {
        let access: BTreeSet<_> = rights.iter().copied().collect();
        let below: BTreeSet<_> = prefixes.iter().map(|one| Prefix::parse(one).unwrap()).collect();
        let name = of_role.rsplit('/').next().unwrap().to_ascii_lowercase();
        let wanted = Wanted {
            name: &GrantName::parse(&name).unwrap(),
            persona,
            role: &role(of_role),
            access: (!access.is_empty()).then_some(&access),
            prefixes: (!below.is_empty()).then_some(&below),
        };
        self.grants.push(Grant::new(&wanted, self.kind, self.gated).unwrap());
        self
    }

    /// With break-glass open to a role.
    pub(crate) fn opened_to(mut self, name: &str) -> Self {
        let until = "2026-12-01T18:00:00Z".to_owned();
        self.break_glass = Some(BreakGlass::new([role(name)], until, "restore".into()).unwrap());
        self
    }

    /// With a service that writes below these prefixes; none are all.
    pub(crate) fn served(mut self, principal: &str, prefixes: &[&str]) -> Self {
        let below: BTreeSet<_> = prefixes.iter().map(|one| Prefix::parse(one).unwrap()).collect();
        self.services.push(ServiceWriter {
            principal: principal.to_owned(),
            source_arns: [format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/all")].into(),
            prefixes: (!below.is_empty()).then_some(below),
        });
        self
    }

    /// With a given key.
    pub(crate) fn under_given_key(mut self) -> Self {
        let key = format!("arn:aws:kms:us-east-1:{ACCOUNT}:key/1234");
        self.key = ZoneKey::Given(KeyArn::parse(&key).unwrap());
        self
    }
}

/// A role of this account, by its path and name.
pub(crate) fn role(name: &str) -> PrincipalArn {
    PrincipalArn::parse(&format!("arn:aws:iam::{ACCOUNT}:role/{name}")).unwrap()
}
