//! Everything that decides who may do what in one zone.

use std::collections::BTreeSet;

use super::matrix::RESERVED;
use super::{Extent, Grant, Prefix, ServiceWriter};
use crate::administrators::{Administrators, BreakGlass};
use crate::log_sources::LogSource;
use crate::names::{AccountId, BucketName, Environment, KeyArn, Region};
use crate::principal::PrincipalArn;
use crate::zone::ZoneKind;

/// The key that objects of a zone are encrypted under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ZoneKey {
    /// None: SSE-S3.
    None,
    /// One that the zone owns, known by its alias.
    Own {
        /// The alias, e.g. `alias/kfm/dev/kfm-dev-raw-123456789012`.
        alias: String,
    },
    /// One that was given.
    Given(KeyArn),
}

/// Whether requests by presigned URL are admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presigned {
    /// Never.
    Refused,
    /// Within so many seconds of their signature.
    Within(u32),
}

impl Presigned {
    /// What holds in a zone that says nothing: 15 minutes where data is served, else never.
    pub const fn usual(kind: ZoneKind) -> Self {
        if kind.refuses_presigned() { Self::Refused } else { Self::Within(900) }
    }
}

/// Everything that decides who may do what in one zone.
#[derive(Clone, Debug)]
pub struct ZoneAccess {
    /// The zone's kind.
    pub kind: ZoneKind,
    /// The environment that it is part of.
    pub environment: Environment,
    /// The bucket.
    pub bucket: BucketName,
    /// The account that owns it.
    pub account: AccountId,
    /// Its region.
    pub region: Region,
    /// The key of its objects.
    pub key: ZoneKey,
    /// Who configures the bucket.
    pub administrators: Administrators,
    /// Who gets in in an emergency.
    pub break_glass: Option<BreakGlass>,
    /// Which buckets have their access logs delivered here; counts in a `logs` zone only.
    pub log_sources: Vec<LogSource>,
    /// Who writes receipts below `apply/`; counts in an `audit` zone only.
    pub receipt_writers: Vec<PrincipalArn>,
    /// Who was granted access. No role is in two grants, or in a grant and one of the above.
    pub grants: Vec<Grant>,
    /// AWS services that write.
    pub services: Vec<ServiceWriter>,
    /// Whether gate roles create here, and nobody else.
    pub gated: bool,
    /// Whether the zone has a policy at all: a sealed one admits no gate role to read.
    pub granted: bool,
    /// Presigned requests.
    pub presigned: Presigned,
    /// The ARNs of the access points by which requests are admitted.
    pub access_points: BTreeSet<String>,
    /// Whether a destroy is emptying the zone.
    pub emptying: bool,
}

impl ZoneAccess {
    /// What holds in a zone that is sealed: administrators configure it, and nobody reaches its
    /// data. It has a key of its own where the kind takes one, presigned requests are as
    /// [usual](Presigned::usual), and there is nothing of all else: no break-glass, no writers, no
    /// gates.
    pub fn sealed(
        kind: ZoneKind,
        environment: Environment,
        bucket: BucketName,
        account: AccountId,
        region: Region,
        administrators: Administrators,
    ) -> Self {
        let key = match kind.takes_kms() {
            true => ZoneKey::Own { alias: bucket.key_alias(&environment) },
            false => ZoneKey::None,
        };
        Self {
            kind,
            environment,
            bucket,
            account,
            region,
            key,
            administrators,
            break_glass: None,
            log_sources: Vec::new(),
            receipt_writers: Vec::new(),
            grants: Vec::new(),
            services: Vec::new(),
            gated: false,
            granted: false,
            presigned: Presigned::usual(kind),
            access_points: BTreeSet::new(),
            emptying: false,
        }
    }

    /// The same zone with a policy, which grants nothing yet: gate roles read where they promote
    /// from, and create where only they may.
    pub fn unsealed(self) -> Self {
        let gated = self.gated || self.kind == ZoneKind::Published;
        Self { granted: true, gated, ..self }
    }

    /// Whether requests may come through access points at all.
    pub fn admits_access_points(&self) -> bool {
        !self.access_points.is_empty()
    }

    /// The receipt writers that count.
    pub fn receipt_writers(&self) -> &[PrincipalArn] {
        if self.kind.takes_receipts() { &self.receipt_writers } else { &[] }
    }

    /// The break-glass principals that count: an administrator stays one, and gains nothing.
    pub fn break_glass_principals(&self) -> impl Iterator<Item = &PrincipalArn> {
        let all = self.break_glass.iter().flat_map(|open| open.principals.iter());
        all.filter(|principal| !self.administrators.include(principal))
    }

    /// The kind of the zones whose gates promote from here: their gate roles read here.
    pub const fn promotes_to(&self) -> Option<ZoneKind> {
        match self.kind {
            ZoneKind::Processed => Some(ZoneKind::Catalog),
            ZoneKind::Catalog | ZoneKind::Triplet => Some(ZoneKind::Published),
            _ => None,
        }
    }

    /// The pattern of the ARNs of the gate roles that promote to a zone.
    pub fn gate_roles(&self, to: ZoneKind) -> String {
        let partition = self.region.partition();
        format!("arn:{partition}:iam::{}:role/kfm/{}/gate/{to}/*", self.account, self.environment)
    }

    /// What only others create below, of those who create everywhere.
    pub fn reserved(&self) -> Option<Extent> {
        matches!(self.kind, ZoneKind::Audit | ZoneKind::Receipts)
            .then(|| Extent::Except(RESERVED.map(Prefix::own).into()))
    }
}
