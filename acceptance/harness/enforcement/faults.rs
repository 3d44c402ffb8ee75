//! Where the emulator is no witness: what it gets wrong or leaves empty, so far as a statement that
//! may decide depends on it. `acceptance/README.md` has the versions.

use kfm_provider::domain::evaluator::statement::{
    action_matches, condition_matches, principal_matches, resource_matches,
};
use kfm_provider::domain::evaluator::{Identity, Keys, Policies, Request, Truth};
use kfm_provider::domain::policy_document::{
    Comparison, Condition, Effect, PolicyDocument, Principal, Principals, Resources, Statement,
    Version,
};

/// A fault of the emulator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    Variables,
    NotPrincipal,
    SeveralNulls,
    PathOfRole,
    EveryoneNarrowed,
}

impl Fault {
    const ALL: [Self; 5] = [
        Self::Variables,
        Self::NotPrincipal,
        Self::SeveralNulls,
        Self::PathOfRole,
        Self::EveryoneNarrowed,
    ];

    /// What the emulator does.
    pub(super) const fn reason(self) -> &'static str {
        match self {
            Self::Variables => "replaces `${…}` in documents of the version 2008-10-17 too",
            Self::NotPrincipal => "lets a statement with `NotPrincipal` apply to nobody",
            Self::SeveralNulls => "looks at the first value of `Null` only",
            Self::PathOfRole => "takes roles of one name on different paths for one principal",
            Self::EveryoneNarrowed => {
                "lets boundaries and session policies narrow what a bucket grants to everyone"
            }
        }
    }

    /// The first fault that a request may meet under its policies.
    pub(super) fn met(request: &Request<'_>, policies: &Policies<'_>) -> Option<Self> {
        let narrowed = policies.boundary.is_some() || !policies.session.is_empty();
        let documents = policies
            .identity
            .iter()
            .copied()
            .chain(policies.boundary)
            .chain(policies.session.iter().copied())
            .chain(policies.resource);
        documents
            .flat_map(|document| document.statements.iter().map(move |one| (document, one)))
            .find_map(|(document, one)| {
                Self::ALL.into_iter().find(|fault| {
                    (*fault != Self::EveryoneNarrowed || narrowed)
                        && fault.decides(document, one, request)
                })
            })
    }

    /// Whether the statement is about the request as far as all its other parts tell.
    fn decides(self, of: &PolicyDocument, one: &Statement, request: &Request<'_>) -> bool {
        let keys = Keys::of(request);
        let principal = || match self {
            Self::NotPrincipal | Self::PathOfRole => true,
            _ => principal_matches(one, request.caller, false) != Truth::No,
        };
        let resource = || match (self, &one.resources) {
            (Self::Variables, Some(Resources::Only(set) | Resources::AllBut(set)))
                if set.iter().any(|pattern| pattern.contains("${")) =>
            {
                true
            }
            _ => resource_matches(one, of.version, request.resource, &keys) != Truth::No,
        };
        let condition = |condition: &Condition| {
            self.has(condition) || condition_matches(condition, of.version, &keys) != Truth::No
        };
        self.is_in(of, one, request)
            && action_matches(one, request.action)
            && principal()
            && resource()
            && one.conditions.iter().all(condition)
    }

    fn is_in(self, of: &PolicyDocument, one: &Statement, request: &Request<'_>) -> bool {
        let in_resources = || match &one.resources {
            Some(Resources::Only(set) | Resources::AllBut(set)) => {
                set.iter().any(|pattern| pattern.contains("${"))
            }
            None => false,
        };
        let in_conditions = || one.conditions.iter().any(|condition| self.has(condition));
        match self {
            Self::Variables => of.version == Version::V2008 && (in_resources() || in_conditions()),
            Self::SeveralNulls => in_conditions(),
            Self::NotPrincipal => matches!(one.principals, Some(Principals::AllBut(_))),
            Self::PathOfRole => names_a_namesake(one, request),
            Self::EveryoneNarrowed => {
                one.effect == Effect::Allow && one.principals == Some(Principals::everyone())
            }
        }
    }

    fn has(self, condition: &Condition) -> bool {
        match self {
            Self::Variables => condition.values.iter().any(|value| value.contains("${")),
            Self::SeveralNulls => {
                condition.operator.comparison == Comparison::Null && condition.values.len() > 1
            }
            Self::NotPrincipal | Self::PathOfRole | Self::EveryoneNarrowed => false,
        }
    }
}

/// Whether a statement names a role of the caller's account and name, but another path.
fn names_a_namesake(one: &Statement, request: &Request<'_>) -> bool {
    let Identity::Role { arn, .. } = &request.caller.identity else { return false };
    let parts = |arn: &str| {
        let (account, resource) = arn.split_once(":role/")?;
        Some((account.to_owned(), resource.rsplit('/').next()?.to_owned()))
    };
    let Some(Principals::Only(named)) = &one.principals else { return false };
    named.iter().any(|principal| match principal {
        Principal::Aws(name) => name != arn && parts(name).is_some() && parts(name) == parts(arn),
        _ => false,
    })
}
