//! What is wrong with a gate.

use std::fmt;

/// A rule that the configuration of a gate breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GateProblem {
    /// The member, from the outside in: e.g. `candidate`, `version`.
    pub member: &'static [&'static str],
    /// The rule and what was found, in words: the rest of a sentence about the member.
    pub rule: String,
}

impl GateProblem {
    pub(super) fn new(member: &'static [&'static str], rule: impl Into<String>) -> Self {
        Self { member, rule: rule.into() }
    }
}

impl fmt::Display for GateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.member.join("."), self.rule)
    }
}
