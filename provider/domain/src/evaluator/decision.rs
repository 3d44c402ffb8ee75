//! Answers.

use std::fmt;

/// Where a policy is attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// The caller's own policies.
    Identity,
    /// The caller's permissions boundary.
    Boundary,
    /// The session's policies.
    Session,
    /// The resource's policy.
    Resource,
    /// The organization's denials.
    Guard,
}

/// The statement that decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Where its document is attached.
    pub layer: Layer,
    /// Which of the documents of that layer, from 0.
    pub document: usize,
    /// Which statement of the document, from 0.
    pub statement: usize,
    /// The statement's name.
    pub sid: Option<String>,
}

/// What is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The statement in which it is; `None` where it is in the request.
    pub reason: Option<Reason>,
    /// What it is, in words.
    pub why: String,
}

/// Whether a request is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is, by this statement; `None`: by a right that AWS gives without one (the root user).
    Allowed(Option<Reason>),
    /// It is refused by this statement.
    Denied(Reason),
    /// Nothing allows it: this layer has no statement that would.
    NotAllowed(Layer),
    /// It depends on something that is not understood.
    CannotProve(Vec<Doubt>),
}

impl Decision {
    /// Whether the request surely passes.
    pub const fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed(_))
    }

    /// Whether the request is surely refused.
    pub const fn is_refused(&self) -> bool {
        matches!(self, Self::Denied(_) | Self::NotAllowed(_))
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Identity => "the caller's policies",
            Self::Boundary => "the permissions boundary",
            Self::Session => "the session's policy",
            Self::Resource => "the resource's policy",
            Self::Guard => "the organization's policy",
        })
    }
}
