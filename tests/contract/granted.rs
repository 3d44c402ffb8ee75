//! Zones with grants: all personas that have access there, and what else a policy may hold.

use std::collections::BTreeSet;

use kfm_provider::domain::access::{
    Grant, GrantName, Persona, Prefix, Presigned, ServiceWriter, Wanted, ZoneAccess, ZoneKey, cell,
};
use kfm_provider::domain::bucket_policy;
use kfm_provider::domain::policy_document::PolicyDocument;
use kfm_provider::domain::{
    AccountId, Administrators, BreakGlass, BucketName, Environment, LogSource, PrincipalArn,
    Region, ZoneKind,
};

use crate::support::registry::ACCOUNT;

/// What the policy of a zone is made from.
#[derive(Clone)]
pub(super) struct Granted {
    pub(super) kind: ZoneKind,
    pub(super) key: ZoneKey,
    pub(super) break_glass: Option<BreakGlass>,
    pub(super) receipt_writers: Vec<PrincipalArn>,
    pub(super) services: Vec<ServiceWriter>,
    pub(super) gated: bool,
    pub(super) presigned: Presigned,
    pub(super) access_points: BTreeSet<String>,
    pub(super) grants: Vec<Grant>,
    pub(super) administrators: Administrators,
    pub(super) log_sources: Vec<LogSource>,
    pub(super) environment: Environment,
    pub(super) bucket: BucketName,
    pub(super) account: AccountId,
    pub(super) region: Region,
}

impl Granted {
    /// A zone under its own key without grants.
    pub(super) fn none(kind: ZoneKind, administrators: &Administrators) -> Self {
        let environment = Environment::parse("dev").unwrap();
        let bucket = BucketName::parse(&format!("kfm-dev-{kind}-{ACCOUNT}")).unwrap();
        let own = ZoneKey::Own { alias: bucket.key_alias(&environment) };
        Self {
            kind,
            key: if kind.takes_kms() { own } else { ZoneKey::None },
            break_glass: None,
            receipt_writers: Vec::new(),
            services: Vec::new(),
            gated: kind == ZoneKind::Published,
            presigned: Presigned::usual(kind),
            access_points: BTreeSet::new(),
            grants: Vec::new(),
            administrators: administrators.clone(),
            log_sources: vec![LogSource::parse("kfm-dev-*").unwrap()],
            environment,
            bucket,
            account: AccountId::parse(ACCOUNT).unwrap(),
            region: Region::parse("us-east-1").unwrap(),
        }
    }

    /// The same with a grant to every persona that has access, below these prefixes; none are all.
    pub(super) fn to_all(&self, prefixes: &[String]) -> Self {
        let mut all = Self { grants: Vec::new(), ..self.clone() };
        for persona in self.personas() {
            all.grant(persona.as_str(), persona, prefixes);
        }
        all
    }

    /// Who has access in this zone.
    pub(super) fn personas(&self) -> Vec<Persona> {
        let has = |one: &Persona| !cell(*one, self.kind, self.gated).is_empty();
        Persona::ALL.into_iter().filter(has).collect()
    }

    /// Grants to one more role. Who creates below one prefix only has that one among its prefixes.
    pub(super) fn grant(&mut self, name: &str, persona: Persona, prefixes: &[String]) {
        let role = format!("arn:aws:iam::{ACCOUNT}:role/kfm/dev/{}/kfm-dev-{name}", self.kind);
        let mut below: BTreeSet<_> =
            prefixes.iter().map(|one| Prefix::parse(one).unwrap()).collect();
        if let Some(bound) = cell(persona, self.kind, self.gated).creates_below
            && !below.is_empty()
        {
            below.pop_last();
            below.insert(Prefix::parse(bound).unwrap());
        }
        let wanted = Wanted {
            name: &GrantName::parse(name).unwrap(),
            persona,
            role: &PrincipalArn::parse(&role).unwrap(),
            access: None,
            prefixes: (!below.is_empty()).then_some(&below),
        };
        self.grants.push(Grant::new(&wanted, self.kind, self.gated).unwrap());
    }

    /// The policy, of what no rule forbids.
    pub(super) fn document(&self) -> PolicyDocument {
        let access = ZoneAccess {
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
        };
        assert_eq!(access.problems(), [], "{}", self.kind);
        bucket_policy::document(&access)
    }
}
