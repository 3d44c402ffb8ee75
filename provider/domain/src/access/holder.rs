//! Who is entitled to what in a zone.

use super::actions::{
    CONFIGURATION, EMERGENCY_DELETES, EMERGENCY_READS, EMERGENCY_WRITES, EMPTYING, GATE_READS,
    GATE_WRITES, RECEIPT_WRITES, SURVEY,
};
use super::entitlement::{Entitlement, Limit, Verb, of_grant};
use super::matrix::APPLY;
use super::{Extent, Grant, Prefix, ZoneAccess};
use crate::principal::PrincipalArn;
use crate::zone::ZoneKind;

/// The tag of a gate role that names the only prefix that it creates below.
pub const TARGET_TAG: &str = "kfm:prefix";
/// The tag of a gate role that names the only prefix that it reads below.
pub const SOURCE_TAG: &str = "kfm:source-prefix";

/// Why somebody is entitled to something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder<'a> {
    /// By a grant.
    Grant(&'a Grant),
    /// As administrator.
    Administrator(&'a PrincipalArn),
    /// By break-glass.
    BreakGlass(&'a PrincipalArn),
    /// As writer of receipts.
    ReceiptWriter(&'a PrincipalArn),
    /// As gate role that promotes to this kind of zone.
    Gate(ZoneKind),
}

impl Holder<'_> {
    /// Whether the role or user of this ARN is entitled so.
    pub fn is(&self, access: &ZoneAccess, arn: &str) -> bool {
        let covers = |principal: &PrincipalArn| {
            PrincipalArn::parse(arn).is_ok_and(|other| principal.covers(&other))
        };
        match self {
            Self::Grant(grant) => grant.role().as_str() == arn,
            Self::Administrator(one) | Self::BreakGlass(one) | Self::ReceiptWriter(one) => {
                covers(one)
            }
            Self::Gate(to) => arn.starts_with(access.gate_roles(*to).trim_end_matches('*')),
        }
    }
}

impl ZoneAccess {
    /// Everybody who is entitled to anything, with what it is. Who is in it twice has both.
    /// Configuration reads are not in it: they are open to the whole account.
    pub fn holdings(&self) -> Vec<(Holder<'_>, Vec<Entitlement>)> {
        let reserved = self.reserved();
        let grants = self.grants.iter();
        let mut all: Vec<_> = grants
            .map(|grant| (Holder::Grant(grant), of_grant(grant, reserved.as_ref())))
            .collect();
        let administrators = self.administrators.iter();
        all.extend(administrators.map(|one| (Holder::Administrator(one), self.administration())));
        all.extend(
            self.break_glass_principals().map(|one| (Holder::BreakGlass(one), self.emergency())),
        );
        all.extend(
            self.receipt_writers().iter().map(|one| (Holder::ReceiptWriter(one), vec![receipts()])),
        );
        if self.granted {
            let reads = self.promotes_to().map(|to| (Holder::Gate(to), gate_reads()));
            let writes = self.gated.then(|| (Holder::Gate(self.kind), vec![gate_writes()]));
            all.extend(reads.into_iter().chain(writes));
        }
        all
    }

    fn administration(&self) -> Vec<Entitlement> {
        let mut all = vec![
            Entitlement::of(Verb::Configure, &CONFIGURATION, Extent::Everything),
            Entitlement::of(Verb::List, &SURVEY, Extent::Everything),
        ];
        if self.emptying {
            all.push(Entitlement::of(Verb::Delete, &EMPTYING, Extent::Everything));
        }
        all
    }

    fn emergency(&self) -> Vec<Entitlement> {
        let until = self.break_glass.as_ref().map_or_else(String::new, |open| open.until.clone());
        let mut all = vec![(Verb::Read, EMERGENCY_READS.as_slice())];
        if self.kind.break_glass_may_delete() {
            all.push((Verb::Delete, &EMERGENCY_DELETES));
        }
        if self.kind.break_glass_may_write() {
            all.push((Verb::Overwrite, &EMERGENCY_WRITES));
        }
        all.into_iter()
            .map(|(verb, actions)| Entitlement {
                limit: Limit::Until(until.clone()),
                ..Entitlement::of(verb, actions, Extent::Everything)
            })
            .collect()
    }
}

fn receipts() -> Entitlement {
    let extent = Extent::Below([Prefix::own(APPLY)].into());
    Entitlement { create_only: true, ..Entitlement::of(Verb::Create, &RECEIPT_WRITES, extent) }
}

fn gate_writes() -> Entitlement {
    let one = Entitlement::of(Verb::Create, &GATE_WRITES, Extent::Tagged(TARGET_TAG));
    Entitlement { create_only: true, ..one }
}

fn gate_reads() -> Vec<Entitlement> {
    vec![Entitlement::of(Verb::Read, &GATE_READS, Extent::Tagged(SOURCE_TAG))]
}
