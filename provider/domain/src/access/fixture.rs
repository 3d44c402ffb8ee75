//! Zones with access, for tests.

use std::collections::BTreeSet;

use super::{
    Grant, GrantName, Persona, Prefix, Presigned, Right, ServiceWriter, Wanted, ZoneAccess, ZoneKey,
};
use crate::administrators::{Administrators, BreakGlass};
use crate::log_sources::LogSource;
use crate::names::{AccountId, BucketName, Environment, KeyArn, Region};
use crate::principal::PrincipalArn;
use crate::zone::ZoneKind;

pub(crate) const ACCOUNT: &str = "123456789012";

/// All that the access to a zone is made from.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) kind: ZoneKind,
    pub(crate) environment: Environment,
    pub(crate) bucket: BucketName,
    pub(crate) account: AccountId,
    pub(crate) region: Region,
    pub(crate) key: ZoneKey,
    pub(crate) administrators: Administrators,
    pub(crate) break_glass: Option<BreakGlass>,
    pub(crate) log_sources: Vec<LogSource>,
    pub(crate) receipt_writers: Vec<PrincipalArn>,
    pub(crate) grants: Vec<Grant>,
    pub(crate) services: Vec<ServiceWriter>,
    pub(crate) gated: bool,
    pub(crate) presigned: Presigned,
    pub(crate) access_points: BTreeSet<String>,
}

impl World {
    /// A zone of one administrator, without grants.
    pub(crate) fn of(kind: ZoneKind) -> Self {
        let environment = Environment::parse("dev").unwrap();
        let bucket = BucketName::parse(&format!("kfm-dev-{kind}-{ACCOUNT}")).unwrap();
        let own = ZoneKey::Own { alias: bucket.key_alias(&environment) };
        Self {
            kind,
            account: AccountId::parse(ACCOUNT).unwrap(),
            region: Region::parse("us-east-1").unwrap(),
            key: if kind.takes_kms() { own } else { ZoneKey::None },
            administrators: Administrators::new([role("admin")]).unwrap(),
            break_glass: None,
            log_sources: Vec::new(),
            receipt_writers: Vec::new(),
            grants: Vec::new(),
            services: Vec::new(),
            gated: kind == ZoneKind::Published,
            presigned: Presigned::usual(kind),
            access_points: BTreeSet::new(),
            environment,
            bucket,
        }
    }

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

    /// What it comes to.
    pub(crate) fn access(&self) -> ZoneAccess {
        ZoneAccess {
            kind: self.kind,
            environment: &self.environment,
            bucket: &self.bucket,
            account: &self.account,
            region: &self.region,
            key: &self.key,
            administrators: &self.administrators,
            break_glass: self.break_glass.as_ref(),
            log_sources: &self.log_sources,
            receipt_writers: &self.receipt_writers,
            grants: &self.grants,
            services: &self.services,
            gated: self.gated,
            granted: true,
            presigned: self.presigned,
            access_points: &self.access_points,
            emptying: false,
        }
    }
}

/// A role of this account, by its path and name.
pub(crate) fn role(name: &str) -> PrincipalArn {
    PrincipalArn::parse(&format!("arn:aws:iam::{ACCOUNT}:role/{name}")).unwrap()
}
