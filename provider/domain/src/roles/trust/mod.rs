//! Who may become a role.

mod judge;
mod oidc;
mod principals;
mod service;

use std::collections::BTreeSet;

use crate::names::{AccountId, Region};
use crate::policy_document::{
    Actions, Condition, Effect, PolicyDocument, Principal, Principals, Statement,
};

pub use judge::{TrustProblem, TrustRisk, judge_trust};
pub use oidc::OidcTrust;
pub use principals::PrincipalsTrust;
pub use service::{ServiceTrust, supported_services};

/// A rule that a wanted trust breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustFault {
    /// The attribute of the trust, from the outside in: e.g. `oidc`, `subjects`.
    pub attribute: &'static [&'static str],
    /// The rule and what was found, in words.
    pub rule: String,
}

impl TrustFault {
    fn new(attribute: &'static [&'static str], rule: impl Into<String>) -> Self {
        Self { attribute, rule: rule.into() }
    }
}

/// Where a role lives, as far as it is known: what is not known is not checked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Home<'a> {
    /// Its account.
    pub account: Option<&'a AccountId>,
    /// A region of its partition.
    pub region: Option<&'a Region>,
}

impl Home<'_> {
    /// What keeps something of this partition and account from being of the role's.
    fn refuses(&self, partition: &str, account: &str) -> Option<String> {
        if let Some(own) = self.account.filter(|own| own.as_str() != account) {
            return Some(format!("is of another account than the role, which is of {own}"));
        }
        let own = self.region.map(Region::partition).filter(|own| *own != partition)?;
        Some(format!("is of partition `{partition}`, and the role is of `{own}`"))
    }
}

/// Who may become a role that is made here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Workloads that an AWS service runs in the role's account.
    Service(ServiceTrust),
    /// Workloads that an OpenID Connect provider vouches for.
    Oidc(OidcTrust),
    /// Roles and users of the role's account.
    Principals(PrincipalsTrust),
}

impl Trust {
    /// The trust policy of a role of this account. Its one statement is an Allow.
    pub fn document(&self, account: &AccountId, region: &Region) -> PolicyDocument {
        let (principals, actions, conditions) = match self {
            Self::Service(trust) => trust.parts(account, region),
            Self::Oidc(trust) => trust.parts(),
            Self::Principals(trust) => trust.parts(),
        };
        PolicyDocument::of(vec![Statement {
            sid: Some("KfmTrust".into()),
            effect: Effect::Allow,
            principals: Some(Principals::Only(principals)),
            actions: Actions::only(actions),
            resources: None,
            conditions,
        }])
    }
}

/// What a statement of a trust policy is made of.
type Parts = (BTreeSet<Principal>, Vec<&'static str>, Vec<Condition>);
