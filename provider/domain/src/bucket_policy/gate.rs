//! Gate roles: they come and go without this document, so it knows them by where their ARNs lie,
//! and where they reach by a tag that each of them carries.
//!
//! Source: AWS IAM User Guide, "IAM policy elements: Variables and tags": a default value stands in
//! single quotes behind a comma; the tag's key may hold a colon (2026-11).

use std::collections::BTreeSet;

use super::draft::{Draft, is_one_of};
use super::extents::LISTINGS;
use crate::access::actions::CONFIGURATION_READS;
use crate::access::{Extent, Holder};
use crate::policy_document::{Actions, Comparison, Condition, Resources, Statement, Text};

/// What a tag that names a prefix looks like: not empty, which would be the whole zone, and ending
/// in `/`, without which `a` would also mean `ab/`.
const FOLDER: &str = "?*/";

/// How the statements about a class of gate roles are named.
#[derive(Clone, Copy, Debug)]
struct Names {
    class: &'static str,
    tag: &'static str,
    below: &'static str,
}

const READS: Names =
    Names { class: "KfmGateRead", tag: "KfmGateReadTag", below: "KfmGateReadBelow" };

const WRITES: Names =
    Names { class: "KfmGateCreate", tag: "KfmGateCreateTag", below: "KfmGateCreateBelow" };

/// One class of gate roles.
#[derive(Debug)]
struct GateClass {
    names: Names,
    /// The pattern of their ARNs.
    roles: String,
    actions: Vec<&'static str>,
    /// The tag that names the prefix.
    tag: &'static str,
}

impl Draft<'_> {
    fn gates(&self) -> Vec<GateClass> {
        let mut gates = Vec::new();
        for (holder, entitlements) in self.access.holdings() {
            let Holder::Gate(to) = holder else { continue };
            for one in entitlements {
                let Extent::Tagged(tag) = one.extent else { continue };
                let names = if to == self.access.kind { WRITES } else { READS };
                let roles = self.access.gate_roles(to);
                gates.push(GateClass { names, roles, actions: one.actions, tag });
            }
        }
        gates
    }

    /// What gate roles may do at all.
    pub(super) fn gate_classes(&self) -> Vec<Statement> {
        let class = |gate: GateClass| {
            let actions = Actions::all_but(gate.actions.iter().copied().chain(CONFIGURATION_READS));
            Self::deny(gate.names.class, actions, self.everything(), vec![gate.who()])
        };
        self.gates().into_iter().map(class).collect()
    }

    /// Where they may. A role without the tag is refused outright: AWS describes a variable without
    /// value both as matching nothing and as making a statement void.
    pub(super) fn gate_extents(&self) -> Vec<Statement> {
        self.gates().iter().flat_map(|gate| self.gate_extent(gate)).collect()
    }

    fn gate_extent(&self, gate: &GateClass) -> Vec<Statement> {
        let key: Text = format!("aws:PrincipalTag/{}", gate.tag).into();
        let prefix = format!("${{{key}, '-closed-'}}");
        // An absent key satisfies a negated operator.
        let untagged = Condition::one(Comparison::StringNotLike, key, FOLDER);
        let mut inside = self.below([prefix.as_str()]);
        inside.insert(self.bucket());
        let Names { tag, below, .. } = gate.names;
        let mut statements = vec![
            Self::deny(
                tag,
                Actions::only(gate.actions.iter().copied()),
                if gate.lists() { self.everything() } else { self.objects() },
                vec![gate.who(), untagged],
            ),
            Self::deny(below, Actions::only(["s3:*"]), Resources::AllBut(inside), vec![gate.who()]),
        ];
        if gate.lists() {
            let outside =
                Condition::one(Comparison::StringNotLike, "s3:prefix", format!("{prefix}*"));
            let conditions = vec![gate.who(), outside];
            statements.push(Self::deny(
                "KfmGateListBelow",
                Actions::only(gate.listings()),
                BTreeSet::from([self.bucket()]),
                conditions,
            ));
        }
        statements
    }
}

impl GateClass {
    fn listings(&self) -> impl Iterator<Item = &'static str> {
        LISTINGS.into_iter().filter(|action| self.actions.contains(action))
    }

    fn lists(&self) -> bool {
        self.listings().next().is_some()
    }

    fn who(&self) -> Condition {
        is_one_of([self.roles.clone()])
    }
}
