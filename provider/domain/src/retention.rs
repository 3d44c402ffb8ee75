//! How long what a zone holds is kept, and what may never be taken back.

use std::fmt;
use std::str::FromStr;

use super::names::NameError;

/// A retention class of KFM: the lower its number, the stricter.
///
/// R0 to R2 are kept for good: nothing in them expires, neither current nor older versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RetentionClass {
    /// The ledger.
    R0,
    /// Canonical records.
    R1,
    /// Canonical inputs.
    R2,
    /// Sources and work.
    R3,
    /// What is served.
    R4,
    /// Operational traces.
    R5,
}

impl RetentionClass {
    /// Every class, strictest first.
    pub const ALL: [Self; 6] = [Self::R0, Self::R1, Self::R2, Self::R3, Self::R4, Self::R5];

    /// The name in HCL.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::R0 => "R0",
            Self::R1 => "R1",
            Self::R2 => "R2",
            Self::R3 => "R3",
            Self::R4 => "R4",
            Self::R5 => "R5",
        }
    }

    /// Whether anything in this class may expire, older versions included.
    pub fn may_expire(self) -> bool {
        self > Self::R2
    }
}

impl fmt::Display for RetentionClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for RetentionClass {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        Self::ALL
            .into_iter()
            .find(|class| class.as_str() == text)
            .ok_or_else(|| NameError::new("retention class", text, "is not one of R0 to R5"))
    }
}

/// Who can shorten the retention of an object that is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LockMode {
    /// Whoever may bypass it: in a zone, open break-glass alone.
    Governance,
    /// Nobody, the account's root user included.
    Compliance,
}

impl LockMode {
    /// The word that S3 and HCL use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Governance => "GOVERNANCE",
            Self::Compliance => "COMPLIANCE",
        }
    }
}

impl fmt::Display for LockMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for LockMode {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        match text {
            "GOVERNANCE" => Ok(Self::Governance),
            "COMPLIANCE" => Ok(Self::Compliance),
            _ => Err(NameError::new("mode", text, "is neither GOVERNANCE nor COMPLIANCE")),
        }
    }
}

/// A number of days that S3 takes for a retention or an expiry: 1 to 36,500.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Days(u32);

impl Days {
    /// The longest that S3 keeps, in days.
    ///
    /// Source: AWS "Object Lock considerations", retention limits (2026-11): 100 years.
    pub const MOST: u32 = 36_500;

    /// Checks a number of days.
    ///
    /// # Errors
    /// It is not between 1 and 36,500.
    pub fn new(days: i64) -> Result<Self, NameError> {
        u32::try_from(days)
            .ok()
            .filter(|days| (1..=Self::MOST).contains(days))
            .map(Self)
            .ok_or_else(|| NameError::new("days", &days.to_string(), "is not between 1 and 36500"))
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0, if self.0 == 1 { "day" } else { "days" })
    }
}

/// The default rule of Object Lock: what every new version is locked by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LockRule {
    /// Who can shorten it.
    pub mode: LockMode,
    /// For how long.
    pub days: Days,
}

impl LockRule {
    /// Whether replacing `self` by `other` takes nothing back.
    pub fn grows_to(self, other: Self) -> bool {
        other.days >= self.days && other.mode >= self.mode
    }

    /// Whether putting this rule over `before` is a step that nobody can take back.
    pub fn is_irreversible_after(self, before: Option<Self>) -> bool {
        self.mode == LockMode::Compliance && before != Some(self)
    }
}

impl fmt::Display for LockRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.mode, self.days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(mode: LockMode, days: i64) -> LockRule {
        LockRule { mode, days: Days::new(days).unwrap() }
    }

    #[test]
    fn days_end_where_s3_ends() {
        assert!(Days::new(1).is_ok() && Days::new(36_500).is_ok());
        for wrong in [i64::MIN, -1, 0, 36_501, i64::MAX] {
            assert!(Days::new(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_r3_to_r5_expire() {
        let expiring: Vec<_> =
            RetentionClass::ALL.into_iter().filter(|class| class.may_expire()).collect();
        assert_eq!(expiring, [RetentionClass::R3, RetentionClass::R4, RetentionClass::R5]);
    }

    #[test]
    fn a_rule_grows_in_days_and_in_mode_and_never_shrinks() {
        use LockMode::{Compliance, Governance};
        let cases = [
            (rule(Governance, 10), rule(Governance, 10), true),
            (rule(Governance, 10), rule(Governance, 11), true),
            (rule(Governance, 10), rule(Governance, 9), false),
            (rule(Governance, 10), rule(Compliance, 10), true),
            (rule(Governance, 10), rule(Compliance, 9), false),
            (rule(Compliance, 10), rule(Governance, 99), false),
        ];
        for (from, to, grows) in cases {
            assert_eq!(from.grows_to(to), grows, "{from} to {to}");
        }
    }

    #[test]
    fn compliance_is_irreversible_where_it_is_new_or_longer() {
        let wanted = rule(LockMode::Compliance, 10);
        assert!(wanted.is_irreversible_after(None));
        assert!(wanted.is_irreversible_after(Some(rule(LockMode::Governance, 10))));
        assert!(wanted.is_irreversible_after(Some(rule(LockMode::Compliance, 9))));
        assert!(!wanted.is_irreversible_after(Some(wanted)));
        assert!(!rule(LockMode::Governance, 10).is_irreversible_after(None));
    }
}
