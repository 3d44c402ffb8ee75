//! A zone to try roles in.

use std::collections::BTreeSet;

use crate::access::{
    Grant, GrantName, Persona, Prefix, Presigned, Right, Wanted, ZoneAccess, ZoneKey,
};
use crate::names::{AccountId, BucketName, Environment, Region};
use crate::{Administrators, PrincipalArn, ZoneKind};

pub(super) const ACCOUNT: &str = "123456789012";

/// What a zone's access borrows.
pub(super) struct World {
    pub(super) environment: Environment,
    pub(super) bucket: BucketName,
    pub(super) account: AccountId,
    pub(super) region: Region,
    pub(super) key: ZoneKey,
    pub(super) administrators: Administrators,
    pub(super) access_points: BTreeSet<String>,
}

impl World {
    pub(super) fn new(region: &str) -> Self {
        let admin = PrincipalArn::parse(&format!("arn:aws:iam::{ACCOUNT}:role/admin")).unwrap();
        Self {
            environment: Environment::parse("dev").unwrap(),
            bucket: BucketName::parse("abc").unwrap(),
            account: AccountId::parse(ACCOUNT).unwrap(),
            region: Region::parse(region).unwrap(),
            key: ZoneKey::Own { alias: "alias/kfm/dev/abc".to_owned() },
            administrators: Administrators::new([admin]).unwrap(),
            access_points: BTreeSet::new(),
        }
    }

    pub(super) const fn access(&self, kind: ZoneKind) -> ZoneAccess {
        ZoneAccess {
            kind,
            environment: &self.environment,
            bucket: &self.bucket,
            account: &self.account,
            region: &self.region,
            key: &self.key,
            administrators: &self.administrators,
            break_glass: None,
            log_sources: &[],
            receipt_writers: &[],
            grants: &[],
            services: &[],
            gated: false,
            granted: true,
            presigned: Presigned::Refused,
            access_points: &self.access_points,
            emptying: false,
        }
    }
}

/// A grant of the persona, narrowed to these rights and prefixes where there are any.
pub(super) fn grant(
    persona: Persona,
    kind: ZoneKind,
    access: &[Right],
    prefixes: &[&str],
) -> Grant {
    let access: BTreeSet<_> = access.iter().copied().collect();
    let prefixes: BTreeSet<_> = prefixes.iter().map(|one| Prefix::parse(one).unwrap()).collect();
    let wanted = Wanted {
        name: &GrantName::parse("x").unwrap(),
        persona,
        role: &PrincipalArn::parse(&format!("arn:aws:iam::{ACCOUNT}:role/x")).unwrap(),
        access: (!access.is_empty()).then_some(&access),
        prefixes: (!prefixes.is_empty()).then_some(&prefixes),
    };
    Grant::new(&wanted, kind, false).unwrap()
}
