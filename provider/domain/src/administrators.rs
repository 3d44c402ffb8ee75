//! Who may configure a zone, and who may reach its data in an emergency.

use std::collections::BTreeSet;

use super::names::NameError;
use super::principal::PrincipalArn;

/// The principals that configure a zone. At least one, so that no zone is beyond repair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Administrators(BTreeSet<PrincipalArn>);

impl Administrators {
    /// Makes the set.
    ///
    /// # Errors
    /// It is empty.
    pub fn new(principals: impl IntoIterator<Item = PrincipalArn>) -> Result<Self, NameError> {
        let principals: BTreeSet<_> = principals.into_iter().collect();
        if principals.is_empty() {
            return Err(NameError::new(
                "administrators",
                "[]",
                "must name at least one role or user, or be left out (then the caller that \
                 creates the zone is its administrator)",
            ));
        }
        Ok(Self(principals))
    }

    /// The principals, in order.
    pub fn iter(&self) -> impl Iterator<Item = &PrincipalArn> {
        self.0.iter()
    }

    /// Whether `caller`, an ARN as `sts:GetCallerIdentity` gives it, is one of them.
    pub fn include_caller(&self, caller: &str) -> bool {
        self.0.iter().any(|principal| principal.is_caller(caller))
    }

    /// Whether a principal is one of them.
    pub fn include(&self, principal: &PrincipalArn) -> bool {
        self.0.iter().any(|one| one.covers(principal))
    }

    /// The ARNs, sorted.
    pub fn arns(&self) -> Vec<String> {
        self.0.iter().map(ToString::to_string).collect()
    }
}

/// Emergency access to data: who, until when, and why. It ends in S3 itself, by a dated denial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BreakGlass {
    /// Who gets in.
    pub principals: BTreeSet<PrincipalArn>,
    /// When it ends, as RFC 3339 in UTC with seconds.
    pub until: String,
    /// Why it was opened, for those who read the plan.
    pub reason: String,
}

impl BreakGlass {
    /// Opens it.
    ///
    /// # Errors
    /// It names no one, or gives no reason.
    pub fn new(
        principals: impl IntoIterator<Item = PrincipalArn>,
        until: String,
        reason: String,
    ) -> Result<Self, NameError> {
        Self::check_reason(&reason)?;
        let principals: BTreeSet<_> = principals.into_iter().collect();
        if principals.is_empty() {
            return Err(NameError::new("break_glass", "principals", "must name a role or user"));
        }
        Ok(Self { principals, until, reason })
    }

    /// Checks why it is open.
    ///
    /// # Errors
    /// There is no reason.
    pub fn check_reason(reason: &str) -> Result<(), NameError> {
        if reason.trim().is_empty() {
            return Err(NameError::new("break_glass", "reason", "must say why it is open"));
        }
        Ok(())
    }

    /// Parses the end of break-glass into the form that IAM compares: UTC with seconds.
    ///
    /// # Errors
    /// It is not RFC 3339.
    pub fn parse_until(text: &str) -> Result<String, NameError> {
        text.parse::<jiff::Timestamp>()
            .map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
            .map_err(|_| NameError::new("time", text, "is not RFC 3339, e.g. 2026-12-01T18:00:00Z"))
    }

    /// Whether it has ended at `now`.
    pub fn has_ended(&self, now: jiff::Timestamp) -> bool {
        self.until.parse::<jiff::Timestamp>().is_ok_and(|until| until <= now)
    }

    /// The ARNs, sorted.
    pub fn arns(&self) -> Vec<String> {
        self.principals.iter().map(ToString::to_string).collect()
    }
}
