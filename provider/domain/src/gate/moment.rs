//! Points in time, as policies compare them.

use std::fmt;

use super::GateProblem;
use crate::promotion::formats::Second;

/// A second of UTC, `2026-11-25T18:00:00Z`. Earlier ones are smaller.
///
/// Source: AWS IAM User Guide, "IAM JSON policy elements: Condition operators", date condition
/// operators: W3C implementations of ISO 8601 dates,
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
/// (2026-11).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(String);

impl Moment {
    /// Reads `YYYY-MM-DDTHH:MM:SSZ`, and no other spelling: two spellings of one moment would be a
    /// difference between documents that mean the same.
    ///
    /// # Errors
    /// It is spelled otherwise, or there is no such second. The problem is about `member`.
    pub fn parse(text: &str, member: &'static [&'static str]) -> Result<Self, GateProblem> {
        match Second::parse(text) {
            Some(_) => Ok(Self(text.to_owned())),
            None => Err(GateProblem::new(
                member,
                format!("`{text}` must be a time in UTC with seconds, as `2026-11-25T18:00:00Z`"),
            )),
        }
    }

    /// The second that a time is in.
    pub fn of(time: jiff::Timestamp) -> Self {
        Self(time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
    }

    /// The moment as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_in_a_second() {
        let time: jiff::Timestamp = "2026-11-25T19:00:00.9+01:00".parse().unwrap();
        assert_eq!(Moment::of(time).as_str(), "2026-11-25T18:00:00Z");
        assert_eq!(Moment::parse("2026-11-25T18:00:00Z", &["expires"]), Ok(Moment::of(time)));
    }

    #[test]
    fn a_moment_has_one_spelling() {
        let moment = |text| Moment::parse(text, &["expires"]);
        let (early, late) = (moment("2026-11-25T17:59:59Z"), moment("2026-11-25T18:00:00Z"));
        assert!(early.unwrap() < late.unwrap());
        for text in ["", "2026-11-25", "2026-11-25T18:00:00+00:00", "2026-02-30T00:00:00Z"] {
            let problem = moment(text).unwrap_err();
            assert!(problem.to_string().starts_with("`expires` `"), "{problem}");
        }
    }
}
