//! Who is admitted at all, and what those may whom nobody granted anything: administrators,
//! receipt writers, break-glass.

use super::draft::{Draft, is_no_service, is_none_of, is_one_of};
use crate::access::actions::{
    CONFIGURATION, CONFIGURATION_READS, EMERGENCY_DELETES, EMERGENCY_READS, EMERGENCY_WRITES,
    EMPTYING, RECEIPT_WRITES, SURVEY,
};
use crate::access::{APPLY, Holder};
use crate::policy_document::{Actions, Comparison, Condition, Resources, Statement};
use crate::principal::PrincipalArn;

impl Draft<'_> {
    /// Whoever is entitled to nothing reads configuration, and nothing else.
    pub(super) fn membership(&self) -> Statement {
        let members = self.access.holdings().into_iter().map(|(holder, _)| match holder {
            Holder::Grant(grant) => grant.role().to_string(),
            Holder::Administrator(one) | Holder::BreakGlass(one) | Holder::ReceiptWriter(one) => {
                one.to_string()
            }
            Holder::Gate(to) => self.access.gate_roles(to),
        });
        let conditions = vec![is_none_of(members), is_no_service()];
        let actions = Actions::all_but(CONFIGURATION_READS);
        Self::deny("KfmMembership", actions, self.everything(), conditions)
    }

    /// Administrators configure the bucket; while a destroy empties it, they delete too. Those who
    /// write receipts too have a class of their own.
    pub(super) fn administration(&self) -> Option<Statement> {
        let sid = if self.access.emptying { "KfmEmptying" } else { "KfmAdministrators" };
        let administrators = self.access.administrators.iter();
        let writers = self.access.receipt_writers();
        let alone: Vec<_> = administrators.filter(|one| !writers.contains(one)).collect();
        if alone.is_empty() {
            return None;
        }
        let mut conditions = vec![is_one_of(alone.iter().map(ToString::to_string))];
        // A pattern may name one that writes receipts too.
        let named = writers.iter().filter(|one| alone.iter().any(|pattern| pattern.covers(one)));
        let named: Vec<_> = named.map(ToString::to_string).collect();
        if !named.is_empty() {
            conditions.push(is_none_of(named));
        }
        let actions = Actions::all_but(self.administrative());
        Some(Self::deny(sid, actions, self.everything(), conditions))
    }

    fn administrative(&self) -> impl Iterator<Item = &'static str> {
        let emptying = EMPTYING.into_iter().filter(|_| self.access.emptying);
        CONFIGURATION_READS.into_iter().chain(CONFIGURATION).chain(SURVEY).chain(emptying)
    }

    /// The receipt writers that are administrators too, or those that are not.
    fn receipt_writers(&self, administrators: bool) -> Vec<String> {
        let writers = self.access.receipt_writers().iter();
        writers
            .filter(|one| self.access.administrators.include(one) == administrators)
            .map(ToString::to_string)
            .collect()
    }

    /// Receipt writers add objects. Those that are administrators too need a class that leaves them
    /// both.
    pub(super) fn receipt_classes(&self) -> Vec<Statement> {
        let configuration = CONFIGURATION_READS.into_iter();
        let classes = [
            (
                "KfmReceiptAdministrators",
                self.receipt_writers(true),
                Actions::all_but(self.administrative().chain(RECEIPT_WRITES)),
            ),
            (
                "KfmReceiptWriters",
                self.receipt_writers(false),
                Actions::all_but(configuration.chain(RECEIPT_WRITES)),
            ),
        ];
        classes
            .into_iter()
            .filter(|(_, writers, _)| !writers.is_empty())
            .map(|(sid, writers, actions)| {
                Self::deny(sid, actions, self.everything(), vec![is_one_of(writers)])
            })
            .collect()
    }

    /// Receipt writers add below their prefix only.
    pub(super) fn receipt_prefix(&self) -> Option<Statement> {
        let writers = self.access.receipt_writers();
        (!writers.is_empty()).then(|| {
            let resources = Resources::AllBut(self.below([APPLY]));
            let conditions = vec![is_one_of(writers.iter().map(PrincipalArn::to_string))];
            Self::deny("KfmReceiptPrefix", Actions::only(RECEIPT_WRITES), resources, conditions)
        })
    }

    /// Break-glass, and its end: in S3 itself, not at the next apply.
    pub(super) fn break_glass(&self) -> Vec<Statement> {
        let principals = self.emergency_principals();
        let Some(open) = self.access.break_glass.as_ref().filter(|_| !principals.is_empty()) else {
            return Vec::new();
        };
        let kind = self.access.kind;
        let mut allowed: Vec<_> = CONFIGURATION_READS.into_iter().chain(EMERGENCY_READS).collect();
        if kind.break_glass_may_delete() {
            allowed.extend(EMERGENCY_DELETES);
        }
        if kind.break_glass_may_write() {
            allowed.extend(EMERGENCY_WRITES);
        }
        let who = || {
            let mut who = vec![is_one_of(principals.iter().cloned())];
            // A pattern may name an administrator too, who stays one.
            if open.principals.iter().any(PrincipalArn::is_pattern) {
                who.push(is_none_of(self.access.administrators.arns()));
            }
            who
        };
        let mut ended = who();
        ended.push(Condition::one(
            Comparison::DateGreaterThan,
            "aws:CurrentTime",
            open.until.clone(),
        ));
        let ends = Actions::all_but(CONFIGURATION_READS);
        vec![
            Self::deny("KfmBreakGlass", Actions::all_but(allowed), self.everything(), who()),
            Self::deny("KfmBreakGlassEnd", ends, self.everything(), ended),
        ]
    }

    /// Those whom break-glass lets write over what is there.
    pub(super) fn emergency_writers(&self) -> Option<Vec<String>> {
        let principals = self.emergency_principals();
        (self.access.kind.break_glass_may_write() && !principals.is_empty()).then_some(principals)
    }

    fn emergency_principals(&self) -> Vec<String> {
        self.access.break_glass_principals().map(ToString::to_string).collect()
    }
}
