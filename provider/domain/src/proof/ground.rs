//! What requests are made to, and the policies that decide about them there.

use std::sync::LazyLock;

use super::Subject;
use super::class::{Carries, Class};
use super::resources::Resource;
use crate::evaluator::{Gatekeeper, Layer};
use crate::policy_document::{
    Actions, Effect, PolicyDocument, Principal, Principals, Resources, Statement,
};

/// What requests are made to: a bucket with its objects, or a key.
pub(super) struct Ground<'a> {
    pub(super) subject: &'a Subject<'a>,
    /// The resource's policy.
    pub(super) policy: &'a PolicyDocument,
    /// The account that owns the resource.
    pub(super) account: &'a str,
    /// How the policy counts.
    pub(super) gatekeeper: Gatekeeper,
    /// The ARN.
    pub(super) arn: String,
    /// How it is called in words.
    pub(super) words: String,
    /// Whether the roles' permissions boundary is looked at.
    pub(super) bounded: bool,
}

impl<'a> Ground<'a> {
    /// The policies that decide about a class here, with their layers.
    pub(super) fn documents(&self, class: &Class<'_>) -> Vec<(Layer, &'a PolicyDocument)> {
        let mut all = vec![(Layer::Resource, self.policy)];
        match class.carries {
            Carries::Everything => all.push((Layer::Identity, everything())),
            Carries::Own(grant) => {
                let own = self.subject.role_policy(grant).into_iter();
                all.extend(own.map(|one| (Layer::Identity, one)));
                let boundary = self.subject.boundary.filter(|_| self.bounded).into_iter();
                all.extend(boundary.map(|one| (Layer::Boundary, one)));
            }
            Carries::Nothing => {}
        }
        all
    }

    /// The ARN of a resource.
    pub(super) fn arn(&self, resource: &Resource) -> String {
        resource.of(&self.arn)
    }

    /// A resource in words.
    pub(super) fn words(&self, resource: &Resource) -> String {
        resource.of(&self.words)
    }
}

fn of_one(statement: Statement) -> PolicyDocument {
    PolicyDocument::of(vec![statement])
}

fn all(principals: Option<Principals>) -> Statement {
    Statement {
        sid: Some("Everything".into()),
        effect: Effect::Allow,
        principals,
        actions: Actions::only(["*"]),
        resources: Some(Resources::Only(["*".to_owned()].into())),
        conditions: Vec::new(),
    }
}

/// AWS's `AdministratorAccess`.
pub(crate) fn everything() -> &'static PolicyDocument {
    static EVERYTHING: LazyLock<PolicyDocument> = LazyLock::new(|| of_one(all(None)));
    &EVERYTHING
}

/// A resource policy that stands open.
pub(super) fn open() -> &'static PolicyDocument {
    static OPEN: LazyLock<PolicyDocument> =
        LazyLock::new(|| of_one(all(Some(Principals::everyone()))));
    &OPEN
}

/// A resource policy that says nothing.
pub(super) fn silent() -> &'static PolicyDocument {
    static SILENT: LazyLock<PolicyDocument> = LazyLock::new(|| PolicyDocument::of(Vec::new()));
    &SILENT
}

/// A key policy that leaves all to the IAM of its account: what AWS writes where none is given.
pub(super) fn delegating(root: &str) -> PolicyDocument {
    of_one(all(Some(Principal::Aws(root.to_owned()).into())))
}
