//! Zones with everything that decides about access, owned, so that they can be made up.

use std::collections::BTreeSet;

use kfm_provider::domain::access::{
    Grant, GrantName, Holder, Persona, Prefix, Presigned, Right, ServiceWriter, Wanted, ZoneAccess,
    ZoneKey, cell,
};
use kfm_provider::domain::bucket_policy;
use kfm_provider::domain::key_policy::KeyPolicy;
use kfm_provider::domain::object_lifecycle::LifecycleRule;
use kfm_provider::domain::policy_document::PolicyDocument;
use kfm_provider::domain::proof::{Proof, Subject, prove};
use kfm_provider::domain::roles::{boundary, role_policy};
use kfm_provider::domain::{
    AccountId, Administrators, BreakGlass, BucketName, Environment, KeyArn, LogSource,
    PrincipalArn, Region, ZoneKind,
};

pub(crate) const ACCOUNT: &str = "123456789012";

/// A role of the account.
pub(crate) fn role(name: &str) -> PrincipalArn {
    PrincipalArn::parse(&format!("arn:aws:iam::{ACCOUNT}:role/{name}")).unwrap()
}

/// A zone with everything that decides about access.
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
    pub(crate) granted: bool,
    pub(crate) presigned: Presigned,
    pub(crate) access_points: BTreeSet<String>,
    pub(crate) emptying: bool,
    pub(crate) lifecycle: Vec<LifecycleRule>,
}

impl World {
    /// A zone that is sealed.
    pub(crate) fn sealed(kind: ZoneKind) -> Self {
        let bucket = format!("kfm-dev-{kind}-{ACCOUNT}");
        let key = match kind {
            ZoneKind::Logs => ZoneKey::None,
            _ => ZoneKey::Own { alias: format!("alias/kfm/dev/{bucket}") },
        };
        Self {
            kind,
            environment: Environment::parse("dev").unwrap(),
            bucket: BucketName::parse(&bucket).unwrap(),
            account: AccountId::parse(ACCOUNT).unwrap(),
            region: Region::parse("us-east-1").unwrap(),
            key,
            administrators: Administrators::new([role("terraform-apply"), role("team/admin")])
                .unwrap(),
            break_glass: None,
            log_sources: vec![LogSource::parse("kfm-dev-*").unwrap()],
            receipt_writers: Vec::new(),
            grants: Vec::new(),
            services: Vec::new(),
            gated: kind == ZoneKind::Published,
            granted: false,
            presigned: Presigned::usual(kind),
            access_points: BTreeSet::new(),
            emptying: false,
            lifecycle: Vec::new(),
        }
    }

    /// A zone with a policy that grants every persona all that it may have.
    pub(crate) fn granted(kind: ZoneKind) -> Self {
        let mut world = Self { granted: true, ..Self::sealed(kind) };
        for persona in Persona::ALL {
            if !cell(persona, kind, world.gated).is_empty() {
                world.grant(persona.as_str(), persona, None, &[]);
            }
        }
        world
    }

    /// Grants a persona's role access, perhaps narrowed.
    pub(crate) fn grant(
        &mut self,
        name: &str,
        persona: Persona,
        access: Option<&[Right]>,
        prefixes: &[&str],
    ) {
        let access = access.map(|rights| rights.iter().copied().collect::<BTreeSet<_>>());
        let prefixes: BTreeSet<_> =
            prefixes.iter().map(|prefix| Prefix::parse(prefix).unwrap()).collect();
        let wanted = Wanted {
            name: &GrantName::parse(name).unwrap(),
            persona,
            role: &role(&format!("kfm/dev/{}/{name}", self.kind)),
            access: access.as_ref(),
            prefixes: Some(&prefixes).filter(|prefixes| !prefixes.is_empty()),
        };
        self.grants.push(Grant::new(&wanted, self.kind, self.gated).unwrap());
    }

    /// Opens break-glass.
    pub(crate) fn open(&mut self) {
        let until = "2026-12-01T18:00:00Z".to_owned();
        self.break_glass =
            Some(BreakGlass::new([role("medic")], until, "restore".to_owned()).unwrap());
    }

    /// Takes a given key.
    pub(crate) fn take_key(&mut self) {
        let key =
            format!("arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab");
        self.key = ZoneKey::Given(KeyArn::parse(&key).unwrap());
    }

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
            granted: self.granted,
            presigned: self.presigned,
            access_points: &self.access_points,
            emptying: self.emptying,
        }
    }

    /// Whether a role is entitled to put objects.
    pub(crate) fn puts(&self, arn: &str) -> bool {
        let access = self.access();
        let holdings = access.holdings();
        let mut held = holdings.iter().filter(|(holder, _)| {
            holder.is(&access, arn)
                || matches!(holder, Holder::Gate(to) if access.gate_roles(*to) == arn)
        });
        held.any(|(_, all)| all.iter().any(|one| one.actions.contains(&"s3:PutObject")))
    }

    /// The documents that are made for it.
    pub(crate) fn documents(&self) -> Documents {
        let access = self.access();
        let key = KeyPolicy {
            account: &self.account,
            region: &self.region,
            bucket: &self.bucket,
            administrators: &self.administrators,
            break_glass: self.break_glass.as_ref(),
        };
        Documents {
            bucket: bucket_policy::document(&access),
            roles: self.grants.iter().map(|grant| role_policy(&access, grant)).collect(),
            boundary: boundary(&self.account, &self.region),
            key: matches!(self.key, ZoneKey::Own { .. }).then(|| key.document()),
        }
    }

    /// Proves documents against it.
    pub(crate) fn prove(&self, documents: &Documents) -> Proof {
        prove(&Subject {
            access: &self.access(),
            bucket_policy: &documents.bucket,
            role_policies: &documents.roles,
            boundary: Some(&documents.boundary),
            lifecycle: &self.lifecycle,
            retention: self.kind.retention_class(),
            key_policy: documents.key.as_ref(),
        })
    }
}

/// The documents of a zone.
#[derive(Clone, Debug)]
pub(crate) struct Documents {
    pub(crate) bucket: PolicyDocument,
    pub(crate) roles: Vec<PolicyDocument>,
    pub(crate) boundary: PolicyDocument,
    pub(crate) key: Option<PolicyDocument>,
}
