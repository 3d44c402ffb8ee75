//! IAM policy documents: typed, read from any form that AWS takes, written in one canonical form.

mod canonical;
mod digest;
mod kind;
mod operator;
mod parse;
#[cfg(test)]
mod properties;
mod size;
mod write;

use std::borrow::Cow;
use std::collections::BTreeSet;

pub use canonical::same_meaning;
pub use digest::digest_of;
pub use kind::PolicyKind;
pub use operator::{Comparison, Operator, Quantifier};
pub use parse::ParseProblem;
pub use size::{Headroom, TooLarge};

/// A name that is either ours or somebody else's.
pub type Text = Cow<'static, str>;

/// Which rules a document follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// `2012-10-17`, with policy variables.
    #[default]
    V2012,
    /// `2008-10-17`, also where a document names none: `${…}` is plain text.
    V2008,
}

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Grants.
    Allow,
    /// Refuses, whatever else grants.
    Deny,
}

/// Somebody a statement may name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Principal {
    /// Everyone: `"*"` or `{"AWS": "*"}`.
    Everyone,
    /// An AWS principal: an ARN, an account id, or the unique id that AWS leaves of a principal
    /// that was deleted.
    Aws(String),
    /// An AWS service.
    Service(String),
    /// An identity provider.
    Federated(String),
    /// An account by its canonical user id.
    CanonicalUser(String),
}

/// Whom a statement is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Principals {
    /// These.
    Only(BTreeSet<Principal>),
    /// All but these (`NotPrincipal`).
    AllBut(BTreeSet<Principal>),
}

impl Principals {
    /// Everyone.
    pub fn everyone() -> Self {
        Principal::Everyone.into()
    }
}

impl From<Principal> for Principals {
    fn from(one: Principal) -> Self {
        Self::Only([one].into())
    }
}

/// Which resources a statement is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resources {
    /// These.
    Only(BTreeSet<String>),
    /// All but these (`NotResource`).
    AllBut(BTreeSet<String>),
}

impl From<BTreeSet<String>> for Resources {
    fn from(resources: BTreeSet<String>) -> Self {
        Self::Only(resources)
    }
}

/// Which actions a statement is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Actions {
    /// These.
    Only(BTreeSet<String>),
    /// All but these (`NotAction`): what is invented tomorrow is included.
    AllBut(BTreeSet<String>),
}

impl Actions {
    /// These actions.
    pub fn only<'a>(actions: impl IntoIterator<Item = &'a str>) -> Self {
        Self::Only(actions.into_iter().map(str::to_owned).collect())
    }

    /// All but these actions.
    pub fn all_but<'a>(actions: impl IntoIterator<Item = &'a str>) -> Self {
        Self::AllBut(actions.into_iter().map(str::to_owned).collect())
    }
}

/// One condition: an operator, a key and the values of which one must match.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Condition {
    /// How it compares.
    pub operator: Operator,
    /// The context key. Keys are compared whatever their case.
    pub key: Text,
    /// The values, as text: AWS compares booleans and numbers so.
    pub values: BTreeSet<String>,
}

impl Condition {
    /// A condition on one value. It is written as text, also for booleans and numbers: Prowler
    /// 5.46 compares `"false"` literally.
    pub fn one(
        operator: impl Into<Operator>,
        key: impl Into<Text>,
        value: impl Into<String>,
    ) -> Self {
        Self::any(operator, key, [value.into()])
    }

    /// A condition on several values.
    pub fn any(
        operator: impl Into<Operator>,
        key: impl Into<Text>,
        values: impl IntoIterator<Item = String>,
    ) -> Self {
        Self { operator: operator.into(), key: key.into(), values: values.into_iter().collect() }
    }
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Statement {
    /// A name, unique in its document.
    pub sid: Option<Text>,
    /// Grant or refusal.
    pub effect: Effect,
    /// Whom it is about; `None` in a policy of an identity.
    pub principals: Option<Principals>,
    /// Which actions.
    pub actions: Actions,
    /// Which resources; `None` in a trust policy.
    pub resources: Option<Resources>,
    /// All of these must hold.
    pub conditions: Vec<Condition>,
}

/// A policy document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyDocument {
    /// The rules it follows.
    pub version: Version,
    /// Who owns the document.
    pub id: Option<Text>,
    /// The statements, in order.
    pub statements: Vec<Statement>,
}

impl PolicyDocument {
    /// A document of these statements, without an owner.
    pub const fn of(statements: Vec<Statement>) -> Self {
        Self { version: Version::V2012, id: None, statements }
    }
}
